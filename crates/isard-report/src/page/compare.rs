//! Regions side by side: up to ten, chosen by the reader on a screen.

use super::Report;
use super::clusters::all_rows;
use super::paper::Block;
use crate::messages::{args, capital};
use crate::number;
use crate::read::{Clusters, Dynamics};
use maud::html;
use std::collections::BTreeMap;

/// Regions shown at a time.
const SHOWN: usize = 10;
/// Regions that can be chosen: more would weigh down the page.
const KNOWN: usize = 400;

/// Regions by expected stars of all their clusters, most first.
pub(super) fn order(m: &Clusters) -> Vec<&str> {
    let mut stars: BTreeMap<&str, f64> = BTreeMap::new();
    for x in &m.cells {
        *stars.entry(x.region.as_str()).or_default() += x.expected.unwrap_or(0.0);
    }
    let mut all: Vec<(&str, f64)> = stars.into_iter().collect();
    all.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(b.0)));
    all.into_iter().map(|a| a.0).collect()
}

/// What is said of a region.
struct Column {
    key: String,
    stars: f64,
    sure: usize,
    best: Option<(String, String)>,
    krugman: Option<f64>,
    change: Option<(f64, f64)>,
    stages: Option<[usize; 4]>,
    withheld: usize,
    cells: usize,
}

fn column(m: &Clusters, d: Option<&Dynamics>, key: &str) -> Column {
    let best = m.best_of(key);
    let krugman = m.specialization.get("krugman").and_then(|v| v.iter().find(|x| x.key == key)?.value);
    let change = d.and_then(|d| d.shifts.iter().find(|s| s.region == key)).map(|s| (s.change, s.regional));
    Column {
        key: key.to_string(),
        stars: best.iter().filter_map(|x| x.expected).sum(),
        sure: best.iter().filter(|x| x.interval.is_some_and(|i| i.0 > 1.0)).count(),
        best: best.first().map(|x| {
            let interval = x.interval.map_or(String::new(), |(a, b)| {
                let d = number::ratio_decimals(a, b);
                format!("{} ({})", number::fixed(x.lq.unwrap_or(0.0), d), number::range(a, b, d))
            });
            (x.cluster.clone(), interval)
        }),
        krugman,
        change,
        stages: d.and_then(|d| d.stages.get(key).copied()),
        withheld: m.withheld_of(key)[0],
        cells: m.cells.iter().filter(|x| x.region == key).count(),
    }
}

pub(super) fn table(report: &mut Report, m: &Clusters, d: Option<&Dynamics>, focus: &[String]) -> Block {
    let (c, words) = (&report.c, report.c.words);
    let mut keys: Vec<&str> = focus.iter().map(String::as_str).collect();
    let ordered = order(m);
    let total = ordered.len();
    keys.extend(ordered.into_iter().filter(|k| !focus.iter().any(|f| f == k)).take(KNOWN - keys.len()));
    if keys.len() < 2 {
        return Block::empty();
    }
    let columns: Vec<Column> = keys.iter().map(|k| column(m, d, k)).collect();
    let shown = columns.len().min(SHOWN);
    let change = columns.iter().any(|x| x.change.is_some());
    let stages = columns.iter().any(|x| x.stages.is_some());
    let withheld = columns.iter().any(|x| x.withheld > 0);
    let first = columns[..shown].iter().max_by(|a, b| a.stars.total_cmp(&b.stars).then(b.key.cmp(&a.key)));
    let title = words.with(
        "compare-title",
        args! {
            "region" => first.map_or("", |x| c.names.region(&x.key)), "shown" => words.number_word(shown),
            "many" => c.many(), "stars" => first.map_or("–".to_string(), |x| number::fixed(x.stars, 1)),
        },
    );
    let subtitle = words.with(
        "compare-subtitle",
        args! { "focus" => focus.len(), "many" => c.many(), "year" => report.in_year(m.year) },
    );
    let percent = |v: f64| format!("{}{}%", number::signed(v * 100.0, 1), number::THIN);
    let pick = words.with("compare-pick", args! { "one" => c.one() });
    let label = |id: &str| words.get(id);
    let body = html! {
        div.pick.screen {
            input.pick list="compare-names" placeholder=(pick) aria-label=(pick);
            datalist id="compare-names" { @for x in &columns { option value=(c.names.region(&x.key)) {} } }
        }
        table.stack id="compare-list" data-most=(SHOWN) {
            thead { tr {
                th { (capital(&c.one())) }
                th.n { (label("compare-stars")) }
                th.n { (label("compare-sure")) }
                th { (label("compare-best")) }
                th.n { (label("compare-special")) }
                @if change { th.n { (label("compare-change")) } }
                @if stages { th.n { (label("compare-stages")) } }
                @if withheld { th.n { (label("column-withheld")) } }
            } }
            tbody { @for (at, x) in columns.iter().enumerate() { tr hidden[at >= shown] {
                td { b.cell { (c.names.region(&x.key)) } }
                td.n data-label=(label("compare-stars")) { (number::fixed(x.stars, 1)) }
                td.n data-label=(label("compare-sure")) { (x.sure) }
                td { @if let Some((cluster, interval)) = &x.best { (c.names.industry(cluster)) small { (interval) } } }
                td.n data-label=(label("compare-special")) { (number::or_dash(x.krugman, 2)) }
                @if change { td.n data-label=(label("compare-change")) {
                    @if let Some((change, own)) = x.change {
                        (percent(change)) small { (words.with("compare-own", args! { "own" => percent(own) })) }
                    } @else { "–" }
                } }
                @if stages { td.n data-label=(label("compare-stages")) {
                    (x.stages.map_or("–".to_string(), |s| s.map(|n| n.to_string()).join(" · ")))
                } }
                @if withheld { td.n data-label=(label("column-withheld")) {
                    (number::percent(x.withheld as f64 / x.cells.max(1) as f64, 0))
                } }
            } } }
        }
    };
    let mut note = words.with(
        "compare-note",
        args! { "change" => if change { "yes" } else { "no" }, "stages" => if stages { "yes" } else { "no" } },
    );
    if total > columns.len() {
        note += " ";
        note += &words.with("compare-known", args! { "known" => columns.len(), "total" => c.counted(total) });
    }
    let note = format!("{note} {}", all_rows(report, "clusters/strength"));
    report.table("compare", &title, &subtitle, &note, body, 2 * shown + 3)
}
