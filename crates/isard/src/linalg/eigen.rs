//! Eigenvalues and eigenvectors of a symmetric matrix.
//!
//! Cyclic Jacobi rotations: the matrices here are correlations of indicators
//! (at most some hundred rows), for which the method is short, needs no other
//! library and gives small eigenvalues to full relative accuracy.

use super::Matrix;

/// Eigenvalues in descending order and their vectors.
#[derive(Debug, Clone, PartialEq)]
pub struct SymmetricEigen {
    /// Eigenvalues, largest first.
    pub values: Vec<f64>,
    /// Eigenvectors as columns, each of length 1; the sign makes the sum of the
    /// entries positive (the first entry that is not zero, where the sum is 0).
    pub vectors: Matrix,
}

/// Decomposes a symmetric matrix; only its finite entries make sense.
///
/// # Complexity
/// O(n³) for each of about ten sweeps.
pub fn symmetric_eigen(matrix: &Matrix) -> SymmetricEigen {
    let n = matrix.rows();
    let mut a = matrix.clone();
    let mut v = Matrix::zeros(n, n);
    (0..n).for_each(|i| v.set(i, i, 1.0));
    let scale: f64 = a.as_slice().iter().map(|x| x * x).sum();
    for _ in 0..100 {
        let off: f64 =
            (0..n).flat_map(|i| (0..i).map(move |j| (i, j))).map(|(i, j)| a.get(i, j).powi(2)).sum();
        if off <= scale * 1e-34 {
            break;
        }
        for p in 0..n {
            for q in p + 1..n {
                rotate(&mut a, &mut v, p, q);
            }
        }
    }
    let mut order: Vec<usize> = (0..n).collect();
    order.sort_by(|&i, &j| a.get(j, j).total_cmp(&a.get(i, i)).then(i.cmp(&j)));
    let mut vectors = v.take_cols(&order);
    for c in 0..n {
        let sum: f64 = vectors.column(c).sum();
        let first = vectors.column(c).find(|x| x.abs() > 1e-12).unwrap_or(1.0);
        let sign = if sum.abs() > 1e-12 { sum } else { first };
        if sign < 0.0 {
            (0..n).for_each(|r| vectors.set(r, c, -vectors.get(r, c)));
        }
    }
    SymmetricEigen { values: order.iter().map(|&i| a.get(i, i)).collect(), vectors }
}

/// One rotation that makes `a[p][q]` zero.
fn rotate(a: &mut Matrix, v: &mut Matrix, p: usize, q: usize) {
    let apq = a.get(p, q);
    if apq == 0.0 {
        return;
    }
    let theta = (a.get(q, q) - a.get(p, p)) / (2.0 * apq);
    let sign = if theta >= 0.0 { 1.0 } else { -1.0 };
    let t = sign / (theta.abs() + theta.hypot(1.0));
    let c = 1.0 / t.hypot(1.0);
    let s = t * c;
    let n = a.rows();
    for k in 0..n {
        let (x, y) = (a.get(k, p), a.get(k, q));
        a.set(k, p, c * x - s * y);
        a.set(k, q, s * x + c * y);
    }
    for k in 0..n {
        let (x, y) = (a.get(p, k), a.get(q, k));
        a.set(p, k, c * x - s * y);
        a.set(q, k, s * x + c * y);
    }
    for k in 0..n {
        let (x, y) = (v.get(k, p), v.get(k, q));
        v.set(k, p, c * x - s * y);
        v.set(k, q, s * x + c * y);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_by_two_is_known() {
        let e = symmetric_eigen(&Matrix::from_vec(2, 2, vec![2.0, 1.0, 1.0, 2.0]));
        assert!((e.values[0] - 3.0).abs() < 1e-14 && (e.values[1] - 1.0).abs() < 1e-14);
        assert!((e.vectors.get(0, 0) - 0.5f64.sqrt()).abs() < 1e-14);
    }

    #[test]
    fn the_parts_multiply_back() {
        let n = 6;
        let entry = |i: usize, j: usize| ((i * j) as f64).sin() + ((i + j) as f64).cos();
        let m = Matrix::from_vec(n, n, (0..n * n).map(|x| entry(x / n, x % n)).collect());
        let e = symmetric_eigen(&m);
        for i in 0..n {
            for j in 0..n {
                let back: f64 = (0..n).map(|k| e.values[k] * e.vectors.get(i, k) * e.vectors.get(j, k)).sum();
                assert!((back - m.get(i, j)).abs() < 1e-12);
            }
        }
        assert!(e.values.windows(2).all(|w| w[0] >= w[1]));
    }
}
