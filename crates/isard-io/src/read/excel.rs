//! Workbooks: Excel (`xlsx`, `xlsb`, `xls`) and OpenDocument (`ods`).

use super::format::Format;
use super::header::{HeaderPlace, name_columns};
use crate::{ReadError, ReadOptions};
use calamine::{Cell, Data, DataRef, ExcelDateTime, Ods, Range, Reader, Xls, Xlsb, Xlsx};
use isard::model::{Column, Origin, RawTable, TextColumn};
use std::collections::BTreeMap;
use std::fmt::Display;
use std::io::Cursor;
use std::path::Path;

type Bytes<'a> = Cursor<&'a [u8]>;

/// Cells of a sheet by row and column, empty ones absent.
type Cells = BTreeMap<u32, Vec<(u32, Data)>>;

/// Merged ranges of a sheet.
type Merged = Vec<calamine::Dimensions>;

/// Reads one sheet: the first row with cells holds the names, a column of one
/// type becomes a typed column, any other becomes text. Dates become ISO text.
pub(crate) fn read(
    bytes: &[u8],
    format: Format,
    options: &ReadOptions,
    path: &Path,
) -> Result<RawTable, ReadError> {
    let cursor = Cursor::new(bytes);
    match format {
        Format::Xlsb => {
            let mut book: Xlsb<Bytes> = open(cursor, "Excel workbook", path)?;
            pick(&mut book, options, path, |book, sheet| {
                let mut reader = book.worksheet_cells_reader(sheet).map_err(text)?;
                let mut cells = Cells::new();
                while let Some(cell) = reader.next_cell().map_err(text)? {
                    insert(&mut cells, cell);
                }
                Ok((cells, Merged::new()))
            })
        }
        Format::Xls => {
            let mut book: Xls<Bytes> = open(cursor, "Excel workbook (xls)", path)?;
            pick(&mut book, options, path, |book, sheet| {
                Ok((of_range(&book.worksheet_range(sheet).map_err(text)?), Merged::new()))
            })
        }
        Format::Ods => {
            super::ods::check(bytes, path)?;
            let mut book: Ods<Bytes> = open(cursor, "OpenDocument spreadsheet", path)?;
            pick(&mut book, options, path, |book, sheet| {
                Ok((of_range(&book.worksheet_range(sheet).map_err(text)?), Merged::new()))
            })
        }
        _ => {
            let mut book: Xlsx<Bytes> = open(cursor, "Excel workbook", path)?;
            pick(&mut book, options, path, |book, sheet| {
                let merged = book.merge_cells_by_sheet_name(sheet).map_err(text)?;
                let mut reader = book.worksheet_cells_reader(sheet).map_err(text)?;
                let mut cells = Cells::new();
                while let Some(cell) = reader.next_cell().map_err(text)? {
                    insert(&mut cells, cell);
                }
                Ok((cells, merged))
            })
        }
    }
}

fn text(error: impl Display) -> String {
    error.to_string()
}

fn open<'a, R>(cursor: Bytes<'a>, format: &'static str, path: &Path) -> Result<R, ReadError>
where
    R: Reader<Bytes<'a>>,
    R::Error: Display,
{
    R::new(cursor).map_err(|e| ReadError::Damaged { path: path.into(), format, reason: e.to_string() })
}

/// Cell by cell, since a single cell in the last corner of a sheet must not
/// cost the memory of all cells before it.
fn insert(cells: &mut Cells, cell: Cell<DataRef>) {
    let (row, column) = cell.get_position();
    let data = Data::from(cell.get_value().clone());
    if !is_empty(&data) {
        cells.entry(row).or_default().push((column, data));
    }
}

fn of_range(range: &Range<Data>) -> Cells {
    let (top, left) = range.start().unwrap_or((0, 0));
    let mut cells = Cells::new();
    for (row, column, data) in range.used_cells() {
        if !is_empty(data) {
            cells.entry(top + row as u32).or_default().push((left + column as u32, data.clone()));
        }
    }
    cells
}

fn is_empty(data: &Data) -> bool {
    match data {
        Data::Empty => true,
        Data::String(s) => s.is_empty(),
        _ => false,
    }
}

fn pick<'a, R: Reader<Bytes<'a>>>(
    book: &mut R,
    options: &ReadOptions,
    path: &Path,
    mut cells: impl FnMut(&mut R, &str) -> Result<(Cells, Merged), String>,
) -> Result<RawTable, ReadError> {
    let sheets = book.sheet_names();
    let mut load = |sheet: &str| {
        cells(book, sheet).map_err(|reason| ReadError::Damaged {
            path: path.into(),
            format: "workbook",
            reason: format!("sheet `{sheet}`: {reason}"),
        })
    };
    let mut notes = Vec::new();
    let wanted = match &options.sheet {
        Some(name) => {
            let same = |s: &&String| *s == name || s.trim().to_lowercase() == name.trim().to_lowercase();
            let found = sheets.iter().find(|s| *s == name).or_else(|| sheets.iter().find(same));
            let found = found.ok_or_else(|| ReadError::NoSheet {
                path: path.into(),
                sheet: name.clone(),
                present: sheets.join(", "),
            })?;
            Some((found.clone(), load(found)?))
        }
        None => {
            let mut first = None;
            for sheet in &sheets {
                // A sheet of charts has no cells to read.
                if let Ok(loaded) = load(sheet)
                    && !loaded.0.is_empty()
                {
                    first = Some((sheet.clone(), loaded));
                    break;
                }
            }
            if first.is_none()
                && let Some(sheet) = sheets.first()
            {
                load(sheet)?;
            }
            if sheets.len() > 1
                && let Some((sheet, _)) = &first
            {
                notes.push(format!("sheet `{sheet}` of {} was read ({})", sheets.len(), sheets.join(", ")));
            }
            first
        }
    };
    let Some((sheet, (cells, merged))) = wanted else {
        return Err(ReadError::Empty { path: path.into(), sheet: None });
    };
    table(&sheet, cells, &merged, notes, path)
}

fn table(
    sheet: &str,
    mut cells: Cells,
    merged: &[calamine::Dimensions],
    mut notes: Vec<String>,
    path: &Path,
) -> Result<RawTable, ReadError> {
    let Some((header_row, header)) = cells.pop_first() else {
        return Err(ReadError::Empty { path: path.into(), sheet: Some(sheet.into()) });
    };
    if header_row > 0 {
        notes.push(format!("{header_row} empty rows above the header were skipped"));
    }
    // Columns that have a cell somewhere, in order; a sheet of 16,384 columns has few of them.
    let mut used: Vec<u32> = header.iter().map(|c| c.0).collect();
    used.extend(cells.values().flatten().map(|c| c.0));
    used.sort_unstable();
    used.dedup();
    let position = |column: u32| used.binary_search(&column).ok();

    let mut names = vec![String::new(); used.len()];
    for (column, data) in &header {
        if let Some(i) = position(*column) {
            names[i] = as_text(data);
        }
    }
    let (mut rows, mut grid) = (Vec::with_capacity(cells.len()), vec![Vec::new(); used.len()]);
    for (n, (row, found)) in cells.into_iter().enumerate() {
        rows.push(row + 1);
        grid.iter_mut().for_each(|column| column.push(Data::Empty));
        for (column, data) in found {
            if let Some(i) = position(column) {
                grid[i][n] = data;
            }
        }
    }
    let columns: Vec<Column> = grid.into_iter().map(column).collect();
    let across = |m: &&calamine::Dimensions| m.start.0 <= header_row && header_row <= m.end.0;
    let merged = merged.iter().filter(across).map(|m| {
        let name = format!("{}:{}", address(m.start), address(m.end));
        (m.start.1 as usize, m.end.1 as usize, name)
    });
    let place = HeaderPlace { path, sheet: Some(sheet), line: header_row + 1, merged: merged.collect() };
    let positions: Vec<usize> = used.iter().map(|&c| c as usize).collect();
    let table = name_columns(&names, &positions, columns, &place, &mut notes)?;
    let origin = Origin {
        file: path.display().to_string(),
        sheet: Some(sheet.into()),
        delimiter: None,
        encoding: None,
        notes,
    };
    Ok(RawTable { origin, table, lines: rows })
}

/// Whole numbers up to 2^53 are exact in a cell, which holds a 64-bit float.
const WHOLE: f64 = 9_007_199_254_740_992.0;

fn column(cells: Vec<Data>) -> Column {
    let all = |test: fn(&Data) -> bool| {
        cells.iter().all(|c| is_empty(c) || test(c)) && cells.iter().any(|c| !is_empty(c))
    };
    if all(|c| number(c).is_some_and(|v| v.fract() == 0.0 && v.abs() <= WHOLE)) {
        return Column::Integer(cells.iter().map(|c| number(c).map(|v| v as i64)).collect());
    }
    if all(|c| number(c).is_some()) {
        return Column::Real(cells.iter().map(number).collect());
    }
    if all(|c| matches!(c, Data::Bool(_))) {
        let value = |c: &Data| if let Data::Bool(b) = c { Some(*b) } else { None };
        return Column::Boolean(cells.iter().map(value).collect());
    }
    let mut column = TextColumn::new();
    for cell in &cells {
        let text = as_text(cell);
        column.push((!text.is_empty()).then_some(&text));
    }
    Column::Text(column)
}

fn number(cell: &Data) -> Option<f64> {
    match cell {
        Data::Float(v) if v.is_finite() => Some(*v),
        Data::Int(v) => Some(*v as f64),
        _ => None,
    }
}

fn as_text(cell: &Data) -> String {
    match cell {
        Data::Empty => String::new(),
        Data::String(s) => s.clone(),
        Data::Float(v) => v.to_string(),
        Data::Int(v) => v.to_string(),
        Data::Bool(b) => b.to_string(),
        Data::DateTime(v) => date(v),
        Data::DateTimeIso(s) => s.strip_suffix("T00:00:00").unwrap_or(s).to_string(),
        Data::DurationIso(s) => s.clone(),
        Data::Error(e) => e.to_string(),
    }
}

/// ISO text: `2021-03-01`, with a time of day only where there is one, and the
/// time alone for a cell that holds only a time or a duration.
fn date(value: &ExcelDateTime) -> String {
    let serial = value.as_f64();
    if !(0.0..2_958_466.0).contains(&serial) {
        return serial.to_string();
    }
    if value.is_duration() {
        let seconds = (serial * 86_400.0).round() as u64;
        return format!("{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
    }
    let (year, month, day, hour, minute, second, _) = value.to_ymd_hms_milli();
    let time = format!("{hour:02}:{minute:02}:{second:02}");
    match (serial < 1.0, serial.fract() == 0.0) {
        (true, _) => time,
        (false, true) => format!("{year:04}-{month:02}-{day:02}"),
        (false, false) => format!("{year:04}-{month:02}-{day:02}T{time}"),
    }
}

/// Address of a cell as Excel writes it, such as `B1`.
fn address((row, column): (u32, u32)) -> String {
    let mut letters = Vec::new();
    let mut rest = column + 1;
    while rest > 0 {
        letters.push(char::from(b'A' + ((rest - 1) % 26) as u8));
        rest = (rest - 1) / 26;
    }
    format!("{}{}", letters.iter().rev().collect::<String>(), u64::from(row) + 1)
}
