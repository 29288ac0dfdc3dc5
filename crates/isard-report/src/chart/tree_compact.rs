//! With many regions: the tree down to at most forty branches, each with its
//! composition by group and a tick per member's silhouette.

use super::Context;
use super::tree::draw_merges;
use crate::messages::args;
use crate::number;
use crate::read::Typology;
use crate::read::typology::{Member, Merge};
use crate::scale::Scale;
use crate::svg::{Ink, Svg};
use crate::text::{self, Face};

const BRANCHES: usize = 40;
const ROW: f64 = 18.0;
const TOP: f64 = 46.0;

/// A branch of the collapsed tree: its members in order of the tree.
struct Branch<'a> {
    members: Vec<&'a Member>,
}

pub(crate) fn draw(c: &Context, t: &Typology, width: f64) -> Svg {
    let narrow = width < 500.0;
    let (branches, merges, order) = collapse(t);
    let shares = if narrow { [0.16, 0.32, 0.26, 0.26] } else { [0.26, 0.34, 0.20, 0.20] };
    let mut edges = [0.0; 5];
    for i in 0..4 {
        edges[i + 1] = edges[i] + shares[i] * width;
    }
    let gap = if narrow { 8.0 } else { 18.0 };
    let mut svg = Svg::new(width, 0.0);
    let bottom = TOP + ROW * branches.len() as f64;
    heads(c, &mut svg, &edges, narrow);
    let values = || t.members.iter().filter_map(|m| m.silhouette);
    let domain = (values().fold(0.0, f64::min), values().fold(0.2, f64::max));
    let x = Scale::linear(domain, (edges[3], width - 4.0));
    let count = if narrow { 2 } else { 4 };
    for v in x.ticks(count) {
        svg.line((x.at(v), TOP - 4.0), (x.at(v), bottom), 1.0, "s-grid");
        svg.text(
            x.at(v),
            bottom + 15.0,
            &number::fixed(v, x.tick_decimals(count)),
            Ink::new(11.0).middle().color("ink3"),
        );
    }
    svg.line((x.at(0.0), TOP - 4.0), (x.at(0.0), bottom), 1.2, "s-ink3");
    let largest = branches.iter().map(|b| b.members.len()).max().unwrap_or(1) as f64;
    let size = Scale::linear((0.0, largest), (edges[2], edges[3] - gap - 26.0));
    let y = |row: usize| TOP + ROW * (row as f64 + 0.5);
    for (row, &b) in order.iter().enumerate() {
        branch(c, &mut svg, t, &branches[b], y(row), &edges, gap, &size, &x, narrow);
    }
    let mut row_of = vec![0; branches.len()];
    order.iter().enumerate().for_each(|(row, &b)| row_of[b] = row);
    let start = row_of.iter().map(|&r| y(r)).collect();
    if let Some(cut) = draw_merges(&mut svg, &merges, start, t.k, (8.0, edges[1] - 10.0)) {
        svg.line((cut, TOP - 6.0), (cut, bottom + 4.0), 1.3, "s-accent dash");
        let label = c.words.with("tree-cut", args! { "k" => t.k });
        let ink = Ink::new(11.5).bold().color("accent");
        svg.text(cut.max(ink.width(&label) / 2.0), bottom + 19.0, &label, ink.middle());
    }
    svg.set_height(bottom + 28.0);
    svg
}

fn heads(c: &Context, svg: &mut Svg, edges: &[f64; 5], narrow: bool) {
    let (head, sub) = if narrow { (12.0, 10.5) } else { (13.5, 11.5) };
    let columns = [
        (c.words.get("tree-head-compact"), c.words.get("tree-sub-compact")),
        (c.words.get("branch-head"), c.words.get("branch-sub")),
        (crate::messages::capital(&c.many()), c.words.get("branch-count-sub")),
        (c.words.get("silhouette-head"), c.words.get("branch-silhouette-sub")),
    ];
    for (i, (title, below)) in columns.iter().enumerate() {
        let space = edges[i + 1] - edges[i] - 4.0;
        svg.text(edges[i], 14.0, &text::shorten(title, Face::SansBold, head, space), Ink::new(head).bold());
        svg.text(edges[i], 30.0, &text::shorten(below, Face::Sans, sub, space), Ink::new(sub).color("ink3"));
    }
}

fn branch(
    c: &Context,
    svg: &mut Svg,
    t: &Typology,
    b: &Branch,
    y: f64,
    edges: &[f64; 5],
    gap: f64,
    size: &Scale,
    x: &Scale,
    narrow: bool,
) {
    let font = if narrow { 10.5 } else { 12.5 };
    let names: Vec<&str> = b.members.iter().take(4).map(|m| c.names.region(&m.key)).collect();
    let label = text::shorten(&names.join(", "), Face::Sans, font, edges[2] - edges[1] - gap);
    svg.text(edges[1], y + 4.0, &label, Ink::new(font));
    let mut from = 0.0;
    for g in 1..=t.k {
        let count = b.members.iter().filter(|m| m.group == g).count() as f64;
        svg.rect(size.at(from), y - 5.5, size.at(from + count) - size.at(from), 11.0, &format!("f-g{g}"));
        from += count;
    }
    svg.text(size.at(from) + 5.0, y + 4.0, &number::count(from), Ink::new(11.0).color("ink2"));
    for m in &b.members {
        if let Some(s) = m.silhouette {
            svg.line((x.at(s), y - 5.0), (x.at(s), y + 5.0), 1.0, &format!("s-g{} o80", m.group));
        }
    }
}

/// The upper part of the tree with at most forty branches: branches, merges
/// between them (numbered as in the full tree), and their order on the page.
fn collapse(t: &Typology) -> (Vec<Branch<'_>>, Vec<Merge>, Vec<usize>) {
    let leaves = t.members.len();
    let position: std::collections::HashMap<&str, usize> =
        t.leaves.iter().enumerate().map(|(i, (k, _))| (k.as_str(), i)).collect();
    let place = |m: &Member| position.get(m.key.as_str()).copied().unwrap_or(usize::MAX);
    if t.tree.len() + 1 != leaves {
        // Without a tree the groups themselves are the branches.
        let branches = (1..=t.k).map(|g| Branch { members: t.of_group(g).collect() });
        return (branches.collect(), Vec::new(), (0..t.k).collect());
    }
    let kept = BRANCHES.min(leaves);
    let lower = leaves - kept;
    let mut node: Vec<Option<Vec<usize>>> = (0..leaves).map(|i| Some(vec![i])).collect();
    for m in &t.tree[..lower] {
        let mut joined = node.get_mut(m.a).and_then(Option::take).unwrap_or_default();
        joined.extend(node.get_mut(m.b).and_then(Option::take).unwrap_or_default());
        node.push(Some(joined));
    }
    let mut number = std::collections::HashMap::new();
    let mut branches = Vec::new();
    for (id, members) in node.into_iter().enumerate() {
        if let Some(members) = members {
            number.insert(id, branches.len());
            let mut members: Vec<&Member> = members.into_iter().map(|i| &t.members[i]).collect();
            members.sort_by_key(|m| place(m));
            branches.push(Branch { members });
        }
    }
    let mut merges = Vec::new();
    for (step, m) in t.tree[lower..].iter().enumerate() {
        let (a, b) = (number[&m.a], number[&m.b]);
        number.insert(leaves + lower + step, branches.len() + step);
        merges.push(Merge { a, b, height: m.height });
    }
    let mut order: Vec<usize> = (0..branches.len()).collect();
    order.sort_by_key(|&b| branches[b].members.first().map_or(usize::MAX, |m| place(m)));
    (branches, merges, order)
}
