//! Fuzzy c-means over many starts.

use crate::inference::Random;
use crate::linalg::{Matrix, Metric, Points};
use crate::registry::MethodError;
use crate::typology::k_means::{check_k, k_means};
use rayon::prelude::*;

/// Rows a chunk: partial sums are added in the order of chunks, so results do
/// not depend on who computed which.
const CHUNK: usize = 2048;

/// Starts of the k-means whose centers begin the first start.
const STARTS_OF_FIRST: usize = 10;

/// Two objectives nearer than this (relative) are the same optimum.
const SAME_OPTIMUM: f64 = 1e-7;

/// Passes after which a start is given up.
const MAX_ITERATIONS: usize = 10_000;

/// Separates the draws of this file from others under the same seed.
const STREAM: u64 = 0x6675_7a7a_0000;

/// A fuzzy grouping.
#[derive(Debug, Clone, PartialEq)]
pub struct FuzzyFit {
    /// Membership of each row in each group, rows × groups; rows sum to 1.
    pub memberships: Matrix,
    /// Centers, groups × columns.
    pub centers: Matrix,
    /// J = Σ u^m d².
    pub objective: f64,
    /// J after each pass of the start that was kept.
    pub history: Vec<f64>,
    /// Whether no membership changed by more than the tolerance in the last pass.
    pub converged: bool,
    /// Starts that reached the best objective.
    pub starts_at_optimum: usize,
}

/// Choices of the method.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FuzzyOptions {
    /// Number of groups.
    pub c: usize,
    /// Exponent of the memberships, above 1.
    pub m: f64,
    /// Number of starts.
    pub starts: usize,
    /// Largest change of a membership at rest.
    pub tolerance: f64,
    /// Seed.
    pub seed: u64,
}

impl Default for FuzzyOptions {
    fn default() -> Self {
        FuzzyOptions { c: 3, m: 2.0, starts: 10, tolerance: 1e-9, seed: 1 }
    }
}

/// Groups the rows of `data` by degrees: the best of several starts, the first
/// from the centers of k-means, the others from random memberships.
///
/// # Errors
/// `c` is 0 or above the number of distinct rows; `m` is not above 1.
///
/// # Complexity
/// O(starts · passes · n·c·d) time, O(n·c) memory a start under way.
pub fn fuzzy_c_means(data: &Matrix, options: &FuzzyOptions) -> Result<FuzzyFit, MethodError> {
    check_k(data, options.c)?;
    if options.m.is_nan() || options.m <= 1.0 {
        return Err(MethodError::data_hint(
            format!("the exponent m = {} must be above 1", options.m),
            "m = 1 is k-means; 2 is usual",
        ));
    }
    let points = Points::new(data);
    let first = k_means(data, options.c, STARTS_OF_FIRST, options.seed)?.centers;
    let start = |s: usize| {
        let centers = if s == 0 { Points::new(&first) } else { random_centers(&points, options, s) };
        iterate(&points, centers, options)
    };
    let mut fits: Vec<FuzzyFit> = (0..options.starts.max(1)).into_par_iter().map(start).collect();
    let least = fits.iter().map(|f| f.objective).fold(f64::INFINITY, f64::min);
    let near = |f: &FuzzyFit| f.objective <= least * (1.0 + SAME_OPTIMUM);
    let at_optimum = fits.iter().filter(|f| near(f)).count();
    let best = fits.iter().position(near).unwrap_or(0);
    let mut fit = fits.swap_remove(best);
    fit.starts_at_optimum = at_optimum;
    Ok(fit)
}

/// Centers of memberships drawn at random.
fn random_centers(points: &Points, options: &FuzzyOptions, start: usize) -> Points {
    let mut random = Random::new(options.seed, STREAM, start as u64);
    let (n, c) = (points.rows(), options.c);
    let mut memberships = Matrix::zeros(n, c);
    for i in 0..n {
        let row = memberships.row_mut(i);
        row.iter_mut().for_each(|u| *u = random.uniform());
        let sum: f64 = row.iter().sum();
        row.iter_mut().for_each(|u| *u = if sum > 0.0 { *u / sum } else { 1.0 / c as f64 });
    }
    centers_of(points, &memberships, options.m)
}

fn iterate(points: &Points, start: Points, options: &FuzzyOptions) -> FuzzyFit {
    let (n, c) = (points.rows(), options.c);
    let mut centers = start;
    let mut memberships = Matrix::zeros(n, c);
    let mut history = Vec::new();
    let mut converged = false;
    while history.len() < MAX_ITERATIONS {
        let (change, objective) = assign(points, &centers, &mut memberships, options.m);
        history.push(objective);
        if history.len() > 1 && change <= options.tolerance {
            converged = true;
            break;
        }
        centers = centers_of(points, &memberships, options.m);
    }
    FuzzyFit {
        memberships,
        centers: centers.to_matrix(),
        objective: history.last().copied().unwrap_or(f64::NAN),
        history,
        converged,
        starts_at_optimum: 1,
    }
}

/// Memberships at given centers; the largest change, and J.
fn assign(points: &Points, centers: &Points, memberships: &mut Matrix, m: f64) -> (f64, f64) {
    let (n, c) = (points.rows(), centers.rows());
    let mut squares = vec![0.0; c * n];
    let queries: Vec<&[f64]> = (0..c).map(|g| centers.row(g)).collect();
    Metric::Euclidean.raw(points, &queries, &mut squares);
    let chunks = memberships.as_mut_slice().par_chunks_mut(CHUNK * c);
    let of_chunk = |(at, rows): (usize, &mut [f64])| {
        let (mut change, mut objective) = (0.0f64, 0.0);
        let (mut d, mut new) = (vec![0.0; c], vec![0.0; c]);
        for (r, row) in rows.chunks_mut(c).enumerate() {
            (0..c).for_each(|g| d[g] = squares[g * n + at * CHUNK + r]);
            degrees(&d, m, &mut new);
            for g in 0..c {
                change = change.max((row[g] - new[g]).abs());
                objective += power(new[g], m) * d[g];
            }
            row.copy_from_slice(&new);
        }
        (change, objective)
    };
    let parts: Vec<(f64, f64)> = chunks.enumerate().map(of_chunk).collect();
    parts.into_iter().fold((0.0, 0.0), |a, b| (a.0.max(b.0), a.1 + b.1))
}

/// Memberships of a row from its squared distances. On a center the row
/// belongs to it alone, in equal parts where several centers coincide.
fn degrees(squares: &[f64], m: f64, out: &mut [f64]) {
    let least = squares.iter().copied().fold(f64::INFINITY, f64::min);
    // Relative to the least distance, so that no power overflows.
    for (u, &d) in out.iter_mut().zip(squares) {
        *u = match least > 0.0 {
            true if m == 2.0 => least / d,
            true => (least / d).powf(1.0 / (m - 1.0)),
            false => f64::from(u8::from(d == 0.0)),
        };
    }
    let sum: f64 = out.iter().sum();
    out.iter_mut().for_each(|u| *u /= sum);
}

fn power(u: f64, m: f64) -> f64 {
    if m == 2.0 { u * u } else { u.powf(m) }
}

/// Means weighted by u^m.
fn centers_of(points: &Points, memberships: &Matrix, m: f64) -> Points {
    let (n, c, stride) = (points.rows(), memberships.cols(), points.stride());
    let partial = |at: usize| {
        let mut sums = vec![0.0; c * (stride + 1)];
        for i in at * CHUNK..n.min((at + 1) * CHUNK) {
            for (g, sum) in sums.chunks_mut(stride + 1).enumerate() {
                let w = power(memberships.get(i, g), m);
                sum[stride] += w;
                sum[..stride].iter_mut().zip(points.row(i)).for_each(|(s, x)| *s += w * x);
            }
        }
        sums
    };
    let parts: Vec<Vec<f64>> = (0..n.div_ceil(CHUNK)).into_par_iter().map(partial).collect();
    let mut sums = vec![0.0; c * (stride + 1)];
    parts.iter().for_each(|p| sums.iter_mut().zip(p).for_each(|(s, x)| *s += x));
    let mut centers = Points::zeros(c, points.cols());
    for (g, sum) in sums.chunks(stride + 1).enumerate() {
        centers.row_mut(g).iter_mut().zip(sum).for_each(|(x, s)| *x = s / sum[stride]);
    }
    centers
}

impl FuzzyFit {
    /// (1/n) Σ u²: 1 for a hard grouping, 1/c where every row is in all groups
    /// alike (Bezdek 1981).
    pub fn partition_coefficient(&self) -> f64 {
        self.memberships.as_slice().iter().map(|u| u * u).sum::<f64>() / self.memberships.rows() as f64
    }

    /// −(1/n) Σ u ln u.
    pub fn partition_entropy(&self) -> f64 {
        let part = |u: &f64| if *u > 0.0 { -u * u.ln() } else { 0.0 };
        self.memberships.as_slice().iter().map(part).sum::<f64>() / self.memberships.rows() as f64
    }

    /// Σ u² d² / (n · least squared distance of two centers) (Xie & Beni 1991);
    /// smaller is better. `None` with one group or coinciding centers.
    pub fn xie_beni(&self, data: &Matrix) -> Option<f64> {
        let squared = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(x, y)| (x - y) * (x - y)).sum::<f64>();
        let c = self.centers.rows();
        let mut least = f64::INFINITY;
        for a in 0..c {
            (0..a).for_each(|b| least = least.min(squared(self.centers.row(a), self.centers.row(b))));
        }
        let mut sum = 0.0;
        for i in 0..data.rows() {
            for g in 0..c {
                let u = self.memberships.get(i, g);
                sum += u * u * squared(data.row(i), self.centers.row(g));
            }
        }
        let value = sum / (data.rows() as f64 * least);
        (c > 1 && value.is_finite()).then_some(value)
    }
}
