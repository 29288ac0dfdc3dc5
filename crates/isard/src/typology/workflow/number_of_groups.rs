//! The number of groups: what every measure says of it, and which is taken.

use super::TypologyOptions;
use crate::linalg::Matrix;
use crate::registry::MethodError;
use crate::typology::group_method::Grouping;
use crate::typology::tables::ValidityRow;
use crate::typology::validity::{Gap, ValidityOptions, choose_k, panel};

/// Measures of each number of groups, and the gaps.
pub(super) fn number_of_groups(
    coordinates: &Matrix,
    units: &[usize],
    judge: &dyn Grouping,
    options: &TypologyOptions,
) -> Result<(Vec<ValidityRow>, Vec<Gap>), MethodError> {
    let asked = ValidityOptions {
        k_min: 2,
        k_max: options.k_max.max(2),
        draws: options.stability_draws,
        references: options.gap_references,
        gap_rule: options.gap_rule,
        seed: options.seed,
        ..ValidityOptions::default()
    };
    panel(coordinates, units, judge, &asked).map(|p| (p.rows, p.gaps))
}

/// The number of groups asked for, or the one that a measure recommends.
pub(super) fn chosen_k(
    validity: &[ValidityRow],
    gaps: &[Gap],
    options: &TypologyOptions,
    notes: &mut Vec<String>,
) -> Result<usize, MethodError> {
    let Some(measure) = &options.choose_k else { return Ok(options.k) };
    let found = match measure.as_str() {
        "gap" => choose_k(gaps, options.gap_rule).map(|k| k as i64),
        measure => validity.iter().find(|v| v.measure == measure && v.best).map(|v| v.k),
    };
    match found {
        None => Err(MethodError::data_hint(
            format!("{measure} recommends no number of groups: it has no value for any"),
            "set choose-k=none and k, or draws for the measure (stability-draws, references)",
        )),
        Some(1) => {
            notes.push(format!("{measure} finds no groups at all (k = 1); k = {} stands", options.k));
            Ok(options.k)
        }
        Some(k) => {
            notes.push(format!(
                "the number of groups is chosen by {measure}: k = {k} of 2 to {}",
                options.k_max
            ));
            Ok(k as usize)
        }
    }
}
