//! What it costs to ask that the members of a group touch.

use super::Report;
use super::paper::Block;
use crate::chart::contiguous_map;
use crate::figure::Figure;
use crate::messages::args;
use crate::number;
use crate::read::Typology;
use crate::read::contiguous::{Contiguous, Method};
use maud::html;

pub(super) fn blocks(report: &mut Report, t: &Typology) -> Vec<Block> {
    match Contiguous::read(report.input).filter(|c| !c.groups.is_empty()) {
        Some(all) => vec![map(report, t, &all).fixed(), table(report, &all)],
        None => Vec::new(),
    }
}

fn method(report: &Report, name: &str) -> String {
    let id = format!("contiguous-method-{name}");
    if report.c.words.has(&id) { report.c.words.get(&id) } else { name.to_string() }
}

/// Finding shared by title and alternative text.
fn cost(report: &Report, all: &Contiguous) -> String {
    report.c.words.with(
        "contiguous-title",
        args! {
            "free" => number::percent_or_dash(all.free().and_then(|m| m.explained), 0),
            "best" => number::percent_or_dash(all.best().and_then(|m| m.explained), 0),
            "many" => report.c.many(),
        },
    )
}

fn map(report: &mut Report, t: &Typology, all: &Contiguous) -> Block {
    let (c, words) = (&report.c, report.c.words);
    let best = all.best();
    let subtitle = words.with(
        "contiguous-subtitle",
        args! {
            "method" => method(report, best.map_or("", |m| m.name.as_str())),
            "year" => report.in_year(t.year),
        },
    );
    let number = |v: Option<i64>| v.map_or("–".to_string(), |v| v.to_string());
    let alt = words.with(
        "contiguous-alt",
        args! {
            "finding" => cost(report, all),
            "small" => number(best.and_then(|m| m.smallest)), "large" => number(best.and_then(|m| m.largest)),
            "regions" => c.counted(all.groups.len()),
            "missing" => t.members.len().saturating_sub(all.groups.len()),
        },
    );
    let parts = all.free().and_then(|m| m.parts).unwrap_or(0);
    let note = words.with("contiguous-note", args! { "parts" => parts, "many" => c.many() });
    let figure =
        Figure::new("contiguous", cost(report, all), subtitle, |w| contiguous_map::draw(c, t, all, w))
            .note(note)
            .alt(alt);
    report.figure(figure)
}

fn table(report: &mut Report, all: &Contiguous) -> Block {
    let words = report.c.words;
    let mut rows: Vec<&Method> = all.methods.iter().collect();
    rows.sort_by(|a, b| b.explained.unwrap_or(-1.0).total_cmp(&a.explained.unwrap_or(-1.0)));
    let whole = |v: Option<i64>| v.map_or("–".to_string(), |v| v.to_string());
    let points = |m: &Method| match m.loss {
        Some(l) if m.name != "unconstrained" => number::fixed(l * 100.0, 1),
        _ => "–".to_string(),
    };
    let body = html! { table.stack {
        thead { tr {
            th { (words.get("column-method")) }
            th.n { (words.get("column-explained")) }
            th.n { (words.get("column-loss")) }
            th.n { (words.get("column-parts")) }
            th.n { (words.get("column-sizes")) }
            th.n { (words.get("column-rand")) }
        } }
        tbody { @for m in &rows { tr {
            td { @if m.best { b { (method(report, &m.name)) } } @else { (method(report, &m.name)) } }
            td.n data-label=(words.get("column-explained")) { (number::percent_or_dash(m.explained, 1)) }
            td.n data-label=(words.get("column-loss")) { (points(m)) }
            td.n data-label=(words.get("column-parts")) { (whole(m.parts)) }
            td.n data-label=(words.get("column-sizes")) { (whole(m.smallest)) "–" (whole(m.largest)) }
            td.n data-label=(words.get("column-rand")) { (number::or_dash(m.rand, 2)) }
        } } }
    } };
    let broken = rows.iter().any(|m| m.name != "unconstrained" && m.parts.is_some_and(|p| p > m.k));
    let mut note = vec![words.get("contiguous-table-note")];
    if broken {
        note.push(words.get("contiguous-table-broken"));
    }
    note.push(words.with("all-rows", args! { "table" => "tables/space/contiguous_summary.parquet" }));
    let (title, sub) = (words.get("contiguous-table-title"), words.get("contiguous-table-subtitle"));
    report.table("contiguous-methods", &title, &sub, &note.join(" "), body, rows.len() + 2)
}
