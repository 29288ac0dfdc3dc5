//! Clusters of a sample study as a panel, and the stages planted in them.

use isard::clusters::panel::{ClusterPanel, Margins};
use isard::model::Table;
use isard::sample::{SampleOptions, generate};
use std::collections::{BTreeMap, BTreeSet};

/// Planted stages by region, cluster and year.
pub(crate) type Planted = BTreeMap<(String, String, i64), String>;

fn texts(table: &Table, column: &str) -> Vec<String> {
    table.text(column).expect("a text column").iter().map(|v| v.unwrap_or("").to_string()).collect()
}

fn years(table: &Table) -> Vec<i64> {
    (0..table.rows()).map(|r| table.real_at(r, "year").expect("a year") as i64).collect()
}

/// A sample with full figures: sixty regions over fifteen years.
pub(crate) fn options(seed: u64) -> SampleOptions {
    SampleOptions {
        seed,
        organisations: 300,
        communities: 4,
        projects: 4,
        real_facts: false,
        suppression_rate: 0.0,
        ..SampleOptions::default()
    }
}

/// Clusters by region and year with the totals of all industries, and what was planted.
pub(crate) fn sample_panel(options: &SampleOptions) -> (ClusterPanel, Planted) {
    let sample = generate(options);
    let definitions = &sample.tables["cluster_definitions"];
    let cluster_of: BTreeMap<String, String> =
        texts(definitions, "industry").into_iter().zip(texts(definitions, "cluster")).collect();
    let table = &sample.tables["industries"];
    let level = |r: usize| table.real_at(r, "level").expect("a level");
    let finest: BTreeSet<String> = texts(table, "industry")
        .into_iter()
        .enumerate()
        .filter(|(r, _)| level(*r) == 2.0)
        .map(|(_, k)| k)
        .collect();
    let table = &sample.tables["regions"];
    let regions: Vec<String> = {
        let inside =
            texts(table, "parent").into_iter().zip(texts(table, "region")).filter(|p| !p.0.is_empty());
        inside.map(|p| p.1).collect::<BTreeSet<_>>().into_iter().collect()
    };
    let clusters: Vec<String> = cluster_of.values().cloned().collect::<BTreeSet<_>>().into_iter().collect();
    let activity = &sample.tables["activity"];
    let (r, i, y) = (texts(activity, "region"), texts(activity, "industry"), years(activity));
    let all: Vec<i64> = y.iter().copied().collect::<BTreeSet<_>>().into_iter().collect();
    let (rows, cols) = (regions.len(), clusters.len());
    let mut values = vec![0.0; rows * cols * all.len()];
    let mut totals = vec![0.0; rows * all.len()];
    for row in 0..activity.rows() {
        let Ok(region) = regions.binary_search(&r[row]) else { continue };
        if !finest.contains(&i[row]) {
            continue;
        }
        let year = all.binary_search(&y[row]).expect("a year of the list");
        let jobs = activity.real_at(row, "employment").unwrap_or(f64::NAN);
        totals[year * rows + region] += jobs;
        if let Some(cluster) = cluster_of.get(&i[row]) {
            let cluster = clusters.binary_search(cluster).expect("a cluster of the list");
            values[(year * rows + region) * cols + cluster] += jobs;
        }
    }
    let sums = totals.chunks(rows).map(|y| y.iter().sum()).collect();
    let mut panel = ClusterPanel::new(regions, clusters, all.clone(), values);
    panel.margins =
        Some(Margins { regions: totals, industries: vec![f64::NAN; cols * all.len()], totals: sums });
    let truth = &sample.truth["dynamics/life_cycle"];
    let keys = texts(truth, "region").into_iter().zip(texts(truth, "cluster")).zip(years(truth));
    let planted = keys.map(|((r, c), y)| (r, c, y)).zip(texts(truth, "stage")).collect();
    (panel, planted)
}
