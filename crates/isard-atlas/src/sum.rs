//! Activity from micro data: one row a plant or a person's job, many rows a cell.

use isard::model::study_tables::MEASURES;
use isard::model::{Column, RawTable, Table};
use isard_engine::{Engine, EngineError, EngineOptions, PanelColumns, PanelSource, parquet};
use std::collections::BTreeMap;
use std::path::Path;

/// Sums every measure of a Parquet file to the cells of the table `activity`,
/// without ever holding its rows. `columns` has the file's names of columns.
pub(crate) fn summed(
    path: &Path,
    columns: &BTreeMap<String, String>,
    options: &EngineOptions,
) -> Result<RawTable, EngineError> {
    let about = parquet::describe(path)?;
    let theirs = |ours: &str| columns.get(ours).cloned().unwrap_or_else(|| ours.to_string());
    let present = |ours: &str| about.columns.iter().any(|c| c.name == theirs(ours));
    let measures: Vec<&str> =
        MEASURES.iter().copied().filter(|m| present(m) || columns.contains_key(*m)).collect();
    if measures.is_empty() {
        return Err(EngineError::UnknownColumn {
            column: MEASURES[0].into(),
            present: about.columns.into_iter().map(|c| c.name).collect(),
        });
    }
    let wanted = PanelColumns {
        region: theirs("region"),
        industry: theirs("industry"),
        year: (present("year") || columns.contains_key("year")).then(|| theirs("year")),
        measures: measures.iter().map(|m| theirs(m)).collect(),
    };
    // A file is summed in the order of its rows whatever the number of threads.
    let engine = Engine::new(EngineOptions { threads: None, ..options.clone() })?;
    let mut panel = engine.aggregate_panel(&PanelSource::Parquet(path.to_path_buf()), &wanted)?;
    let notes = panel.remarks();
    for (sums, ours) in panel.measures.iter_mut().zip(&measures) {
        sums.name = ours.to_string();
    }
    let mut raw = RawTable { table: whole(panel.to_table()), ..RawTable::default() };
    raw.origin.notes = notes;
    Ok(raw)
}

/// Sums of whole numbers are whole again, as in a table of cells.
fn whole(table: Table) -> Table {
    let mut out = Table::new();
    for field in table.fields() {
        let column = match &field.column {
            Column::Real(values) if values.iter().flatten().all(|v| v.fract() == 0.0 && v.abs() < 9e15) => {
                Column::Integer(values.iter().map(|v| v.map(|v| v as i64)).collect())
            }
            other => other.clone(),
        };
        out.push(field.name.clone(), column);
    }
    out
}
