//! Income per head of 48 US states, 1929–2009, from the bundled study, and
//! their contiguity.

use crate::shared_data;
use isard::inequality::values::YearValues;
use isard::model::{Column, Table, TextColumn};
use isard::space::Weights;
use std::collections::BTreeMap;
use std::path::PathBuf;

fn study(name: &str) -> String {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../studies/us-states").join(name);
    std::fs::read_to_string(path).expect("the bundled study is there")
}

/// Region, year and value of an indicator, in the order of the file.
pub(crate) fn cells(indicator: &str) -> Vec<(String, i64, f64)> {
    let number = "the study's numbers are numbers";
    study("indicators.csv")
        .lines()
        .skip(1)
        .map(|line| line.split(',').collect::<Vec<_>>())
        .filter(|c| c[1] == indicator)
        .map(|c| (c[0].to_string(), c[2].parse().expect(number), c[3].parse().expect(number)))
        .collect()
}

/// Division of each state.
pub(crate) fn divisions() -> BTreeMap<String, String> {
    let line = |l: &str| l.split(',').map(str::to_string).collect::<Vec<_>>();
    let rows = study("regions.csv").lines().skip(1).map(line).collect::<Vec<_>>();
    rows.into_iter().filter(|c| c[4] == "1").map(|c| (c[0].clone(), c[3].clone())).collect()
}

/// Income as the input `values`, with divisions as groups.
pub(crate) fn income() -> Table {
    let (cells, divisions) = (cells("income_head"), divisions());
    let group: TextColumn = cells.iter().map(|c| Some(divisions[&c.0].as_str())).collect();
    Table::new()
        .with("region", Column::Text(cells.iter().map(|c| Some(c.0.as_str())).collect()))
        .with("group", Column::Text(group))
        .with("year", Column::Integer(cells.iter().map(|c| Some(c.1)).collect()))
        .with("value", Column::Real(cells.iter().map(|c| Some(c.2)).collect()))
}

/// Income by year, states ascending.
pub(crate) fn income_years() -> Vec<YearValues> {
    let divisions = divisions();
    let mut years: BTreeMap<i64, BTreeMap<String, f64>> = BTreeMap::new();
    for (region, year, value) in cells("income_head") {
        years.entry(year).or_default().insert(region, value);
    }
    let of = |(year, cells): (i64, BTreeMap<String, f64>)| YearValues {
        year,
        groups: Some(cells.keys().map(|r| divisions[r].clone()).collect()),
        values: cells.values().copied().collect(),
        regions: cells.into_keys().collect(),
        weights: None,
    };
    years.into_iter().map(of).collect()
}

/// Rook contiguity as rows of keys; the file counts states in order of their codes.
pub(crate) fn links() -> Option<Vec<(String, String)>> {
    let text = shared_data::text("us48_rook_gal.csv")?;
    let states: Vec<String> = divisions().into_keys().collect();
    let at = |s: &str| states[s.parse::<usize>().expect("a position")].clone();
    let row = |line: &str| {
        let cells: Vec<&str> = line.split(',').collect();
        (at(cells[0]), at(cells[1]))
    };
    Some(text.lines().skip(1).map(row).collect())
}

/// Contiguity as the input `weights`.
pub(crate) fn weights_table() -> Option<Table> {
    let links = links()?;
    Some(
        Table::new()
            .with("from", Column::Text(links.iter().map(|l| Some(l.0.as_str())).collect()))
            .with("to", Column::Text(links.iter().map(|l| Some(l.1.as_str())).collect())),
    )
}

/// Contiguity.
pub(crate) fn weights() -> Option<Weights> {
    let rows = links()?.into_iter().map(|(a, b)| (a, Some(b), 1.0)).collect();
    Some(Weights::of_keys(rows).expect("good links"))
}
