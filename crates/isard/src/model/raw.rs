//! Tables as they were found, before validation.

use super::table::Table;

/// Where a raw table came from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Origin {
    /// File as the study names it.
    pub file: String,
    /// Sheet of a workbook.
    pub sheet: Option<String>,
    /// Delimiter of a text file, to point at a column in its line.
    pub delimiter: Option<char>,
    /// Encoding of a text file (`UTF-8`, `windows-1251`, `UTF-16LE`).
    pub encoding: Option<String>,
    /// What the reader mended on the way (byte-order mark, encoding, …), for the atlas.
    pub notes: Vec<String>,
}

/// Cells with their place. Text files give text columns; Excel, Parquet and
/// queries give typed ones.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct RawTable {
    /// Where it came from.
    pub origin: Origin,
    /// Columns under the names of the source.
    pub table: Table,
    /// Line (text file) or row (sheet) of each row of the table, 1-based;
    /// empty for sources without lines.
    pub lines: Vec<u32>,
}

impl RawTable {
    /// Line or row number of a row, 1-based.
    pub fn line(&self, row: usize) -> Option<u32> {
        self.lines.get(row).copied()
    }
}
