//! Amounts of memory as people write them.

use std::str::FromStr;
use thiserror::Error;

/// A number of bytes, written with its unit: `512MiB`, `2GiB`, `1.5 GB`.
///
/// `KiB`, `MiB`, `GiB`, `TiB` are powers of 1024, `kB`, `MB`, `GB`, `TB` of
/// 1000; case and spaces do not matter. A bare number is refused, since one
/// would take it for bytes and another for megabytes.
///
/// ```
/// use isard_engine::ByteSize;
/// assert_eq!("2GiB".parse(), Ok(ByteSize(2 << 30)));
/// assert_eq!("1.5 MB".parse(), Ok(ByteSize(1_500_000)));
/// assert!("2".parse::<ByteSize>().is_err());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ByteSize(pub usize);

/// A text that is no amount of memory.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{found}` is no amount of memory; expected a number and its unit, such as 512MiB or 2GiB")]
pub struct BadByteSize {
    /// The text.
    pub found: String,
}

impl FromStr for ByteSize {
    type Err = BadByteSize;

    fn from_str(text: &str) -> Result<Self, BadByteSize> {
        let bad = || BadByteSize { found: text.to_string() };
        let trimmed = text.trim();
        let digits = trimmed.find(|c: char| !c.is_ascii_digit() && c != '.').ok_or_else(bad)?;
        let (number, unit) = trimmed.split_at(digits);
        let number: f64 = number.parse().map_err(|_| bad())?;
        let unit: f64 = match unit.trim().to_ascii_lowercase().as_str() {
            "kib" => 1024.0,
            "mib" => 1024f64.powi(2),
            "gib" => 1024f64.powi(3),
            "tib" => 1024f64.powi(4),
            "kb" => 1e3,
            "mb" => 1e6,
            "gb" => 1e9,
            "tb" => 1e12,
            _ => return Err(bad()),
        };
        let bytes = (number * unit).round();
        // Beyond 2⁵³ bytes no machine tells the difference.
        if !(1.0..=9.0e15).contains(&bytes) {
            return Err(bad());
        }
        usize::try_from(bytes as u64).map(ByteSize).map_err(|_| bad())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_told_apart_and_nonsense_is_refused() {
        for (text, bytes) in [("4MiB", 4 << 20), (" 4 mib ", 4 << 20), ("4MB", 4_000_000), (".5KiB", 512)] {
            assert_eq!(text.parse(), Ok(ByteSize(bytes)), "{text}");
        }
        for text in ["", "4", "MiB", "4 M", "-4MiB", "1.2.3GiB", "0MiB", "1e3MiB", "99999999TiB", "é", "4µB"]
        {
            assert!(text.parse::<ByteSize>().is_err(), "{text}");
        }
    }
}
