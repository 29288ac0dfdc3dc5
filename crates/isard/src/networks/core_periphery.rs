//! A core and a periphery (Borgatti & Everett 1999, the discrete model).

use super::graph::Graph;

/// Best core found.
#[derive(Debug, Clone, PartialEq)]
pub struct CorePeriphery {
    /// Whether a node is in the core.
    pub core: Vec<bool>,
    /// Correlation of the ties with the ideal pattern.
    pub fit: f64,
}

/// Most nodes for which the search starts from every size of the core.
const ALL_STARTS: usize = 150;

/// Sums from which the correlation follows.
struct Pairs {
    nodes: f64,
    mean: f64,
    deviation: f64,
}

impl Pairs {
    /// Correlation when `size` nodes are the core and the weight of the ties
    /// that touch it is `touched`.
    fn fit(&self, size: usize, touched: f64) -> f64 {
        let all = self.nodes * (self.nodes - 1.0) / 2.0;
        let outer = self.nodes - size as f64;
        let ideal = 1.0 - outer * (outer - 1.0) / 2.0 / all;
        let spread = (ideal * (1.0 - ideal)).sqrt();
        if spread > 1e-12 { (touched / all - self.mean * ideal) / (self.deviation * spread) } else { -1.0 }
    }
}

/// The core whose pattern (1 where a core node is at either end, 0 between
/// nodes of the periphery) correlates most with the ties over all pairs.
///
/// Up to twelve nodes every core is tried. Beyond, starts are the nodes of the highest degree, for every size of the core (for
/// the best size above 150 nodes); then single nodes change sides, or change
/// places, as long as the fit rises.
///
/// # Undefined cases
/// `None` below three nodes and where all pairs are tied alike.
///
/// # Complexity
/// O(n·m) a start at worst.
pub fn core_periphery(graph: &Graph) -> Option<CorePeriphery> {
    let n = graph.len();
    let all = n as f64 * (n as f64 - 1.0) / 2.0;
    let (sum, squares) = graph.pairs().fold((0.0, 0.0), |s, t| (s.0 + t.2, s.1 + t.2 * t.2));
    let mean = sum / all;
    let variance = squares / all - mean * mean;
    if n < 3 || variance <= 1e-12 * mean * mean {
        return None;
    }
    let pairs = Pairs { nodes: n as f64, mean, deviation: variance.sqrt() };
    if n <= ALL_CORES {
        return Some(every(graph, &pairs));
    }
    let strength: Vec<f64> = (0..n).map(|i| graph.weights(i).iter().sum()).collect();
    let mut order: Vec<usize> = (0..n).collect();
    order.sort_by(|&a, &b| strength[b].total_cmp(&strength[a]).then(a.cmp(&b)));
    let mut core = vec![false; n];
    let mut touched = 0.0;
    let mut fits = Vec::with_capacity(n);
    for &i in &order[..n - 1] {
        touched += outside(graph, &core, i);
        core[i] = true;
        fits.push((pairs.fit(fits.len() + 1, touched), fits.len() + 1));
    }
    if n > ALL_STARTS {
        fits.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        fits.truncate(1);
    }
    let found = fits.iter().map(|&(_, size)| climb(graph, &pairs, &order, size));
    found.reduce(|best, next| if next.fit > best.fit + 1e-12 { next } else { best })
}

/// Up to this many nodes every core is tried.
const ALL_CORES: usize = 12;

/// The best of all cores.
fn every(graph: &Graph, pairs: &Pairs) -> CorePeriphery {
    let n = graph.len();
    let ties: Vec<(u32, f64)> = graph.pairs().map(|(i, j, w)| (1 << i | 1 << j, w)).collect();
    let fit = |core: u32| {
        let touched = ties.iter().filter(|t| t.0 & core != 0).map(|t| t.1).sum();
        pairs.fit(core.count_ones() as usize, touched)
    };
    let mut best = (f64::NEG_INFINITY, 1);
    for core in 1..(1u32 << n) - 1 {
        let value = fit(core);
        if value > best.0 + 1e-12 {
            best = (value, core);
        }
    }
    CorePeriphery { core: (0..n).map(|i| best.1 >> i & 1 == 1).collect(), fit: best.0 }
}

/// Weight of a node's ties to nodes outside the core.
fn outside(graph: &Graph, core: &[bool], i: usize) -> f64 {
    graph.row(i).filter(|t| !core[t.0]).map(|t| t.1).sum()
}

fn climb(graph: &Graph, pairs: &Pairs, order: &[usize], size: usize) -> CorePeriphery {
    let n = graph.len();
    let mut core = vec![false; n];
    let (mut size, mut touched, mut count) = (size, 0.0, 0);
    while count < size {
        touched += outside(graph, &core, order[count]);
        core[order[count]] = true;
        count += 1;
    }
    let mut fit = pairs.fit(size, touched);
    loop {
        // What a node adds to, or takes from, the ties that touch the core.
        let worth: Vec<f64> = (0..n).map(|i| outside(graph, &core, i)).collect();
        let mut best = (fit + 1e-12, None, None);
        for i in 0..n {
            let (s, t) =
                if core[i] { (size - 1, touched - worth[i]) } else { (size + 1, touched + worth[i]) };
            if s >= 1 && s < n && pairs.fit(s, t) > best.0 {
                best = (pairs.fit(s, t), Some(i), None);
            }
        }
        // Exchanges keep the size; too many to try in large graphs.
        let small = n <= ALL_STARTS;
        for out in (0..n).filter(|&i| small && core[i]) {
            for into in (0..n).filter(|&i| !core[i]) {
                let tie: f64 = graph.row(out).filter(|t| t.0 == into).map(|t| t.1).sum();
                let value = pairs.fit(size, touched - worth[out] + worth[into] + tie);
                if value > best.0 {
                    best = (value, Some(out), Some(into));
                }
            }
        }
        let (value, Some(first), second) = best else { break };
        for i in [Some(first), second].into_iter().flatten() {
            if core[i] {
                core[i] = false;
                touched -= outside(graph, &core, i);
                size -= 1;
            } else {
                touched += outside(graph, &core, i);
                core[i] = true;
                size += 1;
            }
        }
        fit = value;
    }
    CorePeriphery { core, fit }
}
