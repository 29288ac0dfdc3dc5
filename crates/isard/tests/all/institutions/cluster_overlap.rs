//! Communities beside statistical clusters.

use super::{real, refusal, text};
use crate::cooperation::texts;
use crate::run_alone::{run, statuses};
use isard::model::{Column, Table};
use proptest::prelude::*;

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

proptest! {
    /// Jobs, shares, the main cluster and coverage with its bounds, counted firm by firm.
    #[test]
    fn as_counted_firm_by_firm(
        firms in prop::collection::vec((0usize..4, 0usize..3, 0u32..40, any::<bool>()), 1..25),
        cells in prop::collection::vec((any::<bool>(), 0u32..60, 0u32..40, -1i64..3), 6),
        least in 0.0f64..0.5,
    ) {
        let industries = ["milk", "bread", "steel", "none"];
        let regions = ["R", "S", "T"];
        let clusters = ["food", "metal"];
        let ids: Vec<String> = (0..firms.len()).map(|i| format!("f{i:02}")).collect();
        let rows: Vec<[&str; 4]> =
            firms.iter().zip(&ids).map(|(f, id)| [id.as_str(), "firm", industries[f.0], regions[f.1]]).collect();
        let nodes = texts(&["id", "role", "industry", "region"], &rows.iter().map(|r| &r[..]).collect::<Vec<_>>())
            .with("size", Column::Real(firms.iter().map(|f| Some(f64::from(f.2))).collect()));
        let inside: Vec<usize> = (0..firms.len()).filter(|&i| firms[i].3).collect();
        prop_assume!(inside.len() >= 3);
        let pairs: Vec<[&str; 2]> = inside.iter().map(|&i| ["K", ids[i].as_str()]).collect();
        let members = texts(&["community", "id"], &pairs.iter().map(|p| &p[..]).collect::<Vec<_>>());
        let keys: Vec<[&str; 2]> = (0..6).map(|k| [regions[k / 2], clusters[k % 2]]).collect();
        let value = |k: usize| cells[k].0.then(|| f64::from(cells[k].1));
        let low = |k: usize| f64::from(cells[k].1);
        let high = |k: usize| f64::from(cells[k].1 + cells[k].2);
        let strength = texts(&["region", "cluster"], &keys.iter().map(|k| &k[..]).collect::<Vec<_>>())
            .with("value", Column::Real((0..6).map(value).collect()))
            .with("bound_low", Column::Real((0..6).map(|k| Some(low(k))).collect()))
            .with("bound_high", Column::Real((0..6).map(|k| Some(high(k))).collect()))
            .with("stars", Column::Integer((0..6).map(|k| (cells[k].3 >= 0).then_some(cells[k].3)).collect()));
        let definitions = texts(&["cluster", "industry"], &[&["food", "milk"], &["food", "bread"], &["metal", "steel"]]);
        let given = [("nodes", nodes), ("members", members), ("strength", strength), ("definitions", definitions)];
        let share = format!("{least}");
        let found = run("cluster-overlap", &given, &[("least-share", &share), ("least-members", "1")]).expect("runs");
        let named = text(&found, "cluster");
        let main = found.table.get("main").expect("a column");
        let jobs = |of: &dyn Fn(usize) -> bool| -> f64 {
            inside.iter().filter(|&&i| of(i)).map(|&i| f64::from(firms[i].2)).sum()
        };
        let all = jobs(&|_| true);
        let cluster_of = |i: usize| [Some(0), Some(0), Some(1), None][firms[i].0];
        let own: Vec<usize> = (0..3)
            .filter(|&r| inside.iter().any(|&i| firms[i].1 == r) && all > 0.0 && jobs(&|i| firms[i].1 == r) >= least * all)
            .collect();
        for (row, name) in named.iter().enumerate().filter(|n| n.1 != "all") {
            let c = clusters.iter().position(|k| k == name).expect("a cluster");
            let held = jobs(&|i| cluster_of(i) == Some(c));
            let cell = |name: &str| found.table.real_at(row, name);
            let near = |found: Option<f64>, expected: Option<f64>| match (found, expected) {
                (Some(a), Some(b)) => (a - b).abs() < 1e-9,
                (a, b) => a == b,
            };
            prop_assert!(near(cell("jobs_share"), (all > 0.0).then(|| held / all)));
            let strong = jobs(&|i| cluster_of(i) == Some(c) && cells[2 * firms[i].1 + c].3 >= 1);
            prop_assert!(near(cell("strong_share"), (all > 0.0).then(|| strong / all)));
            let other = jobs(&|i| cluster_of(i) == Some(1 - c));
            let is_main = main.display(row).as_deref() == Some("true");
            // Of equal ones the first by name.
            prop_assert_eq!(is_main, held > 0.0 && (held > other || (held == other && c == 0)));
            let here = jobs(&|i| cluster_of(i) == Some(c) && own.contains(&firms[i].1));
            let known: Option<f64> = own.iter().map(|&r| value(2 * r + c)).sum();
            let ends = |of: &dyn Fn(usize) -> f64| -> f64 { own.iter().map(|&r| value(2 * r + c).unwrap_or(of(2 * r + c))).sum() };
            let (floor, top) = (ends(&low), ends(&high));
            if own.is_empty() {
                prop_assert!(cell("coverage").is_none() && cell("coverage_low").is_none());
            } else if let Some(known) = known {
                prop_assert!(near(cell("coverage"), (known > 0.0).then(|| here / known)));
            } else {
                prop_assert!(cell("coverage").is_none());
                prop_assert!(near(cell("coverage_low"), (top > 0.0).then(|| here / top)));
                prop_assert!(near(cell("coverage_high"), (top > 0.0 && floor > 0.0).then(|| here / floor)));
            }
        }
    }
}
