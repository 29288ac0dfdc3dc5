//! One year of a region × industry panel with its totals.

use crate::model::{Reason, Status};
use rayon::prelude::*;

/// A measured value, or why there is none.
pub type Measured = Result<f64, Status>;

/// Rows are summed in blocks of this many, so that totals do not depend on the
/// number of threads.
const BLOCK: usize = 256;

/// Dense cells of one year, rows × columns, NaN where there is no value, with
/// the totals that shares are taken of.
#[derive(Debug, Clone)]
pub struct Slab {
    rows: usize,
    cols: usize,
    cells: Vec<f64>,
    row_totals: Vec<f64>,
    col_totals: Vec<f64>,
    total: f64,
    empty_row: Reason,
    empty_col: Reason,
}

/// Sums of what there is: by row, by column and over all.
///
/// # Panics
/// When `cells` does not hold `rows × cols` values.
pub fn totals(cells: &[f64], rows: usize, cols: usize) -> (Vec<f64>, Vec<f64>, f64) {
    assert_eq!(cells.len(), rows * cols, "a {rows} × {cols} slab needs {} cells", rows * cols);
    if cols == 0 {
        return (vec![0.0; rows], Vec::new(), 0.0);
    }
    let block = |part: &[f64]| {
        let mut down = vec![0.0; cols];
        let across: Vec<f64> = part
            .chunks_exact(cols)
            .map(|row| {
                let mut sum = 0.0;
                for (d, &v) in down.iter_mut().zip(row) {
                    let v = if v.is_nan() { 0.0 } else { v };
                    sum += v;
                    *d += v;
                }
                sum
            })
            .collect();
        (across, down)
    };
    let parts: Vec<_> = cells.par_chunks(BLOCK * cols).map(block).collect();
    let mut by_row = Vec::with_capacity(rows);
    let mut by_col = vec![0.0; cols];
    for (across, down) in parts {
        by_row.extend(across);
        by_col.iter_mut().zip(down).for_each(|(sum, v)| *sum += v);
    }
    let total = by_row.iter().sum();
    (by_row, by_col, total)
}

impl Slab {
    /// Regions by industries; totals are the sums of what there is.
    ///
    /// # Panics
    /// When `cells` does not hold `regions × industries` values.
    pub fn new(cells: Vec<f64>, regions: usize, industries: usize) -> Slab {
        let (row_totals, col_totals, total) = totals(&cells, regions, industries);
        Slab {
            rows: regions,
            cols: industries,
            cells,
            row_totals,
            col_totals,
            total,
            empty_row: Reason::EmptyRegion,
            empty_col: Reason::EmptyIndustry,
        }
    }

    /// Replaces totals by published ones; NaN leaves a total as it is.
    pub fn with_margins(mut self, rows: &[f64], cols: &[f64], total: f64) -> Slab {
        let put = |into: &mut Vec<f64>, from: &[f64]| {
            into.iter_mut().zip(from).filter(|(_, v)| !v.is_nan()).for_each(|(t, v)| *t = *v);
        };
        put(&mut self.row_totals, rows);
        put(&mut self.col_totals, cols);
        if !total.is_nan() {
            self.total = total;
        }
        self
    }

    /// Industries by regions.
    pub fn transposed(&self) -> Slab {
        let mut cells = vec![f64::NAN; self.cells.len()];
        for (i, row) in self.cells.chunks_exact(self.cols.max(1)).enumerate() {
            for (j, &v) in row.iter().enumerate() {
                cells[j * self.rows + i] = v;
            }
        }
        Slab {
            rows: self.cols,
            cols: self.rows,
            cells,
            row_totals: self.col_totals.clone(),
            col_totals: self.row_totals.clone(),
            total: self.total,
            empty_row: self.empty_col,
            empty_col: self.empty_row,
        }
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Number of columns.
    pub fn cols(&self) -> usize {
        self.cols
    }

    /// A row.
    pub fn row(&self, i: usize) -> &[f64] {
        &self.cells[i * self.cols..(i + 1) * self.cols]
    }

    /// All cells in row order.
    pub fn cells(&self) -> &[f64] {
        &self.cells
    }

    /// Totals of the rows.
    pub fn row_totals(&self) -> &[f64] {
        &self.row_totals
    }

    /// Totals of the columns.
    pub fn col_totals(&self) -> &[f64] {
        &self.col_totals
    }

    /// Total of all cells.
    pub fn total(&self) -> f64 {
        self.total
    }

    /// Status of a row whose total is zero.
    pub fn empty_row(&self) -> Status {
        Status::Undefined(self.empty_row)
    }

    /// Status of a column whose total is zero.
    pub fn empty_col(&self) -> Status {
        Status::Undefined(self.empty_col)
    }

    /// Shares of a row's values in their own sum; NaN where there is no value.
    ///
    /// # Errors
    /// `missing` without any value, `undefined:empty-…` where all are zero.
    pub fn row_shares(&self, i: usize) -> Result<Vec<f64>, Status> {
        let row = self.row(i);
        if row.iter().all(|v| v.is_nan()) {
            return Err(Status::Missing);
        }
        let sum: f64 = row.iter().filter(|v| !v.is_nan()).sum();
        if sum <= 0.0 {
            return Err(self.empty_row());
        }
        Ok(row.iter().map(|v| v / sum).collect())
    }

    /// Share pairs (of the row, of `base`) over the columns where both have a
    /// value; both sets of shares sum to one over these columns.
    ///
    /// # Errors
    /// `missing` without any common value, `undefined:empty-…` where the row is
    /// zero, `undefined:zero-base` where the base is.
    pub fn share_pairs(&self, i: usize, base: &[f64]) -> Result<Vec<(f64, f64)>, Status> {
        let both = self.row(i).iter().zip(base).filter(|(v, b)| !v.is_nan() && !b.is_nan());
        let mut pairs: Vec<(f64, f64)> = both.map(|(v, b)| (*v, *b)).collect();
        if pairs.is_empty() {
            return Err(Status::Missing);
        }
        let (own, other) = pairs.iter().fold((0.0, 0.0), |(a, b), p| (a + p.0, b + p.1));
        if own <= 0.0 {
            return Err(self.empty_row());
        }
        if other <= 0.0 {
            return Err(Status::Undefined(Reason::ZeroBase));
        }
        for p in &mut pairs {
            *p = (p.0 / own, p.1 / other);
        }
        Ok(pairs)
    }

    /// A measure of every row, computed in parallel, in row order.
    pub fn each_row(&self, measure: impl Fn(usize) -> Measured + Sync + Send) -> Vec<Measured> {
        (0..self.rows).into_par_iter().map(measure).collect()
    }
}
