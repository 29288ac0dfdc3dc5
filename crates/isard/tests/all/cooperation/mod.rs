//! Co-operation between regions.

mod pairs;
mod potential;
mod refusals;

use isard::model::{Column, Table, TextColumn};

/// A table of text columns and one real column at the end.
pub(crate) fn table(names: &[&str], rows: &[(&[&str], f64)], last: &str) -> Table {
    let mut out = Table::new();
    for (k, name) in names.iter().enumerate() {
        let column: TextColumn = rows.iter().map(|r| Some(r.0[k]).filter(|v| !v.is_empty())).collect();
        out.push(*name, Column::Text(column));
    }
    out.with(last, Column::Real(rows.iter().map(|r| Some(r.1).filter(|v| !v.is_nan())).collect()))
}

/// A table of text columns alone.
pub(crate) fn texts(names: &[&str], rows: &[&[&str]]) -> Table {
    let mut out = Table::new();
    for (k, name) in names.iter().enumerate() {
        let column: TextColumn = rows.iter().map(|r| Some(r[k]).filter(|v| !v.is_empty())).collect();
        out.push(*name, Column::Text(column));
    }
    out
}
