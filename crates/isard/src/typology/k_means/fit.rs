//! k-means over many starts.

use super::lloyd::{Cloud, Converged, converge};
use super::seeding::plus_plus;
use crate::inference::Random;
use crate::linalg::{Matrix, Points};
use crate::registry::MethodError;
use rayon::prelude::*;
use std::collections::HashSet;

/// More passes than any start needs that does not cycle by rounding.
pub(super) const MAX_ITERATIONS: usize = 10_000;

/// Starts that go over the data together.
const BATCH: usize = 4;

/// Two sums of squares nearer than this (relative) are the same optimum.
const SAME_OPTIMUM: f64 = 1e-9;

/// A grouping by k-means.
#[derive(Debug, Clone, PartialEq)]
pub struct KMeansFit {
    /// Group of each row, 0-based; groups in order of first appearance.
    pub labels: Vec<usize>,
    /// Centers, groups × columns.
    pub centers: Matrix,
    /// Σ of squared distances to the centers.
    pub total_within_ss: f64,
    /// Passes over the data in the best start.
    pub iterations: usize,
    /// Whether the best start ended with no point nearer to another center.
    pub converged: bool,
    /// Number of starts.
    pub starts: usize,
    /// How many of them reached the best sum of squares.
    pub starts_at_optimum: usize,
}

/// Groups the rows of `data` into `k` groups: the best of `starts` runs from
/// k-means++ centers, each run until no row is nearer to another center.
///
/// # Errors
/// `k` is 0 or above the number of distinct rows; `starts` is 0.
///
/// # Complexity
/// O(starts · passes · n · k · d), in single precision but for the few points
/// that it cannot tell. O(n · d) memory, and O(n) for each start under way.
pub fn k_means(data: &Matrix, k: usize, starts: usize, seed: u64) -> Result<KMeansFit, MethodError> {
    check_k(data, k)?;
    if starts == 0 {
        return Err(MethodError::data("k-means needs at least one start"));
    }
    let cloud = Cloud::new(Points::new(data));
    let begin = |start: usize| Random::new(seed, start as u64, 0);
    let runs: Vec<Converged> = if starts == 1 {
        let centers = plus_plus(&cloud.points, k, vec![begin(0)]);
        converge(&cloud, centers, MAX_ITERATIONS, true)
    } else {
        let batches: Vec<usize> = (0..starts).step_by(BATCH).collect();
        let run = |from: usize| {
            let streams = (from..starts.min(from + BATCH)).map(begin).collect();
            converge(&cloud, plus_plus(&cloud.points, k, streams), MAX_ITERATIONS, false)
        };
        batches.into_par_iter().with_max_len(1).flat_map_iter(run).collect()
    };
    let least = runs.iter().map(|r| r.total_within_ss).fold(f64::INFINITY, f64::min);
    let near = |r: &Converged| r.total_within_ss <= least * (1.0 + SAME_OPTIMUM);
    let starts_at_optimum = runs.iter().filter(|r| near(r)).count();
    // The first start that reaches the optimum, so that the choice is not a matter of rounding.
    let mut runs = runs;
    let best = runs.iter().position(near).unwrap_or(0);
    Ok(finish(runs.swap_remove(best), starts, starts_at_optimum))
}

/// k-means from given centers (one start).
pub fn k_means_from(data: &Matrix, centers: &Matrix) -> KMeansFit {
    let cloud = Cloud::new(Points::new(data));
    let mut runs = converge(&cloud, vec![Points::new(centers)], MAX_ITERATIONS, false);
    finish(runs.swap_remove(0), 1, 1)
}

/// Relabels groups by first appearance.
fn finish(run: Converged, starts: usize, starts_at_optimum: usize) -> KMeansFit {
    let centers = run.centers.to_matrix();
    let k = centers.rows();
    let mut order: Vec<usize> = Vec::with_capacity(k);
    let mut name = vec![usize::MAX; k];
    for &label in &run.labels {
        let label = label as usize;
        if name[label] == usize::MAX {
            name[label] = order.len();
            order.push(label);
        }
    }
    // A group without points can only stand when there are fewer distinct rows than groups.
    (0..k).filter(|&c| name[c] == usize::MAX).collect::<Vec<_>>().into_iter().for_each(|c| {
        name[c] = order.len();
        order.push(c);
    });
    KMeansFit {
        labels: run.labels.iter().map(|&l| name[l as usize]).collect(),
        centers: centers.take_rows(&order),
        total_within_ss: run.total_within_ss,
        iterations: run.iterations,
        converged: run.converged,
        starts,
        starts_at_optimum,
    }
}

/// Refuses a number of groups the data cannot have.
///
/// # Errors
/// No rows, `k` = 0, or `k` above the number of distinct rows.
pub fn check_k(data: &Matrix, k: usize) -> Result<(), MethodError> {
    if k == 0 {
        return Err(MethodError::data("the number of groups k must be at least 1"));
    }
    let mut distinct = HashSet::new();
    for i in 0..data.rows() {
        // −0 and 0 are one value.
        distinct.insert(data.row(i).iter().map(|v| (v + 0.0).to_bits()).collect::<Vec<_>>());
        if distinct.len() >= k {
            return Ok(());
        }
    }
    Err(MethodError::data_hint(
        format!("{k} groups were asked for, but there are only {} distinct rows", distinct.len()),
        "choose a smaller k",
    ))
}
