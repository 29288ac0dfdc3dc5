use super::*;
use crate::inference::permutation::Alternative;
use proptest::prelude::*;

fn plan(draws: u64, seed: u64) -> Plan {
    Plan { draws, seed, ..Plan::default() }
}

/// Every set of `take` of the values, by its sum.
fn all_sums(values: &[i32], take: usize) -> Vec<i64> {
    let sets = (0u32..1 << values.len()).filter(|s| s.count_ones() as usize == take);
    sets.map(|s| (0..values.len()).filter(|i| s >> i & 1 == 1).map(|i| i64::from(values[i])).sum()).collect()
}

/// Within five standard errors of the exact share, or equal where it is 0 or 1.
fn near(found: u64, draws: u64, exact: f64) -> bool {
    let error = (exact * (1.0 - exact) / draws as f64).sqrt();
    (found as f64 / draws as f64 - exact).abs() <= 5.0 * error
}

#[test]
fn sets_are_even_whatever_the_way_they_are_drawn() {
    // Powers of two: every set has its own sum. Eleven values: one to three by
    // rejection, four to eleven by shuffling (of what is left out from six on).
    let values: Vec<i32> = (0..11).map(|i| 1 << i).collect();
    for take in 1..=11 {
        let exact = all_sums(&values, take);
        assert_eq!(sparse(values.len(), take), take <= 5, "take {take}");
        for bound in exact.iter().step_by(1 + exact.len() / 9) {
            let counts = sums(&values, take, *bound, *bound, &plan(40_000, 5), take as u64);
            let share = |beyond: &dyn Fn(i64) -> bool| {
                exact.iter().filter(|&&s| beyond(s)).count() as f64 / exact.len() as f64
            };
            assert_eq!(counts.draws, 40_000);
            assert!(
                near(counts.greater, 40_000, share(&|s| s >= *bound)),
                "take {take}, bound {bound}: {counts:?}"
            );
            assert!(
                near(counts.lesser, 40_000, share(&|s| s <= *bound)),
                "take {take}, bound {bound}: {counts:?}"
            );
        }
    }
}

#[test]
fn positions_of_a_large_map_are_even() {
    // One of 20,000 (32 bits a position), told apart by tenths.
    let values: Vec<i32> = (0..20_000).collect();
    for tenth in 1..10 {
        let bound = 2_000 * tenth;
        let counts = sums(&values, 1, bound, bound - 1, &plan(100_000, 9), tenth as u64);
        assert!(near(counts.lesser, 100_000, tenth as f64 / 10.0), "{counts:?}");
        assert_eq!(counts.greater + counts.lesser, 100_000);
    }
}

#[test]
fn a_test_stops_at_the_very_draw_that_decides() {
    let values: Vec<i32> = (0..500).map(|i| i * i % 911).collect();
    let base = Plan { draws: 20_000, seed: 3, alternative: Alternative::TwoSided, stop_after: Some(25) };
    let total: i64 = values.iter().map(|&v| i64::from(v)).sum();
    for take in [3, 250] {
        // About two standard deviations above the mean.
        let bound = total * take as i64 / 500 + if take == 3 { 700 } else { 4_000 };
        let stopped = sums(&values, take, bound, bound, &base, 8);
        assert_eq!(stopped.greater.min(stopped.lesser), 25);
        let before = sums(&values, take, bound, bound, &Plan { draws: stopped.draws - 1, ..base }, 8);
        assert_eq!(before.greater.min(before.lesser), 24);
        assert_eq!(before.draws, stopped.draws - 1);
        // Stopping changes no draw: without it the first draws are the same.
        let same = Plan { draws: stopped.draws, stop_after: None, ..base };
        assert_eq!(sums(&values, take, bound, bound, &same, 8), stopped);
    }
}

#[test]
fn streams_of_regions_do_not_follow_each_other() {
    // The correlation of 0/1 outcomes of two regions over draws: each draw of a
    // plan is told by the growth of the counts.
    let values: Vec<i32> = (0..1_000).collect();
    let outcomes = |item: u64| -> Vec<f64> {
        let count = |draws| sums(&values, 1, 500, 499, &plan(draws, 1), item).greater;
        let counts: Vec<u64> = (0..=4_000).map(count).collect();
        counts.windows(2).map(|w| (w[1] - w[0]) as f64).collect()
    };
    let (a, b) = (outcomes(17), outcomes(18));
    let mean = |x: &[f64]| x.iter().sum::<f64>() / x.len() as f64;
    let (ma, mb) = (mean(&a), mean(&b));
    let covariance = a.iter().zip(&b).map(|(x, y)| (x - ma) * (y - mb)).sum::<f64>() / 4_000.0;
    assert!((covariance / 0.25).abs() < 4.0 / 4_000f64.sqrt(), "{covariance}");
    let next = a.windows(2).map(|w| (w[0] - ma) * (w[1] - ma)).sum::<f64>() / 4_000.0;
    assert!((next / 0.25).abs() < 4.0 / 4_000f64.sqrt(), "{next}");
}

#[test]
fn decimals_become_exact_and_other_values_fine() {
    let exact = FixedPoint::new(&[0.1, 0.2, 0.3, -7.25], 12);
    assert_eq!(exact.slack, 0);
    let steps: Vec<i32> = exact.values.iter().map(|v| v - exact.values[3]).collect();
    assert_eq!(steps, [735, 745, 755, 0]);
    let fine = FixedPoint::new(&[std::f64::consts::PI, 1.0 / 3.0, -2.0f64.sqrt()], 4);
    assert_eq!(fine.slack, 1);
    assert!(fine.values.iter().all(|v| i64::from(*v).abs() * 4 <= 1 << 30));
    // Every value the same, very large, very small.
    assert_eq!(FixedPoint::new(&[5.5; 3], 6).values, [0; 3]);
    for size in [1e300, 1e-300] {
        let f = FixedPoint::new(&[size, -size, 0.5 * size], 6);
        assert!(f.values[0] > f.values[2] && f.values[2] > f.values[1], "{f:?}");
    }
}

proptest! {
    /// The vector form gives the same counts as the portable one.
    #[test]
    fn forms_agree(n in 70usize..400, take in 1usize..20, seed: u64, item: u64, draws in 1u64..3_000, stop: bool) {
        let values: Vec<i32> = (0..n as i32).map(|i| (i * 7919) % 1009 - 500).collect();
        let plan = Plan { stop_after: stop.then_some(20), ..plan(draws, seed) };
        let found = lanes::sums(&values, take, (40, -25), &plan, item);
        prop_assert_eq!(found, lanes::sums_portable(&values, take, (40, -25), &plan, item));
    }

    #[test]
    fn forms_agree_on_large_maps(n in 16_380usize..40_000, take in 1usize..15, seed: u64) {
        let values: Vec<i32> = (0..n as i32).map(|i| (i * 7919) % 100_003 - 50_000).collect();
        let found = lanes::sums(&values, take, (40, -25), &plan(500, seed), 3);
        prop_assert_eq!(found, lanes::sums_portable(&values, take, (40, -25), &plan(500, seed), 3));
    }

    /// Equal weights by the weighted way: the same draws, so the same counts.
    #[test]
    fn weighted_sums_draw_the_same_sets(n in 2usize..300, share in 0.0..=1.0f64, seed: u64) {
        let values: Vec<i32> = (0..n as i32).map(|i| (i * 7919) % 1009 - 500).collect();
        let reals: Vec<f64> = values.iter().map(|&v| f64::from(v)).collect();
        let take = ((n as f64 * share) as usize).clamp(1, n / 2);
        let whole = sums(&values, take, 40, 40, &plan(500, seed), 7);
        prop_assert_eq!(whole, weighted(&reals, &vec![1.0; take], 40.0, 40.0, &plan(500, seed), 7));
    }
}
