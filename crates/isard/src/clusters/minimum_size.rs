//! Sizes below which a cell earns nothing and a region is not ranked: small
//! cells have high quotients by chance.

use super::slab::Slab;
use crate::registry::{OptionSpec, Options};

/// Least sizes; zero for none.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct MinimumSize {
    /// Least value (jobs) of a region's cell.
    pub value: f64,
    /// Least number of establishments of a region's cell.
    pub establishments: f64,
    /// Least total of a region that is ranked.
    pub region: f64,
}

/// Least value of a cell.
pub const MINIMUM_VALUE: OptionSpec = OptionSpec::real(
    "minimum-value",
    0.0,
    f64::MAX,
    "0",
    "Least value (employment) of a cell that earns anything; a smaller one keeps its place in the ranking.",
);
/// Least number of establishments of a cell.
pub const MINIMUM_ESTABLISHMENTS: OptionSpec = OptionSpec::real(
    "minimum-establishments",
    0.0,
    f64::MAX,
    "0",
    "Least number of establishments of a cell that earns anything; undecided where the number is unknown.",
);
/// Least total of a region.
pub const MINIMUM_REGION: OptionSpec = OptionSpec::real(
    "minimum-region",
    0.0,
    f64::MAX,
    "0",
    "Least total of a region that is ranked; smaller ones count in totals and quotients, not among the regions of a top \
     share.",
);

/// Options of every method that judges cells by size.
pub const OPTIONS: [OptionSpec; 3] = [MINIMUM_VALUE, MINIMUM_ESTABLISHMENTS, MINIMUM_REGION];

impl MinimumSize {
    /// What the options ask for.
    pub fn of(options: &Options) -> MinimumSize {
        let least = |spec: OptionSpec| options.real(spec.name).unwrap_or(0.0);
        MinimumSize {
            value: least(MINIMUM_VALUE),
            establishments: least(MINIMUM_ESTABLISHMENTS),
            region: least(MINIMUM_REGION),
        }
    }

    /// Which regions are ranked. A total that is no number is not large enough.
    pub fn ranked(&self, slab: &Slab) -> Vec<bool> {
        slab.row_totals().iter().map(|total| self.region <= 0.0 || *total >= self.region).collect()
    }

    /// Whether a value is enough; of a withheld one (NaN) by its bounds.
    pub fn enough(&self, value: f64, (low, high): (f64, f64)) -> Option<bool> {
        match () {
            () if self.value <= 0.0 => Some(true),
            () if !value.is_nan() => Some(value >= self.value),
            () if low >= self.value => Some(true),
            () if high < self.value => Some(false),
            () => None,
        }
    }

    /// Whether a number of establishments is enough; `None` where it is asked
    /// for and unknown.
    pub fn enough_establishments(&self, number: f64) -> Option<bool> {
        match () {
            () if self.establishments <= 0.0 => Some(true),
            () if number.is_nan() => None,
            () => Some(number >= self.establishments),
        }
    }

    /// The rule in words; `None` where there is none.
    pub fn describe(&self) -> Option<String> {
        let mut parts = Vec::new();
        if self.value > 0.0 {
            parts.push(format!("a value of {} or more in the cell", self.value));
        }
        if self.establishments > 0.0 {
            parts.push(format!("{} establishments or more in the cell", self.establishments));
        }
        if self.region > 0.0 {
            parts.push(format!("a total of {} or more of the region", self.region));
        }
        (!parts.is_empty()).then(|| parts.join(", "))
    }
}

/// What becomes of a mark where the cell is large enough, too small, or
/// neither is known.
pub fn with_size(mark: Option<bool>, enough: Option<bool>) -> Option<bool> {
    match (mark, enough) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (Some(true), Some(true)) => Some(true),
        _ => None,
    }
}
