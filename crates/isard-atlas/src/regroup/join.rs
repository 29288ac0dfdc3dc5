//! Rows of a table under other region codes; rows that become one cell are
//! joined.

use isard::model::{Column, Status, Table, TextColumn};
use std::collections::HashMap;

/// How cells of several regions become one.
pub(crate) enum Join<'a> {
    /// Values add up, and so do bounds: jobs, wages.
    Sum,
    /// Values are averaged by residents, but for the indicators that are amounts.
    Mean { residents: &'a HashMap<String, f64>, amounts: &'a [String] },
    /// Codes change and nothing else.
    Rename,
}

/// A table with other codes.
pub(crate) struct Joined {
    pub(crate) table: Table,
    /// First row of each row.
    pub(crate) rows: Vec<usize>,
    /// Cells made of several.
    pub(crate) joined: usize,
}

/// One cell in the making.
struct Cell {
    value: Option<f64>,
    status: Status,
    bounds: (Option<f64>, Option<f64>),
}

/// Rows with the codes of the column `region` (and of `parent` in the table of
/// regions) replaced; those that then share `key` become one by `join`.
///
/// A cell of several has a value where all of them have one, the weakest of
/// their statuses, and bounds where all have bounds or values. Averages are
/// estimates; published intervals of parts are left out.
pub(crate) fn join(table: &Table, key: &[&str], to: &HashMap<String, String>, join: &Join) -> Joined {
    let renamed = |name: &str| -> Option<TextColumn> {
        let text = table.text(name).ok()?;
        Some((0..table.rows()).map(|r| text.get(r).map(|k| to.get(k).map_or(k, String::as_str))).collect())
    };
    let regions = renamed("region").unwrap_or_default();
    let mut groups: Vec<Vec<usize>> = Vec::new();
    let mut of: HashMap<Vec<String>, usize> = HashMap::new();
    for row in 0..table.rows() {
        let part = |name: &&str| match *name {
            "region" => regions.get(row).unwrap_or_default().to_string(),
            name => table.get(name).and_then(|c| c.display(row)).unwrap_or_default(),
        };
        let same: Vec<String> = key.iter().map(part).collect();
        match (of.get(&same), join) {
            (Some(&at), Join::Sum | Join::Mean { .. }) => groups[at].push(row),
            _ => {
                of.insert(same, groups.len());
                groups.push(vec![row]);
            }
        }
    }
    let rows: Vec<usize> = groups.iter().map(|g| g[0]).collect();
    let cells: Vec<Option<Cell>> =
        groups.iter().map(|g| (g.len() > 1).then(|| cell(table, g, join))).collect();
    let taken = table.take(&rows);
    let mut out = Table::new();
    for field in taken.fields() {
        let number = |of: &dyn Fn(&Cell) -> Option<f64>| {
            let one = |(at, cell): (usize, &Option<Cell>)| match cell {
                Some(cell) => of(cell),
                None => taken.real_at(at, &field.name),
            };
            Column::Real(cells.iter().enumerate().map(one).collect())
        };
        let column = match field.name.as_str() {
            "region" => Column::Text(rows.iter().map(|&r| regions.get(r)).collect()),
            "parent" => match renamed("parent") {
                Some(parents) => Column::Text(rows.iter().map(|&r| parents.get(r)).collect()),
                None => field.column.clone(),
            },
            "value" => number(&|c| c.value),
            "bound_low" => number(&|c| c.bounds.0),
            "bound_high" => number(&|c| c.bounds.1),
            "low" | "high" => number(&|_| None),
            "status" => {
                let words: Vec<String> = cells
                    .iter()
                    .enumerate()
                    .map(|(at, cell)| match cell {
                        Some(cell) => cell.status.to_string(),
                        None => taken.text_at(at, "status").unwrap_or_default().to_string(),
                    })
                    .collect();
                Column::Text(words.iter().map(|w| Some(w.as_str()).filter(|w| !w.is_empty())).collect())
            }
            _ => field.column.clone(),
        };
        out.push(field.name.clone(), column);
    }
    Joined { table: out, rows, joined: cells.iter().flatten().count() }
}

fn cell(table: &Table, group: &[usize], join: &Join) -> Cell {
    let status = |r: usize| -> Status {
        table.text_at(r, "status").and_then(|s| s.parse().ok()).unwrap_or(Status::Observed)
    };
    let all = group.iter().map(|&r| status(r)).reduce(Status::and).unwrap_or(Status::Missing);
    let mean = match join {
        Join::Mean { residents, amounts } => {
            let indicator = table.text_at(group[0], "indicator").unwrap_or_default();
            (!amounts.iter().any(|a| a == indicator)).then_some(residents)
        }
        _ => None,
    };
    let Some(residents) = mean else {
        let value: Option<f64> = group.iter().map(|&r| table.real_at(r, "value")).sum();
        let bound = |name: &str, none: Option<f64>| -> Option<f64> {
            let of = |r: usize| table.real_at(r, "value").or_else(|| table.real_at(r, name)).or(none);
            group.iter().map(|&r| of(r)).sum()
        };
        // A value needs no bounds; an unknown lower one is zero for what is withheld.
        let bounds = match value {
            Some(_) => (None, None),
            None if all == Status::Suppressed => (bound("bound_low", Some(0.0)), bound("bound_high", None)),
            None => (None, None),
        };
        let status = if value.is_none() && all.has_value() { Status::Missing } else { all };
        return Cell { value, status, bounds };
    };
    let weighed = |r: usize| -> Option<(f64, f64)> {
        let weight = *residents.get(table.text_at(r, "region")?)?;
        Some((table.real_at(r, "value")? * weight, weight))
    };
    let sums = group
        .iter()
        .map(|&r| weighed(r))
        .try_fold((0.0, 0.0), |sum: (f64, f64), one| one.map(|(v, w)| (sum.0 + v, sum.1 + w)));
    match sums.filter(|s| s.1 > 0.0) {
        Some((sum, weight)) => {
            Cell { value: Some(sum / weight), status: Status::Estimated, bounds: (None, None) }
        }
        None => Cell {
            value: None,
            status: if all.has_value() { Status::Missing } else { all },
            bounds: (None, None),
        },
    }
}
