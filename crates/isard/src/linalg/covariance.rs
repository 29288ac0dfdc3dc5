//! Covariances and correlations of the columns of a matrix.

use super::Matrix;

/// Covariances of the columns, divided by n − ddof; NaN when n ≤ ddof.
///
/// # Complexity
/// O(n·d²/2).
pub fn covariance(data: &Matrix, ddof: usize) -> Matrix {
    let (n, d) = (data.rows(), data.cols());
    let mut means = vec![0.0; d];
    (0..n).for_each(|i| means.iter_mut().zip(data.row(i)).for_each(|(m, v)| *m += v));
    means.iter_mut().for_each(|m| *m /= n as f64);
    let mut sums = Matrix::zeros(d, d);
    let mut centered = vec![0.0; d];
    for i in 0..n {
        centered.iter_mut().zip(data.row(i).iter().zip(&means)).for_each(|(c, (v, m))| *c = v - m);
        for a in 0..d {
            let factor = centered[a];
            sums.row_mut(a)[..=a].iter_mut().zip(&centered).for_each(|(s, c)| *s += factor * c);
        }
    }
    let divisor = if n > ddof { (n - ddof) as f64 } else { f64::NAN };
    for a in 0..d {
        for b in 0..=a {
            let value = sums.get(a, b) / divisor;
            sums.set(a, b, value);
            sums.set(b, a, value);
        }
    }
    sums
}

/// Correlations of the columns.
///
/// # Errors
/// The position of a column whose values are all equal.
pub fn correlations(data: &Matrix) -> Result<Matrix, usize> {
    let d = data.cols();
    for j in 0..d {
        let first = data.column(j).next();
        if data.column(j).all(|v| Some(v) == first) {
            return Err(j);
        }
    }
    let s = covariance(data, 0);
    let mut r = Matrix::zeros(d, d);
    for a in 0..d {
        for b in 0..d {
            let value = if a == b { 1.0 } else { s.get(a, b) / (s.get(a, a) * s.get(b, b)).sqrt() };
            r.set(a, b, value.clamp(-1.0, 1.0));
        }
    }
    Ok(r)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn small_cases_are_known() {
        let data = Matrix::from_vec(3, 2, vec![1.0, 2.0, 2.0, 4.0, 3.0, 3.0]);
        assert_eq!(covariance(&data, 1).as_slice(), [1.0, 0.5, 0.5, 1.0]);
        assert_eq!(correlations(&data).unwrap().as_slice(), [1.0, 0.5, 0.5, 1.0]);
        assert_eq!(correlations(&Matrix::from_vec(2, 2, vec![1.0, 2.0, 3.0, 2.0])), Err(1));
    }
}
