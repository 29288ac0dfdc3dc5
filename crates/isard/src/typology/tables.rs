//! Result tables of the typology.

use super::agreement::CrossRow;
use super::contributions::ContributionRow;
use super::features::FeatureRow;
use super::filled::FilledRow;
use super::framework::DomainRow;
use super::moves::{MoveRow, SteadinessRow, YearRow};
use super::outliers::OutlierRow;
use super::screening::ScreeningRow;
use super::typical::{CenterDistanceRow, TypicalRow};
use super::validity::ChoiceRow;
use crate::model::{Record, Status, TableSpec};

/// Schemas of the tables.
pub const TABLES: &[TableSpec] = &[
    GroupRow::SPEC,
    MembershipRow::SPEC,
    ValueRow::SPEC,
    ProfileRow::SPEC,
    TransitionRow::SPEC,
    ValidityRow::SPEC,
    TreeRow::SPEC,
    LeafRow::SPEC,
    AgreementRow::SPEC,
    DomainIndexRow::SPEC,
    IndicatorRow::SPEC,
    DomainRow::SPEC,
    ContributionRow::SPEC,
    ScreeningRow::SPEC,
    FilledRow::SPEC,
    OutlierRow::SPEC,
    ChoiceRow::SPEC,
    CrossRow::SPEC,
    GroupStabilityRow::SPEC,
    TypicalRow::SPEC,
    CenterDistanceRow::SPEC,
    FeatureRow::SPEC,
    MoveRow::SPEC,
    YearRow::SPEC,
    SteadinessRow::SPEC,
    super::reduction_tables::EigenvalueRow::SPEC,
    super::reduction_tables::LoadingRow::SPEC,
    super::reduction_tables::ScoreRow::SPEC,
    ConsensusPairRow::SPEC,
];

crate::record! {
    /// Group of a region in a year.
    pub struct GroupRow in "typology"/"groups", key ["region", "year"] {
        /// Region.
        region: String [Kind::Key],
        /// Year; 0 when the indicators have none.
        year: i64 [Kind::Year],
        /// Group, 1 = highest mean index; empty for a region left out.
        group: Option<i64>,
        /// Name of the group: high, middle, low; with other numbers of groups "group 2" … between high and low.
        group_name: Option<String>,
        /// Integral index.
        index: Option<f64>,
        /// Rank by the index among all regions of the year.
        rank: Option<i64>,
        /// Rank by the index within the group and year.
        rank_in_group: Option<i64>,
        /// Silhouette in the group, reference year only.
        silhouette: Option<f64> [Kind::Real { min: -1.0, max: 1.0 }],
        /// Share of resamplings in which the region keeps its group: regions are drawn again and grouped afresh, and its own values are moved by the deviation of a region drawn at random from its group; reference year only.
        probability: Option<f64> [Kind::SHARE],
        /// Group the region would belong to otherwise: the one it most often falls into under resampling, else that of the next nearest center.
        second_group: Option<i64>,
        /// Whether the region stands on a border: negative silhouette or probability under 0.6; reference year only.
        border: Option<bool>,
        /// Distance to the center of the group, normalised units.
        distance_to_center: Option<f64> [Kind::AMOUNT],
        /// observed, estimated (an indicator was filled) or undefined:left-out.
        status: Status,
    }
}

crate::record! {
    /// Probability that a region belongs to a group, reference year.
    pub struct MembershipRow in "typology"/"membership", key ["region", "group"] {
        /// Region.
        region: String [Kind::Key],
        /// Group.
        group: i64,
        /// Share of resamplings in which the region falls into the group.
        probability: f64 [Kind::SHARE],
    }
}

crate::record! {
    /// How steadily a group comes back under resampling.
    pub struct GroupStabilityRow in "typology"/"group_stability", key ["group"] {
        /// Group.
        group: i64,
        /// Mean over resamplings of the largest Jaccard coefficient with a group found there.
        jaccard: f64 [Kind::SHARE],
        /// Lower limit, 5 % of the resamplings lie below.
        low: f64 [Kind::SHARE],
        /// Upper limit.
        high: f64 [Kind::SHARE],
        /// Share of resamplings in which the group is lost (coefficient of 0.5 or less).
        dissolved: f64 [Kind::SHARE],
        /// Share of resamplings in which it comes back (coefficient of 0.75 or more).
        recovered: f64 [Kind::SHARE],
        /// By the mean coefficient: stable (0.75 and more), pattern (0.6 and more: members are not sure), doubtful.
        state: String [Kind::Choice(&["stable", "pattern", "doubtful"])],
    }
}

crate::record! {
    /// Value of an indicator as used.
    pub struct ValueRow in "typology"/"values", key ["region", "year", "indicator"] {
        /// Region.
        region: String [Kind::Key],
        /// Year; 0 when the indicators have none.
        year: i64 [Kind::Year],
        /// Indicator.
        indicator: String [Kind::Key],
        /// Value, also where it was filled.
        value: Option<f64>,
        /// Normalised value as used in grouping; the sign of destimulants is not turned.
        z: Option<f64>,
        /// observed, estimated (filled), missing or undefined:left-out.
        status: Status,
    }
}

crate::record! {
    /// Profile of a group in an indicator, reference year.
    pub struct ProfileRow in "typology"/"profile", key ["group", "indicator"] {
        /// Group.
        group: i64,
        /// Name of the group.
        group_name: String,
        /// Indicator.
        indicator: String [Kind::Key],
        /// Regions in the group.
        n: i64,
        /// Mean of the group.
        mean: Option<f64>,
        /// Mean of the normalised values.
        mean_z: Option<f64>,
        /// Lower limit of the mean of normalised values, 90 % by resampling within the group.
        low_z: Option<f64>,
        /// Upper limit.
        high_z: Option<f64>,
        /// Share of the variance between groups.
        eta2: Option<f64> [Kind::SHARE],
        /// F of the analysis of variance; describes, because the groups were made from these indicators.
        f: Option<f64>,
        /// Its p-value, with the same reservation.
        p: Option<f64> [Kind::SHARE],
        /// Kruskal–Wallis H, corrected for ties.
        kruskal_h: Option<f64>,
        /// Its p-value.
        kruskal_p: Option<f64> [Kind::SHARE],
        /// v-test: distance of the group's mean from the overall mean in standard errors of drawing without replacement.
        v_test: Option<f64>,
        /// Status.
        status: Status,
    }
}

crate::record! {
    /// Moves between groups.
    pub struct TransitionRow in "typology"/"transitions", key ["kind", "from_group", "to_group"] {
        /// yearly: all pairs of consecutive years together; first-last: from the first to the last year.
        kind: String [Kind::Choice(&["yearly", "first-last"])],
        /// First year.
        year_from: i64 [Kind::Year],
        /// Last year.
        year_to: i64 [Kind::Year],
        /// Group before.
        from_group: i64,
        /// Group after.
        to_group: i64,
        /// Number of moves (stays, where both groups are the same).
        count: i64,
        /// Share of the moves that start in the group before.
        probability: Option<f64> [Kind::SHARE],
        /// Lower limit, 90 % (Wilson).
        low: Option<f64> [Kind::SHARE],
        /// Upper limit.
        high: Option<f64> [Kind::SHARE],
    }
}

crate::record! {
    /// A measure of the grouping into k groups.
    pub struct ValidityRow in "typology"/"validity", key ["k", "measure"] {
        /// Number of groups.
        k: i64,
        /// silhouette, stability, calinski-harabasz, davies-bouldin, dunn, gap or total-within-ss.
        measure: String [Kind::Choice(&["silhouette", "stability", "calinski-harabasz", "davies-bouldin", "dunn", "gap", "total-within-ss"])],
        /// Value.
        value: Option<f64>,
        /// Lower limit, 90 %.
        low: Option<f64>,
        /// Upper limit.
        high: Option<f64>,
        /// Whether the measure prefers this k.
        best: bool,
        /// Status.
        status: Status,
    }
}

crate::record! {
    /// A merge in Ward's tree of the regions, reference year.
    pub struct TreeRow in "typology"/"tree", key ["step"] {
        /// Step from 0.
        step: i64,
        /// Cluster of the lower number: 0..n−1 are the regions in ascending order of key, n + step the merged clusters.
        a: i64,
        /// Cluster of the higher number.
        b: i64,
        /// Height of the merge.
        height: f64 [Kind::AMOUNT],
        /// Regions in the union.
        size: i64,
    }
}

crate::record! {
    /// A leaf of the tree in drawing order.
    pub struct LeafRow in "typology"/"leaves", key ["position"] {
        /// Position from 0, left to right.
        position: i64,
        /// Region.
        region: String [Kind::Key],
        /// Group of the tree cut into k, 1 = highest mean index.
        ward_group: i64,
    }
}

crate::record! {
    /// Agreement of two groupings, reference year.
    pub struct AgreementRow in "typology"/"agreement", key ["grouping_a", "grouping_b"] {
        /// A grouping.
        grouping_a: String [Kind::Key],
        /// Another one.
        grouping_b: String [Kind::Key],
        /// Regions that both put into a group; HDBSCAN leaves some out.
        regions: i64,
        /// Adjusted Rand index over those regions: 1 equal, 0 as by chance.
        adjusted_rand: f64 [Kind::Real { min: -1.0, max: 1.0 }],
    }
}

crate::record! {
    /// Index of one domain.
    pub struct DomainIndexRow in "typology"/"domain_indices", key ["region", "year", "domain"] {
        /// Region.
        region: String [Kind::Key],
        /// Year; 0 when the indicators have none.
        year: i64 [Kind::Year],
        /// Domain.
        domain: String [Kind::Key],
        /// Integral index of the domain's indicators.
        index: Option<f64>,
        /// Rank by it among all regions of the year.
        rank: Option<i64>,
        /// Status.
        status: Status,
    }
}

crate::record! {
    /// An indicator as used.
    pub struct IndicatorRow in "typology"/"indicators", key ["indicator"] {
        /// Indicator.
        indicator: String [Kind::Key],
        /// Name.
        name: String,
        /// Domain.
        domain: Option<String>,
        /// stimulant, destimulant, nominant or neutral.
        direction: String [Kind::Choice(&["stimulant", "destimulant", "nominant", "neutral"])],
        /// Unit.
        unit: Option<String>,
        /// Weight in the index, mean 1; 0 for neutral indicators.
        weight: f64 [Kind::AMOUNT],
        /// Share of regions with a value in the reference year, before filling.
        coverage: f64 [Kind::SHARE],
        /// Variance inflation factor in the reference year; empty when another indicator determines it exactly.
        vif: Option<f64>,
        /// Remark: nearly collinear, filled values.
        note: Option<String>,
    }
}

crate::record! {
    /// How often two regions fall into one group when several methods group all regions and resampled ones, reference year.
    pub struct ConsensusPairRow in "typology"/"consensus_pairs", key ["region", "other"] {
        /// Region.
        region: String [Kind::Key],
        /// Region of a later key.
        other: String [Kind::Key],
        /// Share of the groupings that hold both in which they are together.
        share: f64 [Kind::SHARE],
    }
}
