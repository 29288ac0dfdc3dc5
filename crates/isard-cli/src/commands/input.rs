//! Files given to `isard method run` and `isard sql`.

use crate::args::Global;
use crate::display::number::counted;
use crate::display::problem::print_all;
use crate::failure::Failure;
use isard::model::{Severity, Table, infer};
use isard::registry::{Inputs, LongPanel};
use isard_engine::{DensePanel, Engine, PanelColumns, PanelSource};
use isard_io::NetworkPart;
use std::path::Path;

/// Inputs that are panels: region, industry, perhaps year, value.
const PANELS: [&str; 2] = ["activity", "establishments"];

/// Adds a file to the inputs of a method. A panel in a Parquet file may have
/// several rows for a cell, such as one for each plant: they are summed, and
/// `remarks` says so.
pub(crate) fn add(
    inputs: &mut Inputs,
    name: &str,
    path: &Path,
    global: &Global,
    remarks: &mut Vec<String>,
) -> Result<(), Failure> {
    match panel_columns(name, path)? {
        None => inputs.insert(name, for_method(name, path, global.quiet || global.json)?),
        Some(columns) => {
            let source = PanelSource::Parquet(path.to_path_buf());
            let panel = Engine::new(global.engine())?.aggregate_panel(&source, &columns)?;
            remarks.extend(panel.remarks().into_iter().map(|r| format!("{}: {r}", path.display())));
            match name {
                "activity" => inputs.insert_panel(name, long_panel(panel)),
                _ => inputs.insert(name, panel.to_table()),
            }
        }
    }
    Ok(())
}

/// Columns of a panel in a Parquet file; nothing where the file is something
/// else, which the method's own reading then judges.
fn panel_columns(name: &str, path: &Path) -> Result<Option<PanelColumns>, Failure> {
    if !PANELS.contains(&name) || path.extension().is_none_or(|e| e != "parquet") {
        return Ok(None);
    }
    let about = isard_engine::parquet::describe(path)?;
    let storage = |name: &str| about.columns.iter().find(|c| c.name == name).map(|c| c.storage);
    let key = |name: &str| matches!(storage(name), Some("text" | "integer"));
    let fits = key("region") && key("industry") && matches!(storage("value"), Some("integer" | "real"));
    let year = storage("year").is_some();
    Ok((fits && (!year || key("year"))).then(|| PanelColumns {
        region: "region".into(),
        industry: "industry".into(),
        year: year.then(|| "year".into()),
        measures: vec!["value".into()],
    }))
}

/// The panel as methods take it: the order of its cells is the same.
fn long_panel(panel: DensePanel) -> LongPanel {
    let has_year = !panel.years.is_empty();
    LongPanel {
        regions: panel.regions,
        industries: panel.industries,
        years: if has_year { panel.years } else { vec![0] },
        has_year,
        values: panel.measures.into_iter().next().map(|m| m.values).unwrap_or_default(),
    }
}

/// The part of a network file that an input is.
fn part(name: &str) -> Option<NetworkPart> {
    match name {
        "nodes" => Some(NetworkPart::Nodes),
        "edges" => Some(NetworkPart::Ties),
        "participants" => Some(NetworkPart::Participants),
        _ => None,
    }
}

/// A table for a method. Files of statistical offices name region, industry
/// and year in their own words, which are understood here.
fn for_method(name: &str, path: &Path, quiet: bool) -> Result<Table, Failure> {
    let mut table = read_part(path, part(name), quiet)?;
    if is_statistical(&table) {
        for (ours, theirs) in WORDS {
            let found = theirs.iter().find(|t| table.names().any(|n| n.eq_ignore_ascii_case(t)));
            let found = found.and_then(|t| table.names().find(|n| n.eq_ignore_ascii_case(t)));
            if let (Some(found), None) = (found.map(str::to_string), table.get(ours)) {
                table.rename(&found, ours);
            }
        }
    }
    Ok(table)
}

/// Names of the contract and what Eurostat, SDMX and others call them.
const WORDS: [(&str, &[&str]); 3] = [
    ("region", &["geo", "ref_area"]),
    ("industry", &["nace_r2", "nace_r1", "nace", "activity", "isic4", "isic"]),
    ("year", &["time"]),
];

/// Whether the reader turned a statistical format into these columns.
fn is_statistical(table: &Table) -> bool {
    ["time", "value", "status"].iter().all(|name| table.get(name).is_some())
}

/// A table as queries see it: the cells of text files are read as those of a
/// study; keys stay text, so that "01" is not taken for 1.
pub(crate) fn read(path: &Path, quiet: bool) -> Result<Table, Failure> {
    read_part(path, None, quiet)
}

fn read_part(path: &Path, part: Option<NetworkPart>, quiet: bool) -> Result<Table, Failure> {
    if path.extension().is_some_and(|e| e == "parquet") {
        return Ok(isard_engine::parquet::read(path)?);
    }
    let options = isard_io::ReadOptions::default();
    let mut raw = match part {
        Some(part) => isard_io::read_network_table(path, part, &options)?,
        None => isard_io::read_table(path, &options)?,
    };
    raw.origin.file = path.display().to_string();
    let names: Vec<String> = raw.table.names().map(str::to_string).collect();
    let mut keys = KEYS.to_vec();
    if is_statistical(&raw.table) {
        // Everything but time and value is a code.
        keys.extend(names.iter().map(String::as_str).filter(|n| !matches!(*n, "time" | "value")));
    }
    let checked = infer(raw, &keys);
    print_all(&checked.problems, Path::new(""), !quiet);
    let errors = checked.problems.iter().filter(|p| p.severity == Severity::Error).count();
    if errors > 0 {
        return Err(Failure::new(format!("{}: {}", path.display(), counted(errors, "error"))));
    }
    Ok(checked.table)
}

const KEYS: &[&str] =
    &["region", "industry", "indicator", "plant", "id", "source", "target", "from", "to", "group"];
