//! Starting centers by k-means++ (Arthur & Vassilvitskii 2007): each next
//! center is a point drawn with probability proportional to its squared
//! distance from the nearest center so far.

use crate::inference::Random;
use crate::linalg::{Points, squared_distance};

/// Draws `k` starting centers among the points. There must be at least `k`
/// distinct points.
pub(super) fn plus_plus(points: &Points, k: usize, random: &mut Random) -> Points {
    let n = points.rows();
    let mut centers = Points::zeros(k, points.cols());
    centers.row_mut(0).copy_from_slice(points.row(random.below(n)));
    let mut nearest = vec![f64::INFINITY; n];
    for c in 1..k {
        let last = centers.row(c - 1).to_vec();
        let total = approach(points, &last, &mut nearest);
        let mut left = random.uniform() * total;
        let mut chosen = None;
        for (i, &d) in nearest.iter().enumerate() {
            if d > 0.0 {
                chosen = Some(i);
                left -= d;
                if left < 0.0 {
                    break;
                }
            }
        }
        // No point away from the centers is left only when points coincide.
        let chosen = chosen.unwrap_or_else(|| random.below(n));
        centers.row_mut(c).copy_from_slice(points.row(chosen));
    }
    centers
}

/// Shortens the distances by one more center; their sum.
fn approach(points: &Points, center: &[f64], nearest: &mut [f64]) -> f64 {
    #[cfg(target_arch = "x86_64")]
    if std::arch::is_x86_feature_detected!("avx2") {
        // SAFETY: the processor has AVX2, the only feature `approach_avx2` asks for.
        return unsafe { approach_avx2(points, center, nearest) };
    }
    approach_any(points, center, nearest)
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn approach_avx2(points: &Points, center: &[f64], nearest: &mut [f64]) -> f64 {
    approach_any(points, center, nearest)
}

#[inline(always)]
fn approach_any(points: &Points, center: &[f64], nearest: &mut [f64]) -> f64 {
    let mut total = 0.0;
    for (i, d) in nearest.iter_mut().enumerate() {
        *d = d.min(squared_distance(points.row(i), center));
        total += *d;
    }
    total
}
