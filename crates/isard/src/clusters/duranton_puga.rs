//! Duranton & Puga's relative indices of specialisation and diversity.

use super::activity::{ABSENT, ACTIVITY, Activity};
use super::slab::{Measured, Slab};
use crate::model::{Reason, Status};
use crate::registry::{Inputs, Method, MethodError, OptionSpec, Options, Output, Reference};

/// Registry entry.
pub const METHOD: Method = Method {
    id: "duranton-puga",
    question: "clusters",
    title: "Duranton–Puga indices",
    summary: "How far a region's leading industry stands out, and how close its mix of industries is to that of all regions.",
    formula: "specialization: RSI_r = max_i s_ri/s_i; diversity: RDI_r = 1/Σ_i |s_ri − s_i|; absolute-specialization: max_i s_ri; \
              absolute-diversity: 1/Σ_i s_ri²; s_ri the industry's share of the region's activity, s_i its share of all regions'.",
    undefined: "missing: the region has no value; undefined:empty-region: all its values are zero; diversity undefined:zero-base: its \
                mix is that of all regions, the index is infinite.",
    complexity: "O(regions × industries) per year.",
    inputs: &[ACTIVITY],
    options: &[
        OptionSpec::choice(
            "variant",
            &["specialization", "diversity", "absolute-specialization", "absolute-diversity"],
            "specialization",
            "Index; the relative ones compare with the mix of all regions.",
        ),
        ABSENT,
    ],
    output: &[
        ("region", "Region key."),
        ("year", "Year, where the input has years."),
        ("value", "Index in the chosen variant."),
        ("status", "Status of the value."),
    ],
    references: &[Reference {
        text: "Duranton, G. & Puga, D. (2000). Diversity and specialisation in cities: why, where and when does it matter? \
               Urban Studies 37, 533–555.",
        locator: "",
        doi: "10.1080/0042098002104",
        checked: false,
    }],
    run,
};

/// Which index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Variant {
    /// Largest quotient of shares.
    #[default]
    Specialization,
    /// Inverse distance of shares.
    Diversity,
    /// Largest share.
    AbsoluteSpecialization,
    /// Inverse Herfindahl index.
    AbsoluteDiversity,
}

/// The index of every row of a slab. Where a cell has no value, shares are
/// compared over the industries that have one.
///
/// Complexity: O(rows × columns).
pub fn of_slab(slab: &Slab, variant: Variant) -> Vec<Measured> {
    slab.each_row(|r| {
        let pairs = slab.share_pairs(r, slab.col_totals())?;
        let own = pairs.iter().map(|p| p.0);
        match variant {
            Variant::Specialization => {
                Ok(pairs.iter().filter(|p| p.1 > 0.0).map(|(s, x)| s / x).fold(0.0, f64::max))
            }
            Variant::Diversity => {
                let distance: f64 = pairs.iter().map(|(s, x)| (s - x).abs()).sum();
                // Rounding leaves something where the mixes are the same.
                if distance < 1e-12 { Err(Status::Undefined(Reason::ZeroBase)) } else { Ok(1.0 / distance) }
            }
            Variant::AbsoluteSpecialization => Ok(own.fold(0.0, f64::max)),
            Variant::AbsoluteDiversity => Ok(1.0 / own.map(|s| s * s).sum::<f64>()),
        }
    })
}

fn run(inputs: &Inputs, options: &Options) -> Result<Output, MethodError> {
    let variant = match options.text("variant") {
        "diversity" => Variant::Diversity,
        "absolute-specialization" => Variant::AbsoluteSpecialization,
        "absolute-diversity" => Variant::AbsoluteDiversity,
        _ => Variant::Specialization,
    };
    let activity = Activity::read(inputs, options)?;
    Ok(activity.by_region(|slab| Ok(of_slab(slab, variant)))?.variant(options.text("variant")))
}
