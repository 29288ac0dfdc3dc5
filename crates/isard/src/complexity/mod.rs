//! Which industries are related, and what does a region's portfolio lie near:
//! co-occurrence, relatedness, density.

pub mod co_occurrence;
pub mod presence;
pub mod proximity;
pub mod relatedness;
pub mod relatedness_density;
pub mod square;
pub mod tables;

use crate::registry::Method;

/// Methods of this question.
pub const METHODS: &[&Method] =
    &[&co_occurrence::METHOD, &relatedness::METHOD, &proximity::METHOD, &relatedness_density::METHOD];
