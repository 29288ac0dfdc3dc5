//! Where regions lie to each other, what follows neighbours, and groups that
//! hang together on the map.

mod agglomeration;
pub mod azp;
pub mod clustgeo;
pub mod components;
pub mod contiguity;
pub mod contiguous;
pub mod contiguous_tables;
pub mod floor;
pub mod group_check;
pub mod grouped_output;
pub mod mapped;
pub mod max_p;
mod partition_search;
mod places;
pub mod redcap;
pub mod skater;
pub mod spanning_tree;
pub mod ward_contiguous;
pub mod weights;

pub use weights::Weights;

use crate::registry::Method;

/// Methods of this question.
pub const METHODS: &[&Method] = &[
    &skater::METHOD,
    &redcap::METHOD,
    &max_p::METHOD,
    &azp::METHOD,
    &ward_contiguous::METHOD,
    &clustgeo::METHOD,
    &contiguous::METHOD,
];
