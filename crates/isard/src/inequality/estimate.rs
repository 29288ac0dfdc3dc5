//! An estimate with what is known of its error, and the rows of such.

use crate::model::Status;

/// A value with error, 90 % interval and p-value; what is not known is `None`.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Estimate {
    /// Value.
    pub value: Option<f64>,
    /// Standard error.
    pub se: Option<f64>,
    /// Lower limit; `None` also where there is none (−∞).
    pub low: Option<f64>,
    /// Upper limit; `None` also where there is none (+∞).
    pub high: Option<f64>,
    /// p-value.
    pub p: Option<f64>,
    /// Status of the value.
    pub status: Status,
}

impl Estimate {
    /// A number without error.
    pub fn of(value: f64) -> Self {
        Estimate { value: Some(value), ..Estimate::default() }
    }

    /// No number, and why.
    pub fn none(status: Status) -> Self {
        Estimate { status, ..Estimate::default() }
    }

    /// A number with its 90 % interval.
    pub fn within(value: f64, low: Option<f64>, high: Option<f64>) -> Self {
        Estimate { low, high, ..Estimate::of(value) }
    }

    /// A number or its status.
    pub fn measured(value: Result<f64, Status>) -> Self {
        value.map_or_else(Estimate::none, Estimate::of)
    }

    /// The estimate with a p-value.
    pub fn with_p(self, p: Option<f64>) -> Self {
        Estimate { p, ..self }
    }

    /// A row of this estimate.
    pub fn row(self, name: impl Into<String>) -> EstimateRow {
        let Estimate { value, se, low, high, p, status } = self;
        EstimateRow { name: name.into(), value, se, low, high, p, status }
    }
}

crate::record! {
    /// A named estimate.
    pub struct EstimateRow in "inequality"/"estimates", key ["name"] {
        /// What is estimated.
        name: String,
        /// Value.
        value: Option<f64>,
        /// Standard error.
        se: Option<f64>,
        /// Lower limit, 90 %; empty where there is none.
        low: Option<f64>,
        /// Upper limit, 90 %; empty where there is none.
        high: Option<f64>,
        /// p-value.
        p: Option<f64>,
        /// Status of the value.
        status: Status,
    }
}

/// Columns of [`EstimateRow`], for the registry.
pub const OUTPUT: &[(&str, &str)] = &[
    ("name", "What is estimated."),
    ("value", "Value."),
    ("se", "Standard error."),
    ("low", "Lower limit, 90 %; empty where there is none."),
    ("high", "Upper limit, 90 %; empty where there is none."),
    ("p", "p-value, two-sided unless said otherwise."),
    ("status", "Status of the value."),
];
