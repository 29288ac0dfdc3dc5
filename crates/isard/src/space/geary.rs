//! Geary's C of a whole map.

use super::conditional::Stream;
use super::global::{Global, of_four, usable};
use super::moments::Moments;
use super::moran::{BESAG_CLIFFORD, ROUNDING};
use super::values::{Fields, INPUTS, ISLANDS, STYLE, deviations};
use super::{LONG_OUTPUT, Weights, long_output};
use crate::inference::permutation::{OPTIONS, Plan, shuffled};
use crate::model::Status;
use crate::registry::{Inputs, Method, MethodError, Options, Output, Reference};

/// Registry entry.
pub const METHOD: Method = Method {
    id: "geary",
    question: "space",
    title: "Geary's C",
    summary: "Squared differences between neighbours against those between all: below 1 neighbours are alike, above 1 unlike.",
    formula: "C = (n − 1)/(2 S₀) · Σᵢⱼ wᵢⱼ (xᵢ − xⱼ)² / Σ(x − x̄)²; E = 1; Var (normality) = ((2S₁ + S₂)(n − 1) − 4S₀²)/(2(n + 1)S₀²); \
              Var (randomization) = {(n − 1)S₁[n² − 3n + 3 − (n − 1)b] − ¼(n − 1)S₂[n² + 3n − 6 − (n² − n + 2)b] + S₀²[n² − 3 − \
              (n − 1)²b]}/(n(n − 2)(n − 3)S₀²), b = n Σz⁴/(Σz²)²; S₀, S₁, S₂ as in `moran`. greater means C above its expectation: \
              neighbours unlike.",
    undefined: "missing: no region has a value; undefined:too-few: fewer than two regions (four for the variance under \
                randomization); undefined:constant: all values equal; undefined:island: no link.",
    complexity: "O(links) for the value, O(draws · (n + links)) for the permutations, on all threads.",
    inputs: INPUTS,
    options: &[OPTIONS[0], OPTIONS[1], OPTIONS[2], OPTIONS[3], STYLE, ISLANDS],
    output: LONG_OUTPUT,
    references: &[
        Reference {
            text: "Geary, R. C. (1954). The contiguity ratio and statistical mapping. The Incorporated Statistician 5, 115–145",
            locator: "value compared with esda 2.9.0",
            doi: "",
            checked: true,
        },
        Reference {
            text: "Cliff, A. D. & Ord, J. K. (1981). Spatial Processes: Models and Applications. Pion",
            locator: "variance under normality compared with esda 2.9.0",
            doi: "",
            checked: true,
        },
        BESAG_CLIFFORD,
    ],
    run,
};

/// Geary's C of `values`, in the order of the weights' regions.
///
/// # Errors
/// See [`METHOD`].
pub fn geary(weights: &Weights, values: &[f64], plan: &Plan) -> Result<Global, Status> {
    let m = Moments::of(weights);
    usable(values, m.s0, 2)?;
    let n = values.len() as f64;
    let z = deviations(values);
    let squares: f64 = z.iter().map(|v| v * v).sum();
    let of = |x: &[f64]| {
        let of_region = |i: usize| weights.row(i).map(|(j, w)| w * (x[i] - x[j]).powi(2)).sum::<f64>();
        (n - 1.0) / (2.0 * m.s0) * (0..x.len()).map(of_region).sum::<f64>() / squares
    };
    let value = of(&z);
    let s02 = m.s0 * m.s0;
    let normality = ((2.0 * m.s1 + m.s2) * (n - 1.0) - 4.0 * s02) / (2.0 * (n + 1.0) * s02);
    let b = n * z.iter().map(|v| v.powi(4)).sum::<f64>() / (squares * squares);
    let randomization = of_four(n, || {
        let first = (n - 1.0) * m.s1 * (n * n - 3.0 * n + 3.0 - (n - 1.0) * b);
        let second = (n - 1.0) * m.s2 * (n * n + 3.0 * n - 6.0 - (n * n - n + 2.0) * b) / 4.0;
        let third = s02 * (n * n - 3.0 - (n - 1.0) * (n - 1.0) * b);
        (first - second + third) / (n * (n - 2.0) * (n - 3.0) * s02)
    });
    let counts = shuffled(&z, plan.alternative.bounds(value, 1.0), ROUNDING, plan, Stream::Geary.item(0), of);
    let found = Global { value, expected: 1.0, normality: Ok(normality), randomization, counts, p: None };
    Ok(found.tested(counts, plan))
}

fn run(inputs: &Inputs, options: &Options) -> Result<Output, MethodError> {
    let fields = Fields::read(inputs, options)?;
    let plan = Plan::from_options(options);
    long_output(fields, &plan, options.text("style"), |field| Ok(geary(&field.weights, &field.values, &plan)))
}
