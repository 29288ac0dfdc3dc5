//! Loadings of common factors.

use super::newton::{LEAST, Minimum, Objective, minimize};
use super::varimax::varimax;
use crate::linalg::{Cholesky, Matrix, correlations, symmetric_eigen};
use crate::registry::MethodError;
use crate::typology::pca::{Basis, centered, product, signed};
use crate::typology::reduction::squares_of_rows;

/// How factors are extracted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Extraction {
    /// Principal axes, communalities put into the diagonal until they stay.
    #[default]
    PrincipalAxis,
    /// Maximum likelihood of normal data.
    MaximumLikelihood,
    /// Least squares of the residual correlations.
    Minres,
}

impl Extraction {
    /// Words of the option.
    pub const WORDS: &'static [&'static str] = &["principal-axis", "maximum-likelihood", "minres"];

    /// The extraction of a word of [`Extraction::WORDS`]; principal axes for any other.
    pub fn from_word(word: &str) -> Self {
        match word {
            "maximum-likelihood" => Extraction::MaximumLikelihood,
            "minres" => Extraction::Minres,
            _ => Extraction::PrincipalAxis,
        }
    }

    /// The word.
    pub fn as_str(self) -> &'static str {
        match self {
            Extraction::PrincipalAxis => "principal-axis",
            Extraction::MaximumLikelihood => "maximum-likelihood",
            Extraction::Minres => "minres",
        }
    }
}

/// How factor scores are estimated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Scores {
    /// Regression (Thurstone 1935): Z R⁻¹ Λ.
    #[default]
    Regression,
    /// Weighted least squares (Bartlett 1937): Z Ψ⁻¹ Λ (Λᵀ Ψ⁻¹ Λ)⁻¹.
    Bartlett,
}

/// Choices of the method.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FactorOptions {
    /// Number of factors.
    pub factors: usize,
    /// Extraction.
    pub extraction: Extraction,
    /// Whether varimax (with Kaiser's normalisation) follows.
    pub rotate: bool,
    /// Estimate of the scores.
    pub scores: Scores,
}

impl Default for FactorOptions {
    fn default() -> Self {
        FactorOptions {
            factors: 1,
            extraction: Extraction::default(),
            rotate: true,
            scores: Scores::default(),
        }
    }
}

/// Common factors.
#[derive(Debug, Clone, PartialEq)]
pub struct FactorFit {
    /// Loadings, columns × factors, in order of their sums of squares; the
    /// loading of largest size in a factor is positive.
    pub loadings: Matrix,
    /// Share of each column's variance in the factors.
    pub communalities: Vec<f64>,
    /// The rest, 1 − communality; for `maximum-likelihood` and `minres` as estimated.
    pub uniquenesses: Vec<f64>,
    /// Correlations that were analysed.
    pub correlations: Matrix,
    /// Steps of the extraction.
    pub iterations: usize,
    /// Whether the extraction came to rest.
    pub converged: bool,
    /// Columns whose communality reached or passed 1 (Heywood cases).
    pub heywood: Vec<usize>,
    /// Least value of the function minimised; `None` for principal axes.
    pub minimum: Option<f64>,
}

/// Steps of principal axes after which they are given up.
const MAX_ITERATIONS: usize = 2_000;

/// Steps of principal axes before help is looked for.
const PATIENCE: usize = 100;

/// Factors of the columns of `data`.
///
/// # Errors
/// A column without spread; as [`factors_of_correlations`].
pub fn factor_analysis(data: &Matrix, options: &FactorOptions) -> Result<FactorFit, MethodError> {
    if data.rows() < 3 {
        return Err(MethodError::data(format!("factors need at least 3 regions; there are {}", data.rows())));
    }
    let r = correlations(data).map_err(|j| {
        MethodError::data(format!("column {} has no spread, so it has no correlation", j + 1))
    })?;
    factors_of_correlations(&r, options)
}

/// Factors of a matrix of correlations.
///
/// # Errors
/// No factor; more factors than the degrees of freedom allow; fewer common
/// dimensions than factors; for `maximum-likelihood` a singular matrix.
///
/// # Complexity
/// O(d³) for each step; principal axes may need thousands, the others about ten.
pub fn factors_of_correlations(r: &Matrix, options: &FactorOptions) -> Result<FactorFit, MethodError> {
    let (p, q) = (r.rows(), options.factors);
    if q == 0 {
        return Err(MethodError::data("the number of factors must be at least 1"));
    }
    if degrees_of_freedom(p, q) < 0 {
        let most = (1..p).take_while(|&q| degrees_of_freedom(p, q) >= 0).last().unwrap_or(0);
        return Err(MethodError::data_hint(
            format!(
                "{q} factors are too many for {p} indicators: they have more parameters than correlations"
            ),
            format!("at most {most} factors"),
        ));
    }
    let factor = Cholesky::new(r);
    let (mut loadings, uniquenesses, iterations, converged, minimum) = match options.extraction {
        Extraction::PrincipalAxis => {
            let (loadings, iterations, converged) = principal_axes(r, q, factor.as_ref())?;
            (loadings, None, iterations, converged, None)
        }
        Extraction::MaximumLikelihood => {
            let factor = factor.as_ref().ok_or_else(singular)?;
            let found = minimize(r, start(factor, p, q), q, Objective::Likelihood);
            let loadings = loadings_of(&found, q, 1.0, |i| found.uniquenesses[i].sqrt())?;
            (loadings, Some(found.uniquenesses), found.steps, found.converged, Some(found.value))
        }
        Extraction::Minres => {
            let from = factor.as_ref().map_or_else(|| vec![0.5; p], |f| start(f, p, q));
            let found = minimize(r, from, q, Objective::LeastSquares);
            let loadings = loadings_of(&found, q, 0.0, |_| 1.0)?;
            (loadings, Some(found.uniquenesses), found.steps, found.converged, Some(found.value))
        }
    };
    let communalities = squares_of_rows(&loadings);
    if options.rotate && q > 1 {
        loadings = varimax(&loadings, true);
    }
    let mut order: Vec<usize> = (0..q).collect();
    let sum = |c: usize| loadings.column(c).map(|v| v * v).sum::<f64>();
    order.sort_by(|&a, &b| sum(b).total_cmp(&sum(a)));
    let mut loadings = loadings.take_cols(&order);
    signed(&mut loadings);
    let uniquenesses = uniquenesses.unwrap_or_else(|| communalities.iter().map(|h| 1.0 - h).collect());
    let heywood = match options.extraction {
        Extraction::PrincipalAxis => (0..p).filter(|&i| communalities[i] >= 1.0).collect(),
        _ => (0..p).filter(|&i| uniquenesses[i] <= LEAST).collect(),
    };
    Ok(FactorFit {
        loadings,
        communalities,
        uniquenesses,
        correlations: r.clone(),
        iterations,
        converged,
        heywood,
        minimum,
    })
}

/// Correlations less parameters: ((p − q)² − p − q)/2.
pub fn degrees_of_freedom(p: usize, q: usize) -> i64 {
    let (p, q) = (p as i64, q as i64);
    if q > p { -1 } else { ((p - q).pow(2) - p - q) / 2 }
}

fn singular() -> MethodError {
    MethodError::data_hint(
        "the correlations are singular: some indicators are exact combinations of others, or there are no more regions than indicators",
        "leave such indicators out, or use method=minres or principal-axis",
    )
}

/// Uniquenesses to begin with (Jöreskog 1963): (1 − q/2p)/rⁱⁱ, rⁱⁱ of the inverse.
fn start(factor: &Cholesky, p: usize, q: usize) -> Vec<f64> {
    let share = 1.0 - 0.5 * q as f64 / p as f64;
    diagonal_of_inverse(factor, p).into_iter().map(|d| share / d).collect()
}

fn diagonal_of_inverse(factor: &Cholesky, p: usize) -> Vec<f64> {
    let unit = |i: usize| {
        let mut e = vec![0.0; p];
        e[i] = 1.0;
        factor.solve(&e)[i]
    };
    (0..p).map(unit).collect()
}

/// scaleᵢ · ω √(λ − shift) of the first `q` eigenvectors.
fn loadings_of(
    found: &Minimum,
    q: usize,
    shift: f64,
    scale: impl Fn(usize) -> f64,
) -> Result<Matrix, MethodError> {
    let p = found.uniquenesses.len();
    common(&found.eigen.values, q, shift)?;
    let mut loadings = Matrix::zeros(p, q);
    for i in 0..p {
        for c in 0..q {
            let length = (found.eigen.values[c] - shift).sqrt();
            loadings.set(i, c, scale(i) * found.eigen.vectors.get(i, c) * length);
        }
    }
    Ok(loadings)
}

/// Refuses factors that hold no common variance.
fn common(values: &[f64], q: usize, shift: f64) -> Result<(), MethodError> {
    let with = values.iter().filter(|&&v| v - shift > 1e-9).count();
    if with >= q {
        return Ok(());
    }
    Err(MethodError::data_hint(
        format!("{q} factors were asked for, but the indicators share variance in only {with} dimensions"),
        "choose fewer factors",
    ))
}

fn principal_axes(
    r: &Matrix,
    q: usize,
    factor: Option<&Cholesky>,
) -> Result<(Matrix, usize, bool), MethodError> {
    let p = r.rows();
    let largest = |i: usize| (0..p).filter(|&j| j != i).map(|j| r.get(i, j).abs()).fold(0.0, f64::max);
    // Squared multiple correlations, or the largest correlation where they do not exist.
    let mut communalities: Vec<f64> = match factor {
        Some(f) => diagonal_of_inverse(f, p).into_iter().map(|d| 1.0 - 1.0 / d).collect(),
        None => (0..p).map(largest).collect(),
    };
    let mut reduced = r.clone();
    let mut loadings = Matrix::zeros(p, q);
    for step in 1..=MAX_ITERATIONS {
        (0..p).for_each(|i| reduced.set(i, i, communalities[i]));
        let eigen = symmetric_eigen(&reduced);
        common(&eigen.values, q, 0.0)?;
        for i in 0..p {
            for c in 0..q {
                loadings.set(i, c, eigen.vectors.get(i, c) * eigen.values[c].sqrt());
            }
        }
        let now = squares_of_rows(&loadings);
        let change = communalities.iter().zip(&now).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
        communalities = now;
        if change < 1e-10 {
            return Ok((loadings, step, true));
        }
        if step == PATIENCE {
            // The rest point has least residuals: go on from where Newton's steps find it.
            let psi = communalities.iter().map(|h| 1.0 - h).collect();
            let found = minimize(r, psi, q, Objective::LeastSquares);
            if found.uniquenesses.iter().all(|&u| u > LEAST) {
                communalities = found.uniquenesses.iter().map(|u| 1.0 - u).collect();
            }
        }
    }
    Ok((loadings, MAX_ITERATIONS, false))
}

/// Scores of the rows of `data` on the factors, rows × factors.
///
/// # Errors
/// Regression with singular correlations; Bartlett's with a uniqueness that is
/// not positive.
pub fn factor_scores(data: &Matrix, fit: &FactorFit, scores: Scores) -> Result<Matrix, MethodError> {
    let z = centered(data, Basis::Correlation);
    let (p, q) = (fit.loadings.rows(), fit.loadings.cols());
    let mut weights = Matrix::zeros(p, q);
    match scores {
        Scores::Regression => {
            let factor = Cholesky::new(&fit.correlations).ok_or_else(singular)?;
            for c in 0..q {
                let column: Vec<f64> = fit.loadings.column(c).collect();
                factor.solve(&column).into_iter().enumerate().for_each(|(i, w)| weights.set(i, c, w));
            }
        }
        Scores::Bartlett => {
            if let Some(i) = (0..p).find(|&i| fit.uniquenesses[i] <= 0.0) {
                return Err(MethodError::data_hint(
                    format!("Bartlett's scores need positive uniquenesses; that of column {} is not", i + 1),
                    "use scores=regression, fewer factors, or method=minres",
                ));
            }
            let scaled = |i: usize, c: usize| fit.loadings.get(i, c) / fit.uniquenesses[i];
            let mut inner = Matrix::zeros(q, q);
            for a in 0..q {
                for b in 0..q {
                    inner.set(a, b, (0..p).map(|i| scaled(i, a) * fit.loadings.get(i, b)).sum());
                }
            }
            let factor = Cholesky::new(&inner).ok_or_else(singular)?;
            for i in 0..p {
                let row: Vec<f64> = (0..q).map(|c| scaled(i, c)).collect();
                weights.row_mut(i).copy_from_slice(&factor.solve(&row));
            }
        }
    }
    Ok(product(&z, &weights))
}

impl FactorFit {
    /// What the reader must know: extraction at rest, Heywood cases. `names`
    /// of the columns, their positions otherwise.
    pub fn remarks(&self, names: Option<&[&str]>) -> Vec<String> {
        let mut remarks = Vec::new();
        if !self.converged {
            remarks
                .push(format!("the extraction of factors did not come to rest in {} steps", self.iterations));
        }
        if !self.heywood.is_empty() {
            let name = |&i: &usize| match names {
                Some(names) => names[i].to_string(),
                None => format!("column {}", i + 1),
            };
            let list: Vec<String> = self.heywood.iter().map(name).collect();
            remarks.push(format!(
                "Heywood case: factors claim all the variance of {} or more; fewer factors may fit better",
                list.join(", ")
            ));
        }
        remarks
    }
}
