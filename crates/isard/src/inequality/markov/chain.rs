//! A chain of classes estimated from counted moves.

use crate::clusters::slab::Measured;
use crate::linalg::Matrix;
use crate::model::{Reason, Status};

/// Counted moves between k classes.
#[derive(Debug, Clone, PartialEq)]
pub struct Chain {
    /// Number of classes.
    pub k: usize,
    /// Moves from row to column.
    pub counts: Vec<u64>,
}

impl Chain {
    /// A chain without moves.
    pub fn empty(k: usize) -> Chain {
        Chain { k, counts: vec![0; k * k] }
    }

    /// Moves over `step` years of classes by year, then region.
    pub fn count(k: usize, classes: &[u8], regions: usize, step: usize) -> Chain {
        let mut chain = Chain::empty(k);
        let later = &classes[(step * regions).min(classes.len())..];
        classes.iter().zip(later).for_each(|(a, b)| chain.add(*a, *b));
        chain
    }

    /// Counts a move.
    #[inline]
    pub fn add(&mut self, from: u8, to: u8) {
        self.counts[from as usize * self.k + to as usize] += 1;
    }

    /// Moves from one class to another.
    pub fn moves(&self, from: usize, to: usize) -> u64 {
        self.counts[from * self.k + to]
    }

    /// Moves that start in a class.
    pub fn starts(&self, from: usize) -> u64 {
        self.counts[from * self.k..(from + 1) * self.k].iter().sum()
    }

    /// Share of the moves from a class that end in another.
    pub fn probability(&self, from: usize, to: usize) -> Option<f64> {
        let n = self.starts(from);
        (n > 0).then(|| self.moves(from, to) as f64 / n as f64)
    }

    /// Whether any move touches the class.
    pub fn visited(&self, class: usize) -> bool {
        self.starts(class) > 0 || (0..self.k).any(|i| self.moves(i, class) > 0)
    }

    /// Classes that can be reached from a class, itself included, without
    /// passing through `avoid`.
    fn reached(&self, from: usize, avoid: Option<usize>) -> Vec<bool> {
        let mut seen = vec![false; self.k];
        let mut open = vec![from];
        seen[from] = true;
        while let Some(i) = open.pop() {
            if Some(i) == avoid && i != from {
                continue;
            }
            for j in 0..self.k {
                if self.moves(i, j) > 0 && !seen[j] {
                    seen[j] = true;
                    open.push(j);
                }
            }
        }
        seen
    }

    /// The sets of classes that, once entered, are never left, in order of
    /// their lowest class.
    ///
    /// # Errors
    /// `undefined:empty-class` when moves end in a class from which none starts:
    /// what follows there is not known.
    pub fn closed_classes(&self) -> Result<Vec<Vec<usize>>, Status> {
        if (0..self.k).any(|i| self.visited(i) && self.starts(i) == 0) || self.counts.iter().all(|c| *c == 0)
        {
            return Err(Status::Undefined(Reason::EmptyClass));
        }
        let reached: Vec<Vec<bool>> = (0..self.k).map(|i| self.reached(i, None)).collect();
        let mut closed: Vec<Vec<usize>> = Vec::new();
        for i in (0..self.k).filter(|&i| self.visited(i)) {
            let set: Vec<usize> = (0..self.k).filter(|&j| reached[i][j]).collect();
            // Closed: all that is reached leads back.
            if set.iter().all(|&j| reached[j][i]) && !closed.contains(&set) {
                closed.push(set);
            }
        }
        Ok(closed)
    }

    /// Greatest common divisor of the lengths of the ways from a class back to it.
    fn period(&self, closed: &[usize]) -> usize {
        let mut level = vec![None; self.k];
        let mut open = std::collections::VecDeque::from([closed[0]]);
        level[closed[0]] = Some(0usize);
        let mut divisor = 0;
        while let Some(i) = open.pop_front() {
            for &j in closed.iter().filter(|&&j| self.moves(i, j) > 0) {
                match (level[i], level[j]) {
                    (Some(a), Some(b)) => divisor = gcd(divisor, (a + 1).abs_diff(b)),
                    (a, _) => {
                        level[j] = a.map(|a| a + 1);
                        open.push_back(j);
                    }
                }
            }
        }
        divisor.max(1)
    }

    /// Shares of the classes in the long run; `empty-class` for a class that no
    /// move touches.
    ///
    /// # Errors
    /// `undefined:reducible` when there are several closed sets, and so several
    /// distributions; `undefined:empty-class` when moves end where none starts.
    ///
    /// By the elimination of Grassmann, Taksar & Heyman, which never subtracts.
    /// Complexity: O(k³).
    pub fn ergodic(&self) -> Result<Vec<Measured>, Status> {
        let closed = self.closed_classes()?;
        let [set] = closed.as_slice() else { return Err(Status::Undefined(Reason::Reducible)) };
        let m = set.len();
        let mut p = Matrix::zeros(m, m);
        for (a, &i) in set.iter().enumerate() {
            for (b, &j) in set.iter().enumerate() {
                p.set(a, b, self.probability(i, j).unwrap_or(0.0));
            }
        }
        for last in (1..m).rev() {
            let leaving: f64 = (0..last).map(|j| p.get(last, j)).sum();
            for i in 0..last {
                p.set(i, last, p.get(i, last) / leaving);
                for j in 0..last {
                    p.set(i, j, p.get(i, j) + p.get(i, last) * p.get(last, j));
                }
            }
        }
        let mut share = vec![1.0; m];
        for j in 1..m {
            share[j] = (0..j).map(|i| share[i] * p.get(i, j)).sum();
        }
        let sum: f64 = share.iter().sum();
        let of = |i: usize| match set.binary_search(&i) {
            Ok(at) => Ok(share[at] / sum),
            Err(_) if self.visited(i) => Ok(0.0),
            Err(_) => Err(Status::Undefined(Reason::EmptyClass)),
        };
        Ok((0..self.k).map(of).collect())
    }

    /// Mean number of steps until a class is first entered, from row to column;
    /// on the diagonal until it is entered again.
    ///
    /// `undefined:unreachable` where the class may never be entered (the mean
    /// is infinite), `undefined:empty-class` where what follows is not known.
    ///
    /// Complexity: O(k⁴).
    pub fn first_passage(&self) -> Vec<Measured> {
        let mut steps = vec![Err(Status::Undefined(Reason::EmptyClass)); self.k * self.k];
        for to in 0..self.k {
            self.passage_to(to, &mut steps);
        }
        steps
    }

    fn passage_to(&self, to: usize, steps: &mut [Measured]) {
        let k = self.k;
        let certain = |from: usize| -> Result<(), Status> {
            // All that can come before `to` must be able to lead there.
            let before: Vec<usize> = (0..k)
                .zip(self.reached(from, Some(to)))
                .filter(|(j, r)| *r && *j != to)
                .map(|(j, _)| j)
                .collect();
            if self.starts(from) == 0 || before.iter().any(|&j| self.starts(j) == 0) {
                return Err(Status::Undefined(Reason::EmptyClass));
            }
            let lost = before.iter().any(|&j| !self.reached(j, Some(to))[to]);
            if lost { Err(Status::Undefined(Reason::Unreachable)) } else { Ok(()) }
        };
        let sure: Vec<Result<(), Status>> = (0..k).map(certain).collect();
        let unknown: Vec<usize> = (0..k).filter(|&i| i != to && sure[i].is_ok()).collect();
        let m = unknown.len();
        let mut a = Matrix::zeros(m, m + 1);
        for (r, &i) in unknown.iter().enumerate() {
            for (c, &j) in unknown.iter().enumerate() {
                let own = if r == c { 1.0 } else { 0.0 };
                a.set(r, c, own - self.probability(i, j).unwrap_or(0.0));
            }
            a.set(r, m, 1.0);
        }
        let solved = solve(a);
        for (r, &i) in unknown.iter().enumerate() {
            steps[i * k + to] = Ok(solved[r]);
        }
        for i in 0..k {
            if let Err(status) = sure[i] {
                steps[i * k + to] = Err(status);
            }
        }
        // Back to itself: one step, and from wherever that leads.
        if sure[to].is_ok() {
            let onward = unknown.iter().enumerate();
            let mean: f64 = onward.map(|(r, &j)| self.probability(to, j).unwrap_or(0.0) * solved[r]).sum();
            steps[to * k + to] = Ok(1.0 + mean);
        }
    }

    /// Modulus of the second largest eigenvalue over the classes that moves
    /// touch, and the steps after which half of the distance to the long run
    /// is gone.
    ///
    /// # Errors
    /// As [`ergodic`](Chain::ergodic); `undefined:divergent` when the chain goes
    /// round in a fixed order and never settles.
    pub fn second_eigenvalue(&self) -> Measured {
        let share = self.ergodic()?;
        let closed = self.closed_classes()?;
        if self.period(&closed[0]) > 1 {
            return Err(Status::Undefined(Reason::Divergent));
        }
        let seen: Vec<usize> = (0..self.k).filter(|&i| self.visited(i)).collect();
        let m = seen.len();
        // Taking out the long run leaves the other eigenvalues.
        let mut rest = Matrix::zeros(m, m);
        for (a, &i) in seen.iter().enumerate() {
            for (b, &j) in seen.iter().enumerate() {
                rest.set(a, b, self.probability(i, j).unwrap_or(0.0) - share[j].unwrap_or(0.0));
            }
        }
        Ok(spectral_radius(rest))
    }

    /// Steps after which half of the distance to the long run is gone: zero
    /// when one step is enough.
    ///
    /// # Errors
    /// As [`second_eigenvalue`](Chain::second_eigenvalue).
    pub fn half_life(&self) -> Measured {
        let second = self.second_eigenvalue()?;
        Ok(if second > 0.0 { -std::f64::consts::LN_2 / second.ln() } else { 0.0 })
    }

    /// The matrix of probabilities.
    ///
    /// # Errors
    /// `undefined:empty-class` when no move starts in some class.
    pub fn matrix(&self) -> Result<Matrix, Status> {
        let cells = (0..self.k * self.k).map(|at| self.probability(at / self.k, at % self.k));
        let cells: Option<Vec<f64>> = cells.collect();
        cells.map(|c| Matrix::from_vec(self.k, self.k, c)).ok_or(Status::Undefined(Reason::EmptyClass))
    }
}

fn gcd(a: usize, b: usize) -> usize {
    if b == 0 { a } else { gcd(b, a % b) }
}

/// Solves a system given with its right side as last column, by elimination
/// with the largest pivot. The systems here are never singular.
fn solve(mut a: Matrix) -> Vec<f64> {
    let m = a.rows();
    for c in 0..m {
        let pivot = (c..m).max_by(|&i, &j| a.get(i, c).abs().total_cmp(&a.get(j, c).abs())).unwrap_or(c);
        for j in 0..=m {
            let (x, y) = (a.get(c, j), a.get(pivot, j));
            a.set(c, j, y);
            a.set(pivot, j, x);
        }
        for i in c + 1..m {
            let f = a.get(i, c) / a.get(c, c);
            (c..=m).for_each(|j| a.set(i, j, a.get(i, j) - f * a.get(c, j)));
        }
    }
    let mut x = vec![0.0; m];
    for i in (0..m).rev() {
        let known: f64 = (i + 1..m).map(|j| a.get(i, j) * x[j]).sum();
        x[i] = (a.get(i, m) - known) / a.get(i, i);
    }
    x
}

/// Largest modulus of the eigenvalues: ‖Aⁿ‖^(1/n) for n = 2⁴⁸, squared up with
/// the size taken out at each step.
fn spectral_radius(mut a: Matrix) -> f64 {
    let m = a.rows();
    let (mut log, mut share) = (0.0, 1.0);
    for _ in 0..48 {
        let size = a.as_slice().iter().map(|v| v * v).sum::<f64>().sqrt();
        if size <= 1e-150 {
            return 0.0;
        }
        log += share * size.ln();
        share /= 2.0;
        let mut square = Matrix::zeros(m, m);
        for i in 0..m {
            for j in 0..m {
                let sum: f64 = (0..m).map(|l| a.get(i, l) / size * (a.get(l, j) / size)).sum();
                square.set(i, j, sum);
            }
        }
        a = square;
    }
    let radius = log.exp();
    // A power that is nothing but rounding has no eigenvalue behind it.
    if radius < 1e-9 { 0.0 } else { radius }
}

/// Determinant by elimination.
pub(super) fn determinant(mut a: Matrix) -> f64 {
    let m = a.rows();
    let mut product = 1.0;
    for c in 0..m {
        let pivot = (c..m).max_by(|&i, &j| a.get(i, c).abs().total_cmp(&a.get(j, c).abs())).unwrap_or(c);
        if a.get(pivot, c) == 0.0 {
            return 0.0;
        }
        if pivot != c {
            product = -product;
            for j in 0..m {
                let (x, y) = (a.get(c, j), a.get(pivot, j));
                a.set(c, j, y);
                a.set(pivot, j, x);
            }
        }
        product *= a.get(c, c);
        for i in c + 1..m {
            let f = a.get(i, c) / a.get(c, c);
            (c..m).for_each(|j| a.set(i, j, a.get(i, j) - f * a.get(c, j)));
        }
    }
    product
}
