//! The tree of a hierarchical grouping.

use std::collections::VecDeque;

/// One merge: two clusters, their distance, and the size of the union.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Merge {
    /// Cluster merged, the one of the smaller number.
    pub a: usize,
    /// Cluster merged, the one of the larger number.
    pub b: usize,
    /// Distance at which they merge.
    pub height: f64,
    /// Number of leaves in the union.
    pub size: usize,
}

/// Merges in order. Clusters 0..n−1 are the leaves; merge `s` makes cluster
/// `n + s` (the numbering of SciPy).
#[derive(Debug, Clone, PartialEq)]
pub struct Tree {
    /// Number of leaves.
    pub leaves: usize,
    /// The `leaves − 1` merges.
    pub merges: Vec<Merge>,
}

/// A merge of the clusters that hold two leaves.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Join {
    pub(crate) a: usize,
    pub(crate) b: usize,
    pub(crate) height: f64,
}

impl Tree {
    /// Numbers merges found in any order: by height, equal heights in the order found.
    pub(crate) fn sorted(leaves: usize, mut joins: Vec<Join>) -> Tree {
        joins.sort_by(|x, y| x.height.total_cmp(&y.height));
        Tree::in_order(leaves, &joins)
    }

    /// Numbers merges in the order given.
    pub(super) fn in_order(leaves: usize, joins: &[Join]) -> Tree {
        let mut parent: Vec<usize> = (0..leaves).collect();
        let mut cluster: Vec<(usize, usize)> = (0..leaves).map(|i| (i, 1)).collect();
        let mut merges = Vec::with_capacity(joins.len());
        for (step, join) in joins.iter().enumerate() {
            let (x, y) = (root(&mut parent, join.a), root(&mut parent, join.b));
            let ((cx, sx), (cy, sy)) = (cluster[x], cluster[y]);
            merges.push(Merge { a: cx.min(cy), b: cx.max(cy), height: join.height, size: sx + sy });
            parent[y] = x;
            cluster[x] = (leaves + step, sx + sy);
        }
        Tree { leaves, merges }
    }

    /// Groups left when the last `k − 1` merges are undone, numbered by first
    /// appearance; `k` is limited to 1..=leaves.
    pub fn cut(&self, k: usize) -> Vec<usize> {
        let keep = self.leaves - k.clamp(1, self.leaves.max(1));
        let mut parent: Vec<usize> = (0..self.leaves + keep).collect();
        for (step, merge) in self.merges.iter().take(keep).enumerate() {
            parent[merge.a] = self.leaves + step;
            parent[merge.b] = self.leaves + step;
        }
        let mut names: Vec<usize> = Vec::new();
        (0..self.leaves)
            .map(|leaf| {
                let top = root(&mut parent, leaf);
                names.iter().position(|&n| n == top).unwrap_or_else(|| {
                    names.push(top);
                    names.len() - 1
                })
            })
            .collect()
    }

    /// Leaves from left to right such that no branches cross; of two branches
    /// the one with the smallest leaf stands on the left.
    pub fn leaf_order(&self) -> Vec<usize> {
        let Some(last) = self.merges.len().checked_sub(1) else {
            return (0..self.leaves).collect();
        };
        let mut least: Vec<usize> = (0..self.leaves).collect();
        self.merges.iter().for_each(|m| least.push(least[m.a].min(least[m.b])));
        let mut order = Vec::with_capacity(self.leaves);
        let mut open = VecDeque::from([self.leaves + last]);
        while let Some(node) = open.pop_front() {
            if node < self.leaves {
                order.push(node);
                continue;
            }
            let merge = &self.merges[node - self.leaves];
            let (left, right) =
                if least[merge.a] < least[merge.b] { (merge.a, merge.b) } else { (merge.b, merge.a) };
            open.push_front(right);
            open.push_front(left);
        }
        order
    }
}

fn root(parent: &mut [usize], mut i: usize) -> usize {
    while parent[i] != i {
        parent[i] = parent[parent[i]];
        i = parent[i];
    }
    i
}
