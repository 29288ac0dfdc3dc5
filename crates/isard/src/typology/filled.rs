//! The report of what was filled.

use super::prepare::{Fill, Prepared};
use crate::model::Status;

crate::record! {
    /// A value that was missing and has been filled.
    pub struct FilledRow in "typology"/"filled", key ["region", "year", "indicator"] {
        /// Region.
        region: String [Kind::Key],
        /// Year; 0 when the indicators have none.
        year: i64 [Kind::Year],
        /// Indicator.
        indicator: String [Kind::Key],
        /// How it was filled.
        policy: String [Kind::Choice(&["median", "k-nearest", "regression-em"])],
        /// Value filled.
        value: f64,
        /// Lower limit, 90 %: by the errors the policy makes where values are known, or by the spread about the regression.
        low: Option<f64>,
        /// Upper limit.
        high: Option<f64>,
        /// estimated.
        status: Status,
    }
}

impl Prepared {
    /// The report of what was filled, by region, year and indicator.
    pub fn filled_rows(&self) -> Vec<FilledRow> {
        let row = |f: &Fill| FilledRow {
            region: self.regions[self.items[f.item].region].clone(),
            year: self.years[self.items[f.item].year],
            indicator: self.definitions[f.indicator].indicator.clone(),
            policy: self.policy.as_str().to_string(),
            value: self.values.get(f.item, f.indicator),
            low: f.limits.map(|l| l.0),
            high: f.limits.map(|l| l.1),
            status: Status::Estimated,
        };
        let mut rows: Vec<FilledRow> = self.fills.iter().map(row).collect();
        rows.sort_by(|a, b| (&a.region, a.year, &a.indicator).cmp(&(&b.region, b.year, &b.indicator)));
        rows
    }
}
