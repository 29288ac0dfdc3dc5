//! Baum–Welch estimation and forward–backward smoothing.

use super::model::{Constraints, Emission, Model, STAGES, constant};
use super::series::Series;
use crate::inference::Random;
use rayon::prelude::*;

/// Series are summed in blocks of this many, so that sums do not depend on the
/// number of threads.
const BLOCK: usize = 64;

/// Series that estimation looks at, spread evenly over all; smoothing is for all.
const ESTIMATED: usize = 20_000;

/// Weight of the overall scale in the scale of a stage, in observations.
const PRIOR: f64 = 10.0;

/// How the model is estimated.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Search {
    /// Number of starts.
    pub starts: usize,
    /// Largest number of iterations of a start.
    pub iterations: usize,
    /// Seed of the starts after the first.
    pub seed: u64,
}

/// An estimated model.
#[derive(Debug, Clone, PartialEq)]
pub struct Estimate {
    /// The model.
    pub model: Model,
    /// Log likelihood of the series looked at.
    pub log_likelihood: f64,
    /// Iterations of the best start.
    pub iterations: usize,
    /// Whether it came to rest.
    pub converged: bool,
    /// Series looked at.
    pub series: usize,
}

/// Expected counts and moments.
#[derive(Clone)]
struct Expected {
    log_likelihood: f64,
    start: [f64; STAGES],
    moves: [[f64; STAGES]; STAGES],
    growth: Moments,
    level: Moments,
}

/// Σγ, Σγw, Σγwx and Σγwx² by stage.
#[derive(Clone, Copy, Default)]
struct Moments {
    count: [f64; STAGES],
    weight: [f64; STAGES],
    sum: [f64; STAGES],
    square: [f64; STAGES],
}

impl Moments {
    fn observe(&mut self, emission: &Emission, x: f64, share: &[f64; STAGES]) {
        if x.is_nan() {
            return;
        }
        for s in 0..STAGES {
            let w = share[s] * emission.weight(x, s);
            self.count[s] += share[s];
            self.weight[s] += w;
            self.sum[s] += w * x;
            self.square[s] += w * x * x;
        }
    }

    fn add(&mut self, other: &Moments) {
        for s in 0..STAGES {
            self.count[s] += other.count[s];
            self.weight[s] += other.weight[s];
            self.sum[s] += other.sum[s];
            self.square[s] += other.square[s];
        }
    }

    /// New means under an order, then scales about them.
    fn maximize(
        &self,
        emission: &mut Emission,
        overall: f64,
        order: impl Fn(&mut [f64; STAGES], &[f64; STAGES]),
    ) {
        let mut mean = emission.mean;
        let mut weight = [0.0; STAGES];
        for s in 0..STAGES {
            if self.weight[s] > 1e-9 {
                mean[s] = self.sum[s] / self.weight[s];
            }
            weight[s] = self.weight[s] / emission.scale[s];
        }
        order(&mut mean, &weight);
        for s in 0..STAGES {
            let m = mean[s];
            let squares = self.square[s] - 2.0 * m * self.sum[s] + m * m * self.weight[s];
            emission.scale[s] = (squares.max(0.0) + PRIOR * overall) / (self.count[s] + PRIOR);
        }
        emission.mean = mean;
    }
}

/// Scaled forward and backward probabilities of one series.
#[derive(Default)]
struct Lattice {
    emission: Vec<[f64; STAGES]>,
    forward: Vec<[f64; STAGES]>,
    backward: Vec<[f64; STAGES]>,
}

/// The years at which specialisation speaks: the first known, and the first
/// after growth was unknown. Later levels are the first plus the growth since,
/// which has spoken already.
fn speaks(series: &Series, t: usize) -> bool {
    !series.level[t].is_nan() && series.growth[t].is_nan()
}

impl Lattice {
    /// Fills the lattice; returns the log likelihood.
    fn fill(&mut self, model: &Model, series: &Series) -> f64 {
        let n = series.growth.len();
        self.emission.clear();
        self.forward.clear();
        let mut likelihood = 0.0;
        let normal = constant();
        for t in 0..n {
            let mut e = [0.0; STAGES];
            model.growth.add_log_density(series.growth[t], &mut e);
            likelihood += if series.growth[t].is_nan() { 0.0 } else { normal };
            if speaks(series, t) {
                model.level.add_log_density(series.level[t], &mut e);
                likelihood += normal;
            }
            let top = e.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            e = e.map(|v| (v - top).exp());
            let mut f = match self.forward.last() {
                None => model.start,
                Some(before) => {
                    let to = |s: usize| (0..STAGES).map(|b| before[b] * model.moves[b][s]).sum();
                    std::array::from_fn(to)
                }
            };
            (0..STAGES).for_each(|s| f[s] *= e[s]);
            let sum: f64 = f.iter().sum();
            // An impossible year is one that says nothing.
            let sum = if sum > 0.0 { sum } else { f64::MIN_POSITIVE };
            f = f.map(|v| v / sum);
            likelihood += top + sum.ln();
            // Scaled alike, so that forward × backward is the posterior up to a factor.
            self.emission.push(e.map(|v| v / sum));
            self.forward.push(f);
        }
        self.backward.clear();
        self.backward.resize(n, [1.0; STAGES]);
        for t in (0..n.saturating_sub(1)).rev() {
            let (next, e) = (self.backward[t + 1], self.emission[t + 1]);
            let from = |s: usize| (0..STAGES).map(|a| model.moves[s][a] * e[a] * next[a]).sum();
            self.backward[t] = std::array::from_fn(from);
        }
        likelihood
    }

    /// Probability of each stage in a year, given all years.
    fn posterior(&self, t: usize) -> [f64; STAGES] {
        let p: [f64; STAGES] = std::array::from_fn(|s| self.forward[t][s] * self.backward[t][s]);
        let sum: f64 = p.iter().sum();
        if sum > 0.0 { p.map(|v| v / sum) } else { self.forward[t] }
    }
}

/// Probabilities of the stages by series and year, given all years.
pub fn smooth(model: &Model, series: &[Series]) -> Vec<Vec<[f64; STAGES]>> {
    let one = |lattice: &mut Lattice, s: &Series| {
        lattice.fill(model, s);
        (0..s.growth.len()).map(|t| lattice.posterior(t)).collect()
    };
    series.par_iter().map_init(Lattice::default, one).collect()
}

fn expect(model: &Model, series: &[&Series]) -> Expected {
    let blank = || Expected {
        log_likelihood: 0.0,
        start: [0.0; STAGES],
        moves: [[0.0; STAGES]; STAGES],
        growth: Moments::default(),
        level: Moments::default(),
    };
    let block = |part: &[&Series]| {
        let mut sums = blank();
        let mut lattice = Lattice::default();
        for s in part {
            sums.log_likelihood += lattice.fill(model, s);
            for t in 0..s.growth.len() {
                let share = lattice.posterior(t);
                if t == 0 {
                    (0..STAGES).for_each(|k| sums.start[k] += share[k]);
                }
                sums.growth.observe(&model.growth, s.growth[t], &share);
                if speaks(s, t) {
                    sums.level.observe(&model.level, s.level[t], &share);
                }
                if t > 0 {
                    let joint = |b: usize, a: usize| {
                        lattice.forward[t - 1][b]
                            * model.moves[b][a]
                            * lattice.emission[t][a]
                            * lattice.backward[t][a]
                    };
                    for b in 0..STAGES {
                        (0..STAGES).for_each(|a| sums.moves[b][a] += joint(b, a));
                    }
                }
            }
        }
        sums
    };
    let parts: Vec<Expected> = series.par_chunks(BLOCK).map(block).collect();
    let mut all = blank();
    for p in parts {
        all.log_likelihood += p.log_likelihood;
        all.growth.add(&p.growth);
        all.level.add(&p.level);
        for b in 0..STAGES {
            all.start[b] += p.start[b];
            (0..STAGES).for_each(|a| all.moves[b][a] += p.moves[b][a]);
        }
    }
    all
}

fn maximize(model: &mut Model, e: &Expected, limits: Constraints, overall: (f64, f64)) {
    let total: f64 = e.start.iter().sum::<f64>() + STAGES as f64;
    model.start = e.start.map(|v| (v + 1.0) / total);
    let prior = limits.prior();
    for b in 0..STAGES {
        let row: [f64; STAGES] = std::array::from_fn(|a| e.moves[b][a] + prior[b][a]);
        let sum: f64 = row.iter().sum();
        model.moves[b] = row.map(|v| v / sum);
    }
    e.growth.maximize(&mut model.growth, overall.0, |m, w| limits.order_growth(m, w));
    e.level.maximize(&mut model.level, overall.1, |m, w| limits.order_level(m, w));
}

/// Estimates the model from several starts; the likeliest wins, the earlier of
/// equal ones. `None` where there is nothing to estimate from.
///
/// Complexity: O(starts × iterations × years × series), at most 20,000 series.
pub fn estimate(series: &[Series], limits: Constraints, search: Search) -> Option<Estimate> {
    let every = series.len().div_ceil(ESTIMATED).max(1);
    let used: Vec<&Series> = series.iter().step_by(every).collect();
    let sorted = |of: &dyn Fn(&Series) -> Vec<f64>| {
        let mut all: Vec<f64> = used.iter().flat_map(|s| of(s)).filter(|v| !v.is_nan()).collect();
        all.sort_by(f64::total_cmp);
        all
    };
    let growth = sorted(&|s| s.growth.clone());
    let level = sorted(&|s| (0..s.level.len()).filter(|t| speaks(s, *t)).map(|t| s.level[t]).collect());
    if growth.is_empty() {
        return None;
    }
    // Levels may be unknown throughout; they never speak then.
    let level = if level.is_empty() { vec![0.0] } else { level };
    let overall = (spread(&growth), spread(&level));
    let mut best: Option<Estimate> = None;
    for start in 0..search.starts.max(1) {
        let mut model = initial(&growth, &level, overall, limits, search.seed, start as u64);
        let mut last = f64::NEG_INFINITY;
        let mut found = None;
        for iteration in 1..=search.iterations.max(1) {
            let e = expect(&model, &used);
            let converged = (e.log_likelihood - last).abs() <= 1e-9 * e.log_likelihood.abs().max(1.0);
            last = e.log_likelihood;
            found = Some((iteration, converged));
            if converged {
                break;
            }
            maximize(&mut model, &e, limits, overall);
        }
        let better = best.as_ref().is_none_or(|b| last > b.log_likelihood);
        if let (true, Some((iterations, converged))) = (better, found) {
            best = Some(Estimate { model, log_likelihood: last, iterations, converged, series: used.len() });
        }
    }
    best
}

/// Squared scale of sorted values from the middle half, a floor under it.
fn spread(sorted: &[f64]) -> f64 {
    let scale = (quantile(sorted, 0.75) - quantile(sorted, 0.25)) / 1.349;
    scale.max(1e-3).powi(2)
}

fn quantile(sorted: &[f64], p: f64) -> f64 {
    let at = p * (sorted.len() - 1) as f64;
    let (low, part) = (at as usize, at.fract());
    let high = (low + 1).min(sorted.len() - 1);
    sorted[low] + part * (sorted[high] - sorted[low])
}

/// The first start takes tenths; the others draw how far out growth and decline lie.
fn initial(
    growth: &[f64],
    level: &[f64],
    overall: (f64, f64),
    limits: Constraints,
    seed: u64,
    start: u64,
) -> Model {
    let mut random = Random::new(seed, start, 0);
    let mut tail = || if start == 0 { 0.1 } else { 0.01 + 0.24 * random.uniform() };
    let (up, down, low, high) = (tail(), tail(), tail(), tail());
    let middle = quantile(growth, 0.5);
    let mut mean = [middle, quantile(growth, 1.0 - up), middle, quantile(growth, down)];
    limits.order_growth(&mut mean, &[1.0; STAGES]);
    let center = quantile(level, 0.5);
    let levels = [quantile(level, 0.5 * low + 0.2), center, quantile(level, 1.0 - high), center];
    let moves = limits.prior().map(|row| {
        let sum: f64 = row.iter().sum();
        row.map(|v| v / sum)
    });
    Model {
        start: [1.0 / STAGES as f64; STAGES],
        moves,
        growth: Emission { mean, scale: [overall.0; STAGES] },
        level: Emission { mean: levels, scale: [overall.1; STAGES] },
    }
}
