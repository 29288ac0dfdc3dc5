//! Tables to and from Parquet files that document themselves.
//!
//! Text is stored as plain UTF-8 text for every reader, dictionary-encoded on
//! disk. A schema puts `description`, `unit`, `kind`, `required` and `refers`
//! beside each column (metadata of the Arrow field), and `table`, `doc` and
//! `key` into the metadata of the file. Equal tables give equal bytes.

use crate::barrier::guarded;
pub use crate::describe::{ColumnDescription, Description, describe};

use crate::EngineError;
use crate::convert::{Collector, dictionary_type, to_batch};
use crate::refusal::{damaged, file_error};
use datafusion::arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use datafusion::parquet::arrow::ArrowWriter;
use datafusion::parquet::arrow::add_encoded_arrow_schema_to_metadata;
use datafusion::parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder,
};
use datafusion::parquet::arrow::arrow_writer::ArrowWriterOptions;
use datafusion::parquet::basic::{Compression, ZstdLevel};
use datafusion::parquet::errors::ParquetError;
use datafusion::parquet::file::metadata::KeyValue;
use datafusion::parquet::file::properties::WriterProperties;
use isard::model::{Column, Table, TableSpec};
use std::collections::HashMap;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Rows per row group: the unit that is read in parallel.
const ROW_GROUP: usize = 1 << 18;

/// Rows decoded at a time.
const BATCH: usize = 1 << 16;

/// Reads a Parquet file.
///
/// Columns become text, integer, real or boolean; dates and times become ISO
/// 8601 text, NaN and infinities empty cells.
///
/// # Errors
/// [`EngineError::File`] when the file cannot be opened,
/// [`EngineError::Damaged`] when it is not Parquet or breaks the format,
/// [`EngineError::ColumnType`] or [`EngineError::TooLarge`] when a column
/// holds what a table cannot. Damage never panics.
pub fn read(path: impl AsRef<Path>) -> Result<Table, EngineError> {
    let path = path.as_ref();
    guarded(|| read_table(path)).unwrap_or_else(|reason| Err(damaged(path, reason)))
}

fn read_table(path: &Path) -> Result<Table, EngineError> {
    let file = File::open(path).map_err(|e| file_error(path, e))?;
    let metadata = open(path, &file)?;
    let mut collector = Collector::new(metadata.schema())?;
    let reader = ParquetRecordBatchReaderBuilder::new_with_metadata(file, metadata)
        .with_batch_size(BATCH)
        .build()
        .map_err(|e| damaged(path, e))?;
    for batch in reader {
        collector.push(&batch.map_err(|e| damaged(path, e))?)?;
    }
    Ok(collector.finish())
}

/// Reads the footer; text columns are set to arrive dictionary-coded.
pub(crate) fn open(path: &Path, file: &File) -> Result<ArrowReaderMetadata, EngineError> {
    // The types of the format itself are used, not the writer's own ones, so
    // that files of all writers look alike.
    let options = ArrowReaderOptions::new().with_skip_arrow_metadata(true);
    let metadata = ArrowReaderMetadata::load(file, options.clone()).map_err(|e| damaged(path, e))?;
    check_sizes(path, file, &metadata)?;
    let fields = metadata.schema().fields().iter().map(|field| match field.data_type() {
        DataType::Utf8 => Arc::new(Field::clone(field).with_data_type(dictionary_type())),
        _ => Arc::clone(field),
    });
    let schema = Arc::new(Schema::new(fields.collect::<Vec<_>>()));
    ArrowReaderMetadata::try_new(Arc::clone(metadata.metadata()), options.with_schema(schema))
        .map_err(|e| damaged(path, e))
}

/// Reads only the footer, to report damage with the name of the file.
pub(crate) fn check(path: &Path) -> Result<(), EngineError> {
    let work = || {
        let file = File::open(path).map_err(|e| file_error(path, e))?;
        open(path, &file).map(|_| ())
    };
    guarded(work).unwrap_or_else(|reason| Err(damaged(path, reason)))
}

/// Refuses a footer whose row groups lie outside the file: reading on would
/// ask for absurd amounts of memory.
fn check_sizes(path: &Path, file: &File, metadata: &ArrowReaderMetadata) -> Result<(), EngineError> {
    let length = file.metadata().map_err(|e| file_error(path, e))?.len();
    let mut rows: i64 = 0;
    for group in metadata.metadata().row_groups() {
        if group.num_rows() < 0 {
            return Err(damaged(path, "a row group has a negative number of rows"));
        }
        rows = rows.saturating_add(group.num_rows());
        for column in group.columns() {
            let (start, size) = column.byte_range();
            if start.checked_add(size).is_none_or(|end| end > length) {
                return Err(damaged(path, "a column lies outside the file"));
            }
        }
    }
    if rows != metadata.metadata().file_metadata().num_rows() {
        return Err(damaged(path, "the row groups have other rows than the file says"));
    }
    Ok(())
}

/// Writes a table; with a schema, the file carries its documentation.
///
/// The file appears only when it is complete. Columns that the schema does not
/// name are written without documentation.
///
/// # Errors
/// [`EngineError::File`] when the file cannot be written.
pub fn write(path: impl AsRef<Path>, table: &Table, spec: Option<&TableSpec>) -> Result<(), EngineError> {
    let path = path.as_ref();
    let stored = Arc::new(stored_schema(table, spec));
    let mut writer = Writer::create(path, &documented_schema(table, spec), stored.clone(), file_notes(spec))?;
    if table.rows() > 0 {
        writer.write(&to_batch(table, stored)?)?;
    }
    writer.finish()
}

/// Schema of the arrays handed to the writer.
fn stored_schema(table: &Table, spec: Option<&TableSpec>) -> Schema {
    let documented = documented_schema(table, spec);
    let fields = documented.fields().iter().map(|field| match field.data_type() {
        DataType::Utf8 => Arc::new(Field::clone(field).with_data_type(dictionary_type())),
        _ => Arc::clone(field),
    });
    Schema::new(fields.collect::<Vec<_>>())
}

/// Schema that readers of the file see.
fn documented_schema(table: &Table, spec: Option<&TableSpec>) -> Schema {
    let fields = table.fields().iter().map(|field| {
        let data_type = match field.column {
            Column::Text(_) => DataType::Utf8,
            Column::Integer(_) => DataType::Int64,
            Column::Real(_) => DataType::Float64,
            Column::Boolean(_) => DataType::Boolean,
        };
        let mut notes = HashMap::new();
        if let Some(column) = spec.and_then(|s| s.column(&field.name)) {
            notes.insert("description".to_string(), column.doc.trim().to_string());
            notes.insert("kind".to_string(), column.kind.expectation());
            notes.insert("required".to_string(), column.required.to_string());
            if let Some(unit) = column.unit {
                notes.insert("unit".to_string(), unit.to_string());
            }
            if let Some(table) = column.refers {
                notes.insert("refers".to_string(), table.to_string());
            }
        }
        Field::new(&field.name, data_type, true).with_metadata(notes)
    });
    Schema::new(fields.collect::<Vec<_>>())
}

fn file_notes(spec: Option<&TableSpec>) -> Vec<KeyValue> {
    let Some(spec) = spec else { return Vec::new() };
    vec![
        KeyValue::new("table".to_string(), spec.path()),
        KeyValue::new("doc".to_string(), spec.doc.trim().to_string()),
        KeyValue::new("key".to_string(), spec.key.join(",")),
    ]
}

/// Writes batches to a sibling of the file, which takes its place at the end.
pub(crate) struct Writer {
    path: PathBuf,
    partial: Partial,
    writer: ArrowWriter<BufWriter<File>>,
}

/// A file that vanishes unless it is kept.
struct Partial(Option<PathBuf>);

impl Drop for Partial {
    fn drop(&mut self) {
        if let Some(path) = &self.0 {
            // Nothing can be done about a left-over here; the error that led
            // here is the one to report.
            let _ = std::fs::remove_file(path);
        }
    }
}

impl Writer {
    /// Opens a file for batches of `stored`, announced to readers as `documented`.
    pub(crate) fn create(
        path: &Path,
        documented: &Schema,
        stored: SchemaRef,
        notes: Vec<KeyValue>,
    ) -> Result<Self, EngineError> {
        let mut name = path.file_name().unwrap_or_default().to_os_string();
        name.push(format!(".{}.partial", std::process::id()));
        let sibling = path.with_file_name(name);
        let file = File::create(&sibling).map_err(|e| file_error(path, e))?;
        let partial = Partial(Some(sibling));
        let mut properties = WriterProperties::builder()
            .set_created_by(concat!("isard ", env!("CARGO_PKG_VERSION")).to_string())
            .set_compression(Compression::ZSTD(ZstdLevel::try_new(3).unwrap_or_default()))
            .set_max_row_group_row_count(Some(ROW_GROUP))
            .set_key_value_metadata((!notes.is_empty()).then_some(notes))
            .build();
        add_encoded_arrow_schema_to_metadata(documented, &mut properties);
        let options = ArrowWriterOptions::new().with_properties(properties).with_skip_arrow_metadata(true);
        let writer = ArrowWriter::try_new_with_options(BufWriter::new(file), stored, options)
            .map_err(|e| write_error(path, e))?;
        Ok(Writer { path: path.to_path_buf(), partial, writer })
    }

    /// Appends a batch.
    pub(crate) fn write(
        &mut self,
        batch: &datafusion::arrow::record_batch::RecordBatch,
    ) -> Result<(), EngineError> {
        self.writer.write(batch).map_err(|e| write_error(&self.path, e))
    }

    /// Completes the file and puts it in place.
    pub(crate) fn finish(mut self) -> Result<(), EngineError> {
        let mut buffer = self.writer.into_inner().map_err(|e| write_error(&self.path, e))?;
        buffer.flush().map_err(|e| file_error(&self.path, e))?;
        drop(buffer);
        if let Some(sibling) = &self.partial.0 {
            std::fs::rename(sibling, &self.path).map_err(|e| file_error(&self.path, e))?;
        }
        self.partial.0 = None;
        Ok(())
    }
}

fn write_error(path: &Path, error: ParquetError) -> EngineError {
    match error {
        ParquetError::External(cause) => match cause.downcast::<std::io::Error>() {
            Ok(source) => file_error(path, *source),
            Err(cause) => EngineError::Engine { reason: cause.to_string() },
        },
        other => EngineError::Engine { reason: other.to_string() },
    }
}
