//! Firms in communities and cluster organisations beside matched outsiders.

use super::super::Report;
use super::super::paper::Block;
use super::table_note;
use crate::messages::{args, capital};
use crate::number;
use crate::read::institutions::{CLUSTER_ORGANISATION, COMMUNITY, Outcome, outcomes};
use isard::model::Status;
use maud::{Markup, html};

/// Growth a year in per cent, survival in percentage points: both are a hundred
/// times the value.
fn difference(value: f64) -> String {
    number::signed(value * 100.0, 1)
}

pub(super) fn table(report: &mut Report) -> Block {
    let rows = outcomes(report.input);
    let (balance, effects): (Vec<&Outcome>, Vec<&Outcome>) = rows.iter().partition(|r| r.balance);
    if effects.is_empty() {
        return Block::empty();
    }
    let words = report.c.words;
    let scopes: Vec<&str> = [COMMUNITY, CLUSTER_ORGANISATION]
        .into_iter()
        .filter(|s| effects.iter().any(|r| r.scope == *s))
        .collect();
    let body = html! { table.stack {
        thead { tr {
            th { (words.get("column-outcome")) }
            th.n { (words.get("column-difference")) }
            th.n { "p" }
            th.n { (words.get("column-matched")) }
            th.n { (words.get("column-outsiders")) }
        } }
        tbody { @for scope in &scopes {
            tr { td colspan="5" { b { (words.get(&format!("scope-{scope}"))) } } }
            @for r in effects.iter().filter(|r| r.scope == *scope) { tr {
                td.name { (words.get(&format!("outcome-{}", r.name))) }
                (cells(report, r))
            } }
        } }
    } };
    let Some(first) = scopes.first() else { return Block::empty() };
    let title = title(report, &effects, first);
    let subtitle = words.get("outcomes-subtitle");
    let note = format!("{} {}", words.get("outcomes-note"), table_note(report, "member_outcomes"));
    let shown = balances(report, &balance, &scopes);
    let lines = effects.len() * 2 + scopes.len() + 2 + balance.len() + 3;
    let body = html! { (body) (shown) };
    report.table("outcomes", &title, &subtitle, &note, body, lines)
}

fn cells(report: &Report, r: &Outcome) -> Markup {
    let words = report.c.words;
    html! {
        td.n data-label=(words.get("column-difference")) {
            @match (r.value, r.interval) {
                (Some(v), interval) => {
                    (difference(v))
                    @if let Some((low, high)) = interval {
                        small { (difference(low)) " – " (difference(high)) }
                    }
                }
                (None, _) if matches!(r.status, Status::Undefined(_)) => "×",
                _ => "–",
            }
        }
        td.n data-label="p" { (r.p.map_or("–".into(), |p| number::fixed(p, 3))) }
        td.n data-label=(words.get("column-matched")) {
            (words.with("outcomes-matched", args! { "matched" => r.matched, "members" => r.members }))
        }
        td.n data-label=(words.get("column-outsiders")) { (number::count(r.outsiders as f64)) }
    }
}

/// Alike before: standardised differences before and after matching.
fn balances(report: &Report, rows: &[&Outcome], scopes: &[&str]) -> Markup {
    let words = report.c.words;
    if rows.is_empty() {
        return html! {};
    }
    let at = |v: Option<f64>| v.map_or("–".to_string(), |v| number::signed(v, 2));
    html! {
        h4 style="margin-top:16px" { (words.get("balance-title")) }
        table.stack {
            thead { tr {
                th { (words.get("column-covariate")) }
                @for scope in scopes {
                    th.n { (words.get(&format!("scope-{scope}"))) small { (words.get("column-before-after")) } }
                }
            } }
            tbody { @for name in names(rows) { tr {
                td.name { (words.get(&format!("covariate-{name}"))) }
                @for scope in scopes {
                    td.n data-label=(words.get(&format!("scope-{scope}"))) {
                        @if let Some(r) = rows.iter().find(|r| r.name == name && r.scope == **scope) {
                            (at(r.before)) " → " (at(r.after))
                        } @else { "–" }
                    }
                }
            } } }
        }
    }
}

fn names<'a>(rows: &[&'a Outcome]) -> Vec<&'a str> {
    let mut out: Vec<&str> = Vec::new();
    for r in rows {
        if !out.contains(&r.name.as_str()) {
            out.push(&r.name);
        }
    }
    out
}

/// Only differences whose interval excludes zero are told as such.
fn title(report: &Report, effects: &[&Outcome], scope: &str) -> String {
    let words = report.c.words;
    let of: Vec<&Outcome> = effects.iter().copied().filter(|r| r.scope == scope).collect();
    let sure = |r: &Outcome| r.interval.filter(|(low, high)| *low > 0.0 || *high < 0.0).and(r.value);
    let told: Vec<String> = of
        .iter()
        .filter_map(|r| {
            let v = sure(r)?;
            let id = format!("outcome-{}-{}", r.name, if v > 0.0 { "more" } else { "less" });
            Some(words.with(&id, args! { "by" => number::fixed(v.abs() * 100.0, 1) }))
        })
        .collect();
    let open: Vec<String> = of
        .iter()
        .filter(|r| sure(r).is_none())
        .map(|r| words.get(&format!("outcome-{}-bare", r.name)))
        .collect();
    let whose = words.get(&format!("outcomes-whose-{scope}"));
    match (told.is_empty(), open.is_empty()) {
        (true, _) => {
            words.with("outcomes-title-none", args! { "whose" => whose, "open" => words.list(&open) })
        }
        (false, true) => {
            words.with("outcomes-title-all", args! { "whose" => whose, "told" => words.list(&told) })
        }
        (false, false) => capital(&words.with(
            "outcomes-title",
            args! { "whose" => whose, "told" => words.list(&told), "open" => words.list(&open) },
        )),
    }
}
