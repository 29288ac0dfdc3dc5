//! Readers: one format a file.

pub(crate) mod boundaries;
mod bytes;
mod delimited;
mod encoding;
mod excel;
mod format;
mod geojson;
mod header;
mod outline;
pub(crate) mod source_line;
pub(crate) mod table;
mod topojson;
