//! Loadings of the indicators on the kept components as a heat table: every
//! cell has its number, the colour only repeats it.

use crate::number;
use crate::read::Typology;
use crate::read::components::Components;
use crate::svg::{Ink, Svg};
use crate::text::{self, Face};

const ROW: f64 = 24.0;
/// Loadings below this are printed faintly.
pub(crate) const SALIENT: f64 = 0.4;

/// Indicators in the order of the component on which they load most, the
/// largest loading first.
pub(crate) fn order(p: &Components, columns: usize) -> Vec<(&str, usize)> {
    let mut rows: Vec<(&str, usize, f64)> = p
        .loadings
        .iter()
        .filter_map(|(key, by)| {
            let all = by.iter().filter(|(n, _)| **n <= columns);
            let (component, value) = all.max_by(|a, b| a.1.abs().total_cmp(&b.1.abs()).then(b.0.cmp(a.0)))?;
            Some((key.as_str(), *component, value.abs()))
        })
        .collect();
    rows.sort_by(|a, b| a.1.cmp(&b.1).then(b.2.total_cmp(&a.2)).then(a.0.cmp(b.0)));
    rows.into_iter().map(|r| (r.0, r.1)).collect()
}

/// Number of components shown.
pub(crate) fn columns(p: &Components) -> usize {
    p.kept().clamp(1, 6).min(p.components.len().max(1))
}

pub(crate) fn draw(t: &Typology, p: &Components, width: f64) -> Svg {
    let narrow = width < 500.0;
    let columns = columns(p);
    let name = if narrow { width * 0.46 } else { (width * 0.4).min(300.0) };
    let cell = ((width - name) / columns as f64).min(if narrow { 60.0 } else { 110.0 });
    let size = if narrow { 11.5 } else { 12.5 };
    let rows = order(p, columns);
    let (top, mut svg) = (24.0, Svg::new(width, 0.0));
    for n in 1..=columns {
        let x = name + cell * (n as f64 - 0.5);
        svg.text(x, 14.0, &number::count(n as f64), Ink::new(12.0).bold().middle());
    }
    let mut y = top;
    let mut before = 0;
    for (key, component) in rows {
        if before != component && before != 0 {
            svg.line((0.0, y), (name + cell * columns as f64, y), 1.0, "s-ink3");
        }
        before = component;
        let label = t.indicators.iter().find(|i| i.key == key).map_or(key, |i| i.name.as_str());
        let shown = text::shorten(label, Face::Sans, size, name - 10.0);
        svg.text(0.0, y + 16.0, &shown, Ink::new(size));
        for n in 1..=columns {
            let Some(v) = p.loadings.get(key).and_then(|l| l.get(&n)) else { continue };
            let x = name + cell * (n as f64 - 1.0);
            let (fill, on) = class(*v);
            svg.rect(x + 1.0, y + 1.0, cell - 2.0, ROW - 2.0, fill);
            let ink = Ink::new(size).middle();
            let ink = if v.abs() >= SALIENT { ink.bold() } else { ink };
            svg.text_class(x + cell / 2.0, y + 16.0, &number::signed(*v, 2), ink, on);
        }
        y += ROW;
    }
    svg.set_height(y + 4.0);
    svg
}

/// Fill of the diverging ramp and the class of text that is legible on it.
fn class(v: f64) -> (&'static str, &'static str) {
    match v {
        v if v <= -0.7 => ("f-d1", "f-od1"),
        v if v <= -SALIENT => ("f-d2", "f-od2"),
        v if v <= -0.2 => ("f-d3", "f-od3"),
        v if v < 0.2 => ("f-d4", "f-od4"),
        v if v < SALIENT => ("f-d5", "f-od5"),
        v if v < 0.7 => ("f-d6", "f-od6"),
        _ => ("f-d7", "f-od7"),
    }
}
