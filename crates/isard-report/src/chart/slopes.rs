//! Trends of a measure by industry: the course of the years, and the slope
//! with its interval.

use super::Context;
use super::trend_panels::{Panel, line};
use crate::messages::args;
use crate::number;
use crate::read::dynamics::{Point, Test};
use crate::scale::Scale;
use crate::svg::{Ink, Svg};
use crate::text::{self, Face};

/// An industry with its course and trend.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    pub(crate) name: String,
    pub(crate) points: Vec<Point>,
    pub(crate) test: Test,
}

/// Slopes are written for so many years.
const YEARS: f64 = 10.0;

pub(crate) fn draw(c: &Context, rows: &[Row], width: f64) -> Svg {
    let narrow = width < 500.0;
    let mut svg = Svg::new(width, 0.0);
    let small = Ink::new(11.0).color("ink3");
    // Name, course, forest, number.
    let (name, course, forest, row) = match width {
        w if w > 1000.0 => (292.0, (304.0, 520.0), (566.0, w - 62.0), 32.0),
        w if w > 500.0 => (192.0, (200.0, 330.0), (370.0, w - 50.0), 30.0),
        w => (w, (0.0, 96.0), (150.0, w - 40.0), 54.0),
    };
    let years = || rows.iter().flat_map(|r| r.points.iter().map(|p| p.year));
    let (Some(first), Some(last)) = (years().min(), years().max()) else { return svg };
    let band = |t: &Test| t.band.unwrap_or((t.slope, t.slope));
    let low = rows.iter().map(|r| band(&r.test).0.min(r.test.slope)).fold(0.0, f64::min) * YEARS;
    let high = rows.iter().map(|r| band(&r.test).1.max(r.test.slope)).fold(0.0, f64::max) * YEARS;
    let pad = (high - low) * 0.04;
    let sx = Scale::linear((low - pad, high + pad), forest);
    let head = Ink::new(12.0).bold();
    let course_head = c.words.with("slopes-course", args! { "years" => number::years(first, last) });
    svg.text(
        course.0,
        13.0,
        &text::shorten(&course_head, Face::SansBold, 12.0, forest.0 - course.0 - 8.0),
        head,
    );
    let change = c.words.get("slopes-change");
    svg.text(width, 13.0, &text::shorten(&change, Face::SansBold, 12.0, width - forest.0), head.end());
    let top = 36.0;
    let bottom = top + row * rows.len() as f64;
    let ticks = if narrow { 3 } else { 5 };
    for v in sx.ticks(ticks) {
        let zero = v.abs() < 1e-12;
        svg.line((sx.at(v), top), (sx.at(v), bottom), 1.0, if zero { "s-ink3" } else { "s-grid" });
        let label = if zero { "0".to_string() } else { number::signed(v, sx.tick_decimals(ticks)) };
        svg.text(sx.at(v), top - 6.0, &label, small.middle());
    }
    let peak = rows
        .iter()
        .flat_map(|r| r.points.iter().filter_map(|p| p.band.map(|b| b.1).or(p.value)))
        .fold(1e-9, f64::max);
    for (i, r) in rows.iter().enumerate() {
        let y = top + row * i as f64;
        let middle = if narrow { y + 36.0 } else { y + row / 2.0 };
        let size = if narrow { 12.0 } else { 13.0 };
        let base = if narrow { y + 15.0 } else { middle + 4.5 };
        let ink = Ink::new(size).halo();
        svg.text(0.0, base, &text::shorten(&r.name, Face::Sans, size, name - 10.0), ink);
        let tx = Scale::linear((first as f64, last as f64), (course.0 + 2.0, course.1 - 38.0));
        let ty = Scale::linear(
            (0.0, peak),
            (middle + row.min(32.0) / 2.0 - 4.0, middle - row.min(32.0) / 2.0 + 4.0),
        );
        let panel = Panel { title: String::new(), points: r.points.clone() };
        line(&mut svg, &panel, &tx, &ty, 2);
        slope(&mut svg, &r.test, &sx, middle);
        let text = number::signed(r.test.slope * YEARS, 2);
        svg.text(width, middle + 4.5, &text, Ink::new(12.5).end());
        svg.line((0.0, y + row), (width, y + row), 0.8, "s-rule");
    }
    svg.set_height(bottom + 6.0);
    svg
}

fn slope(svg: &mut Svg, test: &Test, sx: &Scale, y: f64) {
    let at = sx.at(test.slope * YEARS);
    let open = test.band.is_none_or(|(a, b)| a <= 0.0 && 0.0 <= b);
    if let Some((a, b)) = test.band {
        let class = if open { "s-ink3" } else { "s-q5" };
        svg.line((sx.at(a * YEARS), y), (sx.at(b * YEARS), y), 2.2, class);
    }
    svg.circle((at, y), 4.4, if open { "f-paper s-ink3" } else { "f-q5 s-paper" }, 1.4);
}
