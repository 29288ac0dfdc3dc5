//! Row types of the tables of this question.

use crate::model::{Record, Status, TableSpec};

/// Schemas of the tables.
pub const TABLES: &[TableSpec] = &[InequalityRow::SPEC];

crate::record! {
    /// Inequality of an indicator over regions, by year.
    pub struct InequalityRow in "inequality"/"inequality", key ["year", "indicator", "measure", "component"] {
        /// Year.
        year: i64 [Kind::Year],
        /// Indicator key.
        indicator: String,
        /// Measure: theil (T), theil-l (mean log deviation) or gini.
        measure: &'static str,
        /// Component: total, between groups of regions, within groups.
        component: &'static str,
        /// Value of the measure.
        value: Option<f64>,
        /// Status of the value.
        status: Status,
    }
}
