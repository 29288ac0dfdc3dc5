//! Input that is wrong or extreme: a clear message or a named policy, never a panic.

use super::{edges, labels, of_edges, sizes};
use crate::run_alone::run;
use isard::model::{Column, Table, TextColumn};
use isard::registry::MethodError;

type Edge<'a> = (&'a str, &'a str, Option<f64>);

fn table(rows: &[Edge]) -> Table {
    Table::new()
        .with("source", Column::Text(rows.iter().map(|r| Some(r.0)).collect()))
        .with("target", Column::Text(rows.iter().map(|r| Some(r.1)).collect()))
        .with("weight", Column::Real(rows.iter().map(|r| r.2).collect()))
}

fn nodes(ids: &[&str]) -> Table {
    Table::new().with("id", Column::Text(ids.iter().map(|i| Some(*i)).collect()))
}

fn placed(ids: &[&str], lon: &[f64], lat: &[f64]) -> Table {
    let real = |x: &[f64]| Column::Real(x.iter().map(|v| Some(*v)).collect());
    nodes(ids).with("lon", real(lon)).with("lat", real(lat))
}

#[track_caller]
fn refused(tables: &[(&str, Table)], options: &[(&str, &str)], message: &str, hint: &str) {
    for id in ["communities", "leaders", "core-periphery", "brokerage", "network-summary"] {
        let known = isard::registry::find(id).expect("a method").options;
        let options: Vec<_> =
            options.iter().copied().filter(|o| known.iter().any(|k| k.name == o.0)).collect();
        let error = run(id, tables, &options).expect_err("it is refused");
        assert!(error.to_string().contains(message), "{id}: {error}");
        assert!(error.hint().unwrap_or_default().contains(hint), "{id}: {:?}", error.hint());
    }
}

#[track_caller]
fn warned(tables: &[(&str, Table)], options: &[(&str, &str)], warning: &str) -> isard::registry::Output {
    let output = run("communities", tables, options).expect("the policy lets it pass");
    assert!(output.warnings.iter().any(|w| w.contains(warning)), "{:?}", output.warnings);
    output
}

#[test]
fn loops_are_dropped_kept_or_refused() {
    let given = [("edges", table(&[("a", "a", Some(2.0)), ("a", "b", Some(1.0))]))];
    warned(&given, &[], "1 edges lead from a node to itself");
    refused(&given, &[("self-loops", "refuse")], "`a` is tied to itself", "self-loops=drop");
    let kept = run("communities", &given, &[("self-loops", "keep")]).expect("it runs");
    assert!(kept.warnings.is_empty(), "{:?}", kept.warnings);
    // One community: Q = 0; the loop counts twice in the strength of a.
    let single = 4.0 / 6.0 - (5.0 * 5.0 + 1.0) / 36.0;
    let found = kept.figures["quality"].as_f64().expect("a quality");
    assert!((found - f64::max(0.0, single)).abs() < 1e-12, "{found}");
}

#[test]
fn bad_weights_are_refused_or_dropped() {
    for weight in [Some(-1.0), None, Some(f64::NAN), Some(f64::INFINITY)] {
        let given = [("edges", table(&[("a", "b", Some(1.0)), ("b", "c", weight)]))];
        refused(&given, &[], "row 2: the weight", "bad-weights=drop");
        let output =
            warned(&given, &[("bad-weights", "drop")], "1 edges have a negative, empty or unreadable weight");
        assert_eq!(output.table.rows(), 3, "nothing is lost");
    }
    let words = Table::new()
        .with("source", Column::Text([Some("a")].into_iter().collect()))
        .with("target", Column::Text([Some("b")].into_iter().collect()))
        .with("weight", Column::Text([Some("NaN")].into_iter().collect()));
    refused(&[("edges", words)], &[], "the weight `NaN`", "bad-weights=drop");
}

#[test]
fn unknown_ends_are_refused_added_or_dropped() {
    let given = [("nodes", nodes(&["alpha", "beta"])), ("edges", table(&[("alpha", "betta", Some(1.0))]))];
    refused(&given, &[], "`betta` is not among the nodes (did you mean `beta`?)", "unknown-ids=add");
    assert_eq!(warned(&given, &[("unknown-ids", "drop")], "1 edges have an end").table.rows(), 2);
    assert_eq!(warned(&given, &[("unknown-ids", "add")], "1 ends of edges").table.rows(), 3);
}

#[test]
fn an_identifier_twice_or_empty_is_refused() {
    let given = [("nodes", nodes(&["a", "b", "a"])), ("edges", table(&[("a", "b", Some(1.0))]))];
    refused(&given, &[], "rows 1 and 3: the identifier `a` stands twice", "merge");
    let given = [("nodes", nodes(&["a", ""])), ("edges", table(&[("a", "a", Some(1.0))]))];
    refused(&given, &[], "row 2: the identifier is empty", "");
    refused(
        &[("edges", table(&[("a", "", Some(1.0))]))],
        &[],
        "an end of the edge is empty",
        "name both ends",
    );
}

#[test]
fn places_outside_the_earth_are_refused_or_blanked() {
    let given = [
        ("nodes", placed(&["a", "b"], &[30.0, 730.0], &[50.0, -95.0])),
        ("edges", table(&[("a", "b", Some(1.0))])),
    ];
    refused(&given, &[], "the place of `b` (lon `730`, lat `-95`)", "bad-places=blank");
    let output =
        warned(&given, &[("bad-places", "blank"), ("radius-km", "10")], "1 organisations have no place");
    assert_eq!(output.table.rows(), 2);
}

#[test]
fn isolated_organisations_stay_alone() {
    let given = [("nodes", nodes(&["a", "b", "c", "d"])), ("edges", table(&[("a", "b", Some(1.0))]))];
    for method in ["modularity", "block-model"] {
        let output = warned(&given, &[("method", method)], "2 organisations have no tie");
        let found = labels(&output);
        assert!(found[2] != found[3] && found[2] != found[0] && found[3] != found[0], "{method} {found:?}");
    }
}

#[test]
fn no_organisation_and_no_tie_are_told_apart() {
    let error = run("communities", &[("edges", table(&[]))], &[]).expect_err("there is nothing");
    assert!(error.to_string().contains("no organisation"));
    let given = [("nodes", nodes(&["a", "b"])), ("edges", table(&[]))];
    let output = run("communities", &given, &[]).expect("two communities");
    assert_eq!(labels(&output), [1, 2]);
    assert!(output.figures["quality"].is_null());
}

#[test]
fn settings_that_exclude_each_other_are_refused() {
    let given = || vec![("edges", table(&[("a", "b", Some(1.0))]))];
    let cases: [(&[(&str, &str)], &str); 5] = [
        (&[("method", "block-model"), ("coupling", "1")], "coupling belongs to modularity"),
        (&[("coupling", "1"), ("radius-km", "25")], "coupled layers have no territory"),
        (&[("radius-km", "25")], "a radius needs places"),
        (&[("null", "distance")], "2 organisations have no place"),
        (&[("layer-weights", "all=0")], "all layers have the weight 0"),
    ];
    for (options, message) in cases {
        let error = run("communities", &given(), options).expect_err("it is refused");
        assert!(error.to_string().contains(message), "{error}");
        assert!(matches!(error, MethodError::Data { hint: Some(_), .. }));
    }
    let error = run("communities", &given(), &[("layer-weights", "trade=1")]).expect_err("no such layer");
    assert!(error.to_string().contains("one of the layers all"), "{error}");
}

#[test]
fn one_giant_component_and_a_hundred_thousand_small_ones() {
    let name = |i: usize| format!("n{i:07}");
    let chain: Vec<_> = (0..20_000).map(|i| (name(i), name(i + 1), "all", 1.0)).collect();
    let output = of_edges("communities", edges(&chain), &[("stability-runs", "0"), ("starts", "1")]);
    assert!(output.figures["quality"].as_f64().unwrap_or(0.0) > 0.97);
    let output = of_edges("leaders", edges(&chain), &[]);
    assert_eq!(output.table.rows(), 20_001);
    // Half of the pairs lie on both sides of the middle.
    let middle = output.table.real_at(10_000, "betweenness").expect("an estimate");
    assert!((middle - 0.5).abs() < 0.01, "{middle}");
    let pairs: Vec<_> = (0..100_000).map(|i| (name(2 * i), name(2 * i + 1), "all", 1.0)).collect();
    for method in ["modularity", "block-model"] {
        let options = [("stability-runs", "0"), ("starts", "1"), ("method", method)];
        let output = of_edges("communities", edges(&pairs), &options);
        let sizes = sizes(&labels(&output));
        assert_eq!(sizes.iter().sum::<usize>(), 200_000);
        assert!(sizes.iter().all(|&s| s <= 2), "communities are connected");
    }
}

#[test]
fn a_hundred_thousand_communities_are_described_and_none_is_lost() {
    let name = |i: usize| format!("n{i:07}");
    let pairs: Vec<_> = (0..100_000).map(|i| (name(2 * i), name(2 * i + 1), "all", 1.0)).collect();
    let mut node = TextColumn::new();
    (0..200_000).for_each(|i| node.push(Some(&name(i))));
    let of = Table::new()
        .with("node", Column::Text(node))
        .with("community", Column::Integer((0..200_000).map(|i| Some(i / 2 + 1)).collect()));
    for (id, rows) in [("leaders", 200_000), ("core-periphery", 200_000), ("brokerage", 200_000)] {
        let given = [("edges", edges(&pairs)), ("communities", of.clone())];
        assert_eq!(run(id, &given, &[]).expect("it runs").table.rows(), rows, "{id}");
    }
    let given = [("edges", edges(&pairs)), ("communities", of)];
    let output = run("network-summary", &given, &[]).expect("it runs");
    let named: std::collections::HashSet<_> = output.table.text("community").expect("names").iter().collect();
    assert_eq!(named.len(), 100_001, "every community and the whole");
}

#[test]
fn ties_given_twice_or_in_both_directions_add_up() {
    let twice = [(
        "edges",
        table(&[("a", "b", Some(1.0)), ("b", "a", Some(2.0)), ("a", "b", Some(0.5)), ("b", "c", Some(1.0))]),
    )];
    let once = [("edges", table(&[("a", "b", Some(3.5)), ("b", "c", Some(1.0))]))];
    for id in ["communities", "leaders"] {
        let run = |given| run(id, given, &[]).expect("it runs");
        let (one, other) = (run(&twice), run(&once));
        assert_eq!(one.table, other.table, "{id}");
        assert_eq!(one.figures.get("quality"), other.figures.get("quality"));
    }
}

#[test]
fn places_that_are_no_numbers_and_sizes_below_zero_are_refused() {
    let ties = || ("edges", table(&[("a", "b", Some(1.0))]));
    for (lon, lat) in [(f64::NAN, 50.0), (30.0, f64::INFINITY), (360.5, 0.0), (0.0, 90.5)] {
        let given = [("nodes", placed(&["a", "b"], &[30.0, lon], &[50.0, lat])), ties()];
        refused(&given, &[], "row 2: the place of `b`", "bad-places=blank");
        warned(&given, &[("bad-places", "blank")], "1 places are incomplete or outside the Earth");
    }
    let half = nodes(&["a", "b"])
        .with("lon", Column::Real(vec![Some(30.0), Some(30.0)]))
        .with("lat", Column::Real(vec![Some(50.0), None]));
    refused(&[("nodes", half), ties()], &[], "the place of `b` (lon `30`, lat ``) is incomplete", "");
    for size in [-1.0, f64::NAN, f64::INFINITY] {
        let sized = nodes(&["a", "b"]).with("size", Column::Real(vec![Some(1.0), Some(size)]));
        refused(&[("nodes", sized), ties()], &[], "row 2: the size", "");
    }
}

#[test]
fn all_in_one_place_and_a_tie_of_enormous_weight() {
    let ids: Vec<String> = (0..30).map(|i| format!("n{i:02}")).collect();
    let refs: Vec<&str> = ids.iter().map(String::as_str).collect();
    let mut rows: Vec<Edge> = (0..29).map(|i| (refs[i], refs[i + 1], Some(1.0))).collect();
    rows.push((refs[0], refs[29], Some(1e300)));
    let given = [("nodes", placed(&refs, &[30.0; 30], &[50.0; 30])), ("edges", table(&rows))];
    for options in [[("method", "block-model")], [("method", "modularity")], [("null", "distance")]] {
        assert_eq!(run("communities", &given, &options).expect("it runs").table.rows(), 30);
    }
}

#[test]
fn results_do_not_depend_on_threads_or_on_the_order_of_rows() {
    let mut rows: Vec<_> =
        super::KARATE.iter().map(|t| (format!("K{:02}", t.0), format!("K{:02}", t.1), "all", 1.0)).collect();
    let first = of_edges("communities", edges(&rows), &[]);
    rows.reverse();
    assert_eq!(first.table, of_edges("communities", edges(&rows), &[]).table);
    let one = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a pool");
    assert_eq!(first.table, one.install(|| of_edges("communities", edges(&rows), &[])).table);
}

#[test]
fn communities_must_name_known_organisations_once() {
    let of = |rows: &[(&str, i64)]| {
        let node: TextColumn = rows.iter().map(|r| Some(r.0)).collect();
        Table::new()
            .with("node", Column::Text(node))
            .with("community", Column::Integer(rows.iter().map(|r| Some(r.1)).collect()))
    };
    let edges = || ("edges", table(&[("a", "b", Some(1.0))]));
    for (rows, message) in [
        (vec![("x", 1)], "`x` is not among the nodes"),
        (vec![("a", 1), ("a", 2)], "`a` stands in `1` and in `2`"),
    ] {
        let error = run("leaders", &[edges(), ("communities", of(&rows))], &[]).expect_err("it is refused");
        assert!(error.to_string().contains(message), "{error}");
    }
}
