//! Gini coefficient of location quotients, shared by specialisation (rows are
//! regions) and concentration (rows are industries).

use super::slab::{Measured, Slab};
use crate::inequality::gini::coefficient;
use crate::registry::OptionSpec;

/// How quotients are weighted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Variant {
    /// Every column counts once.
    #[default]
    Unweighted,
    /// Columns count by their share of the total: twice the area between the
    /// localisation curve and the diagonal.
    Weighted,
    /// That area itself, 0 to 0.5 (EconGeo's `locational.Gini`).
    Area,
}

/// Names of the variants.
pub(super) const VARIANTS: OptionSpec = OptionSpec::choice(
    "variant",
    &["unweighted", "weighted", "area"],
    "unweighted",
    "Weights of the location quotients: all equal, or shares of the total; `area` is half the weighted coefficient.",
);

/// The variant asked for.
pub(super) fn variant(name: &str) -> Variant {
    match name {
        "weighted" => Variant::Weighted,
        "area" => Variant::Area,
        _ => Variant::Unweighted,
    }
}

/// The coefficient of every row, over the columns where the row has a value
/// and the total is positive.
///
/// Complexity: O(rows × columns × log columns).
pub fn of_slab(slab: &Slab, variant: Variant) -> Vec<Measured> {
    slab.each_row(|i| {
        let mut pairs = slab.share_pairs(i, slab.col_totals())?;
        pairs.retain(|(_, x)| *x > 0.0);
        let quotients: Vec<f64> = pairs.iter().map(|(s, x)| s / x).collect();
        let weights: Vec<f64> = match variant {
            Variant::Unweighted => vec![1.0; pairs.len()],
            _ => pairs.iter().map(|p| p.1).collect(),
        };
        let g = coefficient(&quotients, &weights)?;
        Ok(if variant == Variant::Area { g / 2.0 } else { g })
    })
}
