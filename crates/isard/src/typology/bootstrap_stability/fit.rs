//! Groups of resampled regions against the groups of all.

use crate::inference::Random;
use crate::linalg::{Matrix, mean, quantile};
use crate::registry::MethodError;
use crate::typology::agreement::match_groups;
use crate::typology::grouper::{Grouper, GrouperOptions};
use crate::typology::validity::{group_sizes, resample, rows_of_units};
use rayon::prelude::*;

/// Separates the draws of this file from others under the same seed.
const STREAM: u64 = 0x626f_6f74_0000;

/// Jaccard similarity at or below which a group has dissolved in a draw
/// (Hennig 2008).
pub const DISSOLVED: f64 = 0.5;

/// Jaccard similarity from which a group was found again in a draw (Hennig 2007).
pub const RECOVERED: f64 = 0.75;

/// Stability of one group.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupStability {
    /// Rows of the group.
    pub size: usize,
    /// Mean over draws of the greatest Jaccard similarity with a group of the
    /// draw; `None` when no draw holds a row of the group.
    pub jaccard: Option<f64>,
    /// 5 % quantile over draws.
    pub low: Option<f64>,
    /// 95 % quantile over draws.
    pub high: Option<f64>,
    /// Share of draws in which it dissolved.
    pub dissolved: Option<f64>,
    /// Share of draws in which it was found again.
    pub recovered: Option<f64>,
}

/// Stability of a grouping.
#[derive(Debug, Clone, PartialEq)]
pub struct Stability {
    /// Groups that were resampled.
    pub groups: Vec<GroupStability>,
    /// For each row the share of the draws that hold it in which it falls into
    /// the group matched with its own; `None` without such a draw or group.
    pub probabilities: Vec<Option<f64>>,
    /// Draws that gave a grouping.
    pub draws: usize,
}

/// What one draw found.
struct Draw {
    /// Greatest Jaccard similarity of each group; `None` where none of its rows was drawn.
    jaccard: Vec<Option<f64>>,
    /// Rows drawn, and whether each kept its group.
    kept: Vec<(usize, bool)>,
}

/// Resamples `draws` times: units are drawn with replacement and used once
/// each, the method groups their rows afresh, and every group of `labels` is
/// compared with the groups found, over the rows drawn.
///
/// # Errors
/// Not one draw gave a grouping; the last reason is named.
///
/// # Complexity
/// The method, `draws` times, on about 63 % of the rows.
pub fn bootstrap_stability(
    data: &Matrix,
    units: &[usize],
    labels: &[Option<usize>],
    grouper: Grouper,
    options: &GrouperOptions,
    draws: usize,
) -> Result<Stability, MethodError> {
    let known: Vec<usize> = labels.iter().copied().flatten().collect();
    let sizes = group_sizes(&known);
    let rows_of = rows_of_units(units);
    let of_draw = |draw: usize| -> Result<Draw, MethodError> {
        let mut random = Random::new(options.seed, STREAM, draw as u64);
        let mut rows = resample(&rows_of, &mut random);
        rows.sort_unstable();
        rows.dedup();
        let seed = options.seed.wrapping_add(draw as u64);
        let found = grouper.group(&data.take_rows(&rows), &GrouperOptions { seed, ..*options })?;
        Ok(compare(labels, sizes.len(), &rows, &found))
    };
    let found: Vec<Result<Draw, MethodError>> = (0..draws).into_par_iter().map(of_draw).collect();
    let mut done: Vec<Draw> = Vec::with_capacity(draws);
    let mut refused = None;
    for draw in found {
        match draw {
            Ok(d) => done.push(d),
            Err(e) => refused = Some(e),
        }
    }
    if let (true, Some(e)) = (done.is_empty(), refused) {
        return Err(e);
    }
    let group = |g: usize| {
        let values: Vec<f64> = done.iter().filter_map(|d| d.jaccard[g]).collect();
        let share = |met: &dyn Fn(f64) -> bool| {
            values.iter().filter(|v| met(**v)).count() as f64 / values.len() as f64
        };
        let any = !values.is_empty();
        GroupStability {
            size: sizes[g],
            jaccard: any.then(|| mean(&values)),
            low: any.then(|| quantile(&values, 0.05)),
            high: any.then(|| quantile(&values, 0.95)),
            dissolved: any.then(|| share(&|v| v <= DISSOLVED)),
            recovered: any.then(|| share(&|v| v >= RECOVERED)),
        }
    };
    let mut counts = vec![(0usize, 0usize); labels.len()];
    for &(row, kept) in done.iter().flat_map(|d| &d.kept) {
        counts[row].0 += usize::from(kept);
        counts[row].1 += 1;
    }
    let probability = |(i, &(kept, drawn)): (usize, &(usize, usize))| {
        (drawn > 0 && labels[i].is_some()).then(|| kept as f64 / drawn as f64)
    };
    Ok(Stability {
        groups: (0..sizes.len()).map(group).collect(),
        probabilities: counts.iter().enumerate().map(probability).collect(),
        draws: done.len(),
    })
}

/// Compares groups over the rows drawn.
fn compare(labels: &[Option<usize>], k: usize, rows: &[usize], found: &[Option<usize>]) -> Draw {
    let f = found.iter().flatten().max().map_or(0, |m| m + 1);
    let mut both = vec![vec![0.0; f]; k];
    let (mut own, mut other) = (vec![0.0; k], vec![0.0; f]);
    for (&row, label) in rows.iter().zip(found) {
        if let Some(g) = labels[row] {
            own[g] += 1.0;
        }
        if let Some(h) = *label {
            other[h] += 1.0;
        }
        if let (Some(g), Some(h)) = (labels[row], *label) {
            both[g][h] += 1.0;
        }
    }
    let jaccard = |g: usize, h: usize| both[g][h] / (own[g] + other[h] - both[g][h]);
    let best = |g: usize| (own[g] > 0.0).then(|| (0..f).map(|h| jaccard(g, h)).fold(0.0, f64::max));
    // Groups are matched at the greatest number of rows in common; absent ones have none.
    let m = k.max(f);
    let cost = |g: usize, h: usize| if g < k && h < f { -both[g][h] } else { 0.0 };
    let costs: Vec<Vec<f64>> = (0..m).map(|g| (0..m).map(|h| cost(g, h)).collect()).collect();
    let matched = match_groups(&costs);
    let kept = rows.iter().zip(found).map(|(&row, label)| {
        let kept = labels[row].is_some_and(|g| Some(matched[g]) == *label);
        (row, kept)
    });
    Draw { jaccard: (0..k).map(best).collect(), kept: kept.collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn similarities_and_matches_are_those_counted_by_hand() {
        // Groups {0, 1, 2} and {3, 4}, row 5 in none; row 4 is not drawn.
        let labels = [Some(0), Some(0), Some(0), Some(1), Some(1), None];
        let found = [Some(1), Some(1), Some(0), Some(0), None];
        let draw = compare(&labels, 2, &[0, 1, 2, 3, 5], &found);
        // {0, 1, 2} with {0, 1}: 2/3; {3} with {2, 3}: 1/2.
        assert_eq!(draw.jaccard, [Some(2.0 / 3.0), Some(0.5)]);
        assert_eq!(draw.kept, [(0, true), (1, true), (2, false), (3, true), (5, false)]);
        // A group of which nothing is drawn, and a draw without groups.
        let none = compare(&labels, 2, &[0, 5], &[None, None]);
        assert_eq!(none.jaccard, [Some(0.0), None]);
    }
}
