//! One start of k-means, run until no point is nearer to another center.
//!
//! Lloyd's iteration with Hamerly's bounds: a point whose distance to its own
//! center is at most a lower bound of its distance to every other one is
//! passed over. Sums are updated only by the points that move; at the end they
//! are made afresh and every point is compared with every center, so rounding
//! in the bounds cannot leave a point in the wrong group.

use crate::linalg::{Points, squared_distance};
use rayon::prelude::*;

/// Points a chunk: partial sums are added in the order of chunks, so results
/// do not depend on who computed which.
const CHUNK: usize = 2048;

/// Result of one start.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Converged {
    /// Group of each point, 0-based in the order of the starting centers.
    pub(super) labels: Vec<u32>,
    /// Centers (padded).
    pub(super) centers: Points,
    /// Σ of squared distances to the centers.
    pub(super) total_within_ss: f64,
    /// Passes over the data.
    pub(super) iterations: usize,
    /// Whether the last pass changed nothing.
    pub(super) converged: bool,
}

#[derive(Clone, Copy, PartialEq)]
enum Pass {
    /// No labels yet.
    First,
    /// Bounds decide who is looked at.
    Bounded,
    /// Every point against every center.
    Full,
}

/// What a pass needs to know about the centers.
struct Step<'a> {
    points: &'a Points,
    centers: &'a Points,
    pass: Pass,
    moved: Vec<f64>,
    /// For each center: the farthest move of any other one.
    other_moved: Vec<f64>,
    /// For each center: half the distance to the nearest other one.
    half_gap: Vec<f64>,
}

/// Change of the sums caused by one chunk.
struct Change {
    sums: Vec<f64>,
    counts: Vec<i64>,
    moved: usize,
}

struct State {
    labels: Vec<u32>,
    upper: Vec<f64>,
    lower: Vec<f64>,
}

/// Runs Lloyd's iteration from given centers.
///
/// `parallel` spreads the chunks over the threads; the result is the same bits.
pub(super) fn converge(points: &Points, start: Points, max_iterations: usize, parallel: bool) -> Converged {
    let n = points.rows();
    let k = start.rows();
    let mut state = State { labels: vec![0; n], upper: vec![0.0; n], lower: vec![0.0; n] };
    let mut centers = start;
    let mut sums = vec![0.0; k * points.stride()];
    let mut counts = vec![0i64; k];
    let mut moved = vec![0.0; k];
    let mut pass = Pass::First;
    let mut iterations = 0;
    let mut converged = false;
    while iterations < max_iterations {
        iterations += 1;
        let step = Step::new(points, &centers, pass, moved.clone());
        let changed = assign(&step, &mut state, &mut sums, &mut counts, parallel);
        if changed == 0 && pass == Pass::Full {
            converged = true;
            break;
        }
        let mut refilled = false;
        while let Some(empty) = counts.iter().position(|&c| c == 0) {
            refill(points, &centers, &mut state, &mut sums, &mut counts, empty);
            refilled = true;
        }
        // Nothing moves any more: compare once without bounds and with fresh sums.
        pass = if changed == 0 && !refilled { Pass::Full } else { Pass::Bounded };
        if pass == Pass::Full {
            fresh_sums(points, &state.labels, &mut sums, parallel);
        }
        moved = update(&mut centers, &sums, &counts);
    }
    let total_within_ss = within(points, &centers, &state.labels, parallel);
    Converged { labels: state.labels, centers, total_within_ss, iterations, converged }
}

/// Label of the nearest center of each point; ties go to the lower center.
pub fn nearest(points: &Points, centers: &Points) -> Vec<u32> {
    let label = |i: usize| {
        let d = |c: usize| squared_distance(points.row(i), centers.row(c));
        (1..centers.rows()).fold((0, d(0)), |b, c| if d(c) < b.1 { (c, d(c)) } else { b }).0 as u32
    };
    (0..points.rows()).map(label).collect()
}

impl<'a> Step<'a> {
    fn new(points: &'a Points, centers: &'a Points, pass: Pass, moved: Vec<f64>) -> Self {
        let k = centers.rows();
        let farthest = |skip: usize| (0..k).filter(|&c| c != skip).map(|c| moved[c]).fold(0.0, f64::max);
        let gap = |a: usize| {
            let others = (0..k).filter(|&c| c != a);
            let nearest = others.map(|c| squared_distance(centers.row(a), centers.row(c)));
            nearest.fold(f64::INFINITY, f64::min).sqrt() / 2.0
        };
        let other_moved = (0..k).map(farthest).collect();
        let half_gap = (0..k).map(gap).collect();
        Step { points, centers, pass, moved, other_moved, half_gap }
    }

    /// Assigns the points of a chunk that starts at `from`.
    #[inline(always)]
    fn chunk(&self, from: usize, labels: &mut [u32], upper: &mut [f64], lower: &mut [f64]) -> Change {
        let k = self.centers.rows();
        let stride = self.points.stride();
        let mut change = Change { sums: Vec::new(), counts: vec![0; k], moved: 0 };
        for at in 0..labels.len() {
            let own = labels[at] as usize;
            let point = self.points.row(from + at);
            let mut best = (own, f64::INFINITY);
            if self.pass == Pass::Bounded {
                let mut u = upper[at] + self.moved[own];
                let l = (lower[at] - self.other_moved[own]).max(self.half_gap[own]);
                lower[at] -= self.other_moved[own];
                if u > l {
                    u = squared_distance(point, self.centers.row(own)).sqrt();
                }
                upper[at] = u;
                if u <= l {
                    continue;
                }
                best.1 = u * u;
            }
            if self.pass != Pass::First {
                // The present group keeps a point at equal distances.
                best.1 = squared_distance(point, self.centers.row(own));
            }
            let mut second = f64::INFINITY;
            for c in 0..k {
                if self.pass != Pass::First && c == own {
                    continue;
                }
                let d = squared_distance(point, self.centers.row(c));
                if d < best.1 {
                    second = best.1;
                    best = (c, d);
                } else if d < second {
                    second = d;
                }
            }
            upper[at] = best.1.sqrt();
            lower[at] = second.sqrt();
            if self.pass == Pass::First || best.0 != own {
                change.moved += 1;
                if change.sums.is_empty() {
                    change.sums.resize(k * stride, 0.0);
                }
                add(&mut change.sums[best.0 * stride..][..stride], point, 1.0);
                change.counts[best.0] += 1;
                if self.pass != Pass::First {
                    add(&mut change.sums[own * stride..][..stride], point, -1.0);
                    change.counts[own] -= 1;
                }
                labels[at] = best.0 as u32;
            }
        }
        change
    }

    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx2")]
    fn chunk_avx2(&self, from: usize, labels: &mut [u32], upper: &mut [f64], lower: &mut [f64]) -> Change {
        self.chunk(from, labels, upper, lower)
    }

    fn run(&self, from: usize, labels: &mut [u32], upper: &mut [f64], lower: &mut [f64]) -> Change {
        #[cfg(target_arch = "x86_64")]
        if std::arch::is_x86_feature_detected!("avx2") {
            // SAFETY: the processor has AVX2, the only feature `chunk_avx2` asks for.
            return unsafe { self.chunk_avx2(from, labels, upper, lower) };
        }
        self.chunk(from, labels, upper, lower)
    }
}

fn add(sum: &mut [f64], point: &[f64], factor: f64) {
    sum.iter_mut().zip(point).for_each(|(s, p)| *s += factor * p);
}

fn assign(step: &Step, state: &mut State, sums: &mut [f64], counts: &mut [i64], parallel: bool) -> usize {
    let changes: Vec<Change> = if parallel {
        let labels = state.labels.par_chunks_mut(CHUNK);
        let bounds = state.upper.par_chunks_mut(CHUNK).zip(state.lower.par_chunks_mut(CHUNK));
        let run = |(at, (l, (u, w)))| step.run(at * CHUNK, l, u, w);
        labels.zip(bounds).enumerate().map(run).collect()
    } else {
        let labels = state.labels.chunks_mut(CHUNK);
        let bounds = state.upper.chunks_mut(CHUNK).zip(state.lower.chunks_mut(CHUNK));
        let run = |(at, (l, (u, w)))| step.run(at * CHUNK, l, u, w);
        labels.zip(bounds).enumerate().map(run).collect()
    };
    let mut moved = 0;
    for change in changes {
        moved += change.moved;
        sums.iter_mut().zip(&change.sums).for_each(|(s, c)| *s += c);
        counts.iter_mut().zip(&change.counts).for_each(|(s, c)| *s += c);
    }
    moved
}

/// Gives an empty group the point farthest from its center (lowest index first).
fn refill(
    points: &Points,
    centers: &Points,
    state: &mut State,
    sums: &mut [f64],
    counts: &mut [i64],
    empty: usize,
) {
    let mut farthest = (0, -1.0);
    for i in 0..points.rows() {
        let own = state.labels[i] as usize;
        let d = squared_distance(points.row(i), centers.row(own));
        if counts[own] > 1 && d > farthest.1 {
            farthest = (i, d);
        }
    }
    let (i, own) = (farthest.0, state.labels[farthest.0] as usize);
    let stride = points.stride();
    add(&mut sums[own * stride..][..stride], points.row(i), -1.0);
    add(&mut sums[empty * stride..][..stride], points.row(i), 1.0);
    counts[own] -= 1;
    counts[empty] += 1;
    state.labels[i] = empty as u32;
    // Bounds that force a comparison in the next pass, of everyone with the new center.
    state.upper[i] = f64::INFINITY;
    state.lower.iter_mut().for_each(|l| *l = 0.0);
}

fn fresh_sums(points: &Points, labels: &[u32], sums: &mut [f64], parallel: bool) {
    let stride = points.stride();
    let size = sums.len();
    let partial = |(at, chunk): (usize, &[u32])| {
        let mut part = vec![0.0; size];
        for (i, &label) in chunk.iter().enumerate() {
            add(&mut part[label as usize * stride..][..stride], points.row(at * CHUNK + i), 1.0);
        }
        part
    };
    let parts: Vec<Vec<f64>> = if parallel {
        labels.par_chunks(CHUNK).enumerate().map(partial).collect()
    } else {
        labels.chunks(CHUNK).enumerate().map(partial).collect()
    };
    sums.fill(0.0);
    parts.iter().for_each(|part| add(sums, part, 1.0));
}

/// Moves the centers to the means of their points; how far each moved.
fn update(centers: &mut Points, sums: &[f64], counts: &[i64]) -> Vec<f64> {
    let stride = centers.stride();
    let mut moved = Vec::with_capacity(counts.len());
    for (c, &count) in counts.iter().enumerate() {
        let before = centers.row(c).to_vec();
        let row = centers.row_mut(c);
        row.iter_mut().zip(&sums[c * stride..][..stride]).for_each(|(x, s)| *x = s / count as f64);
        moved.push(squared_distance(&before, row).sqrt());
    }
    moved
}

fn within(points: &Points, centers: &Points, labels: &[u32], parallel: bool) -> f64 {
    let partial = |(at, chunk): (usize, &[u32])| {
        let d =
            |(i, &l): (usize, &u32)| squared_distance(points.row(at * CHUNK + i), centers.row(l as usize));
        chunk.iter().enumerate().map(d).sum::<f64>()
    };
    let parts: Vec<f64> = if parallel {
        labels.par_chunks(CHUNK).enumerate().map(partial).collect()
    } else {
        labels.chunks(CHUNK).enumerate().map(partial).collect()
    };
    parts.iter().sum()
}
