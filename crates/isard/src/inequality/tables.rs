//! Row types of the tables of this question.

use crate::model::{Record, Status, TableSpec};

/// Schemas of the tables.
pub const TABLES: &[TableSpec] = &[
    InequalityRow::SPEC,
    ConvergenceRow::SPEC,
    ClubRow::SPEC,
    MobilityRow::SPEC,
    ClassTransitionRow::SPEC,
    ClassRow::SPEC,
    RankChangeRow::SPEC,
];

crate::record! {
    /// Inequality of an indicator over regions, by year.
    pub struct InequalityRow in "inequality"/"inequality", key ["year", "indicator", "measure", "component"] {
        /// Year.
        year: i64 [Kind::Year],
        /// Indicator key.
        indicator: String,
        /// Measure: theil (T), theil-l (mean log deviation), gini, atkinson (aversion 0.5), hoover, williamson (by residents) or williamson-unweighted.
        measure: &'static str,
        /// Component: total, between groups of regions, within groups.
        component: &'static str,
        /// Value of the measure.
        value: Option<f64>,
        /// Status of the value.
        status: Status,
    }
}

crate::record! {
    /// Whether regions approach each other, by indicator.
    pub struct ConvergenceRow in "inequality"/"convergence", key ["indicator", "measure", "component", "year_from", "year_to"] {
        /// Indicator key.
        indicator: String,
        /// Measure: beta (absolute), beta-in-groups (a constant for each parent region), sigma, log-t (all regions) or log-t-divergent (regions in no club).
        measure: &'static str,
        /// Component: slope, speed and half-life (years), r-squared, regions; spread (of a year, standard deviation of logarithms), its trend (yearly rate) and ratio (last to first); slope and t of log t.
        component: &'static str,
        /// First year.
        year_from: i64 [Kind::Year],
        /// Last year.
        year_to: i64 [Kind::Year],
        /// Value.
        value: Option<f64>,
        /// Lower limit, 90 %; empty where there is none.
        low: Option<f64>,
        /// Upper limit, 90 %; empty where there is none.
        high: Option<f64>,
        /// p-value, two-sided.
        p: Option<f64>,
        /// Status of the value.
        status: Status,
    }
}

crate::record! {
    /// Convergence club of each region, by indicator.
    pub struct ClubRow in "inequality"/"clubs", key ["indicator", "region"] {
        /// Indicator key.
        indicator: String,
        /// Region.
        region: String [Kind::Key],
        /// Club; 1 has the highest mean in the last year; empty for a region in no club.
        club: Option<i64>,
        /// Logarithm of the last value over the mean of all regions' (relative transition).
        relative: Option<f64>,
        /// Slope of the club's log t regression; half of it is the speed at which the club closes up.
        club_slope: Option<f64>,
        /// Its t; the club converges while it lies above −1.65.
        club_t: Option<f64>,
        /// observed, or undefined:divergent for a region in no club.
        status: Status,
    }
}

crate::record! {
    /// How much regions move in the distribution, by indicator.
    pub struct MobilityRow in "inequality"/"mobility", key ["indicator", "measure", "component", "year_from", "year_to"] {
        /// Indicator key.
        indicator: String,
        /// Measure: tau (Kendall, between two years), markov (indices of mobility, half-life in steps), or a test: homogeneity-in-time, markov-property, neighbors (whether the class of the neighbours makes a difference).
        measure: &'static str,
        /// Component: total, neighbors, non-neighbors; name of the index; lr or q.
        component: &'static str,
        /// First year.
        year_from: i64 [Kind::Year],
        /// Last year.
        year_to: i64 [Kind::Year],
        /// Value.
        value: Option<f64>,
        /// p-value: normal (tau), χ² (tests), by permutation (tau of neighbours).
        p: Option<f64>,
        /// p-value by laying the regions' paths on the map at random.
        p_permutation: Option<f64>,
        /// Status of the value.
        status: Status,
    }
}

crate::record! {
    /// Moves of regions between classes of values relative to the year's mean, by indicator.
    pub struct ClassTransitionRow in "inequality"/"transitions", key ["indicator", "lag", "from_class", "to_class"] {
        /// Indicator key.
        indicator: String,
        /// Class of the neighbours before; 0 = all moves, whatever the neighbours.
        lag: i64,
        /// Class before; 1 is the lowest.
        from_class: i64,
        /// Class after.
        to_class: i64,
        /// Number of moves.
        count: i64,
        /// Share of the moves that start in the class before.
        probability: Option<f64>,
        /// Lower limit, 90 %.
        low: Option<f64>,
        /// Upper limit, 90 %.
        high: Option<f64>,
        /// Mean number of steps until the class after is first entered.
        first_passage: Option<f64>,
        /// Status of the probability.
        status: Status,
    }
}

crate::record! {
    /// Classes of values relative to the year's mean and their shares in the long run, by indicator.
    pub struct ClassRow in "inequality"/"classes", key ["indicator", "lag", "class"] {
        /// Indicator key.
        indicator: String,
        /// Class of the neighbours; 0 = whatever the neighbours.
        lag: i64,
        /// Class; 1 is the lowest.
        class: i64,
        /// Upper border of the class; empty for the highest.
        border: Option<f64>,
        /// Moves that start in the class.
        count: i64,
        /// Share of the class in the long run.
        ergodic: Option<f64>,
        /// Status of the share.
        status: Status,
    }
}

crate::record! {
    /// Ranks of regions in the first and the last year, by indicator.
    pub struct RankChangeRow in "inequality"/"rank_changes", key ["indicator", "region"] {
        /// Indicator key.
        indicator: String,
        /// Region.
        region: String [Kind::Key],
        /// First year.
        year_from: i64 [Kind::Year],
        /// Last year.
        year_to: i64 [Kind::Year],
        /// Rank in the first year; 1 is the highest value, ties share the mean.
        rank_from: f64,
        /// Rank in the last year.
        rank_to: f64,
        /// Ranks gained; negative for ranks lost.
        change: f64,
    }
}
