//! Shannon entropy of a region's industry shares.

use super::activity::{ABSENT, ACTIVITY, Activity};
use super::slab::{Measured, Slab};
use crate::model::{Reason, Status};
use crate::registry::{Inputs, Method, MethodError, OptionSpec, Options, Output, Reference};

/// Registry entry.
pub const METHOD: Method = Method {
    id: "entropy",
    question: "clusters",
    title: "Entropy of industry shares",
    summary: "How evenly a region's activity is spread over industries: 0 in one industry to ln n evenly spread.",
    formula: "shannon: E_j = −Σ_i s_ij ln s_ij (natural logarithm, 0 ln 0 = 0); relative: E_j / ln n, n the number of \
              industries that have a value in the region.",
    undefined: "missing: the region has no value; undefined:empty-region: all its values are zero; \
                undefined:too-few: relative with one industry.",
    complexity: "O(regions × industries) per year.",
    inputs: &[ACTIVITY],
    options: &[
        OptionSpec::choice("variant", &["shannon", "relative"], "shannon", "Definition used."),
        ABSENT,
    ],
    output: &[
        ("region", "Region key."),
        ("year", "Year, where the input has years."),
        ("value", "Entropy in nats, or relative to its maximum."),
        ("status", "Status of the value."),
    ],
    references: &[Reference {
        text: "Shannon, C. E. (1948). A mathematical theory of communication. Bell System Technical Journal 27, 379–423.",
        locator: "section 6",
        doi: "10.1002/j.1538-7305.1948.tb01338.x",
        checked: false,
    }],
    run,
};

/// The entropy of every row of a slab; `relative` divides by ln n.
///
/// Complexity: O(rows × columns).
pub fn of_slab(slab: &Slab, relative: bool) -> Vec<Measured> {
    slab.each_row(|i| {
        let shares = slab.row_shares(i)?;
        let n = shares.iter().filter(|s| !s.is_nan()).count();
        // `+ 0.0` turns the −0 of a single industry into 0.
        let entropy = -shares.iter().filter(|s| **s > 0.0).map(|s| s * s.ln()).sum::<f64>() + 0.0;
        match (relative, n) {
            (false, _) => Ok(entropy),
            (true, 0..=1) => Err(Status::Undefined(Reason::TooFew)),
            (true, _) => Ok(entropy / (n as f64).ln()),
        }
    })
}

fn run(inputs: &Inputs, options: &Options) -> Result<Output, MethodError> {
    let relative = options.text("variant") == "relative";
    let activity = Activity::read(inputs, options)?;
    Ok(activity.by_region(|slab| Ok(of_slab(slab, relative)))?.variant(options.text("variant")))
}
