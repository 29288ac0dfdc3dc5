//! First places in each cluster, with how far the place can be told.

use super::Context;
use crate::number;
use crate::read::Clusters;
use crate::read::clusters::Place;
use crate::scale::Scale;
use crate::svg::{Ink, Svg};
use crate::text::{self, Face};

const ROW: f64 = 19.0;
/// Places shown of each cluster.
pub(crate) const PLACES: usize = 5;

pub(crate) fn draw(c: &Context, m: &Clusters, clusters: &[String], width: f64) -> Svg {
    let mut svg = Svg::new(width, 0.0);
    let columns = if width < 500.0 { 1 } else { 3 };
    let gap = 30.0;
    let panel = (width - gap * (columns as f64 - 1.0)) / columns as f64;
    let shown = |k: &String| -> Vec<&Place> {
        m.ranking.get(k).map_or(&[][..], Vec::as_slice).iter().take(PLACES).collect()
    };
    let last = clusters.iter().flat_map(shown).filter_map(|p| p.interval.map(|i| i.1)).max().unwrap_or(2);
    // One scale for all panels; places beyond stand at the edge.
    let last = last.clamp(PLACES as i64, 20);
    let mut y = 0.0;
    for chunk in clusters.chunks(columns) {
        let mut lowest = y;
        for (i, cluster) in chunk.iter().enumerate() {
            let x = i as f64 * (panel + gap);
            let bottom = one(c, &mut svg, cluster, &shown(cluster), (x, y), panel, last, width);
            lowest = f64::max(lowest, bottom);
        }
        y = lowest + 14.0;
    }
    svg.set_height(y);
    svg
}

fn one(
    c: &Context,
    svg: &mut Svg,
    cluster: &str,
    places: &[&Place],
    (x, y): (f64, f64),
    width: f64,
    last: i64,
    whole: f64,
) -> f64 {
    let size = if whole > 1000.0 { 12.5 } else { 11.5 };
    let title = text::shorten(c.names.industry(cluster), Face::SansBold, size + 0.5, width);
    svg.text(x, y + 13.0, &title, Ink::new(size + 0.5).bold());
    let name = width * if whole > 1000.0 { 0.48 } else { 0.46 };
    let right = if whole > 1000.0 { 40.0 } else { 34.0 };
    let sx = Scale::linear((1.0, last as f64), (x + name + 8.0, x + width - right - 6.0));
    let top = y + 20.0;
    let bottom = top + ROW * places.len() as f64;
    for tick in [1, last.div_euclid(2).max(2), last] {
        svg.line((sx.at(tick as f64), top), (sx.at(tick as f64), bottom), 1.0, "s-grid");
        svg.text(sx.at(tick as f64), bottom + 12.0, &tick.to_string(), Ink::new(11.0).middle().color("ink3"));
    }
    for (i, p) in places.iter().enumerate() {
        let base = top + ROW * i as f64 + 13.5;
        let shown = text::shorten(c.names.map_label(&p.region), Face::Sans, size, name - 4.0);
        svg.text(x, base, &shown, Ink::new(size));
        let at = |v: i64| (sx.clamped(v as f64), base - 4.0);
        if let Some((a, b)) = p.interval {
            svg.line(at(a), at(b), 2.2, "s-ink");
            let range = if a == b { a.to_string() } else { number::range(a as f64, b as f64, 0) };
            svg.text(x + width, base, &range, Ink::new(11.0).end().color("ink2"));
        }
        svg.circle(at(p.rank), 4.2, "f-ink s-paper", 1.0);
    }
    bottom + 16.0
}
