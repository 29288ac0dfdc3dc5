//! What the workflow finds.

use crate::typology::agreement::CrossRow;
use crate::typology::contributions::ContributionRow;
use crate::typology::features::FeatureRow;
use crate::typology::filled::FilledRow;
use crate::typology::framework::DomainRow;
use crate::typology::moves::{MoveRow, SteadinessRow, YearRow};
use crate::typology::outliers::OutlierRow;
use crate::typology::reduction_tables::{EigenvalueRow, LoadingRow, ScoreRow};
use crate::typology::screening::ScreeningRow;
use crate::typology::tables::*;
use crate::typology::typical::{CenterDistanceRow, TypicalRow};
use crate::typology::validity::ChoiceRow;

/// Everything the workflow finds.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TypologyResult {
    /// Table `typology/groups`.
    pub groups: Vec<GroupRow>,
    /// Table `typology/membership`.
    pub membership: Vec<MembershipRow>,
    /// Table `typology/group_stability`.
    pub group_stability: Vec<GroupStabilityRow>,
    /// Table `typology/values`.
    pub values: Vec<ValueRow>,
    /// Table `typology/profile`.
    pub profile: Vec<ProfileRow>,
    /// Table `typology/features`.
    pub features: Vec<FeatureRow>,
    /// Table `typology/typical`.
    pub typical: Vec<TypicalRow>,
    /// Table `typology/center_distances`.
    pub center_distances: Vec<CenterDistanceRow>,
    /// Table `typology/transitions`.
    pub transitions: Vec<TransitionRow>,
    /// Table `typology/moves`.
    pub moves: Vec<MoveRow>,
    /// Table `typology/years`.
    pub year_rows: Vec<YearRow>,
    /// Table `typology/steadiness`.
    pub steadiness: Vec<SteadinessRow>,
    /// Table `typology/validity`.
    pub validity: Vec<ValidityRow>,
    /// Table `typology/k_choices`.
    pub k_choices: Vec<ChoiceRow>,
    /// Table `typology/tree`.
    pub tree: Vec<TreeRow>,
    /// Table `typology/leaves`.
    pub leaves: Vec<LeafRow>,
    /// Table `typology/agreement`.
    pub agreement: Vec<AgreementRow>,
    /// Table `typology/cross_table`.
    pub cross_table: Vec<CrossRow>,
    /// Table `typology/domains`.
    pub domains: Vec<DomainRow>,
    /// Table `typology/domain_indices`.
    pub domain_indices: Vec<DomainIndexRow>,
    /// Table `typology/contributions`.
    pub contributions: Vec<ContributionRow>,
    /// Table `typology/indicators`.
    pub indicators: Vec<IndicatorRow>,
    /// Table `typology/screening`.
    pub screening: Vec<ScreeningRow>,
    /// Table `typology/consensus_pairs`; empty above 400 regions.
    pub consensus_pairs: Vec<ConsensusPairRow>,
    /// Table `typology/eigenvalues`.
    pub eigenvalues: Vec<EigenvalueRow>,
    /// Table `typology/loadings`.
    pub loadings: Vec<LoadingRow>,
    /// Table `typology/scores`.
    pub scores: Vec<ScoreRow>,
    /// Table `typology/filled`.
    pub filled: Vec<FilledRow>,
    /// Table `typology/outliers`.
    pub outliers: Vec<OutlierRow>,
    /// What the reader must know before using the numbers.
    pub warnings: Vec<String>,
    /// What was assumed, in order of the steps.
    pub assumptions: Vec<String>,
    /// Reference year; 0 when the indicators have no year.
    pub reference_year: i64,
    /// Years used, ascending.
    pub years: Vec<i64>,
    /// Number of groups.
    pub k: usize,
    /// Names of the groups from the highest.
    pub group_names: Vec<String>,
    /// Regions of each group in the reference year.
    pub sizes: Vec<usize>,
    /// Σ of squared distances to the centers, all years.
    pub total_within_ss: f64,
    /// Mean silhouette of the reference year.
    pub silhouette: Option<f64>,
    /// Caliński–Harabasz, all years.
    pub calinski_harabasz: Option<f64>,
    /// Davies–Bouldin, all years.
    pub davies_bouldin: Option<f64>,
    /// Dunn, all years.
    pub dunn: Option<f64>,
    /// Share of starts that reached the accepted optimum; 1 for methods without starts.
    pub share_of_starts_at_optimum: f64,
    /// Whether the method ended by itself.
    pub converged: bool,
    /// Regions of the reference year that stand on a border.
    pub borders: usize,
    /// Evenness of the domains of the framework in grouping.
    pub domain_balance: Option<f64>,
}
