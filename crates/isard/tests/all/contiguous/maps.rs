//! Maps to test on, and tables of them.

use crate::run_alone;
use isard::inference::Random;
use isard::linalg::Matrix;
use isard::model::{Column, Table, TextColumn};
use isard::registry::{MethodError, Output};
use isard::space::graph::Contiguity;
use isard::typology::validity::within_ss;

/// Neighbours on a lattice, with some diagonals drawn at random.
pub(super) fn lattice(rows: u32, cols: u32, seed: u64) -> Contiguity {
    let mut random = Random::new(seed, 77, 0);
    let mut links = Vec::new();
    for r in 0..rows {
        for c in 0..cols {
            let here = r * cols + c;
            if c + 1 < cols {
                links.push((here, here + 1));
            }
            if r + 1 < rows {
                links.push((here, here + cols));
            }
            if c + 1 < cols && r + 1 < rows && random.uniform() < 0.3 {
                links.push((here, here + cols + 1));
            }
        }
    }
    Contiguity::of_links((rows * cols) as usize, links)
}

/// Random values; `steps` > 0 puts them on a grid, so that ties, equal rows and
/// zero distances occur.
pub(super) fn values(n: usize, d: usize, steps: usize, seed: u64) -> Matrix {
    let mut random = Random::new(seed, 78, 0);
    let mut value = || if steps > 0 { random.below(steps) as f64 } else { random.normal() };
    Matrix::from_vec(n, d, (0..n * d).map(|_| value()).collect())
}

/// Sum of squares within groups straight from its definition: half of all
/// squared distances of pairs, over the size of the group.
pub(super) fn pair_ss(z: &Matrix, labels: &[usize]) -> f64 {
    let k = labels.iter().max().map_or(0, |m| m + 1);
    (0..k)
        .map(|g| {
            let members: Vec<usize> = (0..labels.len()).filter(|&i| labels[i] == g).collect();
            let squared = |i: usize, j: usize| -> f64 {
                z.row(i).iter().zip(z.row(j)).map(|(a, b)| (a - b) * (a - b)).sum()
            };
            let pairs: f64 = members.iter().flat_map(|&i| members.iter().map(move |&j| squared(i, j))).sum();
            pairs / (2.0 * members.len() as f64)
        })
        .sum()
}

/// Whether every group hangs together, by a search of its own.
pub(super) fn hang_together(graph: &Contiguity, labels: &[usize]) -> bool {
    let k = labels.iter().max().map_or(0, |m| m + 1);
    (0..k).all(|g| {
        let members: Vec<usize> = (0..labels.len()).filter(|&i| labels[i] == g).collect();
        let mut reached = vec![members[0]];
        let mut at = 0;
        while at < reached.len() {
            for &j in graph.neighbors(reached[at]) {
                let j = j as usize;
                if labels[j] == g && !reached.contains(&j) {
                    reached.push(j);
                }
            }
            at += 1;
        }
        reached.len() == members.len()
    })
}

/// All groupings into contiguous groups, as restricted growth strings.
pub(super) fn all_contiguous(graph: &Contiguity) -> Vec<Vec<usize>> {
    let n = graph.len();
    let mut found = Vec::new();
    let mut labels = vec![0; n];
    fn extend(
        at: usize,
        used: usize,
        labels: &mut Vec<usize>,
        graph: &Contiguity,
        found: &mut Vec<Vec<usize>>,
    ) {
        if at == labels.len() {
            if hang_together(graph, labels) {
                found.push(labels.clone());
            }
            return;
        }
        for l in 0..=used {
            labels[at] = l;
            extend(at + 1, used.max(l + 1), labels, graph, found);
        }
    }
    extend(0, 0, &mut labels, graph, &mut found);
    found
}

/// The map as tables: indicators in the order `order`, weights in one direction.
pub(super) fn tables(z: &Matrix, graph: &Contiguity, order: &[usize]) -> Vec<(&'static str, Table)> {
    let key = |i: usize| format!("r{i:03}");
    let mut keys = TextColumn::new();
    order.iter().for_each(|&i| keys.push(Some(&key(i))));
    let mut indicators = Table::new().with("region", Column::Text(keys));
    for j in 0..z.cols() {
        let values = order.iter().map(|&i| Some(z.get(i, j))).collect();
        indicators.push(format!("x{j}"), Column::Real(values));
    }
    let (mut from, mut to) = (TextColumn::new(), TextColumn::new());
    for &i in order {
        if graph.neighbors(i).is_empty() {
            from.push(Some(&key(i)));
            to.push(None);
        }
        for &j in graph.neighbors(i).iter().filter(|&&j| j as usize > i) {
            from.push(Some(&key(i)));
            to.push(Some(&key(j as usize)));
        }
    }
    let weights = Table::new().with("from", Column::Text(from)).with("to", Column::Text(to));
    vec![("indicators", indicators), ("weights", weights)]
}

/// A table of region and value.
pub(super) fn floor_values(values: &[f64], order: &[usize]) -> Table {
    let mut keys = TextColumn::new();
    order.iter().for_each(|&i| keys.push(Some(&format!("r{i:03}"))));
    let values = order.iter().map(|&i| Some(values[i])).collect();
    Table::new().with("region", Column::Text(keys)).with("value", Column::Real(values))
}

pub(super) fn run(
    id: &str,
    tables: &[(&'static str, Table)],
    set: &[(&str, &str)],
) -> Result<Output, MethodError> {
    run_alone::run(id, tables, set)
}

/// Groups of the output, 0-based; regions without one are left out.
pub(super) fn groups(output: &Output) -> Vec<usize> {
    output.table.integer("group").unwrap().iter().flatten().map(|&g| g as usize - 1).collect()
}

pub(super) fn figure(output: &Output, name: &str) -> f64 {
    output.figures[name].as_f64().unwrap_or_else(|| panic!("no figure {name}: {:?}", output.figures))
}

/// Asserts what every result promises.
#[track_caller]
pub(super) fn assert_valid(z: &Matrix, graph: &Contiguity, labels: &[usize], k: usize, within: f64) {
    assert_eq!(labels.len(), graph.len());
    assert_eq!(labels.iter().max().map(|m| m + 1), Some(k));
    assert!((0..k).all(|g| labels.contains(&g)), "{labels:?}");
    assert!(hang_together(graph, labels), "{labels:?}");
    let spread = pair_ss(z, &vec![0; labels.len()]);
    assert!((within - pair_ss(z, labels)).abs() <= 1e-9 * spread.max(1.0));
    assert!((within_ss(z, labels) - within).abs() <= 1e-9 * spread.max(1.0));
}
