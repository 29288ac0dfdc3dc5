//! Random numbers of the generator, keyed by theme and item, so that a change
//! in one theme leaves every other theme's numbers as they were.

use crate::inference::Random;

/// The source of all random numbers of one sample.
#[derive(Debug, Clone, Copy)]
pub(super) struct Streams {
    seed: u64,
}

impl Streams {
    pub(super) fn new(seed: u64) -> Self {
        Streams { seed }
    }

    /// The stream of one item of a theme.
    pub(super) fn of(self, theme: &str, item: usize) -> Random {
        Random::new(mix(self.seed ^ hash(theme)), item as u64, 0)
    }
}

/// FNV-1a over the bytes of the theme.
fn hash(theme: &str) -> u64 {
    theme.bytes().fold(0xcbf2_9ce4_8422_2325, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3))
}

/// Finaliser of SplitMix64: near seeds give distant keys.
fn mix(x: u64) -> u64 {
    let x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

/// Rounds to a number of decimals, so that tables stay readable and equal on
/// machines whose logarithms differ in the last bit.
pub(super) fn round(value: f64, decimals: i32) -> f64 {
    let scale = 10f64.powi(decimals);
    (value * scale).round() / scale
}

/// Index drawn with probability proportional to `weights`; `None` when they
/// add up to nothing.
pub(super) fn weighted(random: &mut Random, weights: &[f64]) -> Option<usize> {
    let total: f64 = weights.iter().sum();
    if total <= 0.0 {
        return None;
    }
    let mut left = random.uniform() * total;
    for (i, w) in weights.iter().enumerate() {
        left -= w;
        if left < 0.0 {
            return Some(i);
        }
    }
    weights.iter().rposition(|&w| w > 0.0)
}
