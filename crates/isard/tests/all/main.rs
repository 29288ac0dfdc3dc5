//! Integration tests of the methods: one binary, a module per subject.

mod cluster_identities;
mod cluster_references;
mod inequality;
mod run_alone;
mod shared_data;
mod typology;
