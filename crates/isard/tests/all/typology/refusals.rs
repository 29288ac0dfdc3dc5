//! What is refused, and in which words.

use super::cells::{run, table};
use isard::model::Table;

fn wide(header: &[&str], rows: &[&[&str]]) -> Table {
    let rows: Vec<Vec<String>> = rows.iter().map(|r| r.iter().map(|c| c.to_string()).collect()).collect();
    table(header, &rows)
}

fn refused(id: &str, table: &Table, set: &[(&str, &str)]) -> String {
    run(id, &[("indicators", table)], set).unwrap_err().to_string()
}

#[test]
fn messages_name_what_was_found() {
    let constant = wide(&["region", "a", "b"], &[&["x", "1", "7"], &["y", "2", "7"], &["z", "4", "7"]]);
    let message = "no spread to divide by, all (or, for robust, most) values are equal: b";
    for id in ["k-means", "linkage", "typology", "integral-index", "validity"] {
        assert_eq!(refused(id, &constant, &[]), message, "{id}");
    }
    let gap = wide(&["region", "a", "b"], &[&["x", "1", ""], &["y", "2", "7"], &["z", "4", "8"]]);
    for id in ["k-means", "linkage", "typology", "normalize"] {
        assert_eq!(refused(id, &gap, &[]), "1 values are missing, the first: `b` of region `x`", "{id}");
    }
    let few = wide(&["region", "a", "b"], &[&["x", "1", "1"], &["y", "1", "1"], &["z", "2", "2"]]);
    assert_eq!(refused("k-means", &few, &[]), "3 groups were asked for, but there are only 2 distinct rows");
    let word = refused("k-means", &few, &[("directions", "c=destimulant")]);
    assert!(word.contains("the name of an indicator: a, b"), "{word}");
    let optimum = refused("k-means", &few, &[("directions", "a=nominant")]);
    assert!(optimum.contains("nominant:OPTIMUM"), "{optimum}");
    let neutral = refused("integral-index", &few, &[("directions", "a=neutral,b=neutral")]);
    assert!(neutral.contains("no indicator ranks"), "{neutral}");
}

#[test]
fn a_constant_indicator_has_no_normalised_value() {
    let constant = wide(&["region", "a", "b"], &[&["x", "1", "7"], &["y", "2", "7"]]);
    let out = run("normalize", &[("indicators", &constant)], &[("variant", "min-max")]).unwrap();
    let status = |row| out.table.text_at(row, "status").unwrap();
    assert_eq!((status(0), status(1)), ("observed", "undefined:constant"));
    assert_eq!(out.table.real("value").unwrap(), [Some(0.0), None, Some(1.0), None]);
}

#[test]
fn policies_for_missing_values_are_reported() {
    let rows: [&[&str]; 5] =
        [&["r1", "1", ""], &["r2", "2", "5"], &["r3", "3", "9"], &["r4", "10", "1"], &["r5", "12", "4"]];
    let gap = wide(&["region", "a", "b"], &rows);
    let with =
        |missing: &str| run("k-means", &[("indicators", &gap)], &[("missing", missing), ("k", "2")]).unwrap();
    let median = with("median");
    assert_eq!(median.table.text_at(0, "status"), Some("estimated"));
    assert!(median.warnings[0].contains("b (1)"), "{:?}", median.warnings);
    let region = with("drop-region");
    assert_eq!(region.table.text_at(0, "status"), Some("undefined:left-out"));
    assert_eq!(region.table.integer("group").unwrap()[0], None);
    let indicator = with("drop-indicator");
    assert!(indicator.warnings[0].contains("left out because values are missing: b"));
    assert!(indicator.table.integer("group").unwrap().iter().all(Option::is_some));
}

#[test]
fn a_nominant_is_best_at_its_optimum() {
    let t = wide(&["region", "a"], &[&["low", "0"], &["mid", "5"], &["top", "9"]]);
    let set = [("directions", "a=nominant:5"), ("variant", "min-max")];
    let out = run("integral-index", &[("indicators", &t)], &set).unwrap();
    // |x − 5| = 5, 0, 4.
    assert_eq!(out.table.real("value").unwrap(), [Some(0.0), Some(1.0), Some(0.2)]);
}

#[test]
fn definitions_count_unless_overridden() {
    let t = wide(&["region", "a", "b"], &[&["x", "0", "0"], &["y", "5", "1"], &["z", "9", "4"]]);
    let d = wide(
        &["indicator", "direction", "weight"],
        &[&["a", "destimulant", "3"], &["b", "", "1"], &["unused", "neutral", ""]],
    );
    let set = [("variant", "min-max")];
    let out = run("integral-index", &[("indicators", &t), ("definitions", &d)], &set).unwrap();
    // Weights 1.5 and 0.5 over two indicators: ¾·1 + ¼·0 for x.
    assert_eq!(out.table.real("value").unwrap()[0], Some(0.75));
    let bad = wide(&["indicator", "direction"], &[&["a", "upwards"]]);
    let e = run("integral-index", &[("indicators", &t), ("definitions", &bad)], &set).unwrap_err();
    assert!(e.to_string().contains("row 1: direction `upwards` of `a`"), "{e}");
}
