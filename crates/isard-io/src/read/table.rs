//! One entry for all table formats.

use super::format::{Format, detect};
use super::{bytes, delimited, encoding, eurostat, excel, json_stat, sdmx_csv};
use crate::{ReadError, ReadOptions};
use isard::model::RawTable;
use std::path::Path;

/// Reads a table of any known format, recognised by content.
///
/// Cells stay as found: untrimmed, with decimal commas, thousands separators and
/// flags; an empty cell is `None`. `lines` holds the line (text) or row (sheet)
/// of each row, and `origin.notes` what was assumed or left out.
///
/// Three statistical formats come in long form under the names of the contract:
/// Eurostat's bulk TSV and JSON-stat with a column for each dimension, `time`,
/// `value`, `flag` and `status`; SDMX-CSV with its own columns and `time`, `value`, `status`.
///
/// # Errors
/// [`ReadError`] names the file, the place in it where there is one, and what to do.
pub fn read_table(path: &Path, options: &ReadOptions) -> Result<RawTable, ReadError> {
    let bytes = bytes::read(path)?;
    match detect(&bytes, path) {
        Format::Text => {
            let decoded = encoding::decode(bytes, options.encoding.as_deref(), path)?;
            let records = delimited::records(decoded, options, path)?;
            if eurostat::is_header(&records.header, records.delimiter) {
                eurostat::read(records, path)
            } else if sdmx_csv::is_header(&records.header) {
                sdmx_csv::read(records, path)
            } else {
                records.into_table(path)
            }
        }
        Format::Xlsx | Format::Xlsb | Format::Xls | Format::Ods => {
            excel::read(&bytes, detect(&bytes, path), options, path)
        }
        Format::Json => {
            let decoded = encoding::decode(bytes, options.encoding.as_deref(), path)?;
            let mut raw = json_stat::read(&decoded.text, decoded.encoding, path)?;
            raw.origin.notes.splice(0..0, decoded.notes);
            Ok(raw)
        }
        Format::Other(found) => Err(ReadError::UnknownFormat { path: path.into(), found }),
    }
}
