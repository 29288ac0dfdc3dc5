//! The spatial Markov chain of the 48 states (Rey 2001) against giddy 2.3.8 and
//! a count by hand, and its test on the map.

use super::states;
use crate::run_alone::{assert_close, run};
use isard::inequality::markov::classes::{Cuts, relative};
use isard::inequality::panel::{Panel, Unbalanced};
use isard::inequality::spatial_markov::{LagCuts, estimate, on_map};
use isard::inference::Random;
use isard::model::{Column, Table, TextColumn};
use isard::space::Weights;

/// Moves from class to class under each class of the neighbours, row by row.
const COUNTS: [[u64; 25]; 5] = [
    [474, 15, 3, 0, 0, 9, 124, 16, 0, 0, 0, 14, 74, 12, 0, 0, 1, 9, 16, 2, 0, 0, 0, 1, 5],
    [95, 20, 4, 0, 0, 16, 187, 9, 0, 0, 1, 13, 161, 11, 0, 0, 0, 13, 184, 7, 0, 0, 0, 7, 29],
    [83, 15, 0, 0, 0, 17, 165, 27, 0, 0, 1, 19, 153, 19, 1, 0, 0, 16, 148, 6, 0, 0, 0, 10, 88],
    [54, 6, 0, 1, 0, 5, 105, 18, 0, 1, 1, 19, 157, 24, 1, 0, 4, 22, 129, 16, 0, 0, 0, 20, 187],
    [1, 2, 0, 0, 0, 3, 48, 10, 1, 0, 1, 14, 65, 7, 0, 0, 2, 12, 173, 6, 0, 0, 0, 10, 415],
];

#[test]
fn counts_and_tests_of_the_states() {
    let Some(weights) = states::weights_table() else { return };
    let tables = [("values", states::income()), ("weights", weights)];
    let found = run("spatial-markov", &tables, &[("draws", "99")]).expect("runs");
    let table = &found.table;
    let number = |row: usize, name: &str| table.real_at(row, name).unwrap_or(f64::NAN);
    for row in 0..125 {
        let [from, to, lag] = ["from", "to", "lag"].map(|n| number(row, n) as usize - 1);
        assert_eq!(number(row, "count") as u64, COUNTS[lag][from * 5 + to], "{lag} {from} {to}");
    }
    // From the poorest class under the poorest neighbours.
    assert_close(&[number(0, "probability"), number(1, "probability")], &[474.0 / 492.0, 15.0 / 492.0]);
    assert!((number(0, "first_passage") - 2.298352588789).abs() < 1e-10);
    assert!((number(4, "first_passage") - 279.428571428571).abs() < 1e-8);
    let figures = &found.figures;
    let test = &figures["homogeneity"];
    let of = |name: &str| test[name].as_f64().expect("a number");
    assert_close(&[of("lr"), of("q")], &[170.6588284308426, 200.62372763076806]);
    assert_eq!(test["degrees_of_freedom"], 60);
    assert!((of("p_lr") / 1.492250767398673e-12 - 1.0).abs() < 1e-3);
    assert!(of("p_lr_permutation") >= 0.01 && of("p_lr_permutation") <= 1.0);
    let ergodic = figures["lags"][0]["ergodic"].as_array().expect("a list");
    let expected = [
        0.43509425180358385,
        0.26353269723062606,
        0.20363043984175005,
        0.06841982778682802,
        0.02932278333721201,
    ];
    let shares: Vec<f64> = ergodic.iter().map(|v| v.as_f64().expect("a share")).collect();
    assert_close(&shares, &expected);
    let cuts: Vec<f64> = figures["lag_cut_points"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|v| v.as_f64().expect("a border"))
        .collect();
    let expected = [0.889733859531, 0.958919166721, 1.014697580106, 1.118356601386];
    assert!(cuts.iter().zip(expected).all(|(c, e)| (c - e).abs() < 1e-11));
    // Once more, and on one thread.
    let alone = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a thread");
    let again = alone.install(|| run("spatial-markov", &tables, &[("draws", "99")]).expect("runs"));
    assert_eq!((&found.table, &found.figures), (&again.table, &again.figures));
}

/// One cell counted without any of the library's code: states in the lowest
/// fifth under neighbours in the lowest fifth that move up one class.
#[test]
fn a_cell_counted_by_hand() {
    let Some(links) = states::links() else { return };
    let cells = states::cells("income_head");
    let value = |state: &str, year: i64| {
        cells.iter().find(|c| c.0 == state && c.1 == year).map(|c| c.2).expect("every state has every year")
    };
    let states: Vec<String> = states::divisions().into_keys().collect();
    let mut own = Vec::new();
    let mut lags = Vec::new();
    for year in 1929..=2009 {
        let all: Vec<f64> = states.iter().map(|s| value(s, year)).collect();
        let mean = all.iter().sum::<f64>() / 48.0;
        own.push(all.iter().map(|v| v / mean).collect::<Vec<f64>>());
        let lag = |s: &String| {
            let near: Vec<f64> =
                links.iter().filter(|l| l.0 == *s).map(|l| value(&l.1, year) / mean).collect();
            near.iter().sum::<f64>() / near.len() as f64
        };
        lags.push(states.iter().map(lag).collect::<Vec<f64>>());
    }
    // Fifths of all 81 × 48 = 3888 numbers: at position 777.4 and 1554.8 of the sorted list.
    let border = |all: &[Vec<f64>], whole: usize, part: f64| {
        let mut sorted = all.concat();
        sorted.sort_by(f64::total_cmp);
        sorted[whole] * (1.0 - part) + sorted[whole + 1] * part
    };
    let (first, second) = (border(&own, 777, 0.4), border(&own, 1554, 0.8));
    let poor = border(&lags, 777, 0.4);
    let (mut stay, mut rise) = (0, 0);
    for year in 0..80 {
        for s in 0..48 {
            if own[year][s] <= first && lags[year][s] <= poor {
                let next = own[year + 1][s];
                stay += u64::from(next <= first);
                rise += u64::from(next > first && next <= second);
            }
        }
    }
    assert_eq!((stay, rise), (COUNTS[0][0], COUNTS[0][1]));
}

fn lattice(side: usize) -> Weights {
    let regions: Vec<String> = (0..side * side).map(|i| format!("r{i:03}")).collect();
    let mut links = Vec::new();
    for i in 0..side * side {
        let (r, c) = (i / side, i % side);
        if c + 1 < side {
            links.extend([(i as u32, i as u32 + 1, 1.0), (i as u32 + 1, i as u32, 1.0)]);
        }
        if r + 1 < side {
            let below = (i + side) as u32;
            links.extend([(i as u32, below, 1.0), (below, i as u32, 1.0)]);
        }
    }
    Weights::new(regions, links).expect("good links")
}

/// Paths that follow their neighbours' mean by `pull`.
fn paths(side: usize, years: usize, pull: f64, seed: u64) -> Vec<f64> {
    let map = lattice(side).row_standardized();
    let n = side * side;
    let mut random = Random::new(seed, 0, 0);
    let mut now: Vec<f64> = (0..n).map(|_| random.normal()).collect();
    let mut all = Vec::new();
    for _ in 0..years + 20 {
        let lag = |i: usize| map.row(i).map(|(j, w)| w * now[j]).sum::<f64>();
        now = (0..n).map(|i| 0.6 * now[i] + pull * lag(i) + random.normal()).collect();
        all.extend(now.iter().copied());
    }
    all.split_off(20 * n)
}

#[test]
fn a_pull_of_neighbours_is_found_and_none_is_not() {
    let (side, years) = (6, 20);
    let labels: Vec<i64> = (0..years as i64).collect();
    let of = |pull: f64, seed: u64| {
        let values = paths(side, years, pull, seed);
        let classes = Cuts::Pooled(3).classify(&values, side * side, &labels).expect("classes");
        let own = LagCuts::Own(Cuts::Pooled(3));
        estimate(&values, &classes.of, 3, &labels, &lattice(side), &own, 1, 99, 7).expect("lags differ")
    };
    let pulled = of(0.35, 1);
    assert!(pulled.lr.p("greater").expect("draws") < 0.05);
    assert!(pulled.test.expect("defined").p_lr < 0.01);
    // Under no pull the permutation p-value is above 0.05 in 19 of 20: of 20 draws, at most five below
    // (a chance of 0.0003 for six and more).
    let low = (0..20).filter(|s| of(0.0, 100 + s).lr.p("greater").expect("draws") <= 0.05).count();
    assert!(low <= 5, "{low} of 20");
}

fn values_table(rows: &[(&str, i64, f64)]) -> Table {
    Table::new()
        .with("region", Column::Text(rows.iter().map(|r| Some(r.0)).collect()))
        .with("year", Column::Integer(rows.iter().map(|r| Some(r.1)).collect()))
        .with("value", Column::Real(rows.iter().map(|r| Some(r.2)).collect()))
}

fn links_table(rows: &[(&str, Option<&str>)]) -> Table {
    let to: TextColumn = rows.iter().map(|r| r.1).collect();
    Table::new()
        .with("from", Column::Text(rows.iter().map(|r| Some(r.0)).collect()))
        .with("to", Column::Text(to))
}

#[test]
fn islands_are_left_out_and_named() {
    let cells: Vec<(&str, i64, f64)> = ["a", "b", "c", "d"]
        .iter()
        .enumerate()
        .flat_map(|(i, r)| (0..6).map(move |y| (*r, 2000 + y, 1.0 + ((3 * i + 2 * y as usize) % 7) as f64)))
        .collect();
    let links = [("a", Some("b")), ("b", Some("a")), ("b", Some("c")), ("c", Some("b")), ("d", None)];
    let options = [("k", "2"), ("draws", "9"), ("relative", "none")];
    let found = run(
        "spatial-markov",
        &[("values", values_table(&cells)), ("weights", links_table(&links))],
        &options,
    )
    .expect("runs");
    assert!(found.warnings.iter().any(|w| w.contains("left out: d")), "{:?}", found.warnings);
    let counts = found.table.integer("count").expect("counts");
    assert_eq!(counts.iter().flatten().sum::<i64>(), 15);
    let none = [("a", None), ("b", None), ("c", None), ("d", None)];
    let error =
        run("spatial-markov", &[("values", values_table(&cells)), ("weights", links_table(&none))], &options)
            .expect_err("no neighbours");
    assert!(error.to_string().contains("no region with values has a neighbour"), "{error}");
    let yearly = [("classes", "yearly-quantiles"), ("lag-classes", "same-borders"), ("k", "2")];
    assert!(
        run("spatial-markov", &[("values", values_table(&cells)), ("weights", links_table(&links))], &yearly)
            .is_err()
    );
}

#[test]
fn what_is_cut_from_the_map_makes_new_islands() {
    // c hangs on d alone, and d on an island of weight zero.
    let rows = vec![("a", "b", 1.0), ("b", "a", 1.0), ("c", "d", 1.0), ("d", "a", 0.0)];
    let map = Weights::of_keys(rows.into_iter().map(|(f, t, w)| (f.into(), Some(t.into()), w)).collect())
        .expect("good");
    let years = states::income_years();
    let panel = Panel {
        regions: ["a", "b", "c", "d"].map(String::from).to_vec(),
        years: vec![1, 2],
        values: (0..8).map(f64::from).collect(),
        left_out: Vec::new(),
    };
    let (few, values, links, islands) = on_map(&panel, &panel.values, &map).expect("two are left");
    assert_eq!(
        (few.regions.len(), values, links.len(), islands),
        (2, vec![0.0, 1.0, 4.0, 5.0], 2, vec!["c".into(), "d".into()])
    );
    // The states have neighbours all.
    let whole = Panel::balanced(&years, Unbalanced::Refuse).expect("complete");
    assert_eq!(relative(&whole, "year-mean").expect("positive").len(), 48 * 81);
}
