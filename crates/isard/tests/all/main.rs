//! Integration tests of the methods: one binary, a module per subject.

mod cluster_fixtures;
mod cluster_identities;
mod cluster_ranking;
mod cluster_references;
mod cluster_stars;
mod cluster_workflow;
mod complexity;
mod contiguous;
mod cooperation;
mod crosswalk;
mod disclosure;
mod dynamics;
mod inequality;
mod institutions;
mod minimum_size;
mod organizations;
mod performance;
mod plant_concentration;
mod regional_dynamics;
mod run_alone;
mod sample;
mod shared_data;
mod space;
mod typology;
mod us_cluster_mapping;
