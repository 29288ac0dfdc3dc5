//! Renders a report from a folder of CSV tables, to look at it without a run.
//!
//! ```text
//! cargo run -p isard-report --example preview -- FOLDER report.html [FIGURES]
//! ```
//! The folder holds `question.table.csv`, and optionally `boundaries.json`
//! (a list of regions with polygons), `study.json` and `manifest.json`.

use isard::model::{Boundary, Column, Table};
use isard_report::{ReportInput, StudyInfo, figures, render_html};
use serde_json::Value;
use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::path::Path;

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [folder, out, rest @ ..] = args.as_slice() else {
        return Err("usage: preview FOLDER report.html [FIGURES]".into());
    };
    let folder = Path::new(folder);
    let mut tables = BTreeMap::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().and_then(|n| n.to_str()).unwrap_or_default().to_string();
        if let Some(stem) = name.strip_suffix(".csv") {
            tables.insert(stem.replacen('.', "/", 1), read_csv(&path)?);
        }
    }
    let json = |name: &str| -> Value {
        let text = fs::read_to_string(folder.join(name)).unwrap_or_default();
        serde_json::from_str(&text).unwrap_or(Value::Null)
    };
    let (boundaries, manifest) = (boundaries(&json("boundaries.json")), json("manifest.json"));
    let input = ReportInput {
        study: study(&json("study.json")),
        tables: &tables,
        boundaries: &boundaries,
        manifest: &manifest,
    };
    fs::write(out, render_html(&input)?)?;
    if let Some(target) = rest.first() {
        fs::create_dir_all(target)?;
        for (name, svg) in figures(&input)? {
            fs::write(Path::new(target).join(name), svg)?;
        }
    }
    Ok(())
}

/// A CSV file as a table; a column's type is the narrowest that fits, keys stay text.
fn read_csv(path: &Path) -> Result<Table, Box<dyn Error>> {
    const TEXT: [&str; 6] = ["region", "industry", "cluster", "indicator", "parent", "name"];
    let mut reader = csv::Reader::from_path(path)?;
    let names: Vec<String> = reader.headers()?.iter().map(str::to_string).collect();
    let rows: Vec<csv::StringRecord> = reader.records().collect::<Result<_, _>>()?;
    let mut table = Table::new();
    for (i, name) in names.iter().enumerate() {
        let cells: Vec<Option<&str>> = rows.iter().map(|r| r.get(i).filter(|c| !c.is_empty())).collect();
        let fits = |test: &dyn Fn(&str) -> bool| {
            !TEXT.contains(&name.as_str())
                && cells.iter().any(Option::is_some)
                && cells.iter().flatten().all(|c| test(c))
        };
        let column = if fits(&|c| c.parse::<i64>().is_ok()) {
            Column::Integer(cells.iter().map(|c| c.and_then(|c| c.parse().ok())).collect())
        } else if fits(&|c| c.parse::<f64>().is_ok()) {
            Column::Real(cells.iter().map(|c| c.and_then(|c| c.parse().ok())).collect())
        } else if fits(&|c| matches!(c, "True" | "False" | "true" | "false")) {
            Column::Boolean(cells.iter().map(|c| c.map(|c| c.eq_ignore_ascii_case("true"))).collect())
        } else {
            Column::Text(cells.into_iter().collect())
        };
        table.push(name.clone(), column);
    }
    Ok(table)
}

fn boundaries(value: &Value) -> Vec<Boundary> {
    let points = |ring: &Value| -> Vec<[f64; 2]> {
        let each = ring.as_array().into_iter().flatten();
        each.filter_map(|p| Some([p.get(0)?.as_f64()?, p.get(1)?.as_f64()?])).collect()
    };
    let list = |v: &Value| v.as_array().cloned().unwrap_or_default();
    list(value)
        .iter()
        .map(|b| Boundary {
            region: b["region"].as_str().unwrap_or_default().to_string(),
            polygons: list(&b["polygons"]).iter().map(|p| list(p).iter().map(points).collect()).collect(),
        })
        .collect()
}

fn study(value: &Value) -> StudyInfo {
    let text = |name: &str| value[name].as_str().unwrap_or_default().to_string();
    let map = |name: &str| -> BTreeMap<String, String> {
        let pairs = value[name].as_object().into_iter().flatten();
        pairs.filter_map(|(k, v)| Some((k.clone(), v.as_str()?.to_string()))).collect()
    };
    let frame: Vec<f64> = value["frame"].as_array().into_iter().flatten().filter_map(Value::as_f64).collect();
    StudyInfo {
        id: text("id"),
        title: text("title"),
        description: text("description"),
        source: text("source"),
        licence: text("licence"),
        notice: value["notice"].as_str().map(str::to_string),
        synthetic: value["synthetic"].as_bool().unwrap_or(false),
        modelled: value["modelled"].as_bool().unwrap_or(false),
        noun_one: text("noun_one"),
        noun_many: text("noun_many"),
        focus: value["focus"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|v| Some(v.as_str()?.into()))
            .collect(),
        frame: frame.try_into().ok(),
        names: map("names"),
        short_names: map("short_names"),
    }
}
