//! Bad input gives a clear error, and never a panic.

use crate::run_alone::{assert_close, run, statuses};
use isard::model::{Column, Table};
use isard::registry::MethodError;
use proptest::prelude::*;

fn table(rows: &[(&str, i64, Option<f64>)]) -> Table {
    Table::new()
        .with("region", Column::Text(rows.iter().map(|r| Some(r.0)).collect()))
        .with("year", Column::Integer(rows.iter().map(|r| Some(r.1)).collect()))
        .with("value", Column::Real(rows.iter().map(|r| r.2).collect()))
}

/// Values of regions a, b, … by year from 2000.
fn panel(n: usize, years: usize, value: impl Fn(usize, usize) -> f64) -> Table {
    let names = ["a", "b", "c", "d", "e", "f", "g", "h"];
    let cells = (0..n).flat_map(|i| (0..years).map(move |t| (i, t)));
    let rows: Vec<_> = cells.map(|(i, t)| (names[i], 2000 + t as i64, Some(value(i, t)))).collect();
    table(&rows)
}

fn error(id: &str, values: Table, options: &[(&str, &str)]) -> MethodError {
    run(id, &[("values", values)], options).expect_err("refused")
}

const OVER_TIME: [&str; 5] =
    ["beta-convergence", "sigma-convergence", "club-convergence", "markov", "rank-mobility"];

#[test]
fn one_year_is_not_enough() {
    for id in OVER_TIME {
        let found = error(id, panel(4, 1, |i, _| i as f64 + 1.0), &[]);
        assert!(found.to_string().contains("fewer than two"), "{id}: {found}");
        assert!(found.hint().is_some(), "{id}");
    }
}

#[test]
fn zero_and_negative_values_have_no_logarithm() {
    for id in ["beta-convergence", "sigma-convergence", "club-convergence"] {
        for bad in [0.0, -1.0] {
            let values = panel(4, 12, |i, t| if (i, t) == (2, 11) { bad } else { (i + t + 2) as f64 });
            let found = error(id, values, &[]).to_string();
            assert!(found.contains("`c` in 2011"), "{id}: {found}");
        }
    }
    // The coefficient of variation takes a zero.
    let values = panel(4, 12, |i, t| if (i, t) == (2, 11) { 0.0 } else { (i + t + 2) as f64 });
    assert!(run("sigma-convergence", &[("values", values)], &[("measure", "cv"), ("draws", "9")]).is_ok());
}

#[test]
fn a_mean_of_zero_divides_nothing() {
    let values = panel(4, 12, |i, t| if t == 3 { i as f64 - 1.5 } else { i as f64 });
    let found = error("markov", values.clone(), &[("k", "2")]);
    assert!(found.to_string().contains("the mean of the year 2003 is 0"), "{found}");
    assert!(run("markov", &[("values", values)], &[("k", "2"), ("relative", "none")]).is_ok());
}

#[test]
fn more_classes_than_values_are_refused() {
    let two = |i: usize, t: usize| ((i + t) % 2) as f64 + 1.0;
    let found = error("markov", panel(6, 8, two), &[("k", "5"), ("relative", "none")]).to_string();
    assert!(found.contains("2 distinct values"), "{found}");
    let constant = error("markov", panel(6, 8, |_, _| 3.0), &[("k", "2")]).to_string();
    assert!(constant.contains("1 distinct values"), "{constant}");
    let yearly =
        error("markov", panel(3, 8, |i, _| i as f64 + 1.0), &[("k", "7"), ("classes", "yearly-quantiles")]);
    assert!(yearly.hint().expect("a hint").contains("smaller k") || yearly.to_string().contains("2000"));
}

#[test]
fn borders_must_be_numbers_that_ascend() {
    for cuts in ["", "1,x", "2,1", "1,1", "nan"] {
        let options = [("classes", "fixed"), ("cut-points", cuts)];
        let found = error("markov", panel(4, 4, |i, t| (i + t) as f64), &options);
        assert!(found.to_string().contains("cut-points"), "{cuts}: {found}");
    }
}

#[test]
fn years_and_shares_are_checked() {
    let values = || panel(4, 12, |i, t| (i + t + 2) as f64);
    let found = error("beta-convergence", values(), &[("from", "1999")]).to_string();
    assert!(found.contains("its years lie from 2000 to 2011"), "{found}");
    assert!(error("sigma-convergence", values(), &[("to", "soon")]).to_string().contains("a year"));
    assert!(error("club-convergence", values(), &[("discard", "1.5")]).to_string().contains("0 to 0.9"));
    assert!(error("club-convergence", values(), &[("discard", "0.8")]).to_string().contains("at least five"));
    assert!(error("markov", values(), &[("step", "12"), ("k", "2")]).to_string().contains("13 years"));
    let reversed = error("beta-convergence", values(), &[("from", "2005"), ("to", "2001")]).to_string();
    assert!(reversed.contains("fewer than two"), "{reversed}");
}

#[test]
fn gaps_follow_the_named_policy() {
    let mut rows = Vec::new();
    for (i, region) in ["a", "b", "c", "d", "e"].iter().enumerate() {
        for t in 0..12 {
            let value = (i * i + 3 * t + 2) as f64;
            rows.push((*region, 2000 + t as i64, (*region != "c" || t != 4).then_some(value)));
        }
    }
    for id in ["sigma-convergence", "club-convergence", "markov", "rank-mobility"] {
        let few = if id == "markov" { vec![("k", "2")] } else { Vec::new() };
        let found = run(id, &[("values", table(&rows))], &few).expect("runs");
        assert!(found.warnings.iter().any(|w| w.contains("left out: c")), "{id}: {:?}", found.warnings);
        let strict: Vec<_> = few.into_iter().chain([("unbalanced", "refuse")]).collect();
        let refused = error(id, table(&rows), &strict).to_string();
        assert!(refused.contains("first `c` in 2004"), "{id}: {refused}");
    }
    // Only the first and the last year count here.
    let beta = run("beta-convergence", &[("values", table(&rows))], &[]).expect("runs");
    assert_eq!(beta.figures["regions"], 5);
    let never: Vec<_> = (0..3).map(|t| (["a", "b", "c"][t], 2000 + t as i64, Some(1.0))).collect();
    assert!(error("markov", table(&never), &[]).to_string().contains("no region has a value in every year"));
}

#[test]
fn few_regions_are_undefined_not_zero() {
    let one = run("sigma-convergence", &[("values", panel(1, 5, |_, t| t as f64 + 1.0))], &[]).expect("runs");
    assert!(statuses(&one).iter().all(|s| s == "undefined:too-few"));
    let one = run("beta-convergence", &[("values", panel(1, 5, |_, t| t as f64 + 1.0))], &[]).expect("runs");
    assert!(statuses(&one).iter().all(|s| s == "undefined:too-few"));
    assert!(
        error("club-convergence", panel(1, 12, |_, t| t as f64 + 2.0), &[])
            .to_string()
            .contains("two regions")
    );
    let same =
        run("sigma-convergence", &[("values", panel(4, 5, |_, t| t as f64 + 1.0))], &[]).expect("runs");
    let found = statuses(&same);
    assert_eq!(found[found.len() - 2..], ["undefined:zero-base", "undefined:zero-base"]);
    assert_close(&[same.table.real_at(0, "value").expect("no spread is a spread of zero")], &[0.0]);
}

#[test]
fn small_logarithms_ask_for_another_unit() {
    let values = panel(4, 12, |i, t| 0.5 + 0.1 * (i + t) as f64);
    let found = error("club-convergence", values, &[]);
    assert!(found.hint().expect("a hint").contains("smaller unit"), "{found}");
}

#[test]
fn controls_are_checked() {
    let values = || panel(6, 2, |i, t| ((i * i + 1) * (t + 1)) as f64 + (i % 2) as f64);
    let controls = |cells: Vec<Option<f64>>| {
        let names = ["a", "b", "c", "d", "e", "f"].iter().map(|n| Some(*n)).collect();
        Table::new().with("region", Column::Text(names)).with("z", Column::Real(cells))
    };
    let with = |cells: Vec<Option<f64>>| {
        run("beta-convergence", &[("values", values()), ("indicators", controls(cells))], &[])
    };
    let gap = with(vec![Some(1.0), None, Some(0.0), Some(5.0), Some(2.0), Some(4.0)]).expect("runs");
    assert_eq!(gap.figures["regions"], 5);
    assert!(gap.warnings[0].contains("lack a control"));
    assert!(with(vec![Some(2.0); 6]).expect_err("constant").to_string().contains("`z` is constant"));
    assert!(
        error("beta-convergence", values(), &[("group-effects", "own-level")])
            .hint()
            .expect("a hint")
            .contains("group")
    );
}

fn any_value() -> impl Strategy<Value = Option<f64>> {
    prop_oneof![
        4 => (0.1..100.0f64).prop_map(Some),
        1 => Just(None),
        1 => prop::sample::select(vec![0.0, 1.0, -1.0, 1e-300, 1e300, 5.0]).prop_map(Some),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn nothing_panics(cells in prop::collection::vec(any_value(), 2..72), years in 1usize..13, k in 2usize..6) {
        let names = ["a", "b", "c", "d", "e", "f", "g", "h"];
        let regions = cells.len().div_ceil(years).min(8);
        let rows: Vec<_> = (0..regions * years)
            .filter_map(|at| cells.get(at).map(|v| (names[at / years], 2000 + (at % years) as i64, *v)))
            .collect();
        let ring: Vec<(&str, &str)> =
            (0..regions).filter(|_| regions > 1).map(|i| (names[i], names[(i + 1) % regions])).collect();
        let weights = Table::new()
            .with("from", Column::Text(ring.iter().map(|l| Some(l.0)).collect()))
            .with("to", Column::Text(ring.iter().map(|l| Some(l.1)).collect()));
        let k = k.to_string();
        for (id, options) in [
            ("theil", vec![]),
            ("gini", vec![("draws", "9")]),
            ("atkinson", vec![("aversion", "2")]),
            ("williamson", vec![("variant", "unweighted")]),
            ("hoover", vec![]),
            ("beta-convergence", vec![]),
            ("sigma-convergence", vec![("draws", "9")]),
            ("sigma-convergence", vec![("draws", "9"), ("measure", "cv")]),
            ("club-convergence", vec![("trend", "hodrick-prescott")]),
            ("club-convergence", vec![("variance", "scores"), ("merge", "von-lyncker-thoennessen")]),
            ("markov", vec![("k", k.as_str()), ("relative", "none")]),
            ("markov", vec![("k", k.as_str()), ("classes", "yearly-quantiles")]),
            ("spatial-markov", vec![("k", k.as_str()), ("draws", "9")]),
            ("rank-mobility", vec![("draws", "9")]),
        ] {
            let mut tables = vec![("values", table(&rows))];
            if matches!(id, "gini" | "spatial-markov" | "rank-mobility") {
                tables.push(("weights", weights.clone()));
            }
            if let Ok(found) = run(id, &tables, &options) {
                for field in found.table.fields() {
                    if let Column::Real(cells) = &field.column {
                        prop_assert!(cells.iter().flatten().all(|v| v.is_finite()), "{id}: {}", field.name);
                    }
                }
            }
        }
    }
}
