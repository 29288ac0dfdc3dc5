//! Result tables of this question.

use crate::model::{Record, Status, TableSpec};

/// Schemas of the tables.
pub const TABLES: &[TableSpec] = &[MoranRow::SPEC, LocalMoranRow::SPEC, LocalStatisticRow::SPEC];

crate::record! {
    /// Whether neighbours are alike: statistics of an indicator over the whole map, or joins within groups of regions, by year.
    pub struct MoranRow in "space"/"moran", key ["indicator", "year", "statistic"] {
        /// Indicator; `index` for the integral index, `groups` for the groups of regions.
        indicator: String [Kind::Key],
        /// Year.
        year: i64 [Kind::Year],
        /// moran (I), geary (c: below 1 where neighbours are alike), getis-ord (G, links of weight 1: above its expectation where high values come together), or joins: neighbouring pairs of regions in the same group.
        statistic: &'static str,
        /// Value of the statistic.
        value: Option<f64>,
        /// Expectation without spatial association.
        expected: Option<f64>,
        /// Variance when the given values are permuted over the map; empty for joins.
        variance: Option<f64>,
        /// Standard deviations from the expectation.
        z: Option<f64>,
        /// p-value of the permutation test.
        p: Option<f64> [Kind::SHARE],
        /// Status of the value.
        status: Status,
    }
}

crate::record! {
    /// Local Moran's I: clusters and outliers of an indicator on the map.
    pub struct LocalMoranRow in "space"/"local_moran", key ["region", "indicator", "year"] {
        /// Region.
        region: String [Kind::Key],
        /// Indicator; `index` for the integral index.
        indicator: String [Kind::Key],
        /// Year.
        year: i64 [Kind::Year],
        /// Local I.
        value: Option<f64>,
        /// p-value of the conditional permutation test.
        p: Option<f64> [Kind::SHARE],
        /// p-value adjusted for the number of regions (false discovery rate).
        q: Option<f64> [Kind::SHARE],
        /// Whether the region is high or low, and then its neighbours, significant or not: high-high, low-low, high-low, low-high.
        quadrant: Option<&'static str>,
        /// Status of the value.
        status: Status,
    }
}

crate::record! {
    /// Other local statistics: hot and cold spots, and regions like or unlike their neighbours.
    pub struct LocalStatisticRow in "space"/"local_statistics", key ["region", "indicator", "year", "statistic"] {
        /// Region.
        region: String [Kind::Key],
        /// Indicator; `index` for the integral index.
        indicator: String [Kind::Key],
        /// Year.
        year: i64 [Kind::Year],
        /// getis-ord-star (G*, the region itself among its neighbours, links of weight 1), or local-geary.
        statistic: &'static str,
        /// Value of the statistic.
        value: Option<f64>,
        /// Standard deviations from the expectation, where a formula is known.
        z: Option<f64>,
        /// p-value of the conditional permutation test.
        p: Option<f64> [Kind::SHARE],
        /// p-value adjusted for the number of regions (false discovery rate).
        q: Option<f64> [Kind::SHARE],
        /// Significant or not: high or low for getis-ord-star; for local-geary high-high, low-low, other-positive, or negative where the region is unlike its neighbours.
        kind: Option<&'static str>,
        /// Status of the value.
        status: Status,
    }
}
