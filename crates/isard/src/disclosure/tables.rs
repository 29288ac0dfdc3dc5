//! Row types of the tables of this question.

use crate::model::{Record, Status, TableSpec};

/// Schemas of the tables.
pub const TABLES: &[TableSpec] = &[CellRow::SPEC, MarginRow::SPEC];

crate::record! {
    /// Cells withheld for confidentiality, bounded and estimated.
    pub struct CellRow in "disclosure"/"cells", key ["region", "industry", "year", "measure"] {
        /// Region key.
        region: String,
        /// Industry key.
        industry: String,
        /// Year.
        year: i64 [Kind::Year],
        /// Measure.
        measure: String,
        /// Estimate, consistent with the published totals.
        value: Option<f64>,
        /// Lower end of the 90 % interval.
        low: Option<f64>,
        /// Upper end of the 90 % interval.
        high: Option<f64>,
        /// Least value the published figures allow.
        bound_low: Option<f64>,
        /// Greatest value the published figures allow.
        bound_high: Option<f64>,
        /// Estimated, or suppressed where nothing allows an estimate.
        status: Status,
    }
}

crate::record! {
    /// Published totals with withheld parts, and totals that contradict each other.
    pub struct MarginRow in "disclosure"/"margins", key ["region", "industry", "year", "measure", "over"] {
        /// Region key of the total.
        region: String,
        /// Industry key of the total.
        industry: String,
        /// Year.
        year: i64 [Kind::Year],
        /// Measure.
        measure: String,
        /// Hierarchy the total adds over: regions or industries.
        over: &'static str,
        /// The total: published, or estimated where it is withheld itself.
        total: Option<f64>,
        /// Number of withheld parts.
        withheld: i64,
        /// Sum of the parts less the total.
        residual: Option<f64>,
        /// Largest residual that rounding of the published figures explains.
        tolerance: f64,
        /// How the total was met: met, unmet or contradiction.
        verdict: &'static str,
        /// Contradiction: totals that cannot hold together, a set shortened as far as the search found.
        conflict: Option<String>,
    }
}
