//! Fewer dimensions before grouping: components or factors of the normalised
//! indicators in their place.

use super::definitions::definitions;
use super::factor_analysis::{FactorOptions, factor_analysis, factor_scores};
use super::outliers::{Outliers, treat};
use super::parallel_analysis::{ParallelOptions, leading, parallel_analysis};
use super::pca::{Basis, eigenvalues, principal_components};
use super::prepare::{Preparation, Prepared, prepare_with};
use super::reduction_tables::{EigenvalueRow, LoadingRow, ScoreRow, eigenvalue_rows};
use super::scale::{Normalization, normalization, normalized};
use crate::linalg::Matrix;
use crate::model::{Reason, Status};
use crate::registry::{Inputs, MethodError, OptionSpec, Options};

/// What stands in place of the indicators.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Reduction {
    /// The indicators themselves.
    #[default]
    None,
    /// Scores of principal components of the correlations, variance as the eigenvalue.
    Pca,
    /// Regression scores of factors, principal axis with varimax.
    Factors,
}

/// Options of the reduction.
pub(super) const REDUCE: [OptionSpec; 2] = [
    OptionSpec::choice(
        "reduce",
        Reduction::WORDS,
        "none",
        "Dimensions in which regions are grouped: the indicators (none), principal components of their correlations (pca), or factors (principal axis, varimax).",
    ),
    OptionSpec::integer(
        "components",
        0,
        1000,
        "0",
        "reduce=pca, factors: number of components or factors; 0: those with an eigenvalue above chance (parallel analysis).",
    ),
];

impl Reduction {
    /// Words of the option `reduce`.
    pub const WORDS: &'static [&'static str] = &["none", "pca", "factors"];

    /// The reduction of a word of [`Reduction::WORDS`]; none for any other.
    pub fn from_word(word: &str) -> Self {
        match word {
            "pca" => Reduction::Pca,
            "factors" => Reduction::Factors,
            _ => Reduction::None,
        }
    }

    /// The word.
    pub fn as_str(self) -> &'static str {
        match self {
            Reduction::None => "none",
            Reduction::Pca => "pca",
            Reduction::Factors => "factors",
        }
    }
}

/// Dimensions found.
#[derive(Debug, Clone, PartialEq)]
pub struct Reduced {
    /// Values of the rows, rows × dimensions kept.
    pub scores: Matrix,
    /// Loadings, columns × dimensions kept.
    pub loadings: Matrix,
    /// Weights in the scores of components; `None` for factors.
    pub weights: Option<Matrix>,
    /// Share of each column's variance in the dimensions kept.
    pub communalities: Vec<f64>,
    /// All eigenvalues of the correlations.
    pub eigenvalues: Vec<f64>,
    /// Eigenvalues by chance.
    pub chance: Vec<f64>,
    /// What was done, as a line of the assumptions log.
    pub assumption: String,
    /// What the reader must know.
    pub warnings: Vec<String>,
}

/// Replaces the columns of `z` by components or factors; `None` where nothing
/// is to be replaced. Their number is `components`, or that of the eigenvalues
/// above chance where it is 0.
///
/// # Errors
/// A column without spread; more dimensions than the columns allow; no
/// eigenvalue above chance; see [`factor_analysis`].
pub fn reduce(
    z: &Matrix,
    reduction: Reduction,
    components: usize,
    parallel: &ParallelOptions,
) -> Result<Option<Reduced>, MethodError> {
    if reduction == Reduction::None {
        return Ok(None);
    }
    let values = eigenvalues(z, Basis::Correlation)?;
    let chance = parallel_analysis(z, Basis::Correlation, parallel)?;
    let kept = if components > 0 { components } else { above_chance(&values, &chance)? };
    if kept > z.cols() {
        return Err(MethodError::data(format!(
            "{kept} components were asked for, but there are only {} indicators",
            z.cols()
        )));
    }
    let by = if components > 0 { "as asked" } else { "by parallel analysis" };
    let share = |sum: f64| 100.0 * sum / z.cols() as f64;
    let first: Vec<usize> = (0..kept).collect();
    let reduced = if reduction == Reduction::Pca {
        let pca = principal_components(z, Basis::Correlation)?;
        let loadings = pca.loadings.take_cols(&first);
        let communalities = squares_of_rows(&loadings);
        let explained = share(values[..kept].iter().sum());
        Reduced {
            scores: pca.scores.take_cols(&first),
            weights: Some(pca.weights.take_cols(&first)),
            assumption: format!(
                "regions are grouped by {kept} principal components of the correlations ({by}), which hold {explained:.1} % of the variance"
            ),
            loadings,
            communalities,
            eigenvalues: values,
            chance,
            warnings: Vec::new(),
        }
    } else {
        let options = FactorOptions { factors: kept, ..FactorOptions::default() };
        let fit = factor_analysis(z, &options)?;
        let explained = share(fit.communalities.iter().sum());
        Reduced {
            scores: factor_scores(z, &fit, options.scores)?,
            loadings: fit.loadings.clone(),
            weights: None,
            communalities: fit.communalities.clone(),
            eigenvalues: values,
            chance,
            assumption: format!(
                "regions are grouped by {kept} factors ({by}; principal axis, varimax, regression scores), which hold {explained:.1} % of the variance"
            ),
            warnings: fit.remarks(None),
        }
    };
    Ok(Some(reduced))
}

/// Principal components to look at, whatever regions are grouped by: those
/// above chance, but at least two. `None` where the indicators have none.
pub fn overview(z: &Matrix, parallel: &ParallelOptions) -> Option<Reduced> {
    let above = reduce(z, Reduction::Pca, 0, parallel).ok().flatten();
    let enough = |r: &Reduced| r.scores.cols() >= 2;
    above.filter(enough).or_else(|| reduce(z, Reduction::Pca, 2.min(z.cols()), parallel).ok().flatten())
}

/// Number of eigenvalues above chance.
pub(super) fn above_chance(values: &[f64], chance: &[f64]) -> Result<usize, MethodError> {
    match leading(values, chance) {
        0 => Err(MethodError::data_hint(
            format!(
                "no eigenvalue exceeds what unrelated indicators give by chance: the largest is {:.3}, by chance {:.3}",
                values[0], chance[0]
            ),
            "the indicators have no common dimension; use them as they are, or name the number yourself",
        )),
        kept => Ok(kept),
    }
}

pub(super) fn squares_of_rows(m: &Matrix) -> Vec<f64> {
    (0..m.rows()).map(|i| m.row(i).iter().map(|v| v * v).sum()).collect()
}

impl Reduced {
    /// Rows of `typology/eigenvalues`.
    pub fn eigenvalue_rows(&self) -> Vec<EigenvalueRow> {
        eigenvalue_rows(&self.eigenvalues, &self.chance, self.scores.cols())
    }

    /// Rows of `typology/loadings` for the columns called `names`.
    pub fn loading_rows(&self, names: &[&str]) -> Vec<LoadingRow> {
        loading_rows(names, &self.loadings, self.weights.as_ref(), &self.communalities)
    }
}

/// Rows of loadings, indicator by indicator.
pub(super) fn loading_rows(
    names: &[&str],
    loadings: &Matrix,
    weights: Option<&Matrix>,
    communalities: &[f64],
) -> Vec<LoadingRow> {
    let of = |i: usize, c: usize| LoadingRow {
        indicator: names[i].to_string(),
        component: c as i64 + 1,
        loading: loadings.get(i, c),
        weight: weights.map(|w| w.get(i, c)),
        communality: communalities[i],
    };
    (0..names.len()).flat_map(|i| (0..loadings.cols()).map(move |c| of(i, c))).collect()
}

/// Rows of `typology/scores`, with the regions that were left out.
pub fn score_rows(prepared: &Prepared, scores: &Matrix) -> Vec<ScoreRow> {
    let year = |y: usize| if prepared.has_year { prepared.years[y] } else { 0 };
    let mut items: Vec<(usize, usize, Option<usize>)> =
        prepared.items.iter().enumerate().map(|(i, item)| (item.region, item.year, Some(i))).collect();
    items.extend(prepared.left_out.iter().map(|item| (item.region, item.year, None)));
    items.sort_unstable();
    let mut rows = Vec::with_capacity(items.len() * scores.cols());
    for (region, y, item) in items {
        let filled = item.is_some_and(|i| (0..prepared.values.cols()).any(|j| prepared.is_filled(i, j)));
        rows.extend((0..scores.cols()).map(|c| ScoreRow {
            region: prepared.regions[region].clone(),
            year: year(y),
            component: c as i64 + 1,
            value: item.map(|i| scores.get(i, c)),
            status: match item {
                None => Status::Undefined(Reason::LeftOut),
                Some(_) if filled => Status::Estimated,
                Some(_) => Status::Observed,
            },
        }));
    }
    rows
}

/// Reads, completes and scales the input `indicators`; nothing is ranked.
pub(super) fn scaled(
    inputs: &Inputs,
    options: &Options,
) -> Result<(Prepared, Matrix, Normalization), MethodError> {
    let indicators = inputs.indicators()?;
    let definitions = definitions(inputs, options, &indicators.indicators)?;
    let mut prepared = prepare_with(&indicators, &definitions, &Preparation::of(options))?;
    let values = treat(&mut prepared, Outliers::of(options)?).values;
    if prepared.years.len() > 1 {
        let note = "regions of all years are analysed together; indicators are normalised within each year";
        prepared.assumptions.push(note.into());
    }
    let normalization = normalization(options);
    let z = normalized(&prepared, &values, normalization)?;
    Ok((prepared, z, normalization))
}
