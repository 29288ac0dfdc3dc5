//! Theil's index over the years with its parts, a panel per indicator.
//! Indicators of like size share a scale; where sizes differ tenfold, a
//! further band of panels with a scale of its own begins.

use super::Context;
use super::lines::spread;
use crate::messages::args;
use crate::number;
use crate::read::Inequality;
use crate::scale::Scale;
use crate::svg::{Ink, Svg};
use crate::text::{self, Face};

/// A panel this many times lower than the tallest of its band begins a new one.
const LIKE: f64 = 8.0;
const PANEL: f64 = 150.0;

/// Panels with one scale, the tallest first.
pub(crate) struct Band<'a> {
    /// Key and name of each indicator.
    indicators: Vec<(&'a str, &'a str)>,
    top: f64,
}

/// The indicators that have a line, in bands of like size.
pub(crate) fn bands(q: &Inequality) -> Vec<Band<'_>> {
    let top = |k: &str| {
        ["total", "between", "within"]
            .iter()
            .flat_map(|part| q.line(k, "theil", part))
            .map(|p| p.1)
            .fold(0.0, f64::max)
    };
    let mut all: Vec<(&str, &str, f64)> = q
        .indicators
        .iter()
        .filter(|(k, _)| q.line(k, "theil", "total").len() > 1)
        .map(|(k, n)| (k.as_str(), n.as_str(), top(k)))
        .collect();
    all.sort_by(|a, b| b.2.total_cmp(&a.2).then(a.0.cmp(b.0)));
    let mut out: Vec<Band> = Vec::new();
    for (key, name, top) in all {
        match out.last_mut() {
            Some(band) if top * LIKE >= band.top => band.indicators.push((key, name)),
            _ => out.push(Band { indicators: vec![(key, name)], top }),
        }
    }
    out
}

/// The panels; on paper in pieces of a row each where they are many.
pub(crate) fn pieces(c: &Context, q: &Inequality, width: f64) -> Vec<Svg> {
    let rows = rows(q, columns(width));
    let paper = (500.0..1000.0).contains(&width) && rows.len() > 4;
    let parts = if paper { rows.chunks(1) } else { rows.chunks(rows.len().max(1)) };
    parts.map(|part| draw(c, q, part, width)).collect()
}

fn columns(width: f64) -> usize {
    if width > 500.0 { 3 } else { 1 }
}

/// A row of panels of a band; the first of its band carries the heading.
struct Row<'a> {
    top: f64,
    indicators: Vec<(&'a str, &'a str)>,
    head: bool,
}

fn rows(q: &Inequality, columns: usize) -> Vec<Row<'_>> {
    let bands = bands(q);
    let several = bands.len() > 1;
    let mut out = Vec::new();
    for band in bands {
        for (i, row) in band.indicators.chunks(columns).enumerate() {
            out.push(Row { top: band.top, indicators: row.to_vec(), head: several && i == 0 });
        }
    }
    out
}

fn draw(c: &Context, q: &Inequality, rows: &[Row], width: f64) -> Svg {
    let mut svg = Svg::new(width, 0.0);
    let columns = columns(width);
    let gap = if width > 1000.0 { 34.0 } else { 22.0 };
    let panel = (width - gap * (columns as f64 - 1.0)) / columns as f64;
    let mut y = 0.0;
    for row in rows {
        if row.head {
            if y > 0.0 {
                y += 6.0;
            }
            let sy = scale(row.top, y);
            let decimals = (sy.tick_decimals(3) + 1).min(5);
            let top = number::fixed(row.top, decimals);
            let head = c.words.with("inequality-theil-scale", args! { "top" => top });
            svg.text(0.0, y + 13.0, &head, Ink::new(12.5).color("ink2"));
            svg.line((0.0, y + 19.0), (width, y + 19.0), 1.0, "s-rule");
            y += 26.0;
        }
        for (i, (key, name)) in row.indicators.iter().enumerate() {
            one(c, &mut svg, q, row.top, (key, name), (i as f64 * (panel + gap), y), panel);
        }
        y += PANEL + 10.0;
    }
    svg.set_height(y);
    svg
}

fn scale(top: f64, y: f64) -> Scale {
    Scale::linear((0.0, top.max(1e-9)), (y + PANEL - 22.0, y + 32.0))
}

fn one(
    c: &Context,
    svg: &mut Svg,
    q: &Inequality,
    top: f64,
    (key, name): (&str, &str),
    (x, y): (f64, f64),
    width: f64,
) {
    svg.text(x, y + 13.0, &text::shorten(name, Face::SansBold, 12.5, width), Ink::new(12.5).bold());
    let total = q.line(key, "theil", "total");
    let (Some(first), Some(last)) = (total.first(), total.last()) else { return };
    let sy = scale(top, y);
    let ticks = sy.ticks(3);
    let decimals = sy.tick_decimals(3);
    let left = ticks.iter().map(|v| Ink::new(11.0).width(&number::fixed(*v, decimals))).fold(20.0, f64::max);
    let labels: Vec<(&str, String)> = ["total", "between", "within"]
        .iter()
        .map(|part| (*part, c.words.get(&format!("component-{part}"))))
        .collect();
    let right = labels.iter().map(|l| Ink::new(11.5).bold().width(&l.1)).fold(30.0, f64::max);
    let (x0, x1) = (x + left + 8.0, x + width - right - 8.0);
    let sx = Scale::linear((first.0 as f64, last.0 as f64), (x0, x1));
    for v in ticks {
        svg.line((x0, sy.at(v)), (x1, sy.at(v)), 1.0, if v == 0.0 { "s-ink3" } else { "s-grid" });
        let text = number::fixed(v, decimals);
        svg.text(x0 - 6.0, sy.at(v) + 4.0, &text, Ink::new(11.0).end().color("ink3"));
    }
    for (year, anchor) in [(first.0, Ink::new(11.0)), (last.0, Ink::new(11.0).end())] {
        svg.text(sx.at(year as f64), y + PANEL - 6.0, &year.to_string(), anchor.color("ink3"));
    }
    let lines = [("total", "s-ink", 2.2), ("between", "s-q5", 1.6), ("within", "s-q4 dash", 1.6)];
    let mut ends: Vec<(f64, &str)> = Vec::new();
    for (part, class, thick) in lines {
        let line = q.line(key, "theil", part);
        let points: Vec<(f64, f64)> = line.iter().map(|(t, v)| (sx.at(*t as f64), sy.at(*v))).collect();
        svg.polyline(&points, thick, class);
        ends.extend(points.last().map(|end| (end.1, part)));
    }
    // First and last total stand above the line: a flat one is readable, too.
    let largest = total.iter().map(|p| p.1).fold(0.0, f64::max);
    let digits = if largest > 0.0 { (2.0 - largest.log10()).ceil().clamp(2.0, 7.0) as usize } else { 2 };
    for ((year, value), ink) in [(first, Ink::new(11.0)), (last, Ink::new(11.0).end())] {
        let (text, x) = (number::fixed(*value, digits), sx.at(*year as f64));
        // Above the line as far as the figure reaches.
        let reach = ink.bold().width(&text) + 4.0;
        let near = total.iter().filter(|p| (sx.at(p.0 as f64) - x).abs() <= reach).map(|p| p.1);
        let at = (sy.at(near.fold(*value, f64::max)) - 6.0).max(y + 27.0);
        svg.text(x, at, &text, ink.bold().halo());
    }
    ends.sort_by(|a, b| a.0.total_cmp(&b.0));
    let wanted: Vec<f64> = ends.iter().map(|e| e.0).collect();
    for ((_, part), at) in ends.iter().zip(spread(&wanted, 13.0, (y + 30.0, y + PANEL - 20.0))) {
        let ink = if *part == "total" { Ink::new(11.5).bold() } else { Ink::new(11.5).color("ink2") };
        let name = labels.iter().find(|l| l.0 == *part).map_or("", |l| l.1.as_str());
        svg.text(x1 + 6.0, at + 4.0, name, ink);
    }
}
