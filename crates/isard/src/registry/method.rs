//! The entry of a method.

use super::{Inputs, OptionSpec, Options, Output};
use crate::model::TableError;
use thiserror::Error;

/// A table a method reads.
#[derive(Debug, Clone, Copy)]
pub struct InputSpec {
    /// Name for `--in NAME=FILE`.
    pub name: &'static str,
    /// Columns in words.
    pub columns: &'static str,
    /// Whether the method can do without.
    pub optional: bool,
}

/// A work cited.
#[derive(Debug, Clone, Copy)]
pub struct Reference {
    /// Author, year, title, place.
    pub text: &'static str,
    /// Equation or page, where known.
    pub locator: &'static str,
    /// Digital object identifier, or empty.
    pub doi: &'static str,
    /// Whether the formula was compared with the cited text or with a peer's
    /// published number; otherwise the page says "unchecked".
    pub checked: bool,
}

/// A registered method.
#[derive(Debug)]
pub struct Method {
    /// Identifier for `isard method run ID`.
    pub id: &'static str,
    /// Question it belongs to (folder of the atlas and of the source).
    pub question: &'static str,
    /// Name in the field's words.
    pub title: &'static str,
    /// One sentence.
    pub summary: &'static str,
    /// Formula in plain text.
    pub formula: &'static str,
    /// When the result does not exist, and what status it then has.
    pub undefined: &'static str,
    /// Time and memory.
    pub complexity: &'static str,
    /// Tables read.
    pub inputs: &'static [InputSpec],
    /// Options.
    pub options: &'static [OptionSpec],
    /// Columns of the output: name and meaning.
    pub output: &'static [(&'static str, &'static str)],
    /// Works cited.
    pub references: &'static [Reference],
    /// Runs the method alone.
    pub run: fn(&Inputs, &Options) -> Result<Output, MethodError>,
}

/// A request or its data were refused.
#[derive(Debug, Clone, Error, PartialEq)]
#[non_exhaustive]
pub enum MethodError {
    /// No such method.
    #[error("no method `{id}`")]
    UnknownMethod {
        /// Identifier asked for.
        id: String,
        /// Nearest identifier.
        hint: Option<String>,
    },
    /// A table the method needs was not given.
    #[error("the method needs the input `{name}` ({columns})")]
    MissingInput {
        /// Name of the input.
        name: &'static str,
        /// Its columns.
        columns: &'static str,
    },
    /// No such option.
    #[error("no option `{name}`")]
    UnknownOption {
        /// Name asked for.
        name: String,
        /// What to do.
        hint: Option<String>,
    },
    /// An option has a value outside its range.
    #[error("option `{name}` = `{value}`: expected {expected}")]
    BadOption {
        /// Name of the option.
        name: String,
        /// Value given.
        value: String,
        /// What is allowed.
        expected: String,
    },
    /// A table lacks a column or has one of another type.
    #[error("input `{input}`: {source}")]
    Table {
        /// Name of the input.
        input: String,
        /// What is wrong.
        source: TableError,
    },
    /// The data do not allow the method.
    #[error("{message}")]
    Data {
        /// What was found and what was expected.
        message: String,
        /// What to do.
        hint: Option<String>,
    },
}

impl MethodError {
    /// The data do not allow the method.
    pub fn data(message: impl Into<String>) -> Self {
        MethodError::Data { message: message.into(), hint: None }
    }

    /// The data do not allow the method; `hint` says what to do.
    pub fn data_hint(message: impl Into<String>, hint: impl Into<String>) -> Self {
        MethodError::Data { message: message.into(), hint: Some(hint.into()) }
    }

    /// What to do about it, where that is known.
    pub fn hint(&self) -> Option<String> {
        match self {
            MethodError::UnknownMethod { hint: Some(h), .. } => Some(format!("did you mean `{h}`?")),
            MethodError::UnknownMethod { .. } => Some("`isard method list` names all methods".into()),
            MethodError::UnknownOption { hint, .. } | MethodError::Data { hint, .. } => hint.clone(),
            MethodError::MissingInput { name, .. } => Some(format!("add --in {name}=FILE")),
            _ => None,
        }
    }
}
