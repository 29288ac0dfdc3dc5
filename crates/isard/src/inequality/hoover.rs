//! Hoover's index (Robin Hood).

use super::values::{VALUES, Values};
use crate::clusters::activity::Long;
use crate::clusters::slab::Measured;
use crate::model::{Reason, Status};
use crate::registry::{Inputs, Method, MethodError, OptionSpec, Options, Output, Reference};

/// Registry entry.
pub const METHOD: Method = Method {
    id: "hoover",
    question: "inequality",
    title: "Hoover index",
    summary: "The share of the total that would have to move for all regions to have the same per head (Robin Hood index).",
    formula: "H = ½ Σ |s_i − p_i|, p_i the share of residents (1/n without weights), s_i the share of the total: per-head: s_i = \
              p_i x_i/Σ p x; totals: s_i = x_i/Σ x.",
    undefined: "missing: no region has a value; undefined:too-few: one region; undefined:not-positive: a negative value, or all \
                values zero.",
    complexity: "O(n) per year.",
    inputs: &[VALUES],
    options: &[OptionSpec::choice(
        "variant",
        &["per-head", "totals"],
        "per-head",
        "Whether values are per head (income per resident) or amounts (income).",
    )],
    output: &[
        ("name", "`total`."),
        ("year", "Year, where the input has years."),
        ("value", "Index, 0 to 1."),
        ("status", "Status of the value."),
    ],
    references: &[Reference {
        text: "Hoover, E. M. (1936). The measurement of industrial localization. Review of Economics and Statistics 18, 162–171.",
        locator: "the variant `totals` equals REAT 3.0.3 `hoover` with `ref`",
        doi: "10.2307/1927875",
        checked: true,
    }],
    run,
};

/// What the values are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Variant {
    /// Per resident.
    #[default]
    PerHead,
    /// Amounts.
    Totals,
}

/// The index; weights need not sum to one.
///
/// # Errors
/// `missing` without values, `undefined:too-few` for one, `undefined:not-positive`
/// for a negative value or a total of zero.
///
/// ```
/// use isard::inequality::hoover::{Variant, index};
/// // The case of REAT 3.0.3.
/// let (x, reference) = ([0.0, 10.0, 10.0, 30.0, 50.0], [10.0, 15.0, 20.0, 25.0, 30.0]);
/// assert!((index(&x, &reference, Variant::Totals).unwrap() - 0.25).abs() < 1e-15);
/// ```
pub fn index(values: &[f64], weights: &[f64], variant: Variant) -> Measured {
    match values.len() {
        0 => return Err(Status::Missing),
        1 => return Err(Status::Undefined(Reason::TooFew)),
        _ => {}
    }
    let amount = |(x, w): (&f64, &f64)| if variant == Variant::Totals { *x } else { x * w };
    let sum: f64 = weights.iter().sum();
    let total: f64 = values.iter().zip(weights).map(amount).sum();
    if values.iter().any(|x| *x < 0.0) || total <= 0.0 {
        return Err(Status::Undefined(Reason::NotPositive));
    }
    Ok(values.iter().zip(weights).map(|c| (amount(c) / total - c.1 / sum).abs()).sum::<f64>() / 2.0)
}

fn run(inputs: &Inputs, options: &Options) -> Result<Output, MethodError> {
    let given = Values::read(inputs)?;
    let variant = if options.text("variant") == "totals" { Variant::Totals } else { Variant::PerHead };
    let mut long = Long::new(&["name"], given.has_year);
    for year in &given.years {
        let (values, weights, _) = year.complete();
        long.push(&["total"], year.year, index(&values, &weights, variant));
    }
    let mut output = Output::new(long.table()).variant(options.text("variant"));
    if given.years.iter().any(|y| y.weights.is_none()) {
        output.assumptions.push("no column `population`: every region counts the same".into());
    }
    output.warnings = given.warnings;
    Ok(output)
}
