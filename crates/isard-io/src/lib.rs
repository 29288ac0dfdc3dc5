//! Readers and writers of isard: a file per format.
//!
//! [`read_table`] turns any table file into a [`RawTable`](isard::model::RawTable):
//! cells as found, with the line of each row and notes on what was assumed.
//! [`read_boundaries`] reads outlines of regions. Nothing is judged here: what
//! a cell means is the business of validation in the crate `isard`.
//!
//! | Format | Module | Columns |
//! |---|---|---|
//! | CSV, TSV, `;`- or `\|`-separated text, plain, `.gz`, `.zst` | `read::delimited` | text, as found |
//! | Excel (`xlsx`, `xlsm`, `xlsb`, `xls`) and OpenDocument (`ods`) | `read::excel` | typed where uniform |
//! | Eurostat bulk TSV | `read::eurostat` | dimensions, `time`, `value`, `flag`, `status` |
//! | SDMX-CSV 1.0, 2.0 | `read::sdmx_csv` | as found, `time`, `value`, `status` |
//! | JSON-stat 2 | `read::json_stat` | dimensions, `time`, `value`, `flag`, `status` |
//! | GraphML; tables of ties or of participants in projects | `read::graphml`, `read::network` | `id`; `source`, `target`; attributes |
//! | GeoJSON, TopoJSON, plain, `.gz`, `.zst` | `read::geojson`, `read::topojson` | outlines |
//!
//! Parquet is not read here but by the engine.

mod error;
mod options;
mod read;
mod write;

pub use error::{ReadError, WriteError};
pub use options::{BoundaryOptions, ReadOptions};
pub use read::boundaries::{BoundarySet, read_boundaries};
pub use read::network::{GRAPHML, Network, NetworkPart, is_graphml, read_network, read_network_table};
pub use read::source_line::source_line;
pub use read::table::read_table;
pub use write::csv::write_csv;
pub use write::excel::write_excel;
pub use write::geojson::write_geojson;
