//! The mixture of two dissimilarities and its Ward tree in linear memory.

use crate::linalg::{Matrix, Points, squared_distance};
use crate::registry::MethodError;
use crate::space::graph::Contiguity;
use crate::typology::linkage::{Join, Linkage, Tree, tree};
use crate::typology::validity::{group_sizes, within_ss};
use rayon::prelude::*;

/// What is far on the map.
#[derive(Debug, Clone, Copy)]
pub enum Geography<'a> {
    /// Regions that are no neighbours: dissimilarity 1, of neighbours 0.
    Contiguity(&'a Contiguity),
    /// Euclidean distance of the rows.
    Distance(&'a Matrix),
}

/// Indicators and geography, each divided by its greatest dissimilarity.
#[derive(Debug, Clone)]
pub struct Mixture<'a> {
    z: Matrix,
    geography: Geography<'a>,
    /// Coordinates divided by their greatest distance, for `Distance`.
    places: Option<Matrix>,
}

impl<'a> Mixture<'a> {
    /// Scales both sides.
    ///
    /// # Errors
    /// Regions all alike, or all at one place.
    pub fn new(z: &Matrix, geography: Geography<'a>) -> Result<Self, MethodError> {
        let hint = "there is nothing to mix: use another method";
        let z = scaled(z).ok_or_else(|| MethodError::data_hint("all regions are alike", hint))?;
        let places = match geography {
            Geography::Distance(places) => Some(
                scaled(places).ok_or_else(|| MethodError::data_hint("all regions lie at one point", hint))?,
            ),
            Geography::Contiguity(graph) => {
                let n = graph.len();
                if graph.links().count() * 2 == n * n.saturating_sub(1) {
                    let what = "every region is a neighbour of every other, so geography tells nothing";
                    return Err(MethodError::data_hint(what, hint));
                }
                None
            }
        };
        Ok(Mixture { z, geography, places })
    }

    /// Ward's tree with α the weight of geography; heights are the increase of
    /// the mixed inertia.
    pub fn tree(&self, alpha: f64) -> Tree {
        let n = self.z.rows();
        match (&self.places, self.geography) {
            (Some(places), _) => {
                // Squares of distances add up over columns: the mixture is Euclidean.
                let (a, b) = ((1.0 - alpha).sqrt(), alpha.sqrt());
                let row = |i: usize| {
                    let own = self.z.row(i).iter().map(move |v| v * a);
                    own.chain(places.row(i).iter().map(move |v| v * b))
                };
                let data = (0..n).flat_map(row).collect();
                let both = Matrix::from_vec(n, self.z.cols() + places.cols(), data);
                let mut tree = tree(&both, Linkage::WardD2).unwrap_or(Tree { leaves: n, merges: Vec::new() });
                tree.merges.iter_mut().for_each(|m| m.height = m.height * m.height / (2.0 * n as f64));
                tree
            }
            (None, Geography::Contiguity(graph)) => chain(&self.z, graph, alpha),
            (None, Geography::Distance(_)) => unreachable!("distances have places"),
        }
    }

    /// Shares of the inertia of the indicators and of geography that lie
    /// between groups; `None` where there is no inertia.
    pub fn explained(&self, labels: &[usize]) -> [Option<f64>; 2] {
        let one = vec![0; labels.len()];
        let share = |within: f64, total: f64| (total > 0.0).then(|| 1.0 - within / total);
        let of_rows = |m: &Matrix| share(within_ss(m, labels), within_ss(m, &one));
        let geography = match (&self.places, self.geography) {
            (Some(places), _) => of_rows(places),
            (None, Geography::Contiguity(graph)) => share(apart(graph, labels), apart(graph, &one)),
            (None, Geography::Distance(_)) => None,
        };
        [of_rows(&self.z), geography]
    }
}

/// n·Σ_C W(C) of the dissimilarity of contiguity: half of the pairs of a group
/// that are no neighbours, over its size.
fn apart(graph: &Contiguity, labels: &[usize]) -> f64 {
    let sizes = group_sizes(labels);
    let mut inside = vec![0.0; sizes.len()];
    graph.links().filter(|&(i, j)| labels[i as usize] == labels[j as usize]).for_each(|(i, _)| {
        inside[labels[i as usize]] += 1.0;
    });
    let of = |(&size, inside): (&usize, f64)| {
        let n = size as f64;
        if size == 0 { 0.0 } else { (n * (n - 1.0) / 2.0 - inside) / n }
    };
    sizes.iter().zip(inside).map(of).sum()
}

/// Rows divided by their greatest distance; `None` where it is 0.
fn scaled(data: &Matrix) -> Option<Matrix> {
    let points = Points::new(data);
    let n = data.rows();
    let farthest =
        |i: usize| (0..i).map(|j| squared_distance(points.row(i), points.row(j))).fold(0.0, f64::max);
    let most = (0..n).into_par_iter().map(farthest).reduce(|| 0.0, f64::max).sqrt();
    let cells = data.as_slice().iter().map(|v| v / most).collect();
    (most > 0.0 && most.is_finite()).then(|| Matrix::from_vec(n, data.cols(), cells))
}

/// Clusters while they merge: means for the indicators; for contiguity the
/// number of links inside and to other clusters, from which its inertia follows.
struct Clusters {
    alpha: f64,
    centers: Points,
    size: Vec<f64>,
    /// Half the mean dissimilarity of contiguity within the cluster.
    spread: Vec<f64>,
    /// Links inside.
    inside: Vec<f64>,
    /// Links to other clusters.
    links: Vec<Vec<(u32, f64)>>,
}

impl Clusters {
    /// Increase of the mixed inertia times n, without what `links` links
    /// between the two take off.
    #[inline(always)]
    fn increase(&self, a: usize, b: usize, links: f64) -> f64 {
        let (x, y) = (self.size[a], self.size[b]);
        let economy = squared_distance(self.centers.row(a), self.centers.row(b));
        let geography = 1.0 - links / (x * y) - (self.spread[a] + self.spread[b]);
        x * y / (x + y) * ((1.0 - self.alpha) * economy + self.alpha * geography)
    }

    /// The nearest cluster of `top` among the living; at equal distance
    /// `before`, else the lower one.
    #[inline(always)]
    fn nearest_any(
        &self,
        top: usize,
        before: Option<usize>,
        alive: &[u32],
        count: &mut [f64],
    ) -> (usize, f64) {
        self.links[top].iter().for_each(|&(c, links)| count[c as usize] = links);
        let mut best = match before {
            Some(b) => (b, self.increase(top, b, count[b])),
            None => (usize::MAX, f64::INFINITY),
        };
        for &other in alive {
            let other = other as usize;
            if other == top {
                continue;
            }
            let distance = self.increase(top, other, count[other]);
            if distance < best.1 || best.0 == usize::MAX {
                best = (other, distance);
            }
        }
        self.links[top].iter().for_each(|&(c, _)| count[c as usize] = 0.0);
        best
    }

    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx2")]
    fn nearest_avx2(
        &self,
        top: usize,
        before: Option<usize>,
        alive: &[u32],
        count: &mut [f64],
    ) -> (usize, f64) {
        self.nearest_any(top, before, alive, count)
    }

    fn nearest(&self, top: usize, before: Option<usize>, alive: &[u32], count: &mut [f64]) -> (usize, f64) {
        #[cfg(target_arch = "x86_64")]
        if std::arch::is_x86_feature_detected!("avx2") {
            // SAFETY: the processor has AVX2, the only feature `nearest_avx2` asks for.
            return unsafe { self.nearest_avx2(top, before, alive, count) };
        }
        self.nearest_any(top, before, alive, count)
    }

    /// `b` goes into `a`.
    fn merge(&mut self, a: usize, b: usize) {
        let (x, y) = (self.size[a], self.size[b]);
        let other = self.centers.row(b).to_vec();
        self.centers.row_mut(a).iter_mut().zip(other).for_each(|(c, o)| *c = (x * *c + y * o) / (x + y));
        let n = x + y;
        let of_b = std::mem::take(&mut self.links[b]);
        for &(c, links) in &of_b {
            let c = c as usize;
            if c == a {
                self.inside[a] += links;
                continue;
            }
            add(&mut self.links[a], c as u32, links);
            self.links[c].retain(|l| l.0 as usize != b);
            add(&mut self.links[c], a as u32, links);
        }
        self.links[a].retain(|l| l.0 as usize != b);
        self.inside[a] += self.inside[b];
        self.size[a] = n;
        self.spread[a] = 0.5 * (1.0 - 1.0 / n - 2.0 * self.inside[a] / (n * n));
    }
}

fn add(list: &mut Vec<(u32, f64)>, cluster: u32, links: f64) {
    match list.iter_mut().find(|l| l.0 == cluster) {
        Some(entry) => entry.1 += links,
        None => list.push((cluster, links)),
    }
}

/// The tree by the nearest-neighbour chain: the increase of inertia is
/// reducible for any dissimilarity.
fn chain(z: &Matrix, graph: &Contiguity, alpha: f64) -> Tree {
    let n = z.rows();
    let mut clusters = Clusters {
        alpha,
        centers: Points::new(z),
        size: vec![1.0; n],
        spread: vec![0.0; n],
        inside: vec![0.0; n],
        links: (0..n).map(|i| graph.neighbors(i).iter().map(|&j| (j, 1.0)).collect()).collect(),
    };
    let mut alive: Vec<u32> = (0..n as u32).collect();
    let mut count = vec![0.0; n];
    let mut height = vec![0.0f64; n];
    let mut joins = Vec::with_capacity(n.saturating_sub(1));
    let mut path: Vec<usize> = Vec::new();
    while alive.len() > 1 {
        if path.is_empty() {
            path.push(alive[0] as usize);
        }
        let top = path[path.len() - 1];
        let before = path.len().checked_sub(2).map(|p| path[p]);
        let (near, distance) = clusters.nearest(top, before, &alive, &mut count);
        if before != Some(near) {
            path.push(near);
            continue;
        }
        path.truncate(path.len() - 2);
        let (a, b) = (top.min(near), top.max(near));
        // Rounding must not put a union below its parts.
        let at = distance.max(height[a]).max(height[b]);
        joins.push(Join { a, b, height: at });
        height[a] = at;
        clusters.merge(a, b);
        if let Ok(place) = alive.binary_search(&(b as u32)) {
            alive.remove(place);
        }
    }
    let mut tree = Tree::sorted(n, joins);
    tree.merges.iter_mut().for_each(|m| m.height /= n as f64);
    tree
}
