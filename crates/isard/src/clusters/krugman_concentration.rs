//! Krugman's index of industrial concentration.

use super::activity::{ABSENT, ACTIVITY, Activity};
use super::krugman::of_slab;
use super::krugman_specialization::{REFERENCES, VARIANTS, variant};
use crate::registry::{Inputs, Method, MethodError, OptionSpec, Options, Output};

/// Registry entry.
pub const METHOD: Method = Method {
    id: "krugman-concentration",
    question: "clusters",
    title: "Krugman concentration index",
    summary: "How far an industry's regional shares lie from those of a comparison: 0 the same, 2 nothing in common.",
    formula: "national: K_i = Σ_j |s_ij − x_j|, s_ij regional shares of industry i, x_j of all industries; half: \
              K_i / 2; rest: x_j of all other industries together; mean-of-others: x_j the unweighted mean of the \
              other industries' shares; pair: x_j of one industry. Shares are taken over the regions that have a value.",
    undefined: "missing: the industry has no value; undefined:empty-industry: all its values are zero; \
                undefined:zero-base: the comparison has nothing in these regions.",
    complexity: "O(regions × industries) per year.",
    inputs: &[ACTIVITY],
    options: &[VARIANTS, OptionSpec::text("reference", "", "Industry compared with under `pair`."), ABSENT],
    output: &[
        ("industry", "Industry key."),
        ("year", "Year, where the input has years."),
        ("value", "Index."),
        ("status", "Status of the value."),
    ],
    references: REFERENCES,
    run,
};

fn run(inputs: &Inputs, options: &Options) -> Result<Output, MethodError> {
    let activity = Activity::read(inputs, options)?;
    let variant = variant(options, &activity.panel.industries)?;
    Ok(activity.by_industry(|slab| Ok(of_slab(slab, variant)))?.variant(options.text("variant")))
}
