//! Eigenvalues by component, beside what random data of the same size reach.

use super::Context;
use super::lines::spread;
use crate::number;
use crate::read::components::Components;
use crate::scale::Scale;
use crate::svg::{Ink, Svg};

/// Components drawn; later ones say little.
const SHOWN: usize = 15;

pub(crate) fn draw(c: &Context, p: &Components, width: f64) -> Svg {
    let narrow = width < 500.0;
    let height = if narrow { 250.0 } else { 280.0 };
    let mut svg = Svg::new(width, height);
    let shown = &p.components[..p.components.len().min(SHOWN)];
    let Some(last) = shown.last() else { return svg };
    let kept = p.kept();
    let label = c.words.get("scree-random");
    let right = width - Ink::new(12.0).width(&label).max(60.0) - 10.0;
    let (left, top, bottom) = (30.0, 12.0, height - 40.0);
    let most = shown.iter().flat_map(|e| [Some(e.eigenvalue), e.parallel]).flatten().fold(1.0, f64::max);
    let sx = Scale::linear((0.5, last.number as f64 + 0.5), (left, right));
    let sy = Scale::linear((0.0, most * 1.08), (bottom, top));
    for v in sy.ticks(5) {
        svg.line((left, sy.at(v)), (right, sy.at(v)), 1.0, if v == 0.0 { "s-ink3" } else { "s-grid" });
        let text = number::fixed(v, sy.tick_decimals(5));
        svg.text(left - 6.0, sy.at(v) + 4.0, &text, Ink::new(11.0).end().color("ink3"));
    }
    let line: Vec<(f64, f64)> = shown.iter().map(|e| (sx.at(e.number as f64), sy.at(e.eigenvalue))).collect();
    let random: Vec<(f64, f64)> =
        shown.iter().filter_map(|e| Some((sx.at(e.number as f64), sy.at(e.parallel?)))).collect();
    svg.polyline(&random, 1.4, "s-accent dash");
    svg.polyline(&line, 1.6, "s-ink2");
    let step = sx.at(2.0) - sx.at(1.0);
    for (e, at) in shown.iter().zip(&line) {
        let chosen = e.number <= kept;
        svg.circle(*at, 4.6, if chosen { "f-ink" } else { "f-paper s-ink2" }, if chosen { 0.0 } else { 1.4 });
        let ink = Ink::new(11.5).middle();
        let ink = if chosen { ink.bold() } else { ink.color("ink3") };
        svg.text(at.0, bottom + 16.0, &number::count(e.number as f64), ink);
        // The share stands below its component where there is room.
        if let Some(share) = e.share.filter(|_| step > 34.0 || chosen && step > 26.0) {
            let text = number::percent(share, 0);
            svg.text(at.0, bottom + 31.0, &text, Ink::new(11.0).middle().color("ink3"));
        }
    }
    let mut ends: Vec<(f64, String, Ink)> = Vec::new();
    ends.extend(line.last().map(|e| (e.1, c.words.get("scree-data"), Ink::new(12.0).bold())));
    ends.extend(random.last().map(|e| (e.1, label, Ink::new(12.0).color("accent"))));
    ends.sort_by(|a, b| a.0.total_cmp(&b.0));
    let wanted: Vec<f64> = ends.iter().map(|e| e.0).collect();
    for ((_, text, ink), y) in ends.iter().zip(spread(&wanted, 15.0, (top + 4.0, bottom))) {
        svg.text(right + 6.0, y + 4.0, text, *ink);
    }
    svg
}
