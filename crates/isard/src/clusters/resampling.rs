//! How sure a star is: cells drawn again as sums of establishments of random
//! number and size.
//!
//! The models are isard's own. Under *resampling* a cell with value e from n
//! establishments whose sizes have the coefficient of variation cv is redrawn
//! as e · G / k with G ~ Gamma(shape k), k = n / (1 + cv²): mean e, squared
//! coefficient of variation (1 + cv²) / n, that of a sum of a Poisson number of
//! establishments with mean n. It adds chance to what chance has made already,
//! so that high quotients of small cells stay too high; under *shrinkage* the
//! expectation behind the cell is drawn instead (see `shrinkage.rs`), whose
//! probabilities come true. Totals, quotients and thresholds are computed anew
//! in every draw. What a published total holds beyond its cells stays as it is.

use super::shrinkage::{Posterior, Shrinkage};
use super::sizes::{self, Sizes};
use super::slab::Slab;
use super::stars::{Rule, Specialization, mark_top};
use super::withheld::Estimates;
use crate::inference::Random;
use crate::registry::{MethodError, OptionSpec, Options};
use rayon::prelude::*;

/// Number of draws.
const DRAWS: OptionSpec = OptionSpec::integer(
    "draws",
    0,
    1_000_000,
    "1000",
    "Draws behind probabilities and intervals; 0 leaves them out.",
);
/// Jobs behind one establishment where establishments are unknown.
const JOBS_PER_DRAW: OptionSpec = OptionSpec::real(
    "jobs-per-draw",
    1e-9,
    1e300,
    "10",
    "Value that counts as one establishment where the number of establishments is unknown.",
);
/// Spread of establishment sizes.
const ESTABLISHMENT_CV: OptionSpec = OptionSpec::real(
    "establishment-cv",
    0.0,
    100.0,
    "",
    "Coefficient of variation of establishment sizes within a cell; without it, what mean sizes of cells with few and \
     many establishments show, and 2 where fewer than 30 cells have a value and four establishments.",
);
/// Model of uncertainty.
const UNCERTAINTY: OptionSpec = OptionSpec::choice(
    "uncertainty",
    &["shrinkage", "resampling"],
    "shrinkage",
    "`shrinkage`: draws of the expectation behind a cell, small cells leaning on their industry; `resampling`: draws \
     around the value seen.",
);

/// Options of every method that draws cells again.
pub const OPTIONS: [OptionSpec; 5] =
    [UNCERTAINTY, DRAWS, JOBS_PER_DRAW, ESTABLISHMENT_CV, OptionSpec::seed()];

/// Coefficient of variation where neither data nor the user give one: sizes of
/// establishments are skewed, and an interval too wide misleads less.
pub const ASSUMED_CV: f64 = 2.0;

/// What is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Uncertainty {
    /// The expectation behind the cell, given what was seen.
    #[default]
    Shrinkage,
    /// Another value around the one seen.
    Resampling,
}

/// Settings of the draws.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Resampling {
    /// Seed.
    pub seed: u64,
    /// Number of draws; 0 for none.
    pub draws: usize,
    /// Value that counts as one establishment where their number is unknown.
    pub jobs_per_draw: f64,
    /// Coefficient of variation of establishment sizes; `None`: from the data,
    /// [`ASSUMED_CV`] where they do not show it.
    pub establishment_cv: Option<f64>,
    /// Model.
    pub uncertainty: Uncertainty,
}

impl Default for Resampling {
    fn default() -> Self {
        Resampling {
            seed: 1,
            draws: 1000,
            jobs_per_draw: 10.0,
            establishment_cv: None,
            uncertainty: Uncertainty::Shrinkage,
        }
    }
}

impl Resampling {
    /// The settings the options ask for.
    ///
    /// # Errors
    /// None so far.
    pub fn of(options: &Options, seed: u64) -> Result<Resampling, MethodError> {
        let standard = Resampling::default();
        Ok(Resampling {
            seed,
            draws: options.integer("draws") as usize,
            jobs_per_draw: options.real("jobs-per-draw").unwrap_or(standard.jobs_per_draw),
            establishment_cv: options.real("establishment-cv"),
            uncertainty: match options.text("uncertainty") {
                "resampling" => Uncertainty::Resampling,
                _ => Uncertainty::Shrinkage,
            },
        })
    }

    /// Sizes of establishments of every industry of a slab.
    pub(super) fn sizes(&self, slab: &Slab, establishments: Option<&[f64]>) -> Vec<Sizes> {
        let cv = self.establishment_cv;
        sizes::of_slab(slab, establishments, self.jobs_per_draw, cv.unwrap_or(ASSUMED_CV), cv.is_some())
    }

    /// The model in words.
    pub fn describe(&self) -> String {
        let model = match self.uncertainty {
            Uncertainty::Shrinkage => {
                "the expectation behind a cell given its establishments and their sizes, small cells leaning on how \
                 the industry is spread over regions"
            }
            Uncertainty::Resampling => {
                "a cell with value e and n establishments is redrawn as e times a gamma number of mean 1 and squared \
                 coefficient of variation (1 + cv²)/n"
            }
        };
        let cv = match self.establishment_cv {
            Some(cv) => format!("{cv}, as given"),
            None => format!("read off the data, {ASSUMED_CV} where they do not show it"),
        };
        format!(
            "probabilities and intervals from {} draws (seed {}): {model}; one establishment for each {} of value where \
             their number is unknown; coefficient of variation cv of establishment sizes: {cv}; the model is isard's own",
            self.draws, self.seed, self.jobs_per_draw
        )
    }
}

/// How one cell is drawn.
enum Cell {
    Gamma { value: f64, shape: f64 },
    Expectation(Box<Posterior>),
}

/// How the cells of a slab are drawn.
pub(super) struct Cells<'a> {
    slab: &'a Slab,
    items: &'a [u64],
    seed: u64,
    model: Model<'a>,
}

enum Model<'a> {
    Shrinkage(Shrinkage),
    Resampling { sizes: Vec<Sizes>, establishments: Option<&'a [f64]> },
}

impl<'s> Cells<'s> {
    pub(super) fn of(
        slab: &'s Slab,
        establishments: Option<&'s [f64]>,
        items: &'s [u64],
        settings: &Resampling,
    ) -> Cells<'s> {
        let sizes = settings.sizes(slab, establishments);
        let model = match settings.uncertainty {
            Uncertainty::Shrinkage => Model::Shrinkage(Shrinkage::of(slab, establishments, sizes)),
            Uncertainty::Resampling => Model::Resampling { sizes, establishments },
        };
        Cells { slab, items, seed: settings.seed, model }
    }

    /// `None` for a cell that stays as it is: without value, and zero but for
    /// expectations.
    fn cell(&self, at: usize) -> Option<Cell> {
        let value = self.slab.cells()[at];
        if value.is_nan() || value < 0.0 {
            return None;
        }
        match &self.model {
            Model::Resampling { .. } if value <= 0.0 => None,
            Model::Shrinkage(model) => model.posterior(at, value).map(|p| Cell::Expectation(Box::new(p))),
            Model::Resampling { sizes, establishments } => {
                let sizes = sizes[at % self.slab.cols()];
                let known = establishments.map_or(f64::NAN, |n| n[at]);
                let n = if known.is_nan() { value / sizes.mean } else { known };
                Some(Cell::Gamma { value, shape: n.max(1.0) / (1.0 + sizes.within) })
            }
        }
    }

    /// Every cell's distribution at hand, for draws of whole slabs.
    pub(super) fn ready(self, estimates: Option<Estimates<'s>>) -> Ready<'s> {
        let cells = (0..self.slab.cells().len()).into_par_iter().map(|at| self.cell(at)).collect();
        Ready { of: self, estimates, cells }
    }

    /// Calls `each` with the number of every draw and its value.
    pub(super) fn draw(&self, at: usize, draws: usize, mut each: impl FnMut(usize, f64)) {
        let Some(cell) = self.cell(at) else {
            let value = self.slab.cells()[at];
            (0..draws).for_each(|d| each(d, value));
            return;
        };
        for d in 0..draws {
            let mut random = Random::new(self.seed, self.items[at], d as u64);
            each(d, cell.draw(&mut random));
        }
    }

    /// What was drawn for a cell, where its value is an estimate that may be off.
    pub(super) fn held(&self, at: usize, estimates: Option<Estimates>, d: usize, drawn: f64) -> f64 {
        let Some(estimates) = estimates.filter(|e| e.has(at)) else { return drawn };
        let value = self.slab.cells()[at];
        let held = estimates.draw(at, value, self.seed, self.items[at], d as u64);
        if value > 0.0 { drawn * (held / value) } else { held }
    }
}

impl Cell {
    fn draw(&self, random: &mut Random) -> f64 {
        match self {
            Cell::Gamma { value, shape } => value * random.gamma(*shape) / shape,
            Cell::Expectation(posterior) => posterior.draw(random),
        }
    }
}

/// A slab whose cells are ready to be drawn.
pub(super) struct Ready<'a> {
    of: Cells<'a>,
    estimates: Option<Estimates<'a>>,
    cells: Vec<Option<Cell>>,
}

impl Ready<'_> {
    /// All cells of one draw, estimates being drawn around what they may be.
    pub(super) fn draw(&self, d: usize) -> Vec<f64> {
        let of = |(at, cell): (usize, &Option<Cell>)| {
            let drawn = match cell {
                Some(cell) => cell.draw(&mut Random::new(self.of.seed, self.of.items[at], d as u64)),
                None => self.of.slab.cells()[at],
            };
            self.of.held(at, self.estimates, d, drawn)
        };
        self.cells.iter().enumerate().map(of).collect()
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
    /// Share of draws in which the cluster is strong.
    pub strong: f64,
    /// Median of the location quotient.
    pub lq_median: f64,
    /// 5th percentile of the location quotient.
    pub lq_low: f64,
    /// 95th percentile of the location quotient.
    pub lq_high: f64,
    /// 5th percentile of the rank by location quotient; 0 for a region that is not ranked, as are its shares of draws.
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
/// each cell's stream. A withheld cell that is estimated is drawn around what it
/// may hold, see `withheld.rs`; totals hold the estimates, which were made to
/// meet them. The least value of a cell is asked of every draw; which
/// regions are large enough to be ranked is decided by what was seen, and the
/// least number of establishments is left to the caller. Intervals are the ⌈0.05·D⌉-th and ⌈0.95·D⌉-th of the D
/// draws in ascending order.
///
/// Complexity: O(cells × draws) random numbers, twice, so that memory stays at
/// O((regions + industries in work) × draws).
pub fn of_slab(
    slab: &Slab,
    establishments: Option<&[f64]>,
    estimates: Option<Estimates>,
    items: &[u64],
    rule: &Rule,
    settings: &Resampling,
) -> Vec<Option<Certainty>> {
    let (rows, cols, draws) = (slab.rows(), slab.cols(), settings.draws);
    if draws == 0 || rows * cols == 0 {
        return vec![None; rows * cols];
    }
    let cells = Cells::of(slab, establishments, items, settings);
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
                if slab.cells()[at] >= 0.0 {
                    cells.draw(at, draws, |d, v| totals[d] += v);
                }
            }
            totals
        })
        .collect();
    let mut national = vec![national_rest; draws];
    for totals in &region_totals {
        national.iter_mut().zip(totals).for_each(|(n, t)| *n += t);
    }

    let large = rule.minimum.ranked(slab);
    let of_industry = |i: usize| -> Vec<Option<Certainty>> {
        let with_value: Vec<usize> = (0..rows).filter(|&r| !slab.row(r)[i].is_nan()).collect();
        let ranked: Vec<bool> = with_value.iter().map(|&r| large[r]).collect();
        let all_ranked = ranked.iter().all(|r| *r);
        let n = with_value.len();
        let mut values = vec![0.0; n * draws];
        let mut totals = vec![industry_rest[i]; draws];
        for (k, &r) in with_value.iter().enumerate() {
            let at = r * cols + i;
            cells.draw(at, draws, |d, v| {
                values[d * n + k] = cells.held(at, estimates, d, v);
                totals[d] += v;
            });
        }
        let mut quotients = vec![0.0; n * draws];
        let mut ranks = vec![0u32; n * draws];
        let mut counts = vec![[0u32; 4]; n];
        let mut judged = [vec![f64::NAN; n], vec![f64::NAN; n], vec![f64::NAN; n]];
        let (mut room, mut marks, mut order) = (Vec::new(), vec![false; n], Vec::new());
        let mut shares = vec![0.0; n];
        for d in 0..draws {
            let drawn = &values[d * n..(d + 1) * n];
            let lqs = &mut quotients[d * n..(d + 1) * n];
            let industry = totals[d];
            for (k, &r) in with_value.iter().enumerate() {
                let region = region_totals[r][d];
                shares[k] = if region > 0.0 { drawn[k] / region } else { f64::NAN };
                lqs[k] = if industry > 0.0 { shares[k] / (industry / national[d]) } else { f64::NAN };
            }
            // Regions that are too small are not among those that are ranked.
            let [sizes, quotients, focuses] = &mut judged;
            let of: [(&mut Vec<f64>, &[f64]); 3] = [(sizes, drawn), (quotients, lqs), (focuses, &shares)];
            for (to, from) in of {
                to.copy_from_slice(from);
                if !all_ranked {
                    to.iter_mut().zip(&ranked).filter(|p| !p.1).for_each(|p| *p.0 = f64::NAN);
                }
            }
            let mut count = |star: usize, marks: &[bool]| {
                let enough = |k: usize| drawn[k] >= rule.minimum.value;
                (0..n).for_each(|k| counts[k][star] += u32::from(marks[k] && enough(k)));
            };
            mark_top(sizes, rule.size_top, &mut marks, &mut room);
            count(0, &marks);
            match rule.specialization {
                Specialization::Top(p) => mark_top(quotients, p, &mut marks, &mut room),
                Specialization::AtLeast(least) => {
                    marks.iter_mut().zip(quotients.iter()).for_each(|(m, lq)| *m = *lq >= least);
                }
            }
            count(1, &marks);
            if let Some(p) = rule.focus_top {
                mark_top(focuses, p, &mut marks, &mut room);
                count(2, &marks);
            }
            mark_top(quotients, rule.strong.top, &mut marks, &mut room);
            marks.iter_mut().zip(quotients.iter()).for_each(|(m, lq)| *m &= *lq >= rule.strong.least_lq);
            count(3, &marks);
            order.clear();
            order.extend((0..n).filter(|&k| !quotients[k].is_nan()));
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
                strong: share(3),
                lq_median: of_cell[at_share(0.5, draws)],
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
pub(super) fn at_share(p: f64, n: usize) -> usize {
    ((p * n as f64 - 1e-9).ceil() as usize).clamp(1, n) - 1
}
