//! Portfolios of regions over years, and the moves between them.

use crate::clusters::panel::ClusterPanel;
use crate::clusters::slab::Slab;
use rayon::prelude::*;

/// When a region takes up an industry and when it has lost it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rule {
    /// Least location quotient at which an industry enters.
    pub enter: f64,
    /// Location quotient below which an industry that was there leaves; at most `enter`.
    pub leave: f64,
}

impl Default for Rule {
    fn default() -> Self {
        Rule { enter: 1.0, leave: 1.0 }
    }
}

/// Whether a region has an industry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Held {
    /// It has not.
    No,
    /// It has.
    Yes,
    /// The cell has no value.
    Unknown,
}

/// Location quotients of a year; NaN without a value or a base.
pub fn quotients(slab: &Slab) -> Vec<f64> {
    let cols = slab.cols();
    let positive = |v: f64| if v > 0.0 { v } else { f64::NAN };
    let scale: Vec<f64> = slab.col_totals().iter().map(|t| slab.total() / positive(*t)).collect();
    let mut out = vec![0.0; slab.cells().len()];
    if cols == 0 {
        return out;
    }
    out.par_chunks_mut(cols).enumerate().for_each(|(r, row)| {
        let inverse = 1.0 / positive(slab.row_totals()[r]);
        for ((o, v), s) in row.iter_mut().zip(slab.row(r)).zip(&scale) {
            *o = v * inverse * s;
        }
    });
    out
}

/// Portfolios by year, in the order of the panel's cells. A state is kept over
/// a year without a value where the rule asks for the state before.
pub fn portfolios(panel: &ClusterPanel, rule: Rule) -> Vec<Vec<Held>> {
    let mut last = vec![Held::No; panel.cells()];
    let mut all = Vec::with_capacity(panel.years.len());
    for y in 0..panel.years.len() {
        let slab = panel.slab(y);
        let lq = quotients(&slab);
        let step = |(held, (lq, value)): (&mut Held, (&f64, &f64))| {
            if value.is_nan() {
                return Held::Unknown;
            }
            let least = if *held == Held::Yes { rule.leave } else { rule.enter };
            // A quotient without a base is that of nothing.
            *held = if *lq >= least && *lq > 0.0 { Held::Yes } else { Held::No };
            *held
        };
        all.push(last.par_iter_mut().zip(lq.par_iter().zip(slab.cells())).map(step).collect());
    }
    all
}

/// Moves of one region, one industry or all, between two years.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Moves {
    /// Held before, and known after.
    pub held: usize,
    /// Not held before, and known after.
    pub absent: usize,
    /// Not held before, held after.
    pub entries: usize,
    /// Held before, not after.
    pub exits: usize,
    /// Unknown before or after.
    pub unknown: usize,
}

impl Moves {
    fn add(&mut self, before: Held, after: Held) {
        match (before, after) {
            (Held::Unknown, _) | (_, Held::Unknown) => self.unknown += 1,
            (Held::Yes, _) => {
                self.held += 1;
                self.exits += usize::from(after == Held::No);
            }
            (Held::No, _) => {
                self.absent += 1;
                self.entries += usize::from(after == Held::Yes);
            }
        }
    }
}

/// Moves between two portfolios: of all, of each region, of each industry.
#[derive(Debug, Clone, PartialEq)]
pub struct Period {
    /// All cells.
    pub all: Moves,
    /// By region.
    pub regions: Vec<Moves>,
    /// By industry.
    pub industries: Vec<Moves>,
}

/// Counts the moves between two portfolios of `industries` columns.
pub fn moves(before: &[Held], after: &[Held], industries: usize) -> Period {
    let width = industries.max(1);
    let mut period = Period {
        all: Moves::default(),
        regions: vec![Moves::default(); before.len() / width],
        industries: vec![Moves::default(); industries],
    };
    for (at, (b, a)) in before.iter().zip(after).enumerate() {
        period.all.add(*b, *a);
        period.regions[at / width].add(*b, *a);
        period.industries[at % width].add(*b, *a);
    }
    period
}
