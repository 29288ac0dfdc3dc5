//! Local Geary's C: how far a region is from its neighbours.

use super::Weights;
use super::conditional::{Stream, linked, square_counts};
use super::local::{LOCAL_OPTIONS, LOCAL_OUTPUT, Local, local_output};
use super::moran::BESAG_CLIFFORD;
use super::values::{Fields, INPUTS, ISLANDS, STYLE, constant, deviations};
use crate::inference::permutation::Plan;
use crate::model::{Reason, Status};
use crate::registry::{Inputs, Method, MethodError, Options, Output, Reference};

/// Registry entry.
pub const METHOD: Method = Method {
    id: "local-geary",
    question: "space",
    title: "Local Geary's C",
    summary: "For each region: are its neighbours nearer to its value (small C) or farther from it (large C) than chance would have it?",
    formula: "Cᵢ = Σⱼ wᵢⱼ (zᵢ − zⱼ)², z = (x − x̄)/s, s² = Σ(x − x̄)²/n. quadrant: high-high or low-low where zᵢ and the neighbours' lag \
              have the same sign and Cᵢ is below its expectation over draws, other-positive where only the latter, negative where Cᵢ is not below. \
              p by conditional permutation as in `local-moran`; lesser means alike.",
    undefined: "undefined:constant: all values equal; undefined:island: no neighbour with a positive weight; undefined:too-few: one region; \
                missing: the region has no value; undefined:left-out: an island under islands=drop.",
    complexity: "O(draws · links + n²) on all threads, memory O(n) a thread.",
    inputs: INPUTS,
    options: crate::options![LOCAL_OPTIONS, [STYLE, ISLANDS]],
    output: LOCAL_OUTPUT,
    references: &[
        Reference {
            text: "Anselin, L. (2019). A local indicator of multivariate spatial association: extending Geary's c. Geographical Analysis 51, 133–150",
            locator: "values compared with esda 2.9.0",
            doi: "10.1111/gean.12164",
            checked: true,
        },
        BESAG_CLIFFORD,
    ],
    run,
};

/// Local C of `values`, in the order of the weights' regions; values must be finite.
///
/// Complexity: O(draws · links + n²), on all threads.
pub fn local_geary(weights: &Weights, values: &[f64], plan: &Plan) -> Vec<Local> {
    let n = values.len();
    if n < 2 || constant(values) {
        let reason = if n < 2 { Reason::TooFew } else { Reason::Constant };
        return vec![Local::undefined(Status::Undefined(reason)); n];
    }
    let mut z = deviations(values);
    let spread = (z.iter().map(|v| v * v).sum::<f64>() / n as f64).sqrt();
    z.iter_mut().for_each(|v| *v /= spread);
    let counts = square_counts(weights, &z, plan, Stream::LocalGeary);
    let local = |i: usize| {
        if !linked(weights, i) {
            return Local::undefined(Status::Undefined(Reason::Island));
        }
        let value: f64 = weights.row(i).map(|(j, w)| w * (z[i] - z[j]).powi(2)).sum();
        let lag: f64 = weights.row(i).map(|(j, w)| w * z[j]).sum();
        // Σ_{j ≠ i} (zᵢ − zⱼ)² = n (zᵢ² + 1), as Σz = 0 and Σz² = n.
        let expected =
            weights.values(i).iter().sum::<f64>() * n as f64 * (z[i] * z[i] + 1.0) / (n - 1) as f64;
        let quadrant = match (value < expected, z[i] > 0.0, lag > 0.0) {
            (true, true, true) => "high-high",
            (true, false, false) => "low-low",
            (true, _, _) => "other-positive",
            (false, _, _) => "negative",
        };
        Local::new(value, Some(quadrant), counts[i], plan)
    };
    (0..n).map(local).collect()
}

fn run(inputs: &Inputs, options: &Options) -> Result<Output, MethodError> {
    let fields = Fields::read(inputs, options)?;
    let plan = Plan::from_options(options);
    local_output(fields, options, &plan, options.text("style"), |field| {
        Ok(local_geary(&field.weights, &field.values, &plan))
    })
}
