//! The clusters of a region as bubbles: specialisation across, growth upwards,
//! size as area.

use super::Context;
use crate::messages::args;
use crate::number;
use crate::read::clusters::Cell;
use crate::scale::{Scale, ratio_label};
use crate::svg::{Ink, Svg};
use crate::text::{self, Face};

/// A cluster to be drawn.
struct Bubble<'a> {
    cell: &'a Cell,
    at: (f64, f64),
    radius: f64,
    /// Whether it stands at the edge because its growth lies beyond it.
    beyond: bool,
}

/// Frame of the drawing: left, right, top, bottom.
type Frame = (f64, f64, f64, f64);

/// Growth of a cell, where the study has years.
fn height(cell: &Cell, growth: bool) -> Option<f64> {
    if growth { cell.growth } else { cell.value.filter(|v| *v > 0.0) }
}

/// Cells that can be drawn.
pub(crate) fn drawn<'a>(cells: &[&'a Cell], growth: bool) -> Vec<&'a Cell> {
    let known = |c: &&Cell| {
        c.lq.is_some_and(|v| v > 0.0) && c.value.is_some_and(|v| v > 0.0) && height(c, growth).is_some()
    };
    cells.iter().copied().filter(known).collect()
}

/// Limits of growth: three times the middle half beyond it, so that one
/// small cluster that grew tenfold does not flatten all others.
pub(crate) fn limits(cells: &[&Cell]) -> (f64, f64) {
    let mut all: Vec<f64> = cells.iter().filter_map(|c| c.growth).collect();
    all.sort_by(f64::total_cmp);
    if all.is_empty() {
        return (-0.05, 0.05);
    }
    let at = |p: f64| all[(p * (all.len() - 1) as f64).round() as usize];
    let half = (at(0.75) - at(0.25)).max(0.01);
    let low = all[0].max(at(0.25) - 3.0 * half).min(-0.01);
    (low, all[all.len() - 1].min(at(0.75) + 3.0 * half).max(0.01))
}

/// Whether the interval of the quotient includes 1.
pub(crate) fn open(cell: &Cell) -> bool {
    cell.interval.is_some_and(|(a, b)| a <= 1.0 && 1.0 <= b)
}

pub(crate) fn draw(c: &Context, cells: &[&Cell], growth: bool, measure: &str, width: f64) -> Svg {
    let narrow = width < 500.0;
    let (tall, largest) = match width {
        w if w > 1000.0 => (540.0, 34.0),
        w if w > 500.0 => (440.0, 26.0),
        _ => (360.0, 16.0),
    };
    let mut svg = Svg::new(width, tall);
    let cells = drawn(cells, growth);
    if cells.is_empty() {
        return svg;
    }
    let frame: Frame = (if narrow { 40.0 } else { 54.0 }, width - 4.0, 26.0, tall - 40.0);
    let lq = |f: fn(f64, f64) -> f64, start: f64| cells.iter().filter_map(|c| c.lq).fold(start, f);
    let (low, high) = (lq(f64::min, 0.5).max(1.0 / 16.0), lq(f64::max, 2.0).min(256.0));
    let sx = Scale::log((low / 1.25, high * 1.35), (frame.0, frame.1));
    let sy = if growth {
        let (low, high) = limits(&cells);
        let pad = (high - low) * 0.07;
        Scale::linear((low - pad, high + pad), (frame.3, frame.2))
    } else {
        let values = || cells.iter().filter_map(|c| c.value);
        let (low, high) = (values().fold(f64::INFINITY, f64::min), values().fold(1.0, f64::max));
        Scale::log((low.max(0.5) / 1.6, high * 2.2), (frame.3, frame.2))
    };
    axes(c, &mut svg, (&sx, &sy), frame, growth, measure, narrow);
    let top = cells.iter().filter_map(|c| c.value).fold(1.0, f64::max);
    let mut bubbles: Vec<Bubble> = cells
        .iter()
        .filter_map(|cell| {
            let (value, y) = (cell.value?, height(cell, growth)?);
            let radius = (largest * (value / top).sqrt()).max(2.2);
            let at = (sx.clamped(cell.lq?), sy.clamped(y));
            Some(Bubble { cell, at, radius, beyond: (sy.at(y) - at.1).abs() > 0.5 })
        })
        .collect();
    bubbles.sort_by(|a, b| b.radius.total_cmp(&a.radius).then(a.cell.cluster.cmp(&b.cell.cluster)));
    for b in &bubbles {
        bubble(&mut svg, b);
    }
    names(c, &mut svg, &bubbles, frame, growth, width);
    svg
}

/// Filled where the quotient is told apart from 1, else dashed and empty.
fn bubble(svg: &mut Svg, b: &Bubble) {
    let strong = b.cell.stars.unwrap_or(0) >= 2;
    let class = match (open(b.cell), strong) {
        (true, _) => "f-paper s-ink3 dash2 o80",
        (false, true) => "f-q6 s-paper o80",
        (false, false) => "f-q4 s-paper o80",
    };
    svg.circle(b.at, b.radius, class, 1.0);
    if b.cell.status == isard::model::Status::Estimated {
        svg.circle(b.at, (b.radius - 2.0).max(1.0), "n s-paper", 1.2);
    }
}

fn axes(
    c: &Context,
    svg: &mut Svg,
    (sx, sy): (&Scale, &Scale),
    (left, right, top, bottom): Frame,
    growth: bool,
    measure: &str,
    narrow: bool,
) {
    let small = Ink::new(11.0).color("ink3");
    for v in sx.ticks(if narrow { 5 } else { 9 }) {
        let one = (v - 1.0).abs() < 1e-9;
        svg.line((sx.at(v), top), (sx.at(v), bottom), 1.0, if one { "s-ink3" } else { "s-grid" });
        let ink = if one { Ink::new(11.0).bold() } else { small };
        svg.text(sx.at(v), bottom + 15.0, &ratio_label(v), ink.middle());
    }
    let ticks = if growth { sy.ticks(6) } else { tens(sy, (top, bottom)) };
    let decimals = if growth { sy.tick_decimals(6).saturating_sub(2) } else { 0 };
    for v in ticks {
        let zero = growth && v.abs() < 1e-12;
        svg.line((left, sy.at(v)), (right, sy.at(v)), 1.0, if zero { "s-ink3" } else { "s-grid" });
        let label = if growth {
            format!("{}{}%", number::signed(v * 100.0, decimals), number::THIN)
        } else {
            number::count(v)
        };
        svg.text(left - 6.0, sy.at(v) + 4.0, &label, small.end());
    }
    let upwards = if growth {
        c.words.get("portfolio-growth")
    } else {
        c.words.with("portfolio-size", args! { "measure" => measure })
    };
    svg.text(0.0, 12.0, &upwards, Ink::new(12.0).color("ink2"));
    let across = c.words.with("portfolio-lq", args! { "many" => c.many() });
    let across = text::shorten(&across, Face::Sans, 12.0, right);
    svg.text(right, bottom + 32.0, &across, Ink::new(12.0).end().color("ink2"));
}

/// Powers of ten inside the frame.
fn tens(sy: &Scale, (top, bottom): (f64, f64)) -> Vec<f64> {
    (0..10).map(|e| 10f64.powi(e)).filter(|v| (top..=bottom).contains(&sy.at(*v))).collect()
}

/// Names the strongest, the largest and what lies beyond the frame.
fn names(c: &Context, svg: &mut Svg, bubbles: &[Bubble], frame: Frame, growth: bool, width: f64) {
    let (most, size, longest) = match width {
        w if w > 1000.0 => (18, 12.0, 230.0),
        w if w > 500.0 => (12, 11.5, 170.0),
        _ => (6, 10.5, 120.0),
    };
    let mut order: Vec<&Bubble> = bubbles.iter().collect();
    let weight = |b: &Bubble| b.cell.expected.unwrap_or(0.0) + if b.beyond { 1.0 } else { 0.0 };
    order.sort_by(|a, b| {
        weight(b)
            .total_cmp(&weight(a))
            .then(b.radius.total_cmp(&a.radius))
            .then(a.cell.cluster.cmp(&b.cell.cluster))
    });
    // Names keep clear of the middles of all bubbles.
    let mut taken: Vec<[f64; 4]> = bubbles
        .iter()
        .map(|b| {
            let r = b.radius * 0.7;
            [b.at.0 - r, b.at.1 - r, b.at.0 + r, b.at.1 + r]
        })
        .collect();
    for b in order.into_iter().take(most) {
        let mut name = text::shorten(c.names.industry(&b.cell.cluster), Face::SansBold, size, longest);
        if let (true, true, Some(g)) = (b.beyond, growth, b.cell.growth) {
            name = format!("{name} {}", number::growth(g));
        }
        place(svg, &name, Ink::new(size).bold().halo(), size, b, frame, &mut taken);
    }
}

fn place(
    svg: &mut Svg,
    name: &str,
    ink: Ink,
    size: f64,
    b: &Bubble,
    (left, right, top, bottom): Frame,
    taken: &mut Vec<[f64; 4]>,
) {
    let (w, r) = (ink.width(name), b.radius + 3.0);
    let (x, y) = b.at;
    let places = [
        (x + r, y + 4.0),
        (x - r - w, y + 4.0),
        (x - w / 2.0, y - r),
        (x - w / 2.0, y + r + size * 0.8),
        (x + r * 0.7, y - r * 0.7),
        (x - r * 0.7 - w, y - r * 0.7),
        (x + r * 0.7, y + r * 0.7 + size * 0.6),
        (x - r * 0.7 - w, y + r * 0.7 + size * 0.6),
    ];
    let found = places.into_iter().find(|(x, y)| {
        let b = [*x, y - size, x + w, y + 3.0];
        let inside = b[0] >= left && b[2] <= right && b[1] >= top && b[3] <= bottom;
        inside && taken.iter().all(|t| b[2] + 2.0 < t[0] || t[2] + 2.0 < b[0] || b[3] < t[1] || t[3] < b[1])
    });
    if let Some((x, y)) = found {
        taken.push([x, y - size, x + w, y + 3.0]);
        svg.text(x, y, name, ink);
    }
}
