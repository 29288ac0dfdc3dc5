//! Where the ties of each community lead: to itself, to each other one, and in which layer.

use super::membership::Membership;
use super::network::Network;
use crate::model::{Reason, Record, Status, TableSpec};
use std::collections::BTreeMap;

crate::record! {
    /// Tie weight between two communities in a layer.
    pub struct CommunityTieRow in "network"/"community_ties", key ["community", "other", "layer"] {
        /// Community.
        community: String [Kind::Key],
        /// Community its ties lead to; itself for ties inside.
        other: String [Kind::Key],
        /// Layer of the ties, or `all`.
        layer: String [Kind::Key],
        /// Tie weight; inside, each tie counts once.
        weight: f64,
        /// Share of the tie weight of the community's members in the layer that leads there; ties inside have two ends.
        share: Option<f64> [Kind::SHARE],
        /// Status of the share.
        status: Status,
    }
}

/// Schemas of the tables.
pub const TABLES: &[TableSpec] = &[CommunityTieRow::SPEC];

/// Rows of every pair of communities that has a tie, both ways, by layer and in
/// all of them.
pub fn community_ties(network: &Network, membership: &Membership) -> Vec<CommunityTieRow> {
    let layers = network.layers.len();
    // The last layer holds all.
    let mut cells: BTreeMap<(u32, u32, usize), f64> = BTreeMap::new();
    // A layer called `all` has no rows of its own beside those of all layers.
    let named = |s: usize| network.layers[s] != "all";
    for (s, ties) in network.ties.iter().enumerate() {
        for &(a, b, w) in ties {
            let (x, y) = (membership.of[a as usize], membership.of[b as usize]);
            if x == u32::MAX || y == u32::MAX {
                continue;
            }
            for layer in named(s).then_some(s).into_iter().chain([layers]) {
                let ways: &[(u32, u32)] = if x == y { &[(x, y)] } else { &[(x, y), (y, x)] };
                for &(from, to) in ways {
                    *cells.entry((from, to, layer)).or_default() += w;
                }
            }
        }
    }
    let mut sums: BTreeMap<(u32, usize), f64> = BTreeMap::new();
    let ends = |from: u32, to: u32| if from == to { 2.0 } else { 1.0 };
    for ((from, to, layer), cell) in &cells {
        *sums.entry((*from, *layer)).or_default() += ends(*from, *to) * cell;
    }
    let name = |c: u32| membership.names[c as usize].clone();
    cells
        .iter()
        .map(|((from, to, layer), weight)| {
            let all = sums.get(&(*from, *layer)).copied().unwrap_or(0.0);
            CommunityTieRow {
                community: name(*from),
                other: name(*to),
                layer: network.layers.get(*layer).cloned().unwrap_or_else(|| "all".into()),
                weight: *weight,
                share: (all > 0.0).then(|| ends(*from, *to) * weight / all),
                status: if all > 0.0 { Status::Observed } else { Status::Undefined(Reason::ZeroBase) },
            }
        })
        .collect()
}
