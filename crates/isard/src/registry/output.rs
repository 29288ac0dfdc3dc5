//! What a method returns: a table, and what has to be known about it.

use crate::model::Table;
use serde_json::{Map, Value};

/// Result of a method run alone.
#[derive(Debug, Clone, Default)]
pub struct Output {
    /// Rows in long form.
    pub table: Table,
    /// Named variant of the definition used.
    pub variant: String,
    /// The method's own figures (`total_within_ss`, `silhouette`, …).
    pub figures: Map<String, Value>,
    /// What the reader must know before using the numbers.
    pub warnings: Vec<String>,
    /// What was assumed on the way.
    pub assumptions: Vec<String>,
}

impl Output {
    /// A result with nothing to remark.
    pub fn new(table: Table) -> Self {
        Output { table, ..Output::default() }
    }

    /// Names the variant.
    pub fn variant(mut self, variant: impl Into<String>) -> Self {
        self.variant = variant.into();
        self
    }

    /// Adds a figure.
    pub fn figure(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.figures.insert(name.to_string(), value.into());
        self
    }
}
