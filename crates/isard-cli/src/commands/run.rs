//! `isard run`: a study becomes an atlas.

use crate::args::{Global, RunArgs};
use crate::bundled;
use crate::display::number::{counted, grouped};
use crate::display::problem;
use crate::display::progress::Course;
use crate::display::style::{BOLD, NOTE, WARNING};
use crate::failure::Failure;
use isard::model::{Severity, Table};
use isard_atlas::{Atlas, RunOptions, RunRecord, Written};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

pub(crate) fn run(args: &RunArgs, global: &Global) -> Result<ExitCode, Failure> {
    let start = Instant::now();
    let course = Course::new(global.quiet || global.json);
    let unpacked = tempfile::tempdir().map_err(|e| Failure::new(e.to_string()))?;
    let study_path = resolve(args.study.as_deref(), unpacked.path())?;
    course.line("Reading", &isard_atlas::study_file(&study_path)?.display().to_string());
    let study = isard_atlas::load_with(&study_path, global.memory, &course)?;
    if study.has_errors() {
        course.end();
        if global.json {
            println!("{:#}", serde_json::json!({ "problems": study.problems }));
        } else {
            problem::print_all(&study.problems, &study.folder, false);
        }
        let errors = study.problems.iter().filter(|p| p.severity == Severity::Error).count();
        return Err(Failure::new(format!(
            "{}: {}, no atlas was written",
            study.config.study.id,
            counted(errors, "error")
        ))
        .hint("`isard check` shows them all; an earlier atlas is untouched"));
    }
    let mended = study.problems.iter().filter(|p| p.severity == Severity::Note).count();
    let repaired = if mended == 0 { "nothing repaired".to_string() } else { counted(mended, "remark") };
    course.done(
        "Checked",
        &format!("{} tables, {} rows, {repaired}", study.tables.len(), grouped(study.rows())),
    );
    let options = RunOptions { seed: global.seed, set: settings(args)? };
    let atlas = isard_atlas::analyze(study, &options, &course)?;
    let record = RunRecord { seconds: start.elapsed().as_secs_f64(), threads: rayon::current_num_threads() };
    let written = isard_atlas::write(&atlas, &args.output, &record, &course)?;
    course.done(
        "Wrote",
        &format!(
            "{}: {} tables, {} figures, report.html",
            args.output.display(),
            written.tables,
            written.figures
        ),
    );
    course.end();
    if global.json {
        println!("{:#}", summary_json(&atlas, &written, &record));
    } else if !global.quiet {
        print_summary(&atlas, &args.output, &written, start.elapsed().as_secs_f64(), record.threads);
    }
    Ok(ExitCode::SUCCESS)
}

/// The study's path; a bundled one by its name, unless a folder has that name.
fn resolve(given: Option<&Path>, unpack: &Path) -> Result<PathBuf, Failure> {
    let path = given.unwrap_or(Path::new(bundled::DEFAULT));
    if path.exists() && given.is_some() {
        return Ok(path.to_path_buf());
    }
    let name = path.to_string_lossy();
    match bundled::folder(&name, unpack).map_err(|e| Failure::new(e.to_string()))? {
        Some(folder) => Ok(folder),
        None => Err(Failure::new(format!("no study at {name}"))
            .hint(format!("give a folder, or a bundled study: {}", bundled::names().join(", ")))),
    }
}

/// `--set STEP.OPTION=VALUE` and `--k`, by step.
fn settings(args: &RunArgs) -> Result<BTreeMap<String, Vec<(String, String)>>, Failure> {
    let mut out: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
    if let Some(k) = args.k {
        out.entry("typology".into()).or_default().push(("k".into(), k.to_string()));
    }
    for text in &args.set {
        let parts = text.split_once('=').and_then(|(name, value)| Some((name.split_once('.')?, value)));
        let Some(((step, option), value)) = parts else {
            return Err(Failure::new(format!("--set {text}: expected STEP.OPTION=VALUE"))
                .hint("for instance --set typology.k=4"));
        };
        out.entry(step.into()).or_default().push((option.replace('_', "-"), value.into()));
    }
    Ok(out)
}

fn summary_json(atlas: &Atlas, written: &Written, record: &RunRecord) -> serde_json::Value {
    let mut manifest = atlas.manifest();
    if let serde_json::Value::Object(map) = &mut manifest {
        map.insert("report".into(), written.report.display().to_string().into());
        map.insert("seconds".into(), record.seconds.into());
    }
    manifest
}

fn print_summary(atlas: &Atlas, folder: &Path, written: &Written, seconds: f64, threads: usize) {
    if let Some(t) = atlas.tables.get("typology/groups") {
        print_groups(atlas, &t.table);
    }
    if let Some(t) = atlas.tables.get("clusters/strength") {
        print_clusters(atlas, &t.table);
    }
    for warning in &atlas.warnings {
        anstream::eprintln!("\n{WARNING}warning{WARNING:#}{BOLD}:{BOLD:#} {}", problem::wrap(warning, 9));
    }
    anstream::eprintln!("\n{NOTE}Report{NOTE:#}   {}", written.report.display());
    anstream::eprintln!(
        "{NOTE}Query{NOTE:#}    isard sql {} \"select * from typology.groups\"",
        folder.display()
    );
    let n = atlas.warnings.len();
    let warnings = if n == 1 { "1 warning".into() } else { format!("{n} warnings") };
    anstream::eprintln!("Done in {seconds:.1} s, {warnings}. Seed {}, {threads} threads.", atlas.seed);
}

fn print_groups(atlas: &Atlas, groups: &Table) {
    let last = (0..groups.rows()).filter_map(|r| groups.integer_at(r, "year")).max();
    let rows: Vec<usize> = (0..groups.rows())
        .filter(|&r| groups.integer_at(r, "year") == last && groups.integer_at(r, "group").is_some())
        .collect();
    let mut by_group: BTreeMap<i64, Vec<usize>> = BTreeMap::new();
    for &r in &rows {
        by_group.entry(groups.integer_at(r, "group").unwrap_or(0)).or_default().push(r);
    }
    let year = last.filter(|y| *y > 0).map_or_else(String::new, |y| format!(", {y}"));
    anstream::eprintln!("\n{BOLD}Groups of {}{year}{BOLD:#}", atlas.study.noun_many);
    anstream::eprintln!(
        "  {:<10} {:>6} {:>11} {:>7}  MOST TYPICAL",
        "GROUP",
        "NUMBER",
        "SILHOUETTE",
        "BORDER"
    );
    for mut members in by_group.into_values() {
        let name = groups.text_at(members[0], "group_name").unwrap_or("").to_string();
        let silhouettes: Vec<f64> = members.iter().filter_map(|&r| groups.real_at(r, "silhouette")).collect();
        let mean = silhouettes.iter().sum::<f64>() / silhouettes.len().max(1) as f64;
        let border = members
            .iter()
            .filter(|&&r| groups.value(r, "border") == isard::model::Value::Boolean(true))
            .count();
        let distance = |r: &usize| groups.real_at(*r, "distance_to_center").unwrap_or(f64::INFINITY);
        members.sort_by(|a, b| distance(a).total_cmp(&distance(b)));
        let typical: Vec<&str> = members
            .iter()
            .take(3)
            .filter_map(|&r| {
                let key = groups.text_at(r, "region")?;
                Some(atlas.study.names.get(key).map_or(key, String::as_str))
            })
            .collect();
        anstream::eprintln!(
            "  {name:<10} {:>6} {mean:>11.2} {border:>7}  {}",
            members.len(),
            typical.join(", ")
        );
    }
}

fn print_clusters(atlas: &Atlas, strength: &Table) {
    let focus = atlas.study.focus.first().cloned();
    let Some(focus) = focus else { return };
    let mut rows: Vec<usize> = (0..strength.rows())
        .filter(|&r| strength.text_at(r, "region") == Some(&focus) && strength.real_at(r, "lq").is_some())
        .collect();
    if rows.is_empty() {
        return;
    }
    let stars = |r: usize| strength.real_at(r, "stars_expected").unwrap_or(0.0);
    rows.sort_by(|&a, &b| {
        stars(b).total_cmp(&stars(a)).then(
            strength.real_at(b, "lq").unwrap_or(0.0).total_cmp(&strength.real_at(a, "lq").unwrap_or(0.0)),
        )
    });
    let name = atlas.study.names.get(&focus).unwrap_or(&focus);
    anstream::eprintln!("\n{BOLD}{name}: strongest clusters{BOLD:#}");
    anstream::eprintln!(
        "  {:<34} {:>10} {:>6}  {:<9} {:<5} {:>8}",
        "CLUSTER",
        "SIZE",
        "LQ",
        "90 %",
        "STARS",
        "EXPECTED"
    );
    // A cluster is an industry or a category that the study defines.
    let named = |table: &str, column: &str, key: &str| -> Option<String> {
        let table = &atlas.tables.get(table)?.table;
        let row = (0..table.rows()).find(|&i| table.text_at(i, column) == Some(key))?;
        table.text_at(row, "name").map(str::to_string)
    };
    for &r in rows.iter().take(6) {
        let key = strength.text_at(r, "cluster").unwrap_or("");
        let name = named("study/cluster_definitions", "cluster", key)
            .or_else(|| named("study/industries", "industry", key))
            .unwrap_or_else(|| key.to_string());
        let number = |c: &str| strength.real_at(r, c);
        let interval = match (number("low"), number("high")) {
            (Some(a), Some(b)) => format!("{a:.1}-{b:.1}"),
            _ => "-".into(),
        };
        let stars = "*".repeat(strength.integer_at(r, "stars").unwrap_or(0).max(0) as usize);
        let short: String = name.chars().take(34).collect();
        anstream::eprintln!(
            "  {short:<34} {:>10} {:>6.1}  {interval:<9} {stars:<5} {:>8}",
            number("value").map_or_else(|| "-".into(), |v| grouped(v.round() as usize)),
            number("lq").unwrap_or(0.0),
            number("stars_expected").map_or_else(|| "-".into(), |v| format!("{v:.1}")),
        );
    }
}
