//! Starting centers by k-means++ (Arthur & Vassilvitskii 2007): each next
//! center is a point drawn with probability proportional to its squared
//! distance from the nearest center so far.

use super::lloyd::CHUNK;
use crate::inference::Random;
use crate::linalg::{Points, squared_distance};

/// Centers of one start under way.
struct Seeding {
    random: Random,
    centers: Points,
    nearest: Vec<f64>,
    total: f64,
}

/// Draws `k` starting centers among the points for each stream of random
/// numbers. There must be at least `k` distinct points.
pub(super) fn plus_plus(points: &Points, k: usize, streams: Vec<Random>) -> Vec<Points> {
    let mut seedings: Vec<Seeding> =
        streams.into_iter().map(|random| Seeding::new(points, k, random)).collect();
    for c in 1..k {
        // All starts measure a chunk of points before the next is read from memory.
        for from in (0..points.rows()).step_by(CHUNK) {
            seedings.iter_mut().for_each(|s| s.approach(points, c - 1, from));
        }
        seedings.iter_mut().for_each(|s| s.draw(points, c));
    }
    seedings.into_iter().map(|s| s.centers).collect()
}

impl Seeding {
    fn new(points: &Points, k: usize, mut random: Random) -> Seeding {
        let mut centers = Points::zeros(k, points.cols());
        centers.row_mut(0).copy_from_slice(points.row(random.below(points.rows())));
        Seeding { random, centers, nearest: vec![f64::INFINITY; points.rows()], total: 0.0 }
    }

    /// Shortens the distances of a chunk of points by one more center.
    fn approach(&mut self, points: &Points, center: usize, from: usize) {
        let to = points.rows().min(from + CHUNK);
        let (center, nearest) = (self.centers.row(center), &mut self.nearest[from..to]);
        if from == 0 {
            self.total = 0.0;
        }
        self.total = shorten(points, center, from, nearest, self.total);
    }

    /// Draws center `c`.
    fn draw(&mut self, points: &Points, c: usize) {
        let mut left = self.random.uniform() * self.total;
        let mut chosen = None;
        for (i, &d) in self.nearest.iter().enumerate() {
            if d > 0.0 {
                chosen = Some(i);
                left -= d;
                if left < 0.0 {
                    break;
                }
            }
        }
        // No point away from the centers is left only when points coincide.
        let chosen = chosen.unwrap_or_else(|| self.random.below(points.rows()));
        self.centers.row_mut(c).copy_from_slice(points.row(chosen));
    }
}

/// Shortens distances by one more center; `total` plus their sum.
fn shorten(points: &Points, center: &[f64], from: usize, nearest: &mut [f64], total: f64) -> f64 {
    #[cfg(target_arch = "x86_64")]
    if std::arch::is_x86_feature_detected!("avx2") {
        // SAFETY: the processor has AVX2, the only feature `shorten_avx2` asks for.
        return unsafe { shorten_avx2(points, center, from, nearest, total) };
    }
    shorten_any(points, center, from, nearest, total)
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn shorten_avx2(points: &Points, center: &[f64], from: usize, nearest: &mut [f64], total: f64) -> f64 {
    shorten_any(points, center, from, nearest, total)
}

#[inline(always)]
fn shorten_any(points: &Points, center: &[f64], from: usize, nearest: &mut [f64], mut total: f64) -> f64 {
    for (i, d) in nearest.iter_mut().enumerate() {
        *d = d.min(squared_distance(points.row(from + i), center));
        total += *d;
    }
    total
}
