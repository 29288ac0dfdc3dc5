//! Probability that a region belongs to a group, by resampling regions.

use crate::inference::Random;
use crate::linalg::{Matrix, Points};
use crate::typology::agreement::match_groups;
use crate::typology::k_means::{check_k, k_means_from, nearest};
use crate::typology::validity::{resample, rows_of_units};
use rayon::prelude::*;

/// Separates the draws of this file from others under the same seed.
const STREAM: u64 = 0x6d65_6d62_0000;

/// Shares of draws by item of the reference year and group.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Membership {
    /// Items × groups; empty without draws.
    pub(super) shares: Vec<Vec<f64>>,
}

/// Draws regions with all their years, runs k-means again from `centers`,
/// matches the new centers with the old ones at least summed squared distance
/// and assigns the rows `reference` to the nearest.
pub(super) fn memberships(
    z: &Matrix,
    units: &[usize],
    centers: &Matrix,
    reference: &[usize],
    draws: usize,
    seed: u64,
) -> Membership {
    let k = centers.rows();
    let rows_of = rows_of_units(units);
    let points = Points::new(&z.take_rows(reference));
    let of_draw = |draw: usize| -> Option<Vec<u32>> {
        let mut random = Random::new(seed, STREAM, draw as u64);
        let sample = z.take_rows(&resample(&rows_of, &mut random));
        // A sample of fewer distinct rows than groups has no k groups.
        check_k(&sample, k).ok()?;
        let fit = k_means_from(&sample, centers);
        let matched = match_groups(&costs(&fit.centers, centers));
        let labels = nearest(&points, &Points::new(&fit.centers));
        Some(labels.into_iter().map(|l| matched[l as usize] as u32).collect())
    };
    let found: Vec<Vec<u32>> =
        (0..draws).into_par_iter().map(of_draw).collect::<Vec<_>>().into_iter().flatten().collect();
    if found.is_empty() {
        return Membership::default();
    }
    let mut counts = vec![vec![0usize; k]; reference.len()];
    for labels in &found {
        labels.iter().enumerate().for_each(|(i, &g)| counts[i][g as usize] += 1);
    }
    let share = |c: Vec<usize>| c.into_iter().map(|c| c as f64 / found.len() as f64).collect();
    Membership { shares: counts.into_iter().map(share).collect() }
}

fn costs(from: &Matrix, to: &Matrix) -> Vec<Vec<f64>> {
    let cost = |a: usize, b: usize| from.row(a).iter().zip(to.row(b)).map(|(x, y)| (x - y) * (x - y)).sum();
    (0..from.rows()).map(|a| (0..to.rows()).map(|b| cost(a, b)).collect()).collect()
}
