//! Theil's indices T and L, in total, between groups and within groups.

use super::theil_nested;
use super::values::{VALUES, Values};
use crate::clusters::activity::Long;
use crate::clusters::slab::Measured;
use crate::model::{Reason, Status};
use crate::registry::{Inputs, Method, MethodError, OptionSpec, Options, Output, Reference};
use std::collections::BTreeMap;

/// Registry entry.
pub const METHOD: Method = Method {
    id: "theil",
    question: "inequality",
    title: "Theil indices",
    summary: "How unequal values are over regions, split into inequality between and within groups of regions.",
    formula: "t: T = Σ_i p_i (x_i / x̄) ln(x_i / x̄), 0 ln 0 = 0; l (mean log deviation): L = Σ_i p_i ln(x̄ / x_i); p_i \
              weights that sum to one (1/n without weights), x̄ = Σ p_i x_i. Between: the index of the group means with \
              the groups' weights. Within: Σ_g q_g · index of group g, q_g = p_g x̄_g / x̄ for T and p_g for L. Total = \
              between + within. Over several levels the same is done inside the groups of each level; total = Σ between + \
              within.",
    undefined: "missing: no region has a value, or (between, within) no groups are given; undefined:too-few: one region; \
                undefined:not-positive: a negative value, all values zero, for L any zero.",
    complexity: "O(n log groups) per year.",
    inputs: &[VALUES],
    options: &[
        OptionSpec::choice("variant", &["t", "l"], "t", "Theil's T, or L (mean log deviation)."),
        OptionSpec::text(
            "levels",
            "",
            "Columns of groups from the coarsest to the finest (country,province); the column `group` alone when not set.",
        ),
    ],
    output: &[
        (
            "name",
            "`total`; `between` and `within` where the input has groups; `between-LEVEL` for each of several levels: \
             between its groups, inside those of the level above.",
        ),
        ("year", "Year, where the input has years."),
        ("value", "Index in nats."),
        ("status", "Status of the value."),
    ],
    references: &[
        Reference {
            text: "Theil, H. (1967). Economics and Information Theory. North-Holland.",
            locator: "",
            doi: "",
            checked: false,
        },
        Reference {
            text: "Störmann, W. (2009). Regionalökonomik. Oldenbourg.",
            locator: "worked example, as reproduced by REAT 3.0.3 `theil` (which is L)",
            doi: "",
            checked: true,
        },
    ],
    run,
};

/// Which of the two indices.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Variant {
    /// Weighted by income shares.
    #[default]
    T,
    /// Mean log deviation.
    L,
}

/// The index and its parts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Decomposition {
    /// Inequality of all.
    pub total: f64,
    /// Inequality of the group means.
    pub between: f64,
    /// Inequality inside groups.
    pub within: f64,
}

/// The index of values with weights that need not sum to one.
///
/// # Errors
/// `missing` without values, `undefined:too-few` for one, `undefined:not-positive`
/// for a negative value, a mean of zero, and for L a zero.
///
/// ```
/// use isard::inequality::theil::{Variant, index};
/// let x = [10.0, 10.0, 10.0, 20.0, 50.0];
/// assert!((index(&x, &[1.0; 5], Variant::T).unwrap() - 0.250201211769094).abs() < 1e-12);
/// assert!((index(&x, &[1.0; 5], Variant::L).unwrap() - 0.232630161961136).abs() < 1e-12);
/// ```
pub fn index(values: &[f64], weights: &[f64], variant: Variant) -> Measured {
    match values.len() {
        0 => return Err(Status::Missing),
        1 => return Err(Status::Undefined(Reason::TooFew)),
        _ => {}
    }
    let positive = |x: &f64| if variant == Variant::L { *x > 0.0 } else { *x >= 0.0 };
    if !values.iter().all(positive) || values.iter().all(|x| *x <= 0.0) {
        return Err(Status::Undefined(Reason::NotPositive));
    }
    Ok(raw(values, weights, variant))
}

/// The formula itself, also for a single value.
pub(super) fn raw(values: &[f64], weights: &[f64], variant: Variant) -> f64 {
    let sum: f64 = weights.iter().sum();
    let mean = values.iter().zip(weights).map(|(x, w)| x * w).sum::<f64>() / sum;
    let term = |(x, w): (&f64, &f64)| {
        let ratio = x / mean;
        match variant {
            Variant::T if ratio > 0.0 => w * ratio * ratio.ln(),
            Variant::T => 0.0,
            Variant::L => -w * ratio.ln(),
        }
    };
    // Rounding must not make inequality negative.
    (values.iter().zip(weights).map(term).sum::<f64>() / sum).max(0.0)
}

/// Total, between and within groups.
///
/// # Errors
/// As [`index`].
///
/// Complexity: O(n log groups).
pub fn decompose(
    values: &[f64],
    weights: &[f64],
    groups: &[&str],
    variant: Variant,
) -> Result<Decomposition, Status> {
    let total = index(values, weights, variant)?;
    let mut members: BTreeMap<&str, (Vec<f64>, Vec<f64>)> = BTreeMap::new();
    for ((x, w), g) in values.iter().zip(weights).zip(groups) {
        let (xs, ws) = members.entry(g).or_default();
        xs.push(*x);
        ws.push(*w);
    }
    let (mut means, mut sizes, mut within) = (Vec::new(), Vec::new(), 0.0);
    let sum: f64 = weights.iter().sum();
    let mean = values.iter().zip(weights).map(|(x, w)| x * w).sum::<f64>() / sum;
    for (xs, ws) in members.values() {
        let size: f64 = ws.iter().sum();
        let group_mean = xs.iter().zip(ws).map(|(x, w)| x * w).sum::<f64>() / size;
        let share = match variant {
            Variant::T => size / sum * group_mean / mean,
            Variant::L => size / sum,
        };
        // A group of zeros has no inequality of its own and no share in T.
        if group_mean > 0.0 {
            within += share * raw(xs, ws, variant);
        }
        means.push(group_mean);
        sizes.push(size);
    }
    Ok(Decomposition { total, between: raw(&means, &sizes, variant), within })
}

fn run(inputs: &Inputs, options: &Options) -> Result<Output, MethodError> {
    let given = Values::read(inputs)?;
    let variant = if options.text("variant") == "l" { Variant::L } else { Variant::T };
    let mut long = Long::new(&["name"], given.has_year);
    let levels = options.list("levels");
    if !levels.is_empty() {
        theil_nested::rows(inputs, &given, &levels, variant, &mut long)?;
        let mut output = Output::new(long.table()).variant(options.text("variant"));
        output.warnings = given.warnings;
        output
            .assumptions
            .push("a group of a finer level is known by its name and all groups above it".into());
        return Ok(output);
    }
    for year in &given.years {
        let (values, weights, groups) = year.complete();
        if year.groups.is_none() {
            long.push(&["total"], year.year, index(&values, &weights, variant));
            continue;
        }
        let parts = decompose(&values, &weights, &groups, variant);
        long.push(&["total"], year.year, parts.map(|p| p.total));
        long.push(&["between"], year.year, parts.map(|p| p.between));
        long.push(&["within"], year.year, parts.map(|p| p.within));
    }
    let mut output = Output::new(long.table()).variant(options.text("variant"));
    output.warnings = given.warnings;
    Ok(output)
}
