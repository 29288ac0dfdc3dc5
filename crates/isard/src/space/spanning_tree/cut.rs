//! The best cuts of a spanning tree, one after the other.

use crate::linalg::Points;
use crate::registry::MethodError;
use crate::space::floor::Floor;
use crate::space::graph::{Contiguity, by_appearance};

const NONE: u32 = u32::MAX;

/// Cuts a spanning forest into `k` trees: each step removes, over all trees,
/// the link whose removal lowers the sum of squares within groups most, among
/// those that leave both sides at the floor or above. Equal gains: the lower
/// region below the link.
///
/// The gain of splitting m regions with the sum s from a tree of n with the
/// mean c is ‖s − m·c‖²·n/(m(n − m)).
///
/// # Errors
/// More components than `k`; no link left that may be cut.
///
/// # Complexity
/// O(n·d) for each cut at worst, in practice for the tree that is cut; O(n·d)
/// memory.
pub fn cut(
    points: &Points,
    links: &[(u32, u32)],
    k: usize,
    floor: Option<&Floor>,
) -> Result<Vec<usize>, MethodError> {
    let forest = Contiguity::of_links(points.rows(), links.iter().copied());
    let mut trees = Trees::new(points, &forest, floor);
    let components = trees.spans.len();
    if k < components {
        return Err(too_few(k, components));
    }
    let mut best: Vec<Option<Cut>> = (0..components).map(|t| trees.best(t)).collect();
    while trees.spans.len() < k {
        let better = |a: Option<(usize, Cut)>, b: (usize, Cut)| match a {
            Some(a) if a.1.gain > b.1.gain || (a.1.gain == b.1.gain && a.1.region < b.1.region) => Some(a),
            _ => Some(b),
        };
        let candidates = best.iter().enumerate().filter_map(|(t, c)| c.map(|c| (t, c)));
        let Some((tree, chosen)) = candidates.fold(None, better) else {
            return Err(stuck(k, trees.spans.len(), floor));
        };
        let new = trees.split(tree, chosen.region);
        best[tree] = trees.best(tree);
        best.push(trees.best(new));
    }
    Ok(by_appearance(trees.labels()))
}

/// Refuses fewer groups than components.
pub(in crate::space) fn too_few(k: usize, components: usize) -> MethodError {
    MethodError::data_hint(
        format!(
            "the map falls into {components} parts without links between them, so {k} contiguous groups cannot be formed"
        ),
        "choose a larger k, or set components=join-nearest or components=drop-islands",
    )
}

fn stuck(k: usize, reached: usize, floor: Option<&Floor>) -> MethodError {
    match floor {
        Some(floor) => MethodError::data_hint(
            format!(
                "{k} groups were asked for, but after {reached} no link of the tree can be cut with {} or more on both sides",
                floor.least
            ),
            "choose a smaller k or a lower floor; `azp` and `max-p` are not bound to one tree",
        ),
        None => MethodError::data_hint(
            format!("{k} groups were asked for, but there are only {reached} regions"),
            "choose a smaller k",
        ),
    }
}

/// A link that may be cut: the one above `region`.
#[derive(Debug, Clone, Copy)]
struct Cut {
    gain: f64,
    region: u32,
}

/// Trees as spans of one array in depth-first order, so that the regions below
/// a link are neighbours in memory.
struct Trees<'a> {
    floor: Option<&'a Floor>,
    /// Regions, tree by tree, each below its parent.
    order: Vec<u32>,
    /// Place of a region in `order`.
    place: Vec<u32>,
    parent: Vec<u32>,
    /// Number of regions from here downwards.
    below: Vec<u32>,
    /// Sum of their rows.
    sums: Points,
    /// Sum of their values of the floor's variable.
    totals: Vec<f64>,
    /// First place and length of each tree.
    spans: Vec<(usize, usize)>,
}

impl<'a> Trees<'a> {
    fn new(points: &Points, forest: &Contiguity, floor: Option<&'a Floor>) -> Self {
        let n = points.rows();
        let mut trees = Trees {
            floor,
            order: Vec::with_capacity(n),
            place: vec![NONE; n],
            parent: vec![NONE; n],
            below: vec![1; n],
            sums: centered(points),
            totals: floor.map_or_else(Vec::new, |f| f.values.clone()),
            spans: Vec::new(),
        };
        let mut open: Vec<u32> = Vec::new();
        for first in 0..n {
            if trees.place[first] != NONE {
                continue;
            }
            let from = trees.order.len();
            open.push(first as u32);
            while let Some(i) = open.pop() {
                trees.place[i as usize] = trees.order.len() as u32;
                trees.order.push(i);
                for &j in forest.neighbors(i as usize) {
                    if j != trees.parent[i as usize] {
                        trees.parent[j as usize] = i;
                        open.push(j);
                    }
                }
            }
            trees.spans.push((from, trees.order.len() - from));
        }
        for at in (0..n).rev() {
            let (i, up) = (trees.order[at] as usize, trees.parent[trees.order[at] as usize]);
            if up != NONE {
                let row = trees.sums.row(i).to_vec();
                trees.sums.row_mut(up as usize).iter_mut().zip(row).for_each(|(s, v)| *s += v);
                trees.below[up as usize] += trees.below[i];
                if floor.is_some() {
                    trees.totals[up as usize] += trees.totals[i];
                }
            }
        }
        trees
    }

    /// The best cut of a tree.
    fn best(&self, tree: usize) -> Option<Cut> {
        #[cfg(target_arch = "x86_64")]
        if std::arch::is_x86_feature_detected!("avx2") {
            // SAFETY: the processor has AVX2, the only feature `best_avx2` asks for.
            return unsafe { self.best_avx2(tree) };
        }
        self.best_any(tree)
    }

    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx2")]
    fn best_avx2(&self, tree: usize) -> Option<Cut> {
        self.best_any(tree)
    }

    #[inline(always)]
    fn best_any(&self, tree: usize) -> Option<Cut> {
        let (from, length) = self.spans[tree];
        let root = self.order[from] as usize;
        let n = length as f64;
        let mean: Vec<f64> = self.sums.row(root).iter().map(|s| s / n).collect();
        let mut best: Option<Cut> = None;
        for &region in &self.order[from + 1..from + length] {
            let i = region as usize;
            if let Some(floor) = self.floor
                && !(floor.met(self.totals[i]) && floor.met(self.totals[root] - self.totals[i]))
            {
                continue;
            }
            let m = f64::from(self.below[i]);
            let gain = deviation(self.sums.row(i), &mean, m) * n / (m * (n - m));
            if best.is_none_or(|b| gain > b.gain || (gain == b.gain && region < b.region)) {
                best = Some(Cut { gain, region });
            }
        }
        best
    }

    /// Removes the link above `region`; returns the number of the new tree.
    fn split(&mut self, tree: usize, region: u32) -> usize {
        let (from, length) = self.spans[tree];
        let i = region as usize;
        let (at, size) = (self.place[i] as usize, self.below[i] as usize);
        let row = self.sums.row(i).to_vec();
        let mut up = self.parent[i];
        while up != NONE {
            let u = up as usize;
            self.sums.row_mut(u).iter_mut().zip(&row).for_each(|(s, v)| *s -= v);
            self.below[u] -= size as u32;
            if self.floor.is_some() {
                self.totals[u] -= self.totals[i];
            }
            up = self.parent[u];
        }
        self.parent[i] = NONE;
        // The branch moves to the end of the span; depth-first order stays.
        self.order[at..from + length].rotate_left(size);
        for place in at..from + length {
            self.place[self.order[place] as usize] = place as u32;
        }
        self.spans[tree] = (from, length - size);
        self.spans.push((from + length - size, size));
        self.spans.len() - 1
    }

    fn labels(&self) -> Vec<usize> {
        let mut labels = vec![0; self.order.len()];
        for (tree, &(from, length)) in self.spans.iter().enumerate() {
            self.order[from..from + length].iter().for_each(|&i| labels[i as usize] = tree);
        }
        labels
    }
}

/// ‖s − m·c‖².
#[inline(always)]
fn deviation(sum: &[f64], mean: &[f64], m: f64) -> f64 {
    let (sum, _) = sum.as_chunks::<8>();
    let (mean, _) = mean.as_chunks::<8>();
    let mut lanes = [0.0; 8];
    for (s, c) in sum.iter().zip(mean) {
        for lane in 0..8 {
            let diff = s[lane] - m * c[lane];
            lanes[lane] += diff * diff;
        }
    }
    let half = [lanes[0] + lanes[4], lanes[1] + lanes[5], lanes[2] + lanes[6], lanes[3] + lanes[7]];
    (half[0] + half[2]) + (half[1] + half[3])
}

/// Rows about their mean, so that sums of many do not lose their last digits.
fn centered(points: &Points) -> Points {
    let (n, cols) = (points.rows(), points.cols());
    let mut mean = vec![0.0; cols];
    (0..n).for_each(|i| mean.iter_mut().zip(points.row(i)).for_each(|(m, v)| *m += v / n as f64));
    let mut centered = points.clone();
    (0..n).for_each(|i| centered.row_mut(i).iter_mut().zip(&mean).for_each(|(v, m)| *v -= m));
    centered
}
