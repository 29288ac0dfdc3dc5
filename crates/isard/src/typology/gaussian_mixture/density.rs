//! Covariances of the components and the logarithm of their densities.
//!
//! Eight rows at a time lie side by side in lanes, so that every step of the
//! triangular product is one vector instruction and sums have the same bits
//! on every machine.

use crate::linalg::{Cholesky, Matrix, symmetric_eigen};

const LANES: usize = 8;

/// What the covariances of the components have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Covariance {
    /// Each component has its own matrix.
    #[default]
    Full,
    /// Each component has its own variances and no covariances.
    Diagonal,
    /// Each component has one variance for all indicators.
    Spherical,
    /// All components share one matrix.
    Tied,
}

impl Covariance {
    /// Every variant.
    pub const ALL: [Covariance; 4] =
        [Covariance::Full, Covariance::Diagonal, Covariance::Spherical, Covariance::Tied];

    /// The variant of a word; `full` for any other.
    pub fn from_word(word: &str) -> Self {
        Covariance::ALL.into_iter().find(|c| c.as_str() == word).unwrap_or_default()
    }

    /// The word.
    pub fn as_str(self) -> &'static str {
        match self {
            Covariance::Full => "full",
            Covariance::Diagonal => "diagonal",
            Covariance::Spherical => "spherical",
            Covariance::Tied => "tied",
        }
    }

    /// Free parameters of `k` components of `d` variables: weights, means and
    /// covariances.
    pub fn parameters(self, k: usize, d: usize) -> usize {
        let matrix = d * (d + 1) / 2;
        let covariances = match self {
            Covariance::Full => k * matrix,
            Covariance::Diagonal => k * d,
            Covariance::Spherical => k,
            Covariance::Tied => matrix,
        };
        k - 1 + k * d + covariances
    }
}

/// Covariance matrices as estimated, regularisation included.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Spread {
    /// One matrix a component, or a single one shared by all.
    Matrices(Vec<Matrix>),
    /// Components × variables.
    Variances(Matrix),
}

/// One component's density, ready to be applied.
enum Whitening {
    /// Inverse of the Cholesky factor.
    Triangle(Matrix),
    /// Reciprocal standard deviations.
    Scales(Vec<f64>),
}

/// Densities of all components.
pub(super) struct Densities<'a> {
    means: &'a Matrix,
    whitening: Vec<Whitening>,
    /// ln weight − ½(d ln 2π + ln |Σ|).
    constants: Vec<f64>,
}

impl Spread {
    /// Least and largest variance in any direction, over all components.
    pub(super) fn extremes(&self) -> (f64, f64) {
        let of = |values: &mut dyn Iterator<Item = f64>| {
            values.fold((f64::INFINITY, 0.0f64), |(low, high), v| (low.min(v), high.max(v)))
        };
        match self {
            Spread::Matrices(all) => of(&mut all.iter().flat_map(|m| symmetric_eigen(m).values)),
            Spread::Variances(v) => of(&mut v.as_slice().iter().copied()),
        }
    }
}

impl<'a> Densities<'a> {
    /// `None` when a covariance is not positive definite.
    pub(super) fn new(weights: &[f64], means: &'a Matrix, spread: &Spread) -> Option<Densities<'a>> {
        let (k, d) = (means.rows(), means.cols());
        let base = d as f64 * (2.0 * std::f64::consts::PI).ln();
        let (mut whitening, mut constants) = (Vec::with_capacity(k), Vec::with_capacity(k));
        for g in 0..k {
            let log_determinant = match spread {
                Spread::Matrices(all) => {
                    let factor = Cholesky::new(&all[g.min(all.len() - 1)])?;
                    whitening.push(Whitening::Triangle(factor.inverse_lower()));
                    factor.log_determinant()
                }
                Spread::Variances(v) => {
                    if !v.row(g).iter().all(|&x| x > 0.0) {
                        return None;
                    }
                    whitening.push(Whitening::Scales(v.row(g).iter().map(|x| 1.0 / x.sqrt()).collect()));
                    v.row(g).iter().map(|x| x.ln()).sum()
                }
            };
            constants.push(weights[g].ln() - 0.5 * (base + log_determinant));
        }
        constants.iter().all(|c| c.is_finite()).then_some(Densities { means, whitening, constants })
    }

    /// ln(weight · density) of rows `from..from + out.len()/k`, rows × components.
    pub(super) fn log_parts(&self, data: &Matrix, from: usize, out: &mut [f64]) {
        #[cfg(target_arch = "x86_64")]
        if std::arch::is_x86_feature_detected!("avx2") {
            // SAFETY: the processor has AVX2, the only feature `log_parts_avx2` asks for.
            return unsafe { self.log_parts_avx2(data, from, out) };
        }
        self.log_parts_any(data, from, out);
    }

    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx2")]
    fn log_parts_avx2(&self, data: &Matrix, from: usize, out: &mut [f64]) {
        self.log_parts_any(data, from, out);
    }

    #[inline(always)]
    fn log_parts_any(&self, data: &Matrix, from: usize, out: &mut [f64]) {
        let (k, d) = (self.means.rows(), self.means.cols());
        let rows = out.len() / k;
        let mut centered = vec![[0.0; LANES]; d];
        for block in (0..rows).step_by(LANES) {
            let here = LANES.min(rows - block);
            for g in 0..k {
                let mean = self.means.row(g);
                for lane in 0..here {
                    let row = data.row(from + block + lane);
                    (0..d).for_each(|j| centered[j][lane] = row[j] - mean[j]);
                }
                let squares = self.whitening[g].squares(&centered);
                for lane in 0..here {
                    out[(block + lane) * k + g] = self.constants[g] - 0.5 * squares[lane];
                }
            }
        }
    }
}

impl Whitening {
    /// Squared Mahalanobis distance in each lane.
    #[inline(always)]
    fn squares(&self, centered: &[[f64; LANES]]) -> [f64; LANES] {
        let mut squares = [0.0; LANES];
        match self {
            Whitening::Triangle(inverse) => {
                for i in 0..centered.len() {
                    let mut y = [0.0; LANES];
                    for (w, c) in inverse.row(i)[..=i].iter().zip(centered) {
                        (0..LANES).for_each(|lane| y[lane] += w * c[lane]);
                    }
                    (0..LANES).for_each(|lane| squares[lane] += y[lane] * y[lane]);
                }
            }
            Whitening::Scales(scales) => {
                for (s, c) in scales.iter().zip(centered) {
                    for lane in 0..LANES {
                        let y = s * c[lane];
                        squares[lane] += y * y;
                    }
                }
            }
        }
        squares
    }
}
