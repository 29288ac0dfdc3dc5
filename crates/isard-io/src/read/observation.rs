//! Values of statistical formats, which are written in one way only.

use isard::model::{Column, TextColumn};

/// Real numbers, where every cell is a plain number; else text as found.
pub(crate) fn numbers(column: TextColumn) -> Column {
    let parsed = column.dictionary().iter().map(|cell| {
        // Words such as `inf` are numbers to the parser, but not here.
        let plain = cell.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'+' | b'-' | b'.' | b'e' | b'E'));
        cell.parse::<f64>().ok().filter(|v| plain && v.is_finite())
    });
    match parsed.collect::<Option<Vec<f64>>>() {
        Some(values) => {
            Column::Real((0..column.len()).map(|row| column.code(row).map(|c| values[c])).collect())
        }
        None => Column::Text(column),
    }
}
