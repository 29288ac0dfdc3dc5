//! From the network of a study to the tables of institutions, members and ties.

use super::cluster_overlap::{ClusterMap, ClusterOverlapRow, overlap};
use super::institutional_form::{InstitutionalFormRow, Thresholds, forms};
use super::institutional_profile::{Facts, InstitutionalProfileRow, RULES, check, profiles, rules};
use super::member_outcomes::{MemberOutcomeRow, SELECTION, coarsened, firm_results, nearest};
use super::member_table;
use super::membership_growth::{MembershipGrowthRow, membership_growth};
use super::name_resolution::{NameReviewRow, review};
use super::network::Network;
use super::role_reach::{REACH_KM, RoleReachRow, role_reach};
use super::tie_growth::{TieGrowthRow, growth};
use super::tie_table::{DatedTie, last_year};
use crate::model::Table;
use crate::registry::{Inputs, MethodError};
use std::collections::{BTreeMap, BTreeSet};

/// How members are matched.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum MatchRule {
    /// Same industry and bin of each number.
    Coarsened {
        /// Bins of each number.
        bins: usize,
    },
    /// Nearest outsiders of the industry.
    Nearest {
        /// Outsiders a member.
        k: usize,
        /// Greatest distance in standard deviations.
        caliper: f64,
    },
}

/// Settings.
#[derive(Debug, Clone, PartialEq)]
pub struct InstitutionOptions {
    /// Thresholds of the forms.
    pub thresholds: Thresholds,
    /// Checklist.
    pub rules: String,
    /// Matching.
    pub matching: MatchRule,
    /// Distance from the middle member that is within reach, km.
    pub reach_km: f64,
    /// Share of a community's jobs from which a region is one of its own.
    pub least_share: f64,
    /// Draws of the randomisation test.
    pub draws: usize,
    /// Seed.
    pub seed: u64,
}

impl Default for InstitutionOptions {
    fn default() -> Self {
        InstitutionOptions {
            thresholds: Thresholds::default(),
            rules: RULES.into(),
            // Industries split units finely: bins on top of them would leave few matched.
            matching: MatchRule::Nearest { k: 3, caliper: 0.5 },
            reach_km: REACH_KM,
            least_share: 0.1,
            draws: 1_999,
            seed: 1,
        }
    }
}

/// Every table.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct InstitutionResult {
    /// Profiles and checklists.
    pub institutional_profile: Vec<InstitutionalProfileRow>,
    /// Forms.
    pub institutional_form: Vec<InstitutionalFormRow>,
    /// Members against matched outsiders.
    pub member_outcomes: Vec<MemberOutcomeRow>,
    /// Growth of ties.
    pub tie_growth: Vec<TieGrowthRow>,
    /// Growth of membership in cluster organisations.
    pub membership_growth: Vec<MembershipGrowthRow>,
    /// Missing roles and their reach.
    pub role_reach: Vec<RoleReachRow>,
    /// Communities beside statistical clusters.
    pub cluster_overlap: Vec<ClusterOverlapRow>,
    /// Names to be reviewed.
    pub name_review: Vec<NameReviewRow>,
    /// What the reader must know.
    pub warnings: Vec<String>,
    /// What was assumed.
    pub assumptions: Vec<String>,
}

/// Members of communities or cluster organisations by key.
pub type Groups = BTreeMap<String, BTreeSet<String>>;

/// What there is to be looked at.
#[derive(Debug, Clone, Copy)]
pub struct InstitutionInput<'a> {
    /// Organisations.
    pub network: &'a Network,
    /// Ties of every year.
    pub ties: &'a [DatedTie],
    /// The study table of organisations.
    pub organisations: Option<&'a Table>,
    /// The study table of their results.
    pub results: Option<&'a Table>,
    /// The study table of memberships in cluster organisations.
    pub memberships: Option<&'a Table>,
    /// Communities found.
    pub communities: &'a Groups,
    /// Members of communities whose results are compared; those of [`Self::communities`]
    /// that are tied to theirs enough.
    pub embedded: &'a BTreeSet<String>,
    /// Seats, funding and services of cluster organisations.
    pub facts: &'a Facts,
    /// Statistical clusters.
    pub clusters: Option<&'a ClusterMap>,
}

/// Computes what the input allows. Communities of fewer than the least number of
/// members are not judged.
///
/// # Errors
/// A table without a column it needs, a bad rule.
pub fn analyze(
    input: &InstitutionInput,
    options: &InstitutionOptions,
) -> Result<InstitutionResult, MethodError> {
    let rules = rules(&options.rules)?;
    check(&rules)?;
    let InstitutionInput { network, communities, .. } = *input;
    let least = options.thresholds.least_members;
    let judged: Groups =
        communities.iter().filter(|c| c.1.len() >= least).map(|(k, v)| (k.clone(), v.clone())).collect();
    let listed = input.memberships.map(by_cluster_organisation).transpose()?;
    let none = Facts::default();
    let mut result = InstitutionResult {
        institutional_profile: profiles(COMMUNITY, network, &judged, &none, &rules),
        ..InstitutionResult::default()
    };
    // Forms are of the last year; without years, of all ties.
    let last = last_year(input.ties);
    let now: Vec<DatedTie> = input.ties.iter().filter(|t| t.holds_in(last)).copied().collect();
    result.institutional_form = forms(COMMUNITY, network, &now, communities, options.thresholds);
    if last.is_some() {
        result.tie_growth = growth(network, input.ties, &judged);
    }
    result.role_reach = role_reach(network, communities, options.reach_km, least);
    if let Some(map) = input.clusters {
        result.cluster_overlap = overlap(network, communities, map, options.least_share, least);
    }
    if let Some(listed) = &listed {
        let profiles = profiles(CLUSTER_ORGANISATION, network, listed, input.facts, &rules);
        result.institutional_profile.extend(profiles);
        let forms = forms(CLUSTER_ORGANISATION, network, &now, listed, options.thresholds);
        result.institutional_form.extend(forms);
    }
    if let Some(memberships) = input.memberships {
        result.membership_growth = membership_growth(memberships, Some(network))?;
    }
    if let (Some(organisations), Some(results)) = (input.organisations, input.results) {
        outcomes(&mut result, organisations, results, COMMUNITY, input.embedded, options)?;
        if let Some(listed) = &listed {
            let members: BTreeSet<String> = listed.values().flatten().cloned().collect();
            outcomes(&mut result, organisations, results, CLUSTER_ORGANISATION, &members, options)?;
        }
        if !result.member_outcomes.is_empty() {
            result.assumptions.push(SELECTION.into());
        }
    }
    if let Some(organisations) = input.organisations {
        result.name_review = review(organisations)?;
    }
    Ok(result)
}

/// Scope of rows about communities.
const COMMUNITY: &str = "community";
/// Scope of rows about cluster organisations.
const CLUSTER_ORGANISATION: &str = "cluster_organisation";

fn outcomes(
    result: &mut InstitutionResult,
    organisations: &Table,
    results: &Table,
    scope: &'static str,
    members: &BTreeSet<String>,
    options: &InstitutionOptions,
) -> Result<(), MethodError> {
    let units = firm_results(organisations, results, members)
        .map_err(|source| MethodError::Table { input: "organisation_results".into(), source })?;
    let Some(units) = units else {
        let whose = if scope == COMMUNITY { "communities" } else { "cluster organisations" };
        result.warnings.push(format!(
            "members of {whose} are not compared: there are not two years of results of both members and outsiders"
        ));
        return Ok(());
    };
    let strata = match options.matching {
        MatchRule::Coarsened { bins } => coarsened(&units.matching(), bins),
        MatchRule::Nearest { k, caliper } => nearest(&units.matching(), k, caliper),
    };
    let mut rows = units.rows(scope, &strata, options.draws, options.seed);
    if scope == COMMUNITY {
        // Communities are those of the last ties: a closed firm has none, and would count as an outsider.
        rows.retain(|r| r.name != "survival");
        result.assumptions.push(
            "survival of members of communities is not compared: communities are found in the ties of the last year, in which closed firms have none"
                .into(),
        );
    }
    result.member_outcomes.extend(rows);
    for warning in units.warnings {
        if !result.warnings.contains(&warning) {
            result.warnings.push(warning);
        }
    }
    Ok(())
}

/// Members by cluster organisation from the study table `memberships`.
///
/// # Errors
/// A missing column, an empty key.
pub fn by_cluster_organisation(
    memberships: &Table,
) -> Result<BTreeMap<String, BTreeSet<String>>, MethodError> {
    let mut inputs = Inputs::default();
    inputs.insert("members", memberships.clone());
    member_table::read(&inputs)
}
