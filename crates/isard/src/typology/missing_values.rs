//! Policies for missing values, their options and thresholds.

use crate::registry::{OptionSpec, Options};

/// What to do about missing values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Missing {
    /// Refuse the data.
    #[default]
    Refuse,
    /// Leave out indicators that are not complete in the reference year.
    DropIndicator,
    /// Leave out a region in each year in which it lacks a value.
    DropRegion,
    /// Fill with the median of all regions of the year.
    Median,
    /// Fill with the mean of the regions most alike in the other indicators.
    KNearest,
    /// Fill with the expectation given the region's other indicators, under a
    /// normal distribution fitted by the EM algorithm.
    RegressionEm,
}

impl Missing {
    /// All policies by their words.
    pub const WORDS: &'static [&'static str] =
        &["refuse", "drop-indicator", "drop-region", "median", "k-nearest", "regression-em"];

    /// The policy of a word of [`Missing::WORDS`]; `refuse` for any other.
    pub fn from_word(word: &str) -> Self {
        match word {
            "drop-indicator" => Missing::DropIndicator,
            "drop-region" => Missing::DropRegion,
            "median" => Missing::Median,
            "k-nearest" => Missing::KNearest,
            "regression-em" => Missing::RegressionEm,
            _ => Missing::Refuse,
        }
    }

    /// The word.
    pub fn as_str(self) -> &'static str {
        match self {
            Missing::Refuse => "refuse",
            Missing::DropIndicator => "drop-indicator",
            Missing::DropRegion => "drop-region",
            Missing::Median => "median",
            Missing::KNearest => "k-nearest",
            Missing::RegressionEm => "regression-em",
        }
    }

    /// Whether values are made up rather than left out.
    pub fn fills(self) -> bool {
        matches!(self, Missing::Median | Missing::KNearest | Missing::RegressionEm)
    }
}

/// Option `missing`.
pub(super) const MISSING: OptionSpec = OptionSpec::choice(
    "missing",
    Missing::WORDS,
    "refuse",
    "What to do about missing values: refuse; leave out indicators or regions that lack any; or fill, within each year: median of all regions, mean of the k nearest in the other indicators, or regression on the other indicators (EM).",
);

/// Option `neighbors`.
pub(super) const NEIGHBORS: OptionSpec = OptionSpec::integer(
    "neighbors",
    1,
    1000,
    "5",
    "missing=k-nearest: number of nearest regions whose mean fills a value.",
);

/// Option `min-coverage`.
pub(super) const MIN_COVERAGE: OptionSpec = OptionSpec::real(
    "min-coverage",
    0.0,
    1.0,
    "0.5",
    "A year is used when every indicator has values for at least this share of the regions (missing = drop-region and the policies that fill).",
);

/// Option `min-known`.
pub(super) const MIN_KNOWN: OptionSpec = OptionSpec::real(
    "min-known",
    0.0,
    1.0,
    "0.5",
    "Policies that fill leave out a region that knows less than this share of the indicators of the year: it would be made up.",
);

/// How rows are completed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Preparation {
    /// Policy for missing values.
    pub missing: Missing,
    /// Regions of `k-nearest`.
    pub neighbors: usize,
    /// Least share of regions with a value, for each indicator of a year.
    pub min_coverage: f64,
    /// Least share of indicators a region must know to be filled.
    pub min_known: f64,
    /// Reference year; the last usable one when `None`.
    pub year: Option<i64>,
}

impl Default for Preparation {
    fn default() -> Self {
        Preparation { missing: Missing::Refuse, neighbors: 5, min_coverage: 0.5, min_known: 0.5, year: None }
    }
}

impl Preparation {
    /// The choices that options name; those a method does not declare stand at
    /// their defaults.
    pub fn of(options: &Options) -> Self {
        let base = Preparation::default();
        let whole = |name: &str| options.to_json().get(name).and_then(serde_json::Value::as_i64);
        Preparation {
            missing: Missing::from_word(options.text("missing")),
            neighbors: whole("neighbors").map_or(base.neighbors, |k| k as usize),
            min_coverage: options.real("min-coverage").unwrap_or(base.min_coverage),
            min_known: options.real("min-known").unwrap_or(base.min_known),
            year: whole("year"),
        }
    }
}
