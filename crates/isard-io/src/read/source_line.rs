//! One line of a text file, for messages.

use super::format::{Format, detect};
use super::{bytes, encoding};
use std::path::Path;

/// The line of a text file, decoded as [`read_table`](crate::read_table) decodes
/// it, 1-based; `None` where the file cannot be read, is a workbook or is shorter.
///
/// Complexity: reads the file up to its end, so ask for lines of messages, not of loops.
pub fn source_line(path: &Path, line: u32) -> Option<String> {
    let bytes = bytes::read(path).ok()?;
    if !matches!(detect(&bytes, path), Format::Text | Format::Json) {
        return None;
    }
    let text = encoding::decode(bytes, None, path).ok()?.text;
    let wanted = usize::try_from(line.checked_sub(1)?).ok()?;
    nth_line(&text, wanted).map(str::to_string)
}

/// Lines end with `\n`, `\r\n` or a lone `\r`, as the reader counts them.
fn nth_line(text: &str, wanted: usize) -> Option<&str> {
    let mut rest = text;
    for _ in 0..wanted {
        let end = rest.find(['\n', '\r'])?;
        let skip = if rest[end..].starts_with("\r\n") { 2 } else { 1 };
        rest = &rest[end + skip..];
    }
    let line = &rest[..rest.find(['\n', '\r']).unwrap_or(rest.len())];
    (!rest.is_empty()).then_some(line)
}
