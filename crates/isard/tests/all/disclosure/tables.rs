//! Small tables and planted two-way hierarchies for the tests of disclosure.

use isard::inference::Random;
use isard::model::{Column, Table, TextColumn};

/// Cell of a planted table.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Cell {
    pub(super) region: String,
    pub(super) industry: String,
    pub(super) year: i64,
    pub(super) value: f64,
    pub(super) withheld: bool,
}

pub(super) fn text(values: impl IntoIterator<Item = impl AsRef<str>>) -> Column {
    let mut column = TextColumn::new();
    for v in values {
        column.push(Some(v.as_ref()).filter(|v| !v.is_empty()));
    }
    Column::Text(column)
}

/// Activity of cells; withheld ones have a status and no value.
pub(super) fn activity(cells: &[Cell]) -> Table {
    Table::new()
        .with("region", text(cells.iter().map(|c| &c.region)))
        .with("industry", text(cells.iter().map(|c| &c.industry)))
        .with("year", Column::Integer(cells.iter().map(|c| Some(c.year)).collect()))
        .with("value", Column::Real(cells.iter().map(|c| Some(c.value).filter(|_| !c.withheld)).collect()))
        .with("status", text(cells.iter().map(|c| if c.withheld { "suppressed" } else { "observed" })))
}

/// A hierarchy from pairs of key and parent.
pub(super) fn hierarchy(column: &str, pairs: &[(String, String)]) -> Table {
    Table::new()
        .with(column, text(pairs.iter().map(|p| &p.0)))
        .with("parent", text(pairs.iter().map(|p| &p.1)))
}

/// A tree of three levels: a root, groups, members.
pub(super) fn tree(letter: char, groups: usize, members: usize) -> Vec<(String, String)> {
    let mut out = vec![(letter.to_string(), String::new())];
    for g in 0..groups {
        out.push((format!("{letter}{g}"), letter.to_string()));
        out.extend((0..members).map(|m| (format!("{letter}{g}.{m}"), format!("{letter}{g}"))));
    }
    out
}

/// A planted table whose totals add up; of the finest levels cells below `least`
/// are withheld, and a share of the others by chance.
pub(super) fn planted(
    regions: &[(String, String)],
    industries: &[(String, String)],
    years: usize,
    (least, share): (f64, f64),
    seed: u64,
) -> Vec<Cell> {
    let leaf = |tree: &[(String, String)], k: &str| !tree.iter().any(|(_, p)| p == k);
    let below = |tree: &[(String, String)], end: &str, key: &str| {
        let mut at = end.to_string();
        while !at.is_empty() && at != key {
            at = tree.iter().find(|(k, _)| *k == at).map_or(String::new(), |t| t.1.clone());
        }
        at == key
    };
    let ends = |tree: &[(String, String)]| -> Vec<usize> {
        (0..tree.len()).filter(|&n| leaf(tree, &tree[n].0)).collect()
    };
    let (end_r, end_i) = (ends(regions), ends(industries));
    let mut out = Vec::new();
    for year in 0..years {
        let truth = |r: usize, i: usize| -> f64 {
            let mut size = Random::new(seed, (r * industries.len() + i) as u64, 0);
            let mut noise = Random::new(seed, (r * industries.len() + i) as u64, 1 + year as u64);
            let region = Random::new(seed, r as u64, 900).normal();
            let industry = Random::new(seed, i as u64, 901).normal();
            (3.5 + region + industry + 0.7 * size.normal() + 0.05 * noise.normal()).exp().round()
        };
        for (r, region) in regions.iter().enumerate() {
            for (i, industry) in industries.iter().enumerate() {
                let mut value = 0.0;
                for &a in end_r.iter().filter(|&&a| below(regions, &regions[a].0, &region.0)) {
                    for &b in end_i.iter().filter(|&&b| below(industries, &industries[b].0, &industry.0)) {
                        value += truth(a, b);
                    }
                }
                let end = end_r.contains(&r) && end_i.contains(&i);
                let mut chance = Random::new(seed, (r * industries.len() + i) as u64, 500 + year as u64);
                let withheld = end && (value < least || chance.uniform() < share);
                out.push(Cell {
                    region: region.0.clone(),
                    industry: industry.0.clone(),
                    year: 2000 + year as i64,
                    value,
                    withheld,
                });
            }
        }
    }
    out
}
