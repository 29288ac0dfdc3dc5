//! Bad input gets a clear refusal, contradictions a list, never a panic.

use super::tables::{activity, hierarchy, planted, text, tree};
use crate::run_alone::run;
use isard::model::{Column, Table};

fn small(rows: &[(&str, &str, Option<f64>)]) -> Table {
    Table::new()
        .with("region", text(rows.iter().map(|r| r.0)))
        .with("industry", text(rows.iter().map(|r| r.1)))
        .with("value", Column::Real(rows.iter().map(|r| r.2).collect()))
        .with("status", text(rows.iter().map(|r| if r.2.is_some() { "observed" } else { "suppressed" })))
}

fn pairs(rows: &[(&str, &str)]) -> Vec<(String, String)> {
    rows.iter().map(|r| (r.0.to_string(), r.1.to_string())).collect()
}

const REGIONS: &[(&str, &str)] = &[("r", ""), ("a", "r"), ("b", "r")];

fn refusal(rows: &[(&str, &str, Option<f64>)], regions: &[(&str, &str)]) -> String {
    let tables = [("activity", small(rows)), ("regions", hierarchy("region", &pairs(regions)))];
    run("disclosure-estimate", &tables, &[]).expect_err("refused").to_string()
}

#[test]
fn bad_tables_are_refused_by_name() {
    let good: &[(&str, &str, Option<f64>)] =
        &[("r", "i", Some(9.0)), ("a", "i", None), ("b", "i", Some(4.0))];
    assert!(refusal(&[("a", "i", Some(-1.0))], REGIONS).contains("negative value -1"));
    assert!(refusal(&[("a", "i", Some(f64::NAN))], REGIONS).contains("NaN"));
    assert!(refusal(&[("z", "i", Some(1.0))], REGIONS).contains("`z`"));
    assert!(refusal(&[("a", "i", Some(1.0)), ("a", "i", Some(2.0))], REGIONS).contains("second row"));
    assert!(refusal(good, &[("r", "b"), ("a", "r"), ("b", "r")]).contains("contains the next"));
    assert!(refusal(good, &[("r", "r"), ("a", "r"), ("b", "r")]).contains("contains the next"));
    assert!(refusal(good, &[("r", "x"), ("a", "r"), ("b", "r")]).contains("parent `x`"));
    assert!(refusal(good, &[("r", ""), ("a", "r"), ("a", "r"), ("b", "r")]).contains("stands twice"));
    assert!(refusal(&[], REGIONS).contains("no rows"));
}

#[test]
fn one_withheld_part_is_what_the_total_leaves() {
    let rows = [("r", "i", Some(9.5)), ("a", "i", None), ("b", "i", Some(4.0))];
    let tables = [("activity", small(&rows)), ("regions", hierarchy("region", &pairs(REGIONS)))];
    let out = run("disclosure-estimate", &tables, &[]).expect("runs");
    assert_eq!(out.table.rows(), 1);
    for column in ["value", "bound_low", "bound_high"] {
        let found = out.table.real_at(0, column).expect("a value");
        assert!((found - 5.5).abs() < 1e-6, "{column} {found}");
    }
}

#[test]
fn contradictory_totals_are_listed_and_not_forced() {
    // Children above the parent; a second industry that adds up stays estimated.
    let rows = [
        ("r", "i", Some(10.0)),
        ("a", "i", Some(30.0)),
        ("b", "i", None),
        ("r", "j", Some(10.0)),
        ("a", "j", Some(4.0)),
        ("b", "j", None),
    ];
    let tables = [("activity", small(&rows)), ("regions", hierarchy("region", &pairs(REGIONS)))];
    let out = run("disclosure-estimate", &tables, &[("rounding", "0")]).expect("runs");
    let listed = out.figures["contradictions"].as_array().expect("a list");
    assert_eq!(listed.len(), 1);
    assert!(listed[0].as_str().is_some_and(|s| s.contains("r × i") && !s.contains("r × j")), "{listed:?}");
    assert!(out.warnings.iter().any(|w| w.contains("contradict")));
    let row = (0..2).find(|&k| out.table.text_at(k, "industry") == Some("j")).expect("a row");
    assert!((out.table.real_at(row, "value").expect("a value") - 6.0).abs() < 1e-6);
}

#[test]
fn two_totals_that_only_together_contradict_are_the_conflict() {
    // Over regions b × i is 1; over industries it is at least 8.
    let rows = [
        ("r", "k", Some(40.0)),
        ("r", "i", Some(10.0)),
        ("a", "i", Some(9.0)),
        ("b", "i", None),
        ("b", "k", Some(12.0)),
        ("b", "j", Some(4.0)),
        ("a", "k", Some(28.0)),
        ("a", "j", Some(19.0)),
        ("r", "j", Some(23.0)),
    ];
    let industries = pairs(&[("k", ""), ("i", "k"), ("j", "k")]);
    let tables = [
        ("activity", small(&rows)),
        ("regions", hierarchy("region", &pairs(REGIONS))),
        ("industries", hierarchy("industry", &industries)),
    ];
    let out = run("disclosure-estimate", &tables, &[("rounding", "0")]).expect("runs");
    let listed: Vec<&str> =
        out.figures["contradictions"].as_array().expect("a list").iter().filter_map(|s| s.as_str()).collect();
    assert!(
        listed.iter().any(|s| s.contains("r × i over regions") && s.contains("b × k over industries")),
        "{listed:?}"
    );
}

#[test]
fn nothing_withheld_and_everything_withheld() {
    let (r, i) = (tree('r', 2, 2), tree('i', 2, 2));
    let mut cells = planted(&r, &i, 2, (0.0, 0.0), 3);
    cells.iter_mut().for_each(|c| c.withheld = false);
    let tables = |cells: &[super::tables::Cell]| {
        [
            ("activity", activity(cells)),
            ("regions", hierarchy("region", &r)),
            ("industries", hierarchy("industry", &i)),
        ]
    };
    assert_eq!(run("disclosure-estimate", &tables(&cells), &[]).expect("runs").table.rows(), 0);
    cells.iter_mut().for_each(|c| c.withheld = true);
    let out = run("disclosure-estimate", &tables(&cells), &[]).expect("runs");
    assert_eq!(out.table.rows(), cells.len());
    assert!((0..cells.len()).all(|k| out.table.text_at(k, "status") == Some("suppressed")));
    assert!((0..cells.len()).all(|k| out.table.real_at(k, "value").is_none()));
}
