//! The choice of α: what economy and geography explain as it grows.

use super::mixture::Mixture;
use rayon::prelude::*;

crate::record! {
    /// Shares of inertia that the groups explain at a weight of geography.
    pub struct AlphaRow in "space"/"clustgeo_alpha", key ["alpha"] {
        /// Weight of geography.
        alpha: f64 [Kind::SHARE],
        /// Share of the inertia of the indicators between groups.
        q0: Option<f64>,
        /// Share of the inertia of geography between groups.
        q1: Option<f64>,
        /// q0 divided by q0 at alpha 0.
        q0_normalized: Option<f64>,
        /// q1 divided by q1 at alpha 1.
        q1_normalized: Option<f64>,
    }
}

/// The shares of `k` groups for α = 0, 0.1, … 1.
pub fn alpha_table(mixture: &Mixture<'_>, k: usize) -> Vec<AlphaRow> {
    let shares: Vec<(f64, [Option<f64>; 2])> = (0..=10u32)
        .into_par_iter()
        .map(|step| {
            let alpha = f64::from(step) / 10.0;
            (alpha, mixture.explained(&mixture.tree(alpha).cut(k)))
        })
        .collect();
    let (most0, most1) = (shares[0].1[0], shares[10].1[1]);
    let normalized = |q: Option<f64>, most: Option<f64>| Some(q? / most.filter(|m| *m > 0.0)?);
    let row = |&(alpha, [q0, q1]): &(f64, [Option<f64>; 2])| AlphaRow {
        alpha,
        q0,
        q1,
        q0_normalized: normalized(q0, most0),
        q1_normalized: normalized(q1, most1),
    };
    shares.iter().map(row).collect()
}

/// The α whose smaller normalised share is greatest, the lowest of equals; 0
/// where none is defined.
pub fn chosen(rows: &[AlphaRow]) -> f64 {
    let smaller = |r: &AlphaRow| Some(r.q0_normalized?.min(r.q1_normalized?));
    let better = |best: Option<(f64, f64)>, row: &AlphaRow| match (best, smaller(row)) {
        (Some(b), Some(s)) if s <= b.0 => Some(b),
        (best, None) => best,
        (_, Some(s)) => Some((s, row.alpha)),
    };
    rows.iter().fold(None, better).map_or(0.0, |b| b.1)
}
