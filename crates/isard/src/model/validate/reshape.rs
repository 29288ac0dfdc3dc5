//! Wide tables of indicators and activity become long, with every value
//! keeping the place of its cell.

use super::{Found, Places, base_place};
use crate::model::study_tables::MEASURES;
use crate::model::{Column, Problem, RawTable, Table, TableSpec, TextColumn};
use crate::registry::nearest;

/// Long form of a raw table; checks that the required columns are there.
pub(super) fn to_long(
    spec: &TableSpec,
    raw: RawTable,
    places: Places,
    found: &mut Found,
) -> (RawTable, Places) {
    let (raw, places) = match spec.name {
        "indicators" if raw.table.get("value").is_none() => melt_indicators(raw, places, found),
        "activity" if raw.table.get("value").is_none() => melt_activity(raw, places, found),
        _ => (raw, places),
    };
    for column in spec.columns.iter().filter(|c| c.required && raw.table.get(c.name).is_none()) {
        let mut place = base_place(&raw);
        place.line = raw.origin.delimiter.map(|_| 1);
        let present: Vec<&str> = raw.table.names().collect();
        let hint = match nearest(column.name, present.iter().copied()) {
            Some(near) => format!("is it `{near}`? Map it: columns = {{ {} = \"{near}\" }}", column.name),
            None => format!("the file has: {}", present.join(", ")),
        };
        let problem =
            Problem::new("E0102", format!("no column `{}` in table {}", column.name, spec.name), place);
        found.add(problem.expected(column.doc).hint(hint));
    }
    (raw, places)
}

/// Measure a wide column of activity belongs to, and which part of it.
pub(super) fn measure_column(name: &str) -> Option<(&'static str, &'static str)> {
    MEASURES.iter().find_map(|m| {
        let rest = name.strip_prefix(m)?;
        match rest {
            "" => Some((*m, "value")),
            "_status" => Some((*m, "status")),
            "_bound_low" => Some((*m, "bound_low")),
            "_bound_high" => Some((*m, "bound_high")),
            _ => None,
        }
    })
}

fn melt_indicators(raw: RawTable, places: Places, found: &mut Found) -> (RawTable, Places) {
    let names: Vec<String> =
        raw.table.names().filter(|n| *n != "region" && *n != "year").map(str::to_string).collect();
    if names.is_empty() {
        let problem = Problem::new("E0104", "no column with an indicator", base_place(&raw));
        found.add(problem.hint("add one column per indicator, or give the columns indicator and value"));
        return (raw, places);
    }
    let groups = names.iter().map(|n| (n.clone(), vec![(n.clone(), "value")])).collect();
    melt(raw, places, "indicator", &["region", "year"], groups)
}

fn melt_activity(raw: RawTable, places: Places, found: &mut Found) -> (RawTable, Places) {
    let mut groups: Vec<(String, Vec<(String, &'static str)>)> = Vec::new();
    for name in raw.table.names() {
        let Some((measure, part)) = measure_column(name) else { continue };
        match groups.iter_mut().find(|(m, _)| m == measure) {
            Some((_, parts)) => parts.push((name.to_string(), part)),
            None => groups.push((measure.to_string(), vec![(name.to_string(), part)])),
        }
    }
    if groups.is_empty() {
        let problem = Problem::new("E0105", "no column with a measure", base_place(&raw));
        found.add(
            problem
                .expected(format!("one of {}", MEASURES.join(", ")))
                .hint("map your column under the table in study.toml: columns = { employment = \"jobs\" }"),
        );
        return (raw, places);
    }
    melt(raw, places, "measure", &["region", "industry", "year"], groups)
}

/// One row per row and group; `groups` maps a group's name to its columns and
/// the long column each fills.
fn melt(
    raw: RawTable,
    places: Places,
    group_column: &str,
    ids: &[&str],
    groups: Vec<(String, Vec<(String, &'static str)>)>,
) -> (RawTable, Places) {
    let rows = raw.table.rows();
    let order: Vec<usize> = (0..rows).flat_map(|r| std::iter::repeat_n(r, groups.len())).collect();
    let mut table = Table::new();
    let mut kept = Places::default();
    for id in ids {
        if let Some(column) = raw.table.get(id) {
            table.push(*id, column.take(&order));
            kept.columns.extend(places.columns.iter().find(|(now, ..)| now == id).cloned());
        }
    }
    let mut names = TextColumn::new();
    (0..rows).for_each(|_| groups.iter().for_each(|(name, _)| names.push(Some(name))));
    table.push(group_column, Column::Text(names));
    for part in ["value", "status", "bound_low", "bound_high"] {
        if part != "value" && !groups.iter().any(|(_, parts)| parts.iter().any(|(_, p)| *p == part)) {
            continue;
        }
        let sources: Vec<Option<&Column>> = groups
            .iter()
            .map(|(_, parts)| parts.iter().find(|(_, p)| *p == part).and_then(|(n, _)| raw.table.get(n)))
            .collect();
        table.push(part, interleave(&sources, rows));
    }
    let at = |name: &str| {
        let known = places.columns.iter().find(|(now, ..)| now == name);
        known.map_or((name.to_string(), 0), |k| (k.1.clone(), k.2))
    };
    kept.melted_columns = groups
        .iter()
        .map(|(name, parts)| {
            let value = parts.iter().find(|(_, p)| *p == "value").map_or(name.as_str(), |(n, _)| n);
            at(value)
        })
        .collect();
    kept.melted = (0..rows).flat_map(|_| 0..groups.len() as u32).collect();
    let lines = if raw.lines.is_empty() { Vec::new() } else { order.iter().map(|&r| raw.lines[r]).collect() };
    (RawTable { origin: raw.origin, table, lines }, kept)
}

/// Columns side by side become one; real when all are numbers, else text.
fn interleave(sources: &[Option<&Column>], rows: usize) -> Column {
    let numeric = sources.iter().flatten().all(|c| matches!(c, Column::Real(_) | Column::Integer(_)));
    let cells = (0..rows).flat_map(|r| sources.iter().map(move |s| (r, *s)));
    if numeric {
        return Column::Real(
            cells
                .map(|(r, s)| match s {
                    Some(Column::Real(c)) => c[r],
                    Some(Column::Integer(c)) => c[r].map(|v| v as f64),
                    _ => None,
                })
                .collect(),
        );
    }
    let mut text = TextColumn::new();
    for (r, source) in cells {
        match source {
            Some(Column::Text(c)) => text.push(c.get(r)),
            Some(c) => text.push(c.display(r).as_deref()),
            None => text.push(None),
        }
    }
    Column::Text(text)
}
