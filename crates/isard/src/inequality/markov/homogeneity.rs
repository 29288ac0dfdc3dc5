//! Do chains under several conditions move alike?

use super::chain::Chain;
use crate::model::{Reason, Status};
use statrs::distribution::{ChiSquared, ContinuousCDF};

/// Result of the two tests.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Homogeneity {
    /// Likelihood ratio 2 Σ n_ij(l) ln(p_ij(l)/p_ij).
    pub lr: f64,
    /// Pearson's Σ n_i(l) (p_ij(l) − p_ij)²/p_ij.
    pub q: f64,
    /// Degrees of freedom Σ_i (a_i − 1)(b_i − 1).
    pub freedom: u64,
    /// p-value of the likelihood ratio by χ².
    pub p_lr: f64,
    /// p-value of Q by χ².
    pub p_q: f64,
}

/// Compares chains under conditions l with the chain of all together: a_i is
/// the number of conditions under which moves start in class i, b_i the number
/// of classes such moves end in.
///
/// # Errors
/// `undefined:too-few` when no class is left under two conditions for two ends.
///
/// Complexity: O(conditions × k²).
pub fn homogeneity(conditions: &[Chain]) -> Result<Homogeneity, Status> {
    let (lr, q, freedom) = statistics(conditions);
    if freedom == 0 {
        return Err(Status::Undefined(Reason::TooFew));
    }
    let tail = |x: f64| ChiSquared::new(freedom as f64).map_or(f64::NAN, |d| d.sf(x.max(0.0)));
    Ok(Homogeneity { lr, q, freedom, p_lr: tail(lr), p_q: tail(q) })
}

/// LR, Q and degrees of freedom.
pub(in crate::inequality) fn statistics(conditions: &[Chain]) -> (f64, f64, u64) {
    let k = conditions.first().map_or(0, |c| c.k);
    let (mut lr, mut q, mut freedom) = (0.0, 0.0, 0);
    for i in 0..k {
        let starts: Vec<u64> = conditions.iter().map(|c| c.starts(i)).collect();
        let all: u64 = starts.iter().sum();
        let present = starts.iter().filter(|n| **n > 0).count() as u64;
        let mut ends = 0;
        for j in 0..k {
            let moves: u64 = conditions.iter().map(|c| c.moves(i, j)).sum();
            if moves == 0 {
                continue;
            }
            ends += 1;
            let pooled = moves as f64 / all as f64;
            for (chain, &n) in conditions.iter().zip(&starts).filter(|(_, n)| **n > 0) {
                let (seen, expected) = (chain.moves(i, j) as f64, n as f64 * pooled);
                q += (seen - expected) * (seen - expected) / expected;
                if seen > 0.0 {
                    lr += 2.0 * seen * (seen / expected).ln();
                }
            }
        }
        freedom += present.saturating_sub(1) * u64::saturating_sub(ends, 1);
    }
    (lr.max(0.0), q, freedom)
}

/// The chains of consecutive stretches of years, as equal as can be; moves are
/// over `step` years.
pub fn by_period(k: usize, classes: &[u8], regions: usize, step: usize, periods: usize) -> Vec<Chain> {
    let moves = (classes.len() / regions.max(1)).saturating_sub(step);
    (0..periods)
        .map(|p| {
            let (from, to) = (p * moves / periods, (p + 1) * moves / periods);
            Chain::count(k, &classes[from * regions..(to + step) * regions], regions, step)
        })
        .filter(|_| moves > 0)
        .collect()
}

/// The chains of moves by the class a step earlier: alike if the past before
/// the present does not matter (Markov property).
pub fn by_past(k: usize, classes: &[u8], regions: usize, step: usize) -> Vec<Chain> {
    let mut chains = vec![Chain::empty(k); k];
    let reach = step * regions;
    for at in 2 * reach..classes.len() {
        chains[classes[at - 2 * reach] as usize].add(classes[at - reach], classes[at]);
    }
    chains
}

/// The rows of a chain as conditions: alike if the class a move starts in does
/// not matter at all (independence).
pub fn by_start(chain: &Chain) -> Vec<Chain> {
    let row = |i: usize| {
        let mut counts = vec![0; chain.k * chain.k];
        counts[..chain.k].copy_from_slice(&chain.counts[i * chain.k..(i + 1) * chain.k]);
        Chain { k: chain.k, counts }
    };
    (0..chain.k).map(row).collect()
}
