//! From study tables to the tables of institutions, members and ties.

use super::institutional_form::{InstitutionalFormRow, Thresholds, forms};
use super::institutional_profile::{Facts, InstitutionalProfileRow, RULES, profiles, rules};
use super::member_outcomes::{MemberOutcomeRow, SELECTION, coarsened, firm_results, nearest};
use super::name_resolution::{NameReviewRow, review};
use super::node_table::Node;
use super::tie_growth::{TieGrowthRow, growth};
use super::tie_table::{self, Tie};
use super::{member_table, node_table};
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
    /// Names to be reviewed.
    pub name_review: Vec<NameReviewRow>,
    /// What the reader must know.
    pub warnings: Vec<String>,
    /// What was assumed.
    pub assumptions: Vec<String>,
}

/// Computes what the tables allow. `organisations`, `ties` and `results` are
/// study tables. Forms and growth of ties are of the `communities`, profiles
/// and outcomes of members of the `clusters`: both are members by key, and may
/// be the same.
///
/// # Errors
/// A table without a column it needs, a bad rule.
pub fn analyze(
    organisations: &Table,
    ties: Option<&Table>,
    results: Option<&Table>,
    communities: &BTreeMap<String, BTreeSet<String>>,
    clusters: &BTreeMap<String, BTreeSet<String>>,
    facts: &Facts,
    options: &InstitutionOptions,
) -> Result<InstitutionResult, MethodError> {
    let mut inputs = Inputs::default();
    inputs.insert("nodes", organisations.clone());
    let nodes: BTreeMap<String, Node> = node_table::read(&inputs)?;
    let mut result = InstitutionResult {
        institutional_profile: profiles(&nodes, clusters, facts, &rules(&options.rules)?),
        ..InstitutionResult::default()
    };
    if let Some(ties) = ties {
        inputs.insert("edges", ties.clone());
        let (ties, loops): (Vec<Tie>, usize) = tie_table::read(&inputs)?;
        if loops > 0 {
            result.warnings.push(format!("{loops} ties of an organisation with itself were left out"));
        }
        // The form is of the last year; without years, of all ties.
        let last = ties.iter().filter_map(|t| t.year).max();
        let now: Vec<Tie> = ties.iter().filter(|t| t.year == last).cloned().collect();
        result.institutional_form = forms(&nodes, &now, communities, options.thresholds);
        if last.is_some() {
            result.tie_growth = growth(&ties, communities);
        }
    }
    if let Some(results) = results {
        let members: BTreeSet<String> = clusters.values().flatten().cloned().collect();
        let units = firm_results(organisations, results, &members)
            .map_err(|source| MethodError::Table { input: "organisation_results".into(), source })?;
        match units {
            None => result.warnings.push(
                "members are not compared: there are not two years of results of both members and outsiders"
                    .into(),
            ),
            Some(units) => {
                let strata = match options.matching {
                    MatchRule::Coarsened { bins } => coarsened(&units.matching(), bins),
                    MatchRule::Nearest { k, caliper } => nearest(&units.matching(), k, caliper),
                };
                result.member_outcomes = units.rows(&strata, options.draws, options.seed);
                result.warnings.extend(units.warnings);
                result.assumptions.push(SELECTION.into());
            }
        }
    }
    result.name_review = review(organisations)?;
    Ok(result)
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
