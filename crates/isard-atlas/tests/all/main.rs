//! The run as a whole.

mod damaged_studies;
mod disclosure;
mod star_rules;
