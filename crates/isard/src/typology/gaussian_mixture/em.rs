//! One start of the expectation–maximisation algorithm.

use super::density::{Covariance, Densities, Spread};
use crate::linalg::Matrix;
use rayon::prelude::*;

/// Rows a chunk: partial sums are added in the order of chunks, so results do
/// not depend on who computed which.
const CHUNK: usize = 512;

/// A mixture after one start.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Fitted {
    pub(super) weights: Vec<f64>,
    pub(super) means: Matrix,
    pub(super) spread: Spread,
    /// Rows × components.
    pub(super) posterior: Matrix,
    /// Log-likelihood of the parameters before each step, and of the last ones.
    pub(super) history: Vec<f64>,
    pub(super) converged: bool,
}

/// Why a start led to no mixture.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Collapse {
    /// A component has less than one row.
    Empty,
    /// A component has no spread in some direction.
    Flat,
}

/// Settings of the iteration.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rule {
    pub(super) covariance: Covariance,
    pub(super) regularization: f64,
    pub(super) tolerance: f64,
    pub(super) max_iterations: usize,
}

/// Iterates from posteriors until the mean log-likelihood of a row rises by
/// less than the tolerance.
pub(super) fn iterate(data: &Matrix, start: Matrix, rule: Rule) -> Result<Fitted, Collapse> {
    let n = data.rows() as f64;
    let mut posterior = start;
    let mut history: Vec<f64> = Vec::new();
    let mut converged = false;
    loop {
        let (weights, means, spread) = maximize(data, &posterior, rule)?;
        let densities = Densities::new(&weights, &means, &spread).ok_or(Collapse::Flat)?;
        let log_likelihood = expect(data, &densities, &mut posterior);
        let before = history.last().copied();
        history.push(log_likelihood);
        if before.is_some_and(|b| (log_likelihood - b).abs() / n < rule.tolerance) {
            converged = true;
        }
        if converged || history.len() > rule.max_iterations {
            // A variance of little more than what was added is none.
            let (least, largest) = spread.extremes();
            if least <= (2.0 * rule.regularization).max(1e-12 * largest) {
                return Err(Collapse::Flat);
            }
            return Ok(Fitted { weights, means, spread, posterior, history, converged });
        }
    }
}

/// Posteriors of all rows; the log-likelihood.
fn expect(data: &Matrix, densities: &Densities, posterior: &mut Matrix) -> f64 {
    let k = posterior.cols();
    let chunks = posterior.as_mut_slice().par_chunks_mut(CHUNK * k);
    let of_chunk = |(at, out): (usize, &mut [f64])| {
        densities.log_parts(data, at * CHUNK, out);
        let mut sum = 0.0;
        for row in out.chunks_mut(k) {
            let top = row.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let total: f64 = row.iter().map(|v| (v - top).exp()).sum();
            let log = top + total.ln();
            row.iter_mut().for_each(|v| *v = (*v - log).exp());
            sum += log;
        }
        sum
    };
    let sums: Vec<f64> = chunks.enumerate().map(of_chunk).collect();
    sums.iter().sum()
}

/// Weights, means and covariances at given posteriors.
fn maximize(data: &Matrix, posterior: &Matrix, rule: Rule) -> Result<(Vec<f64>, Matrix, Spread), Collapse> {
    let (n, d, k) = (data.rows(), data.cols(), posterior.cols());
    let chunks = n.div_ceil(CHUNK);
    let rows_of = |at: usize| at * CHUNK..n.min((at + 1) * CHUNK);
    let partial = |at: usize| {
        let mut sums = Matrix::zeros(k, d + 1);
        for i in rows_of(at) {
            for (g, &r) in posterior.row(i).iter().enumerate() {
                let sum = sums.row_mut(g);
                sum.iter_mut().zip(data.row(i)).for_each(|(s, v)| *s += r * v);
                sum[d] += r;
            }
        }
        sums
    };
    let sums = added((0..chunks).into_par_iter().map(partial).collect(), k, d + 1);
    let sizes: Vec<f64> = sums.column(d).collect();
    if sizes.iter().any(|&s| s.is_nan() || s < 1.0) {
        return Err(Collapse::Empty);
    }
    let means = Matrix::from_vec(k, d, (0..k * d).map(|x| sums.get(x / d, x % d) / sizes[x / d]).collect());
    let weights = sizes.iter().map(|s| s / n as f64).collect();
    let spread = match rule.covariance {
        Covariance::Full | Covariance::Tied => {
            let partial = |at: usize| cross_products(data, posterior, &means, rows_of(at));
            let products = added((0..chunks).into_par_iter().map(partial).collect(), k * d, d);
            Spread::Matrices(matrices(&products, &sizes, n, rule))
        }
        Covariance::Diagonal | Covariance::Spherical => {
            let partial = |at: usize| squares(data, posterior, &means, rows_of(at));
            let sums = added((0..chunks).into_par_iter().map(partial).collect(), k, d);
            Spread::Variances(variances(&sums, &sizes, rule))
        }
    };
    Ok((weights, means, spread))
}

fn added(parts: Vec<Matrix>, rows: usize, cols: usize) -> Matrix {
    let mut total = Matrix::zeros(rows, cols);
    for part in &parts {
        total.as_mut_slice().iter_mut().zip(part.as_slice()).for_each(|(t, p)| *t += p);
    }
    total
}

/// Σ r (x − m)(x − m)ᵀ of some rows, lower triangles of the components one
/// below the other.
fn cross_products(data: &Matrix, posterior: &Matrix, means: &Matrix, rows: std::ops::Range<usize>) -> Matrix {
    let (k, d) = (means.rows(), means.cols());
    let mut sums = Matrix::zeros(k * d, d);
    let mut centered = vec![0.0; d];
    for i in rows {
        for (g, &r) in posterior.row(i).iter().enumerate() {
            let pairs = data.row(i).iter().zip(means.row(g));
            centered.iter_mut().zip(pairs).for_each(|(c, (x, m))| *c = x - m);
            for a in 0..d {
                let factor = r * centered[a];
                let row = &mut sums.row_mut(g * d + a)[..=a];
                row.iter_mut().zip(&centered).for_each(|(s, c)| *s += factor * c);
            }
        }
    }
    sums
}

fn matrices(products: &Matrix, sizes: &[f64], n: usize, rule: Rule) -> Vec<Matrix> {
    let d = products.cols();
    let of = |groups: std::ops::Range<usize>, divisor: f64| {
        let mut m = Matrix::zeros(d, d);
        for a in 0..d {
            for b in 0..=a {
                let sum: f64 = groups.clone().map(|g| products.get(g * d + a, b)).sum();
                let value = sum / divisor + if a == b { rule.regularization } else { 0.0 };
                m.set(a, b, value);
                m.set(b, a, value);
            }
        }
        m
    };
    match rule.covariance {
        Covariance::Tied => vec![of(0..sizes.len(), n as f64)],
        _ => sizes.iter().enumerate().map(|(g, &s)| of(g..g + 1, s)).collect(),
    }
}

fn squares(data: &Matrix, posterior: &Matrix, means: &Matrix, rows: std::ops::Range<usize>) -> Matrix {
    let mut sums = Matrix::zeros(means.rows(), means.cols());
    for i in rows {
        for (g, &r) in posterior.row(i).iter().enumerate() {
            let pairs = data.row(i).iter().zip(means.row(g));
            sums.row_mut(g).iter_mut().zip(pairs).for_each(|(s, (x, m))| *s += r * (x - m) * (x - m));
        }
    }
    sums
}

fn variances(sums: &Matrix, sizes: &[f64], rule: Rule) -> Matrix {
    let d = sums.cols();
    let mut v = sums.clone();
    for (g, &size) in sizes.iter().enumerate() {
        let row = v.row_mut(g);
        row.iter_mut().for_each(|x| *x /= size);
        if rule.covariance == Covariance::Spherical {
            let mean = row.iter().sum::<f64>() / d as f64;
            row.fill(mean);
        }
        row.iter_mut().for_each(|x| *x += rule.regularization);
    }
    v
}
