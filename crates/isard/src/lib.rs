//! The science of isard: methods for regional economic clusters and cluster
//! policy as pure functions over validated types.
//!
//! Nothing here opens a file, asks the clock or draws a picture. Tables come
//! in as [`model::Table`]s, methods are listed once in the [`registry`], and
//! results leave as tables whose schemas are generated from their row types.

pub mod clusters;
pub mod complexity;
pub mod cooperation;
pub mod disclosure;
pub mod dynamics;
pub mod inequality;
pub mod inference;
pub mod linalg;
pub mod model;
pub mod networks;
pub mod organizations;
pub mod registry;
pub mod sample;
pub mod space;
pub mod typology;
