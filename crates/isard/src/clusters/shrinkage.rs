//! What the expected value of a cell may be, given what was observed: small
//! cells lean on how the industry is spread over regions.
//!
//! A cell has λθ establishments in expectation: λ what it would have if every
//! region had the same mix (product of margins), θ its own factor. ln θ is
//! normal over the regions of an industry that has it at all (mean and
//! deviation of the industry from the data, leaning a little on all
//! industries); the number seen is Poisson. Mean sizes of cells are inverse
//! gamma around the industry's, so that the estimate is the credibility mean
//! of Bühlmann (1967). The model is isard's own.

use super::sizes::{self, Sizes};
use super::slab::Slab;
use crate::inference::Random;
use rayon::prelude::*;

/// Cells by which the spread of one industry leans on that of all.
const LEAN: f64 = 4.0;
/// Rounds of estimation.
const ROUNDS: usize = 25;
/// Least deviation of ln θ.
const LEAST_SPREAD: f64 = 0.05;
/// Establishments at θ = 1 below which a zero is left a zero.
const LEAST_EXPECTED: f64 = 0.02;
/// Variance of mean sizes between cells over what is read off the data, which
/// is known from few cells only; in calibration it covers, whatever the spread
/// of sizes.
const READ_LOW: f64 = 1.5;
/// Points of a posterior.
const POINTS: usize = 81;

/// How factors are spread over the regions of an industry.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Prior {
    /// Mean of ln θ.
    pub mean: f64,
    /// Deviation of ln θ.
    pub spread: f64,
    /// Share of regions that do not have the industry at all.
    pub without: f64,
}

/// A cell as the model sees it: a number and what it would be at θ = 1, both
/// divided by the dispersion.
#[derive(Debug, Clone, Copy)]
struct Seen {
    number: f64,
    expected: f64,
    dispersion: f64,
}

/// The model of one slab.
#[derive(Debug, Clone)]
pub struct Shrinkage {
    sizes: Vec<Sizes>,
    priors: Vec<Prior>,
    /// Establishments of each cell, known or from its value; NaN without value.
    numbers: Vec<f64>,
    counted: Vec<bool>,
    rows: Vec<f64>,
    cols: Vec<f64>,
    total: f64,
}

impl Shrinkage {
    /// Fits the model to a slab of regions × industries.
    ///
    /// Complexity: O(cells) times rounds times points of quadrature.
    pub fn of(slab: &Slab, establishments: Option<&[f64]>, sizes: Vec<Sizes>) -> Shrinkage {
        let cols = slab.cols();
        let known = |at: usize| establishments.map(|n| n[at]).filter(|n| *n >= 1.0);
        let numbers = sizes::numbers(slab.cells(), establishments, &sizes);
        let counted = (0..numbers.len()).map(|at| known(at).is_some()).collect();
        let (rows, columns, total) = super::slab::totals(&numbers, slab.rows(), cols);
        let mut model = Shrinkage {
            priors: vec![Prior { mean: -0.32, spread: 0.8, without: 0.0 }; cols],
            sizes,
            numbers,
            counted,
            rows,
            cols: columns,
            total,
        };
        model.fit(0.64);
        // What industries have in common, by their number of cells with value.
        let weight =
            |i: usize| (0..model.rows.len()).filter(|r| model.numbers[r * cols + i] > 0.0).count() as f64;
        let (sum, weights) = (0..cols)
            .fold((0.0, 0.0), |(s, w), i| (s + weight(i) * model.priors[i].spread.powi(2), w + weight(i)));
        if weights > 0.0 {
            model.fit(sum / weights);
        }
        model
    }

    /// The spread of an industry over regions.
    pub fn prior(&self, industry: usize) -> Prior {
        self.priors[industry]
    }

    fn fit(&mut self, common: f64) {
        self.priors = (0..self.cols.len())
            .into_par_iter()
            .map(|i| {
                let seen: Vec<Seen> =
                    (0..self.rows.len()).filter_map(|r| self.seen(r * self.cols.len() + i)).collect();
                estimate(&seen, self.priors[i], common)
            })
            .collect();
    }

    fn seen(&self, at: usize) -> Option<Seen> {
        let (r, i) = (at / self.cols.len(), at % self.cols.len());
        let expected = self.rows[r] * self.cols[i] / self.total;
        let number = self.numbers[at];
        if number.is_nan() || expected.is_nan() || expected <= 0.0 {
            return None;
        }
        // A number read off a value has the scatter of sizes in it; none is none.
        let counted = self.counted[at] || number <= 0.0;
        let dispersion = if counted { 1.0 } else { 1.0 + self.sizes[i].within };
        Some(Seen { number: number / dispersion, expected: expected / dispersion, dispersion })
    }

    /// What may be the expectation of a cell with a value; `None` for a zero
    /// behind which there can be next to nothing.
    pub fn posterior(&self, at: usize, value: f64) -> Option<Posterior> {
        let seen = self.seen(at)?;
        let i = at % self.cols.len();
        let sizes = self.sizes[i];
        let mut absent = 0.0;
        if seen.number <= 0.0 {
            let (_, _, likelihood) = moments(&seen, self.priors[i]);
            absent = 1.0 - has(likelihood, self.priors[i].without);
            if (1.0 - absent) * seen.expected < LEAST_EXPECTED {
                return None;
            }
        }
        let (mode, deviation) = mode(&seen, self.priors[i]);
        // The left tail of ln θ is the longer one.
        let (from, to) = (mode - 7.0 * deviation, mode + 5.5 * deviation);
        let step = (to - from) / (POINTS - 1) as f64;
        let top = log_density(&seen, self.priors[i], mode);
        let mut below = [0.0; POINTS];
        let mut last = 0.0;
        for (g, slot) in below.iter_mut().enumerate() {
            let density = (log_density(&seen, self.priors[i], from + step * g as f64) - top).exp();
            if g > 0 {
                *slot = last + density;
            }
            last = if g > 0 { *slot + density } else { density };
        }
        // Trapezoids: each slot holds f₀ + 2f₁ + … + 2f₍g₋₁₎ + f_g.
        let size = if !self.counted[at] || seen.number <= 0.0 {
            Size::Fixed(sizes.mean)
        } else if sizes.within <= 0.0 {
            Size::Fixed(value / self.numbers[at])
        } else {
            let alpha = 2.0 + 1.0 / (READ_LOW * sizes.between);
            Size::InverseGamma {
                shape: alpha + self.numbers[at] / sizes.within,
                scale: (alpha - 1.0) * sizes.mean + value / sizes.within,
            }
        };
        Some(Posterior { from, step, below, scale: seen.expected * seen.dispersion, size, absent })
    }
}

/// Mean size of a cell's establishments.
#[derive(Debug, Clone, Copy)]
enum Size {
    Fixed(f64),
    InverseGamma { shape: f64, scale: f64 },
}

/// The distribution of a cell's expected value.
#[derive(Debug, Clone)]
pub struct Posterior {
    from: f64,
    step: f64,
    below: [f64; POINTS],
    scale: f64,
    size: Size,
    /// Probability that the region does not have the industry.
    absent: f64,
}

impl Posterior {
    /// One value from it.
    pub fn draw(&self, random: &mut Random) -> f64 {
        if self.absent > 0.0 && random.uniform() < self.absent {
            return 0.0;
        }
        let target = random.uniform() * self.below[POINTS - 1];
        let right = self.below.partition_point(|b| *b <= target).clamp(1, POINTS - 1);
        let (low, high) = (self.below[right - 1], self.below[right]);
        let part = if high > low { (target - low) / (high - low) } else { 0.5 };
        let x = self.from + self.step * (right as f64 - 1.0 + part);
        let size = match self.size {
            Size::Fixed(size) => size,
            Size::InverseGamma { shape, scale } => scale / random.gamma(shape),
        };
        self.scale * x.exp() * size
    }
}

/// ln of prior × likelihood at x = ln θ, up to a constant.
fn log_density(seen: &Seen, prior: Prior, x: f64) -> f64 {
    let z = (x - prior.mean) / prior.spread;
    seen.number * x - seen.expected * x.exp() - 0.5 * z * z
}

/// Where the density is greatest, and the deviation its curvature there gives.
/// It is concave in x, so that Newton's steps, kept short, arrive.
fn mode(seen: &Seen, prior: Prior) -> (f64, f64) {
    let tightness = 1.0 / (prior.spread * prior.spread);
    let start = if seen.number > 0.0 { (seen.number / seen.expected).ln() } else { prior.mean };
    let weight = seen.number / (seen.number + tightness);
    let mut x = weight * start + (1.0 - weight) * prior.mean;
    for _ in 0..50 {
        let rate = seen.expected * x.exp();
        let slope = seen.number - rate - (x - prior.mean) * tightness;
        let step = (slope / (rate + tightness)).clamp(-2.0, 2.0);
        x += step;
        if step.abs() < 1e-9 {
            break;
        }
    }
    (x, 1.0 / (seen.expected * x.exp() + tightness).sqrt())
}

/// Mean and mean square of ln θ − `prior.mean` of a cell and its likelihood
/// relative to θ^number's constant.
fn moments(seen: &Seen, prior: Prior) -> (f64, f64, f64) {
    let (mode, deviation) = mode(seen, prior);
    let top = log_density(seen, prior, mode);
    let (mut mass, mut first, mut second) = (0.0, 0.0, 0.0);
    // Numbers that say much leave a normal shape that few points describe.
    let (half, step) = if seen.number > 50.0 { (6, 0.7) } else { (14, 0.45) };
    for g in -half..=half {
        let x = mode + deviation * step * f64::from(g);
        let density = (log_density(seen, prior, x) - top).exp();
        mass += density;
        first += density * (x - prior.mean);
        second += density * (x - prior.mean).powi(2);
    }
    let root = (2.0 * std::f64::consts::PI).sqrt();
    let likelihood = mass * step * deviation * top.exp() / (prior.spread * root);
    (first / mass, second / mass, likelihood)
}

/// Probability that a region where none is seen has the industry.
fn has(likelihood: f64, without: f64) -> f64 {
    let has = (1.0 - without) * likelihood;
    if has > 0.0 { has / (has + without) } else { 0.0 }
}

/// Expectation–maximisation of an industry's prior; a share of zero cells
/// belongs to regions that do not have the industry at all.
fn estimate(seen: &[Seen], start: Prior, common: f64) -> Prior {
    let mut prior = start;
    let zeros = seen.iter().filter(|s| s.number <= 0.0).count() as f64;
    prior.without = 0.5 * zeros / seen.len().max(1) as f64;
    for _ in 0..ROUNDS {
        let (mut cells, mut first, mut second, mut absent) = (0.0, 0.0, 0.0, 0.0);
        for s in seen {
            let (a, b, likelihood) = moments(s, prior);
            let weight = if s.number > 0.0 { 1.0 } else { has(likelihood, prior.without) };
            cells += weight;
            first += weight * a;
            second += weight * b;
            absent += 1.0 - weight;
        }
        // One more cell where the mean of θ is 1, which the margins make it.
        let to_one = -0.5 * prior.spread.powi(2) - prior.mean;
        let shift = (first + to_one) / (cells + 1.0);
        let about = second - 2.0 * shift * first + cells * shift * shift;
        let variance = (about.max(0.0) + LEAN * common) / (cells + LEAN);
        let next = Prior {
            mean: prior.mean + shift,
            spread: variance.sqrt().max(LEAST_SPREAD),
            without: absent / seen.len().max(1) as f64,
        };
        let moved = (next.mean - prior.mean).abs() + (next.spread - prior.spread).abs();
        prior = next;
        if moved < 1e-4 {
            break;
        }
    }
    prior
}
