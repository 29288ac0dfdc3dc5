//! A difference within strata, tested by drawing labels anew.

use super::matching::Stratum;
use crate::inference::Random;
use rayon::prelude::*;

/// A difference with its uncertainty.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Effect {
    /// Mean difference of members and outsiders.
    pub value: f64,
    /// Lower end of the 90 % interval; minus infinity where nothing bounds it.
    pub low: f64,
    /// Upper end; infinity where nothing bounds it.
    pub high: f64,
    /// Two-sided p-value of no difference.
    pub p: f64,
    /// Members that take part.
    pub matched: usize,
    /// Outsiders that take part.
    pub outsiders: usize,
}

/// Outcomes of a stratum, members first, and the number of members.
struct Part {
    values: Vec<f64>,
    members: usize,
}

impl Part {
    /// Members times the difference of means, of the first `members` in order.
    fn difference(&self, order: &[usize]) -> f64 {
        let (inside, outside) = order.split_at(self.members);
        let mean = |of: &[usize]| of.iter().map(|&i| self.values[i]).sum::<f64>() / of.len() as f64;
        self.members as f64 * (mean(inside) - mean(outside))
    }

    /// The same of a constant 1 for the true members.
    fn kept(&self, order: &[usize]) -> f64 {
        let (inside, outside) = order.split_at(self.members);
        let share = |of: &[usize]| of.iter().filter(|i| **i < self.members).count() as f64 / of.len() as f64;
        self.members as f64 * (share(inside) - share(outside))
    }
}

/// The difference in `outcome` (NaN where there is none); `None` where no
/// stratum has members and outsiders with a value. Draw d of outcome `item` is
/// a function of (seed, item, d) alone.
pub fn effect(strata: &[Stratum], outcome: &[f64], draws: usize, seed: u64, item: u64) -> Option<Effect> {
    let known = |of: &[usize]| of.iter().map(|&i| outcome[i]).filter(|v| !v.is_nan()).collect::<Vec<f64>>();
    let parts: Vec<Part> = strata
        .iter()
        .filter_map(|s| {
            let (inside, outside) = (known(&s.members), known(&s.outsiders));
            let members = inside.len();
            (members > 0 && !outside.is_empty())
                .then(|| Part { values: inside.into_iter().chain(outside).collect(), members })
        })
        .collect();
    let matched: usize = parts.iter().map(|p| p.members).sum();
    if matched == 0 {
        return None;
    }
    let weight = matched as f64;
    let observed =
        parts.iter().map(|p| p.difference(&(0..p.values.len()).collect::<Vec<_>>())).sum::<f64>() / weight;
    let drawn: Vec<(f64, f64)> = (0..draws)
        .into_par_iter()
        .map(|d| {
            let mut random = Random::new(seed, item, d as u64);
            let (mut sum, mut kept) = (0.0, 0.0);
            let mut order = Vec::new();
            for part in &parts {
                order.clear();
                order.extend(0..part.values.len());
                // The first places are drawn; the order of the others does not matter.
                for i in 0..part.members {
                    let j = i + random.below(order.len() - i);
                    order.swap(i, j);
                }
                sum += part.difference(&order);
                kept += part.kept(&order);
            }
            (sum / weight, kept / weight)
        })
        .collect();
    // Sums in another order differ by rounding: equal is equal.
    let slack = 1e-12 * (1.0 + observed.abs());
    let one = |count: usize| (count as f64 + 1.0) / (draws as f64 + 1.0);
    let greater = one(drawn.iter().filter(|d| d.0 >= observed - slack).count());
    let lesser = one(drawn.iter().filter(|d| d.0 <= observed + slack).count());
    // A draw is at least as great as observed under the constant difference τ
    // where τ ≥ (observed − drawn) / (1 − kept); the labels as they are always are.
    let mut lower: Vec<f64> = Vec::with_capacity(draws);
    let mut upper: Vec<f64> = Vec::with_capacity(draws);
    for (sum, kept) in drawn {
        if kept > 1.0 - 1e-12 {
            lower.push(f64::NEG_INFINITY);
            upper.push(f64::INFINITY);
        } else {
            lower.push((observed - sum) / (1.0 - kept));
            upper.push((observed - sum) / (1.0 - kept));
        }
    }
    lower.sort_unstable_by(f64::total_cmp);
    upper.sort_unstable_by(|a, b| b.total_cmp(a));
    let at = (0.05 * (draws as f64 + 1.0) + 1e-9).floor() as usize;
    let end = |sorted: &[f64], none: f64| if at == 0 { none } else { sorted[at - 1] };
    Some(Effect {
        value: observed,
        low: end(&lower, f64::NEG_INFINITY),
        high: end(&upper, f64::INFINITY),
        p: (2.0 * greater.min(lesser)).min(1.0),
        matched,
        outsiders: parts.iter().map(|p| p.values.len() - p.members).sum(),
    })
}
