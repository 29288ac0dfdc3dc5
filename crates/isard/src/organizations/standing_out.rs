//! Which values at the top of a sample stand out from the others.

use statrs::distribution::{ContinuousCDF, StudentsT};

/// Drops below this are rounding.
const NOTHING: f64 = 1e-9;

/// The values above the widest drop.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Standing {
    /// How many they are.
    pub count: usize,
    /// p-value: how often the greatest of as many normal values as are left with the last of
    /// them lies as far above their mean.
    pub p: f64,
}

/// The values above the widest drop of a descending sample, at most the share
/// `most` of all (and one at least), with Grubbs' one-sided test of the last
/// of them against all below. The others above it are left out of the test, so
/// that they do not hide it.
///
/// # Formula
/// k = argmax over i ≤ ⌈most·N⌉ of x₍ᵢ₎ − x₍ᵢ₊₁₎; over x₍ₖ₎ … x₍N₎, n of them,
/// R = (x₍ₖ₎ − mean)/s, t = R·√(n(n − 2)/((n − 1)² − nR²)), p = min(1, n·P(T > t)) with n − 2
/// degrees of freedom.
///
/// # Undefined cases
/// `None` with fewer than three values, and where there is no drop.
pub fn standing_out(descending: &[f64], most: f64) -> Option<Standing> {
    let all = descending.len();
    let candidates = ((most * all as f64).ceil() as usize).clamp(1, all.max(3) - 2);
    let drop = |k: usize| descending[k - 1] - descending[k];
    if all < 3 {
        return None;
    }
    // Equal drops: the fewer.
    let count = (1..=candidates).reduce(|best, k| if drop(k) > drop(best) + NOTHING { k } else { best })?;
    (drop(count) > NOTHING).then(|| Standing { count, p: grubbs(&descending[count - 1..]) })
}

/// Bonferroni's bound on the p-value of the first value being the greatest of a normal sample.
fn grubbs(x: &[f64]) -> f64 {
    let n = x.len() as f64;
    let mean = x.iter().sum::<f64>() / n;
    let variance = x.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>() / (n - 1.0);
    let squared = (x[0] - mean).powi(2) / variance;
    let left = (n - 1.0).powi(2) - n * squared;
    // All others are equal: infinitely far from them.
    if left <= 1e-12 * n * n {
        return 0.0;
    }
    let t = (n * (n - 2.0) * squared / left).sqrt();
    StudentsT::new(0.0, 1.0, n - 2.0).map_or(1.0, |law| (n * law.sf(t)).min(1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Grubbs (1969), table I: critical values of the one-sided test at 5 and 1 %.
    #[test]
    fn critical_values_are_those_of_the_table() {
        for (n, critical, level) in [
            (3usize, 1.1531, 0.05),
            (10, 2.176, 0.05),
            (20, 2.557, 0.05),
            (50, 2.956, 0.05),
            (10, 2.410, 0.01),
        ] {
            // One value above pairs symmetric round zero, at the distance that gives R = critical.
            let sample = |top: f64| {
                let mut x = vec![top];
                x.extend((1..n).map(|i| if n % 2 == 0 && i == n - 1 { 0.0 } else { [1.0, -1.0][i % 2] }));
                x
            };
            let r = |x: &[f64]| {
                let m = x.iter().sum::<f64>() / n as f64;
                let v = x.iter().map(|v| (v - m).powi(2)).sum::<f64>() / (n as f64 - 1.0);
                (x[0] - m) / v.sqrt()
            };
            let (mut low, mut high) = (1.0, 1e6);
            for _ in 0..200 {
                let middle: f64 = 0.5 * (low + high);
                if r(&sample(middle)) < critical { low = middle } else { high = middle }
            }
            let p = grubbs(&sample(high));
            assert!((p - level).abs() < 0.03 * level, "n = {n}: {p} at {critical}");
        }
    }

    #[test]
    fn the_widest_drop_decides_and_nothing_stands_out_of_equal_values() {
        let mut x: Vec<f64> = (0..40).map(|i| 1.0 - 0.01 * f64::from(i)).collect();
        assert!(standing_out(&x, 0.2).is_some_and(|s| s.p > 0.5));
        x.splice(0..0, [4.0, 3.9, 3.7]);
        let found = standing_out(&x, 0.2).expect("a drop");
        assert!(found.count == 3 && found.p < 1e-9, "{found:?}");
        assert_eq!(standing_out(&[1.0; 12], 0.2), None);
        assert_eq!(standing_out(&[2.0, 1.0], 0.2), None);
        assert_eq!(standing_out(&[], 0.2), None);
        assert_eq!(standing_out(&[2.0, 1.0, 1.0], 0.2), Some(Standing { count: 1, p: 0.0 }));
    }
}
