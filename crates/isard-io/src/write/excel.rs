//! Excel workbooks.

use crate::WriteError;
use isard::model::{Column, Table};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};
use std::path::Path;

const MOST_ROWS: usize = 1_048_575;
const MOST_COLUMNS: usize = 16_384;
/// Characters a cell can hold.
const MOST_TEXT: usize = 32_767;
/// Whole numbers beyond 2^53 are not exact in a cell and are written as text.
const WHOLE: u64 = 1 << 53;

/// Writes tables as sheets of a workbook: a bold, frozen header, numbers as
/// numbers, empty cells empty.
///
/// Text is always written as a text cell, never as a formula, whatever it begins
/// with: a name such as `=HYPERLINK(…)` in an official table stays a name.
/// The same tables give the same bytes.
///
/// # Errors
/// [`WriteError`] when a name cannot stand on a tab, a table or a text is too
/// large for a sheet, or the file cannot be written.
pub fn write_excel(sheets: &[(&str, &Table)], path: &Path) -> Result<(), WriteError> {
    let mut book = Workbook::new();
    // A fixed date, since a workbook otherwise records when it was written.
    let written = ExcelDateTime::from_ymd(2000, 1, 1).map_err(failed)?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&written));
    let bold = Format::new().set_bold();
    for (i, (name, table)) in sheets.iter().enumerate() {
        if sheets[..i].iter().any(|(other, _)| other.to_lowercase() == name.to_lowercase()) {
            return Err(WriteError::SheetName { name: name.to_string(), reason: "it occurs twice".into() });
        }
        let sheet = book.add_worksheet();
        sheet
            .set_name(*name)
            .map_err(|e| WriteError::SheetName { name: name.to_string(), reason: e.to_string() })?;
        fill(sheet, name, table, &bold)?;
    }
    std::fs::write(path, book.save_to_buffer().map_err(failed)?)?;
    Ok(())
}

fn failed(e: XlsxError) -> WriteError {
    WriteError::Workbook(e.to_string())
}

fn fill(sheet: &mut Worksheet, name: &str, table: &Table, bold: &Format) -> Result<(), WriteError> {
    let (rows, columns) = (table.rows(), table.fields().len());
    if rows > MOST_ROWS || columns > MOST_COLUMNS {
        return Err(WriteError::TooLarge { sheet: name.into(), rows, columns });
    }
    sheet.set_freeze_panes(1, 0).map_err(failed)?;
    for (c, field) in table.fields().iter().enumerate() {
        let (column, long) = (c as u16, |row: usize, text: &str| too_long(name, row, &field.name, text));
        long(1, &field.name)?;
        sheet.write_string_with_format(0, column, &field.name, bold).map_err(failed)?;
        for r in 0..rows {
            let row = r as u32 + 1;
            match &field.column {
                Column::Text(values) => {
                    if let Some(text) = values.get(r) {
                        long(r + 2, text)?;
                        sheet.write_string(row, column, text).map_err(failed)?;
                    }
                }
                Column::Integer(values) => match values[r] {
                    Some(v) if v.unsigned_abs() > WHOLE => {
                        sheet.write_string(row, column, v.to_string()).map_err(failed)?;
                    }
                    Some(v) => {
                        sheet.write_number(row, column, v as f64).map_err(failed)?;
                    }
                    None => (),
                },
                Column::Real(values) => {
                    if let Some(v) = values[r].filter(|v| v.is_finite()) {
                        sheet.write_number(row, column, v).map_err(failed)?;
                    }
                }
                Column::Boolean(values) => {
                    if let Some(v) = values[r] {
                        sheet.write_boolean(row, column, v).map_err(failed)?;
                    }
                }
            }
        }
    }
    Ok(())
}

fn too_long(sheet: &str, row: usize, column: &str, text: &str) -> Result<(), WriteError> {
    // Excel counts UTF-16 units.
    let length = text.encode_utf16().count();
    if length > MOST_TEXT {
        return Err(WriteError::LongText { sheet: sheet.into(), row, column: column.into(), length });
    }
    Ok(())
}
