//! Theil's index of each indicator in the latest year, between and within the
//! larger regions, with the Gini coefficient beside it.

use super::Context;
use crate::number;
use crate::read::Inequality;
use crate::scale::Scale;
use crate::svg::{Ink, Svg};
use crate::text::{self, Face};

pub(crate) fn draw(c: &Context, q: &Inequality, width: f64) -> Svg {
    let narrow = width < 500.0;
    let sorted = q.sorted();
    let mut svg = Svg::new(width, 0.0);
    let (name, row) = if narrow { (width, 44.0) } else { (width * 0.34, 26.0) };
    let (left, gini) = (if narrow { 8.0 } else { name + 10.0 }, width);
    let total = gini - if narrow { 50.0 } else { 70.0 };
    let bar = (left, total - if narrow { 46.0 } else { 60.0 });
    let top = 40.0;
    let last = |k: &str, part: &str| q.last(k, "theil", part).map(|p| p.1);
    let most = sorted.iter().filter_map(|(k, _)| last(k, "total")).fold(0.0, f64::max);
    let sx = Scale::linear((0.0, most.max(1e-6)), bar);
    let head = Ink::new(12.0).bold();
    svg.text(gini, 12.0, &c.words.get("inequality-gini"), head.end());
    svg.text(total, 12.0, &c.words.get("inequality-theil"), head.end());
    let parts = sorted.iter().any(|(k, _)| last(k, "between").is_some());
    if parts {
        // The two parts are named where the bars begin.
        let (a, b) = (c.words.get("inequality-between"), c.words.get("inequality-within"));
        svg.rect(left, 3.0, 11.0, 11.0, "f-q5");
        svg.text(left + 16.0, 12.0, &a, Ink::new(12.0));
        let next = left + 16.0 + Ink::new(12.0).width(&a) + 16.0;
        svg.rect(next, 3.0, 11.0, 11.0, "f-q3");
        svg.text(next + 16.0, 12.0, &b, Ink::new(12.0));
    }
    let bottom = top + row * sorted.len() as f64;
    let ticks = if narrow { 2 } else { 4 };
    for v in sx.ticks(ticks) {
        svg.line((sx.at(v), top - 4.0), (sx.at(v), bottom), 1.0, if v == 0.0 { "s-ink3" } else { "s-grid" });
        let label = number::fixed(v, sx.tick_decimals(ticks));
        svg.text(sx.at(v), top - 8.0, &label, Ink::new(11.0).middle().color("ink3"));
    }
    for (i, (key, indicator)) in sorted.iter().enumerate() {
        let y = top + row * i as f64;
        let base = if narrow { y + 36.0 } else { y + 17.0 };
        let label = text::shorten(indicator, Face::Sans, 12.5, name);
        svg.text(0.0, if narrow { y + 16.0 } else { base }, &label, Ink::new(12.5).halo());
        match last(key, "total") {
            Some(all) => {
                match (last(key, "between"), last(key, "within")) {
                    (Some(a), Some(_)) => {
                        svg.rect(sx.at(0.0), base - 11.0, sx.at(a) - sx.at(0.0), 13.0, "f-q5");
                        svg.rect(sx.at(a), base - 11.0, sx.at(all) - sx.at(a), 13.0, "f-q3");
                    }
                    _ => svg.rect(sx.at(0.0), base - 11.0, sx.at(all) - sx.at(0.0), 13.0, "f-q4"),
                }
                svg.text(total, base, &number::fixed(all, 3), Ink::new(12.5).end());
            }
            None => svg.text(total, base, "×", Ink::new(12.5).end()),
        }
        let value = q.last(key, "gini", "total").map_or("×".into(), |p| number::fixed(p.1, 3));
        svg.text(gini, base, &value, Ink::new(12.5).bold().end());
    }
    svg.set_height(bottom + 6.0);
    svg
}
