//! Stability of a grouping under resampling.

use crate::inference::Random;
use crate::linalg::{Matrix, Points};
use crate::typology::agreement::adjusted_rand;
use crate::typology::k_means::{k_means, nearest};
use rayon::prelude::*;

/// Starts of k-means on a bootstrap sample.
const STARTS_ON_SAMPLE: usize = 5;

/// Separates the draws of this file from others under the same seed.
const STREAM: u64 = 0x7374_6162_0000;

/// Adjusted Rand indices of a grouping and those found on bootstrap samples:
/// units are drawn with replacement, k-means is run afresh on their rows (five
/// starts), and every row of the data goes to the nearest of its centers.
///
/// A sample with fewer distinct rows than groups gives no value.
pub fn stability(
    z: &Matrix,
    units: &[usize],
    labels: &[usize],
    k: usize,
    draws: usize,
    seed: u64,
) -> Vec<f64> {
    let points = Points::new(z);
    let rows_of = rows_of_units(units);
    let of_draw = |draw: usize| {
        let mut random = Random::new(seed, STREAM + k as u64, draw as u64);
        let sample = z.take_rows(&resample(&rows_of, &mut random));
        let fit = k_means(&sample, k, STARTS_ON_SAMPLE, seed.wrapping_add(draw as u64)).ok()?;
        let found: Vec<usize> =
            nearest(&points, &Points::new(&fit.centers)).into_iter().map(|l| l as usize).collect();
        Some(adjusted_rand(labels, &found))
    };
    (0..draws).into_par_iter().map(of_draw).collect::<Vec<_>>().into_iter().flatten().collect()
}

/// Rows of each unit that has any.
pub(in crate::typology) fn rows_of_units(units: &[usize]) -> Vec<Vec<usize>> {
    let mut rows = vec![Vec::new(); units.iter().max().map_or(0, |m| m + 1)];
    units.iter().enumerate().for_each(|(row, &unit)| rows[unit].push(row));
    rows.retain(|r| !r.is_empty());
    rows
}

/// Rows of as many units as there are, drawn with replacement.
pub(in crate::typology) fn resample(rows_of: &[Vec<usize>], random: &mut Random) -> Vec<usize> {
    (0..rows_of.len()).flat_map(|_| rows_of[random.below(rows_of.len())].iter().copied()).collect()
}
