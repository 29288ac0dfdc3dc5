//! Ward's tree with a row per region: silhouette and probability of each group.

use super::Context;
use crate::number;
use crate::read::Typology;
use crate::read::typology::{Member, Merge};
use crate::scale::Scale;
use crate::svg::{Ink, Svg, n};
use crate::text::{self, Face};

/// Height of a row, and the height of all rows that a page has room for.
const ROW: f64 = 18.5;
const ROWS: f64 = 770.0;
const TOP: f64 = 46.0;

pub(crate) fn draw(c: &Context, t: &Typology, width: f64) -> Svg {
    let narrow = width < 500.0;
    let rows = rows(t);
    // Columns: tree, names, silhouettes, probabilities.
    let shares = if narrow { [0.17, 0.37, 0.23, 0.23] } else { [0.30, 0.25, 0.22, 0.23] };
    let gap = if narrow { 8.0 } else { 18.0 };
    let mut edges = [0.0; 5];
    for i in 0..4 {
        edges[i + 1] = edges[i] + shares[i] * width;
    }
    let mut svg = Svg::new(width, 0.0);
    let step = if (500.0..1000.0).contains(&width) { ROW.min(ROWS / rows.len().max(1) as f64) } else { ROW };
    let bottom = TOP + step * rows.len() as f64;
    heads(c, &mut svg, &edges, narrow);
    let y = |i: usize| TOP + step * (i as f64 + 0.5);
    for (i, m) in rows.iter().enumerate() {
        if m.border {
            svg.rect(edges[1] - 4.0, y(i) - step / 2.0, width - edges[1] + 4.0, step, "f-wash");
        }
    }
    let x = silhouette_axis(&mut svg, &rows, edges[2], edges[3] - gap, bottom, narrow);
    probability_axis(&mut svg, edges[3], width, bottom, narrow);
    // One long name that does not fit, and all take their short form.
    let room = edges[2] - edges[1] - if narrow { 13.0 } else { 16.0 } - gap / 2.0;
    let size = if narrow { 11.5 } else { (step * 0.82).clamp(10.5, 13.0) };
    let short = rows.iter().any(|m| Ink::new(size).bold().width(c.names.region(&m.key)) > room);
    for (i, m) in rows.iter().enumerate() {
        row(c, &mut svg, t, m, (y(i), step), &edges, gap, &x, narrow, short);
    }
    let half = Scale::linear((0.0, 1.0), (edges[3], width)).at(0.5);
    svg.line((half, TOP), (half, bottom), 1.0, "s-paper");
    let order: Vec<usize> =
        rows.iter().filter_map(|m| t.members.iter().position(|o| o.key == m.key)).collect();
    tree(c, &mut svg, t, &order, edges[1] - if narrow { 6.0 } else { 12.0 }, y, bottom);
    svg.set_height(bottom + 30.0);
    svg
}

/// Members in the order of the tree; by group and silhouette when there is none.
pub(crate) fn rows(t: &Typology) -> Vec<&Member> {
    let listed: Vec<&Member> = t.leaves.iter().filter_map(|(key, _)| t.member(key)).collect();
    if listed.len() == t.members.len() {
        return listed;
    }
    let mut all: Vec<&Member> = t.members.iter().collect();
    all.sort_by(|a, b| {
        let s = |m: &Member| m.silhouette.unwrap_or(f64::NEG_INFINITY);
        a.group.cmp(&b.group).then(s(b).total_cmp(&s(a))).then(a.key.cmp(&b.key))
    });
    all
}

fn heads(c: &Context, svg: &mut Svg, edges: &[f64; 5], narrow: bool) {
    let (head, sub) = if narrow { (12.0, 10.5) } else { (13.5, 11.5) };
    let one = crate::messages::capital(&c.one());
    let columns = [
        (c.words.get("tree-head"), c.words.get("tree-sub")),
        (one, c.words.get("tree-group-sub")),
        (c.words.get("silhouette-head"), c.words.get("silhouette-sub")),
        (c.words.get("probability-head"), c.words.get("probability-sub")),
    ];
    for (i, (title, below)) in columns.iter().enumerate() {
        let space = edges[i + 1] - edges[i] - 4.0;
        svg.text(edges[i], 14.0, &text::shorten(title, Face::SansBold, head, space), Ink::new(head).bold());
        svg.text(edges[i], 30.0, &text::shorten(below, Face::Sans, sub, space), Ink::new(sub).color("ink3"));
    }
}

fn silhouette_axis(
    svg: &mut Svg,
    rows: &[&Member],
    left: f64,
    right: f64,
    bottom: f64,
    narrow: bool,
) -> Scale {
    let values = || rows.iter().filter_map(|m| m.silhouette);
    let low = values().fold(0.0, f64::min);
    let high = values().fold(0.2, f64::max);
    // Room for the figures beside negative bars.
    let room = if low < 0.0 { (high - low) * 0.18 } else { 0.0 };
    let x = Scale::linear((low - room, high), (left, right));
    let count = if narrow { 2 } else { 4 };
    for v in x.ticks(count).into_iter().filter(|v| *v >= low - 0.05) {
        svg.line((x.at(v), TOP - 4.0), (x.at(v), bottom), 1.0, "s-grid");
        svg.text(
            x.at(v),
            bottom + 15.0,
            &number::fixed(v, x.tick_decimals(count)),
            Ink::new(11.0).middle().color("ink3"),
        );
    }
    svg.line((x.at(0.0), TOP - 4.0), (x.at(0.0), bottom), 1.2, "s-ink3");
    x
}

fn probability_axis(svg: &mut Svg, left: f64, right: f64, bottom: f64, narrow: bool) {
    let ink = Ink::new(11.0).color("ink3");
    svg.text(left, bottom + 15.0, "0", ink);
    svg.text((left + right) / 2.0, bottom + 15.0, "50", ink.middle());
    let end = if narrow { "100".into() } else { format!("100{}%", number::THIN) };
    svg.text(right, bottom + 15.0, &end, ink.end());
}

fn row(
    c: &Context,
    svg: &mut Svg,
    t: &Typology,
    m: &Member,
    (y, step): (f64, f64),
    edges: &[f64; 5],
    gap: f64,
    x: &Scale,
    narrow: bool,
    short: bool,
) {
    let size = if narrow { 11.5 } else { (step * 0.82).clamp(10.5, 13.0) };
    let half = (step * 0.3).min(5.5);
    svg.circle((edges[1] + 5.0, y), if narrow { 4.0 } else { 5.0 }, &format!("f-g{}", m.group), 0.0);
    let ink = if m.border { Ink::new(size).bold() } else { Ink::new(size) };
    let offset = if narrow { 13.0 } else { 16.0 };
    let room = edges[2] - edges[1] - offset - gap / 2.0;
    let long = c.names.region(&m.key);
    let name = if short { c.names.map_label(&m.key) } else { long };
    let name = text::shorten(name, ink.face(), size, room);
    svg.text(edges[1] + offset, y + 4.5, &name, ink);
    if let Some(s) = m.silhouette {
        let (a, b) = (x.at(0.0), x.at(s));
        svg.rect(a.min(b), y - half, (a - b).abs(), 2.0 * half, &format!("f-g{}", m.group));
        if s < 0.0 && !narrow {
            svg.text(b - 4.0, y + 4.0, &number::fixed(s, 2), Ink::new(size.min(11.5)).end().color("accent"));
        }
    }
    let scale = Scale::linear((0.0, 1.0), (edges[3], svg.width()));
    match t.membership.get(&m.key) {
        Some(shares) => {
            let mut from = 0.0;
            for (g, share) in shares.iter().enumerate() {
                svg.rect(
                    scale.at(from),
                    y - half,
                    scale.at(from + share) - scale.at(from),
                    2.0 * half,
                    &format!("f-g{}", g + 1),
                );
                from += share;
            }
        }
        None => {
            if let Some(p) = m.probability {
                svg.rect(
                    scale.at(0.0),
                    y - half,
                    scale.at(p) - scale.at(0.0),
                    2.0 * half,
                    &format!("f-g{}", m.group),
                );
            }
        }
    }
}

/// The tree from right (leaves) to left (root). `order` holds, row by row,
/// the leaf's position among the ascending keys.
fn tree(
    c: &Context,
    svg: &mut Svg,
    t: &Typology,
    order: &[usize],
    right: f64,
    y: impl Fn(usize) -> f64,
    bottom: f64,
) {
    let leaves = order.len();
    if leaves < 2 || t.tree.len() + 1 != leaves {
        return;
    }
    let mut row_of = vec![0usize; leaves];
    order.iter().enumerate().for_each(|(row, &leaf)| row_of[leaf] = row);
    let start: Vec<f64> = (0..leaves).map(|leaf| y(row_of[leaf])).collect();
    let left = 8.0;
    let cut = draw_merges(svg, &t.tree, start, t.k, (left, right));
    if let Some(x) = cut {
        svg.line((x, TOP - 6.0), (x, bottom + 4.0), 1.3, "s-accent dash");
        let label = c.words.with("tree-cut", crate::messages::args! { "k" => t.k });
        let ink = Ink::new(11.5).bold().color("accent");
        let at = x.max(ink.width(&label) / 2.0);
        svg.text(at, bottom + 19.0, &label, ink.middle());
    }
}

/// Draws merges between `left` and `right` and returns where `k` groups are cut.
pub(crate) fn draw_merges(
    svg: &mut Svg,
    merges: &[Merge],
    mut at_y: Vec<f64>,
    k: usize,
    (left, right): (f64, f64),
) -> Option<f64> {
    let leaves = at_y.len();
    let tallest = merges.iter().map(|m| m.height).fold(0.0, f64::max);
    if tallest <= 0.0 {
        return None;
    }
    let x = Scale::linear((0.0, tallest), (right, left));
    let mut at_x = vec![right; leaves];
    let upper = merges.len().saturating_sub(k.saturating_sub(1));
    let (mut thin, mut strong) = (String::new(), String::new());
    for (step, m) in merges.iter().enumerate() {
        let (Some(&ya), Some(&yb)) = (at_y.get(m.a), at_y.get(m.b)) else { return None };
        let here = x.at(m.height);
        let d = if step >= upper { &mut strong } else { &mut thin };
        *d += &format!("M{},{}H{}V{}H{}", n(at_x[m.a]), n(ya), n(here), n(yb), n(at_x[m.b]));
        at_y.push((ya + yb) / 2.0);
        at_x.push(here);
    }
    svg.path(&thin, "n s-ink2", "stroke-width=\"1.1\"");
    svg.path(&strong, "n s-ink", "stroke-width=\"1.8\"");
    let below = upper.checked_sub(1).and_then(|i| merges.get(i)).map(|m| m.height);
    let above = merges.get(upper).map(|m| m.height);
    Some(x.at((below? + above?) / 2.0))
}
