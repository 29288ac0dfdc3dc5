//! How much communities depend on the seed.

use crate::typology::agreement::rand_of_counts;
use std::collections::HashMap;

/// Agreement of several partitions, and of each node's company.
#[derive(Debug, Clone, PartialEq)]
pub struct Stability {
    /// Mean adjusted Rand index over pairs of runs.
    pub adjusted_rand: f64,
    /// Mean normalised mutual information over pairs of runs (divided by the mean entropy).
    pub mutual_information: f64,
    /// Mean Jaccard similarity, over the runs, of a node's community there and here.
    pub node: Vec<f64>,
}

type Cells = HashMap<(u32, u32), f64>;

fn table(a: &[u32], b: &[u32]) -> (Cells, Vec<f64>, Vec<f64>) {
    let groups = |x: &[u32]| vec![0.0; x.iter().max().map_or(0, |&m| m as usize + 1)];
    let (mut cells, mut rows, mut cols) = (Cells::new(), groups(a), groups(b));
    for (&x, &y) in a.iter().zip(b) {
        *cells.entry((x, y)).or_default() += 1.0;
        rows[x as usize] += 1.0;
        cols[y as usize] += 1.0;
    }
    (cells, rows, cols)
}

/// Adjusted Rand index and normalised mutual information of two partitions; 1
/// where both are 0/0.
pub fn agreement(a: &[u32], b: &[u32]) -> (f64, f64) {
    let (cells, rows, cols) = table(a, b);
    // Hash maps have no order: sums follow the keys.
    let mut cells: Vec<_> = cells.into_iter().collect();
    cells.sort_unstable_by_key(|c| c.0);
    let n = a.len() as f64;
    let rand = rand_of_counts(cells.iter().map(|c| &c.1), rows.iter(), cols.iter());
    let entropy = |v: &[f64]| -v.iter().filter(|x| **x > 0.0).map(|x| x / n * (x / n).ln()).sum::<f64>();
    let mutual: f64 =
        cells.iter().map(|((x, y), c)| c / n * (c * n / (rows[*x as usize] * cols[*y as usize])).ln()).sum();
    let mean = (entropy(&rows) + entropy(&cols)) / 2.0;
    (rand, if mean > 0.0 { (mutual / mean).clamp(0.0, 1.0) } else { 1.0 })
}

/// Stability of a partition over the partitions of other runs; `None` without any.
pub fn stability(chosen: &[u32], runs: &[Vec<u32>]) -> Option<Stability> {
    if runs.is_empty() {
        return None;
    }
    let mut all: Vec<&[u32]> = vec![chosen];
    all.extend(runs.iter().map(Vec::as_slice));
    let (mut rand, mut mutual, mut count) = (0.0, 0.0, 0.0);
    for i in 1..all.len() {
        for j in 0..i {
            let (r, m) = agreement(all[i], all[j]);
            (rand, mutual, count) = (rand + r, mutual + m, count + 1.0);
        }
    }
    let mut node = vec![0.0; chosen.len()];
    for run in runs {
        let (cells, rows, cols) = table(chosen, run);
        for (i, (&x, &y)) in chosen.iter().zip(run).enumerate() {
            let both = cells[&(x, y)];
            node[i] += both / (rows[x as usize] + cols[y as usize] - both) / runs.len() as f64;
        }
    }
    Some(Stability { adjusted_rand: rand / count, mutual_information: mutual / count, node })
}
