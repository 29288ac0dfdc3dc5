//! The most competitive clusters of all regions.

use super::{all_rows, measure, unfolded};
use crate::messages::{args, lower};
use crate::number;
use crate::page::Report;
use crate::page::paper::Block;
use crate::read::Clusters;
use crate::read::clusters::Competitor;
use maud::{Markup, html};
use std::collections::BTreeMap;

/// Clusters listed without unfolding.
const LISTED: usize = 15;
/// Regions named that have most of them.
const NAMED: usize = 3;

pub(in crate::page) fn competitive_table(report: &mut Report, m: &Clusters) -> Block {
    let (c, words) = (&report.c, report.c.words);
    let all = &m.competitors;
    let Some(first) = all.first() else { return Block::empty() };
    let title = words.with(
        "competitive-title",
        args! {
            "cluster" => lower(c.names.industry(&first.cluster)), "region" => c.names.region(&first.region),
            "sure" => match first.interval { Some((_, high)) => i64::from(high == 1), None => 2 },
            "high" => first.interval.map_or(1, |i| i.1),
        },
    );
    let (output, growth) =
        (all.iter().any(|x| x.productivity.is_some()), all.iter().any(|x| x.growth.is_some()));
    let shown = all.len().min(LISTED);
    let mut by = vec![words.get("competitive-by-share")];
    by.extend(output.then(|| words.get("competitive-by-productivity")));
    by.extend(growth.then(|| words.get("competitive-by-growth")));
    let subtitle = words.with(
        "competitive-subtitle",
        args! {
            "shown" => shown, "all" => all.len(), "year" => report.in_year(m.year), "by" => words.list(&by),
            "parts" => by.len(),
        },
    );
    let first = body(report, &all[..shown], None);
    let whole = (all.len() > shown).then(|| body(report, all, Some("clusters-competitive-list")));
    let mut places: BTreeMap<&str, usize> = BTreeMap::new();
    all.iter().for_each(|x| *places.entry(x.region.as_str()).or_default() += 1);
    let mut places: Vec<(&str, usize)> = places.into_iter().collect();
    places.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    let most: Vec<String> =
        places.iter().take(NAMED).map(|(k, n)| format!("{} {n}", c.names.region(k))).collect();
    let note = words.with(
        "competitive-note",
        args! {
            "all" => all.len(), "most" => words.list(&most), "regions" => c.counted(places.len()),
            "measure" => lower(&measure(report)),
        },
    );
    let note = format!("{note} {}", all_rows(report, "clusters/competitiveness"));
    let unfold = words.with("competitive-unfold", args! { "all" => all.len() });
    let table = report.table("clusters-competitive", &title, &subtitle, &note, first, 2 * shown + 2);
    table.with(
        html! { @if let Some(all) = whole { (unfolded(report, "clusters-competitive-list", &unfold, all)) } },
    )
}

fn body(report: &Report, rows: &[Competitor], id: Option<&str>) -> Markup {
    let (c, words) = (&report.c, report.c.words);
    let columns = [
        "column-rank",
        "column-score",
        "column-share-of-all",
        "column-productivity",
        "column-growth-lead",
        "column-lq",
    ]
    .map(|id| words.get(id));
    let [rank, score, share, productivity, growth, lq] = &columns;
    let output = rows.iter().any(|x| x.productivity.is_some());
    let grown = rows.iter().any(|x| x.growth.is_some());
    let place = |x: &Competitor| match x.interval {
        Some((low, high)) if low != high => number::range(low as f64, high as f64, 0),
        Some((low, _)) => low.to_string(),
        None => String::new(),
    };
    html! { table.stack id=[id] {
        thead { tr {
            th.n { (rank) small { (words.get("column-interval")) } }
            th.w { (words.get("column-cluster-region")) }
            th.n { (share) }
            @if output { th.n { (productivity) } }
            @if grown { th.n { (growth) } }
            th.n { (lq) }
            th.n { (score) }
        } }
        tbody { @for x in rows { tr {
            td.n data-label=(rank) { b { (x.rank) } small { (place(x)) } }
            td { b.cell { (c.names.industry(&x.cluster)) } small { (c.names.region(&x.region)) } }
            td.n data-label=(share) { (number::percent(x.share, 1)) }
            @if output { td.n data-label=(productivity) { (x.productivity.map_or("–".into(), |v| format!("× {}", number::fixed(v, 2)))) } }
            @if grown { td.n data-label=(growth) { (x.growth.map_or("–".into(), |v| number::signed(100.0 * v, 1))) } }
            td.n data-label=(lq) { (number::fixed(x.lq, 2)) }
            td.n data-label=(score) { (number::fixed(x.score, 2)) }
        } } }
    } }
}
