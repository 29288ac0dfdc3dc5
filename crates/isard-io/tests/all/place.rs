//! Files of a test, in a folder that vanishes with it.

use isard::model::RawTable;
use isard_io::{ReadError, ReadOptions, read_table};
use std::path::PathBuf;
use tempfile::TempDir;

pub(crate) struct Place(TempDir);

impl Place {
    pub(crate) fn new() -> Self {
        Place(tempfile::tempdir().unwrap())
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }
}

/// Reads bytes as a file of that name.
pub(crate) fn read(name: &str, bytes: impl AsRef<[u8]>) -> Result<RawTable, ReadError> {
    read_with(name, bytes, &ReadOptions::default())
}

pub(crate) fn read_with(
    name: &str,
    bytes: impl AsRef<[u8]>,
    options: &ReadOptions,
) -> Result<RawTable, ReadError> {
    let place = Place::new();
    read_table(&place.write(name, bytes), options)
}

/// Message without the folder of the test.
pub(crate) fn message(error: &ReadError) -> String {
    let folder = error.path().parent().unwrap().display().to_string();
    error.to_string().replace(&format!("{folder}/"), "")
}

/// Cells of a row as text.
pub(crate) fn row(raw: &RawTable, row: usize) -> Vec<Option<String>> {
    raw.table.fields().iter().map(|f| f.column.display(row)).collect()
}

/// Cells of a row, an empty one as `-`.
pub(crate) fn shown(raw: &RawTable, r: usize) -> String {
    row(raw, r).into_iter().map(|c| c.unwrap_or_else(|| "-".into())).collect::<Vec<_>>().join("|")
}

pub(crate) fn names(raw: &RawTable) -> String {
    raw.table.names().collect::<Vec<_>>().join("|")
}
