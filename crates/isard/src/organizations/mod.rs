//! Organisations and their ties: communities of firms and institutions around
//! leaders, how they are built, who holds them together, what form they have
//! and how their members fare.
//!
//! ```text
//! nodes, edges → network ┬→ ownership (firms of one owner together)
//!                        ├→ communities (multilayer, block_model, territory, travel, stability) → membership
//!                        └ + membership → leaders (standing_out), core_periphery, brokerage, triple_helix, network_summary,
//!                                         community_ties, affiliations
//! workflow: all of these for a study
//! institution_workflow: profiles, forms, missing roles, overlap with statistical clusters, outcomes of members,
//!                       growth of ties and of membership, a review list of names
//! ```

pub mod affiliations;
pub mod brokerage;
pub mod cluster_overlap;
pub mod communities;
pub mod community_ties;
pub mod core_periphery;
pub mod institution_tables;
pub mod institution_workflow;
pub mod institutional_form;
pub mod institutional_profile;
pub mod leaders;
pub mod member_outcomes;
mod member_table;
pub mod membership;
pub mod membership_growth;
mod middle;
pub mod name_resolution;
pub mod network;
pub mod network_summary;
mod node_table;
pub mod ownership;
pub mod projection;
pub mod role_reach;
pub mod standing_out;
pub mod tables;
pub mod tie_growth;
pub mod tie_table;
pub mod triple_helix;
pub mod workflow;

pub use communities::Communities;
pub use membership::Membership;
pub use network::Network;
pub use tie_table::DatedTie;

use crate::registry::Method;

/// Methods of this question.
pub const METHODS: &[&Method] = &[
    &communities::METHOD,
    &leaders::METHOD,
    &core_periphery::METHOD,
    &brokerage::METHOD,
    &triple_helix::METHOD,
    &network_summary::METHOD,
    &institutional_profile::METHOD,
    &institutional_form::METHOD,
    &member_outcomes::METHOD,
    &tie_growth::METHOD,
    &membership_growth::METHOD,
    &role_reach::METHOD,
    &cluster_overlap::METHOD,
    &projection::METHOD,
    &name_resolution::METHOD,
];
