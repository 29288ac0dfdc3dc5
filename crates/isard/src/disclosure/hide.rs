//! Published cells hidden in the pattern of the withheld ones, to learn from
//! what is known how well the unknown is estimated.
//!
//! A region takes over the pattern of a region of like size: where the other
//! has an industry withheld, in those years, its own published cells are hidden,
//! with all that is not told of the other's: a hidden cell of which more were
//! known than of a withheld one would be estimated too well, and intervals
//! learnt from it would be too narrow.

use super::hierarchy::Hierarchy;
use super::panel::{DisclosurePanel, Known};
use crate::inference::Random;

/// How far apart in the order of sizes two regions may stand.
const REACH: usize = 3;
/// Cells hidden at once, at least (where there are so many) and at most.
const FEWEST: usize = 400;
const MOST: usize = 40_000;
/// Size classes of a source and sums of them, at most.
const MOST_CLASSES: usize = 40;
/// Withheld cells that share a size class, on average at least.
const LEAST_OF_CLASS: usize = 5;

/// A published cell that is hidden.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hidden {
    /// Index of the cell.
    pub cell: usize,
    /// The withheld cell whose place in the pattern it takes.
    pub like: usize,
}

/// Sets of published cells, each drawn on its own; fewer than asked for when
/// nothing can be hidden. Indices ascend.
pub fn patterns(panel: &DisclosurePanel, sets: usize, seed: u64) -> Vec<Vec<Hidden>> {
    let rings = rings(panel);
    let sets = (0..sets).map(|draw| pattern(panel, &rings, seed, draw as u64));
    sets.filter(|s| !s.is_empty()).collect()
}

/// The panel as it would be were the cells of a set withheld like those whose
/// place they take: without their figures, without establishments and within
/// their size class where that is so of the others.
pub fn without(panel: &DisclosurePanel, set: &[Hidden]) -> DisclosurePanel {
    let classes = classes(panel);
    let mut out = panel.clone();
    for &Hidden { cell, like } in set {
        out.known[cell] = Known::Withheld;
        out.values[cell] = f64::NAN;
        if let Some(plants) = out.establishments.get_mut(cell).filter(|_| panel.establishments[like].is_nan())
        {
            *plants = f64::NAN;
        }
        let truth = panel.values[cell];
        let class = classes.iter().find(|c| c.0 <= truth && truth <= c.1);
        if let Some(class) = class.filter(|_| panel.bounds.binary_search_by_key(&like, |b| b.0).is_ok()) {
            out.bounds.push((cell, class.0, class.1));
        }
    }
    out.bounds.sort_by_key(|b| b.0);
    out
}

/// Size classes in which the source places withheld cells, narrowest first;
/// none if bounds are too many and too seldom the same to be classes.
///
/// Such bounds were worked out cell by cell, mostly from totals. The narrowest
/// of thousands of those that holds a hidden cell's figure would end just above
/// it and give the figure away; what totals tell of a hidden cell its own
/// equations tell again.
fn classes(panel: &DisclosurePanel) -> Vec<(f64, f64)> {
    let mut classes: Vec<(f64, f64)> = panel.bounds.iter().map(|b| (b.1, b.2)).collect();
    classes.sort_by(|a, b| (a.1 - a.0).total_cmp(&(b.1 - b.0)).then(a.0.total_cmp(&b.0)));
    classes.dedup();
    let few = classes.len() <= MOST_CLASSES && classes.len() * LEAST_OF_CLASS <= panel.bounds.len();
    if few { classes } else { Vec::new() }
}

fn pattern(panel: &DisclosurePanel, rings: &[Vec<usize>], seed: u64, draw: u64) -> Vec<Hidden> {
    let (slab, cols) = (panel.slab(), panel.industries.len());
    let of_year = |r: usize, i: usize, y: usize| y * slab + r * cols + i;
    let known = |r: usize, i: usize, y: usize| panel.known[of_year(r, i, y)];
    let count = panel.known.iter().filter(|k| **k == Known::Withheld).count();
    let mut candidates: Vec<(f64, Vec<Hidden>)> = Vec::new();
    for ring in rings {
        for (k, &r) in ring.iter().enumerate() {
            for i in 0..cols {
                let mut random = Random::new(seed, (r * cols + i) as u64, draw);
                let away = 1 + random.below(REACH);
                let (down, up) = (k.checked_sub(away), Some(k + away).filter(|&o| o < ring.len()));
                let other = if random.below(2) == 1 { up.or(down) } else { down.or(up) };
                let Some(other) = other.map(|o| ring[o]) else { continue };
                let cells: Vec<Hidden> = (0..panel.years.len())
                    .filter(|&y| known(other, i, y) == Known::Withheld && known(r, i, y) == Known::Published)
                    .map(|y| Hidden { cell: of_year(r, i, y), like: of_year(other, i, y) })
                    .collect();
                if !cells.is_empty() {
                    candidates.push((random.uniform(), cells));
                }
            }
        }
    }
    candidates.sort_by(|a, b| a.0.total_cmp(&b.0).then_with(|| a.1.cmp(&b.1)));
    let available: usize = candidates.iter().map(|c| c.1.len()).sum();
    // As dense as a fifth more cells withheld, and never most of what could be hidden.
    let target = (count / 5).clamp(FEWEST, MOST).min(available.div_ceil(2));
    let mut out = Vec::with_capacity(target);
    for (_, cells) in candidates {
        if out.len() >= target {
            break;
        }
        out.extend(cells);
    }
    out.sort_unstable();
    out
}

/// Regions of like place in the hierarchy, by size.
fn rings(panel: &DisclosurePanel) -> Vec<Vec<usize>> {
    let tree: &Hierarchy = &panel.regions;
    let (slab, cols) = (panel.slab(), panel.industries.len());
    let mut size = vec![0.0; tree.len()];
    for (cell, v) in panel.values.iter().enumerate().filter(|(_, v)| v.is_finite()) {
        size[cell % slab / cols] += v;
    }
    let mut order: Vec<usize> = (0..tree.len()).collect();
    order.sort_by(|&a, &b| {
        let place = |n: usize| (tree.depth[n], !tree.is_leaf(n));
        place(a).cmp(&place(b)).then(size[a].total_cmp(&size[b])).then(a.cmp(&b))
    });
    order
        .chunk_by(|&a, &b| (tree.depth[a], tree.is_leaf(a)) == (tree.depth[b], tree.is_leaf(b)))
        .map(<[usize]>::to_vec)
        .collect()
}
