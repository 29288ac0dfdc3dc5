//! Whether a group hangs together without one of its regions.

use crate::space::graph::Contiguity;

/// Searches from each neighbour inside the group in turns, one region at a
/// time, until all have met or one of them has nowhere to go: the work is
/// bounded by the smaller part, and on maps most searches meet at once.
#[derive(Debug, Clone)]
pub(super) struct Reach {
    /// Search that reached a region, as a stamp.
    seen: Vec<u32>,
    stamp: u32,
    queues: Vec<Vec<u32>>,
    heads: Vec<usize>,
    parent: Vec<u32>,
}

impl Reach {
    pub(super) fn new(n: usize) -> Self {
        Reach { seen: vec![0; n], stamp: 0, queues: Vec::new(), heads: Vec::new(), parent: Vec::new() }
    }

    /// Whether the group of region `i` is connected without it.
    pub(super) fn stays_whole(&mut self, graph: &Contiguity, label: &[u32], i: usize) -> bool {
        let own = label[i];
        let inside = |j: u32| label[j as usize] == own;
        let seeds = graph.neighbors(i).iter().filter(|&&j| inside(j)).count();
        if seeds < 2 {
            return seeds == 1;
        }
        if u32::MAX - self.stamp < seeds as u32 + 1 {
            self.seen.fill(0);
            self.stamp = 0;
        }
        let base = self.stamp + 1;
        self.stamp += seeds as u32;
        self.parent.clear();
        self.parent.extend(0..seeds as u32);
        self.heads.clear();
        self.heads.resize(seeds, 0);
        while self.queues.len() < seeds {
            self.queues.push(Vec::new());
        }
        for (s, &j) in graph.neighbors(i).iter().filter(|&&j| inside(j)).enumerate() {
            self.seen[j as usize] = base + s as u32;
            self.queues[s].clear();
            self.queues[s].push(j);
        }
        let mut apart = seeds;
        // A set of searches that have met ends when all its queues are empty.
        loop {
            let mut moved = false;
            for s in 0..seeds {
                let Some(&at) = self.queues[s].get(self.heads[s]) else { continue };
                self.heads[s] += 1;
                moved = true;
                for &j in graph.neighbors(at as usize) {
                    if j as usize == i || !inside(j) {
                        continue;
                    }
                    let seen = self.seen[j as usize];
                    if seen < base {
                        self.seen[j as usize] = base + s as u32;
                        self.queues[s].push(j);
                        continue;
                    }
                    let (a, b) = (self.root(s as u32), self.root(seen - base));
                    if a != b {
                        self.parent[a.max(b) as usize] = a.min(b);
                        apart -= 1;
                        if apart == 1 {
                            return true;
                        }
                    }
                }
                if self.exhausted(s as u32, seeds) {
                    return false;
                }
            }
            if !moved {
                return false;
            }
        }
    }

    /// Whether no search of the set of `s` has anywhere to go.
    fn exhausted(&mut self, s: u32, seeds: usize) -> bool {
        let set = self.root(s);
        (0..seeds as u32).all(|other| {
            self.root(other) != set || self.heads[other as usize] >= self.queues[other as usize].len()
        })
    }

    fn root(&self, mut s: u32) -> u32 {
        while self.parent[s as usize] != s {
            s = self.parent[s as usize];
        }
        s
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inference::Random;

    #[test]
    fn agrees_with_counting_parts() {
        let mut reach = Reach::new(30);
        let mut answers = [0; 2];
        for case in 0..400 {
            let mut random = Random::new(3, case, 0);
            let links: Vec<(u32, u32)> =
                (0..55).map(|_| (random.below(30) as u32, random.below(30) as u32)).collect();
            let graph = Contiguity::of_links(30, links);
            let label: Vec<u32> = (0..30).map(|_| random.below(2) as u32).collect();
            for i in 0..30 {
                // The group without `i` in as many parts as it has with `i` alone beside it.
                let group: Vec<usize> =
                    (0..30).map(|j| if label[j] != label[i] { 1 } else { usize::from(j == i) * 2 }).collect();
                let (part, _) = graph.parts(&group);
                // Of the parts without `i`, those that touch `i` must be one.
                let mut touching: Vec<usize> = graph
                    .neighbors(i)
                    .iter()
                    .map(|&j| j as usize)
                    .filter(|&j| group[j] == 0)
                    .map(|j| part[j])
                    .collect();
                touching.sort_unstable();
                touching.dedup();
                let whole = reach.stays_whole(&graph, &label, i);
                assert_eq!(whole, touching.len() == 1, "case {case}, region {i}");
                answers[usize::from(whole)] += 1;
            }
        }
        assert!(answers.iter().all(|&a| a > 500), "{answers:?}");
    }
}
