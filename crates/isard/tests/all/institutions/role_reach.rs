//! Roles a community lacks.

use super::{real, refusal, text};
use crate::cooperation::texts;
use crate::run_alone::{run, statuses};
use isard::model::{Column, Table};
use proptest::prelude::*;

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

/// Great circle by the haversine, in kilometres.
fn haversine(a: (f64, f64), b: (f64, f64)) -> f64 {
    let [lon, lat] = [(b.0 - a.0).to_radians(), (b.1 - a.1).to_radians()];
    let part = (lat / 2.0).sin().powi(2)
        + a.1.to_radians().cos() * b.1.to_radians().cos() * (lon / 2.0).sin().powi(2);
    2.0 * 6371.0 * part.sqrt().min(1.0).asin()
}

proptest! {
    /// The nearest bank from the member with the least sum of distances, pair by pair.
    #[test]
    fn as_measured_pair_by_pair(
        firms in prop::collection::vec((-170.0..170.0f64, -80.0..80.0f64), 3..8),
        banks in prop::collection::vec((-170.0..170.0f64, -80.0..80.0f64), 1..8),
        reach in 100.0..9000.0f64,
    ) {
        let (f, b): (Vec<_>, Vec<_>) = (
            (0..firms.len()).map(|i| format!("f{i}")).collect(),
            (0..banks.len()).map(|i| format!("b{i}")).collect(),
        );
        let mut rows: Vec<(&str, &str, Place)> = Vec::new();
        (0..firms.len()).for_each(|i| rows.push((&f[i], "firm", Some(firms[i]))));
        (0..banks.len()).for_each(|i| rows.push((&b[i], "finance", Some(banks[i]))));
        let pairs: Vec<[&str; 2]> = f.iter().map(|id| ["K", id.as_str()]).collect();
        let members = texts(&["community", "id"], &pairs.iter().map(|p| &p[..]).collect::<Vec<_>>());
        let option = reach.to_string();
        let measured = |rows: &[(&str, &str, Place)]| {
            run("role-reach", &[("nodes", nodes(rows)), ("members", members.clone())], &[("reach-km", &option)])
                .expect("runs")
        };
        let found = measured(&rows);
        let at = text(&found, "role").iter().position(|r| r == "finance").expect("a row");
        let sum = |p: (f64, f64)| firms.iter().map(|q| haversine(p, *q)).sum::<f64>();
        let seat = *firms.iter().min_by(|p, q| sum(**p).total_cmp(&sum(**q))).expect("a firm");
        let km: Vec<f64> = banks.iter().map(|p| haversine(seat, *p)).collect();
        let least = km.iter().copied().fold(f64::INFINITY, f64::min);
        // Radii of the Earth in use differ by less than a part in a thousand.
        prop_assume!(km.iter().all(|k| (k / reach - 1.0).abs() > 2e-3));
        prop_assert!((real(&found, "nearest_km")[at] / least - 1.0).abs() < 2e-3);
        let within = km.iter().filter(|k| **k <= reach).count() as i64;
        prop_assert_eq!(found.table.integer("in_reach").expect("a column")[at], Some(within));
        rows.reverse();
        prop_assert_eq!(measured(&rows).table, found.table);
    }
}
