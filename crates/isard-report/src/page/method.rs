//! The last chapter: methods with their references, settings, data, what was
//! repaired or left out, what cannot be answered, and the marks.

use super::paper::{Block, Paper};
use super::{HEAD, Report, handling};
use crate::messages::{args, capital};
use crate::number;
use crate::read::{Typology, problems};
use crate::svg::{Svg, n};
use crate::{marks, read};
use isard::model::{Reason, Status};
use isard::registry::{self, Method};
use maud::{Markup, PreEscaped, html};
use serde_json::Value;
use std::collections::BTreeMap;

pub(super) fn chapter(report: &mut Report, paper: &mut Paper, typology: Option<&Typology>) -> Markup {
    let title = report.c.words.get("chapter-method");
    let heading = report.heading("method", &title);
    let notes = html! {
        div.flow2.text {
            (settings(report))
            (listed(report, "assumptions", "method-assumptions"))
            (listed(report, "warnings", "method-warnings"))
            (findings(report))
            (statuses(report))
            (inputs(report))
        }
    };
    // From here on all is text that flows; the order is that of the page.
    let mut blocks = vec![Block::flowing(notes, 500.0).fixed()];
    blocks.extend(typology.map(|t| indicators(report, t).fixed()));
    blocks.extend(typology.map(|t| handling::table(report, t).fixed()));
    blocks.push(Block::flowing(methods(report), 500.0).fixed());
    blocks.push(Block::new(legend(report), 190.0));
    paper.chapter(heading, HEAD, blocks)
}

/// Options of each step as the manifest has them.
fn settings(report: &Report) -> Markup {
    let Some(Value::Array(steps)) = report.input.manifest.get("steps") else { return html! {} };
    let step = |s: &Value| s.get("step").and_then(Value::as_str).unwrap_or("").to_string();
    let options = |s: &Value| s.get("options").map(flat).unwrap_or_default();
    html! {
        h4 { (report.c.words.get("method-settings")) }
        ul.plain { @for s in steps {
            li { b { (question(report, &step(s))) } " " span.muted { (options(s)) } }
        } }
    }
}

fn flat(value: &Value) -> String {
    match value {
        Value::Object(map) => {
            let parts = map.iter().filter(|(_, v)| !v.is_null());
            parts.map(|(k, v)| format!("{k} {}", flat(v))).collect::<Vec<_>>().join(", ")
        }
        Value::Array(all) => all.iter().map(flat).collect::<Vec<_>>().join(" "),
        Value::String(s) => s.clone(),
        other => other.to_string(),
    }
}

fn question(report: &Report, name: &str) -> String {
    let id = format!("question-{name}");
    if report.c.words.has(&id) { report.c.words.get(&id) } else { capital(name) }
}

/// A list of sentences from the manifest.
fn listed(report: &Report, name: &str, title: &str) -> Markup {
    let all = match report.input.manifest.get(name) {
        Some(Value::Array(all)) if !all.is_empty() => all,
        _ => return html! {},
    };
    html! {
        h4 { (report.c.words.get(title)) }
        ul.plain { @for item in all { li { (capital(&report.c.names.spelled(&sentence(item)))) } } }
    }
}

fn sentence(item: &Value) -> String {
    let text = |name: &str| item.get(name).and_then(Value::as_str).unwrap_or("").to_string();
    match item {
        Value::Object(_) => {
            let found = ["message", "text", "what", "reason"].map(text).into_iter().find(|t| !t.is_empty());
            let hint = text("hint");
            match (found, hint.is_empty()) {
                (Some(message), true) => message,
                (Some(message), false) => format!("{message} ({hint})"),
                (None, _) => flat(item),
            }
        }
        other => flat(other),
    }
}

/// Findings alike in code and file that are written out; more are counted.
const ALIKE: usize = 2;

fn findings(report: &Report) -> Markup {
    let words = report.c.words;
    let all = problems::read(report.input);
    let block = |action: &str, title: &str| -> Markup {
        let mut found: BTreeMap<(&str, &str), Vec<&problems::Finding>> = BTreeMap::new();
        for p in all.iter().filter(|p| p.action == action) {
            found.entry((&p.code, file(&p.place))).or_default().push(p);
        }
        html! {
            h4 { (words.get(title)) }
            @if found.is_empty() { p { (words.get("method-nothing")) } }
            @else { ul.plain { @for ((code, place), group) in &found { li {
                @for (i, p) in group.iter().take(ALIKE).enumerate() {
                    @if i > 0 { "; " }
                    (report.c.names.spelled(&p.message))
                    @if p.count > 1 && !p.message.contains(&p.count.to_string()) { " (" (number::count(p.count as f64)) "×)" }
                }
                @if group.len() > ALIKE { (words.with("list-alike", args! { "n" => group.len() - ALIKE })) }
                @if !place.is_empty() { " " span.unit { (place) } }
                @if !code.is_empty() { " " span.unit { (code) } }
                @for p in group.iter().take(1).filter(|p| p.severity != "note" && !p.hint.is_empty()) { " " span.muted { (p.hint) } }
            } } } }
        }
    };
    let kept = all.iter().any(|p| p.action == "kept");
    html! {
        (block("repaired", "method-repaired"))
        (block("left-out", "method-left-out"))
        @if kept { (block("kept", "method-kept")) }
        h4 { (words.get("method-not-answerable")) }
        @let skipped = skipped(report);
        @let unanswered: Vec<_> = all.iter().filter(|p| p.action == "not-answerable").collect();
        @if skipped.is_empty() && unanswered.is_empty() { p { (words.get("method-nothing")) } }
        @else { ul.plain {
            @for (q, reason) in &skipped { li { b { (question(report, q)) } " " (reason) } }
            @for p in unanswered.iter().filter(|p| skipped.iter().all(|(_, r)| *r != p.message)) { li { (p.message) } }
        } }
    }
}

/// Name of a file without the folders it lies in.
fn file(place: &str) -> &str {
    place.rsplit('/').next().unwrap_or(place)
}

/// Questions the study cannot answer, with the reason.
fn skipped(report: &Report) -> Vec<(String, String)> {
    let Some(Value::Array(all)) = report.input.manifest.get("skipped") else { return Vec::new() };
    let text = |v: &Value, name: &str| v.get(name).and_then(Value::as_str).unwrap_or("").to_string();
    all.iter().map(|v| (text(v, "question"), text(v, "reason"))).collect()
}

/// How many values of each table have which status.
fn statuses(report: &Report) -> Markup {
    let words = report.c.words;
    let rows: Vec<String> =
        report
            .input
            .tables
            .iter()
            .filter(|(_, t)| t.get("status").is_some())
            .filter_map(|(name, _)| {
                let source = read::Source::open(report.input, name)?;
                let mut counts: BTreeMap<Status, usize> = BTreeMap::new();
                for row in 0..source.rows() {
                    let status = match source.status(row) {
                        Status::Undefined(_) => Status::Undefined(Reason::LeftOut),
                        other => other,
                    };
                    *counts.entry(status).or_default() += 1;
                }
                let parts: Vec<String> = counts
                    .iter()
                    .map(|(s, n)| {
                        let status = words.get(&format!("status-{}", word(*s))).to_lowercase();
                        words.with("status-count", args! { "n" => *n, "status" => status })
                    })
                    .collect();
                Some(words.with(
                    "method-status-row",
                    args! { "table" => name.as_str(), "parts" => parts.join(", ") },
                ))
            })
            .collect();
    html! {
        @if !rows.is_empty() {
            h4 { (words.get("method-status")) }
            ul.plain { @for row in &rows { li { (row) } } }
        }
    }
}

fn word(status: Status) -> &'static str {
    match status {
        Status::Observed => "observed",
        Status::Estimated => "estimated",
        Status::Suppressed => "suppressed",
        Status::Undefined(_) => "undefined",
        _ => "missing",
    }
}

fn inputs(report: &Report) -> Markup {
    let all: Vec<(String, String)> = match report.input.manifest.get("inputs") {
        Some(Value::Object(map)) => map.iter().map(|(k, v)| (k.clone(), hash(v))).collect(),
        Some(Value::Array(list)) => list
            .iter()
            .map(|v| {
                let name = ["file", "path", "name"].iter().find_map(|k| v.get(*k)?.as_str());
                (name.unwrap_or_default().to_string(), hash(v))
            })
            .collect(),
        _ => return html! {},
    };
    html! {
        h4 { (report.c.words.get("method-inputs")) }
        ul.plain { @for (name, hash) in all { li { (file(&name)) " " code { (hash) } } } }
    }
}

/// First digits of a hash, however the manifest writes it.
fn hash(value: &Value) -> String {
    let found = match value {
        Value::String(s) => s.as_str(),
        other => ["sha256", "hash"].iter().find_map(|k| other.get(*k)?.as_str()).unwrap_or_default(),
    };
    found.chars().take(12).collect()
}

fn indicators(report: &mut Report, t: &Typology) -> Block {
    if t.indicators.is_empty() {
        return Block::empty();
    }
    let words = report.c.words;
    let all = ["economy", "innovation", "people", "infrastructure", "institutions", "environment"];
    let covered: Vec<String> = t.domains().iter().map(|d| domain(report, d)).collect();
    let absent: Vec<String> =
        all.iter().filter(|d| !t.domains().contains(*d)).map(|d| domain(report, d)).collect();
    let mut note = Vec::new();
    if !covered.is_empty() {
        note.push(format!("{}: {}.", words.get("method-domains"), covered.join(", ")));
    }
    if !absent.is_empty() && !covered.is_empty() {
        note.push(format!("{}: {}.", words.get("method-domains-missing"), absent.join(", ")));
    }
    let real = number::or_dash;
    let noted = t.indicators.iter().any(|i| !i.note.is_empty());
    let body = html! { table.stack {
        thead { tr {
            th { (words.get("column-indicator")) }
            th { (words.get("column-domain")) }
            th { (words.get("column-direction")) }
            th.n { (words.get("column-weight")) }
            th.n { (words.get("column-coverage")) }
            th.n { (words.get("column-vif")) }
            @if noted { th { (words.get("column-note")) } }
        } }
        tbody { @for i in &t.indicators { tr {
            td { (i.name) @if !i.unit.is_empty() { " " span.unit { (i.unit) } } }
            td { (domain(report, &i.domain)) }
            td { (i.direction) }
            td.n data-label=(words.get("column-weight")) { (real(i.weight, 2)) }
            td.n data-label=(words.get("column-coverage")) { (number::percent_or_dash(i.coverage, 0)) }
            td.n data-label=(words.get("column-vif")) { (real(i.vif, 1)) }
            @if noted { td { (i.note) } }
        } } }
    } };
    let (title, sub) = (words.get("method-indicators"), words.get("method-indicators-sub"));
    let rows = t.indicators.len() + t.indicators.len() / 2 + 2;
    report.table("indicators", &title, &sub, &note.join(" "), body, rows)
}

fn domain(report: &Report, name: &str) -> String {
    let id = format!("domain-{name}");
    if report.c.words.has(&id) { report.c.words.get(&id) } else { name.to_string() }
}

/// Methods of the questions this atlas answers. Where a step names several
/// methods, those are all it used; one that names itself is a whole workflow.
fn methods(report: &Report) -> Markup {
    let words = report.c.words;
    let steps = report.input.manifest.get("steps").and_then(Value::as_array);
    let answered = |m: &&Method| {
        let prefix = format!("{}/", m.question);
        let named: Vec<&str> = steps
            .into_iter()
            .flatten()
            .filter(|s| s.get("step").is_some_and(|v| v == m.question))
            .flat_map(|s| s.get("methods").and_then(Value::as_array).into_iter().flatten())
            .filter_map(Value::as_str)
            .collect();
        (named.len() < 2 || named.contains(&m.id))
            && report.input.tables.iter().any(|(name, t)| name.starts_with(&prefix) && t.rows() > 0)
    };
    let all: Vec<&Method> = registry::methods().into_iter().filter(answered).collect();
    if all.is_empty() {
        return html! {};
    }
    let unchecked = all.iter().flat_map(|m| m.references).any(|r| !r.checked);
    html! {
        section.table {
            div.head { h3.finding { (words.get("method-methods")) } }
            div.flow2 { @for m in &all { (one_method(report, m)) } }
            @if unchecked { p.note { (words.get("method-unchecked-note")) } }
        }
    }
}

fn one_method(report: &Report, m: &Method) -> Markup {
    html! {
        div.method {
            b { (m.title) } " " code { (m.id) }
            div { (m.summary) }
            details {
                summary { (report.c.words.get("method-details")) }
                @if !m.formula.is_empty() { div.formula { (m.formula) } }
                @for r in m.references {
                    div.unit {
                        (r.text.trim_end_matches('.')) @if !r.locator.is_empty() { ", " (r.locator) }
                        @if !r.doi.is_empty() { ". doi:" (r.doi) }
                        @if !r.checked { " " span.flag { "(" (report.c.words.get("method-unchecked")) ")" } }
                    }
                }
            }
        }
    }
}

/// The marks of every status, in charts and on maps.
fn legend(report: &Report) -> Markup {
    let words = report.c.words;
    let all = [
        Status::Observed,
        Status::Estimated,
        Status::Suppressed,
        Status::Missing,
        Status::Undefined(Reason::LeftOut),
    ];
    html! {
        section.table {
            div.head { h3.finding { (words.get("marks-title")) } }
            div.marks style="margin-top:12px" { @for status in all { div {
                (PreEscaped(mark(report, status)))
                b { (words.get(&format!("status-{}", word(status)))) }
                p.muted { (words.get(&format!("status-{}-text", word(status)))) }
            } } }
        }
    }
}

fn mark(report: &Report, status: Status) -> String {
    let mut svg = Svg::new(110.0, 22.0);
    match status {
        Status::Suppressed => marks::bounds(&mut svg, 6.0, 34.0, 11.0),
        Status::Estimated => {
            svg.line((6.0, 11.0), (34.0, 11.0), 2.0, "s-ink");
            marks::dot(&mut svg, (20.0, 11.0), 5.5, status, "ink");
        }
        _ => marks::dot(&mut svg, (20.0, 11.0), 5.5, status, "ink"),
    }
    svg.rect(54.0, 3.0, 40.0, 17.0, if status.has_value() { "f-q4" } else { "f-paper" });
    if let Some(pattern) = marks::map_pattern(status) {
        svg.raw(&format!(
            "<rect x=\"{}\" y=\"3\" width=\"40\" height=\"17\" fill=\"url(#{pattern})\" class=\"s-rule\"/>",
            n(54.0)
        ));
    }
    let title = report.c.words.get(&format!("status-{}", word(status)));
    let text = report.c.words.get(&format!("status-{}-text", word(status)));
    svg.element(&format!("mark-{}", word(status)), "mark", &title, &text, None)
}
