//! How alike the portfolios of two regions are.

/// Cosine of two portfolios; NaN where one is empty. Cells without a value in
/// either take no part.
pub fn cosine(a: &[f64], b: &[f64]) -> f64 {
    let (mut dot, mut own, mut other) = (0.0, 0.0, 0.0);
    for (x, y) in both(a, b) {
        dot += x * y;
        own += x * x;
        other += y * y;
    }
    // Roots before the product, so that large values do not overflow.
    let length = f64::sqrt(own) * f64::sqrt(other);
    if length > 0.0 { (dot / length).clamp(0.0, 1.0) } else { f64::NAN }
}

/// Finger & Kreinin's similarity: the sum of the lesser shares, 1 for equal
/// structures and 0 for disjoint ones; NaN where a portfolio is empty. Shares
/// are of the cells that have a value in both.
pub fn finger_kreinin(a: &[f64], b: &[f64]) -> f64 {
    let (own, other) = both(a, b).fold((0.0, 0.0), |(s, t), (x, y)| (s + x, t + y));
    if own <= 0.0 || other <= 0.0 {
        return f64::NAN;
    }
    both(a, b).map(|(x, y)| (x / own).min(y / other)).sum::<f64>().min(1.0)
}

fn both<'a>(a: &'a [f64], b: &'a [f64]) -> impl Iterator<Item = (f64, f64)> + 'a {
    a.iter().zip(b).map(|(x, y)| (*x, *y)).filter(|(x, y)| !x.is_nan() && !y.is_nan())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_by_hand() {
        // Shares 1/2 1/4 1/4 and 1/5 0 4/5: lesser ones 1/5, 0, 1/4.
        assert!((finger_kreinin(&[2.0, 1.0, 1.0], &[1.0, 0.0, 4.0]) - 0.45).abs() < 1e-15);
        // 6 / (√6 √17).
        assert!((cosine(&[2.0, 1.0, 1.0], &[1.0, 0.0, 4.0]) - 6.0 / 102.0_f64.sqrt()).abs() < 1e-15);
        assert!(cosine(&[0.0, 0.0], &[1.0, 0.0]).is_nan());
        assert!(finger_kreinin(&[f64::NAN, 1.0], &[1.0, f64::NAN]).is_nan());
    }
}
