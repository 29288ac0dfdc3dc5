//! Names of organisations are nothing but names.

use super::edges;
use crate::run_alone::run;
use isard::inference::Random;
use isard::model::{Column, Table, TextColumn};
use isard::registry::Output;
use std::collections::BTreeMap;

/// Four places of eight firms each, tied inside, and seven ties between places.
fn network(name: &dyn Fn(usize) -> String) -> [(&'static str, Table); 2] {
    let mut random = Random::new(11, 6, 0);
    let mut ties = Vec::new();
    for i in 0..32 {
        for j in i + 1..32 {
            let near = i / 8 == j / 8;
            if random.uniform() < if near { 0.7 } else { 0.02 } {
                ties.push((
                    name(i),
                    name(j),
                    ["production", "commercial"][random.below(2)],
                    1.0 + random.below(5) as f64,
                ));
            }
        }
    }
    let text = |of: &dyn Fn(usize) -> String| {
        let mut column = TextColumn::new();
        (0..32).for_each(|i| column.push(Some(&of(i))));
        Column::Text(column)
    };
    let nodes = Table::new()
        .with("id", text(name))
        .with("role", text(&|i| if i % 8 == 7 { "science".into() } else { "firm".into() }))
        .with("region", text(&|i| format!("r{}", i / 16)))
        .with(
            "size",
            Column::Real((0..32).map(|i| Some(if i % 8 == 0 { 500.0 } else { 10.0 + i as f64 })).collect()),
        )
        .with("lon", Column::Real((0..32).map(|i| Some(30.0 + (i / 8) as f64 + 0.01 * i as f64)).collect()))
        .with("lat", Column::Real((0..32).map(|i| Some(50.0 + 0.01 * i as f64)).collect()));
    [("edges", edges(&ties)), ("nodes", nodes)]
}

/// Rows by organisation under its own number, without names and numbers of communities.
fn rows(output: &Output, number: &dyn Fn(&str) -> usize) -> BTreeMap<usize, String> {
    let table = &output.table;
    let key = ["node", "organisation"].into_iter().find(|k| table.get(k).is_some()).expect("a key");
    let of = |r: usize| {
        // Of several cores that fit equally well the first by position counts.
        let named = |n: &&str| *n != key && *n != "community" && (*n != "core" || table.get("fit").is_none());
        let cells = table.names().filter(named).map(|n| match table.real_at(r, n) {
            // Sums in another order differ in the last digits.
            Some(value) => format!("{n}={value:.9}"),
            None => format!("{n}={:?}", table.value(r, n)),
        });
        cells.collect::<Vec<_>>().join(" ")
    };
    (0..table.rows()).map(|r| (number(table.text_at(r, key).expect("a name")), of(r))).collect()
}

/// Who is with whom.
fn together(output: &Output, number: &dyn Fn(&str) -> usize) -> Vec<Vec<usize>> {
    let mut of: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for r in 0..output.table.rows() {
        let community = format!("{:?}", output.table.value(r, "community"));
        of.entry(community).or_default().push(number(output.table.text_at(r, "node").expect("a name")));
    }
    let mut groups: Vec<Vec<usize>> = of.into_values().collect();
    groups.iter_mut().for_each(|g| g.sort_unstable());
    groups.sort();
    groups
}

#[test]
fn renaming_organisations_changes_names_alone() {
    // Names that turn the order round.
    let plain = |i: usize| format!("a{i:02}");
    let turned = |i: usize| format!("z{:02}", (31 - i) * 3 % 32);
    let back = |name: &str| {
        let shown: usize = name[1..].parse().expect("a number");
        if name.starts_with('a') { shown } else { (0..32).find(|&i| turned(i) == name).expect("a name") }
    };
    let (before, after) = (network(&plain), network(&turned));
    for method in ["modularity", "block-model"] {
        let options = [("method", method), ("stability-runs", "3")];
        let found = [&before, &after].map(|n| run("communities", n, &options).expect("it runs"));
        assert_eq!(together(&found[0], &back), together(&found[1], &back), "{method}");
        for id in ["leaders", "brokerage", "core-periphery"] {
            let takes =
                isard::registry::find(id).expect("a method").inputs.iter().any(|i| i.name == "communities");
            let with = |n: &[(&'static str, Table)], c: &Output| {
                let mut inputs = n.to_vec();
                inputs.extend(takes.then(|| ("communities", c.table.clone())));
                run(id, &inputs, &[]).expect("it runs")
            };
            let results = [with(&before, &found[0]), with(&after, &found[1])];
            assert_eq!(rows(&results[0], &back), rows(&results[1], &back), "{id}");
        }
    }
}
