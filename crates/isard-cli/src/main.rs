//! The command `isard`: a study becomes an atlas, and everything around it.

mod args;
mod bundled;
mod commands;
mod display;
mod failure;

use args::{Cli, Command};
use clap::Parser;
use std::process::ExitCode;

fn main() -> ExitCode {
    let cli = Cli::parse();
    // A panic is a mistake of ours: it is caught, told, and never shown as a backtrace.
    std::panic::set_hook(Box::new(|_| {}));
    let outcome = std::panic::catch_unwind(|| dispatch(&cli));
    match outcome {
        Ok(Ok(code)) => code,
        Ok(Err(failure)) => {
            failure.print(cli.global.json);
            ExitCode::FAILURE
        }
        Err(panic) => {
            failure::Failure::of_panic(&*panic).print(cli.global.json);
            ExitCode::FAILURE
        }
    }
}

fn dispatch(cli: &Cli) -> Result<ExitCode, failure::Failure> {
    let global = &cli.global;
    if let Some(threads) = global.threads {
        // Fails only when a pool exists already, and then the pool stays as it is.
        let _ = rayon::ThreadPoolBuilder::new().num_threads(threads).build_global();
    }
    match &cli.command {
        Command::Run(args) => commands::run::run(args, global),
        Command::Check(args) => commands::check::check(args, global),
        Command::New(args) => commands::new::new(args, global),
        Command::Method(args) => commands::method::method(args, global),
        Command::Sql(args) => commands::sql::sql(args, global),
        Command::Report(args) => commands::report::report(args, global),
        Command::Diff(args) => commands::diff::diff(args, global),
        Command::Completions { shell } => commands::shell::completions(*shell),
        Command::Man => commands::shell::man(),
    }
}
