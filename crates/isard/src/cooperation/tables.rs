//! Row types of the tables of this question.

use crate::model::{Record, Status, TableSpec};

/// Schemas of the tables.
pub const TABLES: &[TableSpec] =
    &[PartnerRow::SPEC, CrossBorderRow::SPEC, PotentialRow::SPEC, JointStarRow::SPEC];

crate::record! {
    /// Partners of each region, ranked, with reasons.
    pub struct PartnerRow in "cooperation"/"partners", key ["region", "partner"] {
        /// Region key.
        region: String,
        /// Rank of the partner, 1 the first.
        rank: i64,
        /// Key of the partner.
        partner: String,
        /// Year of the portfolios.
        year: i64 [Kind::Year],
        /// Weighted mean of the scaled criteria, 0 to 1.
        score: Option<f64>,
        /// Complementarity: mean of the two directions.
        complementarity: Option<f64>,
        /// Share of the partner's needs that it lacks and the region is strong in.
        supplies: Option<f64>,
        /// Share of the region's needs that it lacks and the partner is strong in.
        receives: Option<f64>,
        /// Sum of the lesser shares of industries, 1 for equal structures.
        similarity: Option<f64>,
        /// Tie weight between the two over the geometric mean of what each has with other regions.
        tie_share: Option<f64>,
        /// Great-circle distance.
        distance_km: Option<f64> = "km",
        /// Whether they are neighbours.
        border: Option<bool>,
        /// Whether they lie in different countries.
        abroad: Option<bool>,
        /// Criteria that speak for the partner, the weightiest first.
        reasons: Option<String>,
        /// Industries that weigh most in what the region supplies.
        supplied_industries: Option<String>,
        /// Industries that weigh most in what it receives.
        received_industries: Option<String>,
        /// Status of the score.
        status: Status,
    }
}

crate::record! {
    /// Strong regions of a cluster that hang together over a country border.
    pub struct CrossBorderRow in "cooperation"/"cross_border_clusters", key ["cluster", "area", "region"] {
        /// Cluster key.
        cluster: String,
        /// Number of the area within the cluster, the largest first.
        area: i64,
        /// Region of the area.
        region: String,
        /// Its country.
        country: String,
        /// Year.
        year: i64 [Kind::Year],
        /// Value of the cluster in the region.
        value: Option<f64>,
        /// Location quotient.
        lq: Option<f64>,
        /// Value of the cluster in the area.
        area_value: Option<f64>,
        /// Number of regions of the area.
        area_regions: i64,
        /// Number of countries.
        area_countries: i64,
        /// Number of links between regions of different countries.
        crossings: i64,
        /// How evenly the countries share the value, 0 to 1.
        balance: Option<f64>,
        /// Status of the value.
        status: Status,
    }
}

crate::record! {
    /// What regions have alone and together, by component and in all.
    pub struct PotentialRow in "cooperation"/"consolidated_potential", key ["coalition", "component"] {
        /// Member regions, joined by `+` in the order of their keys.
        coalition: String,
        /// Number of members.
        members: i64,
        /// Region the set was sought for; empty for a chosen coalition.
        region: Option<String>,
        /// Component, or `total`.
        component: String,
        /// Sum of what the members have alone, as a share of the whole study.
        sum: Option<f64>,
        /// Joint value.
        joint: Option<f64>,
        /// Joint value less the sum.
        synergy: Option<f64>,
        /// Synergy over the sum.
        synergy_share: Option<f64>,
        /// Rank of the joint value among the members' coalition and all other regions; of the total only.
        rank: Option<i64>,
        /// Rank of the best member alone among all regions; of the total only.
        best_rank: Option<i64>,
        /// Status of the joint value.
        status: Status,
    }
}

crate::record! {
    /// Stars and ranks that regions would have together.
    pub struct JointStarRow in "cooperation"/"joint_stars", key ["coalition", "cluster"] {
        /// Member regions, joined by `+` in the order of their keys.
        coalition: String,
        /// Cluster key.
        cluster: String,
        /// Year.
        year: i64 [Kind::Year],
        /// Value of the cluster in the members together.
        value: Option<f64>,
        /// Location quotient of the members together.
        lq: Option<f64>,
        /// Stars together, members taken as one region among the others.
        stars: Option<i64>,
        /// Most stars that a member has alone.
        best_stars: Option<i64>,
        /// Rank by value together.
        rank: Option<i64>,
        /// Best rank by value of a member alone.
        best_rank: Option<i64>,
        /// Status of the quotient.
        status: Status,
    }
}
