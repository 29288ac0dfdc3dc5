//! Rows of divided regions, shared among the parts.

use isard::model::{Column, Status, Table, TextColumn};
use std::collections::HashMap;

/// Codes that are divided, with the share of each part.
pub(crate) type Shares = HashMap<String, Vec<(String, f64)>>;

/// A row of the table, and the code and share it stands for if its region is divided.
type Part<'a> = (usize, Option<(&'a str, f64)>);

/// A table in which the rows of divided regions stand once for each part, with
/// its share of value and bounds, and the row each of its rows came from. What is
/// shared is an estimate, but for zero.
pub(crate) fn divide(table: &Table, shares: &Shares) -> (Table, Vec<usize>) {
    let regions = |row: usize| table.text_at(row, "region");
    let mut parts: Vec<Part> = Vec::with_capacity(table.rows());
    for row in 0..table.rows() {
        match regions(row).and_then(|code| shares.get(code)) {
            Some(all) => parts.extend(all.iter().map(|(code, share)| (row, Some((code.as_str(), *share))))),
            None => parts.push((row, None)),
        }
    }
    let rows: Vec<usize> = parts.iter().map(|p| p.0).collect();
    let taken = table.take(&rows);
    let mut out = Table::new();
    for field in taken.fields() {
        let name = field.name.as_str();
        let number = |of: &dyn Fn(f64, f64) -> Option<f64>| {
            let one = |(at, part): (usize, &Part)| match part.1 {
                Some((_, share)) => taken.real_at(at, name).and_then(|v| of(v, share)),
                None => taken.real_at(at, name),
            };
            Column::Real(parts.iter().enumerate().map(one).collect())
        };
        let column = match name {
            "region" => Column::Text(
                parts
                    .iter()
                    .map(|(row, part)| part.map_or_else(|| regions(*row), |p| Some(p.0)))
                    .collect::<TextColumn>(),
            ),
            "value" | "bound_low" | "bound_high" => number(&|v, share| Some(v * share)),
            "low" | "high" => number(&|_, _| None),
            "status" => {
                let estimated = Status::Estimated.to_string();
                let word = |(at, part): (usize, &Part)| {
                    let shared = part.1.is_some() && taken.real_at(at, "value").is_some_and(|v| v != 0.0);
                    if shared { Some(estimated.clone()) } else { taken.text_at(at, name).map(str::to_string) }
                };
                let words: Vec<Option<String>> = parts.iter().enumerate().map(word).collect();
                Column::Text(words.iter().map(Option::as_deref).collect::<TextColumn>())
            }
            _ => field.column.clone(),
        };
        out.push(field.name.clone(), column);
    }
    (out, rows)
}
