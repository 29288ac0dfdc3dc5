//! Draws by shuffling the front of the population (Fisher & Yates), for sets
//! that hold much of it.

use super::streams::LANES;
use super::{Lanes, Tally};
use crate::inference::Random;
use crate::inference::permutation::{Counts, Plan};

/// See [`super::sums`]. Of a set larger than half, what is left out is drawn.
pub(super) fn sums(others: &[i32], take: usize, bounds: (i32, i32), plan: &Plan, item: u64) -> Counts {
    let rest = others.len() - take;
    let total: i64 = others.iter().map(|&v| i64::from(v)).sum();
    let drawn = take.min(rest);
    let sum_of = |front: &[i32]| {
        let sum: i64 = front.iter().map(|&v| i64::from(v)).sum();
        if take <= rest { sum } else { total - sum }
    };
    let beyond = |sum: i64| (sum >= i64::from(bounds.0), sum <= i64::from(bounds.1));
    draw(others, drawn, plan, item, |front| beyond(sum_of(front)))
}

/// See [`super::weighted`].
pub(super) fn weighted(
    others: &[f64],
    weights: &[f64],
    bounds: (f64, f64),
    plan: &Plan,
    item: u64,
) -> Counts {
    draw(others, weights.len(), plan, item, |front| {
        let sum: f64 = front.iter().zip(weights).map(|(v, w)| v * w).sum();
        (sum >= bounds.0, sum <= bounds.1)
    })
}

/// Shuffles the first `drawn` values, draw by draw, and tallies what `beyond`
/// says of them. One draw begins where the last one ended: a shuffle of any
/// arrangement is even.
fn draw<T: Copy>(
    others: &[T],
    drawn: usize,
    plan: &Plan,
    item: u64,
    beyond: impl Fn(&[T]) -> (bool, bool),
) -> Counts {
    let mut values = others.to_vec();
    let mut random = Random::new(plan.seed, item, LANES as u64);
    let mut tally = Tally::new(plan);
    while !tally.over() {
        for at in 0..drawn {
            let from = at + random.below(values.len() - at);
            values.swap(at, from);
        }
        let (greater, lesser) = beyond(&values[..drawn]);
        tally.add(Lanes { valid: 1, greater: u32::from(greater), lesser: u32::from(lesser) });
    }
    tally.counts
}
