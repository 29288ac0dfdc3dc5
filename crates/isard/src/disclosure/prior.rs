//! What is expected of a withheld cell before any total is met.
//!
//! Two sources, weighted by how sure they are: the same cell in the years
//! around, carried by the growth of its industry in the region at the top, and
//! a log-linear regression on the totals of its row and column, on what they
//! leave for their withheld cells, on mean sizes of establishments and on the
//! cell's own number of them. Both learn their errors from published cells.

use super::equations::{Over, System};
use super::hierarchy::NONE;
use super::panel::DisclosurePanel;
use crate::linalg::{Cholesky, Matrix};
use rayon::prelude::*;

/// Number of features of the regression.
pub const FEATURES: usize = 10;
/// Cells a size class of yearly changes needs.
const LEAST_CLASS: usize = 50;
/// Size classes of yearly changes, by powers of two.
const CLASSES: usize = 24;

/// Where priors come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sources {
    /// Years around and structure.
    #[default]
    Years,
    /// Structure alone.
    Structure,
    /// Row total times column total, all equally sure: proportional allocation.
    Proportional,
}

/// Expectation of the log of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Expected {
    /// Mean of the log.
    pub log: f64,
    /// Variance of the log.
    pub variance: f64,
    /// Whether the years around were used.
    pub borrowed: bool,
}

/// Errors of the two sources, learnt from published cells.
#[derive(Debug, Clone, PartialEq)]
pub struct Learnt {
    /// Variance of a yearly change of the log, by size class.
    pub yearly: [f64; CLASSES],
    /// Coefficients of the regression, where enough cells could be hidden.
    pub structure: Option<([f64; FEATURES], f64)>,
}

/// Totals of every region and industry of a year, and mean sizes.
pub struct Totals {
    regions: Vec<f64>,
    industries: Vec<f64>,
    /// Log of the mean size of an industry's establishments, 0 where not known.
    size: Vec<f64>,
}

impl Totals {
    /// From the figures of a year.
    pub fn of(panel: &DisclosurePanel, year: usize) -> Totals {
        let values = panel.of_year(year);
        let (rows, cols) = (panel.regions.len(), panel.industries.len());
        let at = |r: usize, i: usize| values[r * cols + i];
        let tops = |tree: &super::hierarchy::Hierarchy| -> Vec<usize> {
            (0..tree.len()).filter(|&n| tree.parent[n] == NONE).collect()
        };
        let leaves = |tree: &super::hierarchy::Hierarchy| -> Vec<usize> {
            (0..tree.len()).filter(|&n| tree.is_leaf(n)).collect()
        };
        // The published total, else the sum of what is published below.
        let total = |over: &[usize], ends: &[usize], get: &dyn Fn(usize) -> f64| -> f64 {
            let top: f64 = over.iter().map(|&n| get(n)).sum();
            if top.is_finite() { top } else { ends.iter().map(|&n| get(n)).filter(|v| v.is_finite()).sum() }
        };
        let (top_i, end_i) = (tops(&panel.industries), leaves(&panel.industries));
        let (top_r, end_r) = (tops(&panel.regions), leaves(&panel.regions));
        let regions = (0..rows).map(|r| total(&top_i, &end_i, &|i| at(r, i))).collect();
        let industries: Vec<f64> = (0..cols).map(|i| total(&top_r, &end_r, &|r| at(r, i))).collect();
        let plants = panel.establishments.get(year * rows * cols..(year + 1) * rows * cols);
        let size = |i: usize| -> f64 {
            let Some(plants) = plants else { return 0.0 };
            let (mut jobs, mut count) = (0.0, 0.0);
            for r in 0..rows {
                let (v, p) = (at(r, i), plants[r * cols + i]);
                if v.is_finite() && p > 0.0 {
                    (jobs, count) = (jobs + v, count + p);
                }
            }
            if count > 0.0 { (jobs / count).max(1e-3).ln() } else { 0.0 }
        };
        Totals { regions, industries, size: (0..cols).map(size).collect() }
    }
}

/// Features of every unknown of a year.
pub fn features(
    panel: &DisclosurePanel,
    year: usize,
    system: &System,
    totals: &Totals,
) -> Vec<[f64; FEATURES]> {
    let cols = panel.industries.len();
    let mut out: Vec<[f64; FEATURES]> = system
        .cells
        .iter()
        .map(|&cell| {
            let (r, i) = (cell as usize / cols, cell as usize % cols);
            let mut f = [0.0; FEATURES];
            f[0] = 1.0;
            f[1] = totals.regions[r].ln_1p();
            f[2] = totals.industries[i].ln_1p();
            f[3] = totals.size[i];
            (f[4], f[6], f[8]) = (1.0, 1.0, 1.0);
            let plants = panel.establishments.get(year * panel.slab() + cell as usize).copied();
            if let Some(p) = plants.filter(|p| *p > 0.0) {
                (f[8], f[9]) = (0.0, p.ln());
            }
            f
        })
        .collect();
    for e in (0..system.len()).filter(|&e| system.total[e] == NONE) {
        let parts = system.parts(e);
        let left = (system.rest[e].max(0.0) / parts.len() as f64).ln_1p();
        let at = if system.of[e].1 == Over::Regions { 4 } else { 6 };
        for &p in parts {
            (out[p as usize][at], out[p as usize][at + 1]) = (0.0, left);
        }
    }
    out
}

/// Regression of the logs of cells that were hidden; nothing with too few.
pub fn fit(rows: &[([f64; FEATURES], f64)]) -> Option<([f64; FEATURES], f64)> {
    if rows.len() < 5 * FEATURES {
        return None;
    }
    let mut gram = Matrix::zeros(FEATURES, FEATURES);
    let mut right = [0.0; FEATURES];
    for (f, y) in rows {
        for a in 0..FEATURES {
            right[a] += f[a] * y;
            for b in 0..FEATURES {
                gram.set(a, b, gram.get(a, b) + f[a] * f[b]);
            }
        }
    }
    // A light ridge: features that are the same everywhere count for nothing.
    for a in 0..FEATURES {
        gram.set(a, a, gram.get(a, a) + 1e-3 * rows.len() as f64 / 100.0 + 1e-9);
    }
    let solved = Cholesky::new(&gram)?.solve(&right);
    let mut beta = [0.0; FEATURES];
    beta.copy_from_slice(&solved);
    let error = |(f, y): &([f64; FEATURES], f64)| (y - dot(f, &beta)).powi(2);
    let variance = rows.iter().map(error).sum::<f64>() / (rows.len() - FEATURES) as f64;
    (variance.is_finite() && variance > 0.0).then_some((beta, variance))
}

fn dot(a: &[f64; FEATURES], b: &[f64; FEATURES]) -> f64 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}

/// Growth of the log of an industry in the region at the top, between years.
fn carried(panel: &DisclosurePanel, cell: usize, from: usize, to: usize, shift: f64) -> f64 {
    let (r, i) = panel.at(cell);
    let top = panel.regions.root(r);
    if top == r {
        return 0.0;
    }
    let at = |year: usize| panel.values[year * panel.slab() + top * panel.industries.len() + i] + shift;
    let growth = (at(to) / at(from)).ln();
    if growth.is_finite() { growth } else { 0.0 }
}

/// Class of a size.
fn class(log: f64) -> usize {
    (log / std::f64::consts::LN_2).max(0.0) as usize
}

/// Variance of yearly changes beyond those of the industry, by size: robust
/// against the few cells that leap (median of the absolute change).
pub fn yearly(panel: &DisclosurePanel, shift: f64) -> [f64; CLASSES] {
    let (slab, years) = (panel.slab(), panel.years.len());
    let mut changes: Vec<Vec<f64>> = vec![Vec::new(); CLASSES];
    let pairs = (1..years).filter(|&y| panel.years[y] == panel.years[y - 1] + 1);
    for y in pairs {
        for within in 0..slab {
            let (a, b) = (panel.values[(y - 1) * slab + within], panel.values[y * slab + within]);
            let cell = y * slab + within;
            if a > 0.0 && b > 0.0 && panel.regions.root(panel.at(cell).0) != panel.at(cell).0 {
                let from = (a + shift).ln();
                let change = (b + shift).ln() - from - carried(panel, cell, y - 1, y, shift);
                changes[class(from).min(CLASSES - 1)].push(change.abs());
            }
        }
    }
    let mut out = [f64::NAN; CLASSES];
    changes.par_iter_mut().zip(&mut out).for_each(|(c, v)| {
        if c.len() >= LEAST_CLASS {
            let middle = c.len() / 2;
            let median = *c.select_nth_unstable_by(middle, f64::total_cmp).1;
            *v = (median / 0.6745).powi(2).max(1e-6);
        }
    });
    // Classes without enough cells take the next smaller one's, then the next larger one's.
    for k in 1..CLASSES {
        if out[k].is_nan() {
            out[k] = out[k - 1];
        }
    }
    for k in (0..CLASSES - 1).rev() {
        if out[k].is_nan() {
            out[k] = out[k + 1];
        }
    }
    out.map(|v| if v.is_nan() { 0.25 } else { v })
}

/// The cell in the years around: mean and variance of its log.
fn around(panel: &DisclosurePanel, yearly: &[f64; CLASSES], cell: usize, shift: f64) -> Option<(f64, f64)> {
    let (slab, years) = (panel.slab(), panel.years.len());
    let (y, within) = (cell / slab, cell % slab);
    let published = |t: &usize| panel.values[t * slab + within].is_finite();
    let side = |t: usize| {
        let log = (panel.values[t * slab + within] + shift).ln() + carried(panel, cell, t, y, shift);
        let gap = (panel.years[y] - panel.years[t]).unsigned_abs() as f64;
        (log, yearly[class(log).min(CLASSES - 1)] * gap)
    };
    let before = (0..y).rev().find(published).map(side);
    let after = (y + 1..years).find(published).map(side);
    let usable = |s: &(f64, f64)| s.0.is_finite();
    match (before.filter(usable), after.filter(usable)) {
        (Some(a), Some(b)) => Some(weighted(a, b)),
        (a, b) => a.or(b),
    }
}

/// Mean of two expectations, weighted by precision.
fn weighted(a: (f64, f64), b: (f64, f64)) -> (f64, f64) {
    let (p, q) = (1.0 / a.1, 1.0 / b.1);
    ((a.0 * p + b.0 * q) / (p + q), 1.0 / (p + q))
}

/// Expectation of every unknown of a year.
pub fn expect(
    panel: &DisclosurePanel,
    year: usize,
    system: &System,
    learnt: &Learnt,
    sources: Sources,
    shift: f64,
) -> Vec<Option<Expected>> {
    let slab = panel.slab();
    let totals = Totals::of(panel, year);
    if sources == Sources::Proportional {
        let cols = panel.industries.len();
        let product = |&cell: &u32| {
            let (r, i) = (cell as usize / cols, cell as usize % cols);
            let log = totals.regions[r].max(shift).ln() + totals.industries[i].max(shift).ln()
                - totals.industries.iter().sum::<f64>().max(shift).ln();
            log.is_finite().then_some(Expected { log, variance: 1.0, borrowed: false })
        };
        return system.cells.iter().map(product).collect();
    }
    let features = features(panel, year, system, &totals);
    let one = |(f, &within): (&[f64; FEATURES], &u32)| -> Option<Expected> {
        let structure = learnt.structure.as_ref().map(|(beta, variance)| (dot(f, beta), *variance));
        let near = match sources {
            Sources::Years => around(panel, &learnt.yearly, year * slab + within as usize, shift),
            _ => None,
        };
        let (log, variance) = match (near, structure) {
            (Some(a), Some(b)) => weighted(a, b),
            (a, b) => a.or(b).unwrap_or_else(|| {
                // Nothing learnt: what the totals leave, split evenly.
                (f[5].max(f[7]).exp_m1().max(shift).ln(), 1.0)
            }),
        };
        let known = near.is_some() || structure.is_some() || f[4] == 0.0 || f[6] == 0.0;
        known.then_some(Expected { log, variance, borrowed: near.is_some() })
    };
    features.par_iter().zip(&system.cells).map(one).collect()
}
