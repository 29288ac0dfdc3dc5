//! The stages of clusters: for every year the probabilities of the four,
//! stacked.

use super::Context;
use super::legend::{self, Swatch};
use super::lines::year_ticks;
use crate::messages::args;
use crate::number;
use crate::read::dynamics::{STAGES, Stage};
use crate::svg::{Ink, Svg, n};
use crate::text::{self, Face};
use std::fmt::Write;

/// Fills of the stages: from what rises to what falls.
const FILLS: [&str; 4] = ["d3", "d1", "d4", "d6"];

/// A cluster with its years.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    pub(crate) name: String,
    pub(crate) years: Vec<Stage>,
}

pub(crate) fn draw(c: &Context, rows: &[Row], width: f64) -> Svg {
    let narrow = width < 500.0;
    let mut svg = Svg::new(width, 0.0);
    let entries: Vec<legend::Entry> = STAGES
        .iter()
        .zip(FILLS)
        .map(|(s, f)| {
            (Swatch::Fill(format!("f-{f} s-rule")), String::new(), c.words.get(&format!("stage-{s}")))
        })
        .collect();
    let mut y = legend::draw(&mut svg, 0.0, 14.0, width, &entries) + 12.0;
    let years = || rows.iter().flat_map(|r| r.years.iter().map(|s| s.year));
    let (Some(first), Some(last)) = (years().min(), years().max()) else { return svg };
    let (left, right) = match width {
        w if w > 1000.0 => (264.0, w - 178.0),
        w if w > 500.0 => (190.0, w - 140.0),
        w => (0.0, w),
    };
    let step = (right - left) / (last - first + 1) as f64;
    let middle = |year: i64| left + ((year - first) as f64 + 0.5) * step;
    for year in year_ticks(first, last, if narrow { 3 } else { 7 }) {
        let label = year.to_string();
        let ink = Ink::new(11.0).middle().color("ink3");
        let half = ink.width(&label) / 2.0;
        svg.text(middle(year).clamp(half, width - half), y + 10.0, &label, ink);
    }
    if !narrow {
        let ink = Ink::new(12.0).bold();
        svg.text(
            right + 14.0,
            y + 10.0,
            &c.words.with("stages-now", args! { "year" => last.to_string() }),
            ink,
        );
    }
    y += 18.0;
    let (row, bar) = if narrow { (46.0, 20.0) } else { (29.0, 21.0) };
    for r in rows {
        let now = said(c, r);
        if narrow {
            let ink = Ink::new(11.5).end().color("ink2");
            svg.text(width, y + 14.0, &now, ink);
            let name = text::shorten(&r.name, Face::SansBold, 12.0, width - ink.width(&now) - 10.0);
            svg.text(0.0, y + 14.0, &name, Ink::new(12.0).bold());
        } else {
            let name = text::shorten(&r.name, Face::Sans, 13.0, left - 12.0);
            svg.text(0.0, y + bar / 2.0 + 4.5, &name, Ink::new(13.0));
            svg.text(right + 14.0, y + bar / 2.0 + 4.5, &now, Ink::new(13.0));
        }
        let top = if narrow { y + 20.0 } else { y };
        strip(&mut svg, r, (left, top), step, bar, first);
        y += row;
    }
    svg.set_height(y + 2.0);
    svg
}

/// "growth 86 %".
fn said(c: &Context, row: &Row) -> String {
    let Some(s) = row.years.last() else { return String::new() };
    let at = s.likeliest();
    let p = number::probability(s.probability[at]);
    format!("{} {p}{}%", c.words.get(&format!("stage-{}", STAGES[at])), number::THIN)
}

fn strip(svg: &mut Svg, row: &Row, (left, top): (f64, f64), step: f64, bar: f64, first: i64) {
    let mut paths = [const { String::new() }; 4];
    let mut unknown = String::new();
    for s in &row.years {
        let x = left + (s.year - first) as f64 * step;
        let mut y = top + bar;
        for (path, p) in paths.iter_mut().zip(s.probability) {
            let h = bar * p;
            if h > 0.15 {
                y -= h;
                let _ = write!(path, "M{},{}h{}v{}h-{}z", n(x), n(y), n(step), n(h), n(step));
            }
        }
        if s.status != isard::model::Status::Observed {
            let _ = write!(unknown, "M{},{}h{}v{}h-{}z", n(x), n(top), n(step), n(bar), n(step));
        }
    }
    for (path, fill) in paths.iter().zip(FILLS) {
        if !path.is_empty() {
            svg.path(path, &format!("f-{fill}"), "");
        }
    }
    if !unknown.is_empty() {
        svg.raw(&format!("<path d=\"{unknown}\" fill=\"url(#p-dots)\"/>"));
    }
    let width = step * row.years.last().map_or(0.0, |s| (s.year - first + 1) as f64);
    svg.path(
        &format!("M{},{}h{}v{}h-{}z", n(left), n(top), n(width), n(bar), n(width)),
        "n s-rule",
        "stroke-width=\"1\"",
    );
}
