//! Ward's method on vectors in linear memory.
//!
//! Ward's distance is reducible: merging two clusters that are each other's
//! nearest brings the union no nearer to a third one. So all reciprocal
//! nearest neighbours of a round may be merged at once, and only clusters whose
//! neighbour has gone look for a new one (Murtagh 1983). The searches of a
//! round are independent and run on all threads.

use super::tree::{Join, Tree};
use crate::linalg::{Matrix, Points, squared_distance};
use rayon::prelude::*;

const UNKNOWN: u32 = u32::MAX;

/// Queries that share one walk over the clusters.
const BLOCK: usize = 8;

/// The nearest neighbour of a cluster.
#[derive(Debug, Clone, Copy)]
struct Nearest {
    at: u32,
    distance: f64,
}

const NONE: Nearest = Nearest { at: UNKNOWN, distance: f64::INFINITY };

/// Clusters still to be merged, without gaps.
struct Active {
    centers: Points,
    size: Vec<f64>,
    /// Smallest leaf: identifies the cluster and breaks ties.
    leaf: Vec<u32>,
    /// Height of the cluster's own merge.
    height: Vec<f64>,
    nearest: Vec<Nearest>,
}

/// Ward's tree of the rows of `data`.
///
/// Heights are √(2·nₐ·n_b/(nₐ+n_b))·‖cₐ − c_b‖, the same as those of
/// Lance–Williams on Euclidean distances squared inside (`ward.D2` in R,
/// `ward` in SciPy).
pub(super) fn ward(data: &Matrix) -> Tree {
    let n = data.rows();
    let mut active = Active {
        centers: Points::new(data),
        size: vec![1.0; n],
        leaf: (0..n as u32).collect(),
        height: vec![0.0; n],
        nearest: vec![NONE; n],
    };
    let mut joins = Vec::with_capacity(n.saturating_sub(1));
    while active.size.len() > 1 {
        active.search();
        if !active.merge(&mut joins) {
            // Rounding or ties left a ring of neighbours: look again everywhere.
            active.nearest.fill(NONE);
        }
    }
    Tree::sorted(n, joins)
}

impl Active {
    /// Ward's distance, squared and halved.
    #[inline(always)]
    fn distance(&self, a: usize, b: usize) -> f64 {
        let (x, y) = (self.size[a], self.size[b]);
        x * y / (x + y) * squared_distance(self.centers.row(a), self.centers.row(b))
    }

    /// Order of pairs at equal distance: by their smallest leaf, then by the other.
    fn pair(&self, a: usize, b: usize) -> (u32, u32) {
        let (x, y) = (self.leaf[a], self.leaf[b]);
        (x.min(y), x.max(y))
    }

    /// Finds the nearest neighbour of every cluster that has none.
    fn search(&mut self) {
        let wanted: Vec<u32> =
            (0..self.size.len() as u32).filter(|&i| self.nearest[i as usize].at == UNKNOWN).collect();
        let found: Vec<[Nearest; BLOCK]> = if wanted.len() >= 2 * BLOCK {
            wanted.par_chunks(BLOCK).map(|queries| self.find(queries, 0, self.size.len())).collect()
        } else {
            wanted.chunks(BLOCK).map(|queries| self.find_split(queries)).collect()
        };
        for (queries, nearest) in wanted.chunks(BLOCK).zip(found) {
            queries.iter().zip(nearest).for_each(|(&q, near)| self.nearest[q as usize] = near);
        }
    }

    /// Few queries: the clusters are split over the threads instead.
    fn find_split(&self, queries: &[u32]) -> [Nearest; BLOCK] {
        const SPAN: usize = 2048;
        let n = self.size.len();
        if n <= SPAN {
            return self.find(queries, 0, n);
        }
        let spans: Vec<[Nearest; BLOCK]> = (0..n.div_ceil(SPAN))
            .into_par_iter()
            .map(|s| self.find(queries, s * SPAN, n.min((s + 1) * SPAN)))
            .collect();
        let mut best = [NONE; BLOCK];
        for span in spans {
            for (slot, &q) in queries.iter().enumerate() {
                self.keep_nearer(q as usize, &mut best[slot], span[slot]);
            }
        }
        best
    }

    fn keep_nearer(&self, query: usize, best: &mut Nearest, other: Nearest) {
        if other.at == UNKNOWN {
            return;
        }
        let tie =
            || best.at == UNKNOWN || self.pair(query, other.at as usize) < self.pair(query, best.at as usize);
        if other.distance < best.distance || (other.distance == best.distance && tie()) {
            *best = other;
        }
    }

    fn find(&self, queries: &[u32], from: usize, to: usize) -> [Nearest; BLOCK] {
        #[cfg(target_arch = "x86_64")]
        if std::arch::is_x86_feature_detected!("avx2") {
            // SAFETY: the processor has AVX2, the only feature `find_avx2` asks for.
            return unsafe { self.find_avx2(queries, from, to) };
        }
        self.find_any(queries, from, to)
    }

    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx2")]
    fn find_avx2(&self, queries: &[u32], from: usize, to: usize) -> [Nearest; BLOCK] {
        self.find_any(queries, from, to)
    }

    #[inline(always)]
    fn find_any(&self, queries: &[u32], from: usize, to: usize) -> [Nearest; BLOCK] {
        let mut best = [NONE; BLOCK];
        for other in from..to {
            for (slot, &query) in queries.iter().enumerate() {
                let query = query as usize;
                let distance = self.distance(query, other);
                if distance <= best[slot].distance && query != other {
                    self.keep_nearer(query, &mut best[slot], Nearest { at: other as u32, distance });
                }
            }
        }
        best
    }

    /// Merges all pairs of reciprocal neighbours; whether there was one.
    fn merge(&mut self, joins: &mut Vec<Join>) -> bool {
        let n = self.size.len();
        let mut pairs: Vec<(usize, usize)> = Vec::new();
        for i in 0..n {
            let j = self.nearest[i].at as usize;
            if i < j && self.nearest[j].at as usize == i {
                // The cluster with the smaller leaf stays.
                pairs.push(if self.leaf[i] < self.leaf[j] { (i, j) } else { (j, i) });
            }
        }
        let mut gone = vec![false; n];
        let mut changed = vec![false; n];
        for &(a, b) in &pairs {
            let (x, y) = (self.size[a], self.size[b]);
            // Rounding must not put a union below its parts.
            let height = (2.0 * self.nearest[a].distance).sqrt().max(self.height[a]).max(self.height[b]);
            joins.push(Join { a: self.leaf[a] as usize, b: self.leaf[b] as usize, height });
            let other = self.centers.row(b).to_vec();
            let center = self.centers.row_mut(a);
            center.iter_mut().zip(&other).for_each(|(c, o)| *c = (x * *c + y * o) / (x + y));
            self.size[a] = x + y;
            self.height[a] = height;
            gone[b] = true;
            changed[a] = true;
        }
        if !pairs.is_empty() {
            self.close_gaps(&gone, &changed);
        }
        !pairs.is_empty()
    }

    /// Moves the clusters together and forgets neighbours that are no more.
    fn close_gaps(&mut self, gone: &[bool], changed: &[bool]) {
        let mut place = vec![UNKNOWN; gone.len()];
        let mut next = 0;
        for i in (0..gone.len()).filter(|&i| !gone[i]) {
            place[i] = next as u32;
            if next < i {
                let row = self.centers.row(i).to_vec();
                self.centers.row_mut(next).copy_from_slice(&row);
            }
            self.size[next] = self.size[i];
            self.leaf[next] = self.leaf[i];
            self.height[next] = self.height[i];
            self.nearest[next] = if changed[i] { NONE } else { self.nearest[i] };
            next += 1;
        }
        self.centers.truncate(next);
        self.size.truncate(next);
        self.leaf.truncate(next);
        self.height.truncate(next);
        self.nearest.truncate(next);
        for near in &mut self.nearest {
            if near.at == UNKNOWN {
                continue;
            }
            let at = near.at as usize;
            *near = if gone[at] || changed[at] { NONE } else { Nearest { at: place[at], ..*near } };
        }
    }
}
