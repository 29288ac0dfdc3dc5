//! Errors of the libraries below in the words of [`EngineError`].

use crate::EngineError;
use datafusion::common::{DataFusionError, SchemaError};
use std::path::Path;

pub(crate) fn file_error(path: &Path, source: std::io::Error) -> EngineError {
    EngineError::File { path: path.to_path_buf(), source }
}

pub(crate) fn damaged(path: &Path, reason: impl ToString) -> EngineError {
    EngineError::Damaged { path: path.to_path_buf(), reason: first_line(&reason.to_string()) }
}

/// Translates an error of the planner or the execution.
pub(crate) fn query_error(error: &DataFusionError, limit: Option<usize>) -> EngineError {
    let error = root(error);
    match error {
        DataFusionError::SchemaError(cause, _) => match cause.as_ref() {
            SchemaError::FieldNotFound { field, valid_fields } => EngineError::UnknownColumn {
                column: field.name.clone(),
                present: distinct(valid_fields.iter().map(|f| f.name.clone())),
            },
            other => EngineError::Query { reason: first_line(&other.to_string()) },
        },
        DataFusionError::SQL(cause, _) => {
            let reason = first_line(&cause.to_string());
            let reason = reason.strip_prefix("sql parser error: ").map_or(reason.clone(), str::to_string);
            EngineError::Syntax { reason }
        }
        DataFusionError::ResourcesExhausted(reason) => {
            EngineError::OutOfMemory { reason: first_line(reason), limit }
        }
        other => EngineError::Query { reason: first_line(&other.message()) },
    }
}

/// The cause beneath context and collections.
fn root(error: &DataFusionError) -> &DataFusionError {
    match error.find_root() {
        DataFusionError::Diagnostic(_, inner) => root(inner),
        DataFusionError::Collection(all) => all.first().map_or(error, root),
        other => other,
    }
}

/// The rest is a listing for the library's own developers.
fn first_line(text: &str) -> String {
    text.lines().next().unwrap_or_default().trim().to_string()
}

fn distinct(names: impl Iterator<Item = String>) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for name in names {
        if !all.contains(&name) {
            all.push(name);
        }
    }
    all
}
