//! Concentration of industries over regions: the most and the least
//! concentrated, on one scale from 0 to 1.

use super::Context;
use crate::marks;
use crate::number;
use crate::read::clusters::Measured;
use crate::scale::Scale;
use crate::svg::{Ink, Svg};
use crate::text::{self, Face};

const ROW: f64 = 20.0;
/// Industries at each end.
pub(crate) const ENDS: usize = 10;

/// The two ends of the order, or all when there are few.
pub(crate) fn ends<'a>(sorted: &[&'a Measured]) -> Vec<Vec<&'a Measured>> {
    if sorted.len() <= 2 * ENDS {
        let half = sorted.len().div_ceil(2);
        return sorted.chunks(half.max(1)).map(<[&Measured]>::to_vec).collect();
    }
    vec![sorted[..ENDS].to_vec(), sorted[sorted.len() - ENDS..].to_vec()]
}

pub(crate) fn draw(c: &Context, sorted: &[&Measured], width: f64) -> Svg {
    let panels = ends(sorted);
    let columns = if width < 600.0 { 1 } else { panels.len().max(1) };
    let gap = 36.0;
    let panel = (width - gap * (columns as f64 - 1.0)) / columns as f64;
    let mut svg = Svg::new(width, 0.0);
    let cut = sorted.len() > 2 * ENDS;
    let (mut y, mut lowest) = (0.0, 0.0f64);
    for (i, rows) in panels.iter().enumerate() {
        let x = (i % columns) as f64 * (panel + gap);
        if columns == 1 && i > 0 {
            y = lowest + 14.0;
        }
        let title = match (cut, i) {
            (true, 0) => c.words.get("gini-most"),
            (true, _) => c.words.get("gini-least"),
            _ => String::new(),
        };
        lowest = lowest.max(one(c, &mut svg, rows, &title, x, y, panel));
    }
    svg.set_height(lowest + 4.0);
    svg
}

fn one(c: &Context, svg: &mut Svg, rows: &[&Measured], title: &str, x: f64, y: f64, width: f64) -> f64 {
    let mut top = y;
    if !title.is_empty() {
        svg.text(x, y + 12.0, title, Ink::new(12.5).bold());
        top += 20.0;
    }
    let name = (width * 0.5).min(250.0);
    let sx = Scale::linear((0.0, 1.0), (x + name + 8.0, x + width - 40.0));
    let bottom = top + ROW * rows.len() as f64;
    for v in [0.0, 0.5, 1.0] {
        svg.line((sx.at(v), top), (sx.at(v), bottom), 1.0, if v == 0.0 { "s-ink3" } else { "s-grid" });
        let label = number::fixed(v, usize::from(v == 0.5));
        svg.text(sx.at(v), bottom + 13.0, &label, Ink::new(11.0).middle().color("ink3"));
    }
    for (i, m) in rows.iter().enumerate() {
        let base = top + ROW * i as f64 + 14.0;
        let shown = text::shorten(c.names.industry(&m.key), Face::Sans, 12.0, name - 4.0);
        svg.text(x, base, &shown, Ink::new(12.0));
        if let Some(v) = m.value {
            svg.line((sx.at(0.0), base - 4.0), (sx.at(v), base - 4.0), 1.2, "s-q3");
            marks::dot(svg, (sx.at(v), base - 4.0), 4.4, m.status, "q5");
            svg.text(x + width, base, &number::fixed(v, 2), Ink::new(12.0).end());
        }
    }
    bottom + 16.0
}
