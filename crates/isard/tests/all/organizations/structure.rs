//! Triple helix, core and periphery, resilience: small cases with known answers.

use super::{edges, of_edges};
use crate::run_alone::{run, statuses, values};
use isard::model::{Column, Table};

fn profiles(rows: &[[i64; 3]]) -> Table {
    let column = |k: usize| Column::Integer(rows.iter().map(|r| Some(r[k])).collect());
    Table::new().with("university", column(0)).with("industry", column(1)).with("government", column(2))
}

#[test]
fn triple_helix_of_xor_copies_and_independence() {
    let bits = || (0..8i64).map(|c| [c >> 2 & 1, c >> 1 & 1, c & 1]);
    let xor: Vec<_> = bits().filter(|b| b[0] ^ b[1] == b[2]).collect();
    let copies = vec![[0, 0, 0], [1, 1, 1]];
    for (rows, expected) in [(xor, -1.0), (copies, 1.0), (bits().collect(), 0.0)] {
        let output = run("triple-helix", &[("profiles", profiles(&rows))], &[]).expect("it runs");
        assert!((values(&output)[0] - expected).abs() < 1e-12, "{:?}", values(&output));
    }
}

#[test]
fn triple_helix_without_ties_is_undefined() {
    let nodes = Table::new()
        .with("id", Column::Text(["a", "b"].into_iter().map(Some).collect()))
        .with("role", Column::Text(["firm", "science"].into_iter().map(Some).collect()));
    let output = run("triple-helix", &[("nodes", nodes), ("edges", edges(&[]))], &[]).expect("it runs");
    assert_eq!(statuses(&output), ["undefined:too-few"]);
}

#[test]
fn a_star_is_a_perfect_core_and_falls_apart_without_it() {
    let star: Vec<_> = (0..6).map(|i| ("hub".to_string(), format!("leaf{i}"), "all", 1.0)).collect();
    let output = of_edges("core-periphery", edges(&star), &[]);
    assert!((output.table.real_at(0, "fit").expect("a fit") - 1.0).abs() < 1e-12);
    let Some(Column::Boolean(core)) = output.table.get("core") else { panic!("a core column") };
    assert_eq!(core.iter().filter(|c| **c == Some(true)).count(), 1);
    let output = of_edges("network-summary", edges(&star), &[]);
    let names = output.table.text("name").expect("names");
    let value = |name: &str| {
        let row = names.iter().position(|n| n == Some(name)).expect("the measure");
        output.table.real_at(row, "value").expect("a value")
    };
    assert_eq!(value("flow_without_leader"), 0.0);
    assert!((value("component_without_leader") - 1.0 / 6.0).abs() < 1e-12);
}

#[test]
fn cores_of_equal_pairs_are_undefined() {
    let all = [("a", "b"), ("a", "c"), ("b", "c")];
    let rows: Vec<_> = all.iter().map(|p| (p.0.to_string(), p.1.to_string(), "all", 1.0)).collect();
    assert!(
        statuses(&of_edges("core-periphery", edges(&rows), &[])).iter().all(|s| s == "undefined:constant")
    );
}

#[test]
fn brokers_of_a_chain_play_their_roles() {
    let nodes = |roles: [&str; 3]| {
        Table::new()
            .with("id", Column::Text(["a", "b", "c"].into_iter().map(Some).collect()))
            .with("role", Column::Text(roles.into_iter().map(Some).collect()))
    };
    let chain = [("a", "b"), ("b", "c")].map(|p| (p.0.to_string(), p.1.to_string(), "all", 1.0));
    let cases = [
        (["firm", "firm", "firm"], "coordinator"),
        (["firm", "finance", "firm"], "itinerant"),
        (["firm", "finance", "finance"], "gatekeeper"),
        (["firm", "firm", "finance"], "representative"),
        (["firm", "finance", "public"], "liaison"),
    ];
    for (roles, name) in cases {
        let tables = [("nodes", nodes(roles)), ("edges", edges(&chain))];
        let output = run("brokerage", &tables, &[("direction", "keep")]).expect("it runs");
        for word in ["coordinator", "itinerant", "gatekeeper", "representative", "liaison"] {
            assert_eq!(output.table.integer_at(1, word), Some(i64::from(word == name)), "{name}: {word}");
        }
    }
}
