//! Outlines of regions from any known format.

use super::format::{Format, detect};
use super::{bytes, encoding, geojson, topojson};
use crate::{BoundaryOptions, ReadError};
use isard::model::Boundary;
use serde::Deserialize;
use std::path::Path;

/// Outlines with what the reader left out or mended.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct BoundarySet {
    /// Outlines in the order of the file; every key occurs once.
    pub boundaries: Vec<Boundary>,
    /// Features without key or polygon, rings too short, for the atlas.
    pub notes: Vec<String>,
}

#[derive(Deserialize)]
struct Kind {
    #[serde(rename = "type")]
    kind: Option<String>,
}

/// Reads outlines from GeoJSON or TopoJSON, plain or packed, recognised by content.
///
/// Features whose key is absent or that have no polygon are left out and listed
/// in the notes; rings are closed.
///
/// # Errors
/// [`ReadError`] when no feature has the key, two features share one, the
/// coordinates are not degrees, or the file is damaged.
pub fn read_boundaries(path: &Path, options: &BoundaryOptions) -> Result<BoundarySet, ReadError> {
    let bytes = bytes::read(path)?;
    match detect(&bytes, path) {
        Format::Json => (),
        Format::Other(found) => return Err(ReadError::UnknownFormat { path: path.into(), found }),
        _ => return Err(ReadError::UnknownFormat { path: path.into(), found: "no JSON object" }),
    }
    let text = encoding::decode(bytes, None, path)?.text;
    let kind: Kind = serde_json::from_str(&text).map_err(|e| json_error(e, path))?;
    match kind.kind.as_deref() {
        Some("Topology") => topojson::read(&text, options, path),
        Some("FeatureCollection" | "Feature") => geojson::read(&text, options, path),
        other => Err(ReadError::Structure {
            path: path.into(),
            format: "boundary file",
            reason: format!(
                "expected the type FeatureCollection or Topology, found {}",
                other.map_or("none".into(), |t| format!("`{t}`"))
            ),
        }),
    }
}

pub(crate) fn json_error(e: serde_json::Error, path: &Path) -> ReadError {
    // The message repeats the place, which the error carries itself.
    let reason = e.to_string();
    let reason = reason.split(" at line ").next().unwrap_or_default().to_string();
    ReadError::BadJson { path: path.into(), line: e.line(), column: e.column(), reason }
}
