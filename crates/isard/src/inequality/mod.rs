//! How unequal regions are, and whether they converge.

pub mod gini;
pub mod tables;
pub mod theil;
pub mod values;
pub mod workflow;

use crate::registry::Method;

/// Methods of this question.
pub const METHODS: &[&Method] = &[&theil::METHOD, &gini::METHOD];
