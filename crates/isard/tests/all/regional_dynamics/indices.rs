//! Atkinson, Williamson, Hoover, nested Theil, spatial Gini.

use crate::run_alone::{assert_close, run, statuses, values};
use crate::shared_data;
use isard::inequality::gini_spatial;
use isard::inequality::hoover;
use isard::inequality::theil::{self, Variant};
use isard::inequality::theil_nested;
use isard::inequality::{atkinson, gini, williamson};
use isard::model::{Column, Reason, Status, Table, TextColumn};
use isard::space::Weights;
use proptest::prelude::*;

fn weights_of(n: usize, pairs: &[(usize, usize)]) -> Weights {
    let regions: Vec<String> = (0..n).map(|i| format!("r{i:03}")).collect();
    let both = pairs.iter().flat_map(|&(i, j)| [(i as u32, j as u32, 1.0), (j as u32, i as u32, 1.0)]);
    let mut links: Vec<(u32, u32, f64)> = both.filter(|l| l.0 != l.1).collect();
    links.sort_by_key(|l| (l.0, l.1));
    links.dedup_by_key(|l| (l.0, l.1));
    Weights::new(regions, links).expect("good links")
}

#[test]
fn the_peers_lattice() {
    let Some(file) = shared_data::json("pysal_cases.json") else { return };
    let case = shared_data::case(&file, "inequality");
    let y = shared_data::numbers(&case["inputs"]["y"]);
    let map = shared_data::case(&file, "lattice5x5");
    let pairs: Vec<(usize, usize)> = (0..25)
        .flat_map(|i| {
            let near = shared_data::numbers(&map["inputs"]["neighbors"][i.to_string()]);
            near.into_iter().map(move |j| (i, j as usize)).collect::<Vec<_>>()
        })
        .collect();
    let ones = [1.0; 25];
    let parts = gini_spatial::decompose(&y, &ones, &weights_of(25, &pairs), 1, 0, 999).expect("defined");
    let expected = &case["output"]["gini_spatial"];
    // The peer's parts are sums of |x_i − x_j|; ours are shares of 2 n² x̄.
    let scale = 2.0 * 625.0 * 6.8;
    let number = |v: &serde_json::Value| v.as_f64().expect("a number");
    assert_close(
        &[parts.total, parts.neighbors * scale, parts.others * scale],
        &[number(&expected["g"]), number(&expected["wg"]), number(&expected["wcg"])],
    );
    assert_eq!(parts.tails.draws, 999);
    let regions: Vec<String> =
        shared_data::numbers(&case["inputs"]["regions"]).iter().map(f64::to_string).collect();
    let groups: Vec<&str> = regions.iter().map(String::as_str).collect();
    let t = theil::decompose(&y, &ones, &groups, Variant::T).expect("defined");
    let nested = theil_nested::decompose(&y, &ones, &[groups], Variant::T).expect("defined");
    let output = &case["output"];
    for (total, between, within) in
        [(t.total, t.between, t.within), (nested.total, nested.between[0], nested.within)]
    {
        // The peer replaces zeros by a small number: its figures agree to about that.
        for (found, name) in [(total, "theil"), (between, "theil_between"), (within, "theil_within")] {
            assert!((found - number(&output[name])).abs() < 1e-7, "{name}: {found}");
        }
    }
}

#[test]
fn hoover_of_the_peer() {
    let Some(file) = shared_data::json("reat_cases.json") else { return };
    let case = shared_data::case(&file, "hoover");
    let (x, reference) =
        (shared_data::numbers(&case["inputs"]["x"]), shared_data::numbers(&case["inputs"]["ref"]));
    let found = hoover::index(&x, &reference, hoover::Variant::Totals).expect("defined");
    let expected = case["output"].as_f64().or_else(|| case["output"][0].as_f64()).expect("a number");
    assert_close(&[found], &[expected]);
}

fn three_levels() -> Table {
    let text = |v: [&str; 6]| Column::Text(v.iter().map(|s| Some(*s)).collect());
    Table::new()
        .with("region", text(["a", "b", "c", "d", "e", "f"]))
        .with("country", text(["x", "x", "x", "y", "y", "y"]))
        .with("province", text(["n", "n", "s", "n", "s", "s"]))
        .with("population", Column::Real([1.0, 2.0, 3.0, 1.0, 1.0, 2.0].map(Some).to_vec()))
        .with("value", Column::Real([10.0, 20.0, 15.0, 40.0, 30.0, 80.0].map(Some).to_vec()))
}

#[test]
fn theil_over_levels_adds_up_and_agrees_with_one_level() {
    for variant in ["t", "l"] {
        let nested = run(
            "theil",
            &[("values", three_levels())],
            &[("variant", variant), ("levels", "country,province")],
        )
        .expect("runs");
        let found = values(&nested);
        assert_close(&[found[1] + found[2] + found[3]], &[found[0]]);
        let mut one = three_levels();
        one.rename("country", "group");
        let one = values(&run("theil", &[("values", one)], &[("variant", variant)]).expect("runs"));
        assert_close(&[found[0], found[1], found[2] + found[3]], &one);
        let names: Vec<_> = nested.table.text("name").expect("names").iter().flatten().collect();
        assert_eq!(names, ["total", "between-country", "between-province", "within"]);
    }
    let error = run("theil", &[("values", three_levels())], &[("levels", "land")]).expect_err("no column");
    assert!(error.to_string().contains("no column `land`"), "{error}");
    let levels = [vec!["x", "x", "y"], vec!["n", "s", "n"]];
    assert!(theil_nested::repeated_names(&levels));
}

#[test]
fn williamson_asks_for_residents() {
    let error = run("williamson", &[("values", plain())], &[]).expect_err("no population");
    assert!(error.hint().expect("a hint").contains("variant=unweighted"));
    assert!(run("williamson", &[("values", plain())], &[("variant", "unweighted")]).is_ok());
}

fn plain() -> Table {
    let region: TextColumn = ["a", "b"].iter().map(|r| Some(*r)).collect();
    Table::new().with("region", Column::Text(region)).with("value", Column::Real(vec![Some(1.0), Some(3.0)]))
}

#[test]
fn what_does_not_exist_is_named() {
    let not_positive = Err(Status::Undefined(Reason::NotPositive));
    let few = Err(Status::Undefined(Reason::TooFew));
    let ones = [1.0; 2];
    assert_eq!(atkinson::index(&[0.0, 1.0], &ones, 1.0), not_positive);
    assert!(atkinson::index(&[0.0, 1.0], &ones, 0.5).is_ok());
    assert_eq!(atkinson::index(&[0.0, 0.0], &ones, 0.5), not_positive);
    assert_eq!(atkinson::index(&[1.0], &[1.0], 0.5), few);
    assert_eq!(atkinson::index(&[], &[], 0.5), Err(Status::Missing));
    assert_eq!(williamson::coefficient(&[-1.0, 1.0], &ones, williamson::Variant::Weighted), not_positive);
    assert_eq!(williamson::coefficient(&[1.0], &[1.0], williamson::Variant::Weighted), few);
    assert_eq!(hoover::index(&[-1.0, 2.0], &ones, hoover::Variant::PerHead), not_positive);
    assert_eq!(hoover::index(&[1.0], &[1.0], hoover::Variant::PerHead), few);
    // Great aversion looks at the poorest alone and does not leave the range of numbers.
    let extreme = atkinson::index(&[1e-3, 5.0, 1e6], &[1.0; 3], 900.0).expect("defined");
    assert!(extreme > 0.999_999 && extreme <= 1.0);
}

#[test]
fn a_region_off_the_map_is_refused() {
    let weights = Table::new()
        .with("from", Column::Text(["a", "c"].iter().map(|s| Some(*s)).collect()))
        .with("to", Column::Text(["c", "a"].iter().map(|s| Some(*s)).collect()));
    let error = run("gini", &[("values", plain()), ("weights", weights)], &[]).expect_err("b is unknown");
    assert!(error.to_string().contains("first `b`"), "{error}");
}

#[test]
fn gini_by_neighbours_alone() {
    let weights = Table::new()
        .with("from", Column::Text(["a", "b"].iter().map(|s| Some(*s)).collect()))
        .with("to", Column::Text(["b", "a"].iter().map(|s| Some(*s)).collect()));
    let found = run("gini", &[("values", plain()), ("weights", weights)], &[]).expect("runs");
    assert_close(&values(&found), &[0.25, 0.25, 0.0]);
    assert_eq!(statuses(&found), ["observed"; 3]);
    // Two regions lie the same way however they are drawn.
    assert_eq!(found.table.real("p").expect("a p-value")[2], Some(1.0));
}

type Cells = Vec<(f64, f64, usize, usize)>;

fn samples() -> impl Strategy<Value = Cells> {
    prop::collection::vec((0.01..1e4f64, 0.1..50.0f64, 0usize..3, 0usize..3), 2..40)
}

proptest! {
    #[test]
    fn nested_theil_is_the_sum_of_its_parts(sample in samples()) {
        let x: Vec<f64> = sample.iter().map(|s| s.0).collect();
        let w: Vec<f64> = sample.iter().map(|s| s.1).collect();
        let name = |g: usize| ["p", "q", "r"][g];
        let levels = vec![
            sample.iter().map(|s| name(s.2)).collect::<Vec<_>>(),
            sample.iter().map(|s| name(s.3)).collect(),
            sample.iter().map(|s| name((s.2 + 2 * s.3) % 3)).collect(),
        ];
        for variant in [Variant::T, Variant::L] {
            let n = theil_nested::decompose(&x, &w, &levels, variant).expect("defined");
            prop_assert!((n.total - n.between.iter().sum::<f64>() - n.within).abs() < 1e-9);
            prop_assert!(n.within >= 0.0 && n.between.iter().all(|b| *b >= 0.0));
            // One level alone is the plain decomposition.
            let one = theil_nested::decompose(&x, &w, &levels[..1], variant).expect("defined");
            let plain = theil::decompose(&x, &w, &levels[0], variant).expect("defined");
            prop_assert!((one.between[0] - plain.between).abs() < 1e-12 && (one.within - plain.within).abs() < 1e-12);
            prop_assert!((n.between[0] - plain.between).abs() < 1e-12);
        }
    }

    #[test]
    fn spatial_gini_equals_the_sum_over_pairs(sample in samples(), pairs in prop::collection::vec((0usize..40, 0usize..40), 0..60)) {
        let n = sample.len();
        let pairs: Vec<_> = pairs.into_iter().map(|(a, b)| (a % n, b % n)).collect();
        let map = weights_of(n, &pairs);
        let (x, w): (Vec<f64>, Vec<f64>) = sample.iter().map(|s| (s.0, s.1)).unzip();
        let found = gini_spatial::decompose(&x, &w, &map, 3, 0, 0).expect("defined");
        let sum: f64 = w.iter().sum();
        let mean: f64 = x.iter().zip(&w).map(|(x, w)| x * w).sum::<f64>() / sum;
        let (mut near, mut far) = (0.0, 0.0);
        for i in 0..n {
            for j in 0..n {
                let part = w[i] * w[j] / sum / sum * (x[i] - x[j]).abs() / (2.0 * mean);
                if map.neighbors(i).contains(&(j as u32)) { near += part } else { far += part }
            }
        }
        prop_assert!((found.neighbors - near).abs() < 1e-10 && (found.others - far).abs() < 1e-10);
        prop_assert!((found.total - gini::coefficient(&x, &w).expect("defined")).abs() < 1e-12);
    }

    #[test]
    fn atkinson_splits_and_grows_with_aversion(sample in samples()) {
        let x: Vec<f64> = sample.iter().map(|s| s.0).collect();
        let w: Vec<f64> = sample.iter().map(|s| s.1).collect();
        let g: Vec<&str> = sample.iter().map(|s| ["p", "q", "r"][s.2]).collect();
        let mut before = 0.0;
        for aversion in [0.0, 0.25, 0.5, 1.0, 1.000001, 2.0, 5.0] {
            let parts = atkinson::decompose(&x, &w, &g, aversion).expect("defined");
            prop_assert!((1.0 - parts.total - (1.0 - parts.between) * (1.0 - parts.within)).abs() < 1e-9);
            prop_assert!(parts.total >= before - 1e-9 && parts.total <= 1.0);
            before = parts.total;
        }
        // ε = 1 is the limit of its neighbours.
        let at = |e: f64| atkinson::index(&x, &w, e).expect("defined");
        prop_assert!((at(1.0) - at(1.0 + 1e-7)).abs() < 1e-5);
    }

    #[test]
    fn hoover_is_the_share_above_the_mean(sample in samples()) {
        let (x, w): (Vec<f64>, Vec<f64>) = sample.iter().map(|s| (s.0, s.1)).unzip();
        let h = hoover::index(&x, &w, hoover::Variant::PerHead).expect("defined");
        let total: f64 = x.iter().zip(&w).map(|(x, w)| x * w).sum();
        let mean = total / w.iter().sum::<f64>();
        let above: f64 = x.iter().zip(&w).filter(|(x, _)| **x > mean).map(|(x, w)| w * (x - mean)).sum();
        prop_assert!((h - above / total).abs() < 1e-9);
        // Half the absolute deviation of Williamson.
        let m = williamson::coefficient(&x, &w, williamson::Variant::Absolute).expect("defined");
        prop_assert!((h - m / 2.0).abs() < 1e-9);
    }
}
