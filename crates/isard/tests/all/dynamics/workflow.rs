//! The tables of a run.

use super::annual;
use super::sample_panel::{options, sample_panel};
use isard::dynamics::concentration_trend::{Map, TrendOptions};
use isard::dynamics::life_cycle::{LifeCycleOptions, Search};
use isard::dynamics::workflow::{DynamicsOptions, analyze};
use isard::model::Status;
use isard::sample::SampleOptions;
use isard::space::Weights;

fn quick() -> DynamicsOptions {
    DynamicsOptions {
        trends: TrendOptions { draws: 29, ..TrendOptions::default() },
        life_cycle: LifeCycleOptions {
            search: Search { starts: 2, iterations: 200, seed: 1 },
            ..LifeCycleOptions::default()
        },
        ..DynamicsOptions::default()
    }
}

#[test]
fn every_table_of_a_sample() {
    let (panel, _) = sample_panel(&SampleOptions { regions: 20, years: 8, ..options(2) });
    let (regions, clusters) = (panel.regions.len(), panel.industries.len());
    let links = (1..regions as u32).map(|r| (r - 1, r, 1.0)).collect();
    let weights = Weights::new(panel.regions.clone(), links).expect("a path");
    let map = Map { points: (0..regions).map(|r| [r as f64, 1.0, 0.0]).collect(), sphere: false };
    let result = analyze(&panel, Some(&weights), Some(&map), &quick()).expect("fits");
    assert_eq!(result.shift_share.len(), regions * (5 + 6 + 5 + 6));
    for region in &panel.regions {
        for variant in ["classic", "esteban-marquillas", "dynamic"] {
            let own: Vec<_> =
                result.shift_share.iter().filter(|r| r.region == *region && r.variant == variant).collect();
            let (change, parts) = own.split_last().expect("rows");
            let sum: f64 = parts.iter().filter_map(|r| r.value).sum();
            assert!((sum - change.value.expect("a change")).abs() < 1e-6, "{region} {variant}");
        }
    }
    assert_eq!(result.entry_exit.len(), 7 * (1 + regions + clusters));
    assert_eq!(result.entry_model.len(), 4);
    assert_eq!(result.relatedness.len(), clusters * (clusters - 1) / 2);
    assert_eq!(result.opportunities.len(), regions * clusters);
    let lacking: Vec<_> = result.opportunities.iter().filter(|o| o.present == Some(false)).collect();
    assert!(lacking.iter().all(|o| o.rank.is_some() == o.density.is_some()));
    assert_eq!(result.trends.len(), clusters * 8 * 7);
    assert_eq!(result.trend_tests.len(), clusters * 5);
    assert!(result.life_cycle.len() > 8 * regions && result.assumptions.len() >= 4);
    let again = analyze(&panel, Some(&weights), Some(&map), &quick()).expect("fits");
    assert_eq!(result, again);
}

#[test]
fn one_year_still_has_neighbours_in_the_portfolio() {
    let panel = annual(6, 4, 1, |_, r, i| ((r * 5 + i * 3) % 7) as f64);
    let result = analyze(&panel, None, None, &quick()).expect("fits");
    assert!(result.shift_share.is_empty() && result.life_cycle.is_empty());
    assert_eq!(result.opportunities.len(), 24);
    assert!(result.warnings[0].contains("one year"));
    assert!(result.opportunities.iter().all(|o| o.entry_probability.is_none()));
}

#[test]
fn what_does_not_fit_is_refused_or_left_out() {
    let mut panel = annual(6, 4, 3, |t, r, i| ((t + r * 5 + i * 3) % 7) as f64 + 1.0);
    let map = Map { points: vec![[0.0; 3]; 5], sphere: false };
    let error = analyze(&panel, None, Some(&map), &quick()).expect_err("refused");
    assert!(error.to_string().contains("5 points for 6 regions"), "{error}");
    panel.values[0] = -1.0;
    panel.status[1] = Status::Suppressed;
    let result = analyze(&panel, None, None, &quick()).expect("fits");
    assert!(result.warnings[0].contains("2 cells"), "{:?}", result.warnings);
    panel.status.pop();
    analyze(&panel, None, None, &quick()).expect_err("refused");
}
