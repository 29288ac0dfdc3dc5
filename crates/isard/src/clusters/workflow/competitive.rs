//! The most competitive clusters of all regions.

use super::{ClusterOptions, ClusterResult, cell_quotient, number, performance_of};
use crate::clusters::cluster_ranking::{Weights, most_competitive};
use crate::clusters::cluster_stars::items;
use crate::clusters::panel::ClusterPanel;
use crate::clusters::resampling::Resampling;
use crate::clusters::tables::CompetitivenessRow;

/// Clusters that are listed as the most competitive.
const LISTED: usize = 100;
/// Clusters times draws beyond which there are fewer draws, a hundred at least.
const MOST_RANKED: usize = 10_000_000;

/// The most competitive of the clusters with a quotient of 1 or more.
pub(super) fn competitiveness(panel: &ClusterPanel, options: &ClusterOptions, result: &mut ClusterResult) {
    let last = panel.years.len() - 1;
    let (slab, status) = (panel.slab(last), panel.year_of(&panel.status, last));
    let cols = slab.cols();
    let ranked = options.rule.minimum.ranked(&slab);
    let establishments = panel.establishments.as_ref().map(|e| panel.year_of(e, last));
    let lq = |at: usize| cell_quotient(&slab, at / cols, at % cols, slab.cells()[at]).unwrap_or(f64::NAN);
    let minimum = &options.rule.minimum;
    let at: Vec<usize> = (0..slab.cells().len())
        .filter(|&at| ranked[at / cols] && slab.cells()[at] > 0.0 && lq(at) >= 1.0)
        .filter(|&at| minimum.enough(slab.cells()[at], (f64::NAN, f64::NAN)) == Some(true))
        .filter(|&at| minimum.enough_establishments(establishments.map_or(f64::NAN, |e| e[at])) == Some(true))
        .collect();
    let performance = performance_of(panel, (last > 0).then_some(0));
    let with = |there: bool| f64::from(u8::from(there));
    let weights = Weights {
        share: 1.0,
        productivity: with(performance.output.is_some()),
        growth: with(performance.before.is_some()),
    };
    let draws = options.resampling.draws.min((MOST_RANKED / at.len().max(1)).max(100));
    let settings = Resampling { draws, ..options.resampling };
    let items = items(&panel.regions, &panel.industries);
    let candidates = at.len();
    let rows = most_competitive(&slab, performance, at, LISTED, &weights, &settings, &items);
    result.competitiveness.extend(rows.into_iter().filter_map(|k| {
        Some(CompetitivenessRow {
            region: panel.regions[k.at / cols].clone(),
            cluster: panel.industries[k.at % cols].clone(),
            year: panel.years[last],
            rank: k.rank?,
            rank_low: k.interval.map(|i| i.0),
            rank_high: k.interval.map(|i| i.1),
            score: k.score,
            score_seen: k.seen,
            lq: lq(k.at),
            share: k.components[0],
            productivity: number(k.components[1]),
            growth: number(k.components[2]),
            status: status[k.at],
        })
    }));
    let mut parts = vec!["share of the industry"];
    parts.extend(Some("productivity").filter(|_| weights.productivity > 0.0));
    parts.extend(Some("growth since the first year").filter(|_| weights.growth > 0.0));
    let fewer = if draws < options.resampling.draws {
        format!(", intervals from {draws} draws")
    } else {
        String::new()
    };
    result.assumptions.push(format!(
        "Most competitive clusters: mean place by {}, equal weights, among {candidates} with a location quotient of 1 or more{fewer}",
        parts.join(", ")
    ));
}
