//! Chapter on every region: its place in the tree, its rank, how sure its group is.

use super::paper::{Block, Paper};
use super::{HEAD, Report, contributions, stability, sureness};
use crate::chart::{ranking, tree, tree_compact};
use crate::figure::Figure;
use crate::messages::{args, capital};
use crate::number;
use crate::read::Typology;
use crate::read::typology::Member;
use maud::{Markup, html};

/// More regions than this do not get a row each.
const ROWS: usize = 60;

/// Every region, and how sure its group is.
pub(super) fn chapter(report: &mut Report, paper: &mut Paper, t: &Typology) -> Markup {
    let title = report.c.words.with("chapter-members", args! { "one" => report.c.one() });
    let indexed = t.members.iter().any(|m| m.index.is_some());
    let heading = report.heading("members", &title);
    let mut blocks = vec![tree_figure(report, t).fixed()];
    if t.members.len() > ROWS {
        blocks.push(sureness::silhouettes_figure(report, t));
    }
    blocks.push(sureness::consensus_figure(report, t));
    blocks.push(stability::text(report, t));
    if indexed {
        blocks.push(ranking_figure(report, t));
    }
    blocks.push(contributions::figure(report, t));
    // Hundreds of rows are for the screen; on paper the figures must do.
    let rows = if t.members.len() > ROWS { 0 } else { t.members.len() };
    let height = if rows == 0 { 1.0 } else { 110.0 + 27.5 * rows as f64 };
    let table = Block::flowing(all_members(report, t), height);
    blocks.push(table.fixed());
    paper.chapter(heading, HEAD, blocks)
}

/// Names of the three with the highest and the three with the lowest value.
fn extremes(
    report: &Report,
    t: &Typology,
    value: impl Fn(&Member) -> Option<f64>,
) -> (String, String, usize) {
    let mut all: Vec<(f64, &Member)> = t.members.iter().filter_map(|m| Some((value(m)?, m))).collect();
    all.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.key.cmp(&b.1.key)));
    let list = |part: &mut dyn Iterator<Item = &(f64, &Member)>| {
        let each = part.map(|(v, m)| format!("{} {}", report.c.names.region(&m.key), number::fixed(*v, 2)));
        each.collect::<Vec<_>>().join(", ")
    };
    (list(&mut all.iter().take(3)), list(&mut all.iter().rev().take(3)), t.members.len() - all.len())
}

fn tree_figure(report: &mut Report, t: &Typology) -> Block {
    let (c, words) = (&report.c, report.c.words);
    let border = t.border_count();
    let title = words.with(
        "tree-title",
        args! { "border" => border, "border_word" => capital(&words.number_word(border)), "one" => c.one(), "many" => c.many() },
    );
    let compact = t.members.len() > ROWS;
    let id = if compact { "tree-subtitle-compact" } else { "tree-subtitle" };
    let subtitle = words.with(
        id,
        args! {
            "one" => c.one(), "many" => c.many(), "year" => report.in_year(t.year),
            "regions" => c.counted(t.members.len()), "branches" => 40,
        },
    );
    let values = || t.members.iter().filter_map(|m| m.silhouette);
    let (top, bottom, missing) = extremes(report, t, |m| m.silhouette);
    let alt = words.with(
        "tree-alt",
        args! {
            "regions" => c.counted(t.members.len()),
            "low" => number::fixed(values().fold(f64::INFINITY, f64::min), 2),
            "high" => number::fixed(values().fold(f64::NEG_INFINITY, f64::max), 2),
            "top" => top, "bottom" => bottom, "missing" => missing,
        },
    );
    let draw = |w: f64| if compact { tree_compact::draw(c, t, w) } else { tree::draw(c, t, w) };
    let figure = Figure::new("members", title, subtitle, draw)
        .note(words.with("tree-note", args! { "k" => words.number_word(t.k) }))
        .alt(alt);
    report.figure(figure)
}

fn ranking_figure(report: &mut Report, t: &Typology) -> Block {
    let (c, words) = (&report.c, report.c.words);
    let mut by_rank: Vec<&Member> = t.members.iter().filter(|m| m.index.is_some()).collect();
    by_rank.sort_by(|a, b| {
        let i = |m: &Member| m.index.unwrap_or(f64::NEG_INFINITY);
        i(b).total_cmp(&i(a)).then(a.key.cmp(&b.key))
    });
    let name = |m: Option<&&Member>| m.map_or(String::new(), |m| c.names.region(&m.key).to_string());
    let title = words
        .with("ranking-title", args! { "first" => name(by_rank.first()), "last" => name(by_rank.last()) });
    let subtitle = words.with(
        "ranking-subtitle",
        args! { "year" => report.in_year(t.year), "regions" => c.counted(t.members.len()) },
    );
    let value = |m: Option<&&Member>| m.and_then(|m| m.index).map_or("–".into(), |v| number::fixed(v, 2));
    let (top, bottom, missing) = extremes(report, t, |m| m.index);
    let alt = words.with(
        "ranking-alt",
        args! {
            "regions" => c.counted(t.members.len()), "low" => value(by_rank.last()), "high" => value(by_rank.first()),
            "top" => top, "bottom" => bottom, "missing" => missing,
        },
    );
    let figure = Figure::in_pieces("ranking", title, subtitle, |w| ranking::pieces(c, t, w))
        .note(words.with("ranking-note", args! { "many" => c.many() }))
        .alt(alt);
    report.figure(figure)
}

/// Every region in a table that can be filtered, folded away on screens.
fn all_members(report: &Report, t: &Typology) -> Markup {
    let (c, words) = (&report.c, report.c.words);
    let mut all: Vec<&Member> = t.members.iter().collect();
    all.sort_by(|a, b| a.rank.unwrap_or(i64::MAX).cmp(&b.rank.unwrap_or(i64::MAX)).then(a.key.cmp(&b.key)));
    let real = number::or_dash;
    let any_second = t.members.iter().any(|m| m.second.is_some());
    let class = if all.len() > ROWS { "screen" } else { "" };
    html! {
        details class=(class) {
            summary { (words.with("members-table", args! { "regions" => c.counted(t.members.len()) })) }
            input.filter.screen type="search" data-table="members-list" placeholder=(words.get("table-filter"))
                aria-label=(words.get("table-filter"));
            div.scroll {
                table.stack #members-list {
                    thead { tr {
                        th.n { (words.get("column-rank")) }
                        th { (capital(&c.one())) }
                        th { (words.get("column-group")) }
                        th.n { (words.get("column-index")) }
                        th.n { (words.get("column-silhouette")) }
                        th.n { (words.get("column-probability")) }
                        @if any_second { th { (words.get("column-second")) } }
                        th.n { (words.get("column-distance")) }
                    } }
                    tbody { @for m in all { tr {
                        td.n data-label=(words.get("column-rank")) { (m.rank.map_or("–".to_string(), |r| r.to_string())) }
                        td.name { @if m.border { b { (c.names.region(&m.key)) } } @else { (c.names.region(&m.key)) } }
                        td { span.dot style=(format!("background:var(--g{})", m.group)) {} (c.group(t, m.group)) }
                        td.n data-label=(words.get("column-index")) { (real(m.index, 2)) }
                        td.n data-label=(words.get("column-silhouette")) { (real(m.silhouette, 2)) }
                        td.n data-label=(words.get("column-probability")) { (m.probability.map_or("–".to_string(), |p| format!("{}{}%", number::probability(p), number::THIN))) }
                        @if any_second { td { (m.second.map_or(String::new(), |s| c.group(t, s))) } }
                        td.n data-label=(words.get("column-distance")) { (real(m.distance, 2)) }
                    } } }
                }
            }
        }
    }
}
