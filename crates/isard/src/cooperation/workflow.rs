//! From a study's panels to every table of this question.

use super::complementarity::profiles_of;
use super::consolidated_potential::{Endowments, SEARCH, SUBSTITUTION, Sought, coalition_rows, neighbors_of};
use super::cross_border_clusters::{Map, STRENGTH, Strength, areas, contiguous_links};
use super::joint_stars::joint_stars;
use super::links::Links;
use super::partners::{Evidence, RANKING, Ranking, rank};
use super::tables::{CrossBorderRow, JointStarRow, PartnerRow, PotentialRow};
use crate::clusters::location_quotient::dense;
use crate::clusters::stars::Rule;
use crate::complexity::presence::Presence;
use crate::complexity::relatedness::{Variant, of_presence};
use crate::registry::{MethodError, OptionSpec, Options};
use crate::space::Weights;
use std::collections::BTreeSet;

/// One year of the study's activity by industry, and by cluster where clusters are defined.
#[derive(Debug, Clone, Default)]
pub struct CooperationInput<'a> {
    /// Region keys, ascending.
    pub regions: &'a [String],
    /// Industry keys.
    pub industries: &'a [String],
    /// Values by region, industry; NaN where there is none.
    pub activity: &'a [f64],
    /// Cluster keys.
    pub clusters: &'a [String],
    /// Values by region, cluster.
    pub cluster_values: &'a [f64],
    /// Year.
    pub year: i64,
    /// Purchases of each industry from each, seller by buyer, where there is an
    /// input–output table.
    pub flows: Option<&'a [f64]>,
    /// Neighbours.
    pub weights: Option<&'a Weights>,
    /// Countries, ties between regions and places; regions, industries and
    /// neighbours are filled in here.
    pub evidence: Evidence,
    /// Endowments, where there are amounts for them.
    pub endowments: Option<&'a Endowments>,
}

/// Settings.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct CooperationOptions {
    /// When a region is strong in a cluster.
    pub strength: Strength,
    /// Ranking of partners.
    pub ranking: Ranking,
    /// Stars.
    pub rule: Option<Rule>,
    /// Coalitions chosen and sets sought; without it, sets of 2 to 5 for every region.
    pub sought: Option<Sought>,
}

/// Options of the step. Endowments make up for each other less than in the
/// method by default: jobs, residents and institutions are needed together.
pub const OPTIONS: &[OptionSpec] =
    crate::options![RANKING, STRENGTH, SEARCH, [OptionSpec { default: "0.5", ..SUBSTITUTION }]];

impl CooperationOptions {
    /// What the options ask for, of these regions.
    ///
    /// # Errors
    /// Keys that are no regions, weights that are none.
    pub fn of(options: &Options, regions: &[String], rule: Rule) -> Result<CooperationOptions, MethodError> {
        Ok(CooperationOptions {
            strength: Strength::of(options),
            ranking: Ranking::of(options)?,
            // Regions together have no productivity and growth of their own here.
            rule: Some(Rule { productivity_top: None, dynamism_top: None, ..rule }),
            sought: Some(Sought::of(options, regions)?),
        })
    }
}

/// Every table of the question.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct CooperationResult {
    /// Ranked partners.
    pub partners: Vec<PartnerRow>,
    /// Clusters over borders.
    pub cross_border_clusters: Vec<CrossBorderRow>,
    /// Chosen coalitions and best sets.
    pub consolidated_potential: Vec<PotentialRow>,
    /// Stars of chosen coalitions and best sets.
    pub joint_stars: Vec<JointStarRow>,
    /// What the reader must know.
    pub warnings: Vec<String>,
    /// What was assumed.
    pub assumptions: Vec<String>,
}

/// Computes every table that the input allows.
///
/// # Errors
/// Parts that do not fit together.
pub fn analyze(
    input: &CooperationInput,
    options: &CooperationOptions,
) -> Result<CooperationResult, MethodError> {
    let (n, k) = (input.regions.len(), input.industries.len());
    if input.activity.len() != n * k || input.cluster_values.len() != n * input.clusters.len() {
        return Err(MethodError::data(
            "the panel does not hold a value for each region and industry or cluster",
        ));
    }
    if input.flows.is_some_and(|f| f.len() != k * k) {
        return Err(MethodError::data(
            "the input–output table does not hold a flow for each pair of industries",
        ));
    }
    let mut result = CooperationResult::default();
    let links = match input.flows {
        Some(flows) => {
            result.assumptions.push("complementarity follows the purchases of the input–output table".into());
            Links::of_flows(flows, k)
        }
        None => {
            result.assumptions.push(
                "without an input–output table, complementarity follows proximity of industries".into(),
            );
            let quotients = dense(input.activity, n, k).quotients;
            let presence = Presence::of_values(&quotients, n, k, 1.0);
            Links::of_relatedness(&of_presence(&presence, Variant::Proximity, false), k)
        }
    };
    let neighbors = input.weights.map(|w| contiguous_links(w, input.regions));
    let evidence = Evidence {
        regions: input.regions.to_vec(),
        industries: input.industries.to_vec(),
        year: input.year,
        neighbors: neighbors.clone(),
        ..input.evidence.clone()
    };
    let several = |c: &Vec<String>| c.iter().collect::<BTreeSet<_>>().len() > 1;
    if n > 1 {
        let profiles = profiles_of(input.activity, n, k, &links, 1.0, false);
        result.partners = rank(&profiles, &evidence, &options.ranking);
    }
    match (&neighbors, evidence.countries.as_ref().filter(|c| several(c))) {
        (Some(links), Some(countries)) => {
            let map = Map {
                regions: input.regions,
                countries,
                clusters: input.clusters,
                values: input.cluster_values,
                links,
                year: input.year,
            };
            result.cross_border_clusters = areas(&map, options.strength);
        }
        _ => {
            result.warnings.push("clusters over borders need neighbours and regions of two countries".into())
        }
    }
    let all;
    let sought = match &options.sought {
        Some(sought) => sought,
        None => {
            all = Sought::all(n);
            &all
        }
    };
    let mut coalitions: BTreeSet<Vec<usize>> = sought.coalitions.iter().cloned().collect();
    if let Some(endowments) = input.endowments {
        let chosen = sought.coalitions.iter().flat_map(|members| coalition_rows(endowments, members, None));
        result.consolidated_potential.extend(chosen);
        let lists = neighbors.as_ref().map(|l| neighbors_of(l, n));
        // Sets of neighbours where the map is known: others would win by size alone.
        for (region, found) in sought.sets(endowments, lists.as_deref()) {
            result.consolidated_potential.extend(coalition_rows(endowments, &found.members, Some(region)));
            coalitions.insert(found.members);
        }
        result
            .assumptions
            .push("members of the best sets hang together on the map where neighbours are known".into());
    }
    let rule = options.rule.unwrap_or(Rule::OBSERVATORY);
    for members in &coalitions {
        let rows =
            joint_stars(input.regions, input.clusters, input.cluster_values, input.year, members, &rule);
        // Only what is more together than the best member has alone.
        result.joint_stars.extend(rows.into_iter().filter(|r| r.stars > r.best_stars && r.stars > Some(0)));
    }
    Ok(result)
}
