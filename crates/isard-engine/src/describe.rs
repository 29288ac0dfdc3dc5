//! What a Parquet file says about itself.

use crate::EngineError;
use crate::barrier::guarded;
use crate::convert::storage;
use crate::refusal::{damaged, file_error};
use datafusion::parquet::arrow::arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions};
use std::fs::File;
use std::path::Path;

/// Documentation of a Parquet file.
#[derive(Debug, Clone, PartialEq)]
pub struct Description {
    /// `question/name` of the table.
    pub table: Option<String>,
    /// What a row is.
    pub doc: Option<String>,
    /// Columns that identify a row.
    pub key: Vec<String>,
    /// Number of rows.
    pub rows: usize,
    /// Columns in order.
    pub columns: Vec<ColumnDescription>,
}

/// Documentation of a column.
#[derive(Debug, Clone, PartialEq)]
pub struct ColumnDescription {
    /// Name.
    pub name: String,
    /// `text`, `integer`, `real` or `boolean`; `other` where a table cannot hold it.
    pub storage: &'static str,
    /// One sentence.
    pub description: Option<String>,
    /// Unit, where it is fixed.
    pub unit: Option<String>,
}

/// Reads the documentation of a Parquet file, and nothing else of it.
///
/// Files that others wrote have columns and rows, but mostly no documentation.
///
/// # Errors
/// [`EngineError::File`], [`EngineError::Damaged`].
pub fn describe(path: impl AsRef<Path>) -> Result<Description, EngineError> {
    let path = path.as_ref();
    guarded(|| describe_file(path)).unwrap_or_else(|reason| Err(damaged(path, reason)))
}

fn describe_file(path: &Path) -> Result<Description, EngineError> {
    let file = File::open(path).map_err(|e| file_error(path, e))?;
    let metadata =
        ArrowReaderMetadata::load(&file, ArrowReaderOptions::new()).map_err(|e| damaged(path, e))?;
    let about = metadata.metadata().file_metadata();
    let note = |name: &str| {
        let notes = about.key_value_metadata()?;
        notes.iter().find(|note| note.key == name)?.value.clone()
    };
    let columns = metadata.schema().fields().iter().map(|field| ColumnDescription {
        name: field.name().clone(),
        storage: storage(field.data_type()),
        description: field.metadata().get("description").cloned(),
        unit: field.metadata().get("unit").cloned(),
    });
    let key = note("key").unwrap_or_default();
    Ok(Description {
        table: note("table"),
        doc: note("doc"),
        key: key.split(',').filter(|k| !k.is_empty()).map(str::to_string).collect(),
        rows: usize::try_from(about.num_rows()).map_err(|_| damaged(path, "a negative number of rows"))?,
        columns: columns.collect(),
    })
}
