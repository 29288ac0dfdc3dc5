//! Writers: one format a file.

pub(crate) mod csv;
pub(crate) mod excel;
pub(crate) mod geojson;
