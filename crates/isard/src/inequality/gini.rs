//! Gini coefficient.

use super::values::{VALUES, Values};
use crate::clusters::activity::Long;
use crate::clusters::slab::Measured;
use crate::model::{Reason, Status};
use crate::registry::{Inputs, Method, MethodError, OptionSpec, Options, Output, Reference};

/// Registry entry.
pub const METHOD: Method = Method {
    id: "gini",
    question: "inequality",
    title: "Gini coefficient",
    summary: "How unequal values are over regions: 0 all equal, towards 1 one region has all.",
    formula: "coefficient: G = Σ_i Σ_j p_i p_j |x_i − x_j| / (2 x̄), p_i weights that sum to one (1/n without weights), \
              x̄ = Σ p_i x_i; normalized: G · n / (n − 1), without weights only.",
    undefined: "missing: no region has a value; undefined:too-few: one region; undefined:not-positive: a negative value, \
                or all values zero.",
    complexity: "O(n log n) per year.",
    inputs: &[VALUES],
    options: &[OptionSpec::choice(
        "variant",
        &["coefficient", "normalized"],
        "coefficient",
        "Plain, or rescaled so that one region having all gives 1.",
    )],
    output: &[
        ("name", "`total`."),
        ("year", "Year, where the input has years."),
        ("value", "Coefficient."),
        ("status", "Status of the value."),
    ],
    references: &[Reference {
        text: "Doersam, P. (2004). Wirtschaftsstatistik anschaulich dargestellt. PD-Verlag.",
        locator: "worked example, as reproduced by REAT 3.0.3 `gini`; EconGeo 1.3 `Gini` agrees after its rounding",
        doi: "",
        checked: true,
    }],
    run,
};

/// The weighted coefficient; weights need not sum to one.
///
/// # Errors
/// `missing` without values, `undefined:too-few` for one, `undefined:not-positive`
/// for a negative value or a mean of zero.
///
/// Complexity: O(n log n).
///
/// ```
/// use isard::inequality::gini::coefficient;
/// // Doersam's example, as REAT reproduces it.
/// assert!((coefficient(&[20.0, 50.0, 20.0, 10.0], &[1.0; 4]).unwrap() - 0.3).abs() < 1e-12);
/// ```
pub fn coefficient(values: &[f64], weights: &[f64]) -> Measured {
    match values.len() {
        0 => return Err(Status::Missing),
        1 => return Err(Status::Undefined(Reason::TooFew)),
        _ => {}
    }
    let sum: f64 = weights.iter().sum();
    let mean = values.iter().zip(weights).map(|(x, w)| x * w).sum::<f64>() / sum;
    if mean <= 0.0 || values.iter().any(|x| *x < 0.0) {
        return Err(Status::Undefined(Reason::NotPositive));
    }
    let mut sorted: Vec<(f64, f64)> = values.iter().copied().zip(weights.iter().map(|w| w / sum)).collect();
    sorted.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    // Each pair once, as the rise of the ordered values: Σ F (1 − F) Δx, which
    // is exactly zero when all are equal.
    let mut below = 0.0;
    let mut area = 0.0;
    for pair in sorted.windows(2) {
        below += pair[0].1;
        area += below * (1.0 - below) * (pair[1].0 - pair[0].0);
    }
    Ok(area / mean)
}

fn run(inputs: &Inputs, options: &Options) -> Result<Output, MethodError> {
    let given = Values::read(inputs)?;
    let normalized = options.text("variant") == "normalized";
    let mut long = Long::new(&["name"], given.has_year);
    for year in &given.years {
        if normalized && year.weights.is_some() {
            return Err(MethodError::data_hint(
                "the variant `normalized` has no meaning with weights",
                "leave the weight column out, or set variant=coefficient",
            ));
        }
        let (values, weights, _) = year.complete();
        let n = values.len() as f64;
        let scale = if normalized { n / (n - 1.0) } else { 1.0 };
        long.push(&["total"], year.year, coefficient(&values, &weights).map(|g| g * scale));
    }
    let mut output = Output::new(long.table()).variant(options.text("variant"));
    output.warnings = given.warnings;
    Ok(output)
}
