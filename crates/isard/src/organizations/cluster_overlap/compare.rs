//! Jobs of communities by cluster and region, against the clusters' own.

use super::ClusterOverlapRow;
use crate::model::{Reason, Status};
use crate::organizations::Network;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// A cluster in a region.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Strength {
    /// Jobs, where they are published.
    pub value: Option<f64>,
    /// Bounds of a withheld value.
    pub bounds: Option<(f64, f64)>,
    /// Whether the cluster is strong there; `None` where that is not decided.
    pub strong: Option<bool>,
}

/// Clusters of industries and how strong they are where.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ClusterMap {
    /// Clusters of each industry an organisation may have, with weights.
    pub clusters: BTreeMap<String, Vec<(String, f64)>>,
    /// Region of the statistics for each region an organisation may have.
    pub units: BTreeMap<String, String>,
    /// Strength by region of the statistics and cluster.
    pub strength: BTreeMap<(String, String), Strength>,
}

impl ClusterMap {
    /// Industries of each cluster.
    fn industries(&self) -> BTreeMap<&str, BTreeSet<&str>> {
        let mut out: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for (industry, of) in &self.clusters {
            of.iter().for_each(|(c, _)| _ = out.entry(c).or_default().insert(industry));
        }
        out
    }

    /// Regions where each cluster is strong.
    fn strong(&self) -> BTreeMap<&str, BTreeSet<&str>> {
        let mut out: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for ((region, cluster), _) in self.strength.iter().filter(|s| s.1.strong == Some(true)) {
            out.entry(cluster).or_default().insert(region);
        }
        out
    }
}

/// Firms and jobs of a community in a cluster.
#[derive(Default)]
struct Part<'a> {
    firms: BTreeSet<usize>,
    jobs: BTreeMap<&'a str, f64>,
}

/// Rows of every community of `least` members or more. Regions with `least_share` of a
/// community's jobs or more are its own.
pub fn overlap(
    network: &Network,
    communities: &BTreeMap<String, BTreeSet<String>>,
    map: &ClusterMap,
    least_share: f64,
    least: usize,
) -> Vec<ClusterOverlapRow> {
    let (industries, strong) = (map.industries(), map.strong());
    let judged: Vec<_> = communities.iter().filter(|c| c.1.len() >= least).collect();
    let one = |(community, members): &(&String, &BTreeSet<String>)| {
        of_community(network, community, members, map, &industries, &strong, least_share)
    };
    judged.par_iter().flat_map_iter(one).collect()
}

type Sets<'a> = BTreeMap<&'a str, BTreeSet<&'a str>>;

fn jaccard(a: &BTreeSet<&str>, b: &BTreeSet<&str>) -> Option<f64> {
    let both = a.intersection(b).count() as f64;
    let either = a.union(b).count() as f64;
    (either > 0.0).then(|| both / either)
}

fn of_community(
    network: &Network,
    community: &str,
    members: &BTreeSet<String>,
    map: &ClusterMap,
    industries: &Sets,
    strong: &Sets,
    least_share: f64,
) -> Vec<ClusterOverlapRow> {
    let mut parts: BTreeMap<&str, Part> = BTreeMap::new();
    let mut by_region: BTreeMap<&str, f64> = BTreeMap::new();
    let mut own: BTreeSet<&str> = BTreeSet::new();
    let (mut all, mut firms) = (0.0, BTreeSet::new());
    for i in members.iter().filter_map(|m| network.position(m)) {
        let unit = network.regions[i].as_ref().and_then(|r| map.units.get(r));
        let (Some(industry), Some(unit)) = (network.industries[i].as_deref(), unit) else { continue };
        let size = network.sizes[i].unwrap_or(0.0);
        own.insert(industry);
        all += size;
        *by_region.entry(unit).or_default() += size;
        for (cluster, weight) in map.clusters.get(industry).into_iter().flatten() {
            let part = parts.entry(cluster).or_default();
            part.firms.insert(i);
            firms.insert(i);
            *part.jobs.entry(unit).or_default() += size * weight;
        }
    }
    let regions: BTreeSet<&str> =
        by_region.iter().filter(|r| all > 0.0 && *r.1 >= least_share * all).map(|r| *r.0).collect();
    let share = |jobs: f64| (all > 0.0).then(|| jobs / all);
    let total = |p: &Part| p.jobs.values().sum::<f64>();
    let main = parts.iter().map(|(c, p)| (*c, total(p))).reduce(|a, b| if b.1 > a.1 { b } else { a });
    let main = main.filter(|m| m.1 > 0.0).map(|m| m.0);
    let at = |region: &str, cluster: &str| {
        map.strength.get(&(region.to_string(), cluster.to_string())).copied().unwrap_or_default()
    };
    let none = BTreeSet::new();
    let mut rows = Vec::new();
    let (mut any, mut where_strong, mut undecided) = (0.0, 0.0, 0.0);
    for (cluster, part) in &parts {
        let jobs_where = |strong: Option<bool>| -> f64 {
            // An empty sum is −0.
            0.0 + part.jobs.iter().filter(|(r, _)| at(r, cluster).strong == strong).map(|j| j.1).sum::<f64>()
        };
        let (here, unknown) = (jobs_where(Some(true)), jobs_where(None));
        any += total(part);
        where_strong += here;
        undecided += unknown;
        let inside = 0.0 + part.jobs.iter().filter(|j| regions.contains(j.0)).map(|j| j.1).sum::<f64>();
        let cells: Vec<Strength> = regions.iter().map(|r| at(r, cluster)).collect();
        let covered = coverage(inside, all > 0.0, &cells);
        rows.push(ClusterOverlapRow {
            community: community.to_string(),
            cluster: cluster.to_string(),
            firms: part.firms.len() as i64,
            jobs: (all > 0.0).then(|| total(part)),
            jobs_share: share(total(part)),
            strong_share: share(here),
            undecided_share: share(unknown),
            industry_jaccard: jaccard(&own, industries.get(cluster).unwrap_or(&none)),
            region_jaccard: jaccard(&regions, strong.get(cluster).unwrap_or(&none)),
            cluster_jobs: covered.jobs,
            coverage: covered.value,
            coverage_low: covered.bounds.map(|b| b.0),
            coverage_high: covered.bounds.and_then(|b| b.1),
            main: main == Some(*cluster),
            status: covered.status,
        });
    }
    rows.push(ClusterOverlapRow {
        community: community.to_string(),
        cluster: "all".to_string(),
        firms: firms.len() as i64,
        jobs: (all > 0.0).then_some(any),
        jobs_share: share(any),
        strong_share: share(where_strong),
        undecided_share: share(undecided),
        industry_jaccard: None,
        region_jaccard: None,
        cluster_jobs: None,
        coverage: None,
        coverage_low: None,
        coverage_high: None,
        main: false,
        status: Status::Undefined(Reason::ZeroBase),
    });
    rows
}

struct Coverage {
    jobs: Option<f64>,
    value: Option<f64>,
    /// Least, and greatest where there is one.
    bounds: Option<(f64, Option<f64>)>,
    status: Status,
}

/// Jobs over those of the cells; between bounds where a cell is withheld.
fn coverage(jobs: f64, sized: bool, cells: &[Strength]) -> Coverage {
    let none = |status| Coverage { jobs: None, value: None, bounds: None, status };
    if !sized || cells.is_empty() {
        return none(Status::Missing);
    }
    let known: Option<f64> = cells.iter().map(|c| c.value).sum();
    if let Some(all) = known {
        return match all > 0.0 {
            true => Coverage { jobs: known, value: Some(jobs / all), bounds: None, status: Status::Observed },
            false => Coverage { jobs: known, ..none(Status::Undefined(Reason::ZeroBase)) },
        };
    }
    let bounds = |c: &Strength| c.value.map(|v| (v, v)).or(c.bounds);
    let ends: Option<Vec<(f64, f64)>> = cells.iter().map(bounds).collect();
    let Some(ends) = ends else { return none(Status::Missing) };
    let least = ends.iter().map(|e| e.0).sum::<f64>();
    let most = ends.iter().map(|e| e.1).sum::<f64>();
    if most <= 0.0 {
        return none(Status::Suppressed);
    }
    Coverage { bounds: Some((jobs / most, (least > 0.0).then(|| jobs / least))), ..none(Status::Suppressed) }
}
