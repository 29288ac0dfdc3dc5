//! Spatial weights, autocorrelation and their tests.

mod contiguity;
mod counties;
mod hostile;
mod maps;
mod oracle;
mod references;
mod spatial_weights;
mod workflow;
