//! Naive oracles, identities and undefined cases of specialisation and
//! concentration.

use crate::run_alone::{activity, assert_close, panel, run, statuses, values};
use isard::clusters::location_quotient::{Variant, dense, of_slab};
use isard::clusters::slab::Slab;
use proptest::prelude::*;

fn panels() -> impl Strategy<Value = (Vec<f64>, usize, usize)> {
    (2usize..12, 2usize..9).prop_flat_map(|(r, i)| {
        let cell = prop_oneof![4 => 0.5..1e5f64, 1 => Just(0.0)];
        (prop::collection::vec(cell, r * i), Just(r), Just(i))
    })
}

/// The definition, cell by cell.
fn naive(cells: &[f64], rows: usize, cols: usize) -> Vec<f64> {
    let at = |r: usize, c: usize| cells[r * cols + c];
    let value = |r: usize, c: usize| if at(r, c).is_nan() { 0.0 } else { at(r, c) };
    let total: f64 = (0..rows * cols).map(|k| value(k / cols, k % cols)).sum();
    let cell = |k: usize| {
        let (r, c) = (k / cols, k % cols);
        let region: f64 = (0..cols).map(|c| value(r, c)).sum();
        let industry: f64 = (0..rows).map(|r| value(r, c)).sum();
        (at(r, c) / region) / (industry / total)
    };
    (0..rows * cols).map(cell).collect()
}

proptest! {
    #[test]
    fn quotients_equal_their_definition((cells, rows, cols) in panels(), hole in 0usize..100) {
        let mut cells = cells;
        let at = hole % cells.len();
        cells[at] = f64::NAN;
        let expected = naive(&cells, rows, cols);
        let found = dense(&cells, rows, cols).quotients;
        for ((f, e), m) in found.iter().zip(&expected).zip(of_slab(&Slab::new(cells, rows, cols), Variant::Ratio)) {
            let e = if e.is_finite() { *e } else { f64::NAN };
            prop_assert!((f.is_nan() && e.is_nan()) || (f - e).abs() <= 1e-9 * e.max(1.0));
            prop_assert_eq!(f.is_nan(), m.is_err());
        }
    }

    /// Weighted by regions' shares of all activity, quotients average to one.
    #[test]
    fn quotients_average_to_one((cells, rows, cols) in panels()) {
        let d = dense(&cells, rows, cols);
        for i in (0..cols).filter(|&i| d.industry_totals[i] > 0.0) {
            let regions = (0..rows).filter(|&r| d.region_totals[r] > 0.0);
            let mean: f64 = regions.map(|r| d.quotients[r * cols + i] * d.region_totals[r] / d.total).sum();
            prop_assert!((mean - 1.0).abs() < 1e-9);
        }
    }

    #[test]
    fn measures_stay_in_their_bounds((cells, rows, cols) in panels()) {
        let table = panel(&cells, rows, cols);
        let bounds = [
            ("krugman-specialization", 0.0, 2.0),
            ("krugman-concentration", 0.0, 2.0),
            ("hachman", 0.0, 1.0),
            ("herfindahl", 1.0 / cols as f64, 1.0),
            ("entropy", 0.0, (cols as f64).ln()),
            ("gini-specialization", 0.0, 1.0),
            ("gini-concentration", 0.0, 1.0),
            ("hoover-balassa", 0.0, 1.0),
        ];
        for (id, low, high) in bounds {
            for v in values(&run(id, &[("activity", table.clone())], &[]).expect("defined")) {
                prop_assert!(v.is_nan() || (v >= low - 1e-9 && v <= high + 1e-9), "{id}: {v}");
            }
        }
    }

    /// Regions in another order give the same number to each region.
    #[test]
    fn order_does_not_matter((cells, rows, cols) in panels()) {
        let turned: Vec<f64> = cells.chunks(cols).rev().flatten().copied().collect();
        for id in ["krugman-specialization", "hachman", "herfindahl", "entropy", "gini-specialization"] {
            let of = |cells: &[f64]| values(&run(id, &[("activity", panel(cells, rows, cols))], &[]).expect("defined"));
            let mut back = of(&turned);
            back.reverse();
            for (a, b) in of(&cells).iter().zip(&back) {
                prop_assert!((a.is_nan() && b.is_nan()) || (a - b).abs() < 1e-9);
            }
        }
    }
}

#[test]
fn an_empty_region_and_an_empty_industry_are_named() {
    let cells = [3.0, 0.0, 1.0, 0.0, 0.0, 0.0, 2.0, 0.0, 6.0];
    let table = panel(&cells, 3, 3);
    let of = |id: &str| statuses(&run(id, &[("activity", table.clone())], &[]).expect("runs"));
    for id in ["krugman-specialization", "hachman", "herfindahl", "entropy", "gini-specialization"] {
        assert_eq!(of(id), ["observed", "undefined:empty-region", "observed"], "{id}");
    }
    for id in ["krugman-concentration", "gini-concentration", "hoover-balassa"] {
        assert_eq!(of(id), ["observed", "undefined:empty-industry", "observed"], "{id}");
    }
    assert_eq!(of("location-quotient")[1], "undefined:empty-industry");
    assert_eq!(of("location-quotient")[3], "undefined:empty-region");
}

#[test]
fn absent_cells_are_missing_or_zero_as_asked() {
    let rows = [("a", "x", Some(2.0)), ("a", "y", Some(2.0)), ("b", "x", Some(4.0))];
    let of = |absent| {
        let found = run("location-quotient", &[("activity", activity(&rows))], &[("absent", absent)]);
        found.expect("runs")
    };
    assert_close(&values(&of("missing")), &[2.0 / 3.0, 2.0, 4.0 / 3.0, f64::NAN]);
    assert_eq!(statuses(&of("missing"))[3], "missing");
    assert_eq!(of("missing").warnings.len(), 1);
    assert_close(&values(&of("zero")), &[2.0 / 3.0, 2.0, 4.0 / 3.0, 0.0]);
    assert!(of("zero").warnings.is_empty());
}

#[test]
fn standardised_quotients_have_mean_zero_and_unit_spread() {
    let cells = [4.0, 2.0, 1.0, 7.0, 9.0, 3.0];
    for variant in ["standardized", "log-standardized"] {
        let table = panel(&cells, 3, 2);
        let found = run("location-quotient", &[("activity", table)], &[("variant", variant)]).expect("runs");
        let z = values(&found);
        for i in 0..2 {
            let column: Vec<f64> = z.iter().skip(i).step_by(2).copied().collect();
            assert_close(&[column.iter().sum()], &[0.0]);
            assert_close(&[column.iter().map(|v| v * v).sum::<f64>()], &[2.0]);
        }
    }
    let table = panel(&[2.0, 4.0, 3.0, 6.0], 2, 2);
    let found =
        run("location-quotient", &[("activity", table)], &[("variant", "standardized")]).expect("runs");
    assert!(statuses(&found).iter().all(|s| s == "undefined:constant"));
}

#[test]
fn a_negative_value_is_refused_by_name() {
    let error =
        run("hachman", &[("activity", activity(&[("a", "x", Some(-1.0))]))], &[]).expect_err("refused");
    assert_eq!(error.to_string(), "input `activity`: region `a`, industry `x` has the negative value -1");
}

#[test]
fn results_do_not_depend_on_threads() {
    let (rows, cols) = (700, 37);
    let cells: Vec<f64> =
        (0..rows * cols).map(|k| ((k * 7919 + 13) % 1009) as f64 * 0.37 + 1.0 / (k as f64 + 3.0)).collect();
    let on = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
        pool.install(|| dense(&cells, rows, cols))
    };
    let one = on(1);
    for threads in [2, 5] {
        let many = on(threads);
        let bits = |v: &[f64]| v.iter().map(|x| x.to_bits()).collect::<Vec<_>>();
        assert_eq!(bits(&one.quotients), bits(&many.quotients));
        assert_eq!(bits(&one.industry_totals), bits(&many.industry_totals));
    }
}
