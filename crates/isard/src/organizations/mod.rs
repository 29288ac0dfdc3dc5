//! Organisations and their ties: communities of firms and institutions around
//! leaders, how they are built, and who holds them together.
//!
//! ```text
//! nodes, edges → network ┬→ communities (multilayer, block_model, territory, stability) → membership
//!                        └ + membership → leaders, core_periphery, brokerage, triple_helix, network_summary
//! workflow: all of these for a study
//! ```

pub mod brokerage;
pub mod communities;
pub mod core_periphery;
pub mod leaders;
pub mod membership;
pub mod network;
pub mod network_summary;
pub mod tables;
pub mod triple_helix;
pub mod workflow;

pub use communities::Communities;
pub use membership::Membership;
pub use network::Network;

use crate::registry::Method;

/// Methods of this question.
pub const METHODS: &[&Method] = &[
    &communities::METHOD,
    &leaders::METHOD,
    &core_periphery::METHOD,
    &brokerage::METHOD,
    &triple_helix::METHOD,
    &network_summary::METHOD,
];
