//! How ties form, persist and dissolve, and who joins cluster organisations.

use super::super::Report;
use super::super::paper::Block;
use super::table_note;
use crate::chart::membership;
use crate::figure::Figure;
use crate::messages::args;
use crate::number;
use crate::read::institutions::{Ties, membership, ties};
use crate::read::organizations::Organizations;
use maud::html;

/// Communities named whose inner ties turned over most.
const NAMED: usize = 3;

pub(super) fn ties_table(report: &mut Report, all: &Organizations) -> Block {
    let (rows, of) = ties(report.input);
    let Some(last) = rows.iter().map(|t| t.year).max() else { return Block::empty() };
    let mut now: Vec<&Ties> = rows.iter().filter(|t| t.year == last).collect();
    let Some(whole) = now.iter().copied().find(|t| t.layer == "all") else { return Block::empty() };
    let (Some(formed), Some(dissolved)) = (whole.formed, whole.dissolved) else { return Block::empty() };
    now.sort_by(|a, b| (a.layer == "all").cmp(&(b.layer == "all")).then(b.ties.cmp(&a.ties)));
    let words = report.c.words;
    let whole_number = |v: Option<i64>| v.map_or("–".into(), |v| number::count(v as f64));
    let body = html! { table.stack {
        thead { tr {
            th { (words.get("column-layer")) }
            @for id in ["ties", "formed", "dissolved", "kept", "churn", "entered", "gone"] {
                th.n { (words.get(&format!("column-{id}"))) }
            }
        } }
        tbody { @for t in &now { tr {
            td.name { @if t.layer == "all" { b { (words.get("layer-all")) } } @else { (layer(report, &t.layer)) } }
            td.n data-label=(words.get("column-ties")) { (number::count(t.ties as f64)) }
            td.n data-label=(words.get("column-formed")) { (whole_number(t.formed)) }
            td.n data-label=(words.get("column-dissolved")) { (whole_number(t.dissolved)) }
            td.n data-label=(words.get("column-kept")) { (number::percent_or_dash(t.persistence, 0)) }
            td.n data-label=(words.get("column-churn")) { (number::percent_or_dash(t.churn, 0)) }
            td.n data-label=(words.get("column-entered")) { (whole_number(t.entered)) }
            td.n data-label=(words.get("column-gone")) { (whole_number(t.left)) }
        } } }
    } };
    let title = words.with(
        "ties-title",
        args! {
            "year" => last.to_string(), "before" => (last - 1).to_string(), "formed" => formed, "dissolved" => dissolved,
            "kept" => number::percent_or_dash(whole.persistence, 0),
        },
    );
    // Inside communities: those whose ties changed most, and how many grew.
    let known: Vec<(&str, f64)> =
        all.communities.iter().filter_map(|x| Some((all.name(&x.leader), of.get(&x.key)?.churn?))).collect();
    let grew = all
        .communities
        .iter()
        .filter_map(|x| of.get(&x.key))
        .filter(|t| t.formed.zip(t.dissolved).is_some_and(|(f, d)| f > d))
        .count();
    let mut most = known.clone();
    most.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(b.0)));
    let named: Vec<String> =
        most.iter().take(NAMED).map(|(n, c)| format!("{n} ({})", number::percent(*c, 0))).collect();
    let inside = match known.is_empty() {
        true => String::new(),
        false => words.with(
            "ties-inside",
            args! { "grew" => grew, "all" => known.len(), "named" => words.list(&named) },
        ),
    };
    let note = [words.get("ties-note"), inside, table_note(report, "tie_growth")];
    let note = note.into_iter().filter(|n| !n.is_empty()).collect::<Vec<_>>().join(" ");
    let subtitle =
        words.with("ties-subtitle", args! { "year" => last.to_string(), "before" => (last - 1).to_string() });
    report.table("tie-growth", &title, &subtitle, &note, body, now.len() + 3)
}

pub(super) fn layer(report: &Report, key: &str) -> String {
    let id = format!("layer-{key}");
    if report.c.words.has(&id) { report.c.words.get(&id) } else { key.replace('_', " ") }
}

pub(super) fn membership_figure(report: &mut Report) -> Block {
    let rows = membership(report.input);
    let (Some(first), Some(last)) = (rows.first(), rows.last()) else { return Block::empty() };
    if rows.len() < 3 {
        return Block::empty();
    }
    let (c, words) = (&report.c, report.c.words);
    let peak = rows.iter().filter(|m| m.joined.is_some()).max_by_key(|m| m.joined);
    let Some(peak) = peak else { return Block::empty() };
    let title = words.with(
        "membership-title",
        args! {
            "from" => first.year.to_string(), "start" => first.members, "to" => last.year.to_string(), "end" => last.members,
            "grew" => if last.members > first.members { "yes" } else { "no" },
            "peak" => peak.year.to_string(), "joined" => peak.joined.unwrap_or(0),
        },
    );
    let sum = |f: &dyn Fn(&crate::read::institutions::Membership) -> Option<i64>| -> i64 {
        rows.iter().filter_map(f).sum()
    };
    let (joined, firms, left) = (sum(&|m| m.joined), sum(&|m| m.firms_joined), sum(&|m| m.left));
    let note = format!(
        "{} {}",
        words.with("membership-note", args! { "joined" => joined, "firms" => firms, "left" => left }),
        table_note(report, "membership_growth")
    );
    let each: Vec<String> =
        rows.iter().map(|m| format!("{}: {}", m.year, number::count(m.members as f64))).collect();
    let alt = words.with("membership-alt", args! { "rows" => each.join("; ") });
    let figure =
        Figure::new("membership", title, words.get("membership-subtitle"), |w| membership::draw(c, &rows, w))
            .note(note)
            .alt(alt);
    report.figure(figure)
}
