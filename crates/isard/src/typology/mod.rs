//! Which kind of region is each one? Groups by the totality of economic
//! characteristics.
//!
//! ```text
//! indicators → prepare (missing values: impute) → outliers → screening → scale
//!            → reduction (pca, factor_analysis) → group_method (k_means, linkage,
//!              and by grouper pam, gaussian_mixture, fuzzy_c_means)
//!            └→ integral_index → order of the groups, contributions
//! workflow: all of it, with framework, validity, agreement, profile, features,
//!           typical regions, moves between years
//! grouper: any grouping by its word → consensus, bootstrap_stability
//! ```

pub mod agreement;
pub mod bootstrap_stability;
pub mod box_cox;
pub mod consensus;
pub mod contributions;
pub mod definitions;
pub mod factor_analysis;
pub mod features;
pub mod filled;
pub mod framework;
pub mod fuzzy_c_means;
pub mod gaussian_mixture;
pub mod group_method;
pub mod group_profile;
pub mod group_rows;
pub mod group_transitions;
pub mod grouper;
pub mod grouping;
pub mod hdbscan;
mod impute;
pub mod index_groups;
pub mod indicator_weights;
pub mod integral_index;
pub mod k_means;
pub mod linkage;
pub mod missing_values;
pub mod moves;
pub mod normalize;
pub mod outliers;
pub mod pairwise_comparison;
pub mod pam;
pub mod parallel_analysis;
pub mod pca;
pub mod prepare;
pub mod reduction;
pub mod reduction_tables;
pub mod scale;
pub mod screening;
pub mod tables;
pub mod typical;
pub mod validity;
pub mod variance_inflation;
pub mod workflow;

pub use definitions::{Direction, IndicatorDefinition};
pub use grouping::order_by_index;

use crate::registry::{InputSpec, Method};

/// Inputs of methods on indicators.
const INDICATOR_INPUTS: &[InputSpec] = &[
    InputSpec {
        name: "indicators",
        columns: "region[, year], one column per indicator; or region, indicator[, year], value",
        optional: false,
    },
    InputSpec {
        name: "definitions",
        columns: "indicator, direction[, optimum][, weight][, domain][, name][, unit]",
        optional: true,
    },
];

/// Methods of this question.
pub const METHODS: &[&Method] = &[
    &normalize::METHOD,
    &integral_index::METHOD,
    &index_groups::METHOD,
    &k_means::METHOD,
    &linkage::METHOD,
    &pam::METHOD,
    &gaussian_mixture::METHOD,
    &fuzzy_c_means::METHOD,
    &hdbscan::METHOD,
    &consensus::METHOD,
    &bootstrap_stability::METHOD,
    &pca::METHOD,
    &factor_analysis::METHOD,
    &validity::METHOD,
    &group_profile::METHOD,
    &group_transitions::METHOD,
    &workflow::METHOD,
];
