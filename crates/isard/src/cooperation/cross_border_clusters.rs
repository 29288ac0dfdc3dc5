//! Contiguous strong regions over a country border.

use super::countries::{self, REGIONS};
use super::functional_links::{self, REGION_FLOWS, smart_links};
use super::tables::CrossBorderRow;
use crate::clusters::activity::{ABSENT, ACTIVITY, Activity};
use crate::clusters::location_quotient::dense;
use crate::clusters::stars::mark_top;
use crate::model::table_of;
use crate::registry::{InputSpec, Inputs, Method, MethodError, OptionSpec, Options, Output, Reference};
use crate::space::Weights;
use rayon::prelude::*;
use std::collections::BTreeSet;

/// When a region is strong in a cluster.
pub const STRENGTH: [OptionSpec; 3] = [
    OptionSpec::real("least-lq", 0.0, f64::MAX, "1", "Least location quotient of a strong region."),
    OptionSpec::real(
        "top",
        0.0,
        1.0,
        "0.25",
        "Top share of regions by location quotient; 1 sets no such limit.",
    ),
    OptionSpec::real(
        "minimum-value",
        0.0,
        f64::MAX,
        "0",
        "Least value (jobs) of a strong region in the cluster.",
    ),
];

/// Registry entry.
pub const METHOD: Method = Method {
    id: "cross-border-clusters",
    question: "cooperation",
    title: "Cross-border clusters",
    summary: "Regions strong in the same cluster that hang together over a country border.",
    formula: "Region r is strong in cluster c where LQ_rc ≥ least-lq, it is among the ⌈top·n⌉ highest quotients of the n regions \
              (ties by key) and e_rc ≥ minimum-value. Strong regions are joined where they are linked; an area is a connected set \
              of them with regions of two countries or more. links = contiguity: `weights` has a row for the pair, in either \
              direction; links = flows: Smart's strength f_ij²/(O_i D_j) + f_ji²/(O_j D_i) of the input `flows` is at least \
              least-strength; links = both: either. balance = 1 − Σ_k s_k² over its greatest value 1 − 1/K, s_k the share of \
              country k of K in the area's value: 1 where the countries have equal parts.",
    undefined: "A cluster without an area has no row. A cell without a value is not strong.",
    complexity: "O(clusters × (regions + links)) time.",
    inputs: &[
        ACTIVITY,
        REGIONS,
        InputSpec {
            name: "weights",
            columns: "from, to[, weight]: neighbours, for links = contiguity or both",
            optional: true,
        },
        REGION_FLOWS,
    ],
    options: crate::options![
        [
            OptionSpec::choice(
                "links",
                &["contiguity", "flows", "both"],
                "contiguity",
                "What joins two strong regions.",
            ),
            OptionSpec::real(
                "least-strength",
                0.0,
                2.0,
                "0.01",
                "Least strength of flows that joins two regions.",
            ),
            ABSENT,
        ],
        STRENGTH
    ],
    output: &[
        ("cluster", "Cluster or industry key."),
        ("area", "Number of the area within the cluster, by value, the largest first."),
        ("region", "Region of the area."),
        ("country", "Its country."),
        ("year", "Year; 0 where the input has none."),
        ("value", "Value of the cluster in the region."),
        ("lq", "Location quotient."),
        ("area_value", "Value of the cluster in the area."),
        ("area_regions", "Number of regions of the area."),
        ("area_countries", "Number of countries."),
        ("crossings", "Number of links between regions of different countries."),
        ("balance", "How evenly the countries share the value, 0 to 1."),
        ("status", "Status of the value."),
    ],
    references: &[
        Reference {
            text: "Delgado, M., Porter, M. E. & Stern, S. (2014). Clusters, convergence, and economic performance. Research Policy \
                   43(10), 1785–1799.",
            locator: "strong clusters; areas over borders are isard's own",
            doi: "10.1016/j.respol.2014.05.007",
            checked: false,
        },
        Reference {
            text: "Smart, M. W. (1974). Labour market areas: uses and definition. Progress in Planning 2, 239–353.",
            locator: "strength of flows",
            doi: "10.1016/0305-9006(74)90008-7",
            checked: false,
        },
    ],
    run,
};

/// When a region is strong.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Strength {
    /// Least location quotient.
    pub least_lq: f64,
    /// Top share of regions by quotient.
    pub top: f64,
    /// Least value.
    pub minimum_value: f64,
}

impl Strength {
    /// What the options of [`STRENGTH`] ask for.
    pub fn of(options: &Options) -> Strength {
        let own = Strength::default();
        Strength {
            least_lq: options.real("least-lq").unwrap_or(own.least_lq),
            top: options.real("top").unwrap_or(own.top),
            minimum_value: options.real("minimum-value").unwrap_or(own.minimum_value),
        }
    }
}

impl Default for Strength {
    fn default() -> Self {
        Strength { least_lq: 1.0, top: 0.25, minimum_value: 0.0 }
    }
}

/// Cells of one year by region, cluster; NaN where there is none.
#[derive(Debug, Clone, Copy)]
pub struct Map<'a> {
    /// Region keys.
    pub regions: &'a [String],
    /// Country of each region.
    pub countries: &'a [String],
    /// Cluster keys.
    pub clusters: &'a [String],
    /// Values by region, cluster.
    pub values: &'a [f64],
    /// Pairs of linked regions, lesser position first, each once.
    pub links: &'a [(usize, usize)],
    /// Year.
    pub year: i64,
}

/// Rows of all areas, by cluster, area, region.
///
/// # Panics
/// When the parts of the map do not fit together.
pub fn areas(map: &Map, strength: Strength) -> Vec<CrossBorderRow> {
    let (n, k) = (map.regions.len(), map.clusters.len());
    assert!(
        map.values.len() == n * k && map.countries.len() == n,
        "a value for each cell, a country for each region"
    );
    let quotients = dense(map.values, n, k).quotients;
    (0..k).into_par_iter().flat_map_iter(|c| of_cluster(map, &quotients, c, strength)).collect()
}

fn of_cluster(map: &Map, quotients: &[f64], c: usize, rule: Strength) -> Vec<CrossBorderRow> {
    let (n, k) = (map.regions.len(), map.clusters.len());
    let lq: Vec<f64> = (0..n).map(|r| quotients[r * k + c]).collect();
    let value = |r: usize| map.values[r * k + c];
    let mut strong = vec![false; n];
    mark_top(&lq, rule.top, &mut strong, &mut Vec::new());
    for (r, s) in strong.iter_mut().enumerate() {
        *s = *s && lq[r] >= rule.least_lq && value(r) >= rule.minimum_value;
    }
    let joined: Vec<(usize, usize)> =
        map.links.iter().copied().filter(|&(i, j)| strong[i] && strong[j]).collect();
    let mut found: Vec<(f64, Vec<usize>)> = components(n, &joined)
        .into_iter()
        .filter(|area| area.iter().any(|&r| map.countries[r] != map.countries[area[0]]))
        .map(|area| (area.iter().map(|&r| value(r)).sum(), area))
        .collect();
    // Equal areas stay in the order of their first region.
    found.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut rows = Vec::new();
    for (at, (total, area)) in found.iter().enumerate() {
        let countries: BTreeSet<&str> = area.iter().map(|&r| map.countries[r].as_str()).collect();
        let inside = |i: &usize| area.binary_search(i).is_ok();
        let crossings = joined
            .iter()
            .filter(|(i, j)| inside(i) && inside(j) && map.countries[*i] != map.countries[*j])
            .count();
        let balance = balance(countries.iter().map(|country| {
            area.iter().filter(|&&r| map.countries[r] == *country).map(|&r| value(r)).sum::<f64>() / total
        }));
        rows.extend(area.iter().map(|&r| CrossBorderRow {
            cluster: map.clusters[c].clone(),
            area: at as i64 + 1,
            region: map.regions[r].clone(),
            country: map.countries[r].clone(),
            year: map.year,
            value: Some(value(r)),
            lq: Some(lq[r]),
            area_value: Some(*total),
            area_regions: area.len() as i64,
            area_countries: countries.len() as i64,
            crossings: crossings as i64,
            balance: Some(balance),
            status: crate::model::Status::Observed,
        }));
    }
    rows
}

/// Evenness of shares, 1 where all are equal.
fn balance(shares: impl Iterator<Item = f64>) -> f64 {
    let (count, squares) = shares.fold((0.0, 0.0), |(n, s), v| (n + 1.0, s + v * v));
    if count < 2.0 { 0.0 } else { ((1.0 - squares) / (1.0 - 1.0 / count)).clamp(0.0, 1.0) }
}

/// Connected sets of two or more, by first member; members ascend.
fn components(n: usize, links: &[(usize, usize)]) -> Vec<Vec<usize>> {
    let mut parent: Vec<usize> = (0..n).collect();
    fn root(parent: &mut [usize], mut i: usize) -> usize {
        while parent[i] != i {
            parent[i] = parent[parent[i]];
            i = parent[i];
        }
        i
    }
    for &(i, j) in links {
        let (a, b) = (root(&mut parent, i), root(&mut parent, j));
        parent[a.max(b)] = a.min(b);
    }
    let mut sets: Vec<Vec<usize>> = vec![Vec::new(); n];
    for i in 0..n {
        sets[root(&mut parent, i)].push(i);
    }
    sets.into_iter().filter(|s| s.len() > 1).collect()
}

/// Links of neighbours among `regions`, lesser position first.
pub fn contiguous_links(weights: &Weights, regions: &[String]) -> Vec<(usize, usize)> {
    let among = weights.among(regions);
    let all = (0..among.len()).flat_map(|i| among.neighbors(i).iter().map(move |&j| (i, j as usize)));
    let mut links: Vec<(usize, usize)> = all.map(|(i, j)| (i.min(j), i.max(j))).collect();
    links.sort_unstable();
    links.dedup();
    links
}

fn run(inputs: &Inputs, options: &Options) -> Result<Output, MethodError> {
    let activity = Activity::read(inputs, options)?;
    let panel = &activity.panel;
    let countries = countries::read(inputs, &panel.regions)?;
    let kind = options.text("links");
    let mut links = Vec::new();
    if kind != "flows" {
        links = contiguous_links(&Weights::read(inputs)?, &panel.regions);
    }
    if kind != "contiguity" {
        let flows = functional_links::read(inputs, &panel.regions)?
            .ok_or(MethodError::MissingInput { name: REGION_FLOWS.name, columns: REGION_FLOWS.columns })?;
        let least = options.real("least-strength").unwrap_or(0.0);
        links.extend(smart_links(&flows, panel.regions.len(), least).into_iter().map(|(i, j, _)| (i, j)));
        links.sort_unstable();
        links.dedup();
    }
    let last = panel.years.len() - 1;
    let cells = panel.regions.len() * panel.industries.len();
    let rows = areas(
        &Map {
            regions: &panel.regions,
            countries: &countries,
            clusters: &panel.industries,
            values: &panel.values[last * cells..],
            links: &links,
            year: panel.years[last],
        },
        Strength::of(options),
    );
    let crossing = links.iter().filter(|(i, j)| countries[*i] != countries[*j]).count();
    let found = rows.iter().map(|r| (r.cluster.as_str(), r.area)).collect::<BTreeSet<_>>().len();
    let mut output = activity
        .output(table_of(&rows))
        .variant(kind)
        .figure("areas", found as i64)
        .figure("links", links.len() as i64)
        .figure("links_over_borders", crossing as i64);
    if crossing == 0 {
        output.warnings.push("no link joins regions of different countries: there can be no area".into());
    }
    if panel.years.len() > 1 {
        output.warnings.push(format!(
            "of {} years the last was taken, {}",
            panel.years.len(),
            panel.years[last]
        ));
    }
    Ok(output)
}
