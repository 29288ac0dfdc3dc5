//! Ordinary least squares by orthogonal columns, with the usual errors.

use super::Matrix;

/// How the errors of coefficients are estimated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Errors {
    /// One variance for all residuals.
    Classical,
    /// Heteroskedasticity-robust, times n/(n − k).
    Hc1,
    /// Heteroskedasticity-robust, residuals over 1 − leverage: the safest in small samples.
    #[default]
    Hc3,
}

/// A fitted linear model.
#[derive(Debug, Clone, PartialEq)]
pub struct LeastSquares {
    /// One a column.
    pub coefficients: Vec<f64>,
    /// One a row.
    pub residuals: Vec<f64>,
    /// Influence of each row on its own fit, 0 to 1.
    pub leverage: Vec<f64>,
    /// 1 − RSS/TSS about the mean; NaN when y is constant.
    pub r_squared: f64,
    /// Rows less columns.
    pub freedom: usize,
    /// Orthonormal columns.
    q: Matrix,
    /// Inverse of the triangular factor.
    inverse: Matrix,
}

/// Fits y on the columns of x.
///
/// # Errors
/// The first column that the ones before it explain, or the number of columns
/// when there are not more rows than columns.
///
/// Complexity: O(n k²).
pub fn least_squares(x: &Matrix, y: &[f64]) -> Result<LeastSquares, usize> {
    let (n, k) = (x.rows(), x.cols());
    if n <= k {
        return Err(k);
    }
    let mut q: Vec<Vec<f64>> = (0..k).map(|j| x.column(j).collect()).collect();
    let mut r = Matrix::zeros(k, k);
    for j in 0..k {
        let length = norm(&q[j]);
        let (before, rest) = q.split_at_mut(j);
        // Twice is enough: the second pass removes what rounding left.
        for _ in 0..2 {
            for (i, base) in before.iter().enumerate() {
                let along = dot(base, &rest[0]);
                r.set(i, j, r.get(i, j) + along);
                rest[0].iter_mut().zip(base).for_each(|(v, b)| *v -= along * b);
            }
        }
        let left = norm(&rest[0]);
        if left.is_nan() || left <= 1e-10 * length || left == 0.0 {
            return Err(j);
        }
        r.set(j, j, left);
        rest[0].iter_mut().for_each(|v| *v /= left);
    }
    let inverse = upper_inverse(&r);
    let along: Vec<f64> = q.iter().map(|c| dot(c, y)).collect();
    let coefficients = (0..k).map(|i| (i..k).map(|j| inverse.get(i, j) * along[j]).sum()).collect();
    let mut residuals = y.to_vec();
    // As with the columns: a second pass takes out what rounding left.
    for _ in 0..2 {
        for c in &q {
            let along = dot(c, &residuals);
            residuals.iter_mut().zip(c).for_each(|(e, v)| *e -= along * v);
        }
    }
    let mean = y.iter().sum::<f64>() / n as f64;
    let total: f64 = y.iter().map(|v| (v - mean) * (v - mean)).sum();
    let r_squared = if total > 0.0 { 1.0 - dot(&residuals, &residuals) / total } else { f64::NAN };
    let leverage = (0..n).map(|i| q.iter().map(|c| c[i] * c[i]).sum()).collect();
    let data = (0..n).flat_map(|i| q.iter().map(move |c| c[i])).collect();
    let q = Matrix::from_vec(n, k, data);
    Ok(LeastSquares { coefficients, residuals, leverage, r_squared, freedom: n - k, q, inverse })
}

impl LeastSquares {
    /// Covariance of the coefficients; `None` for HC3 when a row fits itself
    /// alone (leverage 1).
    pub fn covariance(&self, errors: Errors) -> Option<Matrix> {
        let n = self.residuals.len();
        let k = self.coefficients.len();
        let weight = |i: usize| -> Option<f64> {
            let e2 = self.residuals[i] * self.residuals[i];
            match errors {
                Errors::Classical => None,
                Errors::Hc1 => Some(e2 * n as f64 / self.freedom as f64),
                Errors::Hc3 => Some(e2 / (1.0 - self.leverage[i]).powi(2)),
            }
        };
        if errors == Errors::Hc3 && self.leverage.iter().any(|h| *h > 1.0 - 1e-10) {
            return None;
        }
        let mut meat = Matrix::zeros(k, k);
        if errors == Errors::Classical {
            let variance = dot(&self.residuals, &self.residuals) / self.freedom as f64;
            (0..k).for_each(|j| meat.set(j, j, variance));
        } else {
            for i in 0..n {
                let w = weight(i).unwrap_or_default();
                for a in 0..k {
                    for b in 0..k {
                        meat.set(a, b, meat.get(a, b) + w * self.q.get(i, a) * self.q.get(i, b));
                    }
                }
            }
        }
        Some(self.turned(&meat))
    }

    /// Covariance under serial correlation, rows in order of time: `kernel`
    /// gives the weight of a lag.
    pub fn covariance_over_time(&self, kernel: impl Fn(usize) -> f64) -> Matrix {
        let (n, k) = (self.residuals.len(), self.coefficients.len());
        let mut meat = Matrix::zeros(k, k);
        for lag in 0..n {
            let w = kernel(lag);
            if w == 0.0 {
                continue;
            }
            for t in lag..n {
                let e = w * self.residuals[t] * self.residuals[t - lag];
                for a in 0..k {
                    for b in 0..k {
                        let both = self.q.get(t, a) * self.q.get(t - lag, b);
                        let turned = self.q.get(t - lag, a) * self.q.get(t, b);
                        let pair = if lag == 0 { both } else { both + turned };
                        meat.set(a, b, meat.get(a, b) + e * pair);
                    }
                }
            }
        }
        self.turned(&meat)
    }

    /// R⁻¹ · meat · R⁻ᵀ.
    fn turned(&self, meat: &Matrix) -> Matrix {
        let k = meat.rows();
        let r = &self.inverse;
        let mut out = Matrix::zeros(k, k);
        for i in 0..k {
            for j in 0..k {
                let sum = (i..k)
                    .flat_map(|a| (j..k).map(move |b| (a, b)))
                    .map(|(a, b)| r.get(i, a) * meat.get(a, b) * r.get(j, b));
                out.set(i, j, sum.sum());
            }
        }
        out
    }
}

fn upper_inverse(r: &Matrix) -> Matrix {
    let k = r.rows();
    let mut inverse = Matrix::zeros(k, k);
    for j in 0..k {
        inverse.set(j, j, 1.0 / r.get(j, j));
        for i in (0..j).rev() {
            let sum: f64 = (i + 1..=j).map(|m| r.get(i, m) * inverse.get(m, j)).sum();
            inverse.set(i, j, -sum / r.get(i, i));
        }
    }
    inverse
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}

fn norm(a: &[f64]) -> f64 {
    dot(a, a).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_by_hand() {
        // y = 1, 2, 4 on 0, 1, 2: slope 3/2, intercept 5/6, residuals 1/6, −1/3, 1/6.
        let x = Matrix::from_vec(3, 2, vec![1.0, 0.0, 1.0, 1.0, 1.0, 2.0]);
        let fit = least_squares(&x, &[1.0, 2.0, 4.0]).expect("full rank");
        assert!((fit.coefficients[1] - 1.5).abs() < 1e-14 && (fit.coefficients[0] - 5.0 / 6.0).abs() < 1e-14);
        let v = fit.covariance(Errors::Classical).expect("no leverage of one");
        assert!((v.get(1, 1) - 1.0 / 12.0).abs() < 1e-14);
        assert!((fit.leverage[0] - 5.0 / 6.0).abs() < 1e-14);
        // Without lags the estimate over time is HC0.
        let hc0 = fit.covariance_over_time(|lag| f64::from(u8::from(lag == 0)));
        let hc1 = fit.covariance(Errors::Hc1).expect("no leverage of one");
        assert!((hc1.get(1, 1) - 3.0 * hc0.get(1, 1)).abs() < 1e-14);
    }

    #[test]
    fn a_repeated_column_is_named() {
        let x = Matrix::from_vec(4, 3, vec![1., 2., 4., 1., 3., 6., 1., 5., 10., 1., 7., 14.]);
        assert_eq!(least_squares(&x, &[1.0, 2.0, 3.0, 5.0]), Err(2));
    }
}
