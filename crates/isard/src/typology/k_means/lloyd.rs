//! Lloyd's iteration, run until no point is nearer to another center.
//!
//! Labels are found by a [`Screen`] in single precision and are those of
//! double precision. A block of points whose centers are nearer than any other
//! by more than the centers have moved since is passed over (the idea of
//! Hamerly's bounds, kept for blocks). Sums are updated only by the points that move; at the end
//! they are made afresh and every point is looked at once more, so rounding in
//! the sums cannot leave a point in the wrong group. Several starts go over
//! the points together, chunk by chunk, so that the points are read from
//! memory once a pass and not once a start.

use super::screen::Screen;
use crate::linalg::{Blocks, Points, SIDE, squared_distance};
use rayon::prelude::*;

/// Points a chunk: partial sums are added in the order of chunks, so results
/// do not depend on who computed which.
pub(super) const CHUNK: usize = 128 * SIDE;

/// Points in both precisions.
pub(super) struct Cloud {
    pub(super) points: Points,
    blocks: Blocks,
}

impl Cloud {
    pub(super) fn new(points: Points) -> Cloud {
        let blocks = Blocks::new(&points);
        Cloud { points, blocks }
    }
}

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

/// A start under way.
struct Run {
    labels: Vec<u32>,
    /// For each block: how much nearer its points are to their centers than to any other, at least.
    slack: Vec<f32>,
    centers: Points,
    /// How much the slack shrinks by the last move of the centers, at most.
    drift: f32,
    sums: Vec<f64>,
    counts: Vec<i64>,
    moved: usize,
    iterations: usize,
    /// Whether the sums were made afresh since a point last moved.
    fresh: bool,
    done: bool,
    converged: bool,
}

/// Change of the sums caused by one chunk.
struct Change {
    sums: Vec<f64>,
    counts: Vec<i64>,
    moved: usize,
}

/// Runs Lloyd's iteration from each of several sets of centers.
///
/// A single start may be spread over the threads (`parallel`); the result is
/// the same bits.
pub(super) fn converge(
    cloud: &Cloud,
    starts: Vec<Points>,
    max_iterations: usize,
    parallel: bool,
) -> Vec<Converged> {
    let mut runs: Vec<Run> = starts.into_iter().map(|s| Run::new(cloud.points.rows(), s)).collect();
    while runs.iter().any(|r| !r.done) {
        let mut active: Vec<&mut Run> = runs.iter_mut().filter(|r| !r.done).collect();
        match &mut active[..] {
            [only] if parallel => only.pass_in_parallel(cloud),
            active => pass(cloud, active),
        }
        active.into_iter().for_each(|run| run.step(&cloud.points, max_iterations, parallel));
    }
    runs.into_iter().map(|r| r.finish(cloud, parallel)).collect()
}

/// Label of the nearest center of each point; ties go to the lower center.
pub fn nearest(points: &Points, centers: &Points) -> Vec<u32> {
    (0..points.rows()).map(|i| nearest_exactly(points.row(i), centers, 0)).collect()
}

/// The nearest center in double precision; at equal distance `own` is kept,
/// else the lower center.
fn nearest_exactly(point: &[f64], centers: &Points, own: usize) -> u32 {
    let mut best = (own, squared_distance(point, centers.row(own)));
    for c in (0..centers.rows()).filter(|&c| c != own) {
        let d = squared_distance(point, centers.row(c));
        if d < best.1 {
            best = (c, d);
        }
    }
    best.0 as u32
}

/// One pass of several starts, chunk by chunk.
fn pass(cloud: &Cloud, runs: &mut [&mut Run]) {
    let steps: Vec<Step> = runs.iter().map(|r| r.stepper(cloud)).collect();
    let centers: Vec<Points> = runs.iter().map(|r| r.centers.clone()).collect();
    for from in (0..cloud.points.rows()).step_by(CHUNK) {
        for ((run, step), centers) in runs.iter_mut().zip(&steps).zip(&centers) {
            let to = run.labels.len().min(from + CHUNK);
            let slack = &mut run.slack[from / SIDE..to.div_ceil(SIDE)];
            let change = step.run(centers, from, &mut run.labels[from..to], slack);
            run.add(&change);
        }
    }
}

impl Run {
    fn new(n: usize, centers: Points) -> Run {
        let k = centers.rows();
        Run {
            labels: vec![0; n],
            slack: vec![0.0; n.div_ceil(SIDE)],
            drift: 0.0,
            sums: vec![0.0; k * centers.stride()],
            counts: vec![0; k],
            centers,
            moved: 0,
            iterations: 0,
            fresh: false,
            done: false,
            converged: false,
        }
    }

    fn stepper<'a>(&self, cloud: &'a Cloud) -> Step<'a> {
        let screen = Screen::new(&cloud.blocks, &self.centers);
        Step { cloud, screen, drift: self.drift, first: self.iterations == 0 }
    }

    fn pass_in_parallel(&mut self, cloud: &Cloud) {
        let step = self.stepper(cloud);
        let centers = &self.centers;
        let chunks = self.labels.par_chunks_mut(CHUNK).zip(self.slack.par_chunks_mut(CHUNK / SIDE));
        let run = |(at, (labels, slack)): (usize, (&mut [u32], &mut [f32]))| {
            step.run(centers, at * CHUNK, labels, slack)
        };
        let changes: Vec<Change> = chunks.enumerate().map(run).collect();
        changes.iter().for_each(|c| self.add(c));
    }

    fn add(&mut self, change: &Change) {
        self.moved += change.moved;
        self.sums.iter_mut().zip(&change.sums).for_each(|(s, c)| *s += c);
        self.counts.iter_mut().zip(&change.counts).for_each(|(s, c)| *s += c);
    }

    /// Moves the centers after a pass, or ends.
    fn step(&mut self, points: &Points, max_iterations: usize, parallel: bool) {
        self.iterations += 1;
        let moved = std::mem::take(&mut self.moved);
        if moved == 0 && self.fresh {
            (self.done, self.converged) = (true, true);
            return;
        }
        self.fresh = false;
        let mut refilled = false;
        while let Some(empty) = self.counts.iter().position(|&c| c == 0) {
            self.refill(points, empty);
            refilled = true;
        }
        if moved == 0 && !refilled {
            // Nothing moves any more: look once more with fresh sums.
            self.fresh_sums(points, parallel);
            self.fresh = true;
        }
        if refilled {
            self.slack.fill(0.0);
        }
        self.move_centers();
        self.done = self.iterations == max_iterations;
    }

    /// Moves the centers to the means of their points.
    fn move_centers(&mut self) {
        let stride = self.centers.stride();
        // The two longest moves: a point's own center may go away and another one come.
        let mut longest = [0.0f64; 2];
        for (c, &count) in self.counts.iter().enumerate() {
            let before = self.centers.row(c).to_vec();
            let sum = &self.sums[c * stride..][..stride];
            self.centers.row_mut(c).iter_mut().zip(sum).for_each(|(x, s)| *x = s / count as f64);
            let far = squared_distance(&before, self.centers.row(c)).sqrt();
            if far > longest[0] {
                longest = [far, longest[0]];
            } else {
                longest[1] = longest[1].max(far);
            }
        }
        self.drift = ((longest[0] + longest[1]) * (1.0 + 1e-6)) as f32;
    }

    /// Gives an empty group the point farthest from its center (lowest index first).
    fn refill(&mut self, points: &Points, empty: usize) {
        let mut farthest = (0, -1.0);
        for i in 0..points.rows() {
            let own = self.labels[i] as usize;
            let d = squared_distance(points.row(i), self.centers.row(own));
            if self.counts[own] > 1 && d > farthest.1 {
                farthest = (i, d);
            }
        }
        let (i, own) = (farthest.0, self.labels[farthest.0] as usize);
        let stride = points.stride();
        add(&mut self.sums[own * stride..][..stride], points.row(i), -1.0);
        add(&mut self.sums[empty * stride..][..stride], points.row(i), 1.0);
        self.counts[own] -= 1;
        self.counts[empty] += 1;
        self.labels[i] = empty as u32;
    }

    fn fresh_sums(&mut self, points: &Points, parallel: bool) {
        let (size, stride) = (self.sums.len(), points.stride());
        let parts = by_chunk(&self.labels, parallel, |from, labels| {
            let mut part = vec![0.0; size];
            for (i, &label) in labels.iter().enumerate() {
                add(&mut part[label as usize * stride..][..stride], points.row(from + i), 1.0);
            }
            part
        });
        self.sums.fill(0.0);
        parts.iter().for_each(|part| add(&mut self.sums, part, 1.0));
    }

    fn finish(self, cloud: &Cloud, parallel: bool) -> Converged {
        let parts = by_chunk(&self.labels, parallel, |from, labels| {
            let d = |(i, &l): (usize, &u32)| {
                squared_distance(cloud.points.row(from + i), self.centers.row(l as usize))
            };
            labels.iter().enumerate().map(d).sum::<f64>()
        });
        Converged {
            total_within_ss: parts.iter().sum(),
            labels: self.labels,
            centers: self.centers,
            iterations: self.iterations,
            converged: self.converged,
        }
    }
}

/// One value for each chunk of labels, in order.
fn by_chunk<T: Send>(labels: &[u32], parallel: bool, of: impl Fn(usize, &[u32]) -> T + Sync) -> Vec<T> {
    let of = |(at, chunk)| of(at * CHUNK, chunk);
    if parallel {
        labels.par_chunks(CHUNK).enumerate().map(of).collect()
    } else {
        labels.chunks(CHUNK).enumerate().map(of).collect()
    }
}

/// What a pass needs to know.
struct Step<'a> {
    cloud: &'a Cloud,
    screen: Screen,
    drift: f32,
    /// Whether the points have no labels yet.
    first: bool,
}

impl Step<'_> {
    /// Labels the points of a chunk that starts at `from`.
    #[inline(always)]
    fn chunk<const FMA: bool>(
        &self,
        centers: &Points,
        from: usize,
        labels: &mut [u32],
        slack: &mut [f32],
    ) -> Change {
        let blocks = &self.cloud.blocks;
        let mut change = Change { sums: Vec::new(), counts: vec![0; centers.rows()], moved: 0 };
        for (at, (labels, slack)) in labels.chunks_mut(SIDE).zip(slack).enumerate() {
            *slack = (*slack - self.drift).next_down();
            if *slack > 0.0 {
                continue;
            }
            let b = from / SIDE + at;
            let look = self.screen.look::<FMA>(blocks.block(b), blocks.norms(b));
            *slack = look.gap[..labels.len()].iter().copied().fold(f32::INFINITY, f32::min);
            if !self.first {
                let odd = |(lane, &own): (usize, &u32)| (look.label[lane] ^ own) | !look.sure[lane];
                if labels.iter().enumerate().fold(0, |all, lane| all | odd(lane)) == 0 {
                    continue;
                }
            }
            for (lane, own) in labels.iter_mut().enumerate() {
                let point = self.cloud.points.row(b * SIDE + lane);
                let label = match look.sure[lane] {
                    // Without a label yet, the lowest center wins a tie.
                    0 => nearest_exactly(point, centers, *own as usize),
                    _ => look.label[lane],
                };
                if self.first || label != *own {
                    change.shift(point, (!self.first).then_some(*own), label, centers.rows());
                    *own = label;
                }
            }
        }
        change
    }

    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx2,fma")]
    fn chunk_avx2(&self, centers: &Points, from: usize, labels: &mut [u32], slack: &mut [f32]) -> Change {
        self.chunk::<true>(centers, from, labels, slack)
    }

    fn run(&self, centers: &Points, from: usize, labels: &mut [u32], slack: &mut [f32]) -> Change {
        #[cfg(target_arch = "x86_64")]
        if std::arch::is_x86_feature_detected!("avx2") && std::arch::is_x86_feature_detected!("fma") {
            // SAFETY: the processor has AVX2 and FMA, the features `chunk_avx2` asks for.
            return unsafe { self.chunk_avx2(centers, from, labels, slack) };
        }
        self.chunk::<false>(centers, from, labels, slack)
    }
}

impl Change {
    /// A point goes from one group to another.
    #[inline(always)]
    fn shift(&mut self, point: &[f64], from: Option<u32>, to: u32, k: usize) {
        let stride = point.len();
        self.sums.resize(k * stride, 0.0);
        self.moved += 1;
        add(&mut self.sums[to as usize * stride..][..stride], point, 1.0);
        self.counts[to as usize] += 1;
        if let Some(from) = from {
            add(&mut self.sums[from as usize * stride..][..stride], point, -1.0);
            self.counts[from as usize] -= 1;
        }
    }
}

#[inline(always)]
fn add(sum: &mut [f64], point: &[f64], factor: f64) {
    sum.iter_mut().zip(point).for_each(|(s, p)| *s += factor * p);
}
