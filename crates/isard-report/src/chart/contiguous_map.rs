//! Groups whose members touch, beside the groups as they are.

use super::Context;
use super::groups_map;
use super::legend::{self, Swatch};
use crate::map::{self, Atlas, Look};
use crate::read::Typology;
use crate::read::contiguous::Contiguous;
use crate::svg::{Ink, Svg};
use std::collections::BTreeMap;

pub(crate) fn draw(c: &Context, t: &Typology, all: &Contiguous, width: f64) -> Svg {
    let mut svg = Svg::new(width, 0.0);
    let beside = width > 500.0;
    let gap = 28.0;
    let panel = if beside { (width - gap) / 2.0 } else { width };
    let Some(atlas) = Atlas::new(c.boundaries, c.study.frame, panel, panel * 1.05, 1.0) else {
        return svg;
    };
    let looks = [plain(groups_map::looks(c, t)), looks(all, t.k)];
    let entries = [groups_map::plain_entries(c, t), entries(c, all, t.k)];
    let titles = [c.words.get("contiguous-free"), c.words.get("contiguous-touching")];
    let edge = if c.boundaries.len() > 300 { 0.3 } else { 0.7 };
    let (mut y, mut lowest) = (0.0, 0.0f64);
    for i in 0..2 {
        let x = if beside { i as f64 * (panel + gap) } else { 0.0 };
        svg.text(x, y + 13.0, &titles[i], Ink::new(13.0).bold());
        let at = (x + (panel - atlas.width) / 2.0, y + 24.0);
        let clip = format!("clip-contiguous-{}-{i}", width as i64);
        map::choropleth::clipped(&mut svg, &atlas, at, &clip, c.study.frame.is_some(), |svg| {
            map::draw(svg, &atlas, at, &looks[i], edge, false);
        });
        let bottom = legend::draw(&mut svg, x, at.1 + atlas.height + 22.0, panel, &entries[i]) + 10.0;
        lowest = lowest.max(bottom);
        if !beside {
            y = bottom + 14.0;
        }
    }
    svg.set_height(lowest);
    svg
}

/// Border stripes are told elsewhere; here the two divisions are compared.
fn plain(mut looks: BTreeMap<String, Look>) -> BTreeMap<String, Look> {
    for look in looks.values_mut().filter(|l| l.pattern.as_deref().is_some_and(|p| p.starts_with("p-s"))) {
        look.pattern = None;
    }
    looks
}

fn looks(all: &Contiguous, k: usize) -> BTreeMap<String, Look> {
    let look = |g: i64| Look { fill: fill(g, k), ..Look::default() };
    all.groups.iter().map(|(key, g)| (key.clone(), look(*g))).collect()
}

/// Colours of the palette; a method may find more groups than it holds.
fn fill(group: i64, k: usize) -> String {
    format!("f-g{}", group.clamp(1, k.max(1) as i64))
}

fn entries(c: &Context, all: &Contiguous, k: usize) -> Vec<legend::Entry> {
    let mut counts: BTreeMap<i64, usize> = BTreeMap::new();
    all.groups.values().for_each(|g| *counts.entry(*g).or_default() += 1);
    let name = |g: i64| c.words.with("group-numbered", crate::messages::args! { "n" => g });
    let mut out: Vec<legend::Entry> =
        counts.iter().map(|(g, n)| (Swatch::Fill(fill(*g, k)), name(*g), c.counted(*n))).collect();
    if c.boundaries.iter().any(|b| !all.groups.contains_key(&b.region)) {
        out.push((Swatch::Pattern("p-missing".into()), String::new(), c.words.get("word-no-group")));
    }
    out
}
