//! Gini's coefficient split into pairs of neighbours and all other pairs.

use super::permutation::Tails;
use crate::inference::Random;
use crate::model::Status;
use crate::space::Weights;
use rayon::prelude::*;

/// The parts of the coefficient.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spatial {
    /// Inequality of all pairs.
    pub total: f64,
    /// Inequality between neighbours.
    pub neighbors: f64,
    /// Inequality between regions that are no neighbours.
    pub others: f64,
    /// How the other pairs' part compares with values laid on the map at random.
    pub tails: Tails,
}

/// Splits the coefficient by the links of `map`, whose regions are those of
/// `values` in the same order; the weight of a link does not count, and a link
/// in one direction counts half of one in both. Under a permutation a value
/// moves together with its population. An island has no pairs of neighbours.
///
/// # Errors
/// Those of [`coefficient`](super::gini::coefficient).
///
/// Complexity: O(n log n + draws × links).
pub fn decompose(
    values: &[f64],
    weights: &[f64],
    map: &Weights,
    seed: u64,
    item: u64,
    draws: usize,
) -> Result<Spatial, Status> {
    let total = super::gini::coefficient(values, weights)?;
    let sum: f64 = weights.iter().sum();
    let mean = values.iter().zip(weights).map(|(x, w)| x * w).sum::<f64>() / sum;
    // Every region as (value, share), so that a permutation touches one line of memory.
    let cells: Vec<(f64, f64)> = values.iter().zip(weights).map(|(x, w)| (*x, w / sum)).collect();
    let between = |cells: &[(f64, f64)]| {
        let row = |i: usize| {
            let (x, p) = cells[i];
            let pairs = map.neighbors(i).iter().map(|&j| cells[j as usize]);
            p * pairs.map(|(y, q)| q * (x - y).abs()).sum::<f64>()
        };
        (0..cells.len()).map(row).sum::<f64>() / (2.0 * mean)
    };
    let neighbors = between(&cells);
    let others = (total - neighbors).max(0.0);
    let drawn: Vec<f64> = (0..draws as u64)
        .into_par_iter()
        .map_init(
            || cells.clone(),
            |shuffled, draw| {
                shuffled.copy_from_slice(&cells);
                Random::new(seed, item, draw).shuffle(shuffled);
                total - between(shuffled)
            },
        )
        .collect();
    Ok(Spatial { total, neighbors, others, tails: Tails::of(total - neighbors, drawn, total) })
}
