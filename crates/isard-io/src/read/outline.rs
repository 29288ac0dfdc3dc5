//! What GeoJSON and TopoJSON readers share: keys of features, rings in degrees.

use super::boundaries::BoundarySet;
use crate::ReadError;
use isard::model::Boundary;
use serde_json::{Map, Value};
use std::collections::HashMap;
use std::path::Path;

/// Polygons of one feature: rings of points.
pub(crate) type Polygons = Vec<Vec<Vec<[f64; 2]>>>;

/// Regions named in a note.
const NAMED: usize = 10;

/// Collects features under their keys.
pub(crate) struct Collector<'a> {
    path: &'a Path,
    key: &'a str,
    seen: HashMap<String, usize>,
    features: usize,
    keyless: Vec<usize>,
    /// Regions that lost rings, and how many.
    shrunken: Vec<(String, usize)>,
    first_properties: Option<String>,
    set: BoundarySet,
}

impl<'a> Collector<'a> {
    pub(crate) fn new(path: &'a Path, key: &'a str) -> Self {
        Collector {
            path,
            key,
            seen: HashMap::new(),
            features: 0,
            keyless: Vec::new(),
            shrunken: Vec::new(),
            first_properties: None,
            set: BoundarySet::default(),
        }
    }

    /// Adds a feature; `polygons` is `None` where it has no area. Rings of fewer than three
    /// points enclose nothing and are left out with a note; open rings are closed.
    pub(crate) fn add(
        &mut self,
        id: Option<String>,
        properties: Option<&Map<String, Value>>,
        polygons: Option<Polygons>,
    ) -> Result<(), ReadError> {
        self.features += 1;
        let feature = self.features;
        if self.first_properties.is_none() {
            let mut names: Vec<&str> =
                properties.into_iter().flat_map(|p| p.keys()).map(String::as_str).collect();
            if id.is_some() {
                names.push("id");
            }
            self.first_properties = Some(names.join(", "));
        }
        let property = properties.and_then(|p| p.get(self.key)).and_then(scalar);
        let Some(region) = property.or(if self.key == "id" { id } else { None }) else {
            self.keyless.push(feature);
            return Ok(());
        };
        let Some(polygons) = polygons else {
            self.set.notes.push(format!("region `{region}` has no polygon and no outline"));
            return Ok(());
        };
        if let Some(first) = self.seen.insert(region.clone(), feature) {
            return Err(ReadError::DuplicateKey {
                path: self.path.into(),
                key: region,
                first,
                second: feature,
            });
        }
        let polygons = self.checked(&region, polygons)?;
        if polygons.is_empty() {
            self.set.notes.push(format!("region `{region}` has no polygon and no outline"));
        } else {
            self.set.boundaries.push(Boundary { region, polygons });
        }
        Ok(())
    }

    fn checked(&mut self, region: &str, polygons: Polygons) -> Result<Polygons, ReadError> {
        let (mut kept, mut dropped) = (Vec::with_capacity(polygons.len()), 0);
        for polygon in polygons {
            let mut rings = Vec::with_capacity(polygon.len());
            for (i, mut ring) in polygon.into_iter().enumerate() {
                if let Some(&[x, y]) = ring.iter().find(|p| !in_degrees(p)) {
                    return Err(ReadError::NotDegrees {
                        path: self.path.into(),
                        feature: self.features,
                        x,
                        y,
                    });
                }
                if let (Some(&first), Some(&last)) = (ring.first(), ring.last())
                    && first != last
                {
                    ring.push(first);
                }
                if ring.len() >= 4 {
                    rings.push(ring);
                } else {
                    dropped += 1;
                    // Holes without their outer ring would become land.
                    if i == 0 {
                        break;
                    }
                }
            }
            if !rings.is_empty() {
                kept.push(rings);
            }
        }
        if dropped > 0 {
            self.shrunken.push((region.to_string(), dropped));
        }
        Ok(kept)
    }

    pub(crate) fn finish(mut self) -> Result<BoundarySet, ReadError> {
        if self.features == 0 {
            return Err(ReadError::Empty { path: self.path.into(), sheet: None });
        }
        if self.keyless.len() == self.features {
            return Err(ReadError::NoKey {
                path: self.path.into(),
                key: self.key.into(),
                present: self.first_properties.unwrap_or_default(),
            });
        }
        if !self.shrunken.is_empty() {
            let rings: usize = self.shrunken.iter().map(|s| s.1).sum();
            let named: Vec<&str> = self.shrunken.iter().take(NAMED).map(|s| s.0.as_str()).collect();
            let more = if self.shrunken.len() > NAMED { ", …" } else { "" };
            self.set.notes.push(format!(
                "{rings} rings of fewer than three points were left out, of {} regions ({}{more})",
                self.shrunken.len(),
                named.join(", ")
            ));
        }
        if !self.keyless.is_empty() {
            let (count, key) = (self.keyless.len(), self.key);
            let places: Vec<String> = self.keyless.iter().take(10).map(usize::to_string).collect();
            let more = if count > 10 { ", …" } else { "" };
            self.set.notes.push(format!(
                "{count} features without `{key}` were left out (position {}{more})",
                places.join(", ")
            ));
        }
        Ok(self.set)
    }
}

/// Text of a key; a number is written as it stands in the file.
pub(crate) fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(s) if !s.trim().is_empty() => Some(s.trim().to_string()),
        Value::Number(n) => Some(n.to_string()),
        _ => None,
    }
}

/// A little beyond the limits is rounding; islands east of the antimeridian may exceed 180.
fn in_degrees(point: &[f64; 2]) -> bool {
    point[0].abs() <= 360.0 && point[1].abs() <= 90.001
}
