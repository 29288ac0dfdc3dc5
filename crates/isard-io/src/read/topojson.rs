//! TopoJSON: outlines as chains of arcs that neighbours share.

use super::boundaries::{BoundarySet, json_error};
use super::outline::{Collector, Polygons, scalar};
use crate::{BoundaryOptions, ReadError};
use serde::Deserialize;
use serde_json::{Map, Value};
use std::path::Path;

#[derive(Deserialize)]
struct Topology {
    transform: Option<Transform>,
    objects: Map<String, Value>,
    arcs: Vec<Vec<Vec<f64>>>,
}

/// Quantised points are differences in grid cells of this size from this corner.
#[derive(Deserialize)]
struct Transform {
    scale: [f64; 2],
    translate: [f64; 2],
}

#[derive(Deserialize)]
struct Object {
    #[serde(rename = "type")]
    kind: Option<String>,
    id: Option<Value>,
    properties: Option<Map<String, Value>>,
    arcs: Option<Value>,
    geometries: Option<Vec<Object>>,
}

pub(crate) fn read(text: &str, options: &BoundaryOptions, path: &Path) -> Result<BoundarySet, ReadError> {
    let mut topology: Topology = serde_json::from_str(text).map_err(|e| json_error(e, path))?;
    let structure = |reason: String| ReadError::Structure { path: path.into(), format: "TopoJSON", reason };
    let object = pick(&mut topology.objects, options, path)?;
    let object: Object = serde_json::from_value(object).map_err(|e| structure(e.to_string()))?;
    let arcs = decode(topology.arcs, topology.transform.as_ref()).map_err(structure)?;

    let features = match object.geometries {
        Some(geometries) => geometries,
        None => vec![object],
    };
    let mut collector = Collector::new(path, &options.key);
    for (i, feature) in features.iter().enumerate() {
        let polygons = outline(feature, &arcs).map_err(|e| structure(format!("geometry {}: {e}", i + 1)))?;
        collector.add(feature.id.as_ref().and_then(scalar), feature.properties.as_ref(), polygons)?;
    }
    collector.finish()
}

fn pick(
    objects: &mut Map<String, Value>,
    options: &BoundaryOptions,
    path: &Path,
) -> Result<Value, ReadError> {
    let found = match &options.object {
        Some(name) => objects.remove(name),
        None if objects.len() == 1 => objects.values_mut().next().map(Value::take),
        None => None,
    };
    found.ok_or_else(|| ReadError::NoObject {
        path: path.into(),
        object: options.object.clone(),
        present: objects.keys().map(String::as_str).collect::<Vec<_>>().join(", "),
    })
}

/// Arcs in degrees: sums of differences, scaled and moved, where quantised.
fn decode(arcs: Vec<Vec<Vec<f64>>>, transform: Option<&Transform>) -> Result<Vec<Vec<[f64; 2]>>, String> {
    let mut decoded = Vec::with_capacity(arcs.len());
    for (i, arc) in arcs.into_iter().enumerate() {
        let (mut x, mut y) = (0.0, 0.0);
        let mut points = Vec::with_capacity(arc.len());
        for point in arc {
            let [px, py, ..] = point[..] else {
                return Err(format!("arc {i} has a point without two coordinates"));
            };
            points.push(match transform {
                None => [px, py],
                Some(Transform { scale, translate }) => {
                    x += px;
                    y += py;
                    [x * scale[0] + translate[0], y * scale[1] + translate[1]]
                }
            });
        }
        decoded.push(points);
    }
    Ok(decoded)
}

fn outline(object: &Object, arcs: &[Vec<[f64; 2]>]) -> Result<Option<Polygons>, String> {
    let kind = object.kind.as_deref();
    if kind == Some("GeometryCollection") {
        let mut all = Polygons::new();
        for part in object.geometries.iter().flatten() {
            all.extend(outline(part, arcs)?.unwrap_or_default());
        }
        return Ok((!all.is_empty()).then_some(all));
    }
    let Some(chains) = &object.arcs else { return Ok(None) };
    let malformed = |e: serde_json::Error| e.to_string();
    Ok(match kind {
        Some("Polygon") => {
            let rings = Vec::<Vec<i64>>::deserialize(chains).map_err(malformed)?;
            Some(vec![polygon(&rings, arcs)?])
        }
        Some("MultiPolygon") => {
            let polygons = Vec::<Vec<Vec<i64>>>::deserialize(chains).map_err(malformed)?;
            Some(polygons.iter().map(|rings| polygon(rings, arcs)).collect::<Result<_, _>>()?)
        }
        _ => None,
    })
}

fn polygon(rings: &[Vec<i64>], arcs: &[Vec<[f64; 2]>]) -> Result<Vec<Vec<[f64; 2]>>, String> {
    rings.iter().map(|ring| chain(ring, arcs)).collect()
}

/// Joins arcs into a ring. A negative index `!i` means arc `i` backwards; an
/// arc begins where the last one ended, and the shared point is taken once.
fn chain(ring: &[i64], arcs: &[Vec<[f64; 2]>]) -> Result<Vec<[f64; 2]>, String> {
    let mut points: Vec<[f64; 2]> = Vec::new();
    for &index in ring {
        let position = if index < 0 { !index } else { index };
        let arc = usize::try_from(position).ok().and_then(|p| arcs.get(p));
        let arc = arc.ok_or_else(|| format!("arc {index} does not exist; there are {}", arcs.len()))?;
        let shared = usize::from(!points.is_empty());
        if index < 0 {
            points.extend(arc.iter().rev().skip(shared));
        } else {
            points.extend(arc.iter().skip(shared));
        }
    }
    Ok(points)
}
