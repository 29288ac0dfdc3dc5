//! Convergence and mobility as a run stores them.

use super::states;
use crate::run_alone::assert_close;
use isard::inequality::dynamics::{Dynamics, DynamicsOptions, dynamics};
use isard::inequality::values::YearValues;
use isard::model::{Record, Table, table_of};
use std::collections::BTreeSet;

fn quick() -> DynamicsOptions {
    DynamicsOptions { draws: 49, permutations: 49, ..DynamicsOptions::default() }
}

fn keys_differ<R: Record>(rows: &[R]) {
    let table: Table = table_of(rows);
    let key = |row: usize| -> Vec<String> {
        R::SPEC.key.iter().map(|k| table.get(k).and_then(|c| c.display(row)).unwrap_or_default()).collect()
    };
    let all: BTreeSet<Vec<String>> = (0..table.rows()).map(key).collect();
    assert_eq!(all.len(), rows.len(), "{}", R::SPEC.path());
}

#[test]
fn the_states_in_all_tables() {
    let found = dynamics("income", &states::income_years(), states::weights().as_ref(), &quick());
    keys_differ(&found.convergence);
    keys_differ(&found.clubs);
    keys_differ(&found.mobility);
    keys_differ(&found.transitions);
    keys_differ(&found.classes);
    keys_differ(&found.rank_changes);
    let of = |measure: &str, component: &str| {
        let row = found.convergence.iter().find(|r| r.measure == measure && r.component == component);
        row.unwrap_or_else(|| panic!("no {measure} {component}")).value.expect("a value")
    };
    assert!((of("beta", "slope") + 0.009153216984).abs() < 1e-12);
    assert!(of("beta-in-groups", "regions") == 48.0 && of("beta-in-groups", "slope") < 0.0);
    assert_close(&[of("sigma", "ratio"), of("log-t", "t")], &[0.37653731688848663, 10.448161331588903]);
    assert_eq!((found.clubs.len(), found.rank_changes.len()), (48, 48));
    let pooled: Vec<i64> = found.transitions.iter().filter(|r| r.lag == 0).map(|r| r.count).collect();
    assert_eq!(&pooled[..5], [707, 58, 7, 1, 0]);
    if states::weights().is_some() {
        let lagged: i64 = found.transitions.iter().filter(|r| r.lag > 0).map(|r| r.count).sum();
        assert_eq!(lagged, 48 * 80);
        let test =
            found.mobility.iter().find(|r| r.measure == "neighbors" && r.component == "lr").expect("a test");
        assert_close(&[test.value.expect("a value")], &[170.6588284308426]);
        assert!(test.p_permutation.is_some());
    }
    // The order of the regions in a year does not matter.
    let turned = states::income_years().into_iter().map(|mut year| {
        year.regions.reverse();
        year.values.reverse();
        year.groups.iter_mut().for_each(|g| g.reverse());
        year
    });
    assert_eq!(found, dynamics("income", &turned.collect::<Vec<_>>(), states::weights().as_ref(), &quick()));
    let mut both = found.clone();
    both.append(dynamics("other", &states::income_years(), None, &quick()));
    keys_differ(&both.mobility);
    assert_eq!(both.clubs.len(), 96);
    assert_eq!(found, dynamics("income", &states::income_years(), states::weights().as_ref(), &quick()));
}

fn years(n: usize, years: usize, value: impl Fn(usize, usize) -> f64) -> Vec<YearValues> {
    let year = |t: usize| YearValues {
        year: 2000 + t as i64,
        regions: (0..n).map(|i| format!("r{i:02}")).collect(),
        values: (0..n).map(|i| value(i, t)).collect(),
        weights: None,
        groups: None,
    };
    (0..years).map(year).collect()
}

#[test]
fn what_cannot_be_answered_is_empty_or_named() {
    assert_eq!(dynamics("x", &[], None, &quick()), Dynamics::default());
    assert_eq!(dynamics("x", &years(5, 1, |i, _| i as f64), None, &quick()), Dynamics::default());
    assert_eq!(dynamics("x", &years(2, 9, |i, _| i as f64), None, &quick()), Dynamics::default());
    // Negative values: no logarithms, no relative classes; ranks there are.
    let negative = dynamics("x", &years(10, 30, |i, t| (i + t) as f64 - 60.0), None, &quick());
    let undefined = |s: &isard::model::Status| s.to_string() == "undefined:not-positive";
    assert!(
        negative
            .convergence
            .iter()
            .filter(|r| r.component != "regions")
            .all(|r| undefined(&r.status) && r.value.is_none())
    );
    assert!(negative.clubs.is_empty() && negative.transitions.is_empty());
    assert_eq!(negative.rank_changes.len(), 10);
    assert!(negative.mobility.iter().any(|r| r.measure == "markov" && undefined(&r.status)));
    // All equal.
    let constant = dynamics("x", &years(10, 30, |_, _| 3.0), None, &quick());
    assert!(
        constant.mobility.iter().all(|r| r.value.is_none() && r.status.to_string() == "undefined:constant")
    );
    let slope = constant.convergence.iter().find(|r| r.component == "slope").expect("a row");
    assert_eq!(slope.status.to_string(), "undefined:constant");
    // A thin year takes no part, a region with a gap neither.
    let thin =
        years(
            10,
            12,
            |i, t| if (t == 5 && i > 2) || (i, t) == (9, 0) { f64::NAN } else { (i + t + 3) as f64 },
        );
    let found = dynamics("x", &thin, None, &quick());
    assert_eq!(found.rank_changes.len(), 9);
    assert_eq!(found.warnings().len(), 2, "{:?}", found.warnings());
}
