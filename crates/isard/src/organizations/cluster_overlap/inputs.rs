//! Clusters and their strength from the inputs of the method.

use super::{ClusterMap, DEFINITIONS, STRENGTH, Strength};
use crate::inequality::values::number;
use crate::model::Table;
use crate::organizations::Network;
use crate::registry::{Inputs, MethodError};

pub(super) fn cluster_map(
    inputs: &Inputs,
    network: &Network,
    least_stars: i64,
) -> Result<ClusterMap, MethodError> {
    let mut map = ClusterMap::default();
    match inputs.get(DEFINITIONS.name) {
        Some(table) => {
            let (cluster, industry) =
                (key(table, "definitions", "cluster")?, key(table, "definitions", "industry")?);
            for row in 0..table.rows() {
                let bad =
                    |what: String| MethodError::data(format!("input `definitions`, row {}: {what}", row + 1));
                let weight = match table.get("weight") {
                    Some(_) => number(table, row, "weight").map_err(bad)?,
                    None => 1.0,
                };
                if !(weight.is_finite() && weight >= 0.0) {
                    return Err(bad("`weight` is empty or below zero".into()));
                }
                let industry = industry(row)?;
                map.clusters.entry(industry).or_default().push((cluster(row)?, weight));
            }
        }
        None => {
            for industry in network.industries.iter().flatten() {
                map.clusters.insert(industry.clone(), vec![(industry.clone(), 1.0)]);
            }
        }
    }
    if map.clusters.values().flatten().any(|c| c.0 == "all") {
        return Err(MethodError::data_hint(
            "a cluster is called `all`",
            "rename it: `all` stands for any of them",
        ));
    }
    for region in network.regions.iter().flatten() {
        map.units.insert(region.clone(), region.clone());
    }
    let table = inputs.need(STRENGTH.name, STRENGTH.columns)?;
    let (region, cluster) = (key(table, "strength", "region")?, key(table, "strength", "cluster")?);
    table.column("value").map_err(|source| MethodError::Table { input: "strength".into(), source })?;
    for row in 0..table.rows() {
        let bad = |what: String| MethodError::data(format!("input `strength`, row {}: {what}", row + 1));
        let cell = |name: &str| -> Result<Option<f64>, MethodError> {
            Ok(Some(number(table, row, name).map_err(bad)?).filter(|v| !v.is_nan()))
        };
        let stars = cell("stars")?;
        let strength = Strength {
            value: cell("value")?,
            bounds: cell("bound_low")?.zip(cell("bound_high")?),
            strong: stars.map(|s| s >= least_stars as f64),
        };
        if strength.value.is_some_and(|v| v < 0.0) {
            return Err(bad("`value` is below zero".into()));
        }
        let place = (region(row)?, cluster(row)?);
        if map.strength.insert(place.clone(), strength).is_some() {
            return Err(bad(format!("`{}` and `{}` stand twice; give one year", place.0, place.1)));
        }
    }
    Ok(map)
}

/// Reads a key column that must be filled.
fn key<'a>(
    table: &'a Table,
    input: &'static str,
    name: &'static str,
) -> Result<impl Fn(usize) -> Result<String, MethodError> + 'a, MethodError> {
    let column = table.column(name).map_err(|source| MethodError::Table { input: input.into(), source })?;
    Ok(move |row: usize| {
        column
            .display(row)
            .filter(|k| !k.is_empty())
            .ok_or_else(|| MethodError::data(format!("input `{input}`, row {}: `{name}` is empty", row + 1)))
    })
}
