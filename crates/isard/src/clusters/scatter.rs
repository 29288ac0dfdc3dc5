//! Why figures of cells scatter around their industry's: cells differ, and few
//! establishments make a mean.
//!
//! A figure with n establishments behind it has the variance between + within/n.
//! The weighted regression of squared distances on 1/n tells the two apart.

/// Rounds of estimation: weights need the spread, and the spread weights.
pub(super) const ROUNDS: usize = 8;
/// Cells from which a spread is read off the data at all.
pub(super) const LEAST_CELLS: usize = 30;
/// Cells by which the estimate of one industry leans on that of all.
const LEAN: f64 = 60.0;
/// Greatest variance that is taken from the data.
pub(super) const MOST: f64 = 100.0;

/// Variances of the figures of an industry.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Spread {
    /// Of one establishment within its cell.
    pub(super) within: f64,
    /// Between cells.
    pub(super) between: f64,
}

impl Spread {
    /// Weight of a figure with so many establishments behind it, the inverse of
    /// its variance; cells differ by `least` at least.
    pub(super) fn weight(self, n: f64, least: f64) -> f64 {
        1.0 / (self.between.max(least) + self.within / n)
    }
}

/// Weighted sums of the regression of squared distances on 1/n: its intercept is
/// the variance between cells, its slope that within.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Regression {
    cells: f64,
    weight: f64,
    inverse: f64,
    inverse2: f64,
    square: f64,
    square_inverse: f64,
}

impl Regression {
    /// Adds a cell: its establishments, its squared distance, and the weight of
    /// its figure, by whose square the distance counts.
    pub(super) fn cell(&mut self, n: f64, square: f64, weight: f64) {
        let w = weight * weight;
        self.cells += 1.0;
        self.weight += w;
        self.inverse += w / n;
        self.inverse2 += w / (n * n);
        self.square += w * square;
        self.square_inverse += w * square / n;
    }

    pub(super) fn add(&mut self, other: &Regression) {
        self.cells += other.cells;
        self.weight += other.weight;
        self.inverse += other.inverse;
        self.inverse2 += other.inverse2;
        self.square += other.square;
        self.square_inverse += other.square_inverse;
    }

    /// Neither variance is negative; `None` where all cells have one number of
    /// establishments, so that nothing tells the two apart.
    pub(super) fn solve(&self) -> Option<Spread> {
        let scale = self.weight * self.inverse2;
        let determinant = scale - self.inverse * self.inverse;
        if self.cells < 2.0 || determinant <= 1e-6 * scale {
            return None;
        }
        let between = (self.inverse2 * self.square - self.inverse * self.square_inverse) / determinant;
        let within = (self.weight * self.square_inverse - self.inverse * self.square) / determinant;
        let (within, between) = match () {
            () if between < 0.0 => (self.square_inverse / self.inverse2, 0.0),
            () if within < 0.0 => (0.0, self.square / self.weight),
            () => (within, between),
        };
        Some(Spread { within: within.min(MOST), between })
    }

    /// The spread of one industry, leaning on that of all.
    pub(super) fn leaning(&self, all: Spread) -> Spread {
        let Some(own) = self.solve() else { return all };
        let w = self.cells / (self.cells + LEAN);
        Spread {
            within: w * own.within + (1.0 - w) * all.within,
            between: w * own.between + (1.0 - w) * all.between,
        }
    }
}
