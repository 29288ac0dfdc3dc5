//! How far an indicator repeats the others.

use super::indicator_weights::correlations;
use crate::linalg::{Matrix, symmetric_eigen};

/// Variance inflation factors of the columns: the diagonal of the inverse of
/// their correlations. `None` where the matrix has no inverse (an eigenvalue
/// below 1e-10) or there are fewer rows than columns and one.
pub fn inflation(x: &Matrix) -> Vec<Option<f64>> {
    let m = x.cols();
    let r = correlations(x);
    let finite = r.as_slice().iter().all(|v| v.is_finite());
    if !finite || x.rows() <= m {
        return vec![None; m];
    }
    let eigen = symmetric_eigen(&r);
    let factor = |j: usize| {
        // A vector of a vanishing eigenvalue that involves the indicator says
        // that others determine it.
        let parts = eigen.values.iter().enumerate().map(|(k, &v)| (eigen.vectors.get(j, k).powi(2), v));
        let exact = parts.clone().any(|(part, v)| v < 1e-10 && part > 1e-10);
        (!exact).then(|| parts.filter(|p| p.1 >= 1e-10).map(|(part, v)| part / v).sum())
    };
    (0..m).map(factor).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::typology::indicator_weights::correlation;

    #[test]
    fn factors_of_known_columns() {
        // Two columns with r = 0.6: 1/(1 − 0.36).
        let x = Matrix::from_vec(4, 2, vec![1.0, 1.4, 1.0, -0.2, -1.0, 0.2, -1.0, -1.4]);
        let r = correlation(&[1.0, 1.0, -1.0, -1.0], &[1.4, -0.2, 0.2, -1.4]);
        let v = inflation(&x);
        assert!((v[0].expect("a value") - 1.0 / (1.0 - r * r)).abs() < 1e-12);
        let double = Matrix::from_vec(4, 2, vec![1.0, 2.0, 2.0, 4.0, 4.0, 8.0, 3.0, 6.0]);
        assert_eq!(inflation(&double), [None, None]);
    }
}
