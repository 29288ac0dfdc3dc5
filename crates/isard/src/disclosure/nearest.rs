//! The nearest values that meet the totals, by an interior-point solver.
//!
//! Balancing ends beside the totals where cells differ by many powers of ten or
//! stand at bounds that propagation does not see. From there it is a quadratic
//! programme: min ½ Σ ((x_j − y_j)/s_j)² + c Σ m_e under every total within its
//! tolerance or missed by m_e, and every bound. Clarabel solves it in the
//! differences from y, so that its relative accuracy is one of the misses and not
//! of the figures, and solves it again from where it came to, in smaller units s.
//! Totals that cannot be met together are missed at a cost in proportion, so that
//! few of them are, and their multipliers may prove the contradiction.

use super::bounds::Bounded;
use super::equations::System;
use super::exact::{Block, blocks};
use clarabel::algebra::CscMatrix;
use clarabel::solver::{DefaultSettings, DefaultSolver, IPSolver, NonnegativeConeT, SolverStatus};
use rayon::prelude::*;

/// Entries of a block above which the factorisations would take too long.
const LARGEST: usize = 400_000;
/// Units of the programmes solved one after the other, as shares of the values.
const SHARES: [f64; 6] = [1.0, 1e-2, 1e-4, 1e-6, 1e-8, 1e-10];
/// Times that all of them are solved: a value near zero that must be large gets there by and by.
const PASSES: usize = 4;
/// How far a value may move, and a total be missed, in these units.
const REACH: f64 = 1e4;
/// Cost c of a miss of one unit.
const MISSED: f64 = 1e4;
/// Largest miss, in units of the tolerance, that is met.
const MET: f64 = 0.95;
/// Share of the tolerance that is used.
const USED: f64 = 0.9;

/// What was found: of all unknowns and equations, or of those of a block.
pub(super) struct Nearest {
    /// Values.
    pub(super) x: Vec<f64>,
    /// Multipliers of the equations where some are missed.
    pub(super) drift: Vec<f64>,
}

/// The nearest values to `y`, as near to all totals as the solver can. `None`
/// where a block is too large.
///
/// # Complexity
/// Some dozens of sparse factorisations a block.
pub(super) fn nearest(system: &System, bounded: &Bounded, y: &[f64]) -> Option<Nearest> {
    let blocks = blocks(system, bounded);
    let entries = |b: &Block| b.equations.iter().map(|&e| system.parts(e).len() + 1).sum::<usize>();
    if blocks.iter().any(|b| entries(b) > LARGEST) {
        return None;
    }
    let mut x: Vec<f64> = (0..y.len()).map(|j| y[j].max(bounded.low[j]).min(bounded.high[j])).collect();
    let mut drift = vec![0.0; system.len()];
    let one = |block| Local::of(system, bounded, block, &x).nearest();
    let solved: Vec<Option<Nearest>> = blocks.par_iter().map(one).collect();
    for (block, found) in blocks.iter().zip(solved).filter_map(|(b, f)| Some((b, f?))) {
        block.unknowns.iter().zip(found.x).for_each(|(&j, v)| x[j] = v);
        block.equations.iter().zip(found.drift).for_each(|(&e, d)| drift[e] = d);
    }
    Some(Nearest { x, drift })
}

/// An equation over the unknowns of a block: Σ ±x = rest.
struct Equation {
    terms: Vec<(usize, f64)>,
    rest: f64,
    tolerance: f64,
}

impl Equation {
    fn residual(&self, x: &[f64]) -> f64 {
        self.terms.iter().map(|&(k, sign)| sign * x[k]).sum::<f64>() - self.rest
    }
}

/// A block by itself; what is settled has gone into the rests.
struct Local {
    start: Vec<f64>,
    low: Vec<f64>,
    high: Vec<f64>,
    equations: Vec<Equation>,
}

impl Local {
    fn of(system: &System, bounded: &Bounded, block: &Block, x: &[f64]) -> Local {
        let pick = |of: &[f64]| block.unknowns.iter().map(|&j| of[j]).collect::<Vec<f64>>();
        let equation = |&e: &usize| {
            let (mut terms, mut rest) = (Vec::new(), system.rest[e]);
            for (j, sign) in system.terms(e) {
                match block.unknowns.binary_search(&j) {
                    Ok(k) => terms.push((k, sign)),
                    Err(_) => rest -= sign * x[j],
                }
            }
            Equation { terms, rest, tolerance: system.tolerance[e] }
        };
        Local {
            start: pick(x),
            low: pick(&bounded.low),
            high: pick(&bounded.high),
            equations: block.equations.iter().map(equation).collect(),
        }
    }

    /// Number of totals missed, and the largest miss in units of the tolerance.
    fn misses(&self, x: &[f64]) -> (usize, f64) {
        let of = self.equations.iter().map(|e| e.residual(x).abs() / e.tolerance);
        of.fold((0, 0.0), |(n, worst), m| (n + usize::from(m > 1.0), worst.max(m)))
    }

    /// From the start; `None` where it meets all totals already.
    fn nearest(&self) -> Option<Nearest> {
        let mut best = (self.misses(&self.start), self.start.clone());
        if best.0.1 <= MET {
            return None;
        }
        // What a value of zero may move by at equal cost: as others are large, at last as totals are missed.
        let typical = median(self.start.clone());
        let finest = median(self.equations.iter().map(|e| e.tolerance).collect());
        let mut drift = vec![0.0; self.equations.len()];
        for _ in 0..PASSES {
            let before = best.0;
            for share in SHARES {
                let x = &best.1;
                let scale: Vec<f64> = x.iter().map(|v| (v + typical) * share + finest).collect();
                let Some(found) = self.step(x, &scale) else { continue };
                drift = found.drift;
                let now = self.misses(&found.x);
                if now <= best.0 {
                    best = (now, found.x);
                }
                if best.0.1 <= MET {
                    return Some(Nearest { x: best.1, drift });
                }
            }
            if best.0 == before {
                break;
            }
        }
        Some(Nearest { x: best.1, drift })
    }

    /// One programme in the differences from `x`, in units of `scale`. A solver is
    /// as exact as its largest figures, so none is far larger than one: no value
    /// moves, and no total is missed, by more than the reach.
    fn step(&self, x: &[f64], scale: &[f64]) -> Option<Nearest> {
        let (n, m) = (x.len(), self.equations.len());
        let largest = |e: &Equation| e.terms.iter().fold(f64::MIN_POSITIVE, |m, t| m.max(scale[t.0]));
        let sizes: Vec<f64> = self.equations.iter().map(largest).collect();
        let (mut rows, mut right) = (Rows::default(), Vec::new());
        for (i, (e, size)) in self.equations.iter().zip(&sizes).enumerate() {
            let (left, tolerance) = (-e.residual(x) / size, USED * e.tolerance / size);
            for (side, room) in [(1.0, tolerance + left), (-1.0, tolerance - left)] {
                let own = e.terms.iter().map(|&(k, sign)| (k, side * sign * scale[k] / size));
                rows.push(own.chain(std::iter::once((n + i, -1.0))));
                right.push(room.clamp(-REACH, REACH));
            }
        }
        for i in 0..m {
            rows.push(std::iter::once((n + i, -1.0)));
            right.push(0.0);
        }
        for k in 0..n {
            for (side, room) in [(-1.0, x[k] - self.low[k]), (1.0, self.high[k] - x[k])] {
                rows.push(std::iter::once((k, side)));
                right.push((room / scale[k]).min(REACH));
            }
        }
        let settings = DefaultSettings {
            verbose: false,
            max_iter: 100,
            tol_feas: 1e-10,
            tol_gap_abs: 1e-8,
            tol_gap_rel: 1e-8,
            ..DefaultSettings::default()
        };
        let mut squares = Rows::default();
        (0..n + m).for_each(|k| squares.push(std::iter::once((k, if k < n { 1.0 } else { 0.0 }))));
        let linear: Vec<f64> = (0..n + m).map(|k| if k < n { 0.0 } else { MISSED }).collect();
        let cones = [NonnegativeConeT(right.len())];
        let (cost, matrix) = (squares.matrix(n + m), rows.matrix(n + m));
        let mut solver = DefaultSolver::new(&cost, &linear, &matrix, &right, &cones, settings).ok()?;
        solver.solve();
        use SolverStatus::{AlmostSolved, InsufficientProgress, MaxIterations, Solved};
        if !matches!(solver.solution.status, Solved | AlmostSolved | InsufficientProgress | MaxIterations) {
            return None;
        }
        let (moves, weights) = (&solver.solution.x, &solver.solution.z);
        let moved = (0..n).map(|k| {
            let to = x[k] + scale[k] * moves[k];
            if to.is_finite() { to.max(self.low[k]).min(self.high[k]) } else { x[k] }
        });
        let drift = sizes.iter().enumerate().map(|(i, size)| (weights[2 * i] - weights[2 * i + 1]) / size);
        Some(Nearest { x: moved.collect(), drift: drift.collect() })
    }
}

fn median(mut values: Vec<f64>) -> f64 {
    let middle = values.len() / 2;
    if values.is_empty() { 0.0 } else { *values.select_nth_unstable_by(middle, f64::total_cmp).1 }
}

/// A sparse matrix row by row.
#[derive(Default)]
struct Rows {
    entries: Vec<(usize, usize, f64)>,
    count: usize,
}

impl Rows {
    fn push(&mut self, row: impl Iterator<Item = (usize, f64)>) {
        self.entries.extend(row.map(|(k, v)| (k, self.count, v)));
        self.count += 1;
    }

    fn matrix(mut self, columns: usize) -> CscMatrix<f64> {
        self.entries.sort_by_key(|e| (e.0, e.1));
        let mut starts = vec![0; columns + 1];
        self.entries.iter().for_each(|e| starts[e.0 + 1] += 1);
        (0..columns).for_each(|k| starts[k + 1] += starts[k]);
        let rows = self.entries.iter().map(|e| e.1).collect();
        let values = self.entries.iter().map(|e| e.2).collect();
        CscMatrix::new(self.count, columns, starts, rows, values)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disclosure::hierarchy::NONE;

    /// Figures between one and 10¹⁰: parts of rows and columns of a square.
    fn square(rest: [f64; 4]) -> (System, Bounded) {
        let system = System {
            cells: vec![0, 1, 2, 3],
            starts: vec![0, 2, 4, 6, 8],
            parts: vec![0, 1, 2, 3, 0, 2, 1, 3],
            total: vec![NONE; 4],
            rest: rest.to_vec(),
            tolerance: vec![0.5; 4],
            ..System::default()
        };
        let bounded = Bounded {
            low: vec![0.0; 4],
            high: vec![f64::INFINITY; 4],
            aside: vec![false; 4],
            ..Bounded::default()
        };
        (system, bounded)
    }

    #[test]
    fn totals_ten_powers_of_ten_apart_are_met_to_the_unit() {
        let (system, bounded) = square([1e10 + 7.0, 12.0, 1e10 + 5.0, 14.0]);
        let found = nearest(&system, &bounded, &[2e8, 3e5, 40.0, 1e-3]).expect("a small block");
        (0..4).for_each(|e| assert!(system.residual(e, &found.x).abs() <= 0.5, "{:?}", found.x));
        assert!(found.x.iter().all(|v| *v >= 0.0));
    }

    #[test]
    fn what_contradicts_itself_is_missed_once_and_shown_by_its_multipliers() {
        let (system, bounded) = square([1000.0, 10.0, 900.0, 60.0]);
        let found = nearest(&system, &bounded, &[500.0, 20.0, 100.0, 5.0]).expect("a small block");
        let missed: f64 = (0..4).map(|e| system.residual(e, &found.x).abs()).sum();
        assert!((missed - 50.0).abs() < 5.0, "rows add up to 1010 and columns to 960: {missed}");
        let largest = found.drift.iter().fold(0.0_f64, |m, d| m.max(d.abs()));
        assert!(found.drift.iter().all(|d| (d.abs() / largest - 1.0).abs() < 1e-6), "{:?}", found.drift);
        let set = crate::disclosure::contradiction::contradiction(&system, &bounded, &found.drift);
        // Shortened: both columns together cannot fill the first row.
        assert_eq!(set, Some(vec![0, 2, 3]));
    }
}
