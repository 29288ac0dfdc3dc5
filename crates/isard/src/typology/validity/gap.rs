//! The gap statistic (Tibshirani, Walther & Hastie 2001).

use super::{ValidityOptions, within_ss};
use crate::inference::Random;
use crate::linalg::{Matrix, mean, standard_deviation};
use crate::typology::group_method::Grouping;
use rayon::prelude::*;

/// Separates the draws of this file from others under the same seed.
const STREAM: u64 = 0x6761_7000_0000;

/// Gap of one k.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Gap {
    /// Number of groups.
    pub k: usize,
    /// Mean of ln W over reference samples − ln W of the data.
    pub value: f64,
    /// s·√(1 + 1/B), s the standard deviation (ddof 0) of ln W over the samples.
    pub error: f64,
}

/// Rule by which gaps choose k. The five rules are those of the usual R
/// implementation; they disagree, so the one used is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum GapRule {
    /// Smallest k with gap(k) ≥ gap(k+1) − error(k+1).
    #[default]
    Tibs2001,
    /// First local maximum.
    FirstMax,
    /// Overall maximum.
    GlobalMax,
    /// Smallest k whose gap is within one error of the first local maximum.
    FirstSeMax,
    /// Smallest k whose gap is within one error of the overall maximum.
    GlobalSeMax,
}

impl GapRule {
    /// Words of the option.
    pub const WORDS: &'static [&'static str] =
        &["tibs-2001", "first-max", "global-max", "first-se-max", "global-se-max"];

    /// The rule of a word of [`GapRule::WORDS`]; `tibs-2001` for any other.
    pub fn from_word(word: &str) -> Self {
        match word {
            "first-max" => GapRule::FirstMax,
            "global-max" => GapRule::GlobalMax,
            "first-se-max" => GapRule::FirstSeMax,
            "global-se-max" => GapRule::GlobalSeMax,
            _ => GapRule::Tibs2001,
        }
    }
}

/// Gaps of k = 1 and of the groupings given (number of groups, labels); reference samples are uniform in
/// the box spanned by the columns. A k whose ln W is not finite is left out.
pub fn gaps(
    z: &Matrix,
    fits: &[(usize, &[usize])],
    method: &dyn Grouping,
    options: &ValidityOptions,
) -> Vec<Gap> {
    let ranges: Vec<(f64, f64)> = (0..z.cols())
        .map(|j| {
            let low = z.column(j).fold(f64::INFINITY, f64::min);
            (low, z.column(j).fold(f64::NEG_INFINITY, f64::max) - low)
        })
        .collect();
    let mut ks = vec![1];
    ks.extend(fits.iter().map(|f| f.0));
    let of_sample = |b: usize| -> Vec<f64> {
        let mut random = Random::new(options.seed, STREAM, b as u64);
        let data = (0..z.rows()).flat_map(|_| {
            ranges.iter().map(|(low, width)| low + width * random.uniform()).collect::<Vec<_>>()
        });
        let sample = Matrix::from_vec(z.rows(), z.cols(), data.collect());
        let log = |&k: &usize| match k {
            1 => within_ss(&sample, &vec![0; sample.rows()]).ln(),
            _ => method.quick(&sample, k, 0).map_or(f64::NAN, |l| within_ss(&sample, &l).ln()),
        };
        ks.iter().map(log).collect()
    };
    let logs: Vec<Vec<f64>> = (0..options.references).into_par_iter().map(of_sample).collect();
    let one = within_ss(z, &vec![0; z.rows()]);
    let within = std::iter::once(one).chain(fits.iter().map(|f| within_ss(z, f.1)));
    let b = options.references as f64;
    let gap = |(at, w): (usize, f64)| {
        let sample: Vec<f64> = logs.iter().map(|l| l[at]).collect();
        let error = standard_deviation(&sample, 0) * (1.0 + 1.0 / b).sqrt();
        Gap { k: ks[at], value: mean(&sample) - w.ln(), error }
    };
    within.enumerate().map(gap).filter(|g| g.value.is_finite() && g.error.is_finite()).collect()
}

/// The k a rule chooses among gaps in ascending order of k; it may be 1.
pub fn choose_k(gaps: &[Gap], rule: GapRule) -> Option<usize> {
    let last = gaps.len().checked_sub(1)?;
    let first_max = (0..last).find(|&i| gaps[i].value >= gaps[i + 1].value).unwrap_or(last);
    let global_max = (0..=last).fold(0, |b, i| if gaps[i].value > gaps[b].value { i } else { b });
    let within = |top: usize| (0..=top).find(|&i| gaps[i].value >= gaps[top].value - gaps[top].error);
    let at = match rule {
        GapRule::Tibs2001 => {
            (0..last).find(|&i| gaps[i].value >= gaps[i + 1].value - gaps[i + 1].error).unwrap_or(last)
        }
        GapRule::FirstMax => first_max,
        GapRule::GlobalMax => global_max,
        GapRule::FirstSeMax => within(first_max).unwrap_or(first_max),
        GapRule::GlobalSeMax => within(global_max).unwrap_or(global_max),
    };
    Some(gaps[at].k)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rules_disagree_as_they_should() {
        let of = |k, value, error| Gap { k, value, error };
        let gaps =
            [of(1, 0.1, 0.01), of(2, 0.5, 0.02), of(3, 0.49, 0.02), of(4, 0.52, 0.05), of(5, 0.4, 0.01)];
        assert_eq!(choose_k(&gaps, GapRule::Tibs2001), Some(2));
        assert_eq!(choose_k(&gaps, GapRule::FirstMax), Some(2));
        assert_eq!(choose_k(&gaps, GapRule::GlobalMax), Some(4));
        assert_eq!(choose_k(&gaps, GapRule::GlobalSeMax), Some(2));
        assert_eq!(choose_k(&gaps, GapRule::FirstSeMax), Some(2));
        assert_eq!(choose_k(&[], GapRule::FirstMax), None);
    }
}
