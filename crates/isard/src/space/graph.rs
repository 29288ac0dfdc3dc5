//! Who borders on whom: the graph on which groups have to hang together.

use super::Weights;
use crate::linalg::{Points, squared_distance};

/// Neighbours of each region in compressed rows; a link holds in both
/// directions and its weight does not matter, so a link of weight or length
/// zero is one like any other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contiguity {
    starts: Vec<usize>,
    neighbors: Vec<u32>,
}

impl Contiguity {
    /// The graph of spatial weights, in the order of their regions.
    pub fn new(weights: &Weights) -> Contiguity {
        let links = (0..weights.len()).flat_map(|i| weights.neighbors(i).iter().map(move |&j| (i as u32, j)));
        Contiguity::of_links(weights.len(), links)
    }

    /// The graph of `n` regions with the links given, in any order and
    /// direction; repeated ones count once, those of a region with itself not.
    ///
    /// # Panics
    /// When a link names a region of `n` or more.
    pub fn of_links(n: usize, links: impl IntoIterator<Item = (u32, u32)>) -> Contiguity {
        let mut both: Vec<(u32, u32)> =
            links.into_iter().filter(|(i, j)| i != j).flat_map(|(i, j)| [(i, j), (j, i)]).collect();
        both.sort_unstable();
        both.dedup();
        let mut starts = vec![0; n + 1];
        both.iter().for_each(|&(i, _)| starts[i as usize + 1] += 1);
        (0..n).for_each(|i| starts[i + 1] += starts[i]);
        Contiguity { starts, neighbors: both.into_iter().map(|(_, j)| j).collect() }
    }

    /// Number of regions.
    pub fn len(&self) -> usize {
        self.starts.len() - 1
    }

    /// Whether there is no region.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Neighbours of a region, ascending.
    #[inline]
    pub fn neighbors(&self, i: usize) -> &[u32] {
        &self.neighbors[self.starts[i]..self.starts[i + 1]]
    }

    /// Every link once, the smaller region first, in ascending order.
    pub fn links(&self) -> impl Iterator<Item = (u32, u32)> {
        (0..self.len()).flat_map(|i| {
            let i = i as u32;
            self.neighbors(i as usize).iter().filter(move |&&j| j > i).map(move |&j| (i, j))
        })
    }

    /// Component of each region, numbered by first appearance, and their number.
    pub fn components(&self) -> (Vec<usize>, usize) {
        self.parts(&vec![0; self.len()])
    }

    /// The connected part of its group that each region lies in, numbered by
    /// first appearance, and the number of parts over all groups.
    pub fn parts(&self, groups: &[usize]) -> (Vec<usize>, usize) {
        let mut part = vec![usize::MAX; self.len()];
        let (mut open, mut count) = (Vec::new(), 0);
        for first in 0..self.len() {
            if part[first] != usize::MAX {
                continue;
            }
            part[first] = count;
            open.push(first);
            while let Some(i) = open.pop() {
                for &j in self.neighbors(i) {
                    let j = j as usize;
                    if part[j] == usize::MAX && groups[j] == groups[i] {
                        part[j] = count;
                        open.push(j);
                    }
                }
            }
            count += 1;
        }
        (part, count)
    }

    /// Number of links between different groups.
    pub fn cut_links(&self, groups: &[usize]) -> usize {
        self.links().filter(|&(i, j)| groups[i as usize] != groups[j as usize]).count()
    }

    /// The graph among the regions named by `kept`, which must ascend.
    pub fn among(&self, kept: &[usize]) -> Contiguity {
        let mut place = vec![u32::MAX; self.len()];
        kept.iter().enumerate().for_each(|(at, &i)| place[i] = at as u32);
        let links = self.links().map(|(i, j)| (place[i as usize], place[j as usize]));
        Contiguity::of_links(kept.len(), links.filter(|&(i, j)| i != u32::MAX && j != u32::MAX))
    }

    /// The graph with its components joined, and the links added: each
    /// component but the largest is linked to the nearest region outside of
    /// it, until one is left. Equal distances: the lower regions.
    ///
    /// # Complexity
    /// O(m·n) distances, m the regions outside of the largest component.
    pub fn joined(&self, places: &Points) -> (Contiguity, Vec<(u32, u32)>) {
        let mut graph = self.clone();
        let mut added = Vec::new();
        loop {
            let (component, count) = graph.components();
            if count < 2 {
                return (graph, added);
            }
            let mut sizes = vec![0usize; count];
            component.iter().for_each(|&c| sizes[c] += 1);
            let largest = (0..count).fold(0, |best, c| if sizes[c] > sizes[best] { c } else { best });
            let mut nearest: Vec<Option<(f64, u32, u32)>> = vec![None; count];
            for i in (0..self.len()).filter(|&i| component[i] != largest) {
                let best = &mut nearest[component[i]];
                for j in (0..self.len()).filter(|&j| component[j] != component[i]) {
                    let distance = squared_distance(places.row(i), places.row(j));
                    if best.is_none_or(|b| distance < b.0) {
                        *best = Some((distance, i as u32, j as u32));
                    }
                }
            }
            let new: Vec<(u32, u32)> =
                nearest.into_iter().flatten().map(|(_, i, j)| (i.min(j), i.max(j))).collect();
            added.extend(&new);
            added.sort_unstable();
            added.dedup();
            graph = Contiguity::of_links(self.len(), graph.links().chain(new).collect::<Vec<_>>());
        }
    }
}

/// Groups renumbered by first appearance.
pub fn by_appearance(labels: impl IntoIterator<Item = usize>) -> Vec<usize> {
    let mut names = std::collections::HashMap::new();
    labels
        .into_iter()
        .map(|l| {
            let next = names.len();
            *names.entry(l).or_insert(next)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::linalg::Matrix;

    #[test]
    fn links_hold_in_both_directions() {
        let graph = Contiguity::of_links(5, [(2, 0), (0, 2), (3, 3), (1, 2)]);
        assert_eq!(graph.neighbors(2), [0, 1]);
        assert_eq!(graph.links().collect::<Vec<_>>(), [(0, 2), (1, 2)]);
        assert_eq!(graph.components(), (vec![0, 0, 0, 1, 2], 3));
        assert_eq!(graph.parts(&[0, 0, 1, 1, 1]).1, 5);
        assert_eq!(graph.cut_links(&[0, 0, 1, 1, 1]), 2);
        assert_eq!(graph.among(&[1, 2, 4]).links().collect::<Vec<_>>(), [(0, 1)]);
    }

    #[test]
    fn components_are_joined_to_the_nearest_region_outside() {
        let places = Points::new(&Matrix::from_vec(6, 1, vec![0.0, 1.0, 2.0, 10.0, 11.0, 5.0]));
        let graph = Contiguity::of_links(6, [(0, 1), (1, 2), (3, 4)]);
        let (joined, added) = graph.joined(&places);
        // Region 5 is 3 from region 2; 3 is 5 from region 5.
        assert_eq!(added, [(2, 5), (3, 5)]);
        assert_eq!(joined.components().1, 1);
    }
}
