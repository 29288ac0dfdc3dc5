//! The chapter on inequality between regions.

use super::paper::{Block, Paper};
use super::{HEAD, Report, convergence, mobility};
use crate::chart::{lines, parts, theil};
use crate::figure::Figure;
use crate::messages::{args, bare, lower};
use crate::number;
use crate::read::Inequality;
use maud::Markup;

pub(super) fn chapter(report: &mut Report, paper: &mut Paper, q: &Inequality) -> Markup {
    let title = report.c.words.with("chapter-inequality", args! { "many" => report.c.many() });
    let heading = report.heading("inequality", &title);
    let mut blocks = Vec::new();
    if q.over_time() {
        blocks.push(time_figure(report, q).fixed());
        blocks.push(theil_figure(report, q));
    }
    blocks.push(parts_figure(report, q));
    blocks.extend(convergence::blocks(report));
    blocks.extend(mobility::figures(report));
    paper.chapter(heading, HEAD, blocks)
}

/// Key and name of an indicator, its first and its last year with the value.
type Told<'a> = (&'a str, &'a str, (i64, f64), (i64, f64));

/// The indicator whose Gini coefficient changed most, with its first and last
/// year.
fn told(q: &Inequality) -> Option<Told<'_>> {
    let ends = q.indicators.iter().filter_map(|(k, n)| {
        let line = q.line(k, "gini", "total");
        Some((k.as_str(), n.as_str(), *line.first()?, *line.last()?))
    });
    let change = |e: &Told| (e.3.1 - e.2.1).abs();
    ends.filter(|e| e.3.0 > e.2.0).max_by(|a, b| change(a).total_cmp(&change(b)).then(b.0.cmp(a.0)))
}

/// "A 0.31, B 0.20".
fn named(rows: &[(&str, f64)]) -> String {
    rows.iter().map(|(n, v)| format!("{n} {}", number::fixed(*v, 3))).collect::<Vec<_>>().join(", ")
}

/// Latest Gini coefficients, highest first.
fn latest(q: &Inequality) -> Vec<(&str, f64)> {
    q.sorted().into_iter().filter_map(|(k, n)| Some((n.as_str(), q.last(k, "gini", "total")?.1))).collect()
}

fn alt(report: &Report, q: &Inequality, id: &str) -> String {
    let all = latest(q);
    let value = |v: Option<&(&str, f64)>| v.map_or("–".into(), |v| number::fixed(v.1, 3));
    report.c.words.with(
        id,
        args! {
            "count" => q.indicators.len(), "low" => value(all.last()), "high" => value(all.first()),
            "top" => named(&all[..all.len().min(3)]), "bottom" => named(&all[all.len().saturating_sub(3)..]),
            "missing" => q.undefined, "all" => q.rows,
        },
    )
}

fn note(report: &Report, q: &Inequality, id: &str) -> String {
    let words = report.c.words;
    let mut parts = vec![words.with(id, args! { "many" => report.c.many() })];
    if report.step_option("inequality", "weights") == "population" {
        parts.push(words.get("inequality-weighted"));
    }
    if q.undefined > 0 {
        parts.push(words.with("inequality-undefined", args! { "n" => q.undefined, "all" => q.rows }));
    }
    parts.push(words.with("all-rows", args! { "table" => "tables/inequality/inequality.parquet" }));
    parts.join(" ")
}

fn time_figure(report: &mut Report, q: &Inequality) -> Block {
    let words = report.c.words;
    let Some((key, name, first, last)) = told(q) else { return Block::empty() };
    let decimals = 3;
    let title = words.with(
        if last.1 < first.1 { "inequality-fell" } else { "inequality-rose" },
        args! {
            "indicator" => lower(bare(name)), "from" => number::fixed(first.1, decimals), "to" => number::fixed(last.1, decimals),
            "first" => first.0.to_string(), "last" => last.0.to_string(),
        },
    );
    let subtitle = words.with("inequality-time-subtitle", args! { "many" => report.c.many() });
    let figure = Figure::new("inequality-time", title, subtitle, |w| lines::gini(q, key, w))
        .note(note(report, q, "inequality-gini-note"))
        .alt(alt(report, q, "inequality-time-alt"));
    report.figure(figure)
}

fn theil_figure(report: &mut Report, q: &Inequality) -> Block {
    let (c, words) = (&report.c, report.c.words);
    // What lies between and within is compared in the latest year of each.
    let both: Vec<(f64, f64)> = q
        .indicators
        .iter()
        .filter_map(|(k, _)| Some((q.last(k, "theil", "between")?.1, q.last(k, "theil", "within")?.1)))
        .collect();
    let within = both.iter().filter(|(a, b)| b > a).count();
    let title = match both.len() {
        0 => words.get("inequality-theil-title-plain"),
        all => words.with(
            "inequality-theil-title",
            args! { "within" => within, "every" => if within == all { "yes" } else { "no" }, "within_word" => words.number_word(within), "all" => words.number_word(all), "all_count" => all },
        ),
    };
    let subtitle = words.with("inequality-theil-subtitle", args! { "bands" => theil::bands(q).len() });
    let figure = Figure::in_pieces("inequality-theil", title, subtitle, |w| theil::pieces(c, q, w))
        .note(note(report, q, "inequality-theil-note"))
        .alt(alt(report, q, "inequality-theil-alt"));
    report.figure(figure)
}

fn parts_figure(report: &mut Report, q: &Inequality) -> Block {
    let (c, words) = (&report.c, report.c.words);
    let all = latest(q);
    let (Some(first), Some(last)) = (all.first(), all.last()) else { return Block::empty() };
    let title = words
        .with("inequality-title", args! { "first" => lower(bare(first.0)), "last" => lower(bare(last.0)) });
    let years: Vec<i64> =
        q.indicators.iter().filter_map(|(k, _)| Some(q.last(k, "gini", "total")?.0)).collect();
    let (low, high) = (years.iter().min().copied().unwrap_or(0), years.iter().max().copied().unwrap_or(0));
    let year = match low == high {
        true => report.in_year(high),
        false => words.with("inequality-latest", args! { "years" => number::years(low, high) }),
    };
    let subtitle = words.with("inequality-subtitle", args! { "many" => c.many(), "year" => year });
    let figure = Figure::new("inequality-latest", title, subtitle, |w| parts::draw(c, q, w))
        .note(note(report, q, "inequality-note"))
        .alt(alt(report, q, "inequality-alt"));
    report.figure(figure)
}
