//! Mean of the nearest rows.

use super::{Imputed, gaps};
use crate::linalg::{Matrix, mean, quantile, standard_deviation};
use rayon::prelude::*;

/// Fewest errors from which limits are taken.
const FEWEST_ERRORS: usize = 20;

/// Fills each gap with the mean of the `k` rows that have the value and lie
/// nearest in the other columns.
///
/// # Formula
/// d²(i, h) = mean over the columns both rows know, but not the one to be
/// filled, of ((x_ij − x_hj)/s_j)²; rows that share no column are not donors.
/// Equal distances: the lower row. Limits: the value plus the 5 % and 95 %
/// points of the errors made where values are known and held back.
///
/// # Complexity
/// O(g·n·m) for g gaps; limits O(n²·m) for each column with gaps.
pub(super) fn fill(x: &Matrix, k: usize) -> Vec<Imputed> {
    let scales: Vec<f64> = (0..x.cols())
        .map(|j| {
            let known: Vec<f64> = x.column(j).filter(|v| !v.is_nan()).collect();
            standard_deviation(&known, 0)
        })
        .collect();
    let holes: Vec<(usize, usize)> = gaps(x).collect();
    let mut columns: Vec<usize> = holes.iter().map(|h| h.1).collect();
    columns.sort_unstable();
    columns.dedup();
    let errors: Vec<Option<(f64, f64)>> = (0..x.cols())
        .map(|j| columns.binary_search(&j).ok().and_then(|_| error_limits(x, &scales, j, k)))
        .collect();
    holes
        .into_par_iter()
        .map(|(row, col)| {
            let value = predicted(x, &scales, row, col, k);
            let limits = errors[col].map(|(low, high)| (value + low, value + high));
            Imputed { row, col, value, limits }
        })
        .collect()
}

fn error_limits(x: &Matrix, scales: &[f64], col: usize, k: usize) -> Option<(f64, f64)> {
    let known: Vec<usize> = (0..x.rows()).filter(|&i| !x.get(i, col).is_nan()).collect();
    if known.len() < FEWEST_ERRORS {
        return None;
    }
    let errors: Vec<f64> =
        known.par_iter().map(|&i| x.get(i, col) - predicted(x, scales, i, col, k)).collect();
    Some((quantile(&errors, 0.05), quantile(&errors, 0.95)))
}

/// Mean of the nearest donors of a cell other than its own row; of all rows
/// with the value where none shares a column.
fn predicted(x: &Matrix, scales: &[f64], row: usize, col: usize, k: usize) -> f64 {
    let mut donors: Vec<(f64, usize)> = Vec::with_capacity(x.rows());
    for h in (0..x.rows()).filter(|&h| h != row && !x.get(h, col).is_nan()) {
        let (mut sum, mut shared) = (0.0, 0usize);
        for j in (0..x.cols()).filter(|&j| j != col && scales[j] > 0.0) {
            let step = (x.get(row, j) - x.get(h, j)) / scales[j];
            if !step.is_nan() {
                sum += step * step;
                shared += 1;
            }
        }
        if shared > 0 {
            donors.push((sum / shared as f64, h));
        }
    }
    if donors.is_empty() {
        let all: Vec<f64> =
            (0..x.rows()).filter(|&h| h != row).map(|h| x.get(h, col)).filter(|v| !v.is_nan()).collect();
        return if all.is_empty() { x.get(row, col) } else { mean(&all) };
    }
    let k = k.min(donors.len());
    let order = |a: &(f64, usize), b: &(f64, usize)| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1));
    donors.select_nth_unstable_by(k - 1, order);
    donors.truncate(k);
    // Summed in the order of rows, so that the selection does not show in the bits.
    donors.sort_unstable_by_key(|d| d.1);
    donors.iter().map(|d| x.get(d.1, col)).sum::<f64>() / k as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_rows_decide() {
        // Rows 0–2 are alike, 3–5 are alike; the gap belongs to the second kind.
        let n = f64::NAN;
        let x = Matrix::from_vec(6, 2, vec![0.0, 10.0, 0.1, 11.0, 0.2, 12.0, 9.0, 50.0, 9.1, n, 9.2, 52.0]);
        let found = fill(&x, 2);
        assert_eq!((found.len(), found[0].row, found[0].col, found[0].value), (1, 4, 1, 51.0));
        assert_eq!(found[0].limits, None);
        // More neighbours than donors: all donors.
        assert_eq!(fill(&x, 100)[0].value, (10.0 + 11.0 + 12.0 + 50.0 + 52.0) / 5.0);
    }
}
