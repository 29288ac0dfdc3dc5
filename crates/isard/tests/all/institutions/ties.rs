//! Growth of ties and projection of common projects.

use super::{real, refusal, text};
use crate::cooperation::texts;
use crate::run_alone::{run, statuses};
use isard::model::{Column, Table};
use isard::organizations::projection::{Weight, project};
use proptest::prelude::*;

fn edges(rows: &[(&str, &str, &str, i64)]) -> Table {
    let cells: Vec<[&str; 3]> = rows.iter().map(|r| [r.0, r.1, r.2]).collect();
    texts(&["source", "target", "layer"], &cells.iter().map(|c| &c[..]).collect::<Vec<_>>())
        .with("year", Column::Integer(rows.iter().map(|r| Some(r.3)).collect()))
}

#[test]
fn ties_by_year() {
    let ties = edges(&[
        ("a", "b", "production", 2020),
        ("b", "a", "commercial", 2020),
        ("b", "c", "production", 2020),
        ("a", "b", "production", 2021),
        ("c", "d", "production", 2021),
        ("d", "e", "production", 2021),
        ("a", "b", "production", 2023),
    ]);
    let members = texts(&["community", "id"], &[&["K", "a"], &["K", "b"], &["K", "c"]]);
    let found = run("tie-growth", &[("edges", ties), ("members", members)], &[]).expect("runs");
    let (communities, layers) = (text(&found, "community"), text(&found, "layer"));
    let years = found.table.integer("year").expect("years");
    let at = |community: &str, layer: &str, year: i64| {
        (0..layers.len())
            .find(|&r| communities[r] == community && layers[r] == layer && years[r] == Some(year))
            .expect("a row")
    };
    let whole = |name: &str, r: usize| found.table.integer(name).expect("a column")[r];
    let r = at("all", "all", 2021);
    let counts = ["ties", "formed", "persisted", "dissolved", "entered", "left"].map(|n| whole(n, r));
    assert_eq!(counts, [3, 2, 1, 1, 2, 0].map(Some));
    assert_eq!(real(&found, "persistence")[r], 0.5);
    assert_eq!(real(&found, "formation")[r], 1.0);
    assert_eq!(real(&found, "churn")[r], 3.0 / 2.5);
    // The same pair in two layers is one pair of all.
    assert_eq!(whole("ties", at("all", "all", 2020)), Some(2));
    assert_eq!(statuses(&found)[at("all", "all", 2020)], "missing");
    // 2022 is not in the table: 2023 follows a gap.
    assert_eq!(statuses(&found)[at("all", "all", 2023)], "missing");
    // Commercial ties: none in 2021, which the table has.
    assert_eq!(whole("dissolved", at("all", "commercial", 2021)), Some(1));
    let k = at("K", "all", 2021);
    assert_eq!((whole("ties", k), whole("left", k)), (Some(1), Some(1)));
}

#[test]
fn growth_needs_years_and_names() {
    let bare = texts(&["source", "target"], &[&["a", "b"]]);
    assert!(refusal("tie-growth", &[("edges", bare)], &[]).contains("year"));
    let half = edges(&[("a", "b", "x", 1)]);
    let members = texts(&["community", "id"], &[&["all", "a"]]);
    assert!(refusal("tie-growth", &[("edges", half), ("members", members)], &[]).contains("`all`"));
    assert!(
        refusal("tie-growth", &[("edges", texts(&["source", "target"], &[&["", "b"]]))], &[])
            .contains("`source`")
    );
}

#[test]
fn newman_weights_by_hand() {
    let rows: [&[&str]; 8] = [
        &["p", "a"],
        &["p", "b"],
        &["q", "a"],
        &["q", "b"],
        &["q", "c"],
        &["q", "c"],
        &["r", "c"],
        &["s", "c"],
    ];
    let found =
        run("two-mode-projection", &[("participants", texts(&["project", "organisation"], &rows))], &[])
            .expect("runs");
    let pairs: Vec<String> =
        text(&found, "source").iter().zip(text(&found, "target")).map(|(a, b)| format!("{a}{b}")).collect();
    assert_eq!(pairs, ["ab", "ac", "bc"]);
    assert_eq!(real(&found, "weight"), [1.5, 0.5, 0.5]);
    assert_eq!(found.figures["projects_of_one"], 2);
    let small = run(
        "two-mode-projection",
        &[("participants", texts(&["project", "organisation"], &rows))],
        &[("largest", "2")],
    )
    .expect("runs");
    assert_eq!(small.table.rows(), 1);
    assert_eq!(small.warnings.len(), 1);
}

proptest! {
    /// An organisation's weights add up to its number of projects with partners (Newman 2001).
    #[test]
    fn newman_weights_add_up(sets in prop::collection::vec(prop::collection::btree_set(0u32..12, 0..7), 0..20)) {
        let projects: Vec<Vec<u32>> = sets.iter().map(|s| s.iter().copied().collect()).collect();
        let ties = project(&projects, Weight::Newman, 100);
        let counts = project(&projects, Weight::Count, 100);
        for who in 0..12 {
            let strength: f64 = ties.iter().filter(|t| t.source == who || t.target == who).map(|t| t.weight).sum();
            let with_partners = sets.iter().filter(|s| s.len() > 1 && s.contains(&who)).count() as f64;
            prop_assert!((strength - with_partners).abs() < 1e-9);
        }
        for t in &counts {
            let common = sets.iter().filter(|s| s.contains(&t.source) && s.contains(&t.target)).count();
            prop_assert_eq!(t.weight, common as f64);
            prop_assert_eq!(t.projects as usize, common);
        }
    }
}

#[test]
fn a_project_has_one_year() {
    let rows = texts(&["project", "organisation"], &[&["p", "a"], &["p", "b"]])
        .with("year", Column::Integer(vec![Some(2020), Some(2021)]));
    assert!(refusal("two-mode-projection", &[("participants", rows)], &[]).contains("two years"));
    let empty = texts(&["project", "organisation"], &[&["p", ""]]);
    assert!(refusal("two-mode-projection", &[("participants", empty)], &[]).contains("empty"));
}

/// Numbers of networkx 3.6.1, `collaboration_weighted_projected_graph`.
#[test]
fn weights_of_a_peer() {
    let members = [("p", "ab"), ("q", "abc"), ("r", "c"), ("s", "c"), ("t", "bcde"), ("u", "ae")];
    let rows: Vec<[String; 2]> =
        members.iter().flat_map(|(p, of)| of.chars().map(move |c| [p.to_string(), c.to_string()])).collect();
    let rows: Vec<Vec<&str>> = rows.iter().map(|r| r.iter().map(String::as_str).collect()).collect();
    let table = texts(&["project", "organisation"], &rows.iter().map(Vec::as_slice).collect::<Vec<_>>());
    let found = run("two-mode-projection", &[("participants", table)], &[]).expect("runs");
    let third = 1.0 / 3.0;
    crate::run_alone::assert_close(
        &real(&found, "weight"),
        &[1.5, 0.5, 1.0, 0.5 + third, third, third, third, third, third],
    );
}

proptest! {
    /// Every count by looking at pairs one by one.
    #[test]
    fn growth_as_counted_pair_by_pair(rows in prop::collection::vec((0usize..6, 0usize..6, 0usize..2, 0i64..5), 1..60)) {
        let ids = ["a", "b", "c", "d", "e", "f"];
        let layers = ["x", "y"];
        let rows: Vec<_> = rows.into_iter().filter(|r| r.0 != r.1).collect();
        prop_assume!(!rows.is_empty());
        let list: Vec<_> = rows.iter().map(|r| (ids[r.0], ids[r.1], layers[r.2], 2000 + r.3)).collect();
        let members = texts(&["community", "id"], &[&["K", "a"], &["K", "b"], &["K", "c"], &["K", "d"]]);
        let found = run("tie-growth", &[("edges", edges(&list)), ("members", members)], &[]).expect("runs");
        let (communities, of) = (text(&found, "community"), text(&found, "layer"));
        let years = found.table.integer("year").expect("years");
        let listed: std::collections::BTreeSet<i64> = rows.iter().map(|r| 2000 + r.3).collect();
        for r in 0..of.len() {
            let year = years[r].expect("a year");
            let tied = |a: usize, b: usize, year: i64| {
                let inside = communities[r] == "all" || (a < 4 && b < 4);
                inside && list.iter().any(|t| {
                    let pair = (t.0, t.1) == (ids[a], ids[b]) || (t.1, t.0) == (ids[a], ids[b]);
                    pair && t.3 == year && (of[r] == "all" || t.2 == of[r])
                })
            };
            let pairs = |f: &dyn Fn(usize, usize) -> bool| -> i64 {
                (0..6).flat_map(|a| (a + 1..6).map(move |b| (a, b))).filter(|p| f(p.0, p.1)).count() as i64
            };
            let anyone = |a: usize, year: i64| (0..6).any(|b| b != a && tied(a, b, year));
            let whole = |name: &str| found.table.integer(name).expect("a column")[r];
            prop_assert_eq!(whole("ties"), Some(pairs(&|a, b| tied(a, b, year))));
            let known = listed.contains(&(year - 1));
            let expected = [
                ("formed", pairs(&|a, b| tied(a, b, year) && !tied(a, b, year - 1))),
                ("persisted", pairs(&|a, b| tied(a, b, year) && tied(a, b, year - 1))),
                ("dissolved", pairs(&|a, b| !tied(a, b, year) && tied(a, b, year - 1))),
                ("entered", (0..6).filter(|&a| anyone(a, year) && !anyone(a, year - 1)).count() as i64),
                ("left", (0..6).filter(|&a| !anyone(a, year) && anyone(a, year - 1)).count() as i64),
            ];
            for (name, count) in expected {
                prop_assert_eq!(whole(name), known.then_some(count), "{}", name);
            }
        }
    }
}
