//! Convergence clubs: the log t regression against statsmodels 0.15.0 and a
//! naive one, and clubs that were planted.

use super::states;
use crate::run_alone::{assert_close, run};
use isard::inequality::club_convergence::clustering::{Merge, Settings, cluster};
use isard::inequality::club_convergence::log_t::{Paths, Variance};
use isard::inequality::club_convergence::trend::hodrick_prescott;
use isard::inequality::club_convergence::{ClubOptions, find};
use isard::inequality::panel::{Panel, Unbalanced};
use isard::inference::Random;
use isard::linalg::Matrix;
use isard::typology::agreement::adjusted_rand;
use proptest::prelude::*;

fn states_panel() -> Panel {
    Panel::balanced(&states::income_years(), Unbalanced::Refuse).expect("complete")
}

#[test]
fn log_t_of_the_states() {
    let panel = states_panel().logs().expect("positive");
    let cells = (0..48).flat_map(|i| panel.path(i)).collect();
    let matrix = Matrix::from_vec(48, 81, cells);
    let all: Vec<usize> = (0..48).collect();
    for (variance, group, expected) in [
        (Variance::Residuals, &all[..], [0.9134044383181112, 0.08742250519778348, 10.448161331588903]),
        (Variance::Scores, &all[..], [0.9134044383181112, 0.10044946072531422, 9.093174136751982]),
        (Variance::Residuals, &all[..10], [1.0218904100260582, 0.11255409167563758, 9.079104942457166]),
        (Variance::Scores, &all[..10], [1.0218904100260582, 0.1063518103621251, 9.608585002423075]),
    ] {
        let paths = Paths::new(&matrix, 19, variance);
        let found = paths.log_t(&paths.sums(group)).expect("defined");
        assert_close(&[found.slope, found.se, found.t], &expected);
    }
    let found = run("club-convergence", &[("values", states::income())], &[]).expect("runs");
    assert_eq!(found.figures["clubs"].as_array().expect("a list").len(), 1);
    assert_eq!(found.figures["first_year"], 1947);
    assert_close(&[found.figures["all"]["t"].as_f64().expect("a number")], &[10.448161331588903]);
    assert!(found.table.integer("club").expect("clubs").iter().all(|c| *c == Some(1)));
}

#[test]
fn the_trend_of_the_peer() {
    let panel = states_panel().logs().expect("positive");
    let trend = hodrick_prescott(&panel.path(0), 400.0);
    assert_close(
        &[0, 1, 40, 80].map(|t: usize| trend[t]),
        &[5.271108766593303, 5.303570482172298, 7.948322016942775, 10.422293629709683],
    );
}

/// Regions around the levels of their clubs, drawing near as t grows; and
/// loners that drift away.
fn planted(levels: &[f64], size: usize, loners: usize, years: usize, seed: u64) -> (Panel, Vec<usize>) {
    let mut random = Random::new(seed, 0, 0);
    let (mut paths, mut truth) = (Vec::new(), Vec::new());
    let growth = |t: usize| 5.0 + 0.03 * t as f64;
    for (c, level) in levels.iter().enumerate() {
        for _ in 0..size {
            let own = 0.1 * random.normal();
            let path = |t: usize, noise: f64| {
                let near = (own + 0.005 * noise) / ((t as f64 + 1.0).ln() * (t as f64).powf(0.5));
                (level + near) * growth(t)
            };
            paths.push((1..=years).map(|t| path(t, random.normal())).collect::<Vec<f64>>());
            truth.push(c);
        }
    }
    for l in 0..loners {
        let slope = 0.02 * (l as f64 + 1.0) * if l % 2 == 0 { 1.0 } else { -0.4 };
        paths.push((1..=years).map(|t| (1.0 + slope * t as f64) * growth(t)).collect());
        truth.push(levels.len() + l);
    }
    let n = paths.len();
    let panel = Panel {
        regions: (0..n).map(|i| format!("r{i:03}")).collect(),
        years: (1..=years as i64).collect(),
        values: (0..years).flat_map(|t| paths.iter().map(move |p| p[t])).collect(),
        left_out: Vec::new(),
    };
    (panel, truth)
}

fn plain() -> ClubOptions {
    ClubOptions { logs: false, ..ClubOptions::default() }
}

#[test]
fn planted_clubs_are_found() {
    let mut agreement = 0.0;
    for seed in 0..20 {
        let (panel, truth) = planted(&[1.4, 1.0, 0.7], 15, 0, 40, seed);
        let found = find(&panel, &plain()).expect("clubs");
        assert!(found.clubs.all.expect("a test").t < -1.65, "the whole does not converge");
        let labels: Vec<usize> = found.club_of.iter().map(|c| c.map_or(99, |c| c)).collect();
        agreement += adjusted_rand(&labels, &truth) / 20.0;
        // Clubs stand in the order of their level.
        let mean = |c: usize| {
            let members = &found.clubs.clubs[c].members;
            members.iter().map(|&i| found.relative[i]).sum::<f64>() / members.len() as f64
        };
        assert!((1..found.clubs.clubs.len()).all(|c| mean(c) <= mean(c - 1)));
    }
    assert!(agreement > 0.95, "{agreement}");
    // One club is one club.
    let (panel, _) = planted(&[1.0], 30, 0, 40, 3);
    let one = find(&panel, &plain()).expect("clubs");
    assert_eq!((one.clubs.clubs.len(), one.clubs.divergent.len()), (1, 0));
}

#[test]
fn loners_are_in_no_club() {
    let (panel, truth) = planted(&[1.2, 0.8], 12, 3, 60, 4);
    let found = find(&panel, &plain()).expect("clubs");
    let alone = (0..panel.len()).filter(|&i| truth[i] >= 2);
    for i in alone {
        assert_eq!(found.club_of[i], None, "{i}");
    }
    assert_eq!(found.clubs.clubs.len(), 2);
    assert_eq!(found.clubs.divergent, [24, 25, 26]);
}

#[test]
fn equal_regions_are_a_club_and_years_without_spread_say_nothing() {
    let rows = |path: fn(f64, f64) -> f64| {
        let cells = (0..4).flat_map(|i| (0..20).map(move |t| path(f64::from(i), f64::from(t))));
        Matrix::from_vec(4, 20, cells.collect())
    };
    let equal = Paths::new(&rows(|_, t| 5.0 + t), 4, Variance::Residuals);
    let test = equal.log_t(&equal.sums(&[0, 1, 2, 3])).expect("defined");
    assert_eq!(test.t, f64::INFINITY);
    let found = cluster(&equal, 4, &Settings::default());
    assert_eq!((found.clubs.len(), found.clubs[0].members.len()), (1, 4));
    // A crossing in one year leaves the others to speak.
    let crossing = Paths::new(&rows(|i, t| 10.0 + (i - 1.5) * (t - 9.0) / 10.0), 4, Variance::Residuals);
    let test = crossing.log_t(&crossing.sums(&[0, 1, 2, 3])).expect("defined");
    assert!(test.slope.is_finite() && test.t < -1.65, "{test:?}");
}

#[test]
fn merging_joins_what_converges_together() {
    let (panel, _) = planted(&[1.3, 1.0, 0.75], 12, 0, 40, 11);
    let of = |merge| {
        let settings = Settings { merge, ..Settings::default() };
        find(&panel, &ClubOptions { settings, ..plain() }).expect("clubs").clubs.clubs.len()
    };
    assert!(of(Merge::PhillipsSul) <= of(Merge::None));
    assert!(of(Merge::VonLynckerThoennessen) <= of(Merge::None));
    // With a limit nothing fails, all is one club from the start.
    let settings = Settings { critical: -1e9, ..Settings::default() };
    assert_eq!(find(&panel, &ClubOptions { settings, ..plain() }).expect("clubs").clubs.clubs.len(), 1);
}

/// The regression from its definition, step by step.
fn naive(x: &Matrix, group: &[usize], start: usize) -> (f64, f64) {
    let years = x.cols();
    let spread = |t: usize| {
        let n = group.len() as f64;
        let mean = group.iter().map(|&i| x.get(i, t)).sum::<f64>() / n;
        group.iter().map(|&i| (x.get(i, t) / mean - 1.0).powi(2)).sum::<f64>() / n
    };
    let logs: Vec<f64> = (start..=years).map(|t| (t as f64).ln()).collect();
    let y: Vec<f64> =
        (start..=years).map(|t| (spread(0) / spread(t - 1)).ln() - 2.0 * (t as f64).ln().ln()).collect();
    let n = logs.len() as f64;
    let (mx, my) = (logs.iter().sum::<f64>() / n, y.iter().sum::<f64>() / n);
    let sxx: f64 = logs.iter().map(|l| (l - mx).powi(2)).sum();
    let b = logs.iter().zip(&y).map(|(l, y)| (l - mx) * (y - my)).sum::<f64>() / sxx;
    let e: Vec<f64> = logs.iter().zip(&y).map(|(l, y)| y - my - b * (l - mx)).collect();
    let gamma = |lag: usize| (lag..e.len()).map(|t| e[t] * e[t - lag]).sum::<f64>() / n;
    let rho =
        (gamma(1) * n / (e.iter().map(|v| v * v).sum::<f64>() - e[e.len() - 1].powi(2))).clamp(-0.97, 0.97);
    let bandwidth = 1.3221 * (4.0 * rho * rho / (1.0 - rho).powi(4) * n).powf(0.2);
    let kernel = |z: f64| {
        let a = 6.0 * std::f64::consts::PI * z / 5.0;
        25.0 / (12.0 * (std::f64::consts::PI * z).powi(2)) * (a.sin() / a - a.cos())
    };
    let long_run =
        gamma(0) + 2.0 * (1..e.len()).map(|l| kernel(l as f64 / bandwidth) * gamma(l)).sum::<f64>();
    (b, b / (long_run / sxx).sqrt())
}

proptest! {
    #[test]
    fn log_t_equals_its_definition(seed in 0u64..10_000, n in 2usize..8, years in 10usize..40, mask in 1usize..256) {
        let mut random = Random::new(seed, 0, 0);
        let x = Matrix::from_vec(n, years, (0..n * years).map(|_| 8.0 + random.normal()).collect());
        let mut group: Vec<usize> = (0..n).filter(|i| mask >> i & 1 == 1).collect();
        if group.len() < 2 {
            group = vec![0, 1];
        }
        let paths = Paths::new(&x, 4, Variance::Residuals);
        let found = paths.log_t(&paths.sums(&group)).expect("defined");
        let (slope, t) = naive(&x, &group, 4);
        prop_assert!((found.slope - slope).abs() < 1e-8 * (1.0 + slope.abs()), "{} {slope}", found.slope);
        prop_assert!((found.t - t).abs() < 1e-5 * (1.0 + t.abs()), "{} {t}", found.t);
    }

    /// Every region is in one club or in none, and every club converges.
    #[test]
    fn clubs_are_a_partition(seed in 0u64..10_000, n in 2usize..25) {
        let mut random = Random::new(seed, 0, 0);
        let years = 20;
        let mut walk: Vec<f64> = (0..n).map(|_| 20.0 + random.normal()).collect();
        let mut values = Vec::new();
        for _ in 0..years {
            walk.iter_mut().for_each(|w| *w += 0.1 * random.normal());
            values.extend(walk.iter().copied());
        }
        let panel = Panel {
            regions: (0..n).map(|i| format!("r{i:02}")).collect(),
            years: (0..years as i64).collect(),
            values,
            left_out: Vec::new(),
        };
        let found = find(&panel, &plain()).expect("clubs");
        let mut all: Vec<usize> =
            found.clubs.clubs.iter().flat_map(|c| c.members.clone()).chain(found.clubs.divergent.clone()).collect();
        all.sort_unstable();
        prop_assert_eq!(all, (0..n).collect::<Vec<_>>());
        prop_assert!(found.clubs.clubs.iter().all(|c| c.members.len() >= 2 && c.test.t > -1.65));
    }
}
