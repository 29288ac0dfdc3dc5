//! Undirected weighted graphs in compressed rows.

/// An undirected graph: every tie stands at both ends, loops stand apart.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Graph {
    starts: Vec<usize>,
    neighbors: Vec<u32>,
    weights: Vec<f64>,
    loops: Vec<f64>,
}

impl Graph {
    /// The graph of ties between positions below `nodes`; ties of the same two
    /// nodes are added up, a tie of a node to itself becomes its loop.
    ///
    /// # Panics
    /// When an end is not a position: a mistake in the calling code.
    ///
    /// # Complexity
    /// O(n + m) time and memory.
    pub fn new(nodes: usize, ties: impl Iterator<Item = (u32, u32, f64)> + Clone) -> Self {
        let mut loops = vec![0.0; nodes];
        let mut starts = vec![0usize; nodes + 1];
        for (a, b, w) in ties.clone() {
            if a == b {
                loops[a as usize] += w;
            } else {
                starts[a as usize + 1] += 1;
                starts[b as usize + 1] += 1;
            }
        }
        (0..nodes).for_each(|i| starts[i + 1] += starts[i]);
        let mut at = starts.clone();
        let (mut neighbors, mut weights) = (vec![0u32; starts[nodes]], vec![0.0; starts[nodes]]);
        for (a, b, w) in ties.filter(|t| t.0 != t.1) {
            for (from, to) in [(a, b), (b, a)] {
                let slot = &mut at[from as usize];
                (neighbors[*slot], weights[*slot]) = (to, w);
                *slot += 1;
            }
        }
        let mut graph = Graph { starts, neighbors, weights, loops };
        graph.join_parallel();
        graph
    }

    /// Adds up parallel ties, in place; the first of them keeps its position.
    fn join_parallel(&mut self) {
        let nodes = self.len();
        let mut seen = vec![usize::MAX; nodes];
        let mut write = 0;
        for i in 0..nodes {
            let (from, to) = (self.starts[i], self.starts[i + 1]);
            let begin = write;
            for k in from..to {
                let j = self.neighbors[k] as usize;
                if seen[j] != usize::MAX && seen[j] >= begin {
                    self.weights[seen[j]] += self.weights[k];
                } else {
                    seen[j] = write;
                    (self.neighbors[write], self.weights[write]) = (j as u32, self.weights[k]);
                    write += 1;
                }
            }
            self.starts[i] = begin;
        }
        self.starts[nodes] = write;
        self.neighbors.truncate(write);
        self.weights.truncate(write);
    }

    /// Number of nodes.
    pub fn len(&self) -> usize {
        self.loops.len()
    }

    /// Whether there is no node.
    pub fn is_empty(&self) -> bool {
        self.loops.is_empty()
    }

    /// Number of ties between different nodes.
    pub fn ties(&self) -> usize {
        self.neighbors.len() / 2
    }

    /// Positions of a node's neighbours.
    pub fn neighbors(&self, node: usize) -> &[u32] {
        &self.neighbors[self.starts[node]..self.starts[node + 1]]
    }

    /// Weights of a node's ties, in the order of its neighbours.
    pub fn weights(&self, node: usize) -> &[f64] {
        &self.weights[self.starts[node]..self.starts[node + 1]]
    }

    /// Neighbours with weights.
    pub fn row(&self, node: usize) -> impl Iterator<Item = (usize, f64)> + '_ {
        self.neighbors(node).iter().zip(self.weights(node)).map(|(&j, &w)| (j as usize, w))
    }

    /// Number of neighbours.
    pub fn degree(&self, node: usize) -> usize {
        self.starts[node + 1] - self.starts[node]
    }

    /// Weight of a node's tie to itself.
    pub fn own(&self, node: usize) -> f64 {
        self.loops[node]
    }

    /// Weight of a node's ties, a loop counting twice.
    pub fn strength(&self, node: usize) -> f64 {
        self.weights(node).iter().sum::<f64>() + 2.0 * self.loops[node]
    }

    /// Twice the weight of all ties.
    pub fn total(&self) -> f64 {
        (0..self.len()).map(|i| self.strength(i)).sum()
    }

    /// Ties between different nodes, each once.
    pub fn pairs(&self) -> impl Iterator<Item = (u32, u32, f64)> + Clone + '_ {
        (0..self.len()).flat_map(move |i| {
            let row = self.neighbors(i).iter().zip(self.weights(i));
            row.filter(move |(j, _)| i < **j as usize).map(move |(&j, &w)| (i as u32, j, w))
        })
    }

    /// The graph of `nodes`, in their order, and the ties between them.
    pub fn part(&self, nodes: &[u32], place: &mut [u32]) -> Graph {
        nodes.iter().enumerate().for_each(|(at, &i)| place[i as usize] = at as u32);
        let mut part = Graph { starts: vec![0], ..Graph::default() };
        for &i in nodes {
            for (j, w) in self.row(i as usize) {
                if place[j] != u32::MAX {
                    part.neighbors.push(place[j]);
                    part.weights.push(w);
                }
            }
            part.starts.push(part.neighbors.len());
            part.loops.push(self.loops[i as usize]);
        }
        nodes.iter().for_each(|&i| place[i as usize] = u32::MAX);
        part
    }

    /// The graph of groups: ties between groups added up, those inside a group
    /// its loop. Labels are 0..groups.
    ///
    /// # Complexity
    /// O(n + m).
    pub fn gathered(&self, labels: &[u32], groups: usize) -> Graph {
        let (starts, members) = members(labels, groups);
        let mut out = Graph { starts: Vec::with_capacity(groups + 1), ..Graph::default() };
        out.starts.push(0);
        let mut seen = vec![usize::MAX; groups];
        for g in 0..groups {
            let begin = out.neighbors.len();
            let (mut inner, mut own) = (0.0, 0.0);
            for &i in &members[starts[g]..starts[g + 1]] {
                own += self.loops[i as usize];
                for (j, w) in self.row(i as usize) {
                    let h = labels[j] as usize;
                    if h == g {
                        inner += w;
                    } else if seen[h] != usize::MAX && seen[h] >= begin {
                        out.weights[seen[h]] += w;
                    } else {
                        seen[h] = out.neighbors.len();
                        out.neighbors.push(h as u32);
                        out.weights.push(w);
                    }
                }
            }
            out.starts.push(out.neighbors.len());
            out.loops.push(own + inner / 2.0);
        }
        out
    }
}

/// Members of every group: where each begins, and the nodes in order.
pub fn members(labels: &[u32], groups: usize) -> (Vec<usize>, Vec<u32>) {
    let mut starts = vec![0usize; groups + 1];
    labels.iter().for_each(|&l| starts[l as usize + 1] += 1);
    (0..groups).for_each(|g| starts[g + 1] += starts[g]);
    let mut at = starts.clone();
    let mut nodes = vec![0u32; labels.len()];
    for (i, &l) in labels.iter().enumerate() {
        nodes[at[l as usize]] = i as u32;
        at[l as usize] += 1;
    }
    (starts, nodes)
}

/// Numbers labels anew by first appearance; gives their number.
pub fn renumber(labels: &mut [u32]) -> usize {
    let mut new = vec![u32::MAX; labels.iter().max().map_or(0, |&m| m as usize + 1)];
    let mut next = 0;
    for label in labels {
        let slot = &mut new[*label as usize];
        if *slot == u32::MAX {
            *slot = next;
            next += 1;
        }
        *label = *slot;
    }
    next as usize
}

/// Splits every group into the parts that hang together by ties of the graph;
/// labels by first appearance.
pub fn connected_parts(graph: &Graph, labels: &[u32]) -> Vec<u32> {
    let mut part = vec![u32::MAX; labels.len()];
    let mut stack = Vec::new();
    let mut next = 0;
    for i in 0..labels.len() {
        if part[i] != u32::MAX {
            continue;
        }
        part[i] = next;
        stack.push(i as u32);
        while let Some(at) = stack.pop() {
            for &j in graph.neighbors(at as usize) {
                if part[j as usize] == u32::MAX && labels[j as usize] == labels[i] {
                    part[j as usize] = next;
                    stack.push(j);
                }
            }
        }
        next += 1;
    }
    part
}
