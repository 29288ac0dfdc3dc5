//! Rank mobility: scipy 1.17.1, giddy 2.3.8, a count of pairs.

use super::states;
use crate::run_alone::{assert_close, run};
use isard::inequality::rank_mobility::{p_value, pairs, ranks, spatial_tau};
use isard::model::{Column, Reason, Status, Table};
use isard::space::Weights;
use proptest::prelude::*;

#[test]
fn ties_as_scipy_has_them() {
    let x = [1.0, 2.0, 2.0, 3.0, 3.0, 3.0, 5.0, 8.0, 8.0, 9.0];
    let y = [2.0, 1.0, 2.0, 2.0, 4.0, 4.0, 4.0, 9.0, 7.0, 7.0];
    let found = pairs(&x, &y);
    assert_close(&[found.tau().expect("defined")], &[0.7694837640638656]);
    assert_close(&[p_value(&x, &y, &found).expect("defined")], &[0.0045481316062831855]);
}

#[test]
fn the_states_from_1929_to_2009() {
    let years = states::income_years();
    let (first, last) = (&years[0].values, &years[80].values);
    let found = pairs(first, last);
    assert_close(&[found.tau().expect("defined")], &[0.5188470576690462]);
    let p = p_value(first, last, &found).expect("defined");
    assert!((p / 1.9960077947887255e-07 - 1.0).abs() < 1e-9);
    let Some(weights) = states::weights_table() else { return };
    let tables = [("values", states::income()), ("weights", weights)];
    let run = run("rank-mobility", &tables, &[("pairs", "first-last")]).expect("runs");
    let value = |row: usize| run.table.real_at(row, "value").expect("a value");
    assert_close(&[value(0), value(1)], &[0.5188470576690462, 0.5514018691588785]);
    // 48 states: 1128 pairs, 107 of them neighbours with (83 − 24) in balance; 856 − 271 in all.
    let others = (856.0 - 271.0 - 59.0) / (1020.0f64 * 1021.0).sqrt();
    assert_close(&[value(2)], &[others]);
    // North Carolina and Virginia are known to have risen, Montana to have fallen.
    let change = |region: &str| {
        let names = run.table.text("name").expect("names");
        let regions = run.table.text("region").expect("regions");
        let row = (0..run.table.rows())
            .find(|&r| names.get(r) == Some("rank-change") && regions.get(r) == Some(region));
        value(row.expect("a row"))
    };
    assert!(change("51") > 10.0 && change("30") < -10.0);
    assert!(run.figures["rose_most"][0]["change"].as_f64().expect("a number") >= change("51"));
}

#[test]
fn what_does_not_exist_is_named() {
    assert_eq!(pairs(&[1.0], &[2.0]).tau(), Err(Status::Undefined(Reason::TooFew)));
    assert_eq!(pairs(&[1.0, 1.0], &[1.0, 2.0]).tau(), Err(Status::Undefined(Reason::Constant)));
    assert_eq!(p_value(&[1.0, 1.0, 1.0], &[1.0, 2.0, 3.0], &pairs(&[1.0; 3], &[1.0, 2.0, 3.0])), None);
    assert_eq!(ranks(&[3.0, 5.0, 5.0, 1.0]), [3.0, 1.5, 1.5, 4.0]);
    // A map without links has no pairs of neighbours.
    let map = Weights::new(["a", "b"].map(String::from).to_vec(), Vec::new()).expect("good");
    let tau = spatial_tau(&[1.0, 2.0], &[1.0, 2.0], &map, 1, 0, 9);
    assert_eq!(tau.neighbors, Err(Status::Undefined(Reason::TooFew)));
    assert_eq!(tau.others, Ok(1.0));
    let one = Table::new()
        .with("region", Column::Text(["a", "b"].iter().map(|r| Some(*r)).collect()))
        .with("value", Column::Real(vec![Some(1.0), Some(2.0)]));
    assert!(run("rank-mobility", &[("values", one)], &[]).is_err());
}

proptest! {
    #[test]
    fn pairs_are_counted_right(cells in prop::collection::vec((0u8..9, 0u8..9), 2..50), links in prop::collection::vec((0usize..50, 0usize..50), 0..80)) {
        let (x, y): (Vec<f64>, Vec<f64>) = cells.iter().map(|c| (f64::from(c.0), f64::from(c.1))).unzip();
        let n = x.len();
        let sign = |a: f64, b: f64| i64::from(a > b) - i64::from(a < b);
        let naive = |keep: &dyn Fn(usize, usize) -> bool| {
            let mut found = isard::inequality::rank_mobility::Pairs::default();
            for i in 0..n {
                for j in i + 1..n {
                    if keep(i, j) {
                        let (a, b) = (sign(x[i], x[j]), sign(y[i], y[j]));
                        found.all += 1;
                        found.balance += a * b;
                        found.tied_before += i64::from(a == 0);
                        found.tied_after += i64::from(b == 0);
                    }
                }
            }
            found
        };
        prop_assert_eq!(pairs(&x, &y), naive(&|_, _| true));
        let mut one_way: Vec<(u32, u32, f64)> =
            links.iter().map(|l| ((l.0 % n) as u32, (l.1 % n) as u32, 1.0)).filter(|l| l.0 != l.1).collect();
        one_way.sort_by_key(|l| (l.0, l.1));
        one_way.dedup_by_key(|l| (l.0, l.1));
        let near = |i: usize, j: usize| one_way.iter().any(|l| (l.0 as usize, l.1 as usize) == (i, j) || (l.1 as usize, l.0 as usize) == (i, j));
        let map = Weights::new((0..n).map(|i| format!("r{i:02}")).collect(), one_way.clone()).expect("good links");
        let found = spatial_tau(&x, &y, &map, 1, 0, 0);
        prop_assert_eq!(found.neighbors, naive(&near).tau());
        prop_assert_eq!(found.others, naive(&|i, j| !near(i, j)).tau());
    }
}
