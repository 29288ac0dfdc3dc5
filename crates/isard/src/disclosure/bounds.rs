//! Logical bounds: what the published totals leave for each withheld cell.
//!
//! Interval propagation over all equations to a fixed point. Where an interval
//! would become empty the totals contradict each other: the equations that led
//! there are tried one by one and those that can be spared are left out (the
//! set need not be the smallest); what is left is reported, and the last of it
//! is set aside.

use super::equations::System;
use super::hierarchy::NONE;
use std::collections::{BTreeSet, HashMap};

/// Rounds over all equations after which bounds are left as they are: still
/// valid, perhaps not the tightest.
const ROUNDS: usize = 200;
/// A bound moves only by more than this share of its size.
const LEAST_MOVE: f64 = 1e-7;
/// Longest chain of equations that is reduced to its core.
const LONGEST_CHAIN: usize = 400;

/// Bounds of the unknowns of a year.
#[derive(Debug, Clone, Default)]
pub struct Bounded {
    /// Least values.
    pub low: Vec<f64>,
    /// Greatest values.
    pub high: Vec<f64>,
    /// Equations set aside.
    pub aside: Vec<bool>,
    /// For each equation set aside, the equations that cannot hold together.
    pub conflicts: Vec<(usize, Vec<usize>)>,
}

/// Which equation moved each bound last.
struct Reasons {
    low: Vec<u32>,
    high: Vec<u32>,
}

/// Bounds from the given ones and the equations.
///
/// Complexity: O(entries of the equations) a round.
pub fn propagate(system: &System, low: &[f64], high: &[f64]) -> Bounded {
    let mut out = Bounded { aside: vec![false; system.len()], ..Bounded::default() };
    // Totals that contradict what is given stand out at once, each on its own.
    for e in 0..system.len() {
        if empty(system, e, low, high) {
            out.aside[e] = true;
            out.conflicts.push((e, vec![e]));
        }
    }
    loop {
        out.low = low.to_vec();
        out.high = high.to_vec();
        let mut reasons = Reasons { low: vec![NONE; low.len()], high: vec![NONE; low.len()] };
        let all = (0..system.len()).filter(|&e| !out.aside[e]).collect::<Vec<_>>();
        let Some(at) = sweep(system, &all, &mut out.low, &mut out.high, &mut reasons) else { return out };
        let core = core(system, at, &reasons, low, high);
        let last = core.last().copied().unwrap_or(at);
        out.aside[last] = true;
        out.conflicts.push((last, core));
    }
}

/// Tightens until nothing moves; the equation at which an interval is empty.
fn sweep(
    system: &System,
    equations: &[usize],
    low: &mut [f64],
    high: &mut [f64],
    reasons: &mut Reasons,
) -> Option<usize> {
    for _ in 0..ROUNDS {
        let mut moved = false;
        for &e in equations {
            match tighten(system, e, low, high, reasons) {
                Err(()) => return Some(e),
                Ok(any) => moved |= any,
            }
        }
        if !moved {
            break;
        }
    }
    None
}

/// A sum of bounds of which some are infinite.
#[derive(Clone, Copy, Default)]
struct Sum {
    finite: f64,
    infinite: usize,
}

impl Sum {
    fn add(&mut self, v: f64) {
        if v.is_finite() { self.finite += v } else { self.infinite += 1 }
    }

    /// The sum without one of its terms.
    fn without(self, v: f64) -> f64 {
        let others = self.infinite - usize::from(!v.is_finite());
        if others > 0 {
            f64::INFINITY
        } else if v.is_finite() {
            self.finite - v
        } else {
            self.finite
        }
    }

    fn all(self) -> f64 {
        if self.infinite > 0 { f64::INFINITY } else { self.finite }
    }
}

fn sums(system: &System, e: usize, low: &[f64], high: &[f64]) -> (Sum, Sum) {
    let (mut least, mut most) = (Sum::default(), Sum::default());
    for &p in system.parts(e) {
        least.add(low[p as usize]);
        most.add(high[p as usize]);
    }
    (least, most)
}

/// What the parts may add up to.
fn room(system: &System, e: usize, low: &[f64], high: &[f64]) -> (f64, f64) {
    let (rest, tolerance) = (system.rest[e], system.tolerance[e]);
    match system.total[e] {
        NONE => (rest - tolerance, rest + tolerance),
        t => (low[t as usize] + rest - tolerance, high[t as usize] + rest + tolerance),
    }
}

fn empty(system: &System, e: usize, low: &[f64], high: &[f64]) -> bool {
    let (least, most) = sums(system, e, low, high);
    let (from, to) = room(system, e, low, high);
    least.all() > to + slack(to) || most.all() < from - slack(from)
}

fn slack(v: f64) -> f64 {
    1e-9 * v.abs().max(1.0)
}

fn tighten(
    system: &System,
    e: usize,
    low: &mut [f64],
    high: &mut [f64],
    reasons: &mut Reasons,
) -> Result<bool, ()> {
    let (least, most) = sums(system, e, low, high);
    let (from, to) = room(system, e, low, high);
    if least.all() > to + slack(to) || most.all() < from - slack(from) {
        return Err(());
    }
    let mut moved = false;
    for &p in system.parts(e) {
        let j = p as usize;
        // Sums taken before this equation moved anything are wider, and valid.
        let others = (least.without(low[j]), most.without(high[j]));
        moved |= narrow(e, j, from - others.1, to - others.0, low, high, reasons)?;
    }
    if system.total[e] != NONE {
        let (rest, tolerance) = (system.rest[e], system.tolerance[e]);
        let (new_low, new_high) = (least.all() - rest - tolerance, most.all() - rest + tolerance);
        moved |= narrow(e, system.total[e] as usize, new_low, new_high, low, high, reasons)?;
    }
    Ok(moved)
}

fn narrow(
    e: usize,
    j: usize,
    new_low: f64,
    new_high: f64,
    low: &mut [f64],
    high: &mut [f64],
    reasons: &mut Reasons,
) -> Result<bool, ()> {
    // The interval that closes is kept as a reason, so that the chain that led here is whole.
    let crossed = new_low > high[j] + slack(high[j]) || new_high < low[j] - slack(low[j]);
    let mut moved = false;
    if new_low > low[j] + LEAST_MOVE * low[j].abs().max(1.0) {
        low[j] = new_low.min(high[j]);
        reasons.low[j] = e as u32;
        moved = true;
    }
    if new_high < high[j] - LEAST_MOVE * new_high.abs().max(1.0) {
        high[j] = new_high.max(low[j]);
        reasons.high[j] = e as u32;
        moved = true;
    }
    if crossed { Err(()) } else { Ok(moved) }
}

/// The equations that led to an empty interval, without those that can be spared.
fn core(system: &System, at: usize, reasons: &Reasons, low: &[f64], high: &[f64]) -> Vec<usize> {
    let mut chain = BTreeSet::from([at]);
    let mut open = vec![at];
    while let Some(e) = open.pop() {
        for (j, _) in system.terms(e) {
            for r in [reasons.low[j], reasons.high[j]] {
                if r != NONE && chain.insert(r as usize) {
                    open.push(r as usize);
                }
            }
        }
    }
    let mut chain: Vec<usize> = chain.into_iter().collect();
    if chain.len() > LONGEST_CHAIN || !contradictory(system, &chain, low, high) {
        return vec![at];
    }
    let mut k = chain.len();
    while k > 0 {
        k -= 1;
        let without = chain.remove(k);
        if !contradictory(system, &chain, low, high) {
            chain.insert(k, without);
        }
    }
    chain
}

/// Whether some equations alone close an interval.
fn contradictory(system: &System, equations: &[usize], low: &[f64], high: &[f64]) -> bool {
    // Only the unknowns of these equations are touched.
    let mut local: HashMap<usize, usize> = HashMap::new();
    let mut small = System { starts: vec![0], ..System::default() };
    for &e in equations {
        let mut id = |j: usize| {
            let next = local.len();
            *local.entry(j).or_insert(next) as u32
        };
        let parts: Vec<u32> = system.parts(e).iter().map(|&p| id(p as usize)).collect();
        small.parts.extend(parts);
        small.total.push(if system.total[e] == NONE { NONE } else { id(system.total[e] as usize) });
        small.starts.push(small.parts.len() as u32);
        small.rest.push(system.rest[e]);
        small.tolerance.push(system.tolerance[e]);
    }
    let mut bounds = vec![(0.0, 0.0); local.len()];
    local.iter().for_each(|(&j, &at)| bounds[at] = (low[j], high[j]));
    let (mut low, mut high): (Vec<f64>, Vec<f64>) = bounds.into_iter().unzip();
    let mut reasons = Reasons { low: vec![NONE; low.len()], high: vec![NONE; low.len()] };
    let all: Vec<usize> = (0..small.len()).collect();
    sweep(&small, &all, &mut low, &mut high, &mut reasons).is_some()
}
