//! Hierarchical grouping on a matrix of distances (Lance & Williams 1967).

use super::Linkage;
use super::tree::{Join, Tree};
use crate::linalg::{Matrix, Points, squared_distance};

/// Distances of all pairs, each stored once.
#[derive(Debug, Clone)]
pub(super) struct Condensed {
    n: usize,
    values: Vec<f64>,
}

impl Condensed {
    /// Euclidean distances of the rows, or their squares.
    pub(super) fn euclidean(data: &Matrix, squared: bool) -> Self {
        let points = Points::new(data);
        let n = data.rows();
        let mut values = Vec::with_capacity(n * n.saturating_sub(1) / 2);
        for i in 0..n {
            for j in i + 1..n {
                let d = squared_distance(points.row(i), points.row(j));
                values.push(if squared { d } else { d.sqrt() });
            }
        }
        Condensed { n, values }
    }

    fn index(&self, i: usize, j: usize) -> usize {
        let (i, j) = (i.min(j), i.max(j));
        i * (2 * self.n - i - 1) / 2 + j - i - 1
    }

    fn get(&self, i: usize, j: usize) -> f64 {
        self.values[self.index(i, j)]
    }

    fn set(&mut self, i: usize, j: usize, value: f64) {
        let at = self.index(i, j);
        self.values[at] = value;
    }
}

/// Distance from the union of `a` and `b` to a third cluster.
#[derive(Clone, Copy)]
struct Triangle {
    ab: f64,
    ac: f64,
    bc: f64,
    na: f64,
    nb: f64,
    nc: f64,
}

impl Linkage {
    fn update(self, t: Triangle) -> f64 {
        let n = t.na + t.nb;
        match self {
            Linkage::Single => t.ac.min(t.bc),
            Linkage::Complete => t.ac.max(t.bc),
            Linkage::Average => (t.na * t.ac + t.nb * t.bc) / n,
            Linkage::Weighted => 0.5 * (t.ac + t.bc),
            Linkage::WardD | Linkage::WardD2 => {
                ((t.na + t.nc) * t.ac + (t.nb + t.nc) * t.bc - t.nc * t.ab) / (n + t.nc)
            }
            Linkage::Centroid => (t.na * t.ac + t.nb * t.bc - t.na * t.nb * t.ab / n) / n,
            Linkage::Median => 0.5 * t.ac + 0.5 * t.bc - 0.25 * t.ab,
        }
    }
}

/// The tree of a reducible linkage by the nearest-neighbour chain; O(n²).
pub(super) fn chain(linkage: Linkage, mut d: Condensed) -> Tree {
    let n = d.n;
    let mut size = vec![1.0; n];
    let mut height = vec![0.0f64; n];
    let mut alive: Vec<usize> = (0..n).collect();
    let mut joins = Vec::with_capacity(n.saturating_sub(1));
    let mut path: Vec<usize> = Vec::new();
    while alive.len() > 1 {
        if path.is_empty() {
            path.push(alive[0]);
        }
        let top = path[path.len() - 1];
        let before = path.len().checked_sub(2).map(|p| path[p]);
        // The chain turns back at equal distances; otherwise the lowest index wins.
        let mut best = before.map_or((usize::MAX, f64::INFINITY), |b| (b, d.get(top, b)));
        for &other in alive.iter().filter(|&&o| o != top) {
            let distance = d.get(top, other);
            if distance < best.1 || best.0 == usize::MAX {
                best = (other, distance);
            }
        }
        if before != Some(best.0) {
            path.push(best.0);
            continue;
        }
        path.truncate(path.len() - 2);
        let (a, b) = (top.min(best.0), top.max(best.0));
        // Rounding must not put a union below its parts.
        let at = best.1.max(height[a]).max(height[b]);
        joins.push(Join { a, b, height: at });
        alive.retain(|&c| c != b);
        merge(linkage, &mut d, &mut size, &alive, a, b);
        height[a] = at;
    }
    Tree::sorted(n, joins)
}

/// Replaces `a` by the union of `a` and `b`.
fn merge(linkage: Linkage, d: &mut Condensed, size: &mut [f64], alive: &[usize], a: usize, b: usize) {
    let ab = d.get(a, b);
    for &c in alive.iter().filter(|&&c| c != a) {
        let t = Triangle { ab, ac: d.get(a, c), bc: d.get(b, c), na: size[a], nb: size[b], nc: size[c] };
        d.set(a, c, linkage.update(t));
    }
    size[a] += size[b];
}

/// The tree of any linkage by always merging the nearest pair (lowest indices
/// at equal distance). Heights may fall (inversions) for centroid and median.
/// O(n²) memory; each cluster remembers its nearest among the later ones.
pub(super) fn nearest_pair(linkage: Linkage, mut d: Condensed) -> Tree {
    let n = d.n;
    let mut size = vec![1.0; n];
    let mut alive: Vec<usize> = (0..n).collect();
    let search = |d: &Condensed, alive: &[usize], i: usize| {
        let later = alive.iter().copied().filter(|&j| j > i);
        later
            .map(|j| (j, d.get(i, j)))
            .fold((usize::MAX, f64::INFINITY), |b, c| if c.1 < b.1 { c } else { b })
    };
    let mut nearest: Vec<(usize, f64)> = (0..n).map(|i| search(&d, &alive, i)).collect();
    let mut joins = Vec::with_capacity(n.saturating_sub(1));
    while alive.len() > 1 {
        let first = alive[0];
        let a = alive.iter().copied().fold(first, |b, i| if nearest[i].1 < nearest[b].1 { i } else { b });
        let (b, height) = nearest[a];
        joins.push(Join { a, b, height });
        alive.retain(|&c| c != b);
        merge(linkage, &mut d, &mut size, &alive, a, b);
        for &i in &alive {
            let lost = nearest[i].0 == a || nearest[i].0 == b;
            if i == a || lost {
                nearest[i] = search(&d, &alive, i);
            } else if i < a && (d.get(i, a), a) < (nearest[i].1, nearest[i].0) {
                nearest[i] = (a, d.get(i, a));
            }
        }
    }
    Tree::in_order(n, &joins)
}
