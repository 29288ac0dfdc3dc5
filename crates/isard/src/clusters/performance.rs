//! Stars for how a cluster performs, productivity and dynamism, and how sure
//! they are.

use super::credibility::{self, Level};
use super::resampling::{Cells, Resampling, Uncertainty};
use super::sizes;
use super::slab::Slab;
use super::stars::{Rule, mark_top};
use super::withheld::Estimates;
use crate::inference::Random;
use rayon::prelude::*;

/// Figures of the cells of a slab in its order; NaN where there is none.
#[derive(Debug, Clone, Default)]
pub struct Figures {
    /// Wages, value added or output per unit of the value.
    pub productivity: Option<Vec<f64>>,
    /// Annual growth of the value.
    pub growth: Option<Vec<f64>>,
}

impl Figures {
    /// Stars of every cell: productivity, dynamism. The top share of the regions
    /// that have the figure; `None` where a cell has none, where its region is
    /// not ranked, and where the rule has no such star. What shrinks is not
    /// dynamic, nor is productive what makes nothing, however few are above it.
    ///
    /// Complexity: O(regions × industries).
    pub fn stars(&self, slab: &Slab, rule: &Rule) -> Vec<[Option<bool>; 2]> {
        let (rows, cols) = (slab.rows(), slab.cols());
        let ranked = rule.minimum.ranked(slab);
        let mut out = vec![[None; 2]; rows * cols];
        let (mut marks, mut room) = (vec![false; rows], Vec::new());
        for (star, (figures, top)) in self.with(rule).into_iter().enumerate() {
            let (Some(figures), Some(top)) = (figures, top) else { continue };
            for i in 0..cols {
                let values: Vec<f64> =
                    (0..rows).map(|r| judged(slab, figures, &ranked, r * cols + i)).collect();
                mark_top(&values, top, &mut marks, &mut room);
                for r in (0..rows).filter(|&r| !values[r].is_nan()) {
                    out[r * cols + i][star] = Some(marks[r]);
                }
            }
        }
        out
    }

    /// Both figures, each with the top share that has its star.
    fn with(&self, rule: &Rule) -> [(Option<&[f64]>, Option<f64>); 2] {
        [(self.productivity.as_deref(), rule.productivity_top), (self.growth.as_deref(), rule.dynamism_top)]
    }
}

/// The figure by which a cell is ranked; NaN where it is not.
fn judged(slab: &Slab, figures: &[f64], ranked: &[bool], at: usize) -> f64 {
    let counts = ranked[at / slab.cols()] && slab.cells()[at] > 0.0 && figures[at].is_finite();
    if counts { figures[at] } else { f64::NAN }
}

/// A measure of the cells of a slab, in its order; NaN where it is unknown.
#[derive(Debug, Clone, Copy)]
pub struct Measure<'a> {
    /// Values.
    pub values: &'a [f64],
    /// Number of establishments.
    pub establishments: Option<&'a [f64]>,
    /// What the withheld values that are estimated may be.
    pub estimates: Option<Estimates<'a>>,
}

impl Measure<'_> {
    fn estimated(&self, at: usize) -> bool {
        self.estimates.is_some_and(|e| e.has(at))
    }

    /// How far the logarithm of a value may be off in a draw: what an estimate may be.
    fn moved(&self, at: usize, stream: Stream) -> f64 {
        let value = self.values[at];
        match self.estimates {
            Some(estimates) if estimates.has(at) && value > 0.0 => {
                (estimates.draw(at, value, stream.seed, stream.item, stream.d) / value).ln()
            }
            _ => 0.0,
        }
    }
}

/// Where random numbers of a draw of a cell come from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stream {
    pub(super) seed: u64,
    pub(super) item: u64,
    pub(super) d: u64,
}

impl Stream {
    /// Told apart from the draws of other measures of the same cell.
    fn of(self, measure: u64) -> Stream {
        Stream { seed: self.seed ^ measure.wrapping_mul(0xd1b5_4a32_d192_ed03), ..self }
    }
}

/// What the figures are made of.
#[derive(Debug, Clone, Copy)]
pub struct Performance<'a> {
    /// The value.
    pub now: Measure<'a>,
    /// Wages, value added or output.
    pub output: Option<Measure<'a>>,
    /// The value before, and how many years.
    pub before: Option<(Measure<'a>, f64)>,
}

impl Performance<'_> {
    /// The figures as they are seen.
    pub fn figures(&self) -> Figures {
        Figures {
            productivity: self.output.map(|o| productivity(o.values, self.now.values)),
            growth: self.before.map(|(before, years)| growth(before.values, self.now.values, years)),
        }
    }

    /// Shares of draws in which a cell has the star for productivity and that for
    /// dynamism; `None` where the cell is not ranked, and where too few cells
    /// tell how figures scatter.
    ///
    /// A draw is what lies behind the figure (see `credibility.rs`), an estimate
    /// being drawn around what it may be. Growth rests on the harmonic mean of the
    /// establishments of both years. The least value of a cell is asked of every draw
    /// of it. `items` names each cell's stream.
    ///
    /// Complexity: O(cells × draws).
    pub fn certainty(
        &self,
        slab: &Slab,
        rule: &Rule,
        items: &[u64],
        settings: &Resampling,
    ) -> Vec<[Option<f64>; 2]> {
        let (rows, cols, draws) = (slab.rows(), slab.cols(), settings.draws);
        let mut out = vec![[None; 2]; rows * cols];
        let figures = self.figures();
        let ranked = rule.minimum.ranked(slab);
        for (star, (seen, top)) in figures.with(rule).into_iter().enumerate() {
            let (Some(seen), Some(top), true) = (seen, top, draws > 0) else { continue };
            let which = [Star::Productivity, Star::Dynamism][star];
            let Some(behind) = self.behind(which, seen, cols, settings) else { continue };
            let cells =
                (rule.minimum.value > 0.0).then(|| Cells::of(slab, self.now.establishments, items, settings));
            let of_industry = |i: usize| -> Vec<(usize, f64)> {
                let at: Vec<usize> = (0..rows)
                    .map(|r| r * cols + i)
                    .filter(|&at| !judged(slab, seen, &ranked, at).is_nan())
                    .collect();
                let n = at.len();
                let mut drawn = vec![0.0; n * draws];
                let mut enough = vec![true; if cells.is_some() { n * draws } else { 0 }];
                for (k, &at) in at.iter().enumerate() {
                    for d in 0..draws {
                        let stream = Stream { seed: settings.seed, item: items[at], d: d as u64 };
                        drawn[d * n + k] = behind.draw(at, stream);
                    }
                    if let Some(cells) = &cells {
                        cells.draw(at, draws, |d, v| {
                            enough[d * n + k] =
                                cells.held(at, self.now.estimates, d, v) >= rule.minimum.value;
                        });
                    }
                }
                let mut counts = vec![0u32; n];
                let (mut marks, mut room) = (vec![false; n], Vec::new());
                for d in 0..draws {
                    mark_top(&drawn[d * n..(d + 1) * n], top, &mut marks, &mut room);
                    for k in (0..n).filter(|&k| marks[k]) {
                        counts[k] += u32::from(enough.get(d * n + k).copied().unwrap_or(true));
                    }
                }
                at.into_iter().zip(counts).map(|(at, c)| (at, f64::from(c) / draws as f64)).collect()
            };
            let found: Vec<(usize, f64)> = (0..cols).into_par_iter().flat_map_iter(of_industry).collect();
            found.into_iter().for_each(|(at, share)| out[at][star] = Some(share));
        }
        out
    }

    /// What may lie behind the figures of a star; `None` where too few cells tell
    /// how they scatter.
    pub(super) fn behind<'p>(
        &'p self,
        star: Star,
        seen: &'p [f64],
        cols: usize,
        settings: &Resampling,
    ) -> Option<Behind<'p>> {
        let numbers_of = |measure: &Measure| {
            let slab = Slab::new(measure.values.to_vec(), measure.values.len() / cols.max(1), cols);
            let sizes = settings.sizes(&slab, measure.establishments);
            let mut numbers = sizes::numbers(measure.values, measure.establishments, &sizes);
            // Unequal establishments speak for fewer; one alone for itself.
            numbers.iter_mut().enumerate().for_each(|(at, n)| {
                let cv2 = sizes[at % cols].within;
                *n = (*n + cv2) / (1.0 + cv2);
            });
            numbers
        };
        let mut numbers = numbers_of(&self.now);
        let (other, years) = match star {
            Star::Productivity => (self.output?, 1.0),
            Star::Dynamism => self.before?,
        };
        if star == Star::Dynamism {
            let first = numbers_of(&other);
            numbers.iter_mut().zip(first).for_each(|(n, m)| *n = 2.0 / (1.0 / *n + 1.0 / m));
        }
        let log = |v: &f64| match star {
            Star::Productivity => v.ln(),
            Star::Dynamism => years * v.ln_1p(),
        };
        let logs: Vec<f64> = seen.iter().map(log).map(|v| if v.is_finite() { v } else { f64::NAN }).collect();
        let observed: Vec<bool> =
            (0..seen.len()).map(|at| !self.now.estimated(at) && !other.estimated(at)).collect();
        let figures = credibility::Figures { logs: &logs, numbers: &numbers, observed: &observed, cols };
        let levels = credibility::levels(&figures, settings.uncertainty == Uncertainty::Shrinkage)?;
        Some(Behind { star, now: self.now, other, years, seen, levels })
    }
}

/// The two figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Star {
    Productivity,
    Dynamism,
}

/// What may lie behind the figures of a star.
pub(super) struct Behind<'a> {
    star: Star,
    now: Measure<'a>,
    /// The output, or the value before.
    other: Measure<'a>,
    years: f64,
    seen: &'a [f64],
    levels: Vec<Option<Level>>,
}

impl Behind<'_> {
    /// The figure of a cell in one draw; NaN where the cell has none in it.
    pub(super) fn draw(&self, at: usize, stream: Stream) -> f64 {
        let Some(level) = &self.levels[at] else { return self.seen[at] };
        let now = self.now.moved(at, stream);
        let mut random = Random::new(stream.of(1 + self.star as u64).seed, stream.item, stream.d);
        let other = self.other.moved(at, stream.of(3 + self.star as u64));
        match self.star {
            // Where a draw leaves nothing there is no figure.
            _ if now.is_infinite() => f64::NAN,
            Star::Productivity => level.draw(other - now, &mut random).exp(),
            Star::Dynamism if other.is_infinite() => f64::NAN,
            Star::Dynamism => (level.draw(now - other, &mut random) / self.years).exp_m1(),
        }
    }
}

/// Output per unit of the value; NaN where either is not known or the value is zero.
pub fn productivity(output: &[f64], values: &[f64]) -> Vec<f64> {
    output.iter().zip(values).map(|(o, v)| if *v > 0.0 { o / v } else { f64::NAN }).collect()
}

/// Annual growth from `before` to `after` over so many years; NaN where there is
/// no start.
pub fn growth(before: &[f64], after: &[f64], years: f64) -> Vec<f64> {
    before.iter().zip(after).map(|(a, b)| annual(*a, *b, years)).collect()
}

/// Growth a year that leads from one value to another; NaN where there is no start.
pub fn annual(from: f64, to: f64, years: f64) -> f64 {
    if from > 0.0 { (to / from).powf(1.0 / years) - 1.0 } else { f64::NAN }
}

/// Position of the first year at most `span` years before the last; `None`
/// where there is no earlier one.
pub fn since(years: &[i64], span: i64) -> Option<usize> {
    let last = *years.last()?;
    (0..years.len() - 1).find(|&y| years[y] >= last - span)
}
