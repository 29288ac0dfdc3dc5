//! Medoids of the rows of a matrix.

use super::build::build;
use super::swap::swap_until_settled;
use crate::linalg::{Matrix, Metric, Points};
use crate::registry::MethodError;
use crate::typology::k_means::check_k;

/// A pass over the pairs of more rows than this would take hours.
const MOST_ROWS: usize = 200_000;

/// How exchanges are chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Swap {
    /// The best of all exchanges, one a pass.
    #[default]
    Best,
    /// Every exchange that helps, at once.
    Eager,
}

impl Swap {
    /// Words of the option.
    pub const WORDS: &'static [&'static str] = &["best", "eager"];

    /// The rule of a word of [`Swap::WORDS`]; `best` for any other.
    pub fn from_word(word: &str) -> Self {
        match word {
            "eager" => Swap::Eager,
            _ => Swap::Best,
        }
    }

    /// The word.
    pub fn as_str(self) -> &'static str {
        match self {
            Swap::Best => "best",
            Swap::Eager => "eager",
        }
    }
}

/// A grouping around medoids.
#[derive(Debug, Clone, PartialEq)]
pub struct PamFit {
    /// Row of the medoid of each group, ascending.
    pub medoids: Vec<usize>,
    /// Group of each row, the position of its medoid.
    pub labels: Vec<usize>,
    /// Σ of the distances to the own medoid.
    pub total_deviation: f64,
    /// The same after the build, before any exchange.
    pub build_deviation: f64,
    /// Exchanges made.
    pub swaps: usize,
}

/// Rows, their distance and what is known of each with the present medoids.
pub(super) struct State<'a> {
    pub(super) points: &'a Points,
    pub(super) metric: Metric,
    pub(super) medoids: Vec<usize>,
    /// Position of the nearest medoid.
    pub(super) nearest: Vec<u32>,
    /// Distance to the nearest medoid and to the second nearest.
    pub(super) first: Vec<f64>,
    pub(super) second: Vec<f64>,
    /// Raw distance to the second nearest: most rows are passed over by it.
    pub(super) second_raw: Vec<f64>,
}

impl State<'_> {
    /// Compares every row with every medoid.
    pub(super) fn refresh(&mut self) {
        let n = self.points.rows();
        let mut raw = vec![0.0; n];
        let mut first_raw = vec![f64::INFINITY; n];
        self.second_raw.fill(f64::INFINITY);
        self.nearest.fill(0);
        for (at, &m) in self.medoids.iter().enumerate() {
            self.metric.raw(self.points, &[self.points.row(m)], &mut raw);
            for i in 0..n {
                let best = first_raw[i];
                // Of equal distances the lower row: medoids are not in order here.
                let lower = raw[i] == best && m < self.medoids[self.nearest[i] as usize];
                if raw[i] < best || lower {
                    self.second_raw[i] = best;
                    first_raw[i] = raw[i];
                    self.nearest[i] = at as u32;
                } else if raw[i] < self.second_raw[i] {
                    self.second_raw[i] = raw[i];
                }
            }
        }
        for i in 0..n {
            self.first[i] = self.metric.of_raw(first_raw[i]);
            self.second[i] = self.metric.of_raw(self.second_raw[i]);
        }
    }

    pub(super) fn total(&self) -> f64 {
        self.first.iter().sum()
    }
}

/// Groups the rows of `data` around `k` of them.
///
/// # Errors
/// `k` is 0 or above the number of distinct rows; more than 200,000 rows.
///
/// # Complexity
/// O(n²·d) time for each of the k medoids of the build and for each pass of
/// swaps; O(n·d) memory.
pub fn pam(data: &Matrix, k: usize, metric: Metric, swap: Swap) -> Result<PamFit, MethodError> {
    check_k(data, k)?;
    let n = data.rows();
    if n > MOST_ROWS {
        return Err(MethodError::data_hint(
            format!("{n} rows are too many for medoids, which compare every pair; at most {MOST_ROWS}"),
            "use k-means, which does not compare pairs",
        ));
    }
    let points = Points::new(data);
    let mut state = State {
        points: &points,
        metric,
        medoids: build(&points, metric, k),
        nearest: vec![0; n],
        first: vec![0.0; n],
        second: vec![0.0; n],
        second_raw: vec![0.0; n],
    };
    state.refresh();
    let build_deviation = state.total();
    // With one medoid the build has already tried every row.
    let swaps = if k == 1 { 0 } else { swap_until_settled(&mut state, swap) };
    let mut order: Vec<usize> = (0..k).collect();
    order.sort_by_key(|&g| state.medoids[g]);
    let mut name = vec![0; k];
    order.iter().enumerate().for_each(|(new, &old)| name[old] = new);
    Ok(PamFit {
        medoids: order.iter().map(|&g| state.medoids[g]).collect(),
        labels: state.nearest.iter().map(|&l| name[l as usize]).collect(),
        total_deviation: state.total(),
        build_deviation,
        swaps,
    })
}
