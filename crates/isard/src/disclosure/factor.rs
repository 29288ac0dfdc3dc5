//! Direct solution of a step of Newton's: a sparse L D Lᵀ of A D Aᵀ + S.
//!
//! Every withheld cell stands in a few equations only, so that eliminating the
//! equation with the fewest neighbours first leaves few new entries, and a
//! direct step costs less than the iterations that conjugate gradients need
//! where cells of one table differ by ten powers of ten, as wages do. The order
//! and the places of the entries are found once a table (as in George & Liu).

use super::equations::System;
use std::collections::BTreeSet;

/// Share of a diagonal entry below which what is left of it is rounding: the
/// equation follows from those before it.
const NOTHING: f64 = 1e-13;

/// Order of elimination and places of the entries.
#[derive(Debug, Clone, Default)]
pub(super) struct Factor {
    /// Equation eliminated at each place.
    order: Vec<u32>,
    /// Place of each equation.
    place: Vec<u32>,
    /// Where the entries below the diagonal of each place begin.
    starts: Vec<usize>,
    /// Their places, ascending within each.
    rows: Vec<u32>,
}

impl Factor {
    /// Order by fewest neighbours; nothing where there are more than `most` entries.
    pub(super) fn of(system: &System, most: usize) -> Option<Factor> {
        let n = system.len();
        let mut near: Vec<Vec<u32>> = vec![Vec::new(); n];
        let (starts, equations) = system.incidence();
        for own in starts.windows(2).map(|w| &equations[w[0] as usize..w[1] as usize]) {
            for &e in own {
                near[e as usize].extend(own.iter().filter(|o| **o != e));
            }
        }
        for list in &mut near {
            list.sort_unstable();
            list.dedup();
        }
        let mut open: BTreeSet<(usize, u32)> = near.iter().map(Vec::len).zip(0..).collect();
        let mut out = Factor { place: vec![0; n], starts: vec![0], ..Factor::default() };
        let mut merged = Vec::new();
        while let Some((_, e)) = open.pop_first() {
            let own = std::mem::take(&mut near[e as usize]);
            out.place[e as usize] = out.order.len() as u32;
            out.order.push(e);
            out.rows.extend(&own);
            out.starts.push(out.rows.len());
            if out.rows.len() > most {
                return None;
            }
            for &o in &own {
                let list = &mut near[o as usize];
                let before = list.len();
                merge(list, &own, (e, o), &mut merged);
                std::mem::swap(list, &mut merged);
                if list.len() != before {
                    open.remove(&(before, o));
                    open.insert((list.len(), o));
                }
            }
        }
        for k in 0..n {
            let rows = &mut out.rows[out.starts[k]..out.starts[k + 1]];
            rows.iter_mut().for_each(|e| *e = out.place[*e as usize]);
            rows.sort_unstable();
        }
        Some(out)
    }

    /// The step against `miss`, by the slopes of the cells and the diagonal with
    /// the slopes of the slacks, not positive where an equation takes no part.
    /// Equations that follow from others stay.
    ///
    /// Complexity: O(Σ squares of the numbers of entries).
    pub(super) fn solve(
        &self,
        system: &System,
        incidence: (&[u32], &[u32]),
        (cells, diagonal): (&[f64], &[f64]),
        miss: &[f64],
    ) -> Vec<f64> {
        let n = self.order.len();
        let of = |k: usize| self.starts[k]..self.starts[k + 1];
        let (mut lower, mut pivot) = (vec![0.0; self.rows.len()], vec![0.0; n]);
        let mut work = vec![0.0; n];
        // Columns that next touch a place: heads of lists, and where each column has come to.
        let (none, mut head) = (u32::MAX, vec![u32::MAX; n]);
        let mut next = vec![u32::MAX; n];
        let mut at: Vec<usize> = self.starts[..n].to_vec();
        for k in 0..n {
            let e = self.order[k] as usize;
            for (j, sign) in system.terms(e) {
                let by = sign * cells[j];
                for &o in &incidence.1[incidence.0[j] as usize..incidence.0[j + 1] as usize] {
                    let place = self.place[o as usize] as usize;
                    if place >= k {
                        work[place] += if system.total[o as usize] == j as u32 { -by } else { by };
                    }
                }
            }
            // The diagonal as given holds what keeps steps finite.
            let whole = diagonal[e];
            work[k] = whole;
            let mut column = head[k];
            while column != none {
                let c = column as usize;
                column = next[c];
                let from = at[c];
                let by = lower[from] * pivot[c];
                for (l, row) in lower[from..of(c).end].iter().zip(&self.rows[from..of(c).end]) {
                    work[*row as usize] -= by * l;
                }
                self.move_on(c, from + 1, (&mut at, &mut head, &mut next));
            }
            let left = work[k];
            work[k] = 0.0;
            let usable = whole > 0.0 && left > NOTHING * whole;
            pivot[k] = if usable { left } else { 0.0 };
            for (l, &row) in lower[of(k)].iter_mut().zip(&self.rows[of(k)]) {
                *l = if usable { work[row as usize] / left } else { 0.0 };
                work[row as usize] = 0.0;
            }
            self.move_on(k, self.starts[k], (&mut at, &mut head, &mut next));
        }
        let mut x: Vec<f64> = self.order.iter().map(|&e| -miss[e as usize]).collect();
        for k in 0..n {
            if pivot[k] == 0.0 {
                x[k] = 0.0;
                continue;
            }
            for (l, &row) in lower[of(k)].iter().zip(&self.rows[of(k)]) {
                x[row as usize] -= l * x[k];
            }
        }
        for k in (0..n).rev() {
            if pivot[k] == 0.0 {
                x[k] = 0.0;
                continue;
            }
            let below: f64 =
                lower[of(k)].iter().zip(&self.rows[of(k)]).map(|(l, &row)| l * x[row as usize]).sum();
            x[k] = x[k] / pivot[k] - below;
        }
        self.place.iter().map(|&k| x[k as usize]).collect()
    }

    /// Hangs a column on the list of the place it touches next.
    fn move_on(&self, c: usize, to: usize, (at, head, next): (&mut [usize], &mut [u32], &mut [u32])) {
        at[c] = to;
        if to < self.starts[c + 1] {
            let row = self.rows[to] as usize;
            next[c] = head[row];
            head[row] = c as u32;
        }
    }
}

/// Neighbours of an equation after a neighbour is eliminated: its own and the
/// other's, without the two themselves.
fn merge(list: &[u32], other: &[u32], (gone, itself): (u32, u32), out: &mut Vec<u32>) {
    out.clear();
    let (mut a, mut b) = (0, 0);
    while a < list.len() || b < other.len() {
        let (x, y) = (list.get(a).copied().unwrap_or(u32::MAX), other.get(b).copied().unwrap_or(u32::MAX));
        a += usize::from(x <= y);
        b += usize::from(y <= x);
        let least = x.min(y);
        if least != gone && least != itself {
            out.push(least);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disclosure::hierarchy::NONE;
    use crate::inference::Random;
    use crate::linalg::{Cholesky, Matrix};

    /// Rows and columns of a table with every third cell withheld, some totals too.
    fn table(side: usize) -> System {
        let mut system = System { starts: vec![0], ..System::default() };
        let withheld: Vec<usize> =
            (0..side * side).filter(|c| !(c * 7 + c / side).is_multiple_of(3)).collect();
        system.cells = (0..withheld.len() as u32 + 2).collect();
        for line in 0..2 * side {
            let of = |c: &usize| if line < side { c / side == line } else { c % side == line - side };
            system.parts.extend(withheld.iter().enumerate().filter(|(_, c)| of(c)).map(|(j, _)| j as u32));
            system.starts.push(system.parts.len() as u32);
            system.total.push(if line % side == 1 { (withheld.len() + line / side) as u32 } else { NONE });
            system.rest.push(0.0);
        }
        system
    }

    #[test]
    fn direct_steps_solve_the_equations() {
        for side in [2, 3, 8, 15] {
            let system = table(side);
            let n = system.len();
            let factor = Factor::of(&system, 10_000).expect("few entries");
            let (starts, equations) = system.incidence();
            let mut random = Random::new(7, side as u64, 0);
            let cells: Vec<f64> = system.cells.iter().map(|_| (9.0 * random.uniform()).exp()).collect();
            let miss: Vec<f64> = (0..n).map(|_| random.normal()).collect();
            let mut whole = Matrix::zeros(n, n);
            for e in 0..n {
                whole.set(e, e, 1.0);
            }
            for j in 0..cells.len() {
                for &a in &equations[starts[j] as usize..starts[j + 1] as usize] {
                    for &b in &equations[starts[j] as usize..starts[j + 1] as usize] {
                        let sign = |e: u32| if system.total[e as usize] == j as u32 { -1.0 } else { 1.0 };
                        let (a_, b_) = (a as usize, b as usize);
                        whole.set(a_, b_, whole.get(a_, b_) + cells[j] * sign(a) * sign(b));
                    }
                }
            }
            let diagonal: Vec<f64> = (0..n).map(|e| whole.get(e, e)).collect();
            let found = factor.solve(&system, (&starts, &equations), (&cells, &diagonal), &miss);
            let right: Vec<f64> = miss.iter().map(|m| -m).collect();
            let dense = Cholesky::new(&whole).expect("positive").solve(&right);
            for (a, b) in found.iter().zip(&dense) {
                assert!((a - b).abs() <= 1e-8 * (1.0 + b.abs()), "{side}: {a} for {b}");
            }
        }
    }

    #[test]
    fn too_many_entries_are_left_to_iterations() {
        assert!(Factor::of(&table(15), 20).is_none());
    }
}
