//! Row types of the tables of this question.

use crate::model::{Record, Status, TableSpec};

/// Schemas of the tables.
pub const TABLES: &[TableSpec] = &[
    ShiftShareRow::SPEC,
    EntryExitRow::SPEC,
    EntryModelRow::SPEC,
    LifeCycleRow::SPEC,
    TrendRow::SPEC,
    TrendTestRow::SPEC,
];

crate::record! {
    /// Change of regions from the first to the last year, split into components.
    pub struct ShiftShareRow in "dynamics"/"shift_share", key ["region", "variant", "component"] {
        /// Region key.
        region: String,
        /// Definition: classic, esteban-marquillas, dynamic or spatial.
        variant: &'static str,
        /// Component; `change` is the sum of the others, `unallocated` what no component takes.
        component: &'static str,
        /// First year.
        from_year: i64 [Kind::Year],
        /// Last year.
        to_year: i64 [Kind::Year],
        /// Part of the change.
        value: Option<f64>,
        /// Part over the activity of the first year.
        rate: Option<f64>,
        /// Status of the value.
        status: Status,
    }
}

crate::record! {
    /// Entry and exit of industries in portfolios between two years.
    pub struct EntryExitRow in "dynamics"/"entry_exit", key ["scope", "key", "from_year"] {
        /// all, region or industry.
        scope: &'static str,
        /// Key of the region or industry; `all`.
        key: String,
        /// Year before.
        from_year: i64 [Kind::Year],
        /// Year after.
        to_year: i64 [Kind::Year],
        /// Cells held before.
        held: i64,
        /// Cells not held before.
        absent: i64,
        /// Cells entered.
        entries: i64,
        /// Cells left.
        exits: i64,
        /// Entries over not held before.
        entry_rate: Option<f64>,
        /// Exits over held before.
        exit_rate: Option<f64>,
        /// Share of the first year's holdings that are held.
        persistence: Option<f64>,
        /// Status of the entry rate.
        entry_status: Status,
        /// Status of the exit rate.
        exit_status: Status,
        /// Status of the persistence.
        persistence_status: Status,
    }
}

crate::record! {
    /// Association of entry and exit with relatedness to the rest of the portfolio.
    pub struct EntryModelRow in "dynamics"/"entry_model", key ["outcome", "term"] {
        /// entry or exit.
        outcome: &'static str,
        /// Regressor.
        term: &'static str,
        /// Form of the probability: logit or linear.
        model: &'static str,
        /// Coefficient.
        coefficient: Option<f64>,
        /// Standard error, robust to dependence within clusters.
        error: Option<f64>,
        /// Lower limit, 90 %.
        low: Option<f64>,
        /// Upper limit.
        high: Option<f64>,
        /// Two-sided p-value.
        p: Option<f64>,
        /// Observations.
        n: i64,
        /// Clusters of the errors.
        clusters: i64,
        /// Status of the coefficient.
        status: Status,
    }
}

crate::record! {
    /// Stages in the life of clusters, by isard's own classifier.
    pub struct LifeCycleRow in "dynamics"/"life_cycle", key ["region", "cluster", "year"] {
        /// Region key.
        region: String,
        /// Cluster or industry key.
        cluster: String,
        /// Year.
        year: i64 [Kind::Year],
        /// emergence, growth, sustainment or decline: the most probable.
        stage: &'static str,
        /// Probability of the stage.
        probability: f64,
        /// Probability of emergence.
        emergence_probability: f64,
        /// Probability of growth.
        growth_probability: f64,
        /// Probability of sustainment.
        sustainment_probability: f64,
        /// Probability of decline.
        decline_probability: f64,
        /// Log growth since the year before beyond that of the cluster in the other regions.
        growth: Option<f64>,
        /// Location quotient.
        lq: Option<f64>,
        /// observed, or estimated where the year has no value of its own.
        status: Status,
    }
}

crate::record! {
    /// Concentration, strong clusters, churn and centre of gravity of industries by year.
    pub struct TrendRow in "dynamics"/"trends", key ["industry", "year", "measure"] {
        /// Industry or cluster key.
        industry: String,
        /// Year.
        year: i64 [Kind::Year],
        /// gini, herfindahl, strong-clusters, churn, drift, center-lon, center-lat, center-x or center-y.
        measure: &'static str,
        /// Value of the measure.
        value: Option<f64>,
        /// 5th percentile over bootstrap samples of regions.
        low: Option<f64>,
        /// 95th percentile over bootstrap samples of regions.
        high: Option<f64>,
        /// Status of the value.
        status: Status,
    }
}

crate::record! {
    /// Tests of trend of the measures in `dynamics/trends`.
    pub struct TrendTestRow in "dynamics"/"trend_tests", key ["industry", "measure"] {
        /// Industry or cluster key.
        industry: String,
        /// Measure.
        measure: &'static str,
        /// Sen's median slope a year.
        slope: Option<f64>,
        /// 5th percentile of the slope over bootstrap samples of regions.
        low: Option<f64>,
        /// 95th percentile.
        high: Option<f64>,
        /// Kendall's τ-b of value and time.
        tau: Option<f64>,
        /// p-value of Mann and Kendall, two-sided.
        p: Option<f64>,
        /// p adjusted for the industries of the measure (Benjamini & Hochberg).
        q: Option<f64>,
        /// Status of the slope.
        status: Status,
    }
}
