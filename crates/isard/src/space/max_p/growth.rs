//! Growing groups up to a floor, region by region.

use crate::inference::Random;
use crate::linalg::{Points, squared_distance};
use crate::space::floor::Floor;
use crate::space::graph::Contiguity;

pub(super) const FREE: u32 = u32::MAX;

/// What a growing group looks for in its next region; each start draws its own.
#[derive(Debug, Clone, Copy)]
pub(super) struct Taste {
    /// Likeness of the indicators.
    likeness: f64,
    /// Few free neighbours left behind.
    closing: f64,
    /// Many links into the group.
    compactness: f64,
    /// Chance.
    chance: f64,
}

impl Taste {
    pub(super) fn draw(random: &mut Random, compact: bool) -> Taste {
        let likeness = 2.0 * random.uniform();
        let closing = 2.0 * random.uniform();
        let compactness = if compact { 1.0 + 2.0 * random.uniform() } else { random.uniform() };
        Taste { likeness, closing, compactness, chance: 0.5 * random.uniform() }
    }
}

/// Scratch for growing groups, made once for many growths.
pub(super) struct Grower<'a> {
    points: &'a Points,
    graph: &'a Contiguity,
    floor: &'a Floor,
    /// Mean squared length of a link: the unit of likeness.
    unit: f64,
    /// Whether a free region has been a seed in vain.
    spent: Vec<bool>,
    /// Whether a region is among the candidates of the group that grows.
    candidate: Vec<bool>,
}

impl<'a> Grower<'a> {
    pub(super) fn new(points: &'a Points, graph: &'a Contiguity, floor: &'a Floor) -> Self {
        let squared = |(i, j): (u32, u32)| squared_distance(points.row(i as usize), points.row(j as usize));
        let (sum, count) = graph.links().fold((0.0, 0.0), |(s, c), link| (s + squared(link), c + 1.0));
        let n = points.rows();
        Grower {
            points,
            graph,
            floor,
            unit: if sum > 0.0 { sum / count } else { 1.0 },
            spent: vec![false; n],
            candidate: vec![false; n],
        }
    }

    /// Number of free neighbours of a region.
    #[inline]
    fn openness(&self, label: &[u32], i: u32) -> usize {
        self.graph.neighbors(i as usize).iter().filter(|&&j| label[j as usize] == FREE).count()
    }

    /// Groups the free regions named by `scope`, numbered from `first`, and
    /// gives what is left over to neighbouring groups. Returns the number of
    /// new groups; 0 and the scope still free where no group reaches the floor.
    pub(super) fn grow(
        &mut self,
        label: &mut [u32],
        scope: &[u32],
        first: u32,
        taste: Taste,
        random: &mut Random,
    ) -> u32 {
        scope.iter().for_each(|&i| self.spent[i as usize] = false);
        let mut order = scope.to_vec();
        random.shuffle(&mut order);
        // Free regions beside groups of this growth: the next seed comes from
        // here, so that the free land keeps no pockets.
        let mut rim: Vec<u32> = Vec::new();
        let (mut next, mut at) = (first, 0);
        let mut group: Vec<u32> = Vec::new();
        loop {
            let free = |i: u32| label[i as usize] == FREE && !self.spent[i as usize];
            rim.retain(|&i| free(i));
            let of_rim = rim.iter().map(|&i| (self.openness(label, i), i)).min();
            let seed = match of_rim {
                Some((_, i)) => i,
                None => {
                    while at < order.len() && !free(order[at]) {
                        at += 1;
                    }
                    let Some(&i) = order.get(at) else { break };
                    i
                }
            };
            if self.one(label, seed, next, taste, random, &mut group) {
                for &i in &group {
                    rim.extend(
                        self.graph.neighbors(i as usize).iter().filter(|&&j| label[j as usize] == FREE),
                    );
                }
                rim.sort_unstable();
                rim.dedup();
                next += 1;
            } else {
                group.iter().for_each(|&i| label[i as usize] = FREE);
                self.spent[seed as usize] = true;
            }
        }
        if next == first {
            return 0;
        }
        self.assign(label, scope, first);
        next - first
    }

    /// Grows one group; whether it reached the floor.
    fn one(
        &mut self,
        label: &mut [u32],
        seed: u32,
        name: u32,
        taste: Taste,
        random: &mut Random,
        group: &mut Vec<u32>,
    ) -> bool {
        group.clear();
        let mut mean = self.points.row(seed as usize).to_vec();
        let mut candidates: Vec<u32> = Vec::new();
        let mut total = 0.0;
        let mut new = seed;
        let reached = loop {
            label[new as usize] = name;
            group.push(new);
            total += self.floor.values[new as usize];
            if self.floor.met(total) {
                break true;
            }
            let n = group.len() as f64;
            let row = self.points.row(new as usize);
            mean.iter_mut().zip(row).for_each(|(m, v)| *m += (v - *m) / n);
            for &j in self.graph.neighbors(new as usize) {
                if label[j as usize] == FREE && !self.candidate[j as usize] {
                    self.candidate[j as usize] = true;
                    candidates.push(j);
                }
            }
            let score = |&j: &u32, random: &mut Random| {
                let neighbors = self.graph.neighbors(j as usize);
                let inside = neighbors.iter().filter(|&&o| label[o as usize] == name).count() as f64;
                let apart = squared_distance(self.points.row(j as usize), &mean) / self.unit;
                taste.likeness * apart.sqrt() + taste.closing * self.openness(label, j) as f64
                    - taste.compactness * inside
                    + taste.chance * random.uniform()
            };
            let mut best: Option<(f64, u32, usize)> = None;
            for (at, j) in candidates.iter().enumerate() {
                let score = score(j, random);
                if best.is_none_or(|b| (score, *j) < (b.0, b.1)) {
                    best = Some((score, *j, at));
                }
            }
            let Some((_, j, at)) = best else { break false };
            candidates.swap_remove(at);
            self.candidate[j as usize] = false;
            new = j;
        };
        candidates.iter().for_each(|&j| self.candidate[j as usize] = false);
        reached
    }

    /// Gives free regions of the scope to the most alike neighbour's group of
    /// this growth, ring by ring.
    fn assign(&self, label: &mut [u32], scope: &[u32], first: u32) {
        let mut left: Vec<u32> = scope.iter().copied().filter(|&i| label[i as usize] == FREE).collect();
        while !left.is_empty() {
            let before = left.len();
            let mut given: Vec<(u32, u32)> = Vec::new();
            for &i in &left {
                let row = self.points.row(i as usize);
                let near = self.graph.neighbors(i as usize).iter().filter(|&&j| {
                    let l = label[j as usize];
                    l != FREE && l >= first
                });
                let best = near.map(|&j| (squared_distance(row, self.points.row(j as usize)), j)).fold(
                    None,
                    |b: Option<(f64, u32)>, c| if b.is_some_and(|b| b <= c) { b } else { Some(c) },
                );
                given.extend(best.map(|(_, j)| (i, label[j as usize])));
            }
            given.iter().for_each(|&(i, l)| label[i as usize] = l);
            left.retain(|&i| label[i as usize] == FREE);
            if left.len() == before {
                return;
            }
        }
    }
}
