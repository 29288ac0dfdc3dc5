//! How well the groups hold when regions are drawn anew, and what moved the
//! regions that moved most.

use super::Report;
use super::paper::Block;
use crate::messages::{args, bare, lower};
use crate::number;
use crate::read::{Source, Typology};
use maud::html;
use std::collections::BTreeMap;

/// Regions in the table of moves.
const MOVERS: usize = 8;

/// Jaccard similarity of each group, in the words of its limits.
pub(super) fn text(report: &Report, t: &Typology) -> Block {
    let Some(s) = Source::open(report.input, "typology/group_stability") else { return Block::empty() };
    let words = report.c.words;
    let each: Vec<String> = (0..s.rows())
        .filter_map(|r| {
            let group = usize::try_from(s.integer(r, "group")?).ok().filter(|g| (1..=t.k).contains(g))?;
            let state = s.text(r, "state");
            let id = format!("stability-{state}");
            Some(words.with(
                "stability-group",
                args! {
                    "group" => report.c.group(t, group), "value" => number::fixed(s.real(r, "jaccard")?, 2),
                    "range" => number::range(s.real(r, "low")?, s.real(r, "high")?, 2),
                    "state" => if words.has(&id) { words.get(&id) } else { state },
                },
            ))
        })
        .collect();
    if each.is_empty() {
        return Block::empty();
    }
    let markup = html! { div.text {
        h4 { (words.get("stability-title")) }
        p { (words.with("stability-text", args! { "groups" => each.join("; "), "many" => report.c.many() })) }
    } };
    Block::new(markup, 110.0)
}

/// A move of a region and the indicator that weighed most in it.
struct Move {
    years: (i64, i64),
    groups: (usize, usize),
    indicator: String,
    change: f64,
    share: f64,
    broken: bool,
}

/// What moved the regions that changed group most often.
pub(super) fn movers(report: &mut Report, t: &Typology) -> Block {
    let Some(s) = Source::open(report.input, "typology/steadiness") else { return Block::empty() };
    let Some(m) = Source::open(report.input, "typology/moves") else { return Block::empty() };
    let mut often: Vec<(i64, String)> = (0..s.rows())
        .filter_map(|r| Some((s.integer(r, "moves")?, s.text(r, "region"))))
        .filter(|x| x.0 > 0)
        .collect();
    often.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    let all = often.len();
    often.truncate(MOVERS);
    let group = |r: usize, column: &str| {
        m.integer(r, column).and_then(|g| usize::try_from(g).ok()).filter(|g| (1..=t.k).contains(g))
    };
    let mut moves: BTreeMap<String, Vec<Move>> = BTreeMap::new();
    for r in (0..m.rows()).filter(|&r| m.integer(r, "place") == Some(1)) {
        let one = || {
            Some(Move {
                years: (m.integer(r, "year_from")?, m.integer(r, "year_to")?),
                groups: (group(r, "from_group")?, group(r, "to_group")?),
                indicator: m.text(r, "indicator"),
                change: m.real(r, "change_z")?,
                share: m.real(r, "share")?,
                broken: m.boolean(r, "series_break").unwrap_or(false),
            })
        };
        moves.entry(m.text(r, "region")).or_default().extend(one());
    }
    moves.values_mut().for_each(|v| v.sort_by_key(|x| x.years));
    let rows: Vec<(&(i64, String), &Move)> =
        often.iter().filter_map(|o| Some((o, moves.get(&o.1)?.last()?))).collect();
    if rows.is_empty() {
        return Block::empty();
    }
    let (c, words) = (&report.c, report.c.words);
    let indicator = |key: &str| c.names.indicators().get(key).map_or(key.to_string(), |n| lower(bare(n)));
    let body = html! { table.stack {
        thead { tr {
            th { (crate::messages::capital(&c.one())) }
            th.n { (words.get("column-moves")) }
            th { (words.get("column-last-move")) }
            th { (words.get("column-moved-by")) }
            th.n { (words.get("column-change")) }
            th.n { (words.get("column-part")) }
        } }
        tbody { @for ((n, key), x) in &rows { tr {
            td.name { (c.names.region(key)) }
            td.n data-label=(words.get("column-moves")) { (n) }
            td { (c.group(t, x.groups.0)) " → " (c.group(t, x.groups.1)) ", " (number::years(x.years.0, x.years.1)) }
            td { (indicator(&x.indicator)) @if x.broken { " †" } }
            td.n data-label=(words.get("column-change")) { (number::signed(x.change, 2)) }
            td.n data-label=(words.get("column-part")) { (number::percent(x.share, 0)) }
        } } }
    } };
    let title = words.with("movers-title", args! { "n" => all, "one" => c.one(), "many" => c.many() });
    let subtitle = words.with("movers-subtitle", args! { "shown" => rows.len(), "many" => c.many() });
    let last = (0..m.rows()).filter(|&r| m.integer(r, "place") == Some(1));
    let (total, broken) = last.fold((0, 0), |(all, b), r| {
        (all + 1, b + usize::from(m.boolean(r, "series_break").unwrap_or(false)))
    });
    let breaks = match broken {
        0 => String::new(),
        n => words.with("movers-breaks", args! { "n" => n, "all" => total }),
    };
    let note = format!(
        "{} {breaks} {}",
        words.get("movers-note"),
        words.with("all-rows", args! { "table" => "tables/typology/moves.parquet" })
    );
    let lines = rows.len() + 2;
    report.table("movers", &title, &subtitle, &note, body, lines)
}
