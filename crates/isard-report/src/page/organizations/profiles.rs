//! Who is in cluster organisations, who governs and funds them, what they offer,
//! and which rules of eligibility they meet.

use super::super::Report;
use super::super::paper::Block;
use super::{named, role_word, table_note};
use crate::messages::{args, capital};
use crate::number;
use crate::read::institutions::{CLUSTER_ORGANISATION, COMMUNITY, Profile, Rule, profiles};
use crate::read::organizations::Organizations;
use maud::{Markup, html};

/// Rows of the table; the others are folded away.
const ROWS: usize = 12;

pub(super) fn table(report: &mut Report, all: &Organizations) -> Block {
    let listed = profiles(report.input, CLUSTER_ORGANISATION);
    let (scope, rows) = match listed.is_empty() {
        true => (COMMUNITY, profiles(report.input, COMMUNITY)),
        false => (CLUSTER_ORGANISATION, listed),
    };
    if rows.is_empty() {
        return Block::empty();
    }
    let words = report.c.words;
    let asked = Asked {
        governance: rows.iter().any(|p| !p.governance.is_empty()),
        funding: rows.iter().any(|p| !p.funding.is_empty()),
        services: rows.iter().any(|p| !p.services.is_empty()),
    };
    let shown = rows.len().min(ROWS);
    let body = body(report, all, scope, &rows[..shown], &asked);
    let met = rows.iter().filter(|p| p.rules.iter().all(|r| r.met == Some(true))).count();
    let rules = rows.first().map_or(0, |p| p.rules.len());
    // The rule that most of them miss.
    let missed =
        |at: usize| rows.iter().filter(|p| p.rules.get(at).is_some_and(|r| r.met == Some(false))).count();
    let worst = (0..rules).max_by_key(|&i| (missed(i), rules - i)).filter(|&i| missed(i) > 0);
    let title = words.with(
        "profiles-title",
        args! {
            "met" => met, "met_word" => capital(&words.number_word(met)), "all" => rows.len(), "rules" => rules,
            "scope" => scope, "missed" => worst.map_or(0, missed),
            "rule" => worst.and_then(|i| rows[0].rules.get(i)).map_or(String::new(), |r| rule_words(report, r)),
        },
    );
    let subtitle =
        words.with("profiles-subtitle", args! { "shown" => shown, "all" => rows.len(), "scope" => scope });
    let unknown: Vec<String> =
        [("governance", asked.governance), ("funding", asked.funding), ("services", asked.services)]
            .into_iter()
            .filter(|a| !a.1)
            .map(|a| words.get(&format!("profile-{}", a.0)))
            .collect();
    let unknown = match unknown.is_empty() {
        true => String::new(),
        false => words.with("profiles-unknown", args! { "list" => words.list(&unknown) }),
    };
    let note = [words.get("profiles-note"), unknown, table_note(report, "institutional_profile")];
    let note = note.into_iter().filter(|n| !n.is_empty()).collect::<Vec<_>>().join(" ");
    let rest = match rows.len() > shown {
        false => html! {},
        true => html! { details id="profiles-list" {
            summary { (words.with("profiles-all", args! { "n" => rows.len() - shown })) }
            div.scroll { (self::body(report, all, scope, &rows[shown..], &asked)) }
        } },
    };
    report.table("profiles", &title, &subtitle, &note, body, 2 * shown + 2).with(rest)
}

/// Which facts the study has.
struct Asked {
    governance: bool,
    funding: bool,
    services: bool,
}

fn rule_words(report: &Report, rule: &Rule) -> String {
    let words = report.c.words;
    let at = rule.text.find(['>', '<', '=']).unwrap_or(rule.text.len());
    let (figure, rest) = rule.text.split_at(at);
    let id = format!("rule-{figure}");
    let figure = match (words.has(&id), words.has(&format!("role-{figure}"))) {
        (true, _) => words.get(&id),
        (_, true) => words.get(&format!("role-{figure}")),
        _ => figure.replace('_', " "),
    };
    let end = rest.find(|c: char| c.is_ascii_digit() || c == '-').unwrap_or(rest.len());
    let (operator, number) = rest.split_at(end);
    let operator = operator.replace(">=", "≥").replace("<=", "≤");
    format!("{figure} {operator} {number}")
}

fn counted(report: &Report, of: &[(String, i64)]) -> String {
    let parts: Vec<String> = of.iter().map(|(r, n)| format!("{} {n}", role_word(report, r))).collect();
    if parts.is_empty() { "–".into() } else { parts.join(", ") }
}

fn body(report: &Report, all: &Organizations, scope: &str, rows: &[Profile], asked: &Asked) -> Markup {
    let words = report.c.words;
    let funding = |p: &Profile| {
        let word = |s: &str| {
            let id = format!("role-{s}");
            if words.has(&id) { words.get(&id) } else { all.name(s).to_string() }
        };
        let parts: Vec<String> = p
            .funding
            .iter()
            .map(|(s, _, share)| match share {
                Some(v) => format!("{} {}", word(s), number::percent(*v, 0)),
                None => word(s),
            })
            .collect();
        if parts.is_empty() { "–".into() } else { parts.join(", ") }
    };
    html! { table.stack {
        thead { tr {
            th { (words.get(&format!("column-{scope}"))) }
            th.n { (words.get("column-members")) }
            th { (words.get("column-roles")) }
            @if scope == COMMUNITY { th.n { (words.get("column-organisations")) } }
            @if asked.governance { th { (words.get("column-governance")) } }
            @if asked.funding { th { (words.get("column-funding")) } }
            @if asked.services { th { (words.get("column-services")) } }
            th { (words.get("column-rules")) }
        } }
        tbody { @for p in rows { tr {
            td.name { (named(report, all, scope, &p.community)) }
            td.n data-label=(words.get("column-members")) { (p.members) }
            td data-label=(words.get("column-roles")) { (counted(report, &p.roles)) }
            @if scope == COMMUNITY { td.n data-label=(words.get("column-organisations")) { (p.organisations) } }
            @if asked.governance { td data-label=(words.get("column-governance")) { (counted(report, &p.governance)) } }
            @if asked.funding { td data-label=(words.get("column-funding")) { (funding(p)) } }
            @if asked.services { td data-label=(words.get("column-services")) { @if p.services.is_empty() { "–" } @else { (p.services.join(", ")) } } }
            td { @for r in &p.rules { div {
                @match r.met {
                    Some(true) => "✓ ",
                    Some(false) => span.flag { "✗ " },
                    None => "– ",
                }
                (rule_words(report, r))
                @if r.met == Some(false) { @if let Some(v) = r.value { " (" (number::count(v)) ")" } }
                @if r.met.is_none() { " (" (words.get("rule-unknown")) ")" }
            } } }
        } } }
    } }
}
