//! Distances between regions: between places, or of a given matrix.

use super::places::{POINTS, Places};
use super::tree::Tree;
use crate::inequality::values::number;
use crate::registry::{InputSpec, Inputs, MethodError};
use std::collections::HashMap;

/// The table of distances.
pub(super) const MATRIX: InputSpec = InputSpec {
    name: "matrix",
    columns: "square, first column = key: distance or travel time from the row to the column; empty = out of reach",
    optional: true,
};

/// Who is how far from whom.
#[derive(Debug, Clone)]
pub enum Distances {
    /// Between places.
    Places(Places, Box<PlaceTree>),
    /// From row to column; infinite where out of reach.
    Matrix(Vec<String>, Vec<f64>),
}

/// The search tree of [`Places`].
#[derive(Debug, Clone)]
pub struct PlaceTree(Tree);

impl Distances {
    /// Distances between places.
    pub fn of_places(places: Places) -> Distances {
        let tree = places.tree();
        Distances::Places(places, Box::new(PlaceTree(tree)))
    }

    /// Reads the input `matrix` or `points`.
    ///
    /// # Errors
    /// Both or neither given; a matrix whose rows and columns differ, a negative
    /// distance, and the errors of [`Places::read`].
    pub fn read(inputs: &Inputs) -> Result<Distances, MethodError> {
        match (inputs.get(MATRIX.name), inputs.get(POINTS.name)) {
            (Some(_), Some(_)) => {
                Err(MethodError::data("distances are given twice: by `matrix` and by `points`"))
            }
            (Some(_), None) => matrix(inputs),
            _ => Ok(Distances::of_places(Places::read(inputs)?)),
        }
    }

    /// Keys, ascending.
    pub fn keys(&self) -> &[String] {
        match self {
            Distances::Places(places, _) => places.keys(),
            Distances::Matrix(keys, _) => keys,
        }
    }

    /// Unit of the distances.
    pub fn unit(&self) -> &'static str {
        match self {
            Distances::Places(places, _) => places.unit(),
            Distances::Matrix(..) => "units of the matrix",
        }
    }

    /// The nearest regions, nearest first, equal ones by key.
    pub fn nearest(&self, i: usize, k: usize) -> Vec<(u32, f64)> {
        match self {
            Distances::Places(places, tree) => places.nearest(&tree.0, i, k),
            Distances::Matrix(keys, cells) => {
                let mut found = reach(keys.len(), cells, i, f64::INFINITY);
                found.sort_by(|a, b| a.1.total_cmp(&b.1));
                found.truncate(k);
                found
            }
        }
    }

    /// Regions up to a distance, by key.
    pub fn within(&self, i: usize, radius: f64) -> Vec<(u32, f64)> {
        match self {
            Distances::Places(places, tree) => places.within(&tree.0, i, radius),
            Distances::Matrix(keys, cells) => reach(keys.len(), cells, i, radius),
        }
    }
}

fn reach(n: usize, cells: &[f64], i: usize, radius: f64) -> Vec<(u32, f64)> {
    let row = cells[i * n..(i + 1) * n].iter().enumerate();
    row.filter(|&(j, &d)| j != i && d.is_finite() && d <= radius).map(|(j, &d)| (j as u32, d)).collect()
}

fn matrix(inputs: &Inputs) -> Result<Distances, MethodError> {
    let table = inputs.need(MATRIX.name, MATRIX.columns)?;
    let bad =
        |row: usize, what: String| MethodError::data(format!("input `matrix`, row {}: {what}", row + 1));
    let Some(first) = table.fields().first() else {
        return Err(MethodError::data("input `matrix` has no columns"));
    };
    let mut keys = Vec::with_capacity(table.rows());
    for row in 0..table.rows() {
        keys.push(first.column.display(row).ok_or_else(|| bad(row, format!("`{}` is empty", first.name)))?);
    }
    let mut order: Vec<usize> = (0..keys.len()).collect();
    order.sort_by(|&a, &b| keys[a].cmp(&keys[b]));
    if let Some(pair) = order.windows(2).find(|w| keys[w[0]] == keys[w[1]]) {
        return Err(bad(pair[1], format!("`{}` stands twice", keys[pair[1]])));
    }
    let columns: HashMap<&str, ()> = table.names().skip(1).map(|n| (n, ())).collect();
    if let Some(missing) = keys.iter().find(|k| !columns.contains_key(k.as_str())) {
        return Err(MethodError::data(format!(
            "input `matrix`: there is a row `{missing}` but no column of that name"
        )));
    }
    if columns.len() != keys.len() {
        return Err(MethodError::data(format!(
            "input `matrix`: {} rows and {} columns",
            keys.len(),
            columns.len()
        )));
    }
    let mut cells = Vec::with_capacity(keys.len() * keys.len());
    for &row in &order {
        for &column in &order {
            let value = number(table, row, &keys[column]).map_err(|e| bad(row, e))?;
            if value < 0.0 {
                return Err(bad(row, format!("the distance to `{}` is negative", keys[column])));
            }
            cells.push(if value.is_nan() { f64::INFINITY } else { value });
        }
    }
    Ok(Distances::Matrix(order.into_iter().map(|i| keys[i].clone()).collect(), cells))
}
