//! What is known of pairs of regions beside their portfolios.

use super::rank::{Evidence, SharedTie};
use crate::cooperation::countries;
use crate::cooperation::cross_border_clusters::contiguous_links;
use crate::inequality::values::number;
use crate::model::Table;
use crate::registry::{Inputs, MethodError, Options};
use crate::space::Weights;
use crate::space::sphere::are_degrees;
use std::collections::HashMap;

/// Reads the optional inputs for the regions of the activity.
pub(super) fn read(inputs: &Inputs, options: &Options, regions: &[String]) -> Result<Evidence, MethodError> {
    let mut evidence = Evidence { regions: regions.to_vec(), ..Evidence::default() };
    if let Some(table) = inputs.get("region-ties") {
        evidence.ties = Some(ties(table, regions)?);
    }
    if let Some(table) = inputs.get("points") {
        evidence.places = Some(places(table, regions)?);
    }
    if inputs.get("weights").is_some() {
        evidence.neighbors = Some(contiguous_links(&Weights::read(inputs)?, regions));
    }
    if inputs.get("regions").is_some() || options.text("scope") == "abroad" {
        evidence.countries = Some(countries::read(inputs, regions)?);
    }
    Ok(evidence)
}

fn ties(table: &Table, regions: &[String]) -> Result<Vec<SharedTie>, MethodError> {
    let column = |name: &str| {
        table.column(name).map_err(|source| MethodError::Table { input: "region-ties".into(), source })
    };
    let (from, to, _) = (column("from")?, column("to")?, column("value")?);
    let at: HashMap<&str, usize> = regions.iter().enumerate().map(|(i, k)| (k.as_str(), i)).collect();
    let mut ties = Vec::new();
    for row in 0..table.rows() {
        let bad = |what: String| MethodError::data(format!("input `region-ties`, row {}: {what}", row + 1));
        let value = number(table, row, "value").map_err(bad)?;
        if value.is_nan() || value < 0.0 {
            return Err(bad("`value` is empty or below zero".into()));
        }
        let end = |c: &crate::model::Column, name: &str| {
            c.display(row).ok_or_else(|| bad(format!("`{name}` is empty")))
        };
        let (a, b) = (end(from, "from")?, end(to, "to")?);
        // Ties with regions outside the activity count in no criterion.
        if let (Some(&a), Some(&b)) = (at.get(a.as_str()), at.get(b.as_str())) {
            ties.push(SharedTie { from: a, to: b, weight: value });
        }
    }
    Ok(ties)
}

fn places(table: &Table, regions: &[String]) -> Result<Vec<Option<(f64, f64)>>, MethodError> {
    let key = if table.get("id").is_some() { "id" } else { "region" };
    let column = |name: &str| {
        table.column(name).map_err(|source| MethodError::Table { input: "points".into(), source })
    };
    let (keys, _, _) = (column(key)?, column("lon")?, column("lat")?);
    let mut found: HashMap<String, (f64, f64)> = HashMap::new();
    for row in 0..table.rows() {
        let bad = |what: String| MethodError::data(format!("input `points`, row {}: {what}", row + 1));
        let region = keys.display(row).ok_or_else(|| bad(format!("`{key}` is empty")))?;
        let lon = number(table, row, "lon").map_err(bad)?;
        let lat = number(table, row, "lat").map_err(bad)?;
        if lon.is_nan() || lat.is_nan() {
            continue;
        }
        if !are_degrees(lon, lat) {
            return Err(bad(format!("lon {lon}, lat {lat} are not degrees")));
        }
        if found.insert(region.clone(), (lon, lat)).is_some() {
            return Err(bad(format!("`{region}` stands twice")));
        }
    }
    Ok(regions.iter().map(|r| found.get(r).copied()).collect())
}
