//! Which format some bytes have.

use std::path::Path;

/// Format of a file's content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    Text,
    Json,
    Xlsx,
    Xlsb,
    Xls,
    Ods,
    /// Recognised, but nothing that holds a table for us.
    Other(&'static str),
}

/// Recognises a format by its first bytes; the name decides only between
/// formats that look alike from outside.
pub(crate) fn detect(bytes: &[u8], path: &Path) -> Format {
    let suffix = path.extension().and_then(|s| s.to_str()).unwrap_or("").to_ascii_lowercase();
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return zip(bytes, &suffix);
    }
    const OTHERS: [(&[u8], &str); 9] = [
        (b"PAR1", "Parquet (the engine reads it)"),
        (b"%PDF", "a PDF document"),
        (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
        (b"Rar!", "a RAR archive"),
        (b"\x89PNG", "a picture"),
        (b"\xff\xd8\xff", "a picture"),
        (b"SQLite format 3\0", "an SQLite database"),
        (b"ARROW1", "an Arrow file"),
        (b"BZh", "a bzip2 file"),
    ];
    if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]) {
        return Format::Xls;
    }
    if let Some((_, what)) = OTHERS.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return Format::Other(what);
    }
    let start = bytes.strip_prefix(&[0xef, 0xbb, 0xbf]).unwrap_or(bytes).trim_ascii_start();
    if start.starts_with(b"{") {
        return Format::Json;
    }
    if start.starts_with(b"[") && suffix == "json" {
        return Format::Json;
    }
    let lower = start.get(..14).unwrap_or(start).to_ascii_lowercase();
    if lower.starts_with(b"<?xml") || lower.starts_with(b"<!doctype html") || lower.starts_with(b"<html") {
        return Format::Other("a web page or XML");
    }
    Format::Text
}

fn zip(bytes: &[u8], suffix: &str) -> Format {
    // The name of the first entry starts at byte 30; OpenDocument puts its type there, uncompressed.
    let head = bytes.get(..200).unwrap_or(bytes);
    let has = |needle| contains(bytes, needle);
    if contains(head, b"opendocument.spreadsheet") || suffix == "ods" {
        Format::Ods
    } else if suffix == "xlsb" || has(b"xl/workbook.bin") {
        Format::Xlsb
    } else if has(b"xl/") || matches!(suffix, "xlsx" | "xlsm") {
        Format::Xlsx
    } else {
        Format::Other("a zip archive that is no workbook")
    }
}

fn contains(bytes: &[u8], needle: &[u8]) -> bool {
    bytes.windows(needle.len()).any(|w| w == needle)
}
