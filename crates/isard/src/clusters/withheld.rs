//! Withheld cells that have been estimated: what they may hold instead of the
//! estimate.
//!
//! The estimate stands at the middle of a normal deviate z, its 90 % interval
//! at z = ±1.645: below the estimate v = e − (e − low)·|z|/1.645, above it
//! v = e·(high/e)^(z/1.645), as errors of estimates are skewed; both are cut at
//! the logical bounds. The model is isard's own.

use crate::inference::Random;

/// Deviate at the ends of a 90 % interval.
const AT_ENDS: f64 = 1.644_853_626_951_472_7;
/// Told apart from the draws of chance of the same cell.
const STREAM: u64 = 0x9e37_79b9_7f4a_7c15;

/// Estimates of the withheld cells of a slab, in its order; NaN for every other
/// cell.
#[derive(Debug, Clone, Copy)]
pub struct Estimates<'a> {
    /// Lower ends of the 90 % intervals.
    pub low: &'a [f64],
    /// Upper ends of the 90 % intervals.
    pub high: &'a [f64],
    /// Least and greatest values the published figures allow; NaN where not known.
    pub bounds: Option<(&'a [f64], &'a [f64])>,
}

impl Estimates<'_> {
    /// Whether a cell's value is an estimate.
    pub fn has(&self, at: usize) -> bool {
        !self.low[at].is_nan() && !self.high[at].is_nan()
    }

    /// What a cell estimated at `value` may hold in draw `d`; the value itself
    /// where it is no estimate.
    pub fn draw(&self, at: usize, value: f64, seed: u64, item: u64, d: u64) -> f64 {
        if !self.has(at) || value.is_nan() {
            return value;
        }
        let z = Random::new(seed ^ STREAM, item, d).normal() / AT_ENDS;
        let (low, high) = (self.low[at].min(value), self.high[at].max(value));
        let drawn = match () {
            () if z < 0.0 => value + z * (value - low),
            () if value > 0.0 => value * (high / value).powf(z),
            () => value + z * (high - value),
        };
        let known = |of: fn((f64, f64)) -> f64| self.bounds.map(|(l, h)| of((l[at], h[at])));
        // `max` and `min` pass over NaN, an unknown bound.
        let least = known(|b| b.0).unwrap_or(f64::NAN).max(0.0);
        drawn.min(known(|b| b.1).unwrap_or(f64::NAN)).max(least)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draws(value: f64, interval: (f64, f64), bounds: (f64, f64)) -> Vec<f64> {
        let (low, high) = ([interval.0], [interval.1]);
        let (least, most) = ([bounds.0], [bounds.1]);
        let cell = Estimates { low: &low, high: &high, bounds: Some((&least, &most)) };
        let mut all: Vec<f64> = (0..20_000).map(|d| cell.draw(0, value, 1, 7, d)).collect();
        all.sort_by(f64::total_cmp);
        all
    }

    #[test]
    fn draws_keep_the_interval_the_middle_and_the_bounds() {
        let all = draws(100.0, (60.0, 240.0), (50.0, 300.0));
        let at = |p: f64| all[(p * all.len() as f64) as usize];
        assert!((at(0.05) / 60.0 - 1.0).abs() < 0.02, "{}", at(0.05));
        assert!((at(0.5) / 100.0 - 1.0).abs() < 0.02, "{}", at(0.5));
        assert!((at(0.95) / 240.0 - 1.0).abs() < 0.02, "{}", at(0.95));
        assert!(all[0] >= 50.0 && all[all.len() - 1] <= 300.0);
    }

    #[test]
    fn an_estimate_of_zero_and_an_open_bound_are_drawn() {
        let all = draws(0.0, (0.0, 10.0), (0.0, f64::INFINITY));
        assert!(all.iter().all(|v| v.is_finite() && *v >= 0.0));
        let below = all.iter().filter(|v| **v <= 10.0).count() as f64 / all.len() as f64;
        assert!((below - 0.95).abs() < 0.01, "{below}");
    }

    #[test]
    fn what_is_no_estimate_stays_as_it_is() {
        let nothing = [f64::NAN];
        let cell = Estimates { low: &nothing, high: &nothing, bounds: None };
        assert_eq!(cell.draw(0, 5.0, 1, 1, 1), 5.0);
        assert!(cell.draw(0, f64::NAN, 1, 1, 1).is_nan());
    }
}
