//! Matrices of industries by industries: the input `matrix`, and long tables
//! of pairs.

use crate::clusters::activity::{Activity, Long};
use crate::clusters::slab::Measured;
use crate::model::Column;
use crate::registry::{InputSpec, Inputs, MethodError, Output};

/// Names of the two keys of a pair.
pub const PAIR: [&str; 2] = ["industry", "other"];

/// A square table of industries.
pub const MATRIX: InputSpec = InputSpec {
    name: "matrix",
    columns: "square and symmetric: first column the industry, one column an industry",
    optional: true,
};

/// A symmetric matrix with its keys in ascending order.
#[derive(Debug, Clone, PartialEq)]
pub struct Square {
    /// Industry keys, ascending.
    pub keys: Vec<String>,
    /// Cells in row order.
    pub cells: Vec<f64>,
}

impl Square {
    /// Reads the input `matrix` where it is given.
    ///
    /// # Errors
    /// Rows and columns of different keys, a key twice, a cell that is not a
    /// number of zero or more, two cells of a pair that differ.
    pub fn read(inputs: &Inputs) -> Result<Option<Square>, MethodError> {
        let Some(table) = inputs.get(MATRIX.name) else { return Ok(None) };
        let bad = |what: String| MethodError::data_hint(format!("input `matrix`: {what}"), MATRIX.columns);
        let Some(first) = table.fields().first() else { return Err(bad("it has no columns".into())) };
        let mut rows = Vec::new();
        for row in 0..table.rows() {
            let key = first.column.display(row).ok_or_else(|| bad(format!("row {} has no key", row + 1)))?;
            rows.push((key, row));
        }
        rows.sort();
        if let Some(pair) = rows.windows(2).find(|w| w[0].0 == w[1].0) {
            return Err(bad(format!("`{}` stands twice", pair[0].0)));
        }
        let n = rows.len();
        if n == 0 || table.fields().len() != n + 1 {
            return Err(bad(format!("it has {n} rows and {} columns of numbers", table.fields().len() - 1)));
        }
        let mut cells = vec![f64::NAN; n * n];
        for (j, (key, _)) in rows.iter().enumerate() {
            let column = table.fields()[1..].iter().find(|f| f.name == *key);
            let column = &column.ok_or_else(|| bad(format!("row `{key}` has no column")))?.column;
            for (i, (other, row)) in rows.iter().enumerate() {
                let value = cell(column, *row).filter(|v| *v >= 0.0);
                cells[i * n + j] = value.ok_or_else(|| {
                    bad(format!("row `{other}`, column `{key}` is not a number of zero or more"))
                })?;
            }
        }
        for i in 0..n {
            for j in 0..i {
                if cells[i * n + j] != cells[j * n + i] {
                    return Err(bad(format!("`{}` and `{}` differ by order", rows[i].0, rows[j].0)));
                }
            }
        }
        Ok(Some(Square { keys: rows.into_iter().map(|r| r.0).collect(), cells }))
    }

    /// The matrix in the order of other keys.
    ///
    /// # Errors
    /// A key that the matrix does not have.
    pub fn of_keys(&self, keys: &[String]) -> Result<Vec<f64>, MethodError> {
        let find = |key: &String| {
            self.keys.binary_search(key).map_err(|_| {
                MethodError::data_hint(
                    format!("input `matrix` has no row for industry `{key}`"),
                    "give a row and a column for every industry of the activity",
                )
            })
        };
        let at: Vec<usize> = keys.iter().map(find).collect::<Result<_, _>>()?;
        let n = self.keys.len();
        Ok(at.iter().flat_map(|&i| at.iter().map(move |&j| self.cells[i * n + j])).collect())
    }
}

fn cell(column: &Column, row: usize) -> Option<f64> {
    column.display(row)?.trim().parse().ok().filter(|v: &f64| v.is_finite())
}

/// Rows of a matrix as pairs in both orders.
pub(super) fn push_pairs(long: &mut Long, keys: &[String], year: i64, cells: &[Measured], diagonal: bool) {
    for (i, industry) in keys.iter().enumerate() {
        for (j, other) in keys.iter().enumerate() {
            if diagonal || i != j {
                long.push(&[industry, other], year, cells[i * keys.len() + j]);
            }
        }
    }
}

/// Output of a matrix a year.
pub(super) fn pair_output(
    activity: &Activity,
    diagonal: bool,
    of_year: impl Fn(usize) -> Result<Vec<Measured>, MethodError>,
) -> Result<Output, MethodError> {
    let panel = &activity.panel;
    let mut long = Long::new(&PAIR, panel.has_year);
    for (y, &year) in panel.years.iter().enumerate() {
        push_pairs(&mut long, &panel.industries, year, &of_year(y)?, diagonal);
    }
    Ok(activity.output(long.table()))
}
