//! Territory by travel time.

use super::{edges, labels, sizes};
use crate::cooperation::texts;
use crate::institutions::refusal;
use crate::run_alone::run;
use isard::inference::Random;
use isard::model::{Column, Table};
use isard::networks::Graph;
use isard::networks::graph::connected_parts;
use isard::organizations::Network;
use isard::organizations::communities::TravelTimes;
use isard::organizations::communities::territory::{Territory, constrain, leaders};
use isard::organizations::network::Policies;
use proptest::prelude::*;

type Way<'a> = (&'a str, &'a str, Option<f64>);

fn times(ways: &[Way]) -> Table {
    texts(
        &["from", "to"],
        &ways.iter().map(|w| [w.0, w.1]).collect::<Vec<_>>().iter().map(|w| &w[..]).collect::<Vec<_>>(),
    )
    .with("minutes", Column::Real(ways.iter().map(|w| w.2).collect()))
}

/// Six firms, all tied to each other, the first the largest: three in the town, two in the valley, one by the sea.
fn six() -> [(&'static str, Table); 2] {
    let ids = ["a", "b", "c", "d", "e", "f"];
    let ties: Vec<_> = (0..6)
        .flat_map(|i| (i + 1..6).map(move |j| (ids[i].to_string(), ids[j].to_string(), "production", 1.0)))
        .collect();
    let regions = ["town", "town", "town", "valley", "valley", "sea"];
    let rows: Vec<[&str; 3]> = (0..6).map(|i| [ids[i], "firm", regions[i]]).collect();
    let nodes = texts(&["id", "role", "region"], &rows.iter().map(|r| &r[..]).collect::<Vec<_>>())
        .with("size", Column::Real([60.0, 5.0, 5.0, 5.0, 5.0, 5.0].map(Some).to_vec()));
    [("edges", edges(&ties)), ("nodes", nodes)]
}

fn found(ways: &[Way], minutes: &str) -> isard::registry::Output {
    let [ties, nodes] = six();
    let options = [("travel-minutes", minutes), ("stability-runs", "0")];
    run("communities", &[ties, nodes, ("travel_times", times(ways))], &options).expect("it runs")
}

#[test]
fn members_beyond_the_limit_are_split_off() {
    let ways = [("town", "valley", Some(30.0)), ("town", "sea", Some(90.0)), ("valley", "sea", Some(45.0))];
    assert_eq!(sizes(&labels(&found(&ways, "90"))), [6]);
    assert_eq!(sizes(&labels(&found(&ways, "45"))), [1, 5]);
    let near = found(&ways, "20");
    // Who leaves goes together, until the leader of those is too far as well.
    assert_eq!(labels(&near), [1, 1, 1, 2, 2, 3]);
    assert_eq!(near.variant, "modularity over all layers, within 20 minutes of the leader");
}

#[test]
fn the_way_to_the_leader_counts_and_the_way_back_where_it_is_not_listed() {
    // Down to the town in 20 minutes, up in 50: members go to the leader, who is in the town.
    let ways = [("valley", "town", Some(20.0)), ("town", "valley", Some(50.0)), ("sea", "town", Some(20.0))];
    assert_eq!(sizes(&labels(&found(&ways, "30"))), [6]);
    // A row without minutes says that there is no way; a pair that is not listed has none either.
    let cut = [("valley", "town", None), ("town", "valley", Some(10.0)), ("sea", "valley", Some(1.0))];
    assert_eq!(labels(&found(&cut, "1000")), [1, 1, 1, 2, 2, 2]);
}

#[test]
fn a_row_of_an_organisation_goes_before_that_of_its_region() {
    let ways = [("town", "valley", Some(30.0)), ("town", "sea", Some(30.0)), ("e", "town", Some(200.0))];
    assert_eq!(labels(&found(&ways, "60")), [1, 1, 1, 1, 2, 1]);
    // Within a region no time is counted, unless the table has some.
    let inside = [("town", "town", Some(15.0)), ("town", "valley", Some(30.0)), ("town", "sea", Some(30.0))];
    assert_eq!(sizes(&labels(&found(&inside, "10"))).len(), 6 - 1);
}

#[test]
fn who_is_in_no_place_of_the_table_is_not_bound() {
    let output = found(&[("town", "valley", Some(5.0))], "10");
    assert_eq!(sizes(&labels(&output)), [6]);
    assert!(
        output.warnings.iter().any(|w| w.contains("1 organisations lie in no place")),
        "{:?}",
        output.warnings
    );
}

#[test]
fn bad_travel_times_are_refused() {
    let with = |ways: &[Way]| {
        let [ties, nodes] = six();
        refusal("communities", &[ties, nodes, ("travel_times", times(ways))], &[("travel-minutes", "10")])
    };
    assert!(with(&[("town", "sea", Some(-1.0))]).contains("row 1: -1 minutes"));
    assert!(with(&[("town", "sea", Some(f64::NAN))]).contains("NaN"));
    assert!(with(&[("town", "sea", Some(1.0)), ("town", "sea", Some(2.0))]).contains("row 2"));
    assert!(with(&[("town", "", Some(1.0))]).contains("a place is empty"));
    assert!(with(&[("moon", "mars", Some(1.0))]).contains("names neither"));
    let words = texts(&["from", "to", "minutes"], &[&["town", "sea", "soon"]]);
    let [ties, nodes] = six();
    let told = refusal("communities", &[ties, nodes, ("travel_times", words)], &[("travel-minutes", "10")]);
    assert!(told.contains("`soon` is not a number"), "{told}");
    let [ties, nodes] = six();
    assert!(refusal("communities", &[ties, nodes], &[("travel-minutes", "10")]).contains("travel times"));
}

proptest! {
    #[test]
    fn members_lie_within_the_time_of_their_leader(seed in 0u64..1000, limit in 5.0f64..120.0) {
        let mut random = Random::new(seed, 3, 0);
        let ids: Vec<String> = (0..40).map(|i| format!("n{i:02}")).collect();
        let place = |i: usize| format!("p{}", i % 9);
        let mut ways = Vec::new();
        for a in 0..9 {
            for b in 0..9 {
                if random.uniform() < 0.6 {
                    ways.push((format!("p{a}"), format!("p{b}"), Some((random.uniform() * 150.0).round())));
                }
            }
        }
        ways.push(("p0".into(), "p1".into(), ways.iter().find(|w| w.0 == "p0" && w.1 == "p1").map_or(Some(7.0), |w| w.2)));
        let listed: Vec<Way> = ways.iter().map(|w| (w.0.as_str(), w.1.as_str(), w.2)).collect();
        let mut ties = Vec::new();
        for i in 0..40 {
            for j in i + 1..40 {
                if random.uniform() < 0.15 {
                    ties.push((ids[i].clone(), ids[j].clone(), "x", 1.0));
                }
            }
        }
        let regions: Vec<String> = (0..40).map(place).collect();
        let rows: Vec<[&str; 3]> = (0..40).map(|i| [ids[i].as_str(), "firm", regions[i].as_str()]).collect();
        let nodes = texts(&["id", "role", "region"], &rows.iter().map(|r| &r[..]).collect::<Vec<_>>());
        let network = Network::of_tables(Some(&nodes), &edges(&ties), Policies::default()).expect("a network");
        let travel = TravelTimes::of_table(&times(&listed), &network).expect("travel times");
        let graph: Graph = network.graph();
        let places = vec![None; 40];
        let territory = Territory { places: &places, radius_km: None, travel: Some((&travel, limit)) };
        let labels = constrain(&graph, &[0; 40], &territory, &network.sizes, &network.firms());
        prop_assert_eq!(&connected_parts(&graph, &labels), &labels);
        let groups = labels.iter().max().map_or(0, |&m| m as usize + 1);
        let leader = leaders(&graph, &labels, groups, &network.sizes, &network.firms());
        // The way by the table itself, not by the index over it.
        let stated = |a: &str, b: &str| ways.iter().find(|w| w.0 == a && w.1 == b).and_then(|w| w.2);
        for i in 0..40 {
            let head = leader[labels[i] as usize] as usize;
            let (a, b) = (place(i), place(head));
            let way = stated(&a, &b).or(stated(&b, &a)).unwrap_or(if a == b { 0.0 } else { f64::INFINITY });
            prop_assert!(i == head || way <= limit, "{} to {}: {} minutes", i, head, way);
        }
    }
}
