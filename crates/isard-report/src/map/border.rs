//! Borders between the units of a higher level, and the outline of the land,
//! as lines made from the edges of the regions.

use super::outline::Atlas;
use crate::svg::n;
use std::collections::HashMap;
use std::fmt::Write;

/// An end of an edge in tenths of a pixel, the grid of the outlines.
type Key = (i64, i64);
type Edge = (Key, Key);

/// Path data of both kinds of line; empty where there is none.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Borders {
    /// Between regions of different higher units.
    pub(crate) between: String,
    /// Edges that belong to one region only.
    pub(crate) outline: String,
}

/// Lines of an atlas; `above` gives the higher unit of a region. O(points).
pub(crate) fn borders<'a>(atlas: &'a Atlas, above: impl Fn(&str) -> Option<&'a str>) -> Borders {
    let units: Vec<Option<&str>> = atlas.shapes().map(|(k, _)| above(k)).collect();
    let mut owners: HashMap<Edge, (usize, Option<usize>)> = HashMap::new();
    for (i, (_, shape)) in atlas.shapes().enumerate() {
        for edge in shape.rings().iter().flat_map(|r| edges(r)) {
            let entry = owners.entry(undirected(edge)).or_insert((i, None));
            if entry.0 != i {
                entry.1 = Some(i);
            }
        }
    }
    let mut out = Borders::default();
    for (i, (_, shape)) in atlas.shapes().enumerate() {
        for ring in shape.rings() {
            line(&mut out.between, edges(ring), |e| match owners.get(&undirected(e)) {
                // Drawn once, from the side that came first.
                Some((first, Some(second))) => {
                    *first == i
                        && units[i].is_some()
                        && units[*second].is_some()
                        && units[i] != units[*second]
                }
                _ => false,
            });
            line(&mut out.outline, edges(ring), |e| matches!(owners.get(&undirected(e)), Some((_, None))));
        }
    }
    out
}

fn edges(ring: &[(f64, f64)]) -> impl Iterator<Item = Edge> + '_ {
    let key = |p: (f64, f64)| ((p.0 * 10.0).round() as i64, (p.1 * 10.0).round() as i64);
    let pairs = (0..ring.len()).map(move |i| (key(ring[i]), key(ring[(i + 1) % ring.len()])));
    pairs.filter(|(a, b)| a != b)
}

fn undirected((a, b): Edge) -> Edge {
    if a <= b { (a, b) } else { (b, a) }
}

/// Appends the wanted edges; those that follow each other make one line.
fn line(d: &mut String, edges: impl Iterator<Item = Edge>, wanted: impl Fn(Edge) -> bool) {
    let mut at: Option<Key> = None;
    for (a, b) in edges {
        if !wanted((a, b)) {
            at = None;
            continue;
        }
        let step = |v: i64| n(v as f64 / 10.0);
        if at == Some(a) {
            let _ = write!(d, " {},{}", step(b.0 - a.0), step(b.1 - a.1));
        } else {
            let _ = write!(d, "M{},{}l{},{}", step(a.0), step(a.1), step(b.0 - a.0), step(b.1 - a.1));
        }
        at = Some(b);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use isard::model::Boundary;

    fn square(key: &str, w: f64, s: f64) -> Boundary {
        let ring = vec![[w, s], [w + 1.0, s], [w + 1.0, s + 1.0], [w, s + 1.0], [w, s]];
        Boundary { region: key.into(), polygons: vec![vec![ring]] }
    }

    fn atlas() -> Atlas {
        let all =
            [square("a", 0.0, 0.0), square("b", 1.0, 0.0), square("c", 2.0, 0.0), square("d", 8.0, 0.0)];
        Atlas::new(&all, None, 900.0, 900.0, 0.1).expect("one")
    }

    #[test]
    fn only_the_border_between_units_is_drawn_and_once() {
        let atlas = atlas();
        let unit = |k: &str| Some(if k == "a" || k == "b" { "west" } else { "east" });
        let lines = borders(&atlas, unit);
        assert_eq!(lines.between.matches('M').count(), 1);
        // At the border of b and c, two degrees from the left of nine.
        let x: f64 = lines.between[1..].split(',').next().and_then(|v| v.parse().ok()).expect("a number");
        assert!((x - 200.0).abs() < 1.0, "{x}");
    }

    #[test]
    fn without_units_there_is_an_outline_and_no_border() {
        let atlas = atlas();
        let lines = borders(&atlas, |_| None);
        assert!(lines.between.is_empty() && lines.outline.starts_with('M'));
    }
}
