//! Communities beside statistical clusters.

use super::{real, refusal, text};
use crate::cooperation::texts;
use crate::run_alone::{run, statuses};
use isard::model::{Column, Table};

/// Four firms with 10, 20, 30 and 40 jobs in two regions.
fn tables(order: &[usize]) -> Vec<(&'static str, Table)> {
    let firms: [([&str; 4], f64); 4] = [
        (["a", "firm", "milk", "R"], 10.0),
        (["b", "firm", "milk", "S"], 20.0),
        (["c", "firm", "steel", "R"], 30.0),
        (["d", "firm", "other", "S"], 40.0),
    ];
    let cells: Vec<&[&str]> = order.iter().map(|&i| &firms[i].0[..]).collect();
    let nodes = texts(&["id", "role", "industry", "region"], &cells)
        .with("size", Column::Real(order.iter().map(|&i| Some(firms[i].1)).collect()));
    let pairs: Vec<[&str; 2]> = order.iter().map(|&i| ["K", firms[i].0[0]]).collect();
    let members = texts(&["community", "id"], &pairs.iter().map(|p| &p[..]).collect::<Vec<_>>());
    let strength =
        texts(&["region", "cluster"], &[&["R", "food"], &["S", "food"], &["R", "metal"], &["S", "metal"]])
            .with("value", Column::Real(vec![Some(100.0), Some(200.0), Some(60.0), Some(60.0)]))
            .with("stars", Column::Integer(vec![Some(2), Some(0), None, Some(0)]));
    let definitions =
        texts(&["cluster", "industry"], &[&["food", "milk"], &["metal", "steel"], &["food", "bread"]]);
    vec![("nodes", nodes), ("members", members), ("strength", strength), ("definitions", definitions)]
}

#[test]
fn by_hand() {
    let found = run("cluster-overlap", &tables(&[0, 1, 2, 3]), &[]).expect("runs");
    assert_eq!(text(&found, "cluster"), ["food", "metal", "all"]);
    let near = |name: &str, expected: [f64; 2]| {
        let column = real(&found, name);
        (0..2).for_each(|r| assert!((column[r] - expected[r]).abs() < 1e-12, "{name}: {column:?}"));
    };
    near("jobs", [30.0, 30.0]);
    near("jobs_share", [0.3, 0.3]);
    // Food is strong in R, where 10 of the jobs are; whether metal is strong there is not known.
    near("strong_share", [0.1, 0.0]);
    near("undecided_share", [0.0, 0.3]);
    // Industries milk, steel, other beside milk, bread and beside steel.
    near("industry_jaccard", [1.0 / 4.0, 1.0 / 3.0]);
    near("coverage", [30.0 / 300.0, 30.0 / 120.0]);
    assert_eq!(real(&found, "jobs_share")[2], 0.6);
    assert_eq!(statuses(&found)[..2], ["observed", "observed"]);
}

#[test]
fn order_of_rows_is_nothing() {
    let straight = run("cluster-overlap", &tables(&[0, 1, 2, 3]), &[]).expect("runs");
    let turned = run("cluster-overlap", &tables(&[3, 1, 0, 2]), &[]).expect("runs");
    assert_eq!(straight.table, turned.table);
}

#[test]
fn refuses_what_it_cannot_tell_apart() {
    let mut named = tables(&[0, 1, 2, 3]);
    named[3].1 = texts(&["cluster", "industry"], &[&["all", "milk"]]);
    assert!(refusal("cluster-overlap", &named, &[]).contains("`all`"));
    let cells = |value: [f64; 2], second: &str| {
        texts(&["region", "cluster"], &[&["R", "food"], &["R", second]])
            .with("value", Column::Real(value.iter().map(|v| Some(*v)).collect()))
    };
    let mut strength = tables(&[0, 1, 2, 3]);
    strength[2].1 = cells([1.0, 1.0], "food");
    assert!(refusal("cluster-overlap", &strength, &[]).contains("twice"));
    strength[2].1 = cells([-1.0, 1.0], "metal");
    assert!(refusal("cluster-overlap", &strength, &[]).contains("below zero"));
}
