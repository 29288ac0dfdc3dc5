//! Tabu search (Openshaw & Rao 1995).

use super::Partition;
use super::greedy::LEAST_FALL;
use std::collections::VecDeque;

/// Moves after which sums are made anew from the regions.
const FRESH: usize = 1_000;

/// The best move of each border region, kept up to date.
struct Moves {
    change: Vec<f64>,
    to: Vec<u32>,
    /// Regions that may not leave as their group stands.
    stuck: Vec<bool>,
    rests: Vec<bool>,
    members: Vec<Vec<u32>>,
    place: Vec<u32>,
}

/// Takes the best move of all, be it a worse one; a region that was moved rests
/// for `length` moves, unless moving it gives a new best. Ends after `patience`
/// moves without a new best, and goes back to the best.
pub(super) fn search(partition: &mut Partition<'_>, length: usize, patience: usize) {
    let least = LEAST_FALL * partition.spread;
    let mut moves = Moves::new(partition);
    let mut resting: VecDeque<u32> = VecDeque::new();
    // Height above the best so far, and the way back to it.
    let (mut above, mut back) = (0.0, Vec::new());
    let mut made = 0;
    while back.len() < patience {
        let Some((i, to, change)) = moves.best(partition, &resting, above, least) else { break };
        let from = partition.label[i];
        partition.relocate(i, to);
        made += 1;
        if made % FRESH == 0 {
            partition.refresh();
        }
        above += change;
        back.push((i as u32, from));
        if above < -least {
            above = 0.0;
            back.clear();
        }
        if moves.rests[i] {
            resting.retain(|&r| r as usize != i);
        }
        moves.rests[i] = true;
        resting.push_back(i as u32);
        if resting.len() > length
            && let Some(up) = resting.pop_front()
        {
            moves.rests[up as usize] = false;
        }
        moves.after(partition, i, from, to);
    }
    while let Some((i, from)) = back.pop() {
        partition.relocate(i as usize, from);
    }
    partition.refresh();
}

impl Moves {
    fn new(partition: &Partition<'_>) -> Self {
        let n = partition.regions();
        let k = partition.label.iter().max().map_or(0, |m| *m as usize + 1);
        let mut members = vec![Vec::new(); k];
        let mut place = vec![0; n];
        for (i, &l) in partition.label.iter().enumerate() {
            place[i] = members[l as usize].len() as u32;
            members[l as usize].push(i as u32);
        }
        let mut moves = Moves {
            change: vec![f64::INFINITY; n],
            to: vec![0; n],
            stuck: vec![false; n],
            rests: vec![false; n],
            members,
            place,
        };
        (0..n).for_each(|i| moves.renew(partition, i));
        moves
    }

    #[inline]
    fn renew(&mut self, partition: &Partition<'_>, i: usize) {
        let best = if partition.on_border(i) { partition.best_move(i) } else { None };
        (self.to[i], self.change[i]) = best.unwrap_or((0, f64::INFINITY));
    }

    /// The best move of regions that do not rest, or of one that does where it
    /// gives a new best.
    fn best(
        &mut self,
        partition: &mut Partition<'_>,
        resting: &VecDeque<u32>,
        above: f64,
        least: f64,
    ) -> Option<(usize, u32, f64)> {
        loop {
            let mut best = (f64::INFINITY, usize::MAX);
            for (i, &change) in self.change.iter().enumerate() {
                if change < best.0 && !self.stuck[i] && !self.rests[i] {
                    best = (change, i);
                }
            }
            for &r in resting {
                let (i, change) = (r as usize, self.change[r as usize]);
                let better = change < best.0 || (change == best.0 && i < best.1);
                if better && !self.stuck[i] && above + change < -least {
                    best = (change, i);
                }
            }
            let (change, i) = best;
            if i == usize::MAX {
                return None;
            }
            if partition.may_leave(i) {
                return Some((i, self.to[i], change));
            }
            self.stuck[i] = true;
        }
    }

    /// Brings up to date what the move of region `i` has changed.
    fn after(&mut self, partition: &Partition<'_>, i: usize, from: u32, to: u32) {
        let old = &mut self.members[from as usize];
        let at = self.place[i] as usize;
        old.swap_remove(at);
        if let Some(&moved) = old.get(at) {
            self.place[moved as usize] = at as u32;
        }
        self.place[i] = self.members[to as usize].len() as u32;
        self.members[to as usize].push(i as u32);
        for group in [from, to] {
            let members = std::mem::take(&mut self.members[group as usize]);
            for &m in &members {
                let m = m as usize;
                self.stuck[m] = false;
                self.renew(partition, m);
                if !partition.on_border(m) {
                    continue;
                }
                for &j in partition.graph.neighbors(m) {
                    let l = partition.label[j as usize];
                    if l != from && l != to {
                        self.renew(partition, j as usize);
                    }
                }
            }
            self.members[group as usize] = members;
        }
    }
}
