//! A community looked at closely: its members and ties on the map, who leads,
//! which roles it has and which it lacks.

use super::super::Report;
use super::super::clusters::anchor;
use super::super::paper::Block;
use super::{lacking, role_word, table_note};
use crate::chart::communities;
use crate::figure::Figure;
use crate::messages::{args, capital};
use crate::number;
use crate::read::organizations::{Community, Member, Organizations, ties};
use maud::html;
use std::collections::{BTreeMap, HashMap};

/// The largest communities that are looked at.
const LARGEST: usize = 2;
/// Most communities in all: with the first one of each region of interest.
const MOST: usize = 4;
/// Members listed: leaders and who comes next.
const ROWS: usize = 6;

/// The largest communities, and those with most members in the regions of interest.
fn chosen<'a>(report: &Report, all: &'a Organizations) -> Vec<&'a Community> {
    let mut found: Vec<&Community> = all.communities.iter().take(LARGEST).collect();
    for region in &report.c.study.focus {
        let first = all.within(report.c.names, region).into_iter().next().map(|f| f.0);
        found.extend(first.filter(|x| found.iter().all(|f| f.key != x.key)));
    }
    found.truncate(MOST);
    found
}

pub(super) fn pages(report: &mut Report, all: &Organizations) -> Vec<Block> {
    let chosen: Vec<Community> = chosen(report, all).into_iter().cloned().collect();
    chosen.iter().flat_map(|x| [map(report, all, x), members(report, all, x)]).collect()
}

/// The community with its ties on the map.
fn map(report: &mut Report, all: &Organizations, x: &Community) -> Block {
    let members: Vec<&Member> = x.who.iter().collect();
    if report.c.boundaries.is_empty() || members.iter().filter(|m| m.place.is_some()).count() < 3 {
        return Block::empty();
    }
    let mut among: HashMap<&str, usize> =
        members.iter().enumerate().map(|(i, m)| (m.key.as_str(), i)).collect();
    // Ties of owned firms are drawn at the owner under which they count.
    for (firm, owner) in &all.owned {
        if let Some(&at) = among.get(owner.as_str()) {
            among.entry(firm).or_insert(at);
        }
    }
    let ties = ties(report.input, &among);
    let (c, words) = (&report.c, report.c.words);
    let firms = members.iter().filter(|m| m.role == "firm").count();
    let title = words.with(
        "community-title",
        args! { "leader" => all.name(&x.leader), "members" => members.len(), "firms" => firms, "others" => members.len() - firms },
    );
    let by: Vec<String> = communities::LAYERS
        .iter()
        .map(|(layer, _)| {
            let n = ties.iter().filter(|t| t.2 == *layer).count();
            format!("{} {}", words.get(&format!("layer-{layer}")), n)
        })
        .collect();
    let alt = words.with(
        "community-alt",
        args! { "members" => members.len(), "ties" => ties.len(), "layers" => by.join(", "), "leader" => all.name(&x.leader) },
    );
    let note = format!(
        "{} {}",
        words.with("community-note", args! { "layers" => by.join(", ") }),
        table_note(report, "members")
    );
    let largest = all.communities.first().is_some_and(|first| first.key == x.key);
    let subtitle =
        words.with("community-subtitle", args! { "largest" => if largest { "yes" } else { "no" } });
    let id = format!("community-{}", anchor(&x.key));
    let figure = Figure::new(&id, title, subtitle, |w| communities::one(c, &id, &members, &ties, w));
    report.figure(figure.note(note).alt(alt))
}

/// Leaders and who comes next; roles in the note.
fn members(report: &mut Report, all: &Organizations, x: &Community) -> Block {
    let mut rows: Vec<&Member> = x.who.iter().filter(|m| m.score.is_some_and(|s| s > 0.0)).collect();
    // Who may not lead can have a higher score than a leader; leaders come first.
    rows.sort_by(|a, b| {
        let score = |m: &Member| m.score.unwrap_or(0.0);
        b.leader.cmp(&a.leader).then(score(b).total_cmp(&score(a))).then(a.key.cmp(&b.key))
    });
    rows.truncate(ROWS.max(rows.iter().filter(|m| m.leader).count().min(2 * ROWS)));
    if rows.is_empty() {
        return Block::empty();
    }
    let words = report.c.words;
    let percent = |v: Option<f64>| number::percent_or_dash(v, 0);
    let body = html! { table.stack {
        thead { tr {
            th { (words.get("column-organisation")) }
            th { (words.get("column-role")) }
            th.n { (words.get("column-jobs")) }
            th.n { (words.get("column-size-share")) }
            th.n { (words.get("column-tie-share")) }
            th.n { (words.get("column-at-home")) }
        } }
        tbody { @for m in &rows { tr {
            td.name { @if m.leader { b { (m.name) } } @else { (m.name) } }
            td data-label=(words.get("column-role")) { @if m.leader { (words.get("role-leader")) } @else { (role_word(report, &m.role)) } }
            td.n data-label=(words.get("column-jobs")) { (m.size.map_or("–".into(), number::count)) }
            td.n data-label=(words.get("column-size-share")) { (percent(m.size_share)) }
            td.n data-label=(words.get("column-tie-share")) { (percent(m.strength_share)) }
            td.n data-label=(words.get("column-at-home")) { (percent(m.inside_share)) }
        } } }
    } };
    let leaders: Vec<&&Member> = rows.iter().filter(|m| m.leader).collect();
    let ties: f64 = leaders.iter().filter_map(|m| m.strength_share).sum();
    let title = words.with(
        "leaders-title",
        args! { "n" => leaders.len(), "n_word" => capital(&words.number_word(leaders.len())), "first" => rows[0].name.clone(), "ties" => number::percent(ties, 0), "members" => x.who.len() },
    );
    let mut by: BTreeMap<&str, usize> = BTreeMap::new();
    x.who.iter().for_each(|m| *by.entry(&m.role).or_default() += 1);
    let mut by: Vec<(&str, usize)> = by.into_iter().collect();
    by.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    let roles: Vec<String> = by.iter().map(|(r, n)| format!("{} {n}", role_word(report, r))).collect();
    let lacks = lacking(report, x);
    let note = words.with(
        "leaders-note",
        args! {
            "roles" => roles.join(", "),
            "lacks" => if lacks.is_empty() { String::new() } else { words.list(&lacks) },
            "missing" => lacks.len(),
        },
    );
    let note = format!("{note} {}", table_note(report, "members"));
    let subtitle =
        words.with("leaders-subtitle", args! { "leader" => all.name(&x.leader), "shown" => rows.len() });
    let id = format!("leaders-{}", anchor(&x.key));
    report.table(&id, &title, &subtitle, &note, body, rows.len() + 3)
}
