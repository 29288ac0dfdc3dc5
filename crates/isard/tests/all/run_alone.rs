//! Running registered methods alone over small tables.

use isard::model::{Column, Table, TextColumn};
use isard::registry::{Inputs, MethodError, Options, Output, find};

/// A long activity table; `None` is a cell without value.
pub(crate) fn activity(rows: &[(&str, &str, Option<f64>)]) -> Table {
    let region: TextColumn = rows.iter().map(|r| Some(r.0)).collect();
    let industry: TextColumn = rows.iter().map(|r| Some(r.1)).collect();
    Table::new()
        .with("region", Column::Text(region))
        .with("industry", Column::Text(industry))
        .with("value", Column::Real(rows.iter().map(|r| r.2).collect()))
}

/// A full panel with keys `R000…`, `I000…`; NaN is a cell without value.
pub(crate) fn panel(cells: &[f64], regions: usize, industries: usize) -> Table {
    let (mut region, mut industry, mut values) = (TextColumn::new(), TextColumn::new(), Vec::new());
    for r in 0..regions {
        for i in 0..industries {
            region.push(Some(&format!("R{r:03}")));
            industry.push(Some(&format!("I{i:03}")));
            values.push(Some(cells[r * industries + i]).filter(|v| !v.is_nan()));
        }
    }
    Table::new()
        .with("region", Column::Text(region))
        .with("industry", Column::Text(industry))
        .with("value", Column::Real(values))
}

/// Runs a method as the command line would.
pub(crate) fn run(
    id: &str,
    tables: &[(&str, Table)],
    options: &[(&str, &str)],
) -> Result<Output, MethodError> {
    let method = find(id)?;
    let mut inputs = Inputs::default();
    for (name, table) in tables {
        inputs.insert(*name, table.clone());
    }
    (method.run)(&inputs, &Options::check(method.options, options.iter().copied())?)
}

/// Column `value`, NaN where empty.
pub(crate) fn values(output: &Output) -> Vec<f64> {
    let column = output.table.real("value").expect("a value column");
    column.iter().map(|v| v.unwrap_or(f64::NAN)).collect()
}

/// Column `status`.
pub(crate) fn statuses(output: &Output) -> Vec<String> {
    let column = output.table.text("status").expect("a status column");
    column.iter().map(|v| v.unwrap_or_default().to_string()).collect()
}

/// Asserts equality within a relative tolerance of 1e-9; NaN equals NaN.
#[track_caller]
pub(crate) fn assert_close(found: &[f64], expected: &[f64]) {
    assert_eq!(found.len(), expected.len());
    for (i, (f, e)) in found.iter().zip(expected).enumerate() {
        let same = (f.is_nan() && e.is_nan()) || (f - e).abs() <= 1e-9 * e.abs().max(1.0);
        assert!(same, "item {i}: found {f}, expected {e}");
    }
}
