//! Textbook vectors of `fixtures/clusters.json`.

use crate::run_alone::{assert_close, panel, run, values};
use crate::shared_data::{case, matrix, numbers};
use isard::clusters::gini_quotients::{self, of_slab};
use isard::clusters::litzenberger_sternberg::{Parts, index};
use isard::clusters::location_quotient::quotient;
use isard::clusters::slab::Slab;
use isard::model::{Column, Table, TextColumn};
use isard::registry::Output;
use serde_json::Value;

fn cases() -> Value {
    let text = include_str!("../../../../fixtures/clusters.json");
    let mut file: Value = serde_json::from_str(text).expect("valid JSON");
    // `assert_close` is as strict as the file asks.
    assert_eq!(file["tolerance"], 1e-9);
    file["cases"].take()
}

fn of(case: &Value, name: &str) -> f64 {
    case[name].as_f64().unwrap_or_else(|| panic!("{name} is not a number"))
}

fn with_rows(case: &Value) -> (Vec<f64>, usize, usize) {
    let mut cells = numbers(&case["own"]);
    let width = cells.len();
    for row in case["others"].as_array().expect("rows") {
        cells.extend(numbers(row));
    }
    let rows = cells.len() / width;
    (cells, rows, width)
}

#[test]
fn textbook_numbers() {
    let all = cases();
    let c = case(&all, "location-quotient");
    let lq = quotient(of(c, "cell"), of(c, "region"), of(c, "industry"), of(c, "total"));
    assert_close(&[lq.expect("defined")], &[of(c, "expected")]);

    let c = case(&all, "gini-specialization");
    let own = numbers(&c["own"]);
    let slab = Slab::new(own.clone(), 1, own.len()).with_margins(&[], &numbers(&c["base"]), f64::NAN);
    let found = of_slab(&slab, gini_quotients::Variant::Unweighted)[0];
    assert_close(&[found.expect("defined")], &[of(c, "expected")]);

    for (id, options) in [
        ("krugman-pair", &[("variant", "pair"), ("reference", "R001")][..]),
        ("krugman-mean-of-others", &[("variant", "mean-of-others")][..]),
    ] {
        let c = case(&all, id);
        let (cells, rows, cols) = with_rows(c);
        let table = panel(&cells, rows, cols);
        let found = run("krugman-specialization", &[("activity", table)], options).expect("runs");
        assert_close(&values(&found)[..1], &[of(c, "expected")]);
    }

    let c = case(&all, "litzenberger-sternberg");
    let parts = Parts {
        cell: of(c, "cell"),
        industry: of(c, "industry"),
        cell_establishments: of(c, "plants"),
        industry_establishments: of(c, "industry_plants"),
        area: of(c, "area"),
        total_area: of(c, "total_area"),
        population: of(c, "population"),
        total_population: of(c, "total_population"),
    };
    assert_close(&[index(parts).expect("defined")], &[of(c, "expected")]);
}

fn of_values(id: &str, x: &[f64], variant: &str) -> Output {
    let keys: Vec<String> = (0..x.len()).map(|i| format!("r{i}")).collect();
    let region: TextColumn = keys.iter().map(|k| Some(k.as_str())).collect();
    let table = Table::new()
        .with("region", Column::Text(region))
        .with("value", Column::Real(x.iter().map(|v| Some(*v)).collect()));
    run(id, &[("values", table)], &[("variant", variant)]).expect("runs")
}

#[test]
fn textbook_inequality() {
    let all = cases();
    let c = case(&all, "theil");
    let x = numbers(&c["values"]);
    assert_close(&values(&of_values("theil", &x, "t")), &[of(c, "expected_t")]);
    assert_close(&values(&of_values("theil", &x, "l")), &[of(c, "expected_l")]);
    let c = case(&all, "gini");
    let x = numbers(&c["values"]);
    assert_close(&values(&of_values("gini", &x, "coefficient")), &[of(c, "expected")]);
    assert_close(&values(&of_values("gini", &x, "normalized")), &[of(c, "expected_normalized")]);
}

#[test]
fn matrix_of_a_peer() {
    let all = cases();
    let c = case(&all, "matrix");
    let (cells, rows, cols) = matrix(c);
    let table = panel(&cells, rows, cols);
    let of = |id: &str, options: &[(&str, &str)]| {
        values(&run(id, &[("activity", table.clone())], options).expect("runs"))
    };
    let quotients: Vec<f64> =
        c["location_quotient"].as_array().expect("rows").iter().flat_map(numbers).collect();
    assert_close(&of("location-quotient", &[]), &quotients);
    assert_close(&of("hachman", &[]), &numbers(&c["hachman"]));
    assert_close(&of("krugman-specialization", &[]), &numbers(&c["krugman"]));
    assert_close(&of("gini-concentration", &[("variant", "area")]), &numbers(&c["locational_gini"]));
}
