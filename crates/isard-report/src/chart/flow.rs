//! Flows between the groups of the first and the last year.

use super::Context;
use crate::messages::args;
use crate::read::Typology;
use crate::svg::{Ink, Svg, n};
use crate::text::{self, Face};
use std::collections::BTreeMap;

/// Regions by (group at first, group at last), for regions that have both.
pub(crate) fn moves(t: &Typology) -> Option<BTreeMap<(usize, usize), Vec<&str>>> {
    let (first, last) = t.years()?;
    let (a, b) = (t.by_year.get(&first)?, t.by_year.get(&last)?);
    let mut out: BTreeMap<(usize, usize), Vec<&str>> = BTreeMap::new();
    for (key, from) in a {
        if let Some(to) = b.get(key) {
            out.entry((*from, *to)).or_default().push(key);
        }
    }
    Some(out)
}

pub(crate) fn draw(c: &Context, t: &Typology, width: f64) -> Svg {
    let mut svg = Svg::new(width, 0.0);
    let (Some(moves), Some((first, last))) = (moves(t), t.years()) else { return svg };
    let narrow = width < 500.0;
    let total: usize = moves.values().map(Vec::len).sum();
    let gap = 26.0;
    let full = if narrow { 250.0 } else { 330.0 };
    let unit = (full - gap * (t.k as f64 - 1.0)) / total.max(1) as f64;
    let label = if narrow { 62.0 } else { 96.0 };
    let joined = if narrow { 0.0 } else { (width * 0.30).min(300.0) };
    let (xl, xr) = (label, width - joined - label - if narrow { 0.0 } else { 10.0 });
    let top = 40.0;
    svg.text(xl + 14.0, 14.0, &first.to_string(), Ink::new(13.5).bold().end());
    svg.text(xr, 14.0, &last.to_string(), Ink::new(13.5).bold());
    let count = |pick: &dyn Fn(&(usize, usize)) -> bool| -> usize {
        moves.iter().filter(|(k, _)| pick(k)).map(|(_, v)| v.len()).sum()
    };
    let (mut left, mut right) = (Vec::new(), Vec::new());
    let (mut yl, mut yr) = (top, top);
    for g in 1..=t.k {
        left.push(yl);
        right.push(yr);
        yl += unit * count(&|k| k.0 == g) as f64 + gap;
        yr += unit * count(&|k| k.1 == g) as f64 + gap;
    }
    let bottom = yl.max(yr) - gap;
    ribbons(&mut svg, c, t, &moves, &left, &right, unit, (xl + 14.0, xr));
    for g in 1..=t.k {
        let (from, to) = (count(&|k| k.0 == g), count(&|k| k.1 == g));
        svg.rect(xl, left[g - 1], 14.0, unit * from as f64, &format!("f-g{g}"));
        svg.rect(xr, right[g - 1], 14.0, unit * to as f64, &format!("f-g{g}"));
        end_label(c, &mut svg, t, g, from, xl - 10.0, left[g - 1] + unit * from as f64 / 2.0, true, narrow);
        end_label(c, &mut svg, t, g, to, xr + 24.0, right[g - 1] + unit * to as f64 / 2.0, false, narrow);
    }
    let mut height = bottom + 20.0;
    if narrow {
        let mut y = bottom + 24.0;
        for g in 1..=t.k {
            y = joined_list(c, &mut svg, t, &moves, g, 0.0, y, width, true);
        }
        height = y;
    } else {
        let mut y = top;
        for g in 1..=t.k {
            let middle = right[g - 1] + unit * count(&|k| k.1 == g) as f64 / 2.0;
            y = joined_list(c, &mut svg, t, &moves, g, width - joined, y.max(middle - 24.0), joined, false)
                + 8.0;
        }
        height = height.max(y);
    }
    svg.set_height(height);
    svg
}

fn ribbons(
    svg: &mut Svg,
    c: &Context,
    t: &Typology,
    moves: &BTreeMap<(usize, usize), Vec<&str>>,
    left: &[f64],
    right: &[f64],
    unit: f64,
    (x0, x1): (f64, f64),
) {
    let (mut from_y, mut to_y) = (left.to_vec(), right.to_vec());
    // Where each flow leaves: in the order of its end, and the other way round.
    let mut starts = BTreeMap::new();
    let mut ends = BTreeMap::new();
    for a in 1..=t.k {
        for b in 1..=t.k {
            let len = moves.get(&(a, b)).map_or(0, Vec::len) as f64 * unit;
            starts.insert((a, b), from_y[a - 1]);
            from_y[a - 1] += len;
        }
    }
    for b in 1..=t.k {
        for a in 1..=t.k {
            let len = moves.get(&(a, b)).map_or(0, Vec::len) as f64 * unit;
            ends.insert((a, b), to_y[b - 1]);
            to_y[b - 1] += len;
        }
    }
    let middle = (x0 + x1) / 2.0;
    let mut order: Vec<_> = moves.iter().collect();
    // Those who stayed are drawn first, so that moves lie on top.
    order.sort_by_key(|((a, b), _)| (a != b, *a, *b));
    for (&(a, b), keys) in order {
        let (y0, y1, h) = (starts[&(a, b)], ends[&(a, b)], keys.len() as f64 * unit);
        let d = format!(
            "M{},{}C{m},{} {m},{} {},{}V{}C{m},{} {m},{} {},{}z",
            n(x0),
            n(y0),
            n(y0),
            n(y1),
            n(x1),
            n(y1),
            n(y1 + h),
            n(y1 + h),
            n(y0 + h),
            n(x0),
            n(y0 + h),
            m = n(middle),
        );
        svg.path(&d, &format!("f-g{a} {}", if a == b { "o25" } else { "o80" }), "");
        if a == b && h > 14.0 {
            let text = c.words.with("flow-stayed", args! { "n" => keys.len() });
            svg.text(x0 + 14.0, y0 + h / 2.0 + 4.0, &text, Ink::new(12.5).color("ink2").halo());
        }
    }
}

fn end_label(
    c: &Context,
    svg: &mut Svg,
    t: &Typology,
    g: usize,
    count: usize,
    x: f64,
    y: f64,
    left: bool,
    narrow: bool,
) {
    let (ink_size, room) = if narrow { (12.5, 37.0) } else { (14.0, 82.0) };
    let ink = Ink::new(ink_size).bold();
    let small = Ink::new(if narrow { 10.5 } else { 12.5 }).color("ink2");
    let (ink, small) = if left { (ink.end(), small.end()) } else { (ink, small) };
    let name = text::shorten(&c.group(t, g), Face::SansBold, ink_size, room);
    svg.text_class(x, y - 1.0, &name, ink, &format!("f-t{g}"));
    let counted = Some(c.counted(count)).filter(|t| !narrow && small.width(t) <= room);
    svg.text(x, y + 14.0, &counted.unwrap_or_else(|| crate::number::count(count as f64)), small);
}

/// Who joined a group, and from where; returns the next free y.
fn joined_list(
    c: &Context,
    svg: &mut Svg,
    t: &Typology,
    moves: &BTreeMap<(usize, usize), Vec<&str>>,
    g: usize,
    x: f64,
    y: f64,
    width: f64,
    named: bool,
) -> f64 {
    let from: Vec<(usize, &Vec<&str>)> =
        (1..=t.k).filter(|&a| a != g).filter_map(|a| Some((a, moves.get(&(a, g))?))).collect();
    if from.is_empty() {
        return y;
    }
    let small = Ink::new(12.0).color("ink3");
    let head = if named {
        c.words.with("flow-joined-group", args! { "group" => c.group(t, g) })
    } else {
        c.words.get("flow-joined")
    };
    svg.text(x + 14.0, y + 12.0, &head, small);
    let mut at = y + 30.0;
    for (a, keys) in from {
        let name = c.group(t, a);
        let bold = Ink::new(12.5).bold();
        let mut shown: Vec<&str> = keys.iter().take(8).map(|k| c.names.region(k)).collect();
        shown.sort_unstable();
        let mut text = shown.join(", ");
        if keys.len() > 8 {
            text += &c.words.with("list-more", args! { "n" => keys.len() - 8 });
        }
        let indent = bold.width(&name) + 5.0;
        svg.text_class(x + 14.0, at, &name, bold, &format!("f-t{a}"));
        // The first line is shorter by the group's name.
        let mut lines = Vec::new();
        let mut rest = text.as_str();
        let first = text::wrap(rest, Face::Sans, 12.5, width - 20.0 - indent);
        if let Some(line) = first.first() {
            lines.push(line.clone());
            rest = rest[line.len()..].trim_start();
        }
        svg.text(x + 14.0 + indent, at, lines.first().map_or("", String::as_str), Ink::new(12.5));
        if !rest.is_empty() {
            for line in text::wrap(rest, Face::Sans, 12.5, width - 20.0) {
                at += 16.0;
                svg.text(x + 14.0, at, &line, Ink::new(12.5));
            }
        }
        at += 18.0;
    }
    svg.rect(x, y, 2.0, at - y - 10.0, &format!("f-g{g}"));
    at
}
