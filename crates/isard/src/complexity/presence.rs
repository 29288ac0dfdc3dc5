//! Which industries a region has: the 0/1 matrix behind everything here, as
//! one bit a cell.

use crate::clusters::activity::Activity;
use crate::clusters::location_quotient::dense;
use crate::registry::{OptionSpec, Options};

/// Option `presence`.
pub const PRESENCE: OptionSpec = OptionSpec::choice(
    "presence",
    &["lq", "value"],
    "lq",
    "When a region has an industry: location quotient of at least `threshold`, or the value itself of at least it.",
);

/// Option `threshold`.
pub const THRESHOLD: OptionSpec =
    OptionSpec::real("threshold", 0.0, f64::MAX, "1", "Least location quotient or value; zero never counts.");

/// Regions × industries, a bit each; the bits of an industry lie together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Presence {
    regions: usize,
    industries: usize,
    words: usize,
    bits: Vec<u64>,
}

impl Presence {
    /// Present where the function says so.
    pub fn new(regions: usize, industries: usize, has: impl Fn(usize, usize) -> bool) -> Presence {
        let words = regions.div_ceil(64).max(1);
        let mut bits = vec![0; words * industries];
        for r in 0..regions {
            for i in 0..industries {
                bits[i * words + r / 64] |= u64::from(has(r, i)) << (r % 64);
            }
        }
        Presence { regions, industries, words, bits }
    }

    /// Present where a value reaches the threshold and is above zero; NaN does not.
    ///
    /// # Panics
    /// When there are not `regions × industries` values.
    pub fn of_values(values: &[f64], regions: usize, industries: usize, threshold: f64) -> Presence {
        assert_eq!(values.len(), regions * industries, "a value for each cell");
        Presence::new(regions, industries, |r, i| {
            let v = values[r * industries + i];
            v >= threshold && v > 0.0
        })
    }

    /// One year of an input under the options `presence` and `threshold`.
    pub fn of_year(activity: &Activity, year: usize, options: &Options) -> Presence {
        let (rows, cols) = (activity.panel.regions.len(), activity.panel.industries.len());
        let cells = &activity.panel.values[year * rows * cols..(year + 1) * rows * cols];
        let threshold = options.real("threshold").unwrap_or(1.0);
        if options.text("presence") == "value" {
            return Presence::of_values(cells, rows, cols, threshold);
        }
        Presence::of_values(&dense(cells, rows, cols).quotients, rows, cols, threshold)
    }

    /// Number of regions.
    pub fn regions(&self) -> usize {
        self.regions
    }

    /// Number of industries.
    pub fn industries(&self) -> usize {
        self.industries
    }

    /// Whether the region has the industry.
    pub fn has(&self, region: usize, industry: usize) -> bool {
        self.bits[industry * self.words + region / 64] >> (region % 64) & 1 == 1
    }

    /// Bits of an industry, region 0 lowest in the first word.
    pub fn industry(&self, i: usize) -> &[u64] {
        &self.bits[i * self.words..(i + 1) * self.words]
    }

    /// Number of regions that have each industry.
    pub fn ubiquity(&self) -> Vec<u32> {
        (0..self.industries).map(|i| self.industry(i).iter().map(|w| w.count_ones()).sum()).collect()
    }

    /// Number of industries that each region has.
    pub fn diversity(&self) -> Vec<u32> {
        let count = |r| (0..self.industries).map(|i| u32::from(self.has(r, i))).sum();
        (0..self.regions).map(count).collect()
    }
}
