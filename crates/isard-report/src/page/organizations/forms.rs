//! What form communities and cluster organisations have, with the figures behind it.

use super::super::Report;
use super::super::paper::Block;
use super::{named, table_note};
use crate::messages::{args, capital};
use crate::number;
use crate::read::institutions::{CLUSTER_ORGANISATION, COMMUNITY, Form, forms};
use crate::read::organizations::Organizations;
use maud::{Markup, html};

/// Forms in the order in which they are told.
const FORMS: [&str; 7] =
    ["cluster", "firms_alone", "network", "association", "park", "holding", "undetermined"];
/// Rows of the list of all.
const LISTED: usize = 200;

pub(super) fn table(report: &mut Report, all: &Organizations) -> Block {
    let rows = forms(report.input);
    let words = report.c.words;
    let judged: Vec<&Form> = rows.iter().filter(|f| f.form != "too_small").collect();
    let found: Vec<&Form> = judged.iter().copied().filter(|f| f.scope == COMMUNITY).collect();
    let listed: Vec<&Form> = judged.iter().copied().filter(|f| f.scope == CLUSTER_ORGANISATION).collect();
    if found.is_empty() {
        return Block::empty();
    }
    let small: Vec<&Form> = rows.iter().filter(|f| f.form == "too_small" && f.scope == COMMUNITY).collect();
    let body = html! { table.stack {
        thead { tr {
            th { (words.get("column-form")) }
            th.n { (words.get("column-number")) }
            (heads(report))
        } }
        tbody {
            @for (scope, of) in [(COMMUNITY, &found), (CLUSTER_ORGANISATION, &listed)] {
                @if !of.is_empty() && !listed.is_empty() { tr { td colspan="8" { b { (words.get(&format!("scope-{scope}"))) } } } }
                @for form in FORMS {
                    @let group: Vec<&Form> = of.iter().copied().filter(|f| f.form == form).collect();
                    @if !group.is_empty() { tr {
                        td.name { (capital(&words.get(&format!("form-{form}")))) small { (words.get(&format!("form-{form}-why"))) } }
                        td.n data-label=(words.get("column-number")) { (group.len()) }
                        (figures(report, &group))
                    } }
                }
            }
        }
    } };
    let counts: Vec<String> = FORMS
        .iter()
        .filter_map(|form| {
            let n = found.iter().filter(|f| f.form == *form).count();
            let id = format!("forms-{form}");
            (n > 0).then(|| words.with(&id, args! { "n" => n, "word" => words.number_word(n) }))
        })
        .collect();
    let title = words.with("forms-title", args! { "judged" => found.len(), "list" => words.list(&counts) });
    let km = report.step_option("network", "territory-km");
    let km = km.parse::<f64>().map_or_else(|_| "50".to_string(), |v| number::fixed(v, 0));
    let subtitle = words.with("forms-subtitle", args! { "km" => km });
    let note = format!(
        "{} {}",
        words.with(
            "forms-note",
            args! { "small" => small.len(), "least" => all.least, "members" => small.iter().map(|f| f.members).sum::<i64>() }
        ),
        table_note(report, "institutional_form")
    );
    let lines = 3 * FORMS.iter().filter(|f| judged.iter().any(|r| r.form == **f)).count() + 4;
    let list = one_by_one(report, all, &judged);
    report.table("forms", &title, &subtitle, &note, body, lines).with(list)
}

fn heads(report: &Report) -> Markup {
    let words = report.c.words;
    html! { @for id in ["members", "kinds", "tied", "ownership", "territory", "middle"] {
        th.n { (words.get(&format!("column-{id}"))) }
    } }
}

/// Least and greatest value of a figure over a group.
fn range(values: impl Iterator<Item = Option<f64>>, write: impl Fn(f64) -> String) -> String {
    let known: Vec<f64> = values.flatten().collect();
    let least = known.iter().copied().reduce(f64::min).map(&write);
    let most = known.iter().copied().reduce(f64::max).map(&write);
    match (least, most) {
        (Some(a), Some(b)) if a == b => a,
        (Some(a), Some(b)) => format!("{a}–{b}"),
        _ => "–".into(),
    }
}

fn figures(report: &Report, group: &[&Form]) -> Markup {
    let words = report.c.words;
    let (count, percent) = (|v: f64| number::count(v), |v: f64| number::fixed(v * 100.0, 0));
    let of = |f: fn(&Form) -> Option<f64>| group.iter().map(move |g| f(g));
    let cells = [
        ("members", range(of(|f| Some(f.members as f64)), count)),
        ("kinds", range(of(|f| Some(f.kinds as f64)), count)),
        ("tied", range(of(|f| f.tied), percent)),
        ("ownership", range(of(|f| f.ownership), percent)),
        ("territory", range(of(|f| f.territory), percent)),
        ("middle", range(of(|f| f.km), |v| number::fixed(v, 0))),
    ];
    html! { @for (id, text) in cells { td.n data-label=(words.get(&format!("column-{id}"))) { (text) } } }
}

/// Every one that was judged, folded away; those that are no clusters first.
fn one_by_one(report: &Report, all: &Organizations, judged: &[&Form]) -> Markup {
    let words = report.c.words;
    let mut rows: Vec<&Form> = judged.to_vec();
    rows.sort_by_key(|f| (f.form == "cluster", f.scope == CLUSTER_ORGANISATION, -f.members));
    let hidden = rows.len().saturating_sub(LISTED);
    rows.truncate(LISTED);
    html! { details id="forms-list" {
        summary { (words.with("forms-all", args! { "n" => judged.len() })) }
        div.scroll { table.stack {
            thead { tr {
                th { (words.get("column-community")) }
                th { (words.get("column-form")) }
                (heads(report))
                th.n { (words.get("column-owner")) }
            } }
            tbody { @for f in &rows { tr {
                td.name { (named(report, all, &f.scope, &f.community)) }
                td { (words.get(&format!("form-{}", f.form))) }
                (figures(report, &[f]))
                td.n data-label=(words.get("column-owner")) { (number::percent_or_dash(f.owner, 0)) }
            } } }
        } }
        @if hidden > 0 { p.note { (words.with("rows-more", args! { "n" => hidden })) } }
    } }
}
