//! `isard diff`: what changed between two atlases, and why.

use crate::args::{DiffArgs, Global};
use crate::display::style::BOLD;
use crate::failure::Failure;
use isard::model::Table;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::ExitCode;

pub(crate) fn diff(args: &DiffArgs, global: &Global) -> Result<ExitCode, Failure> {
    let (before, after) = (manifest(&args.before)?, manifest(&args.after)?);
    let causes = causes(&before, &after);
    let mut tables = BTreeMap::new();
    let names: BTreeSet<String> = table_names(&before).union(&table_names(&after)).cloned().collect();
    for name in names {
        let change = compare(&args.before, &args.after, &name)?;
        if let Some(change) = change {
            tables.insert(name, change);
        }
    }
    if global.json {
        println!("{:#}", json!({ "causes": causes, "tables": tables }));
        return Ok(ExitCode::SUCCESS);
    }
    if tables.is_empty() && causes.is_empty() {
        println!("The atlases are the same.");
        return Ok(ExitCode::SUCCESS);
    }
    anstream::println!("{BOLD}Why{BOLD:#}");
    if causes.is_empty() {
        println!("  inputs, options, seed and version are the same");
    }
    causes.iter().for_each(|c| println!("  {c}"));
    anstream::println!("\n{BOLD}What{BOLD:#}");
    if tables.is_empty() {
        println!("  no table differs");
    }
    for (name, change) in &tables {
        println!("  {name:<28} {}", change.as_str().unwrap_or(""));
    }
    Ok(ExitCode::SUCCESS)
}

fn manifest(atlas: &Path) -> Result<Value, Failure> {
    let file = atlas.join("manifest.json");
    let text = std::fs::read_to_string(&file).map_err(|e| {
        Failure::new(format!("{}: {e}", file.display())).hint("is it the folder of an atlas?")
    })?;
    serde_json::from_str(&text).map_err(|e| Failure::new(format!("{}: {e}", file.display())))
}

fn table_names(manifest: &Value) -> BTreeSet<String> {
    let tables = manifest["tables"].as_array().into_iter().flatten();
    tables.filter_map(|t| t["table"].as_str().map(str::to_string)).collect()
}

/// Inputs, options, seed and version that differ.
fn causes(before: &Value, after: &Value) -> Vec<String> {
    let mut out = Vec::new();
    for (key, word) in [("isard", "version"), ("seed", "seed")] {
        if before[key] != after[key] {
            out.push(format!("{word}: {} -> {}", before[key], after[key]));
        }
    }
    let hashes = |m: &Value| -> BTreeMap<String, String> {
        let inputs = m["inputs"].as_array().into_iter().flatten();
        inputs.filter_map(|i| Some((i["file"].as_str()?.into(), i["sha256"].as_str()?.into()))).collect()
    };
    let (a, b) = (hashes(before), hashes(after));
    for file in a.keys().chain(b.keys()).collect::<BTreeSet<_>>() {
        match (a.get(file), b.get(file)) {
            (Some(_), None) => out.push(format!("data: {file} is gone")),
            (None, Some(_)) => out.push(format!("data: {file} is new")),
            (x, y) if x != y => out.push(format!("data: {file} changed")),
            _ => {}
        }
    }
    let options = |m: &Value| -> BTreeMap<String, Value> {
        let steps = m["steps"].as_array().into_iter().flatten();
        steps
            .flat_map(|s| {
                let step = s["step"].as_str().unwrap_or("").to_string();
                let options = s["options"].as_object().cloned().unwrap_or_default();
                options.into_iter().map(move |(k, v)| (format!("{step}.{k}"), v))
            })
            .collect()
    };
    let (a, b) = (options(before), options(after));
    for name in a.keys().chain(b.keys()).collect::<BTreeSet<_>>() {
        if a.get(name) != b.get(name) {
            let show = |v: Option<&Value>| v.map_or_else(|| "not set".into(), Value::to_string);
            out.push(format!("option {name}: {} -> {}", show(a.get(name)), show(b.get(name))));
        }
    }
    out
}

/// How a table differs, in words; `None` when it does not.
fn compare(before: &Path, after: &Path, name: &str) -> Result<Option<Value>, Failure> {
    let path = |atlas: &Path| atlas.join("tables").join(format!("{name}.parquet"));
    match (path(before).is_file(), path(after).is_file()) {
        (true, false) => return Ok(Some("is gone".into())),
        (false, true) => return Ok(Some("is new".into())),
        (false, false) => return Ok(None),
        (true, true) => {}
    }
    let (a, b) = (isard_engine::parquet::read(path(before))?, isard_engine::parquet::read(path(after))?);
    if a == b {
        return Ok(None);
    }
    let names = |t: &Table| t.names().map(str::to_string).collect::<Vec<_>>();
    if names(&a) != names(&b) {
        return Ok(Some("has other columns".into()));
    }
    if a.rows() != b.rows() {
        return Ok(Some(format!("{} rows -> {} rows", a.rows(), b.rows()).into()));
    }
    let changed = |column: &str| (0..a.rows()).filter(|&r| a.value(r, column) != b.value(r, column)).count();
    let columns: Vec<String> = a
        .names()
        .filter_map(|c| match changed(c) {
            0 => None,
            n => Some(format!("{c} in {n} of {}", a.rows())),
        })
        .collect();
    Ok(Some(columns.join(", ").into()))
}
