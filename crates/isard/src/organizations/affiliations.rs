//! Organisations with a foot in more than one community.

use super::membership::Membership;
use crate::model::{Record, Status, TableSpec};
use crate::networks::Graph;
use crate::registry::OptionSpec;
use rayon::prelude::*;

crate::record! {
    /// A further community in which an organisation has a good part of its ties.
    pub struct AffiliationRow in "network"/"affiliations", key ["organisation", "community"] {
        /// Organisation.
        organisation: String [Kind::Key],
        /// Community that is not its own.
        community: String [Kind::Key],
        /// Belonging coefficient: share of its tie weight that leads there.
        share: f64 [Kind::SHARE],
        /// Share that leads to its own community.
        own_share: f64 [Kind::SHARE],
        /// Status.
        status: Status,
    }
}

/// Schemas of the tables.
pub const TABLES: &[TableSpec] = &[AffiliationRow::SPEC];

/// Option: from which share an organisation belongs to a further community.
pub const ALSO: OptionSpec = OptionSpec::real(
    "also-share",
    0.0,
    1.0,
    "",
    "Overlapping membership: an organisation also belongs to every community to which this share of its tie weight or more leads; not set, it has one community.",
);

/// Belonging of one node: its own community and the further ones.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Belonging {
    /// Share of the tie weight that leads to its own community; `None` without ties.
    pub own: Option<f64>,
    /// Other communities from the least share up, the greatest share first, equal ones by number.
    pub others: Vec<(u32, f64)>,
}

/// Belonging coefficients: the shares of a node's tie weight by community,
/// loops left out. `u32::MAX` stands for no community.
///
/// # Complexity
/// O(n + m log d), d the number of a node's ties.
pub fn belonging(graph: &Graph, labels: &[u32], least: Option<f64>) -> Vec<Belonging> {
    let one = |i: usize| {
        let mut towards: Vec<(u32, f64)> = graph.row(i).map(|(j, w)| (labels[j], w)).collect();
        let all: f64 = towards.iter().map(|t| t.1).sum();
        if all <= 0.0 {
            return Belonging::default();
        }
        towards.sort_by_key(|t| t.0);
        towards.dedup_by(|next, kept| {
            let same = next.0 == kept.0;
            if same {
                kept.1 += next.1;
            }
            same
        });
        let own = towards.iter().find(|t| t.0 == labels[i]).map_or(0.0, |t| t.1 / all);
        let least = least.unwrap_or(f64::INFINITY);
        let other = |t: &(u32, f64)| t.0 != labels[i] && t.0 != u32::MAX && t.1 > 0.0 && t.1 / all >= least;
        let mut others: Vec<(u32, f64)> =
            towards.iter().filter(|t| other(t)).map(|t| (t.0, t.1 / all)).collect();
        others.sort_by(|a, b| b.1.total_cmp(&a.1));
        Belonging { own: (labels[i] != u32::MAX).then_some(own), others }
    };
    (0..labels.len()).into_par_iter().map(one).collect()
}

/// Further communities as rows, by organisation.
pub fn rows(ids: &[String], membership: &Membership, belonging: &[Belonging]) -> Vec<AffiliationRow> {
    let of = |(i, b): (usize, &Belonging)| {
        let row = |&(c, share): &(u32, f64)| AffiliationRow {
            organisation: ids[i].clone(),
            community: membership.names[c as usize].clone(),
            share,
            own_share: b.own.unwrap_or(0.0),
            status: Status::Observed,
        };
        b.others.iter().map(row).collect::<Vec<_>>()
    };
    belonging.iter().enumerate().flat_map(of).collect()
}
