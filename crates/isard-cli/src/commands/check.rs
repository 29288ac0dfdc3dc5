//! `isard check`: every problem of a study, and a repaired copy on request.

use crate::args::{CheckArgs, Global};
use crate::display::number::counted;
use crate::display::problem;
use crate::display::style::{BOLD, ERROR};
use crate::failure::Failure;
use isard::model::{Problem, Severity, explain};
use isard_atlas::{Silent, Study};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

pub(crate) fn check(args: &CheckArgs, global: &Global) -> Result<ExitCode, Failure> {
    if let Some(code) = &args.explain {
        return explain_code(code);
    }
    let Some(path) = &args.study else { return Err(Failure::new("name a study")) };
    let start = Instant::now();
    let study = isard_atlas::load_with(path, global.memory, &Silent)?;
    if global.json {
        println!("{:#}", serde_json::json!({ "study": study.config.study.id, "problems": study.problems }));
    } else {
        problem::print_all(&study.problems, &study.folder, !global.quiet);
        summary(&study, start.elapsed().as_secs_f64());
    }
    if args.fix {
        fix(&study)?;
    }
    Ok(if study.has_errors() { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn explain_code(code: &str) -> Result<ExitCode, Failure> {
    match explain(&code.to_uppercase()) {
        Some((title, text)) => {
            println!("{}: {title}\n\n{}", code.to_uppercase(), problem::wrap(text, 0));
            Ok(ExitCode::SUCCESS)
        }
        None => {
            let codes: Vec<&str> = isard::model::CODES.iter().map(|c| c.0).collect();
            Err(Failure::new(format!("no code {code}")).hint(format!("codes are {}", codes.join(", "))))
        }
    }
}

fn summary(study: &Study, seconds: f64) {
    let count = |s| study.problems.iter().filter(|p| p.severity == s).count();
    let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
    let style = if errors > 0 { ERROR } else { BOLD };
    anstream::eprintln!(
        "{style}{}: {}, {}{style:#} in {} ({}, {seconds:.2} s)",
        study.config.study.id,
        counted(errors, "error"),
        counted(warnings, "warning"),
        counted(study.inputs.len(), "file"),
        counted(study.rows(), "row"),
    );
    let first = study.problems.iter().find(|p| p.severity == Severity::Error);
    match first {
        Some(p) => {
            anstream::eprintln!("Nothing was written. Explain an error: isard check --explain {}", p.code)
        }
        None => anstream::eprintln!("Nothing was written. Analyse it: isard run {}", study.folder.display()),
    }
}

/// Writes the study again beside itself with every known repair applied.
fn fix(study: &Study) -> Result<(), Failure> {
    let failed = |path: &Path, e: std::io::Error| Failure::new(format!("{}: {e}", path.display()));
    let fixes: Vec<&Problem> =
        study.problems.iter().filter(|p| p.fix.is_some() && p.place.delimiter.is_some()).collect();
    if fixes.is_empty() {
        anstream::eprintln!("Nothing that could be repaired by itself.");
        return Ok(());
    }
    let folder = study.folder.canonicalize().map_err(|e| failed(&study.folder, e))?;
    let name = folder.file_name().map_or_else(|| "study".into(), |n| n.to_string_lossy().into_owned());
    let copy = folder.with_file_name(format!("{name}-fixed"));
    if copy.exists() {
        return Err(Failure::new(format!("{} exists", copy.display())).hint("remove or rename it first"));
    }
    std::fs::create_dir_all(&copy).map_err(|e| failed(&copy, e))?;
    let mut files: Vec<PathBuf> = Vec::new();
    for input in &study.inputs {
        let path = PathBuf::from(&input.file);
        // Only files of the folder itself are copied; what lies outside keeps its place.
        if path.components().all(|c| matches!(c, std::path::Component::Normal(_))) {
            let target = copy.join(&path);
            if let Some(parent) = target.parent() {
                std::fs::create_dir_all(parent).map_err(|e| failed(parent, e))?;
            }
            std::fs::copy(folder.join(&path), &target).map_err(|e| failed(&target, e))?;
            files.push(path);
        }
    }
    for file in files {
        let here: Vec<&&Problem> = fixes.iter().filter(|p| Path::new(&p.place.file) == file).collect();
        if !here.is_empty() {
            apply(&copy.join(&file), &here)?;
        }
    }
    anstream::eprintln!("Wrote the repaired copy {}", copy.display());
    Ok(())
}

/// Replaces every cell of a column that holds the found text.
fn apply(file: &Path, fixes: &[&&Problem]) -> Result<(), Failure> {
    let raw = isard_io::read_table(file, &isard_io::ReadOptions::default())?;
    let mut table = isard::model::Table::new();
    for field in raw.table.fields() {
        let mut column = isard::model::TextColumn::new();
        for row in 0..raw.table.rows() {
            let cell = field.column.display(row);
            let repaired = fixes.iter().find(|p| {
                p.place.column.as_deref() == Some(field.name.as_str())
                    && p.found == cell.as_deref().map(|c| c.trim().to_string())
            });
            match repaired.and_then(|p| p.fix.as_deref()) {
                Some(new) => {
                    let line = raw.line(row).unwrap_or(0);
                    anstream::eprintln!(
                        "  {}:{line}, column `{}`: {} -> {new}",
                        file.display(),
                        field.name,
                        cell.unwrap_or_default()
                    );
                    column.push(Some(new));
                }
                None => column.push(cell.as_deref()),
            }
        }
        table.push(field.name.clone(), isard::model::Column::Text(column));
    }
    let out = std::fs::File::create(file).map_err(|e| Failure::new(format!("{}: {e}", file.display())))?;
    isard_io::write_csv(&table, out)?;
    Ok(())
}
