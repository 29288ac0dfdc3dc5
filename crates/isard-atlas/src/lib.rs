//! From a study folder to an atlas folder: the one place where reading,
//! methods, report and writing meet. The command line, the server and the
//! Python package call it.
//!
//! ```text
//! load(folder) -> Study -> analyze(study) -> Atlas -> write(atlas, folder)
//! ```

mod analysis;
mod atlas;
mod config;
mod describe;
mod error;
mod network_file;
mod problems;
mod progress;
mod regroup;
mod study;
mod sum;
mod swap;
mod write;

pub use analysis::{RunOptions, analyze};
pub use atlas::{Atlas, AtlasTable, Skipped, Step};
pub use config::{Heading, Nouns, RunConfig, StudyConfig, TableConfig};
pub use error::StudyError;
pub use progress::{Progress, Silent};
pub use study::{InputFile, Study, load, load_with, study_file};
pub use write::{RunRecord, Written, report_of, write};
