//! Row types of the tables of contiguous groups.

use crate::model::{Record, Status, TableSpec};

/// Schemas of the tables.
pub const TABLES: &[TableSpec] = &[ContiguousGroupRow::SPEC, ContiguousSummaryRow::SPEC];

crate::record! {
    /// Groups of regions that hang together on the map, by method.
    pub struct ContiguousGroupRow in "space"/"contiguous_groups", key ["method", "region"] {
        /// Method: skater, redcap, ward-contiguous, azp, max-p, or clustgeo, which prefers neighbours without requiring them.
        method: &'static str,
        /// Region.
        region: String [Kind::Key],
        /// Group, 1 = highest mean index, or by first appearance where no indicator ranks; empty for a region left out.
        group: Option<i64>,
        /// Silhouette of the region in its group.
        silhouette: Option<f64> [Kind::Real { min: -1.0, max: 1.0 }],
        /// observed, estimated (an indicator was filled), undefined:left-out or undefined:island.
        status: Status,
    }
}

crate::record! {
    /// What contiguity costs: each method beside the grouping without it.
    pub struct ContiguousSummaryRow in "space"/"contiguous_summary", key ["method"] {
        /// Method; `unconstrained` is the grouping without contiguity.
        method: &'static str,
        /// Variant of the method.
        variant: String,
        /// Number of groups.
        k: i64,
        /// Sum of squares within groups.
        total_within_ss: f64 [Kind::AMOUNT],
        /// Share of the sum of squares that lies between groups.
        explained_share: Option<f64> [Kind::SHARE],
        /// Explained share of the unconstrained groups minus this one's; with another number of groups it says little.
        loss: Option<f64>,
        /// Adjusted Rand index with the unconstrained groups.
        adjusted_rand: f64,
        /// Mean silhouette.
        silhouette: Option<f64> [Kind::Real { min: -1.0, max: 1.0 }],
        /// Regions of the smallest group.
        smallest: i64,
        /// Regions of the largest group.
        largest: i64,
        /// Separate pieces of the groups on the map.
        parts: i64,
        /// Share of links between neighbours that join different groups.
        cut_share: Option<f64> [Kind::SHARE],
        /// Whether it explains most among methods whose k groups all hang together.
        best: bool,
    }
}
