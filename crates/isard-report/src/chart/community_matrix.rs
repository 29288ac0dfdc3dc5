//! The whole network with every organisation in it: rows and columns are
//! communities, a panel for each layer of ties.

use super::Context;
use crate::read::institutions::Leads;
use crate::svg::{Ink, Svg};
use crate::text::{self, Face};

/// Classes of the share of a row: from, and the colour.
pub(crate) const CLASSES: [(f64, &str); 5] =
    [(0.002, "f-q1"), (0.01, "f-q2"), (0.02, "f-q3"), (0.05, "f-q4"), (0.5, "f-q6")];

/// A row: keys of the communities it stands for, and its name.
pub(crate) struct Row {
    pub(crate) keys: Vec<String>,
    pub(crate) name: String,
}

/// Share of the weight of a row's ties in a layer that leads to a column;
/// the mean of the row's communities where it stands for several.
fn share(leads: &Leads, layer: &str, from: &Row, to: &Row) -> Option<f64> {
    let of = leads.get(layer)?;
    let sum =
        |key: &String| -> f64 { to.keys.iter().filter_map(|k| of.get(&(key.clone(), k.clone()))).sum() };
    let all: f64 = from.keys.iter().map(sum).sum();
    Some(all / from.keys.len().max(1) as f64).filter(|v| *v > 0.0)
}

/// Panels side by side on a wide drawing, under each other on a phone.
pub(crate) fn draw(c: &Context, leads: &Leads, layers: &[(String, String)], rows: &[Row], width: f64) -> Svg {
    let mut svg = Svg::new(width, 0.0);
    let narrow = width < 500.0;
    let label = if narrow { 108.0 } else { (width * 0.15).min(170.0) };
    let gap = 14.0;
    let across = if narrow { 1 } else { layers.len().max(1) };
    let panel = (width - label - gap * (across as f64 - 1.0)) / across as f64;
    let row = if narrow { 12.0 } else { 13.0 };
    let cell = panel / rows.len().max(1) as f64;
    let mut top = legend(c, &mut svg, width) + 16.0;
    for (at, (key, name)) in layers.iter().enumerate() {
        let x = if narrow { label } else { label + (panel + gap) * at as f64 };
        svg.text(x, top + 12.0, name, Ink::new(12.0).bold());
        let start = top + 20.0;
        if narrow || at == 0 {
            for (i, r) in rows.iter().enumerate() {
                let name = text::shorten(&r.name, Face::Sans, 10.5, label - 8.0);
                svg.text(label - 6.0, start + row * i as f64 + row * 0.8, &name, Ink::new(10.5).end());
            }
        }
        svg.rect(x, start, panel, row * rows.len() as f64, "f-panel");
        for (i, from) in rows.iter().enumerate() {
            for (j, to) in rows.iter().enumerate() {
                let class = share(leads, key, from, to)
                    .and_then(|v| CLASSES.iter().rev().find(|k| v >= k.0))
                    .map(|k| k.1);
                if let Some(class) = class {
                    svg.rect(x + cell * j as f64, start + row * i as f64, cell - 0.4, row - 0.6, class);
                }
            }
        }
        if narrow {
            top = start + row * rows.len() as f64 + 16.0;
        }
    }
    let bottom = if narrow { top } else { top + 20.0 + row * rows.len() as f64 };
    svg.set_height(bottom + 4.0);
    svg
}

fn legend(c: &Context, svg: &mut Svg, width: f64) -> f64 {
    let ink = Ink::new(11.0);
    let title = c.words.get("network-matrix-legend");
    svg.text(0.0, 12.0, &title, ink);
    let (mut x, mut y) = (ink.width(&title) + 14.0, 12.0);
    for (i, (from, class)) in CLASSES.iter().enumerate() {
        let word = match CLASSES.get(i + 1) {
            Some(next) => c.words.with(
                "network-matrix-class",
                crate::messages::args! { "from" => percent(*from), "to" => percent(next.0) },
            ),
            None => {
                c.words.with("network-matrix-class-last", crate::messages::args! { "from" => percent(*from) })
            }
        };
        let need = 18.0 + ink.width(&word) + 14.0;
        if x + need > width {
            (x, y) = (0.0, y + 18.0);
        }
        svg.rect(x, y - 9.0, 13.0, 10.0, class);
        svg.text(x + 18.0, y, &word, ink);
        x += need;
    }
    y
}

fn percent(share: f64) -> String {
    crate::number::fixed(share * 100.0, if share < 0.01 { 1 } else { 0 })
}
