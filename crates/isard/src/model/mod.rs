//! The data model: tables, their schemas, the status of a value, and the
//! problems found while reading.
//!
//! ```text
//! RawTable (cells as found) --validate--> Table (typed by a TableSpec) + Problems
//! Table --typed views--> Regions, Industries, Panel, Indicators --methods--> rows --> Table
//! ```

mod boundary;
mod column;
mod problem;
mod raw;
mod record;
mod schema;
mod status;
pub mod study_tables;
mod table;
mod validate;

pub use boundary::Boundary;
pub use column::{Column, TextColumn};
pub use problem::{Action, Place, Problem, Severity};
pub use raw::{Origin, RawTable};
pub use record::{FieldType, Record, table_of};
pub use schema::{ColumnSpec, Kind, TableSpec};
pub use status::{Reason, Status, breaks_series};
pub use table::{Field, Table, TableError, Value};
pub use validate::{CODES, Validated, check_links, explain, infer, validate};
