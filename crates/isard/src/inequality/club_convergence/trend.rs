//! The trend of Hodrick & Prescott.

/// The series x that makes Σ(y − x)² + smoothing · Σ(second differences of x)²
/// least.
///
/// By Cholesky factors of the five-diagonal system. Complexity: O(n).
pub fn hodrick_prescott(series: &[f64], smoothing: f64) -> Vec<f64> {
    let n = series.len();
    if n < 3 {
        return series.to_vec();
    }
    // Diagonals of I + λ D′D.
    let mut main = vec![1.0; n];
    let mut near = vec![0.0; n];
    let mut far = vec![0.0; n];
    for t in 0..n - 2 {
        main[t] += smoothing;
        main[t + 1] += 4.0 * smoothing;
        main[t + 2] += smoothing;
        near[t] -= 2.0 * smoothing;
        near[t + 1] -= 2.0 * smoothing;
        far[t] += smoothing;
    }
    // L D L′ with two subdiagonals a and b.
    let (mut d, mut a, mut b) = (vec![0.0; n], vec![0.0; n], vec![0.0; n]);
    for t in 0..n {
        let one = if t >= 1 { a[t - 1] * a[t - 1] * d[t - 1] } else { 0.0 };
        let two = if t >= 2 { b[t - 2] * b[t - 2] * d[t - 2] } else { 0.0 };
        d[t] = main[t] - one - two;
        let cross = if t >= 1 { a[t - 1] * b[t - 1] * d[t - 1] } else { 0.0 };
        a[t] = (near[t] - cross) / d[t];
        b[t] = far[t] / d[t];
    }
    let mut x = series.to_vec();
    for t in 0..n {
        let one = if t >= 1 { a[t - 1] * x[t - 1] } else { 0.0 };
        let two = if t >= 2 { b[t - 2] * x[t - 2] } else { 0.0 };
        x[t] -= one + two;
    }
    x.iter_mut().zip(&d).for_each(|(v, d)| *v /= d);
    for t in (0..n).rev() {
        let one = if t + 1 < n { a[t] * x[t + 1] } else { 0.0 };
        let two = if t + 2 < n { b[t] * x[t + 2] } else { 0.0 };
        x[t] -= one + two;
    }
    x
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_its_own_trend() {
        let line: Vec<f64> = (0..20).map(|t| 3.0 + 0.5 * t as f64).collect();
        let found = hodrick_prescott(&line, 400.0);
        assert!(line.iter().zip(found).all(|(a, b)| (a - b).abs() < 1e-10));
    }

    #[test]
    fn the_first_order_conditions_hold() {
        let y: Vec<f64> = (0..15).map(|t| ((t * t) as f64).sin() + t as f64).collect();
        let x = hodrick_prescott(&y, 6.25);
        let second: Vec<f64> = x.windows(3).map(|w| w[0] - 2.0 * w[1] + w[2]).collect();
        for t in 0..15usize {
            let pulls = [(t, 1.0), (t.wrapping_sub(1), -2.0), (t.wrapping_sub(2), 1.0)];
            let pull: f64 = pulls.iter().filter_map(|(at, c)| second.get(*at).map(|s| s * c)).sum();
            assert!((y[t] - x[t] - 6.25 * pull).abs() < 1e-9);
        }
    }
}
