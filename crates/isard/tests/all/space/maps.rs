//! Small maps.

use isard::model::{Column, Table, TextColumn};
use isard::space::Weights;

/// Key of the region at a position; keys ascend with positions.
pub(super) fn key(i: usize) -> String {
    format!("R{i:05}")
}

/// Weights of links between positions.
pub(super) fn weights(n: usize, links: impl IntoIterator<Item = (usize, usize, f64)>) -> Weights {
    let links = links.into_iter().map(|(i, j, w)| (i as u32, j as u32, w)).collect();
    Weights::new((0..n).map(key).collect(), links).expect("good links")
}

/// Rook neighbours on a lattice.
pub(super) fn lattice(rows: usize, cols: usize) -> Weights {
    let mut links = Vec::new();
    for r in 0..rows {
        for c in 0..cols {
            let i = r * cols + c;
            if c + 1 < cols {
                links.extend([(i, i + 1, 1.0), (i + 1, i, 1.0)]);
            }
            if r + 1 < rows {
                links.extend([(i, i + cols, 1.0), (i + cols, i, 1.0)]);
            }
        }
    }
    weights(rows * cols, links)
}

/// The input `weights`.
pub(super) fn links_table(weights: &Weights) -> Table {
    let (mut from, mut to, mut weight) = (TextColumn::new(), TextColumn::new(), Vec::new());
    for i in 0..weights.len() {
        if weights.neighbors(i).is_empty() {
            from.push(Some(&weights.regions()[i]));
            to.push(None);
            weight.push(None);
        }
        for (j, w) in weights.row(i) {
            from.push(Some(&weights.regions()[i]));
            to.push(Some(&weights.regions()[j]));
            weight.push(Some(w));
        }
    }
    Table::new()
        .with("from", Column::Text(from))
        .with("to", Column::Text(to))
        .with("weight", Column::Real(weight))
}

/// The input `values` with named columns; NaN is an empty cell.
pub(super) fn values_table(columns: &[(&str, &[f64])]) -> Table {
    let n = columns[0].1.len();
    let mut table = Table::new().with(
        "region",
        Column::Text((0..n).map(|i| Some(key(i))).collect::<Vec<_>>().iter().map(|k| k.as_deref()).collect()),
    );
    for (name, values) in columns {
        table.push(*name, Column::Real(values.iter().map(|v| Some(*v).filter(|v| !v.is_nan())).collect()));
    }
    table
}
