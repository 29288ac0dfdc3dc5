//! Complementarity, clusters over borders, partners.

use super::{table, texts};
use crate::run_alone::{activity, panel, run};
use isard::clusters::location_quotient::dense;
use isard::cooperation::complementarity::profiles_of;
use isard::cooperation::functional_links::smart_links;
use isard::cooperation::links::Links;
use isard::model::Column;
use proptest::prelude::*;

fn close(a: f64, b: f64) {
    assert!((a - b).abs() < 1e-12, "{a} is not {b}");
}

/// Steel and cars: a makes steel, b makes cars, cars buy steel.
#[test]
fn steel_for_cars() {
    let flows = table(
        &["from", "to"],
        &[
            (&["steel", "cars"], 60.0),
            (&["food", "cars"], 20.0),
            (&["cars", "cars"], 20.0),
            (&["food", "food"], 5.0),
        ],
        "value",
    );
    let cells = [
        ("a", "cars", Some(0.0)),
        ("a", "food", Some(50.0)),
        ("a", "steel", Some(50.0)),
        ("b", "cars", Some(80.0)),
        ("b", "food", Some(20.0)),
        ("b", "steel", Some(0.0)),
    ];
    let found =
        run("complementarity", &[("activity", activity(&cells)), ("flows", flows)], &[]).expect("runs");
    assert_eq!(found.variant, "input-output");
    let supplies = found.table.real("supplies").expect("a column")[0].expect("a value");
    let receives = found.table.real("receives").expect("a column")[0].expect("a value");
    // b: 0.8 cars, 0.2 food: needs steel .48, food .16 + .2, cars .16; it has no steel at all.
    // Quotients of b: food .2/.35; a is strong in steel and food.
    let food_gap = 1.0 - 0.2 / 0.35;
    close(supplies, 0.48 + 0.36 * food_gap);
    // a: half food (needs food), half steel (buys nothing): it needs food alone and lacks none.
    close(receives, 0.0);
    let names = found.table.text("supplied_industries").expect("a column");
    assert_eq!(names.get(0), Some("steel; food"));
    close(found.table.real("finger_kreinin").expect("a column")[0].expect("a value"), 0.2);
}

proptest! {
    /// The definition written out again, cell by cell.
    #[test]
    fn complementarity_is_what_it_says(
        cells in prop::collection::vec(0u32..6, 12),
        flows in prop::collection::vec(0u32..5, 16),
    ) {
        let (n, k) = (3, 4);
        let values: Vec<f64> = cells.iter().map(|v| f64::from(*v)).collect();
        let flows: Vec<f64> = flows.iter().map(|v| f64::from(*v)).collect();
        let profiles = profiles_of(&values, n, k, &Links::of_flows(&flows, k), 1.0, false);
        let lq = dense(&values, n, k).quotients;
        for a in 0..n {
            for b in 0..n {
                let total: f64 = values[b * k..(b + 1) * k].iter().sum();
                let need = |i: usize| -> f64 {
                    (0..k).map(|j| {
                        let bought: f64 = (0..k).map(|s| flows[s * k + j]).sum();
                        if bought > 0.0 && total > 0.0 { values[b * k + j] / total * flows[i * k + j] / bought } else { 0.0 }
                    }).sum()
                };
                let all: f64 = (0..k).map(need).sum();
                let met: f64 = (0..k)
                    .filter(|&i| lq[a * k + i] >= 1.0 && lq[b * k + i] < 1.0)
                    .map(|i| need(i) * (1.0 - lq[b * k + i]))
                    .sum();
                let pair = profiles.pair(a, b);
                if pair.status.has_value() {
                    prop_assert!((pair.supplies - met / all).abs() < 1e-12);
                    prop_assert!((0.0..=1.0 + 1e-12).contains(&pair.supplies));
                    let back = profiles.pair(b, a);
                    prop_assert_eq!(pair.supplies, back.receives);
                    prop_assert!((pair.cosine - back.cosine).abs() < 1e-15);
                    prop_assert!((pair.finger_kreinin - back.finger_kreinin).abs() < 1e-15);
                } else {
                    prop_assert!(pair.supplies.is_nan());
                }
            }
        }
    }
}

#[test]
fn relatedness_stands_in_for_flows() {
    let cells = [9.0, 9.0, 0.0, 0.0, 8.0, 8.0, 1.0, 0.0, 0.0, 0.0, 9.0, 9.0, 1.0, 0.0, 8.0, 8.0];
    let found = run("complementarity", &[("activity", panel(&cells, 4, 4))], &[]).expect("runs");
    assert_eq!(found.variant, "relatedness");
    assert_eq!(found.table.rows(), 12);
}

/// Four regions in a row, the border between the second and third.
fn row() -> [(&'static str, isard::model::Table); 3] {
    let cells = [
        ("r1", "ships", Some(10.0)),
        ("r1", "rest", Some(90.0)),
        ("r2", "ships", Some(50.0)),
        ("r2", "rest", Some(50.0)),
        ("r3", "ships", Some(40.0)),
        ("r3", "rest", Some(60.0)),
        ("r4", "ships", Some(60.0)),
        ("r4", "rest", Some(140.0)),
    ];
    let weights = texts(&["from", "to"], &[&["r1", "r2"], &["r2", "r3"], &["r3", "r4"]]);
    let regions = texts(&["region", "country"], &[&["r1", "A"], &["r2", "A"], &["r3", "B"], &["r4", "B"]]);
    [("activity", activity(&cells)), ("weights", weights), ("regions", regions)]
}

#[test]
fn an_area_over_the_border() {
    let found = run("cross-border-clusters", &row(), &[("top", "1")]).expect("runs");
    let ships: Vec<usize> = (0..found.table.rows())
        .filter(|&r| found.table.text("cluster").expect("keys").get(r) == Some("ships"))
        .collect();
    let regions: Vec<&str> =
        ships.iter().filter_map(|&r| found.table.text("region").expect("keys").get(r)).collect();
    // Quotients of ships: .1, .5, .4, .3 over .32: r4 is below 1.
    assert_eq!(regions, ["r2", "r3"]);
    let real = |name: &str| found.table.real(name).expect("a column")[ships[0]].expect("a value");
    close(real("area_value"), 90.0);
    close(real("lq"), 0.5 / 0.32);
    // 1 − (25 + 16)/81 over 1/2.
    close(real("balance"), (1.0 - 41.0 / 81.0) * 2.0);
    assert_eq!(found.table.integer("crossings").expect("a column")[ships[0]], Some(1));
    // The rest is strong at both ends, which no link over the border joins: r1 with r4 is none.
    assert_eq!(ships.len(), found.table.rows());
    // In the top quarter only r2 is left.
    assert_eq!(run("cross-border-clusters", &row(), &[]).expect("runs").table.rows(), 0);
}

#[test]
fn flows_join_what_does_not_touch() {
    // O: 10, 20; D: 20, 10. Strength of 0–1: 10²/(10·20) + 10²/(20·10).
    let found = smart_links(&[(0, 1, 10.0), (1, 0, 10.0), (1, 1, 10.0)], 3, 0.0);
    assert_eq!(found.len(), 1);
    close(found[0].2, 100.0 / (10.0 * 20.0) + 100.0 / (20.0 * 10.0));
    let mut tables = row().to_vec();
    tables.remove(1);
    let flows =
        table(&["from", "to"], &[(&["r2", "r4"], 9.0), (&["r2", "r3"], 9.0), (&["x", "r3"], 5.0)], "value");
    tables.push(("flows", flows));
    let found =
        run("cross-border-clusters", &tables, &[("links", "flows"), ("top", "1"), ("least-lq", "0.9")])
            .expect("runs");
    let ships = found.table.text("cluster").expect("keys").iter().filter(|c| *c == Some("ships")).count();
    assert_eq!(ships, 3);
}

#[test]
fn partners_are_ranked_by_named_weights() {
    let mut tables = row().to_vec();
    tables.push((
        "region-ties",
        table(&["from", "to"], &[(&["r1", "r4"], 8.0), (&["r4", "r3"], 2.0)], "value"),
    ));
    tables.push(("points", {
        let t = texts(&["id"], &[&["r1"], &["r2"], &["r3"], &["r4"]]);
        t.with("lon", Column::Real([0.0, 1.0, 2.0, 3.0].map(Some).to_vec()))
            .with("lat", Column::Real(vec![Some(0.0); 4]))
    }));
    let only = |weights: &str, extra: &[(&str, &str)]| -> Vec<(String, String)> {
        let mut options = vec![("criterion-weights", weights)];
        options.extend_from_slice(extra);
        let found = run("partners", &tables, &options).expect("runs");
        let (a, b) = (found.table.text("region").expect("keys"), found.table.text("partner").expect("keys"));
        let first = found.table.integer("rank").expect("ranks");
        (0..found.table.rows())
            .filter(|&r| first[r] == Some(1))
            .map(|r| (a.get(r).unwrap_or_default().to_string(), b.get(r).unwrap_or_default().to_string()))
            .collect()
    };
    let to = |pairs: &[(String, String)]| pairs.iter().map(|p| p.1.clone()).collect::<Vec<_>>();
    // Nearest; r2 and r3 have two at the same distance: the lesser key.
    assert_eq!(to(&only("distance=1", &[])), ["r2", "r1", "r2", "r3"]);
    // r1 and r4 share 8 / √(8 · 10); r3 has all its ties with r4: 2 / √(2 · 10).
    assert_eq!(to(&only("ties=1", &[])), ["r4", "r1", "r4", "r1"]);
    assert_eq!(to(&only("distance=1", &[("scope", "abroad")])), ["r3", "r3", "r2", "r2"]);
    assert_eq!(to(&only("border=1", &[("scale", "none")])), ["r2", "r1", "r2", "r3"]);

    let found = run("partners", &tables, &[("listed", "1")]).expect("runs");
    assert_eq!(found.table.rows(), 4);
    let scores = found.table.real("score").expect("a column");
    assert!(scores.iter().all(|s| (0.0..=1.0).contains(&s.expect("a score"))));
    let reasons = found.table.text("reasons").expect("a column");
    assert!(
        reasons
            .iter()
            .flatten()
            .all(|r| r.split("; ").all(|c| isard::cooperation::partners::CRITERIA.contains(&c)))
    );
}
