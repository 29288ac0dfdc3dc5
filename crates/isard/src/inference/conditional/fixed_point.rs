//! Values as whole numbers, so that sums are exact and equal sums are equal.

/// Values in 32 bits whose sums over a set of neighbours stay in 32 bits.
///
/// Values with few decimals, as published ones are, become exact multiples of
/// 10⁻ᵈ: two sums that are equal on paper are equal here, where binary
/// fractions would break such ties by chance. Other values are rounded to
/// the finest grid that fits, and sums that differ by less than its step times
/// their length count as equal.
#[derive(Debug, Clone, PartialEq)]
pub struct FixedPoint {
    /// The values on the grid, moved to lie around zero.
    pub values: Vec<i32>,
    /// Largest rounding error of a value, in steps: 0 where exact.
    pub slack: i64,
}

/// Sums are kept this far from the end of 32 bits.
const ROOM: f64 = (1u32 << 30) as f64;

impl FixedPoint {
    /// Values for sums of at most `longest` of them. Values must be finite.
    ///
    /// Complexity: O(n).
    pub fn new(values: &[f64], longest: usize) -> FixedPoint {
        let (low, high) = range(values);
        let span = (high - low) * longest.max(1) as f64 / 2.0;
        for digits in 0..=9 {
            let scale = 10f64.powi(digits);
            if span * scale + longest as f64 > ROOM {
                break;
            }
            // A decimal literal is off its multiple by half an ulp, which the product doubles at most.
            let decimal =
                |v: &f64| (v * scale - (v * scale).round()).abs() <= 4.0 * f64::EPSILON * (v * scale).abs();
            if values.iter().all(decimal) {
                let center = ((low + high) / 2.0 * scale).round();
                let value = |v: &f64| ((v * scale).round() - center) as i32;
                return FixedPoint { values: values.iter().map(value).collect(), slack: 0 };
            }
        }
        let mut fixed = FixedPoint { values: Vec::new(), slack: 1 };
        fixed.round(values.iter().copied(), low, high, longest);
        fixed
    }

    /// Takes new values from `low` to `high`, rounded to the finest grid.
    pub fn round(&mut self, values: impl Iterator<Item = f64>, low: f64, high: f64, longest: usize) {
        let center = low / 2.0 + high / 2.0;
        let half = (high / 2.0 - low / 2.0) * longest.max(1) as f64;
        // Without any spread every value is the center.
        let scale = if half > 0.0 { ROOM / half } else { 0.0 };
        self.values.clear();
        self.values.extend(values.map(|v| ((v - center) * scale).round() as i32));
        self.slack = 1;
    }
}

/// Least and greatest value.
pub(crate) fn range(values: &[f64]) -> (f64, f64) {
    values.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), &v| (l.min(v), h.max(v)))
}
