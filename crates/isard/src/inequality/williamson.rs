//! Williamson's coefficient of variation.

use super::values::{VALUES, Values};
use crate::clusters::activity::Long;
use crate::clusters::slab::Measured;
use crate::model::{Reason, Status};
use crate::registry::{Inputs, Method, MethodError, OptionSpec, Options, Output, Reference};

/// Registry entry.
pub const METHOD: Method = Method {
    id: "williamson",
    question: "inequality",
    title: "Williamson's coefficient of variation",
    summary: "Spread of values per head around the national value, each region counting with its residents.",
    formula: "weighted: V_w = √(Σ p_i (x_i − x̄)²)/x̄; unweighted: V_uw = √(Σ (x_i − x̄)²/n)/x̄; absolute: M_w = Σ p_i |x_i − \
              x̄|/x̄; p_i the share of residents, x̄ = Σ p_i x_i the national value in all three.",
    undefined: "missing: no region has a value; undefined:too-few: one region; undefined:not-positive: x̄ is zero or negative.",
    complexity: "O(n) per year.",
    inputs: &[VALUES],
    options: &[OptionSpec::choice(
        "variant",
        &["weighted", "unweighted", "absolute"],
        "weighted",
        "V_w (squared deviations, residents as weights), V_uw (each region once), M_w (absolute deviations).",
    )],
    output: &[
        ("name", "`total`."),
        ("year", "Year, where the input has years."),
        ("value", "Coefficient; 0.1 is ten per cent."),
        ("status", "Status of the value."),
    ],
    references: &[Reference {
        text: "Williamson, J. G. (1965). Regional inequality and the process of national development. Economic Development \
               and Cultural Change 13(4, part 2), 1–84.",
        locator: "",
        doi: "10.1086/450136",
        checked: false,
    }],
    run,
};

/// Which of the three.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Variant {
    /// V_w.
    #[default]
    Weighted,
    /// V_uw.
    Unweighted,
    /// M_w.
    Absolute,
}

/// The coefficient; weights need not sum to one.
///
/// # Errors
/// `missing` without values, `undefined:too-few` for one, `undefined:not-positive`
/// when the mean is zero or negative.
///
/// ```
/// use isard::inequality::williamson::{Variant, coefficient};
/// // 3 of 4 residents have 2, one has 6: mean 3, variance (3·1 + 9)/4 = 3.
/// let v = coefficient(&[2.0, 6.0], &[3.0, 1.0], Variant::Weighted).unwrap();
/// assert!((v - 3f64.sqrt() / 3.0).abs() < 1e-15);
/// assert!((coefficient(&[2.0, 6.0], &[3.0, 1.0], Variant::Absolute).unwrap() - 0.5).abs() < 1e-15);
/// ```
pub fn coefficient(values: &[f64], weights: &[f64], variant: Variant) -> Measured {
    match values.len() {
        0 => return Err(Status::Missing),
        1 => return Err(Status::Undefined(Reason::TooFew)),
        _ => {}
    }
    let sum: f64 = weights.iter().sum();
    let mean = values.iter().zip(weights).map(|(x, w)| x * w).sum::<f64>() / sum;
    if mean <= 0.0 {
        return Err(Status::Undefined(Reason::NotPositive));
    }
    let cells = values.iter().zip(weights).map(|(x, w)| (x - mean, w / sum));
    Ok(match variant {
        Variant::Weighted => cells.map(|(d, p)| p * d * d).sum::<f64>().sqrt() / mean,
        Variant::Unweighted => (cells.map(|(d, _)| d * d).sum::<f64>() / values.len() as f64).sqrt() / mean,
        Variant::Absolute => cells.map(|(d, p)| p * d.abs()).sum::<f64>() / mean,
    })
}

fn run(inputs: &Inputs, options: &Options) -> Result<Output, MethodError> {
    let given = Values::read(inputs)?;
    let variant = match options.text("variant") {
        "unweighted" => Variant::Unweighted,
        "absolute" => Variant::Absolute,
        _ => Variant::Weighted,
    };
    let mut long = Long::new(&["name"], given.has_year);
    for year in &given.years {
        if year.weights.is_none() && variant != Variant::Unweighted {
            return Err(MethodError::data_hint(
                "the coefficient weighs regions by their residents, and `values` has no column `population`",
                "add the column `population` (or `weight`), or set variant=unweighted",
            ));
        }
        let (values, weights, _) = year.complete();
        long.push(&["total"], year.year, coefficient(&values, &weights, variant));
    }
    let mut output = Output::new(long.table()).variant(options.text("variant"));
    output.warnings = given.warnings;
    Ok(output)
}
