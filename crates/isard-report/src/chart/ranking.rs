//! Regions by integral index, each group in its own panel on one scale.

use super::Context;
use crate::messages::args;
use crate::number;
use crate::read::Typology;
use crate::read::typology::Member;
use crate::scale::Scale;
use crate::svg::{Ink, Svg};
use crate::text::{self, Face};

const ROW: f64 = 17.0;
/// Rows of a panel; longer groups show their first and last.
const LIMIT: usize = 24;
/// The same on paper.
const PAPER_LIMIT: usize = 18;

/// The panels; on paper each row of them is a piece.
pub(crate) fn pieces(c: &Context, t: &Typology, width: f64) -> Vec<Svg> {
    let columns = if width < 500.0 { 1 } else { t.k.min(if width > 1000.0 { 4 } else { 3 }) };
    let groups: Vec<usize> = (1..=t.k).collect();
    let rows = if (500.0..1000.0).contains(&width) { columns } else { t.k };
    groups.chunks(rows).map(|row| draw(c, t, row, columns, width)).collect()
}

fn draw(c: &Context, t: &Typology, groups: &[usize], columns: usize, width: f64) -> Svg {
    let gap = 24.0;
    let limit = if (500.0..1000.0).contains(&width) { PAPER_LIMIT } else { LIMIT };
    let panel = (width - gap * (columns as f64 - 1.0)) / columns as f64;
    let values = || t.members.iter().filter_map(|m| m.index);
    let domain = (values().fold(0.0, f64::min), values().fold(0.0, f64::max));
    let mut svg = Svg::new(width, 0.0);
    let (mut y, mut height) = (0.0, 0.0f64);
    for (i, &g) in groups.iter().enumerate() {
        let column = i % columns;
        if column == 0 && i > 0 {
            y += height + 22.0;
            height = 0.0;
        }
        let x = column as f64 * (panel + gap);
        height = height.max(one(c, &mut svg, t, g, (x, y), panel, domain, limit));
    }
    svg.set_height(y + height + 8.0);
    svg
}

fn one(
    c: &Context,
    svg: &mut Svg,
    t: &Typology,
    g: usize,
    (x, y): (f64, f64),
    width: f64,
    domain: (f64, f64),
    limit: usize,
) -> f64 {
    let title = text::shorten(&c.group(t, g), Face::SansBold, 13.5, width * 0.6);
    svg.rect(x, y, width, 4.0, &format!("f-g{g}"));
    svg.text_class(x, y + 22.0, &title, Ink::new(13.5).bold(), &format!("f-t{g}"));
    let small = Ink::new(12.0).end().color("ink3");
    let room = width - Ink::new(13.5).bold().width(&title) - 12.0;
    let counted = Some(c.counted(t.size(g))).filter(|text| small.width(text) <= room);
    svg.text(x + width, y + 22.0, &counted.unwrap_or_else(|| number::count(t.size(g) as f64)), small);
    let mut members: Vec<&Member> = t.of_group(g).filter(|m| m.index.is_some()).collect();
    members.sort_by(|a, b| {
        let i = |m: &Member| m.index.unwrap_or(f64::NEG_INFINITY);
        i(b).total_cmp(&i(a)).then(a.key.cmp(&b.key))
    });
    let name = (width * 0.52).min(190.0);
    let scale = Scale::linear(domain, (x + name + 6.0, x + width - 42.0));
    let mut at = y + 42.0;
    let top = at - 11.0;
    let shown: Vec<Option<&Member>> = if members.len() <= limit {
        members.iter().copied().map(Some).collect()
    } else {
        let first = members[..limit * 2 / 3].iter().copied().map(Some);
        let last = members[members.len() - limit / 3..].iter().copied().map(Some);
        first.chain([None]).chain(last).collect()
    };
    let zero = scale.at(0.0);
    let bottom = top + ROW * shown.len() as f64;
    svg.line((zero, top), (zero, bottom), 1.0, "s-ink3");
    for row in shown {
        match row {
            Some(m) => line(c, svg, m, g, x, at, width, name, &scale),
            None => {
                let text =
                    c.words.with("ranking-more", args! { "n" => members.len() - limit / 3 - limit * 2 / 3 });
                svg.text(x + 26.0, at, &text, Ink::new(11.5).color("ink3"));
            }
        }
        at += ROW;
    }
    bottom - y
}

fn line(
    c: &Context,
    svg: &mut Svg,
    m: &Member,
    g: usize,
    x: f64,
    y: f64,
    width: f64,
    name: f64,
    scale: &Scale,
) {
    if let Some(rank) = m.rank {
        svg.text(x + 20.0, y, &number::count(rank as f64), Ink::new(11.5).end().color("ink3"));
    }
    let ink = if m.border { Ink::new(12.5).bold() } else { Ink::new(12.5) };
    let shown = text::shorten(c.names.map_label(&m.key), ink.face(), 12.5, name - 28.0);
    svg.text(x + 26.0, y, &shown, ink);
    if let Some(v) = m.index {
        let (a, b) = (scale.at(0.0), scale.at(v));
        svg.rect(a.min(b), y - 9.0, (a - b).abs(), 10.0, &format!("f-g{g}"));
        svg.text(x + width, y, &number::fixed(v, 2), Ink::new(11.5).end().color("ink2"));
    }
    debug_assert!(text::width(&shown, Face::Sans, 12.5) <= name);
}
