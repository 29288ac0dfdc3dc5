//! Regression of a move on few regressors, with errors that allow for any
//! dependence within clusters.

use crate::linalg::{Cholesky, Matrix};
use crate::model::{Reason, Status};
use rayon::prelude::*;
use statrs::distribution::{ContinuousCDF, StudentsT};

/// Observations are summed in blocks of this many, so that sums do not depend
/// on the number of threads.
const BLOCK: usize = 1 << 14;

/// Parts of the summed scores.
const PARTS: usize = 32;

/// Form of the probability.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Form {
    /// The probability itself is linear.
    #[default]
    Linear,
    /// Its log odds are.
    Logit,
}

/// Observations of a move that happened or did not.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Sample {
    /// Regressors in row order; the first of each row is 1.
    pub x: Vec<f64>,
    /// Number of regressors.
    pub width: usize,
    /// Whether the move happened.
    pub happened: Vec<bool>,
    /// Cluster of each observation.
    pub cluster: Vec<u32>,
}

/// A fitted regression.
#[derive(Debug, Clone, PartialEq)]
pub struct Fit {
    /// Coefficients, the constant first.
    pub coefficients: Vec<f64>,
    /// Cluster-robust standard errors.
    pub errors: Vec<f64>,
    /// Limits of the 90 % intervals, from t with clusters − 1 degrees of freedom.
    pub intervals: Vec<(f64, f64)>,
    /// Two-sided p-values.
    pub p: Vec<f64>,
    /// Observations.
    pub n: usize,
    /// Clusters.
    pub clusters: usize,
    /// Form fitted.
    pub form: Form,
}

impl Fit {
    /// Probability of the move, kept between 0 and 1 in the linear form.
    pub fn probability(&self, x: &[f64]) -> f64 {
        let sum = dot(&self.coefficients, x);
        match self.form {
            Form::Linear => sum.clamp(0.0, 1.0),
            Form::Logit => logistic(sum),
        }
    }
}

/// Fits the regression.
///
/// The covariance is B (Σ_g u_g u_gᵀ) B with u_g the summed scores of a
/// cluster and B the inverse of X'X (of the information for the logit), times
/// G/(G − 1), for the linear form also (n − 1)/(n − k).
///
/// # Errors
/// `undefined:too-few`: fewer than two clusters or not more observations than
/// regressors; `undefined:constant`: all moves alike, or regressors that
/// explain each other; `undefined:divergent`: the regressors part the moves
/// without error, so that the logit has no end.
///
/// Complexity: O(n k²), times the iterations (at most 50) of the logit.
pub fn fit(sample: &Sample, form: Form) -> Result<Fit, Status> {
    let (n, k) = (sample.happened.len(), sample.width);
    let clusters = distinct(&sample.cluster);
    if clusters < 2 || n <= k {
        return Err(Status::Undefined(Reason::TooFew));
    }
    if sample.happened.iter().all(|h| *h == sample.happened[0]) {
        return Err(Status::Undefined(Reason::Constant));
    }
    let beta = match form {
        Form::Linear => {
            let (a, b) = sums(sample, |_, y| (1.0, y));
            solve(&a, &b).ok_or(Status::Undefined(Reason::Constant))?
        }
        Form::Logit => newton(sample)?,
    };
    let (a, _) = match form {
        Form::Linear => sums(sample, |_, _| (1.0, 0.0)),
        Form::Logit => sums(sample, |x, _| weight(logistic(dot(&beta, x)))),
    };
    let scores = scores(sample, &beta, form);
    let mut meat = vec![0.0; k * k];
    for u in scores.chunks_exact(k) {
        (0..k * k).for_each(|at| meat[at] += u[at / k] * u[at % k]);
    }
    let g = clusters as f64;
    let small = if form == Form::Linear { (n - 1) as f64 / (n - k) as f64 } else { 1.0 };
    let scale = g / (g - 1.0) * small;
    let unit = |j: usize| (0..k).map(|i| f64::from(u8::from(i == j))).collect::<Vec<_>>();
    let bread: Option<Vec<Vec<f64>>> = (0..k).map(|j| solve(&a, &unit(j))).collect();
    let bread = bread.ok_or(Status::Undefined(Reason::Constant))?;
    let variance = |j: usize| -> f64 {
        (0..k * k).map(|at| bread[j][at / k] * meat[at] * bread[j][at % k]).sum::<f64>() * scale
    };
    let errors: Vec<f64> = (0..k).map(|j| variance(j).max(0.0).sqrt()).collect();
    let t = StudentsT::new(0.0, 1.0, g - 1.0).map_err(|_| Status::Undefined(Reason::TooFew))?;
    let wide = t.inverse_cdf(0.95);
    let pairs = || beta.iter().zip(&errors);
    let intervals = pairs().map(|(b, e)| (b - wide * e, b + wide * e)).collect();
    let p = pairs().map(|(b, e)| if *e > 0.0 { 2.0 * t.sf((b / e).abs()) } else { f64::NAN }).collect();
    Ok(Fit { p, intervals, coefficients: beta, errors, n, clusters, form })
}

/// Summed scores of each cluster in row order.
fn scores(sample: &Sample, beta: &[f64], form: Form) -> Vec<f64> {
    let k = sample.width;
    let groups = sample.cluster.iter().max().map_or(0, |m| *m as usize + 1);
    // Few parts, each with a sum for every cluster, whatever the number of threads.
    let rows = sample.happened.len().div_ceil(PARTS).max(BLOCK);
    let part = |at: usize| {
        let mut sums = vec![0.0; groups * k];
        for row in at * rows..((at + 1) * rows).min(sample.happened.len()) {
            let x = &sample.x[row * k..(row + 1) * k];
            let fitted = dot(beta, x);
            let fitted = if form == Form::Logit { logistic(fitted) } else { fitted };
            let e = f64::from(u8::from(sample.happened[row])) - fitted;
            let at = sample.cluster[row] as usize * k;
            sums[at..at + k].iter_mut().zip(x).for_each(|(s, v)| *s += e * v);
        }
        sums
    };
    let parts: Vec<Vec<f64>> = (0..sample.happened.len().div_ceil(rows)).into_par_iter().map(part).collect();
    let mut all = vec![0.0; groups * k];
    for p in parts {
        all.iter_mut().zip(p).for_each(|(s, v)| *s += v);
    }
    all
}

fn newton(sample: &Sample) -> Result<Vec<f64>, Status> {
    let share = sample.happened.iter().filter(|h| **h).count() as f64 / sample.happened.len() as f64;
    let mut beta = vec![0.0; sample.width];
    beta[0] = (share / (1.0 - share)).ln();
    let mut here = Likelihood::at(sample, &beta);
    for _ in 0..50 {
        // Where every probability is 0 or 1 the information is lost.
        let lost = if beta.iter().all(|b| b.abs() < 15.0) { Reason::Constant } else { Reason::Divergent };
        let step = solve(&here.information, &here.gradient).ok_or(Status::Undefined(lost))?;
        let mut length = 1.0;
        let next = loop {
            let next: Vec<f64> = beta.iter().zip(&step).map(|(b, s)| b + length * s).collect();
            let found = Likelihood::at(sample, &next);
            if found.log >= here.log - 1e-12 * here.log.abs() || length < 1e-6 {
                here = found;
                break next;
            }
            length /= 2.0;
        };
        let moved = next.iter().zip(&beta).map(|(a, b)| (a - b).abs() / (1.0 + a.abs())).fold(0.0, f64::max);
        beta = next;
        if moved < 1e-10 {
            return Ok(beta);
        }
    }
    Err(Status::Undefined(Reason::Divergent))
}

/// The logit's likelihood and what a step needs, in one pass.
struct Likelihood {
    log: f64,
    gradient: Vec<f64>,
    information: Vec<f64>,
}

impl Likelihood {
    fn at(sample: &Sample, beta: &[f64]) -> Likelihood {
        let k = sample.width;
        let block = |(x, h): (&[f64], &[bool])| {
            let (mut a, mut b) = (vec![0.0; k * k], vec![0.0; k]);
            let (mut log, mut product, mut factors) = (0.0, 1.0, 0);
            for (x, h) in x.chunks_exact(k).zip(h) {
                let z = dot(beta, x);
                // Without overflow; the logarithms of 1 + e^−|z| ≤ 2 are taken together.
                let e = (-z.abs()).exp();
                let inverse = 1.0 / (1.0 + e);
                let p = if z >= 0.0 { inverse } else { e * inverse };
                log -= if *h { (-z).max(0.0) } else { z.max(0.0) };
                product *= 1.0 + e;
                factors += 1;
                if factors == 256 {
                    log -= product.ln();
                    (product, factors) = (1.0, 0);
                }
                let (w, v) = (p * (1.0 - p), f64::from(u8::from(*h)) - p);
                add(&mut a, &mut b, x, w, v);
            }
            (a, b, log - product.ln())
        };
        let parts: Vec<_> =
            sample.x.par_chunks(BLOCK * k).zip(sample.happened.par_chunks(BLOCK)).map(block).collect();
        let mut all = Likelihood { log: 0.0, gradient: vec![0.0; k], information: vec![0.0; k * k] };
        for (a, b, log) in parts {
            all.log += log;
            all.information.iter_mut().zip(a).for_each(|(s, v)| *s += v);
            all.gradient.iter_mut().zip(b).for_each(|(s, v)| *s += v);
        }
        mirror(&mut all.information, k);
        all
    }
}

/// Adds w x xᵀ, its lower half, and v x.
#[inline]
fn add(a: &mut [f64], b: &mut [f64], x: &[f64], w: f64, v: f64) {
    let k = x.len();
    for i in 0..k {
        b[i] += v * x[i];
        for j in 0..=i {
            a[i * k + j] += w * x[i] * x[j];
        }
    }
}

/// The upper half from the lower.
fn mirror(a: &mut [f64], k: usize) {
    for i in 0..k {
        for j in 0..i {
            a[j * k + i] = a[i * k + j];
        }
    }
}

/// Σ w x xᵀ and Σ v x, (w, v) a function of the regressors and the outcome.
fn sums(sample: &Sample, of: impl Fn(&[f64], f64) -> (f64, f64) + Sync) -> (Vec<f64>, Vec<f64>) {
    let k = sample.width;
    let block = |(x, h): (&[f64], &[bool])| {
        let (mut a, mut b) = (vec![0.0; k * k], vec![0.0; k]);
        for (x, h) in x.chunks_exact(k).zip(h) {
            let (w, v) = of(x, f64::from(u8::from(*h)));
            add(&mut a, &mut b, x, w, v);
        }
        (a, b)
    };
    let parts: Vec<_> =
        sample.x.par_chunks(BLOCK * k).zip(sample.happened.par_chunks(BLOCK)).map(block).collect();
    let (mut a, mut b) = (vec![0.0; k * k], vec![0.0; k]);
    for (pa, pb) in parts {
        a.iter_mut().zip(pa).for_each(|(s, v)| *s += v);
        b.iter_mut().zip(pb).for_each(|(s, v)| *s += v);
    }
    mirror(&mut a, k);
    (a, b)
}

/// Solution of a x = b; `None` where the columns explain each other.
fn solve(a: &[f64], b: &[f64]) -> Option<Vec<f64>> {
    let k = b.len();
    let factor = Cholesky::new(&Matrix::from_vec(k, k, a.to_vec()))?;
    let lower = factor.lower();
    let sound = (0..k).all(|j| lower.get(j, j).powi(2) > 1e-10 * a[j * k + j]);
    sound.then(|| factor.solve(b))
}

fn weight(p: f64) -> (f64, f64) {
    (p * (1.0 - p), 0.0)
}

fn logistic(z: f64) -> f64 {
    1.0 / (1.0 + (-z).exp())
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}

fn distinct(clusters: &[u32]) -> usize {
    let mut seen = vec![false; clusters.iter().max().map_or(0, |m| *m as usize + 1)];
    clusters.iter().for_each(|c| seen[*c as usize] = true);
    seen.into_iter().filter(|s| *s).count()
}
