//! Conditional permutation of a map: every region against its own draws.

use super::Weights;
use crate::inference::conditional::{self, FixedPoint};
use crate::inference::permutation::{Alternative, Counts, Plan};
use rayon::prelude::*;

/// Streams of random numbers, one a statistic.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stream {
    Moran = 0x6d6f_0001,
    Geary = 0x6d6f_0002,
    GetisOrd = 0x6d6f_0003,
    JoinCount = 0x6d6f_0004,
    LocalMoran = 0x6d6f_0011,
    LocalGeary = 0x6d6f_0012,
    LocalG = 0x6d6f_0013,
}

impl Stream {
    /// Item of a region's draws, or with 0 of a whole map's.
    pub(crate) fn item(self, region: usize) -> u64 {
        (self as u64) << 32 | region as u64
    }
}

/// Sums nearer to each other than this share of their largest size are equal.
const EQUAL: f64 = 1e-12;

/// Whether a region has a neighbour that counts.
pub(crate) fn linked(weights: &Weights, i: usize) -> bool {
    weights.values(i).iter().any(|w| *w > 0.0)
}

fn equal_weights(row: &[f64]) -> bool {
    row.iter().all(|w| *w == row[0])
}

fn longest(weights: &Weights) -> usize {
    (0..weights.len()).map(|i| weights.neighbors(i).len()).max().unwrap_or(0)
}

/// Counts of spatial lags Σⱼ wᵢⱼ vⱼ under draws of i's neighbours from the
/// other regions; counts of the negative lag where `mirrored`.
///
/// Values must be finite. Regions without a link that counts have no draws.
///
/// Complexity: O(draws × links), on all threads; memory O(n) a thread.
pub(crate) fn lag_counts(
    weights: &Weights,
    values: &[f64],
    plan: &Plan,
    stream: Stream,
    mirrored: impl Fn(usize) -> bool + Sync,
) -> Vec<Counts> {
    let n = weights.len();
    let fixed = FixedPoint::new(values, longest(weights));
    let total: i64 = fixed.values.iter().map(|&v| i64::from(v)).sum();
    let sum: f64 = values.iter().sum();
    let unequal = (0..n).any(|i| !weights.values(i).is_empty() && !equal_weights(weights.values(i)));
    let scratch = || (fixed.values.clone(), if unequal { values.to_vec() } else { Vec::new() });
    let of_region = |(whole, real): &mut (Vec<i32>, Vec<f64>), i: usize| {
        if !linked(weights, i) {
            return Counts::default();
        }
        let mirror = mirrored(i);
        let plan = if mirror { mirror_plan(plan) } else { *plan };
        let item = stream.item(i);
        let counts = if equal_weights(weights.values(i)) {
            let observed: i64 =
                weights.neighbors(i).iter().map(|&j| i64::from(fixed.values[j as usize])).sum();
            let take = weights.neighbors(i).len();
            let others = total - i64::from(fixed.values[i]);
            let (upper, lower) = integer_bounds(plan.alternative, observed, others, take, n - 1);
            let slack = fixed.slack * take as i64;
            without(whole, i, |rest| conditional::sums(rest, take, upper - slack, lower + slack, &plan, item))
        } else {
            let observed: f64 = weights.row(i).map(|(j, w)| w * values[j]).sum();
            let strength: f64 = weights.values(i).iter().sum();
            let largest = values.iter().fold(0.0_f64, |m, v| m.max(v.abs()));
            let expected = strength * (sum - values[i]) / (n - 1) as f64;
            let (upper, lower) = plan.alternative.bounds(observed, expected);
            let slack = EQUAL * strength * largest;
            without(real, i, |rest| {
                conditional::weighted(rest, weights.values(i), upper - slack, lower + slack, &plan, item)
            })
        };
        if mirror { counts.mirrored() } else { counts }
    };
    (0..n).into_par_iter().map_init(scratch, of_region).collect()
}

/// Counts of Σⱼ wᵢⱼ (vᵢ − vⱼ)² under draws of i's neighbours from the others.
///
/// Complexity: O(draws × links + n²), on all threads.
pub(crate) fn square_counts(weights: &Weights, values: &[f64], plan: &Plan, stream: Stream) -> Vec<Counts> {
    let n = weights.len();
    let longest = longest(weights);
    let blank = || (Vec::<f64>::with_capacity(n), FixedPoint { values: Vec::with_capacity(n), slack: 1 });
    let of_region = |(squares, fixed): &mut (Vec<f64>, FixedPoint), i: usize| {
        if !linked(weights, i) {
            return Counts::default();
        }
        squares.clear();
        squares.extend(values.iter().map(|v| (v - values[i]) * (v - values[i])));
        let (item, take) = (stream.item(i), weights.neighbors(i).len());
        if equal_weights(weights.values(i)) {
            let high = squares.iter().fold(0.0_f64, |m, v| m.max(*v));
            fixed.round(squares.iter().copied(), 0.0, high, longest);
            let of = |j: usize| i64::from(fixed.values[j]);
            let observed: i64 = weights.neighbors(i).iter().map(|&j| of(j as usize)).sum();
            let others = fixed.values.iter().map(|&v| i64::from(v)).sum::<i64>() - of(i);
            let (upper, lower) = integer_bounds(plan.alternative, observed, others, take, n - 1);
            let slack = fixed.slack * take as i64;
            return without(&mut fixed.values, i, |rest| {
                conditional::sums(rest, take, upper - slack, lower + slack, plan, item)
            });
        }
        let observed: f64 = weights.row(i).map(|(j, w)| w * squares[j]).sum();
        let strength: f64 = weights.values(i).iter().sum();
        let expected = strength * squares.iter().sum::<f64>() / (n - 1) as f64;
        let largest = squares.iter().fold(0.0_f64, |m, v| m.max(*v));
        let (upper, lower) = plan.alternative.bounds(observed, expected);
        let slack = EQUAL * strength * largest;
        without(squares, i, |rest| {
            conditional::weighted(rest, weights.values(i), upper - slack, lower + slack, plan, item)
        })
    };
    (0..n).into_par_iter().map_init(blank, of_region).collect()
}

/// Runs `f` on all values but that of `i`.
fn without<T: Copy, R>(values: &mut [T], i: usize, f: impl FnOnce(&[T]) -> R) -> R {
    // The last value takes its place: the order of the others does not matter.
    let last = values.len() - 1;
    values.swap(i, last);
    let found = f(&values[..last]);
    values.swap(i, last);
    found
}

/// [`Alternative::bounds`] in whole numbers: of `take` of `count` others whose sum is `others`.
fn integer_bounds(
    alternative: Alternative,
    observed: i64,
    others: i64,
    take: usize,
    count: usize,
) -> (i64, i64) {
    if alternative != Alternative::Folded {
        return (observed, observed);
    }
    // |count · sum − take · others| is the distance from the mean, scaled.
    let (center, count) = (i128::from(others) * take as i128, count as i128);
    let away = (count * i128::from(observed) - center).abs();
    let upper = (center + away + count - 1).div_euclid(count);
    (upper as i64, (center - away).div_euclid(count) as i64)
}

fn mirror_plan(plan: &Plan) -> Plan {
    let alternative = match plan.alternative {
        Alternative::Greater => Alternative::Lesser,
        Alternative::Lesser => Alternative::Greater,
        other => other,
    };
    Plan { alternative, ..*plan }
}
