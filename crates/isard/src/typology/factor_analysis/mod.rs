//! The method `factor-analysis`: common factors behind the indicators.

mod fit;
mod newton;
mod varimax;

pub use fit::{
    Extraction, FactorFit, FactorOptions, Scores, degrees_of_freedom, factor_analysis, factor_scores,
    factors_of_correlations,
};
pub use varimax::{varimax, varimax_criterion};

use super::INDICATOR_INPUTS;
use super::grouping::DATA;
use super::parallel_analysis::{PARALLEL, leading, parallel_analysis, parallel_options};
use super::pca::{Basis, eigenvalues};
use super::reduction::{above_chance, loading_rows, scaled, score_rows};
use super::reduction_tables::eigenvalue_rows;
use crate::model::{Reason, Status, table_of};
use crate::registry::{Inputs, Method, MethodError, OptionSpec, Options, Output, Reference};
use statrs::distribution::{ChiSquared, ContinuousCDF};

/// Registry entry.
pub const METHOD: Method = Method {
    id: "factor-analysis",
    question: "typology",
    title: "Common factors",
    summary: "Explains the correlations of indicators by a few common factors and a part of its own for each indicator, turns the factors so that each has few large loadings, and scores the regions.",
    formula: "R ≈ ΛΛᵀ + Ψ, Ψ diagonal. principal-axis: eigenvectors of R with the communalities in its diagonal, from squared multiple correlations until they stay. maximum-likelihood: min ln|Σ| + tr(RΣ⁻¹) − ln|R| − p. minres: least squares of the correlations off the diagonal. The last two keep ψ ≥ 0.005. varimax with Kaiser's normalisation: max over rotations of the variance of squared loadings, rows of length 1. Scores: regression Z R⁻¹ Λ, bartlett Z Ψ⁻¹Λ(ΛᵀΨ⁻¹Λ)⁻¹. Number: leading eigenvalues of R above those of random data (Horn). Factors in order of their sums of squared loadings; the loading of largest size in a factor is positive. Test of maximum likelihood: χ² = (n − 1 − (2p + 5)/6 − 2q/3)·min, ((p − q)² − p − q)/2 degrees of freedom.",
    undefined: "A communality of 1 or more (Heywood case) is reported; its uniqueness is then undefined:not-positive for principal-axis. Refused: more factors than ((p − q)² − p − q)/2 ≥ 0 allows, factors without common variance, singular correlations for maximum-likelihood and regression scores, missing values without a policy, indicators without spread.",
    complexity: "O(n·d²) for the correlations and O(d³) a step: some ten to hundred steps; principal-axis, slow by nature, goes on from the minres solution after 100 of them.",
    inputs: INDICATOR_INPUTS,
    options: crate::options![
        [
            OptionSpec::integer("factors", 0, 10_000, "0", "Number of factors; 0: by parallel analysis."),
            OptionSpec::choice("method", Extraction::WORDS, "principal-axis", "How factors are extracted."),
            OptionSpec::choice("rotation", &["varimax", "none"], "varimax", "Rotation of the factors."),
            OptionSpec::choice(
                "scores",
                &["regression", "bartlett"],
                "regression",
                "How scores are estimated."
            ),
            OptionSpec::choice(
                "table",
                &["scores", "loadings", "communalities", "eigenvalues"],
                "scores",
                "What to write: scores of the regions, loadings, communalities and uniquenesses of the indicators, or the eigenvalues of the correlations.",
            )
        ],
        PARALLEL,
        [OptionSpec::seed()],
        DATA
    ],
    output: &[
        ("region", "table=scores: region."),
        ("year", "table=scores: year; 0 when the input has none."),
        ("component", "Factor from 1."),
        ("value", "table=scores: score of the region on the factor."),
        ("status", "observed, estimated (a value was filled) or undefined."),
        ("indicator, loading, communality", "table=loadings: one row an indicator and factor."),
        ("indicator, communality, uniqueness", "table=communalities: one row an indicator."),
        ("eigenvalue, share, cumulative, chance, kept", "table=eigenvalues: one row an eigenvalue."),
    ],
    references: &[
        Reference {
            text: "Jöreskog, K. G. (1967). Some contributions to maximum likelihood factor analysis. Psychometrika 32, 443–482",
            locator: "loadings, uniquenesses and test compared with R's factanal and with factor_analyzer",
            doi: "10.1007/BF02289658",
            checked: true,
        },
        Reference {
            text: "Harman, H. H. & Jones, W. H. (1966). Factor analysis by minimizing residuals (minres). Psychometrika 31, 351–368",
            locator: "loadings compared with factor_analyzer",
            doi: "10.1007/BF02289468",
            checked: true,
        },
        Reference {
            text: "Kaiser, H. F. (1958). The varimax criterion for analytic rotation in factor analysis. Psychometrika 23, 187–200",
            locator: "compared with a search over all angles",
            doi: "10.1007/BF02289233",
            checked: true,
        },
        Reference {
            text: "Bartlett, M. S. (1937). The statistical conception of mental factors. British Journal of Psychology 28, 97–104",
            locator: "",
            doi: "10.1111/j.2044-8295.1937.tb00863.x",
            checked: false,
        },
    ],
    run,
};

crate::record! {
    /// Communality of an indicator.
    pub struct CommunalityRow in "typology"/"communalities", key ["indicator"] {
        /// Indicator.
        indicator: String [Kind::Key],
        /// Share of its variance in the factors.
        communality: f64,
        /// Share of its own; empty in a Heywood case.
        uniqueness: Option<f64>,
        /// observed or undefined:not-positive.
        status: Status,
    }
}

fn run(inputs: &Inputs, options: &Options) -> Result<Output, MethodError> {
    let (prepared, z, normalization) = scaled(inputs, options)?;
    let values = eigenvalues(&z, Basis::Correlation)?;
    let chance = parallel_analysis(&z, Basis::Correlation, &parallel_options(options))?;
    let (factors, by) = match options.integer("factors") as usize {
        0 => (above_chance(&values, &chance)?, "parallel analysis"),
        asked => (asked, "as asked"),
    };
    let scores = if options.text("scores") == "bartlett" { Scores::Bartlett } else { Scores::Regression };
    let rotate = options.text("rotation") == "varimax";
    let extraction = Extraction::from_word(options.text("method"));
    let fit = factor_analysis(&z, &FactorOptions { factors, extraction, rotate, scores })?;
    let names = prepared.names();
    let table = match options.text("table") {
        "loadings" => table_of(&loading_rows(&names, &fit.loadings, None, &fit.communalities)),
        "communalities" => table_of(&communality_rows(&names, &fit)),
        "eigenvalues" => table_of(&eigenvalue_rows(&values, &chance, factors)),
        _ => table_of(&score_rows(&prepared, &factor_scores(&z, &fit, scores)?)),
    };
    let sums: Vec<f64> = (0..factors).map(|c| fit.loadings.column(c).map(|v| v * v).sum::<f64>()).collect();
    let mut output = Output::new(table)
        .variant(format!(
            "{}, {factors} factors by {by}, rotation {}, {} scores, normalised by {}",
            extraction.as_str(),
            options.text("rotation"),
            options.text("scores"),
            normalization.describe()
        ))
        .figure("factors", factors)
        .figure("sums_of_squared_loadings", sums.clone())
        .figure("explained", sums.iter().sum::<f64>() / names.len() as f64)
        .figure("eigenvalues", values.clone())
        .figure("chance", chance.clone())
        .figure("factors_by_parallel_analysis", leading(&values, &chance))
        .figure("iterations", fit.iterations)
        .figure("converged", fit.converged)
        .figure("heywood", fit.heywood.iter().map(|&i| names[i]).collect::<Vec<_>>())
        .figure("sign_rule", "largest loading positive");
    if let (Extraction::MaximumLikelihood, Some(minimum)) = (extraction, fit.minimum) {
        let test = likelihood_test(z.rows(), names.len(), factors, minimum);
        output = output
            .figure("chi_squared", test.map(|t| t.chi_squared))
            .figure("degrees_of_freedom", degrees_of_freedom(names.len(), factors))
            .figure("p", test.and_then(|t| t.p));
    }
    output.warnings = prepared.warnings.clone();
    output.warnings.extend(fit.remarks(Some(&names)));
    output.assumptions = prepared.assumptions;
    Ok(output)
}

/// Test of the hypothesis that the factors are enough.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LikelihoodTest {
    /// Statistic with Bartlett's correction.
    pub chi_squared: f64,
    /// Its p-value; none without degrees of freedom.
    pub p: Option<f64>,
}

/// The test for `n` rows, `p` columns, `q` factors and the minimum of the
/// likelihood function; `None` when there are too few rows for it.
pub fn likelihood_test(n: usize, p: usize, q: usize, minimum: f64) -> Option<LikelihoodTest> {
    let factor = n as f64 - 1.0 - (2.0 * p as f64 + 5.0) / 6.0 - 2.0 * q as f64 / 3.0;
    if factor <= 0.0 {
        return None;
    }
    let chi_squared = factor * minimum;
    let freedom = degrees_of_freedom(p, q) as f64;
    let p = ChiSquared::new(freedom).ok().filter(|_| freedom > 0.0).map(|d| d.sf(chi_squared));
    Some(LikelihoodTest { chi_squared, p })
}

fn communality_rows(names: &[&str], fit: &FactorFit) -> Vec<CommunalityRow> {
    let row = |(i, name): (usize, &&str)| {
        let uniqueness = Some(fit.uniquenesses[i]).filter(|&u| u > 0.0);
        CommunalityRow {
            indicator: name.to_string(),
            communality: fit.communalities[i],
            uniqueness,
            status: match uniqueness {
                Some(_) => Status::Observed,
                None => Status::Undefined(Reason::NotPositive),
            },
        }
    };
    names.iter().enumerate().map(row).collect()
}
