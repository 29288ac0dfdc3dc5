//! The refinement of the Leiden algorithm: inside every community groups are
//! grown from single nodes that are well connected to the rest.

use super::graph::{Graph, members};
use super::leiden::{Gain, Rows, Towards, add};
use crate::inference::Random;
use rayon::prelude::*;

/// Memory of one thread, positions being those in the community.
#[derive(Default)]
struct Scratch {
    order: Vec<u32>,
    /// Rows of the groups.
    sums: Vec<f64>,
    sizes: Vec<u32>,
    /// Tie weight from a group to the rest of its community.
    outward: Vec<f64>,
    towards: Towards,
    whole: Vec<f64>,
    rest: Vec<f64>,
}

/// Grows groups from single nodes inside each community, communities side by
/// side, each with random numbers of its own; a group is named by one of its nodes.
pub(super) fn refine<G: Gain>(
    graph: &Graph,
    rows: &Rows,
    gain: &G,
    labels: &[u32],
    groups: usize,
    eps: f64,
    key: u64,
) -> Vec<u32> {
    let (starts, nodes) = members(labels, groups);
    let mut place = vec![0u32; nodes.len()];
    for c in 0..groups {
        nodes[starts[c]..starts[c + 1]].iter().enumerate().for_each(|(at, &i)| place[i as usize] = at as u32);
    }
    let mut local = vec![0u32; nodes.len()];
    let mut parts: Vec<(usize, &mut [u32])> = Vec::with_capacity(groups);
    let mut left = &mut local[..];
    for c in 0..groups {
        let (part, others) = left.split_at_mut(starts[c + 1] - starts[c]);
        parts.push((c, part));
        left = others;
    }
    parts.into_par_iter().for_each_init(Scratch::default, |scratch, (c, part)| {
        let of = &nodes[starts[c]..starts[c + 1]];
        part.iter_mut().enumerate().for_each(|(at, p)| *p = at as u32);
        if of.len() > 1 {
            let community = Community { graph, rows, gain, labels, of, place: &place, label: c as u32, eps };
            community.grow(part, scratch, &mut Random::new(key, c as u64, 0));
        }
    });
    let mut refined = vec![0u32; nodes.len()];
    for c in 0..groups {
        for at in starts[c]..starts[c + 1] {
            refined[nodes[at] as usize] = nodes[starts[c] + local[at] as usize];
        }
    }
    refined
}

struct Community<'a, G> {
    graph: &'a Graph,
    rows: &'a Rows,
    gain: &'a G,
    labels: &'a [u32],
    of: &'a [u32],
    place: &'a [u32],
    label: u32,
    eps: f64,
}

impl<G: Gain> Community<'_, G> {
    /// Ties of a member to other members: position in the community and weight.
    fn ties(&self, at: usize) -> impl Iterator<Item = (u32, f64)> + '_ {
        let inside = |t: &(usize, f64)| self.labels[t.0] == self.label;
        self.graph.row(self.of[at] as usize).filter(inside).map(|(j, w)| (self.place[j], w))
    }

    fn grow(&self, refined: &mut [u32], scratch: &mut Scratch, random: &mut Random) {
        let (gain, eps, width, stride) = (self.gain, self.eps, self.gain.width(), self.rows.stride);
        let n = self.of.len();
        let Scratch { order, sums, sizes, outward, towards, whole, rest } = scratch;
        order.clear();
        order.extend(0..n as u32);
        random.shuffle(order);
        sizes.clear();
        sizes.resize(n, 1);
        towards.grow(n);
        rest.resize(stride, 0.0);
        whole.clear();
        whole.resize(stride, 0.0);
        sums.clear();
        outward.clear();
        for (at, &i) in self.of.iter().enumerate() {
            let row = self.rows.row(i as usize);
            sums.extend_from_slice(row);
            add(whole, row, 1.0, width);
            outward.push(self.ties(at).map(|t| t.1).sum());
        }
        // Whether a group is well connected to the rest of the community.
        let connected = |rest: &mut [f64], group: &[f64], tie: f64| {
            rest[..width].copy_from_slice(&whole[..width]);
            add(rest, group, -1.0, width);
            rest[width] = gain.alone(&rest[..width]);
            gain.gain(tie, group, rest) >= -eps
        };
        for &at in order.iter() {
            let at = at as usize;
            if sizes[at] != 1 || refined[at] as usize != at {
                continue;
            }
            let mine = self.rows.row(self.of[at] as usize);
            if !connected(rest, mine, outward[at]) {
                continue;
            }
            for (j, w) in self.ties(at) {
                towards.add(refined[j as usize], w);
            }
            let (mut best, mut most) = (at, 0.0);
            for &l in &towards.touched {
                let l = l as usize;
                let group = &sums[l * stride..(l + 1) * stride];
                let value = gain.gain(towards.weight[l], mine, group);
                if value > most + eps && connected(rest, group, outward[l]) {
                    (best, most) = (l, value);
                }
            }
            if best != at {
                outward[best] += outward[at] - 2.0 * towards.weight[best];
                refined[at] = best as u32;
                sizes[best] += 1;
                sizes[at] = 0;
                let group = &mut sums[best * stride..(best + 1) * stride];
                add(group, mine, 1.0, width);
                group[width] = gain.alone(&group[..width]);
            }
            towards.clear();
        }
    }
}
