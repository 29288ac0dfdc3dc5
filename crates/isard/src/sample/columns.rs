//! Columns from rows.

use crate::model::Column;

/// Text of every row.
pub(super) fn text<'a, R, S: AsRef<str>>(rows: &'a [R], value: impl Fn(&'a R) -> S) -> Column {
    maybe_text(rows, |r| Some(value(r)))
}

/// Text or an empty cell of every row.
pub(super) fn maybe_text<'a, R, S: AsRef<str>>(rows: &'a [R], value: impl Fn(&'a R) -> Option<S>) -> Column {
    let mut column = crate::model::TextColumn::new();
    for row in rows {
        column.push(value(row).as_ref().map(AsRef::as_ref));
    }
    Column::Text(column)
}

/// Real number of every row.
pub(super) fn real<R>(rows: &[R], value: impl Fn(&R) -> f64) -> Column {
    Column::Real(rows.iter().map(|r| Some(value(r))).collect())
}

/// Real number or an empty cell of every row.
pub(super) fn maybe_real<R>(rows: &[R], value: impl Fn(&R) -> Option<f64>) -> Column {
    Column::Real(rows.iter().map(value).collect())
}

/// Whole number of every row.
pub(super) fn integer<R>(rows: &[R], value: impl Fn(&R) -> i64) -> Column {
    Column::Integer(rows.iter().map(|r| Some(value(r))).collect())
}

/// Whole number or an empty cell of every row.
pub(super) fn maybe_integer<R>(rows: &[R], value: impl Fn(&R) -> Option<i64>) -> Column {
    Column::Integer(rows.iter().map(value).collect())
}

/// Yes or no of every row.
pub(super) fn boolean<R>(rows: &[R], value: impl Fn(&R) -> bool) -> Column {
    Column::Boolean(rows.iter().map(|r| Some(value(r))).collect())
}
