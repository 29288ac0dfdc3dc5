//! The minimum spanning tree of a map.

use crate::linalg::{Points, squared_distance};
use crate::space::graph::Contiguity;

/// Links of the minimum spanning forest (Kruskal 1956), each component's tree
/// by itself; the length of a link is the Euclidean distance of its regions.
/// Of equally long links the one of the lower regions comes first.
///
/// # Complexity
/// O(m log m) for m links.
pub fn minimum(points: &Points, graph: &Contiguity) -> Vec<(u32, u32)> {
    let links: Vec<(u32, u32)> = graph.links().collect();
    // Squares have the order of the lengths, and bits of numbers that are not
    // negative the order of the numbers.
    let length = |&(i, j): &(u32, u32)| squared_distance(points.row(i as usize), points.row(j as usize));
    let mut order: Vec<(u64, u32)> =
        links.iter().enumerate().map(|(at, link)| (length(link).to_bits(), at as u32)).collect();
    order.sort_unstable();
    let mut parent: Vec<u32> = (0..graph.len() as u32).collect();
    let mut tree = Vec::with_capacity(graph.len().saturating_sub(1));
    for (_, at) in order {
        let (i, j) = links[at as usize];
        let (a, b) = (root(&mut parent, i), root(&mut parent, j));
        if a != b {
            parent[a.max(b) as usize] = a.min(b);
            tree.push((i, j));
        }
    }
    tree
}

fn root(parent: &mut [u32], mut i: u32) -> u32 {
    while parent[i as usize] != i {
        parent[i as usize] = parent[parent[i as usize] as usize];
        i = parent[i as usize];
    }
    i
}
