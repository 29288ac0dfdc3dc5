//! Krugman's index of regional specialisation.

use super::activity::{ABSENT, ACTIVITY, Activity};
use super::krugman::{Variant, of_slab};
use crate::registry::{Inputs, Method, MethodError, OptionSpec, Options, Output, Reference};

/// Names of the variants.
pub(super) const VARIANTS: OptionSpec = OptionSpec::choice(
    "variant",
    &["national", "half", "rest", "mean-of-others", "pair"],
    "national",
    "What shares are compared with: all together (`national`; `half` is half of it), all others together (`rest`), \
     the mean of the others' shares (`mean-of-others`), or the one named by `reference` (`pair`).",
);

/// Works cited by both Krugman indices.
pub(super) const REFERENCES: &[Reference] = &[
    Reference {
        text: "Krugman, P. (1991). Geography and Trade. MIT Press.",
        locator: "index of regional divergence",
        doi: "",
        checked: false,
    },
    Reference {
        text: "Farhauer, O. & Kröll, A. (2014). Standorttheorien. Springer Gabler.",
        locator: "worked examples, as reproduced by REAT 3.0.3 `krugman.spec`, `krugman.spec2`, `krugman.conc`",
        doi: "",
        checked: true,
    },
];

/// Registry entry.
pub const METHOD: Method = Method {
    id: "krugman-specialization",
    question: "clusters",
    title: "Krugman specialisation index",
    summary: "How far a region's industry shares lie from those of a comparison: 0 the same, 2 nothing in common.",
    formula: "national: K_j = Σ_i |s_ij − x_i|, s_ij industry shares of region j, x_i of all regions; half: K_j / 2; \
              rest: x_i of all other regions together; mean-of-others: x_i the unweighted mean of the other regions' \
              shares; pair: x_i of one region. Shares are taken over the industries that have a value.",
    undefined: "missing: the region has no value; undefined:empty-region: all its values are zero; \
                undefined:zero-base: the comparison has nothing in these industries.",
    complexity: "O(regions × industries) per year.",
    inputs: &[ACTIVITY],
    options: &[VARIANTS, OptionSpec::text("reference", "", "Region compared with under `pair`."), ABSENT],
    output: &[
        ("region", "Region key."),
        ("year", "Year, where the input has years."),
        ("value", "Index."),
        ("status", "Status of the value."),
    ],
    references: REFERENCES,
    run,
};

/// The variant asked for; `keys` are those `reference` may name.
pub(super) fn variant(options: &Options, keys: &[String]) -> Result<Variant, MethodError> {
    let reference = options.text("reference");
    let name = options.text("variant");
    if name != "pair" && !reference.is_empty() {
        return Err(MethodError::data_hint(
            format!("option `reference` = `{reference}` has no meaning for variant `{name}`"),
            "set variant=pair, or leave `reference` out",
        ));
    }
    Ok(match name {
        "half" => Variant::Half,
        "rest" => Variant::Rest,
        "mean-of-others" => Variant::MeanOfOthers,
        "pair" => {
            let found = keys.binary_search_by(|k| k.as_str().cmp(reference));
            Variant::Pair(found.map_err(|_| MethodError::BadOption {
                name: "reference".into(),
                value: reference.into(),
                expected: format!("one of the {} keys of input `activity`", keys.len()),
            })?)
        }
        _ => Variant::National,
    })
}

fn run(inputs: &Inputs, options: &Options) -> Result<Output, MethodError> {
    let activity = Activity::read(inputs, options)?;
    let variant = variant(options, &activity.panel.regions)?;
    Ok(activity.by_region(|slab| Ok(of_slab(slab, variant)))?.variant(options.text("variant")))
}
