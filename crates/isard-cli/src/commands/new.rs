//! `isard new`: a study to start from.

use crate::args::{Global, NewArgs};
use crate::bundled;
use crate::failure::Failure;
use std::process::ExitCode;

const FILES: &[(&str, &str)] = &[
    ("study.toml", include_str!("../../template/study.toml")),
    ("regions.csv", include_str!("../../template/regions.csv")),
    ("indicator_definitions.csv", include_str!("../../template/indicator_definitions.csv")),
    ("indicators.csv", include_str!("../../template/indicators.csv")),
    ("industries.csv", include_str!("../../template/industries.csv")),
    ("activity.csv", include_str!("../../template/activity.csv")),
];

pub(crate) fn new(args: &NewArgs, global: &Global) -> Result<ExitCode, Failure> {
    let folder = &args.folder;
    let failed = |e: std::io::Error| Failure::new(format!("{}: {e}", folder.display()));
    if folder.exists() && std::fs::read_dir(folder).map_err(failed)?.next().is_some() {
        return Err(Failure::new(format!("{} is not empty", folder.display()))
            .hint("choose a new folder: nothing is ever overwritten"));
    }
    let files = match &args.from {
        Some(study) => bundled::unpack(study, folder).map_err(failed)?.ok_or_else(|| {
            Failure::new(format!("no bundled study `{study}`"))
                .hint(format!("bundled studies: {}", bundled::names().join(", ")))
        })?,
        None => {
            std::fs::create_dir_all(folder).map_err(failed)?;
            for (name, text) in FILES {
                std::fs::write(folder.join(name), text).map_err(failed)?;
            }
            FILES.iter().map(|f| f.0).collect()
        }
    };
    if global.json {
        println!("{:#}", serde_json::json!({ "folder": folder, "files": files }));
    } else if !global.quiet {
        let at = folder.display();
        match &args.from {
            Some(study) => eprintln!("Made {at}, a copy of {study} ({} files).", files.len()),
            None => eprintln!("Made {at} with study.toml and a sample of each table."),
        }
        eprintln!(
            "Replace its tables with your own, then:\n  isard check {at}\n  isard run {at} -o {at}-atlas"
        );
    }
    Ok(ExitCode::SUCCESS)
}
