//! How much establishments differ in size, read off cells whose number of
//! establishments is known.
//!
//! The mean size e/n of a cell scatters around that of its industry for two
//! reasons: a cell has sizes of its own (variance ω² between cells), and few
//! establishments make a mean (variance cv²/n). Two moments tell them apart.

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

/// Moments behind an estimate: cells, Σ1/n, Σn, Σd², Σn·d² with
/// d = e/(n·mean) − 1.
#[derive(Debug, Clone, Copy, Default)]
struct Moments {
    cells: f64,
    inverse: f64,
    number: f64,
    plain: f64,
    weighted: f64,
}

impl Moments {
    /// (within, between) that give the two moments; where `between` would be
    /// negative all scatter is `within`.
    fn solve(&self) -> Option<(f64, f64)> {
        // Σd² = cells·ω² + Σ1/n·cv²,  Σn·d² = Σn·ω² + cells·cv².
        let determinant = self.cells * self.cells - self.inverse * self.number;
        // All cells of one number of establishments: nothing tells the two apart.
        if self.cells < 2.0 || determinant.abs() < 1e-6 * self.cells * self.cells {
            return None;
        }
        let between = ((self.plain * self.cells - self.weighted * self.inverse) / determinant).max(0.0);
        let within = (self.weighted - between * self.number) / self.cells;
        Some((within.clamp(0.0, MOST_WITHIN), between))
    }

    fn add(&mut self, other: &Moments) {
        self.cells += other.cells;
        self.inverse += other.inverse;
        self.number += other.number;
        self.plain += other.plain;
        self.weighted += other.weighted;
    }
}

/// Sizes in every industry of a slab of regions × industries, and whether
/// their spread comes from the data.
///
/// `establishments` in the order of the slab, NaN where unknown. `assumed` is
/// the coefficient of variation where the data do not show it (fewer than 30
/// cells with both figures) or `fixed` says not to look; `mean` the size where
/// an industry has no number of establishments.
///
/// Complexity: O(cells).
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
    let means: Vec<f64> = (0..cols)
        .into_par_iter()
        .map(|i| {
            let (e, n) = cells(i).fold((0.0, 0.0), |(a, b), (e, n)| (a + e, b + n));
            if n > 0.0 { e / n } else { mean }
        })
        .collect();
    let moments: Vec<Moments> = (0..cols)
        .into_par_iter()
        .map(|i| {
            let mut m = Moments::default();
            for (e, n) in cells(i) {
                let d2 = (e / (n * means[i]) - 1.0).powi(2);
                m.add(&Moments { cells: 1.0, inverse: 1.0 / n, number: n, plain: d2, weighted: n * d2 });
            }
            m
        })
        .collect();
    let mut all = Moments::default();
    moments.iter().for_each(|m| all.add(m));
    let pooled = all.solve().filter(|_| all.cells >= LEAST_CELLS as f64);
    let own = |i: usize| {
        let (within, between) = match (pooled, moments[i].solve()) {
            (None, _) => (given.within, given.between),
            (Some(p), None) => p,
            (Some(p), Some(own)) => {
                let w = moments[i].cells / (moments[i].cells + LEAN);
                (w * own.0 + (1.0 - w) * p.0, w * own.1 + (1.0 - w) * p.1)
            }
        };
        let within = if fixed { given.within } else { within };
        Sizes { mean: means[i], within, between: between.max(LEAST_BETWEEN) }
    };
    ((0..cols).map(own).collect(), pooled.is_some() && !fixed)
}
