//! Choice of clusters from the condensed tree.

use super::condensed::{Condensed, condense};
use super::spanning_tree::{core_distances, spanning_tree};
use crate::linalg::{Matrix, Metric, Points};
use crate::registry::MethodError;

/// Pairs of more rows than this would take hours.
const MOST_ROWS: usize = 200_000;

/// Which clusters of the tree are the groups.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Selection {
    /// Excess of mass: the clusters without overlap whose stabilities are most in sum.
    #[default]
    ExcessOfMass,
    /// The leaves of the tree.
    Leaf,
}

impl Selection {
    /// Words of the option.
    pub const WORDS: &'static [&'static str] = &["excess-of-mass", "leaf"];

    /// The selection of a word of [`Selection::WORDS`]; excess of mass for any other.
    pub fn from_word(word: &str) -> Self {
        if word == "leaf" { Selection::Leaf } else { Selection::ExcessOfMass }
    }

    /// The word.
    pub fn as_str(self) -> &'static str {
        match self {
            Selection::ExcessOfMass => "excess-of-mass",
            Selection::Leaf => "leaf",
        }
    }
}

/// Choices of the method.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HdbscanOptions {
    /// Least number of rows of a cluster, at least 2.
    pub least_size: usize,
    /// Rows, itself counted, to the farthest of which a row's core distance reaches.
    pub neighbors: usize,
    /// Which clusters are taken.
    pub selection: Selection,
    /// Whether all rows may be one cluster.
    pub allow_single: bool,
    /// Distance of two rows.
    pub metric: Metric,
}

impl HdbscanOptions {
    /// Excess of mass with both sizes the same, as is usual.
    pub fn new(least_size: usize) -> Self {
        HdbscanOptions {
            least_size,
            neighbors: least_size,
            selection: Selection::default(),
            allow_single: false,
            metric: Metric::default(),
        }
    }
}

/// Groups of dense rows.
#[derive(Debug, Clone, PartialEq)]
pub struct HdbscanFit {
    /// Group of each row in order of first appearance; none for noise.
    pub labels: Vec<Option<usize>>,
    /// Strength of membership, 0 to 1; none for noise.
    pub probabilities: Vec<Option<f64>>,
    /// Cluster of the condensed tree that each group is.
    pub selected: Vec<usize>,
    /// The condensed tree.
    pub tree: Condensed,
}

/// Finds groups of dense rows; the others are noise.
///
/// # Errors
/// No rows, sizes below their least or above the number of rows, more than
/// 200,000 rows.
///
/// # Complexity
/// O(n²·d) time, O(n·d) memory.
pub fn hdbscan(data: &Matrix, options: &HdbscanOptions) -> Result<HdbscanFit, MethodError> {
    let n = data.rows();
    let HdbscanOptions { least_size, neighbors, .. } = *options;
    if least_size < 2 || neighbors < 1 {
        return Err(MethodError::data("a dense group needs at least 2 regions and 1 neighbour"));
    }
    if n == 0 || neighbors > n || least_size > n {
        return Err(MethodError::data_hint(
            format!(
                "there are {n} rows, fewer than a group's least size {least_size} or the {neighbors} neighbours of its density"
            ),
            "choose smaller numbers",
        ));
    }
    if n > MOST_ROWS {
        return Err(MethodError::data(format!(
            "{n} rows are too many for comparing every pair; at most {MOST_ROWS}"
        )));
    }
    let points = Points::new(data);
    let core = core_distances(&points, options.metric, neighbors);
    let edges = spanning_tree(&points, options.metric, &core);
    let tree = condense(n, edges, options.metric, least_size);
    let chosen = choose(&tree, options);
    Ok(label(tree, &chosen))
}

/// Whether each cluster is a group.
fn choose(tree: &Condensed, options: &HdbscanOptions) -> Vec<bool> {
    let clusters = &tree.clusters;
    let allowed = |c: usize| c > 0 || options.allow_single;
    let mut chosen: Vec<bool> = (0..clusters.len()).map(|c| clusters[c].children.is_empty()).collect();
    if options.selection == Selection::ExcessOfMass {
        let mut best: Vec<f64> = clusters.iter().map(|c| c.stability).collect();
        // Children have higher numbers than their parents.
        for c in (0..clusters.len()).rev().filter(|&c| !clusters[c].children.is_empty()) {
            let below: f64 = clusters[c].children.iter().map(|&child| best[child]).sum();
            if below > clusters[c].stability || !allowed(c) {
                best[c] = below;
            } else {
                chosen[c] = true;
            }
        }
        // A chosen cluster takes those below it in.
        for c in 1..clusters.len() {
            let mut above = clusters[c].parent;
            while let Some(p) = above {
                if chosen[p] {
                    chosen[c] = false;
                }
                above = clusters[p].parent;
            }
        }
    }
    chosen[0] = chosen[0] && allowed(0);
    chosen
}

fn label(tree: Condensed, chosen: &[bool]) -> HdbscanFit {
    let mut group_of: Vec<Option<usize>> = vec![None; tree.clusters.len()];
    let mut selected = Vec::new();
    let (mut labels, mut probabilities) = (Vec::new(), Vec::new());
    for &(cluster, lambda) in &tree.left {
        let mut at = Some(cluster);
        while let Some(c) = at.filter(|&c| !chosen[c]) {
            at = tree.clusters[c].parent;
        }
        // Of all rows as one cluster only the densest are it: the rest is noise.
        let found = at.filter(|&c| c > 0 || lambda >= tree.clusters[0].death);
        labels.push(found.map(|c| {
            *group_of[c].get_or_insert_with(|| {
                selected.push(c);
                selected.len() - 1
            })
        }));
        probabilities.push(found.map(|c| strength(lambda, tree.clusters[c].death)));
    }
    HdbscanFit { labels, probabilities, selected, tree }
}

/// How long a row stays, as a share of the cluster's life.
fn strength(lambda: f64, death: f64) -> f64 {
    if lambda >= death || death == 0.0 { 1.0 } else { lambda / death }
}
