//! Gini coefficient of regional specialisation.

use super::activity::{ABSENT, ACTIVITY, Activity};
use super::gini_quotients::{VARIANTS, of_slab, variant};
use crate::registry::{Inputs, Method, MethodError, Options, Output, Reference};

/// Registry entry.
pub const METHOD: Method = Method {
    id: "gini-specialization",
    question: "clusters",
    title: "Gini coefficient of specialisation",
    summary: "How unequal a region's location quotients are: 0 the industry mix of all regions, towards 1 one industry.",
    formula: "G_j = Σ_i Σ_k w_i w_k |LQ_ij − LQ_kj| / (2 Σ_i w_i LQ_ij), over industries with a value in the region; \
              unweighted: w_i = 1/n; weighted: w_i the industry's share of all activity; area: half the weighted \
              coefficient.",
    undefined: "missing: the region has no value; undefined:empty-region: all its values are zero; \
                undefined:too-few: one industry.",
    complexity: "O(regions × industries × log industries) per year.",
    inputs: &[ACTIVITY],
    options: &[VARIANTS, ABSENT],
    output: &[
        ("region", "Region key."),
        ("year", "Year, where the input has years."),
        ("value", "Coefficient."),
        ("status", "Status of the value."),
    ],
    references: &[Reference {
        text: "Farhauer, O. & Kröll, A. (2013). Standorttheorien. Springer Gabler.",
        locator: "worked example, as reproduced by REAT 3.0.3 `gini.spec` (unweighted)",
        doi: "",
        checked: true,
    }],
    run,
};

fn run(inputs: &Inputs, options: &Options) -> Result<Output, MethodError> {
    let name = options.text("variant");
    let activity = Activity::read(inputs, options)?;
    Ok(activity.by_region(|slab| Ok(of_slab(slab, variant(name))))?.variant(name))
}
