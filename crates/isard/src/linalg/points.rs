//! Points padded for vector instructions, and their distance.
//!
//! Sums run over eight fixed lanes, so a result has the same bits whatever
//! vector width the machine has.

use super::Matrix;

const LANES: usize = 8;

/// Rows of a matrix, each padded with zeros to a multiple of eight values.
#[derive(Debug, Clone, PartialEq)]
pub struct Points {
    rows: usize,
    cols: usize,
    stride: usize,
    data: Vec<f64>,
}

impl Points {
    /// Pads the rows of a matrix.
    pub fn new(matrix: &Matrix) -> Self {
        let mut points = Points::zeros(matrix.rows(), matrix.cols());
        for i in 0..matrix.rows() {
            points.row_mut(i)[..matrix.cols()].copy_from_slice(matrix.row(i));
        }
        points
    }

    /// Points at the origin.
    pub fn zeros(rows: usize, cols: usize) -> Self {
        let stride = cols.div_ceil(LANES).max(1) * LANES;
        Points { rows, cols, stride, data: vec![0.0; rows * stride] }
    }

    /// Number of points.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Number of coordinates without the padding.
    pub fn cols(&self) -> usize {
        self.cols
    }

    /// Number of values in a padded row.
    pub fn stride(&self) -> usize {
        self.stride
    }

    /// All padded rows.
    pub fn as_slice(&self) -> &[f64] {
        &self.data
    }

    /// A padded row.
    #[inline(always)]
    pub fn row(&self, i: usize) -> &[f64] {
        &self.data[i * self.stride..(i + 1) * self.stride]
    }

    /// A padded row, to be changed; the padding must stay zero.
    pub fn row_mut(&mut self, i: usize) -> &mut [f64] {
        &mut self.data[i * self.stride..(i + 1) * self.stride]
    }

    /// The points without padding.
    pub fn to_matrix(&self) -> Matrix {
        let data = (0..self.rows).flat_map(|i| self.row(i)[..self.cols].iter().copied()).collect();
        Matrix::from_vec(self.rows, self.cols, data)
    }

    /// Keeps the first `rows` points.
    pub fn truncate(&mut self, rows: usize) {
        self.rows = self.rows.min(rows);
        self.data.truncate(self.rows * self.stride);
    }
}

/// Σ(aⱼ − bⱼ)² of two padded rows.
#[inline(always)]
pub fn squared_distance(a: &[f64], b: &[f64]) -> f64 {
    let (a, _) = a.as_chunks::<LANES>();
    let (b, _) = b.as_chunks::<LANES>();
    let mut sum = [0.0; LANES];
    for (x, y) in a.iter().zip(b) {
        for lane in 0..LANES {
            let diff = x[lane] - y[lane];
            sum[lane] += diff * diff;
        }
    }
    let half = [sum[0] + sum[4], sum[1] + sum[5], sum[2] + sum[6], sum[3] + sum[7]];
    (half[0] + half[2]) + (half[1] + half[3])
}
