//! CSV.

use crate::WriteError;
use isard::model::Table;
use std::io::Write;

/// Writes a table as CSV: UTF-8, comma, a header, `\n` at line ends, quotation
/// marks where needed, real numbers in the shortest form that reads back the same.
///
/// The file holds the data exactly: a text that begins with `=`, `+`, `-` or `@`
/// is written as it is, since a mark before it would change the data for every
/// reader but a spreadsheet program. Give [`write_excel`](crate::write_excel)
/// files to people who open tables in one. An empty text cannot be told from an
/// empty cell and is read back as one.
///
/// # Errors
/// [`WriteError::Io`] when the writer fails.
pub fn write_csv(table: &Table, writer: impl Write) -> Result<(), WriteError> {
    let mut writer = ::csv::WriterBuilder::new().from_writer(writer);
    let failed = |e: ::csv::Error| match e.into_kind() {
        ::csv::ErrorKind::Io(e) => WriteError::Io(e),
        other => WriteError::Io(std::io::Error::other(format!("{other:?}"))),
    };
    if table.fields().is_empty() {
        return Ok(());
    }
    writer.write_record(table.names()).map_err(failed)?;
    for row in 0..table.rows() {
        for field in table.fields() {
            let cell = field.column.display(row).unwrap_or_default();
            writer.write_field(&cell).map_err(failed)?;
        }
        writer.write_record(None::<&[u8]>).map_err(failed)?;
    }
    writer.flush()?;
    Ok(())
}
