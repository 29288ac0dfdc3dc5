//! The hidden Markov model of stages and its constraints.

use statrs::function::gamma::ln_gamma;

/// Number of stages.
pub const STAGES: usize = 4;

/// Names of the stages in their order.
pub const NAMES: [&str; STAGES] = ["emergence", "growth", "sustainment", "decline"];

/// Degrees of freedom of the errors: tails heavy enough for a year that a small
/// cell or a revised figure spoils.
pub const FREEDOM: f64 = 5.0;

/// Mean and scale of a measure in each stage.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Emission {
    /// Means.
    pub mean: [f64; STAGES],
    /// Squared scales.
    pub scale: [f64; STAGES],
}

/// The part of the log density that no stage changes.
pub(super) fn constant() -> f64 {
    ln_gamma((FREEDOM + 1.0) / 2.0) - ln_gamma(FREEDOM / 2.0) - 0.5 * (FREEDOM * std::f64::consts::PI).ln()
}

/// Parameters of the model.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    /// Probability of each stage in the first year.
    pub start: [f64; STAGES],
    /// Probability of the stage after, by the stage before.
    pub moves: [[f64; STAGES]; STAGES],
    /// Relative growth.
    pub growth: Emission,
    /// Log location quotient in the first year known.
    pub level: Emission,
}

/// What the model is held to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Constraints {
    /// Least difference of mean log growth a year between growth and emergence,
    /// and between sustainment and decline.
    pub separation: f64,
    /// Whether a cluster may grow anew after sustainment or decline.
    pub renewal: bool,
}

impl Constraints {
    /// Prior counts of moves; zero where a move is impossible. An emerging
    /// cluster may fail; one that grows may turn to decline at once.
    pub(super) fn prior(self) -> [[f64; STAGES]; STAGES] {
        let back = if self.renewal { 0.25 } else { 0.0 };
        [[8.0, 1.0, 0.0, 0.25], [0.0, 8.0, 1.0, 0.25], [0.0, back, 8.0, 1.0], [back, back, 0.0, 8.0]]
    }

    /// Means of growth nearest to the given ones (by weight) with
    /// decline + separation ≤ sustainment ≤ emergence ≤ growth − separation.
    pub(super) fn order_growth(self, mean: &mut [f64; STAGES], weight: &[f64; STAGES]) {
        const ORDER: [usize; STAGES] = [3, 2, 0, 1];
        let shift = [self.separation, 0.0, 0.0, -self.separation];
        let mut values: Vec<f64> = (0..STAGES).map(|k| mean[ORDER[k]] + shift[k]).collect();
        ascend(&mut values, &ORDER.map(|s| weight[s]));
        for k in 0..STAGES {
            mean[ORDER[k]] = values[k] - shift[k];
        }
    }

    /// An emerging cluster is on the average no more specialised than one that stands.
    pub(super) fn order_level(self, mean: &mut [f64; STAGES], weight: &[f64; STAGES]) {
        let mut values = vec![mean[0], mean[2]];
        ascend(&mut values, &[weight[0], weight[2]]);
        (mean[0], mean[2]) = (values[0], values[1]);
    }
}

/// Replaces values by the nearest ones that ascend (weighted squares): violators
/// are pooled.
pub(super) fn ascend(values: &mut [f64], weights: &[f64]) {
    let mut pools: Vec<(f64, f64, usize)> = Vec::new();
    for (v, w) in values.iter().zip(weights) {
        pools.push((*v, w.max(1e-12), 1));
        while let [.., a, b] = pools[..] {
            if a.0 <= b.0 {
                break;
            }
            pools.truncate(pools.len() - 2);
            let w = a.1 + b.1;
            pools.push(((a.0 * a.1 + b.0 * b.1) / w, w, a.2 + b.2));
        }
    }
    let flat = pools.into_iter().flat_map(|(v, _, n)| std::iter::repeat_n(v, n));
    values.iter_mut().zip(flat).for_each(|(a, b)| *a = b);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn violators_are_pooled() {
        let mut v = [3.0, 1.0, 2.0, 5.0, 4.0];
        ascend(&mut v, &[1.0, 1.0, 1.0, 1.0, 3.0]);
        assert_eq!(v, [2.0, 2.0, 2.0, 4.25, 4.25]);
    }

    #[test]
    fn growth_is_held_apart() {
        let limits = Constraints { separation: 0.02, renewal: true };
        let mut mean = [0.05, 0.04, 0.0, 0.01];
        limits.order_growth(&mut mean, &[1.0; 4]);
        let [emergence, growth, sustainment, decline] = mean;
        assert!(growth - emergence > 0.02 - 1e-12 && sustainment - decline > 0.02 - 1e-12);
        assert!(sustainment <= emergence);
    }
}
