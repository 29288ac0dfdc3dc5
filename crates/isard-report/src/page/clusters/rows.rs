//! Clusters in rows: those of a region, and the strongest of all.

use super::{all_rows, anchor, measure};
use crate::chart::cluster_rows::{self, Row, Rows};
use crate::figure::Figure;
use crate::messages::{args, capital, lower};
use crate::number;
use crate::page::Report;
use crate::page::paper::Block;
use crate::read::Clusters;
use crate::read::clusters::{Cell, Series, withheld};
use isard::model::Status;

/// Clusters shown of a region of interest, and pairs shown of all regions.
pub(in crate::page) const ROWS: usize = 14;
/// Withheld clusters shown of a region of interest.
const WITHHELD: usize = 4;

pub(in crate::page) fn row<'a>(report: &Report, cell: &'a Cell, sub: String, series: &Series) -> Row<'a> {
    let key = (cell.region.clone(), cell.cluster.clone());
    Row {
        name: report.c.names.industry(&cell.cluster).to_string(),
        sub,
        cell,
        series: series.get(&key).cloned().unwrap_or_default(),
    }
}

/// Years of the trend, when a row has more than one.
pub(in crate::page) fn trend_years(m: &Clusters, rows: &[Row]) -> Option<(i64, i64)> {
    m.years.filter(|_| rows.iter().any(|r| r.series.len() > 1))
}

pub(in crate::page) fn stars_note(report: &Report, rows: &Rows) -> String {
    let words = report.c.words;
    // What a figure before has said is not said again.
    if let Some(n) = report.figure_number(|id| id.starts_with("clusters-")) {
        return words.with("clusters-note-short", args! { "n" => n });
    }
    let mut parts = vec![words.with("clusters-note", args! { "many" => report.c.many() })];
    let as_seen = |r: &Row| r.cell.star.iter().any(|s| s.earned == Some(true) && s.probability.is_none());
    if rows.rows.iter().any(as_seen) {
        parts.push(words.get("clusters-note-as-seen"));
    }
    if rows.years.is_some() {
        parts.push(words.get("clusters-note-trend"));
    }
    let open = |r: &&Row| r.cell.lq.is_none();
    if rows.rows.iter().filter(open).any(|r| r.cell.lq_bounds.1.is_some()) {
        parts.push(words.get("clusters-note-withheld"));
    } else if rows.rows.iter().any(|r| open(&r)) {
        parts.push(words.get("clusters-note-unbounded"));
    }
    if rows.rows.iter().any(|r| r.cell.status == Status::Estimated && r.cell.withheld()) {
        parts.push(words.get("clusters-note-estimated-withheld"));
    } else if rows.rows.iter().any(|r| r.cell.status == Status::Estimated) {
        parts.push(words.get("clusters-note-estimated"));
    }
    parts.join(" ")
}

/// "A in B 3.1 (2.9–3.4)".
pub(in crate::page) fn quotient(cell: &Cell) -> String {
    match (cell.lq, cell.interval) {
        (Some(v), Some((a, b))) => {
            let d = number::ratio_decimals(a, b);
            format!("{} ({})", number::fixed(v, d), number::range(a, b, d))
        }
        (Some(v), None) => number::fixed(v, 2),
        _ => "–".to_string(),
    }
}

pub(in crate::page) fn rows_alt(report: &Report, rows: &Rows, withheld: usize, all: usize) -> String {
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

pub(in crate::page) fn focus_figure(
    report: &mut Report,
    m: &Clusters,
    region: &str,
    series: &Series,
) -> Block {
    let (c, words) = (&report.c, report.c.words);
    let (best, withheld) = (m.best_of(region), m.open_of(region));
    let mut rows: Vec<Row> = best.iter().take(ROWS).map(|x| row(report, x, String::new(), series)).collect();
    rows.extend(withheld.iter().take(WITHHELD).map(|x| row(report, x, String::new(), series)));
    let years = trend_years(m, &rows);
    let rows =
        Rows { rows, head: words.get("column-cluster"), measure: measure(report), years, kinds: m.kinds() };
    let with = |stars: i64| best.iter().filter(move |x| x.stars == Some(stars));
    let most = m.kinds().len() as i64;
    let (sure, two) = (with(most).count(), with(most - 1).count());
    // The strongest of those the title counts.
    let first = with(most).chain(with(most - 1)).chain(&best).next();
    let first = first.map_or(String::new(), |x| lower(c.names.industry(&x.cluster)));
    let title = words.with(
        "clusters-focus-title",
        args! {
            "region" => c.names.region(region), "three" => sure, "three_word" => words.number_word(sure),
            "two" => two, "two_word" => words.number_word(two), "first" => first,
            "most" => words.number_word(most as usize), "next" => words.number_word(most as usize - 1),
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
    let alt = rows_alt(report, &rows, m.withheld_of(region)[0], best.len() + withheld.len());
    let note = format!("{} {}", stars_note(report, &rows), all_rows(report, "clusters/strength"));
    let id = format!("clusters-{}", anchor(region));
    let figure = Figure::new(&id, title, subtitle, |w| cluster_rows::draw(c, &rows, w)).note(note).alt(alt);
    report.figure(figure)
}

pub(in crate::page) fn strongest_figure(report: &mut Report, m: &Clusters, series: &Series) -> Block {
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
    let rows = Rows {
        rows,
        head: words.get("column-cluster-region"),
        measure: measure(report),
        years,
        kinds: m.kinds(),
    };
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
    let [withheld, _] = withheld(m.cells.iter());
    let alt = rows_alt(report, &rows, withheld, m.cells.len());
    let note = format!("{} {}", stars_note(report, &rows), all_rows(report, "clusters/strength"));
    let figure = Figure::new("clusters-strongest", title, subtitle, |w| cluster_rows::draw(c, &rows, w))
        .note(note)
        .alt(alt);
    report.figure(figure)
}
