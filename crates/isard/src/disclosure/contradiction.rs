//! Contradictions that no single interval shows: many totals that cannot hold
//! together.
//!
//! Where the equations have no solution the multipliers of balancing drift for
//! ever in a direction d that proves it (Farkas): Σ_e d_e·(Σ parts − total)
//! over all values inside the bounds does not reach Σ_e d_e·rest_e by more than
//! the tolerances explain. The proof is checked, then made shorter.

use super::bounds::Bounded;
use super::equations::System;

/// Longest proof that is made shorter.
const LONGEST: usize = 2000;

/// Equations that cannot hold together, by a direction of drift; `None` if it
/// proves nothing.
///
/// Complexity: O(entries of the equations with drift × their number).
pub fn contradiction(system: &System, bounded: &Bounded, drift: &[f64]) -> Option<Vec<usize>> {
    let largest = drift.iter().fold(0.0_f64, |m, d| m.max(d.abs()));
    if largest <= 0.0 {
        return None;
    }
    // Totals that contradict each other do so with whole multiples; drift is near them.
    let scales = [1.0, 0.5, 0.75, 0.9].map(|s| s * largest);
    let whole = scales.iter().map(|s| drift.iter().map(|d| (d / s).round()).collect::<Vec<f64>>());
    let raw = drift.iter().map(|d| if d.abs() < 1e-4 * largest { 0.0 } else { d / largest }).collect();
    whole.chain([raw]).find_map(|d| proof(system, bounded, d))
}

fn proof(system: &System, bounded: &Bounded, mut d: Vec<f64>) -> Option<Vec<usize>> {
    let mut used: Vec<usize> = (0..system.len()).filter(|&e| d[e] != 0.0 && !bounded.aside[e]).collect();
    let mut weight = vec![0.0; system.cells.len()];
    for &e in &used {
        system.terms(e).for_each(|(j, sign)| weight[j] += sign * d[e]);
    }
    let touched = |used: &[usize]| {
        let mut cells: Vec<usize> = used.iter().flat_map(|&e| system.terms(e).map(|t| t.0)).collect();
        cells.sort_unstable();
        cells.dedup();
        cells
    };
    if gap(system, bounded, &touched(&used), &used, &d, &weight) <= 0.0 {
        return None;
    }
    if used.len() <= LONGEST {
        // Those with the least share in the proof are tried first.
        let mut order = used.clone();
        order.sort_by(|&a, &b| d[a].abs().total_cmp(&d[b].abs()).then(b.cmp(&a)));
        for e in order {
            let (kept, at) = (d[e], used.iter().position(|&u| u == e)?);
            d[e] = 0.0;
            used.remove(at);
            system.terms(e).for_each(|(j, sign)| weight[j] -= sign * kept);
            if gap(system, bounded, &touched(&used), &used, &d, &weight) <= 0.0 {
                d[e] = kept;
                used.insert(at, e);
                system.terms(e).for_each(|(j, sign)| weight[j] += sign * kept);
            }
        }
    }
    Some(used)
}

/// Weight below which a cell without a bound takes no part.
const ROUNDING: f64 = 1e-12;

/// How far the weighted sum of equations is out of reach; not positive if it
/// can hold.
fn gap(
    system: &System,
    bounded: &Bounded,
    cells: &[usize],
    used: &[usize],
    d: &[f64],
    weight: &[f64],
) -> f64 {
    let (mut least, mut most) = (0.0, 0.0);
    for &j in cells {
        let w = weight[j];
        let (low, high) =
            if w > 0.0 { (bounded.low[j], bounded.high[j]) } else { (bounded.high[j], bounded.low[j]) };
        // Drift never cancels to the last digit: what is left of it counts by what
        // the cell may be, and is nothing only where the cell has no bound.
        if w.abs() > ROUNDING || (low.is_finite() && high.is_finite() && w != 0.0) {
            least += w * low;
            most += w * high;
        }
    }
    let aim: f64 = used.iter().map(|&e| d[e] * system.rest[e]).sum();
    let room: f64 = used.iter().map(|&e| d[e].abs() * system.tolerance[e]).sum();
    let room = room + 1e-9 * aim.abs();
    (least - (aim + room)).max((aim - room) - most)
}
