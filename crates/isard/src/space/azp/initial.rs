//! Where the search of AZP begins.

use crate::inference::Random;
use crate::linalg::Points;
use crate::space::graph::Contiguity;

/// `k` groups grown at random from random regions (Openshaw 1977): each step a
/// random link from a group to a free region takes it in. Every component gets
/// a seed; `k` must be at least their number and at most the number of regions.
pub(super) fn grown(graph: &Contiguity, k: usize, random: &mut Random) -> Vec<usize> {
    let n = graph.len();
    let (component, components) = graph.components();
    let mut order: Vec<usize> = (0..n).collect();
    random.shuffle(&mut order);
    // The first region of each component in random order, then any.
    let mut has_seed = vec![false; components];
    let (mut seeds, mut others) = (Vec::new(), Vec::new());
    for i in order {
        let to = if std::mem::replace(&mut has_seed[component[i]], true) { &mut others } else { &mut seeds };
        to.push(i);
    }
    let wanted = k - components;
    seeds.extend(others.into_iter().take(wanted));
    let mut label = vec![usize::MAX; n];
    seeds.iter().enumerate().for_each(|(g, &i)| label[i] = g);
    let mut open: Vec<(u32, u32)> = Vec::new();
    let reach =
        |open: &mut Vec<(u32, u32)>, i: usize| open.extend(graph.neighbors(i).iter().map(|&j| (i as u32, j)));
    seeds.iter().for_each(|&i| reach(&mut open, i));
    while !open.is_empty() {
        let (i, j) = open.swap_remove(random.below(open.len()));
        if label[j as usize] == usize::MAX {
            label[j as usize] = label[i as usize];
            reach(&mut open, j as usize);
        }
    }
    label
}

/// Neighbouring groups merged, those that raise the sum of squares least
/// first, until `k` are left; `None` where the map does not allow it.
///
/// # Complexity
/// O(links·d) a merge.
pub(super) fn merged_to(
    points: &Points,
    graph: &Contiguity,
    labels: &[usize],
    k: usize,
) -> Option<Vec<usize>> {
    let mut labels = labels.to_vec();
    let mut p = labels.iter().max().map_or(0, |m| m + 1);
    let mut sums = Points::zeros(p, points.cols());
    let mut size = vec![0.0; p];
    for (i, &l) in labels.iter().enumerate() {
        sums.row_mut(l).iter_mut().zip(points.row(i)).for_each(|(s, v)| *s += v);
        size[l] += 1.0;
    }
    while p > k {
        let mut best: Option<(f64, usize, usize)> = None;
        for (i, j) in graph.links() {
            let (a, b) = (labels[i as usize], labels[j as usize]);
            if a == b {
                continue;
            }
            let (a, b) = (a.min(b), a.max(b));
            let (x, y) = (size[a], size[b]);
            let apart: f64 =
                sums.row(a).iter().zip(sums.row(b)).map(|(s, t)| (s / x - t / y) * (s / x - t / y)).sum();
            let rise = x * y / (x + y) * apart;
            if best.is_none_or(|c| (rise, a, b) < c) {
                best = Some((rise, a, b));
            }
        }
        let (_, a, b) = best?;
        let other = sums.row(b).to_vec();
        sums.row_mut(a).iter_mut().zip(other).for_each(|(s, v)| *s += v);
        size[a] += size[b];
        labels.iter_mut().filter(|l| **l == b).for_each(|l| *l = a);
        p -= 1;
    }
    Some(super::by_appearance(labels))
}
