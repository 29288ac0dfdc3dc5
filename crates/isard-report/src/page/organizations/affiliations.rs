//! Organisations with a foot in more than one community.

use super::super::Report;
use super::super::paper::Block;
use super::{named, role_word, table_note};
use crate::messages::{args, capital};
use crate::number;
use crate::read::institutions::COMMUNITY;
use crate::read::organizations::{Affiliation, Organizations};
use maud::html;

/// Rows of the table: the largest organisations.
const ROWS: usize = 10;

pub(super) fn table(report: &mut Report, all: &Organizations) -> Block {
    let rows: Vec<&Affiliation> = all.affiliations.iter().take(ROWS).collect();
    let Some(first) = rows.first() else { return Block::empty() };
    let words = report.c.words;
    let percent = |v: f64| number::percent(v, 0);
    let share = report.step_option("network", "also-share").parse::<f64>().unwrap_or(0.25);
    let body = html! { table.stack {
        thead { tr {
            th { (words.get("column-organisation")) }
            th { (words.get("column-role")) }
            th.n { (words.get("column-jobs")) }
            th { (words.get("column-own-community")) }
            th.n { (words.get("column-share")) }
            th { (words.get("column-further")) }
        } }
        tbody { @for a in &rows { tr {
            td.name { (all.name(&a.organisation)) }
            td data-label=(words.get("column-role")) {
                (role_word(report, &a.role))
            }
            td.n data-label=(words.get("column-jobs")) { (a.size.map_or("–".into(), number::count)) }
            td data-label=(words.get("column-own-community")) { (named(report, all, COMMUNITY, &a.own)) }
            td.n data-label=(words.get("column-share")) { (percent(a.own_share)) }
            td data-label=(words.get("column-further")) {
                @for (k, (community, share)) in a.others.iter().enumerate() {
                    @if k > 0 { ", " }
                    (named(report, all, COMMUNITY, community)) " (" (percent(*share)) ")"
                }
            }
        } } }
    } };
    let n = all.affiliations.len();
    let title = words.with(
        "affiliations-title",
        args! {
            "n" => n, "n_word" => capital(&words.number_word(n)), "members" => number::count(all.members().count() as f64),
            "share" => percent(share), "first" => all.name(&first.organisation),
        },
    );
    let subtitle = words.with("affiliations-subtitle", args! { "shown" => rows.len() });
    let note = format!("{} {}", words.get("affiliations-note"), table_note(report, "affiliations"));
    report.table("affiliations", &title, &subtitle, &note, body, rows.len() + 3)
}
