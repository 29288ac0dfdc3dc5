//! Stages planted in sample studies are found again.

use super::sample_panel::{options, sample_panel};
use super::{annual, close};
use crate::run_alone::run;
use isard::clusters::panel::ClusterPanel;
use isard::dynamics::life_cycle::{
    Candidates, Constraints, LifeCycleOptions, NAMES, Search, classify, estimate, series, smooth,
};
use isard::inference::Random;
use isard::model::Status;
use proptest::prelude::*;
use rayon::prelude::*;
use std::collections::BTreeMap;

/// Hits, pairs planted, and the (probability, came true) of every stage, pair and year.
struct Score {
    right: usize,
    planted: usize,
    claims: Vec<(f64, bool)>,
}

fn score(seed: u64) -> Score {
    let (panel, planted) = sample_panel(&options(seed));
    let (rows, found) = classify(&panel, &LifeCycleOptions::default());
    assert!(found.expect("an estimate").converged, "seed {seed}");
    let by_key: BTreeMap<_, _> =
        rows.iter().map(|r| ((r.region.clone(), r.cluster.clone(), r.year), r)).collect();
    let mut score = Score { right: 0, planted: planted.len(), claims: Vec::new() };
    for (key, stage) in &planted {
        // A planted cluster that is not classified is a miss.
        let Some(row) = by_key.get(key) else { continue };
        score.right += usize::from(row.stage == stage);
        let all = [
            row.emergence_probability,
            row.growth_probability,
            row.sustainment_probability,
            row.decline_probability,
        ];
        score.claims.extend(NAMES.iter().zip(all).map(|(name, p)| (p, name == stage)));
    }
    score
}

#[test]
fn planted_stages_are_recovered_and_probabilities_come_true() {
    let scores: Vec<Score> = [1, 3, 4, 5, 6].into_par_iter().map(score).collect();
    for (at, s) in scores.iter().enumerate() {
        let accuracy = s.right as f64 / s.planted as f64;
        assert!(s.planted > 300 && accuracy >= 0.85, "sample {at}: accuracy {accuracy} of {}", s.planted);
    }
    let claims: Vec<(f64, bool)> = scores.into_iter().flat_map(|s| s.claims).collect();
    // Reliability: what was said against what came true, in tenths.
    let (mut error, mut diagram) = (0.0, String::new());
    for bin in 0..10 {
        let inside: Vec<_> = claims.iter().filter(|c| ((c.0 * 10.0) as usize).min(9) == bin).collect();
        let n = inside.len() as f64;
        let said = inside.iter().map(|c| c.0).sum::<f64>();
        let came = inside.iter().filter(|c| c.1).count() as f64;
        error += (said - came).abs();
        diagram += &format!("{bin}: n {n} said {:.3} came {:.3}\n", said / n, came / n);
    }
    let all = claims.len() as f64;
    let share = |from: f64, to: f64| {
        let inside: Vec<_> = claims.iter().filter(|c| c.0 >= from && c.0 < to).collect();
        inside.iter().filter(|c| c.1).count() as f64 / inside.len() as f64
    };
    assert!(error / all < 0.02, "{diagram}");
    assert!(share(0.9, 1.1) > 0.95 && share(0.0, 0.1) < 0.02, "{diagram}");
    // Where the model is unsure, it is wrong about as often as it says.
    assert!((0.35..0.65).contains(&share(0.35, 0.65)), "{diagram}");
    // Stages are far from even odds: the score of saying 1/4 throughout is 0.1875.
    let brier = claims.iter().map(|c| (c.0 - f64::from(u8::from(c.1))).powi(2)).sum::<f64>() / all;
    assert!(brier < 0.05, "{brier}");
}

/// A panel of two clusters in eight regions; the first grows in region 0 from the sixth year on.
fn grown() -> ClusterPanel {
    let wave = |t: usize, r: usize, c: usize| 0.01 * ((t * 7 + r * 13 + c * 5) % 11) as f64 / 11.0;
    annual(8, 2, 12, |t, r, c| {
        let lift: f64 = if (r, c) == (0, 0) { 0.12 * (t as f64 - 5.0).max(0.0) } else { 0.0 };
        100.0 * (lift + wave(t, r, c)).exp() * if c == 1 && r % 2 == 0 { 2.0 } else { 1.0 }
    })
}

#[test]
fn growth_is_seen_when_it_starts() {
    let panel = grown();
    let (rows, _) = classify(&panel, &LifeCycleOptions::default());
    let stages: Vec<&str> =
        rows.iter().filter(|r| r.region == "r00" && r.cluster == "i00").map(|r| r.stage).collect();
    assert_eq!(stages.len(), 12);
    assert!(stages[6..].iter().all(|s| *s == "growth"), "{stages:?}");
    assert!(stages[..5].iter().all(|s| *s != "growth"), "{stages:?}");
}

#[test]
fn renewal_can_be_ruled_out() {
    // In every second region the first cluster goes down, then up again.
    let panel = annual(8, 2, 14, |t, r, c| {
        let lift = if c == 0 && r % 2 == 0 { (t as f64 - 6.0).abs() * 0.1 } else { 0.0 };
        let noise = 0.01 * Random::new(9, (r * 2 + c) as u64, t as u64).normal();
        100.0 * f64::exp(lift + noise)
    });
    let of = |renewal: bool| {
        let constraints = Constraints { separation: 0.02, renewal };
        let all = series(&panel, Candidates { minimum_lq: 0.0, minimum_value: 0.0 });
        let found =
            estimate(&all, constraints, Search { starts: 3, iterations: 100, seed: 1 }).expect("growths");
        (found.model.clone(), smooth(&found.model, &all)[0].clone())
    };
    let (model, p) = of(true);
    assert!(p[2][3] > 0.9 && p[12][1] > 0.9 && model.moves[3][1] > 0.0, "{p:?}");
    let (model, p) = of(false);
    assert_eq!((model.moves[3][1], model.moves[2][1], model.moves[3][0]), (0.0, 0.0, 0.0));
    // No path leads from decline to growth, so that both together cannot be likely.
    assert!(p[2][3] + p[12][1] <= 1.0 + 1e-9, "{p:?}");
}

#[test]
fn a_gap_is_bridged_and_said() {
    let mut panel = grown();
    let cell = 7 * panel.cells();
    panel.values[cell] = f64::NAN;
    panel.status[cell] = Status::Missing;
    let (rows, _) = classify(&panel, &LifeCycleOptions::default());
    let row = rows.iter().find(|r| r.region == "r00" && r.cluster == "i00" && r.year == 2007).expect("a row");
    assert_eq!((row.status, row.growth, row.lq, row.stage), (Status::Estimated, None, None, "growth"));
    // A year that is not in the panel has no row and breaks no series.
    let whole = grown();
    let mut short = whole.clone();
    let cells = short.cells();
    short.years.remove(7);
    short.values.drain(7 * cells..8 * cells);
    short.status.drain(7 * cells..8 * cells);
    let (rows, _) = classify(&short, &LifeCycleOptions::default());
    let own: Vec<_> = rows.iter().filter(|r| r.region == "r00" && r.cluster == "i00").collect();
    assert_eq!(own.len(), 11);
    assert!(own[7].growth.is_none() && own[7].stage == "growth");
}

#[test]
fn the_same_on_any_number_of_threads_and_starts_by_seed() {
    let panel = grown();
    let on = |threads: usize, seed: u64| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
        let search = Search { starts: 4, iterations: 50, seed };
        pool.install(|| classify(&panel, &LifeCycleOptions { search, ..LifeCycleOptions::default() }))
    };
    assert_eq!(on(1, 1), on(2, 1));
}

#[test]
fn nothing_to_classify_is_said() {
    // One region holds everything: no growth elsewhere to compare with.
    let rows: Vec<(i64, f64)> = (0..6).map(|t| (2000 + t, 10.0 + t as f64)).collect();
    let table = super::table(&rows.iter().map(|(y, v)| ("a", "x", *y, Some(*v))).collect::<Vec<_>>());
    let found = run("life-cycle", &[("activity", table)], &[]).expect("runs");
    assert_eq!(found.table.rows(), 0);
    assert!(found.warnings.iter().any(|w| w.contains("no pair")), "{:?}", found.warnings);
    assert!(found.assumptions.iter().any(|a| a.contains("own classifier")));
}

/// Probability of each stage in each year by summing over every path of stages.
fn by_paths(start: [f64; 4], moves: [[f64; 4]; 4], density: &[[f64; 4]]) -> Vec<[f64; 4]> {
    let n = density.len();
    let mut sums = vec![[0.0; 4]; n];
    for path in 0..4usize.pow(n as u32) {
        let stage = |t: usize| path / 4usize.pow(t as u32) % 4;
        let mut p = start[stage(0)] * density[0][stage(0)];
        for t in 1..n {
            p *= moves[stage(t - 1)][stage(t)] * density[t][stage(t)];
        }
        (0..n).for_each(|t| sums[t][stage(t)] += p);
    }
    let all: f64 = sums[0].iter().sum();
    sums.iter().map(|s| s.map(|v| v / all)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn smoothing_equals_the_sum_over_all_paths(growth in prop::collection::vec(-0.2..0.2f64, 5), gap in 1usize..5) {
        let panel = grown();
        let all = series(&panel, Candidates::default());
        let found = estimate(&all, Constraints { separation: 0.02, renewal: true },
            Search { starts: 2, iterations: 20, seed: 3 }).expect("growths");
        let mut one = all[0].clone();
        one.growth = growth.clone();
        one.level = vec![0.4; 5];
        one.growth[0] = f64::NAN;
        one.growth[gap] = f64::NAN;
        let model = &found.model;
        let t5 = |x: f64, mean: f64, scale: f64| scale.powf(-0.5) * (1.0 + (x - mean).powi(2) / (5.0 * scale)).powi(-3);
        let density: Vec<[f64; 4]> = (0..5).map(|t| std::array::from_fn(|s| match one.growth[t].is_nan() {
            true => t5(0.4, model.level.mean[s], model.level.scale[s]),
            false => t5(one.growth[t], model.growth.mean[s], model.growth.scale[s]),
        })).collect();
        let expected = by_paths(model.start, model.moves, &density);
        let smoothed = smooth(model, &[one]).remove(0);
        for (a, b) in smoothed.iter().flatten().zip(expected.iter().flatten()) {
            prop_assert!(close(*a, *b), "{a} {b}");
        }
    }
}
