//! `isard report`: the report of an atlas, written again.

use crate::args::{Global, ReportArgs};
use crate::failure::Failure;
use std::process::ExitCode;

pub(crate) fn report(args: &ReportArgs, global: &Global) -> Result<ExitCode, Failure> {
    let suffix = args.output.extension().and_then(|e| e.to_str()).unwrap_or("");
    if suffix != "html" {
        return Err(Failure::new(format!("no reports as .{suffix}"))
            .hint("write .html and print it to PDF from a browser: it is laid out for A4"));
    }
    let html = isard_atlas::report_of(&args.atlas)?;
    std::fs::write(&args.output, html)
        .map_err(|e| Failure::new(format!("{}: {e}", args.output.display())))?;
    if global.json {
        println!("{:#}", serde_json::json!({ "report": args.output }));
    } else if !global.quiet {
        eprintln!("Wrote {}", args.output.display());
    }
    Ok(ExitCode::SUCCESS)
}
