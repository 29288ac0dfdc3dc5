//! The command line, defined once: it feeds parsing, help, completions and
//! the manual page.

use clap::{Args, Parser, Subcommand};
use isard_engine::{ByteSize, EngineOptions};
use std::path::PathBuf;

/// Regional economic clusters and cluster policy: a folder of data becomes an atlas.
#[derive(Debug, Parser)]
#[command(name = "isard", version, about, max_term_width = 100, propagate_version = true)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Args)]
pub(crate) struct Global {
    /// Print machine-readable JSON on standard output.
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// Number of threads; results do not depend on it.
    #[arg(long, global = true, value_name = "N", value_parser = clap::builder::RangedU64ValueParser::<usize>::new().range(1..))]
    pub(crate) threads: Option<usize>,
    /// Seed of all random numbers.
    #[arg(long, global = true, value_name = "N")]
    pub(crate) seed: Option<u64>,
    /// Memory for queries and panels, such as 2GiB; sorting and grouping beyond it spill to disk.
    #[arg(long, global = true, value_name = "SIZE")]
    pub(crate) memory: Option<ByteSize>,
    /// Print only results and errors.
    #[arg(long, short, global = true)]
    pub(crate) quiet: bool,
}

impl Global {
    /// How the engine works under these options.
    pub(crate) fn engine(&self) -> EngineOptions {
        EngineOptions {
            threads: self.threads,
            memory_limit: self.memory.map(|size| size.0),
            ..EngineOptions::default()
        }
    }
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Turn a study into an atlas: tables, figures, report.
    Run(RunArgs),
    /// Validate a study; every problem with its place and a hint.
    Check(CheckArgs),
    /// Start a study: a commented study.toml with a sample of each table.
    New(NewArgs),
    /// List, explain or run a single method.
    Method(MethodArgs),
    /// Query an atlas or data files.
    Sql(SqlArgs),
    /// Write the report of an atlas again.
    Report(ReportArgs),
    /// Say what changed between two atlases, and why.
    Diff(DiffArgs),
    /// Print a completion script for a shell.
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
    /// Print the manual page (roff).
    Man,
}

#[derive(Debug, Args)]
pub(crate) struct RunArgs {
    /// Study folder, study file, or the name of a bundled study; without it the bundled us-states.
    pub(crate) study: Option<PathBuf>,
    /// Folder of the atlas; an earlier atlas there is replaced in one step.
    #[arg(short, long, value_name = "DIR", default_value = "atlas")]
    pub(crate) output: PathBuf,
    /// Number of region groups.
    #[arg(short, long, value_name = "K")]
    pub(crate) k: Option<usize>,
    /// Set an option of a step, such as `typology.winsorize=2`.
    #[arg(long = "set", value_name = "STEP.OPTION=VALUE")]
    pub(crate) set: Vec<String>,
}

#[derive(Debug, Args)]
pub(crate) struct CheckArgs {
    /// Study folder or file.
    #[arg(required_unless_present = "explain")]
    pub(crate) study: Option<PathBuf>,
    /// Write a repaired copy of the study beside it and list each change.
    #[arg(long)]
    pub(crate) fix: bool,
    /// Explain a code such as E0312.
    #[arg(long, value_name = "CODE")]
    pub(crate) explain: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct NewArgs {
    /// Folder to make.
    pub(crate) folder: PathBuf,
    /// Copy a bundled study instead of the empty one: us-states, bay-area or sample-country.
    #[arg(long, value_name = "STUDY")]
    pub(crate) from: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct MethodArgs {
    #[command(subcommand)]
    pub(crate) command: MethodCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum MethodCommand {
    /// Name every method with its question.
    List,
    /// Explain a method: formula, inputs, options, outputs, references.
    Show {
        /// Identifier of the method.
        id: String,
    },
    /// Run a method on tables.
    Run {
        /// Identifier of the method.
        id: String,
        /// Tables: FILE for the first input, NAME=FILE for any (CSV, TSV, Excel, Parquet …).
        #[arg(value_name = "[NAME=]FILE")]
        files: Vec<String>,
        /// A table: the same as [NAME=]FILE.
        #[arg(long = "in", value_name = "NAME=FILE")]
        inputs: Vec<String>,
        /// An option: KEY=VALUE.
        #[arg(long = "set", value_name = "KEY=VALUE")]
        set: Vec<String>,
        /// Write the result to a file: .csv, .parquet, .xlsx or .json.
        #[arg(short, long, value_name = "FILE")]
        output: Option<PathBuf>,
    },
}

#[derive(Debug, Args)]
pub(crate) struct SqlArgs {
    /// Atlas folders or files, then the query.
    #[arg(required = true, num_args = 2.., value_name = "ATLAS|FILE... QUERY")]
    pub(crate) words: Vec<String>,
    /// Write the result to a file: .csv, .parquet, .xlsx or .json.
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct ReportArgs {
    /// Atlas folder.
    pub(crate) atlas: PathBuf,
    /// File to write (.html).
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct DiffArgs {
    /// Earlier atlas.
    pub(crate) before: PathBuf,
    /// Later atlas.
    pub(crate) after: PathBuf,
}
