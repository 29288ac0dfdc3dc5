//! Reference files that are not part of the repository.

use serde_json::Value;
use std::path::PathBuf;

/// Folder of the reference files: `ISARD_SHARED`, or `shared` beside the checkout.
fn folder() -> PathBuf {
    match std::env::var_os("ISARD_SHARED") {
        Some(path) => path.into(),
        None => PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared"),
    }
}

/// A file of the reference folder, or `None` with a line that says so.
pub(crate) fn text(name: &str) -> Option<String> {
    read("refs", name)
}

/// A file of the data folder, or `None` with a line that says so.
pub(crate) fn data(name: &str) -> Option<String> {
    read("data", name)
}

fn read(part: &str, name: &str) -> Option<String> {
    let found = std::fs::read_to_string(folder().join(part).join(name)).ok();
    if found.is_none() {
        println!("skipped: shared data not present ({name})");
    }
    found
}

/// A JSON file of the reference folder, or `None` with a line that says so.
pub(crate) fn json(name: &str) -> Option<Value> {
    text(name).map(|t| serde_json::from_str(&t).expect("reference files are valid JSON"))
}

/// A case of a file that is a list of cases.
pub(crate) fn case<'a>(file: &'a Value, id: &str) -> &'a Value {
    let cases = file.as_array().expect("a list of cases");
    cases.iter().find(|c| c["id"] == id).unwrap_or_else(|| panic!("no case {id}"))
}

/// Numbers of a JSON list; anything else in it (such as "NA") is NaN.
pub(crate) fn numbers(list: &Value) -> Vec<f64> {
    let list = list.as_array().expect("a list");
    list.iter().map(|v| v.as_f64().unwrap_or(f64::NAN)).collect()
}

/// Cells of a JSON matrix in row order, with rows and columns.
pub(crate) fn matrix(value: &Value) -> (Vec<f64>, usize, usize) {
    let rows: Vec<Vec<f64>> = value["values"].as_array().expect("rows").iter().map(numbers).collect();
    (rows.concat(), rows.len(), rows[0].len())
}
