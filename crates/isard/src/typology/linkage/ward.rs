//! Ward's method on vectors in linear memory.
//!
//! Ward's distance is reducible: merging two clusters that are each other's
//! nearest brings the union no nearer to a third one. So all reciprocal
//! nearest neighbours of a round may be merged at once, and only clusters whose
//! neighbour has gone look for a new one (Murtagh 1983). The searches of a
//! round are independent and run on all threads.
//!
//! A search looks at sixteen clusters at once in single precision and computes
//! in double precision only those that may be as near as the best so far
//! ([`Active::limit`]), so that neighbours are those of double precision.

use super::tree::{Join, Tree};
use crate::linalg::{Blocks, Matrix, Points, SIDE, squared_distance};
use rayon::prelude::*;
use std::ops::Range;

const UNKNOWN: u32 = u32::MAX;

/// Queries that share one walk over the clusters.
const QUERIES: usize = 4;

/// Unit roundoff of single precision.
const U: f64 = 1.0 / (1u64 << 24) as f64;

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
    /// The centers for the look in single precision.
    blocks: Blocks,
    /// 1 / size, block by block.
    inverse: Vec<[f32; SIDE]>,
    /// No center lies farther from the middle: unions lie between their parts.
    longest: f64,
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
    let centers = Points::new(data);
    let blocks = Blocks::new(&centers);
    let mut active = Active {
        longest: f64::from(blocks.longest()),
        inverse: vec![[1.0; SIDE]; blocks.count()],
        blocks,
        centers,
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
        let all = 0..self.blocks.count();
        let found: Vec<[Nearest; QUERIES]> = if wanted.len() >= 2 * QUERIES {
            wanted.par_chunks(QUERIES).map(|queries| self.find(queries, all.clone())).collect()
        } else {
            wanted.chunks(QUERIES).map(|queries| self.find_split(queries)).collect()
        };
        for (queries, nearest) in wanted.chunks(QUERIES).zip(found) {
            queries.iter().zip(nearest).for_each(|(&q, near)| self.nearest[q as usize] = near);
        }
    }

    /// Few queries: the clusters are split over the threads instead.
    fn find_split(&self, queries: &[u32]) -> [Nearest; QUERIES] {
        const SPAN: usize = 512;
        let count = self.blocks.count();
        if count <= SPAN {
            return self.find(queries, 0..count);
        }
        let spans: Vec<[Nearest; QUERIES]> = (0..count.div_ceil(SPAN))
            .into_par_iter()
            .map(|s| self.find(queries, s * SPAN..count.min((s + 1) * SPAN)))
            .collect();
        let mut best = [NONE; QUERIES];
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

    /// What `S / (1/x + 1/y)` may be for a cluster as near as `best`, S the
    /// squared distance of the centers in single precision.
    ///
    /// With u = 2⁻²⁴ the difference of two rounded centers is off by at most
    /// 2u(‖a‖ + ‖b‖) in length, and summing and scaling S by a factor of
    /// 1 ± (d + 12)u.
    fn limit(&self, query: usize, norm: f64, best: f64) -> f32 {
        let off = 2.02 * U * (norm + self.longest);
        let root = best.sqrt() + self.size[query].sqrt() * off;
        let scale = 1.0 + 2.0 * (self.centers.cols() + 12) as f64 * U;
        ((root * root * scale) as f32).next_up()
    }

    fn find(&self, queries: &[u32], blocks: Range<usize>) -> [Nearest; QUERIES] {
        #[cfg(target_arch = "x86_64")]
        if std::arch::is_x86_feature_detected!("avx2") && std::arch::is_x86_feature_detected!("fma") {
            // SAFETY: the processor has AVX2 and FMA, the features `find_avx2` asks for.
            return unsafe { self.find_avx2(queries, blocks) };
        }
        self.find_any::<false>(queries, blocks)
    }

    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx2,fma")]
    fn find_avx2(&self, queries: &[u32], blocks: Range<usize>) -> [Nearest; QUERIES] {
        self.find_any::<true>(queries, blocks)
    }

    #[inline(always)]
    fn find_any<const FMA: bool>(&self, queries: &[u32], blocks: Range<usize>) -> [Nearest; QUERIES] {
        let mut best = [NONE; QUERIES];
        // A slot without a query is never near enough.
        let mut limit = [f32::NEG_INFINITY; QUERIES];
        let mut inverse = [0.0f32; QUERIES];
        let mut norm = [0.0f64; QUERIES];
        let mut points = vec![[0.0f32; QUERIES]; self.centers.cols()];
        for (slot, &query) in queries.iter().enumerate() {
            let query = query as usize;
            limit[slot] = f32::INFINITY;
            inverse[slot] = self.inverse[query / SIDE][query % SIDE];
            norm[slot] = f64::from(self.blocks.norms(query / SIDE)[query % SIDE]);
            points.iter_mut().zip(self.blocks.point(query)).for_each(|(p, x)| p[slot] = x);
        }
        for b in blocks {
            let mut sum = [[0.0f32; SIDE]; QUERIES];
            for (x, p) in self.blocks.block(b).iter().zip(&points) {
                for slot in 0..QUERIES {
                    for lane in 0..SIDE {
                        let diff = x[lane] - p[slot];
                        if FMA {
                            sum[slot][lane] = diff.mul_add(diff, sum[slot][lane]);
                        } else {
                            sum[slot][lane] += diff * diff;
                        }
                    }
                }
            }
            let sizes = &self.inverse[b];
            let mut near = [0u32; SIDE];
            for slot in 0..QUERIES {
                for lane in 0..SIDE {
                    let most = limit[slot] * (inverse[slot] + sizes[lane]);
                    // Also what cannot be compared is looked at.
                    near[lane] |= if sum[slot][lane] > most { 0 } else { 1 << slot };
                }
            }
            if near.iter().fold(0, |all, lane| all | lane) == 0 {
                continue;
            }
            for (slot, &query) in queries.iter().enumerate() {
                let query = query as usize;
                for lane in (0..SIDE).filter(|&lane| near[lane] >> slot & 1 == 1) {
                    let other = b * SIDE + lane;
                    if other == query || other >= self.size.len() {
                        continue;
                    }
                    let distance = self.distance(query, other);
                    self.keep_nearer(query, &mut best[slot], Nearest { at: other as u32, distance });
                    limit[slot] = self.limit(query, norm[slot], best[slot].distance);
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
            if next < i || changed[i] {
                self.blocks.set(next, self.centers.row(next));
                self.inverse[next / SIDE][next % SIDE] = (1.0 / self.size[next]) as f32;
            }
            self.leaf[next] = self.leaf[i];
            self.height[next] = self.height[i];
            self.nearest[next] = if changed[i] { NONE } else { self.nearest[i] };
            next += 1;
        }
        self.centers.truncate(next);
        self.blocks.truncate(next);
        self.inverse.truncate(self.blocks.count());
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
