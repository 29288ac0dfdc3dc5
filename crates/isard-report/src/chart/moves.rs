//! Rates at which industries enter and leave portfolios, and how the odds
//! change with relatedness.

use super::Context;
use super::lines::{spread, year_ticks};
use crate::messages::args;
use crate::number;
use crate::read::dynamics::{Association, Rates};
use crate::scale::{Scale, ratio_label};
use crate::svg::{Ink, Svg};
use crate::text::{self, Face};

/// Densities are compared this far apart.
pub(crate) const STEP: f64 = 0.1;

pub(crate) fn draw(c: &Context, rates: &[Rates], found: &[Association], width: f64) -> Svg {
    let mut svg = Svg::new(width, 0.0);
    let beside = width > 500.0 && !found.is_empty();
    let gap = 48.0;
    let left = if beside { (width - gap) * 0.55 } else { width };
    let tall = if width > 1000.0 { 210.0 } else { 180.0 };
    let mut bottom = lines(c, &mut svg, rates, left, tall);
    if !found.is_empty() {
        let (x, y) = if beside { (left + gap, 0.0) } else { (0.0, bottom + 18.0) };
        bottom = bottom.max(odds(c, &mut svg, found, (x, y), width - x));
    }
    svg.set_height(bottom + 4.0);
    svg
}

fn lines(c: &Context, svg: &mut Svg, rates: &[Rates], width: f64, tall: f64) -> f64 {
    type Of = fn(&Rates) -> Option<f64>;
    let kinds: [(&str, Of, &str); 2] = [("moves-entry", |r| r.entry, "q6"), ("moves-exit", |r| r.exit, "d6")];
    svg.text(0.0, 13.0, &c.words.get("moves-rates"), Ink::new(12.5).bold());
    let all = || rates.iter().flat_map(|r| [r.entry, r.exit]).flatten();
    let (Some(first), Some(last)) = (rates.first().map(|r| r.year), rates.last().map(|r| r.year)) else {
        return 20.0;
    };
    let words: Vec<String> = kinds.iter().map(|k| c.words.get(k.0)).collect();
    let label = words.iter().map(|w| Ink::new(12.0).bold().width(w)).fold(0.0, f64::max) + 48.0;
    let bottom = 26.0 + tall;
    let sx = Scale::linear((first as f64, last as f64), (40.0, width - label));
    let sy = Scale::linear((0.0, all().fold(0.01, f64::max) * 1.08), (bottom, 26.0));
    let decimals = sy.tick_decimals(4).saturating_sub(2);
    for v in sy.ticks(4) {
        svg.line(
            (40.0, sy.at(v)),
            (width - label, sy.at(v)),
            1.0,
            if v == 0.0 { "s-ink3" } else { "s-grid" },
        );
        svg.text(34.0, sy.at(v) + 4.0, &number::percent(v, decimals), Ink::new(11.0).end().color("ink3"));
    }
    for year in year_ticks(first, last, if width < 500.0 { 3 } else { 5 }) {
        let ink = Ink::new(11.0).middle().color("ink3");
        svg.text(sx.at(year as f64), bottom + 16.0, &year.to_string(), ink);
    }
    let mut ends: Vec<(f64, String, &str)> = Vec::new();
    for ((_, of, class), word) in kinds.iter().zip(words) {
        for run in rates.split(|r| of(r).is_none()) {
            let points: Vec<(f64, f64)> =
                run.iter().filter_map(|r| Some((sx.at(r.year as f64), sy.at(of(r)?)))).collect();
            match points.as_slice() {
                [one] => svg.circle(*one, 2.4, &format!("f-{class}"), 0.0),
                many => svg.polyline(many, 2.0, &format!("s-{class}")),
            }
        }
        if let Some((r, v)) = rates.iter().rev().find_map(|r| Some((r, of(r)?))) {
            svg.circle((sx.at(r.year as f64), sy.at(v)), 3.2, &format!("f-{class}"), 0.0);
            ends.push((sy.at(v), format!("{word} {}", number::percent(v, 1)), class));
        }
    }
    ends.sort_by(|a, b| a.0.total_cmp(&b.0));
    let wanted: Vec<f64> = ends.iter().map(|e| e.0).collect();
    for ((_, word, _), y) in ends.iter().zip(spread(&wanted, 16.0, (34.0, bottom))) {
        svg.text(width - label + 8.0, y + 4.0, word, Ink::new(12.0).bold());
    }
    bottom + 22.0
}

/// Factors of the odds with their intervals, on a logarithmic scale.
fn odds(c: &Context, svg: &mut Svg, found: &[Association], (x, y): (f64, f64), width: f64) -> f64 {
    let head = c.words.get("moves-odds");
    let mut at = y + 13.0;
    for line in text::wrap(&head, Face::SansBold, 12.5, width) {
        svg.text(x, at, &line, Ink::new(12.5).bold());
        at += 16.0;
    }
    let logit = |a: &Association| a.model == "logit";
    let value = |a: &Association, v: f64| if logit(a) { (v * STEP).exp() } else { v * STEP };
    let log = found.iter().all(logit);
    let still = if log { 1.0 } else { 0.0 };
    let low = found.iter().map(|a| value(a, a.band.0)).fold(if log { 0.5 } else { -0.01 }, f64::min);
    let high = found.iter().map(|a| value(a, a.band.1)).fold(if log { 2.0 } else { 0.01 }, f64::max);
    let range = (x + 8.0, x + width - 8.0);
    let sx = match log {
        true => Scale::log((low.max(1.0 / 64.0) / 1.1, high.min(64.0) * 1.1), range),
        false => Scale::linear((low, high), range),
    };
    let top = at + 12.0;
    let row = 56.0;
    let bottom = top + row * found.len() as f64;
    for v in sx.ticks(5) {
        let one = (v - still).abs() < 1e-9;
        svg.line((sx.at(v), top), (sx.at(v), bottom), 1.0, if one { "s-ink3" } else { "s-grid" });
        let label = if log { format!("× {}", ratio_label(v)) } else { number::signed(v * 100.0, 1) };
        let ink = Ink::new(11.0).middle();
        svg.text(sx.at(v), top - 6.0, &label, if one { ink } else { ink.color("ink3") });
    }
    for (i, a) in found.iter().enumerate() {
        let base = top + row * i as f64 + 18.0;
        let (v, l, h) = (value(a, a.coefficient), value(a, a.band.0), value(a, a.band.1));
        let told = if log {
            format!("× {} ({})", number::fixed(v, 2), number::range(l, h, 2))
        } else {
            format!("{} ({})", number::signed(v * 100.0, 1), number::range(l * 100.0, h * 100.0, 1))
        };
        let name = c.words.get(&format!("moves-of-{}", a.outcome));
        let ink = Ink::new(12.0).end().halo();
        svg.text(x + width, base, &told, ink);
        let room = width - ink.width(&told) - 10.0;
        svg.text(x, base, &text::shorten(&name, Face::SansBold, 12.0, room), Ink::new(12.0).bold().halo());
        let open = l <= still && still <= h;
        let y = base + 16.0;
        svg.line((sx.clamped(l), y), (sx.clamped(h), y), 2.4, if open { "s-ink3" } else { "s-q5" });
        svg.circle((sx.clamped(v), y), 5.0, if open { "f-paper s-ink3" } else { "f-q5 s-paper" }, 1.4);
    }
    let n = c.words.with("moves-n", args! { "n" => found.iter().map(|a| a.n).max().unwrap_or(0) });
    svg.text(x, bottom + 14.0, &n, Ink::new(11.0).color("ink3"));
    bottom + 20.0
}
