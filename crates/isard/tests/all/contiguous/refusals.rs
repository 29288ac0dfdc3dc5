//! What is refused, in which words, and which policies mend it.

use super::maps::{figure, floor_values, groups, lattice, run, tables, values};
use isard::linalg::Matrix;
use isard::model::Table;
use isard::registry::MethodError;
use isard::space::azp::{AzpOptions, azp};
use isard::space::floor::Floor;
use isard::space::graph::Contiguity;
use isard::space::max_p::{MaxPOptions, max_p};

const ALL: [&str; 5] = ["skater", "redcap", "ward-contiguous", "azp", "clustgeo"];

/// Two rows of three, an island (6) and one more region that hangs on the last (7).
fn with_island() -> (Matrix, Contiguity, Vec<usize>) {
    let links = [(0, 1), (1, 2), (3, 4), (4, 5), (0, 3), (1, 4), (2, 5), (5, 7)];
    (values(8, 2, 0, 1), Contiguity::of_links(8, links), (0..8).collect())
}

fn hint(error: &MethodError) -> String {
    error.hint().unwrap_or_default()
}

#[test]
fn a_map_in_parts_needs_as_many_groups_or_a_policy() {
    let (z, graph, order) = with_island();
    let all = tables(&z, &graph, &order);
    for id in ["skater", "redcap", "ward-contiguous", "azp"] {
        let error = run(id, &all, &[("k", "1")]).unwrap_err();
        let message =
            "the map falls into 2 parts without links between them, so 1 contiguous groups cannot be formed";
        assert_eq!(error.to_string(), message, "{id}");
        assert!(hint(&error).contains("components=join-nearest"));
        // Two groups: the island is one.
        let apart = run(id, &all, &[("k", "2")]).unwrap();
        let found = groups(&apart);
        assert!((0..8).all(|i| (found[i] == found[6]) == (i == 6)), "{id}: {found:?}");
        let joined = run(id, &all, &[("k", "1"), ("components", "join-nearest")]).unwrap();
        assert_eq!(groups(&joined), [0; 8]);
        assert!(joined.assumptions.iter().any(|a| a.contains("r006")), "{:?}", joined.assumptions);
        let dropped = run(id, &all, &[("k", "2"), ("components", "drop-islands")]).unwrap();
        assert_eq!(dropped.table.text_at(6, "status"), Some("undefined:island"), "{id}");
        assert_eq!(dropped.table.integer("group").unwrap()[6], None);
        assert!(dropped.warnings.iter().any(|w| w.contains("no neighbour: r006")));
    }
}

#[test]
fn points_decide_what_is_nearest_where_they_are_given() {
    let (z, graph, order) = with_island();
    let mut all = tables(&z, &graph, &order);
    let x: Vec<f64> = vec![0.0, 1.0, 2.0, 0.0, 1.0, 2.0, -3.0, 9.0];
    let points = floor_values(&x, &order);
    let table = Table::new()
        .with("id", points.fields()[0].column.clone())
        .with("x", points.fields()[1].column.clone())
        .with("y", points.fields()[1].column.clone());
    all.push(("points", table));
    let set = [("k", "2"), ("components", "join-nearest")];
    let out = run("skater", &all, &set).unwrap();
    // Regions 0 and 3 lie at one place: the lower one.
    assert!(out.assumptions.iter().any(|a| a.contains("units of x and y") && a.ends_with("r000–r006")));
    // A region without a point matters only where a distance is asked for.
    all[2].1 = all[2].1.filter(|row| row != 6);
    assert!(run("skater", &all, &[("k", "2")]).is_ok());
    let error = run("skater", &all, &set).unwrap_err().to_string();
    assert!(error.contains("not in `points`: r006"), "{error}");
    let lone = Contiguity::of_links(8, []);
    let error = run("skater", &tables(&z, &lone, &order), &[("components", "drop-islands")]).unwrap_err();
    assert_eq!(error.to_string(), "no region has a neighbour");
}

#[test]
fn more_groups_than_regions_are_refused() {
    let (z, graph, order) = with_island();
    let all = tables(&z, &graph, &order);
    for id in ALL {
        let error = run(id, &all, &[("k", "9")]).unwrap_err();
        assert_eq!(error.to_string(), "9 groups were asked for, but there are only 8 regions", "{id}");
        let alone = run(id, &all, &[("k", "8")]).unwrap();
        assert_eq!(figure(&alone, "total_within_ss"), 0.0, "{id}");
    }
}

#[test]
fn floors_out_of_reach_are_refused() {
    let (z, graph, order) = with_island();
    let mut all = tables(&z, &graph, &order);
    all.push(("values", floor_values(&[5.0, 5.0, 5.0, 5.0, 5.0, 5.0, 1.0, 5.0], &order)));
    let of = |id: &str, set: &[(&str, &str)]| run(id, &all, set).unwrap_err().to_string();
    assert_eq!(of("max-p", &[("floor", "40")]), "the floor 40 is above the total of all regions, 36");
    assert_eq!(
        of("max-p", &[("floor", "6")]),
        "a part of the map of 1 region(s) without links to the rest has 1, below the floor 6"
    );
    assert_eq!(of("max-p", &[]), "max-p needs a floor");
    assert_eq!(of("max-p", &[("floor", "0")]), "max-p needs a floor above 0");
    assert_eq!(
        of("max-p", &[("floor", "6"), ("floor-share", "0.1")]),
        "both `floor` and `floor-share` are set"
    );
    let share = of("max-p", &[("floor-share", "1.5")]);
    assert!(share.contains("a number from 0 to 1"), "{share}");
    let joined = run("max-p", &all, &[("floor", "6"), ("components", "join-nearest")]).unwrap();
    assert!(figure(&joined, "least_total") >= 6.0 && figure(&joined, "p") >= 2.0);
    // A floor that the tree cannot serve, and one that no grouping can.
    let tree = of("skater", &[("k", "7"), ("floor", "6"), ("components", "join-nearest")]);
    assert!(tree.contains("no link of the tree can be cut with 6 or more on both sides"), "{tree}");
    let none = of("azp", &[("k", "7"), ("floor", "6"), ("components", "join-nearest"), ("starts", "3")]);
    assert!(none.starts_with("no start found 7 groups with 6 or more each; the most was "), "{none}");
    // Without values each region counts 1.
    let counted =
        run("skater", &all[..2], &[("k", "2"), ("floor", "3"), ("components", "join-nearest")]).unwrap();
    assert!(figure(&counted, "least_total") >= 3.0);
    assert!(counted.assumptions.iter().any(|a| a.contains("every region counts 1")));
}

#[test]
fn regions_that_do_not_match_are_named() {
    let (z, graph, order) = with_island();
    let mut all = tables(&z, &graph, &order[..6]);
    all[0] = tables(&z, &graph, &order[1..])[0].clone();
    for id in ALL {
        let error = run(id, &all, &[]).unwrap_err();
        // The weights of 0 to 5 name 7 as a neighbour of 5, but not 6.
        let message = "regions do not match; not in `weights`: r006; in `weights` without indicators: r000";
        assert_eq!(error.to_string(), message, "{id}");
        assert!(hint(&error).contains("unmatched=leave-out"));
        let set = [("unmatched", "leave-out"), ("k", "2")];
        let out = run(id, &all, &set).unwrap();
        assert_eq!(out.table.rows(), 7);
        assert_eq!(out.table.text_at(5, "status"), Some("undefined:left-out"));
    }
    all.push(("values", floor_values(&[1.0; 8], &order[..4])));
    let error = run("skater", &all, &[("floor", "1")]).unwrap_err().to_string();
    assert!(error.contains("not in `values`: r004, r005, r006, r007"), "{error}");
}

#[test]
fn bad_cells_are_refused_and_gaps_have_policies() {
    let graph = lattice(3, 3, 1);
    let order: Vec<usize> = (0..9).collect();
    let mut z = values(9, 2, 0, 1);
    z.set(4, 1, f64::NAN);
    let gap = tables(&z, &graph, &order);
    let constant = tables(&Matrix::from_vec(9, 1, vec![3.0; 9]), &graph, &order);
    for id in ALL {
        let error = run(id, &gap, &[]).unwrap_err().to_string();
        assert!(error.starts_with("1 values are missing, the first: `x1` of region `r004`"), "{error}");
        let out = run(id, &gap, &[("missing", "drop-region")]).unwrap();
        assert_eq!(out.table.text_at(4, "status"), Some("undefined:left-out"), "{id}");
        let out = run(id, &gap, &[("missing", "median")]).unwrap();
        assert_eq!(out.table.text_at(4, "status"), Some("estimated"), "{id}");
        let error = run(id, &constant, &[]).unwrap_err().to_string();
        assert!(error.starts_with("no spread to divide by"), "{error}");
    }
    // All regions alike, taken as they are: valid groups, nothing explained.
    for id in ["skater", "redcap", "ward-contiguous", "azp"] {
        let out = run(id, &constant, &[("normalize", "none"), ("directions", "x0=neutral")]).unwrap();
        assert_eq!(figure(&out, "total_within_ss"), 0.0, "{id}");
        assert!(out.figures["between_over_total"].is_null() && figure(&out, "k") == 3.0, "{id}");
    }
    let alike = run("clustgeo", &constant, &[("normalize", "none"), ("directions", "x0=neutral")])
        .unwrap_err()
        .to_string();
    assert_eq!(alike, "all regions are alike");
    let first = run("redcap", &gap, &[("order", "first"), ("missing", "median")]).unwrap_err().to_string();
    assert!(first.starts_with("Ward's linkage has no first order"), "{first}");
}

#[test]
fn negative_values_of_the_floor_are_refused() {
    let (z, graph, order) = with_island();
    let mut all: Vec<(&str, Table)> = tables(&z, &graph, &order);
    all.push(("values", floor_values(&[5.0, -5.0, 5.0, 5.0, 5.0, 5.0, 1.0, 5.0], &order)));
    let error = run("max-p", &all, &[("floor", "1")]).unwrap_err().to_string();
    assert_eq!(error, "input `values`: `r001` has -5; the floor's variable must not be negative");
    assert!(Floor::new(vec![1.0, f64::NAN], 1.0).is_err());
}

#[test]
fn tiny_maps_do_not_break_searches() {
    let one = Contiguity::of_links(1, []);
    let z = Matrix::from_vec(1, 1, vec![2.0]);
    let floor = Floor::new(vec![1.0], 1.0).unwrap();
    let options = AzpOptions { k: 1, ..AzpOptions::default() };
    assert_eq!(azp(&z, &one, None, &options).unwrap().labels, [0]);
    assert_eq!(max_p(&z, &one, &floor, &MaxPOptions::default()).unwrap().p, 1);
    assert!(azp(&z, &one, None, &AzpOptions { k: 2, ..options }).is_err());
    assert!(azp(&z, &one, Some(&floor), &AzpOptions { k: 2, ..options }).is_err());
}

#[test]
fn one_year_is_grouped_and_said_so() {
    let graph = lattice(3, 3, 1);
    let order: Vec<usize> = (0..9).collect();
    let z = values(9, 2, 0, 1);
    let mut all = tables(&z, &graph, &order);
    let single = run("skater", &all, &[]).unwrap();
    // The same values in 2021, others in 2020.
    let old = tables(&values(9, 2, 0, 2), &graph, &order).swap_remove(0).1;
    let (mut region, mut year) = (isard::model::TextColumn::new(), Vec::new());
    let mut columns = [Vec::new(), Vec::new()];
    for (table, y) in [(&old, 2020), (&all[0].1, 2021)] {
        for row in 0..9 {
            region.push(table.text_at(row, "region"));
            year.push(Some(y));
            (0..2).for_each(|j| columns[j].push(table.real(&format!("x{j}")).unwrap()[row]));
        }
    }
    let [x0, x1] = columns;
    use isard::model::Column;
    all[0].1 = Table::new()
        .with("region", Column::Text(region))
        .with("year", Column::Integer(year))
        .with("x0", Column::Real(x0))
        .with("x1", Column::Real(x1));
    let last = run("skater", &all, &[]).unwrap();
    assert_eq!(last.table.rows(), 9);
    assert_eq!(figure(&last, "year"), 2021.0);
    assert_eq!(figure(&last, "total_within_ss"), figure(&single, "total_within_ss"));
    assert!(last.assumptions.iter().any(|a| a == "only the year 2021 is grouped"));
    let first = run("skater", &all, &[("year", "2020")]).unwrap();
    assert!(figure(&first, "total_within_ss") != figure(&single, "total_within_ss"));
    let error = run("skater", &all, &[("year", "1999")]).unwrap_err().to_string();
    assert_eq!(error, "not every indicator has values in 1999");
}

#[test]
fn squares_beyond_all_numbers_do_not_break_the_groups() {
    let graph = lattice(4, 4, 1);
    let order: Vec<usize> = (0..16).collect();
    let mut z = values(16, 2, 0, 1);
    (0..16).for_each(|i| z.set(i, 0, z.get(i, 0) * 1e200));
    let mut all = tables(&z, &graph, &order);
    all.push(("values", floor_values(&[1.0; 16], &order)));
    let set = [("normalize", "none"), ("directions", "x0=neutral,x1=neutral")];
    for (id, more) in [
        ("skater", None),
        ("redcap", None),
        ("ward-contiguous", None),
        ("azp", None),
        ("max-p", Some(("floor", "4"))),
    ] {
        let set: Vec<(&str, &str)> = set.into_iter().chain(more).collect();
        let out = run(id, &all, &set).unwrap();
        // The groups are valid, though nothing can be said of their squares.
        assert_eq!(out.figures["contiguous"], true, "{id}");
        assert!(
            out.figures["total_within_ss"].is_null() && out.figures["between_over_total"].is_null(),
            "{id}"
        );
    }
}
