//! Tables of the atlas as the report needs them.

pub(crate) mod breaks;
pub(crate) mod choices;
pub(crate) mod clusters;
pub(crate) mod components;
pub(crate) mod consensus;
pub(crate) mod contiguous;
pub(crate) mod contributions;
pub(crate) mod convergence;
pub(crate) mod cooperation;
pub(crate) mod dynamics;
pub(crate) mod hierarchy;
pub(crate) mod inequality;
pub(crate) mod institutions;
pub(crate) mod mobility;
pub(crate) mod names;
pub(crate) mod organizations;
pub(crate) mod problems;
pub(crate) mod space;
pub(crate) mod typology;

use crate::{ReportError, ReportInput};
use isard::model::{Status, Table};

pub(crate) use clusters::Clusters;
pub(crate) use dynamics::Dynamics;
pub(crate) use hierarchy::Hierarchy;
pub(crate) use inequality::Inequality;
pub(crate) use names::Names;
pub(crate) use typology::Typology;

/// A table with its name, for errors.
#[derive(Clone, Copy)]
pub(crate) struct Source<'a> {
    name: &'a str,
    table: &'a Table,
}

impl<'a> Source<'a> {
    /// The table, if the atlas has it and it has rows.
    pub(crate) fn open(input: &'a ReportInput, name: &'a str) -> Option<Self> {
        let table = input.tables.get(name).filter(|t| t.rows() > 0)?;
        Some(Source { name, table })
    }

    /// Checks that the columns without which nothing can be shown are there.
    pub(crate) fn needs(self, columns: &[&str]) -> Result<Self, ReportError> {
        for column in columns {
            self.table
                .column(column)
                .map_err(|source| ReportError::Table { table: self.name.to_string(), source })?;
        }
        Ok(self)
    }

    /// Number of rows.
    pub(crate) fn rows(&self) -> usize {
        self.table.rows()
    }

    /// Text of a cell, empty when there is none.
    pub(crate) fn text(&self, row: usize, column: &str) -> String {
        self.table.get(column).and_then(|c| c.display(row)).unwrap_or_default()
    }

    /// Number of a cell.
    pub(crate) fn real(&self, row: usize, column: &str) -> Option<f64> {
        self.table.real_at(row, column).filter(|v| v.is_finite())
    }

    /// Whole number of a cell.
    pub(crate) fn integer(&self, row: usize, column: &str) -> Option<i64> {
        self.table.integer_at(row, column)
    }

    /// Yes or no of a cell.
    pub(crate) fn boolean(&self, row: usize, column: &str) -> Option<bool> {
        match self.table.value(row, column) {
            isard::model::Value::Boolean(b) => Some(b),
            _ => None,
        }
    }

    /// Status of a row: as written; missing when the word is not known;
    /// observed when the table has no such column.
    pub(crate) fn status(&self, row: usize) -> Status {
        match self.table.text_at(row, "status") {
            Some(word) => word.parse().unwrap_or(Status::Missing),
            None if self.table.get("status").is_some() => Status::Missing,
            None => Status::Observed,
        }
    }
}
