//! Small multiples of a measure over the years with its band, on one scale.

use super::Context;
use super::lines::year_ticks;
use crate::number;
use crate::read::dynamics::Point;
use crate::scale::Scale;
use crate::svg::{Ink, Svg, n};
use crate::text::{self, Face};
use std::fmt::Write;

/// One measure of one industry.
#[derive(Debug, Clone)]
pub(crate) struct Panel {
    pub(crate) title: String,
    pub(crate) points: Vec<Point>,
}

/// Panels in a grid; `decimals` of the values written.
pub(crate) fn draw(_c: &Context, panels: &[Panel], decimals: usize, width: f64) -> Svg {
    let mut svg = Svg::new(width, 0.0);
    let (columns, gap, tall) = match width {
        w if w > 1000.0 => (panels.len().clamp(1, 4), 36.0, 118.0),
        w if w > 500.0 => (panels.len().clamp(1, 3), 28.0, 104.0),
        _ => (panels.len().clamp(1, 2), 18.0, 86.0),
    };
    let panel = ((width - gap * (columns as f64 - 1.0)) / columns as f64).min(420.0);
    let all = || panels.iter().flat_map(|p| &p.points);
    let top = all().filter_map(|p| p.band.map(|b| b.1).or(p.value)).fold(1e-9, f64::max);
    let (Some(first), Some(last)) = (all().map(|p| p.year).min(), all().map(|p| p.year).max()) else {
        return svg;
    };
    let mut y = 0.0;
    for chunk in panels.chunks(columns) {
        for (i, p) in chunk.iter().enumerate() {
            let x = i as f64 * (panel + gap);
            let size = if width > 500.0 { 12.5 } else { 11.5 };
            let title = text::shorten(&p.title, Face::SansBold, size, panel);
            svg.text(x, y + 13.0, &title, Ink::new(size).bold());
            let sx = Scale::linear((first as f64, last as f64), (x + 3.0, x + panel - 44.0));
            let sy = Scale::linear((0.0, top * 1.04), (y + 22.0 + tall, y + 24.0));
            line(&mut svg, p, &sx, &sy, decimals);
            let base = y + 22.0 + tall + 15.0;
            for (at, year) in year_ticks(first, last, 1).into_iter().enumerate() {
                let ink = Ink::new(11.0).color("ink3");
                let ink = if at == 0 { ink } else { ink.middle() };
                let x = if at == 0 { x } else { sx.at(year as f64) };
                svg.text(x, base, &year.to_string(), ink);
            }
        }
        y += 22.0 + tall + 34.0;
    }
    svg.set_height(y - 10.0);
    svg
}

/// Band and line, broken where a year has no value; the last value beside it.
pub(crate) fn line(svg: &mut Svg, p: &Panel, sx: &Scale, sy: &Scale, decimals: usize) {
    let (x0, x1) = (p.points.first(), p.points.last());
    if let (Some(a), Some(b)) = (x0, x1) {
        svg.line((sx.at(a.year as f64), sy.at(0.0)), (sx.at(b.year as f64), sy.at(0.0)), 1.0, "s-rule");
    }
    for run in p.points.split(|p| p.band.is_none()).filter(|r| r.len() > 1) {
        let mut d = String::new();
        for (i, q) in run.iter().enumerate() {
            let high = q.band.map_or(0.0, |b| b.1);
            let letter = if i == 0 { "M" } else { "L" };
            let _ = write!(d, "{letter}{},{}", n(sx.at(q.year as f64)), n(sy.at(high)));
        }
        for q in run.iter().rev() {
            let low = q.band.map_or(0.0, |b| b.0);
            let _ = write!(d, "L{},{}", n(sx.at(q.year as f64)), n(sy.at(low)));
        }
        svg.path(&(d + "z"), "f-q2", "");
    }
    for run in p.points.split(|p| p.value.is_none()) {
        let line: Vec<(f64, f64)> =
            run.iter().filter_map(|q| Some((sx.at(q.year as f64), sy.at(q.value?)))).collect();
        match line.as_slice() {
            [one] => svg.circle(*one, 1.6, "f-q5", 0.0),
            many => svg.polyline(many, 1.8, "s-q5"),
        }
    }
    for q in p.points.iter().filter(|q| q.value.is_none()) {
        svg.circle((sx.at(q.year as f64), sy.at(0.0)), 2.0, "f-paper s-ink3 dot", 0.9);
    }
    if let Some((q, v)) = p.points.last().and_then(|q| Some((q, q.value?))) {
        let at = (sx.at(q.year as f64), sy.at(v));
        svg.circle(at, 3.0, "f-q6", 0.0);
        svg.text(at.0 + 7.0, at.1 + 4.0, &number::fixed(v, decimals), Ink::new(12.0).bold());
    }
}
