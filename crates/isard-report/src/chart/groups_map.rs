//! Map of the groups; border regions are striped in the colours of both groups
//! they could belong to.

use super::Context;
use super::legend::{self, Swatch};
use crate::map::{self, Atlas, Look, Request};
use crate::marks;
use crate::messages::args;
use crate::read::Typology;
use crate::svg::{Ink, Svg};
use isard::model::Status;
use std::collections::BTreeMap;

/// At most so many names when there are many regions.
const NAMES: usize = 10;

pub(crate) fn draw(c: &Context, t: &Typology, width: f64) -> Svg {
    let few = t.members.len() <= 60 && t.members.iter().all(|m| c.names.short(&m.key).is_some());
    let narrow = width < 500.0;
    let margin = if narrow { 0.0 } else { 46.0 };
    // On paper the map, the title and the lead share a page.
    let limit = match width {
        w if w > 1000.0 => 640.0,
        w if w > 500.0 => 385.0,
        _ => 560.0,
    };
    let mut svg = Svg::new(width, 0.0);
    let Some(atlas) = Atlas::new(c.boundaries, c.study.frame, width - 2.0 * margin, limit, 0.4) else {
        return svg;
    };
    let at = ((width - atlas.width) / 2.0, 6.0);
    let looks = looks(c, t);
    let edge = if t.members.len() > 300 { 0.3 } else { 0.9 };
    let lines = map::borders(&atlas, |k| c.higher.of(k));
    let clip = format!("clip-groups-{}", width as i64);
    map::choropleth::clipped(&mut svg, &atlas, at, &clip, c.study.frame.is_some(), |svg| {
        map::draw(svg, &atlas, at, &looks, edge, width > 1000.0);
        map::choropleth::higher(svg, &lines, at, if t.members.len() > 150 { 1.0 } else { 1.5 });
    });
    let size = if narrow { 10.5 } else { 12.0 };
    let ink = Ink::new(size).bold().middle();
    let placed =
        map::place(&atlas, &requests(c, t, few, narrow), ink, size * 1.1, (width - atlas.width) / 2.0);
    map::choropleth::names(&mut svg, &placed, at, size, |key| match t.member(key) {
        // Text on stripes takes a halo of the paper's colour.
        Some(m) if striped(m).is_none() && few => (format!("f-o{}", m.group), false),
        _ => ("f-ink".into(), true),
    });
    let mut y = at.1 + atlas.height + 8.0;
    map::choropleth::scale_bar(&mut svg, &atlas, width - 2.0, y, &c.words.get("unit-km"));
    y += 18.0;
    let y = legend::draw(&mut svg, 0.0, y, width - if narrow { 0.0 } else { 120.0 }, &entries(c, t));
    svg.set_height(y + 8.0);
    svg
}

fn striped(m: &crate::read::typology::Member) -> Option<String> {
    let second = m.second.filter(|_| m.border)?;
    Some(format!("p-s{}-{second}", m.group))
}

pub(crate) fn looks(c: &Context, t: &Typology) -> BTreeMap<String, Look> {
    let mut looks: BTreeMap<String, Look> = BTreeMap::new();
    for m in &t.members {
        let mut title = format!("{}: {}", c.names.region(&m.key), c.group(t, m.group));
        if let Some(p) = m.probability {
            title += &format!(", {}", crate::number::percent(p, 0));
        }
        looks.insert(m.key.clone(), Look { fill: format!("f-g{}", m.group), pattern: striped(m), title });
    }
    for (key, status) in &t.outside {
        let title = format!("{}: {}", c.names.region(key), c.words.get("word-no-group"));
        let pattern = Some(no_group(*status).to_string());
        looks.insert(key.clone(), Look { fill: "f-paper".into(), pattern, title });
    }
    looks
}

/// All regions when they have short names; else those of interest, the most
/// typical of each group and the least sure ones, ten at most.
fn requests(c: &Context, t: &Typology, few: bool, narrow: bool) -> Vec<Request> {
    let request = |key: &str, callout: bool| {
        let texts = vec![c.names.map_label(key).to_string()];
        Request { key: key.to_string(), texts, callout, loose: !few }
    };
    if few {
        return t.members.iter().map(|m| request(&m.key, !narrow)).collect();
    }
    let mut keys: Vec<String> = c.study.focus.iter().filter(|k| t.member(k).is_some()).cloned().collect();
    for group in 1..=t.k {
        keys.extend(typical(t, group, 2));
    }
    let mut seen = std::collections::BTreeSet::new();
    keys.retain(|k| seen.insert(k.clone()));
    keys.truncate(if narrow { 6 } else { NAMES });
    keys.iter().map(|k| request(k, !narrow)).collect()
}

/// Members nearest to their group's centre.
pub(crate) fn typical(t: &Typology, group: usize, count: usize) -> Vec<String> {
    let mut all: Vec<_> = t.of_group(group).filter_map(|m| Some((m.distance?, m.key.clone()))).collect();
    all.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    all.into_iter().take(count).map(|(_, key)| key).collect()
}

/// The groups with their sizes, without borders.
pub(crate) fn plain_entries(c: &Context, t: &Typology) -> Vec<legend::Entry> {
    let mut entries = sizes(c, t);
    entries.extend(without(c, t));
    entries
}

fn sizes(c: &Context, t: &Typology) -> Vec<legend::Entry> {
    (1..=t.k).map(|g| (Swatch::Fill(format!("f-g{g}")), c.group(t, g), c.counted(t.size(g)))).collect()
}

pub(crate) fn entries(c: &Context, t: &Typology) -> Vec<legend::Entry> {
    let mut entries = sizes(c, t);
    if t.border_count() > 0 {
        let pair = t.members.iter().find_map(striped).unwrap_or_default();
        entries.push((Swatch::Pattern(pair), String::new(), c.words.get("word-border")));
    }
    if !c.higher.is_empty() {
        let word = if c.higher.countries { "map-border-country" } else { "map-border-larger" };
        entries.push((Swatch::Line("s-ink".into()), String::new(), c.words.get(word)));
    }
    entries.extend(without(c, t));
    entries
}

/// Marks of the regions without a group: every mark that is drawn stands in
/// the legend.
fn without(c: &Context, t: &Typology) -> Vec<legend::Entry> {
    let mut without: BTreeMap<&str, &str> = BTreeMap::new();
    for b in c.boundaries.iter().filter(|b| t.member(&b.region).is_none()) {
        let status = t.outside.iter().find(|o| o.0 == b.region).map_or(Status::Missing, |o| o.1);
        let word = match status {
            Status::Suppressed => "word-withheld",
            Status::Undefined(_) => "word-undefined",
            _ => "word-no-value",
        };
        without.insert(no_group(status), word);
    }
    let entry = |(pattern, word): (&str, &str)| {
        let text = c.words.with("map-no-group", args! { "status" => c.words.get(word) });
        (Swatch::Pattern(pattern.into()), String::new(), text)
    };
    without.into_iter().map(entry).collect()
}

/// Pattern of a region without a group.
fn no_group(status: Status) -> &'static str {
    marks::map_pattern(status).filter(|p| *p != "p-dots").unwrap_or("p-missing")
}
