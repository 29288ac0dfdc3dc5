//! Organisations and their ties: communities of firms and institutions around
//! leaders, how they are built, and who holds them together.
//!
//! ```text
//! nodes, edges → network ┬→ communities (multilayer, block_model, territory, stability)
//!                        └→ leaders, core_periphery, brokerage, triple_helix, network_summary
//! ```

pub mod communities;
pub mod network;

pub use communities::Communities;
pub use network::Network;

use crate::registry::Method;

/// Methods of this question.
pub const METHODS: &[&Method] = &[&communities::METHOD];
