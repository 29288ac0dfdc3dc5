//! Transition matrices: from class (rows) to class (columns), one matrix or
//! one for each class of the neighbourhood.

use super::Context;
use crate::number;
use crate::svg::{Ink, Svg};
use crate::text::{self, Face};

/// A cell of a matrix.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Cell {
    pub(crate) count: i64,
    pub(crate) probability: Option<f64>,
    /// 90 % interval.
    pub(crate) interval: Option<(f64, f64)>,
}

/// A matrix with its title; cells row by row.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Matrix {
    pub(crate) title: String,
    pub(crate) cells: Vec<Vec<Cell>>,
}

/// Draws matrices with common names of the classes, low to high.
pub(crate) fn draw(c: &Context, classes: &[String], matrices: &[Matrix], width: f64) -> Svg {
    let mut svg = Svg::new(width, 0.0);
    let columns = match (width, matrices.len()) {
        (_, 0 | 1) => 1,
        (w, _) if w > 1000.0 => 3,
        (w, _) if w > 500.0 => 2,
        _ => 1,
    };
    let gap = 30.0;
    let panel = ((width - gap * (columns as f64 - 1.0)) / columns as f64).min(640.0);
    let mut y = 0.0;
    for row in matrices.chunks(columns) {
        let mut lowest = y;
        for (i, m) in row.iter().enumerate() {
            let x = i as f64 * (panel + gap);
            lowest = f64::max(lowest, one(c, &mut svg, classes, m, (x, y), panel));
        }
        y = lowest + 18.0;
    }
    svg.set_height((y - 10.0).max(0.0));
    svg
}

fn one(c: &Context, svg: &mut Svg, classes: &[String], m: &Matrix, (x, y): (f64, f64), width: f64) -> f64 {
    let k = m.cells.len();
    let mut top = y;
    if !m.title.is_empty() {
        svg.text(x, y + 13.0, &text::shorten(&m.title, Face::SansBold, 12.5, width), Ink::new(12.5).bold());
        top += 20.0;
    }
    let ink = Ink::new(12.0);
    let widest = classes.iter().map(|n| ink.bold().width(n)).fold(40.0, f64::max);
    let name = (widest + 10.0).min(width * 0.3);
    let last = 40.0;
    let cell = (width - name - last) / k.max(1) as f64;
    let tall = if cell > 44.0 { 38.0 } else { 26.0 };
    for (i, class) in classes.iter().enumerate().take(k) {
        let at = x + name + cell * (i as f64 + 0.5);
        svg.text(at, top + 13.0, &text::shorten(class, Face::Sans, 12.0, cell - 4.0), ink.middle());
    }
    svg.text(x + width, top + 13.0, &c.words.get("matrix-n"), ink.end().color("ink3"));
    top += 20.0;
    for (i, row) in m.cells.iter().enumerate() {
        let (at, middle) = (top + tall * i as f64, top + tall * (i as f64 + 0.5));
        let class = classes.get(i).map_or("", String::as_str);
        svg.text(x, middle + 4.0, &text::shorten(class, Face::SansBold, 12.0, name - 6.0), ink.bold());
        for (j, value) in row.iter().enumerate() {
            let left = x + name + cell * j as f64;
            let center = left + cell / 2.0;
            let Some(p) = value.probability else {
                // Nothing ever started here: undefined, not zero.
                svg.text(center, middle + 4.0, "×", ink.middle().color("ink2"));
                continue;
            };
            let class = 1 + [0.05, 0.2, 0.4, 0.6, 0.8].iter().filter(|b| p >= **b).count();
            svg.rect(left + 1.0, at + 1.0, cell - 2.0, tall - 2.0, &format!("f-q{class}"));
            let on = format!("f-oq{class}");
            let shown = number::probability(p);
            let interval = value.interval.filter(|_| tall > 30.0);
            let base = if interval.is_some() { middle - 1.0 } else { middle + 4.0 };
            let strong = if i == j { Ink::new(12.5).bold() } else { Ink::new(12.5) };
            svg.text_class(center, base, &shown, strong.middle(), &on);
            if let Some((a, b)) = interval {
                let range = number::range(a * 100.0, b * 100.0, 0);
                svg.text_class(center, middle + 12.0, &range, Ink::new(11.0).middle(), &on);
            }
        }
        let n: i64 = row.iter().map(|v| v.count).sum();
        svg.text(x + width, middle + 4.0, &number::count(n as f64), ink.end().color("ink2"));
    }
    top + tall * k as f64
}
