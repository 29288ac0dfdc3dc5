//! Merging neighbouring clusters, the nearest pair first: the ground of
//! contiguity-constrained Ward and of REDCAP.

mod linkage;
mod ward;

pub(super) use linkage::linkage_tree;
pub use linkage::{MapLinkage, Order};
pub(super) use ward::ward_merges;

use super::graph::Contiguity;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// How far two neighbouring clusters are apart. Clusters are named by their
/// smallest region.
trait Distance {
    /// What is kept for a pair of neighbours.
    type Link: Copy;

    /// The link of two neighbouring regions.
    fn link(&mut self, i: u32, j: u32) -> Self::Link;

    /// The distance of two clusters with this link.
    fn height(&self, link: &Self::Link, a: u32, b: u32) -> f64;

    /// Called before the links of the union are made: `b` goes into `a`.
    fn merge(&mut self, a: u32, b: u32);

    /// The link of the union of `a` and `b` with `c`; at least one of them is
    /// a neighbour of `c`.
    fn union(&mut self, a: u32, b: u32, c: u32, ac: Option<Self::Link>, bc: Option<Self::Link>)
    -> Self::Link;

    /// Called when all links of the union are made.
    fn merged(&mut self, a: u32, b: u32);
}

/// A merge of two clusters, named by their smallest regions, `a` the smaller.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Joined<L> {
    a: u32,
    b: u32,
    height: f64,
    link: L,
}

/// A pair in the heap: nearest first, then the lower regions. The stamp tells
/// whether a cluster has changed since.
type Candidate = Reverse<(u64, u32, u32, u32)>;

/// Merges neighbours until none are left: one tree a component.
///
/// # Complexity
/// Each merge takes time proportional to the neighbours of both clusters (and
/// of those neighbours), and the logarithm of the heap; on maps clusters have
/// few neighbours.
#[inline(always)]
fn agglomerate<D: Distance>(graph: &Contiguity, distance: &mut D) -> Vec<Joined<D::Link>> {
    let n = graph.len();
    let mut links: Vec<Vec<(u32, D::Link)>> = vec![Vec::new(); n];
    let mut heap: Vec<Candidate> = Vec::with_capacity(3 * n);
    for (i, j) in graph.links() {
        let link = distance.link(i, j);
        links[i as usize].push((j, link));
        links[j as usize].push((i, link));
        heap.push(Reverse((bits(distance.height(&link, i, j)), i, j, 0)));
    }
    let mut heap = BinaryHeap::from(heap);
    // Number of merges a cluster has gone through; a dead one has all bits set.
    let mut version = vec![0u32; n];
    let mut joins = Vec::with_capacity(n.saturating_sub(1));
    let mut seen: Vec<Option<D::Link>> = vec![None; n];
    while let Some(Reverse((height, a, b, stamp))) = heap.pop() {
        let (va, vb) = (version[a as usize], version[b as usize]);
        if va == u32::MAX || vb == u32::MAX || va + vb != stamp {
            continue;
        }
        let mut of_a = std::mem::take(&mut links[a as usize]);
        let of_b = std::mem::take(&mut links[b as usize]);
        let link = of_a.iter().find(|l| l.0 == b).map(|l| l.1);
        let Some(link) = link else { continue };
        joins.push(Joined { a, b, height: f64::from_bits(height), link });
        distance.merge(a, b);
        version[a as usize] = va.max(vb) + 1;
        version[b as usize] = u32::MAX;
        of_b.iter().for_each(|&(c, link)| seen[c as usize] = Some(link));
        // Neighbours of `a`, then those of `b` alone.
        of_a.retain(|l| l.0 != b);
        let common = of_a.len();
        for entry in &mut of_a {
            let bc = seen[entry.0 as usize].take();
            entry.1 = distance.union(a, b, entry.0, Some(entry.1), bc);
        }
        for &(c, _) in of_b.iter().filter(|l| l.0 != a) {
            if let Some(bc) = seen[c as usize].take() {
                of_a.push((c, distance.union(a, b, c, None, Some(bc))));
            }
        }
        seen[a as usize] = None;
        distance.merged(a, b);
        for (at, &(c, link)) in of_a.iter().enumerate() {
            let other = &mut links[c as usize];
            if at < common {
                other.retain(|l| l.0 != b);
                if let Some(entry) = other.iter_mut().find(|l| l.0 == a) {
                    entry.1 = link;
                }
            } else if let Some(entry) = other.iter_mut().find(|l| l.0 == b) {
                *entry = (a, link);
            }
            let (low, high) = (a.min(c), a.max(c));
            let stamp = version[a as usize] + version[c as usize];
            heap.push(Reverse((bits(distance.height(&link, low, high)), low, high, stamp)));
        }
        links[a as usize] = of_a;
    }
    joins
}

/// Bits of a number that is not negative have its order.
fn bits(height: f64) -> u64 {
    (height + 0.0).to_bits()
}
