//! With whom can a region work together: complementarity, clusters over
//! borders, partners, what regions would have together.

mod coalitions;
pub mod complementarity;
pub mod consolidated_potential;
mod countries;
pub mod cross_border_clusters;
pub mod functional_links;
pub mod joint_stars;
pub mod links;
pub mod partners;
pub mod similarity;
pub mod tables;
pub mod workflow;

use crate::registry::Method;

/// Methods of this question.
pub const METHODS: &[&Method] = &[
    &complementarity::METHOD,
    &cross_border_clusters::METHOD,
    &partners::METHOD,
    &consolidated_potential::METHOD,
    &joint_stars::METHOD,
];
