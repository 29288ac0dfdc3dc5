//! Getis and Ord's G: where high values, and where low values, come together.

use super::conditional::{Stream, lag_counts, linked};
use super::global::{Global, of_four, usable};
use super::local::{LOCAL_OPTIONS, LOCAL_OUTPUT, Local, local_output};
use super::moments::Moments;
use super::moran::BESAG_CLIFFORD;
use super::values::{Fields, INPUTS, ISLANDS, constant};
use super::{Weights, long_output};
use crate::inference::permutation::{Plan, shuffled};
use crate::linalg::mean;
use crate::model::{Reason, Status};
use crate::registry::{Inputs, Method, MethodError, OptionSpec, Options, Output, Reference};

/// Registry entry.
pub const METHOD: Method = Method {
    id: "getis-ord",
    question: "space",
    title: "Getis–Ord G",
    summary: "Hot and cold spots: whether the values around a region (star: with its own) add up to more or less than chance would have it.",
    formula: "local: Gᵢ = Σⱼ wᵢⱼ xⱼ / Σ_{j≠i} xⱼ; star: with xᵢ at the weight that `self` says, over Σ xⱼ; z = (Σ wx − W x̄)/(s √((m V − W²)/(m − 1))), \
              W = Σw, V = Σw², x̄ and s² = Σx²/m − x̄² over the m = n − 1 others (star: all n). global: G = Σ wᵢⱼ xᵢ xⱼ / Σ_{i≠j} xᵢ xⱼ, E = S₀/(n(n − 1)), \
              Var after Getis & Ord 1992. p by permutation; in the local forms conditional as in `local-moran`, the same for both.",
    undefined: "undefined:constant: all values (or all others) equal; undefined:not-positive: the sum that is divided by is not positive, \
                and for the global form any negative value; z and quadrant are empty for a region equally linked with all; undefined:island: no neighbour with a positive weight; undefined:too-few: fewer than \
                three regions (global: four for the variance); missing: the region has no value; undefined:left-out: an island under islands=drop.",
    complexity: "O(draws · links) on all threads.",
    inputs: INPUTS,
    options: crate::options![
        [OptionSpec::choice(
            "variant",
            &["star", "local", "global"],
            "star",
            "star (G*, with the region itself), local (G, without), global.",
        )],
        LOCAL_OPTIONS,
        [
            OptionSpec::choice(
                "style",
                &["binary", "row", "given"],
                "binary",
                "Weights: binary (every link 1), row (each row divided by its sum, in star with the region itself among the neighbours), given (as they stand).",
            ),
            ISLANDS
        ]
    ],
    output: LOCAL_OUTPUT,
    references: &[
        Reference {
            text: "Getis, A. & Ord, J. K. (1992). The analysis of spatial association by use of distance statistics. Geographical Analysis 24, 189–206",
            locator: "global value and expectation compared with esda 2.9.0; variance checked against all permutations of a small map",
            doi: "10.1111/j.1538-4632.1992.tb00261.x",
            checked: true,
        },
        Reference {
            text: "Ord, J. K. & Getis, A. (1995). Local spatial autocorrelation statistics: distributional issues and an application. Geographical Analysis 27, 286–306",
            locator: "z compared with all draws of small maps, and with esda 2.9.0 after undoing its variance of binary weights for row-standardised ones",
            doi: "10.1111/j.1538-4632.1995.tb00912.x",
            checked: true,
        },
        BESAG_CLIFFORD,
    ],
    run,
};

/// Local G, or G* where `own` gives the weight of the region itself, in the
/// order of the weights' regions; values must be finite.
///
/// Complexity: O(draws · links), on all threads.
pub fn local_g(weights: &Weights, values: &[f64], own: Option<&[f64]>, plan: &Plan) -> Vec<Local> {
    let n = values.len();
    if n < 3 || constant(values) {
        let reason = if n < 3 { Reason::TooFew } else { Reason::Constant };
        return vec![Local::undefined(Status::Undefined(reason)); n];
    }
    let counts = lag_counts(weights, values, plan, Stream::LocalG, |_| false);
    // As shares of the largest: G and z have no unit.
    let largest = values.iter().fold(0.0_f64, |m, v| m.max(v.abs()));
    let values: Vec<f64> = values.iter().map(|v| v / largest).collect();
    let average = mean(&values);
    // Sums of deviations: squares of the values themselves would cancel.
    let squares: f64 = values.iter().map(|v| (v - average).powi(2)).sum();
    let total: f64 = values.iter().sum();
    let local = |i: usize| {
        if !linked(weights, i) {
            return Local::undefined(Status::Undefined(Reason::Island));
        }
        let own_weight = own.map_or(0.0, |own| own[i]);
        let lag = own_weight * values[i] + weights.row(i).map(|(j, w)| w * values[j]).sum::<f64>();
        let strength = own_weight + weights.values(i).iter().sum::<f64>();
        let strength2 = own_weight * own_weight + weights.values(i).iter().map(|w| w * w).sum::<f64>();
        let (m, center, spread2, sum) = match own {
            Some(_) => (n as f64, average, squares / n as f64, total),
            None => {
                let m = (n - 1) as f64;
                let away = values[i] - average;
                // Without i the mean moves by away/m.
                let spread2 = ((squares - away * away) / m - (away / m).powi(2)).max(0.0);
                (m, average - away / m, spread2, total - values[i])
            }
        };
        // All others equal up to rounding: there is nothing to compare with.
        if spread2 <= 1e-24 * squares {
            return Local::undefined(Status::Undefined(Reason::Constant));
        }
        let mut found = Local::new(lag / sum, None, counts[i], plan);
        // Equally linked with all, the sum is the same whoever is where: no z.
        let freedom = m * strength2 - strength * strength;
        if freedom > 1e-12 * strength * strength {
            let z = (lag - strength * center) / (spread2 * freedom / (m - 1.0)).sqrt();
            found.z = Some(z);
            found.quadrant = Some(if z > 0.0 { "high" } else { "low" });
        }
        if sum <= 0.0 {
            found.value = Err(Status::Undefined(Reason::NotPositive));
        }
        found
    };
    (0..n).map(local).collect()
}

/// Global G of `values`, in the order of the weights' regions.
///
/// # Errors
/// See [`METHOD`].
pub fn global_g(weights: &Weights, values: &[f64], plan: &Plan) -> Result<Global, Status> {
    let m = Moments::of(weights);
    usable(values, m.s0, 2)?;
    if values.iter().any(|v| *v < 0.0) {
        return Err(Status::Undefined(Reason::NotPositive));
    }
    let n = values.len() as f64;
    // Scaled to mean 1, which changes nothing in G and keeps powers small.
    let average = mean(values);
    let x: Vec<f64> = values.iter().map(|v| v / average).collect();
    let power = |k: i32| x.iter().map(|v| v.powi(k)).sum::<f64>();
    let (m1, m2, m3, m4) = (power(1), power(2), power(3), power(4));
    let pairs = m1 * m1 - m2;
    if pairs <= 0.0 {
        return Err(Status::Undefined(Reason::NotPositive));
    }
    let of = |x: &[f64]| {
        (0..x.len()).map(|i| x[i] * weights.row(i).map(|(j, w)| w * x[j]).sum::<f64>()).sum::<f64>() / pairs
    };
    let value = of(&x);
    let expected = m.s0 / (n * (n - 1.0));
    let s02 = m.s0 * m.s0;
    let randomization = of_four(n, || {
        let b = [
            (n * n - 3.0 * n + 3.0) * m.s1 - n * m.s2 + 3.0 * s02,
            -((n * n - n) * m.s1 - 2.0 * n * m.s2 + 6.0 * s02),
            -(2.0 * n * m.s1 - (n + 3.0) * m.s2 + 6.0 * s02),
            4.0 * (n - 1.0) * m.s1 - 2.0 * (n + 1.0) * m.s2 + 8.0 * s02,
            m.s1 - m.s2 + s02,
        ];
        let second = b[0] * m2 * m2 + b[1] * m4 + b[2] * m1 * m1 * m2 + b[3] * m1 * m3 + b[4] * m1.powi(4);
        second / (pairs * pairs * n * (n - 1.0) * (n - 2.0) * (n - 3.0)) - expected * expected
    });
    let tolerance = 1e-12 * value.max(expected);
    let bounds = plan.alternative.bounds(value, expected);
    let counts = shuffled(&x, bounds, tolerance, plan, Stream::GetisOrd.item(0), of);
    let missing = Err(Status::Missing);
    let found = Global { value, expected, normality: missing, randomization, counts, p: None };
    Ok(found.tested(counts, plan))
}

/// Weights of the regions themselves in G*, and the weights beside them.
fn with_self(weights: &Weights, style: &str) -> (Weights, Vec<f64>) {
    let own = vec![1.0; weights.len()];
    if style != "row" {
        return (weights.clone(), own);
    }
    // Rows are standardised with the region among its neighbours, at weight 1 of k + 1.
    let binary = weights.binary();
    let shares: Vec<f64> =
        (0..weights.len()).map(|i| 1.0 / (weights.neighbors(i).len() + 1) as f64).collect();
    let scaled = binary.scaled_rows(&shares);
    (scaled, shares)
}

fn run(inputs: &Inputs, options: &Options) -> Result<Output, MethodError> {
    let fields = Fields::read(inputs, options)?;
    let plan = Plan::from_options(options);
    let variant = options.text("variant");
    if variant == "global" {
        return long_output(fields, &plan, variant, |field| {
            Ok(global_g(&field.weights, &field.values, &plan))
        });
    }
    local_output(fields, options, &plan, variant, |field| {
        if variant == "local" {
            return Ok(local_g(&field.weights, &field.values, None, &plan));
        }
        let (weights, own) = with_self(&field.weights, options.text("style"));
        Ok(local_g(&weights, &field.values, Some(&own), &plan))
    })
}
