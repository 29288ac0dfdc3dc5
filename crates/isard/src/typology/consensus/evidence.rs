//! Evidence of many groupings, accumulated.

use super::average_tree::AverageTree;
use super::co_association::{ABSENT, CoAssociation};
use crate::inference::Random;
use crate::linalg::Matrix;
use crate::registry::MethodError;
use crate::typology::grouper::{Grouper, GrouperOptions};
use crate::typology::validity::{resample, rows_of_units};
use rayon::prelude::*;

/// Pairs of more rows than this would take over 600 MB.
pub const MOST_ROWS: usize = 12_000;

/// Separates the draws of this file from others under the same seed.
const STREAM: u64 = 0x636f_6e73_0000;

/// A grouping of groupings.
#[derive(Debug, Clone, PartialEq)]
pub struct Consensus {
    /// Group of each row by first appearance.
    pub labels: Vec<usize>,
    /// Mean share with the other members of the own group; 1 for a row alone.
    pub agreement: Vec<f64>,
    /// Mean share with the members of the group that comes next.
    pub next_best: Vec<Option<f64>>,
    /// Shares of all pairs.
    pub pairs: CoAssociation,
    /// Correlation of the pairs with the tree they are cut from.
    pub cophenetic: Option<f64>,
    /// Groupings counted.
    pub groupings: usize,
    /// Groupings left out because the method found none, with the last reason.
    pub failed: (usize, Option<String>),
}

/// Groups the rows by each method once, and by the methods in turn on `draws`
/// resamplings of the units, counts how often each pair shares a group, and
/// cuts the tree of average linkage on 1 − share into k groups.
///
/// # Errors
/// More than 12,000 rows; no method; not one grouping, with the last reason.
///
/// # Complexity
/// The methods, plus O(n²·(groupings + 1)) time and 4n² bytes.
pub fn consensus(
    data: &Matrix,
    units: &[usize],
    groupers: &[Grouper],
    options: &GrouperOptions,
    draws: usize,
) -> Result<Consensus, MethodError> {
    let n = data.rows();
    if n > MOST_ROWS {
        return Err(MethodError::data_hint(
            format!("{n} rows are too many for a table of all pairs; at most {MOST_ROWS}"),
            "use one grouping method and `bootstrap-stability`, which keeps no table of pairs",
        ));
    }
    if groupers.is_empty() {
        return Err(MethodError::data_hint(
            "no grouping method was named",
            format!("name some of: {}", Grouper::WORDS.join(", ")),
        ));
    }
    if groupers.len() + draws > usize::from(u16::MAX) {
        return Err(MethodError::data(format!("at most {} groupings can be counted", u16::MAX)));
    }
    crate::typology::k_means::check_k(data, options.k)?;
    let rows_of = rows_of_units(units);
    let one = |at: usize| -> Result<Vec<u16>, MethodError> {
        let Some(draw) = at.checked_sub(groupers.len()) else {
            return Ok(spread((0..n).collect(), &groupers[at].group(data, options)?, n));
        };
        let mut random = Random::new(options.seed, STREAM, draw as u64);
        let mut rows = resample(&rows_of, &mut random);
        rows.sort_unstable();
        rows.dedup();
        let seed = options.seed.wrapping_add(draw as u64 + 1);
        let grouper = groupers[draw % groupers.len()];
        let found = grouper.group(&data.take_rows(&rows), &GrouperOptions { seed, ..*options })?;
        Ok(spread(rows, &found, n))
    };
    let found: Vec<Result<Vec<u16>, MethodError>> =
        (0..groupers.len() + draws).into_par_iter().map(one).collect();
    let (mut groupings, mut failed) = (Vec::with_capacity(found.len()), (0, None));
    for grouping in found {
        match grouping {
            Ok(labels) => groupings.push(labels),
            Err(e) => failed = (failed.0 + 1, Some(e)),
        }
    }
    if groupings.is_empty() {
        return Err(failed.1.unwrap_or_else(|| MethodError::data("no grouping was found")));
    }
    let pairs = CoAssociation::count(n, &groupings);
    let tree = AverageTree::of(&pairs);
    let labels = tree.cut(options.k);
    let (agreement, next_best) = agreements(&pairs, &labels, options.k);
    Ok(Consensus {
        cophenetic: tree.cophenetic(&pairs),
        labels,
        agreement,
        next_best,
        pairs,
        groupings: groupings.len(),
        failed: (failed.0, failed.1.map(|e| e.to_string())),
    })
}

/// Labels of all rows; noise is a group of its own for each row, so that two
/// regions in no dense group do not count as together.
fn spread(rows: Vec<usize>, found: &[Option<usize>], n: usize) -> Vec<u16> {
    let mut labels = vec![ABSENT; n];
    let mut alone = found.iter().flatten().max().map_or(0, |m| m + 1);
    for (row, label) in rows.into_iter().zip(found) {
        labels[row] = match label {
            Some(l) => *l as u16,
            None => {
                alone += 1;
                (alone - 1) as u16
            }
        };
    }
    labels
}

/// Mean share with the own group and with the next best one.
fn agreements(pairs: &CoAssociation, labels: &[usize], k: usize) -> (Vec<f64>, Vec<Option<f64>>) {
    let sizes = crate::typology::validity::group_sizes(labels);
    let of_row = |i: usize| {
        let mut sums = vec![0.0; k];
        (0..labels.len()).filter(|&j| j != i).for_each(|j| sums[labels[j]] += pairs.share(i, j));
        let own = labels[i];
        let others = (sizes[own] - 1) as f64;
        let agreement = if others > 0.0 { sums[own] / others } else { 1.0 };
        let next = (0..sizes.len()).filter(|&g| g != own).map(|g| sums[g] / sizes[g] as f64);
        (agreement, next.reduce(f64::max))
    };
    (0..labels.len()).into_par_iter().map(of_row).collect::<Vec<_>>().into_iter().unzip()
}
