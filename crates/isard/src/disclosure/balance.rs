//! Estimates that meet every total: minimum cross entropy with bounds.
//!
//! Minimises Σ_j (1/w_j)·[x_j ln(x_j/p_j) − x_j + p_j] + Σ_e s_e²/(2 σ_e²) over
//! low ≤ x ≤ high and |s_e| ≤ tolerance, with Σ parts − total + s_e = rest for
//! every equation e. In the dual coordinates μ_e the solution is
//! x_j = clip(p_j·exp(w_j Σ_e ±μ_e)), s_e = clip(σ_e² μ_e): one multiplier at a
//! time is set so that its equation holds (Bregman). A prior that is surer
//! (small w) moves less than one that is not. Where all w are equal and nothing
//! is bounded this is iterative proportional fitting.
//!
//! Where the totals leave a cell nothing but zero, and propagation has not seen
//! it, the exponential nears zero without end, and where figures differ by many
//! powers of ten so do the slopes: the last digits are found by the nearest
//! values that meet the totals (`nearest`).

use super::bounds::Bounded;
use super::equations::System;
use super::hierarchy::NONE;
use super::nearest::nearest;
use super::newton::{Effort, misses, newton, worst};
use rayon::prelude::*;

/// Largest exponent: beyond it a clip has long decided.
const LARGEST: f64 = 600.0;
/// Equations below which one thread is quicker.
const SMALL: usize = 2048;
/// Newton's steps after the rounds.
const NEWTON: Effort = Effort { steps: 15, inner: 100, accuracy: 0.02 };

/// Prior of each unknown and how far it may move.
#[derive(Debug, Clone, Default)]
pub struct Prior {
    /// Expected value, positive.
    pub value: Vec<f64>,
    /// Mobility w, positive.
    pub mobility: Vec<f64>,
}

/// How the iterations ended.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Ended {
    /// Rounds over all equations.
    pub rounds: usize,
    /// Largest miss of an equation in units of its tolerance.
    pub worst: f64,
}

/// Balanced values.
#[derive(Debug, Clone, Default)]
pub struct Balanced {
    /// Values of the unknowns.
    pub x: Vec<f64>,
    /// How the iterations ended.
    pub ended: Ended,
    /// Last movement of each equation's multiplier.
    pub drift: Vec<f64>,
}

/// Multipliers and the values they give.
pub(super) struct Dual<'a> {
    pub(super) system: &'a System,
    pub(super) bounded: &'a Bounded,
    prior: &'a Prior,
    /// Σ ±μ of each unknown.
    pub(super) pull: Vec<f64>,
    /// μ of each equation.
    pub(super) multiplier: Vec<f64>,
    x: Vec<f64>,
}

impl Dual<'_> {
    fn value(&self, j: usize, pull: f64) -> f64 {
        let raw = self.prior.value[j] * (self.prior.mobility[j] * pull).clamp(-LARGEST, LARGEST).exp();
        raw.max(self.bounded.low[j]).min(self.bounded.high[j])
    }

    /// How fast a cell of this value follows its pull; zero at a bound.
    fn slope_at(&self, j: usize, v: f64) -> f64 {
        if v <= self.bounded.low[j] || v >= self.bounded.high[j] {
            return 0.0;
        }
        self.prior.mobility[j] * v
    }

    fn slack(&self, e: usize, multiplier: f64) -> f64 {
        // A tenth of the tolerance is left for what the iterations leave.
        let (deviation, tolerance) = (self.system.deviation[e], 0.9 * self.system.tolerance[e]);
        (deviation * deviation * multiplier).clamp(-tolerance, tolerance)
    }

    /// All values from the pulls.
    pub(super) fn refresh(&mut self) {
        let mut x = std::mem::take(&mut self.x);
        let this = &*self;
        x.par_iter_mut().enumerate().with_min_len(4096).for_each(|(j, v)| *v = this.value(j, this.pull[j]));
        self.x = x;
    }

    /// How fast a cell follows its pull; zero at a bound.
    pub(super) fn slope(&self, j: usize) -> f64 {
        self.slope_at(j, self.x[j])
    }

    /// How fast a slack follows its multiplier; zero at the tolerance.
    pub(super) fn slack_slope(&self, e: usize) -> f64 {
        let free = self.slack(e, self.multiplier[e]).abs() < 0.9 * self.system.tolerance[e];
        if free { self.system.deviation[e].powi(2) } else { 0.0 }
    }

    /// Left side of the equation less its rest after a step, and its slope.
    pub(super) fn miss(&self, e: usize, step: f64) -> (f64, f64) {
        let multiplier = self.multiplier[e] + step;
        let slack = self.slack(e, multiplier);
        let free = slack.abs() < 0.9 * self.system.tolerance[e];
        let mut sum = slack - self.system.rest[e];
        let mut slope = if free { self.system.deviation[e].powi(2) } else { 0.0 };
        for (j, sign) in self.system.terms(e) {
            let v = if step == 0.0 { self.x[j] } else { self.value(j, self.pull[j] + sign * step) };
            sum += sign * v;
            slope += self.slope_at(j, v);
        }
        (sum, slope)
    }

    /// The step at which the equation holds: Newton within a bracket.
    fn step(&self, e: usize) -> f64 {
        let near = 0.01 * self.system.tolerance[e];
        let (first, slope) = self.miss(e, 0.0);
        if first.abs() <= near {
            return 0.0;
        }
        let (mut below, mut above) = (f64::NEG_INFINITY, f64::INFINITY);
        let mut at = 0.0;
        let (mut miss, mut slope) = (first, slope);
        for _ in 0..60 {
            if miss > 0.0 {
                above = at
            } else {
                below = at
            }
            let newton = if slope > 0.0 { at - miss / slope } else { f64::NAN };
            let inside = newton > below && newton < above;
            let next = if inside && (newton - at).abs() < 50.0 * (1.0 + at.abs()) {
                newton
            } else if below.is_finite() && above.is_finite() {
                0.5 * (below + above)
            } else {
                // No bracket yet: outwards, twice as far each time.
                let reach = (2.0 * at.abs()).max(1.0);
                if miss > 0.0 { at.min(0.0) - reach } else { at.max(0.0) + reach }
            };
            if next == at || next.abs() > 1e6 {
                // Nothing more can move: all its cells stand at their bounds.
                return if slope > 0.0 { at } else { 0.0 };
            }
            at = next;
            (miss, slope) = self.miss(e, at);
            if miss.abs() <= near {
                break;
            }
        }
        at
    }
}

/// Balances the unknowns of a year: rounds of one multiplier after the other,
/// and `cycles` times Newton's steps in turn with them.
///
/// Equations of a block share no cell, so their steps are computed side by side
/// and the result does not depend on the number of threads.
///
/// Complexity: O(entries of the equations) a round.
pub fn balance(system: &System, bounded: &Bounded, prior: &Prior, rounds: usize, cycles: usize) -> Balanced {
    let n = system.cells.len();
    let mut dual = Dual {
        system,
        bounded,
        prior,
        pull: vec![0.0; n],
        multiplier: vec![0.0; system.len()],
        x: vec![0.0; n],
    };
    for j in 0..n {
        dual.x[j] = dual.value(j, 0.0);
    }
    let mut ended = Ended::default();
    let mut drift = Vec::new();
    for cycle in 0..=cycles {
        ended.rounds += dual.rounds(rounds);
        ended.worst = worst(&dual, &misses(&dual));
        if ended.worst < 0.1 || cycle == cycles {
            break;
        }
        let before = (dual.multiplier.clone(), dual.pull.clone(), dual.x.clone());
        drift = newton(&mut dual, &NEWTON);
        let after = worst(&dual, &misses(&dual));
        if after > ended.worst {
            // Contradictory totals drive the steps to infinity: the rounds' values are the better ones.
            (dual.multiplier, dual.pull, dual.x) = before;
            break;
        }
        ended.worst = after;
        if after < 0.1 {
            break;
        }
    }
    let found = (cycles > 0 && ended.worst >= 0.1).then(|| nearest(system, bounded, &dual.x)).flatten();
    if let Some(found) = found {
        let miss = |e: usize| system.residual(e, &found.x).abs() / system.tolerance[e];
        let held = (0..system.len()).filter(|&e| !bounded.aside[e]);
        ended.worst = held.map(miss).fold(0.0, f64::max);
        return Balanced { x: found.x, ended, drift: found.drift };
    }
    Balanced { x: dual.x, ended, drift }
}

impl Dual<'_> {
    /// Sets one multiplier after the other, at most `rounds` times; how often.
    fn rounds(&mut self, rounds: usize) -> usize {
        let system = self.system;
        let mut steps = vec![0.0; system.len()];
        for round in 1..=rounds {
            let mut moved = false;
            for block in &system.blocks {
                let this = &*self;
                let step = |(k, out): (usize, &mut f64)| {
                    let e = block.start + k;
                    *out = if this.bounded.aside[e] { 0.0 } else { this.step(e) };
                };
                let steps = &mut steps[block.clone()];
                if block.len() > SMALL {
                    steps.par_iter_mut().enumerate().with_min_len(256).for_each(step);
                } else {
                    steps.iter_mut().enumerate().for_each(step);
                }
                for (k, &step) in steps.iter().enumerate().filter(|(_, s)| **s != 0.0) {
                    moved = true;
                    self.apply(block.start + k, step);
                }
            }
            if !moved || (round % 10 == 0 && worst(self, &misses(self)) < 0.1) {
                return round;
            }
        }
        rounds
    }

    /// Moves one multiplier.
    fn apply(&mut self, e: usize, step: f64) {
        self.multiplier[e] += step;
        for &p in self.system.parts(e) {
            self.pull[p as usize] += step;
            self.x[p as usize] = self.value(p as usize, self.pull[p as usize]);
        }
        if self.system.total[e] != NONE {
            let t = self.system.total[e] as usize;
            self.pull[t] -= step;
            self.x[t] = self.value(t, self.pull[t]);
        }
    }
}
