//! Chapter on co-operation: whom to work with, what reaches over borders,
//! what regions would be together.

use super::paper::{Block, Paper};
use super::{HEAD, Report};
use crate::chart::potential;
use crate::figure::Figure;
use crate::messages::{args, lower};
use crate::number;
use crate::read::cooperation::{Area, Coalition, Cooperation, Partner};
use maud::{Markup, html};

/// Partners listed of a region.
const PARTNERS: usize = 6;
/// Areas over borders listed.
const AREAS: usize = 10;
/// Sets of regions drawn.
const SETS: usize = 10;

pub(super) fn chapter(report: &mut Report, paper: &mut Paper, all: &Cooperation) -> Markup {
    let title = report.c.words.get("chapter-cooperation");
    let heading = report.heading("cooperation", &title);
    let blocks =
        vec![partners(report, all), everyone(report, all), areas(report, all), coalitions(report, all)];
    paper.chapter(heading, HEAD, blocks)
}

/// The place of interest that has partners, or the region whose first partner scores highest.
fn chosen<'a>(report: &'a Report, all: &'a Cooperation) -> Option<&'a str> {
    let has = |k: &str| all.partners.iter().any(|p| p.region == k && p.score.is_some());
    let focus = report.c.study.focus.iter().map(String::as_str).find(|k| has(k));
    let best = || {
        let first = all.partners.iter().filter(|p| p.rank == 1 && p.score.is_some());
        first.max_by(|a, b| a.score.partial_cmp(&b.score).unwrap_or(std::cmp::Ordering::Equal))
    };
    focus.or_else(|| best().map(|p| p.region.as_str()))
}

fn why(report: &Report, p: &Partner) -> String {
    let words: Vec<String> = p
        .reasons
        .iter()
        .map(|r| {
            let id = format!("reason-{r}");
            if report.c.words.has(&id) { report.c.words.get(&id) } else { r.clone() }
        })
        .collect();
    if words.is_empty() { "–".into() } else { words.join(", ") }
}

fn industries(report: &Report, keys: &[String]) -> String {
    let names: Vec<&str> = keys.iter().map(|k| report.c.names.industry(k)).collect();
    if names.is_empty() { "–".into() } else { names.join(", ") }
}

fn partners(report: &mut Report, all: &Cooperation) -> Block {
    let Some(region) = chosen(report, all).map(str::to_string) else { return Block::empty() };
    let mut rows: Vec<&Partner> =
        all.partners.iter().filter(|p| p.region == region && p.score.is_some()).collect();
    rows.sort_by_key(|p| p.rank);
    rows.truncate(PARTNERS);
    let Some(first) = rows.first() else { return Block::empty() };
    let (c, words) = (&report.c, report.c.words);
    let real = number::or_dash;
    let body = html! { table.stack {
        thead { tr {
            th.n { (words.get("column-rank")) }
            th { (words.get("column-partner")) }
            th.n { (words.get("column-score")) }
            th { (words.get("column-why")) }
            th { (words.get("column-supplies")) }
            th { (words.get("column-receives")) }
            th.n { "km" }
        } }
        tbody { @for p in &rows { tr {
            td.n data-label=(words.get("column-rank")) { (p.rank) }
            td.name { (c.names.region(&p.partner)) @if p.abroad { small { (words.get("partner-abroad")) } } }
            td.n data-label=(words.get("column-score")) { (real(p.score, 2)) }
            td { (why(report, p)) }
            td data-label=(words.get("column-supplies")) { (industries(report, &p.supplied)) }
            td data-label=(words.get("column-receives")) { (industries(report, &p.received)) }
            td.n data-label="km" { (real(p.km, 0)) }
        } } }
    } };
    let title = words.with(
        "partners-title",
        args! {
            "region" => c.names.region(&region), "partner" => c.names.region(&first.partner),
            "why" => if first.reasons.is_empty() { String::new() } else { format!(": {}", why(report, first)) },
        },
    );
    let subtitle = words.with("partners-subtitle", args! { "many" => c.many() });
    let note = format!(
        "{} {}",
        words.get("partners-note"),
        words.with("all-rows", args! { "table" => "tables/cooperation/partners.parquet" })
    );
    let lines = 2 * rows.len() + 2;
    report.table("partners", &title, &subtitle, &note, body, lines)
}

/// The first partner of every region, folded away.
fn everyone(report: &Report, all: &Cooperation) -> Block {
    let mut first: Vec<&Partner> = all.partners.iter().filter(|p| p.rank == 1 && p.score.is_some()).collect();
    if first.len() < 2 {
        return Block::empty();
    }
    let (c, words) = (&report.c, report.c.words);
    first.sort_by(|a, b| c.names.region(&a.region).cmp(c.names.region(&b.region)));
    let real = |v| number::or_dash(v, 2);
    let markup = html! { details id="partners-list" {
        summary { (words.with("partners-all", args! { "regions" => c.counted(first.len()) })) }
        div.scroll { table.stack {
            thead { tr {
                th { (crate::messages::capital(&c.one())) }
                th { (words.get("column-partner")) }
                th.n { (words.get("column-score")) }
                th.n { (words.get("column-complementarity")) }
                th.n { (words.get("column-similarity")) }
                th { (words.get("column-why")) }
            } }
            tbody { @for p in &first { tr {
                td.name { (c.names.region(&p.region)) }
                td { (c.names.region(&p.partner)) @if p.abroad { small { (words.get("partner-abroad")) } } }
                td.n data-label=(words.get("column-score")) { (real(p.score)) }
                td.n data-label=(words.get("column-complementarity")) { (real(p.complementarity)) }
                td.n data-label=(words.get("column-similarity")) { (real(p.similarity)) }
                td { (why(report, p)) }
            } } }
        } }
    } };
    Block::new(markup, 30.0)
}

fn areas(report: &mut Report, all: &Cooperation) -> Block {
    let Some(first) = all.areas.first() else { return Block::empty() };
    let (c, words) = (&report.c, report.c.words);
    let rows: Vec<&Area> = all.areas.iter().take(AREAS).collect();
    let members = |a: &Area| -> String {
        let mut by: std::collections::BTreeMap<&str, Vec<&str>> = Default::default();
        for (region, country) in &a.regions {
            by.entry(country).or_default().push(c.names.region(region));
        }
        by.iter().map(|(k, v)| format!("{k}: {}", v.join(", "))).collect::<Vec<_>>().join("; ")
    };
    let real = number::or_dash;
    let body = html! { table.stack {
        thead { tr {
            th { (words.get("column-cluster")) }
            th { (words.get("column-members")) }
            th.n { (words.get("column-together")) }
            th.n { (words.get("column-balance")) }
        } }
        tbody { @for a in &rows { tr {
            td.name { (c.names.industry(&a.cluster)) }
            td { (members(a)) }
            td.n data-label=(words.get("column-together")) { (real(a.value, 0)) }
            td.n data-label=(words.get("column-balance")) { (real(a.balance, 2)) }
        } } }
    } };
    let title = words.with(
        "areas-title",
        args! { "n" => all.areas.len(), "cluster" => lower(c.names.industry(&first.cluster)), "regions" => first.regions.len() },
    );
    let subtitle = words.with("areas-subtitle", args! { "shown" => rows.len(), "many" => c.many() });
    let note = format!(
        "{} {}",
        words.get("areas-note"),
        words.with("all-rows", args! { "table" => "tables/cooperation/cross_border_clusters.parquet" })
    );
    let lines = 2 * rows.len() + 2;
    report.table("cross-border", &title, &subtitle, &note, body, lines)
}

fn coalitions(report: &mut Report, all: &Cooperation) -> Block {
    let focus = chosen(report, all).map(str::to_string);
    let mut rows: Vec<&Coalition> =
        all.coalitions.iter().filter(|c| c.region.is_none() || c.region == focus).collect();
    if rows.is_empty() {
        rows = all.coalitions.iter().collect();
        rows.sort_by(|a, b| b.gain().total_cmp(&a.gain()));
    } else {
        rows.sort_by_key(|r| (r.region.is_some(), r.members.len()));
    }
    rows.truncate(SETS);
    let Some(best) = rows.iter().max_by(|a, b| a.gain().total_cmp(&b.gain())) else { return Block::empty() };
    let (c, words) = (&report.c, report.c.words);
    let names: Vec<&str> = best.members.iter().map(|m| c.names.region(m)).collect();
    let stars = all.stars.get(&best.members.join("+")).map_or(&[][..], Vec::as_slice);
    let gained: Vec<String> = stars
        .iter()
        .take(4)
        .map(|s| {
            let (lq, ranks) = (
                s.lq.map_or(String::new(), |v| format!(", LQ {}", number::fixed(v, 1))),
                s.ranks.map_or(String::new(), |(a, b)| {
                    format!(", {}", words.with("potential-place", args! { "alone" => a, "together" => b }))
                }),
            );
            format!("{} {} → {} ★{lq}{ranks}", c.names.industry(&s.cluster), s.stars.0, s.stars.1)
        })
        .collect();
    let mut parts: Vec<&(String, f64, f64)> = best.components.iter().filter(|p| p.2 > p.1).collect();
    parts.sort_by(|a, b| (b.2 - b.1).total_cmp(&(a.2 - a.1)));
    let component = |p: &(String, f64, f64)| {
        let id = format!("component-{}", p.0);
        if words.has(&id) { words.get(&id) } else { p.0.clone() }
    };
    let from: Vec<String> = parts.iter().take(2).map(|p| component(p)).collect();
    let title = words.with(
        "potential-title",
        args! { "members" => words.list(&names), "gain" => number::percent(best.gain(), 0), "from" => words.list(&from), "parts" => from.len() },
    );
    let each: Vec<String> = rows
        .iter()
        .map(|r| {
            let names: Vec<&str> = r.members.iter().map(|m| c.names.region(m)).collect();
            format!("{}: {} → {}.", names.join(" + "), number::percent(r.sum, 1), number::percent(r.joint, 1))
        })
        .collect();
    let alt = words.with("potential-alt", args! { "rows" => each.join(" ") });
    let note = format!(
        "{} {} {}",
        words.with("potential-note", args! { "many" => c.many() }),
        if gained.is_empty() {
            String::new()
        } else {
            words.with("potential-stars", args! { "list" => gained.join("; ") })
        },
        words.with("all-rows", args! { "table" => "tables/cooperation/consolidated_potential.parquet" })
    );
    let subtitle = words.with("potential-subtitle", args! { "many" => c.many() });
    let figure =
        Figure::new("potential", title, subtitle, |w| potential::draw(c, &rows, w)).note(note).alt(alt);
    report.figure(figure)
}
