//! Traded and local industries, quotients with two bases, the ranking of
//! clusters.

use crate::run_alone::{activity, assert_close, panel, run, values};
use isard::clusters::cluster_ranking::{Weights, scores};
use isard::clusters::location_quotient::{Variant, of_slab};
use isard::clusters::slab::Slab;
use isard::clusters::split;
use isard::clusters::traded_local::{Criteria, of_slab_by};
use isard::model::{Column, Table, TextColumn};
use isard::registry::Output;
use proptest::prelude::*;

fn split_table(rows: &[(&str, &str)]) -> Table {
    let column = |of: fn(&(&str, &str)) -> String| -> Column {
        Column::Text(rows.iter().map(of).fold(TextColumn::new(), |mut c, s| {
            c.push(Some(&s));
            c
        }))
    };
    Table::new().with("industry", column(|r| r.0.into())).with("traded", column(|r| r.1.into()))
}

/// Ten regions: industry 0 sits in two of them, industry 1 follows the people.
fn economy() -> Vec<f64> {
    (0..10)
        .flat_map(|r| {
            let people = 100.0 + 20.0 * r as f64;
            [if r < 2 { 80.0 } else { 1.0 }, 0.5 * people, people]
        })
        .collect()
}

#[test]
fn what_sits_in_few_regions_is_traded() {
    let slab = Slab::new(economy(), 10, 3);
    let found = of_slab_by(&slab, &Criteria::PORTER);
    let traded: Vec<bool> = found.iter().map(|f| f.expect("defined").traded).collect();
    assert_eq!(traded, [true, false, false]);
    // From the definition: regions 0 and 1 alone have a quotient of one or more.
    let first = found[0].expect("defined");
    assert!((first.share - 160.0 / 168.0).abs() < 1e-12);
    let mut lqs: Vec<f64> =
        of_slab(&slab, Variant::Ratio).iter().step_by(3).map(|v| v.expect("defined")).collect();
    lqs.sort_by(|a, b| b.total_cmp(a));
    assert!((first.mean_top - lqs[..5].iter().sum::<f64>() / 5.0).abs() < 1e-12);
}

#[test]
fn every_criterion_counts() {
    let table = panel(&economy(), 10, 3);
    let traded = |options: &[(&str, &str)]| {
        let found = run("traded-local", &[("activity", table.clone())], options).expect("runs");
        match found.table.get("traded") {
            Some(Column::Boolean(v)) => v[0],
            other => panic!("not yes or no: {other:?}"),
        }
    };
    assert_eq!(traded(&[]), Some(true));
    for harder in [("least-share", "0.99"), ("least-mean", "9"), ("least-gini", "0.99"), ("top", "10")] {
        assert_eq!(traded(&[harder]), Some(false), "{harder:?}");
    }
}

#[test]
fn an_empty_industry_is_neither() {
    let mut cells = economy();
    (0..10).for_each(|r| cells[r * 3] = 0.0);
    let found = of_slab_by(&Slab::new(cells, 10, 3), &Criteria::PORTER);
    assert_eq!(found[0].expect_err("empty").as_str(), "undefined:empty-industry");
}

#[test]
fn a_split_gives_each_part_its_own_base() {
    let rows = [
        ("a", "x", Some(10.0)),
        ("a", "y", Some(30.0)),
        ("a", "shop", Some(60.0)),
        ("b", "x", Some(30.0)),
        ("b", "y", Some(10.0)),
        ("b", "shop", Some(20.0)),
    ];
    let table = activity(&rows);
    let given = split_table(&[("x", "traded"), ("y", "true"), ("shop", "local")]);
    let tables = [("activity", table.clone()), ("split", given)];
    let found = run("location-quotient", &tables, &[]).expect("runs");
    // Cells are in key order: shop, x, y. The only local industry has a quotient of one.
    assert_close(&values(&found), &[1.0, 0.5, 1.5, 1.0, 1.5, 0.5]);
    let refused = |given: Table| {
        run("location-quotient", &[("activity", table.clone()), ("split", given)], &[]).expect_err("refused")
    };
    assert!(refused(split_table(&[("x", "traded"), ("y", "local")])).to_string().contains("`shop`"));
    refused(split_table(&[("x", "maybe"), ("y", "local"), ("shop", "local")]));
    refused(split_table(&[("x", "traded"), ("x", "local"), ("y", "local"), ("shop", "local")]));
}

proptest! {
    /// Within a part, quotients weighted by the region's size average to one.
    #[test]
    fn quotients_of_a_part_average_to_one(cells in prop::collection::vec(0.1..1e4f64, 24), mask in 1u8..63) {
        let traded: Vec<bool> = (0..6).map(|i| mask >> i & 1 == 1).collect();
        let slab = Slab::new(cells, 4, 6);
        let found = split::quotients(&slab, &traded, Variant::Ratio);
        for part in [true, false] {
            let members: Vec<usize> = (0..6).filter(|&i| traded[i] == part).collect();
            let size = |r: usize| members.iter().map(|&i| slab.row(r)[i]).sum::<f64>();
            let all: f64 = (0..4).map(size).sum();
            for &i in &members {
                let mean: f64 = (0..4).map(|r| found[r * 6 + i].expect("defined") * size(r) / all).sum();
                prop_assert!((mean - 1.0).abs() < 1e-9);
            }
        }
    }

    /// A score is a weighted mean of places: counted one by one.
    #[test]
    fn scores_equal_a_naive_count(raw in prop::collection::vec((0u8..6, 0u8..6, 0u8..6), 1..30), a in 0.0..2.0f64) {
        let column = |of: fn(&(u8, u8, u8)) -> u8| raw.iter().map(|v| f64::from(of(v))).collect::<Vec<f64>>();
        let components = [column(|v| v.0), column(|v| v.1), column(|v| v.2)];
        let weights = Weights { share: 1.0, productivity: a, growth: 0.5 };
        let found = scores(&components, &weights);
        for k in 0..raw.len() {
            let place = |c: &Vec<f64>| {
                let below = c.iter().filter(|v| **v < c[k]).count() as f64;
                let equal = c.iter().filter(|v| **v == c[k]).count() as f64;
                (below + 0.5 * equal) / c.len() as f64
            };
            let expected =
                (place(&components[0]) + a * place(&components[1]) + 0.5 * place(&components[2])) / (1.5 + a);
            prop_assert!((found[k] - expected).abs() < 1e-12);
        }
    }
}

fn two_years() -> Table {
    let (mut region, mut industry, mut year, mut value) =
        (TextColumn::new(), TextColumn::new(), Vec::new(), Vec::new());
    for y in [2000, 2010] {
        for r in 0..6 {
            for i in 0..4 {
                region.push(Some(&format!("R{r}")));
                industry.push(Some(&format!("I{i}")));
                year.push(Some(y));
                // Region 0 is large and grows in industry 0.
                let base =
                    if r == 0 && i == 0 { 5000.0 } else { 100.0 + 10.0 * ((r * 7 + i * 3) % 5) as f64 };
                value.push(Some(if r == 0 && i == 0 && y == 2010 { 3.0 * base } else { base }));
            }
        }
    }
    Table::new()
        .with("region", Column::Text(region))
        .with("industry", Column::Text(industry))
        .with("year", Column::Integer(year))
        .with("value", Column::Real(value))
}

fn integers(output: &Output, name: &str) -> Vec<i64> {
    output.table.integer(name).expect("a column").iter().map(|v| v.unwrap_or(-1)).collect()
}

#[test]
fn the_largest_growing_cluster_leads_and_is_sure_of_it() {
    let options = [("draws", "200"), ("top", "0"), ("minimum-lq", "0")];
    let found = run("cluster-ranking", &[("activity", two_years())], &options).expect("runs");
    assert_eq!(found.table.text_at(0, "region"), Some("R0"));
    assert_eq!(found.table.text_at(0, "industry"), Some("I0"));
    let (rank, low, high) =
        (integers(&found, "rank"), integers(&found, "rank_low"), integers(&found, "rank_high"));
    assert_eq!(rank, (1..=24).collect::<Vec<i64>>());
    assert_eq!(low[0], 1);
    assert!(low.iter().zip(&high).all(|(a, b)| (1..=24).contains(a) && a <= b && *b <= 24));
    assert!(low.iter().zip(&high).any(|(a, b)| a < b), "small cells must not be sure of their ranks");
    let five =
        run("cluster-ranking", &[("activity", two_years())], &[("top", "5"), ("draws", "0")]).expect("runs");
    assert_eq!((five.table.rows(), integers(&five, "rank_low")[0]), (5, -1));
}

#[test]
fn weights_name_what_they_need() {
    let table = panel(&economy(), 10, 3);
    let refused = |options: &[(&str, &str)]| {
        run("cluster-ranking", &[("activity", table.clone())], options).expect_err("refused")
    };
    assert!(refused(&[("weight-growth", "1")]).hint().is_some());
    assert!(refused(&[("weight-productivity", "1")]).to_string().contains("output"));
    refused(&[("weight-share", "0")]);
    let mut cells = economy();
    (0..30).for_each(|k| cells[k] *= if k == 0 { 9.0 } else { 2.0 });
    let tables = [("activity", table.clone()), ("output", panel(&cells, 10, 3))];
    let options = [("weight-share", "0"), ("draws", "0"), ("minimum-lq", "0")];
    let found = run("cluster-ranking", &tables, &options).expect("runs");
    assert_eq!(
        (found.table.text_at(0, "region"), found.table.text_at(0, "industry")),
        (Some("R000"), Some("I000"))
    );
}
