//! What statistics of a whole map have in common.

use crate::clusters::slab::Measured;
use crate::inference::permutation::{Alternative, Counts, Plan};
use crate::model::{Reason, Status};
use statrs::function::erf::erfc;

/// A statistic of a whole map with what chance gives.
#[derive(Debug, Clone, PartialEq)]
pub struct Global {
    /// Value.
    pub value: f64,
    /// Expectation without spatial association.
    pub expected: f64,
    /// Variance when values are drawn from a normal distribution.
    pub normality: Measured,
    /// Variance when the given values are permuted.
    pub randomization: Measured,
    /// Draws of the permutation test.
    pub counts: Counts,
    /// p-value of the permutation test; none without draws.
    pub p: Option<f64>,
}

impl Global {
    /// Named numbers in the order of the output.
    pub fn rows(&self, alternative: Alternative) -> Vec<(&'static str, Measured)> {
        let mut rows = vec![("value", Ok(self.value)), ("expected", Ok(self.expected))];
        let names = [
            ["variance-normality", "z-normality", "p-normality"],
            ["variance-randomization", "z-randomization", "p-randomization"],
        ];
        for (names, variance) in names.iter().zip([self.normality, self.randomization]) {
            // Where neither a formula is known, no rows stand.
            if variance == Err(Status::Missing) {
                continue;
            }
            let z = variance.and_then(|v| self.z(v));
            rows.push((names[0], variance));
            rows.push((names[1], z));
            rows.push((names[2], z.map(|z| normal_p(z, alternative))));
        }
        if let Some(p) = self.p {
            rows.push(("p-permutation", Ok(p)));
        }
        rows
    }

    /// Standard deviations from the expectation.
    pub fn z(&self, variance: f64) -> Measured {
        if variance > 0.0 {
            Ok((self.value - self.expected) / variance.sqrt())
        } else {
            Err(Status::Undefined(Reason::Constant))
        }
    }

    pub(crate) fn tested(mut self, counts: Counts, plan: &Plan) -> Global {
        self.counts = counts;
        self.p = (counts.draws > 0).then(|| plan.alternative.p(counts, *plan));
        self
    }
}

/// Tail of the standard normal distribution.
pub fn normal_p(z: f64, alternative: Alternative) -> f64 {
    let upper = |z: f64| erfc(z / std::f64::consts::SQRT_2) / 2.0;
    match alternative {
        Alternative::Greater => upper(z),
        Alternative::Lesser => upper(-z),
        Alternative::Directed => upper(z.abs()),
        Alternative::TwoSided | Alternative::Folded => 2.0 * upper(z.abs()),
    }
}

/// Needs at least `least` regions, values that differ, and a link.
pub(crate) fn usable(values: &[f64], s0: f64, least: usize) -> Result<(), Status> {
    if values.is_empty() {
        return Err(Status::Missing);
    }
    if values.len() < least {
        return Err(Status::Undefined(Reason::TooFew));
    }
    if super::values::constant(values) {
        return Err(Status::Undefined(Reason::Constant));
    }
    if s0 <= 0.0 {
        return Err(Status::Undefined(Reason::Island));
    }
    Ok(())
}

/// A variance that needs at least four regions.
pub(crate) fn of_four(n: f64, variance: impl FnOnce() -> f64) -> Measured {
    if n < 4.0 { Err(Status::Undefined(Reason::TooFew)) } else { Ok(variance()) }
}
