//! Institutions of clusters, their members and ties.

mod forms;
mod names;
mod outcomes;
mod ties;

use isard::model::Table;
use isard::registry::{MethodError, Output};

/// Runs a method and returns its refusal in words.
pub(crate) fn refusal(id: &str, tables: &[(&str, Table)], options: &[(&str, &str)]) -> String {
    let refused: Result<Output, MethodError> = crate::run_alone::run(id, tables, options);
    refused.expect_err("refused").to_string()
}

/// Column of text in row order, empty where there is none.
pub(crate) fn text(output: &Output, name: &str) -> Vec<String> {
    let column = output.table.text(name).expect("a text column");
    column.iter().map(|v| v.unwrap_or_default().to_string()).collect()
}

/// Column of numbers, NaN where empty.
pub(crate) fn real(output: &Output, name: &str) -> Vec<f64> {
    output.table.real(name).expect("a column").iter().map(|v| v.unwrap_or(f64::NAN)).collect()
}
