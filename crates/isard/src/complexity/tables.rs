//! Row types of the tables of this question.

use crate::model::{Record, Status, TableSpec};

/// Schemas of the tables.
pub const TABLES: &[TableSpec] = &[RelatednessRow::SPEC, OpportunityRow::SPEC];

crate::record! {
    /// Relatedness of pairs of industries in the last year; each pair once.
    pub struct RelatednessRow in "complexity"/"relatedness", key ["industry", "other"] {
        /// Industry key.
        industry: String,
        /// Key of the other industry, the greater of the two.
        other: String,
        /// Year.
        year: i64 [Kind::Year],
        /// Number of regions that have both.
        co_occurrence: i64,
        /// Lesser of the two conditional probabilities that a region has one given the other.
        proximity: Option<f64>,
        /// Observed over expected co-occurrence; above 1 is related.
        relatedness: Option<f64>,
        /// Status of the relatedness.
        status: Status,
    }
}

crate::record! {
    /// What a region lies near in the last year: how much of an industry's relatedness lies with industries the region has.
    pub struct OpportunityRow in "complexity"/"opportunities", key ["region", "industry"] {
        /// Region key.
        region: String,
        /// Industry key.
        industry: String,
        /// Year.
        year: i64 [Kind::Year],
        /// Location quotient.
        lq: Option<f64>,
        /// Whether the region is specialised in the industry already.
        present: Option<bool>,
        /// Share of the industry's relatedness that lies with industries the region has, 0 to 1.
        density: Option<f64>,
        /// Rank of the density among the industries the region lacks; 1 is the nearest.
        rank: Option<i64>,
        /// Probability of entry by the following year by the study's own regression of entries on density.
        entry_probability: Option<f64>,
        /// Status of the density.
        status: Status,
    }
}
