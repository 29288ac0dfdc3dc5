//! The territory constraint: every member within a radius or a travel time of
//! the leader of its community, and every community connected.

use super::travel::TravelTimes;
use crate::networks::graph::{Graph, connected_parts, members, renumber};
use crate::space::sphere::chord;

/// How far a member may be from the leader.
#[derive(Debug, Clone, PartialEq)]
pub struct Territory<'a> {
    /// Places on the unit sphere.
    pub places: &'a [Option<[f64; 3]>],
    /// Largest distance on the sphere, km.
    pub radius_km: Option<f64>,
    /// Travel times and the longest of them.
    pub travel: Option<(&'a TravelTimes, f64)>,
}

impl Territory<'_> {
    /// Whether organisation `i` is near enough to organisation `j`; a place that
    /// is not known does not bind.
    fn near(&self, i: usize, j: usize) -> bool {
        let by_radius = match (self.radius_km, self.places[i], self.places[j]) {
            (Some(km), Some(a), Some(b)) => {
                (0..3).map(|k| (a[k] - b[k]).powi(2)).sum::<f64>().sqrt() <= chord(km)
            }
            _ => true,
        };
        let in_time = |(times, most): (&TravelTimes, f64)| times.minutes(i, j).is_none_or(|m| m <= most);
        by_radius && self.travel.is_none_or(in_time)
    }
}

/// Rounds in which members may change to a neighbouring community; afterwards
/// communities only split, so that the search ends.
const ROUNDS: usize = 12;

/// Fewest firms of a community in which only firms may lead.
pub const LEAST: usize = 3;

/// Who of a community may lead: firms with a score above 0; all members with
/// one where fewer than `least` are such firms.
pub fn may_lead(of: &[u32], scores: &[f64], firms: &[bool], least: usize) -> Vec<bool> {
    let firm: Vec<bool> = of.iter().zip(scores).map(|(&i, s)| firms[i as usize] && *s > 0.0).collect();
    if firm.iter().filter(|f| **f).count() >= least {
        firm
    } else {
        scores.iter().map(|s| *s > 0.0).collect()
    }
}

/// The first leader of every community: of those who may lead, the member with
/// the highest product of its share of the size and its share of the tie weight
/// inside; equal ones by position, and the first member where nobody may.
pub fn leaders(
    graph: &Graph,
    labels: &[u32],
    groups: usize,
    sizes: &[Option<f64>],
    firms: &[bool],
) -> Vec<u32> {
    let inner = inner_strength(graph, labels);
    let (starts, nodes) = members(labels, groups);
    let first = |g: usize| {
        let of = &nodes[starts[g]..starts[g + 1]];
        let scores = scores(of, &inner, sizes);
        let candidates = may_lead(of, &scores, firms, LEAST);
        let higher = |best: usize, m: usize| if scores[m] > scores[best] { m } else { best };
        let best = (0..of.len()).filter(|&m| candidates[m]).reduce(higher).unwrap_or(0);
        of[best]
    };
    (0..groups).map(first).collect()
}

/// Tie weight of every node inside its community.
pub fn inner_strength(graph: &Graph, labels: &[u32]) -> Vec<f64> {
    let one = |i: usize| graph.row(i).filter(|t| labels[t.0] == labels[i]).map(|t| t.1).sum();
    (0..labels.len()).map(one).collect()
}

/// √(size share × share of the tie weight inside) of the members of one
/// community. Without sizes in the community, the share of the tie weight; an
/// unknown size among known ones counts as the smallest of them.
pub fn scores(of: &[u32], inner: &[f64], sizes: &[Option<f64>]) -> Vec<f64> {
    let known = of.iter().filter_map(|&i| sizes[i as usize]);
    let least = known.clone().fold(f64::INFINITY, f64::min);
    let size = |i: u32| sizes[i as usize].unwrap_or(least);
    let all: f64 = if least.is_finite() { of.iter().map(|&i| size(i)).sum() } else { 0.0 };
    let weight: f64 = of.iter().map(|&i| inner[i as usize]).sum();
    let share = |x: f64, total: f64| if total > 0.0 { x / total } else { 0.0 };
    of.iter()
        .map(|&i| {
            let tied = share(inner[i as usize], weight);
            if all > 0.0 { (share(size(i), all) * tied).sqrt() } else { tied }
        })
        .collect()
}

/// Moves or splits off members beyond the territory until none is, communities
/// being connected; labels by first appearance. Members without a place stay.
pub fn constrain(
    graph: &Graph,
    labels: &[u32],
    territory: &Territory,
    sizes: &[Option<f64>],
    firms: &[bool],
) -> Vec<u32> {
    let near = |i: usize, j: usize| territory.near(i, j);
    let mut labels = connected_parts(graph, labels);
    for round in 0.. {
        let groups = renumber(&mut labels);
        let leader = leaders(graph, &labels, groups, sizes, firms);
        let far: Vec<usize> =
            (0..labels.len()).filter(|&i| !near(i, leader[labels[i] as usize] as usize)).collect();
        if far.is_empty() {
            return labels;
        }
        let before = labels.clone();
        for &i in &far {
            // What no neighbouring community takes goes together with what
            // else leaves its community.
            let mut to = before[i] + groups as u32;
            if round < ROUNDS {
                let mut towards: Vec<(u32, f64)> = Vec::new();
                for (j, w) in graph.row(i) {
                    let l = before[j];
                    if l != before[i] && near(i, leader[l as usize] as usize) {
                        match towards.iter_mut().find(|t| t.0 == l) {
                            Some(t) => t.1 += w,
                            None => towards.push((l, w)),
                        }
                    }
                }
                let best = towards
                    .into_iter()
                    .reduce(|a, b| if b.1 > a.1 || (b.1 == a.1 && b.0 < a.0) { b } else { a });
                to = best.map_or(to, |b| b.0);
            }
            labels[i] = to;
        }
        labels = connected_parts(graph, &labels);
    }
    labels
}
