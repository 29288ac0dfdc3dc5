//! The best set of partners of a region, found exactly.

use super::value::Potential;

/// What makes a set the best.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Objective {
    /// The greatest synergy.
    #[default]
    Synergy,
    /// The greatest synergy for what the members have alone.
    Share,
}

/// Who may join.
#[derive(Debug, Clone, Default)]
pub struct Allowed<'a> {
    /// Partners that may be considered, by position.
    pub partners: Vec<usize>,
    /// Neighbours of each region, ascending, where sets must hang together.
    pub neighbors: Option<&'a [Vec<usize>]>,
}

/// A set and its worth.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// Members ascending, the region among them.
    pub members: Vec<usize>,
    /// Joint value.
    pub joint: f64,
    /// Sum of the values alone.
    pub sum: f64,
    /// Sets whose value was computed.
    pub evaluated: u64,
}

impl Found {
    fn worth(&self, objective: Objective) -> f64 {
        match objective {
            Objective::Synergy => self.joint - self.sum,
            Objective::Share => self.joint / self.sum - 1.0,
        }
    }
}

/// The best set of `size` members with the region; `None` where no set is
/// allowed. Equal sets: the one first in order of its members.
///
/// Branch and bound: by concavity the joint value of any set is at most the
/// price of its endowments at any prices that support the value, so that a sum
/// over members bounds every completion of a partial set. A branch is cut only
/// where it cannot reach the best set found by more than rounding: the result
/// is that of looking at every set.
///
/// With [`Objective::Share`], sets whose members have nothing alone are left out.
pub fn best_set(
    potential: &Potential,
    region: usize,
    size: usize,
    allowed: &Allowed<'_>,
    objective: Objective,
) -> Option<Found> {
    if size < 2 {
        return None;
    }
    let mut search = Search { potential, allowed, objective, best: None, evaluated: 0 };
    let mut partners: Vec<usize> = allowed.partners.iter().copied().filter(|p| *p != region).collect();
    partners.sort_unstable();
    partners.dedup();
    let mut members = vec![region];
    let pool = potential.pool(&members);
    search.branch(&mut members, &pool, &partners, size - 1);
    let evaluated = search.evaluated;
    search.best.map(|mut best| {
        best.evaluated = evaluated;
        best
    })
}

struct Search<'a> {
    potential: &'a Potential,
    allowed: &'a Allowed<'a>,
    objective: Objective,
    best: Option<Found>,
    evaluated: u64,
}

impl Search<'_> {
    /// Weight of the sum in the bound, and what the bound has to reach.
    fn level(&self) -> (f64, f64) {
        let worth = self.best.as_ref().map(|b| b.worth(self.objective));
        match (worth, self.objective) {
            (None, _) => (1.0, f64::NEG_INFINITY),
            (Some(w), Objective::Synergy) => (1.0, w),
            (Some(w), Objective::Share) => (1.0 + w, 0.0),
        }
    }

    fn branch(&mut self, members: &mut Vec<usize>, pool: &[f64], partners: &[usize], left: usize) {
        if left == 0 {
            self.evaluate(members);
            return;
        }
        if partners.len() < left {
            return;
        }
        // Prices near where the set will end: the pool and the best rows by its own prices.
        let mut point = pool.to_vec();
        let (mut prices, mut order) = (self.potential.prices(&point), Vec::new());
        for round in 0..2 {
            order = self.scores(&prices, partners);
            if round == 0 {
                for &(_, c) in order.iter().take(left) {
                    point.iter_mut().zip(self.potential.row(c)).for_each(|(p, v)| *p += v);
                }
                prices = self.potential.prices(&point);
            }
        }
        let price = |row: &[f64]| row.iter().zip(&prices).map(|(v, p)| v * p).sum::<f64>();
        let base = price(pool);
        let alone: f64 = members.iter().map(|&m| self.potential.alone(m)).sum();
        for at in 0..=order.len() - left {
            let (weight, reach) = self.level();
            // Scores were made with an older weight of the sum where a better set
            // was found since; a greater weight only lowers them.
            let gains: f64 = order[at..at + left].iter().map(|(score, _)| score).sum();
            let slack = 1e-11 * (base.abs() + gains.abs() + 1e-12);
            if base - weight * alone + gains + slack < reach {
                break;
            }
            let chosen = order[at].1;
            let mut rest: Vec<usize> = order[at + 1..].iter().map(|o| o.1).collect();
            if left == 1 {
                rest.clear();
            }
            let mut next = pool.to_vec();
            next.iter_mut().zip(self.potential.row(chosen)).for_each(|(p, v)| *p += v);
            members.push(chosen);
            self.branch(members, &next, &rest, left - 1);
            members.pop();
        }
    }

    /// Gain of each partner at the prices, greatest first; equal ones by position.
    fn scores(&self, prices: &[f64], partners: &[usize]) -> Vec<(f64, usize)> {
        let (weight, _) = self.level();
        let score = |&c: &usize| {
            let price: f64 = self.potential.row(c).iter().zip(prices).map(|(v, p)| v * p).sum();
            (price - weight * self.potential.alone(c), c)
        };
        let mut order: Vec<(f64, usize)> = partners.iter().map(score).collect();
        order.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        order
    }

    fn evaluate(&mut self, members: &[usize]) {
        let mut sorted = members.to_vec();
        sorted.sort_unstable();
        if !self.connected(&sorted) {
            return;
        }
        self.evaluated += 1;
        let (joint, sum) = self.potential.joint_and_sum(&sorted);
        let found = Found { members: sorted, joint, sum, evaluated: 0 };
        let worth = found.worth(self.objective);
        if !worth.is_finite() {
            return;
        }
        let better = match &self.best {
            None => true,
            Some(best) => {
                let old = best.worth(self.objective);
                worth > old || worth == old && found.members < best.members
            }
        };
        if better {
            self.best = Some(found);
        }
    }

    fn connected(&self, members: &[usize]) -> bool {
        let Some(neighbors) = &self.allowed.neighbors else { return true };
        let mut reached = vec![members[0]];
        let mut at = 0;
        while at < reached.len() {
            let from = reached[at];
            for &m in members {
                if !reached.contains(&m) && neighbors[from].binary_search(&m).is_ok() {
                    reached.push(m);
                }
            }
            at += 1;
        }
        reached.len() == members.len()
    }
}
