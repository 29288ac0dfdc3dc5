//! Baum–Welch estimation and forward–backward smoothing.

use super::lattice::{LANES, LaneMoments, LaneSums, Lattice, Packed, Prepared, packs, speaks};
use super::model::{Constraints, Emission, Model, STAGES, constant};
use super::series::Series;
use crate::inference::Random;
use rayon::prelude::*;

/// Packs of series are summed in blocks of this many, so that sums do not
/// depend on the number of threads.
const BLOCK: usize = 8;

/// Series that estimation looks at, spread evenly over all; smoothing is for all.
const ESTIMATED: usize = 20_000;

/// Iterations of every start, after which the likeliest go on.
const FIRST: usize = 25;

/// Starts that go on until they rest.
const KEPT: usize = 2;

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
    /// Adds the lanes that hold a series.
    fn gather(&mut self, lanes: &LaneMoments, series: usize) {
        for s in 0..STAGES {
            for l in 0..series.min(LANES) {
                self.count[s] += lanes.count[s][l];
                self.weight[s] += lanes.weight[s][l];
                self.sum[s] += lanes.sum[s][l];
                self.square[s] += lanes.square[s][l];
            }
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

/// Probabilities of the stages by series and year, given all years.
pub fn smooth(model: &Model, series: &[Series]) -> Vec<Vec<[f64; STAGES]>> {
    let model = Prepared::new(model);
    let all: Vec<&Series> = series.iter().collect();
    let one = |lattice: &mut Lattice, run: &[&Series]| {
        packs(run).iter().flat_map(|p| lattice.smooth(&model, p)).collect::<Vec<_>>()
    };
    let parts: Vec<_> = all.par_chunks(BLOCK * LANES).map_init(Lattice::default, one).collect();
    parts.into_iter().flatten().collect()
}

fn expect(model: &Model, packs: &[Packed]) -> Expected {
    let blank = || Expected {
        log_likelihood: 0.0,
        start: [0.0; STAGES],
        moves: [[0.0; STAGES]; STAGES],
        growth: Moments::default(),
        level: Moments::default(),
    };
    let prepared = Prepared::new(model);
    let normal = constant();
    let block = |lattice: &mut Lattice, part: &[Packed]| {
        let mut sums = blank();
        for p in part {
            sums.gather(&lattice.expect(&prepared, p), p, normal);
        }
        sums
    };
    let parts: Vec<Expected> = packs.par_chunks(BLOCK).map_init(Lattice::default, block).collect();
    let mut all = blank();
    for p in parts {
        all.log_likelihood += p.log_likelihood;
        all.growth.add(&p.growth);
        all.level.add(&p.level);
        for b in 0..STAGES {
            all.start[b] += p.start[b];
            (0..STAGES).for_each(|a| all.moves[b][a] += p.moves[b][a] * model.moves[b][a]);
        }
    }
    all
}

impl Expected {
    /// Adds the lanes of a pack that hold a series.
    fn gather(&mut self, lanes: &LaneSums, pack: &Packed, normal: f64) {
        self.log_likelihood += pack.values as f64 * normal;
        self.growth.gather(&lanes.growth, pack.series);
        self.level.gather(&lanes.level, pack.series);
        for l in 0..pack.series {
            self.log_likelihood += lanes.log_likelihood[l];
            for b in 0..STAGES {
                self.start[b] += lanes.start[b][l];
                (0..STAGES).for_each(|a| self.moves[b][a] += lanes.moves[b][a][l]);
            }
        }
    }
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

/// Estimates the model from several starts. After some iterations the two
/// likeliest go on; the likelier wins, the earlier of equal ones. `None` where there is nothing to estimate from.
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
    let packs = packs(&used);
    let first = search.iterations.clamp(1, FIRST);
    let mut runs: Vec<Run> = (0..search.starts.max(1) as u64)
        .map(|start| Run::new(initial(&growth, &level, overall, limits, search.seed, start)))
        .collect();
    for run in &mut runs {
        run.improve(&packs, limits, overall, first);
    }
    // Sorting is stable: the earlier of equal ones goes first.
    runs.sort_by(|a, b| b.log_likelihood.total_cmp(&a.log_likelihood));
    runs.truncate(KEPT);
    for run in &mut runs {
        run.improve(&packs, limits, overall, search.iterations.max(1));
    }
    let best = runs.into_iter().reduce(|a, b| if b.log_likelihood > a.log_likelihood { b } else { a })?;
    Some(Estimate {
        model: best.model,
        log_likelihood: best.log_likelihood,
        iterations: best.iterations,
        converged: best.converged,
        series: used.len(),
    })
}

/// The iterations from one start.
struct Run {
    model: Model,
    log_likelihood: f64,
    iterations: usize,
    converged: bool,
}

impl Run {
    fn new(model: Model) -> Run {
        Run { model, log_likelihood: f64::NEG_INFINITY, iterations: 0, converged: false }
    }

    /// Iterates until it rests or has done so many iterations in all.
    fn improve(&mut self, packs: &[Packed], limits: Constraints, overall: (f64, f64), most: usize) {
        while !self.converged && self.iterations < most {
            let e = expect(&self.model, packs);
            let change = (e.log_likelihood - self.log_likelihood).abs();
            self.converged = change <= 1e-9 * e.log_likelihood.abs().max(1.0);
            self.log_likelihood = e.log_likelihood;
            self.iterations += 1;
            if !self.converged {
                maximize(&mut self.model, &e, limits, overall);
            }
        }
    }
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
