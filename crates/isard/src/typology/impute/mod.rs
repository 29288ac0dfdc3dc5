//! Filling of missing values within one year.

mod nearest_neighbors;
mod regression_em;

use super::prepare::Missing;
use crate::linalg::{Matrix, median, quantile};

/// A value for an empty cell.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Imputed {
    pub(super) row: usize,
    pub(super) col: usize,
    pub(super) value: f64,
    /// 90 % limits.
    pub(super) limits: Option<(f64, f64)>,
}

/// Values for the NaN cells of `x`, by row, then column. Every column must
/// hold a value.
///
/// # Errors
/// In words, where the policy asks for more data than there are.
pub(super) fn impute(x: &Matrix, policy: Missing, neighbors: usize) -> Result<Vec<Imputed>, String> {
    if x.as_slice().iter().all(|v| !v.is_nan()) {
        return Ok(Vec::new());
    }
    if let Some(j) = (0..x.cols()).find(|&j| x.column(j).all(f64::is_nan)) {
        return Err(format!("indicator {} has no value for the regions that are kept", j + 1));
    }
    match policy {
        Missing::KNearest => Ok(nearest_neighbors::fill(x, neighbors)),
        Missing::RegressionEm => regression_em::fill(x),
        _ => Ok(by_median(x)),
    }
}

/// Cells without a value, by row, then column.
fn gaps(x: &Matrix) -> impl Iterator<Item = (usize, usize)> + '_ {
    (0..x.rows()).flat_map(|i| (0..x.cols()).map(move |j| (i, j))).filter(|&(i, j)| x.get(i, j).is_nan())
}

/// Median of the known values; limits are the 5 % and 95 % points of them.
fn by_median(x: &Matrix) -> Vec<Imputed> {
    let columns: Vec<(f64, f64, f64)> = (0..x.cols())
        .map(|j| {
            let known: Vec<f64> = x.column(j).filter(|v| !v.is_nan()).collect();
            (median(&known), quantile(&known, 0.05), quantile(&known, 0.95))
        })
        .collect();
    gaps(x)
        .map(|(row, col)| {
            let (value, low, high) = columns[col];
            Imputed { row, col, value, limits: Some((low, high)) }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const N: f64 = f64::NAN;

    #[test]
    fn the_median_fills_its_own_column() {
        let x = Matrix::from_vec(4, 2, vec![1.0, 5.0, 2.0, N, 10.0, 7.0, N, 9.0]);
        let found: Vec<(usize, usize, f64)> =
            impute(&x, Missing::Median, 5).expect("values").iter().map(|i| (i.row, i.col, i.value)).collect();
        assert_eq!(found, [(1, 1, 7.0), (3, 0, 2.0)]);
        let empty = Matrix::from_vec(2, 2, vec![1.0, N, 2.0, N]);
        assert!(impute(&empty, Missing::Median, 5).is_err());
    }
}
