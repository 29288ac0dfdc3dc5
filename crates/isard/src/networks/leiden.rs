//! The Leiden algorithm (Traag, Waltman & van Eck 2019) for any quality that
//! is a sum over communities of a function of additive figures.
//!
//! Three phases repeat until nothing moves: nodes move to the best
//! neighbouring community, a queue holding those whose surroundings changed;
//! inside every community a refined partition is grown from single nodes that
//! are well connected to the rest, by merges that raise the quality; the graph
//! of refined communities takes the place of the graph. What is merged for
//! good is thus always connected inside.

use super::graph::{Graph, connected_parts, renumber};
use super::refinement::refine;
use crate::inference::Random;
use std::collections::VecDeque;

/// What merging two groups of nodes gains.
///
/// Figures of a node or group come as a row: `width` numbers that add up over
/// members, and last what [`Gain::alone`] says of them, so that it is not worked
/// out again for every neighbour that looks at the group.
pub trait Gain: Sync {
    /// Number of figures that a node carries; a group carries their sums.
    fn width(&self) -> usize;

    /// What a group adds to the quality by its figures alone, beside what pairs of members add.
    fn alone(&self, _figures: &[f64]) -> f64 {
        0.0
    }

    /// Quality of the union less that of the two groups; `tie` is the weight
    /// between them, `a` and `b` their rows.
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
        let product = |(x, y): (&f64, &f64)| x * y;
        tie - a[..self.layers].iter().zip(&b[..self.layers]).map(product).sum::<f64>()
    }
}

/// Rows of figures, one a node or group.
pub(super) struct Rows {
    pub(super) flat: Vec<f64>,
    pub(super) stride: usize,
}

impl Rows {
    /// Empty groups.
    fn empty(count: usize, width: usize) -> Self {
        Rows { flat: vec![0.0; count * (width + 1)], stride: width + 1 }
    }

    fn of_nodes<G: Gain>(figures: &[f64], count: usize, gain: &G) -> Self {
        let width = gain.width();
        let mut rows = Rows::empty(count, width);
        for i in 0..count {
            rows.row_mut(i)[..width].copy_from_slice(&figures[i * width..(i + 1) * width]);
        }
        rows.weigh(gain);
        rows
    }

    pub(super) fn row(&self, i: usize) -> &[f64] {
        &self.flat[i * self.stride..(i + 1) * self.stride]
    }

    fn row_mut(&mut self, i: usize) -> &mut [f64] {
        &mut self.flat[i * self.stride..(i + 1) * self.stride]
    }

    /// Works out what every row adds alone.
    fn weigh<G: Gain>(&mut self, gain: &G) {
        let width = gain.width();
        for row in self.flat.chunks_exact_mut(width + 1) {
            row[width] = gain.alone(&row[..width]);
        }
    }

    /// Sums over groups.
    fn gathered<G: Gain>(&self, labels: &[u32], groups: usize, gain: &G) -> Self {
        let width = gain.width();
        let mut out = Rows::empty(groups, width);
        for (i, &l) in labels.iter().enumerate() {
            add(out.row_mut(l as usize), self.row(i), 1.0, width);
        }
        out.weigh(gain);
        out
    }
}

/// Adds the figures of one row, times a sign, to another.
pub(super) fn add(to: &mut [f64], row: &[f64], sign: f64, width: usize) {
    to[..width].iter_mut().zip(row).for_each(|(t, v)| *t += sign * v);
}

/// Gains below this share of the tie weight are rounding.
const NOTHING: f64 = 1e-12;

/// Nodes with the figures they carry.
struct Level {
    graph: Graph,
    rows: Rows,
}

/// Optimises the partition of a graph from a first one; labels by first appearance.
///
/// `figures` holds `gain.width()` numbers a node. Runs whole passes until one
/// changes nothing or `passes` are done. The same seed gives the same partition
/// on any number of threads.
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
    let rows = Rows::of_nodes(figures, graph.len(), gain);
    let scale = graph.total().abs().max(f64::MIN_POSITIVE);
    for pass in 0..passes {
        let mut random = Random::new(seed, run, pass as u64);
        let before = labels.clone();
        labels = one_pass(graph, &rows, gain, labels, scale, &mut random);
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
    rows: &Rows,
    gain: &G,
    mut coarse: Vec<u32>,
    scale: f64,
    random: &mut Random,
) -> Vec<u32> {
    let eps = NOTHING * scale;
    // Position of every first node in the level's graph.
    let mut owner: Vec<u32> = Vec::new();
    let mut level: Option<Level> = None;
    loop {
        let (g, r) = level.as_ref().map_or((graph, rows), |l| (&l.graph, &l.rows));
        move_nodes(g, r, gain, &mut coarse, eps, random);
        let groups = renumber(&mut coarse);
        if groups == g.len() {
            break;
        }
        let key = u64::from(random.bits()) << 32 | u64::from(random.bits());
        let mut refined = refine(g, r, gain, &coarse, groups, eps, key);
        let parts = renumber(&mut refined);
        if parts == g.len() {
            break;
        }
        let mut next_coarse = vec![0u32; parts];
        refined.iter().zip(&coarse).for_each(|(&to, &c)| next_coarse[to as usize] = c);
        let next = Level { graph: g.gathered(&refined, parts), rows: r.gathered(&refined, parts, gain) };
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
#[derive(Default)]
pub(super) struct Towards {
    pub(super) weight: Vec<f64>,
    /// Groups met; one may stand twice where weights cancel out.
    pub(super) touched: Vec<u32>,
}

impl Towards {
    pub(super) fn grow(&mut self, groups: usize) {
        if self.weight.len() < groups {
            self.weight.resize(groups, 0.0);
        }
    }

    #[inline(always)]
    pub(super) fn add(&mut self, group: u32, weight: f64) {
        let slot = &mut self.weight[group as usize];
        if *slot == 0.0 {
            self.touched.push(group);
        }
        *slot += weight;
    }

    pub(super) fn clear(&mut self) {
        for g in self.touched.drain(..) {
            self.weight[g as usize] = 0.0;
        }
    }
}

/// Moves nodes to the best neighbouring group, or to a group of their own,
/// until none gains. Equal gains leave the node or go to the first group met.
fn move_nodes<G: Gain>(
    graph: &Graph,
    rows: &Rows,
    gain: &G,
    labels: &mut [u32],
    eps: f64,
    random: &mut Random,
) {
    let (n, width) = (graph.len(), gain.width());
    let mut sizes = vec![0u32; n];
    labels.iter().for_each(|&l| sizes[l as usize] += 1);
    let mut sums = rows.gathered(labels, n, gain);
    let mut empty: Vec<u32> = (0..n as u32).rev().filter(|&l| sizes[l as usize] == 0).collect();
    let mut order: Vec<u32> = (0..n as u32).collect();
    random.shuffle(&mut order);
    let mut queue: VecDeque<u32> = order.into();
    let mut waiting = vec![true; n];
    let mut towards = Towards::default();
    towards.grow(n);
    let mut rest = vec![0.0; width + 1];
    while let Some(node) = queue.pop_front() {
        let i = node as usize;
        waiting[i] = false;
        let from = labels[i];
        for (j, w) in graph.row(i) {
            towards.add(labels[j], w);
        }
        let mine = rows.row(i);
        let own = from as usize;
        // The group it would leave.
        let others = sizes[own] - 1;
        let mut best = from;
        let mut most = 0.0;
        if others > 0 {
            rest.copy_from_slice(sums.row(own));
            add(&mut rest, mine, -1.0, width);
            rest[width] = gain.alone(&rest[..width]);
            most = gain.gain(towards.weight[own], mine, &rest);
        }
        for &l in &towards.touched {
            if l == from {
                continue;
            }
            let value = gain.gain(towards.weight[l as usize], mine, sums.row(l as usize));
            if value > most + eps {
                (best, most) = (l, value);
            }
        }
        if others > 0 && most < -eps {
            best = empty.pop().unwrap_or(from);
        }
        towards.clear();
        if best == from {
            continue;
        }
        let to = best as usize;
        sizes[own] = others;
        sizes[to] += 1;
        labels[i] = best;
        add(sums.row_mut(to), mine, 1.0, width);
        let alone = gain.alone(&sums.row(to)[..width]);
        sums.row_mut(to)[width] = alone;
        if others > 0 {
            sums.row_mut(own).copy_from_slice(&rest);
        } else {
            // What is empty must weigh nothing, whatever rounding has left.
            sums.row_mut(own).fill(0.0);
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
