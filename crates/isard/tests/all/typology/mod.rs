//! Region groups.
#![allow(clippy::unwrap_used)]

mod cells;
mod georgia;
mod judgement;
mod k_means;
mod linkage;
mod refusals;
mod workflow;
