//! Files given to `isard method run` and `isard sql`.

use crate::display::number::counted;
use crate::display::problem::print_all;
use crate::failure::Failure;
use isard::model::{Severity, Table, infer};
use std::path::Path;

/// A table for a method. Files of statistical offices name region, industry
/// and year in their own words, which are understood here.
pub(crate) fn for_method(path: &Path, quiet: bool) -> Result<Table, Failure> {
    let mut table = read(path, quiet)?;
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
    if path.extension().is_some_and(|e| e == "parquet") {
        return Ok(isard_engine::parquet::read(path)?);
    }
    let mut raw = isard_io::read_table(path, &isard_io::ReadOptions::default())?;
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
