//! Whether regions draw nearer to each other, and to which others.

use super::Report;
use super::paper::Block;
use crate::chart::convergence as chart;
use crate::figure::Figure;
use crate::messages::{args, bare, capital};
use crate::number;
use crate::read::Source;
use crate::read::breaks::Breaks;
use crate::read::convergence::{self, Convergence};
use maud::html;
use std::collections::BTreeMap;

/// Regions in the table of ranks.
const RANKS: usize = 5;

pub(super) fn blocks(report: &mut Report) -> Vec<Block> {
    let all = convergence::read(report.input);
    if all.is_empty() {
        return Vec::new();
    }
    let names = report.c.names.indicators();
    let breaks = Breaks::read(report.input);
    let mut rows: Vec<(&Convergence, String)> = all
        .iter()
        .map(|c| {
            let name = names.get(&c.indicator).map_or(c.indicator.as_str(), |n| bare(n));
            let mark = if breaks.count(&c.indicator, c.years.0, c.years.1) > 0 { " †" } else { "" };
            (c, format!("{name}{mark}"))
        })
        .collect();
    let speed = |c: &Convergence| c.speed.map_or(f64::NEG_INFINITY, |s| s.0);
    rows.sort_by(|a, b| speed(b.0).total_cmp(&speed(a.0)).then(a.0.indicator.cmp(&b.0.indicator)));
    let mut blocks = vec![figure(report, &rows)];
    blocks.push(clubs(report, &rows));
    blocks.push(ranks(report, &breaks));
    blocks
}

fn figure(report: &mut Report, rows: &[(&Convergence, String)]) -> Block {
    let (c, words) = (&report.c, report.c.words);
    let with = rows.iter().filter(|r| r.0.speed.is_some()).count();
    let count = |f: &dyn Fn(convergence::Interval) -> bool| {
        rows.iter().filter_map(|r| r.0.speed).filter(|s| f(*s)).count()
    };
    let (near, far) = (count(&|s| s.1 > 0.0), count(&|s| s.2 < 0.0));
    let title = words.with(
        "convergence-title",
        args! {
            "near" => near, "every" => if near == with && near > 1 { "yes" } else { "no" }, "near_word" => words.number_word(near), "all" => words.number_word(with),
            "far" => far, "far_word" => words.number_word(far),
        },
    );
    let each: Vec<String> = rows
        .iter()
        .filter_map(|(one, name)| {
            let s = one.speed?;
            Some(format!(
                "{name}: {} ({}).",
                number::fixed(s.0 * 100.0, 1),
                number::range(s.1 * 100.0, s.2 * 100.0, 1)
            ))
        })
        .collect();
    let missing = rows.len() - with;
    let alt = words.with("convergence-alt", args! { "rows" => each.join(" "), "missing" => missing });
    let subtitle = words.with("convergence-subtitle", args! { "many" => c.many() });
    let figure = Figure::new("convergence", title, subtitle, |w| chart::draw(c, rows, w))
        .note(format!(
            "{} {} {}",
            words.with("convergence-note", args! { "many" => c.many() }),
            if rows.iter().any(|r| r.1.ends_with('†')) {
                words.get("convergence-breaks")
            } else {
                String::new()
            },
            words.with("all-rows", args! { "table" => "tables/inequality/convergence.parquet" })
        ))
        .alt(alt);
    report.figure(figure)
}

fn clubs(report: &mut Report, rows: &[(&Convergence, String)]) -> Block {
    let with: Vec<&(&Convergence, String)> = rows.iter().filter(|r| !r.0.clubs.is_empty()).collect();
    if with.is_empty() {
        return Block::empty();
    }
    let words = report.c.words;
    let one = with.iter().filter(|r| r.0.clubs.len() == 1 && r.0.apart == 0).count();
    let title = words.with(
        "clubs-title",
        args! { "one" => one, "one_word" => capital(&words.number_word(one)), "all" => words.number_word(with.len()) },
    );
    let body = html! { table {
        thead { tr {
            th { (words.get("column-indicator")) }
            th { (words.get("column-years")) }
            th.n { (words.get("column-clubs")) }
            th { (words.get("column-club-sizes")) }
            th.n { (words.get("column-no-club")) }
        } }
        tbody { @for (c, name) in &with { tr {
            td { (name) }
            td { (number::years(c.years.0, c.years.1)) }
            td.n data-label=(words.get("column-clubs")) { (c.clubs.len()) }
            td { (c.clubs.values().map(ToString::to_string).collect::<Vec<_>>().join(", ")) }
            td.n data-label=(words.get("column-no-club")) { (c.apart) }
        } } }
    } };
    let subtitle = words.with("clubs-subtitle", args! { "many" => report.c.many() });
    let note = format!(
        "{} {}",
        words.with("clubs-note", args! { "many" => report.c.many() }),
        words.with("all-rows", args! { "table" => "tables/inequality/clubs.parquet" })
    );
    let lines = with.len() + 2;
    report.table("clubs", &title, &subtitle, &note, body, lines)
}

/// Largest changes of rank over the whole span of an indicator: of those whose
/// series breaks in the fewest regions the one seen longest, and of those alike
/// in that the one most regions have.
fn ranks(report: &mut Report, breaks: &Breaks) -> Block {
    let Some(t) = Source::open(report.input, "inequality/rank_changes") else { return Block::empty() };
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    (0..t.rows()).for_each(|r| *seen.entry(t.text(r, "indicator")).or_default() += 1);
    let span = |r: usize| Some(t.integer(r, "year_to")? - t.integer(r, "year_from")?);
    let Some(longest) = (0..t.rows())
        .filter_map(|r| {
            let key = t.text(r, "indicator");
            let broken = breaks.count(&key, t.integer(r, "year_from")?, t.integer(r, "year_to")?);
            Some((std::cmp::Reverse(broken), span(r)?, seen[&key], std::cmp::Reverse(r)))
        })
        .max()
    else {
        return Block::empty();
    };
    let (broken, at) = (longest.0.0, longest.3.0);
    let (key, from, to) = (t.text(at, "indicator"), t.integer(at, "year_from"), t.integer(at, "year_to"));
    let mut rows: Vec<(f64, f64, f64, String)> = (0..t.rows())
        .filter(|&r| {
            t.text(r, "indicator") == key
                && t.integer(r, "year_from") == from
                && t.integer(r, "year_to") == to
        })
        .filter_map(|r| {
            Some((t.real(r, "change")?, t.real(r, "rank_from")?, t.real(r, "rank_to")?, t.text(r, "region")))
        })
        .collect();
    rows.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.3.cmp(&b.3)));
    let n = rows.len();
    if n < 2 * RANKS {
        return Block::empty();
    }
    let rank = |v: f64| number::fixed(v, usize::from(v.fract() != 0.0));
    let change = |v: f64| number::signed(v, usize::from(v.fract() != 0.0));
    let (c, words) = (&report.c, report.c.words);
    let side = |title: &str, part: &[(f64, f64, f64, String)]| {
        html! { div {
            h4 { (words.get(title)) }
            table { tbody { @for (d, a, b, region) in part { tr {
                td { (c.names.region(region)) } td.n { (rank(*a)) " → " (rank(*b)) } td.n { b { (change(*d)) } }
            } } } }
        } }
    };
    let last: Vec<_> = rows[n - RANKS..].iter().rev().cloned().collect();
    let body = html! { div.columns.k2 style="margin:0" {
        (side("ranks-up", &rows[..RANKS])) (side("ranks-down", &last))
    } };
    let name = c.names.indicators().get(&key).map_or(key.clone(), |n| crate::messages::lower(bare(n)));
    let year = |y: Option<i64>| y.map_or(String::new(), |y| y.to_string());
    let title = words.with(
        "rank-changes-title",
        args! { "up" => c.names.region(&rows[0].3), "down" => c.names.region(&rows[n - 1].3), "indicator" => name },
    );
    let subtitle = words.with(
        "rank-changes-subtitle",
        args! { "from" => year(from), "to" => year(to), "regions" => c.counted(n) },
    );
    let note = format!(
        "{} {} {}",
        words.get("rank-changes-note"),
        if broken > 0 {
            words.with("series-breaks", args! { "regions" => c.counted(broken) })
        } else {
            String::new()
        },
        words.with("all-rows", args! { "table" => "tables/inequality/rank_changes.parquet" })
    );
    report.table("rank-changes", &title, &subtitle, &note, body, RANKS + 3)
}
