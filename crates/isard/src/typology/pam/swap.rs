//! Exchanges of a medoid with another row, in O(n) for each row and all k
//! medoids together (Schubert & Rousseeuw 2021): what removing each medoid
//! costs is known beforehand, and only rows that would come nearer to the
//! candidate than to their second medoid change it.

use super::build::{BLOCK, candidates};
use super::fit::{State, Swap};
use rayon::prelude::*;

/// A fall of the sum smaller than this share of it is rounding.
const LEAST_FALL: f64 = 1e-12;

/// An exchange: its change of the sum and the medoid that leaves.
#[derive(Clone, Copy)]
struct Exchange {
    change: f64,
    leaves: usize,
}

/// Exchanges medoids until no exchange lowers the sum; how many were made.
pub(super) fn swap_until_settled(state: &mut State, swap: Swap) -> usize {
    match swap {
        Swap::Best => best_of_each_pass(state),
        Swap::Eager => eager(state),
    }
}

fn best_of_each_pass(state: &mut State) -> usize {
    let rows: Vec<usize> = (0..state.points.rows()).collect();
    let mut swaps = 0;
    loop {
        let losses = removal_losses(state);
        let found = candidates(state.points, state.metric, &rows, |x, raw| exchange(state, &losses, x, raw));
        let mut best: Option<(usize, Exchange)> = None;
        for (x, e) in found.into_iter().enumerate() {
            if let Some(e) = e
                && best.is_none_or(|(_, b)| e.change < b.change)
            {
                best = Some((x, e));
            }
        }
        match best {
            Some((x, e)) if make(state, x, e) => swaps += 1,
            _ => return swaps,
        }
    }
}

fn eager(state: &mut State) -> usize {
    let n = state.points.rows();
    // Enough candidates for all threads; the order in which they are tried is fixed.
    let ahead = BLOCK * 8;
    let mut buffer = vec![0.0; ahead * n];
    let (mut swaps, mut since) = (0, 0);
    let mut losses = removal_losses(state);
    for from in (0..n).step_by(ahead).cycle() {
        let rows: Vec<usize> = (from..n.min(from + ahead)).collect();
        buffer[..rows.len() * n].par_chunks_mut(BLOCK * n).zip(rows.par_chunks(BLOCK)).for_each(
            |(out, rows)| {
                let queries: Vec<&[f64]> = rows.iter().map(|&x| state.points.row(x)).collect();
                state.metric.raw(state.points, &queries, out);
            },
        );
        for (&x, raw) in rows.iter().zip(buffer.chunks(n)) {
            since += 1;
            if let Some(e) = exchange(state, &losses, x, raw)
                && make(state, x, e)
            {
                losses = removal_losses(state);
                swaps += 1;
                since = 0;
            }
            if since >= n {
                return swaps;
            }
        }
    }
    swaps
}

/// Rise of the sum when each medoid is taken away.
fn removal_losses(state: &State) -> Vec<f64> {
    let mut losses = vec![0.0; state.medoids.len()];
    for (i, &l) in state.nearest.iter().enumerate() {
        losses[l as usize] += state.second[i] - state.first[i];
    }
    losses
}

/// The best exchange with row `x`; none for a medoid.
fn exchange(state: &State, losses: &[f64], x: usize, raw: &[f64]) -> Option<Exchange> {
    if state.medoids.contains(&x) {
        return None;
    }
    let mut changes = losses.to_vec();
    let mut shared = 0.0;
    for (i, (&d, &limit)) in raw.iter().zip(&state.second_raw).enumerate() {
        if d >= limit {
            continue;
        }
        let d = state.metric.of_raw(d);
        let own = &mut changes[state.nearest[i] as usize];
        if d < state.first[i] {
            shared += d - state.first[i];
            *own += state.first[i] - state.second[i];
        } else {
            *own += d - state.second[i];
        }
    }
    let leaves = (1..changes.len()).fold(0, |b, g| if changes[g] < changes[b] { g } else { b });
    Some(Exchange { change: changes[leaves] + shared, leaves })
}

/// Makes an exchange that lowers the sum; false, and nothing done, otherwise.
fn make(state: &mut State, x: usize, e: Exchange) -> bool {
    let before = state.total();
    let limit = before * LEAST_FALL;
    if e.change >= -limit {
        return false;
    }
    let old = std::mem::replace(&mut state.medoids[e.leaves], x);
    state.refresh();
    // The sum itself must fall, or rounding could exchange two rows for ever.
    if state.total() < before - limit / 2.0 {
        return true;
    }
    state.medoids[e.leaves] = old;
    state.refresh();
    false
}
