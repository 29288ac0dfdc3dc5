//! Fewer points for the same look: every line between two junctions is
//! simplified once (Douglas & Peucker 1973), so that neighbours keep a common
//! border without gaps.

use std::collections::{HashMap, HashSet};

type Point = (f64, f64);
type Key = (i64, i64);

/// Points are first snapped to a grid, no finer than the precision of the
/// paths; half the tolerance, so that borders that nearly meet become one.
fn grid(tolerance: f64) -> f64 {
    (tolerance / 2.0).max(0.1)
}

fn key(p: Point, grid: f64) -> Key {
    ((p.0 / grid).round() as i64, (p.1 / grid).round() as i64)
}

/// Rings by region with points no farther than `tolerance` from the line left
/// out. Rings smaller than `least` square units are left out beside larger
/// ones. O(points · log points) on usual outlines.
pub(crate) fn simplified(regions: &[Vec<Vec<Point>>], tolerance: f64, least: f64) -> Vec<Vec<Vec<Point>>> {
    let grid = grid(tolerance);
    let point = |k: Key| (k.0 as f64 * grid, k.1 as f64 * grid);
    let snapped: Vec<Vec<Vec<Key>>> =
        regions.iter().map(|rings| rings.iter().map(|r| snap(r, grid)).collect()).collect();
    let junctions = junctions(&snapped);
    let mut done: HashMap<(Key, Key, Key, usize), Vec<Key>> = HashMap::new();
    let is_junction = |k: &Key| junctions.contains(k);
    snapped
        .iter()
        .zip(regions)
        .map(|(rings, whole)| {
            let mut out: Vec<Vec<Point>> = rings
                .iter()
                .filter(|r| r.len() > 2)
                .map(|r| ring(r, &is_junction, tolerance / grid, &mut done))
                .filter(|r| r.len() > 2)
                .map(|r| r.into_iter().map(point).collect())
                .collect();
            if out.is_empty() {
                // A region too small to be simplified is drawn as it is.
                let all = rings.iter().filter(|r| r.len() > 2).max_by_key(|r| r.len());
                out.extend(all.map(|r| r.iter().copied().map(point).collect()));
            }
            if out.is_empty() {
                // One smaller than a cell of the grid keeps its own points.
                out.extend(whole.iter().filter(|r| r.len() > 2).max_by_key(|r| r.len()).cloned());
            }
            let largest = out.iter().map(|r| area(r)).fold(0.0, f64::max);
            out.retain(|r| area(r) >= least.min(largest));
            out
        })
        .collect()
}

/// Points where other regions join or leave than at the point before or after.
/// Where the banks of one region's inlet fall on the same points of the grid
/// there is none, so that long coasts are simplified too.
fn junctions(regions: &[Vec<Vec<Key>>]) -> HashSet<Key> {
    let mut at: HashMap<Key, Vec<usize>> = HashMap::new();
    for (region, rings) in regions.iter().enumerate() {
        for k in rings.iter().filter(|r| r.len() > 2).flatten() {
            let list = at.entry(*k).or_default();
            // Regions come in ascending order.
            if list.last() != Some(&region) {
                list.push(region);
            }
        }
    }
    let within = |a: &Key, b: &Key| at[a].iter().all(|r| at[b].contains(r));
    let mut out = HashSet::new();
    for ring in regions.iter().flatten().filter(|r| r.len() > 2) {
        for (i, k) in ring.iter().enumerate() {
            let beside = [ring[(i + ring.len() - 1) % ring.len()], ring[(i + 1) % ring.len()]];
            if beside.iter().any(|other| !within(k, other)) {
                out.insert(*k);
            }
        }
    }
    out
}

fn area(ring: &[Point]) -> f64 {
    let next = |i: usize| ring[(i + 1) % ring.len()];
    (ring.iter().enumerate().map(|(i, a)| a.0 * next(i).1 - next(i).0 * a.1).sum::<f64>() / 2.0).abs()
}

fn snap(ring: &[Point], grid: f64) -> Vec<Key> {
    let mut out: Vec<Key> = ring.iter().map(|p| key(*p, grid)).collect();
    out.dedup();
    while out.len() > 1 && out.first() == out.last() {
        out.pop();
    }
    out
}

fn ring(
    ring: &[Key],
    is_junction: &impl Fn(&Key) -> bool,
    tolerance: f64,
    done: &mut HashMap<(Key, Key, Key, usize), Vec<Key>>,
) -> Vec<Key> {
    let mut cuts: Vec<usize> = (0..ring.len()).filter(|&i| is_junction(&ring[i])).collect();
    if cuts.is_empty() {
        cuts.extend((0..ring.len()).min_by_key(|&i| ring[i]));
    }
    if cuts.len() == 1 {
        // A second cut at the farthest point; of equally far ones the first by
        // position, whatever the direction of the ring.
        let start = ring[cuts[0]];
        let far = |i: &usize| {
            let (dx, dy) = (ring[*i].0 - start.0, ring[*i].1 - start.1);
            (dx * dx + dy * dy, ring[*i])
        };
        cuts.extend((0..ring.len()).max_by_key(far).filter(|i| *i != cuts[0]));
        cuts.sort_unstable();
    }
    let mut out = Vec::new();
    for (n, &from) in cuts.iter().enumerate() {
        let to = cuts[(n + 1) % cuts.len()];
        let len = (to + ring.len() - from) % ring.len();
        let len = if len == 0 { ring.len() } else { len };
        let mut line: Vec<Key> = (0..=len).map(|i| ring[(from + i) % ring.len()]).collect();
        let ends = |l: &[Key]| (l[0], l[l.len() - 1], l[1], l[l.len() - 2]);
        let (a, b, second, before) = ends(&line);
        let reversed = (b, before) < (a, second);
        if reversed {
            line.reverse();
        }
        let (a, b, second, _) = ends(&line);
        let kept = done.entry((a, b, second, line.len())).or_insert_with(|| peucker(&line, tolerance));
        if reversed {
            out.extend(kept.iter().skip(1).rev());
        } else {
            out.extend(&kept[..kept.len() - 1]);
        }
    }
    out.dedup();
    out
}

fn peucker(line: &[Key], tolerance: f64) -> Vec<Key> {
    let mut keep = vec![false; line.len()];
    keep[0] = true;
    keep[line.len() - 1] = true;
    let mut open = vec![(0, line.len() - 1)];
    while let Some((a, b)) = open.pop() {
        let worst = (a + 1..b)
            .map(|i| (distance(line[i], line[a], line[b]), i))
            .fold((0.0, a), |w, x| if x.0 > w.0 { x } else { w });
        if worst.0 > tolerance {
            keep[worst.1] = true;
            open.push((a, worst.1));
            open.push((worst.1, b));
        }
    }
    line.iter().zip(keep).filter(|(_, k)| *k).map(|(p, _)| *p).collect()
}

/// Distance of a point from a segment.
fn distance(p: Key, a: Key, b: Key) -> f64 {
    let f = |k: Key| (k.0 as f64, k.1 as f64);
    let ((px, py), (ax, ay), (bx, by)) = (f(p), f(a), f(b));
    let (dx, dy) = (bx - ax, by - ay);
    let length = dx * dx + dy * dy;
    let t = if length > 0.0 { (((px - ax) * dx + (py - ay) * dy) / length).clamp(0.0, 1.0) } else { 0.0 };
    (px - ax - t * dx).hypot(py - ay - t * dy)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    /// A wavy border from (10, 0) to (10, 20), common to two regions.
    fn border() -> Vec<Point> {
        (0..=40).map(|i| (10.0 + 0.2 * f64::from(i % 3), f64::from(i) * 0.5)).collect()
    }

    #[test]
    fn neighbours_keep_the_same_border() {
        let mut left = vec![(0.0, 20.0), (0.0, 0.0)];
        left.extend(border());
        let mut right: Vec<Point> = vec![(20.0, 0.0), (20.0, 20.0)];
        right.extend(border().into_iter().rev());
        let out = simplified(&[vec![left.clone()], vec![right]], 0.6, 0.0);
        let inner = |rings: &Vec<Vec<Point>>| -> BTreeSet<(i64, i64)> {
            rings[0].iter().map(|p| key(*p, 0.1)).filter(|k| k.0 > 5 && k.0 < 195).collect()
        };
        assert_eq!(inner(&out[0]), inner(&out[1]));
        assert!(out[0][0].len() < left.len() / 3, "{} of {}", out[0][0].len(), left.len());
    }

    #[test]
    fn the_banks_of_a_narrow_inlet_do_not_keep_every_point() {
        // Two banks on the same points of the grid, forty pixels long.
        let bank = |y: f64| (0..=80).map(move |i| (f64::from(i) * 0.5, y));
        let mut coast: Vec<Point> = vec![(-20.0, -20.0), (-20.0, 20.0), (60.0, 20.0)];
        coast.extend(bank(0.01).collect::<Vec<_>>().into_iter().rev());
        coast.extend(bank(-0.01));
        coast.push((60.0, -20.0));
        let out = simplified(&[vec![coast]], 0.9, 1.0);
        assert!(out[0].iter().map(Vec::len).sum::<usize>() < 20, "{:?}", out[0]);
    }

    #[test]
    fn an_island_shrinks_and_a_speck_beside_it_goes() {
        let round = |r: f64, x: f64| -> Vec<Point> {
            (0..90).map(|i| f64::from(i).to_radians() * 4.0).map(|a| (x + r * a.cos(), r * a.sin())).collect()
        };
        let out = simplified(&[vec![round(20.0, 0.0), round(0.4, 50.0)], vec![round(0.4, 90.0)]], 0.5, 1.0);
        assert_eq!(out[0].len(), 1);
        assert!(out[0][0].len() < 45 && out[0][0].len() > 8);
        assert_eq!(out[1].len(), 1, "a region that is all speck stays");
        let out = simplified(&[vec![round(0.05, 3.1)]], 0.9, 1.0);
        assert!(out[0][0].len() > 2, "even where it is smaller than a cell of the grid");
    }
}
