//! Figures of a graph's structure that need no partition: cores, components,
//! assortativity, clustering, betweenness.

use super::graph::{Graph, connected_parts};
use std::collections::VecDeque;

/// Core number of every node (Seidman 1983; Batagelj & Zaveršnik 2003): the
/// largest k such that it lies in a part where all have k neighbours.
///
/// # Complexity
/// O(n + m).
pub fn core_numbers(graph: &Graph) -> Vec<usize> {
    let n = graph.len();
    let mut degree: Vec<usize> = (0..n).map(|i| graph.degree(i)).collect();
    let most = degree.iter().copied().max().unwrap_or(0);
    // Nodes in order of degree, with the beginning of every degree.
    let mut begin = vec![0usize; most + 2];
    degree.iter().for_each(|&d| begin[d + 1] += 1);
    (0..=most).for_each(|d| begin[d + 1] += begin[d]);
    let mut at = begin.clone();
    let (mut order, mut place) = (vec![0usize; n], vec![0usize; n]);
    for i in 0..n {
        (order[at[degree[i]]], place[i]) = (i, at[degree[i]]);
        at[degree[i]] += 1;
    }
    for k in 0..n {
        let i = order[k];
        for &j in graph.neighbors(i) {
            let j = j as usize;
            if degree[j] > degree[i] {
                // j changes places with the first of its degree and falls to the one below.
                let first = begin[degree[j]];
                let other = order[first];
                let here = place[j];
                (order[first], order[here]) = (j, other);
                (place[j], place[other]) = (first, here);
                begin[degree[j]] += 1;
                degree[j] -= 1;
            }
        }
    }
    degree
}

/// Sizes of the connected components, largest first.
pub fn component_sizes(graph: &Graph) -> Vec<usize> {
    let parts = connected_parts(graph, &vec![0; graph.len()]);
    let mut sizes = vec![0; parts.iter().max().map_or(0, |&m| m as usize + 1)];
    parts.iter().for_each(|&p| sizes[p as usize] += 1);
    sizes.sort_unstable_by(|a, b| b.cmp(a));
    sizes
}

/// Correlation of the degrees at both ends of a tie (Newman 2002, eq. 4).
///
/// # Undefined cases
/// `None` without ties, or when all ends have the same degree.
pub fn assortativity(graph: &Graph) -> Option<f64> {
    let (mut product, mut sum, mut squares, mut ties) = (0.0, 0.0, 0.0, 0.0);
    for (a, b, _) in graph.pairs() {
        let (x, y) = (graph.degree(a as usize) as f64, graph.degree(b as usize) as f64);
        product += x * y;
        sum += 0.5 * (x + y);
        squares += 0.5 * (x * x + y * y);
        ties += 1.0;
    }
    let mean = sum / ties;
    let spread = squares / ties - mean * mean;
    (ties > 0.0 && spread > 1e-12 * mean * mean).then(|| (product / ties - mean * mean) / spread)
}

/// Triangles at every node.
///
/// # Complexity
/// O(Σ d²) at worst.
pub fn triangles(graph: &Graph) -> Vec<usize> {
    let mut mark = vec![false; graph.len()];
    let mut out = vec![0; graph.len()];
    for i in 0..graph.len() {
        graph.neighbors(i).iter().for_each(|&j| mark[j as usize] = true);
        let twice: usize = graph
            .neighbors(i)
            .iter()
            .map(|&j| graph.neighbors(j as usize).iter().filter(|&&k| mark[k as usize]).count())
            .sum();
        out[i] = twice / 2;
        graph.neighbors(i).iter().for_each(|&j| mark[j as usize] = false);
    }
    out
}

/// Three times the triangles over the pairs of ties that share a node; `None`
/// without such pairs.
pub fn transitivity(graph: &Graph) -> Option<f64> {
    let closed: usize = triangles(graph).iter().sum();
    let pairs: usize =
        (0..graph.len()).map(|i| graph.degree(i) * graph.degree(i).saturating_sub(1) / 2).sum();
    (pairs > 0).then(|| closed as f64 / pairs as f64)
}

/// Most nodes of a graph in which ways are followed from every node.
pub const ALL_SOURCES: usize = 5_000;
/// Nodes from which ways are followed in larger graphs.
pub const PIVOTS: usize = 1_000;

/// Share of the pairs of other nodes whose shortest ways, counted in ties,
/// lead over a node (Brandes 2001); zero below three nodes.
///
/// In graphs of more than [`ALL_SOURCES`] nodes estimated by the ways from
/// [`PIVOTS`] of them, spread evenly over the positions (Brandes & Pich 2007).
///
/// # Complexity
/// O(min(n, 5,000)·m) time, O(n + m) memory.
pub fn betweenness(graph: &Graph) -> Vec<f64> {
    let n = graph.len();
    match n <= ALL_SOURCES {
        true => betweenness_from(graph, 0..n),
        false => betweenness_from(graph, (0..PIVOTS).map(|k| k * n / PIVOTS)),
    }
}

/// The same by the ways from some nodes, scaled up to all.
pub fn betweenness_from(graph: &Graph, sources: impl ExactSizeIterator<Item = usize>) -> Vec<f64> {
    let n = graph.len();
    let scale = n as f64 / sources.len().max(1) as f64;
    let mut between = vec![0.0; n];
    let (mut ways, mut depth, mut share) = (vec![0.0; n], vec![usize::MAX; n], vec![0.0; n]);
    let mut order: Vec<usize> = Vec::with_capacity(n);
    let mut queue = VecDeque::new();
    for source in sources {
        ways.fill(0.0);
        depth.fill(usize::MAX);
        share.fill(0.0);
        order.clear();
        (ways[source], depth[source]) = (1.0, 0);
        queue.push_back(source);
        while let Some(i) = queue.pop_front() {
            order.push(i);
            for &j in graph.neighbors(i) {
                let j = j as usize;
                if depth[j] == usize::MAX {
                    depth[j] = depth[i] + 1;
                    queue.push_back(j);
                }
                if depth[j] == depth[i] + 1 {
                    ways[j] += ways[i];
                }
            }
        }
        for &j in order.iter().rev() {
            for &i in graph.neighbors(j) {
                let i = i as usize;
                if depth[i] != usize::MAX && depth[i] + 1 == depth[j] {
                    share[i] += ways[i] / ways[j] * (1.0 + share[j]);
                }
            }
            if j != source {
                between[j] += share[j];
            }
        }
    }
    let pairs = (n as f64 - 1.0) * (n as f64 - 2.0);
    if pairs > 0.0 {
        between.iter_mut().for_each(|b| *b = *b * scale / pairs);
    }
    between
}
