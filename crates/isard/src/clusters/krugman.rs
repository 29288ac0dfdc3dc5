//! Krugman's dissimilarity of shares, shared by specialisation (rows are
//! regions) and concentration (rows are industries).

use super::slab::{Measured, Slab};
use crate::model::Status;

/// What a row's shares are compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Variant {
    /// Shares of all rows together: Σ|s − x|, 0 to 2.
    #[default]
    National,
    /// Half of that, 0 to 1: the share that would have to move.
    Half,
    /// Shares of all other rows together.
    Rest,
    /// Mean of the shares of the other rows, each counting once.
    MeanOfOthers,
    /// Shares of one row.
    Pair(usize),
}

/// Σ|s − x| over a row's columns with values, by variant.
///
/// # Errors (per row)
/// `missing` without values, `undefined:empty-…` for a row of zeros,
/// `undefined:zero-base` where the comparison has nothing in these columns.
///
/// Complexity: O(rows × columns).
pub fn of_slab(slab: &Slab, variant: Variant) -> Vec<Measured> {
    let distance = |i: usize, base: &[f64]| -> Measured {
        Ok(slab.share_pairs(i, base)?.iter().map(|(s, x)| (s - x).abs()).sum())
    };
    match variant {
        Variant::National => slab.each_row(|i| distance(i, slab.col_totals())),
        Variant::Half => slab.each_row(|i| Ok(distance(i, slab.col_totals())? / 2.0)),
        Variant::Rest => slab.each_row(|i| {
            let own = slab.row(i).iter().zip(slab.col_totals());
            // Published totals may be rounded below the cell they contain.
            let rest: Vec<f64> = own.map(|(v, t)| if v.is_nan() { *t } else { (t - v).max(0.0) }).collect();
            distance(i, &rest)
        }),
        Variant::Pair(other) => slab.each_row(|i| distance(i, slab.row(other))),
        Variant::MeanOfOthers => mean_of_others(slab),
    }
}

fn mean_of_others(slab: &Slab) -> Vec<Measured> {
    let shares: Vec<Result<Vec<f64>, Status>> = (0..slab.rows()).map(|i| slab.row_shares(i)).collect();
    let mut sums = vec![0.0; slab.cols()];
    let mut counts = vec![0.0; slab.cols()];
    for row in shares.iter().flatten() {
        for (j, s) in row.iter().enumerate().filter(|(_, s)| !s.is_nan()) {
            sums[j] += s;
            counts[j] += 1.0;
        }
    }
    slab.each_row(|i| {
        let own = shares[i].as_ref().map_err(|s| *s)?;
        let base: Vec<f64> = (0..slab.cols())
            // A column nobody else has a value of is 0/0 = NaN: left out.
            .map(|j| if own[j].is_nan() { f64::NAN } else { (sums[j] - own[j]).max(0.0) / (counts[j] - 1.0) })
            .collect();
        Ok(slab.share_pairs(i, &base)?.iter().map(|(s, x)| (s - x).abs()).sum())
    })
}
