//! Every method once: what it asks, its formula, inputs, options, outputs and
//! references, and the function that runs it alone.
//!
//! Command-line help, method pages, report notes and the Python package are
//! generated from here. A method's entry stands in the method's own file as
//! `pub const METHOD`; this module only lists them.

mod inputs;
mod method;
mod options;
mod output;

use crate::model::TableSpec;

pub use inputs::{Indicators, Inputs, LongPanel};
pub use method::{InputSpec, Method, MethodError, Reference};
pub use options::{OptionKind, OptionSpec, OptionValue, Options, joined};
pub use output::Output;

/// All methods in the order of the questions.
pub fn methods() -> Vec<&'static Method> {
    let mut all = Vec::new();
    all.extend(crate::typology::METHODS);
    all.extend(crate::space::METHODS);
    all.extend(crate::inequality::METHODS);
    all.extend(crate::clusters::METHODS);
    all.extend(crate::complexity::METHODS);
    all.extend(crate::disclosure::METHODS);
    all.extend(crate::dynamics::METHODS);
    all.extend(crate::cooperation::METHODS);
    all.extend(crate::organizations::METHODS);
    all
}

/// Schemas of the tables that a run writes, in the order of the questions.
pub fn result_tables() -> Vec<TableSpec> {
    let mut all = Vec::new();
    all.extend(crate::typology::tables::TABLES);
    all.extend(crate::space::tables::TABLES);
    all.extend(crate::space::contiguous_tables::TABLES);
    all.extend(crate::inequality::tables::TABLES);
    all.extend(crate::clusters::tables::TABLES);
    all.extend(crate::complexity::tables::TABLES);
    all.extend(crate::disclosure::tables::TABLES);
    all.extend(crate::dynamics::tables::TABLES);
    all.extend(crate::cooperation::tables::TABLES);
    all.extend(crate::organizations::tables::TABLES);
    all.extend(crate::organizations::institution_tables::tables());
    all
}

/// A method by identifier, or the nearest identifier as a hint.
pub fn find(id: &str) -> Result<&'static Method, MethodError> {
    let all = methods();
    if let Some(&found) = all.iter().find(|m| m.id == id) {
        return Ok(found);
    }
    let nearest = nearest(id, all.iter().map(|m| m.id));
    Err(MethodError::UnknownMethod { id: id.to_string(), hint: nearest.map(str::to_string) })
}

/// The candidate most like `word`, if it is like it at all ("did you mean").
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let scored = candidates.into_iter().map(|c| (strsim::jaro_winkler(word, c), c));
    scored.filter(|(s, _)| *s > 0.8).max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(a.1))).map(|(_, c)| c)
}
