//! Result tables of dimensions: eigenvalues, loadings, scores.

use crate::model::Status;

crate::record! {
    /// Eigenvalue of a principal component or factor.
    pub struct EigenvalueRow in "typology"/"eigenvalues", key ["component"] {
        /// Component from 1.
        component: i64,
        /// Eigenvalue of the matrix that is decomposed.
        eigenvalue: f64,
        /// Share of the total variance.
        share: f64 [Kind::SHARE],
        /// Share of this component and those before it.
        cumulative: f64 [Kind::SHARE],
        /// Eigenvalue that unrelated indicators have by chance (parallel analysis).
        chance: Option<f64>,
        /// Whether it is kept.
        kept: bool,
    }
}

crate::record! {
    /// Loading of an indicator on a component or factor.
    pub struct LoadingRow in "typology"/"loadings", key ["indicator", "component"] {
        /// Indicator.
        indicator: String [Kind::Key],
        /// Component or factor from 1.
        component: i64,
        /// Loading: for standardised indicators their correlation with the component or orthogonal factor.
        loading: f64,
        /// Weight of the normalised indicator in the score of a principal component; empty for factors.
        weight: Option<f64>,
        /// Share of the indicator's variance in all components kept; above 1 in a Heywood case.
        communality: f64,
    }
}

crate::record! {
    /// Score of a region on a component or factor.
    pub struct ScoreRow in "typology"/"scores", key ["region", "year", "component"] {
        /// Region.
        region: String [Kind::Key],
        /// Year; 0 when the indicators have none.
        year: i64 [Kind::Year],
        /// Component or factor from 1.
        component: i64,
        /// Score.
        value: Option<f64>,
        /// observed, estimated (an indicator was filled) or undefined:left-out.
        status: Status,
    }
}

/// Rows of eigenvalues; the first `kept` are marked.
pub fn eigenvalue_rows(eigenvalues: &[f64], chance: &[f64], kept: usize) -> Vec<EigenvalueRow> {
    let total: f64 = eigenvalues.iter().sum();
    let mut sum = 0.0;
    let row = |(at, &eigenvalue): (usize, &f64)| {
        sum += eigenvalue;
        EigenvalueRow {
            component: at as i64 + 1,
            eigenvalue,
            share: eigenvalue / total,
            cumulative: (sum / total).min(1.0),
            chance: chance.get(at).copied(),
            kept: at < kept,
        }
    };
    eigenvalues.iter().enumerate().map(row).collect()
}
