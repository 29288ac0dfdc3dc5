//! Graphs: kernels that know nodes and weights, and nothing of what they mean.

pub mod graph;
pub mod leiden;

pub use graph::Graph;
