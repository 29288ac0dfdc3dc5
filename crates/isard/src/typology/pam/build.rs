//! The first medoids, one after the other.

use crate::linalg::{Metric, Points};
use rayon::prelude::*;

/// Candidates that share one walk over the rows.
pub(super) const BLOCK: usize = 8;

/// Candidates looked at before it is asked whether any other can still win.
const AHEAD: usize = BLOCK * 16;

/// Bounds may be this much too small by rounding, relative to the sum.
const SLACK: f64 = 1e-9;

/// The row whose distances are least in sum, then `k − 1` times the row that
/// lowers the sum of distances to the nearest medoid most.
///
/// What a row would lower the sum by only shrinks as medoids are added, so an
/// older value bounds it, and rows whose bound is not enough are not looked at
/// (Minoux 1978): the medoids are those of the full search.
pub(super) fn build(points: &Points, metric: Metric, k: usize) -> Vec<usize> {
    let n = points.rows();
    let mut medoids: Vec<usize> = Vec::with_capacity(k);
    let mut first = vec![f64::INFINITY; n];
    let mut first_raw = vec![f64::INFINITY; n];
    let mut raw = vec![0.0; n];
    // Without a medoid nothing bounds the gain.
    let mut gains = vec![f64::INFINITY; n];
    while medoids.len() < k {
        let total: f64 = first.iter().sum();
        let mut order: Vec<usize> = (0..n).filter(|x| !medoids.contains(x)).collect();
        order.sort_by(|&a, &b| gains[b].total_cmp(&gains[a]).then(a.cmp(&b)));
        let mut best: Option<(f64, usize)> = None;
        for some in order.chunks(AHEAD) {
            if best.is_some_and(|(sum, _)| total - gains[some[0]] > sum + SLACK * sum) {
                break;
            }
            let sums = candidates(points, metric, some, |_, distances| {
                let mut sum = 0.0;
                for i in 0..n {
                    sum += if distances[i] < first_raw[i] { metric.of_raw(distances[i]) } else { first[i] };
                }
                sum
            });
            for (&x, sum) in some.iter().zip(sums) {
                if !medoids.is_empty() {
                    gains[x] = total - sum;
                }
                if best.is_none_or(|b| (sum, x) < b) {
                    best = Some((sum, x));
                }
            }
        }
        let Some((_, best)) = best else { break };
        medoids.push(best);
        metric.raw(points, &[points.row(best)], &mut raw);
        for i in 0..n {
            if raw[i] < first_raw[i] {
                first_raw[i] = raw[i];
                first[i] = metric.of_raw(raw[i]);
            }
        }
    }
    medoids
}

/// A value of each of some rows as a candidate, from its raw distances to all rows.
pub(super) fn candidates<T: Send>(
    points: &Points,
    metric: Metric,
    rows: &[usize],
    value: impl Fn(usize, &[f64]) -> T + Sync,
) -> Vec<T> {
    let n = points.rows();
    let blocks: Vec<Vec<T>> = rows
        .par_chunks(BLOCK)
        .map_init(
            || vec![0.0; BLOCK * n],
            |buffer, rows| {
                let queries: Vec<&[f64]> = rows.iter().map(|&x| points.row(x)).collect();
                let out = &mut buffer[..rows.len() * n];
                metric.raw(points, &queries, out);
                rows.iter().zip(out.chunks(n)).map(|(&x, distances)| value(x, distances)).collect()
            },
        )
        .collect();
    blocks.into_iter().flatten().collect()
}
