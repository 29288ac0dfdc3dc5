//! Mixtures over many starts and over numbers of components.

use super::density::{Covariance, Spread};
use super::em::{Collapse, Fitted, Rule, iterate};
use crate::linalg::Matrix;
use crate::registry::MethodError;
use crate::typology::group_rows::largest;
use crate::typology::k_means::{check_k, k_means};
use rayon::prelude::*;

/// Starts of the k-means whose groups begin the first start.
const STARTS_OF_FIRST: usize = 10;

/// Rise of the mean log-likelihood of a row at which a start is judged.
const ROUGH: f64 = 1e-4;

/// Starts that are finished.
const FINISHED: usize = 3;

/// Passes after which a start is given up.
const MAX_ITERATIONS: usize = 5_000;

/// Two log-likelihoods nearer than this a row are the same optimum.
const SAME_OPTIMUM: f64 = 1e-6;

/// Choices of the method.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MixtureOptions {
    /// Number of components.
    pub k: usize,
    /// Form of the covariances.
    pub covariance: Covariance,
    /// Number of starts.
    pub starts: usize,
    /// Added to every variance.
    pub regularization: f64,
    /// Least rise of the mean log-likelihood of a row.
    pub tolerance: f64,
    /// Seed.
    pub seed: u64,
}

impl Default for MixtureOptions {
    fn default() -> Self {
        MixtureOptions {
            k: 3,
            covariance: Covariance::Full,
            starts: 10,
            regularization: 1e-6,
            tolerance: 1e-6,
            seed: 1,
        }
    }
}

/// A mixture of normal distributions.
#[derive(Debug, Clone, PartialEq)]
pub struct Mixture {
    /// Share of each component.
    pub weights: Vec<f64>,
    /// Means, components × variables.
    pub means: Matrix,
    /// Covariance matrix of each component, regularisation included.
    pub covariances: Vec<Matrix>,
    /// Probability of each component given the row, rows × components.
    pub posterior: Matrix,
    /// Component of the largest probability.
    pub labels: Vec<usize>,
    /// Log-likelihood.
    pub log_likelihood: f64,
    /// Log-likelihood after each step of the start that was kept.
    pub history: Vec<f64>,
    /// −2 ln L + p ln n, p the number of free parameters.
    pub bic: f64,
    /// −2 ln L + 2p.
    pub aic: f64,
    /// Number of free parameters.
    pub parameters: usize,
    /// Whether the start that was kept came to rest.
    pub converged: bool,
    /// Starts that led to a mixture.
    pub starts_with_result: usize,
}

/// Fits a mixture to the rows of `data`: the best of several starts, each from
/// groups of k-means (the first from the best of ten); the three of greatest
/// likelihood after a rough run are finished (Biernacki, Celeux & Govaert 2003).
///
/// # Errors
/// `k` is 0 or above the number of distinct rows; every start ends in a
/// component without rows or without spread in some direction.
///
/// # Complexity
/// O(starts · steps · n · k · d²) for `full` and `tied`, d in place of d²
/// otherwise; O(n·k) memory a start under way.
pub fn gaussian_mixture(data: &Matrix, options: &MixtureOptions) -> Result<Mixture, MethodError> {
    check_k(data, options.k)?;
    let MixtureOptions { k, covariance, .. } = *options;
    let rule = Rule {
        covariance,
        regularization: options.regularization,
        tolerance: options.tolerance,
        max_iterations: MAX_ITERATIONS,
    };
    // Starts are judged after a rough run: only the best of them are worth finishing.
    let rough = Rule { tolerance: rule.tolerance.max(ROUGH), ..rule };
    let start = |s: usize| {
        let seeds = if s == 0 { STARTS_OF_FIRST } else { 1 };
        let groups = k_means(data, k, seeds, options.seed.wrapping_add(s as u64))?;
        let mut posterior = Matrix::zeros(data.rows(), k);
        groups.labels.iter().enumerate().for_each(|(i, &l)| posterior.set(i, l, 1.0));
        Ok(iterate(data, posterior, rough))
    };
    let starts: Vec<Result<Result<Fitted, Collapse>, MethodError>> =
        (0..options.starts.max(1)).into_par_iter().map(start).collect();
    let (mut fits, mut collapse) = (Vec::new(), Collapse::Empty);
    for s in starts {
        match s? {
            Ok(fit) => fits.push(fit),
            Err(Collapse::Flat) => collapse = Collapse::Flat,
            Err(Collapse::Empty) => {}
        }
    }
    let starts_with_result = fits.len();
    let reached = |f: &Fitted| f.history.last().copied().unwrap_or(f64::NEG_INFINITY);
    fits.sort_by(|a, b| reached(b).total_cmp(&reached(a)));
    // A start may still collapse on the way: then the next ones have their turn.
    for some in fits.chunks(FINISHED) {
        let done: Vec<Result<Fitted, Collapse>> = some.par_iter().map(|f| finish(f, data, rule)).collect();
        let done: Vec<Fitted> = done.into_iter().flatten().collect();
        let best = done.iter().map(reached).fold(f64::NEG_INFINITY, f64::max);
        let near = |f: &Fitted| reached(f) >= best - SAME_OPTIMUM * data.rows() as f64;
        // The first that reaches the optimum, so that the choice is not a matter of rounding.
        if let Some(fit) = done.into_iter().find(near) {
            return Ok(mixture(fit, data, options, starts_with_result));
        }
        collapse = Collapse::Flat;
    }
    Err(refused(collapse, options))
}

/// Goes on from where a rough run stopped.
fn finish(fit: &Fitted, data: &Matrix, rule: Rule) -> Result<Fitted, Collapse> {
    if rule.tolerance >= ROUGH {
        return Ok(fit.clone());
    }
    let mut done = iterate(data, fit.posterior.clone(), rule)?;
    done.history.splice(0..0, fit.history.iter().copied());
    Ok(done)
}

fn refused(collapse: Collapse, options: &MixtureOptions) -> MethodError {
    let MixtureOptions { k, covariance, starts, .. } = options;
    let what = match collapse {
        Collapse::Empty => "lost its regions to the others",
        Collapse::Flat => {
            "shrank onto regions without spread in some direction, where the likelihood has no limit"
        }
    };
    let hint = match covariance {
        Covariance::Full => {
            "choose fewer groups, covariance=tied, diagonal or spherical, leave out nearly collinear indicators, or raise `regularization`"
        }
        _ => "choose fewer groups, leave out nearly collinear indicators, or raise `regularization`",
    };
    MethodError::data_hint(
        format!(
            "no mixture of {k} components with {} covariances: in each of {starts} starts a component {what}",
            covariance.as_str()
        ),
        hint,
    )
}

fn mixture(fit: Fitted, data: &Matrix, options: &MixtureOptions, starts_with_result: usize) -> Mixture {
    let (n, d, k) = (data.rows() as f64, data.cols(), options.k);
    let log_likelihood = fit.history.last().copied().unwrap_or(f64::NAN);
    let parameters = options.covariance.parameters(k, d);
    let covariances = match &fit.spread {
        Spread::Matrices(all) => (0..k).map(|g| all[g.min(all.len() - 1)].clone()).collect(),
        Spread::Variances(v) => {
            let diagonal = |g: usize| {
                let mut m = Matrix::zeros(d, d);
                (0..d).for_each(|j| m.set(j, j, v.get(g, j)));
                m
            };
            (0..k).map(diagonal).collect()
        }
    };
    Mixture {
        labels: largest(&fit.posterior),
        weights: fit.weights,
        means: fit.means,
        covariances,
        posterior: fit.posterior,
        log_likelihood,
        history: fit.history,
        bic: -2.0 * log_likelihood + parameters as f64 * n.ln(),
        aic: -2.0 * log_likelihood + 2.0 * parameters as f64,
        parameters,
        converged: fit.converged,
        starts_with_result,
    }
}
