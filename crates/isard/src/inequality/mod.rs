//! How unequal regions are, and whether they converge.

pub mod atkinson;
pub mod beta_convergence;
pub mod club_convergence;
pub mod dynamics;
pub mod estimate;
pub mod gini;
pub mod gini_spatial;
pub mod hoover;
pub mod markov;
pub mod panel;
pub mod permutation;
pub mod rank_mobility;
pub mod sigma_convergence;
pub mod spatial_markov;
pub mod tables;
pub mod theil;
pub mod theil_nested;
pub mod values;
pub mod williamson;
pub mod workflow;

use crate::registry::Method;

/// Methods of this question.
pub const METHODS: &[&Method] = &[
    &theil::METHOD,
    &gini::METHOD,
    &atkinson::METHOD,
    &williamson::METHOD,
    &hoover::METHOD,
    &beta_convergence::METHOD,
    &sigma_convergence::METHOD,
    &club_convergence::METHOD,
    &markov::METHOD,
    &spatial_markov::METHOD,
    &rank_mobility::METHOD,
];
