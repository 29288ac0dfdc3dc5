//! How sure a star is: cells redrawn as sums of establishments of random size.
//!
//! The model is isard's own. A cell with value e from n establishments whose
//! sizes have the coefficient of variation cv is redrawn as e · G / k with
//! G ~ Gamma(shape k), k = n / (1 + cv²): mean e, squared coefficient of
//! variation (1 + cv²) / n, that of a sum of a Poisson number of
//! establishments with mean n. Totals, quotients and thresholds are computed
//! anew in every draw. What a published total holds beyond its cells stays as
//! it is.

use super::slab::Slab;
use super::stars::{Rule, Specialization, mark_top};
use crate::inference::Random;
use crate::registry::OptionSpec;
use rayon::prelude::*;

/// Number of draws.
pub const DRAWS: OptionSpec = OptionSpec::integer(
    "draws",
    0,
    1_000_000,
    "1000",
    "Resamplings behind probabilities and intervals; 0 leaves them out.",
);
/// Jobs behind one establishment where establishments are unknown.
pub const JOBS_PER_DRAW: OptionSpec = OptionSpec::real(
    "jobs-per-draw",
    1e-9,
    1e300,
    "10",
    "Value that counts as one establishment where the number of establishments is unknown.",
);

/// Settings of the resampling.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Resampling {
    /// Seed.
    pub seed: u64,
    /// Number of draws; 0 for none.
    pub draws: usize,
    /// Value that counts as one establishment where their number is unknown.
    pub jobs_per_draw: f64,
    /// Coefficient of variation of establishment sizes.
    pub establishment_cv: f64,
}

impl Default for Resampling {
    fn default() -> Self {
        Resampling { seed: 1, draws: 1000, jobs_per_draw: 10.0, establishment_cv: 1.0 }
    }
}

impl Resampling {
    /// The model in words.
    pub fn describe(&self) -> String {
        format!(
            "probabilities and intervals from {} draws (seed {}): a cell with value e and n establishments (or one for \
             each {} of value, at least one) is redrawn as e times a gamma number of mean 1 and squared coefficient of \
             variation {}/n; the model is isard's own",
            self.draws,
            self.seed,
            self.jobs_per_draw,
            1.0 + self.establishment_cv.powi(2)
        )
    }
}

/// What the draws say about one cell.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Certainty {
    /// Share of draws with a size star.
    pub size: f64,
    /// Share of draws with a specialisation star.
    pub specialization: f64,
    /// Share of draws with a focus star.
    pub focus: f64,
    /// 5th percentile of the location quotient.
    pub lq_low: f64,
    /// 95th percentile of the location quotient.
    pub lq_high: f64,
    /// 5th percentile of the rank by location quotient.
    pub rank_low: i64,
    /// 95th percentile of that rank.
    pub rank_high: i64,
}

/// A number for a cell that depends on its keys alone, so that its draws are
/// the same in any selection of regions and industries (FNV-1a of both keys).
pub fn item(region: &str, industry: &str) -> u64 {
    let bytes = region.bytes().chain([0xff]).chain(industry.bytes());
    bytes.fold(0xcbf2_9ce4_8422_2325, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0000_0100_0000_01b3))
}

/// Certainty of every cell of a slab of regions × industries, in row order;
/// `None` for cells without a value, where the quotient does not exist, and
/// everywhere without draws.
///
/// `establishments` in the order of the slab, NaN where unknown; `items` names
/// each cell's stream. Intervals are the ⌈0.05·D⌉-th and ⌈0.95·D⌉-th of the D
/// draws in ascending order.
///
/// Complexity: O(cells × draws) gamma numbers, twice, so that memory stays at
/// O((regions + industries in work) × draws).
pub fn of_slab(
    slab: &Slab,
    establishments: Option<&[f64]>,
    items: &[u64],
    rule: &Rule,
    settings: &Resampling,
) -> Vec<Option<Certainty>> {
    let (rows, cols, draws) = (slab.rows(), slab.cols(), settings.draws);
    if draws == 0 || rows * cols == 0 {
        return vec![None; rows * cols];
    }
    let spread = 1.0 + settings.establishment_cv.powi(2);
    let shape = |at: usize, value: f64| {
        let known = establishments.map_or(f64::NAN, |n| n[at]);
        let n = if known.is_nan() { value / settings.jobs_per_draw } else { known };
        n.max(1.0) / spread
    };
    let draw = |at: usize, d: usize| {
        let value = slab.cells()[at];
        if value > 0.0 {
            let shape = shape(at, value);
            value * Random::new(settings.seed, items[at], d as u64).gamma(shape) / shape
        } else {
            value
        }
    };
    let present = |values: &mut dyn Iterator<Item = f64>| values.filter(|v| !v.is_nan()).sum::<f64>();
    // What published totals hold beyond the cells.
    let beyond = |total: f64, cells: f64| (total - cells).max(0.0);
    let region_rest: Vec<f64> =
        (0..rows).map(|r| beyond(slab.row_totals()[r], present(&mut slab.row(r).iter().copied()))).collect();
    let industry_rest: Vec<f64> = (0..cols)
        .map(|i| beyond(slab.col_totals()[i], present(&mut (0..rows).map(|r| slab.row(r)[i]))))
        .collect();
    let national_rest = beyond(slab.total(), slab.row_totals().iter().sum());

    let region_totals: Vec<Vec<f64>> = (0..rows)
        .into_par_iter()
        .map(|r| {
            let mut totals = vec![region_rest[r]; draws];
            for at in r * cols..(r + 1) * cols {
                if slab.cells()[at] > 0.0 {
                    totals.iter_mut().enumerate().for_each(|(d, t)| *t += draw(at, d));
                }
            }
            totals
        })
        .collect();
    let mut national = vec![national_rest; draws];
    for totals in &region_totals {
        national.iter_mut().zip(totals).for_each(|(n, t)| *n += t);
    }

    let of_industry = |i: usize| -> Vec<Option<Certainty>> {
        let with_value: Vec<usize> = (0..rows).filter(|&r| !slab.row(r)[i].is_nan()).collect();
        let n = with_value.len();
        let mut values = vec![0.0; n * draws];
        for (k, &r) in with_value.iter().enumerate() {
            (0..draws).for_each(|d| values[d * n + k] = draw(r * cols + i, d));
        }
        let mut quotients = vec![0.0; n * draws];
        let mut ranks = vec![0u32; n * draws];
        let mut counts = vec![[0u32; 3]; n];
        let (mut room, mut marks, mut order) = (Vec::new(), vec![false; n], Vec::new());
        let mut shares = vec![0.0; n];
        for d in 0..draws {
            let drawn = &values[d * n..(d + 1) * n];
            let lqs = &mut quotients[d * n..(d + 1) * n];
            let industry = industry_rest[i] + drawn.iter().sum::<f64>();
            for (k, &r) in with_value.iter().enumerate() {
                let region = region_totals[r][d];
                shares[k] = if region > 0.0 { drawn[k] / region } else { f64::NAN };
                lqs[k] = if industry > 0.0 { shares[k] / (industry / national[d]) } else { f64::NAN };
            }
            let mut count = |star: usize, marks: &[bool]| {
                counts.iter_mut().zip(marks).for_each(|(c, m)| c[star] += u32::from(*m));
            };
            mark_top(drawn, rule.size_top, &mut marks, &mut room);
            count(0, &marks);
            match rule.specialization {
                Specialization::Top(p) => {
                    mark_top(lqs, p, &mut marks, &mut room);
                }
                Specialization::AtLeast(least) => {
                    marks.iter_mut().zip(lqs.iter()).for_each(|(m, lq)| *m = *lq >= least);
                }
            }
            count(1, &marks);
            if let Some(p) = rule.focus_top {
                mark_top(&shares, p, &mut marks, &mut room);
                count(2, &marks);
            }
            order.clear();
            order.extend((0..n).filter(|&k| !lqs[k].is_nan()));
            order.sort_unstable_by(|&a, &b| lqs[b].total_cmp(&lqs[a]).then(a.cmp(&b)));
            order.iter().enumerate().for_each(|(rank, &k)| ranks[d * n + k] = rank as u32 + 1);
        }
        let mut column = vec![None; rows];
        let (low, high) = (at_share(0.05, draws), at_share(0.95, draws));
        let mut of_cell = vec![0.0; draws];
        let mut rank_of_cell = vec![0u32; draws];
        for (k, &r) in with_value.iter().enumerate() {
            for d in 0..draws {
                of_cell[d] = quotients[d * n + k];
                rank_of_cell[d] = ranks[d * n + k];
            }
            if of_cell.iter().any(|v| v.is_nan()) {
                continue;
            }
            of_cell.sort_unstable_by(f64::total_cmp);
            rank_of_cell.sort_unstable();
            let share = |star: usize| f64::from(counts[k][star]) / draws as f64;
            column[r] = Some(Certainty {
                size: share(0),
                specialization: share(1),
                focus: share(2),
                lq_low: of_cell[low],
                lq_high: of_cell[high],
                rank_low: i64::from(rank_of_cell[low]),
                rank_high: i64::from(rank_of_cell[high]),
            });
        }
        column
    };
    let columns: Vec<Vec<Option<Certainty>>> = (0..cols).into_par_iter().map(of_industry).collect();
    (0..rows * cols).map(|at| columns[at % cols][at / cols]).collect()
}

/// Position of the ⌈p·n⌉-th of n ordered numbers.
fn at_share(p: f64, n: usize) -> usize {
    ((p * n as f64 - 1e-9).ceil() as usize).clamp(1, n) - 1
}
