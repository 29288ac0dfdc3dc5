//! Places of regions, and the distances between them.

use super::tree::Tree;
use crate::inequality::values::number;
use crate::registry::{InputSpec, Inputs, MethodError};
use crate::space::sphere::{arc_km, are_degrees, chord, on_sphere};
use std::collections::BTreeMap;

/// The table of places.
pub(super) const POINTS: InputSpec = InputSpec {
    name: "points",
    columns: "region (or id), lon, lat in degrees; or region (or id), x, y in a plane",
    optional: true,
};

/// Places in ascending order of their keys.
#[derive(Debug, Clone, PartialEq)]
pub struct Places {
    keys: Vec<String>,
    /// On the unit sphere, or in a plane with a third coordinate of zero.
    positions: Vec<[f64; 3]>,
    sphere: bool,
}

impl Places {
    /// Places by longitude and latitude in degrees; distances are great-circle
    /// kilometres.
    ///
    /// # Errors
    /// A coordinate outside −180..=360 or −90..=90, a key twice.
    pub fn sphere(rows: Vec<(String, f64, f64)>) -> Result<Places, MethodError> {
        for (key, lon, lat) in &rows {
            if !are_degrees(*lon, *lat) {
                return Err(MethodError::data_hint(
                    format!("`{key}` lies at longitude {lon}, latitude {lat}"),
                    "coordinates of a plane belong in columns `x` and `y`",
                ));
            }
        }
        Places::of(rows.into_iter().map(|(k, lon, lat)| (k, on_sphere(lon, lat))).collect(), true)
    }

    /// Places in a plane; distances are in its unit.
    ///
    /// # Errors
    /// A coordinate that is not finite, a key twice.
    pub fn plane(rows: Vec<(String, f64, f64)>) -> Result<Places, MethodError> {
        if let Some((key, x, y)) = rows.iter().find(|(_, x, y)| !(x.is_finite() && y.is_finite())) {
            return Err(MethodError::data(format!("`{key}` lies at ({x}, {y})")));
        }
        Places::of(rows.into_iter().map(|(k, x, y)| (k, [x, y, 0.0])).collect(), false)
    }

    fn of(rows: Vec<(String, [f64; 3])>, sphere: bool) -> Result<Places, MethodError> {
        let mut sorted = BTreeMap::new();
        for (key, position) in rows {
            if sorted.insert(key.clone(), position).is_some() {
                return Err(MethodError::data(format!("input `points`: `{key}` stands twice")));
            }
        }
        let positions = sorted.values().copied().collect();
        Ok(Places { keys: sorted.into_keys().collect(), positions, sphere })
    }

    /// Reads the input `points`.
    ///
    /// # Errors
    /// A missing input or column, an empty cell, and those of the constructors.
    pub fn read(inputs: &Inputs) -> Result<Places, MethodError> {
        let table = inputs.need(POINTS.name, POINTS.columns)?;
        let sphere = table.get("lon").is_some() && table.get("lat").is_some();
        let names = if sphere { ["lon", "lat"] } else { ["x", "y"] };
        let refuse = |source| MethodError::Table { input: POINTS.name.into(), source };
        for name in names {
            table.column(name).map_err(refuse)?;
        }
        let key = ["region", "id"].into_iter().find(|n| table.get(n).is_some());
        let key = key.or_else(|| table.names().next()).unwrap_or("region");
        let keys = table.column(key).map_err(refuse)?;
        let mut rows = Vec::with_capacity(table.rows());
        for row in 0..table.rows() {
            let bad = |what: String| MethodError::data(format!("input `points`, row {}: {what}", row + 1));
            let cell = |name: &str| match number(table, row, name) {
                Ok(v) if v.is_nan() => Err(bad(format!("`{name}` is empty"))),
                found => found.map_err(bad),
            };
            let name = keys.display(row).ok_or_else(|| bad(format!("`{key}` is empty")))?;
            rows.push((name, cell(names[0])?, cell(names[1])?));
        }
        if sphere { Places::sphere(rows) } else { Places::plane(rows) }
    }

    /// Keys, ascending.
    pub fn keys(&self) -> &[String] {
        &self.keys
    }

    /// Unit of the distances.
    pub fn unit(&self) -> &'static str {
        if self.sphere { "km" } else { "units of x and y" }
    }

    /// Great-circle kilometres, or the distance in the plane.
    pub fn distance(&self, i: usize, j: usize) -> f64 {
        let (a, b) = (self.positions[i], self.positions[j]);
        let chord = (0..3).map(|d| (a[d] - b[d]).powi(2)).sum::<f64>();
        self.of_chord(chord)
    }

    fn of_chord(&self, squared: f64) -> f64 {
        if self.sphere { arc_km(squared.sqrt()) } else { squared.sqrt() }
    }

    pub(super) fn tree(&self) -> Tree {
        Tree::new(&self.positions)
    }

    /// The nearest places with their distances; equal ones by key.
    pub(super) fn nearest(&self, tree: &Tree, i: usize, k: usize) -> Vec<(u32, f64)> {
        let found = tree.nearest(self.positions[i], k, |j| j as usize != i);
        found.into_iter().map(|(d, j)| (j, self.of_chord(d))).collect()
    }

    /// Places up to a distance, by key.
    pub(super) fn within(&self, tree: &Tree, i: usize, radius: f64) -> Vec<(u32, f64)> {
        let straight = if self.sphere { chord(radius) } else { radius };
        // A little farther, then by the distance itself.
        let mut found: Vec<(u32, f64)> = tree
            .within(self.positions[i], (straight * (1.0 + 1e-9)).powi(2))
            .into_iter()
            .map(|(d, j)| (j, self.of_chord(d)))
            .filter(|&(j, d)| j as usize != i && d <= radius)
            .collect();
        found.sort_unstable_by_key(|f| f.0);
        found
    }

    /// The nearest place for which `of` holds; the lower key at equal distance.
    pub(super) fn nearest_of(&self, tree: &Tree, i: usize, of: impl Fn(u32) -> bool) -> Option<u32> {
        tree.nearest(self.positions[i], 1, |j| j as usize != i && of(j)).first().map(|f| f.1)
    }
}
