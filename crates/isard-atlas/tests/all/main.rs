//! The run as a whole.

mod cooperation_options;
mod damaged_studies;
mod disclosure;
mod network_files;
mod regions;
mod star_rules;
