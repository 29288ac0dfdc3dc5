//! Groups of regions planted at growing distance, found by the typology.

use super::{Reliability, table};
use isard::inference::Random;
use isard::linalg::Matrix;
use isard::registry::Indicators;
use isard::typology::agreement::adjusted_rand;
use isard::typology::tables::GroupRow;
use isard::typology::workflow::{TypologyOptions, TypologyResult, analyze};
use std::collections::BTreeMap;
use std::fmt::Write;

const REGIONS: usize = 60;
const INDICATORS: usize = 8;
/// Distance between the means of neighbouring groups in every indicator, in
/// standard deviations within groups.
const DISTANCES: [f64; 6] = [0.0, 0.5, 1.0, 1.5, 2.0, 3.0];

/// Share of the variance within groups that indicators have in common in the
/// second experiment.
const COMMON: f64 = 0.5;

/// What was found at one distance.
#[derive(Debug, Clone, Default)]
pub(super) struct Found {
    agreement: f64,
    silhouette: f64,
    own_probability: Reliability,
    /// How often each number of groups was the best, by measure.
    chosen: BTreeMap<String, BTreeMap<i64, usize>>,
}

/// Groups of sizes 15, 20 and 25 in a region's true group order.
fn truth() -> Vec<usize> {
    (0..REGIONS).map(|r| if r < 15 { 0 } else { usize::from(r >= 35) + 1 }).collect()
}

/// `common` is the share of the variance within groups that all indicators of a
/// region have in common.
fn indicators(distance: f64, common: f64, replicate: u64) -> Indicators {
    let mut random = Random::new(20_260_102, replicate, 0);
    let mut cells = Vec::with_capacity(REGIONS * INDICATORS);
    for group in truth() {
        // Drawn only where it counts, so that the draws without it stay as they were.
        let shared = if common > 0.0 { common.sqrt() * random.normal() } else { 0.0 };
        for _ in 0..INDICATORS {
            let own = (1.0 - common).sqrt() * random.normal();
            cells.push(-distance * group as f64 + shared + own);
        }
    }
    Indicators {
        regions: (0..REGIONS).map(|r| format!("r{r:02}")).collect(),
        indicators: (0..INDICATORS).map(|i| format!("x{i}")).collect(),
        years: vec![0],
        has_year: false,
        matrices: vec![Matrix::from_vec(REGIONS, INDICATORS, cells)],
    }
}

/// Plants, finds and compares.
pub(super) fn experiment(replicates: usize, distance: f64, common: f64) -> Found {
    let options =
        TypologyOptions { draws: 200, stability_draws: 30, gap_references: 20, ..Default::default() };
    let groups = truth();
    let mut found = Found::default();
    for replicate in 0..replicates as u64 {
        let result: TypologyResult = match analyze(&indicators(distance, common, replicate), &[], &options) {
            Ok(result) => result,
            Err(e) => unreachable!("planted groups have no gaps: {e}"),
        };
        let labels: Vec<usize> = result.groups.iter().map(group).collect();
        found.agreement += adjusted_rand(&labels, &groups) / replicates as f64;
        let widths: Vec<f64> = result.groups.iter().filter_map(|g| g.silhouette).collect();
        found.silhouette += widths.iter().sum::<f64>() / widths.len() as f64 / replicates as f64;
        for (row, &planted) in result.groups.iter().zip(&groups) {
            if let Some(p) = row.probability {
                found.own_probability.add(p, group(row) == planted);
            }
        }
        for row in result.validity.iter().filter(|v| v.best) {
            *found.chosen.entry(row.measure.to_string()).or_default().entry(row.k).or_default() += 1;
        }
    }
    found
}

/// Group from 0; no group agrees with none planted.
fn group(row: &GroupRow) -> usize {
    row.group.map_or(usize::MAX, |g| g as usize - 1)
}

/// The section of the page.
pub(super) fn page(replicates: usize) -> String {
    let mut out = format!(
        "\n## Groups of regions\n\n{REGIONS} regions in three groups (15, 20, 25) with {INDICATORS} indicators; the means of \
         neighbouring groups lie *distance* standard deviations apart in every indicator. {replicates} replicates each; three \
         groups asked for. At distance 0 there are no groups: what stands there is what chance gives.\n"
    );
    let found: Vec<Found> = DISTANCES.iter().map(|&d| experiment(replicates, d, 0.0)).collect();
    let share = |f: &Found, measure: &str, k: i64| {
        let of = f.chosen.get(measure);
        let all: usize = of.map_or(0, |m| m.values().sum());
        let hits = of.and_then(|m| m.get(&k)).copied().unwrap_or(0);
        if all == 0 { "–".into() } else { format!("{:.2}", hits as f64 / replicates as f64) }
    };
    let measures: Vec<String> =
        found.iter().flat_map(|f| f.chosen.keys().cloned()).fold(Vec::new(), |mut all, m| {
            if !all.contains(&m) {
                all.push(m);
            }
            all
        });
    let rows: Vec<Vec<String>> = DISTANCES
        .iter()
        .zip(&found)
        .map(|(d, f)| {
            let head = [format!("{d:.1}"), format!("{:.3}", f.agreement), format!("{:.3}", f.silhouette)];
            head.into_iter().chain(measures.iter().map(|m| share(f, m, 3))).collect()
        })
        .collect();
    let chosen: Vec<String> = measures.iter().map(|m| format!("{m} chooses 3")).collect();
    let header: Vec<&str> = ["distance", "adjusted Rand index", "mean silhouette"]
        .into_iter()
        .chain(chosen.iter().map(String::as_str))
        .collect();
    out.push_str(&table(&header, &rows));
    let mut all = Reliability::default();
    found[1..].iter().for_each(|f| all.merge(&f.own_probability));
    let mut alike = Reliability::default();
    DISTANCES[1..].iter().for_each(|&d| alike.merge(&experiment(replicates, d, COMMON).own_probability));
    out.push_str(
        "\n### Probability of membership\n\nOf the regions whose group was given a probability in a tenth, the share whose group \
         is the planted one (all distances above 0 together). The probability says how steady the assignment is when regions \
         are drawn again and grouped afresh, and when a region's own values are moved by a deviation within groups. It is not \
         the probability of being right, but comes near to it.\n",
    );
    for (name, reliability) in [
        ("Indicators independent within groups".to_string(), &all),
        (
            format!(
                "Half of the variance within groups ({COMMON}) common to all indicators of a region: indicators repeat each other, and groups look surer than they are"
            ),
            &alike,
        ),
    ] {
        let _ = write!(out, "\n**{name}**, mean distance {:.3}\n", reliability.error());
        out.push_str(&table(
            &["probability", "regions", "mean probability", "share in the planted group"],
            &reliability.rows(),
        ));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn planted_groups_are_found_when_they_stand_apart() {
        let none = experiment(4, 0.0, 0.0);
        assert!(none.agreement.abs() < 0.1, "groups out of nothing: {}", none.agreement);
        let apart = experiment(4, 3.0, 0.0);
        assert!(apart.agreement > 0.95, "{}", apart.agreement);
        assert!(apart.silhouette > 2.0 * none.silhouette);
    }

    #[test]
    fn probabilities_of_membership_come_true() {
        let mut all = Reliability::default();
        [0.5, 1.0, 2.0].iter().for_each(|&d| all.merge(&experiment(8, d, 0.0).own_probability));
        // Grouped from the centers found, without deviations, the distance was 0.11.
        assert!(all.error() < 0.06, "{all:?}");
    }
}
