//! Gini coefficient of industrial concentration (locational Gini).

use super::activity::{ABSENT, ACTIVITY, Activity};
use super::gini_quotients::{VARIANTS, of_slab, variant};
use crate::registry::{Inputs, Method, MethodError, Options, Output, Reference};

/// Registry entry.
pub const METHOD: Method = Method {
    id: "gini-concentration",
    question: "clusters",
    title: "Locational Gini coefficient",
    summary: "How unequal an industry's location quotients are: 0 spread as all activity is, towards 1 in one region.",
    formula: "G_i = Σ_j Σ_k w_j w_k |LQ_ij − LQ_ik| / (2 Σ_j w_j LQ_ij), over regions with a value of the industry; \
              unweighted: w_j = 1/n; weighted: w_j the region's share of all activity; area: half the weighted \
              coefficient.",
    undefined: "missing: the industry has no value; undefined:empty-industry: all its values are zero; \
                undefined:too-few: one region.",
    complexity: "O(industries × regions × log regions) per year.",
    inputs: &[ACTIVITY],
    options: &[VARIANTS, ABSENT],
    output: &[
        ("industry", "Industry key."),
        ("year", "Year, where the input has years."),
        ("value", "Coefficient."),
        ("status", "Status of the value."),
    ],
    references: &[
        Reference {
            text: "Krugman, P. (1991). Geography and Trade. MIT Press.",
            locator: "locational Gini coefficient",
            doi: "",
            checked: false,
        },
        Reference {
            text: "EconGeo 1.3 (R package), function `locational.Gini` (area): values compared.",
            locator: "locational.Gini",
            doi: "",
            checked: true,
        },
    ],
    run,
};

fn run(inputs: &Inputs, options: &Options) -> Result<Output, MethodError> {
    let name = options.text("variant");
    let activity = Activity::read(inputs, options)?;
    Ok(activity.by_industry(|slab| Ok(of_slab(slab, variant(name))))?.variant(name))
}
