//! Exact bounds of small blocks: the least and the greatest value of each
//! withheld cell over all solutions, by linear programmes.

use super::bounds::Bounded;
use super::equations::System;
use super::hierarchy::NONE;
use good_lp::{ProblemVariables, Solution, SolverModel, constraint, default_solver, variable};
use rayon::prelude::*;

/// Share of the largest figure that a solver's values are trusted to.
const SURE: f64 = 1e-8;

/// Unknowns linked by equations, with those equations.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Block {
    /// Unknowns, ascending.
    pub unknowns: Vec<usize>,
    /// Equations, ascending.
    pub equations: Vec<usize>,
}

/// Connected blocks of unknowns that bounds have not settled, in the order of
/// their first unknown.
pub fn blocks(system: &System, bounded: &Bounded) -> Vec<Block> {
    let n = system.cells.len();
    let free = |j: usize| bounded.high[j] > bounded.low[j];
    let mut root: Vec<u32> = (0..n as u32).collect();
    fn find(root: &mut [u32], mut j: usize) -> usize {
        while root[j] as usize != j {
            root[j] = root[root[j] as usize];
            j = root[j] as usize;
        }
        j
    }
    for e in (0..system.len()).filter(|&e| !bounded.aside[e]) {
        let mut first = None;
        for (j, _) in system.terms(e).filter(|(j, _)| free(*j)) {
            let at = find(&mut root, j);
            match first {
                None => first = Some(at),
                Some(f) => {
                    let f = find(&mut root, f);
                    // The smaller number stays the root, whatever the order.
                    root[f.max(at)] = f.min(at) as u32;
                }
            }
        }
    }
    let mut number = vec![NONE; n];
    let mut out: Vec<Block> = Vec::new();
    for j in (0..n).filter(|&j| free(j)) {
        let at = find(&mut root, j);
        if number[at] == NONE {
            number[at] = out.len() as u32;
            out.push(Block::default());
        }
        out[number[at] as usize].unknowns.push(j);
    }
    for e in (0..system.len()).filter(|&e| !bounded.aside[e]) {
        if let Some((j, _)) = system.terms(e).find(|(j, _)| free(*j)) {
            let at = find(&mut root, j);
            out[number[at] as usize].equations.push(e);
        }
    }
    out
}

/// Replaces the bounds of blocks of at most `limit` unknowns by exact ones.
/// Returns how many blocks were solved.
///
/// Complexity: two linear programmes an unknown.
pub fn tighten(system: &System, bounded: &mut Bounded, limit: usize) -> usize {
    // Without a second equation for some unknown, propagation is exact already.
    let small: Vec<Block> = blocks(system, bounded)
        .into_iter()
        .filter(|b| b.unknowns.len() <= limit && b.equations.len() > 1)
        .collect();
    let solved: Vec<Option<Vec<(f64, f64)>>> = small.par_iter().map(|b| solve(system, bounded, b)).collect();
    for (block, ranges) in small.iter().zip(&solved) {
        // A solver's last digits are off by a share of the largest figure of the block, not of each cell: bounds
        // cut closer than that can leave the totals without any solution.
        let figures = block.equations.iter().map(|&e| system.rest[e].abs());
        let bounds = block.unknowns.iter().flat_map(|&j| [bounded.low[j], bounded.high[j]]);
        let largest = figures.chain(bounds).filter(|v| v.is_finite()).fold(1.0, f64::max);
        let slack = 1e-7 + SURE * largest;
        for (&j, &(low, high)) in block.unknowns.iter().zip(ranges.iter().flatten()) {
            if low.is_finite() {
                bounded.low[j] = bounded.low[j].max(low - slack).min(bounded.high[j]);
            }
            if high.is_finite() {
                bounded.high[j] = bounded.high[j].min(high + slack).max(bounded.low[j]);
            }
        }
    }
    solved.iter().flatten().count()
}

fn solve(system: &System, bounded: &Bounded, block: &Block) -> Option<Vec<(f64, f64)>> {
    let one = |goal: usize, greatest: bool| -> Option<Vec<f64>> {
        let mut variables = ProblemVariables::new();
        let ids: Vec<_> = block
            .unknowns
            .iter()
            .map(|&j| {
                let v = variable().min(bounded.low[j]);
                variables.add(if bounded.high[j].is_finite() { v.max(bounded.high[j]) } else { v })
            })
            .collect();
        let aim = ids[goal];
        let mut model =
            if greatest { variables.maximise(aim) } else { variables.minimise(aim) }.using(default_solver);
        for &e in &block.equations {
            let mut sum = good_lp::Expression::from(0.0);
            let mut settled = 0.0;
            for (j, sign) in system.terms(e) {
                match block.unknowns.binary_search(&j) {
                    Ok(at) => sum.add_mul(sign, ids[at]),
                    Err(_) => settled += sign * bounded.low[j],
                }
            }
            let (rest, tolerance) = (system.rest[e] - settled, system.tolerance[e]);
            model.add_constraint(constraint!(sum.clone() <= rest + tolerance));
            model.add_constraint(constraint!(sum >= rest - tolerance));
        }
        model.solve().ok().map(|s| ids.iter().map(|&id| s.value(id)).collect())
    };
    let mut points = Vec::new();
    let mut ranges = Vec::new();
    for (k, &j) in block.unknowns.iter().enumerate() {
        // An unbounded aim has no solution: what propagation found stays.
        let mut range = (bounded.low[j], bounded.high[j]);
        for (end, greatest) in [(&mut range.0, false), (&mut range.1, true)] {
            if let Some(point) = one(k, greatest) {
                *end = point[k];
                points.push(point);
            }
        }
        ranges.push(range);
    }
    // Every solution lies in every range, or the solver has erred: the block keeps what propagation found.
    let largest = points.iter().flatten().fold(1.0, |m: f64, v| m.max(v.abs()));
    let slack = 1e-7 + SURE * largest;
    let inside = |p: &Vec<f64>| p.iter().zip(&ranges).all(|(v, r)| r.0 - slack <= *v && *v <= r.1 + slack);
    points.iter().all(inside).then_some(ranges)
}
