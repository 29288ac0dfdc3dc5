//! An optional reduction of the indicators before grouping.

use super::indicator_weights::correlations;
use crate::linalg::{Matrix, mean, standard_deviation, symmetric_eigen};
use crate::registry::{MethodError, OptionSpec, Options};

/// Coordinates in which regions are grouped, and how they were made.
#[derive(Debug, Clone, PartialEq)]
pub struct Reduced {
    /// Items × dimensions.
    pub coordinates: Matrix,
    /// For the log of assumptions.
    pub note: String,
}

/// A way to fewer dimensions; other methods (factor analysis) plug in here.
pub trait Reduction: Sync {
    /// Coordinates of normalised rows.
    ///
    /// # Errors
    /// Where the data do not allow it.
    fn reduce(&self, z: &Matrix) -> Result<Reduced, MethodError>;
}

/// Scores of the first principal components of the correlations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Components {
    /// Number of components; those with an eigenvalue above 1 when `None`.
    pub count: Option<usize>,
}

impl Reduction for Components {
    fn reduce(&self, z: &Matrix) -> Result<Reduced, MethodError> {
        let m = z.cols();
        let mut scaled = z.clone();
        for j in 0..m {
            let x: Vec<f64> = z.column(j).collect();
            let (center, s) = (mean(&x), standard_deviation(&x, 0));
            if s.is_nan() || s <= 0.0 {
                return Err(MethodError::data("principal components need indicators that vary"));
            }
            (0..z.rows()).for_each(|i| scaled.set(i, j, (z.get(i, j) - center) / s));
        }
        let eigen = symmetric_eigen(&correlations(&scaled));
        let kept = match self.count {
            Some(count) if count > m => {
                return Err(MethodError::data_hint(
                    format!("{count} components were asked for, there are {m} indicators"),
                    "choose fewer components",
                ));
            }
            Some(count) => count,
            None => eigen.values.iter().filter(|v| **v > 1.0).count().max(1),
        };
        let mut coordinates = Matrix::zeros(z.rows(), kept);
        for i in 0..z.rows() {
            for c in 0..kept {
                let score = scaled.row(i).iter().enumerate().map(|(j, v)| v * eigen.vectors.get(j, c)).sum();
                coordinates.set(i, c, score);
            }
        }
        let share = eigen.values[..kept].iter().sum::<f64>() / m as f64;
        let rule = if self.count.is_some() { "" } else { " (eigenvalue above 1)" };
        let note = format!(
            "regions are grouped by {kept} principal components{rule}, {:.0} % of the variance; components are not rotated and keep their variance",
            100.0 * share
        );
        Ok(Reduced { coordinates, note })
    }
}

/// Options of the reduction.
pub(super) const REDUCE: [OptionSpec; 2] = [
    OptionSpec::choice(
        "reduce",
        &["none", "pca"],
        "none",
        "Dimensions in which regions are grouped: the indicators, or principal components of their correlations.",
    ),
    OptionSpec::integer(
        "components",
        1,
        1000,
        "",
        "reduce=pca: number of components; not set: those with an eigenvalue above 1.",
    ),
];

/// The reduction that options name.
pub fn reduction(options: &Options) -> Option<Components> {
    let count = options.to_json().get("components").and_then(serde_json::Value::as_i64);
    (options.text("reduce") == "pca").then_some(Components { count: count.map(|c| c as usize) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inference::Random;

    #[test]
    fn all_components_keep_distances() {
        let mut random = Random::new(2, 0, 0);
        let x = Matrix::from_vec(30, 3, (0..90).map(|_| random.normal()).collect());
        let columns: Vec<Vec<f64>> = (0..3)
            .map(|j| {
                let c: Vec<f64> = x.column(j).collect();
                let (m, s) = (mean(&c), standard_deviation(&c, 0));
                c.iter().map(|v| (v - m) / s).collect()
            })
            .collect();
        let z = Matrix::from_vec(
            30,
            3,
            (0..30).flat_map(|i| [columns[0][i], columns[1][i], columns[2][i]]).collect(),
        );
        let r = Components { count: Some(3) }.reduce(&z).expect("scores").coordinates;
        let squared = |m: &Matrix, a: usize, b: usize| {
            m.row(a).iter().zip(m.row(b)).map(|(p, q)| (p - q) * (p - q)).sum::<f64>()
        };
        for (a, b) in [(0, 1), (3, 17), (8, 29)] {
            assert!((squared(&z, a, b) - squared(&r, a, b)).abs() < 1e-10);
        }
        assert!(Components { count: Some(4) }.reduce(&z).is_err());
    }
}
