//! How large eigenvalues become by chance (Horn 1965).

use super::pca::{Basis, eigenvalues};
use crate::inference::Random;
use crate::linalg::{Matrix, mean, quantile, standard_deviation};
use crate::registry::{MethodError, OptionSpec, Options};
use rayon::prelude::*;

/// Separates the draws of this file from others under the same seed.
const STREAM: u64 = 0x686f_726e_0000;

/// Where chance data come from and what of them is compared.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ParallelOptions {
    /// Random data sets.
    pub draws: usize,
    /// Quantile of the random eigenvalues; their mean when `None`, as Horn had it.
    pub quantile: Option<f64>,
    /// Shuffles each column in place of drawing normal numbers.
    pub shuffled: bool,
    /// Seed.
    pub seed: u64,
}

impl Default for ParallelOptions {
    fn default() -> Self {
        ParallelOptions { draws: 200, quantile: Some(0.95), shuffled: false, seed: 1 }
    }
}

/// Options of the parallel analysis.
pub(super) const PARALLEL: [OptionSpec; 4] = [
    OptionSpec::integer("draws", 1, 1_000_000, "200", "Random data sets of the parallel analysis."),
    OptionSpec::real(
        "quantile",
        0.0,
        1.0,
        "0.95",
        "Quantile of random eigenvalues that an eigenvalue must exceed.",
    ),
    OptionSpec::choice(
        "against",
        &["quantile", "mean"],
        "quantile",
        "What of the random eigenvalues is compared: their `quantile`, or their mean as in Horn (1965).",
    ),
    OptionSpec::choice(
        "random",
        &["normal", "shuffled"],
        "normal",
        "Random data: normal numbers, or every indicator shuffled by itself, which keeps its distribution.",
    ),
];

/// The choices that checked options name.
pub(super) fn parallel_options(options: &Options) -> ParallelOptions {
    let quantile = options.real("quantile").filter(|_| options.text("against") == "quantile");
    ParallelOptions {
        draws: options.integer("draws") as usize,
        quantile,
        shuffled: options.text("random") == "shuffled",
        seed: options.integer("seed") as u64,
    }
}

/// Eigenvalues that unrelated columns of the same number, length and (for
/// covariances) spread have by chance, largest first.
///
/// # Errors
/// A column without spread.
///
/// # Complexity
/// O(draws · (n·d² + d³)) time, O(n·d) memory a thread.
pub fn parallel_analysis(
    data: &Matrix,
    basis: Basis,
    options: &ParallelOptions,
) -> Result<Vec<f64>, MethodError> {
    let (n, d) = (data.rows(), data.cols());
    let columns: Vec<Vec<f64>> = (0..d).map(|j| data.column(j).collect()).collect();
    let spreads: Vec<f64> = columns.iter().map(|c| standard_deviation(c, 0)).collect();
    let of_draw = |draw: usize| {
        let mut random = Random::new(options.seed, STREAM, draw as u64);
        let mut sample = Matrix::zeros(n, d);
        for j in 0..d {
            if options.shuffled {
                let mut column = columns[j].clone();
                random.shuffle(&mut column);
                column.into_iter().enumerate().for_each(|(i, v)| sample.set(i, j, v));
            } else {
                for i in (0..n).step_by(2) {
                    let (x, y) = normals(&mut random);
                    sample.set(i, j, spreads[j] * x);
                    if i + 1 < n {
                        sample.set(i + 1, j, spreads[j] * y);
                    }
                }
            }
        }
        eigenvalues(&sample, basis)
    };
    let found: Vec<Result<Vec<f64>, MethodError>> =
        (0..options.draws.max(1)).into_par_iter().map(of_draw).collect();
    let found: Vec<Vec<f64>> = found.into_iter().collect::<Result<_, _>>()?;
    let at = |j: usize| {
        let values: Vec<f64> = found.iter().map(|v| v[j]).collect();
        options.quantile.map_or_else(|| mean(&values), |q| quantile(&values, q))
    };
    Ok((0..d).map(at).collect())
}

/// Both normal numbers of a pair (Box & Muller 1958): here they are most of the work.
fn normals(random: &mut Random) -> (f64, f64) {
    let length = (-2.0 * (1.0 - random.uniform()).ln()).sqrt();
    let (sine, cosine) = (2.0 * std::f64::consts::PI * random.uniform()).sin_cos();
    (length * cosine, length * sine)
}

/// How many eigenvalues from the first on exceed what chance gives.
pub fn leading(eigenvalues: &[f64], chance: &[f64]) -> usize {
    eigenvalues.iter().zip(chance).take_while(|(e, c)| e > c).count()
}
