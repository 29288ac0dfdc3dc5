//! Points in single precision for screening: a cheap look at every pair, with
//! a bound of its error, so that only pairs it cannot tell apart are computed
//! in full.

use super::Points;

/// Points that stand side by side in a block.
pub const SIDE: usize = 16;

/// Points about their mean in single precision, sixteen side by side: a block
/// is one array of sixteen values for each coordinate. Lanes without a point
/// are zero.
#[derive(Debug, Clone)]
pub struct Blocks {
    cols: usize,
    origin: Vec<f64>,
    values: Vec<[f32; SIDE]>,
    norms: Vec<[f32; SIDE]>,
}

impl Blocks {
    /// The blocks of points.
    pub fn new(points: &Points) -> Blocks {
        let (n, cols) = (points.rows(), points.cols());
        let mut origin = vec![0.0; cols];
        for i in 0..n {
            origin.iter_mut().zip(points.row(i)).for_each(|(o, x)| *o += x / n as f64);
        }
        let count = n.div_ceil(SIDE);
        let mut blocks =
            Blocks { cols, origin, values: vec![[0.0; SIDE]; count * cols], norms: vec![[0.0; SIDE]; count] };
        (0..n).for_each(|i| blocks.set(i, points.row(i)));
        blocks
    }

    /// Number of blocks.
    pub fn count(&self) -> usize {
        self.norms.len()
    }

    /// The point that the coordinates are relative to.
    pub fn origin(&self) -> &[f64] {
        &self.origin
    }

    /// A block: sixteen values for each coordinate.
    #[inline(always)]
    pub fn block(&self, b: usize) -> &[[f32; SIDE]] {
        &self.values[b * self.cols..(b + 1) * self.cols]
    }

    /// Distances of a block's points from the origin, rounded up.
    #[inline(always)]
    pub fn norms(&self, b: usize) -> &[f32; SIDE] {
        &self.norms[b]
    }

    /// The largest of the norms; those of points set later are not looked at.
    pub fn longest(&self) -> f32 {
        self.norms.iter().flatten().copied().fold(0.0, f32::max)
    }

    /// The coordinates of point `i` in single precision.
    pub fn point(&self, i: usize) -> impl Iterator<Item = f32> {
        self.block(i / SIDE).iter().map(move |values| values[i % SIDE])
    }

    /// Keeps the first `points` points and the rest of the last block.
    pub fn truncate(&mut self, points: usize) {
        let count = points.div_ceil(SIDE);
        self.values.truncate(count * self.cols);
        self.norms.truncate(count);
    }

    /// Replaces point `i`.
    pub fn set(&mut self, i: usize, row: &[f64]) {
        let (b, lane) = (i / SIDE, i % SIDE);
        let block = &mut self.values[b * self.cols..(b + 1) * self.cols];
        let mut square = 0.0;
        for ((value, x), o) in block.iter_mut().zip(row).zip(&self.origin) {
            let centered = x - o;
            value[lane] = centered as f32;
            square += centered * centered;
        }
        self.norms[b][lane] = (square.sqrt() as f32).next_up();
    }
}
