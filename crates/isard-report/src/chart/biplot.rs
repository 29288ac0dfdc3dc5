//! Regions by their scores on the first two components, coloured by group,
//! with the indicators as arrows.

use super::Context;
use crate::number;
use crate::read::Typology;
use crate::read::components::Components;
use crate::read::typology::Member;
use crate::scale::Scale;
use crate::svg::{Ink, Svg, n};
use crate::text::{self, Face};

type Point = (f64, f64);

/// Regions named at most: places of interest, then those farthest out.
const NAMES: usize = 10;
/// Radius of marks of which names keep clear.
pub(super) const MARK: f64 = 5.0;

pub(crate) fn draw(c: &Context, t: &Typology, p: &Components, width: f64) -> Svg {
    let narrow = width < 500.0;
    let height = if width > 1000.0 { 620.0 } else { (width * 0.95).min(560.0) };
    let mut svg = Svg::new(width, height);
    let points: Vec<(&Member, Point)> =
        t.members.iter().filter_map(|m| Some((m, *p.scores.get(&m.key)?))).collect();
    if points.is_empty() {
        return svg;
    }
    let (left, right, top, bottom) = (34.0, width - 8.0, 24.0, height - 34.0);
    let reach = |v: &dyn Fn(&Point) -> f64| points.iter().map(|q| v(&q.1).abs()).fold(0.5, f64::max) * 1.12;
    // One scale on both axes, so that distances can be read.
    let (rx, ry) = (reach(&|q| q.0), reach(&|q| q.1));
    let unit = ((right - left) / (2.0 * rx)).min((bottom - top) / (2.0 * ry));
    let (hx, hy) = ((right - left) / 2.0 / unit, (bottom - top) / 2.0 / unit);
    let (sx, sy) = (Scale::linear((-hx, hx), (left, right)), Scale::linear((-hy, hy), (bottom, top)));
    axes(c, &mut svg, p, &sx, &sy, (left, right, top, bottom), narrow);
    let radius = if points.len() > 150 { 3.2 } else { 4.4 };
    for (m, (a, b)) in &points {
        let at = (sx.at(*a), sy.at(*b));
        svg.circle(at, radius, &format!("f-g{} s-paper", m.group), 0.8);
        if m.border {
            svg.circle(at, radius + 1.6, "n s-ink", 0.9);
        }
    }
    let mut taken: Vec<[f64; 4]> = Vec::new();
    arrows(&mut svg, t, p, (&sx, &sy), (rx.min(hx), ry.min(hy)), (left, right, top, bottom), &mut taken);
    // Names keep clear of the points.
    taken.extend(points.iter().map(|(_, (a, b))| {
        let (x, y) = (sx.at(*a), sy.at(*b));
        [x - 3.0, y - 3.0, x + 3.0, y + 3.0]
    }));
    names(c, &mut svg, &points, (&sx, &sy), (left, right, top, bottom), narrow, &mut taken);
    svg
}

fn axes(
    c: &Context,
    svg: &mut Svg,
    p: &Components,
    sx: &Scale,
    sy: &Scale,
    (left, right, top, bottom): (f64, f64, f64, f64),
    narrow: bool,
) {
    let small = Ink::new(11.0).color("ink3");
    for v in sx.ticks(if narrow { 4 } else { 8 }) {
        svg.line((sx.at(v), top), (sx.at(v), bottom), 1.0, if v == 0.0 { "s-ink3" } else { "s-grid" });
        svg.text(sx.at(v), bottom + 15.0, &number::signed(v, 0), small.middle());
    }
    for v in sy.ticks(6) {
        svg.line((left, sy.at(v)), (right, sy.at(v)), 1.0, if v == 0.0 { "s-ink3" } else { "s-grid" });
        svg.text(left - 6.0, sy.at(v) + 4.0, &number::signed(v, 0), small.end());
    }
    let title = |i: usize| {
        let share = p.components.iter().find(|x| x.number == i).and_then(|x| x.share);
        let share = share.map_or(String::new(), |s| number::percent(s, 0));
        c.words.with("biplot-axis", crate::messages::args! { "n" => i, "share" => share })
    };
    svg.text(right, bottom + 30.0, &title(1), Ink::new(12.0).end().color("ink2"));
    svg.text(0.0, 12.0, &title(2), Ink::new(12.0).color("ink2"));
}

/// An arrow per indicator, as long as its loadings; the longest reaches two
/// thirds of the frame.
fn arrows(
    svg: &mut Svg,
    t: &Typology,
    p: &Components,
    (sx, sy): (&Scale, &Scale),
    (rx, ry): Point,
    frame: (f64, f64, f64, f64),
    taken: &mut Vec<[f64; 4]>,
) {
    let mut all: Vec<(&str, Point)> = p
        .loadings
        .iter()
        .map(|(k, l)| (k.as_str(), (l.get(&1).copied().unwrap_or(0.0), l.get(&2).copied().unwrap_or(0.0))))
        .collect();
    all.sort_by(|a, b| (b.1.0.hypot(b.1.1)).total_cmp(&a.1.0.hypot(a.1.1)).then(a.0.cmp(b.0)));
    let longest = all.iter().map(|a| (a.1.0.abs() / rx).max(a.1.1.abs() / ry)).fold(1e-9, f64::max);
    let zero = (sx.at(0.0), sy.at(0.0));
    for (key, (a, b)) in all.iter().take(14) {
        let tip = (sx.at(a / longest * 0.66), sy.at(b / longest * 0.66));
        svg.line(zero, tip, 1.3, "s-accent");
        head(svg, zero, tip);
        let name = t.indicators.iter().find(|i| i.key == *key).map_or(*key, |i| i.name.as_str());
        let ink = Ink::new(11.5).bold().color("accent").halo();
        let name = text::shorten(name, Face::SansBold, 11.5, 190.0_f64.min((frame.1 - frame.0) * 0.5));
        label(svg, &name, ink, 11.5, (tip, MARK), frame, taken);
    }
}

fn head(svg: &mut Svg, from: Point, tip: Point) {
    let (dx, dy) = (tip.0 - from.0, tip.1 - from.1);
    let length = dx.hypot(dy);
    if length < 6.0 {
        return;
    }
    let (ux, uy) = (dx / length, dy / length);
    let side = |s: f64| (tip.0 - 7.0 * ux + s * 3.2 * uy, tip.1 - 7.0 * uy - s * 3.2 * ux);
    let (l, r) = (side(1.0), side(-1.0));
    let d = format!("M{},{}L{},{}L{},{}z", n(tip.0), n(tip.1), n(l.0), n(l.1), n(r.0), n(r.1));
    svg.path(&d, "f-accent", "");
}

/// Names the regions of interest and the ones farthest from the middle.
fn names(
    c: &Context,
    svg: &mut Svg,
    points: &[(&Member, Point)],
    (sx, sy): (&Scale, &Scale),
    frame: (f64, f64, f64, f64),
    narrow: bool,
    taken: &mut Vec<[f64; 4]>,
) {
    let mut order: Vec<&(&Member, Point)> = points.iter().collect();
    order.sort_by(|a, b| {
        let focus = |x: &&Member| !c.study.focus.contains(&x.key);
        let far = |q: &Point| q.0.hypot(q.1);
        focus(&a.0).cmp(&focus(&b.0)).then(far(&b.1).total_cmp(&far(&a.1))).then(a.0.key.cmp(&b.0.key))
    });
    let size = if narrow { 10.5 } else { 11.5 };
    for (m, (a, b)) in order.into_iter().take(if narrow { 6 } else { NAMES }) {
        let name = text::shorten(c.names.map_label(&m.key), Face::Sans, size, 150.0);
        label(svg, &name, Ink::new(size).halo(), size, ((sx.at(*a), sy.at(*b)), MARK), frame, taken);
    }
}

/// Writes a text right, left, above or below a point where it is free; else
/// not at all.
pub(super) fn label(
    svg: &mut Svg,
    text: &str,
    ink: Ink,
    size: f64,
    (at, radius): (Point, f64),
    (left, right, top, bottom): (f64, f64, f64, f64),
    taken: &mut Vec<[f64; 4]>,
) {
    let w = ink.width(text);
    let places = [
        (at.0 + radius + 3.0, at.1 + 4.0),
        (at.0 - radius - 3.0 - w, at.1 + 4.0),
        (at.0 - w / 2.0, at.1 - radius - 3.0),
        (at.0 - w / 2.0, at.1 + radius + size + 2.0),
        (at.0 + radius + 1.0, at.1 - radius - 3.0),
        (at.0 - radius - 1.0 - w, at.1 - radius - 3.0),
    ];
    let found = places.into_iter().find(|(x, y)| {
        let b = [*x, y - size, x + w, y + 3.0];
        let inside = b[0] >= left && b[2] <= right && b[1] >= top && b[3] <= bottom;
        inside && taken.iter().all(|t| b[2] + 3.0 < t[0] || t[2] + 3.0 < b[0] || b[3] < t[1] || t[3] < b[1])
    });
    if let Some((x, y)) = found {
        taken.push([x, y - size, x + w, y + 3.0]);
        svg.text(x, y, text, ink);
    }
}
