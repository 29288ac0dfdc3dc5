//! Tables in a terminal and on standard output.

use crate::failure::Failure;
use isard::model::{Column, Table, Value};
use std::io::{IsTerminal, Write};
use std::path::Path;

/// Writes a table where the user wants it: a file by its suffix, aligned text
/// on a terminal, CSV otherwise.
pub(crate) fn deliver(
    table: &Table,
    output: Option<&Path>,
    json: bool,
    metadata: &serde_json::Value,
) -> Result<(), Failure> {
    if let Some(path) = output {
        return to_file(table, path, metadata);
    }
    if json {
        return print(format!("{:#}\n", with_rows(table, metadata)).as_bytes());
    }
    let mut bytes = Vec::new();
    if std::io::stdout().is_terminal() {
        bytes = aligned(table, 200).into_bytes();
    } else {
        isard_io::write_csv(table, &mut bytes)?;
    }
    print(&bytes)
}

/// A reader that stops early (`| head`) is no error.
fn print(bytes: &[u8]) -> Result<(), Failure> {
    match std::io::stdout().lock().write_all(bytes) {
        Err(e) if e.kind() != std::io::ErrorKind::BrokenPipe => Err(Failure::new(e.to_string())),
        _ => Ok(()),
    }
}

fn to_file(table: &Table, path: &Path, metadata: &serde_json::Value) -> Result<(), Failure> {
    let failed = |e: std::io::Error| Failure::new(format!("{}: {e}", path.display()));
    match path.extension().and_then(|e| e.to_str()) {
        Some("csv") => isard_io::write_csv(table, std::fs::File::create(path).map_err(failed)?)?,
        Some("json") => {
            std::fs::write(path, format!("{:#}\n", with_rows(table, metadata))).map_err(failed)?;
        }
        Some("xlsx") => isard_io::write_excel(&[("result", table)], path)?,
        Some("parquet") => isard_engine::parquet::write(path, table, None)?,
        _ => {
            let message = format!("{}: the suffix tells no format", path.display());
            return Err(Failure::new(message).hint("use .csv, .json, .xlsx or .parquet"));
        }
    }
    Ok(())
}

fn with_rows(table: &Table, metadata: &serde_json::Value) -> serde_json::Value {
    let mut out = metadata.clone();
    let rows = (0..table.rows()).map(|row| {
        let cells = table.names().map(|name| {
            let value = match table.value(row, name) {
                Value::Null => serde_json::Value::Null,
                Value::Text(v) => v.into(),
                Value::Integer(v) => v.into(),
                Value::Real(v) => v.into(),
                Value::Boolean(v) => v.into(),
            };
            (name.to_string(), value)
        });
        serde_json::Value::Object(cells.collect())
    });
    let rows: Vec<serde_json::Value> = rows.collect();
    match &mut out {
        serde_json::Value::Object(map) => {
            map.insert("rows".into(), rows.into());
        }
        _ => out = serde_json::json!({ "rows": rows }),
    }
    out
}

/// Columns side by side, numbers right-aligned, at most `limit` rows.
pub(crate) fn aligned(table: &Table, limit: usize) -> String {
    let shown = table.rows().min(limit);
    let columns: Vec<Vec<String>> = table
        .fields()
        .iter()
        .map(|f| {
            let cells = (0..shown).map(|r| match &f.column {
                Column::Real(c) => c[r].map_or_else(|| "–".into(), short),
                other => other.display(r).unwrap_or_else(|| "–".into()),
            });
            std::iter::once(f.name.clone()).chain(cells).collect()
        })
        .collect();
    let mut out = String::new();
    for row in 0..=shown {
        let mut line = String::new();
        for (column, field) in columns.iter().zip(table.fields()) {
            let width = column.iter().map(|c| c.chars().count()).max().unwrap_or(0);
            let pad = " ".repeat(width - column[row].chars().count());
            let right = matches!(field.column, Column::Integer(_) | Column::Real(_));
            let parts = if right { [pad.as_str(), &column[row]] } else { [column[row].as_str(), &pad] };
            line.push_str(&parts.concat());
            line.push_str("  ");
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
    if table.rows() > shown {
        out.push_str(&format!("… {} more rows\n", table.rows() - shown));
    }
    out
}

/// Six significant digits: enough to read, full numbers are in files.
fn short(v: f64) -> String {
    if v == 0.0 || (v.abs() >= 1e-3 && v.abs() < 1e9) {
        let digits = (5 - v.abs().max(1e-9).log10().floor() as i32).clamp(0, 8) as usize;
        let text = format!("{v:.digits$}");
        if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').into() } else { text }
    } else {
        format!("{v:.5e}")
    }
}
