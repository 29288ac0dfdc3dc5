//! Owned firms under their owner, and membership in several communities.

use super::{edges, labels};
use crate::cooperation::texts;
use crate::run_alone::run;
use isard::inference::Random;
use isard::model::{Column, Table};
use isard::networks::Graph;
use isard::organizations::affiliations::belonging;
use isard::organizations::network::Policies;
use isard::organizations::{Membership, Network};
use proptest::prelude::*;

fn nodes(rows: &[(&str, &str, &str)], sizes: &[Option<f64>]) -> Table {
    let cells: Vec<[&str; 3]> = rows.iter().map(|r| [r.0, r.1, r.2]).collect();
    texts(&["id", "role", "parent"], &cells.iter().map(|r| &r[..]).collect::<Vec<_>>())
        .with("size", Column::Real(sizes.to_vec()))
}

fn tie(a: &str, b: &str, layer: &'static str, weight: f64) -> (String, String, &'static str, f64) {
    (a.into(), b.into(), layer, weight)
}

/// A holding of three firms over two steps, a firm with an owner elsewhere, two that own each other, a university.
fn holding() -> Network {
    let rows = [
        ("head", "firm", ""),
        ("mid", "firm", "head"),
        ("low", "firm", "mid"),
        ("lone", "firm", "abroad"),
        ("ring1", "firm", "ring2"),
        ("ring2", "firm", "ring1"),
        ("under", "firm", "ring1"),
        ("school", "science", "head"),
    ];
    let sizes = [Some(10.0), Some(20.0), None, Some(7.0), None, Some(1.0), Some(2.0), Some(50.0)];
    let ties = [
        tie("head", "mid", "commercial", 5.0),
        tie("low", "lone", "production", 1.0),
        tie("lone", "mid", "production", 2.0),
        tie("mid", "low", "production", 3.0),
        tie("school", "low", "science_technology", 4.0),
        tie("ring1", "under", "production", 1.0),
    ];
    Network::of_tables(Some(&nodes(&rows, &sizes)), &edges(&ties), Policies::default()).expect("a network")
}

#[test]
fn chains_of_owners_end_at_the_last_one_that_is_listed() {
    let before = holding();
    let after = before.consolidated();
    let network = &after.network;
    assert_eq!(network.ids, ["head", "lone", "ring1", "ring2", "school", "under"]);
    assert_eq!(after.owned, 2);
    let at = |id: &str| network.position(id).expect("an organisation");
    assert_eq!(after.of[before.position("low").expect("it")] as usize, at("head"));
    // Sizes add up where they are known; where none is, none is.
    assert_eq!(network.sizes[at("head")], Some(30.0));
    assert_eq!(network.sizes[at("ring1")], None);
    // A public owner's university is no firm of it, and owners in a circle stay apart.
    assert_eq!(network.sizes[at("school")], Some(50.0));
    let production = &network.ties[network.layers.iter().position(|l| l == "production").expect("it")];
    let (head, lone) = (at("head") as u32, at("lone") as u32);
    let between: f64 = production
        .iter()
        .filter(|t| (t.0, t.1) == (head, lone) || (t.0, t.1) == (lone, head))
        .map(|t| t.2)
        .sum();
    assert_eq!(between, 3.0, "ties of the firms add up");
    assert!(network.ties.iter().flatten().all(|t| t.0 != t.1), "ties among them fall away");
    assert!(network.warnings.iter().any(|w| w == "2 owned firms were taken together with 1 owners"));
}

#[test]
fn methods_take_owned_firms_together_on_request() {
    let rows = [("a", "firm", ""), ("b", "firm", "a"), ("c", "firm", ""), ("d", "firm", "")];
    let given = [
        ("nodes", nodes(&rows, &[Some(1.0); 4])),
        ("edges", edges(&[tie("b", "c", "x", 1.0), tie("a", "d", "x", 1.0)])),
    ];
    for id in ["communities", "leaders", "brokerage", "core-periphery"] {
        let rows = |owned: &str| run(id, &given, &[("owned", owned)]).expect("it runs").table.rows();
        assert_eq!((rows("apart"), rows("together")), (4, 3), "{id}");
    }
    let together = run("communities", &given, &[("owned", "together")]).expect("it runs");
    assert_eq!(labels(&together), [1, 1, 1], "the owner ties both");
}

proptest! {
    #[test]
    fn nothing_is_lost_but_ties_within_one_owner(seed in 0u64..500) {
        let mut random = Random::new(seed, 4, 0);
        let n = 30;
        let ids: Vec<String> = (0..n).map(|i| format!("f{i:02}")).collect();
        let parents: Vec<String> =
            (0..n).map(|_| if random.uniform() < 0.5 { ids[random.below(n)].clone() } else { String::new() }).collect();
        let rows: Vec<(&str, &str, &str)> = (0..n).map(|i| (ids[i].as_str(), "firm", parents[i].as_str())).collect();
        let sizes: Vec<_> = (0..n).map(|_| (random.uniform() < 0.8).then(|| random.below(50) as f64)).collect();
        let mut list = vec![tie("f00", "f01", "x", 1.0)];
        for _ in 0..60 {
            let (a, b) = (random.below(n), random.below(n));
            if a != b {
                list.push(tie(&ids[a], &ids[b], if random.uniform() < 0.5 { "x" } else { "y" }, 1.0 + random.below(4) as f64));
            }
        }
        let before = Network::of_tables(Some(&nodes(&rows, &sizes)), &edges(&list), Policies::default()).expect("a network");
        let after = before.consolidated();
        let sum = |s: &[Option<f64>]| s.iter().flatten().sum::<f64>();
        prop_assert_eq!(sum(&before.sizes), sum(&after.network.sizes));
        prop_assert_eq!(before.len() - after.owned, after.network.len());
        let weight = |n: &Network| n.ties.iter().flatten().map(|t| t.2).sum::<f64>();
        let within: f64 = before.ties.iter().flatten()
            .filter(|t| after.of[t.0 as usize] == after.of[t.1 as usize]).map(|t| t.2).sum();
        prop_assert_eq!(weight(&before), weight(&after.network) + within);
        // Naive owner: follow the names until nobody owns, a circle giving the firm itself.
        for i in 0..n {
            let (mut at, mut seen) = (i, vec![i]);
            let own = loop {
                let next = ids.iter().position(|id| *id == parents[at]);
                match next {
                    None => break at,
                    Some(p) if p == at => break at,
                    Some(p) if seen.contains(&p) => break i,
                    Some(p) => {
                        seen.push(p);
                        at = p;
                    }
                }
            };
            prop_assert_eq!(&after.network.ids[after.of[i] as usize], &ids[own]);
        }
        // Done again, nothing changes.
        let twice = after.network.consolidated();
        prop_assert_eq!(twice.owned, 0);
    }

    #[test]
    fn belonging_is_a_share_of_all_ties(seed in 0u64..500, least in 0.01f64..0.6) {
        let mut random = Random::new(seed, 5, 0);
        let mut ties = Vec::new();
        for _ in 0..80 {
            ties.push((random.below(25) as u32, random.below(25) as u32, 1.0 + random.below(3) as f64));
        }
        let labels: Vec<u32> = (0..25).map(|_| random.below(5) as u32).collect();
        let graph = Graph::new(25, ties.iter().copied());
        let (every, some) = (belonging(&graph, &labels, Some(0.0)), belonging(&graph, &labels, Some(least)));
        for i in 0..25u32 {
            let towards = |c: u32| -> f64 {
                let of = |t: &&(u32, u32, f64)| {
                    (t.0 == i && t.1 != i && labels[t.1 as usize] == c) || (t.1 == i && t.0 != i && labels[t.0 as usize] == c)
                };
                ties.iter().filter(of).map(|t| t.2).sum()
            };
            let all: f64 = (0..5).map(towards).sum();
            let (e, s) = (&every[i as usize], &some[i as usize]);
            if all == 0.0 {
                prop_assert_eq!(e.own, None);
                continue;
            }
            let own = labels[i as usize];
            prop_assert!((e.own.expect("ties") - towards(own) / all).abs() < 1e-12);
            for c in (0..5).filter(|c| *c != own) {
                let found = e.others.iter().find(|o| o.0 == c).map_or(0.0, |o| o.1);
                prop_assert!((found - towards(c) / all).abs() < 1e-12);
                prop_assert_eq!(s.others.iter().any(|o| o.0 == c), towards(c) / all >= least);
            }
            prop_assert!(e.others.windows(2).all(|w| w[0].1 >= w[1].1));
        }
    }
}

#[test]
fn a_member_of_two_communities_stands_in_both_and_has_one_of_its_own() {
    // Two triangles, and x with two ties to the first and one to the second.
    let pairs = [
        ("a", "b"),
        ("b", "c"),
        ("a", "c"),
        ("p", "q"),
        ("q", "r"),
        ("p", "r"),
        ("x", "a"),
        ("x", "b"),
        ("x", "p"),
    ];
    let ties: Vec<_> = pairs.iter().map(|(a, b)| tie(a, b, "x", 1.0)).collect();
    let plain = run("communities", &[("edges", edges(&ties))], &[]).expect("it runs");
    let found = run("communities", &[("edges", edges(&ties))], &[("also-share", "0.3")]).expect("it runs");
    // So has p, with one of its three ties.
    assert_eq!((plain.table.rows(), found.table.rows()), (7, 9));
    let rows: Vec<_> = (0..9).filter(|&r| found.table.text_at(r, "node") == Some("x")).collect();
    let share = |r: usize| found.table.real_at(r, "belonging").expect("a share");
    assert!((share(rows[0]) - 2.0 / 3.0).abs() < 1e-12 && (share(rows[1]) - 1.0 / 3.0).abs() < 1e-12);
    let main = |r: usize| found.table.get("main").and_then(|c| c.display(r));
    assert_eq!([main(rows[0]), main(rows[1])], [Some("true".into()), Some("false".into())]);
    // Other methods read the communities of the partition alone.
    let network = Network::of_tables(None, &edges(&ties), Policies::default()).expect("a network");
    let [one, other] =
        [&plain, &found].map(|o| Membership::of_table(&o.table, &network).expect("communities"));
    assert_eq!(one, other);
}
