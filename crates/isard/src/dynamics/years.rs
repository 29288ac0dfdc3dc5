//! Years of a panel between two options.

use crate::registry::{MethodError, OptionSpec, Options};
use std::ops::Range;

/// Option `from`.
pub const FROM: OptionSpec = OptionSpec::text("from", "", "First year; the first there is, when not set.");

/// Option `to`.
pub const TO: OptionSpec = OptionSpec::text("to", "", "Last year; the last there is, when not set.");

/// Positions of the years between the options `from` and `to`.
///
/// # Errors
/// A text that is no year; fewer than `least` years left.
pub(super) fn between(
    years: &[i64],
    has_year: bool,
    options: &Options,
    least: usize,
) -> Result<Range<usize>, MethodError> {
    let limit = |name: &'static str, otherwise: i64| -> Result<i64, MethodError> {
        let text = options.text(name);
        if text.is_empty() {
            return Ok(otherwise);
        }
        let bad =
            || MethodError::BadOption { name: name.into(), value: text.into(), expected: "a year".into() };
        text.trim().parse().map_err(|_| bad())
    };
    let (from, to) = (limit("from", i64::MIN)?, limit("to", i64::MAX)?);
    let start = years.partition_point(|y| *y < from);
    let end = years.partition_point(|y| *y <= to).max(start);
    if end - start < least {
        let found = match (has_year, years.first(), years.last()) {
            (true, Some(a), Some(b)) => {
                format!("its years lie from {a} to {b}, {} of them chosen", end - start)
            }
            _ => "it has no column `year`".into(),
        };
        return Err(MethodError::data_hint(
            format!("input `activity`: {least} years or more are needed; {found}"),
            "give a long table with the columns region, industry, year, value",
        ));
    }
    Ok(start..end)
}
