//! Local autocorrelation on a map, beside the groups: where like lies by like,
//! and where a region differs from its neighbours.

use super::Context;
use super::groups_map;
use super::legend::{self, Swatch};
use crate::map::{self, Atlas, Look};
use crate::marks;
use crate::number;
use crate::read::Typology;
use crate::read::space::{Class, Local};
use crate::svg::{Ink, Svg};
use std::collections::BTreeMap;

/// More regions than this are not named on pointing at them: the page would
/// weigh too much.
const NAMED: usize = 150;

pub(crate) fn draw(c: &Context, t: &Typology, local: &Local, width: f64) -> Svg {
    let mut svg = Svg::new(width, 0.0);
    let beside = width > 500.0;
    let gap = 28.0;
    let panel = if beside { (width - gap) / 2.0 } else { width };
    let Some(atlas) = Atlas::new(c.boundaries, c.study.frame, panel, panel * 1.05, 1.0) else {
        return svg;
    };
    let lines = map::borders(&atlas, |k| c.higher.of(k));
    let looks = [groups_map::looks(c, t), looks(c, local)];
    let entries = [groups_map::entries(c, t), entries(c, local)];
    let titles = [c.words.get("lisa-groups"), c.words.get("lisa-title-panel")];
    let clip = format!("clip-lisa-{}", width as i64);
    let edge = if c.boundaries.len() > 300 { 0.3 } else { 0.7 };
    let mut y = 0.0;
    let mut lowest: f64 = 0.0;
    for i in 0..2 {
        let x = if beside { i as f64 * (panel + gap) } else { 0.0 };
        svg.text(x, y + 13.0, &titles[i], Ink::new(13.0).bold());
        let at = (x + (panel - atlas.width) / 2.0, y + 24.0);
        map::choropleth::clipped(
            &mut svg,
            &atlas,
            at,
            &format!("{clip}-{i}"),
            c.study.frame.is_some(),
            |svg| {
                // The map of the first page names the regions of the groups.
                map::draw(
                    svg,
                    &atlas,
                    at,
                    &looks[i],
                    edge,
                    width > 1000.0 && i == 1 && c.boundaries.len() <= NAMED,
                );
                map::choropleth::higher(svg, &lines, at, 1.1);
                if i == 1 {
                    outliers(svg, &atlas, at, local);
                }
            },
        );
        let bottom = legend::draw(&mut svg, x, at.1 + atlas.height + 22.0, panel, &entries[i]) + 10.0;
        lowest = lowest.max(bottom);
        if !beside {
            y = bottom + 14.0;
        }
    }
    svg.set_height(lowest);
    svg
}

/// Triangles on regions unlike their neighbours: their colours are near those
/// of regions among their like.
fn outliers(svg: &mut Svg, atlas: &Atlas, (left, top): (f64, f64), local: &Local) {
    for (key, class) in &local.classes {
        let up = match class {
            Class::HighLow => true,
            Class::LowHigh => false,
            _ => continue,
        };
        if let Some(shape) = atlas.shape(key) {
            marks::triangle(svg, (shape.anchor.0 + left, shape.anchor.1 + top), up);
        }
    }
}

fn fill(class: Class) -> (&'static str, Option<&'static str>) {
    match class {
        Class::HighHigh => ("f-d7", None),
        Class::LowLow => ("f-d1", None),
        Class::HighLow => ("f-d5", None),
        Class::LowHigh => ("f-d3", None),
        Class::Chance => ("f-d4", Some("p-neutral")),
        Class::Undefined => ("f-paper", Some("p-undefined")),
        Class::Missing => ("f-paper", Some("p-missing")),
    }
}

fn looks(c: &Context, local: &Local) -> BTreeMap<String, Look> {
    let look = |key: &String, class: &Class| {
        let (fill, pattern) = fill(*class);
        let title = format!("{}: {}", c.names.region(key), c.words.get(class.id()));
        Look { fill: fill.into(), pattern: pattern.map(String::from), title }
    };
    local.classes.iter().map(|(k, class)| (k.clone(), look(k, class))).collect()
}

/// Number of regions of a class.
pub(crate) fn count(local: &Local, class: Class) -> usize {
    local.classes.values().filter(|c| **c == class).count()
}

fn entries(c: &Context, local: &Local) -> Vec<legend::Entry> {
    let outside = c.boundaries.iter().any(|b| !local.classes.contains_key(&b.region));
    Class::ALL
        .into_iter()
        .filter(|class| count(local, *class) > 0 || *class == Class::Missing && outside)
        .map(|class| {
            let swatch = match fill(class) {
                (fill, None) if matches!(class, Class::HighLow | Class::LowHigh) => {
                    Swatch::Triangle(fill.into(), class == Class::HighLow)
                }
                (_, Some(pattern)) => Swatch::Pattern(pattern.into()),
                (class, None) => Swatch::Fill(class.into()),
            };
            let n = count(local, class);
            let counted = if n > 0 { number::count(n as f64) } else { String::new() };
            (swatch, c.words.get(class.id()), counted)
        })
        .collect()
}
