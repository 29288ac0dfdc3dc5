//! Output of grouping methods that give probabilities or leave regions without a group.

use super::grouping::{Data, order_by_index};
use super::validity::{
    calinski_harabasz, davies_bouldin, group_sizes, mean_silhouette, silhouettes, within_ss,
};
use crate::linalg::Matrix;
use crate::model::{Reason, Status};
use crate::registry::Output;

crate::record! {
    /// Group of a region with its probability.
    pub struct GradedRow in "typology"/"graded", key ["region", "year"] {
        /// Region.
        region: String [Kind::Key],
        /// Year; empty when the input has none.
        year: Option<i64> [Kind::Year],
        /// Group, 1 = highest mean index; empty for a region in no group.
        group: Option<i64>,
        /// Silhouette of the region in its group.
        silhouette: Option<f64>,
        /// Probability or degree of membership in the group.
        probability: Option<f64> [Kind::SHARE],
        /// Status.
        status: Status,
    }
}

crate::record! {
    /// Degree to which a region belongs to a group.
    pub struct DegreeRow in "typology"/"degrees", key ["region", "year", "group"] {
        /// Region.
        region: String [Kind::Key],
        /// Year; empty when the input has none.
        year: Option<i64> [Kind::Year],
        /// Group, 1 = highest mean index.
        group: i64,
        /// Probability or degree of membership.
        value: Option<f64> [Kind::SHARE],
        /// Status.
        status: Status,
    }
}

/// Renumbers `k` groups by descending mean index, or by first appearance where
/// there is no index; groups without a row come last. Returns the old group of
/// each new one.
pub(super) fn ordered(labels: &mut [usize], k: usize, index: Option<&[f64]>) -> Vec<usize> {
    let mut order: Vec<usize> = Vec::with_capacity(k);
    let mut name = vec![usize::MAX; k];
    for l in labels.iter_mut() {
        if name[*l] == usize::MAX {
            name[*l] = order.len();
            order.push(*l);
        }
        *l = name[*l];
    }
    if let Some(index) = index {
        order = order_by_index(labels, index).into_iter().map(|g| order[g]).collect();
    }
    order.extend((0..k).filter(|&g| name[g] == usize::MAX));
    order
}

/// As [`ordered`], where rows without a group keep none.
pub(super) fn ordered_some(labels: &mut [Option<usize>], index: Option<&[f64]>) {
    let rows: Vec<usize> = (0..labels.len()).filter(|&i| labels[i].is_some()).collect();
    let mut known: Vec<usize> = labels.iter().copied().flatten().collect();
    let k = known.iter().max().map_or(0, |m| m + 1);
    let index: Option<Vec<f64>> = index.map(|x| rows.iter().map(|&i| x[i]).collect());
    ordered(&mut known, k, index.as_deref());
    rows.iter().zip(known).for_each(|(&i, l)| labels[i] = Some(l));
}

/// Silhouettes among the rows that have a group.
pub(super) fn silhouettes_of(z: &Matrix, labels: &[Option<usize>]) -> Vec<Option<f64>> {
    let rows: Vec<usize> = (0..labels.len()).filter(|&i| labels[i].is_some()).collect();
    let known: Vec<usize> = labels.iter().copied().flatten().collect();
    let mut all = vec![None; labels.len()];
    let found = silhouettes(&z.take_rows(&rows), &[&known]).swap_remove(0);
    rows.iter().zip(found).for_each(|(&i, s)| all[i] = s);
    all
}

/// Status of a row: estimated where a value was filled.
pub(super) fn status_of(data: &Data, row: usize) -> Status {
    let filled = (0..data.prepared.values.cols()).any(|j| data.prepared.is_filled(row, j));
    if filled { Status::Estimated } else { Status::Observed }
}

/// Rows of the output. A row without a group is noise; regions left out by
/// policy are listed too.
pub(super) fn graded_rows(
    data: &Data,
    labels: &[Option<usize>],
    silhouettes: &[Option<f64>],
    probabilities: &[Option<f64>],
) -> Vec<GradedRow> {
    let p = &data.prepared;
    let year = |y: usize| p.has_year.then_some(p.years[y]);
    let grouped = p.items.iter().enumerate().map(|(i, item)| GradedRow {
        region: p.regions[item.region].clone(),
        year: year(item.year),
        group: labels[i].map(|l| l as i64 + 1),
        silhouette: silhouettes[i],
        probability: probabilities[i],
        status: if labels[i].is_some() { status_of(data, i) } else { Status::Undefined(Reason::Noise) },
    });
    let left_out = p.left_out.iter().map(|item| GradedRow {
        region: p.regions[item.region].clone(),
        year: year(item.year),
        group: None,
        silhouette: None,
        probability: None,
        status: Status::Undefined(Reason::LeftOut),
    });
    let mut rows: Vec<GradedRow> = grouped.chain(left_out).collect();
    rows.sort_by(|a, b| (&a.region, a.year).cmp(&(&b.region, b.year)));
    rows
}

/// Degrees of all rows in all groups, in long form.
pub(super) fn degree_rows(data: &Data, degrees: &Matrix) -> Vec<DegreeRow> {
    let p = &data.prepared;
    let mut order: Vec<usize> = (0..p.items.len()).collect();
    order.sort_by_key(|&i| (p.items[i].region, p.items[i].year));
    let mut rows = Vec::with_capacity(order.len() * degrees.cols());
    for i in order {
        let item = p.items[i];
        rows.extend((0..degrees.cols()).map(|g| DegreeRow {
            region: p.regions[item.region].clone(),
            year: p.has_year.then_some(p.years[item.year]),
            group: g as i64 + 1,
            value: Some(degrees.get(i, g)),
            status: status_of(data, i),
        }));
    }
    rows
}

/// Adds the figures by which any grouping is judged, over rows that have a group.
pub(super) fn judged(
    output: Output,
    z: &Matrix,
    labels: &[Option<usize>],
    silhouettes: &[Option<f64>],
) -> Output {
    let rows: Vec<usize> = (0..labels.len()).filter(|&i| labels[i].is_some()).collect();
    let known: Vec<usize> = labels.iter().copied().flatten().collect();
    let z = z.take_rows(&rows);
    output
        .figure("total_within_ss", within_ss(&z, &known))
        .figure("silhouette", mean_silhouette(silhouettes))
        .figure("calinski_harabasz", calinski_harabasz(&z, &known))
        .figure("davies_bouldin", davies_bouldin(&z, &known))
        .figure("sizes", group_sizes(&known))
}

/// Group of the largest degree of each row; of equal degrees the lower group.
pub(super) fn largest(degrees: &Matrix) -> Vec<usize> {
    let of_row = |i: usize| {
        let row = degrees.row(i);
        (1..row.len()).fold(0, |b, g| if row[g] > row[b] { g } else { b })
    };
    (0..degrees.rows()).map(of_row).collect()
}
