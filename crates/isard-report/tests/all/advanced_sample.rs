//! Rows of components, consensus, neighbours and mobility, and many
//! indicators, for the invented study.

use crate::sample::{Sample, integer, real, text};
use isard::model::{Column, Table};

fn keys(regions: usize) -> Vec<String> {
    (0..regions).map(|i| format!("R{i:03}")).collect()
}

/// A number between 0 and 1 that looks random.
fn noise(i: usize, j: usize) -> f64 {
    ((i as f64 * 12.9898 + j as f64 * 78.233).sin() * 43758.5453).fract().abs()
}

/// Adds everything that the atlas may have beside the plain typology.
pub(crate) fn add(sample: &mut Sample, regions: usize) {
    components(sample, regions);
    consensus(sample, regions);
    neighbours(sample, regions);
    mobility(sample);
    crate::questions_sample::add(sample, regions);
}

fn components(sample: &mut Sample, regions: usize) {
    let eigenvalues = [3.1, 1.9, 0.9, 0.5, 0.3, 0.2, 0.07, 0.03];
    let n = eigenvalues.len();
    let table = Table::new()
        .with("component", integer(1..=n as i64))
        .with("eigenvalue", real(eigenvalues))
        .with("share", real(eigenvalues.iter().map(|e| e / 7.0)))
        .with("chance", real((0..n).map(|i| if i < 6 { 1.5 - 0.2 * i as f64 } else { f64::NAN })))
        .with("kept", Column::Boolean((0..n).map(|i| Some(i < 2)).collect()));
    sample.tables.insert("typology/eigenvalues".into(), table);
    let indicators = ["income", "unemployment", "a third one that no table names, with a long key"];
    let cells: Vec<(usize, i64)> = (0..3).flat_map(|i| (1..=3).map(move |c| (i, c))).collect();
    let table = Table::new()
        .with("indicator", text(&cells.iter().map(|c| indicators[c.0]).collect::<Vec<_>>()))
        .with("component", integer(cells.iter().map(|c| c.1)))
        .with("loading", real(cells.iter().map(|c| noise(c.0, c.1 as usize) * 1.9 - 0.95)));
    sample.tables.insert("typology/loadings".into(), table);
    let keys = keys(regions);
    let cells: Vec<(usize, i64)> = (0..regions).flat_map(|i| (1..=2).map(move |c| (i, c))).collect();
    // The second region has no score.
    let score = |i: usize, c: i64| if i == 1 { f64::NAN } else { 6.0 * noise(i, c as usize) - 3.0 };
    let table = Table::new()
        .with("region", text(&cells.iter().map(|c| keys[c.0].clone()).collect::<Vec<_>>()))
        .with("year", integer(cells.iter().map(|_| 2020)))
        .with("component", integer(cells.iter().map(|c| c.1)))
        .with("value", real(cells.iter().map(|c| score(c.0, c.1))))
        .with("status", text(&vec!["observed"; cells.len()]));
    sample.tables.insert("typology/scores".into(), table);
}

fn consensus(sample: &mut Sample, regions: usize) {
    let keys = keys(regions);
    let pairs: Vec<(usize, usize)> = (0..regions).flat_map(|i| (0..i).map(move |j| (i, j))).collect();
    let table = Table::new()
        .with("region", text(&pairs.iter().map(|p| keys[p.0].clone()).collect::<Vec<_>>()))
        .with("other", text(&pairs.iter().map(|p| keys[p.1].clone()).collect::<Vec<_>>()))
        .with("share", real(pairs.iter().map(|p| noise(p.0, p.1))));
    sample.tables.insert("typology/consensus_pairs".into(), table);
}

fn neighbours(sample: &mut Sample, regions: usize) {
    let keys = keys(regions);
    let quadrants = ["high-high", "low-low", "high-low", "low-high"];
    let status = |i: usize| match i % 11 {
        9 => "undefined:island",
        10 => "missing",
        _ => "observed",
    };
    let known = |i: usize, v: f64| if status(i) == "observed" { v } else { f64::NAN };
    let all = 0..regions;
    let table = Table::new()
        .with("region", text(&keys))
        .with("indicator", text(&vec!["index"; regions]))
        .with("year", integer(all.clone().map(|_| 2020)))
        .with("value", real(all.clone().map(|i| known(i, noise(i, 1)))))
        .with("p", real(all.clone().map(|i| known(i, 0.01))))
        .with("q", real(all.clone().map(|i| known(i, if i % 11 > 5 { 0.4 } else { 0.02 }))))
        .with("quadrant", text(&all.clone().map(|i| quadrants[i % 4]).collect::<Vec<_>>()))
        .with("status", text(&all.map(status).collect::<Vec<_>>()));
    sample.tables.insert("space/local_moran".into(), table);
    let spots = Table::new()
        .with("region", text(&keys))
        .with("indicator", text(&vec!["index"; regions]))
        .with("year", integer((0..regions).map(|_| 2020)))
        .with("statistic", text(&vec!["getis-ord-star"; regions]))
        .with("q", real((0..regions).map(|i| if i % 5 == 0 { 0.01 } else { 0.3 })))
        .with("kind", text(&(0..regions).map(|i| if i == 0 { "high" } else { "low" }).collect::<Vec<_>>()));
    sample.tables.insert("space/local_statistics".into(), spots);
    let table = Table::new()
        .with("indicator", text(&["groups", "index", "index"]))
        .with("year", integer([2020, 2020, 2020]))
        .with("statistic", text(&["joins", "moran", "geary"]))
        .with("value", real([40.0, 0.31, 0.66]))
        .with("expected", real([30.0, -0.04, 1.0]))
        .with("p", real([0.02, 0.001, 0.002]));
    sample.tables.insert("space/moran".into(), table);
}

fn mobility(sample: &mut Sample) {
    let k = 5;
    let cells: Vec<(i64, i64, i64)> =
        (0..=k).flat_map(|l| (1..=k).flat_map(move |a| (1..=k).map(move |b| (l, a, b)))).collect();
    // No move starts in the highest class among the lowest neighbours.
    let started = |c: &(i64, i64, i64)| !(c.0 == 1 && c.1 == k);
    let p = |c: &(i64, i64, i64)| if c.1 == c.2 { 0.8 } else { 0.05 };
    let or = |c: &(i64, i64, i64), v: f64| if started(c) { v } else { f64::NAN };
    let table = Table::new()
        .with("indicator", text(&vec!["income"; cells.len()]))
        .with("lag", integer(cells.iter().map(|c| c.0)))
        .with("from_class", integer(cells.iter().map(|c| c.1)))
        .with("to_class", integer(cells.iter().map(|c| c.2)))
        .with("count", integer(cells.iter().map(|c| if started(c) { (p(c) * 100.0) as i64 } else { 0 })))
        .with("probability", real(cells.iter().map(|c| or(c, p(c)))))
        .with("low", real(cells.iter().map(|c| or(c, p(c) * 0.8))))
        .with("high", real(cells.iter().map(|c| or(c, (p(c) * 1.2).min(1.0)))));
    sample.tables.insert("inequality/transitions".into(), table);
}

/// Replaces the two indicators by `count` with long names.
pub(crate) fn indicators(sample: &mut Sample, regions: usize, k: usize, count: usize) {
    let keys = keys(regions);
    let names: Vec<String> = (0..count)
        .map(|i| format!("Households with a connection of at least 100 megabits in settlement type {i}"))
        .collect();
    let ids: Vec<String> = (0..count).map(|i| format!("i{i:02}")).collect();
    let repeat = |t: &str| vec![t.to_string(); count];
    let table = Table::new()
        .with("indicator", text(&ids))
        .with("name", text(&names))
        .with("domain", text(&repeat("people")))
        .with("direction", text(&repeat("destimulant")))
        .with("unit", text(&repeat("per 100,000 residents of working age")))
        .with("weight", real((0..count).map(|_| 1.0)))
        .with("coverage", real((0..count).map(|_| 1.0)));
    sample.tables.insert("typology/indicators".into(), table);
    let by: Vec<(usize, usize)> = (1..=k).flat_map(|g| (0..count).map(move |i| (g, i))).collect();
    let z = |b: &(usize, usize)| noise(b.0, b.1) * 3.0 - 1.5;
    let table = Table::new()
        .with("group", integer(by.iter().map(|b| b.0 as i64)))
        .with("indicator", text(&by.iter().map(|b| ids[b.1].clone()).collect::<Vec<_>>()))
        .with("mean", real(by.iter().map(|b| 1e6 * z(b))))
        .with("mean_z", real(by.iter().map(z)))
        .with("low_z", real(by.iter().map(|b| z(b) - 0.3)))
        .with("high_z", real(by.iter().map(|b| z(b) + 0.3)))
        .with("eta2", real(by.iter().map(|b| b.1 as f64 / count as f64)))
        .with("status", text(&vec!["observed"; by.len()]));
    sample.tables.insert("typology/profile".into(), table);
    let cells: Vec<(usize, usize)> = (0..regions).flat_map(|r| (0..count).map(move |i| (r, i))).collect();
    let table = Table::new()
        .with("region", text(&cells.iter().map(|c| keys[c.0].clone()).collect::<Vec<_>>()))
        .with("year", integer(cells.iter().map(|_| 2020)))
        .with("indicator", text(&cells.iter().map(|c| ids[c.1].clone()).collect::<Vec<_>>()))
        .with("z", real(cells.iter().map(|c| noise(c.0, c.1) * 4.0 - 2.0)));
    sample.tables.insert("typology/values".into(), table);
    // Sizes of inequality from a tenth to a ten-thousandth.
    let years = [2000i64, 2005, 2010];
    let parts = [("theil", "total"), ("theil", "between"), ("theil", "within"), ("gini", "total")];
    let rows: Vec<(usize, i64, usize)> =
        (0..count).flat_map(|i| years.iter().flat_map(move |y| (0..4).map(move |p| (i, *y, p)))).collect();
    let value = |r: &(usize, i64, usize)| {
        let size = 0.1 / 10f64.powi((r.0 % 4) as i32) * (1.0 + noise(r.0, r.1 as usize));
        [size, size * 0.3, size * 0.7, size.sqrt()][r.2]
    };
    let table = Table::new()
        .with("year", integer(rows.iter().map(|r| r.1)))
        .with("indicator", text(&rows.iter().map(|r| ids[r.0].clone()).collect::<Vec<_>>()))
        .with("measure", text(&rows.iter().map(|r| parts[r.2].0).collect::<Vec<_>>()))
        .with("component", text(&rows.iter().map(|r| parts[r.2].1).collect::<Vec<_>>()))
        .with("value", real(rows.iter().map(value)))
        .with("status", text(&vec!["observed"; rows.len()]));
    sample.tables.insert("inequality/inequality".into(), table);
}

/// Every kind of row, over `regions` regions.
pub(crate) fn advanced(regions: usize, k: usize) -> Sample {
    let mut sample = crate::clusters_sample::full(regions, k, &[2010, 2013]);
    add(&mut sample, regions);
    sample
}
