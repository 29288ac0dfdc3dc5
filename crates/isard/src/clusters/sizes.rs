//! How much establishments differ in size, read off cells whose number of
//! establishments is known: ln(e/n) of a cell scatters around that of its industry
//! with the variance ln(1 + ω²) + ln(1 + cv²/n) (see `scatter.rs`). In logarithms
//! no single giant decides.

use super::scatter::{LEAST_CELLS, MOST, ROUNDS, Regression, Spread};
use super::slab::Slab;
use rayon::prelude::*;

/// Mean sizes of cells differ at least by a tenth; without that a cell's own
/// value would count for nothing where the data are too few to show it.
const LEAST_BETWEEN: f64 = 0.01;

/// Establishments from which the logarithm of their mean size scatters much the
/// same whatever their distribution.
const LEAST_NUMBER: f64 = 4.0;
/// The logarithm of a mean of few skewed sizes scatters less than ln(1 + cv²/n):
/// in simulations of 4 to 50 log-normal ones as with cv²/(1 + 0.07 cv²).
const SKEWED: f64 = 0.07;
/// Least squared coefficient of variation of sizes in the search for it.
const LEAST_WITHIN: f64 = 0.01;

/// Sizes of establishments of one industry.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sizes {
    /// Mean size.
    pub mean: f64,
    /// Squared coefficient of variation of sizes within a cell.
    pub within: f64,
    /// Squared coefficient of variation of mean sizes between cells.
    pub between: f64,
}

/// Sizes in every industry of a slab of regions × industries.
///
/// `establishments` in the order of the slab, NaN where unknown. `assumed` is
/// the coefficient of variation where the data do not show it (fewer than 30
/// cells with a value and four establishments) or `fixed` says not to look; `mean` the size where
/// an industry has no number of establishments.
///
/// Complexity: O(cells) times rounds.
pub fn of_slab(
    slab: &Slab,
    establishments: Option<&[f64]>,
    mean: f64,
    assumed: f64,
    fixed: bool,
) -> Vec<Sizes> {
    let (rows, cols) = (slab.rows(), slab.cols());
    let given = Sizes { mean, within: assumed * assumed, between: 1.0 };
    let Some(numbers) = establishments else { return vec![given; cols] };
    let cells = |i: usize| {
        (0..rows).filter_map(move |r| {
            let (e, n) = (slab.row(r)[i], numbers[r * cols + i]);
            (e > 0.0 && n >= 1.0).then_some((e, n))
        })
    };
    let logs = |i: usize| cells(i).filter(|c| c.1 >= LEAST_NUMBER).map(|(e, n)| ((e / n).ln(), n));
    let counted = (0..cols).map(|i| logs(i).count()).sum::<usize>();
    // Of logarithms, but for `within`, which is the squared coefficient of variation.
    let mut spread = Spread { within: 1.0, between: 0.1 };
    let mut fitted = None;
    for _ in 0..ROUNDS {
        let now = spread;
        let of = |i: usize| {
            let weight = |n: f64| 1.0 / (now.between.max(LEAST_BETWEEN) + variance(now.within, n));
            let (above, below, m) = logs(i).fold((0.0, 0.0, 0.0), |(a, b, m), (x, n)| {
                let w = weight(n);
                (a + w * (x + variance(now.within, n) / 2.0), b + w, m + 1.0)
            });
            let mut sums = Regression::default();
            for (x, n) in logs(i).filter(|_| m > 1.0) {
                let d = x + variance(now.within, n) / 2.0 - above / below;
                let reciprocal = now.within / variance(now.within, n);
                sums.cell(reciprocal, d * d * m / (m - 1.0), weight(n));
            }
            sums
        };
        let regressions: Vec<Regression> = (0..cols).into_par_iter().map(of).collect();
        let mut all = Regression::default();
        regressions.iter().for_each(|r| all.add(r));
        fitted = all.solve().filter(|_| counted >= LEAST_CELLS).map(|pooled| (regressions, pooled));
        let Some((_, pooled)) = &fitted else { break };
        spread = Spread { within: pooled.within.max(LEAST_WITHIN), ..*pooled };
    }
    let own = |i: usize| {
        let (within, between) = match &fitted {
            None => (given.within, given.between),
            Some((regressions, pooled)) => {
                let Spread { within, between } = regressions[i].leaning(*pooled);
                let within = within / (1.0 - SKEWED * within).max(0.1);
                (within.min(MOST), between.exp_m1().min(MOST))
            }
        };
        let (above, below) = cells(i).fold((0.0, 0.0), |(a, b), (e, n)| {
            let w = Spread { within, between }.weight(n, LEAST_BETWEEN);
            (a + w * e / n, b + w)
        });
        let mean = if below > 0.0 { above / below } else { mean };
        let within = if fixed { given.within } else { within };
        Sizes { mean, within, between: between.max(LEAST_BETWEEN) }
    };
    (0..cols).into_par_iter().map(own).collect()
}

/// Variance of the logarithm of a mean of n sizes.
fn variance(within: f64, n: f64) -> f64 {
    (within / n).ln_1p()
}

/// Establishments of every cell with a value: the number known, else what the
/// value makes at the industry's mean size; NaN elsewhere.
pub fn numbers(values: &[f64], establishments: Option<&[f64]>, sizes: &[Sizes]) -> Vec<f64> {
    let known = |at: usize| establishments.map(|n| n[at]).filter(|n| *n >= 1.0);
    let number = |(at, &v): (usize, &f64)| match v > 0.0 {
        true => known(at).unwrap_or(v / sizes[at % sizes.len()].mean),
        false if v.is_nan() => v,
        false => 0.0,
    };
    values.iter().enumerate().map(number).collect()
}
