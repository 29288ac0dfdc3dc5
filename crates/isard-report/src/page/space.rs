//! The chapter on neighbours: local autocorrelation beside the groups.

use super::paper::{Block, Paper};
use super::{HEAD, Report, contiguous};
use crate::chart::lisa_map::{self, count};
use crate::figure::Figure;
use crate::messages::{args, bare, lower};
use crate::number;
use crate::read::Typology;
use crate::read::space::{Class, LEVEL, Local, local};
use maud::{Markup, html};

pub(super) fn chapter(report: &mut Report, paper: &mut Paper, t: &Typology) -> Markup {
    let Some(local) = local(report.input).filter(|_| !report.c.boundaries.is_empty()) else {
        return html! {};
    };
    let title = report.c.words.with("chapter-space", args! { "many" => report.c.many() });
    let heading = report.heading("space", &title);
    let figure = lisa_figure(report, t, &local);
    let mut blocks = vec![figure.fixed()];
    blocks.extend(contiguous::blocks(report, t));
    paper.chapter(heading, HEAD, blocks)
}

fn lisa_figure(report: &mut Report, t: &Typology, local: &Local) -> Block {
    let (c, words) = (&report.c, report.c.words);
    let alike = count(local, Class::HighHigh) + count(local, Class::LowLow);
    let apart = count(local, Class::HighLow) + count(local, Class::LowHigh);
    let title = words.with(
        "lisa-title",
        args! {
            "alike" => alike, "apart" => apart, "apart_word" => words.number_word(apart),
            "regions" => c.counted(local.classes.len()), "one" => c.one(),
        },
    );
    let variable = match local.variable.as_str() {
        "index" | "" => words.get("lisa-variable-index"),
        key => c.names.indicators().get(key).map_or(key.to_string(), |n| lower(bare(n))),
    };
    let subtitle =
        words.with("lisa-subtitle", args! { "variable" => variable, "year" => report.in_year(t.year) });
    let mut note = Vec::new();
    for (id, found, decimals) in
        [("lisa-global", &local.global, 2), ("lisa-geary", &local.geary, 2), ("lisa-joins", &local.joins, 0)]
    {
        let Some(g) = found else { continue };
        let Some(value) = g.value else { continue };
        note.push(words.with(
            id,
            args! {
                "value" => number::fixed(value, decimals),
                "expected" => number::or_dash(g.expected, decimals),
                "p" => g.p.map_or("–".to_string(), number::p_value),
                "many" => c.many(),
            },
        ));
    }
    if let Some([high, low]) = local.spots {
        note.push(words.with("lisa-spots", args! { "high" => c.counted(high), "low" => low }));
    }
    let id = if local.adjusted { "lisa-note-adjusted" } else { "lisa-note" };
    note.push(words.with(id, args! { "level" => number::fixed(LEVEL, 2), "many" => c.many() }));
    note.push(words.with("all-rows", args! { "table" => "tables/space/local_moran.parquet" }));
    let rows: Vec<String> = Class::ALL
        .into_iter()
        .filter(|class| count(local, *class) > 0)
        .map(|class| {
            let names: Vec<&str> = local
                .classes
                .iter()
                .filter(|(_, x)| **x == class)
                .take(3)
                .map(|(k, _)| c.names.region(k))
                .collect();
            words.with(
                "lisa-alt-row",
                args! { "class" => words.get(class.id()), "n" => count(local, class), "names" => names.join(", ") },
            )
        })
        .collect();
    let missing = count(local, Class::Missing) + count(local, Class::Undefined);
    let alt = words.with(
        "lisa-alt",
        args! { "rows" => rows.join(" "), "missing" => missing, "all" => local.classes.len() },
    );
    let figure = Figure::new("lisa", title, subtitle, |w| lisa_map::draw(c, t, local, w))
        .note(note.join(" "))
        .alt(alt);
    report.figure(figure)
}
