//! Writes the bundled study `sample-country`.

use flate2::{Compression, GzBuilder};
use isard::model::{Boundary, Table};
use isard::sample::{SampleOptions, generate};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::{Path, PathBuf};

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// Tables above this size are compressed.
const LARGE: usize = 150_000;
/// Files written by hand.
const BY_HAND: [&str; 2] = ["study.toml", "PROVENANCE.md"];
/// The study goes into the program, so it must stay small.
#[cfg(test)]
const MOST_BYTES: usize = 4_000_000;

/// The folder of the study.
fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../studies/sample-country")
}

/// Generates the study, writes its data files and removes what it no longer has.
pub(crate) fn write() -> Result<()> {
    let files = files()?;
    for path in stored(&folder())? {
        if !files.contains_key(&path) {
            std::fs::remove_file(folder().join(path))?;
        }
    }
    for (path, content) in files {
        let path = folder().join(path);
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent)?;
        }
        let bytes = if is_compressed(&path) { compress(&content)? } else { content };
        println!("{:>9}  {}", bytes.len(), path.display());
        std::fs::write(path, bytes)?;
    }
    Ok(())
}

/// Paths of the data files in the folder.
fn stored(folder: &Path) -> Result<BTreeSet<PathBuf>> {
    let mut paths = BTreeSet::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(inside) = open.pop().filter(|f| f.is_dir()) {
        for entry in std::fs::read_dir(inside)? {
            let path = entry?.path();
            if path.is_dir() {
                open.push(path);
            } else {
                paths.insert(path.strip_prefix(folder)?.to_path_buf());
            }
        }
    }
    paths.retain(|p| !BY_HAND.iter().any(|b| p == Path::new(b)));
    Ok(paths)
}

/// Generated files by path in the folder, not yet compressed.
fn files() -> Result<BTreeMap<PathBuf, Vec<u8>>> {
    let sample = generate(&SampleOptions::default());
    let mut files = BTreeMap::new();
    let truth = sample.truth.iter().map(|(name, table)| (format!("truth/{name}.csv"), table));
    let study = sample.tables.iter().map(|(name, table)| (format!("{name}.csv"), table));
    for (path, table) in study.chain(truth) {
        let content = csv_of(table)?;
        let path = if content.len() > LARGE { format!("{path}.gz") } else { path };
        files.insert(path.into(), content);
    }
    files.insert("boundaries.geojson".into(), geojson_of(&sample.boundaries)?);
    Ok(files)
}

fn csv_of(table: &Table) -> Result<Vec<u8>> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(table.names())?;
    for row in 0..table.rows() {
        writer.write_record(table.fields().iter().map(|f| f.column.display(row).unwrap_or_default()))?;
    }
    Ok(writer.into_inner()?)
}

/// One feature a line, so that changes can be read.
fn geojson_of(boundaries: &[Boundary]) -> Result<Vec<u8>> {
    let mut out = String::from("{\"type\":\"FeatureCollection\",\"features\":[\n");
    for (i, boundary) in boundaries.iter().enumerate() {
        let geometry = match boundary.polygons.as_slice() {
            [one] => json!({"type": "Polygon", "coordinates": one}),
            many => json!({"type": "MultiPolygon", "coordinates": many}),
        };
        let feature =
            json!({"type": "Feature", "properties": {"region": boundary.region}, "geometry": geometry});
        out.push_str(&serde_json::to_string(&feature)?);
        out.push_str(if i + 1 < boundaries.len() { ",\n" } else { "\n" });
    }
    out.push_str("]}\n");
    Ok(out.into_bytes())
}

fn is_compressed(path: &Path) -> bool {
    path.extension().is_some_and(|e| e == "gz")
}

fn compress(content: &[u8]) -> Result<Vec<u8>> {
    // Without a time stamp the same content gives the same file.
    let mut writer = GzBuilder::new().mtime(0).write(Vec::new(), Compression::best());
    writer.write_all(content)?;
    Ok(writer.finish()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    #[test]
    fn the_files_of_the_study_are_up_to_date() {
        let mut total = 0;
        let files = files().expect("the sample can be written");
        let stored = stored(&folder()).expect("the folder can be listed");
        let extra: Vec<_> = stored.iter().filter(|p| !files.contains_key(*p)).collect();
        assert!(extra.is_empty(), "no longer part of the study: {extra:?}");
        for (path, expected) in files {
            let stored = std::fs::read(folder().join(&path)).unwrap_or_default();
            total += stored.len();
            let mut content = Vec::new();
            if is_compressed(&path) {
                flate2::read::GzDecoder::new(&stored[..]).read_to_end(&mut content).unwrap_or_default();
            } else {
                content = stored;
            }
            let path = path.display();
            assert!(content == expected, "{path} is out of date: run `cargo run -p xtask -- sample`");
        }
        assert!(total < MOST_BYTES, "the study has {total} bytes");
    }
}
