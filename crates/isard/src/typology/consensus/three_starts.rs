//! Three starts of k-means, and the grouping on which two or three agree: the
//! mode used in applied work on Ukrainian regions.

use crate::linalg::{Matrix, mean};
use crate::registry::MethodError;
use crate::typology::agreement::{adjusted_rand, match_groups};
use crate::typology::k_means::{KMeansFit, check_k, k_means, k_means_from};
use crate::typology::validity::group_sizes;

/// Where the three starts begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Begin {
    /// Three draws of k-means++.
    #[default]
    Random,
    /// Three rules without chance: the first k distinct rows; rows at even
    /// steps of the order of distances from the mean; rows that lie farthest
    /// from those before, from the farthest from the mean on.
    Rules,
}

/// What happens when no two starts agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Disagreement {
    /// No grouping is accepted.
    #[default]
    Refuse,
    /// The one of the least sum of squares is taken, and said not to be agreed.
    Best,
}

/// Three groupings and the one taken.
#[derive(Debug, Clone, PartialEq)]
pub struct ThreeStarts {
    /// Group of each row by first appearance.
    pub labels: Vec<usize>,
    /// Share of the three starts that put a row into its group: 1/3, 2/3 or 1.
    pub agreement: Vec<f64>,
    /// How many starts have exactly this grouping: 1 (none agree), 2 or 3.
    pub agreeing: usize,
    /// Sums of squares of the three.
    pub total_within_ss: [f64; 3],
    /// Adjusted Rand index of starts 1 and 2, 1 and 3, 2 and 3.
    pub adjusted_rand: [f64; 3],
}

/// Runs k-means from three starts.
///
/// # Errors
/// `k` is 0 or above the number of distinct rows; no two groupings are the
/// same, unless `disagreement` is to take the best.
pub fn three_starts(
    data: &Matrix,
    k: usize,
    begin: Begin,
    disagreement: Disagreement,
    seed: u64,
) -> Result<ThreeStarts, MethodError> {
    check_k(data, k)?;
    let fits: Vec<KMeansFit> = match begin {
        Begin::Random => {
            (0..3).map(|s| k_means(data, k, 1, seed.wrapping_add(s))).collect::<Result<_, _>>()?
        }
        Begin::Rules => [first_rows(data, k), even_steps(data, k), farthest(data, k)]
            .map(|rows| k_means_from(data, &data.take_rows(&rows)))
            .into(),
    };
    // Groups are in order of first appearance: equal groupings have equal labels.
    let same = |a: usize, b: usize| fits[a].labels == fits[b].labels;
    let agreeing = |s: usize| (0..3).filter(|&t| same(s, t)).count();
    let total_within_ss = [0, 1, 2].map(|s| fits[s].total_within_ss);
    let rand = [(0, 1), (0, 2), (1, 2)].map(|(a, b)| adjusted_rand(&fits[a].labels, &fits[b].labels));
    let mut taken = (0..3).fold(0, |b, s| if agreeing(s) > agreeing(b) { s } else { b });
    if agreeing(taken) == 1 {
        if disagreement == Disagreement::Refuse {
            let sums = total_within_ss.map(|w| format!("{w:.4}")).join(", ");
            let rand = rand.map(|r| format!("{r:.3}")).join(", ");
            return Err(MethodError::data_hint(
                format!(
                    "no two of three starts agree on a grouping into {k}: sums of squares {sums}; adjusted Rand indices {rand}"
                ),
                "the groups are not settled: try another k, take `k-means` with many starts, or set no-agreement=best",
            ));
        }
        taken = (0..3).fold(0, |b, s| if total_within_ss[s] < total_within_ss[b] { s } else { b });
    }
    let labels = fits[taken].labels.clone();
    let mut counts = vec![0usize; labels.len()];
    for fit in &fits {
        let matched = matching(&fit.labels, &labels, k);
        for (i, &l) in fit.labels.iter().enumerate() {
            counts[i] += usize::from(matched[l] == labels[i]);
        }
    }
    Ok(ThreeStarts {
        agreement: counts.into_iter().map(|c| c as f64 / 3.0).collect(),
        agreeing: agreeing(taken),
        labels,
        total_within_ss,
        adjusted_rand: rand,
    })
}

/// The group of `b` for each group of `a`, most rows in common in sum.
fn matching(a: &[usize], b: &[usize], k: usize) -> Vec<usize> {
    let mut costs = vec![vec![0.0; k]; k];
    a.iter().zip(b).for_each(|(&x, &y)| costs[x][y] -= 1.0);
    debug_assert!(group_sizes(a).len() <= k);
    match_groups(&costs)
}

fn squared(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(x, y)| (x - y) * (x - y)).sum()
}

/// The first `k` distinct rows.
fn first_rows(data: &Matrix, k: usize) -> Vec<usize> {
    distinct(data, (0..data.rows()).collect(), k)
}

/// Rows of `order` that equal none before, as many as `k`.
fn distinct(data: &Matrix, order: Vec<usize>, k: usize) -> Vec<usize> {
    let mut rows: Vec<usize> = Vec::with_capacity(k);
    for i in order {
        if rows.len() < k && rows.iter().all(|&r| data.row(r) != data.row(i)) {
            rows.push(i);
        }
    }
    rows
}

fn from_mean(data: &Matrix) -> Vec<f64> {
    let center: Vec<f64> = (0..data.cols()).map(|j| mean(&data.column(j).collect::<Vec<_>>())).collect();
    (0..data.rows()).map(|i| squared(data.row(i), &center)).collect()
}

/// Rows in the middle of k equal parts of the order of distances from the mean.
fn even_steps(data: &Matrix, k: usize) -> Vec<usize> {
    let distances = from_mean(data);
    let mut order: Vec<usize> = (0..data.rows()).collect();
    order.sort_by(|&a, &b| distances[a].total_cmp(&distances[b]).then(a.cmp(&b)));
    let n = order.len();
    let middles: Vec<usize> = (0..k).map(|s| order[(2 * s + 1) * n / (2 * k)]).collect();
    // Equal rows among them make room for the next distinct ones.
    let all = middles.iter().copied().chain(order).collect();
    distinct(data, all, k)
}

/// The row farthest from the mean, then each time the one farthest from those taken.
fn farthest(data: &Matrix, k: usize) -> Vec<usize> {
    let top = |d: &[f64]| (1..d.len()).fold(0, |b, i| if d[i] > d[b] { i } else { b });
    let mut rows = vec![top(&from_mean(data))];
    let mut nearest = vec![f64::INFINITY; data.rows()];
    while rows.len() < k {
        let last = rows[rows.len() - 1];
        for (i, d) in nearest.iter_mut().enumerate() {
            *d = d.min(squared(data.row(i), data.row(last)));
        }
        rows.push(top(&nearest));
    }
    rows
}
