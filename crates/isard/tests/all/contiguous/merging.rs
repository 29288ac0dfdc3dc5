//! Merging neighbours against recomputing everything at each step.

use super::maps::{assert_valid, lattice, pair_ss, values};
use isard::linalg::{Matrix, Points};
use isard::space::graph::Contiguity;
use isard::space::redcap::{MapLinkage, Order, redcap};
use isard::space::spanning_tree::cut;
use isard::space::ward_contiguous::{groups, inversions, ward_contiguous};
use isard::typology::linkage::{Linkage, tree};
use proptest::prelude::*;

fn distance(z: &Matrix, i: usize, j: usize) -> f64 {
    z.row(i).iter().zip(z.row(j)).map(|(a, b)| (a - b) * (a - b)).sum::<f64>().sqrt()
}

/// A distance of two clusters by its definition.
type Between<'a> = &'a dyn Fn(&[usize], &[usize]) -> f64;

/// Merges of neighbouring clusters, the nearest first, with their heights and
/// the shortest link between the two.
fn plain_merges(z: &Matrix, graph: &Contiguity, between: Between<'_>) -> Vec<(f64, (u32, u32))> {
    let mut clusters: Vec<Vec<usize>> = (0..graph.len()).map(|i| vec![i]).collect();
    let mut merges = Vec::new();
    loop {
        let mut best: Option<(f64, usize, usize)> = None;
        for a in 0..clusters.len() {
            for b in a + 1..clusters.len() {
                let touch = clusters[a]
                    .iter()
                    .any(|&i| graph.neighbors(i).iter().any(|&j| clusters[b].contains(&(j as usize))));
                if touch {
                    let d = between(&clusters[a], &clusters[b]);
                    if best.is_none_or(|x| d < x.0 - 1e-12) {
                        best = Some((d, a, b));
                    }
                }
            }
        }
        let Some((height, a, b)) = best else { return merges };
        let links = graph.links().filter(|&(i, j)| {
            let (i, j) = (i as usize, j as usize);
            (clusters[a].contains(&i) && clusters[b].contains(&j))
                || (clusters[a].contains(&j) && clusters[b].contains(&i))
        });
        let shortest = links.min_by(|x, y| {
            distance(z, x.0 as usize, x.1 as usize).total_cmp(&distance(z, y.0 as usize, y.1 as usize))
        });
        merges.push((height, shortest.unwrap()));
        let gone = clusters.remove(b);
        clusters[a].extend(gone);
    }
}

fn increase(z: &Matrix, a: &[usize], b: &[usize]) -> f64 {
    let ss = |members: &[usize]| pair_ss(&z.take_rows(members), &vec![0; members.len()]);
    ss(&[a, b].concat()) - ss(a) - ss(b)
}

#[test]
fn ward_merges_as_its_definition_says() {
    for seed in 0..20 {
        let graph = lattice(4, 5, seed);
        let z = values(20, 3, 0, seed);
        let plain = plain_merges(&z, &graph, &|a, b| increase(&z, a, b));
        let found = ward_contiguous(&z, &graph);
        assert_eq!(found.merges.len(), 19);
        for (merge, (increase, _)) in found.merges.iter().zip(plain) {
            assert!((merge.height - (2.0 * increase).sqrt()).abs() < 1e-9);
        }
        for k in 1..=20 {
            let labels = groups(&found, k).unwrap();
            assert_valid(&z, &graph, &labels, k, pair_ss(&z, &labels));
        }
    }
}

#[test]
fn where_all_are_neighbours_it_is_ward() {
    let n = 30;
    let all = Contiguity::of_links(n, (0..n as u32).flat_map(|i| (0..i).map(move |j| (i, j))));
    for seed in 0..5 {
        let z = values(n, 4, 0, seed);
        let (ours, free) = (ward_contiguous(&z, &all), tree(&z, Linkage::WardD2).unwrap());
        assert_eq!(inversions(&ours), 0);
        for (a, b) in ours.merges.iter().zip(&free.merges) {
            assert!((a.height - b.height).abs() < 1e-9 && (a.a, a.b, a.size) == (b.a, b.b, b.size));
        }
    }
}

#[test]
fn heights_may_fall_and_groups_follow_the_order_of_merges() {
    // A chain 0, 1, 0.05: the ends are alike, but the middle joins one of them first.
    let graph = Contiguity::of_links(3, [(0, 1), (1, 2)]);
    let far = Matrix::from_vec(3, 1, vec![0.0, 1.0, 0.05]);
    let found = ward_contiguous(&far, &graph);
    let heights: Vec<f64> = found.merges.iter().map(|m| m.height).collect();
    assert!(heights[1] < heights[0] && inversions(&found) == 1, "{heights:?}");
    assert_eq!(groups(&found, 2).unwrap(), [0, 1, 1]);
}

#[test]
fn redcap_merges_as_its_definitions_say() {
    let mean = |x: &[f64]| x.iter().sum::<f64>() / x.len() as f64;
    for seed in 0..12 {
        let graph = lattice(4, 5, seed);
        let z = values(20, 2, 0, seed);
        let points = Points::new(&z);
        let pairs = |a: &[usize], b: &[usize], order: Order| -> Vec<f64> {
            let all = a.iter().flat_map(|&i| b.iter().map(move |&j| (i, j)));
            all.filter(|&(i, j)| order == Order::Full || graph.neighbors(i).contains(&(j as u32)))
                .map(|(i, j)| distance(&z, i, j))
                .collect()
        };
        for order in [Order::First, Order::Full] {
            for linkage in [MapLinkage::Single, MapLinkage::Average, MapLinkage::Complete, MapLinkage::Ward] {
                if (order, linkage) == (Order::First, MapLinkage::Ward) {
                    continue;
                }
                let between = |a: &[usize], b: &[usize]| {
                    let d = pairs(a, b, order);
                    match linkage {
                        MapLinkage::Single => d.into_iter().fold(f64::INFINITY, f64::min),
                        MapLinkage::Complete => d.into_iter().fold(0.0, f64::max),
                        MapLinkage::Average => mean(&d),
                        MapLinkage::Ward => increase(&z, a, b),
                    }
                };
                let links: Vec<(u32, u32)> =
                    plain_merges(&z, &graph, &between).into_iter().map(|m| m.1).collect();
                for k in [2, 3, 5, 8] {
                    let expected = cut(&points, &links, k, None).unwrap();
                    let found = redcap(&z, &graph, order, linkage, k, None).unwrap();
                    assert_eq!(found, expected, "{order:?} {linkage:?}, seed {seed}, k {k}");
                }
            }
        }
    }
}

proptest! {
    #[test]
    fn ties_and_zero_distances_do_no_harm(seed in 0u64..5000, k in 1usize..10, steps in 1usize..4) {
        let graph = lattice(4, 6, seed);
        let z = values(24, 2, steps, seed);
        let labels = groups(&ward_contiguous(&z, &graph), k).unwrap();
        assert_valid(&z, &graph, &labels, k, pair_ss(&z, &labels));
        for order in [Order::First, Order::Full] {
            for linkage in [MapLinkage::Single, MapLinkage::Average, MapLinkage::Complete] {
                let labels = redcap(&z, &graph, order, linkage, k, None).unwrap();
                assert_valid(&z, &graph, &labels, k, pair_ss(&z, &labels));
            }
        }
    }
}
