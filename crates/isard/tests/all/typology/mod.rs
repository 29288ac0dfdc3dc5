//! Region groups.
#![allow(clippy::unwrap_used)]

pub(crate) mod cells;
mod consensus;
mod dimensions;
mod fuzzy_c_means;
mod gaussian_mixture;
mod georgia;
mod grouping_fixtures;
mod hdbscan;
mod judgement;
mod k_means;
mod linkage;
mod new_groupings;
mod pam;
mod refusals;
mod workflow;
