//! Entry and exit: portfolios by hand, rates, and the regression against naive forms.

use super::{annual, close, long};
use crate::run_alone::{assert_close, run};
use isard::dynamics::entry_exit::{Form, Held, ModelOptions, Rule, Sample, fit, moves, portfolios, samples};
use isard::linalg::{Matrix, least_squares};
use isard::model::{Reason, Status};
use proptest::prelude::*;

/// Two industries in two regions; the quotient of i00 in r00 goes through `path`.
fn with_quotients(path: &[f64]) -> isard::clusters::panel::ClusterPanel {
    // Shares s of r00 against a nation of equal regions: LQ = 2 s/(s + ½).
    annual(2, 2, path.len(), |t, r, i| {
        let s = 0.5 * path[t] / (2.0 - path[t]);
        let share = if r == 0 { s } else { 0.5 };
        100.0 * if i == 0 { share } else { 1.0 - share }
    })
}

#[test]
fn hysteresis_keeps_what_wavers() {
    let panel = with_quotients(&[0.9, 1.1, 0.9, 1.1, 0.7, 0.9]);
    let of = |rule| portfolios(&panel, rule).iter().map(|y| y[0]).collect::<Vec<_>>();
    let (yes, no) = (Held::Yes, Held::No);
    assert_eq!(of(Rule::default()), [no, yes, no, yes, no, no]);
    assert_eq!(of(Rule { enter: 1.0, leave: 0.8 }), [no, yes, yes, yes, no, no]);
}

#[test]
fn an_unknown_year_is_in_no_rate_and_keeps_the_state() {
    let mut panel = with_quotients(&[1.1, 1.1, 0.9]);
    panel.values[4] = f64::NAN;
    let states = portfolios(&panel, Rule { enter: 1.0, leave: 0.8 });
    assert_eq!([states[0][0], states[1][0], states[2][0]], [Held::Yes, Held::Unknown, Held::Yes]);
    let period = moves(&states[0], &states[1], 2);
    assert_eq!((period.all.unknown, period.regions[0].unknown, period.industries[0].unknown), (1, 1, 1));
}

#[test]
fn rates_by_hand() {
    let panel = with_quotients(&[1.1, 0.9, 0.9]);
    // r00 swaps i00 for i01; r01 (LQ on the other side) the other way round.
    let found = run("entry-exit", &[("activity", long(&panel))], &[]).expect("runs");
    let t = &found.table;
    assert_eq!(t.rows(), 2 * (1 + 2 + 2));
    let first: Vec<f64> = ["held", "absent", "entries", "exits", "entry_rate", "exit_rate", "persistence"]
        .iter()
        .map(|c| t.real_at(0, c).expect("a number"))
        .collect();
    assert_close(&first, &[2.0, 2.0, 2.0, 2.0, 1.0, 1.0, 0.0]);
    let second: Vec<f64> =
        ["entries", "exits", "persistence"].iter().map(|c| t.real_at(5, c).expect("a number")).collect();
    assert_close(&second, &[0.0, 0.0, 0.0]);
    assert!(run("entry-exit", &[("activity", long(&panel))], &[("leave", "1.2")]).is_err());
    assert!(run("entry-exit", &[("activity", long(&panel))], &[("step", "3")]).is_err());
}

fn sample(rows: &[(f64, bool, u32)]) -> Sample {
    Sample {
        x: rows.iter().flat_map(|r| [1.0, r.0]).collect(),
        width: 2,
        happened: rows.iter().map(|r| r.1).collect(),
        cluster: rows.iter().map(|r| r.2).collect(),
    }
}

#[test]
fn what_cannot_be_fitted_is_named() {
    let refused = |rows: &[(f64, bool, u32)], form| fit(&sample(rows), form).expect_err("no fit");
    for form in [Form::Linear, Form::Logit] {
        let few = refused(&[(0.1, true, 0), (0.2, false, 0), (0.4, true, 0)], form);
        assert_eq!(few, Status::Undefined(Reason::TooFew));
        let alike = refused(&[(0.1, true, 0), (0.2, true, 1), (0.4, true, 2)], form);
        assert_eq!(alike, Status::Undefined(Reason::Constant));
        let flat = refused(&[(0.3, true, 0), (0.3, false, 1), (0.3, true, 2)], form);
        assert_eq!(flat, Status::Undefined(Reason::Constant));
        assert!(fit(&Sample { width: 2, ..Sample::default() }, form).is_err());
    }
    let parted: Vec<(f64, bool, u32)> = (0..20).map(|i| (f64::from(i) / 20.0, i >= 10, i as u32)).collect();
    assert_eq!(refused(&parted, Form::Logit), Status::Undefined(Reason::Divergent));
}

#[test]
fn a_logit_of_two_groups_is_the_log_odds_ratio() {
    // 3 of 10 at 0, 6 of 10 at 1; every observation its own cluster.
    let rows: Vec<(f64, bool, u32)> =
        (0..20).map(|i| (f64::from(u8::from(i >= 10)), i < 3 || (10..16).contains(&i), i as u32)).collect();
    let found = fit(&sample(&rows), Form::Logit).expect("a fit");
    let odds = |p: f64| (p / (1.0 - p)).ln();
    assert_close(&found.coefficients, &[odds(0.3), odds(0.6) - odds(0.3)]);
    // Robust variance of a saturated logit is the classical one: Σ 1/(n p q), times G/(G − 1).
    let variance: f64 = (1.0 / (10.0 * 0.21) + 1.0 / (10.0 * 0.24)) * 20.0 / 19.0;
    assert_close(&found.errors[1..], &[variance.sqrt()]);
    assert!((found.probability(&[1.0, 1.0]) - 0.6).abs() < 1e-9);
}

/// Entries planted with a slope in the density are found with it.
#[test]
fn a_planted_slope_is_found() {
    let mut random = isard::inference::Random::new(5, 0, 0);
    let rows: Vec<(f64, bool, u32)> = (0..40_000)
        .map(|i| {
            let d = random.uniform();
            let p = 1.0 / (1.0 + (2.5 - 3.0 * d).exp());
            (d, random.uniform() < p, i / 200)
        })
        .collect();
    let found = fit(&sample(&rows), Form::Logit).expect("a fit");
    assert!((found.coefficients[1] - 3.0).abs() < 4.0 * found.errors[1], "{found:?}");
    assert!(found.errors[1] < 0.15 && found.p[1] < 1e-6);
}

#[test]
fn the_same_on_any_number_of_threads() {
    let panel = annual(30, 12, 4, |t, r, i| ((t * 7 + r * 11 + i * 5 + r * i) % 23) as f64);
    let states = portfolios(&panel, Rule::default());
    let on = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
        pool.install(|| {
            samples(&states, 12, 1, ModelOptions { size: true, ..ModelOptions::default() })
                .map(|s| (fit(&s, Form::Linear), fit(&s, Form::Logit)))
        })
    };
    assert_eq!(on(1), on(2));
    assert!(on(1)[0].0.is_ok());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn the_linear_form_equals_least_squares(rows in prop::collection::vec((0.0..1.0f64, any::<bool>(), 0u32..6), 12..60)) {
        let s = sample(&rows);
        let x = Matrix::from_vec(rows.len(), 2, s.x.clone());
        let y: Vec<f64> = rows.iter().map(|r| f64::from(u8::from(r.1))).collect();
        let (Ok(found), Ok(expected)) = (fit(&s, Form::Linear), least_squares(&x, &y)) else { return Ok(()) };
        prop_assert!(found.coefficients.iter().zip(&expected.coefficients).all(|(a, b)| (a - b).abs() < 1e-7));
        // (X'X)⁻¹ of two columns by hand; scores of the clusters from the residuals.
        let (n, sx, sxx) = rows.iter().fold((0.0, 0.0, 0.0), |a, r| (a.0 + 1.0, a.1 + r.0, a.2 + r.0 * r.0));
        let det = n * sxx - sx * sx;
        let slope = [-sx / det, n / det];
        let mut meat = [[0.0; 2]; 2];
        let mut seen = 0.0;
        for g in 0..6 {
            let own: Vec<usize> = (0..rows.len()).filter(|i| rows[*i].2 == g).collect();
            seen += f64::from(u8::from(!own.is_empty()));
            let u: [f64; 2] = [
                own.iter().map(|i| expected.residuals[*i]).sum(),
                own.iter().map(|i| expected.residuals[*i] * rows[*i].0).sum(),
            ];
            (0..4).for_each(|k| meat[k / 2][k % 2] += u[k / 2] * u[k % 2]);
        }
        let raw: f64 = (0..4).map(|k| slope[k / 2] * meat[k / 2][k % 2] * slope[k % 2]).sum();
        let variance = raw * seen / (seen - 1.0) * (n - 1.0) / (n - 2.0);
        prop_assert!((found.errors[1] - variance.max(0.0).sqrt()).abs() < 1e-6 * (1.0 + found.errors[1]), "{found:?} {variance}");
        prop_assert_eq!(found.clusters as f64, seen);
    }

    #[test]
    fn moves_add_up(cells in prop::collection::vec(0u8..3, 2 * 4 * 5)) {
        let held = |c: &u8| match c { 0 => Held::No, 1 => Held::Yes, _ => Held::Unknown };
        let (before, after): (Vec<Held>, Vec<Held>) = (cells[..20].iter().map(held).collect(), cells[20..].iter().map(held).collect());
        let period = moves(&before, &after, 5);
        let count = |f: &dyn Fn(usize) -> bool| (0..20).filter(|at| f(*at)).count();
        prop_assert_eq!(period.all.entries, count(&|at| before[at] == Held::No && after[at] == Held::Yes));
        prop_assert_eq!(period.all.exits, count(&|at| before[at] == Held::Yes && after[at] == Held::No));
        prop_assert_eq!(period.all.held + period.all.absent + period.all.unknown, 20);
        prop_assert_eq!(period.regions.iter().map(|m| m.entries).sum::<usize>(), period.all.entries);
        prop_assert_eq!(period.industries.iter().map(|m| m.exits).sum::<usize>(), period.all.exits);
        prop_assert!(close(period.regions.len() as f64, 4.0));
    }
}
