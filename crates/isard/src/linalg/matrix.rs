//! A dense matrix in row order.

/// Dense row-major matrix of finite numbers: `rows` units by `cols` variables.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Matrix {
    rows: usize,
    cols: usize,
    data: Vec<f64>,
}

impl Matrix {
    /// A matrix from its values in row order.
    ///
    /// # Panics
    /// When `data` does not hold `rows × cols` values.
    pub fn from_vec(rows: usize, cols: usize, data: Vec<f64>) -> Self {
        assert_eq!(data.len(), rows * cols, "a {rows} × {cols} matrix needs {} values", rows * cols);
        Matrix { rows, cols, data }
    }

    /// A matrix of zeros.
    pub fn zeros(rows: usize, cols: usize) -> Self {
        Matrix { rows, cols, data: vec![0.0; rows * cols] }
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
        &self.data[i * self.cols..(i + 1) * self.cols]
    }

    /// A row, to be changed.
    pub fn row_mut(&mut self, i: usize) -> &mut [f64] {
        &mut self.data[i * self.cols..(i + 1) * self.cols]
    }

    /// A value.
    pub fn get(&self, i: usize, j: usize) -> f64 {
        self.data[i * self.cols + j]
    }

    /// Sets a value.
    pub fn set(&mut self, i: usize, j: usize, value: f64) {
        self.data[i * self.cols + j] = value;
    }

    /// Values of a column.
    pub fn column(&self, j: usize) -> impl ExactSizeIterator<Item = f64> + Clone + '_ {
        (0..self.rows).map(move |i| self.get(i, j))
    }

    /// All values in row order.
    pub fn as_slice(&self) -> &[f64] {
        &self.data
    }

    /// All values in row order, to be changed.
    pub fn as_mut_slice(&mut self) -> &mut [f64] {
        &mut self.data
    }

    /// The rows named by `rows`, in that order.
    pub fn take_rows(&self, rows: &[usize]) -> Matrix {
        let data = rows.iter().flat_map(|&i| self.row(i).iter().copied()).collect();
        Matrix { rows: rows.len(), cols: self.cols, data }
    }

    /// The columns named by `cols`, in that order.
    pub fn take_cols(&self, cols: &[usize]) -> Matrix {
        let data = (0..self.rows).flat_map(|i| cols.iter().map(move |&j| self.get(i, j))).collect();
        Matrix { rows: self.rows, cols: cols.len(), data }
    }
}
