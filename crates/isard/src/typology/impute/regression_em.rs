//! Expectation given the row's other columns, under a normal distribution.

use super::{Imputed, gaps};
use crate::linalg::{Matrix, mean, standard_deviation};
use std::collections::BTreeMap;

/// Largest change of a mean or covariance (standardised columns) at which the
/// iteration has ended.
const TOLERANCE: f64 = 1e-9;
const MAX_ITERATIONS: usize = 5_000;
/// 95 % point of the normal distribution.
const Z90: f64 = 1.644_853_626_951_472_2;

/// Rows that lack the same columns.
struct Pattern {
    known: Vec<usize>,
    absent: Vec<usize>,
    rows: Vec<usize>,
}

/// Regression of the absent on the known columns of a pattern.
struct Regression {
    /// absent × known.
    slopes: Matrix,
    /// Covariance of the absent given the known.
    rest: Matrix,
}

/// Fills gaps with E(x_absent | x_known) at the maximum-likelihood mean and
/// covariance (Dempster, Laird & Rubin 1977); limits are ±1.645 standard
/// deviations about the regression.
///
/// # Errors
/// No more rows than columns and one, columns that determine each other, or no
/// convergence.
pub(super) fn fill(x: &Matrix) -> Result<Vec<Imputed>, String> {
    let (n, m) = (x.rows(), x.cols());
    if n <= m + 1 {
        return Err(format!(
            "regression-em needs more than {} regions for {m} indicators, there are {n}",
            m + 1
        ));
    }
    let mut z = x.clone();
    let scale: Vec<(f64, f64)> = (0..m)
        .map(|j| {
            let known: Vec<f64> = x.column(j).filter(|v| !v.is_nan()).collect();
            let s = standard_deviation(&known, 0);
            // A constant column is filled with its constant.
            (mean(&known), if s > 1e-12 * mean(&known).abs() { s } else { 1.0 })
        })
        .collect();
    for i in 0..n {
        for j in 0..m {
            z.set(i, j, (x.get(i, j) - scale[j].0) / scale[j].1);
        }
    }
    let patterns = patterns(&z);
    let mut center = vec![0.0; m];
    let mut spread = Matrix::zeros(m, m);
    (0..m).for_each(|j| spread.set(j, j, 1.0));
    for _ in 0..MAX_ITERATIONS {
        let regressions: Vec<Regression> =
            patterns.iter().map(|p| regression(p, &spread)).collect::<Result<_, _>>()?;
        let filled = expected(&z, &patterns, &regressions, &center);
        let next: Vec<f64> = (0..m).map(|j| filled.column(j).sum::<f64>() / n as f64).collect();
        let mut products = Matrix::zeros(m, m);
        for i in 0..n {
            let row = filled.row(i);
            for a in 0..m {
                let da = row[a] - next[a];
                for b in 0..=a {
                    products.set(a, b, products.get(a, b) + da * (row[b] - next[b]));
                }
            }
        }
        for (p, r) in patterns.iter().zip(&regressions) {
            for (s, &a) in p.absent.iter().enumerate() {
                for (t, &b) in p.absent.iter().enumerate().filter(|(_, b)| **b <= a) {
                    products.set(a, b, products.get(a, b) + p.rows.len() as f64 * r.rest.get(s, t));
                }
            }
        }
        let mut change: f64 = next.iter().zip(&center).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
        for a in 0..m {
            for b in 0..=a {
                let value = products.get(a, b) / n as f64;
                change = change.max((value - spread.get(a, b)).abs());
                spread.set(a, b, value);
                spread.set(b, a, value);
            }
        }
        center = next;
        if change <= TOLERANCE {
            return results(&z, &patterns, &center, &spread, &scale);
        }
    }
    Err("regression-em has not converged: too little is known of some pair of indicators".into())
}

fn results(
    z: &Matrix,
    patterns: &[Pattern],
    center: &[f64],
    spread: &Matrix,
    scale: &[(f64, f64)],
) -> Result<Vec<Imputed>, String> {
    let regressions: Vec<Regression> =
        patterns.iter().map(|p| regression(p, spread)).collect::<Result<_, _>>()?;
    let filled = expected(z, patterns, &regressions, center);
    let mut error = Matrix::zeros(z.rows(), z.cols());
    for (p, r) in patterns.iter().zip(&regressions) {
        for (s, &j) in p.absent.iter().enumerate() {
            p.rows.iter().for_each(|&i| error.set(i, j, r.rest.get(s, s).max(0.0).sqrt()));
        }
    }
    let cell = |(row, col): (usize, usize)| {
        let value = scale[col].0 + scale[col].1 * filled.get(row, col);
        let half = Z90 * scale[col].1 * error.get(row, col);
        Imputed { row, col, value, limits: Some((value - half, value + half)) }
    };
    Ok(gaps(z).map(cell).collect())
}

fn patterns(z: &Matrix) -> Vec<Pattern> {
    let mut found: BTreeMap<Vec<usize>, Vec<usize>> = BTreeMap::new();
    for i in 0..z.rows() {
        let absent: Vec<usize> = (0..z.cols()).filter(|&j| z.get(i, j).is_nan()).collect();
        found.entry(absent).or_default().push(i);
    }
    let with_known = |(absent, rows): (Vec<usize>, Vec<usize>)| Pattern {
        known: (0..z.cols()).filter(|j| absent.binary_search(j).is_err()).collect(),
        absent,
        rows,
    };
    found.into_iter().map(with_known).collect()
}

/// Slopes S_ak·S_kk⁻¹ and rest S_aa − S_ak·S_kk⁻¹·S_ka.
fn regression(p: &Pattern, spread: &Matrix) -> Result<Regression, String> {
    let (known, absent) = (p.known.len(), p.absent.len());
    if absent == 0 {
        return Ok(Regression { slopes: Matrix::zeros(0, known), rest: Matrix::zeros(0, 0) });
    }
    let root = root_of(&spread.take_rows(&p.known).take_cols(&p.known)).ok_or(
        "regression-em: some indicators determine each other; leave one of them out (see the collinear ones)",
    )?;
    let mut slopes = Matrix::zeros(absent, known);
    let mut rest = spread.take_rows(&p.absent).take_cols(&p.absent);
    for (s, &a) in p.absent.iter().enumerate() {
        let mut b: Vec<f64> = p.known.iter().map(|&k| spread.get(a, k)).collect();
        solve(&root, &mut b);
        slopes.row_mut(s).copy_from_slice(&b);
    }
    for s in 0..absent {
        for (t, &b) in p.absent.iter().enumerate() {
            let explained: f64 =
                p.known.iter().zip(slopes.row(s)).map(|(&k, slope)| slope * spread.get(k, b)).sum();
            rest.set(s, t, rest.get(s, t) - explained);
        }
    }
    Ok(Regression { slopes, rest })
}

/// Rows with their gaps at the expectation.
fn expected(z: &Matrix, patterns: &[Pattern], regressions: &[Regression], center: &[f64]) -> Matrix {
    let mut out = z.clone();
    for (p, r) in patterns.iter().zip(regressions) {
        for &i in &p.rows {
            for (s, &a) in p.absent.iter().enumerate() {
                let slopes = p.known.iter().zip(r.slopes.row(s));
                let shift: f64 = slopes.map(|(&k, slope)| slope * (z.get(i, k) - center[k])).sum();
                out.set(i, a, center[a] + shift);
            }
        }
    }
    out
}

/// Lower Cholesky root; `None` for a matrix that is singular to rounding.
fn root_of(a: &Matrix) -> Option<Matrix> {
    let n = a.rows();
    let mut root = Matrix::zeros(n, n);
    for i in 0..n {
        for j in 0..=i {
            let sum: f64 = (0..j).map(|k| root.get(i, k) * root.get(j, k)).sum();
            let rest = a.get(i, j) - sum;
            if i == j {
                if rest <= 1e-10 * a.get(i, i).max(1e-10) {
                    return None;
                }
                root.set(i, i, rest.sqrt());
            } else {
                root.set(i, j, rest / root.get(j, j));
            }
        }
    }
    Some(root)
}

fn solve(root: &Matrix, b: &mut [f64]) {
    let n = b.len();
    for i in 0..n {
        let sum: f64 = (0..i).map(|k| root.get(i, k) * b[k]).sum();
        b[i] = (b[i] - sum) / root.get(i, i);
    }
    for i in (0..n).rev() {
        let sum: f64 = (i + 1..n).map(|k| root.get(k, i) * b[k]).sum();
        b[i] = (b[i] - sum) / root.get(i, i);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inference::Random;

    /// One column with gaps: EM is the regression on the complete rows
    /// (Anderson's monotone case), which has a closed form.
    #[test]
    fn one_column_with_gaps_is_plain_regression() {
        let mut random = Random::new(3, 0, 0);
        let n = 60;
        let mut x = Matrix::zeros(n, 2);
        for i in 0..n {
            let a = random.normal();
            x.set(i, 0, 5.0 + 2.0 * a);
            x.set(i, 1, 100.0 + 30.0 * a + 10.0 * random.normal());
        }
        let holes = [3usize, 17, 40, 59];
        let full = x.clone();
        holes.iter().for_each(|&i| x.set(i, 1, f64::NAN));
        let complete: Vec<usize> = (0..n).filter(|i| !holes.contains(i)).collect();
        let (mx, my) = (
            mean(&complete.iter().map(|&i| full.get(i, 0)).collect::<Vec<_>>()),
            mean(&complete.iter().map(|&i| full.get(i, 1)).collect::<Vec<_>>()),
        );
        let (mut sxy, mut sxx) = (0.0, 0.0);
        for &i in &complete {
            sxy += (full.get(i, 0) - mx) * (full.get(i, 1) - my);
            sxx += (full.get(i, 0) - mx).powi(2);
        }
        let found = fill(&x).expect("values");
        assert_eq!(found.len(), holes.len());
        for f in found {
            let expected = my + sxy / sxx * (x.get(f.row, 0) - mx);
            assert!((f.value - expected).abs() < 1e-6, "{} {expected}", f.value);
            let (low, high) = f.limits.expect("limits");
            assert!(low < f.value && f.value < high);
        }
    }

    #[test]
    fn too_few_rows_and_exact_dependence_are_refused() {
        let n = f64::NAN;
        let few = Matrix::from_vec(3, 2, vec![1.0, 2.0, 3.0, n, 4.0, 1.0]);
        assert!(fill(&few).expect_err("a refusal").contains("more than 3 regions"));
        let rows = (0..8).flat_map(|i| [i as f64, 2.0 * i as f64, if i == 3 { n } else { (i * i) as f64 }]);
        assert!(fill(&Matrix::from_vec(8, 3, rows.collect())).expect_err("a refusal").contains("determine"));
    }
}
