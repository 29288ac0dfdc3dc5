//! Readers: one format a file.

pub(crate) mod boundaries;
mod bytes;
mod delimited;
mod encoding;
mod eurostat;
mod excel;
mod format;
mod geojson;
mod graphml;
mod header;
mod json_stat;
pub(crate) mod network;
mod observation;
mod ods;
mod outline;
mod sdmx_csv;
pub(crate) mod source_line;
mod status;
pub(crate) mod table;
mod topojson;
