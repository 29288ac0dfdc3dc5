//! Organisations and their ties: what form a cluster has, who is in it, and
//! how its members fare.

pub mod institution_workflow;
pub mod institutional_form;
pub mod institutional_profile;
pub mod member_outcomes;
mod member_table;
pub mod name_resolution;
mod node_table;
pub mod projection;
pub mod tables;
pub mod tie_growth;
mod tie_table;

use crate::registry::Method;

pub use node_table::Node;
pub use tie_table::Tie;

/// Methods of this question.
pub const METHODS: &[&Method] = &[
    &institutional_profile::METHOD,
    &institutional_form::METHOD,
    &member_outcomes::METHOD,
    &tie_growth::METHOD,
    &projection::METHOD,
    &name_resolution::METHOD,
];
