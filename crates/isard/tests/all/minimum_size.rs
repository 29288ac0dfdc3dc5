//! Least sizes of cells and regions: who earns stars, who is ranked, and what
//! is left undecided.

use crate::run_alone::{panel, run};
use isard::clusters::minimum_size::MinimumSize;
use isard::clusters::panel::ClusterPanel;
use isard::clusters::resampling::{self, Resampling, item};
use isard::clusters::slab::Slab;
use isard::clusters::stars::{CellBounds, Rule, Specialization, Strong, of_slab};
use isard::clusters::workflow::{ClusterOptions, analyze};
use isard::model::{Column, Status};
use isard::registry::Output;
use proptest::prelude::*;

/// Eleven regions; region 4 has half of industry 0, region 7 is tiny and has
/// nothing but industry 0.
fn example() -> (Vec<f64>, usize, usize) {
    let mut cells = Vec::new();
    for r in 0..11 {
        cells.extend(match r {
            4 => [1000.0, 500.0],
            7 => [30.0, 1.0],
            r => [100.0 + r as f64, 1000.0 + r as f64],
        });
    }
    (cells, 11, 2)
}

fn rule(minimum: MinimumSize) -> Rule {
    Rule { minimum, ..Rule::OBSERVATORY }
}

fn named(rows: usize, cols: usize, cells: Vec<f64>) -> ClusterPanel {
    let keys = |letter: char, n: usize| (0..n).map(|k| format!("{letter}{k:02}")).collect();
    ClusterPanel::new(keys('r', rows), keys('i', cols), vec![2020], cells)
}

#[test]
fn a_small_cell_keeps_its_place_and_earns_nothing() {
    let (cells, rows, cols) = example();
    let slab = Slab::new(cells, rows, cols);
    let free = of_slab(&slab, &Rule::OBSERVATORY, None);
    let least = of_slab(&slab, &rule(MinimumSize { value: 50.0, ..MinimumSize::default() }), None);
    let tiny = 7 * cols;
    assert_eq!((free[tiny].specialization, free[tiny].focus), (Some(true), Some(true)));
    assert_eq!(least[tiny].count(), Some(0));
    // The place it had in the top share is not given to another.
    let focus = |all: &[isard::clusters::stars::Stars]| {
        (0..rows).filter(|r| all[r * cols].focus == Some(true)).collect::<Vec<_>>()
    };
    assert_eq!((focus(&free), focus(&least)), (vec![4, 7], vec![4]));
}

#[test]
fn a_small_region_is_not_among_those_that_are_ranked() {
    let (cells, rows, cols) = example();
    let slab = Slab::new(cells, rows, cols);
    let found = of_slab(&slab, &rule(MinimumSize { region: 100.0, ..MinimumSize::default() }), None);
    let tiny = found[7 * cols];
    assert_eq!((tiny.ranked, tiny.count(), tiny.strong), (false, None, None));
    assert!(tiny.lq.is_ok_and(|lq| lq > 2.0), "its quotient stays");
    // ⌈0.1 · 10⌉ = 1 region is in the top share now.
    let focus: Vec<usize> = (0..rows).filter(|r| found[r * cols].focus == Some(true)).collect();
    assert_eq!(focus, [4]);
}

#[test]
fn a_withheld_cell_is_large_enough_where_its_bounds_say_so() {
    let (mut cells, rows, cols) = example();
    cells[4 * cols] = f64::NAN;
    let minimum = MinimumSize { value: 50.0, ..MinimumSize::default() };
    let at = |low: f64, high: f64| {
        let (mut lows, mut highs) = (vec![f64::NAN; rows * cols], vec![f64::NAN; rows * cols]);
        (lows[4 * cols], highs[4 * cols]) = (low, high);
        let mut regions = vec![f64::NAN; rows];
        regions[4] = 1500.0;
        let slab = Slab::new(cells.clone(), rows, cols).with_margins(&regions, &[2000.0, f64::NAN], 13_000.0);
        of_slab(&slab, &rule(minimum), Some(CellBounds { low: &lows, high: &highs }))[4 * cols]
    };
    assert_eq!(at(900.0, 1000.0).count(), Some(3));
    // Too small whatever it is, though its quotient alone would be open.
    assert_eq!(at(0.0, 49.0).count(), Some(0));
    assert_eq!(at(40.0, 1000.0).size, None);
}

#[test]
fn establishments_decide_or_leave_open() {
    let (cells, rows, cols) = example();
    let mut panel = named(rows, cols, cells);
    let mut plants = vec![20.0; rows * cols];
    plants[4 * cols] = 3.0;
    plants[7 * cols] = f64::NAN;
    panel.establishments = Some(plants);
    let minimum = MinimumSize { establishments: 5.0, ..MinimumSize::default() };
    let options = ClusterOptions {
        rule: rule(minimum),
        resampling: Resampling { draws: 50, ..Resampling::default() },
        ..ClusterOptions::default()
    };
    let found = analyze(&panel, &options).expect("runs");
    let row = |r: usize| &found.strength[r * cols];
    let (few, unknown, enough) = (row(4), row(7), row(0));
    assert_eq!((few.stars, few.stars_expected, few.strong), (Some(0), Some(0.0), Some(false)));
    assert_eq!((few.size_probability, few.strong_probability), (Some(0.0), Some(0.0)));
    assert_eq!((unknown.specialization_star, unknown.specialization_probability), (None, None));
    assert_eq!(unknown.size_star, Some(false), "no size of its establishments makes it a large one");
    assert!(enough.stars.is_some() && enough.size_probability.is_some());
    assert!(
        found.warnings.iter().any(|w| w.starts_with("1 cells have a value and no number")),
        "{:?}",
        found.warnings
    );
    assert!(found.assumptions.iter().any(|a| a.contains("5 establishments or more in the cell")));
}

#[test]
fn small_regions_are_counted_in_totals_named_and_left_out_of_ranks() {
    let (cells, rows, cols) = example();
    let panel = named(rows, cols, cells);
    let of = |region: f64| {
        let minimum = MinimumSize { region, ..MinimumSize::default() };
        let options = ClusterOptions {
            rule: rule(minimum),
            resampling: Resampling { draws: 50, ..Resampling::default() },
            ..ClusterOptions::default()
        };
        analyze(&panel, &options).expect("runs")
    };
    let (all, large) = (of(0.0), of(100.0));
    assert!(all.ranking.iter().any(|r| r.region == "r07"));
    assert!(large.ranking.iter().all(|r| r.region != "r07"));
    assert!(large.ranking.iter().all(|r| r.rank_low.is_some_and(|low| low >= 1)));
    assert!(large.warnings.iter().any(|w| w.contains("1 of 11 regions have a total below 100")));
    for (a, b) in all.strength.iter().zip(&large.strength) {
        assert_eq!((a.lq, a.low, a.high), (b.lq, b.low, b.high));
        if b.region == "r07" {
            assert!(!b.ranked && b.status == Status::Observed);
            assert_eq!((b.stars, b.stars_expected, b.size_probability), (None, None, None));
        }
    }
}

/// A rule nobody can meet and one that ranks nobody leave nothing, and no panic.
#[test]
fn impossible_minima_leave_nothing() {
    let (cells, rows, cols) = example();
    let panel = named(rows, cols, cells);
    for minimum in [
        MinimumSize { value: f64::MAX, ..MinimumSize::default() },
        MinimumSize { region: f64::MAX, ..MinimumSize::default() },
        MinimumSize { establishments: 1.0, ..MinimumSize::default() },
    ] {
        let options = ClusterOptions {
            rule: Rule { minimum, ..Rule::PANORAMA },
            resampling: Resampling { draws: 20, ..Resampling::default() },
            ..ClusterOptions::default()
        };
        let found = analyze(&panel, &options).expect("runs");
        assert!(found.strength.iter().all(|r| r.stars.is_none_or(|s| s == 0)));
        assert!(found.strength.iter().all(|r| r.stars_expected.is_none_or(|s| s == 0.0)));
        let left_out = |w: &&String| w.contains("left out");
        let many = found.warnings.iter().filter(left_out).count();
        assert!(many == 0 || many == 2, "stars without figures are told: {:?}", found.warnings);
    }
}

fn marks(found: &Output, name: &str) -> Vec<Option<bool>> {
    match found.table.get(name) {
        Some(Column::Boolean(v)) => v.clone(),
        other => panic!("not a column of yes and no: {other:?}"),
    }
}

#[test]
fn methods_take_the_minima_as_options() {
    let (cells, rows, cols) = example();
    let table = panel(&cells, rows, cols);
    let alone = |options: &[(&str, &str)]| run("cluster-stars", &[("activity", table.clone())], options);
    let found = alone(&[("draws", "20"), ("minimum-region", "100"), ("strong-lq", "1.5")]).expect("runs");
    let ranked = marks(&found, "ranked");
    assert_eq!(ranked.iter().filter(|r| **r == Some(false)).count(), cols);
    assert_eq!(marks(&found, "strong")[7 * cols], None);
    assert_eq!(marks(&found, "strong").iter().filter(|s| **s == Some(true)).count(), 1);
    alone(&[("minimum-establishments", "5")]).expect_err("establishments not given");
    alone(&[("minimum-region", "-1")]).expect_err("a negative size");
    let found = alone(&[("draws", "20"), ("focus-top", "0")]).expect("runs");
    assert!(marks(&found, "focus_star").iter().all(Option::is_none), "no focus star");
    let found =
        run("strong-clusters", &[("activity", table.clone())], &[("minimum-region", "100")]).expect("runs");
    let strong = marks(&found, "strong");
    assert_eq!(strong[7 * cols], None);
    // ⌈0.25 · 10⌉ = 3 of the regions that are ranked.
    assert_eq!(strong.iter().step_by(cols).filter(|s| **s == Some(true)).count(), 3);
}

proptest! {
    /// The flag of a run is that of the method for strong clusters, and every
    /// mark and share of draws equals what a plain loop over regions gives.
    #[test]
    fn marks_equal_a_plain_loop(
        values in prop::collection::vec(prop_oneof![Just(0.0), 1.0..500.0f64], 36),
        value in prop_oneof![Just(0.0), 0.0..200.0f64],
        region in prop_oneof![Just(0.0), 0.0..900.0f64],
        least_lq in 0.0..1.5f64,
    ) {
        let (rows, cols) = (12, 3);
        let slab = Slab::new(values.clone(), rows, cols);
        let minimum = MinimumSize { value, establishments: 0.0, region };
        let rule = Rule {
            specialization: Specialization::Top(0.2),
            strong: Strong { top: 0.25, least_lq },
            minimum,
            ..Rule::OBSERVATORY
        };
        let found = of_slab(&slab, &rule, None);
        let items: Vec<u64> = (0..rows * cols).map(|at| item(&at.to_string(), "")).collect();
        // Establishments without number and spread: every draw is what was seen.
        let settings = Resampling { draws: 3, uncertainty: resampling::Uncertainty::Resampling, establishment_cv: Some(0.0), ..Resampling::default() };
        let plants = vec![1e15; rows * cols];
        let sure = resampling::of_slab(&slab, Some(&plants), None, &items, &rule, &settings);
        for i in 0..cols {
            let large: Vec<usize> = (0..rows).filter(|&r| slab.row_totals()[r] >= region).collect();
            let lq = |r: usize| found[r * cols + i].lq.unwrap_or(f64::NAN);
            let mut order: Vec<usize> = large.iter().copied().filter(|&r| !lq(r).is_nan()).collect();
            let n = order.len();
            order.sort_by(|&a, &b| lq(b).total_cmp(&lq(a)).then(a.cmp(&b)));
            let top = isard::clusters::stars::top_count(0.25, n);
            for r in 0..rows {
                let star = found[r * cols + i];
                let place = order.iter().position(|&x| x == r);
                let v = values[r * cols + i];
                let expected = place.map(|p| p < top && v > 0.0 && lq(r) >= least_lq && v >= value);
                if lq(r).is_nan() {
                    prop_assert!(star.strong != Some(true));
                } else {
                    prop_assert_eq!(star.strong, expected);
                }
                prop_assert_eq!(star.ranked, large.contains(&r));
                if let (Some(sure), Some(strong)) = (sure[r * cols + i], star.strong) {
                    // Draws are the values up to one part in ten millions: no two of these are so near.
                    let near = (v - value).abs() < 1e-4 || (lq(r) - least_lq).abs() < 1e-5
                        || order.iter().any(|&x| x != r && (lq(x) - lq(r)).abs() < 1e-5);
                    prop_assert!(near || sure.strong == f64::from(u8::from(strong)));
                }
            }
        }
    }
}
