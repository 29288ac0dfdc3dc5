//! A problem with its line and a mark under the cell.

use super::style::{BOLD, DIM, ERROR, NOTE, WARNING};
use isard::model::{Problem, Severity};
use std::fmt::Write;
use std::path::Path;

/// Several problems, errors first; notes only when asked for.
pub(crate) fn print_all(problems: &[Problem], folder: &Path, notes: bool) {
    for problem in problems.iter().filter(|p| notes || p.severity > Severity::Note) {
        anstream::eprintln!("{}", render(problem, folder));
    }
}

/// Text of a problem; the source line is read again from the file.
pub(crate) fn render(p: &Problem, folder: &Path) -> String {
    let (style, word) = match p.severity {
        Severity::Error => (ERROR, "error"),
        Severity::Warning => (WARNING, "warning"),
        Severity::Note => (NOTE, "note"),
    };
    let mut out = String::new();
    let more = if p.count > 1 { format!(" ({} cases)", p.count) } else { String::new() };
    let _ = writeln!(out, "{style}{word}[{}]{style:#}{BOLD}: {}{more}{BOLD:#}", p.code, p.message);
    let _ = writeln!(out, "  {NOTE}-->{NOTE:#} {}", place(p));
    if p.severity > Severity::Note {
        out.push_str(&excerpt(p, folder));
    }
    if let (Some(expected), false) = (&p.expected, p.message.contains("expected")) {
        let _ = writeln!(out, "  {NOTE}= expected:{NOTE:#} {}", wrap(expected.trim(), 14));
    }
    if let Some(hint) = &p.hint {
        let _ = writeln!(out, "  {NOTE}= hint:{NOTE:#} {}", wrap(hint, 10));
    }
    out
}

/// `file:line:column` for text files, words for sheets.
fn place(p: &Problem) -> String {
    let at = &p.place;
    let mut out = at.file.clone();
    if let Some(sheet) = &at.sheet {
        let _ = write!(out, ", sheet {sheet}");
    }
    match (at.line, at.delimiter) {
        (Some(line), Some(_)) => {
            let _ = write!(out, ":{line}");
        }
        (Some(line), None) => {
            let _ = write!(out, ", row {line}");
        }
        _ => {}
    }
    if let Some(column) = &at.column {
        let _ = write!(out, ", column `{column}`");
    }
    out
}

fn excerpt(p: &Problem, folder: &Path) -> String {
    let at = &p.place;
    let (Some(line), Some(delimiter)) = (at.line, at.delimiter) else { return String::new() };
    let file = folder.join(&at.file);
    let Some(text) = isard_io::source_line(&file, line) else { return String::new() };
    let header = if line > 1 { isard_io::source_line(&file, 1) } else { None };
    let index = at.column_index.or_else(|| {
        let wanted = at.column.as_deref()?;
        split(header.as_deref().unwrap_or(&text), delimiter)
            .iter()
            .position(|(_, cell)| cell.trim() == wanted)
    });
    let width = line.to_string().len().max(3);
    let clip = |s: &str| s.chars().take(100).collect::<String>().replace('\t', " ");
    let mut out = String::new();
    let _ = writeln!(out, "{:width$} {DIM}|{DIM:#}", "");
    if let Some(header) = &header {
        let _ = writeln!(out, "{DIM}{:>width$} |{DIM:#} {DIM}{}{DIM:#}", 1, clip(header));
    }
    let _ = writeln!(out, "{line:>width$} {DIM}|{DIM:#} {}", clip(&text));
    if let Some((start, cell)) = index.and_then(|i| split(&text, delimiter).get(i).cloned()) {
        let before = text[..start].chars().count();
        if before < 100 {
            let marks = "^".repeat(cell.chars().count().clamp(1, 40));
            let _ =
                writeln!(out, "{:width$} {DIM}|{DIM:#} {}{ERROR}{marks}{ERROR:#}", "", " ".repeat(before));
        }
    }
    out
}

/// Byte position and text of each cell of a line; quotes are respected.
fn split(line: &str, delimiter: char) -> Vec<(usize, String)> {
    let mut cells = Vec::new();
    let (mut start, mut quoted) = (0, false);
    for (i, c) in line.char_indices() {
        if c == '"' {
            quoted = !quoted;
        } else if c == delimiter && !quoted {
            cells.push((start, line[start..i].to_string()));
            start = i + c.len_utf8();
        }
    }
    cells.push((start, line[start..].to_string()));
    cells
}

/// Wraps at 80 columns, following lines indented.
pub(crate) fn wrap(text: &str, indent: usize) -> String {
    let mut out = String::new();
    let mut width = indent;
    for word in text.split_whitespace() {
        let n = word.chars().count();
        if width + n + 1 > 80 && width > indent {
            out.push('\n');
            out.push_str(&" ".repeat(indent));
            width = indent;
        } else if !out.is_empty() {
            out.push(' ');
            width += 1;
        }
        out.push_str(word);
        width += n;
    }
    out
}
