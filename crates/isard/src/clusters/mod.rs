//! clusters

use crate::registry::Method;

/// Methods of this question.
pub const METHODS: &[&Method] = &[];
