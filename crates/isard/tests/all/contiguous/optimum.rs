//! Heuristics against the best of all contiguous groupings of tiny maps.

use super::maps::{all_contiguous, assert_valid, lattice, pair_ss, values};
use isard::inference::Random;
use isard::space::azp::{AzpOptions, Search, azp};
use isard::space::floor::Floor;
use isard::space::graph::Contiguity;
use isard::space::max_p::{MaxPOptions, max_p};
use isard::space::redcap::{MapLinkage, Order, redcap};
use isard::space::skater::skater;
use isard::space::ward_contiguous::{groups, ward_contiguous};

const SEARCHES: [Search; 3] =
    [Search::Greedy, Search::Tabu { length: 3, patience: None }, Search::Annealing { cooling: 0.9 }];

fn best(z: &isard::linalg::Matrix, all: &[Vec<usize>], fits: impl Fn(&[usize]) -> bool) -> f64 {
    all.iter().filter(|l| fits(l)).map(|l| pair_ss(z, l)).fold(f64::INFINITY, f64::min)
}

fn count(labels: &[usize]) -> usize {
    labels.iter().max().map_or(0, |m| m + 1)
}

#[test]
fn no_method_beats_the_optimum_and_azp_mostly_reaches_it() {
    let mut reached = [0; 3];
    let mut cases = 0;
    for seed in 0..24 {
        let graph = lattice(3, 3 - (seed % 2) as u32, seed);
        let z = values(graph.len(), 2, if seed % 3 == 0 { 4 } else { 0 }, seed);
        let all = all_contiguous(&graph);
        for k in 2..=4 {
            cases += 1;
            let optimum = best(&z, &all, |l| count(l) == k);
            let bound = optimum - 1e-9;
            let of = |labels: Vec<usize>| {
                let within = pair_ss(&z, &labels);
                assert_valid(&z, &graph, &labels, k, within);
                assert!(within >= bound, "{within} below the optimum {optimum}");
            };
            of(skater(&z, &graph, k, None).unwrap());
            of(groups(&ward_contiguous(&z, &graph), k).unwrap());
            for linkage in [MapLinkage::Single, MapLinkage::Average, MapLinkage::Complete, MapLinkage::Ward] {
                of(redcap(&z, &graph, Order::Full, linkage, k, None).unwrap());
            }
            for (at, search) in SEARCHES.into_iter().enumerate() {
                let options = AzpOptions { k, starts: 10, search, ..AzpOptions::default() };
                let fit = azp(&z, &graph, None, &options).unwrap();
                assert_valid(&z, &graph, &fit.labels, k, fit.within_ss);
                assert!(fit.within_ss >= bound);
                reached[at] += usize::from(fit.within_ss <= optimum + 1e-9);
            }
        }
    }
    // Ten starts on at most nine regions: every search but greedy misses few.
    assert!(reached[0] * 100 >= cases * 90 && reached[1] * 100 >= cases * 95, "{reached:?} of {cases}");
    assert!(reached[2] * 100 >= cases * 95, "{reached:?} of {cases}");
}

#[test]
fn skater_is_exact_for_two_groups_of_a_tree() {
    for seed in 0..40 {
        let mut random = Random::new(seed, 5, 0);
        let links: Vec<(u32, u32)> = (1..9).map(|i| (random.below(i) as u32, i as u32)).collect();
        let graph = Contiguity::of_links(9, links);
        let z = values(9, 3, 0, seed);
        let optimum = best(&z, &all_contiguous(&graph), |l| count(l) == 2);
        let found = pair_ss(&z, &skater(&z, &graph, 2, None).unwrap());
        assert!((found - optimum).abs() < 1e-9, "{found} and {optimum}");
    }
}

#[test]
fn max_p_finds_the_most_groups_and_mostly_the_best_of_them() {
    let (mut most_found, mut best_found, mut cases) = (0, 0, 0);
    for seed in 0..40 {
        let graph = lattice(3, 3, seed);
        let z = values(9, 2, 0, seed);
        let mut random = Random::new(seed, 6, 0);
        let sizes: Vec<f64> = (0..9).map(|_| 1.0 + random.below(9) as f64).collect();
        let least = 8.0 + random.below(8) as f64;
        let floor = Floor::new(sizes, least).unwrap();
        let feasible = |l: &[usize]| floor.totals(l).iter().all(|&t| t >= least);
        let all: Vec<Vec<usize>> = all_contiguous(&graph).into_iter().filter(|l| feasible(l)).collect();
        let most = all.iter().map(|l| count(l)).max().unwrap();
        let optimum = best(&z, &all, |l| count(l) == most);
        for search in SEARCHES {
            cases += 1;
            let options = MaxPOptions { starts: 20, search, ..MaxPOptions::default() };
            let fit = max_p(&z, &graph, &floor, &options).unwrap();
            assert_valid(&z, &graph, &fit.labels, fit.p, fit.within_ss);
            assert!(feasible(&fit.labels));
            assert!(fit.p <= most && most <= fit.p_upper_bound);
            most_found += usize::from(fit.p == most);
            assert!(fit.p < most || fit.within_ss >= optimum - 1e-9);
            best_found += usize::from(fit.p == most && fit.within_ss <= optimum + 1e-9);
        }
    }
    assert!(most_found * 100 >= cases * 95, "{most_found} of {cases}");
    assert!(best_found * 100 >= cases * 80, "{best_found} of {cases}");
}

#[test]
fn azp_with_a_floor_stays_within_the_feasible() {
    let mut reached = 0;
    for seed in 0..30 {
        let graph = lattice(3, 3, seed);
        let z = values(9, 2, 0, seed);
        let floor = Floor::new(vec![1.0; 9], 3.0).unwrap();
        let feasible = |l: &[usize]| floor.totals(l).iter().all(|&t| t >= 3.0);
        let optimum = best(&z, &all_contiguous(&graph), |l| count(l) == 2 && feasible(l));
        let options = AzpOptions { k: 2, starts: 20, ..AzpOptions::default() };
        let fit = azp(&z, &graph, Some(&floor), &options).unwrap();
        assert_valid(&z, &graph, &fit.labels, 2, fit.within_ss);
        assert!(feasible(&fit.labels) && fit.within_ss >= optimum - 1e-9);
        reached += usize::from(fit.within_ss <= optimum + 1e-9);
    }
    assert!(reached >= 24, "{reached} of 30");
}
