//! Rows of trends, stages, moves and opportunities for the invented study.

use crate::sample::{Sample, integer, real, text};
use isard::model::{Column, Table};

const INDUSTRIES: usize = 12;

fn industry(i: usize) -> String {
    format!("I{:02}", i + 1)
}

/// A number between 0 and 1 that looks random.
fn noise(i: usize, j: usize) -> f64 {
    ((i as f64 * 12.9898 + j as f64 * 78.233).sin() * 43758.5453).fract().abs()
}

/// Adds the tables of dynamics over `years` and what regions lie near.
pub(crate) fn add(sample: &mut Sample, regions: usize, years: &[i64]) {
    let keys: Vec<String> = (0..regions).map(|i| format!("R{i:03}")).collect();
    if years.len() > 1 {
        trends(sample, years);
        life_cycle(sample, &keys, years);
        shift_share(sample, &keys, years);
        moves(sample, years);
    }
    opportunities(sample, &keys, years);
    plants(sample);
}

fn trends(sample: &mut Sample, years: &[i64]) {
    let measures = ["gini", "strong-clusters", "churn", "center-lon", "center-lat"];
    let cells: Vec<(usize, usize, usize)> = (0..INDUSTRIES)
        .flat_map(|i| (0..years.len()).flat_map(move |y| (0..5).map(move |m| (i, y, m))))
        .collect();
    // A year without a value, and bands that two measures lack.
    let value = |&(i, y, m): &(usize, usize, usize)| match (m, (i + y) % 7 == 3 && m < 3) {
        (_, true) => f64::NAN,
        (0, _) => 0.3 + 0.04 * i as f64 + 0.01 * y as f64 * if i % 2 == 0 { 1.0 } else { -1.0 },
        (1, _) => (3 * i + y) as f64,
        (2, _) => 0.1 + 0.05 * noise(i, y),
        (3, _) => 10.0 + 0.2 * i as f64 + 0.03 * y as f64,
        _ => 50.0 + 0.1 * (i % 4) as f64 + 0.02 * y as f64 * noise(i, 1),
    };
    let off = |m: usize| if m < 3 { 0.1 } else { f64::NAN };
    let table = Table::new()
        .with("industry", text(&cells.iter().map(|c| industry(c.0)).collect::<Vec<_>>()))
        .with("year", integer(cells.iter().map(|c| years[c.1])))
        .with("measure", text(&cells.iter().map(|c| measures[c.2]).collect::<Vec<_>>()))
        .with("value", real(cells.iter().map(value)))
        .with("low", real(cells.iter().map(|c| value(c) * (1.0 - off(c.2)))))
        .with("high", real(cells.iter().map(|c| value(c) * (1.0 + off(c.2)))));
    sample.tables.insert("dynamics/trends".into(), table);
    // The ninth trend does not exist, the fourth is not told apart from none.
    let all: Vec<usize> = (0..INDUSTRIES).filter(|i| *i != 8).collect();
    let slope = |i: usize| 0.01 * if i.is_multiple_of(2) { 1.0 } else { -1.0 } + 0.001 * i as f64;
    let wide = |i: usize| if i == 3 { 0.03 } else { 0.004 };
    let table = Table::new()
        .with("industry", text(&all.iter().map(|i| industry(*i)).collect::<Vec<_>>()))
        .with("measure", text(&vec!["gini"; all.len()]))
        .with("slope", real(all.iter().map(|i| slope(*i))))
        .with("low", real(all.iter().map(|i| slope(*i) - wide(*i))))
        .with("high", real(all.iter().map(|i| slope(*i) + wide(*i))))
        .with("q", real(all.iter().map(|i| noise(*i, 9))));
    sample.tables.insert("dynamics/trend_tests".into(), table);
}

fn life_cycle(sample: &mut Sample, keys: &[String], years: &[i64]) {
    const STAGES: [&str; 4] = ["emergence", "growth", "sustainment", "decline"];
    // Some pairs have no stages.
    let pairs: Vec<(usize, usize)> = (0..keys.len())
        .flat_map(|r| (0..INDUSTRIES).map(move |i| (r, i)))
        .filter(|(r, i)| (r + i) % 5 != 4)
        .collect();
    let rows: Vec<(usize, usize, usize)> =
        pairs.iter().flat_map(|(r, i)| (0..years.len()).map(move |y| (*r, *i, y))).collect();
    let p = |&(r, i, y): &(usize, usize, usize)| -> [f64; 4] {
        let raw: [f64; 4] = std::array::from_fn(|s| {
            0.02 + if (r + i + y / 3) % 4 == s { 1.0 } else { noise(i + s, y) * 0.4 }
        });
        let sum: f64 = raw.iter().sum();
        raw.map(|v| v / sum)
    };
    let best = |row: &(usize, usize, usize)| {
        let p = p(row);
        (0..4).fold(0, |b, s| if p[s] > p[b] { s } else { b })
    };
    let mut table = Table::new()
        .with("region", text(&rows.iter().map(|c| keys[c.0].clone()).collect::<Vec<_>>()))
        .with("cluster", text(&rows.iter().map(|c| industry(c.1)).collect::<Vec<_>>()))
        .with("year", integer(rows.iter().map(|c| years[c.2])))
        .with("stage", text(&rows.iter().map(|c| STAGES[best(c)]).collect::<Vec<_>>()))
        .with("probability", real(rows.iter().map(|c| p(c)[best(c)])));
    for (s, name) in STAGES.into_iter().enumerate() {
        table = table.with(format!("{name}_probability"), real(rows.iter().map(|c| p(c)[s])));
    }
    let status = |c: &(usize, usize, usize)| if c.2 % 4 == 1 { "estimated" } else { "observed" };
    let table = table.with("status", text(&rows.iter().map(status).collect::<Vec<_>>()));
    sample.tables.insert("dynamics/life_cycle".into(), table);
}

fn shift_share(sample: &mut Sample, keys: &[String], years: &[i64]) {
    let parts = ["national", "industry-mix", "competitive", "unallocated", "change"];
    let cells: Vec<(usize, usize)> = (0..keys.len()).flat_map(|r| (0..5).map(move |p| (r, p))).collect();
    let part = |r: usize, p: usize| match p {
        0 => 0.04,
        1 => 0.2 * noise(r, 1) - 0.1,
        2 => 0.6 * noise(r, 2) - 0.3,
        _ => 0.0,
    };
    // The second region has no known change.
    let rate = |&(r, p): &(usize, usize)| match (r, p) {
        (1, _) => f64::NAN,
        (_, 4) => (0..4).map(|p| part(r, p)).sum(),
        _ => part(r, p),
    };
    let table = Table::new()
        .with("region", text(&cells.iter().map(|c| keys[c.0].clone()).collect::<Vec<_>>()))
        .with("variant", text(&vec!["classic"; cells.len()]))
        .with("component", text(&cells.iter().map(|c| parts[c.1]).collect::<Vec<_>>()))
        .with("from_year", integer(cells.iter().map(|_| years[0])))
        .with("to_year", integer(cells.iter().map(|_| years[years.len() - 1])))
        .with("rate", real(cells.iter().map(rate)));
    sample.tables.insert("dynamics/shift_share".into(), table);
}

fn moves(sample: &mut Sample, years: &[i64]) {
    let n = years.len() - 1;
    let table = Table::new()
        .with("scope", text(&vec!["all"; n]))
        .with("key", text(&vec!["all"; n]))
        .with("from_year", integer(years[..n].iter().copied()))
        .with("to_year", integer(years[1..].iter().copied()))
        .with("entry_rate", real((0..n).map(|y| if y == 1 { f64::NAN } else { 0.03 + 0.01 * noise(y, 0) })))
        .with("exit_rate", real((0..n).map(|y| 0.05 + 0.01 * noise(y, 5))))
        .with("persistence", real((0..n).map(|y| 1.0 - 0.04 * y as f64)));
    sample.tables.insert("dynamics/entry_exit".into(), table);
    let table = Table::new()
        .with("outcome", text(&["entry", "entry", "exit", "exit"]))
        .with("term", text(&["constant", "density", "constant", "density"]))
        .with("model", text(&["logit"; 4]))
        .with("coefficient", real([-4.0, 5.0, -1.0, -3.0]))
        .with("low", real([-4.5, 3.0, -2.0, -7.0]))
        .with("high", real([-3.5, 7.0, 0.0, 1.0]))
        .with("n", integer([1200, 1200, 300, 300]));
    sample.tables.insert("dynamics/entry_model".into(), table);
}

fn opportunities(sample: &mut Sample, keys: &[String], years: &[i64]) {
    let cells: Vec<(usize, usize)> =
        (0..keys.len()).flat_map(|r| (0..INDUSTRIES).map(move |i| (r, i))).collect();
    let rank = |c: &(usize, usize)| (c.1 >= 4).then_some(c.1 as i64 - 3);
    let entry = |c: &(usize, usize)| if years.len() > 1 { 0.1 / (1.0 + c.1 as f64) } else { f64::NAN };
    let table = Table::new()
        .with("region", text(&cells.iter().map(|c| keys[c.0].clone()).collect::<Vec<_>>()))
        .with("industry", text(&cells.iter().map(|c| industry(c.1)).collect::<Vec<_>>()))
        .with("lq", real(cells.iter().map(|c| if c.1 == 5 { f64::NAN } else { noise(c.0, c.1) })))
        .with("density", real(cells.iter().map(|c| 0.9 - 0.05 * c.1 as f64)))
        .with("rank", Column::Integer(cells.iter().map(rank).collect()))
        .with("entry_probability", real(cells.iter().map(entry)));
    sample.tables.insert("complexity/opportunities".into(), table);
}

fn plants(sample: &mut Sample) {
    let all = 0..INDUSTRIES;
    let exact = |i: usize, v: f64| if i.is_multiple_of(3) { f64::NAN } else { v };
    let bound = |i: usize, v: f64| if i.is_multiple_of(3) { v } else { f64::NAN };
    let table = Table::new()
        .with("industry", text(&all.clone().map(industry).collect::<Vec<_>>()))
        .with("gamma", real(all.clone().map(|i| exact(i, 0.01 * i as f64))))
        .with("bound_low", real(all.clone().map(|i| bound(i, -0.02))))
        .with("bound_high", real(all.clone().map(|i| bound(i, 0.09))))
        .with("z", real(all.clone().map(|i| exact(i, 2.5))))
        .with("plants", integer(all.map(|i| 10 + i as i64)));
    sample.tables.insert("clusters/ellison_glaeser".into(), table);
}
