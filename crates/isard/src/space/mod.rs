//! Where regions lie to each other, what follows neighbours, and groups that
//! hang together on the map.

pub mod weights;

pub use weights::Weights;

use crate::registry::Method;

/// Methods of this question.
pub const METHODS: &[&Method] = &[];
