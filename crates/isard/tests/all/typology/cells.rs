//! Comma-separated cells, tables of text and comparison.

use isard::model::{Column, Table, TextColumn};
use isard::registry::{MethodError, Output};

/// Header and cells of a simple comma-separated file without quoted commas.
pub(super) fn cells(text: &str) -> (Vec<String>, Vec<Vec<String>>) {
    let row = |line: &str| line.split(',').map(|c| c.trim_matches('"').to_string()).collect::<Vec<_>>();
    let mut lines = text.lines().filter(|l| !l.is_empty());
    (lines.next().map(row).unwrap_or_default(), lines.map(row).collect())
}

/// Numbers of a column.
pub(crate) fn column(text: &str, name: &str) -> Vec<f64> {
    let (header, rows) = cells(text);
    let at = header.iter().position(|h| h == name).unwrap_or_else(|| panic!("no column {name}"));
    rows.iter().map(|r| r[at].parse().expect("a number")).collect()
}

/// A table of text cells; readers of methods parse numbers.
pub(super) fn table(header: &[&str], rows: &[Vec<String>]) -> Table {
    let mut table = Table::new();
    for (at, name) in header.iter().enumerate() {
        let mut column = TextColumn::new();
        rows.iter().for_each(|r| column.push(Some(r[at].as_str()).filter(|c| !c.is_empty())));
        table.push(*name, Column::Text(column));
    }
    table
}

/// Runs a registered method over borrowed tables.
pub(super) fn run(id: &str, tables: &[(&str, &Table)], set: &[(&str, &str)]) -> Result<Output, MethodError> {
    let tables: Vec<(&str, Table)> = tables.iter().map(|(name, table)| (*name, (*table).clone())).collect();
    crate::run_alone::run(id, &tables, set)
}

/// Asserts equality within `tolerance`, relative to values above 1.
#[track_caller]
pub(crate) fn near(found: f64, expected: f64, tolerance: f64) {
    let scale = expected.abs().max(1.0);
    assert!((found - expected).abs() <= tolerance * scale, "found {found}, expected {expected}");
}
