//! Clusters in rows: value, growth, trend, location quotient with its
//! interval, and three stars with their probabilities.

use super::Context;
use crate::marks::{self, Surety};
use crate::number;
use crate::read::clusters::{Cell, STARS};
use crate::scale::{Scale, ratio_label};
use crate::svg::{Ink, Svg};
use crate::text::{self, Face};
use isard::model::Status;

/// A row: a cluster in a region.
#[derive(Debug, Clone)]
pub(crate) struct Row<'a> {
    pub(crate) name: String,
    /// Second line, such as the region; none when empty.
    pub(crate) sub: String,
    pub(crate) cell: &'a Cell,
    /// Values year by year.
    pub(crate) series: Vec<(i64, Option<f64>)>,
}

/// Rows with what is common to them.
#[derive(Debug, Clone)]
pub(crate) struct Rows<'a> {
    pub(crate) rows: Vec<Row<'a>>,
    /// Head of the first column.
    pub(crate) head: String,
    /// What is counted, such as "Jobs".
    pub(crate) measure: String,
    /// Years of the trend, when there is one.
    pub(crate) years: Option<(i64, i64)>,
    /// Stars that the rule has.
    pub(crate) kinds: Vec<usize>,
}

/// Places of so many stars between the first and the last of three.
fn spread(of_three: (f64, f64), count: usize) -> Vec<f64> {
    let (from, to) = of_three;
    // More of them begin a little earlier and end a little later.
    let step = if count > 3 { (to - from) / (count as f64 - 1.4) } else { (to - from) / 2.0 };
    let from = if count > 3 { from - 0.2 * step } else { from };
    (0..count).map(|k| from + step * k as f64).collect()
}

/// Positions of the columns at a width.
struct Columns {
    name: f64,
    value: f64,
    growth: f64,
    trend: (f64, f64),
    lq: f64,
    plot: (f64, f64),
    stars: (f64, f64),
    expected: f64,
    row: f64,
    size: f64,
}

fn columns(width: f64, years: bool) -> Columns {
    if width > 1000.0 {
        Columns {
            name: 262.0,
            value: 336.0,
            growth: 412.0,
            trend: (438.0, 528.0),
            lq: if years { 590.0 } else { 420.0 },
            plot: (if years { 622.0 } else { 460.0 }, 812.0),
            stars: (842.0, 994.0),
            expected: width,
            row: 34.0,
            size: 13.5,
        }
    } else {
        Columns {
            name: if years { 148.0 } else { 190.0 },
            value: if years { 202.0 } else { 246.0 },
            growth: 256.0,
            trend: (268.0, 316.0),
            lq: if years { 366.0 } else { 306.0 },
            plot: (if years { 384.0 } else { 328.0 }, 494.0),
            stars: (514.0, 608.0),
            expected: width,
            row: 27.0,
            size: 12.5,
        }
    }
}

/// The head and the row of a phone are drawn in two lines.
pub(crate) fn draw(c: &Context, rows: &Rows, width: f64) -> Svg {
    let mut svg = Svg::new(width, 0.0);
    let height =
        if width < 500.0 { narrow(c, &mut svg, rows, width) } else { wide(c, &mut svg, rows, width) };
    svg.set_height(height);
    svg
}

fn scale(rows: &Rows, range: (f64, f64)) -> Scale {
    let cells = || rows.rows.iter().map(|r| r.cell);
    let lows = cells().filter_map(|c| c.interval.map(|i| i.0).or(c.lq)).filter(|v| *v > 0.0);
    let highs = cells().filter_map(|c| c.interval.map(|i| i.1).or(c.lq));
    let bounds = cells().filter_map(|c| c.lq_bounds.1);
    let low = lows.fold(0.5, f64::min).max(0.125);
    let high = highs.chain(bounds).fold(2.0, f64::max).min(1024.0);
    Scale::log((low * 0.9, high * 1.1), range)
}

fn wide(c: &Context, svg: &mut Svg, rows: &Rows, width: f64) -> f64 {
    let col = columns(width, rows.years.is_some());
    let words = c.words;
    let (head, small) = (Ink::new(12.5).bold(), Ink::new(11.0).color("ink3"));
    svg.text(0.0, 14.0, &rows.head, head);
    svg.text(col.value, 14.0, &rows.measure, head.end());
    if let Some((first, last)) = rows.years {
        let years = number::years(first, last);
        svg.text(col.growth, 14.0, &words.get("column-growth"), head.end());
        svg.text(col.growth, 28.0, &words.get("column-a-year"), small.end());
        svg.text(col.trend.0, 14.0, &words.get("column-trend"), head);
        svg.text(col.trend.0, 28.0, &text::shorten(&years, Face::Sans, 11.0, 70.0), small);
    }
    svg.text(col.lq, 14.0, &words.get("column-lq"), head.end());
    svg.text(col.lq, 28.0, "90 %", small.end());
    let places = spread(col.stars, rows.kinds.len());
    for (x, &kind) in places.iter().zip(&rows.kinds) {
        let short = if width > 1000.0 && places.len() < 4 { "" } else { "-short" };
        let id = format!("star-{}{short}", STARS[kind]);
        svg.text(x - 7.0, 14.0, &words.get(&id), head);
        if rows.rows.iter().any(|r| r.cell.star[kind].probability.is_some()) {
            svg.text(x - 7.0, 28.0, &words.get("star-probability"), small);
        }
    }
    svg.text(col.expected, 14.0, &words.get("column-stars"), head.end());
    svg.text(col.expected, 28.0, &words.get("column-expected"), small.end());
    let top = 36.0;
    svg.line((0.0, top), (width, top), 1.0, "s-ink");
    let bottom = top + col.row * rows.rows.len() as f64;
    let sx = scale(rows, col.plot);
    axis(svg, &sx, top, bottom, 28.0);
    let mut y = top;
    for row in &rows.rows {
        let middle = y + col.row / 2.0;
        let base = if row.sub.is_empty() { middle + 4.5 } else { middle - 2.0 };
        let name = text::shorten(&row.name, Face::Sans, col.size, col.name - 8.0);
        svg.text(0.0, base, &name, Ink::new(col.size));
        if !row.sub.is_empty() {
            let sub = text::shorten(&row.sub, Face::Sans, 11.0, col.name - 8.0);
            svg.text(0.0, middle + 12.0, &sub, Ink::new(11.0).color("ink3"));
        }
        value(c, svg, row, col.value, middle, col.size);
        if rows.years.is_some() {
            let growth = row.cell.growth.map_or("–".to_string(), number::growth);
            svg.text(col.growth, middle + 4.5, &growth, Ink::new(col.size - 0.5).end().color("ink2"));
            trend(svg, &row.series, rows.years, col.trend, (y + 5.0, y + col.row - 5.0));
        }
        quotient(c, svg, row, col.lq, middle);
        plot(svg, row, &sx, middle);
        if row.cell.star.iter().all(|s| s.earned.is_none()) {
            let open = words.get(if width > 1000.0 { "cluster-open" } else { "cluster-open-short" });
            svg.text(places[0] - 7.0, middle + 4.0, &open, Ink::new(11.5).color("ink3"));
        } else {
            for (x, &kind) in places.iter().zip(&rows.kinds) {
                one_star(svg, row.cell.star[kind], (*x, middle), 7.5, 11.5);
            }
            let expected = number::or_dash(row.cell.expected, 1);
            svg.text(col.expected, middle + 4.5, &expected, Ink::new(col.size).end());
        }
        y += col.row;
        svg.line((0.0, y), (width, y), 0.8, "s-rule");
    }
    y + 4.0
}

fn narrow(c: &Context, svg: &mut Svg, rows: &Rows, width: f64) -> f64 {
    let words = c.words;
    let small = Ink::new(11.0).color("ink3");
    let (range, stars) = ((92.0, 214.0), spread((233.0, 319.0), rows.kinds.len()));
    svg.text(0.0, 12.0, &rows.head, Ink::new(12.0).bold());
    let right = match rows.years {
        Some(_) => format!("{}, {}", rows.measure, words.get("column-growth-year")),
        None => rows.measure.clone(),
    };
    svg.text(width, 12.0, &right, Ink::new(12.0).bold().end());
    svg.text(0.0, 28.0, &words.get("column-lq-short"), small);
    for (x, &kind) in stars.iter().zip(&rows.kinds) {
        svg.text(x - 7.0, 28.0, &words.get(&format!("star-{}-short", STARS[kind])), small);
    }
    let top = 36.0;
    svg.line((0.0, top), (width, top), 1.0, "s-ink");
    let row_height = |r: &Row| if r.sub.is_empty() { 52.0 } else { 66.0 };
    let sx = scale(rows, range);
    axis(svg, &sx, top, top, 28.0);
    let mut y = top;
    for row in &rows.rows {
        let mut right = match row.cell.value {
            Some(v) => number::count(v),
            None => format!("{} {}", words.get("word-withheld"), bounds(c, row.cell.bounds, 0)).trim().into(),
        };
        if let (Some(g), Some(_)) = (row.cell.growth, rows.years) {
            right = format!("{right}, {}", number::growth(g));
        }
        let ink = Ink::new(12.0).end().color("ink2");
        svg.text(width, y + 17.0, &right, ink.halo());
        let name = text::shorten(&row.name, Face::SansBold, 12.5, width - ink.width(&right) - 10.0);
        svg.text(0.0, y + 17.0, &name, Ink::new(12.5).bold().halo());
        let mut base = y + 32.0;
        if !row.sub.is_empty() {
            svg.text(0.0, base, &text::shorten(&row.sub, Face::Sans, 11.5, width), small.halo());
            base += 14.0;
        }
        let middle = base + 4.0;
        // The grid stays clear of the names above it.
        for v in sx.ticks(4) {
            let class = if (v - 1.0).abs() < 1e-9 { "s-ink3" } else { "s-grid" };
            svg.line((sx.at(v), middle - 10.0), (sx.at(v), middle + 12.0), 1.0, class);
        }
        let lq = match (row.cell.lq, row.cell.interval) {
            (Some(v), Some((a, b))) => {
                let d = number::ratio_decimals(a, b);
                format!("{} ({})", number::fixed(v, d), number::range(a, b, d))
            }
            (Some(v), None) => number::fixed(v, 2),
            (None, _) => bounds(c, row.cell.lq_bounds, 1),
        };
        svg.text(0.0, middle + 4.0, &text::shorten(&lq, Face::Sans, 11.0, 88.0), Ink::new(11.0));
        plot(svg, row, &sx, middle);
        if row.cell.star.iter().all(|s| s.earned.is_none()) {
            svg.text(
                stars[0] - 7.0,
                middle + 4.0,
                &words.get("cluster-open-short"),
                Ink::new(11.0).color("ink3"),
            );
        } else {
            for (x, &kind) in stars.iter().zip(&rows.kinds) {
                one_star(svg, row.cell.star[kind], (*x, middle), 6.5, 11.0);
            }
        }
        y += row_height(row);
        svg.line((0.0, y), (width, y), 0.8, "s-rule");
    }
    y + 4.0
}

/// The grid of the quotient: 1 is the share of all regions.
fn axis(svg: &mut Svg, sx: &Scale, top: f64, bottom: f64, label: f64) {
    for v in sx.ticks(4) {
        let one = (v - 1.0).abs() < 1e-9;
        svg.line((sx.at(v), top), (sx.at(v), bottom), 1.0, if one { "s-ink3" } else { "s-grid" });
        let ink = Ink::new(11.0).middle().color(if one { "ink" } else { "ink3" });
        svg.text(sx.at(v), label, &ratio_label(v), if one { ink.bold() } else { ink });
    }
}

/// The value, or that it is withheld and between which bounds it lies.
fn value(c: &Context, svg: &mut Svg, row: &Row, x: f64, middle: f64, size: f64) {
    match (row.cell.value, row.cell.status) {
        (Some(v), _) => svg.text(x, middle + 4.5, &number::count(v), Ink::new(size).end()),
        (None, Status::Suppressed) => {
            let limits = bounds(c, row.cell.bounds, 0);
            let base = if limits.is_empty() { middle + 4.0 } else { middle - 1.0 };
            svg.text(x, base, &c.words.get("word-withheld"), Ink::new(12.0).end().color("ink2"));
            svg.text(x, middle + 12.0, &limits, Ink::new(11.0).end().color("ink3"));
        }
        (None, Status::Undefined(_)) => svg.text(x, middle + 4.5, "×", Ink::new(size).end()),
        (None, _) => svg.text(x, middle + 4.5, "–", Ink::new(size).end()),
    }
}

/// "0–745", "5 or more", or nothing where no bound is known.
pub(crate) fn bounds(c: &Context, (low, high): (Option<f64>, Option<f64>), decimals: usize) -> String {
    match (low, high) {
        (Some(a), Some(b)) => number::range(a, b, decimals),
        (Some(a), None) if a > 0.0 => {
            c.words.with("bound-or-more", crate::messages::args! { "low" => number::fixed(a, decimals) })
        }
        (None, Some(b)) => number::range(0.0, b, decimals),
        _ => String::new(),
    }
}

/// The quotient with its interval below.
fn quotient(c: &Context, svg: &mut Svg, row: &Row, x: f64, middle: f64) {
    let small = Ink::new(11.0).end().color("ink3");
    match (row.cell.lq, row.cell.interval) {
        (Some(v), Some((a, b))) => {
            let d = number::ratio_decimals(a, b);
            svg.text(x, middle - 1.0, &number::fixed(v, d), Ink::new(13.0).bold().end());
            svg.text(x, middle + 12.0, &number::range(a, b, d), small);
        }
        (Some(v), None) => svg.text(x, middle + 4.5, &number::fixed(v, 2), Ink::new(13.0).bold().end()),
        (None, _) => {
            let limits = bounds(c, row.cell.lq_bounds, 1);
            let limits = if limits.is_empty() { "–".to_string() } else { limits };
            svg.text(x, middle + 4.5, &limits, small);
        }
    }
}

/// Dot and bar of the quotient; a hatched bar between bounds when withheld.
fn plot(svg: &mut Svg, row: &Row, sx: &Scale, y: f64) {
    match row.cell.lq {
        Some(v) => {
            if let Some((a, b)) = row.cell.interval {
                svg.line((sx.clamped(a), y), (sx.clamped(b), y), 2.2, "s-ink");
            }
            marks::dot(svg, (sx.clamped(v), y), 5.0, row.cell.status, "ink");
        }
        None => {
            if let Some(high) = row.cell.lq_bounds.1 {
                let low = row.cell.lq_bounds.0.unwrap_or(0.0);
                marks::bounds(svg, sx.clamped(low), sx.clamped(high), y);
            }
        }
    }
}

fn one_star(svg: &mut Svg, star: crate::read::clusters::Star, at: (f64, f64), r: f64, size: f64) {
    let Some(earned) = star.earned else {
        let ink = Ink::new(size).middle().color("ink3");
        return svg.text(at.0, at.1 + 4.0, "?", ink);
    };
    marks::star(svg, at, r, Surety::new(Some(earned), star.probability));
    // Where nothing is earned and nothing is likely, the point says enough.
    if let Some(p) = star.probability.filter(|p| earned || *p >= 0.01) {
        let ink = Ink::new(size);
        let ink = if earned { ink } else { ink.color("ink3") };
        svg.text(at.0 + r + 3.0, at.1 + 4.0, &number::probability(p), ink);
    }
}

/// A small line from first to last year, broken where a year has no value.
fn trend(
    svg: &mut Svg,
    series: &[(i64, Option<f64>)],
    years: Option<(i64, i64)>,
    x: (f64, f64),
    y: (f64, f64),
) {
    let Some((first, last)) = years else { return };
    let values = || series.iter().filter_map(|p| p.1);
    let (low, high) = (values().fold(f64::INFINITY, f64::min), values().fold(f64::NEG_INFINITY, f64::max));
    if high < low {
        return;
    }
    let sx = Scale::linear((first as f64, last as f64), (x.0, x.1 - 4.0));
    // From zero, so that a halving looks like one.
    let sy = Scale::linear((low.min(0.0), high.max(1e-9)), (y.1, y.0));
    svg.line((x.0, sy.at(0.0)), (x.1, sy.at(0.0)), 0.8, "s-rule");
    for run in series.split(|p| p.1.is_none()) {
        let line: Vec<(f64, f64)> =
            run.iter().filter_map(|(t, v)| Some((sx.at(*t as f64), sy.at((*v)?)))).collect();
        match line.as_slice() {
            [one] => svg.circle(*one, 1.3, "f-ink2", 0.0),
            many => svg.polyline(many, 1.5, "s-ink2"),
        }
    }
    for (t, _) in series.iter().filter(|p| p.1.is_none()) {
        svg.circle((sx.at(*t as f64), sy.at(0.0)), 1.6, "f-paper s-ink3", 0.7);
    }
    if let Some((t, Some(v))) = series.last() {
        svg.circle((sx.at(*t as f64), sy.at(*v)), 2.4, "f-ink", 0.0);
    }
}
