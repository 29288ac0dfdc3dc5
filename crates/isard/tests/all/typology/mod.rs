//! Region groups.
#![allow(clippy::unwrap_used)]

pub(crate) mod cells;
mod georgia;
mod k_means;
mod linkage;
mod refusals;
mod workflow;
