//! An atlas in memory becomes a folder.

use crate::atlas::Atlas;
use crate::describe::{data_package, json_schema, ro_crate};
use crate::swap::Swap;
use crate::{Progress, StudyError};
use isard::model::Table;
use isard_report::ReportInput;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// What may differ between two runs: kept apart from everything else.
#[derive(Debug, Clone, Default)]
pub struct RunRecord {
    /// Seconds from start to the end of the analysis.
    pub seconds: f64,
    /// Threads used.
    pub threads: usize,
}

/// What was written.
#[derive(Debug, Clone, Default)]
pub struct Written {
    /// Number of tables.
    pub tables: usize,
    /// Number of figures.
    pub figures: usize,
    /// The report.
    pub report: PathBuf,
}

/// Writes the atlas to `folder`, replacing an earlier atlas in one step.
///
/// # Errors
/// The folder exists and is no atlas, or the file system refuses.
pub fn write(
    atlas: &Atlas,
    folder: &Path,
    run: &RunRecord,
    progress: &dyn Progress,
) -> Result<Written, StudyError> {
    let refuse = |message: String| StudyError::Write { path: folder.into(), message };
    let occupied = folder.exists() && std::fs::read_dir(folder).is_ok_and(|mut d| d.next().is_some());
    if occupied && !folder.join("manifest.json").is_file() {
        return Err(refuse("is not empty and is no atlas; choose another folder with -o".into()));
    }
    let swap = Swap::begin(folder).map_err(|e| refuse(e.to_string()))?;
    let manifest = atlas.manifest();
    let put = |name: &str, bytes: &[u8]| -> Result<(), StudyError> {
        let path = swap.path().join(name);
        let done = std::fs::create_dir_all(path.parent().unwrap_or(Path::new(".")))
            .and_then(|()| std::fs::write(&path, bytes));
        done.map_err(|e| StudyError::Write { path: folder.join(name), message: e.to_string() })
    };
    progress.step("writing tables");
    for (path, t) in &atlas.tables {
        let file = swap.path().join("tables").join(format!("{path}.parquet"));
        if let Some(parent) = file.parent() {
            std::fs::create_dir_all(parent).map_err(|e| refuse(e.to_string()))?;
        }
        isard_engine::parquet::write(&file, &t.table, Some(&t.spec))?;
        put(&format!("schema/{}.json", path.replace('/', "-")), pretty(&json_schema(path, t)).as_bytes())?;
    }
    put("manifest.json", pretty(&manifest).as_bytes())?;
    put("datapackage.json", pretty(&data_package(atlas)).as_bytes())?;
    put("ro-crate-metadata.json", pretty(&ro_crate(atlas)).as_bytes())?;
    let machine = serde_json::json!({
        "seconds": run.seconds,
        "threads": run.threads,
        "system": std::env::consts::OS,
        "architecture": std::env::consts::ARCH,
    });
    put("run.json", pretty(&machine).as_bytes())?;
    if !atlas.boundaries.is_empty() {
        let mut geojson = Vec::new();
        let regions = outlined(atlas);
        isard_io::write_geojson(&atlas.boundaries, &regions, "region", &mut geojson)
            .map_err(|e| refuse(e.to_string()))?;
        put("boundaries.geojson", &geojson)?;
    }
    progress.step("drawing the report");
    let tables = bare_tables(atlas);
    let input = ReportInput {
        study: atlas.study.clone(),
        tables: &tables,
        boundaries: &atlas.boundaries,
        manifest: &manifest,
    };
    let html = isard_report::render_html(&input).map_err(|e| StudyError::Report(e.to_string()))?;
    put("report.html", html.as_bytes())?;
    let figures = isard_report::figures(&input).map_err(|e| StudyError::Report(e.to_string()))?;
    for (name, svg) in &figures {
        put(&format!("figures/{name}"), svg.as_bytes())?;
    }
    swap.finish().map_err(|e| refuse(e.to_string()))?;
    Ok(Written { tables: atlas.tables.len(), figures: figures.len(), report: folder.join("report.html") })
}

/// Regions that have an outline, with their columns as properties.
fn outlined(atlas: &Atlas) -> Table {
    let Some(regions) = atlas.tables.get("study/regions") else { return Table::new() };
    let known: BTreeSet<&str> = atlas.boundaries.iter().map(|b| b.region.as_str()).collect();
    regions.table.filter(|row| regions.table.text_at(row, "region").is_some_and(|r| known.contains(r)))
}

fn bare_tables(atlas: &Atlas) -> BTreeMap<String, Table> {
    atlas.tables.iter().map(|(path, t)| (path.clone(), t.table.clone())).collect()
}

fn pretty(value: &Value) -> String {
    format!("{value:#}\n")
}

/// The report of an atlas on disk, drawn anew from its tables.
///
/// # Errors
/// The folder is no atlas, or a table is damaged.
pub fn report_of(folder: &Path) -> Result<String, StudyError> {
    let refuse = |path: &Path, message: String| StudyError::Write { path: path.into(), message };
    let file = folder.join("manifest.json");
    let text = std::fs::read_to_string(&file).map_err(|e| refuse(&file, e.to_string()))?;
    let manifest: Value = serde_json::from_str(&text).map_err(|e| refuse(&file, e.to_string()))?;
    let mut tables = BTreeMap::new();
    for entry in manifest["tables"].as_array().into_iter().flatten() {
        let Some(path) = entry["table"].as_str() else { continue };
        tables.insert(
            path.to_string(),
            isard_engine::parquet::read(folder.join(format!("tables/{path}.parquet")))?,
        );
    }
    let outlines = folder.join("boundaries.geojson");
    let boundaries = if outlines.is_file() {
        let options =
            isard_io::BoundaryOptions { key: "region".into(), ..isard_io::BoundaryOptions::default() };
        isard_io::read_boundaries(&outlines, &options)
            .map_err(|e| refuse(&outlines, e.to_string()))?
            .boundaries
    } else {
        Vec::new()
    };
    let study = crate::atlas::study_info(&manifest["study"], tables.get("study/regions"));
    let input = ReportInput { study, tables: &tables, boundaries: &boundaries, manifest: &manifest };
    isard_report::render_html(&input).map_err(|e| StudyError::Report(e.to_string()))
}
