//! The chapter on clusters: what the regions are strong in, and how sure that is.

use super::paper::{Block, Paper, text_height};
use super::{HEAD, Report};
use crate::chart::cluster_rows::{self, Row, Rows};
use crate::chart::{gini_dots, lq_maps, rank_bars, strips};
use crate::figure::Figure;
use crate::messages::{args, capital, lower};
use crate::number;
use crate::read::Clusters;
use crate::read::clusters::{Cell, Measured, Place, Series, series};
use isard::model::Status;
use maud::{Markup, html};
use std::collections::{BTreeMap, BTreeSet};

/// Clusters shown of a region of interest, and pairs shown of all regions.
const ROWS: usize = 14;
/// Withheld clusters shown of a region of interest.
const WITHHELD: usize = 4;
/// Maps; more would be too small to read on paper.
const MAPS: usize = 6;
/// Regions of interest that get a figure of their own.
const FOCUS: usize = 3;
/// Regions listed without unfolding.
const LISTED: usize = 15;

pub(super) fn chapter(report: &mut Report, paper: &mut Paper, m: &Clusters) -> Markup {
    let words = report.c.words;
    let title = words.with("chapter-clusters", args! { "many" => report.c.many() });
    let leading = leading(report, m);
    let focus: Vec<String> =
        report.c.study.focus.iter().filter(|k| !m.best_of(k).is_empty()).take(FOCUS).cloned().collect();
    let series = trends(report, m, &focus);
    let heading = report.heading("clusters", &title);
    let lead = lead(report, m);
    let head = HEAD + text_height(&lead, 18.0, 680.0, 24.0) + 20.0;
    let heading = html! { (heading) p.lead { (lead) } };
    let mut blocks: Vec<Block> = Vec::new();
    for region in &focus {
        blocks.push(focus_figure(report, m, region, &series));
    }
    blocks.push(strongest_figure(report, m, &series));
    if !report.c.boundaries.is_empty() && !leading.is_empty() {
        blocks.push(maps_figure(report, m, &leading));
    }
    if leading.iter().any(|k| m.ranking.contains_key(k)) {
        blocks.push(ranks_figure(report, m, &leading));
    }
    blocks.push(regions_table(report, m));
    if m.specialization.get("krugman").is_some_and(|v| v.len() > 1) {
        blocks.push(special_figure(report, m));
    }
    if m.concentration.contains_key("gini") {
        blocks.push(concentration_figure(report, m));
    }
    paper.chapter(heading, head, blocks)
}

/// What is counted, from the options of the run.
fn measure(report: &Report) -> String {
    let id = format!("measure-name-{}", report.step_option("clusters", "measure"));
    let words = report.c.words;
    if words.has(&id) { words.get(&id) } else { words.get("measure-name-employment") }
}

fn lead(report: &Report, m: &Clusters) -> String {
    let (c, words) = (&report.c, report.c.words);
    let withheld = m.with_status(Status::Suppressed);
    let mut out = words.with(
        "clusters-lead",
        args! {
            "three" => m.with_stars(3), "three_word" => capital(&words.number_word(m.with_stars(3))),
            "pairs" => m.cells.len(), "clusters" => m.clusters().len(), "one" => c.one(),
            "regions" => c.counted(m.regions().len()), "year" => report.in_year(m.year),
        },
    );
    if withheld > 0 {
        out.push(' ');
        out +=
            &words.with("clusters-lead-withheld", args! { "withheld" => withheld, "pairs" => m.cells.len() });
    }
    out
}

/// Those of the first region of interest, then those in which most regions
/// earn three stars, then two; ties by the strongest cell.
fn leading(report: &Report, m: &Clusters) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for region in report.c.study.focus.iter().take(1) {
        let earned = m.best_of(region).into_iter().filter(|x| x.stars.unwrap_or(0) > 1);
        out.extend(earned.take(3).map(|x| x.cluster.clone()));
    }
    let mut earned: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for cell in &m.cells {
        let entry = earned.entry(&cell.cluster).or_default();
        match cell.stars {
            Some(3) => entry.0 += 1,
            Some(2) => entry.1 += 1,
            _ => {}
        }
    }
    let mut all: Vec<(&str, (usize, usize))> = earned.into_iter().collect();
    all.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    for (key, _) in all {
        if out.len() >= MAPS {
            break;
        }
        if !out.iter().any(|k| k == key) {
            out.push(key.to_string());
        }
    }
    out
}

fn trends(report: &Report, m: &Clusters, focus: &[String]) -> Series {
    if m.years.is_none() {
        return Series::new();
    }
    let pair = |x: &&Cell| (x.region.clone(), x.cluster.clone());
    let mut wanted: BTreeSet<(String, String)> = BTreeSet::new();
    for region in focus {
        wanted.extend(m.best_of(region).iter().take(ROWS).map(pair));
    }
    wanted.extend(m.strongest().iter().take(ROWS).map(pair));
    series(report.input, &wanted)
}

fn row<'a>(report: &Report, cell: &'a Cell, sub: String, series: &Series) -> Row<'a> {
    let key = (cell.region.clone(), cell.cluster.clone());
    Row {
        name: report.c.names.industry(&cell.cluster).to_string(),
        sub,
        cell,
        series: series.get(&key).cloned().unwrap_or_default(),
    }
}

/// Years of the trend, when a row has more than one.
fn trend_years(m: &Clusters, rows: &[Row]) -> Option<(i64, i64)> {
    m.years.filter(|_| rows.iter().any(|r| r.series.len() > 1))
}

fn stars_note(report: &Report, rows: &Rows) -> String {
    let words = report.c.words;
    // What a figure before has said is not said again.
    if let Some(n) = report.figure_number(|id| id.starts_with("clusters-")) {
        return words.with("clusters-note-short", args! { "n" => n });
    }
    let mut parts = vec![words.with("clusters-note", args! { "many" => report.c.many() })];
    if rows.years.is_some() {
        parts.push(words.get("clusters-note-trend"));
    }
    let open = |r: &&Row| r.cell.lq.is_none();
    if rows.rows.iter().filter(open).any(|r| r.cell.lq_bounds.1.is_some()) {
        parts.push(words.get("clusters-note-withheld"));
    } else if rows.rows.iter().any(|r| open(&r)) {
        parts.push(words.get("clusters-note-unbounded"));
    }
    if rows.rows.iter().any(|r| r.cell.status == Status::Estimated) {
        parts.push(words.get("clusters-note-estimated"));
    }
    parts.join(" ")
}

/// "A in B 3.1 (2.9–3.4)".
fn quotient(cell: &Cell) -> String {
    match (cell.lq, cell.interval) {
        (Some(v), Some((a, b))) => {
            let d = number::ratio_decimals(a, b);
            format!("{} ({})", number::fixed(v, d), number::range(a, b, d))
        }
        (Some(v), None) => number::fixed(v, 2),
        _ => "–".to_string(),
    }
}

fn rows_alt(report: &Report, rows: &Rows, withheld: usize, all: usize) -> String {
    let c = &report.c;
    let mut with: Vec<&Row> = rows.rows.iter().filter(|r| r.cell.lq.is_some()).collect();
    with.sort_by(|a, b| {
        let lq = |r: &Row| r.cell.lq.unwrap_or(f64::NEG_INFINITY);
        lq(b).total_cmp(&lq(a)).then(a.name.cmp(&b.name)).then(a.sub.cmp(&b.sub))
    });
    let named = |rows: &[&Row]| -> String {
        let each = rows.iter().map(|r| {
            let place = if r.sub.is_empty() { String::new() } else { format!(", {}", r.sub) };
            format!("{}{place} {}", r.name, quotient(r.cell))
        });
        each.collect::<Vec<_>>().join("; ")
    };
    let value = |r: Option<&&Row>| r.and_then(|r| r.cell.lq).map_or("–".into(), |v| number::fixed(v, 2));
    c.words.with(
        "clusters-rows-alt",
        args! {
            "rows" => rows.rows.len(), "low" => value(with.last()), "high" => value(with.first()),
            "top" => named(&with[..with.len().min(3)]), "bottom" => named(&with[with.len().saturating_sub(3)..]),
            "withheld" => withheld, "all" => all,
        },
    )
}

fn focus_figure(report: &mut Report, m: &Clusters, region: &str, series: &Series) -> Block {
    let (c, words) = (&report.c, report.c.words);
    let (best, withheld) = (m.best_of(region), m.withheld_of(region));
    let mut rows: Vec<Row> = best.iter().take(ROWS).map(|x| row(report, x, String::new(), series)).collect();
    rows.extend(withheld.iter().take(WITHHELD).map(|x| row(report, x, String::new(), series)));
    let years = trend_years(m, &rows);
    let rows = Rows { rows, head: words.get("column-cluster"), measure: measure(report), years };
    let sure = best.iter().filter(|x| x.stars == Some(3)).count();
    let two = best.iter().filter(|x| x.stars == Some(2)).count();
    let first = best.first().map_or(String::new(), |x| lower(c.names.industry(&x.cluster)));
    let title = words.with(
        "clusters-focus-title",
        args! {
            "region" => c.names.region(region), "three" => sure, "three_word" => words.number_word(sure),
            "two" => two, "two_word" => words.number_word(two), "first" => first,
        },
    );
    let subtitle = words.with(
        "clusters-focus-subtitle",
        args! {
            "shown" => best.len().min(ROWS), "all" => best.len(), "many" => c.many(),
            "cut" => if best.len() > ROWS { "yes" } else { "no" }, "withheld" => withheld.len(),
            "withheld_shown" => withheld.len().min(WITHHELD), "year" => report.in_year(m.year),
        },
    );
    let alt = rows_alt(report, &rows, withheld.len(), best.len() + withheld.len());
    let note = format!("{} {}", stars_note(report, &rows), all_rows(report, "clusters/strength"));
    let id = format!("clusters-{}", anchor(region));
    let figure = Figure::new(&id, title, subtitle, |w| cluster_rows::draw(c, &rows, w)).note(note).alt(alt);
    report.figure(figure)
}

/// A key as part of an anchor.
fn anchor(key: &str) -> String {
    key.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' }).collect()
}

fn all_rows(report: &Report, table: &str) -> String {
    report.c.words.with("all-rows", args! { "table" => format!("tables/{table}.parquet") })
}

fn strongest_figure(report: &mut Report, m: &Clusters, series: &Series) -> Block {
    let (c, words) = (&report.c, report.c.words);
    let best = m.strongest();
    if best.is_empty() {
        return Block::empty();
    }
    let rows: Vec<Row> = best
        .iter()
        .take(ROWS)
        .map(|x| row(report, x, c.names.region(&x.region).to_string(), series))
        .collect();
    let years = trend_years(m, &rows);
    let rows = Rows { rows, head: words.get("column-cluster-region"), measure: measure(report), years };
    let title = match years {
        Some((first, last)) => {
            let known: Vec<f64> = rows.rows.iter().filter_map(|r| r.cell.growth).collect();
            let grew = known.iter().filter(|g| **g > 0.0).count();
            words.with(
                "clusters-strongest-grew",
                args! {
                    "grew" => grew, "grew_word" => capital(&words.number_word(grew)),
                    "known" => words.number_word(known.len()), "first" => first.to_string(), "last" => last.to_string(),
                },
            )
        }
        None => words.with(
            "clusters-strongest-title",
            args! {
                "cluster" => c.names.industry(&best[0].cluster), "region" => c.names.region(&best[0].region),
            },
        ),
    };
    let subtitle = words.with(
        "clusters-strongest-subtitle",
        args! { "shown" => rows.rows.len(), "all" => best.len(), "many" => c.many(), "year" => report.in_year(m.year) },
    );
    let withheld = m.with_status(Status::Suppressed);
    let alt = rows_alt(report, &rows, withheld, m.cells.len());
    let note = format!("{} {}", stars_note(report, &rows), all_rows(report, "clusters/strength"));
    let figure = Figure::new("clusters-strongest", title, subtitle, |w| cluster_rows::draw(c, &rows, w))
        .note(note)
        .alt(alt);
    report.figure(figure)
}

fn first_place<'a>(m: &'a Clusters, cluster: &str) -> Option<&'a Place> {
    m.ranking.get(cluster).and_then(|p| p.first())
}

fn maps_figure(report: &mut Report, m: &Clusters, leading: &[String]) -> Block {
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
                let lq = p.lq.map_or("–".into(), |v| number::fixed(v, 2));
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

fn ranks_figure(report: &mut Report, m: &Clusters, leading: &[String]) -> Block {
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

/// The best clusters of every region, those with most stars first.
fn regions_table(report: &mut Report, m: &Clusters) -> Block {
    let (c, words) = (&report.c, report.c.words);
    let mut regions: Vec<(&str, Vec<&Cell>, [usize; 2], usize)> = m
        .regions()
        .into_iter()
        .map(|k| {
            let best = m.best_of(k);
            let with = |n: i64| best.iter().filter(|x| x.stars == Some(n)).count();
            let (three, two) = (with(3), with(2));
            (k, best, [three, two], m.withheld_of(k).len())
        })
        .collect();
    regions.sort_by(|a, b| b.2.cmp(&a.2).then(a.0.cmp(b.0)));
    let any_withheld = regions.iter().any(|r| r.3 > 0);
    let most: Vec<&str> = regions
        .iter()
        .take_while(|r| Some(r.2[0]) == regions.first().map(|f| f.2[0]) && r.2[0] > 0)
        .map(|r| c.names.region(r.0))
        .collect();
    let without = regions.iter().filter(|r| r.2[0] == 0).count();
    let title = match most.as_slice() {
        [one] => words.with(
            "regions-title",
            args! { "region" => *one, "n" => words.number_word(regions[0].2[0]), "n_count" => regions[0].2[0], "without" => without, "regions" => c.counted(regions.len()), "one" => c.one() },
        ),
        _ => words.with(
            "regions-title-many",
            args! { "without" => without, "regions" => c.counted(regions.len()), "one" => c.one() },
        ),
    };
    let body = |rows: &[(&str, Vec<&Cell>, [usize; 2], usize)], id: Option<&str>| {
        html! { table.stack id=[id] {
            thead { tr {
                th { (capital(&c.one())) }
                th.n { (words.get("column-three-stars")) }
                th.n { (words.get("column-two-stars")) }
                @if any_withheld { th.n { (words.get("column-withheld")) } }
                th.w { (words.get("column-best-first")) }
                th.w { (words.get("column-best-second")) }
                th.w { (words.get("column-best-third")) }
            } }
            tbody { @for (key, best, [three, two], withheld) in rows { tr {
                td { b.cell { (c.names.region(key)) } }
                td.n data-label=(words.get("column-three-stars")) { (three) }
                td.n data-label=(words.get("column-two-stars")) { (two) }
                @if any_withheld { td.n data-label=(words.get("column-withheld")) { (withheld) } }
                @for at in 0..3 { td { @if let Some(x) = best.get(at) {
                    (c.names.industry(&x.cluster))
                    small {
                        (words.with("best-cell", args! {
                            "lq" => quotient(x),
                            "expected" => x.expected.map_or("–".to_string(), |v| number::fixed(v, 1)),
                        }))
                    }
                } } }
            } } }
        } }
    };
    let shown = regions.len().min(LISTED);
    let first = body(&regions[..shown], None);
    let rest = regions.len() > shown;
    let all = if rest {
        body(&regions, Some("clusters-regions-list"))
    } else {
        html! {}
    };
    let subtitle = words.with(
        "regions-subtitle",
        args! { "shown" => shown, "regions" => c.counted(regions.len()), "year" => report.in_year(m.year) },
    );
    let unfold = words.with("regions-unfold", args! { "regions" => c.counted(regions.len()) });
    let filter = words.get("table-filter");
    let note = format!(
        "{} {}",
        words.with("regions-note", args! { "one" => c.one() }),
        all_rows(report, "clusters/strength")
    );
    // Rows of three lines on average.
    let table = report.table("clusters-regions", &title, &subtitle, &note, first, 3 * shown + 2);
    table.with(html! {
        @if rest { details.screen {
            summary { (unfold) }
            input.filter type="search" data-table="clusters-regions-list" placeholder=(filter) aria-label=(filter);
            div.scroll { (all) }
        } }
    })
}

/// Rows with a value, highest first.
fn sorted(all: &[Measured]) -> Vec<&Measured> {
    let mut out: Vec<&Measured> = all.iter().filter(|m| m.value.is_some()).collect();
    let value = |m: &Measured| m.value.unwrap_or(f64::NEG_INFINITY);
    out.sort_by(|a, b| value(b).total_cmp(&value(a)).then(a.key.cmp(&b.key)));
    out
}

/// "A 0.54, B 0.53 and C 0.50".
fn named(report: &Report, rows: &[&Measured], industry: bool) -> String {
    let names = &report.c.names;
    let each: Vec<String> = rows
        .iter()
        .map(|m| {
            let name = if industry { names.industry(&m.key) } else { names.region(&m.key) };
            format!("{name} {}", m.value.map_or("–".into(), |v| number::fixed(v, 2)))
        })
        .collect();
    report.c.words.list(&each)
}

fn special_figure(report: &mut Report, m: &Clusters) -> Block {
    let (c, words) = (&report.c, report.c.words);
    let all = &m.specialization["krugman"];
    let by = sorted(all);
    let (Some(first), Some(last)) = (by.first(), by.last()) else { return Block::empty() };
    let title = words.with(
        "special-title",
        args! { "first" => c.names.region(&first.key), "last" => c.names.region(&last.key) },
    );
    let subtitle =
        words.with("special-subtitle", args! { "one" => c.one(), "year" => report.in_year(m.year) });
    let value = |x: &Measured| x.value.map_or("–".into(), |v| number::fixed(v, 2));
    let alt = words.with(
        "special-alt",
        args! {
            "regions" => c.counted(by.len()), "low" => value(last), "high" => value(first),
            "top" => named(report, &by[..by.len().min(3)], false),
            "bottom" => named(report, &by[by.len().saturating_sub(3)..], false),
            "missing" => all.len() - by.len(), "all" => all.len(),
        },
    );
    let coverage = all.iter().filter_map(|x| x.coverage).fold(f64::INFINITY, f64::min);
    let mut note = words.with("special-note", args! { "many" => c.many() });
    if coverage.is_finite() && coverage < 0.995 {
        note.push(' ');
        note += &words
            .with("special-coverage", args! { "low" => number::percent(coverage, 0), "one" => c.one() });
    }
    if all.len() > by.len() {
        note.push(' ');
        note += &words.with("special-missing", args! { "missing" => c.counted(all.len() - by.len()) });
    }
    let figure = Figure::new("specialization", title, subtitle, |w| strips::draw(c, m, w))
        .note(format!("{note} {}", all_rows(report, "clusters/specialization")))
        .alt(alt);
    report.figure(figure)
}

fn concentration_figure(report: &mut Report, m: &Clusters) -> Block {
    let (c, words) = (&report.c, report.c.words);
    let all = &m.concentration["gini"];
    let by = sorted(all);
    let (Some(first), Some(last)) = (by.first(), by.last()) else { return Block::empty() };
    let title = words.with(
        "concentration-title",
        args! { "first" => lower(c.names.industry(&first.key)), "last" => lower(c.names.industry(&last.key)) },
    );
    let shown: usize = gini_dots::ends(&by).iter().map(Vec::len).sum();
    let subtitle = words.with(
        "concentration-subtitle",
        args! { "shown" => shown, "all" => all.len(), "year" => report.in_year(m.year), "many" => c.many() },
    );
    let value = |x: &Measured| x.value.map_or("–".into(), |v| number::fixed(v, 2));
    let alt = words.with(
        "concentration-alt",
        args! {
            "all" => all.len(), "low" => value(last), "high" => value(first),
            "top" => named(report, &by[..by.len().min(3)], true),
            "bottom" => named(report, &by[by.len().saturating_sub(3)..], true),
            "missing" => all.len() - by.len(),
        },
    );
    let note =
        words.with("concentration-note", args! { "missing" => all.len() - by.len(), "many" => c.many() });
    let figure = Figure::new("concentration", title, subtitle, |w| gini_dots::draw(c, &by, w))
        .note(format!("{note} {}", all_rows(report, "clusters/concentration")))
        .alt(alt);
    report.figure(figure)
}
