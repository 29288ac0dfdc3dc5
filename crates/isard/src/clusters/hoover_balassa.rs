//! Hoover–Balassa coefficient of localisation.

use super::activity::{ABSENT, ACTIVITY, Activity};
use super::krugman::{Variant, of_slab};
use crate::registry::{Inputs, Method, MethodError, Options, Output, Reference};

/// Registry entry.
pub const METHOD: Method = Method {
    id: "hoover-balassa",
    question: "clusters",
    title: "Hoover–Balassa coefficient of localisation",
    summary: "The share of an industry that would have to move to be spread as all activity is.",
    formula: "H_i = ½ Σ_j |s_ij − x_j|, s_ij regional shares of industry i, x_j of all industries, over the regions that \
              have a value of the industry; equally ½ Σ_j x_j |LQ_ij − 1| with the Hoover–Balassa quotient LQ.",
    undefined: "missing: the industry has no value; undefined:empty-industry: all its values are zero.",
    complexity: "O(regions × industries) per year.",
    inputs: &[ACTIVITY],
    options: &[ABSENT],
    output: &[
        ("industry", "Industry key."),
        ("year", "Year, where the input has years."),
        ("value", "Coefficient, 0 to 1."),
        ("status", "Status of the value."),
    ],
    references: &[
        Reference {
            text: "Hoover, E. M. (1936). The measurement of industrial localization. Review of Economics and Statistics \
                   18(4), 162–171.",
            locator: "",
            doi: "10.2307/1927875",
            checked: false,
        },
        Reference {
            text: "REAT 3.0.3 `hoover` and EconGeo 1.3 `Hoover.index` (R packages): values compared.",
            locator: "hoover, Hoover.index",
            doi: "",
            checked: true,
        },
    ],
    run,
};

fn run(inputs: &Inputs, options: &Options) -> Result<Output, MethodError> {
    Activity::read(inputs, options)?.by_industry(|slab| Ok(of_slab(slab, Variant::Half)))
}
