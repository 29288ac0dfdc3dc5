//! Searches: what they promise at any seed, thread count and order of rows.

use super::maps::{assert_valid, floor_values, groups, lattice, run, tables, values};
use isard::inference::Random;
use isard::space::azp::{AzpOptions, Search, azp};
use isard::space::floor::Floor;
use isard::space::max_p::{MaxPOptions, max_p};
use isard::space::ward_contiguous::{groups as cut, ward_contiguous};
use isard::typology::validity::within_ss;
use proptest::prelude::*;

const SEARCHES: [Search; 3] =
    [Search::Greedy, Search::Tabu { length: 5, patience: Some(60) }, Search::Annealing { cooling: 0.8 }];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn azp_keeps_its_promises(seed in 0u64..5000, k in 1usize..9, steps in 0usize..4, which in 0usize..3) {
        let graph = lattice(6, 6, seed);
        let z = values(36, 2, steps, seed);
        let options = AzpOptions { k, starts: 4, seed, search: SEARCHES[which], from_ward: true, compact: false };
        let fit = azp(&z, &graph, None, &options).unwrap();
        assert_valid(&z, &graph, &fit.labels, k, fit.within_ss);
        // The first start begins from Ward and never ends worse.
        let ward = cut(&ward_contiguous(&z, &graph), k).unwrap();
        prop_assert!(fit.within_ss <= within_ss(&z, &ward) + 1e-9);
    }

    #[test]
    fn floors_hold(seed in 0u64..5000, which in 0usize..3, compact in any::<bool>()) {
        let graph = lattice(6, 6, seed);
        let z = values(36, 2, 0, seed);
        let mut random = Random::new(seed, 9, 0);
        let sizes: Vec<f64> = (0..36).map(|_| random.uniform() * 10.0).collect();
        let floor = Floor::new(sizes, 25.0).unwrap();
        let options = MaxPOptions { starts: 4, seed, search: SEARCHES[which], compact };
        let fit = max_p(&z, &graph, &floor, &options).unwrap();
        assert_valid(&z, &graph, &fit.labels, fit.p, fit.within_ss);
        prop_assert!(floor.totals(&fit.labels).iter().all(|&t| t >= 25.0 - 1e-6));
        let k = fit.p.min(3);
        let options = AzpOptions { k, starts: 4, seed, search: SEARCHES[which], from_ward: true, compact: false };
        let fit = azp(&z, &graph, Some(&floor), &options).unwrap();
        assert_valid(&z, &graph, &fit.labels, k, fit.within_ss);
        prop_assert!(floor.totals(&fit.labels).iter().all(|&t| t >= 25.0 - 1e-6));
    }
}

#[test]
fn results_do_not_depend_on_threads() {
    let graph = lattice(12, 12, 1);
    let z = values(144, 3, 0, 1);
    let floor = Floor::new(vec![1.0; 144], 7.0).unwrap();
    let pool = |n| rayon::ThreadPoolBuilder::new().num_threads(n).build().unwrap();
    for search in SEARCHES {
        let azp_at = |n| {
            let options = AzpOptions { k: 6, starts: 6, seed: 3, search, from_ward: true, compact: false };
            pool(n).install(|| azp(&z, &graph, None, &options).unwrap())
        };
        let max_p_at = |n| {
            let options = MaxPOptions { starts: 6, seed: 3, search, compact: false };
            pool(n).install(|| max_p(&z, &graph, &floor, &options).unwrap())
        };
        assert_eq!(azp_at(1), azp_at(2));
        assert_eq!(max_p_at(1), max_p_at(2));
        assert_eq!(azp_at(1).within_ss.to_bits(), azp_at(2).within_ss.to_bits());
    }
}

#[test]
fn compact_groups_cut_fewer_links() {
    let graph = lattice(12, 12, 4);
    let z = values(144, 3, 0, 4);
    let floor = Floor::new(vec![1.0; 144], 9.0).unwrap();
    let cut_links = |compact| {
        let options = MaxPOptions { starts: 10, compact, ..MaxPOptions::default() };
        graph.cut_links(&max_p(&z, &graph, &floor, &options).unwrap().labels)
    };
    assert!(cut_links(true) < cut_links(false), "{} and {}", cut_links(true), cut_links(false));
    let cut_links = |compact| {
        let options = AzpOptions { k: 6, starts: 4, compact, ..AzpOptions::default() };
        graph.cut_links(&azp(&z, &graph, None, &options).unwrap().labels)
    };
    // No move from Ward's groups cuts more links than it mends.
    let ward = graph.cut_links(&cut(&ward_contiguous(&z, &graph), 6).unwrap());
    assert!(cut_links(true) < cut_links(false), "{} and {}", cut_links(true), cut_links(false));
    let one = AzpOptions { k: 6, starts: 1, compact: true, ..AzpOptions::default() };
    assert!(graph.cut_links(&azp(&z, &graph, None, &one).unwrap().labels) <= ward);
}

#[test]
fn the_order_of_rows_does_not_matter() {
    let graph = lattice(6, 6, 2);
    let z = values(36, 3, 0, 2);
    let sizes: Vec<f64> = (0..36).map(|i| 1.0 + (i * 7 % 5) as f64).collect();
    let sorted: Vec<usize> = (0..36).collect();
    let mut shuffled = sorted.clone();
    Random::new(8, 0, 0).shuffle(&mut shuffled);
    let floored = |order: &[usize]| {
        let mut all = tables(&z, &graph, order);
        all.push(("values", floor_values(&sizes, order)));
        all
    };
    for (id, set) in [
        ("skater", vec![]),
        ("redcap", vec![("method", "average")]),
        ("ward-contiguous", vec![]),
        ("azp", vec![("starts", "4")]),
        ("max-p", vec![("floor", "15"), ("starts", "4")]),
        ("clustgeo", vec![("alpha", "0.3")]),
    ] {
        let set: Vec<(&str, &str)> =
            set.into_iter().chain([("directions", "x0=stimulant,x1=neutral,x2=neutral")]).collect();
        let one = run(id, &floored(&sorted), &set).unwrap();
        let other = run(id, &floored(&shuffled), &set).unwrap();
        assert_eq!(groups(&one), groups(&other), "{id}");
        assert_eq!(one.figures, other.figures, "{id}");
        assert_eq!(one.table.text_at(0, "region"), Some("r000"));
    }
}
