//! Chapter on communities of organisations: where they are, who leads them,
//! how they hang together, and whom they lack.

mod affiliations;
mod community;
mod forms;
mod growth;
pub(super) mod in_region;
mod matrix;
mod outcomes;
mod overlap;
mod profiles;

use super::paper::{Block, Paper};
use super::{HEAD, Report};
use crate::chart::communities;
use crate::figure::Figure;
use crate::messages::args;
use crate::number;
use crate::read::institutions::CLUSTER_ORGANISATION;
use crate::read::organizations::{Community, Organizations};
use maud::{Markup, html};

/// Communities in the table.
const ROWS: usize = 12;
/// Roles beside firms that a community would want.
const WANTED: [&str; 5] = ["finance", "science", "education", "intermediary", "public"];

pub(super) fn chapter(report: &mut Report, paper: &mut Paper, all: &Organizations) -> Markup {
    let title = report.c.words.get("chapter-organizations");
    let heading = report.heading("organizations", &title);
    let mut blocks = vec![map(report, all), table(report, all)];
    blocks.extend(community::pages(report, all));
    blocks.extend([
        affiliations::table(report, all),
        matrix::figure(report, all),
        forms::table(report, all),
        profiles::table(report, all),
        overlap::table(report, all),
        overlap::roles(report, all),
        outcomes::table(report),
        growth::ties_table(report, all),
        growth::membership_figure(report),
    ]);
    paper.chapter(heading, HEAD, blocks)
}

/// Where all rows of a table are.
fn table_note(report: &Report, table: &str) -> String {
    report.c.words.with("all-rows", args! { "table" => format!("tables/network/{table}.parquet") })
}

/// A community by its leader, a cluster organisation by its name.
fn named(report: &Report, all: &Organizations, scope: &str, key: &str) -> String {
    if scope == CLUSTER_ORGANISATION {
        return all.name(key).to_string();
    }
    match all.communities.iter().find(|x| x.key == key) {
        Some(x) => report.c.words.with("community-around", args! { "leader" => all.name(&x.leader) }),
        None => key.to_string(),
    }
}

fn map(report: &mut Report, all: &Organizations) -> Block {
    if report.c.boundaries.is_empty() || all.members().all(|m| m.place.is_none()) {
        return Block::empty();
    }
    let (c, words) = (&report.c, report.c.words);
    let Some(first) = all.communities.first() else { return Block::empty() };
    let title = words.with(
        "communities-title",
        args! {
            "n" => all.communities.len(), "n_word" => crate::messages::capital(&words.number_word(all.communities.len())),
            "members" => number::count(all.members().count() as f64), "leader" => all.name(&first.leader), "most" => first.members,
        },
    );
    let each: Vec<String> = all
        .communities
        .iter()
        .take(3)
        .map(|x| {
            words.with(
                "communities-alt-row",
                args! { "leader" => all.name(&x.leader), "members" => x.members },
            )
        })
        .collect();
    let alt = words.with("communities-alt", args! { "n" => all.communities.len(), "rows" => each.join(" ") });
    let note = format!(
        "{} {}",
        words.with("communities-note", args! { "outside" => all.outside, "least" => all.least }),
        words.with("all-rows", args! { "table" => "tables/network/communities.parquet" })
    );
    let figure = Figure::new("communities", title, words.get("communities-subtitle"), |w| {
        communities::whole(c, all, w)
    })
    .note(note)
    .alt(alt);
    report.figure(figure)
}

/// Roles that a community would want and lacks.
fn lacking(report: &Report, x: &Community) -> Vec<String> {
    let absent = WANTED.iter().filter(|r| x.lacks.iter().any(|l| l == *r));
    absent.map(|r| report.c.words.get(&format!("role-{r}"))).collect()
}

fn table(report: &mut Report, all: &Organizations) -> Block {
    let rows: Vec<&Community> = all.communities.iter().take(ROWS).collect();
    let complete = all.communities.iter().filter(|x| lacking(report, x).is_empty()).count();
    let words = report.c.words;
    let (real, share) = (number::or_dash, |v| number::percent_or_dash(v, 0));
    let ratio = |x: &Community| x.density.filter(|d| d.1 > 0.0).map(|d| d.0 / d.1);
    let body = html! { table.stack {
        thead { tr {
            th { (words.get("column-leader")) }
            th.n { (words.get("column-members")) }
            th.n { (words.get("column-small")) }
            th.n { (words.get("column-hub")) }
            th.n { (words.get("column-dense")) }
            th.n { (words.get("column-left")) }
            th.n { (words.get("column-radius")) }
            th.n { (words.get("column-abroad")) }
            th.n { (words.get("column-stability")) }
            th { (words.get("column-lacks")) }
        } }
        tbody { @for x in &rows { tr {
            td.name { (all.name(&x.leader)) @if x.leaders != 1 { small { (words.with("leaders-more", args! { "n" => x.leaders - 1 })) } } }
            td.n data-label=(words.get("column-members")) { (x.members) }
            td.n data-label=(words.get("column-small")) { (share(x.small)) }
            td.n data-label=(words.get("column-hub")) { (share(x.hub_share)) }
            td.n data-label=(words.get("column-dense")) { (real(ratio(x), 0)) }
            td.n data-label=(words.get("column-left")) { (share(x.left)) }
            td.n data-label=(words.get("column-radius")) { (real(x.radius, 0)) }
            td.n data-label=(words.get("column-abroad")) { (share(x.abroad)) }
            td.n data-label=(words.get("column-stability")) { (real(x.stability, 2)) }
            td data-label=(words.get("column-lacks")) {
                @let lacks = lacking(report, x);
                @if lacks.is_empty() { "–" } @else { (lacks.join(", ")) }
            }
        } } }
    } };
    let title = words.with(
        "communities-table-title",
        args! { "complete" => complete, "complete_word" => crate::messages::capital(&words.number_word(complete)), "all" => all.communities.len() },
    );
    let subtitle = words.with("communities-table-subtitle", args! { "shown" => rows.len() });
    let note = format!(
        "{} {}",
        words.get("communities-table-note"),
        words.with("all-rows", args! { "table" => "tables/network/communities.parquet" })
    );
    let lines = rows.len() + 3;
    report.table("communities-table", &title, &subtitle, &note, body, lines)
}

/// A role in words.
fn role_word(report: &Report, role: &str) -> String {
    let id = format!("role-{role}");
    if report.c.words.has(&id) { report.c.words.get(&id) } else { role.replace('_', " ") }
}
