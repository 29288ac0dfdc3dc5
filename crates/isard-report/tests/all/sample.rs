//! A small invented study with every table, made from a few formulas.

use isard::model::{Boundary, Column, Table};
use isard_report::StudyInfo;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Tables, outlines and manifest of an invented study.
pub(crate) struct Sample {
    pub(crate) study: StudyInfo,
    pub(crate) tables: BTreeMap<String, Table>,
    pub(crate) boundaries: Vec<Boundary>,
    pub(crate) manifest: Value,
}

impl Sample {
    pub(crate) fn input(&self) -> isard_report::ReportInput<'_> {
        isard_report::ReportInput {
            study: self.study.clone(),
            tables: &self.tables,
            boundaries: &self.boundaries,
            manifest: &self.manifest,
        }
    }
}

pub(crate) fn text<S: AsRef<str>>(values: &[S]) -> Column {
    Column::Text(values.iter().map(|v| Some(v.as_ref()).filter(|v| !v.is_empty())).collect())
}

pub(crate) fn real(values: impl IntoIterator<Item = f64>) -> Column {
    Column::Real(values.into_iter().map(|v| v.is_finite().then_some(v)).collect())
}

pub(crate) fn integer(values: impl IntoIterator<Item = i64>) -> Column {
    Column::Integer(values.into_iter().map(Some).collect())
}

/// `regions` squares in rows of eight, `k` groups, two indicators, two years.
pub(crate) fn typology(regions: usize, k: usize) -> Sample {
    let keys: Vec<String> = (0..regions).map(|i| format!("R{i:03}")).collect();
    let group = |i: usize| (i * 7 + 3) % k + 1;
    let index = |i: usize| k as f64 - group(i) as f64 + (i as f64 * 0.618).fract();
    let names: BTreeMap<String, String> =
        keys.iter().enumerate().map(|(i, key)| (key.clone(), format!("Place {i}"))).collect();
    let mut tables = BTreeMap::new();

    let years = [2010i64, 2020];
    let rows: Vec<(usize, i64)> = years.iter().flat_map(|&y| (0..regions).map(move |i| (i, y))).collect();
    let of_year =
        |i: usize, y: i64| if y == 2010 && i.is_multiple_of(9) { group(i) % k + 1 } else { group(i) };
    let reference = |y: i64| y == 2020;
    let mut order: Vec<usize> = (0..regions).collect();
    order.sort_by(|&a, &b| index(b).total_cmp(&index(a)));
    let rank = |i: usize| order.iter().position(|&o| o == i).map_or(0, |p| p as i64 + 1);
    let name = |g: usize| match g {
        1 => "high".to_string(),
        g if g == k => "low".to_string(),
        2 if k == 3 => "middle".to_string(),
        g => format!("group {g}"),
    };
    let silhouette = |i: usize| (i as f64 * 0.37).fract() - 0.2;
    let groups = Table::new()
        .with("region", text(&rows.iter().map(|r| keys[r.0].clone()).collect::<Vec<_>>()))
        .with("year", integer(rows.iter().map(|r| r.1)))
        .with("group", integer(rows.iter().map(|r| of_year(r.0, r.1) as i64)))
        .with("group_name", text(&rows.iter().map(|r| name(of_year(r.0, r.1))).collect::<Vec<_>>()))
        .with("index", real(rows.iter().map(|r| index(r.0))))
        .with("rank", integer(rows.iter().map(|r| rank(r.0))))
        .with("rank_in_group", integer(rows.iter().map(|_| 1)))
        .with(
            "silhouette",
            real(rows.iter().map(|r| if reference(r.1) { silhouette(r.0) } else { f64::NAN })),
        )
        .with(
            "probability",
            real(rows.iter().map(|r| if reference(r.1) { 0.5 + silhouette(r.0) / 2.0 } else { f64::NAN })),
        )
        .with("second_group", integer(rows.iter().map(|r| (of_year(r.0, r.1) % k) as i64 + 1)))
        .with(
            "border",
            Column::Boolean(rows.iter().map(|r| reference(r.1).then(|| silhouette(r.0) < 0.0)).collect()),
        )
        .with("distance_to_center", real(rows.iter().map(|r| (r.0 as f64 * 0.77).fract() * 2.0)))
        .with("status", text(&vec!["observed"; rows.len()]));
    tables.insert("typology/groups".into(), groups);

    let pairs: Vec<(usize, usize)> = (0..regions).flat_map(|i| (1..=k).map(move |g| (i, g))).collect();
    let share = |i: usize, g: usize| {
        let own = 0.5 + silhouette(i) / 2.0;
        if g == group(i) { own } else { (1.0 - own) / (k as f64 - 1.0) }
    };
    let membership = Table::new()
        .with("region", text(&pairs.iter().map(|p| keys[p.0].clone()).collect::<Vec<_>>()))
        .with("group", integer(pairs.iter().map(|p| p.1 as i64)))
        .with("probability", real(pairs.iter().map(|p| share(p.0, p.1))));
    tables.insert("typology/membership".into(), membership);

    let indicators = ["income", "unemployment"];
    let cells: Vec<(usize, usize)> = (0..regions).flat_map(|i| (0..2).map(move |n| (i, n))).collect();
    let z = |i: usize, n: usize| if n == 0 { 1.5 - group(i) as f64 * 0.7 } else { group(i) as f64 * 0.4 - 1.0 } + silhouette(i);
    let values = Table::new()
        .with("region", text(&cells.iter().map(|c| keys[c.0].clone()).collect::<Vec<_>>()))
        .with("year", integer(cells.iter().map(|_| 2020)))
        .with("indicator", text(&cells.iter().map(|c| indicators[c.1]).collect::<Vec<_>>()))
        .with("value", real(cells.iter().map(|c| 20_000.0 + 3_000.0 * z(c.0, c.1))))
        .with("z", real(cells.iter().map(|c| z(c.0, c.1))))
        .with("status", text(&vec!["observed"; cells.len()]));
    tables.insert("typology/values".into(), values);

    let by: Vec<(usize, usize)> = (1..=k).flat_map(|g| (0..2).map(move |n| (g, n))).collect();
    let mean = |g: usize, n: usize| if n == 0 { 1.8 - g as f64 * 0.7 } else { g as f64 * 0.4 - 0.7 };
    let profile = Table::new()
        .with("group", integer(by.iter().map(|b| b.0 as i64)))
        .with("group_name", text(&by.iter().map(|b| name(b.0)).collect::<Vec<_>>()))
        .with("indicator", text(&by.iter().map(|b| indicators[b.1]).collect::<Vec<_>>()))
        .with("n", integer(by.iter().map(|b| (0..regions).filter(|&i| group(i) == b.0).count() as i64)))
        .with(
            "mean",
            real(
                by.iter()
                    .map(|b| if b.1 == 0 { 20_000.0 + 3_000.0 * mean(b.0, 0) } else { 7.0 + mean(b.0, 1) }),
            ),
        )
        .with("mean_z", real(by.iter().map(|b| mean(b.0, b.1))))
        .with("low_z", real(by.iter().map(|b| mean(b.0, b.1) - 0.3)))
        .with("high_z", real(by.iter().map(|b| mean(b.0, b.1) + 0.3)))
        .with("eta2", real(by.iter().map(|b| if b.1 == 0 { 0.7 } else { 0.2 })))
        .with("status", text(&vec!["observed"; by.len()]));
    tables.insert("typology/profile".into(), profile);
    let definitions = Table::new()
        .with("indicator", text(&indicators))
        .with("name", text(&["Income per head", "Unemployment <rate> & more"]))
        .with("domain", text(&["people", "people"]))
        .with("direction", text(&["stimulant", "destimulant"]))
        .with("unit", text(&["$", "%"]))
        .with("weight", real([1.0, 1.0]))
        .with("coverage", real([1.0, 0.9]))
        .with("vif", real([1.2, 1.2]))
        .with("note", text(&["", ""]));
    tables.insert("typology/indicators".into(), definitions);

    let measures = ["silhouette", "davies-bouldin", "total-within-ss"];
    let points: Vec<(usize, i64)> = (0..3).flat_map(|m| (2..=6).map(move |k| (m, k))).collect();
    let validity = Table::new()
        .with("k", integer(points.iter().map(|p| p.1)))
        .with("measure", text(&points.iter().map(|p| measures[p.0]).collect::<Vec<_>>()))
        .with("value", real(points.iter().map(|p| 1.0 / p.1 as f64 + p.0 as f64)))
        .with(
            "best",
            Column::Boolean(
                points.iter().map(|p| Some(p.0 < 2 && p.1 == if p.0 == 0 { 2 } else { 6 })).collect(),
            ),
        )
        .with("status", text(&vec!["observed"; points.len()]));
    tables.insert("typology/validity".into(), validity);

    // A tree that merges neighbours in key order, one after the other.
    let steps: Vec<usize> = (0..regions - 1).collect();
    let tree = Table::new()
        .with("step", integer(steps.iter().map(|&s| s as i64)))
        .with("a", integer(steps.iter().map(|&s| if s == 0 { 0 } else { (regions + s - 1) as i64 })))
        .with("b", integer(steps.iter().map(|&s| s as i64 + 1)))
        .with("height", real(steps.iter().map(|&s| 1.0 + s as f64)))
        .with("size", integer(steps.iter().map(|&s| s as i64 + 2)));
    tables.insert("typology/tree".into(), tree);
    let leaves = Table::new()
        .with("position", integer(0..regions as i64))
        .with("region", text(&keys))
        .with("ward_group", integer(keys.iter().map(|_| 1)));
    tables.insert("typology/leaves".into(), leaves);
    let between: Vec<(i64, i64)> = (1..=k as i64).flat_map(|a| (1..=k as i64).map(move |b| (a, b))).collect();
    let transitions = Table::new()
        .with("kind", text(&vec!["yearly"; between.len()]))
        .with("year_from", integer(between.iter().map(|_| 2010)))
        .with("year_to", integer(between.iter().map(|_| 2020)))
        .with("from_group", integer(between.iter().map(|b| b.0)))
        .with("to_group", integer(between.iter().map(|b| b.1)))
        .with("count", integer(between.iter().map(|b| if b.0 == b.1 { 9 } else { 1 })))
        .with("probability", real(between.iter().map(|b| if b.0 == b.1 { 0.9 } else { 0.05 })))
        .with("low", real(between.iter().map(|_| 0.01)))
        .with("high", real(between.iter().map(|_| 0.95)));
    tables.insert("typology/transitions".into(), transitions);

    let boundaries = keys.iter().enumerate().map(|(i, key)| {
        let (w, s) = ((i % 8) as f64, 40.0 + (i / 8) as f64);
        let ring = vec![[w, s], [w + 1.0, s], [w + 1.0, s + 1.0], [w, s + 1.0], [w, s]];
        Boundary { region: key.clone(), polygons: vec![vec![ring]] }
    });
    Sample {
        study: StudyInfo {
            id: "invented".into(),
            title: "An invented study".into(),
            source: "Nobody <nobody@example.invalid>".into(),
            licence: "CC0".into(),
            noun_one: "place".into(),
            noun_many: "places".into(),
            synthetic: true,
            names,
            ..StudyInfo::default()
        },
        tables,
        boundaries: boundaries.collect(),
        manifest: json!({
            "version": "0.1.0", "seed": 1, "atlas_id": "0123456789abcdef",
            "options": { "typology": { "k": k } }, "inputs": [{ "file": "a.csv", "sha256": "00ff00ff00ff00ff" }],
            "assumptions": ["All places are alike."], "warnings": [],
            "skipped": [{ "question": "network", "reason": "no table of ties" }],
        }),
    }
}
