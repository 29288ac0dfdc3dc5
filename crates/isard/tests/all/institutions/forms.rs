//! Institutional form and profile.

use super::{real, refusal, text};
use crate::cooperation::{table, texts};
use crate::run_alone::{run, statuses};
use isard::model::{Column, Table};

/// Five organisations: four firms and a university; `km` apart along a meridian.
fn nodes(km: f64, parent: &str) -> Table {
    let rows: [&[&str]; 5] = [
        &["a", "firm", ""],
        &["b", "firm", parent],
        &["c", "firm", parent],
        &["d", "firm", ""],
        &["u", "science", ""],
    ];
    let degree = km / 111.195;
    texts(&["id", "role", "parent"], &rows)
        .with("lon", Column::Real(vec![Some(30.0); 5]))
        .with("lat", Column::Real((0..5).map(|i| Some(50.0 + degree * f64::from(i))).collect()))
}

fn members(ids: &[&str]) -> Table {
    texts(
        &["community", "id"],
        &ids.iter().map(|i| ["K", i]).collect::<Vec<_>>().iter().map(|r| &r[..]).collect::<Vec<_>>(),
    )
}

fn edges(rows: &[(&str, &str, &str, f64)]) -> Table {
    let rows: Vec<([&str; 3], f64)> = rows.iter().map(|r| ([r.0, r.1, r.2], r.3)).collect();
    table(&["source", "target", "layer"], &rows.iter().map(|r| (&r.0[..], r.1)).collect::<Vec<_>>(), "weight")
}

const CHAIN: [(&str, &str, &str, f64); 4] = [
    ("a", "b", "production", 1.0),
    ("c", "b", "production", 1.0),
    ("c", "d", "commercial", 1.0),
    ("d", "u", "science_technology", 1.0),
];

fn form(nodes: Table, edges: Table, ids: &[&str]) -> String {
    let tables = [("nodes", nodes), ("edges", edges), ("members", members(ids))];
    text(&run("institutional-form", &tables, &[]).expect("runs"), "form")[0].clone()
}

#[test]
fn every_form_has_its_test() {
    let all = ["a", "b", "c", "d", "u"];
    assert_eq!(form(nodes(5.0, ""), edges(&CHAIN), &all), "cluster");
    assert_eq!(form(nodes(5.0, ""), edges(&CHAIN), &all[..4]), "firms_alone");
    // Two of four firms under a third: three of four under one owner.
    assert_eq!(form(nodes(5.0, "a"), edges(&CHAIN), &all), "holding");
    let mut owned = CHAIN.to_vec();
    owned.push(("a", "d", "ownership", 5.0));
    assert_eq!(form(nodes(5.0, ""), edges(&owned), &all), "holding");
    assert_eq!(form(nodes(200.0, ""), edges(&CHAIN), &all), "network");
    assert_eq!(form(nodes(5.0, ""), edges(&CHAIN[..1]), &all), "association");
    assert_eq!(form(nodes(0.1, ""), edges(&CHAIN[..1]), &all), "park");
    // Fewer than three are not judged, unless asked.
    assert_eq!(form(nodes(5.0, ""), edges(&CHAIN), &["a"]), "too_small");
    assert_eq!(form(nodes(5.0, ""), edges(&CHAIN), &["a", "b"]), "too_small");
    let two = [("nodes", nodes(5.0, "")), ("edges", edges(&CHAIN)), ("members", members(&["a", "b"]))];
    let asked = run("institutional-form", &two, &[("least-members", "2")]).expect("runs");
    assert_eq!(text(&asked, "form"), ["firms_alone"]);
}

#[test]
fn figures_stand_behind_the_form() {
    let mut rows = CHAIN.to_vec();
    rows.extend([
        ("a", "a", "production", 9.0),
        ("b", "a", "production", 1.0),
        ("a", "x", "production", 7.0),
        ("a", "c", "ownership", 1.0),
    ]);
    let tables = [
        ("nodes", nodes(10.0, "")),
        ("edges", edges(&rows)),
        ("members", members(&["a", "b", "c", "d", "u", "ghost"])),
    ];
    let found = run("institutional-form", &tables, &[]).expect("runs");
    let whole = |name: &str| found.table.integer(name).expect("a column")[0];
    assert_eq!((whole("members"), whole("kinds"), whole("tied_pairs")), (Some(6), Some(2), Some(4)));
    assert!((real(&found, "tied_share")[0] - 5.0 / 6.0).abs() < 1e-12);
    // Inside: 4 of the chain, b–a again, ownership 1.
    assert!((real(&found, "ownership_share")[0] - 1.0 / 6.0).abs() < 1e-12);
    assert!((real(&found, "placed_share")[0] - 5.0 / 6.0).abs() < 1e-12);
    // The middle of five in a row: 20, 10, 0, 10, 20 km.
    assert!((real(&found, "median_km")[0] - 10.0).abs() < 0.01);
    // Of the loop, the end that is no node, and the member that is none.
    assert_eq!(found.warnings.len(), 3);
}

#[test]
fn without_places_territory_is_not_guessed() {
    let bare = texts(
        &["id", "role"],
        &[&["a", "firm"], &["b", "firm"], &["c", "firm"], &["d", "firm"], &["u", "science"]],
    );
    let tables =
        [("nodes", bare), ("edges", edges(&CHAIN)), ("members", members(&["a", "b", "c", "d", "u"]))];
    let found = run("institutional-form", &tables, &[]).expect("runs");
    assert_eq!(text(&found, "form"), ["undetermined"]);
    assert_eq!(statuses(&found), ["undefined:too-few"]);
}

#[test]
fn a_ring_of_owners_ends() {
    let ring =
        texts(&["id", "role", "parent"], &[&["a", "firm", "b"], &["b", "firm", "a"], &["c", "firm", "c"]]);
    assert_eq!(form(ring, edges(&CHAIN[..2]), &["a", "b", "c"]), "holding");
}

fn profile(rules: &str, extra: &[(&'static str, Table)]) -> isard::registry::Output {
    let mut tables = vec![("nodes", nodes(1.0, "")), ("members", members(&["a", "b", "u", "ghost"]))];
    tables.extend_from_slice(extra);
    run("institutional-profile", &tables, &[("rules", rules)]).expect("runs")
}

/// Kind, item, value and verdict of each row.
fn rows(found: &isard::registry::Output, kind: &str) -> Vec<(String, f64, Option<bool>)> {
    let (kinds, items, values) = (text(found, "kind"), text(found, "item"), real(found, "value"));
    let Some(Column::Boolean(met)) = found.table.get("met") else { panic!("a column") };
    (0..kinds.len()).filter(|&r| kinds[r] == kind).map(|r| (items[r].clone(), values[r], met[r])).collect()
}

#[test]
fn members_by_role_and_a_checklist() {
    let found = profile("members>=4; kinds>2; firm=2; finance>=1; services>=1", &[]);
    assert_eq!(
        rows(&found, "role"),
        [("firm".into(), 2.0, None), ("science".into(), 1.0, None), ("unknown".into(), 1.0, None)]
    );
    let rules = rows(&found, "rule");
    let met: Vec<Option<bool>> = rules.iter().map(|r| r.2).collect();
    assert_eq!(met, [Some(true), Some(false), Some(true), Some(false), None]);
    assert_eq!(rules[0].0, "members>=4");
}

#[test]
fn money_seats_and_services() {
    let funding = table(
        &["community", "source"],
        &[(&["K", "public"], 30.0), (&["K", "a"], 50.0), (&["K", "a"], 20.0)],
        "amount",
    );
    let seats = texts(&["community", "id"], &[&["K", "a"], &["K", "u"]]);
    let services = texts(&["community", "service"], &[&["K", "training"], &["K", "export"], &["L", "fairs"]]);
    let found = profile(
        "public_share<=0.3; seats>=3; services=2",
        &[("funding", funding), ("governance", seats), ("services", services)],
    );
    assert_eq!(rows(&found, "funding"), [("a".into(), 70.0, None), ("public".into(), 30.0, None)]);
    assert_eq!(rows(&found, "service").len(), 2);
    assert_eq!(
        rows(&found, "rule").iter().map(|r| r.2).collect::<Vec<_>>(),
        [Some(true), Some(false), Some(true)]
    );
}

#[test]
fn bad_input_is_refused() {
    let base = || vec![("nodes", nodes(1.0, "")), ("members", members(&["a"])), ("edges", edges(&CHAIN))];
    let of = |at: usize, table: Table| {
        let mut tables = base();
        tables[at].1 = table;
        tables
    };
    assert!(refusal("institutional-profile", &base(), &[("rules", "luck>=1")]).contains("luck"));
    assert!(refusal("institutional-profile", &base(), &[("rules", "members")]).contains("members>=15"));
    assert!(
        refusal("institutional-form", &of(0, texts(&["id", "role"], &[&["a", "firm"], &["a", "firm"]])), &[])
            .contains("twice")
    );
    assert!(
        refusal("institutional-form", &of(2, edges(&[("a", "b", "production", f64::NAN)])), &[])
            .contains("weight")
    );
    assert!(
        refusal("institutional-form", &of(2, edges(&[("a", "b", "production", -1.0)])), &[])
            .contains("0 or more")
    );
    assert!(
        refusal("institutional-form", &of(1, texts(&["community", "id"], &[&["", "a"]])), &[])
            .contains("no community")
    );
    let far = texts(&["id", "role"], &[&["a", "firm"]])
        .with("lon", Column::Real(vec![Some(10.0)]))
        .with("lat", Column::Real(vec![Some(95.0)]));
    assert!(refusal("institutional-form", &of(0, far), &[]).contains("outside the Earth"));
}
