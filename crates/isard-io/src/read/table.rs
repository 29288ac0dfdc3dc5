//! One entry for all table formats.

use super::format::{Format, detect};
use super::{bytes, delimited, encoding, excel};
use crate::{ReadError, ReadOptions};
use isard::model::RawTable;
use std::path::Path;

/// Reads a table of any known format, recognised by content.
///
/// Cells stay as found: untrimmed, with decimal commas, thousands separators and
/// flags; an empty cell is `None`. `lines` holds the line (text) or row (sheet)
/// of each row, and `origin.notes` what was assumed or left out.
///
/// # Errors
/// [`ReadError`] names the file, the place in it where there is one, and what to do.
pub fn read_table(path: &Path, options: &ReadOptions) -> Result<RawTable, ReadError> {
    let bytes = bytes::read(path)?;
    match detect(&bytes, path) {
        Format::Text => {
            let decoded = encoding::decode(bytes, options.encoding.as_deref(), path)?;
            delimited::records(decoded, options, path)?.into_table(path)
        }
        Format::Xlsx | Format::Xlsb | Format::Xls | Format::Ods => {
            excel::read(&bytes, detect(&bytes, path), options, path)
        }
        Format::Json => Err(ReadError::UnknownFormat { path: path.into(), found: "JSON" }),
        Format::Other(found) => Err(ReadError::UnknownFormat { path: path.into(), found }),
    }
}
