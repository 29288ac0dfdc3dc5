//! Input that cannot be answered is refused in words.

use super::{table, texts};
use crate::run_alone::{activity, panel, run, statuses};
use isard::model::Column;

#[test]
fn empty_regions_are_undefined() {
    let cells = [1.0, 2.0, 0.0, 0.0, 3.0, 1.0];
    let found = run("complementarity", &[("activity", panel(&cells, 3, 2))], &[]).expect("runs");
    let status = statuses(&found);
    // Pairs of R001, which has nothing.
    assert_eq!(status.iter().filter(|s| *s == "undefined:empty-region").count(), 4);
    let found = run("partners", &[("activity", panel(&cells, 3, 2))], &[]).expect("runs");
    assert_eq!(found.table.rows(), 6);
}

#[test]
fn refusals_name_the_cause() {
    let cells = [("a", "x", Some(1.0)), ("b", "y", Some(2.0))];
    let base = || ("activity", activity(&cells));
    let refused = |id: &str, tables: &[(&str, isard::model::Table)], options: &[(&str, &str)], word: &str| {
        let e = run(id, tables, options).expect_err("refused").to_string();
        assert!(e.contains(word), "{e}");
    };
    let flows = |from: &str, value: f64| ("flows", table(&["from", "to"], &[(&[from, "x"], value)], "value"));
    refused("complementarity", &[base(), flows("q", 1.0)], &[], "joins two industries");
    refused(
        "complementarity",
        &[base(), ("flows", texts(&["from", "to", "value"], &[&["x", "y", "much"]]))],
        &[],
        "not a number",
    );
    refused("partners", &[base()], &[("criterion-weights", "luck=1")], "luck");
    refused("partners", &[base()], &[("criterion-weights", "ties=0")], "zero");
    refused("partners", &[base()], &[("criterion-weights", "ties=-1")], "below zero");
    refused("partners", &[base()], &[("scope", "abroad")], "regions");
    let ties = ("region-ties", table(&["from", "to"], &[(&["a", "b"], -1.0)], "value"));
    refused("partners", &[base(), ties], &[], "below zero");
    let points = texts(&["id"], &[&["a"]])
        .with("lon", Column::Real(vec![Some(999.0)]))
        .with("lat", Column::Real(vec![Some(0.0)]));
    refused("partners", &[base(), ("points", points)], &[], "degrees");
    refused("cross-border-clusters", &[base()], &[], "regions");
    let half = ("regions", texts(&["region", "country"], &[&["a", "A"]]));
    refused("cross-border-clusters", &[base(), half], &[], "no country for `b`");
    refused("joint-stars", &[base()], &[], "coalition");
    refused("joint-stars", &[base()], &[("coalitions", "a+z")], "`z`");
    refused("joint-stars", &[base()], &[("coalitions", "a+a")], "twice");
    let amounts = |v: f64| ("indicators", table(&["region"], &[(&["a"], v), (&["b"], 1.0)], "jobs"));
    refused("consolidated-potential", &[amounts(-1.0)], &[], "amount -1");
    refused("consolidated-potential", &[amounts(1.0)], &[("sizes", "6")], "2 to 5");
    refused("consolidated-potential", &[amounts(1.0)], &[("components", "a:job")], "jobs");
    refused("consolidated-potential", &[amounts(1.0)], &[("component-weights", "jobs=0")], "above zero");
    refused("consolidated-potential", &[amounts(1.0)], &[("regions", "q")], "region of the input");
    let found = run("consolidated-potential", &[amounts(f64::NAN)], &[("coalitions", "a+b")]).expect("runs");
    assert!(statuses(&found).iter().all(|s| s == "missing"));
    assert!(found.warnings.iter().any(|w| w.contains('a')));
}

#[test]
fn one_country_has_no_border() {
    let cells = [("a", "x", Some(1.0)), ("b", "x", Some(2.0)), ("b", "y", Some(1.0))];
    let regions = texts(&["region", "country"], &[&["a", "A"], &["b", "A"]]);
    let weights = texts(&["from", "to"], &[&["a", "b"]]);
    let tables = [("activity", activity(&cells)), ("regions", regions), ("weights", weights)];
    let found = run("cross-border-clusters", &tables, &[]).expect("runs");
    assert_eq!(found.table.rows(), 0);
    assert!(found.warnings.iter().any(|w| w.contains("different countries")));
}
