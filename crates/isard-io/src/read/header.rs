//! Names of columns, and the table under them.

use crate::ReadError;
use isard::model::{Column, Table};
use std::collections::HashMap;
use std::path::Path;

/// Where a header stands, for messages.
pub(crate) struct HeaderPlace<'a> {
    pub(crate) path: &'a Path,
    pub(crate) sheet: Option<&'a str>,
    pub(crate) line: u32,
    /// Merged ranges of the header row: first and last column (0-based) and name of the range.
    pub(crate) merged: Vec<(usize, usize, String)>,
}

/// Puts trimmed names over columns. A column with neither name nor value is
/// left out with a note; a nameless column with values and a repeated name are errors.
/// `positions` are the places of the columns in the source, 0-based.
pub(crate) fn name_columns(
    names: &[String],
    positions: &[usize],
    columns: Vec<Column>,
    place: &HeaderPlace,
    notes: &mut Vec<String>,
) -> Result<Table, ReadError> {
    let mut seen: HashMap<&str, usize> = HashMap::new();
    let mut table = Table::new();
    for ((name, &i), column) in names.iter().zip(positions).zip(columns) {
        let name = name.trim();
        if name.is_empty() {
            if (0..column.len()).all(|row| column.is_null(row)) {
                notes.push(format!("column {} has neither name nor values and was left out", i + 1));
                continue;
            }
            return Err(ReadError::EmptyName {
                path: place.path.into(),
                sheet: place.sheet.map(str::to_string),
                line: place.line,
                column: i + 1,
                merged: place.merged.iter().find(|m| (m.0..=m.1).contains(&i)).map(|m| m.2.clone()),
            });
        }
        if let Some(first) = seen.insert(name, i) {
            return Err(ReadError::DuplicateName {
                path: place.path.into(),
                sheet: place.sheet.map(str::to_string),
                line: place.line,
                name: name.into(),
                first: first + 1,
                second: i + 1,
            });
        }
        table.push(name, column);
    }
    if table.fields().is_empty() {
        return Err(ReadError::Empty { path: place.path.into(), sheet: place.sheet.map(str::to_string) });
    }
    Ok(table)
}
