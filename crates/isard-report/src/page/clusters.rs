//! The chapter on clusters: what the regions are strong in, and how sure that is.

mod competitive;
mod maps;
mod mix;
mod regions;
pub(in crate::page) mod rows;

use super::paper::{Paper, text_height};
use super::{HEAD, Report};
use crate::messages::{args, capital};
use crate::page::paper::Block;
use crate::read::Clusters;
use crate::read::clusters::{Cell, STARS, Series, series, withheld};
use maud::{Markup, html};
use rows::ROWS;
use std::collections::BTreeMap;

/// Maps; more would be too small to read on paper.
const MAPS: usize = 6;

pub(in crate::page) fn chapter(report: &mut Report, paper: &mut Paper, m: &Clusters) -> Markup {
    let words = report.c.words;
    let title = words.with("chapter-clusters", args! { "many" => report.c.many() });
    let leading = leading(report, m);
    let series = trends(report, m);
    let heading = report.heading("clusters", &title);
    let lead = lead(report, m);
    let head = HEAD + text_height(&lead, 18.0, 680.0, 24.0) + 20.0;
    let heading = html! { (heading) p.lead { (lead) } };
    let mut blocks: Vec<Block> = Vec::new();
    blocks.push(rows::strongest_figure(report, m, &series));
    if !report.c.boundaries.is_empty() && !leading.is_empty() {
        blocks.push(maps::maps_figure(report, m, &leading));
    }
    if leading.iter().any(|k| m.ranking.contains_key(k)) {
        blocks.push(maps::ranks_figure(report, m, &leading));
    }
    blocks.push(competitive::competitive_table(report, m));
    blocks.push(regions::regions_table(report, m));
    if m.specialization.get("krugman").is_some_and(|v| v.len() > 1) {
        blocks.push(mix::special_figure(report, m));
    }
    if m.concentration.contains_key("gini") {
        blocks.push(mix::concentration_figure(report, m));
    }
    paper.chapter(heading, head, blocks)
}

/// What is counted, from the options of the run.
pub(in crate::page) fn measure(report: &Report) -> String {
    let id = format!("measure-name-{}", report.step_option("clusters", "measure"));
    let words = report.c.words;
    if words.has(&id) { words.get(&id) } else { words.get("measure-name-employment") }
}

pub(in crate::page) fn lead(report: &Report, m: &Clusters) -> String {
    let (c, words) = (&report.c, report.c.words);
    let [withheld, estimated] = withheld(m.cells.iter());
    let kinds = m.kinds();
    let full = m.with_stars(kinds.len() as i64);
    let mut out = words.with(
        "clusters-lead",
        args! {
            "three" => full, "three_word" => capital(&words.number_word(full)), "most" => words.number_word(kinds.len()),
            "kinds" => words.list(&kinds.iter().map(|k| words.get(&format!("star-word-{}", STARS[*k]))).collect::<Vec<_>>()),
            "pairs" => m.cells.len(), "clusters" => m.clusters().len(), "one" => c.one(),
            "regions" => c.counted(m.regions().len()), "year" => report.in_year(m.year),
        },
    );
    let [strong, sure] = Clusters::strong(m.cells.iter());
    out.push(' ');
    out += &words.with("clusters-lead-strong", args! { "strong" => strong, "sure" => sure });
    if m.unranked() > 0 {
        out.push(' ');
        out += &words.with(
            "clusters-lead-unranked",
            args! { "small" => c.counted(m.unranked()), "n" => m.unranked() },
        );
    }
    if withheld > 0 {
        out.push(' ');
        out += &words.with(
            "clusters-lead-withheld",
            args! { "withheld" => withheld, "estimated" => estimated, "open" => withheld - estimated },
        );
    }
    out
}

/// Those of the first region of interest, then those in which most regions
/// earn three stars, then two; ties by the strongest cell.
pub(in crate::page) fn leading(report: &Report, m: &Clusters) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for region in report.c.study.focus.iter().take(1) {
        let earned = m.best_of(region).into_iter().filter(|x| x.stars.unwrap_or(0) > 1);
        out.extend(earned.take(3).map(|x| x.cluster.clone()));
    }
    let most = m.kinds().len() as i64;
    let mut earned: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for cell in &m.cells {
        let entry = earned.entry(&cell.cluster).or_default();
        entry.0 += usize::from(cell.stars == Some(most));
        entry.1 += usize::from(cell.stars == Some(most - 1));
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

fn trends(report: &Report, m: &Clusters) -> Series {
    if m.years.is_none() {
        return Series::new();
    }
    let pair = |x: &&Cell| (x.region.clone(), x.cluster.clone());
    series(report.input, &m.strongest().iter().take(ROWS).map(pair).collect())
}

/// A key as part of an anchor.
pub(in crate::page) fn anchor(key: &str) -> String {
    key.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' }).collect()
}

pub(in crate::page) fn all_rows(report: &Report, table: &str) -> String {
    report.c.words.with("all-rows", args! { "table" => format!("tables/{table}.parquet") })
}

/// A whole table to unfold and filter on the screen, behind its first rows.
fn unfolded(report: &Report, id: &str, summary: &str, table: Markup) -> Markup {
    let filter = report.c.words.get("table-filter");
    html! { details.screen {
        summary { (summary) }
        input.filter type="search" data-table=(id) placeholder=(filter) aria-label=(filter);
        div.scroll { (table) }
    } }
}
