//! Principal components of the columns of a matrix.

use crate::linalg::{Matrix, correlations, covariance, symmetric_eigen};
use crate::registry::MethodError;

/// What is decomposed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Basis {
    /// Correlations: every column counts alike.
    #[default]
    Correlation,
    /// Covariances with divisor n − ddof: columns count by their spread.
    Covariance {
        /// 0 or 1.
        ddof: usize,
    },
}

/// Principal components.
#[derive(Debug, Clone, PartialEq)]
pub struct Pca {
    /// Variances of the components, largest first.
    pub eigenvalues: Vec<f64>,
    /// Weights of the columns in each component, columns × components, of
    /// length 1; the weight of largest size is positive.
    pub weights: Matrix,
    /// Weight · √eigenvalue: for correlations the correlation of column and component.
    pub loadings: Matrix,
    /// Values of the rows on the components, rows × components; their variance
    /// is the eigenvalue.
    pub scores: Matrix,
}

impl Pca {
    /// Share of the total variance in each component.
    pub fn shares(&self) -> Vec<f64> {
        let total: f64 = self.eigenvalues.iter().sum();
        self.eigenvalues.iter().map(|e| e / total).collect()
    }

    /// Components whose eigenvalue exceeds the mean one: 1 for correlations (Kaiser 1960).
    pub fn above_mean(&self) -> usize {
        let mean = self.eigenvalues.iter().sum::<f64>() / self.eigenvalues.len() as f64;
        self.eigenvalues.iter().take_while(|e| **e > mean * (1.0 + 1e-12)).count()
    }
}

fn matrix_of(data: &Matrix, basis: Basis) -> Result<Matrix, MethodError> {
    if data.rows() < 2 || data.cols() == 0 {
        return Err(MethodError::data(format!(
            "components need at least 2 regions and 1 indicator; there are {} and {}",
            data.rows(),
            data.cols()
        )));
    }
    match basis {
        Basis::Covariance { ddof } => Ok(covariance(data, ddof)),
        Basis::Correlation => correlations(data).map_err(|j| {
            MethodError::data_hint(
                format!("column {} has no spread, so it has no correlation", j + 1),
                "leave the indicator out, or use covariances",
            )
        }),
    }
}

/// Variances of the components only.
pub(in crate::typology) fn eigenvalues(data: &Matrix, basis: Basis) -> Result<Vec<f64>, MethodError> {
    Ok(clean(symmetric_eigen(&matrix_of(data, basis)?).values))
}

/// A negative eigenvalue of a matrix of squares is rounding.
fn clean(values: Vec<f64>) -> Vec<f64> {
    values.into_iter().map(|v| v.max(0.0)).collect()
}

/// Makes the entry of largest size in each column positive; of entries equal to
/// 1e-9 the first decides. Returns the signs.
pub(in crate::typology) fn signed(columns: &mut Matrix) -> Vec<f64> {
    let sign = |columns: &Matrix, c: usize| {
        let top = columns.column(c).fold(0.0f64, |a, v| a.max(v.abs()));
        let first = columns.column(c).find(|v| v.abs() >= top * (1.0 - 1e-9));
        if first.unwrap_or(0.0) < 0.0 { -1.0 } else { 1.0 }
    };
    let signs: Vec<f64> = (0..columns.cols()).map(|c| sign(columns, c)).collect();
    for i in 0..columns.rows() {
        columns.row_mut(i).iter_mut().zip(&signs).for_each(|(v, s)| *v *= s);
    }
    signs
}

/// Columns with mean 0 and, for correlations, variance 1 (divisor n).
pub(in crate::typology) fn centered(data: &Matrix, basis: Basis) -> Matrix {
    let (n, s) = (data.rows() as f64, covariance(data, 0));
    let mut out = data.clone();
    for j in 0..data.cols() {
        let mean = data.column(j).sum::<f64>() / n;
        let scale = if basis == Basis::Correlation { s.get(j, j).sqrt() } else { 1.0 };
        (0..data.rows()).for_each(|i| out.set(i, j, (data.get(i, j) - mean) / scale));
    }
    out
}

/// Principal components of the columns of `data`.
///
/// # Errors
/// Fewer than two rows, no column; for correlations a column without spread;
/// no spread at all.
///
/// # Complexity
/// O(n·d² + d³) time, O(n·d) memory.
pub fn principal_components(data: &Matrix, basis: Basis) -> Result<Pca, MethodError> {
    let eigen = symmetric_eigen(&matrix_of(data, basis)?);
    let eigenvalues = clean(eigen.values);
    if eigenvalues[0] <= 0.0 {
        return Err(MethodError::data("all regions are equal: there is no variance to decompose"));
    }
    let mut weights = eigen.vectors;
    signed(&mut weights);
    let d = weights.rows();
    let mut loadings = weights.clone();
    for i in 0..d {
        loadings.row_mut(i).iter_mut().zip(&eigenvalues).for_each(|(v, e)| *v *= e.sqrt());
    }
    let scores = product(&centered(data, basis), &weights);
    Ok(Pca { eigenvalues, weights, loadings, scores })
}

/// Product of two matrices.
pub(in crate::typology) fn product(a: &Matrix, b: &Matrix) -> Matrix {
    let mut out = Matrix::zeros(a.rows(), b.cols());
    for i in 0..a.rows() {
        for (k, &x) in a.row(i).iter().enumerate() {
            out.row_mut(i).iter_mut().zip(b.row(k)).for_each(|(o, v)| *o += x * v);
        }
    }
    out
}
