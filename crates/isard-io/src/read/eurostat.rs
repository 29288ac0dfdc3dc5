//! Eurostat's bulk TSV: dimensions joined in the first cell, a column for each
//! period, flags behind the numbers.

use super::delimited::Records;
use super::observation::numbers;
use super::status::{Unexplained, eurostat};
use crate::ReadError;
use isard::model::{Column, RawTable, Table, TextColumn};
use std::path::Path;

/// Whether a header is `unit,geo\time` followed by periods.
pub(crate) fn is_header(header: &[String], delimiter: char) -> bool {
    delimiter == '\t' && header.len() > 1 && header[0].contains('\\') && dimensions(&header[0]).is_some()
}

/// Names of the dimensions in the rows, and of the one in the columns.
fn dimensions(cell: &str) -> Option<(Vec<&str>, &str)> {
    let (rows, columns) = cell.split_once('\\')?;
    let name = |s: &str| {
        !s.is_empty() && s.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.'))
    };
    let rows: Vec<&str> = rows.split(',').map(str::trim).collect();
    let columns = columns.trim();
    (rows.iter().all(|r| name(r)) && name(columns)).then_some((rows, columns))
}

/// Long form: a column for each dimension, `time`, `value` (without its
/// flag; real numbers unless a cell is none), `flag` and `status`. Every cell becomes a row, also those that
/// say `:`. The line is that of the source.
pub(crate) fn read(mut records: Records, path: &Path) -> Result<RawTable, ReadError> {
    let mut origin = records.origin(path);
    let header = std::mem::take(&mut records.header);
    let structure =
        |reason: String| ReadError::Structure { path: path.into(), format: "Eurostat TSV", reason };
    let Some((names, across)) = dimensions(&header[0]) else {
        return Err(structure(format!("cannot read the header `{}`", header[0])));
    };
    let across = if across.eq_ignore_ascii_case("time_period") { "time" } else { across };
    let periods: Vec<&str> = header[1..].iter().map(|p| p.trim()).collect();
    if let Some(i) = periods.iter().position(|p| p.is_empty()) {
        return Err(ReadError::EmptyName {
            path: path.into(),
            sheet: None,
            line: records.header_line,
            column: i + 2,
            merged: None,
        });
    }
    let mut out = Long::new(names.len());
    let mut lines = Vec::with_capacity(records.lines.len() * periods.len());
    for (row, &line) in records.lines.iter().enumerate() {
        let keys: Vec<&str> = records.columns[0].get(row).unwrap_or("").split(',').map(str::trim).collect();
        if keys.len() != names.len() {
            let (found, expected) = (keys.len(), names.len());
            return Err(structure(format!(
                "line {line} has {found} codes before the first tab, the header names {expected} dimensions"
            )));
        }
        for (period, cells) in periods.iter().zip(&records.columns[1..]) {
            out.push(&keys, period, cells.get(row).unwrap_or(""));
            lines.push(line);
        }
    }
    let mut table = Table::new();
    let taken = names.iter().copied().chain([across, "value", "flag", "status"]);
    let keys = out.keys.into_iter().chain([out.period]).map(Column::Text);
    let rest = [numbers(out.value), Column::Text(out.flag), Column::Text(out.status)];
    for (name, column) in taken.zip(keys.chain(rest)) {
        if table.get(name).is_some() {
            return Err(structure(format!("two dimensions are named `{name}`")));
        }
        table.push(name, column);
    }
    origin.notes.push(format!("Eurostat TSV: {} columns of `{across}` turned into rows", periods.len()));
    out.unexplained.note("flag", &mut origin.notes);
    Ok(RawTable { origin, table, lines })
}

struct Long {
    keys: Vec<TextColumn>,
    period: TextColumn,
    value: TextColumn,
    flag: TextColumn,
    status: TextColumn,
    unexplained: Unexplained,
}

impl Long {
    fn new(dimensions: usize) -> Self {
        Long {
            keys: vec![TextColumn::new(); dimensions],
            period: TextColumn::new(),
            value: TextColumn::new(),
            flag: TextColumn::new(),
            status: TextColumn::new(),
            unexplained: Unexplained::default(),
        }
    }

    fn push(&mut self, keys: &[&str], period: &str, cell: &str) {
        for (column, key) in self.keys.iter_mut().zip(keys) {
            column.push((!key.is_empty()).then_some(key));
        }
        self.period.push(Some(period));
        let (value, flag) = split(cell);
        let (status, known) = eurostat(value.is_some(), flag);
        if !known {
            self.unexplained.add(flag);
        }
        self.value.push(value);
        self.flag.push((!flag.is_empty()).then_some(flag));
        self.status.push(Some(&status.as_str()));
    }
}

/// `12.3 b` is a value and its flag, `: c` or a lone `c` a flag without value.
fn split(cell: &str) -> (Option<&str>, &str) {
    let cell = cell.trim();
    if let Some(flag) = cell.strip_prefix(':') {
        return (None, flag.trim());
    }
    if !cell.is_empty() && cell.bytes().all(|b| b.is_ascii_lowercase()) {
        return (None, cell);
    }
    let (value, flag) = cell.split_once(char::is_whitespace).unwrap_or((cell, ""));
    ((!value.is_empty()).then_some(value), flag.trim())
}
