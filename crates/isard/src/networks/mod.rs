//! Graphs: kernels that know nodes and weights, and nothing of what they mean.

pub mod core_periphery;
pub mod graph;
pub mod holes;
pub mod leiden;
mod refinement;
pub mod structure;

pub use graph::Graph;
