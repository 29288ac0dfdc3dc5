//! Trend of a series: Mann–Kendall test and Sen's slope.

use crate::model::{Reason, Status};
use statrs::distribution::{ContinuousCDF, Normal};

/// The exact distribution is counted up to this many values.
const EXACT: usize = 40;

/// A trend.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Trend {
    /// Median of the slopes of all pairs, a year.
    pub slope: f64,
    /// Kendall's τ-b of value and time.
    pub tau: f64,
    /// Two-sided p-value.
    pub p: f64,
}

/// Trend of values at the given times (distinct, ascending); NaN is left out.
/// The p-value is exact without ties up to 40 values, else from the normal
/// distribution with tie and continuity correction.
///
/// # Errors
/// `undefined:too-few` below four values, `undefined:constant` for equal ones.
///
/// ```
/// use isard::dynamics::concentration_trend::trend;
/// let rising = trend(&[0.0, 1.0, 2.0, 3.0], &[1.0, 3.0, 4.0, 7.0]).unwrap();
/// // Of 24 orders one rises and one falls throughout.
/// assert!((rising.p - 2.0 / 24.0).abs() < 1e-12 && rising.tau == 1.0);
/// ```
pub fn trend(times: &[f64], values: &[f64]) -> Result<Trend, Status> {
    let known: Vec<(f64, f64)> =
        times.iter().copied().zip(values.iter().copied()).filter(|p| !p.1.is_nan()).collect();
    let n = known.len();
    if n < 4 {
        return Err(Status::Undefined(Reason::TooFew));
    }
    let slope = sen_slope(&known).unwrap_or(0.0);
    let mut s = 0i64;
    for i in 0..n {
        for j in 0..i {
            s += i64::from(known[i].1 > known[j].1) - i64::from(known[i].1 < known[j].1);
        }
    }
    let mut sorted: Vec<f64> = known.iter().map(|p| p.1).collect();
    sorted.sort_by(f64::total_cmp);
    let ties: Vec<f64> = sorted.chunk_by(|a, b| a == b).map(|c| c.len() as f64).collect();
    if ties.len() == 1 {
        return Err(Status::Undefined(Reason::Constant));
    }
    let pairs = (n * (n - 1) / 2) as f64;
    let tied: f64 = ties.iter().map(|t| t * (t - 1.0) / 2.0).sum();
    let tau = s as f64 / (pairs * (pairs - tied)).sqrt();
    let p = if tied == 0.0 && n <= EXACT {
        exact(n, s)
    } else {
        let m = n as f64;
        let of = |t: f64| t * (t - 1.0) * (2.0 * t + 5.0);
        let variance = (of(m) - ties.iter().map(|t| of(*t)).sum::<f64>()) / 18.0;
        let z = (s.abs() - 1).max(0) as f64 / variance.sqrt();
        2.0 * Normal::standard().sf(z)
    };
    Ok(Trend { slope, tau, p: p.min(1.0) })
}

/// Median of the slopes of all pairs; `None` for fewer than two values.
pub(super) fn sen_slope(known: &[(f64, f64)]) -> Option<f64> {
    let mut slopes = Vec::with_capacity(known.len() * known.len() / 2);
    for (i, b) in known.iter().enumerate() {
        slopes.extend(known[..i].iter().map(|a| (b.1 - a.1) / (b.0 - a.0)));
    }
    if slopes.is_empty() {
        return None;
    }
    let (middle, even) = (slopes.len() / 2, slopes.len() % 2 == 0);
    let (below, upper, _) = slopes.select_nth_unstable_by(middle, f64::total_cmp);
    let lower = below.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    Some(if even { (lower + *upper) / 2.0 } else { *upper })
}

/// P(|S| ≥ |s|) over all orders of n values: the number of orders by
/// inversions, added a value at a time.
fn exact(n: usize, s: i64) -> f64 {
    let mut share = vec![1.0];
    for k in 2..=n {
        let mut next = vec![0.0; share.len() + k - 1];
        for (at, p) in share.iter().enumerate() {
            next[at..at + k].iter_mut().for_each(|v| *v += p / k as f64);
        }
        share = next;
    }
    let pairs = (n * (n - 1) / 2) as i64;
    let far = |inversions: usize| (pairs - 2 * inversions as i64).abs() >= s.abs();
    share.iter().enumerate().filter(|(at, _)| far(*at)).map(|(_, p)| p).sum()
}
