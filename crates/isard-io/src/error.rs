//! Why a file could not be read or written.

use std::io;
use std::path::{Path, PathBuf};
use thiserror::Error;

/// Why a file could not be read. [`ReadError::hint`] says what to do.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ReadError {
    /// No such file.
    #[error("{}: no such file", path.display())]
    NotFound {
        /// The file.
        path: PathBuf,
    },
    /// The path names a folder.
    #[error("{}: is a folder, not a file", path.display())]
    Directory {
        /// The folder.
        path: PathBuf,
    },
    /// The operating system refused.
    #[error("{}: cannot be read: {source}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Reason of the operating system.
        source: io::Error,
    },
    /// The file, or the sheet, holds nothing.
    #[error("{}: is empty{}", path.display(), in_sheet(sheet))]
    Empty {
        /// The file.
        path: PathBuf,
        /// Sheet of a workbook.
        sheet: Option<String>,
    },
    /// Larger than can be held, once unpacked.
    #[error("{}: holds more than {limit} bytes", path.display())]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// Most bytes a file may hold.
        limit: u64,
    },
    /// The bytes are not what the format demands.
    #[error("{}: damaged {format}: {reason}", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// Format by name or content.
        format: &'static str,
        /// What the decoder met.
        reason: String,
    },
    /// Content of no format known here.
    #[error("{}: holds {found}, not a table", path.display())]
    UnknownFormat {
        /// The file.
        path: PathBuf,
        /// What the content looks like.
        found: &'static str,
    },
    /// The encoding asked for does not exist.
    #[error("{}: unknown encoding `{label}`", path.display())]
    UnknownEncoding {
        /// The file.
        path: PathBuf,
        /// Label asked for.
        label: String,
    },
    /// The delimiter asked for cannot separate cells.
    #[error("{}: `{}` cannot be a delimiter", path.display(), delimiter.escape_default())]
    BadDelimiter {
        /// The file.
        path: PathBuf,
        /// Delimiter asked for.
        delimiter: char,
    },
    /// Two columns have the same name.
    #[error("{}{}: columns {first} and {second} are both named `{name}`", path.display(), in_sheet(sheet))]
    DuplicateName {
        /// The file.
        path: PathBuf,
        /// Sheet of a workbook.
        sheet: Option<String>,
        /// Line or row of the header, 1-based.
        line: u32,
        /// The name.
        name: String,
        /// Position of the first column, 1-based.
        first: usize,
        /// Position of the second column, 1-based.
        second: usize,
    },
    /// A column with values has no name.
    #[error("{}{}: column {column} has values but no name", path.display(), in_sheet(sheet))]
    EmptyName {
        /// The file.
        path: PathBuf,
        /// Sheet of a workbook.
        sheet: Option<String>,
        /// Line or row of the header, 1-based.
        line: u32,
        /// Position of the column, 1-based.
        column: usize,
        /// Range of merged cells that covers the name, such as `B1:D1`.
        merged: Option<String>,
    },
    /// A quotation mark that is never closed.
    #[error("{}: the row that begins in line {line} has a quotation mark that is never closed", path.display())]
    OpenQuote {
        /// The file.
        path: PathBuf,
        /// Line where the record starts, 1-based.
        line: u32,
    },
    /// A record has more or fewer fields than the header.
    #[error(
        "{}: line {line} has {found} fields, the header has {expected}{}", path.display(), and_others(*others)
    )]
    RaggedRow {
        /// The file.
        path: PathBuf,
        /// Line where the record starts, 1-based.
        line: u32,
        /// Number of fields of the header.
        expected: usize,
        /// Number of fields of the record.
        found: usize,
        /// How many further records differ.
        others: usize,
        /// Number of lines the record spans.
        spans: u32,
    },
    /// The workbook has no such sheet.
    #[error("{}: no sheet `{sheet}`; there are: {present}", path.display())]
    NoSheet {
        /// The file.
        path: PathBuf,
        /// Sheet asked for.
        sheet: String,
        /// Sheets that exist, comma-separated.
        present: String,
    },
    /// The text is not JSON, or ends early.
    #[error("{}: not valid JSON at line {line}, column {column}: {reason}", path.display())]
    BadJson {
        /// The file.
        path: PathBuf,
        /// Line, 1-based.
        line: usize,
        /// Column, 1-based.
        column: usize,
        /// What the parser met.
        reason: String,
    },
    /// The parts of the file contradict each other or the format.
    #[error("{}: not a usable {format}: {reason}", path.display())]
    Structure {
        /// The file.
        path: PathBuf,
        /// Format by content.
        format: &'static str,
        /// What was found and expected.
        reason: String,
    },
    /// The TopoJSON file has no such object, or several and none was named.
    #[error("{}: {}; there are: {present}", path.display(), asked_object(object))]
    NoObject {
        /// The file.
        path: PathBuf,
        /// Object asked for.
        object: Option<String>,
        /// Objects that exist, comma-separated.
        present: String,
    },
    /// No feature has the property that should hold the key.
    #[error("{}: no feature has the property `{key}`; there are: {present}", path.display())]
    NoKey {
        /// The file.
        path: PathBuf,
        /// Property asked for.
        key: String,
        /// Properties of the first feature, comma-separated.
        present: String,
    },
    /// Two features carry the same key.
    #[error("{}: features {first} and {second} both have the key `{key}`", path.display())]
    DuplicateKey {
        /// The file.
        path: PathBuf,
        /// The key.
        key: String,
        /// Position of the first feature, 1-based.
        first: usize,
        /// Position of the second feature, 1-based.
        second: usize,
    },
    /// Coordinates are not longitude and latitude.
    #[error("{}: feature {feature} has the point ({x}, {y}), not longitude and latitude", path.display())]
    NotDegrees {
        /// The file.
        path: PathBuf,
        /// Position of the feature, 1-based.
        feature: usize,
        /// First coordinate.
        x: f64,
        /// Second coordinate.
        y: f64,
    },
}

fn in_sheet(sheet: &Option<String>) -> String {
    sheet.as_ref().map(|s| format!(" (sheet `{s}`)")).unwrap_or_default()
}

fn and_others(others: usize) -> String {
    match others {
        0 => String::new(),
        1 => " (and one more line differs)".into(),
        n => format!(" (and {n} more lines differ)"),
    }
}

fn asked_object(object: &Option<String>) -> String {
    match object {
        Some(name) => format!("no object `{name}`"),
        None => "several objects and none was named".into(),
    }
}

impl ReadError {
    /// The file concerned.
    pub fn path(&self) -> &Path {
        use ReadError::*;
        match self {
            NotFound { path }
            | Directory { path }
            | Unreadable { path, .. }
            | Empty { path, .. }
            | TooLarge { path, .. }
            | Damaged { path, .. }
            | UnknownFormat { path, .. }
            | UnknownEncoding { path, .. }
            | BadDelimiter { path, .. }
            | DuplicateName { path, .. }
            | EmptyName { path, .. }
            | RaggedRow { path, .. }
            | OpenQuote { path, .. }
            | NoSheet { path, .. }
            | BadJson { path, .. }
            | Structure { path, .. }
            | NoObject { path, .. }
            | NoKey { path, .. }
            | DuplicateKey { path, .. }
            | NotDegrees { path, .. } => path,
        }
    }

    /// Line of a text file or row of a sheet, 1-based, where one is to blame.
    pub fn line(&self) -> Option<u32> {
        match self {
            ReadError::RaggedRow { line, .. }
            | ReadError::OpenQuote { line, .. }
            | ReadError::DuplicateName { line, .. }
            | ReadError::EmptyName { line, .. } => Some(*line),
            ReadError::BadJson { line, .. } => u32::try_from(*line).ok(),
            _ => None,
        }
    }

    /// Position of the column to blame, 1-based: of a cell in its row, or of a
    /// character in a line of JSON.
    pub fn column(&self) -> Option<usize> {
        match self {
            ReadError::DuplicateName { second, .. } => Some(*second),
            ReadError::EmptyName { column, .. } => Some(*column),
            ReadError::BadJson { column, .. } => Some(*column),
            _ => None,
        }
    }

    /// What the user can do about it.
    pub fn hint(&self) -> String {
        use ReadError::*;
        match self {
            NotFound { .. } => {
                "check the name in study.toml; names are relative to the folder of study.toml".into()
            }
            Directory { .. } => "name a file inside the folder".into(),
            Unreadable { .. } => "check that you may read the file and that no other program holds it".into(),
            Empty { .. } => "a table needs a header row with the names of its columns".into(),
            TooLarge { .. } => "store the table as Parquet; the engine reads it in pieces".into(),
            Damaged { .. } => "fetch or save the file again; it may have been cut off on the way".into(),
            UnknownFormat { .. } => {
                "give CSV, TSV, Excel, OpenDocument, SDMX-CSV, JSON-stat or a Eurostat TSV file; unpack archives first".into()
            }
            UnknownEncoding { .. } => {
                "use a label such as utf-8, utf-16le, windows-1251 or windows-1252, or leave it out".into()
            }
            BadDelimiter { .. } => "use one of , ; | or a tab, or leave it out".into(),
            DuplicateName { name, .. } => format!("rename one of the columns `{name}` or remove it"),
            EmptyName { merged: Some(range), .. } => {
                format!("the header has the merged cells {range}: split them and give each column its own name in one row")
            }
            EmptyName { .. } => "give the column a name, or delete it".into(),
            OpenQuote { .. } => "close it, or write the mark twice if it belongs to the text".into(),
            RaggedRow { spans, .. } if *spans > 1 => {
                format!("the record runs over {spans} lines: look for a quotation mark that is never closed")
            }
            RaggedRow { line, expected, found, .. } if found > expected => format!(
                "put cells that contain the delimiter into quotation marks; line {line} has too many fields. A title above the header must go"
            ),
            RaggedRow { .. } => {
                "fill up the missing cells; remove footnotes below the table and titles above the header".into()
            }
            NoSheet { .. } => "name one of the sheets listed".into(),
            BadJson { .. } => "fetch the file again; it may have been cut off or edited by hand".into(),
            Structure { .. } => "fetch the file again in the format's current version".into(),
            NoObject { .. } => "set `object` to one of the names listed".into(),
            NoKey { .. } => {
                "set `key` to the property that holds the region's key, or to `id` for the feature's own identifier".into()
            }
            DuplicateKey { .. } => "join the parts of a region into one multipolygon, or choose another key".into(),
            NotDegrees { .. } => "convert the boundaries to WGS 84 (EPSG:4326)".into(),
        }
    }
}

/// Why a file could not be written.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum WriteError {
    /// The operating system refused.
    #[error("cannot write: {0}")]
    Io(#[from] io::Error),
    /// The name cannot stand on a sheet's tab.
    #[error("`{name}` cannot be the name of a sheet: {reason}")]
    SheetName {
        /// The name.
        name: String,
        /// What Excel demands.
        reason: String,
    },
    /// More rows or columns than a sheet can hold.
    #[error("sheet `{sheet}` cannot hold {rows} rows and {columns} columns")]
    TooLarge {
        /// Name of the sheet.
        sheet: String,
        /// Rows of the table.
        rows: usize,
        /// Columns of the table.
        columns: usize,
    },
    /// A text too long for a cell of a workbook.
    #[error("sheet `{sheet}`, row {row}, column `{column}`: text of {length} characters does not fit a cell")]
    LongText {
        /// Name of the sheet.
        sheet: String,
        /// Row, 1-based.
        row: usize,
        /// Name of the column.
        column: String,
        /// Length in characters.
        length: usize,
    },
    /// The workbook could not be assembled.
    #[error("cannot write the workbook: {0}")]
    Workbook(String),
    /// The table of properties lacks its key column, or repeats a key.
    #[error("properties: {0}")]
    Properties(String),
}
