//! Single, complete and average linkage between neighbouring clusters, of
//! first and of full order, with the shortest link between each pair.

use super::{Distance, agglomerate};
use crate::linalg::{Points, squared_distance};
use crate::space::graph::Contiguity;

/// Which pairs of regions count between two clusters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    /// Pairs of neighbours.
    First,
    /// All pairs.
    #[default]
    Full,
}

/// How the distances of pairs become one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum MapLinkage {
    /// The least.
    Single,
    /// The mean.
    Average,
    /// The greatest.
    Complete,
    /// The increase of the sum of squares within clusters, a matter of whole
    /// clusters (full order only).
    #[default]
    Ward,
}

/// A pair of neighbouring clusters.
#[derive(Debug, Clone, Copy)]
struct Pair {
    /// Least, mean or greatest distance of the pairs that count.
    distance: f64,
    /// Number of pairs of neighbours.
    pairs: f64,
    /// The shortest link between the two and its length.
    shortest: f64,
    link: (u32, u32),
}

impl Pair {
    /// The shorter of the shortest links, at equal length the lower one.
    fn with_shorter(self, other: &Pair) -> Pair {
        let other_first = (other.shortest, other.link) < (self.shortest, self.link);
        if other_first { Pair { shortest: other.shortest, link: other.link, ..self } } else { self }
    }
}

struct Linked<'a> {
    points: &'a Points,
    order: Order,
    linkage: MapLinkage,
    members: Vec<Vec<u32>>,
    /// Sizes before a merge of the two that merge.
    sizes: (f64, f64),
    /// For Ward.
    centers: Points,
}

impl Linked<'_> {
    fn length(&self, i: u32, j: u32) -> f64 {
        squared_distance(self.points.row(i as usize), self.points.row(j as usize)).sqrt()
    }

    /// The linkage over all pairs of two clusters that were no neighbours:
    /// each pair of regions comes here once at most.
    #[inline(always)]
    fn over_pairs(&self, a: u32, c: u32) -> f64 {
        let (first, second) = (&self.members[a as usize], &self.members[c as usize]);
        let mut sum = 0.0;
        let (mut least, mut most) = (f64::INFINITY, 0.0f64);
        for &i in first {
            for &j in second {
                let squared = squared_distance(self.points.row(i as usize), self.points.row(j as usize));
                if self.linkage == MapLinkage::Average {
                    sum += squared.sqrt();
                }
                least = least.min(squared);
                most = most.max(squared);
            }
        }
        match self.linkage {
            MapLinkage::Single => least.sqrt(),
            MapLinkage::Complete => most.sqrt(),
            _ => sum / (first.len() as f64 * second.len() as f64),
        }
    }

    fn ward(&self, a: u32, b: u32) -> f64 {
        let (x, y) = (self.members[a as usize].len() as f64, self.members[b as usize].len() as f64);
        let (a, b) = (self.centers.row(a as usize), self.centers.row(b as usize));
        x * y / (x + y) * squared_distance(a, b)
    }
}

impl Distance for Linked<'_> {
    type Link = Pair;

    fn link(&mut self, i: u32, j: u32) -> Pair {
        let length = self.length(i, j);
        Pair { distance: length, pairs: 1.0, shortest: length, link: (i.min(j), i.max(j)) }
    }

    #[inline(always)]
    fn height(&self, link: &Pair, a: u32, b: u32) -> f64 {
        if self.linkage == MapLinkage::Ward { self.ward(a, b) } else { link.distance }
    }

    fn merge(&mut self, a: u32, b: u32) {
        let (x, y) = (self.members[a as usize].len() as f64, self.members[b as usize].len() as f64);
        self.sizes = (x, y);
    }

    #[inline(always)]
    fn union(&mut self, a: u32, b: u32, c: u32, ac: Option<Pair>, bc: Option<Pair>) -> Pair {
        let both = match (ac, bc) {
            (Some(ac), Some(bc)) => Pair { pairs: ac.pairs + bc.pairs, ..ac.with_shorter(&bc) },
            (Some(one), None) | (None, Some(one)) => one,
            (None, None) => unreachable!("one of the two is a neighbour"),
        };
        if self.linkage == MapLinkage::Ward {
            return both;
        }
        let (ac, bc) = match (self.order, ac, bc) {
            (Order::First, ac, bc) => (ac.map(|p| (p.distance, p.pairs)), bc.map(|p| (p.distance, p.pairs))),
            (Order::Full, ac, bc) => {
                let of =
                    |known: Option<Pair>, x: u32| known.map_or_else(|| self.over_pairs(x, c), |p| p.distance);
                (Some((of(ac, a), self.sizes.0)), Some((of(bc, b), self.sizes.1)))
            }
        };
        let distance = match (ac, bc) {
            (Some((x, _)), None) | (None, Some((x, _))) => x,
            (Some((x, nx)), Some((y, ny))) => match self.linkage {
                MapLinkage::Single => x.min(y),
                MapLinkage::Complete => x.max(y),
                _ => (nx * x + ny * y) / (nx + ny),
            },
            (None, None) => both.distance,
        };
        Pair { distance, ..both }
    }

    fn merged(&mut self, a: u32, b: u32) {
        let (x, y) = self.sizes;
        let other = self.centers.row(b as usize).to_vec();
        let own = self.centers.row_mut(a as usize);
        own.iter_mut().zip(other).for_each(|(c, o)| *c = (x * *c + y * o) / (x + y));
        let mut gone = std::mem::take(&mut self.members[b as usize]);
        self.members[a as usize].append(&mut gone);
    }
}

/// The tree of shortest links between the clusters that merge.
///
/// # Complexity
/// First order and Ward: as the merging itself. Full order: at most n²/2
/// distances, each pair of regions once, in O(n) memory.
pub(in crate::space) fn linkage_tree(
    points: &Points,
    graph: &Contiguity,
    order: Order,
    linkage: MapLinkage,
) -> Vec<(u32, u32)> {
    let members = (0..points.rows() as u32).map(|i| vec![i]).collect();
    let linked = Linked { points, order, linkage, members, sizes: (1.0, 1.0), centers: points.clone() };
    run(graph, linked)
}

fn run(graph: &Contiguity, linked: Linked<'_>) -> Vec<(u32, u32)> {
    #[cfg(target_arch = "x86_64")]
    if std::arch::is_x86_feature_detected!("avx2") {
        // SAFETY: the processor has AVX2, the only feature `run_avx2` asks for.
        return unsafe { run_avx2(graph, linked) };
    }
    run_any(graph, linked)
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn run_avx2(graph: &Contiguity, linked: Linked<'_>) -> Vec<(u32, u32)> {
    run_any(graph, linked)
}

#[inline(always)]
fn run_any(graph: &Contiguity, mut linked: Linked<'_>) -> Vec<(u32, u32)> {
    agglomerate(graph, &mut linked).into_iter().map(|join| join.link.link).collect()
}
