//! Convergence and mobility of regions.

mod clubs;
mod convergence;
mod indices;
mod markov;
mod ranks;
mod refusals;
mod spatial_markov;
mod states;
mod workflow;
