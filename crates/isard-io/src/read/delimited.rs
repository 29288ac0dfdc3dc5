//! Delimited text: CSV, TSV and their relatives.

use super::encoding::Decoded;
use super::header::{HeaderPlace, name_columns};
use crate::{ReadError, ReadOptions};
use isard::model::{Column, Origin, RawTable, TextColumn};
use std::path::Path;

/// Records of a text file, as found: header, cells, and the line of each record.
pub(crate) struct Records {
    pub(crate) header: Vec<String>,
    pub(crate) header_line: u32,
    pub(crate) columns: Vec<TextColumn>,
    pub(crate) lines: Vec<u32>,
    pub(crate) delimiter: char,
    pub(crate) encoding: &'static str,
    pub(crate) notes: Vec<String>,
}

impl Records {
    /// Where the records came from.
    pub(crate) fn origin(&mut self, path: &Path) -> Origin {
        Origin {
            file: path.display().to_string(),
            sheet: None,
            delimiter: Some(self.delimiter),
            encoding: Some(self.encoding.to_string()),
            notes: std::mem::take(&mut self.notes),
        }
    }

    /// The table of all columns under their trimmed names.
    pub(crate) fn into_table(mut self, path: &Path) -> Result<RawTable, ReadError> {
        let mut origin = self.origin(path);
        let place = HeaderPlace { path, sheet: None, line: self.header_line, merged: Vec::new() };
        let columns = self.columns.into_iter().map(Column::Text).collect();
        let positions: Vec<usize> = (0..self.header.len()).collect();
        let table = name_columns(&self.header, &positions, columns, &place, &mut origin.notes)?;
        Ok(RawTable { origin, table, lines: self.lines })
    }
}

/// Splits text into records. Complexity: O(length of the text).
pub(crate) fn records(decoded: Decoded, options: &ReadOptions, path: &Path) -> Result<Records, ReadError> {
    let Decoded { text, encoding, mut notes } = decoded;
    let delimiter = match options.delimiter {
        Some(d) if d.is_ascii() && !matches!(d, '"' | '\n' | '\r') => d,
        Some(delimiter) => return Err(ReadError::BadDelimiter { path: path.into(), delimiter }),
        None => sniff(&text, options.decimal),
    };
    let mut reader = reader(&text, delimiter);
    let mut record = csv::StringRecord::new();
    let mut lines = LineCounter::new(text.as_bytes());
    let damaged =
        |e: csv::Error| ReadError::Damaged { path: path.into(), format: "text table", reason: e.to_string() };

    let mut header: Option<(u32, Vec<String>)> = None;
    let mut columns: Vec<TextColumn> = Vec::new();
    let mut record_lines = Vec::new();
    let mut ragged: Option<(u32, usize, u32)> = None;
    let (mut others, mut blank) = (0, 0);
    let mut last = (0, 1);
    while reader.read_record(&mut record).map_err(damaged)? {
        let start = record.position().map_or(0, |p| p.byte() as usize);
        let line = lines.at(start);
        last = (start, line);
        let Some((_, names)) = &header else {
            if record.iter().all(|cell| cell.trim().is_empty()) {
                blank += 1;
                continue;
            }
            header = Some((line, record.iter().map(str::to_string).collect()));
            columns = vec![TextColumn::new(); record.len()];
            continue;
        };
        if record.iter().all(str::is_empty) {
            blank += 1;
        } else if record.len() != names.len() {
            match ragged {
                None => {
                    let end = reader.position().byte() as usize;
                    let spans = line_breaks(text.as_bytes().get(start..end).unwrap_or(&[]).trim_ascii()) + 1;
                    ragged = Some((line, record.len(), spans));
                }
                Some(_) => others += 1,
            }
        } else if ragged.is_none() {
            for (column, cell) in columns.iter_mut().zip(&record) {
                column.push((!cell.is_empty()).then_some(cell));
            }
            record_lines.push(line);
        }
    }
    // The library takes the rest of the file for one cell when a quotation mark is never closed.
    let rest = text.as_bytes().get(last.0..).unwrap_or(&[]).trim_ascii();
    if rest.iter().filter(|b| **b == b'"').count() % 2 == 1 && line_breaks(rest) > 0 {
        return Err(ReadError::OpenQuote { path: path.into(), line: last.1 });
    }
    let Some((header_line, header)) = header else {
        return Err(ReadError::Empty { path: path.into(), sheet: None });
    };
    if let Some((line, found, spans)) = ragged {
        let expected = header.len();
        return Err(ReadError::RaggedRow { path: path.into(), line, expected, found, others, spans });
    }
    if blank > 0 {
        notes.push(format!("{blank} lines without any value were left out"));
    }
    Ok(Records { header, header_line, columns, lines: record_lines, delimiter, encoding, notes })
}

fn reader(text: &str, delimiter: char) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter as u8)
        .from_reader(text.as_bytes())
}

/// Finds the delimiter: the candidate under which the most of the first records
/// have as many fields as the header; of equals the one that gives more
/// fields, then the rarer character in prose and numbers.
fn sniff(text: &str, decimal: Option<char>) -> char {
    const RECORDS: usize = 50;
    const CANDIDATES: [char; 4] = ['\t', ';', '|', ','];
    // Eurostat joins dimensions by commas, which may be more than there are tabs.
    let first = text.lines().next().unwrap_or("");
    if first.split_once('\t').is_some_and(|(cell, _)| cell.contains('\\')) {
        return '\t';
    }
    let mut best = (',', 0.0, 1);
    for candidate in CANDIDATES {
        if Some(candidate) == decimal {
            continue;
        }
        let mut record = csv::StringRecord::new();
        let mut reader = reader(text, candidate);
        let (mut header, mut agree, mut seen) = (0, 0, 0);
        while seen < RECORDS && matches!(reader.read_record(&mut record), Ok(true)) {
            if record.iter().all(str::is_empty) {
                continue;
            }
            if header == 0 {
                header = record.len();
            }
            seen += 1;
            agree += usize::from(record.len() == header);
        }
        let share = agree as f64 / seen.max(1) as f64;
        if header > 1 && (share > best.1 || (share == best.1 && header > best.2)) {
            best = (candidate, share, header);
        }
    }
    best.0
}

/// Counts lines up to growing byte positions. A line ends with `\n`, `\r\n` or a lone `\r`.
struct LineCounter<'a> {
    bytes: &'a [u8],
    position: usize,
    line: u32,
}

impl<'a> LineCounter<'a> {
    fn new(bytes: &'a [u8]) -> Self {
        LineCounter { bytes, position: 0, line: 1 }
    }

    /// Line of the first character at or after `position` that ends no line:
    /// empty lines before a record are not part of it.
    fn at(&mut self, position: usize) -> u32 {
        let mut end = position.max(self.position);
        while matches!(self.bytes.get(end), Some(b'\n' | b'\r')) {
            end += 1;
        }
        self.line += line_breaks(&self.bytes[self.position.min(end)..end.min(self.bytes.len())]);
        self.position = end;
        self.line
    }
}

/// Number of line ends in some bytes.
fn line_breaks(bytes: &[u8]) -> u32 {
    let mut count = 0;
    for (i, &b) in bytes.iter().enumerate() {
        count += u32::from(b == b'\n' || (b == b'\r' && bytes.get(i + 1) != Some(&b'\n')));
    }
    count
}
