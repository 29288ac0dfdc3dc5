//! Newton's steps on the multipliers of balancing.
//!
//! One multiplier at a time is slow where totals of both hierarchies hang
//! together closely. A step here moves all of them: (A D Aᵀ + S) d = −miss, with
//! D the slopes of the free cells and S those of the free slacks, solved by
//! conjugate gradients with a diagonal preconditioner and shortened until the
//! dual is sure to fall.

use super::balance::Dual;
use super::hierarchy::NONE;
use rayon::prelude::*;

/// How long and how closely to search.
pub(super) struct Effort {
    /// Steps.
    pub(super) steps: usize,
    /// Iterations of conjugate gradients a step.
    pub(super) inner: usize,
    /// Share of the miss that a step's equations may be left with.
    pub(super) accuracy: f64,
}

/// The system of a step.
struct Step<'a> {
    dual: &'a Dual<'a>,
    /// Equations of each unknown.
    incidence: (&'a [u32], &'a [u32]),
    /// Slopes of cells.
    cells: Vec<f64>,
    /// Slopes of slacks.
    slacks: Vec<f64>,
    diagonal: Vec<f64>,
}

impl Step<'_> {
    fn sign(&self, e: usize, j: usize) -> f64 {
        if self.dual.system.total[e] == j as u32 { -1.0 } else { 1.0 }
    }

    /// (A D Aᵀ + S) v.
    fn times(&self, v: &[f64], of_cells: &mut [f64], out: &mut [f64]) {
        let (starts, equations) = self.incidence;
        of_cells.par_iter_mut().enumerate().with_min_len(4096).for_each(|(j, c)| {
            let own = &equations[starts[j] as usize..starts[j + 1] as usize];
            let pull: f64 = own.iter().map(|&e| self.sign(e as usize, j) * v[e as usize]).sum();
            *c = self.cells[j] * pull;
        });
        let of_cells = &*of_cells;
        out.par_iter_mut().enumerate().with_min_len(1024).for_each(|(e, o)| {
            let system = self.dual.system;
            let parts: f64 = system.parts(e).iter().map(|&p| of_cells[p as usize]).sum();
            let total = if system.total[e] == NONE { 0.0 } else { of_cells[system.total[e] as usize] };
            *o = if self.diagonal[e] > 0.0 { parts - total + self.slacks[e] * v[e] } else { 0.0 };
        });
    }

    /// Conjugate gradients for the step against `miss`.
    fn solve(&self, miss: &[f64], effort: &Effort) -> Vec<f64> {
        let n = miss.len();
        let usable = |e: usize| self.diagonal[e] > 0.0;
        let mut d = vec![0.0; n];
        let mut left: Vec<f64> = (0..n).map(|e| if usable(e) { -miss[e] } else { 0.0 }).collect();
        let scaled = |left: &[f64]| -> Vec<f64> {
            (0..n).map(|e| if usable(e) { left[e] / self.diagonal[e] } else { 0.0 }).collect()
        };
        let mut z = scaled(&left);
        let mut p = z.clone();
        let mut size = dot(&left, &z);
        let aim = size * effort.accuracy * effort.accuracy;
        let (mut of_cells, mut hp) = (vec![0.0; self.cells.len()], vec![0.0; n]);
        for _ in 0..effort.inner {
            if size <= aim || size <= 0.0 {
                break;
            }
            self.times(&p, &mut of_cells, &mut hp);
            let curve = dot(&p, &hp);
            let length = size / curve;
            // Slopes near the smallest numbers there are make lengths that are none.
            if curve <= 0.0 || !length.is_finite() {
                break;
            }
            for e in 0..n {
                d[e] += length * p[e];
                left[e] -= length * hp[e];
            }
            z = scaled(&left);
            let next = dot(&left, &z);
            let turn = next / size;
            size = next;
            (0..n).for_each(|e| p[e] = z[e] + turn * p[e]);
        }
        d
    }
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}

/// Moves all multipliers until every equation holds to a tenth of its
/// tolerance, or the steps are done. Returns the last movement of the multipliers.
///
/// Complexity: O(entries of the equations) an iteration of conjugate gradients.
pub(super) fn newton(dual: &mut Dual, effort: &Effort) -> Vec<f64> {
    let system = dual.system;
    let (starts, equations) = system.incidence();
    let mut moved = vec![0.0; system.len()];
    for _ in 0..effort.steps {
        let miss = misses(dual);
        if worst(dual, &miss) < 0.1 {
            break;
        }
        let cells: Vec<f64> = (0..system.cells.len()).map(|j| dual.slope(j)).collect();
        let slacks: Vec<f64> = (0..system.len()).map(|e| dual.slack_slope(e)).collect();
        let diagonal: Vec<f64> = (0..system.len())
            .map(|e| {
                if dual.bounded.aside[e] {
                    return 0.0;
                }
                let sum = slacks[e] + system.terms(e).map(|(j, _)| cells[j]).sum::<f64>();
                if sum > 1e-300 { sum * (1.0 + 1e-10) } else { 0.0 }
            })
            .collect();
        let step = Step { dual, incidence: (&starts, &equations), cells, slacks, diagonal };
        let direction = step.solve(&miss, effort);
        let before = dot(&miss, &direction);
        if !(before < 0.0 && before.is_finite()) {
            break;
        }
        let from = (dual.multiplier.clone(), dual.pull.clone());
        let mut length = 1.0;
        let mut fell = false;
        for _ in 0..40 {
            for e in 0..system.len() {
                dual.multiplier[e] = from.0[e] + length * direction[e];
            }
            dual.pull.clone_from(&from.1);
            for e in (0..system.len()).filter(|&e| direction[e] != 0.0) {
                let by = length * direction[e];
                system.parts(e).iter().for_each(|&p| dual.pull[p as usize] += by);
                if system.total[e] != NONE {
                    dual.pull[system.total[e] as usize] -= by;
                }
            }
            dual.refresh();
            // The dual is convex: while it still falls along the direction it has fallen all the way.
            if dot(&misses(dual), &direction) <= 0.1 * before.abs() {
                fell = true;
                break;
            }
            length *= 0.5;
        }
        if !fell {
            break;
        }
        moved.iter_mut().zip(&direction).for_each(|(m, d)| *m = length * d);
    }
    moved
}

pub(super) fn misses(dual: &Dual) -> Vec<f64> {
    let miss = |e: usize| if dual.bounded.aside[e] { 0.0 } else { dual.miss(e, 0.0).0 };
    (0..dual.system.len()).into_par_iter().with_min_len(1024).map(miss).collect()
}

/// Largest miss in units of tolerance; infinite if any is not a number.
pub(super) fn worst(dual: &Dual, miss: &[f64]) -> f64 {
    let larger = |worst: f64, share: f64| if share.is_nan() { f64::INFINITY } else { worst.max(share) };
    miss.iter().zip(&dual.system.tolerance).map(|(m, t)| m.abs() / t).fold(0.0, larger)
}
