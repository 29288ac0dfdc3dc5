//! The input `points`: where regions lie, for distances between them.

use super::sphere::{EARTH_KM, are_degrees, on_sphere};
use crate::inequality::values::number;
use crate::linalg::{Matrix, Points};
use crate::model::Table;
use crate::registry::{InputSpec, Inputs, MethodError};
use std::collections::BTreeMap;

/// Points of the regions.
pub(crate) const POINTS: InputSpec = InputSpec {
    name: "points",
    columns: "id (or region), and x, y in a projection or lon, lat in degrees",
    optional: true,
};

/// Places of regions in a space of Euclidean distances.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Places {
    places: BTreeMap<String, [f64; 3]>,
    /// Whether they were longitudes and latitudes.
    pub(crate) degrees: bool,
    /// What the distances are.
    pub(crate) kind: &'static str,
}

impl Places {
    /// Reads the input `points` where it is given. Longitudes and latitudes
    /// become points on the sphere, so that distances are straight lines
    /// through it: 0.04 % shorter than along the surface at 600 km.
    pub(crate) fn read(inputs: &Inputs) -> Result<Option<Places>, MethodError> {
        let Some(table) = inputs.get(POINTS.name) else { return Ok(None) };
        let key = if table.get("id").is_some() { "id" } else { "region" };
        let keys =
            table.column(key).map_err(|source| MethodError::Table { input: POINTS.name.into(), source })?;
        let degrees = table.get("x").is_none() && table.get("lon").is_some();
        let names = if degrees { ["lon", "lat"] } else { ["x", "y"] };
        for name in names {
            table.column(name).map_err(|source| MethodError::Table { input: POINTS.name.into(), source })?;
        }
        let mut places = BTreeMap::new();
        for row in 0..table.rows() {
            let bad = |what: String| MethodError::data(format!("input `points`, row {}: {what}", row + 1));
            let region = keys.display(row).ok_or_else(|| bad(format!("`{key}` is empty")))?;
            let [a, b] = [coordinate(table, row, names[0])?, coordinate(table, row, names[1])?];
            if degrees && !are_degrees(a, b) {
                return Err(bad(format!("lon {a}, lat {b} are not degrees")));
            }
            let place = if degrees { on_sphere(a, b).map(|v| v * EARTH_KM) } else { [a, b, 0.0] };
            if places.insert(region.clone(), place).is_some() {
                return Err(bad(format!("`{region}` stands twice")));
            }
        }
        let kind = if degrees { "kilometres straight through the sphere" } else { "units of x and y" };
        Ok(Some(Places { places, degrees, kind }))
    }

    /// Whether a region has a place.
    pub(crate) fn knows(&self, region: &str) -> bool {
        self.places.contains_key(region)
    }

    /// Coordinates of the regions, which must be known.
    pub(crate) fn of(&self, regions: &[String]) -> Matrix {
        let rows = regions.iter().flat_map(|r| self.places.get(r).copied().unwrap_or([f64::NAN; 3]));
        Matrix::from_vec(regions.len(), 3, rows.collect())
    }

    /// The same, padded.
    pub(crate) fn points(&self, regions: &[String]) -> Points {
        Points::new(&self.of(regions))
    }
}

fn coordinate(table: &Table, row: usize, name: &str) -> Result<f64, MethodError> {
    let bad = |what: String| MethodError::data(format!("input `points`, row {}: {what}", row + 1));
    let value = number(table, row, name).map_err(bad)?;
    if value.is_nan() { Err(bad(format!("`{name}` is empty"))) } else { Ok(value) }
}
