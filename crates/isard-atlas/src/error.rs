//! Why a study was refused or an atlas not written.

use isard::model::Problem;
use std::path::PathBuf;
use thiserror::Error;

/// A study cannot be read or analysed.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum StudyError {
    /// The folder or file is not there.
    #[error("no study at {}", .0.display())]
    NoStudy(PathBuf),
    /// study.toml has a mistake.
    #[error("{}: {message}", file.display())]
    Config {
        /// The file.
        file: PathBuf,
        /// What is wrong, with line and column.
        message: String,
    },
    /// The tables have errors; all of them are listed.
    #[error("the study has {} errors", .0.iter().filter(|p| p.severity == isard::model::Severity::Error).count())]
    Problems(Vec<Problem>),
    /// A method refused the data.
    #[error("{step}: {source}")]
    Method {
        /// Step of the run.
        step: &'static str,
        /// What was wrong.
        source: isard::registry::MethodError,
    },
    /// The atlas could not be written or read.
    #[error("{}: {message}", path.display())]
    Write {
        /// File or folder.
        path: PathBuf,
        /// What the system said.
        message: String,
    },
    /// The engine failed.
    #[error(transparent)]
    Engine(#[from] isard_engine::EngineError),
    /// The report failed.
    #[error("report: {0}")]
    Report(String),
}

impl StudyError {
    /// What to do about it, where that is known.
    pub fn hint(&self) -> Option<String> {
        match self {
            StudyError::NoStudy(_) => {
                Some("give a folder with study.toml or regions.csv; `isard new DIR` makes one".into())
            }
            StudyError::Config { .. } => Some("`isard new DIR` writes a commented study.toml".into()),
            StudyError::Problems(_) => Some("`isard check` shows them all".into()),
            StudyError::Method { source, .. } => source.hint(),
            StudyError::Engine(e) => e.hint(),
            _ => None,
        }
    }
}
