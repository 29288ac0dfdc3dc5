//! Row types of the tables of this question.

use crate::model::{Record, Status, TableSpec};

/// Schemas of the tables.
pub const TABLES: &[TableSpec] = &[
    StrengthRow::SPEC,
    IndustryRow::SPEC,
    SpecializationRow::SPEC,
    ConcentrationRow::SPEC,
    RankingRow::SPEC,
    CompetitivenessRow::SPEC,
    TradedRow::SPEC,
    super::ellison_glaeser::EllisonGlaeserRow::SPEC,
    super::maurel_sedillot::MaurelSedillotRow::SPEC,
    super::coagglomeration::CoagglomerationRow::SPEC,
];

crate::record! {
    /// Strength of every cluster in every region in the last year.
    pub struct StrengthRow in "clusters"/"strength", key ["region", "cluster"] {
        /// Region key.
        region: String,
        /// Cluster or industry key.
        cluster: String,
        /// Year.
        year: i64 [Kind::Year],
        /// Value of the measure.
        value: Option<f64>,
        /// Share of the region's total.
        share: Option<f64>,
        /// Location quotient.
        lq: Option<f64>,
        /// 5th percentile of the quotient over resamplings.
        low: Option<f64>,
        /// 95th percentile of the quotient over resamplings.
        high: Option<f64>,
        /// Whether the region has the size star.
        size_star: Option<bool>,
        /// Whether it has the specialisation star.
        specialization_star: Option<bool>,
        /// Whether it has the focus star.
        focus_star: Option<bool>,
        /// Whether it has the productivity star.
        productivity_star: Option<bool>,
        /// Whether it has the dynamism star.
        dynamism_star: Option<bool>,
        /// Number of stars, where all are decided.
        stars: Option<i64>,
        /// Share of resamplings with the size star.
        size_probability: Option<f64>,
        /// Share of resamplings with the specialisation star.
        specialization_probability: Option<f64>,
        /// Share of resamplings with the focus star.
        focus_probability: Option<f64>,
        /// Share of resamplings with the productivity star; empty where too few cells tell how productivity scatters.
        productivity_probability: Option<f64>,
        /// Share of resamplings with the dynamism star; empty where too few cells tell how growth scatters.
        dynamism_probability: Option<f64>,
        /// Expected number of stars: the sum of the probabilities, a star for productivity or dynamism without one as it is seen.
        stars_expected: Option<f64>,
        /// Whether the cluster is strong by Porter's rule: in the top quartile of regions by location quotient, or as set.
        strong: Option<bool>,
        /// Share of resamplings in which it is strong.
        strong_probability: Option<f64>,
        /// Whether the region is large enough to be ranked; stars are empty where it is not.
        ranked: bool,
        /// Mean annual growth of the value from the first to the last year.
        growth: Option<f64>,
        /// Wages, value added or output per unit of the value.
        productivity: Option<f64>,
        /// Annual growth of the value over the years of the dynamism star.
        dynamism: Option<f64>,
        /// Cluster index of Litzenberger and Sternberg, where establishments, area and residents are known; 1 is average.
        cluster_index: Option<f64>,
        /// Status of the value; of the quotient where the value exists and the quotient does not.
        status: Status,
        /// Least possible value of a withheld cell.
        bound_low: Option<f64>,
        /// Greatest possible value of a withheld cell.
        bound_high: Option<f64>,
        /// Least possible location quotient of a withheld cell.
        lq_bound_low: Option<f64>,
        /// Greatest possible location quotient of a withheld cell.
        lq_bound_high: Option<f64>,
    }
}

crate::record! {
    /// Location quotient of every cell in every year.
    pub struct IndustryRow in "clusters"/"industries", key ["region", "industry", "year"] {
        /// Region key.
        region: String,
        /// Industry key.
        industry: String,
        /// Year.
        year: i64 [Kind::Year],
        /// Value of the measure.
        value: Option<f64>,
        /// Location quotient.
        lq: Option<f64>,
        /// Status of the value; of the quotient where the value exists and the quotient does not.
        status: Status,
    }
}

crate::record! {
    /// Specialisation of every region in every year.
    pub struct SpecializationRow in "clusters"/"specialization", key ["region", "year", "measure"] {
        /// Region key.
        region: String,
        /// Year.
        year: i64 [Kind::Year],
        /// Measure: krugman (national variant), gini (of location quotients, unweighted), hachman, herfindahl, entropy (nats), duranton-puga-specialization or duranton-puga-diversity.
        measure: &'static str,
        /// Value of the measure.
        value: Option<f64>,
        /// Share of the region's published total that the cells with values cover.
        coverage: Option<f64>,
        /// Status of the value.
        status: Status,
    }
}

crate::record! {
    /// Concentration of every industry in every year.
    pub struct ConcentrationRow in "clusters"/"concentration", key ["industry", "year", "measure"] {
        /// Industry key.
        industry: String,
        /// Year.
        year: i64 [Kind::Year],
        /// Measure: gini (of location quotients, unweighted), hoover-balassa or krugman (national variant).
        measure: &'static str,
        /// Value of the measure.
        value: Option<f64>,
        /// Status of the value.
        status: Status,
    }
}

crate::record! {
    /// Regions of a cluster ranked by location quotient in the last year.
    pub struct RankingRow in "clusters"/"ranking", key ["cluster", "region", "year"] {
        /// Cluster or industry key.
        cluster: String,
        /// Region key.
        region: String,
        /// Year.
        year: i64 [Kind::Year],
        /// Rank by location quotient; equal quotients in the order of the region keys.
        rank: i64,
        /// 5th percentile of the rank over resamplings.
        rank_low: Option<i64>,
        /// 95th percentile of the rank over resamplings.
        rank_high: Option<i64>,
        /// Location quotient.
        lq: Option<f64>,
    }
}

crate::record! {
    /// The most competitive clusters of all regions in the last year: the first hundred by score.
    pub struct CompetitivenessRow in "clusters"/"competitiveness", key ["region", "cluster"] {
        /// Region key.
        region: String,
        /// Cluster or industry key.
        cluster: String,
        /// Year.
        year: i64 [Kind::Year],
        /// Rank by score.
        rank: i64,
        /// 5th percentile of the rank over resamplings.
        rank_low: Option<i64>,
        /// 95th percentile of the rank over resamplings.
        rank_high: Option<i64>,
        /// Mean place among clusters by share, productivity and growth, 0 to 1, over resamplings.
        score: f64,
        /// The same as the figures stand.
        score_seen: f64,
        /// Location quotient.
        lq: f64,
        /// Share of the industry's total over all regions.
        share: f64,
        /// Output per unit of the value, relative to the industry over all regions.
        productivity: Option<f64>,
        /// Annual growth from the first to the last year, less that of the industry.
        growth: Option<f64>,
        /// Status of the value.
        status: Status,
    }
}

crate::record! {
    /// Whether industries are traded or local, by Porter's criteria, in every year.
    pub struct TradedRow in "clusters"/"traded_local", key ["industry", "year"] {
        /// Industry key.
        industry: String,
        /// Year.
        year: i64 [Kind::Year],
        /// Whether the industry is traded.
        traded: Option<bool>,
        /// Share of the value in regions with a location quotient of 1 or more.
        share: Option<f64>,
        /// Mean of the five highest location quotients.
        mean_top: Option<f64>,
        /// Gini coefficient (of location quotients, weighted).
        gini: Option<f64>,
        /// Status of the criteria.
        status: Status,
    }
}
