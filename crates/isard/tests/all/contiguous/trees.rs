//! Spanning trees and their cuts against the plain way to them.

use super::maps::{assert_valid, lattice, pair_ss, values};
use isard::linalg::{Matrix, Points};
use isard::space::floor::Floor;
use isard::space::graph::Contiguity;
use isard::space::skater::skater;
use isard::space::spanning_tree::minimum;
use proptest::prelude::*;

fn squared(z: &Matrix, i: usize, j: usize) -> f64 {
    z.row(i).iter().zip(z.row(j)).map(|(a, b)| (a - b) * (a - b)).sum()
}

/// Prim's tree: always the shortest link out of the tree.
fn prim_length(z: &Matrix, graph: &Contiguity) -> f64 {
    let mut inside = vec![false; graph.len()];
    inside[0] = true;
    let mut length = 0.0;
    for _ in 1..graph.len() {
        let out = graph.links().filter(|&(i, j)| inside[i as usize] != inside[j as usize]);
        let (d, i, j) = out
            .map(|(i, j)| (squared(z, i as usize, j as usize).sqrt(), i, j))
            .min_by(|a, b| a.0.total_cmp(&b.0))
            .unwrap();
        length += d;
        inside[i as usize] = true;
        inside[j as usize] = true;
    }
    length
}

/// SKATER with every sum of squares made from scratch.
fn plain_skater(z: &Matrix, graph: &Contiguity, k: usize, floor: Option<&Floor>) -> Option<Vec<usize>> {
    let mut links = minimum(&Points::new(z), graph);
    let parts = |links: &[(u32, u32)]| Contiguity::of_links(graph.len(), links.iter().copied()).components();
    while parts(&links).1 < k {
        let before = pair_ss(z, &parts(&links).0);
        let mut best: Option<(f64, usize)> = None;
        for at in 0..links.len() {
            let mut without = links.clone();
            without.remove(at);
            let labels = parts(&without).0;
            if floor.is_some_and(|f| f.totals(&labels).iter().any(|&t| t < f.least)) {
                continue;
            }
            let gain = before - pair_ss(z, &labels);
            if best.is_none_or(|b| gain > b.0 + 1e-9) {
                best = Some((gain, at));
            }
        }
        links.remove(best?.1);
    }
    Some(parts(&links).0)
}

#[test]
fn the_tree_is_minimal_also_with_links_of_length_zero() {
    for seed in 0..30 {
        let graph = lattice(5, 6, seed);
        let z = values(30, 2, [0, 2, 3][seed as usize % 3], seed);
        let tree = minimum(&Points::new(&z), &graph);
        assert_eq!(tree.len(), 29);
        let length: f64 = tree.iter().map(|&(i, j)| squared(&z, i as usize, j as usize).sqrt()).sum();
        assert!((length - prim_length(&z, &graph)).abs() < 1e-9);
        assert_eq!(Contiguity::of_links(30, tree).components().1, 1);
    }
}

#[test]
fn cuts_are_those_of_the_definition() {
    for seed in 0..20 {
        let graph = lattice(4, 6, seed);
        let z = values(24, 3, 0, seed);
        let floor = Floor::new((0..24).map(|i| 1.0 + (i % 3) as f64).collect(), 6.0).unwrap();
        for k in 1..7 {
            assert_eq!(Some(skater(&z, &graph, k, None).unwrap()), plain_skater(&z, &graph, k, None));
            let plain = plain_skater(&z, &graph, k, Some(&floor));
            assert_eq!(skater(&z, &graph, k, Some(&floor)).ok(), plain, "seed {seed}, k {k}");
        }
    }
}

proptest! {
    #[test]
    fn skater_keeps_its_promises(seed in 0u64..5000, k in 1usize..12, steps in 0usize..4) {
        let graph = lattice(5, 5, seed);
        let z = values(25, 2, steps, seed);
        let labels = skater(&z, &graph, k, None).unwrap();
        assert_valid(&z, &graph, &labels, k, pair_ss(&z, &labels));
        // One group more never raises the sum of squares.
        let more = skater(&z, &graph, k + 1, None).unwrap();
        prop_assert!(pair_ss(&z, &more) <= pair_ss(&z, &labels) + 1e-9);
    }
}
