//! Hachman's index of diversity.

use super::activity::{ABSENT, ACTIVITY, Activity};
use super::slab::{Measured, Slab};
use crate::registry::{Inputs, Method, MethodError, Options, Output, Reference};

/// Registry entry.
pub const METHOD: Method = Method {
    id: "hachman",
    question: "clusters",
    title: "Hachman index",
    summary: "How close a region's industry mix is to that of all regions: 1 the same, towards 0 specialised.",
    formula: "H_j = 1 / Σ_i s_ij · LQ_ij = 1 / Σ_i s_ij² / x_i, s_ij industry shares of region j, x_i of all regions, \
              both over the industries that have a value in the region.",
    undefined: "missing: the region has no value; undefined:empty-region: all its values are zero.",
    complexity: "O(regions × industries) per year.",
    inputs: &[ACTIVITY],
    options: &[ABSENT],
    output: &[
        ("region", "Region key."),
        ("year", "Year, where the input has years."),
        ("value", "Index, 0 to 1."),
        ("status", "Status of the value."),
    ],
    references: &[Reference {
        text: "EconGeo 1.3 (R package), function `Hachman`: values compared.",
        locator: "Hachman",
        doi: "",
        checked: true,
    }],
    run,
};

/// The index of every row of a slab.
///
/// Complexity: O(rows × columns).
pub fn of_slab(slab: &Slab) -> Vec<Measured> {
    slab.each_row(|i| {
        let pairs = slab.share_pairs(i, slab.col_totals())?;
        let sum: f64 = pairs.iter().filter(|(_, x)| *x > 0.0).map(|(s, x)| s * s / x).sum();
        Ok(1.0 / sum)
    })
}

fn run(inputs: &Inputs, options: &Options) -> Result<Output, MethodError> {
    Activity::read(inputs, options)?.by_region(|slab| Ok(of_slab(slab)))
}
