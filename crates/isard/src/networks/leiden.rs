//! The Leiden algorithm (Traag, Waltman & van Eck 2019) for any quality that
//! is a sum over communities of a function of additive figures.
//!
//! Three phases repeat until nothing moves: nodes move to the best
//! neighbouring community, a queue holding those whose surroundings changed;
//! inside every community a refined partition is grown from single nodes that
//! are well connected to the rest, by merges that raise the quality; the graph
//! of refined communities takes the place of the graph. What is merged for
//! good is thus always connected inside.

use super::graph::{Graph, connected_parts, members, renumber};
use crate::inference::Random;
use std::collections::VecDeque;

/// What merging two groups of nodes gains.
pub trait Gain: Sync {
    /// Number of figures that a node carries; a group carries their sums.
    fn width(&self) -> usize;

    /// Quality of the union less that of the two groups; `tie` is the weight
    /// between them, `a` and `b` their figures.
    fn gain(&self, tie: f64, a: &[f64], b: &[f64]) -> f64;
}

/// Generalised modularity: Q·μ = Σ_c (E_c − ½ Σ_s κ_cs²), where κ_is =
/// k_is·√(γ_s/2m_s) are the figures of a node, one a layer.
#[derive(Debug, Clone, Copy)]
pub struct Modularity {
    /// Number of layers.
    pub layers: usize,
}

impl Gain for Modularity {
    fn width(&self) -> usize {
        self.layers
    }

    fn gain(&self, tie: f64, a: &[f64], b: &[f64]) -> f64 {
        tie - a.iter().zip(b).map(|(x, y)| x * y).sum::<f64>()
    }
}

/// Gains below this share of the tie weight are rounding.
const NOTHING: f64 = 1e-12;

/// Nodes with the figures they carry.
struct Level {
    graph: Graph,
    figures: Vec<f64>,
}

/// Optimises the partition of a graph from a first one; labels by first appearance.
///
/// `figures` holds `gain.width()` numbers a node. Runs whole passes until one
/// changes nothing or `passes` are done. The same seed gives the same partition.
///
/// # Complexity
/// About O(m) a pass, O(n + m) memory.
pub fn leiden<G: Gain>(
    graph: &Graph,
    figures: &[f64],
    gain: &G,
    start: &[u32],
    seed: u64,
    run: u64,
    passes: usize,
) -> Vec<u32> {
    let mut labels = start.to_vec();
    renumber(&mut labels);
    let scale = graph.total().abs().max(f64::MIN_POSITIVE);
    for pass in 0..passes {
        let mut random = Random::new(seed, run, pass as u64);
        let before = labels.clone();
        labels = one_pass(graph, figures, gain, labels, scale, &mut random);
        if labels == before {
            break;
        }
    }
    let mut labels = connected_parts(graph, &labels);
    renumber(&mut labels);
    labels
}

/// One pass down to the coarsest graph.
fn one_pass<G: Gain>(
    graph: &Graph,
    figures: &[f64],
    gain: &G,
    mut labels: Vec<u32>,
    scale: f64,
    random: &mut Random,
) -> Vec<u32> {
    let eps = NOTHING * scale;
    let width = gain.width();
    // Position of every first node in the level's graph.
    let mut owner: Vec<u32> = Vec::new();
    let mut level: Option<Level> = None;
    let mut coarse = std::mem::take(&mut labels);
    loop {
        let (g, f) = level.as_ref().map_or((graph, figures), |l| (&l.graph, &l.figures[..]));
        move_nodes(g, f, gain, &mut coarse, eps, random);
        let groups = renumber(&mut coarse);
        if groups == g.len() {
            break;
        }
        let mut refined = refine(g, f, gain, &coarse, groups, eps, random);
        let parts = renumber(&mut refined);
        if parts == g.len() {
            break;
        }
        let mut next_coarse = vec![0u32; parts];
        let mut next_figures = vec![0.0; parts * width];
        for i in 0..g.len() {
            let to = refined[i] as usize;
            next_coarse[to] = coarse[i];
            for w in 0..width {
                next_figures[to * width + w] += f[i * width + w];
            }
        }
        let next = Level { graph: g.gathered(&refined, parts), figures: next_figures };
        owner = match owner.is_empty() {
            true => refined,
            false => owner.iter().map(|&o| refined[o as usize]).collect(),
        };
        level = Some(next);
        coarse = next_coarse;
    }
    let mut labels = match owner.is_empty() {
        true => coarse,
        false => owner.iter().map(|&o| coarse[o as usize]).collect(),
    };
    renumber(&mut labels);
    labels
}

/// Tie weight towards each neighbouring group, without clearing it each time.
struct Towards {
    weight: Vec<f64>,
    touched: Vec<u32>,
    seen: Vec<bool>,
}

impl Towards {
    fn new(groups: usize) -> Self {
        Towards { weight: vec![0.0; groups], touched: Vec::new(), seen: vec![false; groups] }
    }

    fn add(&mut self, group: u32, weight: f64) {
        let g = group as usize;
        if !self.seen[g] {
            self.seen[g] = true;
            self.touched.push(group);
        }
        self.weight[g] += weight;
    }

    fn clear(&mut self) {
        for g in self.touched.drain(..) {
            self.weight[g as usize] = 0.0;
            self.seen[g as usize] = false;
        }
    }
}

/// Moves nodes to the best neighbouring group, or to a group of their own,
/// until none gains. Equal gains leave the node or go to the first group met.
fn move_nodes<G: Gain>(
    graph: &Graph,
    figures: &[f64],
    gain: &G,
    labels: &mut [u32],
    eps: f64,
    random: &mut Random,
) {
    let (n, width) = (graph.len(), gain.width());
    let mut sums = vec![0.0; n * width];
    let mut sizes = vec![0u32; n];
    for i in 0..n {
        let l = labels[i] as usize;
        sizes[l] += 1;
        for w in 0..width {
            sums[l * width + w] += figures[i * width + w];
        }
    }
    let mut empty: Vec<u32> = (0..n as u32).rev().filter(|&l| sizes[l as usize] == 0).collect();
    let mut order: Vec<u32> = (0..n as u32).collect();
    random.shuffle(&mut order);
    let mut queue: VecDeque<u32> = order.into();
    let mut waiting = vec![true; n];
    let mut towards = Towards::new(n);
    while let Some(node) = queue.pop_front() {
        let i = node as usize;
        waiting[i] = false;
        let from = labels[i];
        for (j, w) in graph.row(i) {
            towards.add(labels[j], w);
        }
        let mine = &figures[i * width..(i + 1) * width];
        let own = from as usize;
        for w in 0..width {
            sums[own * width + w] -= mine[w];
        }
        sizes[own] -= 1;
        let of = |l: u32| &sums[l as usize * width..(l as usize + 1) * width];
        let mut best = from;
        let mut most = if sizes[own] == 0 { 0.0 } else { gain.gain(towards.weight[own], mine, of(from)) };
        for &l in &towards.touched {
            if l == from {
                continue;
            }
            let value = gain.gain(towards.weight[l as usize], mine, of(l));
            if value > most + eps {
                (best, most) = (l, value);
            }
        }
        if sizes[own] > 0 && most < -eps {
            best = empty.pop().unwrap_or(from);
        }
        towards.clear();
        let to = best as usize;
        sizes[to] += 1;
        for w in 0..width {
            sums[to * width + w] += mine[w];
        }
        if best == from {
            continue;
        }
        labels[i] = best;
        if sizes[own] == 0 {
            // What is empty must weigh nothing, whatever rounding has left.
            sums[own * width..(own + 1) * width].fill(0.0);
            empty.push(from);
        }
        for &j in graph.neighbors(i) {
            if labels[j as usize] != best && !waiting[j as usize] {
                waiting[j as usize] = true;
                queue.push_back(j);
            }
        }
    }
}

/// Grows groups from single nodes inside each community.
fn refine<G: Gain>(
    graph: &Graph,
    figures: &[f64],
    gain: &G,
    labels: &[u32],
    groups: usize,
    eps: f64,
    random: &mut Random,
) -> Vec<u32> {
    let (n, width) = (graph.len(), gain.width());
    let mut refined: Vec<u32> = (0..n as u32).collect();
    let mut sums = figures.to_vec();
    let mut sizes = vec![1u32; n];
    // Tie weight from a refined group to the rest of its community.
    let mut outward: Vec<f64> =
        (0..n).map(|i| graph.row(i).filter(|&(j, _)| labels[j] == labels[i]).map(|(_, w)| w).sum()).collect();
    let (starts, mut nodes) = members(labels, groups);
    let mut whole = vec![0.0; width];
    let mut rest = vec![0.0; width];
    let mut towards = Towards::new(n);
    for c in 0..groups {
        let of = &mut nodes[starts[c]..starts[c + 1]];
        if of.len() < 2 {
            continue;
        }
        random.shuffle(of);
        whole.fill(0.0);
        for &i in of.iter() {
            for w in 0..width {
                whole[w] += figures[i as usize * width + w];
            }
        }
        for &node in of.iter() {
            let i = node as usize;
            let own = refined[i] as usize;
            if sizes[own] != 1 || own != i {
                continue;
            }
            let mine = &figures[i * width..(i + 1) * width];
            (0..width).for_each(|w| rest[w] = whole[w] - mine[w]);
            if gain.gain(outward[i], mine, &rest) < -eps {
                continue;
            }
            for (j, w) in graph.row(i) {
                if labels[j] == c as u32 {
                    towards.add(refined[j], w);
                }
            }
            let (mut best, mut most) = (i, 0.0);
            for &l in &towards.touched {
                let l = l as usize;
                let group = &sums[l * width..(l + 1) * width];
                let value = gain.gain(towards.weight[l], mine, group);
                if value <= most + eps {
                    continue;
                }
                (0..width).for_each(|w| rest[w] = whole[w] - group[w]);
                if gain.gain(outward[l], group, &rest) >= -eps {
                    (best, most) = (l, value);
                }
            }
            if best != i {
                outward[best] += outward[i] - 2.0 * towards.weight[best];
                refined[i] = best as u32;
                sizes[best] += 1;
                sizes[i] = 0;
                for w in 0..width {
                    sums[best * width + w] += mine[w];
                }
            }
            towards.clear();
        }
    }
    refined
}
