//! The method `pca`: principal components.

mod fit;

pub use fit::{Basis, Pca, principal_components};
pub(super) use fit::{centered, eigenvalues, product, signed};

use super::INDICATOR_INPUTS;
use super::grouping::DATA;
use super::parallel_analysis::{PARALLEL, leading, parallel_analysis, parallel_options};
use super::reduction::{above_chance, loading_rows, scaled, score_rows, squares_of_rows};
use super::reduction_tables::eigenvalue_rows;
use crate::model::table_of;
use crate::registry::{Inputs, Method, MethodError, OptionSpec, Options, Output, Reference};

/// Registry entry.
pub const METHOD: Method = Method {
    id: "pca",
    question: "typology",
    title: "Principal components",
    summary: "Turns indicators into uncorrelated components of falling variance, says how many stand out of chance, and gives every region's score on them.",
    formula: "S v = λ v, S the correlations (or covariances, divisor n − ddof) of the normalised indicators; share λ/Σλ; score (z − z̄)·v with z divided by its standard deviation (n) for correlations; loading v·√λ. Sign: the weight of largest size in a component is positive. Kept: parallel: leading eigenvalues above those of random data of the same size (Horn) · kaiser: above the mean eigenvalue, 1 for correlations · share: as many as hold the share asked for · or a number.",
    undefined: "Missing values without a policy and indicators without spread are refused; so is the rule `parallel` where no eigenvalue exceeds chance. Regions left out by policy: undefined:left-out.",
    complexity: "O(n·d² + d³), the parallel analysis that many times; O(n·d) memory.",
    inputs: INDICATOR_INPUTS,
    options: crate::options![
        [
            OptionSpec::choice(
                "matrix",
                &["correlation", "covariance"],
                "correlation",
                "What is decomposed; covariances of raw values need normalize=none.",
            ),
            OptionSpec::integer("components", 0, 10_000, "0", "Number of components kept; 0: by `rule`."),
            OptionSpec::choice(
                "rule",
                &["parallel", "kaiser", "share"],
                "parallel",
                "How many components are kept.",
            ),
            OptionSpec::real("share", 0.0, 1.0, "0.8", "Share of the variance that rule=share asks for."),
            OptionSpec::choice(
                "table",
                &["scores", "loadings", "eigenvalues"],
                "scores",
                "What to write: scores of the regions, loadings of the indicators, or all eigenvalues.",
            )
        ],
        PARALLEL,
        [OptionSpec::seed()],
        DATA
    ],
    output: &[
        ("region", "table=scores: region."),
        ("year", "table=scores: year; 0 when the input has none."),
        ("component", "Component from 1."),
        ("value", "table=scores: score; its variance (divisor n) is the eigenvalue."),
        ("status", "table=scores: observed, estimated (a value was filled) or undefined:left-out."),
        (
            "indicator, loading, weight, communality",
            "table=loadings: one row an indicator and component kept.",
        ),
        (
            "eigenvalue, share, cumulative, chance, kept",
            "table=eigenvalues: one row a component, for a scree plot too.",
        ),
    ],
    references: &[
        Reference {
            text: "Hotelling, H. (1933). Analysis of a complex of statistical variables into principal components. Journal of Educational Psychology 24, 417–441",
            locator: "eigenvalues and weights compared with scikit-learn",
            doi: "10.1037/h0071325",
            checked: true,
        },
        Reference {
            text: "Horn, J. L. (1965). A rationale and test for the number of factors in factor analysis. Psychometrika 30, 179–185",
            locator: "",
            doi: "10.1007/BF02289447",
            checked: false,
        },
        Reference {
            text: "Kaiser, H. F. (1960). The application of electronic computers to factor analysis. Educational and Psychological Measurement 20, 141–151",
            locator: "",
            doi: "10.1177/001316446002000116",
            checked: false,
        },
    ],
    run,
};

fn run(inputs: &Inputs, options: &Options) -> Result<Output, MethodError> {
    let (prepared, z, normalization) = scaled(inputs, options)?;
    let d = z.cols();
    let basis = match options.text("matrix") {
        "covariance" => Basis::Covariance { ddof: options.integer("ddof") as usize },
        _ => Basis::Correlation,
    };
    let pca = principal_components(&z, basis)?;
    let chance = parallel_analysis(&z, basis, &parallel_options(options))?;
    let kaiser = pca.above_mean();
    let asked = options.integer("components") as usize;
    let (kept, rule) = match options.text("rule") {
        _ if asked > d => {
            return Err(MethodError::data(format!(
                "{asked} components were asked for, but there are only {d} indicators"
            )));
        }
        _ if asked > 0 => (asked, "as asked"),
        "kaiser" => (kaiser.max(1), "kaiser"),
        "share" => (reaching(&pca.shares(), options.real("share").unwrap_or(1.0)), "share"),
        _ => (above_chance(&pca.eigenvalues, &chance)?, "parallel analysis"),
    };
    let first: Vec<usize> = (0..kept).collect();
    let loadings = pca.loadings.take_cols(&first);
    let mut communalities = squares_of_rows(&loadings);
    let total: f64 = pca.eigenvalues.iter().sum();
    if basis != Basis::Correlation {
        // As a share of the indicator's own variance.
        let variances = squares_of_rows(&pca.loadings);
        communalities.iter_mut().zip(variances).for_each(|(c, v)| *c = if v > 0.0 { *c / v } else { 0.0 });
    }
    let table = match options.text("table") {
        "loadings" => table_of(&loading_rows(
            &prepared.names(),
            &loadings,
            Some(&pca.weights.take_cols(&first)),
            &communalities,
        )),
        "eigenvalues" => table_of(&eigenvalue_rows(&pca.eigenvalues, &chance, kept)),
        _ => table_of(&score_rows(&prepared, &pca.scores.take_cols(&first))),
    };
    let what = match basis {
        Basis::Correlation => "correlations".to_string(),
        Basis::Covariance { ddof } => format!("covariances, ddof {ddof}"),
    };
    let mut output = Output::new(table)
        .variant(format!("{what}, {kept} components by {rule}, normalised by {}", normalization.describe()))
        .figure("eigenvalues", pca.eigenvalues.clone())
        .figure("shares", pca.shares())
        .figure("chance", chance.clone())
        .figure("kept", kept)
        .figure("explained", pca.eigenvalues[..kept].iter().sum::<f64>() / total)
        .figure("kept_by_kaiser", kaiser)
        .figure("kept_by_parallel_analysis", leading(&pca.eigenvalues, &chance))
        .figure("sign_rule", "largest weight positive");
    output.warnings = prepared.warnings;
    output.assumptions = prepared.assumptions;
    Ok(output)
}

/// Fewest leading shares that sum to what is asked for.
fn reaching(shares: &[f64], asked: f64) -> usize {
    let mut sum = 0.0;
    let met = |s: &f64| {
        sum += s;
        sum >= asked - 1e-12
    };
    shares.iter().position(met).map_or(shares.len(), |at| at + 1)
}
