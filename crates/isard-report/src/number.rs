//! Numbers as they are printed: true minus, thin grouping, a space before the
//! percent sign, as many digits as the uncertainty allows.

/// Groups thousands; also stands before the percent sign. The no-break space
/// of the fonts is a fifth of the size wide, as a thin space is, and keeps a
/// number on one line; the narrow no-break space is not in them.
pub(crate) const THIN: char = '\u{a0}';

/// A number with a fixed count of decimals.
pub(crate) fn fixed(value: f64, decimals: usize) -> String {
    let text = format!("{:.*}", decimals, value.abs());
    let zero = text.bytes().all(|b| b == b'0' || b == b'.');
    let (whole, rest) = match text.find('.') {
        Some(at) => text.split_at(at),
        None => (text.as_str(), ""),
    };
    let mut out = String::with_capacity(text.len() + 4);
    if value < 0.0 && !zero {
        out.push('−');
    }
    for (i, c) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) {
            out.push(THIN);
        }
        out.push(c);
    }
    out.push_str(rest);
    out
}

/// The same, or a dash where there is none.
pub(crate) fn or_dash(value: Option<f64>, decimals: usize) -> String {
    value.map_or("–".to_string(), |v| fixed(v, decimals))
}

/// A share as per cent, or a dash where there is none.
pub(crate) fn percent_or_dash(share: Option<f64>, decimals: usize) -> String {
    share.map_or("–".to_string(), |v| percent(v, decimals))
}

/// A whole number.
pub(crate) fn count(value: f64) -> String {
    fixed(value, 0)
}

/// A number with its sign, except zero.
pub(crate) fn signed(value: f64, decimals: usize) -> String {
    let text = fixed(value, decimals);
    let positive = value > 0.0 && text.bytes().any(|b| (b'1'..=b'9').contains(&b));
    if positive { format!("+{text}") } else { text }
}

/// A share as per cent: `98 %`.
pub(crate) fn percent(share: f64, decimals: usize) -> String {
    format!("{}{THIN}%", fixed(share * 100.0, decimals))
}

/// A probability as per cent that is never rounded to certainty.
pub(crate) fn probability(p: f64) -> String {
    match p * 100.0 {
        v if v > 99.0 && v < 100.0 => ">99".into(),
        v if v > 0.0 && v < 1.0 => "<1".into(),
        v => fixed(v, 0),
    }
}

/// A p-value with its sign: `= 0.012`, never zero.
pub(crate) fn p_value(p: f64) -> String {
    if p < 0.001 { "< 0.001".into() } else { format!("= {}", fixed(p, 3)) }
}

/// Decimals for values whose interval or spread is `width`: the last digit
/// printed is about a tenth to a hundredth of it, at most three.
pub(crate) fn decimals(width: f64) -> usize {
    if !width.is_finite() || width <= 0.0 {
        return 2;
    }
    (1.0 - width.log10().floor()).clamp(0.0, 3.0) as usize
}

/// Decimals for an estimate with a 90 % interval: one when the interval is
/// wider than 0.1, none when it is wider than 20.
pub(crate) fn interval_decimals(low: f64, high: f64) -> usize {
    match high - low {
        w if w > 20.0 => 0,
        w if w > 0.1 => 1,
        w if w > 0.01 => 2,
        _ => 3,
    }
}

/// A range with an en dash; spaces where a bound is negative.
pub(crate) fn range(low: f64, high: f64, decimals: usize) -> String {
    let (a, b) = (fixed(low, decimals), fixed(high, decimals));
    if low < 0.0 || high < 0.0 { format!("{a} to {b}") } else { format!("{a}–{b}") }
}

/// Decimals of a ratio with a 90 % interval: as [`interval_decimals`], at most
/// two, and two below 1, where a tenth is much.
pub(crate) fn ratio_decimals(low: f64, high: f64) -> usize {
    if high < 1.0 { 2 } else { interval_decimals(low, high).min(2) }
}

/// Growth a year as per cent with its sign: `−2.8 %`.
pub(crate) fn growth(share: f64) -> String {
    format!("{}{THIN}%", signed(share * 100.0, 1))
}

/// First and last year.
pub(crate) fn years(first: i64, last: i64) -> String {
    format!("{first}–{last}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_grouped_and_minus_is_true() {
        assert_eq!(fixed(-1234567.25, 1), format!("−1{THIN}234{THIN}567.2"));
        assert_eq!(count(999.0), "999");
        assert_eq!(count(1000.0), format!("1{THIN}000"));
        assert_eq!(fixed(-0.001, 2), "0.00");
    }

    #[test]
    fn digits_follow_the_spread() {
        assert_eq!(decimals(7.0), 1);
        assert_eq!(decimals(3600.0), 0);
        assert_eq!(decimals(0.3), 2);
        assert_eq!(interval_decimals(1.9, 2.7), 1);
        assert_eq!(interval_decimals(1.01, 1.06), 2);
    }

    #[test]
    fn probability_is_never_rounded_to_certainty() {
        assert_eq!(probability(0.9999), ">99");
        assert_eq!(probability(0.004), "<1");
        assert_eq!(probability(1.0), "100");
        assert_eq!(probability(0.0), "0");
    }

    #[test]
    fn signs_and_ranges() {
        assert_eq!(signed(0.04, 1), "0.0");
        assert_eq!(signed(2.5, 1), "+2.5");
        assert_eq!(range(-0.5, 0.5, 1), "−0.5 to 0.5");
        assert_eq!(range(1.0, 2.0, 1), "1.0–2.0");
        assert_eq!(percent(0.98, 0), format!("98{THIN}%"));
    }
}
