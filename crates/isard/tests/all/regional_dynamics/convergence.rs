//! β- and σ-convergence against statsmodels 0.15.0 on the 48 states, and on
//! panels whose convergence is known.

use super::states;
use crate::run_alone::{assert_close, run};
use isard::inequality::beta_convergence::estimate;
use isard::inequality::panel::{Panel, Unbalanced};
use isard::inequality::sigma_convergence::{self, Measure};
use isard::inference::Random;
use isard::linalg::{Errors, Matrix, least_squares};
use isard::model::{Column, Reason, Status, Table};
use isard::registry::Output;
use proptest::prelude::*;

fn cell(output: &Output, name: &str, column: &str) -> f64 {
    let names = output.table.text("name").expect("names");
    let row = names.iter().position(|n| n == Some(name)).unwrap_or_else(|| panic!("no row {name}"));
    output.table.real_at(row, column).unwrap_or(f64::NAN)
}

#[test]
fn absolute_convergence_of_the_states() {
    let of = |errors: &str, from: &str, to: &str| {
        run(
            "beta-convergence",
            &[("values", states::income())],
            &[("errors", errors), ("from", from), ("to", to)],
        )
        .expect("runs")
    };
    for (errors, se, low, high) in [
        ("classical", 0.000487946524, -0.009972313498, -0.00833412047),
        ("hc1", 0.000445868888, -0.009901679436, -0.008404754532),
        ("hc3", 0.000462619956, -0.00992979879, -0.008376635178),
    ] {
        let found = of(errors, "", "");
        let slope = ["value", "se", "low", "high"].map(|c| cell(&found, "slope", c));
        let close = |f: f64, e: f64| assert!((f - e).abs() < 1e-12 + 1e-9 * e.abs(), "{errors}: {f}, {e}");
        [-0.009153216984, se, low, high].iter().zip(slope).for_each(|(e, f)| close(f, *e));
        close(cell(&found, "intercept", "value"), 0.110154967129);
        close(cell(&found, "r-squared", "value"), 0.8843892475858337);
        // ln(1 − 80 · 0.009153…)/−80, and its half-life.
        let speed = -(1.0f64 - 80.0 * 0.009153216984).ln() / 80.0;
        assert!((cell(&found, "speed", "value") - speed).abs() < 1e-11);
        assert!((cell(&found, "half-life", "value") - 2f64.ln() / speed).abs() < 1e-7);
        assert!(cell(&found, "half-life", "low") < cell(&found, "half-life", "value"));
        assert!(cell(&found, "half-life", "high") > cell(&found, "half-life", "value"));
    }
    let later = of("hc3", "1970", "1986");
    assert!((cell(&later, "slope", "value") + 0.008356145158).abs() < 1e-12);
    assert!((cell(&later, "slope", "p") - 0.014514938267).abs() < 1e-10);
}

#[test]
fn conditional_convergence_of_the_states() {
    let unemployment: Vec<_> =
        states::cells("unemployment_rate").into_iter().filter(|c| c.1 == 1970).collect();
    let controls = Table::new()
        .with("region", Column::Text(unemployment.iter().map(|c| Some(c.0.as_str())).collect()))
        .with("unemployment", Column::Real(unemployment.iter().map(|c| Some(c.2)).collect()));
    for (errors, se, p) in [
        ("classical", [0.0030301483069631596, 0.0004150313043006697], 0.009520329664691922),
        ("hc1", [0.0030108397694157654, 0.0004618790205523574], 0.018969458242907654),
        ("hc3", [0.0032125471252276022, 0.0005440529292485732], 0.04458500830197239),
    ] {
        let options = [("errors", errors), ("from", "1970"), ("to", "1986")];
        let found = run(
            "beta-convergence",
            &[("values", states::income()), ("indicators", controls.clone())],
            &options,
        )
        .expect("runs");
        assert_eq!(found.variant, "conditional");
        let close = |f: f64, e: f64| assert!((f - e).abs() < 1e-13 + 1e-9 * e.abs(), "{errors}: {f}, {e}");
        close(cell(&found, "slope", "value"), -0.008080346952382373);
        close(cell(&found, "unemployment", "value"), -0.001124174109837825);
        close(cell(&found, "slope", "se"), se[0]);
        close(cell(&found, "unemployment", "se"), se[1]);
        close(cell(&found, "unemployment", "p"), p);
        close(cell(&found, "r-squared", "value"), 0.2493758863201082);
    }
}

#[test]
fn convergence_inside_divisions() {
    let options = [("from", "1970"), ("to", "1986"), ("group-effects", "own-level")];
    let found = run("beta-convergence", &[("values", states::income())], &options).expect("runs");
    assert_close(
        &["value", "se", "low", "high"].map(|c| cell(&found, "slope", c)),
        &[-0.0065189612809371834, 0.004563248618910194, -0.014212390642838527, 0.0011744680809641613],
    );
    assert!((cell(&found, "group D2", "value") + 0.0027993411471254337).abs() < 1e-12);
    // The slope may be zero or more: no end to the half-life.
    assert!(cell(&found, "half-life", "high").is_nan());
    assert!(cell(&found, "half-life", "low") > 0.0);
}

#[test]
fn spread_of_the_states() {
    let found = run("sigma-convergence", &[("values", states::income())], &[("draws", "199")]).expect("runs");
    let rows = found.table.rows();
    let value = |row: usize, column: &str| found.table.real_at(row, column).unwrap_or(f64::NAN);
    assert_close(&[value(0, "value"), value(rows - 3, "value")], &[0.3693759209211939, 0.13908381818688018]);
    let close = |f: f64, e: f64| assert!((f - e).abs() <= 1e-8 * e.abs(), "{f}, {e}");
    close(value(rows - 2, "value"), -0.0138892747667976);
    close(value(rows - 2, "p"), 1.208264187572692e-12);
    close(value(rows - 1, "value"), 0.37653731688848663);
    close(value(rows - 1, "p"), 1.8423011940718102e-14);
    for row in 0..rows {
        assert!(
            value(row, "low") < value(row, "value") && value(row, "value") < value(row, "high"),
            "row {row}"
        );
    }
    let again = run("sigma-convergence", &[("values", states::income())], &[("draws", "199")]).expect("runs");
    assert_eq!(found.table, again.table);
}

#[test]
fn the_limits_of_the_ratio_are_where_the_test_turns() {
    // At its 90 % limits the ratio, undone in the last year, has p = 0.1.
    let mut random = Random::new(5, 0, 0);
    let first: Vec<f64> = (0..20).map(|_| random.normal()).collect();
    let last: Vec<f64> = first.iter().map(|x| 0.6 * x + 0.3 * random.normal()).collect();
    let panel = |scale: f64| Panel {
        regions: (0..20).map(|i| format!("r{i:02}")).collect(),
        years: vec![2000, 2010],
        values: first.iter().map(|x| x.exp()).chain(last.iter().map(|x| (x / scale).exp())).collect(),
        left_out: Vec::new(),
    };
    let of =
        |scale: f64| sigma_convergence::measure(&panel(scale), Measure::SdLog, 0, 1).expect("positive").ratio;
    let ratio = of(1.0);
    for limit in [ratio.low, ratio.high] {
        let p = of(limit.expect("a limit")).p.expect("a p-value");
        assert!((p - 0.1).abs() < 1e-9, "{p}");
    }
}

#[test]
fn what_does_not_exist_is_named() {
    let none = |b: &isard::inequality::beta_convergence::Beta| b.slope.status;
    let two = estimate(&[1.0, 2.0], &[2.0, 3.0], 10.0, &[], Errors::Hc3).expect("fits");
    assert_eq!(none(&two), Status::Undefined(Reason::TooFew));
    let same = estimate(&[1.0; 4], &[2.0, 3.0, 4.0, 5.0], 10.0, &[], Errors::Hc3).expect("fits");
    assert_eq!(none(&same), Status::Undefined(Reason::Constant));
    assert!(estimate(&[1.0, 0.0, 2.0], &[2.0; 3], 10.0, &[], Errors::Hc3).is_err());
    let first = [1.0, 2.0, 4.0, 8.0];
    // The poor fall back: no half-life.
    let apart = estimate(&first, &[1.0, 2.5, 7.0, 20.0], 10.0, &[], Errors::Classical).expect("fits");
    assert_eq!(apart.half_life.status, Status::Undefined(Reason::Divergent));
    assert!(apart.speed.value.expect("a speed") < 0.0);
    // Regions swap places: no speed.
    let swapped = estimate(&first, &[9.0, 4.5, 2.0, 0.9], 10.0, &[], Errors::Classical).expect("fits");
    assert_eq!(swapped.speed.status, Status::Undefined(Reason::NotPositive));
    assert_eq!(swapped.half_life.status, Status::Undefined(Reason::NotPositive));
    let constant = [("c".to_string(), vec![3.0; 5])];
    let five = [1.0, 2.0, 4.0, 8.0, 9.0];
    let error = estimate(&five, &[2.0; 5], 1.0, &constant, Errors::Hc3).expect_err("refused");
    assert!(error.to_string().contains("`c`"), "{error}");
    let alone = [("only".to_string(), vec![1.0, 0.0, 0.0, 0.0, 0.0])];
    assert!(estimate(&five, &[2.0, 3.0, 5.0, 8.0, 9.5], 1.0, &alone, Errors::Hc3).is_err());
    assert!(estimate(&five, &[2.0, 3.0, 5.0, 8.0, 9.5], 1.0, &alone, Errors::Hc1).is_ok());
}

proptest! {
    /// Normal equations, solved by Cramer's rule for two columns.
    #[test]
    fn least_squares_solves_the_normal_equations(cells in prop::collection::vec((-5.0..5.0f64, -5.0..5.0f64), 4..30)) {
        let n = cells.len();
        let x = Matrix::from_vec(n, 2, cells.iter().flat_map(|c| [1.0, c.0]).collect());
        let y: Vec<f64> = cells.iter().map(|c| c.1).collect();
        let m = cells.iter().map(|c| c.0).sum::<f64>() / n as f64;
        let sxx: f64 = cells.iter().map(|c| (c.0 - m).powi(2)).sum();
        prop_assume!(sxx > 1e-3);
        let fit = least_squares(&x, &y).expect("full rank");
        let my = y.iter().sum::<f64>() / n as f64;
        let b = cells.iter().map(|c| (c.0 - m) * (c.1 - my)).sum::<f64>() / sxx;
        prop_assert!((fit.coefficients[1] - b).abs() < 1e-9 * (1.0 + b.abs()));
        // HC3 by its definition.
        let hc3: f64 = (0..n)
            .map(|i| {
                let h = 1.0 / n as f64 + (cells[i].0 - m).powi(2) / sxx;
                ((cells[i].0 - m) * fit.residuals[i] / (1.0 - h)).powi(2)
            })
            .sum::<f64>() / sxx / sxx;
        if fit.leverage.iter().all(|h| *h < 1.0 - 1e-6) {
            let found = fit.covariance(Errors::Hc3).expect("defined").get(1, 1);
            prop_assert!((found - hc3).abs() < 1e-7 * (1e-9 + hc3), "{found} {hc3}");
        }
    }

    /// Gaps that close at a known rate give that rate back.
    #[test]
    fn a_planted_speed_is_found(rate in 0.001..0.2f64, span in 1.0..40.0f64, starts in prop::collection::vec(0.5..50.0f64, 3..30)) {
        prop_assume!(starts.iter().any(|s| (s - starts[0]).abs() > 0.01));
        let kept = (-rate * span).exp();
        let last: Vec<f64> = starts.iter().map(|s| (2.0 * (1.0 - kept) + kept * s.ln()).exp()).collect();
        let found = estimate(&starts, &last, span, &[], Errors::Classical).expect("positive");
        let speed = found.speed.value.expect("a speed");
        prop_assert!((speed - rate).abs() < 1e-6 * rate.max(0.01), "{speed} {rate}");
    }

    /// The years' order does not matter to the reader of rows.
    #[test]
    fn a_panel_keeps_only_complete_regions(gaps in prop::collection::vec((0usize..6, 0usize..4), 0..8)) {
        let year = |y: usize| isard::inequality::values::YearValues {
            year: 2000 + y as i64,
            regions: (0..6).map(|r| format!("r{r}")).collect(),
            values: (0..6).map(|r| if gaps.contains(&(r, y)) { f64::NAN } else { (r * 10 + y) as f64 }).collect(),
            weights: None,
            groups: None,
        };
        let years: Vec<_> = (0..4).map(year).collect();
        let whole = |r: usize| !gaps.iter().any(|g| g.0 == r);
        match Panel::balanced(&years, Unbalanced::DropRegion) {
            Ok(panel) => {
                prop_assert_eq!(panel.len(), (0..6).filter(|r| whole(*r)).count());
                prop_assert!(panel.values.iter().all(|v| !v.is_nan()));
            }
            Err(_) => prop_assert!((0..6).all(|r| !whole(r))),
        }
        prop_assert_eq!(Panel::balanced(&years, Unbalanced::Refuse).is_ok(), gaps.is_empty());
    }
}
