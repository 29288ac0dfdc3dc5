//! Conditional permutation: a region keeps its value and draws its neighbours
//! anew, without replacement, from all the others.
//!
//! Only the sum over the drawn neighbours matters, so nothing is stored: eight
//! draws are made side by side, their values gathered and summed, and the sums
//! compared with the observed one. A set of positions with a repetition is
//! thrown away whole, which leaves the rest even over all sets (`lanes`);
//! where that would throw away most, the values are shuffled instead
//! (`dense`). Every region has streams of its own, so regions are drawn
//! independently of each other.

mod dense;
mod fixed_point;
mod lanes;
mod streams;

pub use fixed_point::FixedPoint;

use super::permutation::{Alternative, Counts, Plan};

/// Neighbours up to which positions are drawn with rejection.
const MOST: usize = 64;

/// Most groups of lanes drawn at once where the test may end among them.
const AHEAD: usize = 16;

/// Whether drawing with rejection throws away at most three sets of four.
fn sparse(others: usize, take: usize) -> bool {
    if take == 0 || take > MOST || take > others {
        return false;
    }
    let kept: f64 = (0..take).map(|j| 1.0 - j as f64 / others as f64).product();
    kept >= 0.25
}

/// Counts of sums of `take` of the `others`, each set equally likely, at least
/// `upper` and at most `lower`. Sums must fit into 32 bits, as those of
/// [`FixedPoint`] do; `take` is at most the number of others.
///
/// Draws are a function of (seed, `item`) alone.
///
/// Complexity: O(draws × take).
pub fn sums(others: &[i32], take: usize, upper: i64, lower: i64, plan: &Plan, item: u64) -> Counts {
    // Sums lie strictly inside, so bounds outside are as good as these.
    let inside = |bound: i64| bound.clamp(i64::from(i32::MIN), i64::from(i32::MAX)) as i32;
    let (upper, lower) = (inside(upper), inside(lower));
    if sparse(others.len(), take) {
        return lanes::sums(others, take, (upper, lower), plan, item);
    }
    dense::sums(others, take, (upper, lower), plan, item)
}

/// Counts of Σ wⱼ vⱼ over neighbours drawn from the `others`, one a weight, at
/// least `upper` and at most `lower`.
///
/// Complexity: O(draws × weights).
pub fn weighted(others: &[f64], weights: &[f64], upper: f64, lower: f64, plan: &Plan, item: u64) -> Counts {
    if sparse(others.len(), weights.len()) {
        return lanes::weighted(others, weights, (upper, lower), plan, item);
    }
    dense::weighted(others, weights, (upper, lower), plan, item)
}

/// Counts while draws come in.
struct Tally<'a> {
    counts: Counts,
    plan: &'a Plan,
}

impl<'a> Tally<'a> {
    fn new(plan: &'a Plan) -> Self {
        Tally { counts: Counts::default(), plan }
    }

    /// Whether the test is over.
    #[inline(always)]
    fn over(&self) -> bool {
        self.counts.draws >= self.plan.draws || self.plan.decided(self.counts)
    }

    /// Groups of lanes to draw before the tally is asked again, and whether the
    /// test may end within them: then at most [`AHEAD`].
    fn groups(&self) -> (u64, bool) {
        let lanes = streams::LANES as u64;
        let by_draws = (self.plan.draws - self.counts.draws) / lanes;
        let Some(h) = self.plan.stop_after else { return (by_draws.max(1), by_draws == 0) };
        let extreme = self.plan.alternative.extreme(self.counts);
        // A draw can be in both tails.
        let each = if self.plan.alternative == Alternative::Folded { 2 } else { 1 };
        let free = by_draws.min((h - extreme) / (each * lanes));
        if free > 0 {
            return (free, false);
        }
        // Half of what the draws so far let expect until the end, so that few are made for nothing.
        let expected = self.counts.draws * (h - extreme) / (2 * lanes * extreme.max(1));
        (expected.min(by_draws).clamp(1, AHEAD as u64), true)
    }

    /// Adds groups of lanes, whose sums `counts` are; those after the end of the test do not count.
    #[inline(always)]
    fn take(&mut self, counts: Counts, groups: &[Lanes]) {
        let before = self.counts;
        self.counts.draws += counts.draws;
        self.counts.greater += counts.greater;
        self.counts.lesser += counts.lesser;
        if !groups.is_empty() && self.over() {
            self.counts = before;
            groups.iter().for_each(|lanes| self.add(*lanes));
        }
    }

    /// Adds lanes among which the test may end; those after its end do not count.
    #[inline(always)]
    fn add(&mut self, lanes: Lanes) {
        if self.over() {
            return;
        }
        let before = self.counts;
        lanes.count(&mut self.counts);
        if self.over() {
            self.counts = before;
            self.one_by_one(lanes);
        }
    }

    #[cold]
    fn one_by_one(&mut self, Lanes { valid, greater, lesser }: Lanes) {
        for lane in (0..streams::LANES).filter(|l| valid >> l & 1 == 1) {
            self.counts.draws += 1;
            self.counts.greater += u64::from(greater >> lane & 1);
            self.counts.lesser += u64::from(lesser >> lane & 1);
            if self.over() {
                return;
            }
        }
    }
}

/// What a group of lanes drew, a bit a lane: good draws, and of these the ones
/// at least the upper bound and at most the lower.
#[derive(Clone, Copy, Default)]
struct Lanes {
    valid: u32,
    greater: u32,
    lesser: u32,
}

impl Lanes {
    /// Adds the lanes to counts of draws that are all free.
    #[inline(always)]
    fn count(self, counts: &mut Counts) {
        counts.draws += u64::from(self.valid.count_ones());
        counts.greater += u64::from(self.greater.count_ones());
        counts.lesser += u64::from(self.lesser.count_ones());
    }
}

#[cfg(test)]
mod tests;
