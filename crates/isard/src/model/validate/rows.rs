//! Checks across the cells of a row and across rows of one key.

use super::{Found, Places};
use crate::model::{Action, Place, Problem, RawTable, Table, TableSpec};
use std::collections::HashMap;

/// Checks bounds and duplicates; identical rows are kept once.
pub(super) fn check_rows(
    spec: &TableSpec,
    table: Table,
    raw: &RawTable,
    places: &Places,
    found: &mut Found,
) -> (Table, Vec<u32>) {
    check_bounds(&table, raw, places, found);
    let key: Vec<&str> = spec.key.iter().copied().filter(|k| table.get(k).is_some()).collect();
    // Each row's key as codes, so that millions of rows need no text.
    let codes: Vec<Vec<u64>> = key.iter().map(|k| codes_of(&table, k)).collect();
    let mut first: HashMap<Vec<u64>, usize> = HashMap::with_capacity(table.rows());
    let mut dropped = Vec::new();
    for row in 0..table.rows() {
        let id: Vec<u64> = codes.iter().map(|c| c[row]).collect();
        let Some(&earlier) = first.get(&id) else {
            first.insert(id, row);
            continue;
        };
        let names = || {
            let parts = key.iter().map(|k| table.get(k).and_then(|c| c.display(row)).unwrap_or_default());
            parts.collect::<Vec<_>>().join(", ")
        };
        let column = key.last().copied().unwrap_or("");
        let place: Place = places.place(raw, row, column);
        let where_first = raw.line(earlier).map_or_else(String::new, |l| format!(" (first at line {l})"));
        let same = table.fields().iter().all(|f| f.column.display(row) == f.column.display(earlier));
        if same {
            found.add(
                Problem::new("N0501", format!("the row {} stands twice{where_first}", names()), place)
                    .action(Action::LeftOut),
            );
            dropped.push(row);
        } else {
            found.add(
                Problem::new(
                    "E0502",
                    format!("a second row for {} with other values{where_first}", names()),
                    place,
                )
                .expected(format!("one row for each {}", key.join(", ")))
                .hint("remove one of the rows, or add the column that tells them apart"),
            );
        }
    }
    if dropped.is_empty() {
        return (table, raw.lines.clone());
    }
    let mut keep = vec![true; table.rows()];
    dropped.iter().for_each(|&r| keep[r] = false);
    let lines = raw.lines.iter().enumerate().filter(|(r, _)| keep[*r]).map(|(_, l)| *l).collect();
    (table.filter(|r| keep[r]), lines)
}

fn codes_of(table: &Table, name: &str) -> Vec<u64> {
    if let Ok(text) = table.text(name) {
        return (0..text.len()).map(|r| text.code(r).map_or(u64::MAX, |c| c as u64)).collect();
    }
    (0..table.rows()).map(|r| table.real_at(r, name).map_or(u64::MAX, f64::to_bits)).collect()
}

fn check_bounds(table: &Table, raw: &RawTable, places: &Places, found: &mut Found) {
    for (low, high) in [("bound_low", "bound_high"), ("low", "high")] {
        if table.get(low).is_none() || table.get(high).is_none() {
            continue;
        }
        for row in 0..table.rows() {
            let (Some(a), Some(b)) = (table.real_at(row, low), table.real_at(row, high)) else { continue };
            if a > b {
                let problem = Problem::new(
                    "E0407",
                    format!("{low} = {a} is larger than {high} = {b}"),
                    places.place(raw, row, low),
                );
                found.add(
                    problem
                        .expected(format!("{low} not above {high}"))
                        .hint(format!("if these are the limits of a size class, write {b} and {a}")),
                );
                continue;
            }
            let value = table.real_at(row, "value");
            if low == "bound_low"
                && let Some(v) = value
                && (v < a || v > b)
            {
                let message = format!("the value {v} lies outside its bounds {a} to {b}");
                found.add(Problem::new("E0408", message, places.place(raw, row, "value")));
            }
        }
    }
}
