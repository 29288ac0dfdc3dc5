//! Theil and Gini: published values, oracles, identities, undefined cases.

use crate::run_alone::{assert_close, run, statuses, values};
use isard::inequality::gini::coefficient;
use isard::inequality::theil::{Variant, decompose, index};
use isard::inequality::values::YearValues;
use isard::inequality::workflow::analyze;
use isard::model::{Column, Table, TextColumn};
use proptest::prelude::*;

fn table(rows: &[(&str, &str, Option<f64>)]) -> Table {
    let region: TextColumn = rows.iter().map(|r| Some(r.0)).collect();
    let group: TextColumn = rows.iter().map(|r| Some(r.1)).collect();
    Table::new()
        .with("region", Column::Text(region))
        .with("group", Column::Text(group))
        .with("value", Column::Real(rows.iter().map(|r| r.2).collect()))
}

#[test]
fn theil_of_the_textbook_alone() {
    let rows = [("a", "n", 10.0), ("b", "n", 10.0), ("c", "n", 10.0), ("d", "s", 20.0), ("e", "s", 50.0)];
    let rows: Vec<_> = rows.iter().map(|r| (r.0, r.1, Some(r.2))).collect();
    let t = run("theil", &[("values", table(&rows))], &[]).expect("runs");
    let parts = values(&t);
    assert_close(&parts[..1], &[0.250201211769094]);
    assert_close(&[parts[1] + parts[2]], &[parts[0]]);
    let l = run("theil", &[("values", table(&rows))], &[("variant", "l")]).expect("runs");
    assert_close(&values(&l)[..1], &[0.232630161961136]);
}

#[test]
fn what_does_not_exist_is_named() {
    let of = |rows: &[(&str, &str, Option<f64>)], variant| {
        let found = run("theil", &[("values", table(rows))], &[("variant", variant)]).expect("runs");
        statuses(&found)[0].clone()
    };
    assert_eq!(of(&[("a", "n", Some(1.0)), ("b", "n", Some(0.0))], "l"), "undefined:not-positive");
    assert_eq!(of(&[("a", "n", Some(1.0)), ("b", "n", Some(0.0))], "t"), "observed");
    assert_eq!(of(&[("a", "n", Some(0.0)), ("b", "n", Some(0.0))], "t"), "undefined:not-positive");
    assert_eq!(of(&[("a", "n", Some(1.0)), ("b", "n", None)], "t"), "undefined:too-few");
    assert_eq!(of(&[("a", "n", None), ("b", "n", None)], "t"), "missing");
}

#[test]
fn a_region_twice_is_refused() {
    let rows = [("a", "n", Some(1.0)), ("a", "n", Some(2.0))];
    let error = run("gini", &[("values", table(&rows))], &[]).expect_err("refused");
    assert_eq!(error.to_string(), "input `values`, row 2: `a` stands twice");
}

#[test]
fn the_workflow_gives_every_measure_and_component() {
    let year = YearValues {
        year: 2020,
        regions: ["a", "b", "c"].map(String::from).to_vec(),
        values: vec![1.0, 2.0, f64::NAN],
        weights: Some(vec![1.0, 3.0, 1.0]),
        groups: Some(["x", "y", "y"].map(String::from).to_vec()),
    };
    let rows = analyze("income", &[year]).expect("fits");
    let named: Vec<_> = rows.iter().map(|r| (r.measure, r.component)).collect();
    let expected = [
        ("theil", "total"),
        ("theil", "between"),
        ("theil", "within"),
        ("theil-l", "total"),
        ("theil-l", "between"),
        ("theil-l", "within"),
        ("gini", "total"),
        ("atkinson", "total"),
        ("hoover", "total"),
        ("williamson", "total"),
    ];
    assert_eq!(named, expected);
    // One region a group: all inequality lies between groups.
    assert_close(&[rows[1].value.expect("defined")], &[rows[0].value.expect("defined")]);
    assert_close(&[rows[2].value.expect("defined")], &[0.0]);
}

fn naive_gini(x: &[f64], w: &[f64]) -> f64 {
    let sum: f64 = w.iter().sum();
    let mean: f64 = x.iter().zip(w).map(|(x, w)| x * w / sum).sum();
    let pairs = (0..x.len()).flat_map(|i| (0..x.len()).map(move |j| (i, j)));
    pairs.map(|(i, j)| w[i] * w[j] / sum / sum * (x[i] - x[j]).abs()).sum::<f64>() / (2.0 * mean)
}

fn samples() -> impl Strategy<Value = Vec<(f64, f64, usize)>> {
    prop::collection::vec((0.01..1e6f64, 0.1..50.0f64, 0usize..4), 2..40)
}

proptest! {
    #[test]
    fn gini_equals_the_sum_over_pairs_and_is_bounded(sample in samples()) {
        let x: Vec<f64> = sample.iter().map(|s| s.0).collect();
        let w: Vec<f64> = sample.iter().map(|s| s.1).collect();
        let g = coefficient(&x, &w).expect("defined");
        prop_assert!((g - naive_gini(&x, &w)).abs() < 1e-9);
        prop_assert!((0.0..1.0).contains(&g));
    }

    #[test]
    fn theil_is_between_plus_within(sample in samples()) {
        let x: Vec<f64> = sample.iter().map(|s| s.0).collect();
        let w: Vec<f64> = sample.iter().map(|s| s.1).collect();
        let g: Vec<&str> = sample.iter().map(|s| ["a", "b", "c", "d"][s.2]).collect();
        for variant in [Variant::T, Variant::L] {
            let parts = decompose(&x, &w, &g, variant).expect("defined");
            prop_assert!((parts.total - parts.between - parts.within).abs() < 1e-9);
            prop_assert!(parts.between >= 0.0 && parts.within >= 0.0);
        }
    }

    #[test]
    fn order_and_scale_do_not_matter(sample in samples(), scale in 0.01..100.0f64) {
        let mut turned: Vec<_> = sample.iter().map(|s| (s.0 * scale, s.1)).collect();
        turned.reverse();
        let (x, w): (Vec<f64>, Vec<f64>) = sample.iter().map(|s| (s.0, s.1)).unzip();
        let (y, v): (Vec<f64>, Vec<f64>) = turned.into_iter().unzip();
        prop_assert!((coefficient(&x, &w).expect("defined") - coefficient(&y, &v).expect("defined")).abs() < 1e-9);
        for variant in [Variant::T, Variant::L] {
            prop_assert!((index(&x, &w, variant).expect("defined") - index(&y, &v, variant).expect("defined")).abs() < 1e-9);
        }
    }
}
