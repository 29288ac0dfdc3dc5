//! The first medoids, one after the other.

use crate::linalg::{Metric, Points};
use rayon::prelude::*;

/// Candidates that share one walk over the rows.
pub(super) const BLOCK: usize = 8;

/// The row whose distances are least in sum, then `k − 1` times the row that
/// lowers the sum of distances to the nearest medoid most.
pub(super) fn build(points: &Points, metric: Metric, k: usize) -> Vec<usize> {
    let n = points.rows();
    let mut medoids = Vec::with_capacity(k);
    let mut first = vec![f64::INFINITY; n];
    let mut first_raw = vec![f64::INFINITY; n];
    let mut raw = vec![0.0; n];
    for _ in 0..k {
        let sums = candidates(points, metric, |_, distances| {
            let mut sum = 0.0;
            for i in 0..n {
                sum += if distances[i] < first_raw[i] { metric.of_raw(distances[i]) } else { first[i] };
            }
            sum
        });
        let mut best: Option<usize> = None;
        for x in (0..n).filter(|x| !medoids.contains(x)) {
            best = match best {
                Some(b) if sums[b] <= sums[x] => best,
                _ => Some(x),
            };
        }
        let Some(best) = best else { break };
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

/// A value of every row as a candidate, from its raw distances to all rows.
pub(super) fn candidates<T: Send>(
    points: &Points,
    metric: Metric,
    value: impl Fn(usize, &[f64]) -> T + Sync,
) -> Vec<T> {
    let n = points.rows();
    let blocks: Vec<Vec<T>> = (0..n.div_ceil(BLOCK))
        .into_par_iter()
        .map_init(
            || vec![0.0; BLOCK * n],
            |buffer, block| {
                let rows: Vec<usize> = (block * BLOCK..n.min((block + 1) * BLOCK)).collect();
                let queries: Vec<&[f64]> = rows.iter().map(|&x| points.row(x)).collect();
                let out = &mut buffer[..rows.len() * n];
                metric.raw(points, &queries, out);
                rows.iter().zip(out.chunks(n)).map(|(&x, distances)| value(x, distances)).collect()
            },
        )
        .collect();
    blocks.into_iter().flatten().collect()
}
