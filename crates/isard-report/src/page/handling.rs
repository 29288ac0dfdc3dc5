//! What was done to the data before they were grouped: findings of the
//! screening, values filled, values drawn in.

use super::Report;
use super::paper::Block;
use crate::messages::args;
use crate::read::{Source, Typology};
use maud::html;
use std::collections::{BTreeMap, BTreeSet};

/// What happened to one indicator.
#[derive(Default)]
struct Row {
    findings: BTreeSet<String>,
    filled: usize,
    fill_policies: BTreeSet<String>,
    drawn_in: usize,
    treatments: BTreeSet<String>,
}

pub(super) fn table(report: &mut Report, t: &Typology) -> Block {
    let words = report.c.words;
    let word = |prefix: &str, id: &str| -> String {
        let message = format!("{prefix}-{id}");
        if words.has(&message) { words.get(&message) } else { id.replace('-', " ") }
    };
    let mut rows: BTreeMap<String, Row> = BTreeMap::new();
    if let Some(s) = Source::open(report.input, "typology/screening") {
        for r in 0..s.rows() {
            let finding = word("finding", &s.text(r, "finding"));
            rows.entry(s.text(r, "indicator")).or_default().findings.insert(finding);
        }
    }
    if let Some(s) = Source::open(report.input, "typology/filled") {
        for r in 0..s.rows() {
            let row = rows.entry(s.text(r, "indicator")).or_default();
            row.filled += 1;
            row.fill_policies.insert(word("fill", &s.text(r, "policy")));
        }
    }
    if let Some(s) = Source::open(report.input, "typology/outliers") {
        for r in 0..s.rows() {
            let row = rows.entry(s.text(r, "indicator")).or_default();
            row.drawn_in += 1;
            row.treatments.insert(word("treatment", &s.text(r, "treatment")));
        }
    }
    if rows.is_empty() {
        return Block::empty();
    }
    let (filled, drawn): (usize, usize) =
        rows.values().fold((0, 0), |(f, d), r| (f + r.filled, d + r.drawn_in));
    let joined = |s: &BTreeSet<String>| s.iter().cloned().collect::<Vec<_>>().join(", ");
    let counted = |n: usize, how: &BTreeSet<String>| match n {
        0 => "0".to_string(),
        n => format!("{} ({})", crate::number::count(n as f64), joined(how)),
    };
    let name = |key: &String| {
        let own = t.indicators.iter().find(|i| i.key == *key).map(|i| i.name.clone());
        own.or_else(|| report.c.names.indicators().get(key).cloned()).unwrap_or_else(|| key.clone())
    };
    let body = html! { table {
        thead { tr {
            th { (words.get("column-indicator")) }
            th { (words.get("column-findings")) }
            th { (words.get("column-filled")) }
            th { (words.get("column-drawn-in")) }
        } }
        tbody { @for (key, row) in &rows { tr {
            td { (name(key)) }
            td { @if row.findings.is_empty() { "–" } @else { (joined(&row.findings)) } }
            td { (counted(row.filled, &row.fill_policies)) }
            td { (counted(row.drawn_in, &row.treatments)) }
        } } }
    } };
    let title = words.with("handling-title", args! { "filled" => filled, "drawn" => drawn });
    let files: Vec<&str> = ["screening", "filled", "outliers"]
        .into_iter()
        .filter(|n| Source::open(report.input, &format!("typology/{n}")).is_some())
        .collect();
    let files: Vec<String> = files.iter().map(|n| format!("tables/typology/{n}.parquet")).collect();
    let note = words.with("all-rows", args! { "table" => words.list(&files) });
    let lines = rows.len() + 2;
    report.table("handling", &title, &words.get("handling-subtitle"), &note, body, lines)
}
