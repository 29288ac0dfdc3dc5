//! Traded and local industries, quotients with two bases, the ranking of
//! clusters.

use crate::run_alone::{activity, assert_close, panel, run, values};
use isard::clusters::cluster_ranking::{Weights, scores};
use isard::clusters::location_quotient::{Variant, of_slab};
use isard::clusters::panel::{ClusterPanel, Land};
use isard::clusters::resampling::Resampling;
use isard::clusters::slab::Slab;
use isard::clusters::split;
use isard::clusters::traded_local::{Criteria, of_slab_by};
use isard::clusters::workflow::{ClusterOptions, analyze};
use isard::inference::Random;
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

/// A panel of two years with wages, establishments, area and residents.
fn whole_panel() -> ClusterPanel {
    let keys = |n: usize, of: &str| (0..n).map(|k| format!("{of}{k}")).collect::<Vec<_>>();
    let (rows, cols) = (8, 5);
    let cell = |y: usize, at: usize| {
        20.0 + ((at * 37 + y * 11) % 83) as f64 + 40.0 * f64::from(at.is_multiple_of(7))
    };
    let values: Vec<f64> = (0..2).flat_map(|y| (0..rows * cols).map(move |at| cell(y, at))).collect();
    let wages = values.iter().enumerate().map(|(at, v)| v * (20.0 + (at * 13 % 17) as f64)).collect();
    let plants = values.iter().enumerate().map(|(at, v)| (v / (2.0 + (at % 3) as f64)).ceil()).collect();
    let mut panel = ClusterPanel::new(keys(rows, "R"), keys(cols, "I"), vec![2010, 2020], values);
    (panel.output, panel.establishments) = (Some(wages), Some(plants));
    panel.land = Some(Land {
        area: (0..rows).map(|r| 50.0 + 10.0 * r as f64).collect(),
        population: (0..rows).map(|r| 900.0 - 50.0 * r as f64).collect(),
    });
    panel
}

fn long(panel: &ClusterPanel, values: &[f64]) -> Table {
    let (mut region, mut industry) = (TextColumn::new(), TextColumn::new());
    let (mut year, mut value) = (Vec::new(), Vec::new());
    for (at, v) in values.iter().enumerate() {
        let (y, cell) = (at / panel.cells(), at % panel.cells());
        region.push(Some(&panel.regions[cell / panel.industries.len()]));
        industry.push(Some(&panel.industries[cell % panel.industries.len()]));
        year.push(Some(panel.years[y]));
        value.push(Some(*v));
    }
    Table::new()
        .with("region", Column::Text(region))
        .with("industry", Column::Text(industry))
        .with("year", Column::Integer(year))
        .with("value", Column::Real(value))
}

#[test]
fn tables_of_a_run_are_those_of_the_methods() {
    let panel = whole_panel();
    let inputs = [
        ("activity", long(&panel, &panel.values)),
        ("output", long(&panel, panel.output.as_ref().expect("wages"))),
        ("establishments", long(&panel, panel.establishments.as_ref().expect("plants"))),
    ];
    let draws = 40;
    let resampling = Resampling { draws, ..Resampling::default() };
    let result =
        analyze(&panel, &ClusterOptions { resampling, ..ClusterOptions::default() }).expect("analysed");

    let ranked = run("cluster-ranking", &inputs, &[("draws", "40"), ("seed", "1")]).expect("ranked").table;
    assert!(ranked.rows() > 10 && result.competitiveness.len() == ranked.rows());
    for (row, found) in result.competitiveness.iter().enumerate() {
        assert_eq!(ranked.text_at(row, "region"), Some(found.region.as_str()), "row {row}");
        assert_eq!(ranked.text_at(row, "industry"), Some(found.cluster.as_str()), "row {row}");
        let whole = |name: &str| ranked.integer_at(row, name);
        assert_eq!(
            (whole("rank"), whole("rank_low"), whole("rank_high")),
            (Some(found.rank), found.rank_low, found.rank_high)
        );
        assert_eq!(ranked.real_at(row, "score"), Some(found.score));
        assert_eq!(ranked.real_at(row, "productivity"), found.productivity);
    }

    let year = |name: &str, year: i64| -> Vec<Option<f64>> {
        let found = run(name, &inputs[..1], &[]).expect("measured").table;
        let of = |r: &usize| found.integer_at(*r, "year") == Some(year);
        (0..found.rows()).filter(of).map(|r| found.real_at(r, "value")).collect()
    };
    for y in [2010, 2020] {
        let rows = result.specialization.iter().filter(|r| r.measure == "gini" && r.year == y);
        assert_eq!(rows.map(|r| r.value).collect::<Vec<_>>(), year("gini-specialization", y));
    }

    let traded = run("traded-local", &inputs[..1], &[]).expect("told apart").table;
    assert_eq!(result.traded.len(), traded.rows());
    assert!(result.traded.iter().any(|r| r.traded.is_some()));
    for found in &result.traded {
        let row = (0..traded.rows()).find(|&r| {
            traded.text_at(r, "industry") == Some(found.industry.as_str())
                && traded.integer_at(r, "year") == Some(found.year)
        });
        let row = row.expect("a row");
        assert_eq!((traded.real_at(row, "share"), traded.real_at(row, "gini")), (found.share, found.gini));
    }

    let land = panel.land.as_ref().expect("land");
    let mut key = TextColumn::new();
    panel.regions.iter().for_each(|r| key.push(Some(r)));
    let some = |all: &[f64]| Column::Real(all.iter().copied().map(Some).collect());
    let places = Table::new()
        .with("region", Column::Text(key))
        .with("area_km2", some(&land.area))
        .with("population", some(&land.population));
    let with = [inputs[0].clone(), inputs[2].clone(), ("regions", places)];
    let index = run("litzenberger-sternberg", &with, &[]).expect("indexed").table;
    for (at, found) in result.strength.iter().enumerate() {
        // The last year's rows stand after those of the first.
        let wanted = index.real_at(panel.cells() + at, "value").expect("an index");
        assert!((found.cluster_index.expect("an index") - wanted).abs() < 1e-12 * wanted.abs());
    }
    let mut bare = whole_panel();
    bare.land = None;
    let result = analyze(&bare, &ClusterOptions::default()).expect("analysed");
    assert!(result.strength.iter().all(|r| r.cluster_index.is_none()), "unknown is not zero");
}

#[test]
fn chance_of_small_clusters_does_not_lead() {
    // Region 0 has a large cluster that grows; small ones elsewhere jump about.
    let (rows, cols) = (40, 4);
    let keys = |n: usize, of: &str| (0..n).map(|k| format!("{of}{k:02}")).collect::<Vec<_>>();
    let mut random = Random::new(5, 0, 0);
    let (mut values, mut plants) = (vec![0.0; 2 * rows * cols], vec![0.0; 2 * rows * cols]);
    for at in 0..rows * cols {
        let (r, i) = (at / cols, at % cols);
        for y in 0..2 {
            let n = if (r, i) == (0, 0) { 60.0 * (1.0 + 3.0 * y as f64) } else { 2.0 + random.poisson(4.0) };
            let size = 10.0 * (1.2 * random.normal() / n.sqrt()).exp();
            (values[y * rows * cols + at], plants[y * rows * cols + at]) = (n * size, n);
        }
    }
    let mut panel = ClusterPanel::new(keys(rows, "r"), keys(cols, "i"), vec![2010, 2020], values);
    panel.establishments = Some(plants);
    let resampling = Resampling { draws: 200, ..Resampling::default() };
    let result =
        analyze(&panel, &ClusterOptions { resampling, ..ClusterOptions::default() }).expect("analysed");
    let first = &result.competitiveness[0];
    assert_eq!((first.region.as_str(), first.cluster.as_str()), ("r00", "i00"));
    assert!(result.competitiveness.iter().any(|r| r.score_seen > r.score + 0.1), "luck is taken back");
    assert!(result.competitiveness.windows(2).all(|w| w[0].score >= w[1].score && w[0].rank < w[1].rank));
}
