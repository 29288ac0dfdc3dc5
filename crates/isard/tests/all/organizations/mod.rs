//! Organisations and ties: communities, leaders, structure.

mod hostile;
mod karate;
mod leaders;
mod oracle;
mod ownership;
mod planted;
mod renaming;
mod structure;
mod territory;

use crate::run_alone::run;
use isard::model::{Column, Table, TextColumn};
use isard::registry::Output;

/// Ties of Zachary's karate club (Zachary 1977, figure 3), members from 0.
#[rustfmt::skip]
pub(crate) const KARATE: [(u32, u32); 78] = [
    (0, 1), (0, 2), (0, 3), (0, 4), (0, 5), (0, 6), (0, 7), (0, 8), (0, 10), (0, 11), (0, 12), (0, 13), (0, 17), (0, 19), (0, 21), (0, 31),
    (1, 2), (1, 3), (1, 7), (1, 13), (1, 17), (1, 19), (1, 21), (1, 30), (2, 3), (2, 7), (2, 8), (2, 9), (2, 13), (2, 27), (2, 28), (2, 32),
    (3, 7), (3, 12), (3, 13), (4, 6), (4, 10), (5, 6), (5, 10), (5, 16), (6, 16), (8, 30), (8, 32), (8, 33), (9, 33), (13, 33), (14, 32),
    (14, 33), (15, 32), (15, 33), (18, 32), (18, 33), (19, 33), (20, 32), (20, 33), (22, 32), (22, 33), (23, 25), (23, 27), (23, 29),
    (23, 32), (23, 33), (24, 25), (24, 27), (24, 31), (25, 31), (26, 29), (26, 33), (27, 33), (28, 31), (28, 33), (29, 32), (29, 33),
    (30, 32), (30, 33), (31, 32), (31, 33), (32, 33),
];

/// Members that stayed with the instructor when the club split.
pub(crate) const INSTRUCTOR: [u32; 17] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 13, 16, 17, 19, 21];

/// A table of edges: source, target, layer, weight.
pub(crate) fn edges(rows: &[(String, String, &str, f64)]) -> Table {
    let text = |f: &dyn Fn(usize) -> String| -> TextColumn {
        let mut column = TextColumn::new();
        (0..rows.len()).for_each(|r| column.push(Some(&f(r))));
        column
    };
    Table::new()
        .with("source", Column::Text(text(&|r| rows[r].0.clone())))
        .with("target", Column::Text(text(&|r| rows[r].1.clone())))
        .with("layer", Column::Text(text(&|r| rows[r].2.to_string())))
        .with("weight", Column::Real(rows.iter().map(|r| Some(r.3)).collect()))
}

/// The karate club in the layers named.
pub(crate) fn karate(layers: &[&'static str]) -> Table {
    let name = |i: u32| format!("K{i:02}");
    let rows: Vec<_> =
        layers.iter().flat_map(|&l| KARATE.iter().map(move |t| (name(t.0), name(t.1), l, 1.0))).collect();
    edges(&rows)
}

/// Communities of a method's output in the order of its rows.
pub(crate) fn labels(output: &Output) -> Vec<usize> {
    let column = output.table.integer("community").expect("a community column");
    column.iter().map(|c| c.expect("every node has one") as usize).collect()
}

/// Sizes of the groups, ascending.
pub(crate) fn sizes(labels: &[usize]) -> Vec<usize> {
    let mut count = std::collections::BTreeMap::<usize, usize>::new();
    labels.iter().for_each(|&l| *count.entry(l).or_default() += 1);
    let mut sizes: Vec<usize> = count.into_values().collect();
    sizes.sort_unstable();
    sizes
}

/// Runs over edges alone.
pub(crate) fn of_edges(id: &str, table: Table, options: &[(&str, &str)]) -> Output {
    run(id, &[("edges", table)], options).expect("the method runs")
}
