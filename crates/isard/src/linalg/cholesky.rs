//! The Cholesky factor of a positive definite matrix, and what follows from it.

use super::Matrix;

/// Lower triangle L with L·Lᵀ equal to a symmetric matrix.
#[derive(Debug, Clone, PartialEq)]
pub struct Cholesky {
    lower: Matrix,
}

impl Cholesky {
    /// Factors a symmetric matrix; `None` when it is not positive definite to
    /// working precision (a pivot at most 1e-14 of its diagonal entry).
    ///
    /// # Complexity
    /// O(n³/6).
    pub fn new(matrix: &Matrix) -> Option<Cholesky> {
        let n = matrix.rows();
        let mut lower = Matrix::zeros(n, n);
        for i in 0..n {
            for j in 0..=i {
                let dot: f64 = lower.row(i)[..j].iter().zip(&lower.row(j)[..j]).map(|(a, b)| a * b).sum();
                let left = matrix.get(i, j) - dot;
                if i == j {
                    if left.is_nan() || left <= matrix.get(i, i) * 1e-14 || left <= 0.0 {
                        return None;
                    }
                    lower.set(i, i, left.sqrt());
                } else {
                    lower.set(i, j, left / lower.get(j, j));
                }
            }
        }
        Some(Cholesky { lower })
    }

    /// The factor.
    pub fn lower(&self) -> &Matrix {
        &self.lower
    }

    /// ln of the determinant of the matrix.
    pub fn log_determinant(&self) -> f64 {
        2.0 * (0..self.lower.rows()).map(|i| self.lower.get(i, i).ln()).sum::<f64>()
    }

    /// Solves matrix · x = b.
    pub fn solve(&self, b: &[f64]) -> Vec<f64> {
        let n = self.lower.rows();
        let mut x = b.to_vec();
        for i in 0..n {
            let dot: f64 = self.lower.row(i)[..i].iter().zip(&x).map(|(a, b)| a * b).sum();
            x[i] = (x[i] - dot) / self.lower.get(i, i);
        }
        for i in (0..n).rev() {
            let dot: f64 = (i + 1..n).map(|k| self.lower.get(k, i) * x[k]).sum();
            x[i] = (x[i] - dot) / self.lower.get(i, i);
        }
        x
    }

    /// The inverse of the factor, a lower triangle too.
    pub fn inverse_lower(&self) -> Matrix {
        let n = self.lower.rows();
        let mut inverse = Matrix::zeros(n, n);
        for j in 0..n {
            inverse.set(j, j, 1.0 / self.lower.get(j, j));
            for i in j + 1..n {
                let dot: f64 = (j..i).map(|k| self.lower.get(i, k) * inverse.get(k, j)).sum();
                inverse.set(i, j, -dot / self.lower.get(i, i));
            }
        }
        inverse
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn factor_solution_and_inverse_fit_the_matrix() {
        let m = Matrix::from_vec(3, 3, vec![4.0, 2.0, 0.5, 2.0, 3.0, 1.0, 0.5, 1.0, 2.0]);
        let c = Cholesky::new(&m).unwrap();
        let x = c.solve(&[1.0, -2.0, 3.0]);
        for (i, b) in [1.0, -2.0, 3.0].into_iter().enumerate() {
            let back: f64 = (0..3).map(|j| m.get(i, j) * x[j]).sum();
            assert!((back - b).abs() < 1e-14);
        }
        // Determinant by Sarrus: 24 + 1 + 1 − 0.75 − 4 − 8.
        assert!((c.log_determinant() - 13.25f64.ln()).abs() < 1e-14);
        let w = c.inverse_lower();
        for i in 0..3 {
            for j in 0..3 {
                let unit: f64 = (0..3).map(|k| c.lower().get(i, k) * w.get(k, j)).sum();
                assert!((unit - f64::from(i == j)).abs() < 1e-14);
            }
        }
    }

    #[test]
    fn what_is_not_positive_definite_has_no_factor() {
        assert!(Cholesky::new(&Matrix::from_vec(2, 2, vec![1.0, 1.0, 1.0, 1.0])).is_none());
        assert!(Cholesky::new(&Matrix::from_vec(2, 2, vec![1.0, 2.0, 2.0, 1.0])).is_none());
        assert!(Cholesky::new(&Matrix::from_vec(1, 1, vec![f64::NAN])).is_none());
    }
}
