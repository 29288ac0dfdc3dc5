//! The method `gaussian-mixture`.

mod density;
mod em;
mod fit;

pub use density::Covariance;
pub use fit::{Mixture, MixtureOptions, gaussian_mixture};

use super::INDICATOR_INPUTS;
use super::group_rows::{degree_rows, graded_rows, judged, ordered, silhouettes_of};
use super::grouping::{DATA, K, data};
use super::k_means::check_k;
use crate::linalg::Matrix;
use crate::model::{Reason, Status, table_of};
use crate::registry::{Inputs, Method, MethodError, OptionSpec, Options, Output, Reference};
use rayon::prelude::*;

/// Registry entry.
pub const METHOD: Method = Method {
    id: "gaussian-mixture",
    question: "typology",
    title: "Mixture of normal distributions",
    summary: "Treats regions as drawn from k normal distributions of unknown share, mean and covariance, and gives the probability of each for every region.",
    formula: "p(z) = Σ_g π_g N(z; μ_g, Σ_g), fitted by expectation–maximisation: posteriors r_ig ∝ π_g N(zᵢ; μ_g, Σ_g), then shares, means and covariances weighted by r (divisor Σᵢ r_ig), `regularization` added to every variance; until the mean log-likelihood of a row rises by less than `tolerance`. Starts from groups of k-means; the three of greatest likelihood after a rough run (rise below 0.0001) are finished. Covariances: full Σ_g · tied Σ · diagonal diag(σ²_gj) · spherical σ²_g I. BIC = −2 ln L + p ln n, AIC = −2 ln L + 2p, p free parameters; smaller is better. Group: largest posterior.",
    undefined: "A component whose covariance is singular has no likelihood: such starts are dropped, and refused where no other is left (in the table `criteria`: undefined:constant); a component of less than one region likewise. k above the number of distinct rows: refused (criteria: undefined:too-few). Missing values without a policy and indicators without spread are refused.",
    complexity: "O(starts · steps · n·k·d²) for full and tied, O(starts · steps · n·k·d) otherwise; O(n·k) memory a start.",
    inputs: INDICATOR_INPUTS,
    options: crate::options![
        [
            K,
            OptionSpec::choice(
                "covariance",
                &["full", "diagonal", "spherical", "tied", "any"],
                "full",
                "Form of the covariances; any: the form that `choose` prefers (bic where nothing is chosen).",
            ),
            OptionSpec::choice(
                "choose",
                &["none", "bic", "aic"],
                "none",
                "Choose k from 1 to `k-max` by this criterion in place of `k`.",
            ),
            OptionSpec::integer(
                "k-max",
                1,
                1000,
                "8",
                "Largest number of components tried by `choose` and in the table `criteria`.",
            ),
            OptionSpec::integer("starts", 1, 100_000, "10", "Number of starts; the best is kept."),
            OptionSpec::real(
                "regularization",
                0.0,
                f64::INFINITY,
                "0.000001",
                "Added to every variance, in squared units of the normalised indicators.",
            ),
            OptionSpec::real(
                "tolerance",
                0.0,
                f64::INFINITY,
                "0.000001",
                "Least rise of the mean log-likelihood of a region for another step.",
            ),
            OptionSpec::choice(
                "table",
                &["groups", "posterior", "criteria"],
                "groups",
                "What to write: groups, the probability of every group for every region, or BIC and AIC of every k.",
            ),
            OptionSpec::seed()
        ],
        DATA
    ],
    output: &[
        ("region", "Region."),
        ("year", "Year; empty when the input has none."),
        ("group", "Group of the largest probability; 1 has the highest mean index (Hellwig's)."),
        ("silhouette", "(b − a)/max(a, b) of mean distances to the own and the nearest other group."),
        ("probability", "Posterior probability of the group."),
        ("value", "table=posterior: probability of the group; one row a region and group."),
        (
            "k, covariance, log_likelihood, parameters, bic, aic, best",
            "table=criteria: one row a number of components and form of covariance.",
        ),
        ("status", "observed, estimated (a value was filled) or undefined."),
    ],
    references: &[
        Reference {
            text: "Dempster, A. P., Laird, N. M. & Rubin, D. B. (1977). Maximum likelihood from incomplete data via the EM algorithm. Journal of the Royal Statistical Society B 39, 1–38",
            locator: "likelihoods and posteriors compared with scikit-learn",
            doi: "10.1111/j.2517-6161.1977.tb01600.x",
            checked: true,
        },
        Reference {
            text: "Fraley, C. & Raftery, A. E. (2002). Model-based clustering, discriminant analysis, and density estimation. Journal of the American Statistical Association 97, 611–631",
            locator: "",
            doi: "10.1198/016214502760047131",
            checked: false,
        },
        Reference {
            text: "Schwarz, G. (1978). Estimating the dimension of a model. Annals of Statistics 6, 461–464",
            locator: "BIC compared with scikit-learn",
            doi: "10.1214/aos/1176344136",
            checked: true,
        },
    ],
    run,
};

crate::record! {
    /// Criteria of a mixture.
    pub struct CriterionRow in "typology"/"criteria", key ["covariance", "k"] {
        /// Form of the covariances.
        covariance: &'static str [Kind::Key],
        /// Number of components.
        k: i64,
        /// Log-likelihood.
        log_likelihood: Option<f64>,
        /// Number of free parameters.
        parameters: i64,
        /// −2 ln L + p ln n.
        bic: Option<f64>,
        /// −2 ln L + 2p.
        aic: Option<f64>,
        /// Whether the criterion asked for (BIC where none is) is least here.
        best: bool,
        /// Status.
        status: Status,
    }
}

/// A criterion by which mixtures are compared; smaller is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Criterion {
    /// Schwarz's.
    Bic,
    /// Akaike's.
    Aic,
}

impl Criterion {
    fn of(self, mixture: &Mixture) -> f64 {
        match self {
            Criterion::Bic => mixture.bic,
            Criterion::Aic => mixture.aic,
        }
    }
}

/// A mixture asked for, and what became of it.
pub type Tried = (MixtureOptions, Result<Mixture, MethodError>);

/// Mixtures of every form and number of components asked for, and the position
/// of the best; of equal values the first.
pub fn mixtures(
    data: &Matrix,
    forms: &[Covariance],
    ks: std::ops::RangeInclusive<usize>,
    options: &MixtureOptions,
    criterion: Criterion,
) -> (Vec<Tried>, Option<usize>) {
    let asked: Vec<MixtureOptions> = forms
        .iter()
        .flat_map(|&covariance| ks.clone().map(move |k| MixtureOptions { k, covariance, ..*options }))
        .collect();
    let found: Vec<_> = asked.into_par_iter().map(|o| (o, gaussian_mixture(data, &o))).collect();
    let mut best: Option<(usize, f64)> = None;
    for (at, (_, mixture)) in found.iter().enumerate() {
        if let Ok(mixture) = mixture
            && best.is_none_or(|(_, b)| criterion.of(mixture) < b)
        {
            best = Some((at, criterion.of(mixture)));
        }
    }
    (found, best.map(|(at, _)| at))
}

fn run(inputs: &Inputs, options: &Options) -> Result<Output, MethodError> {
    let data = data(inputs, options)?;
    let asked = MixtureOptions {
        k: options.integer("k") as usize,
        covariance: Covariance::from_word(options.text("covariance")),
        starts: options.integer("starts") as usize,
        regularization: options.real("regularization").unwrap_or(0.0),
        tolerance: options.real("tolerance").unwrap_or(0.0),
        seed: options.integer("seed") as u64,
    };
    let any = options.text("covariance") == "any";
    let criterion = if options.text("choose") == "aic" { Criterion::Aic } else { Criterion::Bic };
    let forms: Vec<Covariance> = if any { Covariance::ALL.to_vec() } else { vec![asked.covariance] };
    let range = options.text("choose") != "none" || options.text("table") == "criteria";
    let ks = if range { 1..=options.integer("k-max") as usize } else { asked.k..=asked.k };
    let (mut found, best) = mixtures(&data.z, &forms, ks, &asked, criterion);
    if options.text("table") == "criteria" {
        let mut output = Output::new(table_of(&criterion_rows(&found, best, &data.z))).variant(format!(
            "{}, normalised by {}",
            criterion_word(criterion),
            data.normalization.describe()
        ));
        if let Some(best) = best {
            output =
                output.figure("k", found[best].0.k).figure("covariance", found[best].0.covariance.as_str());
        }
        output.warnings = data.prepared.warnings;
        output.assumptions = data.prepared.assumptions;
        return Ok(output);
    }
    let (chosen, mixture) = found.swap_remove(best.unwrap_or(0));
    let mixture = mixture?;
    let mut labels = mixture.labels.clone();
    let order = ordered(&mut labels, chosen.k, data.index.as_deref());
    let posterior = mixture.posterior.take_cols(&order);
    let some: Vec<Option<usize>> = labels.iter().map(|&l| Some(l)).collect();
    let silhouettes = silhouettes_of(&data.z, &some);
    let table = if options.text("table") == "posterior" {
        table_of(&degree_rows(&data, &posterior))
    } else {
        let own: Vec<Option<f64>> =
            labels.iter().enumerate().map(|(i, &l)| Some(posterior.get(i, l))).collect();
        table_of(&graded_rows(&data, &some, &silhouettes, &own))
    };
    let output = Output::new(table)
        .variant(format!(
            "{} covariances, regularisation {:e}, normalised by {}",
            chosen.covariance.as_str(),
            chosen.regularization,
            data.normalization.describe()
        ))
        .figure("k", chosen.k)
        .figure("covariance", chosen.covariance.as_str())
        .figure("log_likelihood", mixture.log_likelihood)
        .figure("bic", mixture.bic)
        .figure("aic", mixture.aic)
        .figure("parameters", mixture.parameters)
        .figure("weights", order.iter().map(|&g| mixture.weights[g]).collect::<Vec<_>>())
        .figure("iterations", mixture.history.len())
        .figure("converged", mixture.converged)
        .figure("starts_with_result", mixture.starts_with_result);
    let mut output = judged(output, &data.z, &some, &silhouettes);
    output.warnings = data.prepared.warnings;
    output.assumptions = data.prepared.assumptions;
    let without = chosen.k - labels.iter().max().map_or(0, |m| m + 1);
    if without > 0 {
        output.warnings.push(format!("{without} of {} components are the likeliest of no region", chosen.k));
    }
    if mixture.starts_with_result < chosen.starts {
        output.warnings.push(format!(
            "{} of {} starts ended in a component without regions or without spread and were dropped",
            chosen.starts - mixture.starts_with_result,
            chosen.starts
        ));
    }
    if !mixture.converged {
        output.warnings.push(format!("the likelihood still rises after {} steps", mixture.history.len()));
    }
    Ok(output)
}

fn criterion_word(criterion: Criterion) -> &'static str {
    match criterion {
        Criterion::Bic => "bic",
        Criterion::Aic => "aic",
    }
}

fn criterion_rows(found: &[Tried], best: Option<usize>, z: &Matrix) -> Vec<CriterionRow> {
    let row = |(at, (o, mixture)): (usize, &Tried)| CriterionRow {
        covariance: o.covariance.as_str(),
        k: o.k as i64,
        log_likelihood: mixture.as_ref().ok().map(|m| m.log_likelihood),
        parameters: o.covariance.parameters(o.k, z.cols()) as i64,
        bic: mixture.as_ref().ok().map(|m| m.bic),
        aic: mixture.as_ref().ok().map(|m| m.aic),
        best: best == Some(at),
        status: match mixture {
            Ok(_) => Status::Observed,
            Err(_) if check_k(z, o.k).is_err() => Status::Undefined(Reason::TooFew),
            Err(_) => Status::Undefined(Reason::Constant),
        },
    };
    found.iter().enumerate().map(row).collect()
}
