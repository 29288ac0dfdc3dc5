//! The input `nodes`: organisations.

use crate::inequality::values::number;
use crate::registry::{InputSpec, Inputs, MethodError};
use crate::space::sphere::are_degrees;
use std::collections::BTreeMap;

/// Organisations.
pub(crate) const NODES: InputSpec =
    InputSpec { name: "nodes", columns: "id (or organisation), role[, parent][, lon, lat]", optional: false };

/// What is known of an organisation.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Node {
    /// Role; empty where unknown.
    pub role: String,
    /// Owner.
    pub parent: Option<String>,
    /// Longitude and latitude.
    pub place: Option<(f64, f64)>,
}

/// Reads the input by key.
pub(crate) fn read(inputs: &Inputs) -> Result<BTreeMap<String, Node>, MethodError> {
    let table = inputs.need(NODES.name, NODES.columns)?;
    let key = if table.get("id").is_some() { "id" } else { "organisation" };
    let column =
        |n: &str| table.column(n).map_err(|source| MethodError::Table { input: NODES.name.into(), source });
    let (ids, roles) = (column(key)?, column("role")?);
    let mut nodes = BTreeMap::new();
    for row in 0..table.rows() {
        let bad = |what: String| MethodError::data(format!("input `nodes`, row {}: {what}", row + 1));
        let id = ids.display(row).ok_or_else(|| bad(format!("`{key}` is empty")))?;
        let lon = number(table, row, "lon").map_err(bad)?;
        let lat = number(table, row, "lat").map_err(bad)?;
        let place = (!lon.is_nan() && !lat.is_nan()).then_some((lon, lat));
        if let Some((lon, lat)) = place.filter(|(lon, lat)| !are_degrees(*lon, *lat)) {
            return Err(bad(format!("lon {lon}, lat {lat} are not degrees")));
        }
        let node = Node {
            role: roles.display(row).unwrap_or_default(),
            parent: table.get("parent").and_then(|c| c.display(row)),
            place,
        };
        if nodes.insert(id.clone(), node).is_some() {
            return Err(bad(format!("`{id}` stands twice")));
        }
    }
    Ok(nodes)
}
