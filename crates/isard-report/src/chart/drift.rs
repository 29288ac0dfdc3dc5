//! How the centres of gravity of clusters moved: on the map, and enlarged.

use super::Context;
use crate::map::{self, Atlas, Look};
use crate::messages::args;
use crate::number;
use crate::svg::{Ink, Svg};
use crate::text::{self, Face};
use std::collections::BTreeMap;

/// A cluster with the places of its centre, year by year, in degrees.
#[derive(Debug, Clone)]
pub(crate) struct Track {
    pub(crate) name: String,
    pub(crate) places: Vec<(f64, f64)>,
}

/// West, south, east, north around all places, with room for names.
fn around(tracks: &[Track]) -> Option<[f64; 4]> {
    let all = || tracks.iter().flat_map(|t| t.places.iter());
    let (w, e) = (
        all().map(|p| p.0).fold(f64::INFINITY, f64::min),
        all().map(|p| p.0).fold(f64::NEG_INFINITY, f64::max),
    );
    let (s, n) = (
        all().map(|p| p.1).fold(f64::INFINITY, f64::min),
        all().map(|p| p.1).fold(f64::NEG_INFINITY, f64::max),
    );
    if !(w.is_finite() && s.is_finite()) {
        return None;
    }
    let (dx, dy) = (((e - w) * 0.4).max(0.05), ((n - s) * 0.25).max(0.03));
    Some([w - dx, s - dy, e + dx, n + dy])
}

pub(crate) fn draw(c: &Context, tracks: &[Track], width: f64) -> Svg {
    let mut svg = Svg::new(width, 0.0);
    let beside = width > 500.0;
    let gap = 30.0;
    let (small, large) = if beside { ((width - gap) * 0.34, (width - gap) * 0.66) } else { (width, width) };
    let tall = if beside { large * 0.72 } else { width * 1.05 };
    let Some(frame) = around(tracks) else { return svg };
    let (Some(whole), Some(near)) = (
        Atlas::new(c.boundaries, c.study.frame, small, if beside { tall } else { width * 0.6 }, 1.0),
        Atlas::new(c.boundaries, Some(frame), large, tall, 0.6),
    ) else {
        return svg;
    };
    let size = Ink::new(13.0).bold();
    svg.text(0.0, 13.0, &c.words.get("drift-whole"), size);
    let at = (0.0, 24.0);
    land(c, &mut svg, &whole, at, &format!("clip-drift-{}-a", width as i64), c.study.frame.is_some());
    let corner = |lon: f64, lat: f64| whole.place(lon, lat);
    let corners = [
        corner(frame[0], frame[3]),
        corner(frame[2], frame[3]),
        corner(frame[2], frame[1]),
        corner(frame[0], frame[1]),
    ];
    let inside = |p: &(f64, f64)| (p.0.clamp(0.0, whole.width), p.1.clamp(0.0, whole.height) + at.1);
    let mut ring: Vec<(f64, f64)> = corners.iter().map(inside).collect();
    ring.push(ring[0]);
    svg.polyline(&ring, 1.4, "s-accent");
    let (x, y) = if beside { (small + gap, 0.0) } else { (0.0, at.1 + whole.height + 20.0) };
    svg.text(x, y + 13.0, &c.words.get("drift-near"), size);
    let place = (x, y + 24.0);
    land(c, &mut svg, &near, place, &format!("clip-drift-{}-b", width as i64), true);
    svg.rect(place.0, place.1, near.width, near.height, "n s-accent");
    courses(&mut svg, &near, tracks, place, width);
    let foot = scale_bar(c, &mut svg, &near, (place.0, place.1 + near.height + 20.0));
    svg.set_height(foot.max(at.1 + whole.height) + 10.0);
    svg
}

pub(super) fn land(c: &Context, svg: &mut Svg, atlas: &Atlas, at: (f64, f64), clip: &str, clipped: bool) {
    let look =
        |k: &str| (k.to_string(), Look { fill: "f-panel".into(), pattern: None, title: String::new() });
    let looks: BTreeMap<String, Look> = atlas.shapes().map(|(k, _)| look(k)).collect();
    let lines = map::borders(atlas, |k| c.higher.of(k));
    let edge = if c.boundaries.len() > 300 { 0.5 } else { 0.9 };
    map::choropleth::clipped(svg, atlas, at, clip, clipped, |svg| {
        map::draw(svg, atlas, at, &looks, edge, false);
        map::choropleth::higher(svg, &lines, at, 1.0);
    });
}

fn courses(svg: &mut Svg, atlas: &Atlas, tracks: &[Track], at: (f64, f64), width: f64) {
    let point = |p: &(f64, f64)| {
        let (x, y) = atlas.place(p.0, p.1);
        (x + at.0, y + at.1)
    };
    let lines: Vec<Vec<(f64, f64)>> = tracks.iter().map(|t| t.places.iter().map(point).collect()).collect();
    for line in &lines {
        svg.polyline(line, 1.8, "s-q5");
        if let (Some(a), Some(b)) = (line.first(), line.last()) {
            svg.circle(*a, 2.6, "f-paper s-q5", 1.4);
            svg.circle(*b, 4.4, "f-q6 s-paper", 1.0);
        }
    }
    let mut taken: Vec<[f64; 4]> =
        lines.iter().flatten().map(|(x, y)| [x - 2.0, y - 2.0, x + 2.0, y + 2.0]).collect();
    let size = if width > 500.0 { 12.0 } else { 10.5 };
    let frame = (at.0 + 3.0, at.0 + atlas.width - 3.0, at.1 + 3.0, at.1 + atlas.height - 3.0);
    for (t, line) in tracks.iter().zip(&lines) {
        let Some(end) = line.last() else { continue };
        let name = text::shorten(&t.name, Face::SansBold, size, atlas.width * 0.42);
        super::biplot::label(
            svg,
            &name,
            Ink::new(size).bold().halo(),
            size,
            (*end, super::biplot::MARK),
            frame,
            &mut taken,
        );
    }
}

/// A bar of a round number of kilometres; returns where it ends below.
pub(super) fn scale_bar(c: &Context, svg: &mut Svg, atlas: &Atlas, (x, y): (f64, f64)) -> f64 {
    let most = 130.0 / atlas.scale;
    let steps = [1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1000.0];
    let km = steps.into_iter().rev().find(|s| *s <= most).unwrap_or(1.0);
    let length = km * atlas.scale;
    svg.line((x, y), (x + length, y), 1.4, "s-ink2");
    for end in [x, x + length] {
        svg.line((end, y - 3.0), (end, y + 3.0), 1.2, "s-ink2");
    }
    let text = c.words.with("drift-scale", args! { "km" => number::count(km) });
    svg.text(x + length + 8.0, y + 4.0, &text, Ink::new(11.5).color("ink2"));
    y + 6.0
}
