//! The log t regression of Phillips & Sul.

use crate::linalg::Matrix;

/// How the long-run variance enters the error of the slope.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Variance {
    /// Of the residuals, over Σ(ln t − mean)², as the authors define it.
    #[default]
    Residuals,
    /// Of residuals times regressor, as general-purpose packages do it.
    Scores,
}

/// Result of the regression for a group.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LogT {
    /// Slope b; half of it is the speed at which the gap closes.
    pub slope: f64,
    /// Its error.
    pub se: f64,
    /// b/se; +∞ for regions that are equal in every year.
    pub t: f64,
}

/// Paths of regions, ready to be tested in any grouping.
#[derive(Debug, Clone)]
pub struct Paths {
    years: usize,
    /// First year (from 1) of the regression.
    start: usize,
    variance: Variance,
    /// Distance from the mean of all regions, by region, then year.
    distance: Vec<f64>,
    /// Mean of all regions by year.
    mean: Vec<f64>,
    /// ln t less its mean, and −2 ln ln t, by year of the regression.
    regressor: Vec<f64>,
    penalty: Vec<f64>,
}

/// Sums over a group by year, which a region joins in O(T).
#[derive(Debug, Clone, PartialEq)]
pub struct Sums {
    n: f64,
    first: Vec<f64>,
    second: Vec<f64>,
}

impl Paths {
    /// Paths from a matrix of regions × years, tested on the years from
    /// number `start` (from 1, at least 2: ln ln 1 does not exist).
    ///
    /// # Panics
    /// When fewer than three years are left for the regression.
    pub fn new(values: &Matrix, start: usize, variance: Variance) -> Paths {
        let (n, years) = (values.rows(), values.cols());
        assert!(start >= 2 && years >= start + 2, "the regression needs three years from the second on");
        let mean: Vec<f64> = (0..years).map(|t| values.column(t).sum::<f64>() / n as f64).collect();
        let distance = (0..n).flat_map(|i| values.row(i).iter().zip(&mean).map(|(v, m)| v - m)).collect();
        let logs: Vec<f64> = (start..=years).map(|t| (t as f64).ln()).collect();
        let center = logs.iter().sum::<f64>() / logs.len() as f64;
        Paths {
            years,
            start,
            variance,
            distance,
            mean,
            regressor: logs.iter().map(|l| l - center).collect(),
            penalty: logs.iter().map(|l| -2.0 * l.ln()).collect(),
        }
    }

    fn path(&self, i: usize) -> &[f64] {
        &self.distance[i * self.years..(i + 1) * self.years]
    }

    /// Value of a region in the last year less the mean of all.
    pub(super) fn last(&self, i: usize) -> f64 {
        self.path(i)[self.years - 1]
    }

    /// Sums of a group.
    pub fn sums(&self, group: &[usize]) -> Sums {
        let mut sums = Sums { n: 0.0, first: vec![0.0; self.years], second: vec![0.0; self.years] };
        group.iter().for_each(|&i| self.join(&mut sums, i));
        sums
    }

    /// A region joins a group.
    pub fn join(&self, sums: &mut Sums, i: usize) {
        sums.n += 1.0;
        for ((a, b), d) in sums.first.iter_mut().zip(&mut sums.second).zip(self.path(i)) {
            *a += d;
            *b += d * d;
        }
    }

    /// Smallest mean of the values of a group over the years: the relative
    /// path h = x/mean needs it above zero.
    pub fn lowest_mean(&self, sums: &Sums) -> f64 {
        let mean = |t: usize| self.mean[t] + sums.first[t] / sums.n;
        (0..self.years).map(mean).fold(f64::INFINITY, f64::min)
    }

    /// The regression for a group of two or more: −ln H_t − 2 ln ln t on ln t,
    /// H_t = Σ(h_it − 1)²/N. Years in which all regions are equal say nothing
    /// (H = 0) and are left out; `None` when fewer than three of some are left.
    ///
    /// Complexity: O(T²).
    pub fn log_t(&self, sums: &Sums) -> Option<LogT> {
        let mut points: Vec<(f64, f64)> = Vec::with_capacity(self.regressor.len());
        for (at, (x, penalty)) in self.regressor.iter().zip(&self.penalty).enumerate() {
            let t = at + self.start - 1;
            let off = sums.first[t] / sums.n;
            // Rounding leaves something where all are equal.
            let spread = sums.second[t] / sums.n - off * off;
            if spread > 1e-14 * (sums.second[t] / sums.n) {
                let mean = self.mean[t] + off;
                points.push((*x, penalty - (spread / (mean * mean)).ln()));
            }
        }
        if points.is_empty() {
            return Some(LogT { slope: f64::INFINITY, se: 0.0, t: f64::INFINITY });
        }
        if points.len() < 3 {
            return None;
        }
        let n = points.len() as f64;
        let (mx, my) =
            (points.iter().map(|p| p.0).sum::<f64>() / n, points.iter().map(|p| p.1).sum::<f64>() / n);
        let sxx: f64 = points.iter().map(|p| (p.0 - mx).powi(2)).sum();
        let slope = points.iter().map(|p| (p.0 - mx) * (p.1 - my)).sum::<f64>() / sxx;
        let series: Vec<f64> = points
            .iter()
            .map(|(x, y)| {
                let e = (y - my) - slope * (x - mx);
                if self.variance == Variance::Scores { e * (x - mx) } else { e }
            })
            .collect();
        let long_run = long_run_variance(&series);
        let variance = match self.variance {
            Variance::Residuals => long_run / sxx,
            Variance::Scores => long_run * n / (sxx * sxx),
        };
        let se = variance.max(0.0).sqrt();
        let t = if se > 0.0 { slope / se } else { slope.signum() * f64::INFINITY };
        Some(LogT { slope, se, t })
    }
}

/// Long-run variance with the quadratic spectral kernel and the automatic
/// bandwidth of Andrews (1991) for a first-order autoregression.
pub fn long_run_variance(series: &[f64]) -> f64 {
    let n = series.len();
    let product = |lag: usize| series[lag..].iter().zip(series).map(|(a, b)| a * b).sum::<f64>();
    let before: f64 = series[..n - 1].iter().map(|v| v * v).sum();
    let own = product(0);
    if before <= 0.0 {
        return own / n as f64;
    }
    let rho = (product(1) / before).clamp(-0.97, 0.97);
    let alpha = 4.0 * rho * rho / (1.0 - rho).powi(4);
    let bandwidth = 1.3221 * (alpha * n as f64).powf(0.2);
    if bandwidth <= 0.0 {
        return own / n as f64;
    }
    let lagged: f64 = (1..n).map(|lag| quadratic_spectral(lag as f64 / bandwidth) * product(lag)).sum();
    (own + 2.0 * lagged) / n as f64
}

fn quadratic_spectral(x: f64) -> f64 {
    let z = 1.2 * std::f64::consts::PI * x;
    // Near zero the difference of the two terms cancels: its series instead.
    if z.abs() < 1e-3 {
        return 1.0 - z * z / 10.0;
    }
    3.0 / (z * z) * (z.sin() / z - z.cos())
}
