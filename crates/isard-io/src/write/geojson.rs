//! GeoJSON (RFC 7946).

use crate::WriteError;
use isard::model::{Boundary, Column, Table};
use serde_json::{Map, Number, Value, json};
use std::collections::HashMap;
use std::io::Write;

/// Writes outlines with the properties of their regions, joined by the text
/// column `key` of the table: one feature a line, outer rings anticlockwise and
/// holes clockwise, the key as `id` and as the property `key`.
///
/// Regions of the table without outline become features without geometry, after
/// the others; empty cells become `null`. Nothing is dropped on either side.
///
/// # Errors
/// [`WriteError::Properties`] when the key column is absent, not text, or
/// repeats a key; [`WriteError::Io`] when the writer fails.
pub fn write_geojson(
    boundaries: &[Boundary],
    properties: &Table,
    key: &str,
    mut writer: impl Write,
) -> Result<(), WriteError> {
    let keys = properties.text(key).map_err(|e| WriteError::Properties(e.to_string()))?;
    let mut row_of: HashMap<&str, usize> = HashMap::new();
    for (row, region) in keys.iter().enumerate() {
        let region =
            region.ok_or_else(|| WriteError::Properties(format!("row {} has no `{key}`", row + 1)))?;
        if row_of.insert(region, row).is_some() {
            return Err(WriteError::Properties(format!("`{region}` occurs twice in `{key}`")));
        }
    }
    let mut features = Vec::with_capacity(boundaries.len());
    for boundary in boundaries {
        let row = row_of.remove(boundary.region.as_str());
        features.push(feature(&boundary.region, Some(boundary), row, properties, key));
    }
    for (row, region) in keys.iter().enumerate() {
        if let Some(region) = region.filter(|r| row_of.get(r) == Some(&row)) {
            features.push(feature(region, None, Some(row), properties, key));
        }
    }
    writer.write_all(b"{\"type\":\"FeatureCollection\",\"features\":[\n")?;
    for (i, feature) in features.iter().enumerate() {
        let comma = if i + 1 < features.len() { "," } else { "" };
        writeln!(writer, "{feature}{comma}")?;
    }
    writer.write_all(b"]}\n")?;
    writer.flush()?;
    Ok(())
}

fn feature(region: &str, boundary: Option<&Boundary>, row: Option<usize>, table: &Table, key: &str) -> Value {
    let mut properties = Map::new();
    properties.insert(key.into(), region.into());
    for field in table.fields().iter().filter(|f| f.name != key) {
        let value = row.map_or(Value::Null, |r| cell(&field.column, r));
        properties.insert(field.name.clone(), value);
    }
    let geometry = boundary.map_or(Value::Null, geometry);
    json!({ "type": "Feature", "id": region, "properties": properties, "geometry": geometry })
}

fn cell(column: &Column, row: usize) -> Value {
    match column {
        Column::Text(c) => c.get(row).map_or(Value::Null, Value::from),
        Column::Integer(c) => c[row].map_or(Value::Null, Value::from),
        Column::Real(c) => c[row].and_then(Number::from_f64).map_or(Value::Null, Value::Number),
        Column::Boolean(c) => c[row].map_or(Value::Null, Value::from),
    }
}

fn geometry(boundary: &Boundary) -> Value {
    let polygons: Vec<Vec<Vec<[f64; 2]>>> = boundary.polygons.iter().map(|p| wound(p)).collect();
    match &polygons[..] {
        [one] => json!({ "type": "Polygon", "coordinates": one }),
        all => json!({ "type": "MultiPolygon", "coordinates": all }),
    }
}

fn wound(polygon: &[Vec<[f64; 2]>]) -> Vec<Vec<[f64; 2]>> {
    let turned = |(i, ring): (usize, &Vec<[f64; 2]>)| {
        let anticlockwise = doubled_area(ring) > 0.0;
        let mut ring = ring.clone();
        if anticlockwise != (i == 0) {
            ring.reverse();
        }
        ring
    };
    polygon.iter().enumerate().map(turned).collect()
}

/// Twice the signed area: positive when the points run anticlockwise.
fn doubled_area(ring: &[[f64; 2]]) -> f64 {
    ring.windows(2).map(|w| w[0][0] * w[1][1] - w[1][0] * w[0][1]).sum()
}
