//! Roles a community lacks.

use super::{real, refusal, text};
use crate::cooperation::texts;
use crate::run_alone::{run, statuses};
use isard::model::{Column, Table};

type Place = Option<(f64, f64)>;

fn nodes(rows: &[(&str, &str, Place)]) -> Table {
    let cells: Vec<[&str; 2]> = rows.iter().map(|r| [r.0, r.1]).collect();
    texts(&["id", "role"], &cells.iter().map(|c| &c[..]).collect::<Vec<_>>())
        .with("lon", Column::Real(rows.iter().map(|r| r.2.map(|p| p.0)).collect()))
        .with("lat", Column::Real(rows.iter().map(|r| r.2.map(|p| p.1)).collect()))
}

#[test]
fn by_hand() {
    // On the equator a degree is 2π·6371/360 km or so: three firms, the middle one at 0.
    let rows = [
        ("a", "firm", Some((-0.1, 0.0))),
        ("b", "firm", Some((0.0, 0.0))),
        ("c", "firm", Some((0.1, 0.0))),
        ("near", "finance", Some((0.2, 0.0))),
        ("far", "science", Some((1.0, 0.0))),
        ("nowhere", "civic", None),
    ];
    let members = texts(&["community", "id"], &[&["K", "a"], &["K", "b"], &["K", "c"], &["K", "stranger"]]);
    let found = run("role-reach", &[("nodes", nodes(&rows)), ("members", members)], &[]).expect("runs");
    let (roles, states, nearest) = (text(&found, "role"), text(&found, "state"), text(&found, "nearest"));
    let at = |role: &str| roles.iter().position(|r| r == role).expect("a row");
    let of = |role: &str| (states[at(role)].as_str(), nearest[at(role)].as_str());
    assert_eq!(of("firm"), ("member", ""));
    assert_eq!(of("finance"), ("in_reach", "near"));
    assert_eq!(of("science"), ("out_of_reach", "far"));
    assert_eq!(of("civic"), ("unknown", ""));
    assert_eq!(of("education"), ("out_of_reach", ""));
    assert_eq!(statuses(&found)[at("civic")], "missing");
    let km = real(&found, "nearest_km");
    assert!((km[at("science")] / km[at("finance")] - 5.0).abs() < 1e-6, "five times as far");
    assert!((km[at("science")] - 111.2).abs() < 0.2);
}

#[test]
fn places_outside_the_earth_are_refused() {
    let rows = [("a", "firm", Some((0.0, 91.0)))];
    let members = texts(&["community", "id"], &[&["K", "a"]]);
    refusal("role-reach", &[("nodes", nodes(&rows)), ("members", members.clone())], &[]);
    let twice = [("a", "firm", None), ("a", "firm", None)];
    refusal("role-reach", &[("nodes", nodes(&twice)), ("members", members)], &[]);
}
