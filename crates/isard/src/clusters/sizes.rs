//! How much establishments differ in size, read off cells whose number of
//! establishments is known.
//!
//! The mean size e/n of a cell scatters around that of its industry for two
//! reasons: a cell has sizes of its own (variance ω² between cells), and few
//! establishments make a mean (variance cv²/n). The regression of the squared
//! distance on 1/n tells them apart.

use super::slab::Slab;
use rayon::prelude::*;

/// Cells by which the estimate of one industry leans on that of all.
const LEAN: f64 = 30.0;
/// Mean sizes of cells differ at least by a tenth; without that a cell's own
/// value would count for nothing where the data are too few to show it.
const LEAST_BETWEEN: f64 = 0.01;
/// Cells from which the spread is read off the data at all.
const LEAST_CELLS: usize = 30;

/// Greatest squared coefficient of variation taken from the data.
const MOST_WITHIN: f64 = 100.0;

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

/// Rounds of estimation: weights need the spread, and the spread weights.
const ROUNDS: usize = 8;

/// Weighted sums of the regression of d² on 1/n, with d = e/(n·mean) − 1: its
/// intercept is ω², its slope cv².
#[derive(Debug, Clone, Copy, Default)]
struct Regression {
    cells: f64,
    weight: f64,
    inverse: f64,
    inverse2: f64,
    square: f64,
    square_inverse: f64,
}

impl Regression {
    fn add(&mut self, other: &Regression) {
        self.cells += other.cells;
        self.weight += other.weight;
        self.inverse += other.inverse;
        self.inverse2 += other.inverse2;
        self.square += other.square;
        self.square_inverse += other.square_inverse;
    }

    /// (within, between), neither negative; `None` where all cells have one
    /// number of establishments, so that nothing tells the two apart.
    fn solve(&self) -> Option<(f64, f64)> {
        let scale = self.weight * self.inverse2;
        let determinant = scale - self.inverse * self.inverse;
        if self.cells < 2.0 || determinant <= 1e-6 * scale {
            return None;
        }
        let between = (self.inverse2 * self.square - self.inverse * self.square_inverse) / determinant;
        let within = (self.weight * self.square_inverse - self.inverse * self.square) / determinant;
        let (within, between) = match () {
            () if between < 0.0 => (self.square_inverse / self.inverse2, 0.0),
            () if within < 0.0 => (0.0, self.square / self.weight),
            () => (within, between),
        };
        Some((within.min(MOST_WITHIN), between))
    }
}

/// Weight of a cell's mean size, the inverse of its variance.
fn weight((within, between): (f64, f64), n: f64) -> f64 {
    1.0 / (between.max(LEAST_BETWEEN) + within / n)
}

/// Sizes in every industry of a slab of regions × industries, and whether
/// their spread comes from the data.
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
) -> (Vec<Sizes>, bool) {
    let (rows, cols) = (slab.rows(), slab.cols());
    let given = Sizes { mean, within: assumed * assumed, between: 1.0 };
    let Some(numbers) = establishments else { return (vec![given; cols], false) };
    let cells = |i: usize| {
        (0..rows).filter_map(move |r| {
            let (e, n) = (slab.row(r)[i], numbers[r * cols + i]);
            (e > 0.0 && n >= 1.0).then_some((e, n))
        })
    };
    let counted = (0..cols).map(|i| cells(i).count()).sum::<usize>();
    let mut spread = (given.within, given.between);
    let (mut means, mut regressions, mut pooled) = (Vec::new(), Vec::new(), None);
    for _ in 0..ROUNDS {
        let of = |i: usize| {
            let (above, below) = cells(i).fold((0.0, 0.0), |(a, b), (e, n)| {
                let w = weight(spread, n);
                (a + w * e / n, b + w)
            });
            let mean = if below > 0.0 { above / below } else { mean };
            let mut sums = Regression::default();
            for (e, n) in cells(i) {
                let (w, d2) = (weight(spread, n).powi(2), (e / (n * mean) - 1.0).powi(2));
                sums.add(&Regression {
                    cells: 1.0,
                    weight: w,
                    inverse: w / n,
                    inverse2: w / (n * n),
                    square: w * d2,
                    square_inverse: w * d2 / n,
                });
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
        let (within, between) = match (pooled, regressions[i].solve()) {
            (None, _) => (given.within, given.between),
            (Some(p), None) => p,
            (Some(p), Some(own)) => {
                let w = regressions[i].cells / (regressions[i].cells + LEAN);
                (w * own.0 + (1.0 - w) * p.0, w * own.1 + (1.0 - w) * p.1)
            }
        };
        let within = if fixed { given.within } else { within };
        Sizes { mean: means[i], within, between: between.max(LEAST_BETWEEN) }
    };
    ((0..cols).map(own).collect(), pooled.is_some() && !fixed)
}
