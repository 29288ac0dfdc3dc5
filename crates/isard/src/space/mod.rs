//! Where regions lie to each other, what follows neighbours, and groups that
//! hang together on the map.
//!
//! ```text
//! contiguity, spatial_weights → Weights ┐
//!                               values ─┴→ moran, geary, getis_ord, join_count (a whole map)
//!                                        → local_moran, local_geary, getis_ord (each region)
//! indicators + weights → mapped → skater, redcap, ward_contiguous, clustgeo, azp, max_p → group_check
//! workflow: Moran's I and local Moran's I of the indicators of a study
//! contiguous: contiguous groups of a study beside those that need not hang together
//! ```

mod agglomeration;
pub mod azp;
pub mod clustgeo;
pub mod components;
mod conditional;
pub mod contiguity;
pub mod contiguous;
pub mod contiguous_tables;
pub mod floor;
pub mod geary;
pub mod getis_ord;
pub mod global;
pub mod graph;
pub mod group_check;
pub mod grouped_output;
pub mod join_count;
pub mod local;
pub mod local_geary;
pub mod local_moran;
pub mod mapped;
pub mod max_p;
pub mod moments;
pub mod moran;
mod partition_search;
pub(crate) mod places;
pub mod rates;
pub mod redcap;
pub mod skater;
pub mod spanning_tree;
pub mod spatial_weights;
pub mod sphere;
pub mod tables;
pub mod values;
pub mod ward_contiguous;
pub mod weights;
pub mod workflow;

pub use weights::Weights;

use crate::clusters::activity::Long;
use crate::inference::permutation::Plan;
use crate::model::Status;
use crate::registry::{Method, MethodError, Output};
use global::Global;
use values::{Field, Fields};

/// Methods of this question.
pub const METHODS: &[&Method] = &[
    &spatial_weights::METHOD,
    &moran::METHOD,
    &local_moran::METHOD,
    &geary::METHOD,
    &local_geary::METHOD,
    &getis_ord::METHOD,
    &join_count::METHOD,
    &skater::METHOD,
    &redcap::METHOD,
    &max_p::METHOD,
    &azp::METHOD,
    &ward_contiguous::METHOD,
    &clustgeo::METHOD,
    &contiguous::METHOD,
];

/// Columns of the output of statistics of a whole map.
const LONG_OUTPUT: &[(&str, &str)] = &[
    (
        "name",
        "`value`, `expected`, and where they exist `variance-…`, `z-…` and `p-…` under `normality` and `randomization`, `p-permutation`; \
         join counts with `ones-`, `mixed-` or `zeros-` before.",
    ),
    ("year", "Year, where the input has years."),
    ("value", "The number."),
    ("status", "Status of the number."),
];

type Found = Result<Global, Status>;

/// The output of one statistic, year by year.
fn long_output(
    fields: Fields,
    plan: &Plan,
    variant: &str,
    statistic: impl Fn(&Field) -> Result<Found, MethodError>,
) -> Result<Output, MethodError> {
    long_output_of(fields, plan, variant, &[""], |field| Ok(vec![statistic(field)?]))
}

/// The output of several statistics, whose names stand before their numbers'.
fn long_output_of(
    fields: Fields,
    plan: &Plan,
    variant: &str,
    names: &[&str],
    statistics: impl Fn(&Field) -> Result<Vec<Found>, MethodError>,
) -> Result<Output, MethodError> {
    let mut long = Long::new(&["name"], fields.has_year);
    let (mut draws, mut regions) = (0, Vec::new());
    for field in &fields.years {
        regions.push(field.weights.len());
        for (name, found) in names.iter().zip(statistics(field)?) {
            let named =
                |part: &str| if name.is_empty() { part.to_string() } else { format!("{name}-{part}") };
            match found {
                Err(status) => long.push(&[&named("value")], field.year, Err(status)),
                Ok(found) => {
                    draws += found.counts.draws;
                    for (part, value) in found.rows(plan.alternative) {
                        long.push(&[&named(part)], field.year, value);
                    }
                }
            }
        }
    }
    let mut output = Output::new(long.table())
        .variant(variant)
        .figure("alternative", plan.alternative.word())
        .figure("draws_made", draws)
        .figure("regions", regions);
    output.warnings = fields.warnings;
    Ok(output)
}
