//! Minimum spanning tree of the mutual reachability distances, on vectors:
//! no matrix of distances is ever held.

use crate::linalg::{Metric, Points, squared_distance};
use rayon::prelude::*;

/// Rows whose core distances share one walk over all rows.
const BLOCK: usize = 8;

/// Rows a thread takes in one step of the tree: a step over fewer is too short
/// to be worth waking another.
const SPAN: usize = 8192;

/// An edge between two rows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Edge {
    pub(super) a: u32,
    pub(super) b: u32,
    /// Raw mutual reachability (a square for Euclid).
    pub(super) raw: f64,
}

/// Raw distance of each row to its `neighbors`-th nearest row, itself counted.
pub(super) fn core_distances(points: &Points, metric: Metric, neighbors: usize) -> Vec<f64> {
    let n = points.rows();
    let blocks: Vec<Vec<f64>> = (0..n.div_ceil(BLOCK))
        .into_par_iter()
        .map_init(
            || vec![0.0; BLOCK * n],
            |buffer, block| {
                let rows: Vec<usize> = (block * BLOCK..n.min((block + 1) * BLOCK)).collect();
                let queries: Vec<&[f64]> = rows.iter().map(|&i| points.row(i)).collect();
                let out = &mut buffer[..rows.len() * n];
                metric.raw(points, &queries, out);
                let core = |row: &mut [f64]| *row.select_nth_unstable_by(neighbors - 1, f64::total_cmp).1;
                out.chunks_mut(n).map(core).collect()
            },
        )
        .collect();
    blocks.into_iter().flatten().collect()
}

/// Rows not yet in the tree, without gaps.
struct Outside {
    points: Points,
    row: Vec<u32>,
    core: Vec<f64>,
    /// Raw reachability from the tree and the row of the tree it is from.
    best: Vec<f64>,
    from: Vec<u32>,
    /// Rows a thread takes.
    span: usize,
}

/// The row that joined last.
struct Joined {
    point: Vec<f64>,
    row: u32,
    core: f64,
}

/// Prim's algorithm: n − 1 times the row nearest to the tree joins it; of equal
/// distances the lower row.
pub(super) fn spanning_tree(points: &Points, metric: Metric, core: &[f64]) -> Vec<Edge> {
    spanning_tree_by(points, metric, core, SPAN)
}

fn spanning_tree_by(points: &Points, metric: Metric, core: &[f64], span: usize) -> Vec<Edge> {
    let n = points.rows();
    let mut outside = Outside {
        points: points.clone(),
        row: (0..n as u32).collect(),
        core: core.to_vec(),
        best: vec![f64::INFINITY; n],
        from: vec![0; n],
        span,
    };
    let mut edges = Vec::with_capacity(n.saturating_sub(1));
    let mut joined = outside.take(0);
    while !outside.row.is_empty() {
        let next = outside.approach(metric, &joined);
        edges.push(Edge { a: outside.from[next], b: outside.row[next], raw: outside.best[next] });
        joined = outside.take(next);
    }
    edges
}

impl Outside {
    /// Removes a row; the last one takes its place.
    fn take(&mut self, at: usize) -> Joined {
        let joined = Joined { point: self.points.row(at).to_vec(), row: self.row[at], core: self.core[at] };
        let last = self.row.len() - 1;
        let moved = self.points.row(last).to_vec();
        self.points.row_mut(at).copy_from_slice(&moved);
        self.points.truncate(last);
        self.row.swap_remove(at);
        self.core.swap_remove(at);
        self.best.swap_remove(at);
        self.from.swap_remove(at);
        joined
    }

    /// Shortens reachabilities by the row that joined; the position of the least.
    fn approach(&mut self, metric: Metric, joined: &Joined) -> usize {
        let Outside { points, row, core, best, from, span: width } = self;
        let (stride, width) = (points.stride(), *width);
        let span = |at: usize, best: &mut [f64], from: &mut [u32]| -> (f64, u32, usize) {
            let start = at * width;
            let rows = start..start + best.len();
            let points = &points.as_slice()[start * stride..rows.end * stride];
            nearer(metric, joined, points, &core[rows.clone()], best, from);
            let mut least = (f64::INFINITY, u32::MAX, 0);
            for (i, &b) in rows.zip(best.iter()) {
                if b < least.0 || (b == least.0 && row[i] < least.1) {
                    least = (b, row[i], i);
                }
            }
            least
        };
        let found: Vec<(f64, u32, usize)> = if best.len() >= 2 * width {
            best.par_chunks_mut(width)
                .zip(from.par_chunks_mut(width))
                .enumerate()
                .map(|(at, (b, f))| span(at, b, f))
                .collect()
        } else {
            best.chunks_mut(width)
                .zip(from.chunks_mut(width))
                .enumerate()
                .map(|(at, (b, f))| span(at, b, f))
                .collect()
        };
        let first = found[0];
        found.into_iter().fold(first, |a, b| if (b.0, b.1) < (a.0, a.1) { b } else { a }).2
    }
}

fn nearer(metric: Metric, joined: &Joined, points: &[f64], core: &[f64], best: &mut [f64], from: &mut [u32]) {
    #[cfg(target_arch = "x86_64")]
    if std::arch::is_x86_feature_detected!("avx2") {
        // SAFETY: the processor has AVX2, the only feature `nearer_avx2` asks for.
        return unsafe { nearer_avx2(metric, joined, points, core, best, from) };
    }
    nearer_any(metric, joined, points, core, best, from);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn nearer_avx2(
    metric: Metric,
    joined: &Joined,
    points: &[f64],
    core: &[f64],
    best: &mut [f64],
    from: &mut [u32],
) {
    nearer_any(metric, joined, points, core, best, from);
}

#[inline(always)]
fn nearer_any(
    metric: Metric,
    joined: &Joined,
    points: &[f64],
    core: &[f64],
    best: &mut [f64],
    from: &mut [u32],
) {
    let stride = joined.point.len();
    for (i, point) in points.chunks_exact(stride).enumerate() {
        // Neither a core distance nor what is known already can be undercut.
        if joined.core.max(core[i]) >= best[i] {
            continue;
        }
        let d = match metric {
            Metric::Euclidean => squared_distance(&joined.point, point),
            Metric::Manhattan => crate::linalg::absolute_distance(&joined.point, point),
        };
        let reach = d.max(joined.core).max(core[i]);
        if reach < best[i] {
            best[i] = reach;
            from[i] = joined.row;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inference::Random;
    use crate::linalg::Matrix;

    #[test]
    fn the_tree_is_the_same_however_rows_are_split() {
        let mut random = Random::new(2, 0, 0);
        // A grid, so that equal distances occur.
        let data = (0..150 * 2).map(|_| random.below(12) as f64).collect();
        let points = Points::new(&Matrix::from_vec(150, 2, data));
        let core = core_distances(&points, Metric::Euclidean, 4);
        let whole = spanning_tree(&points, Metric::Euclidean, &core);
        assert_eq!(whole.len(), 149);
        for span in [7, 32] {
            assert_eq!(spanning_tree_by(&points, Metric::Euclidean, &core, span), whole);
        }
    }
}
