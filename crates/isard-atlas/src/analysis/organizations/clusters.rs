//! The statistical clusters of a run as communities are compared with them.

use super::super::hierarchy::Hierarchy;
use crate::atlas::Atlas;
use crate::study::Study;
use isard::organizations::Network;
use isard::organizations::cluster_overlap::{ClusterMap, Strength};
use std::collections::{BTreeMap, BTreeSet};

/// Clusters of the industries and regions that the organisations name; `None`
/// where the run has rated none, or not in jobs.
pub(super) fn cluster_map(
    study: &Study,
    atlas: &Atlas,
    network: &Network,
    least_stars: i64,
) -> Option<ClusterMap> {
    let step = atlas.steps.iter().find(|s| s.name == "clusters")?;
    if step.options["measure"] != "employment" {
        return None;
    }
    let strength = &atlas.tables.get("clusters/strength")?.table;
    let mut map = ClusterMap::default();
    for row in 0..strength.rows() {
        let keys = strength.text_at(row, "region").zip(strength.text_at(row, "cluster"));
        let Some((region, cluster)) = keys else { continue };
        let cell = Strength {
            value: strength.real_at(row, "value"),
            bounds: strength.real_at(row, "bound_low").zip(strength.real_at(row, "bound_high")),
            strong: strength.integer_at(row, "stars").map(|s| s >= least_stars),
        };
        map.strength.insert((region.to_string(), cluster.to_string()), cell);
    }
    let hierarchy =
        |name: &str, key: &str| study.tables.get(name).map(|t| Hierarchy::of(t, key)).unwrap_or_default();
    let (regions, industries) = (hierarchy("regions", "region"), hierarchy("industries", "industry"));
    let rated: BTreeSet<&str> = map.strength.keys().map(|k| k.0.as_str()).collect();
    let mut units = BTreeMap::new();
    for region in network.regions.iter().flatten() {
        let own = std::iter::once(region.as_str()).chain(regions.ancestors(region));
        if let Some(unit) = own.into_iter().find(|r| rated.contains(r)) {
            units.insert(region.clone(), unit.to_string());
        }
    }
    let clusters: BTreeSet<&str> = map.strength.keys().map(|k| k.1.as_str()).collect();
    let mut of: BTreeMap<String, Vec<(String, f64)>> = BTreeMap::new();
    match study.tables.get("cluster_definitions") {
        Some(table) => {
            for row in 0..table.rows() {
                let keys = table.text_at(row, "industry").zip(table.text_at(row, "cluster"));
                if let Some((industry, cluster)) = keys {
                    let weight = table.real_at(row, "weight").unwrap_or(1.0);
                    of.entry(industry.to_string()).or_default().push((cluster.to_string(), weight));
                }
            }
        }
        None => clusters.iter().for_each(|c| _ = of.insert(c.to_string(), vec![(c.to_string(), 1.0)])),
    }
    // An organisation may name a finer industry than the definitions do.
    for industry in network.industries.iter().flatten() {
        let found = industries.ancestors(industry).into_iter().find_map(|a| of.get(a).cloned());
        if let (false, Some(clusters)) = (of.contains_key(industry), found) {
            of.insert(industry.clone(), clusters);
        }
    }
    (map.units, map.clusters) = (units, of);
    Some(map)
}
