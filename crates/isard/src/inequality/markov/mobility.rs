//! Indices of mobility of a chain.

use super::chain::{Chain, determinant};
use crate::clusters::slab::Measured;

/// Indices by name; each is 0 for a chain that never moves.
///
/// * `shorrocks`: (k − tr P)/(k − 1) (Prais, Shorrocks)
/// * `determinant`: 1 − |det P|
/// * `eigenvalue`: 1 − |λ₂| (Sommers & Conlisk)
/// * `leaving`: k/(k − 1) · Σ π_i (1 − p_ii), π the long run
/// * `bartholomew`: Σ_i Σ_j π_i p_ij |i − j|/(k − 1)
///
/// Each is undefined where a class has no moves or the long run is not one.
pub fn indices(chain: &Chain) -> [(&'static str, Measured); 5] {
    let k = chain.k as f64;
    let matrix = chain.matrix();
    let share = |i: usize, pi: &[Measured]| pi[i].unwrap_or(0.0);
    let stays = |i: usize| chain.probability(i, i).unwrap_or(0.0);
    let long_run = matrix.as_ref().map_err(|s| *s).and_then(|_| chain.ergodic());
    let of_long_run = |f: &dyn Fn(&[Measured]) -> f64| match &long_run {
        Ok(pi) => Ok(f(pi)),
        Err(status) => Err(*status),
    };
    let leaving =
        |pi: &[Measured]| k / (k - 1.0) * (0..chain.k).map(|i| share(i, pi) * (1.0 - stays(i))).sum::<f64>();
    let distance = |pi: &[Measured]| {
        let pairs = (0..chain.k).flat_map(|i| (0..chain.k).map(move |j| (i, j)));
        let part = |(i, j): (usize, usize)| {
            share(i, pi) * chain.probability(i, j).unwrap_or(0.0) * i.abs_diff(j) as f64
        };
        pairs.map(part).sum::<f64>() / (k - 1.0)
    };
    let trace: f64 = (0..chain.k).map(stays).sum();
    [
        ("shorrocks", matrix.as_ref().map(|_| (k - trace) / (k - 1.0)).map_err(|s| *s)),
        ("determinant", matrix.as_ref().map(|m| 1.0 - determinant(m.clone()).abs()).map_err(|s| *s)),
        ("eigenvalue", chain.second_eigenvalue().map(|l| 1.0 - l)),
        ("leaving", of_long_run(&leaving)),
        ("bartholomew", of_long_run(&distance)),
    ]
}
