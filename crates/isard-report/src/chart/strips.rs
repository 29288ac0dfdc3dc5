//! Measures of all regions as strips: a tick per region, the ends and the
//! regions of interest by name.

use super::Context;
use crate::number;
use crate::read::Clusters;
use crate::read::clusters::Measured;
use crate::scale::Scale;
use crate::svg::{Ink, Svg};
use crate::text::{self, Face};

/// Measures in the order of the strips, with whether a higher value means a
/// more special mix.
pub(crate) const ORDER: [(&str, bool); 4] =
    [("krugman", true), ("hachman", false), ("herfindahl", true), ("entropy", false)];

pub(crate) fn draw(c: &Context, m: &Clusters, width: f64) -> Svg {
    let narrow = width < 500.0;
    let row = if narrow { 104.0 } else { 76.0 };
    let left = if narrow { 0.0 } else { 190.0 };
    let mut svg = Svg::new(width, 0.0);
    let mut y = 0.0;
    for (measure, special_high) in ORDER {
        let Some(all) = m.specialization.get(measure) else { continue };
        let with: Vec<(&Measured, f64)> = all.iter().filter_map(|x| Some((x, x.value?))).collect();
        if with.len() < 2 {
            continue;
        }
        let title = c.words.get(&format!("specialization-{measure}"));
        let side = c.words.get(if special_high { "special-right" } else { "special-left" });
        svg.text(0.0, y + if narrow { 14.0 } else { 32.0 }, &title, Ink::new(13.0).bold());
        let side_at = if narrow { y + 29.0 } else { y + 47.0 };
        svg.text(0.0, side_at, &side, Ink::new(11.0).color("ink3"));
        let top = if narrow { y + 36.0 } else { y };
        strip(c, &mut svg, &with, (left, width), top, narrow);
        y += row;
    }
    svg.set_height(y);
    svg
}

fn strip(
    c: &Context,
    svg: &mut Svg,
    with: &[(&Measured, f64)],
    (left, right): (f64, f64),
    y: f64,
    narrow: bool,
) {
    let values = || with.iter().map(|w| w.1);
    let (low, high) = (values().fold(f64::INFINITY, f64::min), values().fold(f64::NEG_INFINITY, f64::max));
    let sx = Scale::linear((low, high), (left + 12.0, right - 12.0));
    let axis = y + 40.0;
    svg.line((left, axis), (right, axis), 1.0, "s-rule");
    let ticks = if narrow { 3 } else { 6 };
    let decimals = sx.tick_decimals(ticks);
    let focus = |w: &&(&Measured, f64)| c.study.focus.contains(&w.0.key);
    for v in sx.ticks(ticks) {
        svg.line((sx.at(v), axis), (sx.at(v), axis + 4.0), 1.0, "s-ink3");
        let label = number::fixed(v, decimals);
        svg.text(sx.at(v), axis + 16.0, &label, Ink::new(11.0).middle().color("ink3"));
    }
    let at: Vec<f64> = with.iter().map(|w| sx.at(w.1)).collect();
    svg.ticks(&at, axis - 13.0, axis, 0.45, "s-ink2");
    for (_, v) in with.iter().filter(focus) {
        svg.line((sx.at(*v), axis - 19.0), (sx.at(*v), axis), 2.6, "s-accent");
    }
    // Names from the most to the least important; what does not fit is left out.
    let mut order: Vec<&(&Measured, f64)> = with.iter().filter(focus).collect();
    let mut sorted: Vec<&(&Measured, f64)> = with.iter().collect();
    sorted.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.key.cmp(&b.0.key)));
    order.extend(sorted.first());
    order.extend(sorted.last());
    order.extend(sorted.get(1));
    order.extend(sorted.get(2));
    let ink = Ink::new(11.0);
    let mut taken: Vec<(f64, f64)> = Vec::new();
    let mut done: Vec<&str> = Vec::new();
    for w in order {
        if done.contains(&w.0.key.as_str()) {
            continue;
        }
        done.push(&w.0.key);
        let bold = focus(&w);
        let ink = if bold { ink.bold().color("accent") } else { ink.color("ink2") };
        let name = text::shorten(c.names.map_label(&w.0.key), Face::SansBold, 11.0, 170.0);
        let half = ink.width(&name) / 2.0;
        let x = sx.at(w.1).clamp(left + half, right - half);
        if taken.iter().any(|t| x - half < t.1 + 8.0 && t.0 - 8.0 < x + half) {
            continue;
        }
        taken.push((x - half, x + half));
        svg.text(x, axis - 23.0, &name, ink.middle());
    }
}
