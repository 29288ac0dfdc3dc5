//! `isard completions` and `isard man`.

use crate::args::Cli;
use crate::failure::Failure;
use clap::CommandFactory;
use std::process::ExitCode;

pub(crate) fn completions(shell: clap_complete::Shell) -> Result<ExitCode, Failure> {
    clap_complete::generate(shell, &mut Cli::command(), "isard", &mut std::io::stdout());
    Ok(ExitCode::SUCCESS)
}

pub(crate) fn man() -> Result<ExitCode, Failure> {
    let page = clap_mangen::Man::new(Cli::command());
    page.render(&mut std::io::stdout()).map_err(|e| Failure::new(e.to_string()))?;
    Ok(ExitCode::SUCCESS)
}
