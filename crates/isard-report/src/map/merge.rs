//! Outlines of larger units from those of their parts.
//!
//! Parts that share a border have its points in common, once in each
//! direction. What is left after such pairs are dropped is the outline of the
//! whole. Borders that are not drawn point by point alike stay as lines inside.

use isard::model::Boundary;
use std::collections::{BTreeMap, BTreeSet, HashMap};

type Point = [f64; 2];

/// Outlines of `units`: own ones as they are, those of other regions joined to
/// the unit they belong to, if any. Ascending by key.
pub(crate) fn merged<'a>(
    boundaries: &'a [Boundary],
    units: &BTreeSet<&str>,
    parent: impl Fn(&'a str) -> Option<&'a str>,
) -> Vec<Boundary> {
    let own: BTreeSet<&str> =
        boundaries.iter().map(|b| b.region.as_str()).filter(|k| units.contains(k)).collect();
    let mut parts: BTreeMap<&str, Vec<&Boundary>> = BTreeMap::new();
    let mut out = Vec::new();
    for b in boundaries {
        let key = b.region.as_str();
        if units.is_empty() || own.contains(key) {
            out.push(b.clone());
            continue;
        }
        let mut at = parent(key);
        let mut steps = 0;
        while let Some(unit) = at.filter(|u| !units.contains(u)) {
            at = parent(unit);
            steps += 1;
            // A circle of parents leads nowhere.
            if steps > 16 {
                at = None;
            }
        }
        match at {
            Some(unit) if !own.contains(unit) => parts.entry(unit).or_default().push(b),
            // Parts of a region that has its own outline would cover it.
            Some(_) => {}
            None => out.push(b.clone()),
        }
    }
    for (unit, parts) in parts {
        let rings: Vec<&Vec<Point>> = parts.iter().flat_map(|b| b.polygons.iter().flatten()).collect();
        out.push(Boundary { region: unit.to_string(), polygons: vec![joined(&rings)] });
    }
    out.sort_by(|a, b| a.region.cmp(&b.region));
    out
}

type Key = (u64, u64);

fn key(p: &Point) -> Key {
    // Adding zero turns −0 into 0, so that equal points have equal keys.
    ((p[0] + 0.0).to_bits(), (p[1] + 0.0).to_bits())
}

/// Rings around the union; O(points).
fn joined(rings: &[&Vec<Point>]) -> Vec<Vec<Point>> {
    let mut edges: Vec<(Point, Point)> = Vec::new();
    let mut seen: HashMap<(Key, Key), usize> = HashMap::new();
    let mut alive: Vec<bool> = Vec::new();
    for ring in rings {
        for pair in ring.windows(2) {
            let (a, b) = (pair[0], pair[1]);
            if key(&a) == key(&b) {
                continue;
            }
            match seen.remove(&(key(&b), key(&a))) {
                Some(other) => alive[other] = false,
                None => {
                    seen.insert((key(&a), key(&b)), edges.len());
                    edges.push((a, b));
                    alive.push(true);
                }
            }
        }
    }
    let mut from: HashMap<Key, Vec<usize>> = HashMap::new();
    for (i, (a, _)) in edges.iter().enumerate().rev().filter(|(i, _)| alive[*i]) {
        from.entry(key(a)).or_default().push(i);
    }
    let mut out = Vec::new();
    for start in 0..edges.len() {
        if !alive[start] {
            continue;
        }
        let mut ring = vec![edges[start].0];
        let mut at = start;
        loop {
            alive[at] = false;
            let end = edges[at].1;
            ring.push(end);
            let next = from.get_mut(&key(&end)).and_then(|list| {
                while let Some(i) = list.pop() {
                    if alive[i] {
                        return Some(i);
                    }
                }
                None
            });
            match next {
                Some(i) if key(&end) != key(&ring[0]) => at = i,
                Some(i) => {
                    // Another ring begins at the same point.
                    if let Some(list) = from.get_mut(&key(&end)) {
                        list.push(i);
                    }
                    break;
                }
                None => break,
            }
        }
        if ring.len() > 3 {
            out.push(ring);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn square(region: &str, w: f64, s: f64) -> Boundary {
        let ring = vec![[w, s], [w + 1.0, s], [w + 1.0, s + 1.0], [w, s + 1.0], [w, s]];
        Boundary { region: region.into(), polygons: vec![vec![ring]] }
    }

    fn parent(key: &str) -> Option<&str> {
        match key {
            "a1" | "a2" => Some("a"),
            "b1" => Some("b"),
            _ => None,
        }
    }

    #[test]
    fn parts_become_one_ring_without_their_common_border() {
        let all = [square("a1", 0.0, 0.0), square("a2", 1.0, 0.0), square("b1", 2.0, 0.0)];
        let out = merged(&all, &BTreeSet::from(["a", "b"]), parent);
        assert_eq!(out.iter().map(|b| b.region.as_str()).collect::<Vec<_>>(), ["a", "b"]);
        let rings = &out[0].polygons[0];
        assert_eq!(rings.len(), 1);
        // Six corners and the first again: nothing of the common border's edge.
        assert_eq!(rings[0].len(), 7);
        assert_eq!(rings[0].first(), rings[0].last());
    }

    #[test]
    fn a_unit_with_its_own_outline_keeps_it() {
        let all = [square("a", 0.0, 0.0), square("a1", 0.0, 0.0), square("c", 5.0, 0.0)];
        let out = merged(&all, &BTreeSet::from(["a"]), parent);
        assert_eq!(out.iter().map(|b| b.region.as_str()).collect::<Vec<_>>(), ["a", "c"]);
        assert_eq!(out[0].polygons, all[0].polygons);
    }

    #[test]
    fn parts_that_do_not_touch_stay_two_rings() {
        let all = [square("a1", 0.0, 0.0), square("a2", 5.0, 0.0)];
        let out = merged(&all, &BTreeSet::from(["a"]), parent);
        assert_eq!(out[0].polygons[0].len(), 2);
    }
}
