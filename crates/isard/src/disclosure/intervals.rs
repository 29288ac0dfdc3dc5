//! 90 % intervals from the errors at cells that were hidden and estimated.
//!
//! Split conformal by class: the error of the log, divided by the prior's
//! standard deviation, has its 5th and 95th percentile taken among hidden cells
//! of the same class: whether years were borrowed, how wide the bounds are, how
//! large the estimate is. They are one-sided tolerance limits, so that few
//! errors give wide intervals rather than narrow ones by chance. A class with
//! too few errors takes the percentiles of all cells that share its first
//! traits.

use std::collections::BTreeMap;

/// Errors a class needs of its own.
const LEAST: usize = 80;
/// Errors without which nothing is learnt.
const LEAST_OF_ALL: usize = 20;

/// What decides the class of a cell.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Traits {
    /// Estimate.
    pub value: f64,
    /// Standard deviation of the prior's log.
    pub deviation: f64,
    /// Bounds.
    pub bounds: (f64, f64),
    /// Whether the years around were used.
    pub borrowed: bool,
}

impl Traits {
    /// Class from the coarsest trait to the finest.
    fn class(&self, shift: f64) -> [u8; 4] {
        let width = (self.bounds.1 - self.bounds.0) / (self.value + shift);
        let width = [0.5, 2.0].iter().filter(|w| width > **w).count() as u8;
        let size = [10.0, 50.0, 250.0].iter().filter(|s| self.value > **s * 2.0 * shift).count() as u8;
        let sure = [0.15, 0.4].iter().filter(|s| self.deviation > **s).count() as u8;
        [width, u8::from(self.borrowed), size, sure]
    }
}

/// Percentiles by class, finer classes first.
#[derive(Debug, Clone, Default)]
pub struct Intervals {
    by_class: BTreeMap<Vec<u8>, (f64, f64)>,
    /// Added to values before logs are taken.
    shift: f64,
    /// Number of errors learnt from.
    pub errors: usize,
}

impl Intervals {
    /// Learns from estimates of hidden cells and their true values.
    pub fn learn(hidden: &[(Traits, f64)], shift: f64) -> Intervals {
        let mut scores: BTreeMap<Vec<u8>, Vec<f64>> = BTreeMap::new();
        for (traits, truth) in hidden {
            let score = ((truth + shift) / (traits.value + shift)).ln() / traits.deviation;
            let class = traits.class(shift);
            for depth in 0..=class.len() {
                scores.entry(class[..depth].to_vec()).or_default().push(score);
            }
        }
        let enough = |class: &[u8], n: usize| n >= if class.is_empty() { LEAST_OF_ALL } else { LEAST };
        let by_class = scores
            .into_iter()
            .filter(|(class, s)| enough(class, s.len()))
            .map(|(class, mut s)| {
                let (low, high) = percentiles(&mut s);
                (class, (low.min(0.0), high.max(0.0)))
            })
            .collect();
        Intervals { by_class, shift, errors: hidden.len() }
    }

    /// The interval of an estimate, inside its bounds; without errors to learn
    /// from, the bounds.
    pub fn of(&self, t: &Traits) -> (f64, f64) {
        let class = t.class(self.shift);
        let found = (0..=class.len()).rev().find_map(|k| self.by_class.get(&class[..k]));
        let Some(&(low, high)) = found else { return t.bounds };
        let at = |score: f64| (t.value + self.shift) * (score * t.deviation).exp() - self.shift;
        let inside = |v: f64| v.max(t.bounds.0).min(t.bounds.1);
        (inside(at(low)).min(t.value), inside(at(high)).max(t.value))
    }
}

/// Scores that lie below the 5th and above the 95th percentile with a confidence
/// of about 90 % each (normal approximation of the rank).
fn percentiles(scores: &mut [f64]) -> (f64, f64) {
    scores.sort_by(f64::total_cmp);
    let n = scores.len();
    let rank = (n + 1) as f64 * 0.95 + 1.2816 * (n as f64 * 0.95 * 0.05).sqrt();
    let rank = (rank.ceil() as usize).min(n);
    (scores[n - rank], scores[rank - 1])
}
