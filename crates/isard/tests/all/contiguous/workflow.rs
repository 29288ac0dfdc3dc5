//! The comparison of all methods with the groups that need not hang together.

use super::maps::{floor_values, lattice, run, tables};
use isard::inference::Random;
use isard::linalg::Matrix;
use isard::model::{Column, Record, Table, TextColumn};
use isard::registry::{Inputs, Options};
use isard::space::contiguous::{ContiguousResult, METHOD, analyze};
use isard::space::contiguous_tables::{ContiguousGroupRow, ContiguousSummaryRow};

/// Three bands of an 8 × 9 map at levels 0, 10, 20; one region of the first
/// band is like the second, too far in for a corridor to it to pay.
fn bands() -> (Matrix, Vec<usize>) {
    let mut random = Random::new(21, 0, 0);
    let level = |i: usize| if i == 9 { 10.0 } else { (i % 9 / 3) as f64 * 10.0 };
    let data = (0..72).flat_map(|i| [level(i) + random.normal(), level(i) + random.normal()]).collect();
    (Matrix::from_vec(72, 2, data), (0..72).collect())
}

fn compared(set: &[(&str, &str)], more: Vec<(&'static str, Table)>) -> ContiguousResult {
    let (z, order) = bands();
    let mut inputs = Inputs::default();
    for (name, table) in tables(&z, &lattice(8, 9, 1), &order).into_iter().chain(more) {
        inputs.insert(name, table);
    }
    analyze(&inputs, &Options::check(METHOD.options, set.iter().copied()).unwrap()).unwrap()
}

fn row<'a>(result: &'a ContiguousResult, method: &str) -> &'a ContiguousSummaryRow {
    result.summary.iter().find(|s| s.method == method).unwrap_or_else(|| panic!("no {method}"))
}

#[test]
fn planted_bands_are_found_and_contiguity_costs_one_region() {
    let result = compared(&[], Vec::new());
    let free = row(&result, "unconstrained");
    assert_eq!((free.loss, free.adjusted_rand, free.best), (Some(0.0), 1.0, false));
    assert!(free.parts > free.k);
    for method in ["azp", "ward-contiguous", "redcap", "skater"] {
        let own = row(&result, method);
        assert_eq!((own.k, own.parts), (3, 3), "{method}");
        assert!(own.loss.unwrap() > 0.0 && own.adjusted_rand < 1.0);
    }
    let best = result.best().unwrap();
    assert!(best.adjusted_rand > 0.9 && best.loss.unwrap() < 0.05, "{best:?}");
    assert!(result.summary.iter().all(|s| s.method == "unconstrained"
        || s.k != 3
        || s.parts != 3
        || s.total_within_ss >= best.total_within_ss));
    let mut keys: Vec<(&str, &str)> = result.groups.iter().map(|g| (g.method, g.region.as_str())).collect();
    keys.sort_unstable();
    keys.dedup();
    assert_eq!((keys.len(), result.groups.len()), (5 * 72, 5 * 72));
    assert_eq!(ContiguousGroupRow::SPEC.path(), "space/contiguous_groups");
}

#[test]
fn given_groups_are_the_ones_compared_with() {
    let mut region = TextColumn::new();
    (0..72).for_each(|i| region.push(Some(&format!("r{i:03}"))));
    let group = (0..72).map(|i| Some((i % 9 / 3) as i64 + 1)).collect();
    let given = Table::new().with("region", Column::Text(region)).with("group", Column::Integer(group));
    let result = compared(&[], vec![("groups", given.clone())]);
    assert_eq!(row(&result, "azp").adjusted_rand, 1.0);
    assert!(result.assumptions.iter().any(|a| a == "compared with the groups given"));
    let few = given.filter(|row| row > 0);
    let (z, order) = bands();
    let mut all = tables(&z, &lattice(8, 9, 1), &order);
    all.push(("groups", few));
    let error = run("contiguous-groups", &all, &[]).unwrap_err().to_string();
    assert_eq!(error, "input `groups` has no group for: r000");
}

#[test]
fn a_floor_adds_max_p_and_a_refused_method_is_named() {
    let order: Vec<usize> = (0..72).collect();
    let values = floor_values(&[1.0; 72], &order);
    let result = compared(&[("floor", "12")], vec![("values", values)]);
    let max_p = row(&result, "max-p");
    assert!(max_p.k >= 4 && max_p.smallest >= 12 && max_p.parts == max_p.k);
    // Three lone regions and k = 2: every method that needs links is refused, clustgeo is not.
    let (z, _) = bands();
    let graph = isard::space::graph::Contiguity::of_links(72, []);
    let all = tables(&z, &graph, &order);
    let out = run("contiguous-groups", &all, &[("components", "separate"), ("table", "summary")]).unwrap();
    assert!(
        out.warnings.iter().filter(|w| w.contains("falls into 72 parts")).count() == 4,
        "{:?}",
        out.warnings
    );
    assert!(out.figures["best"].is_null());
}

#[test]
fn the_comparison_does_not_depend_on_threads() {
    let pool = |n| rayon::ThreadPoolBuilder::new().num_threads(n).build().unwrap();
    let of = |n| pool(n).install(|| compared(&[("starts", "4")], Vec::new()));
    assert_eq!(of(1), of(2));
}
