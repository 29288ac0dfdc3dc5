//! SDMX-CSV 1.0 and 2.0: one observation a line, with its status.

use super::delimited::Records;
use super::observation::numbers;
use super::status::{Unexplained, eurostat, sdmx};
use crate::ReadError;
use isard::model::{Column, RawTable, Status, TextColumn};
use std::path::Path;

/// Whether a header begins as SDMX-CSV demands and has a value.
pub(crate) fn is_header(header: &[String]) -> bool {
    let first = header.first().map_or("", |h| identifier(h));
    matches!(first, "DATAFLOW" | "STRUCTURE") && header.iter().any(|h| identifier(h) == "OBS_VALUE")
}

/// `GEO: Geopolitical entity` and `TITLE[;]` name the columns `GEO` and `TITLE`.
fn identifier(cell: &str) -> &str {
    let cell = cell.split(": ").next().unwrap_or(cell).trim();
    match cell.find('[') {
        Some(at) if at > 0 && cell.ends_with(']') => &cell[..at],
        _ => cell,
    }
}

/// The table as found, with `TIME_PERIOD` named `time`, `OBS_VALUE` named
/// `value`, and a column `status` from `OBS_STATUS`, `CONF_STATUS` and
/// Eurostat's `OBS_FLAG`. Where a file gives codes with labels (`AT: Austria`)
/// the codes are kept. Deleted observations (action `D`) are left out.
pub(crate) fn read(mut records: Records, path: &Path) -> Result<RawTable, ReadError> {
    let mut notes = Vec::new();
    for (name, column) in records.header.iter_mut().zip(&mut records.columns) {
        if name.contains(": ") {
            *column = column.iter().map(|c| c.map(|c| c.split(": ").next().unwrap_or(c))).collect();
            notes.push(format!("labels in the column `{name}` were left out, codes kept"));
        }
        *name = identifier(name).to_string();
    }
    let mut raw = records.into_table(path)?;
    raw.origin.notes.append(&mut notes);
    let notes = &mut raw.origin.notes;

    for (from, to) in [("TIME_PERIOD", "time"), ("OBS_VALUE", "value"), ("", "status")] {
        if raw.table.get(to).is_some() {
            return Err(ReadError::Structure {
                path: path.into(),
                format: "SDMX-CSV file",
                reason: format!("it has a column `{to}` of its own"),
            });
        }
        raw.table.rename(from, to);
    }
    if let Ok(action) = raw.table.text("ACTION") {
        let kept: Vec<usize> = (0..action.len()).filter(|&r| action.get(r) != Some("D")).collect();
        let deleted = action.len() - kept.len();
        if deleted > 0 {
            notes.push(format!("{deleted} deleted observations (action D) were left out"));
            raw.table = raw.table.take(&kept);
            raw.lines = kept.iter().map(|&r| raw.lines[r]).collect();
        }
    }
    let cell = |name: &str, row: usize| raw.table.text_at(row, name).unwrap_or("").trim();
    let (mut values, mut statuses) = (TextColumn::new(), TextColumn::new());
    let (mut unexplained, mut unexplained_flags, mut contradicted) =
        (Unexplained::default(), Unexplained::default(), 0);
    for row in 0..raw.table.rows() {
        let found = raw.table.text_at(row, "value");
        let given = found.is_some_and(|v| !matches!(v.trim(), "" | "NaN" | ":"));
        let (code, flag) = (cell("OBS_STATUS", row), cell("OBS_FLAG", row));
        let (mut status, known) = sdmx(given, code, cell("CONF_STATUS", row));
        if !known {
            unexplained.add(code);
        }
        let (by_flag, known) = eurostat(given, flag);
        if !known {
            unexplained_flags.add(flag);
        }
        if code.is_empty() && !flag.is_empty() && status != Status::Suppressed {
            status = by_flag;
        }
        contradicted += usize::from(given && !status.has_value());
        values.push(found.filter(|_| status.has_value()));
        statuses.push(Some(&status.as_str()));
    }
    if contradicted > 0 {
        notes.push(format!("{contradicted} values whose status says that there is none were left out"));
    }
    unexplained.note("OBS_STATUS", notes);
    unexplained_flags.note("OBS_FLAG", notes);
    let mut table = isard::model::Table::new();
    let values = numbers(values);
    for field in raw.table.fields() {
        let column = if field.name == "value" { values.clone() } else { field.column.clone() };
        table.push(field.name.clone(), column);
    }
    raw.table = table.with("status", Column::Text(statuses));
    Ok(raw)
}
