//! Leading clusters on maps, and who comes first in them.

use super::all_rows;
use crate::chart::{lq_maps, rank_bars};
use crate::figure::Figure;
use crate::messages::{args, capital};
use crate::number;
use crate::page::Report;
use crate::page::paper::Block;
use crate::read::Clusters;
use crate::read::clusters::{Cell, Place};
use std::collections::BTreeMap;

pub(in crate::page) fn first_place<'a>(m: &'a Clusters, cluster: &str) -> Option<&'a Place> {
    m.ranking.get(cluster).and_then(|p| p.first())
}

pub(in crate::page) fn maps_figure(report: &mut Report, m: &Clusters, leading: &[String]) -> Block {
    let (c, words) = (&report.c, report.c.words);
    let mut firsts: BTreeMap<&str, usize> = BTreeMap::new();
    for p in leading.iter().filter_map(|k| first_place(m, k)) {
        *firsts.entry(p.region.as_str()).or_default() += 1;
    }
    let most = firsts.iter().max_by(|a, b| a.1.cmp(b.1).then(b.0.cmp(a.0)));
    let title = match most {
        Some((region, n)) if *n > 1 => words.with(
            "maps-title",
            args! {
                "region" => c.names.region(region), "n" => words.number_word(*n), "all" => words.number_word(leading.len()),
            },
        ),
        _ => words.with(
            "maps-title-each",
            args! { "all" => capital(&words.number_word(leading.len())), "one" => c.one() },
        ),
    };
    let subtitle = words.with(
        "maps-subtitle",
        args! { "one" => c.one(), "year" => report.in_year(m.year), "many" => c.many() },
    );
    let rows: Vec<String> = leading
        .iter()
        .map(|k| {
            let all: Vec<&Cell> = m.cells.iter().filter(|x| x.cluster == *k).collect();
            let without = all.iter().filter(|x| x.lq.is_none()).count();
            let ranking = m.ranking.get(k).map_or(&[][..], Vec::as_slice);
            let value = |p: &Place| {
                let lq = number::or_dash(p.lq, 2);
                format!("{} {lq}", c.names.map_label(&p.region))
            };
            let top: Vec<String> = ranking.iter().take(3).map(value).collect();
            let bottom: Vec<String> = ranking[ranking.len().saturating_sub(3)..].iter().map(value).collect();
            words.with(
                "maps-alt-row",
                args! {
                    "cluster" => c.names.industry(k), "top" => top.join(", "), "bottom" => bottom.join(", "),
                    "without" => without, "all" => all.len(),
                },
            )
        })
        .collect();
    let alt = words.with("maps-alt", args! { "count" => leading.len(), "rows" => rows.join(" ") });
    let note = words.with("maps-note", args! { "one" => c.one(), "many" => c.many() });
    let figure = Figure::new("clusters-maps", title, subtitle, |w| lq_maps::draw(c, m, leading, w))
        .note(format!("{note} {}", all_rows(report, "clusters/strength")))
        .alt(alt);
    report.figure(figure)
}

pub(in crate::page) fn ranks_figure(report: &mut Report, m: &Clusters, leading: &[String]) -> Block {
    let (c, words) = (&report.c, report.c.words);
    let ranked: Vec<String> = leading.iter().filter(|k| m.ranking.contains_key(*k)).cloned().collect();
    let sure = ranked.iter().filter_map(|k| first_place(m, k)).filter(|p| p.interval == Some((1, 1))).count();
    let title = words.with(
        "ranks-title",
        args! {
            "sure" => sure, "sure_word" => words.number_word(sure), "all" => words.number_word(ranked.len()),
        },
    );
    let subtitle = words.with(
        "ranks-subtitle",
        args! { "places" => words.number_word(rank_bars::PLACES), "year" => report.in_year(m.year), "many" => c.many() },
    );
    let rows: Vec<String> = ranked
        .iter()
        .map(|k| {
            let places = m.ranking[k].iter().take(rank_bars::PLACES).map(|p| {
                let range = p.interval.map_or(String::new(), |(a, b)| format!(" ({a}–{b})"));
                format!("{} {}{range}", p.rank, c.names.map_label(&p.region))
            });
            format!("{}: {}.", c.names.industry(k), places.collect::<Vec<_>>().join(", "))
        })
        .collect();
    let without = m.cells.iter().filter(|x| x.lq.is_none()).count();
    let alt = words.with(
        "ranks-alt",
        args! { "count" => ranked.len(), "rows" => rows.join(" "), "without" => without, "all" => m.cells.len() },
    );
    let figure = Figure::new("clusters-ranks", title, subtitle, |w| rank_bars::draw(c, m, &ranked, w))
        .note(format!(
            "{} {}",
            words.with("ranks-note", args! { "many" => c.many() }),
            all_rows(report, "clusters/ranking")
        ))
        .alt(alt);
    report.figure(figure)
}
