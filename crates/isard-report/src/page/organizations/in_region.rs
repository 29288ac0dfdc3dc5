//! The communities that reach into a region: a section of its chapter.

use super::super::Report;
use super::super::clusters::anchor;
use super::super::paper::Block;
use super::{lacking, table_note};
use crate::messages::{args, capital};
use crate::number;
use crate::read::organizations::{Community, Member, Organizations};
use maud::html;

/// Communities listed: those with most members in the region.
const ROWS: usize = 8;

pub(in crate::page) fn table(report: &mut Report, all: &Organizations, region: &str) -> Block {
    let found = all.within(report.c.names, region);
    let rows: Vec<&(&Community, Vec<&Member>)> = found.iter().take(ROWS).collect();
    let Some(first) = rows.first() else { return Block::empty() };
    let words = report.c.words;
    let jobs = |who: &[&Member]| who.iter().filter_map(|m| m.size).sum::<f64>();
    let body = html! { table.stack {
        thead { tr {
            th { (words.get("column-leader")) }
            th.n { (words.get("column-here")) }
            th.n { (words.get("column-members")) }
            th.n { (words.get("column-jobs-here")) }
            th { (words.get("column-led-from")) }
            th { (words.get("column-lacks")) }
        } }
        tbody { @for (x, here) in &rows { tr {
            td.name { (all.name(&x.leader)) }
            td.n data-label=(words.get("column-here")) { (here.len()) }
            td.n data-label=(words.get("column-members")) { (x.members) }
            td.n data-label=(words.get("column-jobs-here")) { (number::count(jobs(here))) }
            td data-label=(words.get("column-led-from")) {
                @let seat = x.who.iter().find(|m| m.key == x.leader).map_or("", |m| m.region.as_str());
                @if here.iter().any(|m| m.key == x.leader) { (words.get("led-from-here")) }
                @else if seat.is_empty() { "–" }
                @else { (report.c.names.region(seat)) }
            }
            td data-label=(words.get("column-lacks")) {
                @let lacks = lacking(report, x);
                @if lacks.is_empty() { "–" } @else { (lacks.join(", ")) }
            }
        } } }
    } };
    let led = found.iter().filter(|(x, here)| here.iter().any(|m| m.key == x.leader)).count();
    let title = words.with(
        "region-communities-title",
        args! {
            "n" => found.len(), "n_word" => capital(&words.number_word(found.len())), "region" => report.c.names.region(region),
            "led" => led, "led_word" => words.number_word(led),
        },
    );
    let subtitle = words.with(
        "region-communities-subtitle",
        args! { "more" => if found.len() > rows.len() { "yes" } else { "no" }, "shown" => rows.len(), "all" => found.len(), "region" => report.c.names.region(region) },
    );
    let note = format!(
        "{} {}",
        words.with(
            "region-communities-note",
            args! { "first" => all.name(&first.0.leader), "here" => first.1.len(), "region" => report.c.names.region(region) }
        ),
        table_note(report, "members")
    );
    let id = format!("communities-{}", anchor(region));
    report.table(&id, &title, &subtitle, &note, body, rows.len() + 3)
}
