//! Weights of indicators in an index.

use super::definitions::IndicatorDefinition;
use super::pairwise_comparison::{self, Consistency};
use crate::linalg::{Matrix, mean, standard_deviation, symmetric_eigen};
use crate::registry::{MethodError, OptionSpec, Options};
use std::collections::BTreeSet;

/// How indicators are weighted in an index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Weighting {
    /// Weights of the definitions, 1 where none is given.
    #[default]
    Given,
    /// All equal.
    Equal,
    /// Spread × lack of correlation with the others (Diakoulaki et al. 1995).
    Critic,
    /// One minus Shannon's entropy of the shares.
    Entropy,
    /// Variance that principal components of eigenvalue 1 and more take from
    /// each indicator.
    Pca,
    /// Every domain the same in all, shared equally by its indicators.
    Domains,
    /// Experts' pairwise comparisons; the definitions carry the result.
    Ahp,
}

impl Weighting {
    /// Words of the option.
    pub const WORDS: &'static [&'static str] =
        &["given", "equal", "critic", "entropy", "pca", "domains", "ahp"];

    /// The weighting of a word of [`Weighting::WORDS`]; `given` for any other.
    pub fn from_word(word: &str) -> Self {
        match word {
            "equal" => Weighting::Equal,
            "critic" => Weighting::Critic,
            "entropy" => Weighting::Entropy,
            "pca" => Weighting::Pca,
            "domains" => Weighting::Domains,
            "ahp" => Weighting::Ahp,
            _ => Weighting::Given,
        }
    }

    /// The word.
    pub fn as_str(self) -> &'static str {
        match self {
            Weighting::Given => "given",
            Weighting::Equal => "equal",
            Weighting::Critic => "critic",
            Weighting::Entropy => "entropy",
            Weighting::Pca => "pca",
            Weighting::Domains => "domains",
            Weighting::Ahp => "ahp",
        }
    }

    /// Weights of the columns of `unit` (oriented values scaled to 0..1 by
    /// min–max), with mean 1.
    ///
    /// critic: cⱼ = sⱼ Σₖ(1 − rⱼₖ). entropy: 1 + Σᵢ pᵢⱼ ln pᵢⱼ / ln n with
    /// pᵢⱼ = xᵢⱼ/Σᵢxᵢⱼ. pca: Σ λ_c·v_jc² over the components of the
    /// correlations with λ ≥ 1. domains: one over the number of indicators of the
    /// domain; those without a domain share one. When every weight is 0 they are
    /// all 1.
    pub fn weights(self, unit: &Matrix, definitions: &[&IndicatorDefinition]) -> Vec<f64> {
        let columns: Vec<Vec<f64>> = (0..unit.cols()).map(|j| unit.column(j).collect()).collect();
        let raw: Vec<f64> = match self {
            Weighting::Given | Weighting::Ahp => {
                definitions.iter().map(|d| d.weight.unwrap_or(1.0)).collect()
            }
            Weighting::Equal => vec![1.0; unit.cols()],
            Weighting::Critic => {
                let lack = |x: &[f64]| columns.iter().map(|y| 1.0 - correlation(x, y)).sum::<f64>();
                columns.iter().map(|x| standard_deviation(x, 0) * lack(x)).collect()
            }
            Weighting::Entropy => columns.iter().map(|x| divergence(x)).collect(),
            Weighting::Pca => communalities(unit),
            Weighting::Domains => {
                let same =
                    |d: &IndicatorDefinition| definitions.iter().filter(|o| o.domain == d.domain).count();
                definitions.iter().map(|d| 1.0 / same(d) as f64).collect()
            }
        };
        let total: f64 = raw.iter().sum();
        if total <= 0.0 || !total.is_finite() {
            return vec![1.0; unit.cols()];
        }
        raw.iter().map(|w| w.max(0.0) * raw.len() as f64 / total).collect()
    }
}

fn divergence(x: &[f64]) -> f64 {
    let total: f64 = x.iter().sum();
    let part = |v: &f64| if *v > 0.0 { v / total * (v / total).ln() } else { 0.0 };
    1.0 + x.iter().map(part).sum::<f64>() / (x.len() as f64).ln()
}

/// Pearson's correlation; NaN when a side is constant.
pub(super) fn correlation(x: &[f64], y: &[f64]) -> f64 {
    let (mx, my) = (mean(x), mean(y));
    let (mut xy, mut xx, mut yy) = (0.0, 0.0, 0.0);
    for (a, b) in x.iter().zip(y) {
        xy += (a - mx) * (b - my);
        xx += (a - mx) * (a - mx);
        yy += (b - my) * (b - my);
    }
    (xy / (xx * yy).sqrt()).clamp(-1.0, 1.0)
}

/// Correlations of the columns; the diagonal is 1, NaN where a column is
/// constant.
pub(super) fn correlations(x: &Matrix) -> Matrix {
    let m = x.cols();
    let columns: Vec<Vec<f64>> = (0..m).map(|j| x.column(j).collect()).collect();
    let mut r = Matrix::zeros(m, m);
    for a in 0..m {
        r.set(a, a, 1.0);
        for b in 0..a {
            let value = correlation(&columns[a], &columns[b]);
            r.set(a, b, value);
            r.set(b, a, value);
        }
    }
    r
}

/// Variance of each column in the components of eigenvalue 1 and more.
fn communalities(x: &Matrix) -> Vec<f64> {
    let eigen = symmetric_eigen(&correlations(x));
    // The largest is at least 1; rounding must not lose it.
    let kept = eigen.values.iter().filter(|v| **v >= 1.0).count().max(1);
    let of = |j: usize| (0..kept).map(|c| eigen.values[c] * eigen.vectors.get(j, c).powi(2)).sum();
    (0..x.cols()).map(of).collect()
}

/// Option `indicator-weights`.
pub(super) const INDICATOR_WEIGHTS: OptionSpec = OptionSpec::choice(
    "indicator-weights",
    Weighting::WORDS,
    "given",
    "Weights in the index: given (of the definitions, 1 where none is given), equal, critic, entropy, pca (variance in components of eigenvalue 1 and more), domains (each domain the same) or ahp (option `comparisons`). Whether they count in grouping is another option.",
);

/// Option `comparisons`.
pub(super) const COMPARISONS: OptionSpec = OptionSpec::text(
    "comparisons",
    "",
    "indicator-weights=ahp: how much more important one indicator (or one domain) is than another, every pair once, comma-separated: a:b=3,a:c=5,b:c=1/2.",
);

/// Puts the weights of the option `comparisons` into the definitions: of
/// indicators, or of domains, whose ranked indicators share a weight equally.
///
/// # Errors
/// Comparisons without `indicator-weights=ahp` or the other way round; a list
/// that [`pairwise_comparison::parse`] refuses.
pub fn expert_weights(
    definitions: &mut [IndicatorDefinition],
    weighting: Weighting,
    options: &Options,
) -> Result<Option<Consistency>, MethodError> {
    let pairs = options.list("comparisons");
    match (weighting == Weighting::Ahp, pairs.is_empty()) {
        (false, true) => return Ok(None),
        (false, false) => {
            return Err(MethodError::data_hint(
                format!("option `comparisons` is set, but indicator-weights={}", weighting.as_str()),
                "set indicator-weights=ahp",
            ));
        }
        (true, true) => {
            return Err(MethodError::data_hint(
                "indicator-weights=ahp needs the option `comparisons`",
                "such as comparisons=economy:people=3,economy:innovation=1,innovation:people=2",
            ));
        }
        (true, false) => {}
    }
    let bad = |expected: String| MethodError::BadOption {
        name: "comparisons".into(),
        value: options.text("comparisons").into(),
        expected,
    };
    let ranked: Vec<usize> =
        (0..definitions.len()).filter(|&j| definitions[j].direction.orient(0.0).is_some()).collect();
    let domains: BTreeSet<String> = ranked.iter().filter_map(|&j| definitions[j].domain.clone()).collect();
    let names: Vec<String> = ranked.iter().map(|&j| definitions[j].indicator.clone()).collect();
    let first = pairs[0].split([':', '=']).next().unwrap_or_default().trim();
    let by_domain = domains.contains(first) && !names.iter().any(|n| n == first);
    if by_domain {
        if let Some(&j) = ranked.iter().find(|&&j| definitions[j].domain.is_none()) {
            return Err(bad(format!("domains of all indicators; `{}` has none", definitions[j].indicator)));
        }
        let names: Vec<&str> = domains.iter().map(String::as_str).collect();
        let found = pairwise_comparison::parse(&pairs, &names)
            .and_then(|m| pairwise_comparison::weights(&m))
            .map_err(bad)?;
        for &j in &ranked {
            let at = names.iter().position(|n| definitions[j].domain.as_deref() == Some(n));
            let same = ranked.iter().filter(|&&o| definitions[o].domain == definitions[j].domain).count();
            let weight = at.map(|at| found.weights[at] / same as f64);
            definitions[j].weight = weight;
        }
        return Ok(Some(found));
    }
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let found = pairwise_comparison::parse(&pairs, &names)
        .and_then(|m| pairwise_comparison::weights(&m))
        .map_err(bad)?;
    ranked.iter().zip(&found.weights).for_each(|(&j, &w)| definitions[j].weight = Some(w));
    Ok(Some(found))
}
