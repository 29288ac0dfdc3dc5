//! Distances of some points to all points, in blocks that stay in the cache.

use super::points::{Points, squared_distance};

/// How far apart two points are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Metric {
    /// √Σ(aⱼ − bⱼ)².
    #[default]
    Euclidean,
    /// Σ|aⱼ − bⱼ|.
    Manhattan,
}

impl Metric {
    /// Words of the option.
    pub const WORDS: &'static [&'static str] = &["euclidean", "manhattan"];

    /// The metric of a word of [`Metric::WORDS`]; Euclidean for any other.
    pub fn from_word(word: &str) -> Self {
        match word {
            "manhattan" => Metric::Manhattan,
            _ => Metric::Euclidean,
        }
    }

    /// The word.
    pub fn as_str(self) -> &'static str {
        match self {
            Metric::Euclidean => "euclidean",
            Metric::Manhattan => "manhattan",
        }
    }

    /// The distance of a raw value: the root for Euclid, the value itself otherwise.
    #[inline(always)]
    pub fn of_raw(self, raw: f64) -> f64 {
        match self {
            Metric::Euclidean => raw.sqrt(),
            Metric::Manhattan => raw,
        }
    }

    /// Raw distances of each query to all points, queries × points: squares
    /// for Euclid, since comparing needs no root.
    ///
    /// # Panics
    /// When `out` has another size.
    pub fn raw(self, points: &Points, queries: &[&[f64]], out: &mut [f64]) {
        assert_eq!(out.len(), queries.len() * points.rows(), "one value for each query and point");
        #[cfg(target_arch = "x86_64")]
        if std::arch::is_x86_feature_detected!("avx2") {
            // SAFETY: the processor has AVX2, the only feature `raw_avx2` asks for.
            return unsafe { raw_avx2(self, points, queries, out) };
        }
        raw_any(self, points, queries, out);
    }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn raw_avx2(metric: Metric, points: &Points, queries: &[&[f64]], out: &mut [f64]) {
    raw_any(metric, points, queries, out);
}

#[inline(always)]
fn raw_any(metric: Metric, points: &Points, queries: &[&[f64]], out: &mut [f64]) {
    match metric {
        Metric::Euclidean => tiles(points, queries, out, squared_distance),
        Metric::Manhattan => tiles(points, queries, out, absolute_distance),
    }
}

/// Every query sees a tile of points before the next tile is loaded.
#[inline(always)]
fn tiles(points: &Points, queries: &[&[f64]], out: &mut [f64], distance: impl Fn(&[f64], &[f64]) -> f64) {
    const TILE: usize = 64;
    let n = points.rows();
    for from in (0..n).step_by(TILE) {
        let to = n.min(from + TILE);
        for (q, query) in queries.iter().enumerate() {
            for (i, d) in (from..to).zip(&mut out[q * n + from..q * n + to]) {
                *d = distance(query, points.row(i));
            }
        }
    }
}

/// Σ|aⱼ − bⱼ| of two padded rows.
#[inline(always)]
pub fn absolute_distance(a: &[f64], b: &[f64]) -> f64 {
    let (a, _) = a.as_chunks::<8>();
    let (b, _) = b.as_chunks::<8>();
    let mut sum = [0.0; 8];
    for (x, y) in a.iter().zip(b) {
        for lane in 0..8 {
            sum[lane] += (x[lane] - y[lane]).abs();
        }
    }
    let half = [sum[0] + sum[4], sum[1] + sum[5], sum[2] + sum[6], sum[3] + sum[7]];
    (half[0] + half[2]) + (half[1] + half[3])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inference::Random;
    use crate::linalg::Matrix;

    #[test]
    fn blocks_hold_the_distances_of_their_definition() {
        let mut random = Random::new(4, 0, 0);
        let data = Matrix::from_vec(150, 11, (0..150 * 11).map(|_| random.normal()).collect());
        let points = Points::new(&data);
        for metric in [Metric::Euclidean, Metric::Manhattan] {
            let mut out = vec![0.0; 3 * 150];
            metric.raw(&points, &[points.row(0), points.row(77), points.row(149)], &mut out);
            for (q, i) in [0, 77, 149].into_iter().enumerate() {
                for j in 0..150 {
                    let pairs = data.row(i).iter().zip(data.row(j));
                    let expected: f64 = match metric {
                        Metric::Euclidean => pairs.map(|(a, b)| (a - b) * (a - b)).sum(),
                        Metric::Manhattan => pairs.map(|(a, b)| (a - b).abs()).sum(),
                    };
                    assert!((out[q * 150 + j] - expected).abs() < 1e-12);
                }
            }
        }
    }
}
