//! Stability of a grouping under resampling.

use super::centers;
use crate::inference::Random;
use crate::linalg::{Matrix, Points};
use crate::typology::agreement::adjusted_rand;
use crate::typology::group_method::Grouping;
use crate::typology::k_means::nearest;
use rayon::prelude::*;

/// Separates the draws of this file from others under the same seed.
const STREAM: u64 = 0x7374_6162_0000;

/// Adjusted Rand indices of a grouping and those found on bootstrap samples:
/// units are drawn with replacement, their rows are grouped afresh, and every
/// row of the data goes to the nearest of the centers.
///
/// A sample with fewer distinct rows than groups gives no value.
pub fn stability(
    z: &Matrix,
    units: &[usize],
    labels: &[usize],
    k: usize,
    method: &dyn Grouping,
    draws: usize,
    seed: u64,
) -> Vec<f64> {
    let points = Points::new(z);
    let rows_of = rows_of_units(units);
    let known = centers(z, labels);
    let of_draw = |draw: usize| {
        let mut random = Random::new(seed, STREAM + k as u64, draw as u64);
        let sample = z.take_rows(&resample(&rows_of, &mut random));
        let grouped = method.regroup(&sample, &known, draw as u64).ok()?;
        let centers = Points::new(&centers(&sample, &grouped));
        let found: Vec<usize> = nearest(&points, &centers).into_iter().map(|l| l as usize).collect();
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
