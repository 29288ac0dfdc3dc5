//! Bad input gives a status or a clear error, never a panic.

use super::maps::{key, lattice, links_table, values_table, weights};
use crate::run_alone::{run, statuses, values};
use isard::model::{Column, Table};
use isard::registry::{MethodError, Output};
use isard::space::Weights;

const LOCAL: [&str; 3] = ["local-moran", "local-geary", "getis-ord"];
const GLOBAL: [&str; 2] = ["moran", "geary"];

fn of(id: &str, w: &Weights, x: &[f64], options: &[(&str, &str)]) -> Result<Output, MethodError> {
    let options: Vec<_> = options.iter().copied().chain([("draws", "199")]).collect();
    run(id, &[("weights", links_table(w)), ("values", values_table(&[("value", x)]))], &options)
}

#[test]
fn constant_values_are_undefined() {
    let w = lattice(3, 3);
    for id in LOCAL.iter().chain(&GLOBAL) {
        for level in [0.0, 0.1, -7.0] {
            let found = of(id, &w, &[level; 9], &[]).expect("runs");
            assert!(
                statuses(&found).iter().all(|s| s == "undefined:constant"),
                "{id}: {:?}",
                statuses(&found)
            );
            assert!(values(&found).iter().all(|v| v.is_nan()));
        }
    }
    let found = of("join-count", &w, &[1.0; 9], &[]).expect("runs");
    assert!(statuses(&found).iter().all(|s| s == "undefined:constant"));
}

#[test]
fn values_missing_and_text_for_numbers() {
    let w = lattice(3, 3);
    let mut x: Vec<f64> = (0..9).map(f64::from).collect();
    x[4] = f64::NAN;
    let found = of("local-moran", &w, &x, &[]).expect("runs");
    assert_eq!(statuses(&found)[4], "missing");
    assert_eq!(statuses(&found).iter().filter(|s| *s == "observed").count(), 8);
    assert!(found.warnings.iter().any(|w| w.contains("without a value")), "{:?}", found.warnings);
    let found = of("local-moran", &w, &[f64::NAN; 9], &[]).expect("runs");
    assert!(statuses(&found).iter().all(|s| s == "missing"));
    let found = of("moran", &w, &[f64::NAN; 9], &[]).expect("runs");
    assert_eq!(statuses(&found), ["missing"]);
    let text = Table::new()
        .with("region", Column::Text([Some("R00000")].into_iter().collect()))
        .with("value", Column::Text([Some("many")].into_iter().collect()));
    let error = run("moran", &[("weights", links_table(&w)), ("values", text)], &[]).expect_err("refused");
    assert_eq!(error.to_string(), "input `values`, row 1: `value` = `many` is not a number");
}

#[test]
fn unknown_keys_are_named() {
    let x = [1.0, 2.0, 3.0, 5.0];
    let error = of("moran", &lattice(1, 3), &x, &[]).expect_err("refused");
    assert_eq!(
        error.to_string(),
        format!("1 regions of `values` are not in `weights` (first: `{}`)", key(3))
    );
    assert!(error.hint().is_some());
}

#[test]
fn few_regions() {
    for n in 1..=3 {
        let w = weights(n, (1..n).flat_map(|i| [(0, i, 1.0), (i, 0, 1.0)]));
        let x: Vec<f64> = (0..n).map(|i| i as f64).collect();
        for id in LOCAL.iter().chain(&GLOBAL) {
            let found = of(id, &w, &x, &[]).expect("runs");
            let too_few = n == 1 || (n == 2 && *id == "getis-ord");
            assert_eq!(
                statuses(&found)[0] == "undefined:too-few",
                too_few,
                "{id}, {n}: {:?}",
                statuses(&found)
            );
        }
        of("join-count", &w, &x.iter().map(|v| v % 2.0).collect::<Vec<_>>(), &[]).expect("runs");
    }
}

#[test]
fn islands_and_zero_weights_have_no_statistic() {
    let w = weights(5, [(0, 1, 1.0), (1, 0, 1.0), (1, 2, 1.0), (2, 1, 1.0), (3, 0, 0.0)]);
    let x = [1.0, 5.0, 2.0, 8.0, 4.0];
    for id in LOCAL {
        let found = of(id, &w, &x, &[("style", "given")]).expect("runs");
        assert_eq!(statuses(&found)[3..], ["undefined:island", "undefined:island"], "{id}");
        let p = found.table.real("p").expect("a column");
        assert!(p[..3].iter().all(Option::is_some) && p[3..].iter().all(Option::is_none), "{id}");
    }
    let none = weights(5, []);
    for id in GLOBAL {
        assert_eq!(statuses(&of(id, &none, &x, &[]).expect("runs")), ["undefined:island"]);
    }
    for id in LOCAL {
        assert!(statuses(&of(id, &none, &x, &[]).expect("runs")).iter().all(|s| s == "undefined:island"));
        let dropped = of(id, &none, &x, &[("islands", "drop")]).expect("runs");
        assert!(statuses(&dropped).iter().all(|s| s == "undefined:left-out"));
    }
}

#[test]
fn islands_are_attached_to_the_nearest() {
    let w = weights(4, [(0, 1, 1.0), (1, 0, 1.0)]);
    let x = [1.0, 5.0, 2.0, 8.0];
    let error = of("local-moran", &w, &x, &[("islands", "attach")]).expect_err("no points");
    assert!(matches!(error, MethodError::MissingInput { name: "points", .. }));
    let points = values_table(&[("x", &[0.0, 1.0, 2.5, 3.0]), ("y", &[0.0; 4])]);
    let tables =
        [("weights", links_table(&w)), ("values", values_table(&[("value", &x)])), ("points", points)];
    let found = run("local-moran", &tables, &[("islands", "attach"), ("draws", "99")]).expect("runs");
    assert!(statuses(&found).iter().all(|s| s == "observed"));
    assert!(found.warnings[0].contains("`R00002`–`R00003`"), "{:?}", found.warnings);
}

#[test]
fn a_region_linked_with_all_others_has_nothing_to_draw() {
    for n in [4usize, 60, 300] {
        let w = weights(n, (1..n).flat_map(|i| [(0, i, 1.0), (i, 0, 1.0)]));
        let x: Vec<f64> = (0..n).map(|i| ((i * 37) % 101) as f64 + 0.25).collect();
        for id in LOCAL {
            for stop in ["0", "5"] {
                let all = [("variant", "local"), ("stop-after", stop)];
                // Only getis-ord knows the variant.
                let options = if id == "getis-ord" { &all[..] } else { &all[1..] };
                let found = of(id, &w, &x, options).expect("runs");
                // Every draw is the same set: nothing is extreme.
                assert_eq!(found.table.real_at(0, "p"), Some(1.0), "{id}, n = {n}");
            }
        }
    }
}

#[test]
fn very_large_and_very_small_values() {
    let w = lattice(4, 4);
    let base: Vec<f64> = (0..16).map(|i| ((i * 5) % 11) as f64 + 1.0 / 3.0).collect();
    let plain = of("local-moran", &w, &base, &[]).expect("runs");
    for scale in [1e-200, 1e-9, 1e12, 1e150] {
        let x: Vec<f64> = base.iter().map(|v| v * scale).collect();
        for id in LOCAL.iter().chain(&GLOBAL) {
            of(id, &w, &x, &[]).expect("runs");
        }
        let found = of("local-moran", &w, &x, &[]).expect("runs");
        // Draws are the same, and so is the order of sums.
        if scale > 1e-100 {
            assert_eq!(found.table.real("p"), plain.table.real("p"), "scale {scale}");
        }
    }
}

#[test]
fn rates_need_people() {
    let w = lattice(2, 2);
    let events = [1.0, 4.0, 2.0, 0.0];
    let with = |population: &[f64]| {
        let values = values_table(&[("value", &events), ("population", population)]);
        run(
            "local-moran",
            &[("weights", links_table(&w)), ("values", values)],
            &[("variant", "eb-rate"), ("draws", "99")],
        )
    };
    with(&[100.0, 200.0, 150.0, 80.0]).expect("runs");
    let error = with(&[100.0, 0.0, 150.0, 80.0]).expect_err("refused");
    assert!(error.to_string().starts_with("`R00001` has 4 events in a population of 0"), "{error}");
    // Equal rates are constant, whatever rounding makes of them.
    let equal = values_table(&[("value", &[0.1, 0.2, 0.3, 0.7]), ("population", &[1.0, 2.0, 3.0, 7.0])]);
    let found = run("moran", &[("weights", links_table(&w)), ("values", equal)], &[("variant", "eb-rate")]);
    assert_eq!(statuses(&found.expect("runs")), ["undefined:constant"]);
    let error = of("moran", &w, &events, &[("variant", "bivariate")]).expect_err("no second variable");
    assert_eq!(error.to_string(), "variant `bivariate` needs the column `other` in `values`");
}

#[test]
fn join_counts_want_zeros_and_ones() {
    let error = of("join-count", &lattice(2, 2), &[0.0, 1.0, 2.0, 1.0], &[]).expect_err("refused");
    assert_eq!(error.to_string(), "`R00002` has the value 2: join counts need 0 or 1");
}
