//! Firms of one owner taken together.

use super::network::{Network, Tie};
use crate::model::{Record, Status, TableSpec};
use crate::registry::OptionSpec;

crate::record! {
    /// A firm that is taken together with its owner.
    pub struct OwnedRow in "network"/"owned", key ["organisation"] {
        /// Firm that does not stand for itself.
        organisation: String [Kind::Key],
        /// Organisation under which it counts: the last of its owners that is listed.
        owner: String [Kind::Key],
        /// Community of the owner.
        community: String [Kind::Key],
        /// Status.
        status: Status,
    }
}

/// Schemas of the tables.
pub const TABLES: &[TableSpec] = &[OwnedRow::SPEC];

/// Option: what becomes of owned firms.
pub const OWNED: OptionSpec = OptionSpec::choice(
    "owned",
    &["apart", "together"],
    "apart",
    "Whether firms owned by another organisation (`parent`) count apart or together with it: under the last owner of the chain that is among the nodes, with the sum of their sizes and ties; ties among them fall away.",
);

/// Longest chain of owners that is followed; longer ones are taken for circles.
const CHAIN: usize = 100;

/// A network in which owned firms stand under their owner.
#[derive(Debug, Clone, PartialEq)]
pub struct Consolidated {
    /// Owners and organisations that nobody owns.
    pub network: Network,
    /// Position there of every organisation of the network before.
    pub of: Vec<u32>,
    /// Owned firms that were taken together with their owner.
    pub owned: usize,
}

impl Network {
    /// Takes every firm together with the last owner of its chain that is among
    /// the organisations. Role, place, region and industry are the owner's; the
    /// size is the sum of those known. A firm whose owner is not listed, or that
    /// owns itself over a circle, stays apart.
    ///
    /// # Complexity
    /// O(n log n + m log m) for chains of a few owners.
    pub fn consolidated(&self) -> Consolidated {
        let owner: Vec<u32> = (0..self.len()).map(|i| self.last_owner(i) as u32).collect();
        let mut next = 0;
        let place: Vec<Option<u32>> = (0..self.len())
            .map(|i| {
                let own = owner[i] as usize == i;
                next += u32::from(own);
                own.then(|| next - 1)
            })
            .collect();
        let kept: Vec<usize> = (0..self.len()).filter(|&i| place[i].is_some()).collect();
        let of: Vec<u32> = owner.iter().map(|&o| place[o as usize].unwrap_or(0)).collect();
        let mut sizes: Vec<Option<f64>> = vec![None; kept.len()];
        for (i, size) in self.sizes.iter().enumerate() {
            if let Some(size) = size {
                *sizes[of[i] as usize].get_or_insert(0.0) += size;
            }
        }
        let pick = |list: &[Option<String>]| kept.iter().map(|&i| list[i].clone()).collect();
        let joined = |ties: &Vec<Tie>| {
            let moved = ties.iter().map(|&(a, b, w)| (a, b, of[a as usize], of[b as usize], w));
            // A loop that stood there before stays; ties within a group fall away.
            let outer = moved.filter(|t| t.2 != t.3 || t.0 == t.1);
            super::network::added_up(outer.map(|t| (t.2, t.3, t.4)).collect())
        };
        let owned = self.len() - kept.len();
        let mut warnings = self.warnings.clone();
        if owned > 0 {
            let mut owners: Vec<u32> =
                (0..self.len()).filter(|&i| place[i].is_none()).map(|i| owner[i]).collect();
            owners.sort_unstable();
            owners.dedup();
            warnings.push(format!("{owned} owned firms were taken together with {} owners", owners.len()));
        }
        let network = Network {
            ids: kept.iter().map(|&i| self.ids[i].clone()).collect(),
            roles: kept.iter().map(|&i| self.roles[i].clone()).collect(),
            sizes,
            places: kept.iter().map(|&i| self.places[i]).collect(),
            regions: pick(&self.regions),
            industries: pick(&self.industries),
            parents: pick(&self.parents),
            layers: self.layers.clone(),
            ties: self.ties.iter().map(joined).collect(),
            warnings,
        };
        Consolidated { network, of, owned }
    }

    /// The last owner of a firm's chain; itself where nobody listed owns it, where
    /// it is no firm, and where the chain runs in a circle.
    fn last_owner(&self, start: usize) -> usize {
        let mut at = start;
        for _ in 0..CHAIN {
            // Only firms are owned: a university that a state runs is no part of it.
            let role = self.roles[at].as_str();
            let parent = self.parents[at].as_deref().filter(|_| role.is_empty() || role == "firm");
            match parent.and_then(|p| self.position(p)).filter(|&p| p != at) {
                Some(parent) => at = parent,
                None => return at,
            }
        }
        start
    }
}
