//! Weights of indicators in an index.

use super::definitions::IndicatorDefinition;
use crate::linalg::{Matrix, mean, standard_deviation};
use crate::registry::OptionSpec;

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
}

impl Weighting {
    /// Words of the option.
    pub const WORDS: &'static [&'static str] = &["given", "equal", "critic", "entropy"];

    /// The weighting of a word of [`Weighting::WORDS`]; `given` for any other.
    pub fn from_word(word: &str) -> Self {
        match word {
            "equal" => Weighting::Equal,
            "critic" => Weighting::Critic,
            "entropy" => Weighting::Entropy,
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
        }
    }

    /// Weights of the columns of `unit` (oriented values scaled to 0..1 by
    /// min–max), with mean 1.
    ///
    /// critic: cⱼ = sⱼ Σₖ(1 − rⱼₖ). entropy: 1 + Σᵢ pᵢⱼ ln pᵢⱼ / ln n with
    /// pᵢⱼ = xᵢⱼ/Σᵢxᵢⱼ. When every weight is 0 they are all 1.
    pub fn weights(self, unit: &Matrix, definitions: &[&IndicatorDefinition]) -> Vec<f64> {
        let columns: Vec<Vec<f64>> = (0..unit.cols()).map(|j| unit.column(j).collect()).collect();
        let raw: Vec<f64> = match self {
            Weighting::Given => definitions.iter().map(|d| d.weight.unwrap_or(1.0)).collect(),
            Weighting::Equal => vec![1.0; unit.cols()],
            Weighting::Critic => {
                let lack = |x: &[f64]| columns.iter().map(|y| 1.0 - correlation(x, y)).sum::<f64>();
                columns.iter().map(|x| standard_deviation(x, 0) * lack(x)).collect()
            }
            Weighting::Entropy => columns.iter().map(|x| divergence(x)).collect(),
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

/// Option `indicator-weights`.
pub(super) const INDICATOR_WEIGHTS: OptionSpec = OptionSpec::choice(
    "indicator-weights",
    Weighting::WORDS,
    "given",
    "Weights in the index: given (of the definitions, 1 where none is given), equal, critic or entropy. Grouping is not weighted.",
);
