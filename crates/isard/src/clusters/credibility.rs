//! What lies behind a figure that is a mean over the establishments of a cell,
//! such as wages a job or growth: figures of few establishments lean on their
//! industry and their region.
//!
//! The figure of n equal establishments is log-normal around that of its cell:
//! its logarithm has the variance v = within/n and the mean x − v/2, x being that
//! of the cell. x is normal around μ of the industry plus ρ of the region with the
//! variance between, ρ normal around zero. Given the figure, x is normal around
//! its credibility mean (Bühlmann 1967). The model is isard's own.

use super::scatter::{LEAST_CELLS, ROUNDS, Regression, Spread};
use crate::inference::Random;
use rayon::prelude::*;

/// Logarithms of cells differ at least by a hundredth.
const LEAST_BETWEEN: f64 = 1e-4;
/// Rounds in which industries and regions are told apart, given the spread.
const STEPS: usize = 5;

/// What may lie behind the figure of a cell.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Level {
    /// Logarithm seen, on average that of the cell.
    seen: f64,
    /// What industry and region let expect.
    expected: f64,
    /// How much what was seen counts.
    credibility: f64,
    /// Deviation of the logarithm behind the figure.
    deviation: f64,
}

impl Level {
    /// One logarithm, where the one seen may be off by `moved`.
    pub(super) fn draw(&self, moved: f64, random: &mut Random) -> f64 {
        let seen = self.seen + moved;
        self.expected + self.credibility * (seen - self.expected) + self.deviation * random.normal()
    }
}

/// Figures of the cells of regions × industries, in row order.
pub(super) struct Figures<'a> {
    /// Logarithms; NaN where there is no figure.
    pub(super) logs: &'a [f64],
    /// Equal establishments behind each.
    pub(super) numbers: &'a [f64],
    /// Whether a figure is observed, so that the spread may be read off it.
    pub(super) observed: &'a [bool],
    /// Number of industries.
    pub(super) cols: usize,
}

/// What may lie behind every figure; `None` where too few are observed to tell
/// how they scatter. Without `leaning` it is normal around the figure seen.
///
/// Complexity: O(regions × industries) times rounds.
pub(super) fn levels(figures: &Figures, leaning: bool) -> Option<Vec<Option<Level>>> {
    let fit = Fit::of(figures)?;
    let level = |at: usize| {
        let (seen, n) = (figures.logs[at], figures.numbers[at]);
        if seen.is_nan() || n.is_nan() || n <= 0.0 {
            return None;
        }
        let (r, i) = (at / figures.cols, at % figures.cols);
        let Spread { within, between } = fit.spreads[i];
        let (prior, error) = (between.max(LEAST_BETWEEN) + fit.unsure[r], within / n);
        let seen = seen + error / 2.0;
        let credibility = if leaning { prior / (prior + error) } else { 1.0 };
        let expected = fit.industries[i] + fit.regions[r];
        Some(Level { seen, expected, credibility, deviation: (credibility * error).sqrt() })
    };
    Some((0..figures.logs.len()).into_par_iter().map(level).collect())
}

/// Effects of industries and regions, and the spread around them.
struct Fit {
    industries: Vec<f64>,
    regions: Vec<f64>,
    /// Variance with which the effect of a region is known.
    unsure: Vec<f64>,
    spreads: Vec<Spread>,
}

impl Fit {
    fn of(figures: &Figures) -> Option<Fit> {
        let (cols, rows) = (figures.cols, figures.logs.len() / figures.cols.max(1));
        let usable =
            |at: usize| figures.observed[at] && figures.logs[at].is_finite() && figures.numbers[at] > 0.0;
        let usable: Vec<bool> = (0..figures.logs.len()).map(usable).collect();
        if usable.iter().filter(|u| **u).count() < LEAST_CELLS {
            return None;
        }
        // An industry that is nowhere observed is where its estimates are.
        let speaks = |i: usize| {
            let cells = || (0..rows).map(move |r| r * cols + i);
            let estimated = |at: &usize| figures.logs[*at].is_finite() && figures.numbers[*at] > 0.0;
            match cells().any(|at| usable[at]) {
                true => cells().filter(|&at| usable[at]).collect::<Vec<usize>>(),
                false => cells().filter(estimated).collect(),
            }
        };
        let speaking: Vec<Vec<usize>> = (0..cols).map(speaks).collect();
        let mut spread = Spread { within: 0.1, between: 0.1 };
        // Variance of the effects of regions.
        let mut apart = 0.1;
        let mut fit = Fit {
            industries: vec![0.0; cols],
            regions: vec![0.0; rows],
            unsure: vec![0.0; rows],
            spreads: vec![spread; cols],
        };
        let mut regressions = Vec::new();
        for _ in 0..ROUNDS {
            let weight = |at: usize| spread.weight(figures.numbers[at], LEAST_BETWEEN);
            let log = |at: usize| figures.logs[at] + spread.within / figures.numbers[at] / 2.0;
            for _ in 0..STEPS {
                fit.industries = (0..cols)
                    .into_par_iter()
                    .map(|i| {
                        let (sum, weights) = speaking[i].iter().fold((0.0, 0.0), |(s, w), &at| {
                            let one = weight(at);
                            (s + one * (log(at) - fit.regions[at / cols]), w + one)
                        });
                        if weights > 0.0 { sum / weights } else { 0.0 }
                    })
                    .collect();
                let of_regions: Vec<(f64, f64)> = (0..rows)
                    .into_par_iter()
                    .map(|r| {
                        let cells = (r * cols..(r + 1) * cols).filter(|&at| usable[at]);
                        let (sum, weights) = cells.fold((0.0, 1.0 / apart), |(s, w), at| {
                            let one = weight(at);
                            (s + one * (log(at) - fit.industries[at % cols]), w + one)
                        });
                        (sum / weights, 1.0 / weights)
                    })
                    .collect();
                (fit.regions, fit.unsure) = of_regions.into_iter().unzip();
                let squares: f64 = fit.regions.iter().zip(&fit.unsure).map(|(e, v)| e * e + v).sum();
                apart = (squares / rows as f64).max(LEAST_BETWEEN);
            }
            regressions = (0..cols)
                .into_par_iter()
                .map(|i| {
                    let cells = (0..rows).map(|r| r * cols + i).filter(|&at| usable[at]);
                    // The mean of m cells leaves their squares short by 1/m.
                    let m = cells.clone().count() as f64;
                    let mut sums = Regression::default();
                    for at in cells.filter(|_| m > 1.0) {
                        let distance = log(at) - fit.industries[i] - fit.regions[at / cols];
                        sums.cell(figures.numbers[at], distance * distance * m / (m - 1.0), weight(at));
                    }
                    sums
                })
                .collect();
            let mut all = Regression::default();
            regressions.iter().for_each(|r: &Regression| all.add(r));
            spread = all.solve()?;
        }
        fit.spreads = regressions.iter().map(|r| r.leaning(spread)).collect();
        Some(fit)
    }
}
