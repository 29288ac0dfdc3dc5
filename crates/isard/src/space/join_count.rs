//! Join counts: links between regions that have something and regions that
//! have it not.

use super::conditional::Stream;
use super::global::{Global, usable};
use super::moments::Moments;
use super::moran::BESAG_CLIFFORD;
use super::values::{Fields, INPUTS, ISLANDS};
use super::{LONG_OUTPUT, Weights, long_output_of};
use crate::inference::permutation::{OPTIONS, Plan, shuffled};
use crate::model::{Reason, Status};
use crate::registry::{Inputs, Method, MethodError, OptionSpec, Options, Output, Reference};

/// Registry entry.
pub const METHOD: Method = Method {
    id: "join-count",
    question: "space",
    title: "Join counts",
    summary: "How many links join two regions that have something (value 1), two that have it not (0), and one of each.",
    formula: "ones: ½ Σ wᵢⱼ xᵢ xⱼ; zeros: ½ Σ wᵢⱼ (1 − xᵢ)(1 − xⱼ); mixed: ½ Σ wᵢⱼ (xᵢ − xⱼ)². Under permutation, n₁ ones of n and \
              n⁽ᵏ⁾ = n(n − 1)…(n − k + 1): E ones = ½ S₀ n₁⁽²⁾/n⁽²⁾, Var = ¼[S₁ n₁⁽²⁾/n⁽²⁾ + (S₂ − 2S₁) n₁⁽³⁾/n⁽³⁾ + (S₀² + S₁ − S₂) \
              n₁⁽⁴⁾/n⁽⁴⁾] − E²; E mixed = S₀ n₁n₀/n⁽²⁾, Var = ¼[2S₁ n₁n₀/n⁽²⁾ + (S₂ − 2S₁) n₁n₀(n − 2)/n⁽³⁾ + 4(S₀² + S₁ − S₂) \
              n₁⁽²⁾n₀⁽²⁾/n⁽⁴⁾] − E².",
    undefined: "missing: no region has a value; undefined:too-few: fewer than two regions (four for the variance); \
                undefined:constant: all ones or all zeros; undefined:island: no link. Values other than 0 and 1 are refused.",
    complexity: "O(links) for the counts, O(draws · (n + links)) for the permutations, on all threads.",
    inputs: INPUTS,
    options: crate::options![
        OPTIONS,
        [
            OptionSpec::choice(
                "style",
                &["binary", "row", "given"],
                "binary",
                "Weights: binary (every link 1, so that joins are counted), row (each row divided by its sum), given (as they stand).",
            ),
            ISLANDS
        ]
    ],
    output: LONG_OUTPUT,
    references: &[
        Reference {
            text: "Cliff, A. D. & Ord, J. K. (1981). Spatial Processes: Models and Applications. Pion",
            locator: "moments under non-free sampling, checked against all permutations of small maps",
            doi: "",
            checked: true,
        },
        BESAG_CLIFFORD,
    ],
    run,
};

/// Which joins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Join {
    /// Two ones.
    Ones,
    /// A one and a zero.
    Mixed,
    /// Two zeros.
    Zeros,
}

impl Join {
    /// All, in the order of the output.
    pub const ALL: [Join; 3] = [Join::Ones, Join::Mixed, Join::Zeros];

    /// Its name.
    pub fn word(self) -> &'static str {
        ["ones", "mixed", "zeros"][self as usize]
    }

    /// Half the weighted number of these joins.
    fn count(self, weights: &Weights, x: &[f64]) -> f64 {
        let joined = |a: f64, b: f64| match self {
            Join::Ones => a * b,
            Join::Mixed => (a - b) * (a - b),
            Join::Zeros => (1.0 - a) * (1.0 - b),
        };
        (0..x.len()).map(|i| weights.row(i).map(|(j, w)| w * joined(x[i], x[j])).sum::<f64>()).sum::<f64>()
            / 2.0
    }
}

/// Joins of one kind; values are 0 or 1, in the order of the weights' regions.
///
/// # Errors
/// See [`METHOD`].
pub fn join_count(weights: &Weights, values: &[f64], join: Join, plan: &Plan) -> Result<Global, Status> {
    let m = Moments::of(weights);
    usable(values, m.s0, 2)?;
    let n = values.len() as f64;
    let ones: f64 = values.iter().sum();
    // n(n − 1)…(n − k + 1)
    let falling = |n: f64, k: usize| (0..k).map(|i| n - i as f64).product::<f64>();
    let product = |a: f64, k: usize| falling(a, k) / falling(n, k);
    let rest = m.s0 * m.s0 + m.s1 - m.s2;
    let (expected, second_moment) = match join {
        Join::Mixed => {
            let zeros = n - ones;
            let second = 2.0 * m.s1 * ones * zeros / falling(n, 2)
                + (m.s2 - 2.0 * m.s1) * ones * zeros * (n - 2.0) / falling(n, 3)
                + 4.0 * rest * falling(ones, 2) * falling(zeros, 2) / falling(n, 4);
            (m.s0 * ones * zeros / falling(n, 2), second / 4.0)
        }
        _ => {
            let own = if join == Join::Ones { ones } else { n - ones };
            let second =
                m.s1 * product(own, 2) + (m.s2 - 2.0 * m.s1) * product(own, 3) + rest * product(own, 4);
            (m.s0 * product(own, 2) / 2.0, second / 4.0)
        }
    };
    let randomization = if n < 4.0 {
        Err(Status::Undefined(Reason::TooFew))
    } else {
        Ok(second_moment - expected * expected)
    };
    let of = |x: &[f64]| join.count(weights, x);
    let value = of(values);
    let tolerance = 1e-12 * m.s0;
    let stream = Stream::JoinCount.item(join as usize);
    let counts = shuffled(values, plan.alternative.bounds(value, expected), tolerance, plan, stream, of);
    let found = Global { value, expected, normality: Err(Status::Missing), randomization, counts, p: None };
    Ok(found.tested(counts, plan))
}

fn run(inputs: &Inputs, options: &Options) -> Result<Output, MethodError> {
    let fields = Fields::read(inputs, options)?;
    let plan = Plan::from_options(options);
    for field in &fields.years {
        if let Some(at) = field.values.iter().position(|v| *v != 0.0 && *v != 1.0) {
            return Err(MethodError::data_hint(
                format!(
                    "`{}` has the value {}: join counts need 0 or 1",
                    field.weights.regions()[at],
                    field.values[at]
                ),
                "code what is counted as 1 and everything else as 0",
            ));
        }
    }
    long_output_of(fields, &plan, options.text("style"), &Join::ALL.map(Join::word), |field| {
        Ok(Join::ALL.map(|join| join_count(&field.weights, &field.values, join, &plan)).to_vec())
    })
}
