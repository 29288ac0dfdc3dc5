//! Draws of positions with rejection, eight sets side by side.
//!
//! A position below m is ⌊r·m/2³²⌋ of 32 random bits r; remainders under
//! 2³² mod m are thrown away, so that positions are exactly even (Lemire 2019).
//! Below 2¹⁴ the remainder gives a second position the same way, with
//! 2³² mod m² (Brackett-Rozinsky & Lemire 2024). A set with a thrown remainder
//! or two equal positions is thrown away whole.

use super::streams::{LANES, Streams};
use super::{AHEAD, Lanes, MOST, Tally};
use crate::inference::permutation::{Counts, Plan};

/// Populations under this size get two positions of 32 bits.
const PAIRS_BELOW: usize = 1 << 14;

/// Remainders below this are thrown away, after one position and after two.
fn thresholds(others: usize) -> [u32; 2] {
    let m = others as u64;
    let rest = |of: u64| ((1u64 << 32) % of) as u32;
    [rest(m), rest(m.saturating_mul(m))]
}

/// Sets of distinct positions, one a lane; which lanes are good, a bit each.
#[inline(always)]
fn positions(streams: &mut Streams, others: usize, least: [u32; 2], at: &mut [[u32; LANES]]) -> u32 {
    let m = others as u32;
    let mut good = [true; LANES];
    for chunk in at.chunks_mut(if others < PAIRS_BELOW { 2 } else { 1 }) {
        let bits = streams.bits();
        let least = least[chunk.len() - 1];
        for lane in 0..LANES {
            let mut product = u64::from(bits[lane]) * u64::from(m);
            chunk[0][lane] = (product >> 32) as u32;
            if chunk.len() == 2 {
                product = u64::from(product as u32) * u64::from(m);
                chunk[1][lane] = (product >> 32) as u32;
            }
            good[lane] &= product as u32 >= least;
        }
    }
    for a in 1..at.len() {
        for b in 0..a {
            for lane in 0..LANES {
                good[lane] &= at[a][lane] != at[b][lane];
            }
        }
    }
    mask(good)
}

#[inline(always)]
fn mask(lanes: [bool; LANES]) -> u32 {
    lanes.iter().enumerate().map(|(lane, &yes)| u32::from(yes) << lane).sum()
}

/// The form for any processor, which the vector form must equal.
#[inline(always)]
pub(super) fn sums_portable(
    others: &[i32],
    take: usize,
    bounds: (i32, i32),
    plan: &Plan,
    item: u64,
) -> Counts {
    let least = thresholds(others.len());
    let mut streams = Streams::new(plan.seed, item);
    let mut tally = Tally::new(plan);
    let mut at = [[0; LANES]; MOST];
    let at = &mut at[..take];
    while !tally.over() {
        let (groups, last) = tally.groups();
        let (mut counts, mut seen) = (Counts::default(), [Lanes::default(); AHEAD]);
        for group in 0..groups as usize {
            let good = positions(&mut streams, others.len(), least, at);
            let mut sum = [0i32; LANES];
            for place in at.iter() {
                for lane in 0..LANES {
                    sum[lane] = sum[lane].wrapping_add(others[place[lane] as usize]);
                }
            }
            let drawn = Lanes {
                valid: good,
                greater: good & mask(sum.map(|s| s >= bounds.0)),
                lesser: good & mask(sum.map(|s| s <= bounds.1)),
            };
            drawn.count(&mut counts);
            seen[group % AHEAD] = drawn;
        }
        tally.take(counts, if last { &seen[..groups as usize] } else { &[] });
    }
    tally.counts
}

#[inline(always)]
fn weighted_portable(others: &[f64], weights: &[f64], bounds: (f64, f64), plan: &Plan, item: u64) -> Counts {
    let least = thresholds(others.len());
    let mut streams = Streams::new(plan.seed, item);
    let mut tally = Tally::new(plan);
    let mut at = [[0; LANES]; MOST];
    let at = &mut at[..weights.len()];
    while !tally.over() {
        let (groups, last) = tally.groups();
        let (mut counts, mut seen) = (Counts::default(), [Lanes::default(); AHEAD]);
        for group in 0..groups as usize {
            let good = positions(&mut streams, others.len(), least, at);
            let mut sum = [0.0; LANES];
            for (place, weight) in at.iter().zip(weights) {
                for lane in 0..LANES {
                    sum[lane] += weight * others[place[lane] as usize];
                }
            }
            let drawn = Lanes {
                valid: good,
                greater: good & mask(sum.map(|s| s >= bounds.0)),
                lesser: good & mask(sum.map(|s| s <= bounds.1)),
            };
            drawn.count(&mut counts);
            seen[group % AHEAD] = drawn;
        }
        tally.take(counts, if last { &seen[..groups as usize] } else { &[] });
    }
    tally.counts
}

/// See [`super::weighted`].
pub(super) fn weighted(
    others: &[f64],
    weights: &[f64],
    bounds: (f64, f64),
    plan: &Plan,
    item: u64,
) -> Counts {
    #[cfg(target_arch = "x86_64")]
    if std::arch::is_x86_feature_detected!("avx2") {
        #[target_feature(enable = "avx2")]
        fn wide(others: &[f64], weights: &[f64], bounds: (f64, f64), plan: &Plan, item: u64) -> Counts {
            weighted_portable(others, weights, bounds, plan, item)
        }
        // SAFETY: the processor has AVX2, the only feature `wide` asks for.
        return unsafe { wide(others, weights, bounds, plan, item) };
    }
    weighted_portable(others, weights, bounds, plan, item)
}

/// See [`super::sums`].
pub(super) fn sums(others: &[i32], take: usize, bounds: (i32, i32), plan: &Plan, item: u64) -> Counts {
    #[cfg(target_arch = "x86_64")]
    if std::arch::is_x86_feature_detected!("avx2") {
        return avx2::sums(others, take, bounds, plan, item);
    }
    sums_portable(others, take, bounds, plan, item)
}

#[cfg(target_arch = "x86_64")]
mod avx2;
