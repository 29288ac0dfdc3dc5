//! From the spanning tree to clusters that are born, shrink and split.
//!
//! Edges of equal length are one step: all clusters they connect are merged at
//! once. So the tree is that of the level sets, whichever spanning tree of
//! several was found, and does not depend on the order of rows.

use super::spanning_tree::Edge;
use crate::linalg::Metric;

/// A node of the tree of level sets; rows 0..n are the leaves.
struct Node {
    raw: f64,
    children: Vec<u32>,
    size: usize,
}

/// A cluster of at least the least size.
#[derive(Debug, Clone, PartialEq)]
pub struct Cluster {
    /// Cluster it split from; none for the root.
    pub parent: Option<usize>,
    /// 1/distance at which it appears; 0 for the root.
    pub birth: f64,
    /// Largest 1/distance at which a row leaves it or it splits.
    pub death: f64,
    /// Rows at its birth.
    pub size: usize,
    /// Σ (1/distance at which a row leaves − birth), rows of a split leave at it.
    pub stability: f64,
    /// Clusters it splits into.
    pub children: Vec<usize>,
}

/// Clusters, parents before children, and where each row falls out.
#[derive(Debug, Clone, PartialEq)]
pub struct Condensed {
    /// Clusters; the first is the root.
    pub clusters: Vec<Cluster>,
    /// For each row: the last cluster it belongs to and 1/distance at which it leaves.
    pub left: Vec<(usize, f64)>,
}

/// Condenses the tree of `n` rows.
pub(super) fn condense(n: usize, edges: Vec<Edge>, metric: Metric, least_size: usize) -> Condensed {
    let nodes = level_sets(n, edges);
    let mut condensed = Condensed { clusters: Vec::new(), left: vec![(0, 0.0); n] };
    condensed.clusters.push(Cluster {
        parent: None,
        birth: 0.0,
        death: 0.0,
        size: n,
        stability: 0.0,
        children: Vec::new(),
    });
    let size = |node: u32| if (node as usize) < n { 1 } else { nodes[node as usize - n].size };
    let top = if nodes.is_empty() { 0 } else { (n + nodes.len() - 1) as u32 };
    // Clusters in the order of their splits, so that numbers do not depend on the walk.
    let mut open = std::collections::VecDeque::from([(top, 0usize)]);
    while let Some((node, cluster)) = open.pop_front() {
        if (node as usize) < n {
            // A lone row, or the only one there is.
            continue;
        }
        let Node { raw, children, .. } = &nodes[node as usize - n];
        let lambda = 1.0 / metric.of_raw(*raw);
        let large = children.iter().filter(|&&c| size(c) >= least_size).count();
        for &child in children {
            let rows = size(child);
            if rows < least_size {
                fall_out(&nodes, n, child, |row| condensed.left[row] = (cluster, lambda));
                condensed.clusters[cluster].leave(rows, lambda);
            } else if large == 1 {
                open.push_back((child, cluster));
            } else {
                condensed.clusters[cluster].leave(rows, lambda);
                let new = condensed.clusters.len();
                condensed.clusters[cluster].children.push(new);
                condensed.clusters.push(Cluster {
                    parent: Some(cluster),
                    birth: lambda,
                    death: lambda,
                    size: rows,
                    stability: 0.0,
                    children: Vec::new(),
                });
                open.push_back((child, new));
            }
        }
    }
    condensed
}

impl Cluster {
    fn leave(&mut self, rows: usize, lambda: f64) {
        self.death = self.death.max(lambda);
        // Equal to a birth at no distance, where the difference would be ∞ − ∞.
        if lambda > self.birth {
            self.stability += (lambda - self.birth) * rows as f64;
        }
    }
}

/// Nodes in the order of their height; the last one is the top.
fn level_sets(n: usize, mut edges: Vec<Edge>) -> Vec<Node> {
    edges.sort_by(|x, y| x.raw.total_cmp(&y.raw));
    let mut parent: Vec<u32> = (0..n as u32).collect();
    // Node that stands for a set, by the root of the set.
    let mut standing: Vec<u32> = (0..n as u32).collect();
    let mut nodes: Vec<Node> = Vec::new();
    for edge in edges {
        let (x, y) = (root(&mut parent, edge.a), root(&mut parent, edge.b));
        let (p, q) = (standing[x as usize], standing[y as usize]);
        let here = |node: u32, nodes: &[Node]| node as usize >= n && nodes[node as usize - n].raw == edge.raw;
        let size = |node: u32, nodes: &[Node]| match (node as usize).checked_sub(n) {
            Some(at) => nodes[at].size,
            None => 1,
        };
        let total = size(p, &nodes) + size(q, &nodes);
        let node = match (here(p, &nodes), here(q, &nodes)) {
            (true, true) => {
                let (keep, drop) = if size(p, &nodes) >= size(q, &nodes) { (p, q) } else { (q, p) };
                let moved = std::mem::take(&mut nodes[drop as usize - n].children);
                nodes[keep as usize - n].children.extend(moved);
                keep
            }
            (true, false) => {
                nodes[p as usize - n].children.push(q);
                p
            }
            (false, true) => {
                nodes[q as usize - n].children.push(p);
                q
            }
            (false, false) => {
                nodes.push(Node { raw: edge.raw, children: vec![p, q], size: 0 });
                (n + nodes.len() - 1) as u32
            }
        };
        nodes[node as usize - n].size = total;
        parent[y as usize] = x;
        standing[x as usize] = node;
    }
    // The top stands last: an emptied node of its own height may follow it.
    if let Some(top) = nodes.iter().rposition(|node| node.size == n) {
        nodes.truncate(top + 1);
    }
    for node in &mut nodes {
        node.children.sort_unstable();
    }
    nodes
}

fn root(parent: &mut [u32], mut i: u32) -> u32 {
    while parent[i as usize] != i {
        parent[i as usize] = parent[parent[i as usize] as usize];
        i = parent[i as usize];
    }
    i
}

/// Calls `each` for every row below a node.
fn fall_out(nodes: &[Node], n: usize, node: u32, mut each: impl FnMut(usize)) {
    let mut open = vec![node];
    while let Some(node) = open.pop() {
        match (node as usize).checked_sub(n) {
            Some(at) => open.extend(&nodes[at].children),
            None => each(node as usize),
        }
    }
}
