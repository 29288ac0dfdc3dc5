//! Atkinson's index.

use super::values::{VALUES, Values};
use crate::clusters::activity::Long;
use crate::clusters::slab::Measured;
use crate::model::{Reason, Status};
use crate::registry::{Inputs, Method, MethodError, OptionSpec, Options, Output, Reference};
use std::collections::BTreeMap;

/// Registry entry.
pub const METHOD: Method = Method {
    id: "atkinson",
    question: "inequality",
    title: "Atkinson index",
    summary: "The share of the total that could be given up if the rest were spread evenly, for a stated aversion to inequality.",
    formula: "A = 1 − e/x̄ with the equally distributed equivalent e = (Σ p_i x_i^(1−ε))^(1/(1−ε)), or exp(Σ p_i ln x_i) for \
              ε = 1; p_i weights that sum to one, x̄ = Σ p_i x_i, ε the aversion. With groups g of weight q_g: within = 1 − \
              Σ q_g e_g/x̄, between = A of the e_g with weights q_g, and (1 − total) = (1 − within)(1 − between).",
    undefined: "missing: no region has a value; undefined:too-few: one region; undefined:not-positive: a negative value, all \
                values zero, or a zero where ε ≥ 1.",
    complexity: "O(n log groups) per year.",
    inputs: &[VALUES],
    options: &[OptionSpec::real(
        "aversion",
        0.0,
        1_000.0,
        "0.5",
        "ε: 0 does not mind inequality, ∞ looks at the poorest alone.",
    )],
    output: &[
        ("name", "`total`, `between` or `within`; the last two where the input has groups."),
        ("year", "Year, where the input has years."),
        ("value", "Index, 0 to 1."),
        ("status", "Status of the value."),
    ],
    references: &[Reference {
        text: "Atkinson, A. B. (1970). On the measurement of inequality. Journal of Economic Theory 2, 244–263.",
        locator: "",
        doi: "10.1016/0022-0531(70)90039-6",
        checked: false,
    }],
    run,
};

/// The index and its parts; 1 − total = (1 − between)(1 − within).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Parts {
    /// Inequality of all.
    pub total: f64,
    /// Inequality of the groups' equivalents.
    pub between: f64,
    /// Inequality inside groups.
    pub within: f64,
}

/// The index; weights need not sum to one.
///
/// # Errors
/// `missing` without values, `undefined:too-few` for one, `undefined:not-positive`
/// for a negative value, a mean of zero, or a zero under an aversion of 1 or more.
///
/// ```
/// use isard::inequality::atkinson::index;
/// // Two regions with 1 and 4: geometric mean 2, mean 2.5.
/// assert!((index(&[1.0, 4.0], &[1.0; 2], 1.0).unwrap() - 0.2).abs() < 1e-15);
/// // ε = ½: e = ((1 + 2)/2)² = 2.25.
/// assert!((index(&[1.0, 4.0], &[1.0; 2], 0.5).unwrap() - 0.1).abs() < 1e-15);
/// ```
pub fn index(values: &[f64], weights: &[f64], aversion: f64) -> Measured {
    match values.len() {
        0 => return Err(Status::Missing),
        1 => return Err(Status::Undefined(Reason::TooFew)),
        _ => {}
    }
    let allowed = |x: &f64| if aversion >= 1.0 { *x > 0.0 } else { *x >= 0.0 };
    if !values.iter().all(allowed) || values.iter().all(|x| *x <= 0.0) {
        return Err(Status::Undefined(Reason::NotPositive));
    }
    let mean = mean(values, weights);
    Ok((1.0 - equivalent(values, weights, aversion) / mean).clamp(0.0, 1.0))
}

/// The index in total, between and within groups.
///
/// # Errors
/// As [`index`].
pub fn decompose(values: &[f64], weights: &[f64], groups: &[&str], aversion: f64) -> Result<Parts, Status> {
    let total = index(values, weights, aversion)?;
    let mut members: BTreeMap<&str, (Vec<f64>, Vec<f64>)> = BTreeMap::new();
    for ((x, w), g) in values.iter().zip(weights).zip(groups) {
        let (xs, ws) = members.entry(g).or_default();
        xs.push(*x);
        ws.push(*w);
    }
    let equivalents: Vec<f64> = members.values().map(|(x, w)| equivalent(x, w, aversion)).collect();
    let sizes: Vec<f64> = members.values().map(|(_, w)| w.iter().sum()).collect();
    let kept = mean(&equivalents, &sizes);
    let between = 1.0 - equivalent(&equivalents, &sizes, aversion) / kept;
    let within = 1.0 - kept / mean(values, weights);
    Ok(Parts { total, between: between.clamp(0.0, 1.0), within: within.clamp(0.0, 1.0) })
}

fn mean(values: &[f64], weights: &[f64]) -> f64 {
    values.iter().zip(weights).map(|(x, w)| x * w).sum::<f64>() / weights.iter().sum::<f64>()
}

/// The value that, given to all, would be worth as much as what there is.
fn equivalent(values: &[f64], weights: &[f64], aversion: f64) -> f64 {
    let sum: f64 = weights.iter().sum();
    // Relative to the largest under ε < 1 and the smallest above, so that no power leaves the range of numbers.
    let pick = |a: f64, b: f64| if aversion < 1.0 { a.max(b) } else { a.min(b) };
    let base = values.iter().copied().reduce(pick).unwrap_or(0.0);
    if base <= 0.0 {
        return 0.0;
    }
    let terms = values.iter().zip(weights).map(|(x, w)| (x / base, w / sum));
    if aversion == 1.0 {
        return base * terms.map(|(x, p)| p * x.ln()).sum::<f64>().exp();
    }
    let power = 1.0 - aversion;
    base * terms.map(|(x, p)| p * x.powf(power)).sum::<f64>().powf(1.0 / power)
}

fn run(inputs: &Inputs, options: &Options) -> Result<Output, MethodError> {
    let given = Values::read(inputs)?;
    let aversion = options.real("aversion").unwrap_or(0.5);
    let mut long = Long::new(&["name"], given.has_year);
    for year in &given.years {
        let (values, weights, groups) = year.complete();
        if year.groups.is_none() {
            long.push(&["total"], year.year, index(&values, &weights, aversion));
            continue;
        }
        let parts = decompose(&values, &weights, &groups, aversion);
        long.push(&["total"], year.year, parts.map(|p| p.total));
        long.push(&["between"], year.year, parts.map(|p| p.between));
        long.push(&["within"], year.year, parts.map(|p| p.within));
    }
    let mut output = Output::new(long.table()).variant(format!("aversion {aversion}"));
    output.warnings = given.warnings;
    Ok(output)
}
