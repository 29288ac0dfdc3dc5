//! How much establishments differ in size, read off cells whose number of
//! establishments is known: the mean size e/n of a cell scatters around that of
//! its industry (see `scatter.rs`).

use super::scatter::{LEAST_CELLS, ROUNDS, Regression, Spread};
use super::slab::Slab;
use rayon::prelude::*;

/// Mean sizes of cells differ at least by a tenth; without that a cell's own
/// value would count for nothing where the data are too few to show it.
const LEAST_BETWEEN: f64 = 0.01;

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
/// cells with both figures) or `fixed` says not to look; `mean` the size where
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
    let counted = (0..cols).map(|i| cells(i).count()).sum::<usize>();
    let mut spread = Spread { within: given.within, between: given.between };
    let (mut means, mut regressions, mut pooled) = (Vec::new(), Vec::new(), None);
    for _ in 0..ROUNDS {
        let of = |i: usize| {
            let (above, below) = cells(i).fold((0.0, 0.0), |(a, b), (e, n)| {
                let w = spread.weight(n, LEAST_BETWEEN);
                (a + w * e / n, b + w)
            });
            let mean = if below > 0.0 { above / below } else { mean };
            let mut sums = Regression::default();
            for (e, n) in cells(i) {
                sums.cell(n, (e / (n * mean) - 1.0).powi(2), spread.weight(n, LEAST_BETWEEN));
            }
            (mean, sums)
        };
        (means, regressions) = (0..cols).into_par_iter().map(of).unzip();
        let mut all = Regression::default();
        regressions.iter().for_each(|r: &Regression| all.add(r));
        pooled = all.solve().filter(|_| counted >= LEAST_CELLS);
        match pooled {
            Some(found) => spread = found,
            None => break,
        }
    }
    let own = |i: usize| {
        let Spread { within, between } = match pooled {
            None => Spread { within: given.within, between: given.between },
            Some(all) => regressions[i].leaning(all),
        };
        let within = if fixed { given.within } else { within };
        Sizes { mean: means[i], within, between: between.max(LEAST_BETWEEN) }
    };
    (0..cols).map(own).collect()
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
