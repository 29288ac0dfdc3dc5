//! Tree of average linkage on given distances, one f32 a pair, and how well
//! its heights keep them.

use super::co_association::CoAssociation;

/// A merge: two rows that stand for their clusters, and the height.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Join {
    a: u32,
    b: u32,
    height: f64,
}

/// Merges in order of height.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct AverageTree {
    n: usize,
    joins: Vec<Join>,
}

/// Distances of clusters, and the sizes of those still open.
struct Open {
    n: usize,
    distances: Vec<f32>,
    size: Vec<f32>,
}

impl Open {
    fn at(&self, i: usize, j: usize) -> usize {
        let (i, j) = (i.min(j), i.max(j));
        i * (2 * self.n - i - 1) / 2 + j - i - 1
    }
}

impl AverageTree {
    /// Average linkage on 1 − share by the nearest-neighbour chain; of equal
    /// distances the lower row.
    ///
    /// # Complexity
    /// O(n²) time, 2n² bytes.
    pub(super) fn of(shares: &CoAssociation) -> AverageTree {
        let n = shares.rows();
        let distances = shares.shares().map(|s| (1.0 - s) as f32).collect();
        let mut open = Open { n, distances, size: vec![1.0; n] };
        let mut alive: Vec<usize> = (0..n).collect();
        let mut joins = Vec::with_capacity(n.saturating_sub(1));
        let mut chain: Vec<usize> = Vec::new();
        while alive.len() > 1 {
            if chain.is_empty() {
                chain.push(alive[0]);
            }
            let top = chain[chain.len() - 1];
            let before = chain.len().checked_sub(2).map(|at| chain[at]);
            // The one before wins ties, or the chain would not end.
            let mut best =
                before.map_or((f32::INFINITY, usize::MAX), |b| (open.distances[open.at(top, b)], b));
            for &x in alive.iter().filter(|&&x| x != top) {
                let d = open.distances[open.at(top, x)];
                if d < best.0 {
                    best = (d, x);
                }
            }
            if Some(best.1) == before {
                chain.truncate(chain.len() - 2);
                let (a, b) = (top.min(best.1), top.max(best.1));
                joins.push(Join { a: a as u32, b: b as u32, height: f64::from(best.0) });
                open.merge(a, b, &alive);
                alive.retain(|&x| x != b);
            } else {
                chain.push(best.1);
            }
        }
        joins.sort_by(|x, y| x.height.total_cmp(&y.height));
        AverageTree { n, joins }
    }

    /// Groups left when the last `k − 1` merges are undone, by first appearance.
    pub(super) fn cut(&self, k: usize) -> Vec<usize> {
        let mut parent: Vec<u32> = (0..self.n as u32).collect();
        for join in &self.joins[..self.n - k.clamp(1, self.n)] {
            let (a, b) = (root(&mut parent, join.a), root(&mut parent, join.b));
            parent[b as usize] = a;
        }
        let mut name = vec![usize::MAX; self.n];
        let mut count = 0;
        (0..self.n)
            .map(|i| {
                let top = root(&mut parent, i as u32) as usize;
                if name[top] == usize::MAX {
                    name[top] = count;
                    count += 1;
                }
                name[top]
            })
            .collect()
    }

    /// Correlation of the distances of all pairs with the heights at which
    /// they merge (Sokal & Rohlf 1962); `None` where one side is constant.
    ///
    /// # Complexity
    /// O(n²) time, O(n) memory.
    pub(super) fn cophenetic(&self, shares: &CoAssociation) -> Option<f64> {
        let mut members: Vec<Vec<u32>> = (0..self.n as u32).map(|i| vec![i]).collect();
        let mut parent: Vec<u32> = (0..self.n as u32).collect();
        let (mut x, mut y, mut xx, mut yy, mut xy, mut pairs) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0);
        for join in &self.joins {
            let (a, b) = (root(&mut parent, join.a) as usize, root(&mut parent, join.b) as usize);
            let (large, small) = if members[a].len() >= members[b].len() { (a, b) } else { (b, a) };
            let moved = std::mem::take(&mut members[small]);
            let mut sum = 0.0;
            for &i in &members[large] {
                for &j in &moved {
                    let d = 1.0 - shares.share(i as usize, j as usize);
                    sum += d;
                    xx += d * d;
                }
            }
            let count = (members[large].len() * moved.len()) as f64;
            x += sum;
            xy += sum * join.height;
            y += count * join.height;
            yy += count * join.height * join.height;
            pairs += count;
            members[large].extend(moved);
            parent[small] = large as u32;
        }
        let (vx, vy) = (xx - x * x / pairs, yy - y * y / pairs);
        let spread = vx > 1e-9 * pairs && vy > 1e-9 * pairs;
        spread.then(|| ((xy - x * y / pairs) / (vx * vy).sqrt()).clamp(-1.0, 1.0))
    }
}

impl Open {
    fn merge(&mut self, a: usize, b: usize, alive: &[usize]) {
        let (na, nb) = (self.size[a], self.size[b]);
        for &c in alive.iter().filter(|&&c| c != a && c != b) {
            let (ac, bc) = (self.at(a, c), self.at(b, c));
            let (x, y) = (self.distances[ac], self.distances[bc]);
            // Kept between the two in spite of rounding: the chain ends only if
            // no union comes nearer than its parts.
            self.distances[ac] = ((na * x + nb * y) / (na + nb)).clamp(x.min(y), x.max(y));
        }
        self.size[a] = na + nb;
    }
}

fn root(parent: &mut [u32], mut i: u32) -> u32 {
    while parent[i as usize] != i {
        parent[i as usize] = parent[parent[i as usize] as usize];
        i = parent[i as usize];
    }
    i
}
