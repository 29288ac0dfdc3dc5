//! What a report is made from.

use isard::model::{Boundary, Table, TableError};
use std::collections::BTreeMap;
use thiserror::Error;

/// Everything a report shows.
#[derive(Debug, Clone)]
pub struct ReportInput<'a> {
    /// What is known about the study.
    pub study: StudyInfo,
    /// Tables of the atlas by `question/name`; any may be absent, and what is
    /// absent is not shown.
    pub tables: &'a BTreeMap<String, Table>,
    /// Outlines of the regions.
    pub boundaries: &'a [Boundary],
    /// The manifest of the atlas: version, seed, options per step, inputs with
    /// hashes, assumptions, warnings, `atlas_id`, skipped questions.
    pub manifest: &'a serde_json::Value,
}

/// What is known about a study.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct StudyInfo {
    /// Identifier.
    pub id: String,
    /// Title.
    pub title: String,
    /// Some sentences.
    pub description: String,
    /// Where the data come from.
    pub source: String,
    /// Under which terms.
    pub licence: String,
    /// A notice that must stand beside the data.
    pub notice: Option<String>,
    /// Whether the data are invented.
    pub synthetic: bool,
    /// Whether the data come from a model rather than a count.
    pub modelled: bool,
    /// What one region is called, such as "county".
    pub noun_one: String,
    /// What several regions are called.
    pub noun_many: String,
    /// Keys of the regions of interest.
    pub focus: Vec<String>,
    /// Window of the map: west, south, east, north in degrees.
    pub frame: Option<[f64; 4]>,
    /// Names by region key.
    pub names: BTreeMap<String, String>,
    /// Short names for maps by region key.
    pub short_names: BTreeMap<String, String>,
}

/// The report cannot be written.
#[derive(Debug, Clone, Error, PartialEq)]
#[non_exhaustive]
pub enum ReportError {
    /// A table is not as the contract has it.
    #[error("table `{table}`: {source}")]
    Table {
        /// `question/name`.
        table: String,
        /// What is wrong.
        source: TableError,
    },
    /// A sentence is missing from the message file, or lacks an argument.
    #[error("message `{id}`: {problem}")]
    Message {
        /// Identifier.
        id: String,
        /// What is wrong.
        problem: String,
    },
}
