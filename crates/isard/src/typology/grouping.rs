//! What the grouping methods share: their data, their options and the order of
//! their groups.

use super::definitions::{DIRECTIONS, definitions};
use super::indicator_weights::Weighting;
use super::integral_index::{IndexVariant, index};
use super::outliers::{Outliers, treat};
use super::prepare::{Preparation, Prepared, prepare_with};
use super::scale::{Normalization, normalization, normalized};
use crate::linalg::Matrix;
use crate::model::{Reason, Status};
use crate::registry::{Inputs, MethodError, OptionSpec, Options};

/// Option `k`.
pub(crate) const K: OptionSpec = OptionSpec::integer("k", 1, 10_000, "3", "Number of groups.");

/// Option `starts`.
pub(super) const STARTS: OptionSpec = OptionSpec::integer(
    "starts",
    1,
    1_000_000,
    "50",
    "Number of starts of k-means; the best is kept. One start is not enough: a single one often ends in a worse optimum.",
);

/// Options of the data of a grouping method.
pub(crate) const DATA: [OptionSpec; 5] = [
    super::scale::NORMALIZE,
    super::scale::DDOF,
    super::scale::WINSORIZE,
    super::prepare::MISSING,
    DIRECTIONS,
];

/// Rows to be grouped, on one scale.
pub(crate) struct Data {
    pub(crate) prepared: Prepared,
    pub(crate) z: Matrix,
    pub(crate) normalization: Normalization,
    /// Hellwig's index of each row, where an indicator ranks.
    pub(crate) index: Option<Vec<f64>>,
}

/// Reads, completes and scales the input `indicators`.
pub(crate) fn data(inputs: &Inputs, options: &Options) -> Result<Data, MethodError> {
    let indicators = inputs.indicators()?;
    let definitions = definitions(inputs, options, &indicators.indicators)?;
    let mut prepared = prepare_with(&indicators, &definitions, &Preparation::of(options))?;
    let values = treat(&mut prepared, Outliers::of(options)?).values;
    if prepared.years.len() > 1 {
        let note = "regions of all years are grouped together; indicators are normalised within each year";
        prepared.assumptions.push(note.into());
    }
    let normalization = normalization(options);
    let z = normalized(&prepared, &values, normalization)?;
    let all: Vec<usize> = (0..values.cols()).collect();
    let ranks = prepared.definitions.iter().any(|d| d.direction.orient(0.0).is_some());
    let index = if ranks {
        Some(index(&prepared, &values, &all, IndexVariant::default(), Weighting::Given)?.values)
    } else {
        prepared.assumptions.push("no indicator ranks: groups are numbered by first appearance".into());
        None
    };
    Ok(Data { prepared, z, normalization, index })
}

/// Renumbers groups so that 0 has the highest mean index; equal means keep
/// their order. Returns the old group of each new one.
pub fn order_by_index(labels: &mut [usize], index: &[f64]) -> Vec<usize> {
    let k = labels.iter().max().map_or(0, |m| m + 1);
    let mut sums = vec![(0.0, 0.0); k];
    labels.iter().zip(index).for_each(|(&l, v)| sums[l] = (sums[l].0 + v, sums[l].1 + 1.0));
    let mut order: Vec<usize> = (0..k).collect();
    order.sort_by(|&a, &b| (sums[b].0 / sums[b].1).total_cmp(&(sums[a].0 / sums[a].1)));
    let mut rank = vec![0; k];
    order.iter().enumerate().for_each(|(at, &g)| rank[g] = at);
    labels.iter_mut().for_each(|l| *l = rank[*l]);
    order
}

crate::record! {
    /// Group of a region.
    pub struct GroupedRow in "typology"/"grouped", key ["region", "year"] {
        /// Region.
        region: String [Kind::Key],
        /// Year; empty when the input has none.
        year: Option<i64> [Kind::Year],
        /// Group, 1 = highest mean index.
        group: Option<i64>,
        /// Silhouette of the region in its group.
        silhouette: Option<f64>,
        /// Status.
        status: Status,
    }
}

/// Columns of the output of grouping methods.
pub(super) const OUTPUT: &[(&str, &str)] = &[
    ("region", "Region."),
    ("year", "Year; empty when the input has none."),
    ("group", "Group; 1 has the highest mean index (Hellwig's)."),
    ("silhouette", "(b − a)/max(a, b) of mean distances to the own and the nearest other group."),
    ("status", "observed, estimated (a value was filled) or undefined:left-out."),
];

/// Rows of the output, with the regions that were left out.
pub(super) fn rows(data: &Data, labels: &[usize], silhouettes: &[Option<f64>]) -> Vec<GroupedRow> {
    let p = &data.prepared;
    let year = |y: usize| p.has_year.then_some(p.years[y]);
    let grouped = p.items.iter().enumerate().map(|(i, item)| GroupedRow {
        region: p.regions[item.region].clone(),
        year: year(item.year),
        group: Some(labels[i] as i64 + 1),
        silhouette: silhouettes[i],
        status: if (0..p.values.cols()).any(|j| p.is_filled(i, j)) {
            Status::Estimated
        } else {
            Status::Observed
        },
    });
    let left_out = p.left_out.iter().map(|item| GroupedRow {
        region: p.regions[item.region].clone(),
        year: year(item.year),
        group: None,
        silhouette: None,
        status: Status::Undefined(Reason::LeftOut),
    });
    let mut rows: Vec<GroupedRow> = grouped.chain(left_out).collect();
    rows.sort_by(|a, b| (&a.region, a.year).cmp(&(&b.region, b.year)));
    rows
}
