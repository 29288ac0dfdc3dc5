//! Spatial weights, autocorrelation and their tests.

mod contiguity;
mod hostile;
mod maps;
mod oracle;
mod references;
mod spatial_weights;
mod workflow;
