//! Chapter on regions that changed group.

use super::paper::{Block, Paper};
use super::{HEAD, Report, stability};
use crate::chart::{counts, flow};
use crate::figure::Figure;
use crate::messages::{args, capital};
use crate::number;
use crate::read::Typology;
use maud::{Markup, PreEscaped, html};

/// Who changed group over the years.
pub(super) fn chapter(report: &mut Report, paper: &mut Paper, t: &Typology) -> Markup {
    let words = report.c.words;
    let Some((first, last)) = t.years() else { return html! {} };
    let title =
        words.with("chapter-moves", args! { "first" => first.to_string(), "last" => last.to_string() });
    let heading = report.heading("moves", &title);
    let flow = flow_figure(report, t, first, last);
    let panels = html! {
        div.columns.k2 {
            div { (counts_panel(report, t, first, last)) }
            @if !t.yearly.is_empty() { div { (matrix(report, t)) } }
        }
    };
    let height = (130.0 + 46.0 * t.k as f64).max(235.0) + 20.0;
    paper.chapter(heading, HEAD, vec![flow.fixed(), Block::new(panels, height), stability::movers(report, t)])
}

fn flow_figure(report: &mut Report, t: &Typology, first: i64, last: i64) -> Block {
    let (c, words) = (&report.c, report.c.words);
    let moves = flow::moves(t).unwrap_or_default();
    let total: usize = moves.values().map(Vec::len).sum();
    let stayed: usize = moves.iter().filter(|((a, b), _)| a == b).map(|(_, v)| v.len()).sum();
    let title = match stayed == total {
        true => words.with("flow-title-all", args! { "regions" => c.counted(total) }),
        false => words.with("flow-title", args! { "stayed" => stayed, "regions" => c.counted(total) }),
    };
    let years = || args! { "first" => first.to_string(), "last" => last.to_string(), "many" => c.many() };
    let rows: Vec<String> = moves
        .iter()
        .map(|((a, b), v)| {
            words.with(
                "flow-alt-row",
                args! { "from" => c.group(t, *a), "to" => c.group(t, *b), "n" => v.len() },
            )
        })
        .collect();
    let mut alt = years();
    alt.set("rows", rows.join(" "));
    let figure = Figure::new("moves", title, words.with("flow-subtitle", years()), |w| flow::draw(c, t, w))
        .note(words.with("flow-note", args! { "one" => c.one() }))
        .alt(words.with("flow-alt", alt));
    report.figure(figure)
}

fn counts_panel(report: &Report, t: &Typology, first: i64, last: i64) -> Markup {
    let (c, words) = (&report.c, report.c.words);
    let title = words.with("counts-title", args! { "many" => capital(&c.many()) });
    let count = |year: i64, g: usize| t.by_year[&year].values().filter(|v| **v == g).count();
    let rows: Vec<String> = (1..=t.k)
        .map(|g| {
            let args =
                args! { "group" => c.group(t, g), "first" => count(first, g), "last" => count(last, g) };
            words.with("counts-alt-row", args)
        })
        .collect();
    let alt = words.with(
        "counts-alt",
        args! { "many" => c.many(), "first" => first.to_string(), "last" => last.to_string(), "rows" => rows.join(" ") },
    );
    let one = |width: f64, class: &str| {
        counts::draw(c, t, width).element(&format!("counts-{class}"), class, &title, &alt, None)
    };
    html! {
        h4 { (title) }
        (PreEscaped(one(530.0, "w3"))) (PreEscaped(one(326.0, "w2"))) (PreEscaped(one(350.0, "w1")))
    }
}

fn matrix(report: &Report, t: &Typology) -> Markup {
    let (c, words) = (&report.c, report.c.words);
    let cell = |a, b| t.yearly.iter().find(|x| x.from == a && x.to == b);
    let from = |a: usize| t.yearly.iter().filter(|x| x.from == a).map(|x| x.count).sum::<i64>();
    let total: i64 = t.yearly.iter().map(|x| x.count).sum();
    let mut groups: std::collections::BTreeMap<&str, std::collections::BTreeSet<usize>> = Default::default();
    for year in t.by_year.values() {
        for (key, g) in year {
            groups.entry(key).or_default().insert(*g);
        }
    }
    let moved = groups.values().filter(|g| g.len() > 1).count();
    html! {
        h4 { (words.get("matrix-title")) }
        div.scroll { table {
            thead { tr {
                th { (words.get("matrix-from")) }
                @for g in 1..=t.k { th.n { (c.group(t, g)) } }
                th.n { (words.get("matrix-n")) }
            } }
            tbody { @for a in 1..=t.k { tr {
                td { b style=(format!("color:var(--t{a})")) { (c.group(t, a)) } }
                @for b in 1..=t.k { td.n {
                    @match cell(a, b) {
                        Some(x) => {
                            @let text = x.probability.map_or("–".to_string(), |p| format!("{}{}%", number::probability(p), number::THIN));
                            @if a == b { b { (text) } } @else { (text) }
                            @if let (Some(low), Some(high)) = (x.low, x.high) { small { (number::range(low * 100.0, high * 100.0, 0)) } }
                        }
                        None => { "–" }
                    }
                } }
                td.n { (number::count(from(a) as f64)) }
            } } }
        } }
        p.note { (words.with("matrix-note", args! {
            "n" => total, "moved" => moved, "moved_word" => capital(&words.number_word(moved)), "one" => c.one(), "many" => c.many(),
        })) }
    }
}
