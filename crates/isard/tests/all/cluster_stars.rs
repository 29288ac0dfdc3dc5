//! Stars, their probabilities, and strong clusters.

use crate::run_alone::{assert_close, panel, run, statuses};
use isard::clusters::resampling::{self, Resampling, Uncertainty, item};
use isard::clusters::slab::Slab;
use isard::clusters::stars::{CellBounds, Rule, Specialization, mark_top, of_slab, top_count};
use isard::inference::Random;
use isard::registry::Output;
use proptest::prelude::*;

fn reals(output: &Output, name: &str) -> Vec<f64> {
    output.table.real(name).expect("a column").iter().map(|v| v.unwrap_or(f64::NAN)).collect()
}

#[test]
fn the_top_share_is_rounded_up_and_safe_from_binary_fractions() {
    let found: Vec<usize> = [0, 1, 9, 10, 11, 30, 300].map(|n| top_count(0.1, n)).to_vec();
    assert_eq!(found, [0, 1, 1, 1, 2, 3, 30]);
}

proptest! {
    /// Sorting by value, then position, and taking the first k that are not zero.
    #[test]
    fn marks_equal_a_sort(
        values in prop::collection::vec(prop_oneof![Just(f64::NAN), (0u8..6).prop_map(f64::from)], 0..40),
        p in 0.0..1.0f64,
    ) {
        let known: Vec<usize> = (0..values.len()).filter(|&i| !values[i].is_nan()).collect();
        let mut order = known.clone();
        order.sort_by(|&a, &b| values[b].total_cmp(&values[a]).then(a.cmp(&b)));
        let mut expected = vec![false; values.len()];
        for &i in order.iter().take(top_count(p, known.len())).filter(|&&i| values[i] > 0.0) {
            expected[i] = true;
        }
        let mut marks = vec![false; values.len()];
        mark_top(&values, p, &mut marks, &mut Vec::new());
        prop_assert_eq!(marks, expected);
    }
}

/// Eleven regions, one of which has half of industry 0 and little else.
fn example() -> (Vec<f64>, usize, usize) {
    let mut cells = Vec::new();
    for r in 0..11 {
        cells.extend(if r == 4 { [1000.0, 500.0] } else { [100.0, 1000.0 + r as f64] });
    }
    (cells, 11, 2)
}

#[test]
fn stars_of_an_obvious_cluster() {
    let (cells, rows, cols) = example();
    let stars = of_slab(&Slab::new(cells, rows, cols), &Rule::OBSERVATORY, None);
    // ⌈0.1 · 11⌉ = 2 regions have the size and focus stars: region 4, and the
    // first of the ten equal ones by size, the one with the least else by focus.
    let size: Vec<usize> = (0..rows).filter(|r| stars[r * cols].size == Some(true)).collect();
    let focus: Vec<usize> = (0..rows).filter(|r| stars[r * cols].focus == Some(true)).collect();
    let lq: Vec<usize> = (0..rows).filter(|r| stars[r * cols].specialization == Some(true)).collect();
    assert_eq!((size, focus, lq), (vec![0, 4], vec![0, 4], vec![4]));
    assert_eq!(stars[4 * cols].count(), Some(3));
    assert_eq!(stars[5 * cols].count(), Some(0));
}

#[test]
fn bounds_decide_a_withheld_cell_or_leave_it_open() {
    let (mut cells, rows, cols) = example();
    cells[6 * cols] = f64::NAN;
    let (total, region) = (13_600.0, 1_106.0);
    let at = |low: f64, high: f64| {
        let (mut lows, mut highs) = (vec![f64::NAN; rows * cols], vec![f64::NAN; rows * cols]);
        (lows[6 * cols], highs[6 * cols]) = (low, high);
        let mut regions = vec![f64::NAN; rows];
        regions[6] = region;
        let slab = Slab::new(cells.clone(), rows, cols).with_margins(&regions, &[2000.0, f64::NAN], total);
        of_slab(&slab, &Rule::OBSERVATORY, Some(CellBounds { low: &lows, high: &highs }))[6 * cols]
    };
    assert_eq!(at(500.0, 600.0).count(), Some(3));
    assert_eq!(at(0.0, 20.0).count(), Some(0));
    let open = at(0.0, 600.0);
    assert_eq!((open.size, open.specialization, open.focus, open.count()), (None, None, None, None));
    assert_eq!(at(0.0, f64::INFINITY).size, None);
    // A cell that is missing, not withheld.
    assert_eq!(at(f64::NAN, f64::NAN).size, None);
}

fn items(rows: usize, cols: usize) -> Vec<u64> {
    (0..rows * cols).map(|at| item(&format!("R{}", at / cols), &format!("I{}", at % cols))).collect()
}

#[test]
fn many_establishments_make_stars_certain_and_few_do_not() {
    let (cells, rows, cols) = example();
    let slab = Slab::new(cells, rows, cols);
    let settings = Resampling { draws: 200, ..Resampling::default() };
    let with = |n: f64| {
        let plants = vec![n; rows * cols];
        resampling::of_slab(&slab, Some(&plants), None, &items(rows, cols), &Rule::OBSERVATORY, &settings)
    };
    let sure = with(1e12);
    let stars = of_slab(&slab, &Rule::OBSERVATORY, None);
    for at in 0..rows * cols {
        let found = sure[at].expect("has a value").specialization;
        assert_eq!(found, f64::from(u8::from(stars[at].specialization == Some(true))));
        let lq = stars[at].lq.expect("defined");
        let (low, high) = (sure[at].expect("has a value").lq_low, sure[at].expect("has a value").lq_high);
        assert!((low / lq - 1.0).abs() < 1e-4 && (high / lq - 1.0).abs() < 1e-4);
    }
    assert_eq!(sure[4 * cols].expect("has a value").size, 1.0);
    let unsure = with(1.0)[4 * cols].expect("has a value");
    assert!(unsure.specialization > 0.3 && unsure.specialization < 0.95, "{unsure:?}");
    assert!(unsure.lq_low < 1.5 && unsure.lq_high > 4.0, "{unsure:?}");
}

/// Every draw made and judged one by one, from the definition.
#[test]
fn probabilities_equal_a_naive_loop() {
    let (rows, cols, draws) = (13, 4, 60);
    let cells: Vec<f64> = (0..rows * cols).map(|k| ((k * 37 + 11) % 53) as f64 * 3.0).collect();
    let slab = Slab::new(cells.clone(), rows, cols);
    let keys = items(rows, cols);
    let settings = Resampling {
        draws,
        seed: 9,
        establishment_cv: Some(1.0),
        uncertainty: Uncertainty::Resampling,
        ..Resampling::default()
    };
    let rule = Rule { specialization: Specialization::AtLeast(1.3), ..Rule::OBSERVATORY };
    let found = resampling::of_slab(&slab, None, None, &keys, &rule, &settings);
    let mut counts = vec![[0.0; 3]; rows * cols];
    for d in 0..draws {
        let drawn: Vec<f64> = (0..rows * cols)
            .map(|at| {
                let shape = (cells[at] / 10.0).max(1.0) / 2.0;
                let gamma = || Random::new(9, keys[at], d as u64).gamma(shape) / shape;
                if cells[at] > 0.0 { cells[at] * gamma() } else { 0.0 }
            })
            .collect();
        for (at, star) in of_slab(&Slab::new(drawn, rows, cols), &rule, None).iter().enumerate() {
            let marks = [star.size, star.specialization, star.focus];
            counts[at].iter_mut().zip(marks).for_each(|(c, m)| *c += f64::from(u8::from(m == Some(true))));
        }
    }
    for (found, count) in found.iter().zip(counts) {
        let found = found.expect("has a value");
        let expected = count.map(|c| c / draws as f64);
        assert_close(&[found.size, found.specialization, found.focus], &expected);
    }
}

#[test]
fn probabilities_do_not_depend_on_threads() {
    let (rows, cols) = (40, 9);
    let cells: Vec<f64> = (0..rows * cols).map(|k| ((k * 101 + 7) % 97) as f64).collect();
    let slab = Slab::new(cells, rows, cols);
    let settings = Resampling { draws: 50, ..Resampling::default() };
    let on = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
        pool.install(|| {
            resampling::of_slab(&slab, None, None, &items(rows, cols), &Rule::OBSERVATORY, &settings)
        })
    };
    assert_eq!(on(1), on(4));
}

#[test]
fn presets_and_thresholds_are_options() {
    let (cells, rows, cols) = example();
    let table = panel(&cells, rows, cols);
    let stars = |options: &[(&str, &str)]| {
        let found = run("cluster-stars", &[("activity", table.clone())], options).expect("runs");
        found.table.integer("stars").expect("a column").to_vec()
    };
    assert_eq!(stars(&[("draws", "0")])[8], Some(3));
    // Two stars at most, and three of eleven regions have them.
    let panorama = stars(&[("draws", "0"), ("preset", "panorama")]);
    assert_eq!(panorama.iter().step_by(2).filter(|s| s.is_some_and(|s| s > 0)).count(), 3);
    assert_eq!(panorama[8], Some(2));
    assert_eq!(stars(&[("draws", "0"), ("specialization-lq", "10")])[8], Some(2));
    let both = [("specialization-lq", "2"), ("specialization-top", "0.2")];
    run("cluster-stars", &[("activity", table.clone())], &both).expect_err("contradictory options");
}

#[test]
fn the_table_of_stars_has_probabilities_and_intervals() {
    let (mut cells, rows, cols) = example();
    cells[3] = f64::NAN;
    let table = panel(&cells, rows, cols);
    let found = run("cluster-stars", &[("activity", table)], &[("draws", "100")]).expect("runs");
    assert_eq!(statuses(&found)[3], "missing");
    let (low, lq, high) = (reals(&found, "low"), reals(&found, "lq"), reals(&found, "high"));
    assert!((0..rows * cols).filter(|&k| k != 3).all(|k| low[k] < lq[k] && lq[k] < high[k]));
    assert!(low[3].is_nan() && lq[3].is_nan() && high[3].is_nan());
    let sum = reals(&found, "stars_expected")[8];
    let parts = ["size_probability", "specialization_probability", "focus_probability"];
    assert_close(&[sum], &[parts.map(|p| reals(&found, p)[8]).iter().sum()]);
}

#[test]
fn strong_clusters_need_specialisation_and_size() {
    let (cells, rows, cols) = example();
    let strong = |options: &[(&str, &str)]| {
        let tables = [("activity", panel(&cells, rows, cols))];
        let found = run("strong-clusters", &tables, options).expect("runs");
        match found.table.get("strong") {
            Some(isard::model::Column::Boolean(v)) => v.clone(),
            other => panic!("not a column of yes and no: {other:?}"),
        }
    };
    // ⌈0.25 · 11⌉ = 3 regions a category.
    assert_eq!(strong(&[]).iter().step_by(2).filter(|v| **v == Some(true)).count(), 3);
    let large = strong(&[("minimum-value", "500")]);
    assert_eq!(large.iter().step_by(2).filter(|v| **v == Some(true)).count(), 1);
    let tables = [("activity", panel(&cells, rows, cols))];
    run("strong-clusters", &tables, &[("minimum-establishments", "5")])
        .expect_err("establishments not given");
}
