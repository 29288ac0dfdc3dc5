//! Stages planted in sample studies are found again.

use super::sample_panel::{options, sample_panel};
use isard::dynamics::life_cycle::{LifeCycleOptions, NAMES, classify, figures};
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
    let found = found.expect("an estimate");
    assert!(found.converged, "seed {seed}: {} iterations", found.iterations);
    let by_key: BTreeMap<_, _> =
        rows.iter().map(|r| ((r.region.clone(), r.cluster.clone(), r.year), r)).collect();
    let mut score = Score { right: 0, planted: planted.len(), claims: Vec::new() };
    let mut table = [[0; 5]; 4];
    for (key, stage) in &planted {
        let true_at = NAMES.iter().position(|n| n == stage).unwrap();
        let Some(row) = by_key.get(key) else {
            table[true_at][4] += 1;
            continue;
        };
        table[true_at][NAMES.iter().position(|n| *n == row.stage).unwrap()] += 1;
        score.right += usize::from(row.stage == stage);
        let all = [
            row.emergence_probability,
            row.growth_probability,
            row.sustainment_probability,
            row.decline_probability,
        ];
        score.claims.extend(NAMES.iter().zip(all).map(|(name, p)| (p, name == stage)));
    }
    println!(
        "seed {seed}: {}/{} pairs {} {table:?} {}",
        score.right,
        score.planted,
        rows.len() / 15,
        figures(&found)
    );
    score
}

#[test]
fn planted_stages_are_recovered_and_probabilities_come_true() {
    let mut claims = Vec::new();
    for seed in 1..=6 {
        let found = score(seed);
        let accuracy = found.right as f64 / found.planted as f64;
        println!("accuracy {accuracy}");
        claims.extend(found.claims);
    }
    for bin in 0..10 {
        let range = bin as f64 / 10.0..(bin + 1) as f64 / 10.0 + f64::from(u8::from(bin == 9));
        let inside: Vec<_> = claims.iter().filter(|c| range.contains(&c.0)).collect();
        let n = inside.len() as f64;
        let said = inside.iter().map(|c| c.0).sum::<f64>() / n;
        let came = inside.iter().filter(|c| c.1).count() as f64 / n;
        println!("{bin}: n {n} said {said:.3} came {came:.3}");
    }
}
