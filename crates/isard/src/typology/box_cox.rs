//! Box–Cox transformation with the exponent of greatest likelihood.

/// Range of exponents looked at.
const RANGE: (f64, f64) = (-5.0, 5.0);

/// A fitted transformation.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BoxCox {
    /// Exponent.
    pub lambda: f64,
    /// Geometric mean, the unit of the values.
    pub unit: f64,
    /// Gain in log-likelihood over no transformation (λ = 1).
    pub gain: f64,
}

impl BoxCox {
    /// ((x/ẋ)^λ − 1)/λ, ln(x/ẋ) for λ = 0; rises with x. Dividing by the
    /// geometric mean ẋ keeps digits and changes neither λ nor z-scores.
    pub fn apply(&self, x: f64) -> f64 {
        let t = (x / self.unit).ln() * self.lambda;
        if t.abs() < 1e-12 { (x / self.unit).ln() } else { t.exp_m1() / self.lambda }
    }
}

/// The exponent of greatest likelihood over groups of values that share a
/// variance but not a mean (years).
///
/// # Formula
/// max −n/2·ln(Σ_g Σ_i (T(x_gi) − T̄_g)²/n) + (λ − 1)·Σ ln x (Box & Cox 1964);
/// with one group the usual one. λ is sought on −5…5: steps of 0.1, then
/// golden section about the best.
///
/// # Undefined cases
/// `None` when a value is not positive or no group has spread.
pub fn box_cox(groups: &[Vec<f64>]) -> Option<BoxCox> {
    let all = || groups.iter().flatten().copied();
    let n = all().count() as f64;
    if n == 0.0 || all().any(|x| x <= 0.0 || !x.is_finite()) {
        return None;
    }
    if groups.iter().all(|g| g.windows(2).all(|w| w[0] == w[1])) {
        return None;
    }
    let unit = (all().map(f64::ln).sum::<f64>() / n).exp();
    let likelihood = |lambda: f64| {
        // Over the geometric mean Σ ln x is 0, so the Jacobian falls away.
        let fitted = BoxCox { lambda, unit, gain: 0.0 };
        let within: f64 = groups
            .iter()
            .map(|g| {
                let t: Vec<f64> = g.iter().map(|&x| fitted.apply(x)).collect();
                let mean = t.iter().sum::<f64>() / t.len().max(1) as f64;
                t.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>()
            })
            .sum();
        -n / 2.0 * (within / n).ln()
    };
    let steps = ((RANGE.1 - RANGE.0) / 0.1).round() as usize;
    let grid = |s: usize| RANGE.0 + (RANGE.1 - RANGE.0) * s as f64 / steps as f64;
    let mut best = (0, f64::NEG_INFINITY);
    for s in 0..=steps {
        let value = likelihood(grid(s));
        if value > best.1 {
            best = (s, value);
        }
    }
    let (mut low, mut high) = (grid(best.0.saturating_sub(1)), grid((best.0 + 1).min(steps)));
    let ratio = (5f64.sqrt() - 1.0) / 2.0;
    while high - low > 1e-9 {
        let (a, b) = (high - ratio * (high - low), low + ratio * (high - low));
        if likelihood(a) < likelihood(b) { low = a } else { high = b }
    }
    let lambda = (low + high) / 2.0;
    Some(BoxCox { lambda, unit, gain: likelihood(lambda) - likelihood(1.0) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inference::Random;

    #[test]
    fn logarithms_of_normal_numbers_give_zero_and_squares_one_half() {
        let mut random = Random::new(4, 0, 0);
        let base: Vec<f64> = (0..4000).map(|_| 10.0 + random.normal()).collect();
        let of = |f: fn(f64) -> f64| box_cox(&[base.iter().map(|&v| f(v)).collect()]).expect("a fit").lambda;
        assert!(of(|v| v.exp()).abs() < 0.05);
        assert!((of(|v| v * v) - 0.5).abs() < 0.2);
        // The years' own levels are no spread.
        let years = [base.iter().map(|v| v.exp()).collect(), base.iter().map(|v| (v + 3.0).exp()).collect()];
        assert!(box_cox(&years).expect("a fit").lambda.abs() < 0.05);
    }

    #[test]
    fn the_transformation_rises_and_zero_is_the_logarithm() {
        for lambda in [-2.0, -1e-14, 0.0, 1e-14, 0.5, 3.0] {
            let t = BoxCox { lambda, unit: 2.0, gain: 0.0 };
            assert!(t.apply(1.0) < t.apply(2.0) && t.apply(2.0) < t.apply(7.0));
            assert_eq!(t.apply(2.0), 0.0);
        }
        let t = BoxCox { lambda: 0.0, unit: 1.0, gain: 0.0 };
        assert!((t.apply(5.0) - 5f64.ln()).abs() < 1e-15);
        assert_eq!(box_cox(&[vec![1.0, 0.0, 2.0]]), None);
        assert_eq!(box_cox(&[vec![3.0, 3.0]]), None);
    }
}
