//! Agreement of two groupings.

use std::collections::BTreeMap;

/// Adjusted Rand index (Hubert & Arabie 1985) of two groupings of the same rows.
///
/// # Formula
/// (Σ C(nᵢⱼ,2) − E)/(½(A + B) − E), A = Σ C(nᵢ,2), B = Σ C(nⱼ,2), E = A·B/C(n,2).
/// 1 for equal groupings, 0 on average for unrelated ones.
///
/// # Undefined cases
/// 1 where the formula is 0/0: both groupings are one group, or all rows alone.
pub fn adjusted_rand(a: &[usize], b: &[usize]) -> f64 {
    let mut cells: BTreeMap<(usize, usize), f64> = BTreeMap::new();
    let (mut rows, mut cols): (BTreeMap<usize, f64>, BTreeMap<usize, f64>) = Default::default();
    for (&x, &y) in a.iter().zip(b) {
        *cells.entry((x, y)).or_default() += 1.0;
        *rows.entry(x).or_default() += 1.0;
        *cols.entry(y).or_default() += 1.0;
    }
    rand_of_counts(cells.values(), rows.values(), cols.values())
}

/// The same of a cross-table: its cells, and the sums of its rows and columns.
pub fn rand_of_counts<'a>(
    cells: impl Iterator<Item = &'a f64>,
    rows: impl Iterator<Item = &'a f64> + Clone,
    cols: impl Iterator<Item = &'a f64>,
) -> f64 {
    let pairs = |n: &f64| n * (n - 1.0) / 2.0;
    let all = pairs(&rows.clone().sum::<f64>());
    let both: f64 = cells.map(pairs).sum();
    let (first, second): (f64, f64) = (rows.map(pairs).sum(), cols.map(pairs).sum());
    let expected = first * second / all;
    let most = (first + second) / 2.0;
    if all == 0.0 || most == expected { 1.0 } else { (both - expected) / (most - expected) }
}

crate::record! {
    /// Regions of a group of the workflow's grouping that another grouping puts into one of its groups, reference year.
    pub struct CrossRow in "typology"/"cross_table", key ["grouping_a", "grouping_b", "group_a", "group_b"] {
        /// The grouping of the workflow.
        grouping_a: String [Kind::Key],
        /// Another grouping.
        grouping_b: String [Kind::Key],
        /// Group of the first, 1 = highest mean index.
        group_a: i64,
        /// Group of the second, 1 = highest mean index.
        group_b: i64,
        /// Regions in both.
        count: i64,
        /// Share of the first group's regions; empty for an empty group.
        share: Option<f64> [Kind::SHARE],
    }
}

/// The cross-table of two groupings of the same rows, all pairs of groups.
pub fn cross_table(a: (&str, &[usize]), b: (&str, &[usize])) -> Vec<CrossRow> {
    let groups = |labels: &[usize]| labels.iter().max().map_or(0, |m| m + 1);
    let (rows, cols) = (groups(a.1), groups(b.1));
    let mut counts = vec![0usize; rows * cols];
    a.1.iter().zip(b.1).for_each(|(&x, &y)| counts[x * cols + y] += 1);
    let mut out = Vec::with_capacity(rows * cols);
    for x in 0..rows {
        let size: usize = counts[x * cols..(x + 1) * cols].iter().sum();
        out.extend((0..cols).map(|y| CrossRow {
            grouping_a: a.0.to_string(),
            grouping_b: b.0.to_string(),
            group_a: x as i64 + 1,
            group_b: y as i64 + 1,
            count: counts[x * cols + y] as i64,
            share: (size > 0).then(|| counts[x * cols + y] as f64 / size as f64),
        }));
    }
    out
}

/// For each group of `a`, the group of `b` it is matched with, such that the
/// sum of `cost[a][b]` is least (Hungarian algorithm, O(k³)).
pub fn match_groups(cost: &[Vec<f64>]) -> Vec<usize> {
    // Potentials and augmenting paths over 1-based rows and columns.
    let n = cost.len();
    let (mut u, mut v) = (vec![0.0; n + 1], vec![0.0; n + 1]);
    let mut row_of = vec![0usize; n + 1];
    for row in 1..=n {
        row_of[0] = row;
        let mut least = vec![f64::INFINITY; n + 1];
        let mut used = vec![false; n + 1];
        let mut from = vec![0usize; n + 1];
        let mut at = 0;
        while row_of[at] != 0 {
            used[at] = true;
            let (mut delta, mut next) = (f64::INFINITY, 0);
            for col in (1..=n).filter(|&c| !used[c]).collect::<Vec<_>>() {
                let reduced = cost[row_of[at] - 1][col - 1] - u[row_of[at]] - v[col];
                if reduced < least[col] {
                    (least[col], from[col]) = (reduced, at);
                }
                if least[col] < delta {
                    (delta, next) = (least[col], col);
                }
            }
            for col in 0..=n {
                if used[col] {
                    u[row_of[col]] += delta;
                    v[col] -= delta;
                } else {
                    least[col] -= delta;
                }
            }
            at = next;
        }
        while at != 0 {
            row_of[at] = row_of[from[at]];
            at = from[at];
        }
    }
    let mut matched = vec![0; n];
    (1..=n).for_each(|col| matched[row_of[col] - 1] = col - 1);
    matched
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inference::Random;

    #[test]
    fn adjusted_rand_of_known_groupings() {
        assert_eq!(adjusted_rand(&[0, 0, 1, 1], &[1, 1, 0, 0]), 1.0);
        // Cells 2·1, 1·1: both = 1, A = 2, B = 3, E = 2·3/6 = 1.
        assert_eq!(adjusted_rand(&[0, 0, 1, 1], &[0, 0, 0, 1]), 0.0);
        assert_eq!(adjusted_rand(&[0, 0, 0], &[0, 0, 0]), 1.0);
    }

    #[test]
    fn cross_tables_count_every_row_once() {
        let rows = cross_table(("a", &[0, 0, 1, 1, 1]), ("b", &[0, 1, 1, 1, 2]));
        assert_eq!(rows.iter().map(|r| r.count).collect::<Vec<_>>(), [1, 1, 0, 0, 2, 1]);
        assert_eq!(rows[4].share, Some(2.0 / 3.0));
    }

    #[test]
    fn matching_is_the_best_of_all_permutations() {
        for case in 0..50 {
            let mut random = Random::new(5, case, 0);
            let cost: Vec<Vec<f64>> = (0..4).map(|_| (0..4).map(|_| random.uniform()).collect()).collect();
            let total = |p: &[usize]| p.iter().enumerate().map(|(i, &j)| cost[i][j]).sum::<f64>();
            let mut best = f64::INFINITY;
            for code in 0..256usize {
                let p = [code & 3, code >> 2 & 3, code >> 4 & 3, code >> 6];
                if (0..4).all(|j| p.contains(&j)) {
                    best = best.min(total(&p));
                }
            }
            assert!((total(&match_groups(&cost)) - best).abs() < 1e-12);
        }
    }
}
