//! Tests of the report as a whole.

mod advanced;
mod advanced_sample;
mod chapters;
mod clusters_sample;
mod drawing;
mod dynamics;
mod dynamics_sample;
mod page;
mod palette;
mod questions;
mod questions_sample;
mod sample;
