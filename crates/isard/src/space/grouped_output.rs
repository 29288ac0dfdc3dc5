//! The output of methods for contiguous groups: checked, ordered, measured.

use super::floor::Floor;
use super::group_check::{GroupCheck, check};
use super::mapped::Mapped;
use crate::model::{Reason, Status, table_of};
use crate::registry::{MethodError, Output};
use crate::typology::order_by_index;
use crate::typology::validity::{
    calinski_harabasz, davies_bouldin, group_sizes, mean_silhouette, silhouettes, within_ss,
};
use serde_json::json;

crate::record! {
    /// Group of a region on the map.
    pub struct ContiguousRow in "space"/"grouped", key ["region"] {
        /// Region.
        region: String [Kind::Key],
        /// Group, 1 = highest mean index.
        group: Option<i64>,
        /// Silhouette of the region in its group.
        silhouette: Option<f64>,
        /// Status.
        status: Status,
    }
}

/// Columns of the output.
pub(super) const OUTPUT: &[(&str, &str)] = &[
    ("region", "Region."),
    (
        "group",
        "Group; 1 has the highest mean index (Hellwig's), or by first appearance where no indicator ranks.",
    ),
    (
        "silhouette",
        "(b − a)/max(a, b) of mean distances of the indicators to the own and the nearest other group.",
    ),
    ("status", "observed, estimated (a value was filled), undefined:left-out or undefined:island."),
];

/// Rows and figures of a grouping that must have `k` contiguous groups.
///
/// # Errors
/// A grouping that does not pass the check.
pub(super) fn finish(
    data: Mapped,
    labels: Vec<usize>,
    k: usize,
    floor: Option<&Floor>,
) -> Result<Output, MethodError> {
    let found = check(&data.graph, &labels, k, floor)?;
    let mut output = describe(data, labels, &found).figure("contiguous", true);
    if let Some(floor) = floor {
        output = output.figure("floor", floor.least).figure("least_total", found.least_total);
    }
    Ok(output)
}

/// Rows and figures of a grouping that has been measured.
pub(super) fn describe(data: Mapped, mut labels: Vec<usize>, found: &GroupCheck) -> Output {
    if let Some(index) = &data.index {
        order_by_index(&mut labels, index);
    }
    let silhouettes = silhouettes(&data.z, &[&labels]).swap_remove(0);
    let within = within_ss(&data.z, &labels);
    let total = within_ss(&data.z, &vec![0; labels.len()]);
    let mut output = Output::new(table_of(&rows(&data, &labels, &silhouettes)))
        .figure("k", found.groups)
        .figure("total_within_ss", within)
        .figure("total_ss", total)
        .figure("between_over_total", explained(within, total))
        .figure("silhouette", mean_silhouette(&silhouettes))
        .figure("calinski_harabasz", calinski_harabasz(&data.z, &labels))
        .figure("davies_bouldin", davies_bouldin(&data.z, &labels))
        .figure("sizes", group_sizes(&labels))
        .figure("parts", found.parts)
        .figure("components", data.graph.components().1)
        .figure("cut_links", found.cut_links)
        .figure("links", found.links)
        .figure("year", json!(data.year));
    output.warnings = data.warnings;
    output.assumptions = data.assumptions;
    output
}

/// 1 − W/T, not below 0 by rounding; `None` where all regions are alike or their
/// squares beyond all numbers.
pub(super) fn explained(within: f64, total: f64) -> Option<f64> {
    (total > 0.0 && total.is_finite()).then(|| (1.0 - within / total).max(0.0))
}

/// Rows of regions with their group, and of those left out.
pub(super) fn rows(data: &Mapped, labels: &[usize], silhouettes: &[Option<f64>]) -> Vec<ContiguousRow> {
    let grouped = (0..labels.len()).map(|i| ContiguousRow {
        region: data.regions[i].clone(),
        group: Some(labels[i] as i64 + 1),
        silhouette: silhouettes[i],
        status: if data.filled[i] { Status::Estimated } else { Status::Observed },
    });
    let left_out = data.left_out.iter().map(|(region, reason): &(String, Reason)| ContiguousRow {
        region: region.clone(),
        group: None,
        silhouette: None,
        status: Status::Undefined(*reason),
    });
    let mut rows: Vec<ContiguousRow> = grouped.chain(left_out).collect();
    rows.sort_by(|a, b| a.region.cmp(&b.region));
    rows
}
