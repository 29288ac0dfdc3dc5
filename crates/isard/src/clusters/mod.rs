//! Which clusters do regions have, how strong are they, and how sure is that:
//! specialisation of regions, concentration of industries, stars.

pub mod activity;
pub mod cluster_ranking;
pub mod cluster_stars;
pub mod coagglomeration;
mod credibility;
pub mod crosswalk;
pub mod duranton_puga;
pub mod ellison_glaeser;
pub mod entropy;
pub mod gini_concentration;
pub mod gini_quotients;
pub mod gini_specialization;
pub mod hachman;
pub mod herfindahl;
pub mod hoover_balassa;
pub mod krugman;
pub mod krugman_concentration;
pub mod krugman_specialization;
pub mod litzenberger_sternberg;
pub mod location_quotient;
pub mod maurel_sedillot;
pub mod minimum_size;
pub mod panel;
pub mod performance;
pub mod plants;
pub mod resampling;
mod scatter;
pub mod shrinkage;
pub mod sizes;
pub mod slab;
pub mod split;
pub mod stars;
pub mod strong_clusters;
pub mod tables;
pub mod traded_local;
pub mod withheld;
pub mod workflow;

use crate::registry::Method;

/// Methods of this question.
pub const METHODS: &[&Method] = &[
    &location_quotient::METHOD,
    &krugman_specialization::METHOD,
    &krugman_concentration::METHOD,
    &hachman::METHOD,
    &herfindahl::METHOD,
    &entropy::METHOD,
    &gini_specialization::METHOD,
    &gini_concentration::METHOD,
    &hoover_balassa::METHOD,
    &litzenberger_sternberg::METHOD,
    &duranton_puga::METHOD,
    &ellison_glaeser::METHOD,
    &maurel_sedillot::METHOD,
    &coagglomeration::METHOD,
    &cluster_stars::METHOD,
    &strong_clusters::METHOD,
    &traded_local::METHOD,
    &cluster_ranking::METHOD,
];
