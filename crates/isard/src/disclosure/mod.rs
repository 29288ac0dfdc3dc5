//! What do the official figures withhold, and between which limits does it
//! lie: withheld cells estimated inside their bounds, consistent with every
//! published total.

pub mod balance;
pub mod bounds;
pub mod contradiction;
pub mod disclosure_estimate;
pub mod equations;
pub mod exact;
pub mod hide;
pub mod hierarchy;
pub mod intervals;
mod nearest;
mod newton;
pub mod panel;
pub mod prior;
mod solve;
pub mod tables;
pub mod workflow;

use crate::registry::Method;

/// Methods of this question.
pub const METHODS: &[&Method] = &[&disclosure_estimate::METHOD];
