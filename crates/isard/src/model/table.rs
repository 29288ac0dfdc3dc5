//! A table in memory: named columns of equal length.

use super::column::{Column, TextColumn};
use thiserror::Error;

/// A named column.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// Name, lower case with underscores.
    pub name: String,
    /// Values.
    pub column: Column,
}

/// One cell, borrowed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Value<'a> {
    /// Empty cell.
    Null,
    /// Text.
    Text(&'a str),
    /// Whole number.
    Integer(i64),
    /// Real number.
    Real(f64),
    /// Yes or no.
    Boolean(bool),
}

/// A column is not there, or is not of the type asked for.
#[derive(Debug, Clone, Error, PartialEq)]
#[non_exhaustive]
pub enum TableError {
    /// No column of this name.
    #[error("no column `{column}`; there are: {present}")]
    NoColumn {
        /// Name asked for.
        column: String,
        /// Names that exist, comma-separated.
        present: String,
    },
    /// The column has another type.
    #[error("column `{column}` does not hold {expected}")]
    WrongType {
        /// Name of the column.
        column: String,
        /// What was expected.
        expected: &'static str,
    },
}

/// Named columns of equal length.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Table {
    fields: Vec<Field>,
}

impl Table {
    /// A table without columns.
    pub fn new() -> Self {
        Self::default()
    }

    /// Appends a column.
    ///
    /// # Panics
    /// When the column's length differs from the table's: that is a mistake in
    /// the calling code, never in the data.
    pub fn push(&mut self, name: impl Into<String>, column: Column) {
        let name = name.into();
        assert!(
            self.fields.is_empty() || column.len() == self.rows(),
            "column `{name}` has {} rows, the table {}",
            column.len(),
            self.rows()
        );
        self.fields.push(Field { name, column });
    }

    /// Appends a column and returns the table.
    pub fn with(mut self, name: impl Into<String>, column: Column) -> Self {
        self.push(name, column);
        self
    }

    /// The columns.
    pub fn fields(&self) -> &[Field] {
        &self.fields
    }

    /// Names of the columns.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.fields.iter().map(|f| f.name.as_str())
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.fields.first().map_or(0, |f| f.column.len())
    }

    /// A column by name.
    pub fn get(&self, name: &str) -> Option<&Column> {
        self.fields.iter().find(|f| f.name == name).map(|f| &f.column)
    }

    /// A column by name, or an error that lists what there is.
    pub fn column(&self, name: &str) -> Result<&Column, TableError> {
        self.get(name).ok_or_else(|| TableError::NoColumn {
            column: name.to_string(),
            present: self.names().collect::<Vec<_>>().join(", "),
        })
    }

    /// A text column by name.
    pub fn text(&self, name: &str) -> Result<&TextColumn, TableError> {
        match self.column(name)? {
            Column::Text(c) => Ok(c),
            _ => Err(wrong(name, "text")),
        }
    }

    /// A column of real numbers by name.
    pub fn real(&self, name: &str) -> Result<&[Option<f64>], TableError> {
        match self.column(name)? {
            Column::Real(c) => Ok(c),
            _ => Err(wrong(name, "real numbers")),
        }
    }

    /// A column of whole numbers by name.
    pub fn integer(&self, name: &str) -> Result<&[Option<i64>], TableError> {
        match self.column(name)? {
            Column::Integer(c) => Ok(c),
            _ => Err(wrong(name, "whole numbers")),
        }
    }

    /// A cell by row and column name; `Null` when either is absent.
    pub fn value(&self, row: usize, name: &str) -> Value<'_> {
        match self.get(name) {
            None => Value::Null,
            Some(Column::Text(c)) => c.get(row).map_or(Value::Null, Value::Text),
            Some(Column::Integer(c)) => c[row].map_or(Value::Null, Value::Integer),
            Some(Column::Real(c)) => c[row].map_or(Value::Null, Value::Real),
            Some(Column::Boolean(c)) => c[row].map_or(Value::Null, Value::Boolean),
        }
    }

    /// Text of a cell, if it holds text.
    pub fn text_at(&self, row: usize, name: &str) -> Option<&str> {
        match self.value(row, name) {
            Value::Text(v) => Some(v),
            _ => None,
        }
    }

    /// Number of a cell, if it holds one.
    pub fn real_at(&self, row: usize, name: &str) -> Option<f64> {
        match self.value(row, name) {
            Value::Real(v) => Some(v),
            Value::Integer(v) => Some(v as f64),
            _ => None,
        }
    }

    /// Whole number of a cell, if it holds one.
    pub fn integer_at(&self, row: usize, name: &str) -> Option<i64> {
        match self.value(row, name) {
            Value::Integer(v) => Some(v),
            _ => None,
        }
    }

    /// The rows named by `rows`, in that order.
    pub fn take(&self, rows: &[usize]) -> Table {
        let fields = self.fields.iter();
        Table {
            fields: fields.map(|f| Field { name: f.name.clone(), column: f.column.take(rows) }).collect(),
        }
    }

    /// The rows for which `keep` says yes.
    pub fn filter(&self, keep: impl Fn(usize) -> bool) -> Table {
        let rows: Vec<usize> = (0..self.rows()).filter(|&r| keep(r)).collect();
        self.take(&rows)
    }

    /// Renames a column; nothing happens when it is absent.
    pub fn rename(&mut self, from: &str, to: &str) {
        if let Some(f) = self.fields.iter_mut().find(|f| f.name == from) {
            f.name = to.to_string();
        }
    }
}

fn wrong(column: &str, expected: &'static str) -> TableError {
    TableError::WrongType { column: column.to_string(), expected }
}
