//! GeoJSON (RFC 7946).

use super::boundaries::BoundarySet;
use super::outline::{Collector, Polygons};
use crate::{BoundaryOptions, ReadError};
use geojson::feature::Id;
use geojson::{GeoJson, Geometry, GeometryValue, PolygonType};
use std::path::Path;

pub(crate) fn read(text: &str, options: &BoundaryOptions, path: &Path) -> Result<BoundarySet, ReadError> {
    let structure = |reason: String| ReadError::Structure { path: path.into(), format: "GeoJSON", reason };
    let features = match text.parse::<GeoJson>().map_err(|e| structure(e.to_string()))? {
        GeoJson::FeatureCollection(collection) => collection.features,
        GeoJson::Feature(feature) => vec![feature],
        GeoJson::Geometry(_) => return Err(structure("a bare geometry has no key".into())),
    };
    let mut collector = Collector::new(path, &options.key);
    for (i, feature) in features.into_iter().enumerate() {
        let id = feature.id.map(|id| match id {
            Id::String(s) => s.trim().to_string(),
            Id::Number(n) => n.to_string(),
        });
        let polygons = match &feature.geometry {
            Some(geometry) => of_geometry(geometry)
                .map_err(|()| structure(format!("feature {} has a point without two coordinates", i + 1)))?,
            None => None,
        };
        collector.add(id, feature.properties.as_ref(), polygons)?;
    }
    collector.finish()
}

fn of_geometry(geometry: &Geometry) -> Result<Option<Polygons>, ()> {
    Ok(match &geometry.value {
        GeometryValue::Polygon { coordinates } => Some(vec![of_polygon(coordinates)?]),
        GeometryValue::MultiPolygon { coordinates } => {
            Some(coordinates.iter().map(of_polygon).collect::<Result<_, _>>()?)
        }
        GeometryValue::GeometryCollection { geometries } => {
            let mut all = Polygons::new();
            for part in geometries {
                all.extend(of_geometry(part)?.unwrap_or_default());
            }
            (!all.is_empty()).then_some(all)
        }
        _ => None,
    })
}

fn of_polygon(rings: &PolygonType) -> Result<Vec<Vec<[f64; 2]>>, ()> {
    let point = |p: &geojson::Position| match p.as_slice() {
        [x, y, ..] => Ok([*x, *y]),
        _ => Err(()),
    };
    rings.iter().map(|ring| ring.iter().map(point).collect()).collect()
}
