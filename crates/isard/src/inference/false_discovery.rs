//! Adjusted p-values of many tests: the least false discovery rate at which a
//! test is still called significant.

/// Which dependence between the tests is allowed for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Adjustment {
    /// Benjamini & Hochberg 1995: tests independent or positively dependent.
    #[default]
    BenjaminiHochberg,
    /// Benjamini & Yekutieli 2001: any dependence; wider by Σ 1/i.
    BenjaminiYekutieli,
}

impl Adjustment {
    /// Names as options write them, in the order of the variants.
    pub const WORDS: &'static [&'static str] = &["benjamini-hochberg", "benjamini-yekutieli"];

    /// The adjustment of a word; the default for any other.
    pub fn from_word(word: &str) -> Self {
        if word == Self::WORDS[1] { Adjustment::BenjaminiYekutieli } else { Adjustment::BenjaminiHochberg }
    }
}

/// q-values of p-values; NaN (no test) stays NaN and does not count.
///
/// q₍ᵢ₎ = min over j ≥ i of min(1, c · N · p₍ⱼ₎ / j), c = 1 (Benjamini &
/// Hochberg) or Σ 1/i (Benjamini & Yekutieli).
///
/// Complexity: O(N log N).
///
/// ```
/// use isard::inference::false_discovery::{Adjustment, q_values};
/// let q = q_values(&[0.01, 0.04, 0.03, 0.5], Adjustment::BenjaminiHochberg);
/// assert!((q[2] - 0.16 / 3.0).abs() < 1e-12 && q[1] == q[2] && q[0] == 0.04);
/// ```
pub fn q_values(p: &[f64], adjustment: Adjustment) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p.len()).filter(|&i| !p[i].is_nan()).collect();
    order.sort_by(|&a, &b| p[a].total_cmp(&p[b]));
    let tests = order.len();
    let factor = match adjustment {
        Adjustment::BenjaminiHochberg => 1.0,
        Adjustment::BenjaminiYekutieli => (1..=tests).map(|i| 1.0 / i as f64).sum(),
    };
    let mut q = vec![f64::NAN; p.len()];
    let mut least = 1.0_f64;
    for (at, &i) in order.iter().enumerate().rev() {
        least = least.min(factor * tests as f64 * p[i] / (at + 1) as f64);
        q[i] = least;
    }
    q
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Step-up by the definition: the least level at which the test is among the rejected.
    fn naive(p: &[f64], factor: f64) -> Vec<f64> {
        let n = p.len() as f64;
        let rank = |x: f64| p.iter().filter(|&&v| v <= x).count() as f64;
        p.iter()
            .map(|&own| {
                let larger = p.iter().filter(|&&v| v >= own);
                larger.map(|&v| (factor * n * v / rank(v)).min(1.0)).fold(1.0, f64::min)
            })
            .collect()
    }

    proptest! {
        #[test]
        fn q_values_are_those_of_the_definition(p in prop::collection::vec(0.0..=1.0f64, 1..40)) {
            let harmonic: f64 = (1..=p.len()).map(|i| 1.0 / i as f64).sum();
            for (adjustment, factor) in [(Adjustment::BenjaminiHochberg, 1.0), (Adjustment::BenjaminiYekutieli, harmonic)] {
                let q = q_values(&p, adjustment);
                for (q, (naive, p)) in q.iter().zip(naive(&p, factor).iter().zip(&p)) {
                    prop_assert!((q - naive).abs() < 1e-12 && *q >= p - 1e-12);
                }
            }
        }
    }

    #[test]
    fn no_test_is_no_test() {
        let q = q_values(&[f64::NAN, 0.02, f64::NAN, 0.5], Adjustment::BenjaminiHochberg);
        assert!(q[0].is_nan() && q[2].is_nan());
        assert_eq!([q[1], q[3]], [0.04, 0.5]);
        assert!(q_values(&[], Adjustment::BenjaminiYekutieli).is_empty());
    }
}
