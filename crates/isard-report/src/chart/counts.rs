//! Regions per group, year by year.

use super::Context;
use super::lines::spread;
use crate::number;
use crate::read::Typology;
use crate::scale::Scale;
use crate::svg::{Ink, Svg};

pub(crate) fn draw(c: &Context, t: &Typology, width: f64) -> Svg {
    let mut svg = Svg::new(width, 190.0);
    let Some((first, last)) = t.years() else { return svg };
    let count = |year: &i64, g: usize| t.by_year[year].values().filter(|v| **v == g).count();
    let top = t.by_year.keys().flat_map(|y| (1..=t.k).map(move |g| count(y, g))).max().unwrap_or(1);
    let sy = Scale::linear((0.0, top as f64 * 1.05), (164.0, 10.0));
    let sx = Scale::linear((first as f64, last as f64), (30.0, width - 74.0));
    for v in sy.ticks(3) {
        svg.line((30.0, sy.at(v)), (width - 74.0, sy.at(v)), 1.0, if v == 0.0 { "s-ink3" } else { "s-grid" });
        svg.text(22.0, sy.at(v) + 4.0, &number::count(v), Ink::new(11.5).end().color("ink3"));
    }
    let mut years: Vec<i64> = vec![first];
    let step = if last - first > 12 { 5 } else { 1.max((last - first) / 4) };
    years.extend(
        (first + 1..last).filter(|y| y % step == 0 && y - first >= step.min(3) && last - y >= step.min(3)),
    );
    years.push(last);
    for year in years {
        svg.text(sx.at(year as f64), 182.0, &year.to_string(), Ink::new(11.5).middle().color("ink3"));
    }
    let mut ends: Vec<(f64, usize)> = Vec::new();
    for g in 1..=t.k {
        let line: Vec<(f64, f64)> =
            t.by_year.keys().map(|y| (sx.at(*y as f64), sy.at(count(y, g) as f64))).collect();
        svg.polyline(&line, 2.2, &format!("s-g{g}"));
        if let Some(end) = line.last() {
            ends.push((end.1, g));
        }
    }
    ends.sort_by(|a, b| a.0.total_cmp(&b.0));
    let wanted: Vec<f64> = ends.iter().map(|e| e.0).collect();
    let gap = (154.0 / ends.len().max(1) as f64).min(15.0);
    for ((_, g), y) in ends.iter().zip(spread(&wanted, gap, (10.0, 164.0))) {
        let name = crate::text::shorten(&c.group(t, *g), crate::text::Face::SansBold, 12.5, 62.0);
        svg.text_class(width - 62.0, y + 4.0, &name, Ink::new(12.5).bold(), &format!("f-t{g}"));
    }
    svg
}
