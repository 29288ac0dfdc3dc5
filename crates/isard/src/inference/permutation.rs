//! p-values of permutation tests, and permutations of a whole map.

use super::Random;
use crate::registry::{OptionSpec, Options};
use rayon::prelude::*;

/// What counts as extreme.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Alternative {
    /// min(1, twice the smaller tail).
    #[default]
    TwoSided,
    /// Draws at least as large.
    Greater,
    /// Draws at most as large.
    Lesser,
    /// The smaller tail, whichever it is: a description, not a test of its size.
    Directed,
    /// Draws at least as far from the mean of all permutations.
    Folded,
}

impl Alternative {
    /// Names as options write them, in the order of the variants.
    pub const WORDS: &'static [&'static str] = &["two-sided", "greater", "lesser", "directed", "folded"];

    /// The alternative of a word; the default for any other.
    pub fn from_word(word: &str) -> Self {
        match word {
            "greater" => Alternative::Greater,
            "lesser" => Alternative::Lesser,
            "directed" => Alternative::Directed,
            "folded" => Alternative::Folded,
            _ => Alternative::TwoSided,
        }
    }

    /// Its name.
    pub fn word(self) -> &'static str {
        Self::WORDS[self as usize]
    }

    /// Draws at least as large as `upper` and at most as large as `lower`
    /// are counted: the statistic itself, or its mirror images.
    pub fn bounds(self, observed: f64, expected: f64) -> (f64, f64) {
        match self {
            Alternative::Folded => {
                let away = (observed - expected).abs();
                (expected + away, expected - away)
            }
            _ => (observed, observed),
        }
    }

    /// Draws as extreme as the observed value, of those counted.
    pub fn extreme(self, counts: Counts) -> u64 {
        match self {
            Alternative::Greater => counts.greater,
            Alternative::Lesser => counts.lesser,
            Alternative::TwoSided | Alternative::Directed => counts.greater.min(counts.lesser),
            Alternative::Folded => (counts.greater + counts.lesser).min(counts.draws),
        }
    }

    /// (M + 1)/(P + 1); h/L where the h-th extreme draw ended the test at draw L.
    pub fn p(self, counts: Counts, plan: Plan) -> f64 {
        let extreme = self.extreme(counts);
        let tail = match plan.stop_after {
            Some(h) if extreme >= h => extreme as f64 / counts.draws as f64,
            _ => (extreme + 1) as f64 / (counts.draws + 1) as f64,
        };
        if self == Alternative::TwoSided { (2.0 * tail).min(1.0) } else { tail.min(1.0) }
    }
}

/// Draws made, and those in the tails; a draw equal to the bound is in both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Draws made.
    pub draws: u64,
    /// Draws at least as large as the upper bound.
    pub greater: u64,
    /// Draws at most as large as the lower bound.
    pub lesser: u64,
}

impl Counts {
    /// Tails exchanged: counts of the negative statistic.
    pub fn mirrored(self) -> Counts {
        Counts { greater: self.lesser, lesser: self.greater, ..self }
    }
}

/// How many draws, of which seed, and when to stop before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan {
    /// Most draws.
    pub draws: u64,
    /// Seed.
    pub seed: u64,
    /// What counts as extreme.
    pub alternative: Alternative,
    /// Stop at this many extreme draws (Besag & Clifford 1991); never where `None`.
    pub stop_after: Option<u64>,
}

impl Default for Plan {
    fn default() -> Self {
        Plan { draws: 9_999, seed: 1, alternative: Alternative::TwoSided, stop_after: None }
    }
}

/// Options of every permutation test.
pub const OPTIONS: [OptionSpec; 4] = [
    OptionSpec::integer("draws", 0, 1_000_000_000, "9999", "Number of permutations; 0 for none."),
    OptionSpec::seed(),
    OptionSpec::choice(
        "alternative",
        Alternative::WORDS,
        "two-sided",
        "What counts as extreme: two-sided (twice the smaller tail), greater, lesser, directed (the smaller tail, without \
         doubling), folded (distance from the mean of all permutations).",
    ),
    OptionSpec::integer(
        "stop-after",
        0,
        1_000_000_000,
        "0",
        "Stop a test at this many extreme draws, p = h/L (Besag & Clifford 1991); 0 makes all draws.",
    ),
];

impl Plan {
    /// The plan of checked options.
    pub fn from_options(options: &Options) -> Plan {
        let stop = options.integer("stop-after") as u64;
        Plan {
            draws: options.integer("draws") as u64,
            seed: options.integer("seed") as u64,
            alternative: Alternative::from_word(options.text("alternative")),
            stop_after: (stop > 0).then_some(stop),
        }
    }

    /// Whether these counts end the test before its last draw.
    #[inline(always)]
    pub fn decided(&self, counts: Counts) -> bool {
        self.stop_after.is_some_and(|h| self.alternative.extreme(counts) >= h)
    }
}

/// Draws computed side by side before the tails are looked at.
const BATCH: u64 = 256;

/// Counts of a statistic of the whole map under permutations of `values`.
///
/// A draw nearer to a bound than `tolerance` is equal to it. Draw d is the
/// function of (seed, `stream`, d) alone, so counts do not depend on threads.
pub fn shuffled(
    values: &[f64],
    bounds: (f64, f64),
    tolerance: f64,
    plan: &Plan,
    stream: u64,
    statistic: impl Fn(&[f64]) -> f64 + Sync,
) -> Counts {
    let mut counts = Counts::default();
    let mut from = 0;
    while from < plan.draws {
        let to = plan.draws.min(from + BATCH);
        let drawn: Vec<f64> = (from..to)
            .into_par_iter()
            .map_init(Vec::new, |buffer, draw| {
                buffer.clear();
                buffer.extend_from_slice(values);
                Random::new(plan.seed, stream, draw).shuffle(buffer);
                statistic(buffer)
            })
            .collect();
        for value in drawn {
            counts.draws += 1;
            counts.greater += u64::from(value >= bounds.0 - tolerance);
            counts.lesser += u64::from(value <= bounds.1 + tolerance);
            if plan.decided(counts) {
                return counts;
            }
        }
        from = to;
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn p(alternative: Alternative, greater: u64, lesser: u64, draws: u64, stop_after: Option<u64>) -> f64 {
        let plan = Plan { alternative, stop_after, ..Plan::default() };
        alternative.p(Counts { draws, greater, lesser }, plan)
    }

    #[test]
    fn rules_of_the_p_value() {
        use Alternative::*;
        assert_eq!(p(Greater, 4, 95, 99, None), 0.05);
        assert_eq!(p(Lesser, 95, 4, 99, None), 0.05);
        assert_eq!(p(TwoSided, 4, 95, 99, None), 0.1);
        assert_eq!(p(Directed, 95, 4, 99, None), 0.05);
        assert_eq!(p(Folded, 4, 5, 99, None), 0.1);
        assert_eq!(p(TwoSided, 99, 99, 99, None), 1.0);
        // Ten extreme draws out of 200 end the test: h / L.
        assert_eq!(p(Greater, 10, 190, 200, Some(10)), 0.05);
        assert_eq!(p(TwoSided, 10, 190, 200, Some(10)), 0.1);
        assert_eq!(p(Greater, 9, 191, 199, Some(10)), 0.05);
        assert!(Alternative::WORDS.iter().all(|w| Alternative::from_word(w).word() == *w));
    }

    #[test]
    fn a_test_stops_at_its_last_extreme_draw() {
        let values: Vec<f64> = (0..12).map(f64::from).collect();
        let first = |x: &[f64]| x[0];
        let plan = Plan { draws: 50_000, alternative: Alternative::Greater, ..Plan::default() };
        let all = shuffled(&values, (9.0, 9.0), 0.0, &plan, 3, first);
        assert_eq!(all.draws, 50_000);
        // Three values of twelve are 9 or more.
        assert!((all.greater as f64 / 50_000.0 - 0.25).abs() < 0.01);
        let stopped = shuffled(&values, (9.0, 9.0), 0.0, &Plan { stop_after: Some(30), ..plan }, 3, first);
        assert_eq!(stopped.greater, 30);
        let before = shuffled(&values, (9.0, 9.0), 0.0, &Plan { draws: stopped.draws - 1, ..plan }, 3, first);
        assert_eq!(before.greater, 29);
    }
}
