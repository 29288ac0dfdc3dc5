//! How often two regions fall into one group.

use rayon::prelude::*;

/// Label of a row that a grouping does not hold.
pub(super) const ABSENT: u16 = u16::MAX;

/// For each pair of rows, in how many groupings both are and in how many of
/// those they share a group; four bytes a pair.
#[derive(Debug, Clone, PartialEq)]
pub struct CoAssociation {
    n: usize,
    /// Pairs (i, j), i < j, row by row: groupings in common, groups in common.
    pairs: Vec<[u16; 2]>,
}

impl CoAssociation {
    /// Counts over groupings of `n` rows; at most 65,535 of them.
    ///
    /// # Complexity
    /// O(n²/2 · groupings) time on all threads, 2n² bytes.
    pub(super) fn count(n: usize, groupings: &[Vec<u16>]) -> CoAssociation {
        let mut pairs = vec![[0u16; 2]; n * n.saturating_sub(1) / 2];
        let mut rows: Vec<&mut [[u16; 2]]> = Vec::with_capacity(n);
        let mut rest = pairs.as_mut_slice();
        for i in 0..n {
            let (row, after) = rest.split_at_mut(n - i - 1);
            rows.push(row);
            rest = after;
        }
        rows.into_par_iter().enumerate().for_each(|(i, row)| {
            for labels in groupings.iter().filter(|l| l[i] != ABSENT) {
                let own = labels[i];
                for (pair, &other) in row.iter_mut().zip(&labels[i + 1..]) {
                    pair[0] += u16::from(other != ABSENT);
                    pair[1] += u16::from(other == own);
                }
            }
        });
        CoAssociation { n, pairs }
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.n
    }

    fn at(&self, i: usize, j: usize) -> usize {
        let (i, j) = (i.min(j), i.max(j));
        i * (2 * self.n - i - 1) / 2 + j - i - 1
    }

    /// Share of the groupings that hold both rows in which they share a group;
    /// 1 of a row with itself, 0 where no grouping holds both.
    pub fn share(&self, i: usize, j: usize) -> f64 {
        if i == j {
            return 1.0;
        }
        let [both, together] = self.pairs[self.at(i, j)];
        if both == 0 { 0.0 } else { f64::from(together) / f64::from(both) }
    }

    /// Shares of all pairs, in the order of [`CoAssociation::share`]'s i < j.
    pub(super) fn shares(&self) -> impl Iterator<Item = f64> + '_ {
        self.pairs.iter().map(
            |&[both, together]| {
                if both == 0 { 0.0 } else { f64::from(together) / f64::from(both) }
            },
        )
    }

    /// Proportion of ambiguous pairs: share above 0.1 and below 0.9
    /// (Șenbabaoğlu, Michailidis & Li 2014); `None` with one row.
    pub fn ambiguous(&self) -> Option<f64> {
        let count = self.shares().filter(|s| *s > 0.1 && *s < 0.9).count();
        (!self.pairs.is_empty()).then(|| count as f64 / self.pairs.len() as f64)
    }
}
