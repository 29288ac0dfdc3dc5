//! Herfindahl–Hirschman index of a region's industry shares.

use super::activity::{ABSENT, ACTIVITY, Activity};
use super::slab::{Measured, Slab};
use crate::model::{Reason, Status};
use crate::registry::{Inputs, Method, MethodError, OptionSpec, Options, Output, Reference};

/// Registry entry.
pub const METHOD: Method = Method {
    id: "herfindahl",
    question: "clusters",
    title: "Herfindahl–Hirschman index",
    summary: "How much of a region's activity lies in few industries: 1/n evenly spread to 1 in one industry.",
    formula: "hhi: H_j = Σ_i s_ij²; inverse: 1 / H_j, the number of equal industries with the same index; \
              normalized: (H_j − 1/n) / (1 − 1/n), n the number of industries that have a value in the region.",
    undefined: "missing: the region has no value; undefined:empty-region: all its values are zero; \
                undefined:too-few: normalized with one industry.",
    complexity: "O(regions × industries) per year.",
    inputs: &[ACTIVITY],
    options: &[
        OptionSpec::choice("variant", &["hhi", "inverse", "normalized"], "hhi", "Definition used."),
        ABSENT,
    ],
    output: &[
        ("region", "Region key."),
        ("year", "Year, where the input has years."),
        ("value", "Index in the chosen variant."),
        ("status", "Status of the value."),
    ],
    references: &[
        Reference {
            text: "Hirschman, A. O. (1964). The paternity of an index. American Economic Review 54(5), 761–762.",
            locator: "",
            doi: "",
            checked: false,
        },
        Reference {
            text: "REAT 3.0.3 (R package), function `herf`: values compared.",
            locator: "herf",
            doi: "",
            checked: true,
        },
    ],
    run,
};

/// Named definitions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Variant {
    /// Sum of squared shares.
    #[default]
    Index,
    /// Its reciprocal.
    Inverse,
    /// Rescaled to 0 (even) … 1 (one industry).
    Normalized,
}

/// The index of every row of a slab.
///
/// Complexity: O(rows × columns).
pub fn of_slab(slab: &Slab, variant: Variant) -> Vec<Measured> {
    slab.each_row(|i| {
        let shares = slab.row_shares(i)?;
        let present = || shares.iter().filter(|s| !s.is_nan());
        let index: f64 = present().map(|s| s * s).sum();
        let n = present().count() as f64;
        match variant {
            Variant::Index => Ok(index),
            Variant::Inverse => Ok(1.0 / index),
            Variant::Normalized if n < 2.0 => Err(Status::Undefined(Reason::TooFew)),
            Variant::Normalized => Ok((index - 1.0 / n) / (1.0 - 1.0 / n)),
        }
    })
}

fn run(inputs: &Inputs, options: &Options) -> Result<Output, MethodError> {
    let variant = match options.text("variant") {
        "inverse" => Variant::Inverse,
        "normalized" => Variant::Normalized,
        _ => Variant::Index,
    };
    let activity = Activity::read(inputs, options)?;
    Ok(activity.by_region(|slab| Ok(of_slab(slab, variant)))?.variant(options.text("variant")))
}
