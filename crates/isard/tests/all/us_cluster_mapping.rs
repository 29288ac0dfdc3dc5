//! Published quotients and strong clusters of the US Cluster Mapping Project,
//! 50 states × 67 clusters in 2016.

use crate::shared_data;
use isard::clusters::location_quotient::Variant;
use isard::clusters::slab::Slab;
use isard::clusters::split;
use isard::clusters::stars::mark_top;
use std::collections::{BTreeMap, BTreeSet};

const FILE: &str = "us_cluster_mapping/state_clusters_2016.csv";

struct Published {
    states: Vec<String>,
    clusters: Vec<String>,
    traded: Vec<bool>,
    /// By state, then cluster; `None` where the file has no row.
    rows: Vec<Option<Row>>,
}

#[derive(Clone, Copy)]
struct Row {
    jobs: f64,
    lq: f64,
    qualifying: bool,
    significant: bool,
    strong: bool,
}

/// Fields of a line, quoted ones with commas inside.
fn fields(line: &str) -> Vec<String> {
    let (mut out, mut quoted) = (vec![String::new()], false);
    for c in line.chars() {
        match c {
            '"' => quoted = !quoted,
            ',' if !quoted => out.push(String::new()),
            c => out.last_mut().expect("never empty").push(c),
        }
    }
    out
}

fn published() -> Option<Published> {
    let text = shared_data::data(FILE)?;
    let mut lines = text.lines();
    let header = fields(lines.next()?);
    let at = |name: &str| header.iter().position(|h| h == name).expect("a column");
    let [state, cluster, kind] = ["region_code", "cluster_code", "cluster_type"].map(at);
    let [jobs, lq] = ["emp", "lq"].map(at);
    let [qualifying, significant, strong] = ["qualifying", "significant", "strong"].map(at);
    let all: Vec<Vec<String>> = lines.map(fields).collect();
    let distinct = |k: usize| {
        let keys: BTreeSet<String> = all.iter().map(|f| f[k].clone()).collect();
        keys.into_iter().collect::<Vec<String>>()
    };
    let (states, clusters) = (distinct(state), distinct(cluster));
    let kinds: BTreeMap<&str, bool> =
        all.iter().map(|f| (f[cluster].as_str(), f[kind] == "traded")).collect();
    let mut rows = vec![None; states.len() * clusters.len()];
    for f in &all {
        let number = |k: usize| f[k].parse().unwrap_or(f64::NAN);
        let (s, c) = (states.binary_search(&f[state]), clusters.binary_search(&f[cluster]));
        let cell = s.expect("listed") * clusters.len() + c.expect("listed");
        rows[cell] = Some(Row {
            jobs: number(jobs),
            lq: number(lq),
            qualifying: f[qualifying] == "True",
            significant: f[significant] == "True",
            strong: f[strong] == "True",
        });
    }
    let traded = clusters.iter().map(|c| kinds[c.as_str()]).collect();
    Some(Published { states, clusters, traded, rows })
}

impl Published {
    fn quotients(&self) -> Vec<f64> {
        let jobs = self.rows.iter().map(|r| r.map_or(f64::NAN, |r| r.jobs)).collect();
        let slab = Slab::new(jobs, self.states.len(), self.clusters.len());
        split::quotients(&slab, &self.traded, Variant::Ratio).iter().map(|v| v.unwrap_or(f64::NAN)).collect()
    }
}

/// The national base of the publication has the District of Columbia, which
/// the file lacks: our quotients differ by one factor per cluster.
#[test]
fn published_quotients_are_reproduced_up_to_the_missing_district() {
    let Some(data) = published() else { return };
    let ours = data.quotients();
    let mut compared = 0;
    let (mut least, mut most) = (f64::INFINITY, 0.0_f64);
    for c in 0..data.clusters.len() {
        let ratios: Vec<f64> = (0..data.states.len())
            .filter_map(|s| {
                let at = s * data.clusters.len() + c;
                data.rows[at].filter(|r| r.lq > 0.0 && r.jobs > 0.0).map(|r| ours[at] / r.lq)
            })
            .collect();
        compared += ratios.len();
        let (low, high) = ratios.iter().fold((f64::INFINITY, 0.0_f64), |(a, b), r| (a.min(*r), b.max(*r)));
        // Seven digits are published.
        assert!(high / low - 1.0 < 2e-6, "cluster {}: {low} to {high}", data.clusters[c]);
        (least, most) = (least.min(low), most.max(high));
    }
    assert_eq!(compared, 3294);
    assert!((0.92..0.925).contains(&least) && (1.019..1.02).contains(&most), "{least} to {most}");
    // One base for both parts is not what was published.
    let one = vec![true; data.clusters.len()];
    let alone = Published { traded: one, ..data }.quotients();
    assert!(alone.iter().zip(&ours).any(|(a, b)| (a / b - 1.0).abs() > 0.1));
}

/// A published strong cluster is in the top quarter of the states that have the
/// cluster at all, by quotient, has one of 1 or more, and passes two tests of
/// size that the publication marks but does not state. Nothing else.
#[test]
fn published_strong_clusters_are_the_top_quarter_with_a_minimum_size() {
    let Some(data) = published() else { return };
    let (states, width) = (data.states.len(), data.clusters.len());
    let ours = data.quotients();
    let (mut strong, mut small, mut low, mut by_ours) = (0, 0, 0, 0);
    for c in (0..width).filter(|&c| data.traded[c]) {
        let column: Vec<Option<Row>> = (0..states).map(|s| data.rows[s * width + c]).collect();
        let present = |of: &dyn Fn(usize) -> f64| -> Vec<bool> {
            let has = |s: usize| column[s].is_some_and(|r| r.jobs > 0.0);
            let lq: Vec<f64> = (0..states).map(|s| if has(s) { of(s) } else { f64::NAN }).collect();
            let mut top = vec![false; states];
            mark_top(&lq, 0.25, &mut top, &mut Vec::new());
            top
        };
        let published = present(&|s| column[s].map_or(f64::NAN, |r| r.lq));
        let own = present(&|s| ours[s * width + c]);
        // One factor per cluster leaves the order as it is.
        assert_eq!(published, own);
        for (s, row) in column.iter().enumerate() {
            let Some(row) = row else { continue };
            let large = row.qualifying && row.significant;
            assert_eq!(
                row.strong,
                published[s] && large && row.lq >= 1.0,
                "{} {}",
                data.states[s],
                data.clusters[c]
            );
            strong += usize::from(row.strong);
            by_ours += usize::from(own[s] && large && ours[s * width + c] >= 1.0);
            small += usize::from(published[s] && !large);
            low += usize::from(published[s] && large && row.lq < 1.0);
        }
    }
    assert_eq!(strong, 512);
    println!(
        "{strong} strong; {by_ours} by our quotients; top quarter but too small {small}, not specialised {low}"
    );
    assert!(small + low == 136 && (500..=515).contains(&by_ours));
}
