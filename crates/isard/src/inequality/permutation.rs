//! Permutation p-values.

use crate::registry::OptionSpec;

/// Number of permutations.
pub const DRAWS: OptionSpec =
    OptionSpec::integer("draws", 0, 10_000_000, "999", "Number of permutations; 0 leaves the test out.");

/// Which draws count against chance.
pub const ALTERNATIVE: OptionSpec = OptionSpec::choice(
    "alternative",
    &["two-sided", "greater", "lesser"],
    "two-sided",
    "Which tail the permutation p-value looks at; two-sided is twice the smaller one.",
);

/// Draws at least as large and at least as small as what was observed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tails {
    /// Number of draws.
    pub draws: usize,
    /// Draws at least as large.
    pub at_least: usize,
    /// Draws at least as small.
    pub at_most: usize,
}

impl Tails {
    /// Counts draws against a value. Draws within rounding of it count on both
    /// sides: a permutation that changes nothing must not look extreme.
    pub fn of(observed: f64, draws: impl IntoIterator<Item = f64>, scale: f64) -> Tails {
        let slack = 1e-12 * scale.abs();
        draws.into_iter().fold(Tails::default(), |t, d| Tails {
            draws: t.draws + 1,
            at_least: t.at_least + usize::from(d >= observed - slack),
            at_most: t.at_most + usize::from(d <= observed + slack),
        })
    }

    /// (M + 1)/(P + 1) of the alternative; `None` without draws.
    pub fn p(&self, alternative: &str) -> Option<f64> {
        let tail = |m: usize| (m + 1) as f64 / (self.draws + 1) as f64;
        let p = match alternative {
            "greater" => tail(self.at_least),
            "lesser" => tail(self.at_most),
            _ => (2.0 * tail(self.at_least.min(self.at_most))).min(1.0),
        };
        (self.draws > 0).then_some(p)
    }
}
