//! Trends of clustering: hand-made cases, exact tests, bands.

use super::{annual, close, long};
use crate::run_alone::{assert_close, run};
use isard::dynamics::concentration_trend::{Map, TrendOptions, multiplicities, trend, trends};
use isard::dynamics::tables::{TrendRow, TrendTestRow};
use isard::model::{Column, Reason, Status, Table};
use proptest::prelude::*;

fn row<'a>(rows: &'a [TrendRow], industry: &str, year: i64, measure: &str) -> &'a TrendRow {
    rows.iter().find(|r| r.industry == industry && r.year == year && r.measure == measure).expect("a row")
}

fn plane(n: usize) -> Map {
    Map { points: (0..n).map(|r| [r as f64, 0.0, 0.0]).collect(), sphere: false }
}

#[test]
fn measures_by_hand() {
    // i00 moves from r00 to r03; i01 stays spread.
    let shares = [[4.0, 0.0, 0.0, 0.0], [2.0, 0.0, 0.0, 2.0]];
    let panel = annual(4, 2, 2, |t, r, i| if i == 0 { shares[t][r] } else { 2.0 });
    let options = TrendOptions { strong_lq: 1.5, draws: 0, ..TrendOptions::default() };
    let (rows, tests) = trends(&panel, Some(&plane(4)), &options);
    let of = |year, measure| row(&rows, "i00", year, measure);
    assert_close(&[of(2000, "gini").value.unwrap(), of(2001, "gini").value.unwrap()], &[0.75, 0.5]);
    assert_close(
        &[of(2000, "herfindahl").value.unwrap(), of(2001, "herfindahl").value.unwrap()],
        &[1.0, 0.5],
    );
    // LQ of r00 in 2000: (4/6)/(4/12) = 2, in 2001: (2/4)/(4/12) = 1.5, as r03.
    assert_close(
        &[of(2000, "strong-clusters").value.unwrap(), of(2001, "strong-clusters").value.unwrap()],
        &[1.0, 2.0],
    );
    assert_close(&[of(2001, "churn").value.unwrap(), of(2001, "drift").value.unwrap()], &[0.5, 1.5]);
    assert_eq!(
        (of(2000, "churn").value, of(2000, "churn").status),
        (None, Status::Undefined(Reason::TooFew))
    );
    assert_close(&[of(2001, "center-x").value.unwrap()], &[1.5]);
    assert_eq!(of(2001, "gini").low, None);
    assert!(tests.iter().all(|t| t.status == Status::Undefined(Reason::TooFew)));
    // Nobody is that strong: nothing to churn, which is not a churn of zero.
    let (none, _) = trends(&panel, None, &TrendOptions { strong_lq: 100.0, ..options });
    assert_eq!(row(&none, "i00", 2001, "churn").status, Status::Undefined(Reason::EmptyClass));
    // Without points there is no drift, and no row that says zero.
    let (rows, tests) = trends(&panel, None, &options);
    assert!(rows.iter().all(|r| r.measure != "drift") && tests.iter().all(|t| t.measure != "drift"));
}

#[test]
fn the_centre_moves_along_the_surface() {
    let panel = annual(2, 1, 2, |t, r, _| if t == r { 10.0 } else { 0.0 });
    let points = Table::new()
        .with("region", Column::Text([Some("r00"), Some("r01")].into_iter().collect()))
        .with("lon", Column::Real(vec![Some(30.0), Some(30.0)]))
        .with("lat", Column::Real(vec![Some(50.0), Some(51.0)]));
    let found =
        run("concentration-trend", &[("activity", long(&panel)), ("points", points)], &[("draws", "0")])
            .expect("runs");
    let names = found.table.text("measure").expect("names");
    let at = |m: &str| (0..found.table.rows()).rfind(|r| names.get(*r) == Some(m)).expect("a row");
    let value = |m: &str| found.table.real_at(at(m), "value").expect("a value");
    // A degree of a great circle.
    assert_close(&[value("drift")], &[6371.0088 * std::f64::consts::PI / 180.0]);
    assert_close(&[value("center-lon"), value("center-lat")], &[30.0, 51.0]);
    let short = Table::new()
        .with("region", Column::Text([Some("r00")].into_iter().collect()))
        .with("x", Column::Real(vec![Some(0.0)]))
        .with("y", Column::Real(vec![Some(0.0)]));
    let error = run("concentration-trend", &[("activity", long(&panel)), ("points", short)], &[])
        .expect_err("refused");
    assert!(error.to_string().contains("`r01`"), "{error}");
}

/// A panel of an industry that gathers in the first regions and one that only wavers.
fn gathering() -> (Vec<TrendRow>, Vec<TrendTestRow>) {
    let panel = annual(40, 3, 8, |t, r, i| match i {
        0 => {
            100.0
                * f64::exp(
                    0.15 * t as f64 * if r < 6 { 1.0 } else { 0.0 } + 0.3 * ((r * 7) % 11) as f64 / 11.0,
                )
        }
        1 => 100.0 * f64::exp(0.3 * ((r * 7 + t * 3) % 11) as f64 / 11.0),
        _ => 1000.0 + r as f64,
    });
    trends(&panel, Some(&plane(40)), &TrendOptions { strong_lq: 1.5, ..TrendOptions::default() })
}

#[test]
fn gathering_is_told_from_wavering() {
    let (rows, tests) = gathering();
    let of = |industry: &str, measure: &str| {
        tests.iter().find(|t| t.industry == industry && t.measure == measure).expect("a row")
    };
    let gini = of("i00", "gini");
    // Eight values that rise throughout: 2/8!.
    assert_close(&[gini.p.unwrap(), gini.tau.unwrap()], &[2.0 / 40320.0, 1.0]);
    assert!(
        gini.slope.unwrap() > 0.0
            && gini.low.unwrap() > 0.0
            && gini.high.unwrap() >= gini.slope.unwrap() * 0.9
    );
    assert!(gini.q.unwrap() >= gini.p.unwrap());
    assert!(of("i01", "herfindahl").p.unwrap() > 0.05);
    for r in rows.iter().filter(|r| r.measure == "herfindahl" && r.industry != "i02") {
        assert!(r.low.unwrap() <= r.high.unwrap());
        assert!(
            r.low.unwrap() < r.value.unwrap() * 1.05 && r.high.unwrap() > r.value.unwrap() * 0.95,
            "{r:?}"
        );
    }
}

#[test]
fn the_same_on_any_number_of_threads() {
    let on = |threads: usize| {
        rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool").install(gathering)
    };
    assert_eq!(on(1), on(2));
}

#[test]
fn few_or_equal_values_have_no_trend() {
    assert_eq!(trend(&[1.0, 2.0, 3.0], &[1.0, 2.0, 3.0]), Err(Status::Undefined(Reason::TooFew)));
    assert_eq!(trend(&[1.0, 2.0, 3.0, 4.0], &[2.0; 4]), Err(Status::Undefined(Reason::Constant)));
    // With ties the normal form: S = 5, variance (4·3·13 − 2·1·9)/18, z = 4/√var.
    let tied = trend(&[1.0, 2.0, 3.0, 4.0], &[1.0, 2.0, 2.0, 3.0]).expect("a trend");
    assert!((tied.p - 0.149_278).abs() < 2e-3, "{}", tied.p);
    assert_close(&[tied.tau, tied.slope], &[5.0 / 30.0_f64.sqrt(), 0.583_333_333_333_333_3]);
}

#[test]
fn every_region_is_drawn_once_on_the_average() {
    let counts = multiplicities(50, 400, 7);
    let drawn = |draw: usize| counts.iter().skip(draw).step_by(400).map(|v| u32::from(*v)).sum::<u32>();
    assert!((0..400).all(|draw| drawn(draw) == 50));
    let first: f64 = counts[..400].iter().map(|v| f64::from(*v)).sum::<f64>() / 400.0;
    assert!((first - 1.0).abs() < 0.3, "{first}");
}

/// All orders of a list.
fn orders(values: &[f64]) -> Vec<Vec<f64>> {
    if values.is_empty() {
        return vec![Vec::new()];
    }
    (0..values.len())
        .flat_map(|i| {
            let mut rest = values.to_vec();
            let first = rest.remove(i);
            orders(&rest).into_iter().map(move |mut o| {
                o.insert(0, first);
                o
            })
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn exact_p_equals_a_count_of_all_orders(order in Just(vec![1.0, 2.0, 3.0, 4.0, 5.0, 6.0]).prop_shuffle()) {
        let times: Vec<f64> = (0..6).map(|t| t as f64).collect();
        let s = |v: &[f64]| -> i64 { (0..6).flat_map(|i| (0..i).map(move |j| (i, j))).map(|(i, j)| (v[i] - v[j]).signum() as i64).sum() };
        let own = s(&order).abs();
        let all = orders(&order);
        let far = all.iter().filter(|o| s(o).abs() >= own).count() as f64 / all.len() as f64;
        let found = trend(&times, &order).expect("a trend");
        prop_assert!(close(found.p, far), "{} {far}", found.p);
        let mut slopes: Vec<f64> = (0..6).flat_map(|i| (0..i).map(move |j| (i, j))).map(|(i, j)| (order[i] - order[j]) / (i - j) as f64).collect();
        slopes.sort_by(f64::total_cmp);
        prop_assert!(close(found.slope, slopes[7]));
    }
}
