//! A chapter for each region of interest: its clusters, how sure they are,
//! where they are heading, what lies near, and the communities that reach into it.

use super::clusters::rows::{ROWS, focus_figure};
use super::clusters::{all_rows, anchor, measure};
use super::compare;
use super::organizations::in_region;
use super::paper::{Block, Paper, text_height};
use super::{HEAD, Report};
use crate::chart::{portfolio, stages};
use crate::figure::Figure;
use crate::messages::{args, capital, lower};
use crate::number;
use crate::read::clusters::{Cell, series};
use crate::read::dynamics::{Lives, STAGES, lives, opportunities};
use crate::read::organizations::Organizations;
use crate::read::{Clusters, Dynamics};
use maud::{Markup, html};
use std::collections::BTreeSet;

/// Regions of interest that get a chapter.
const FOCUS: usize = 3;
/// Industries listed that a region lacks.
const NEAR: usize = 8;

/// Regions of interest; the one with most expected stars where none is named.
pub(super) fn focus(report: &Report, m: &Clusters) -> Vec<String> {
    let named = report.c.study.focus.iter().filter(|k| !m.best_of(k).is_empty());
    let named: Vec<String> = named.take(FOCUS).cloned().collect();
    if !named.is_empty() {
        return named;
    }
    compare::order(m).into_iter().take(1).map(str::to_string).collect()
}

pub(super) fn chapters(
    report: &mut Report,
    paper: &mut Paper,
    m: &Clusters,
    d: Option<&Dynamics>,
    organizations: Option<&Organizations>,
) -> Vec<Markup> {
    let chosen = focus(report, m);
    let best: BTreeSet<(String, String)> = chosen
        .iter()
        .flat_map(|k| m.best_of(k).into_iter().take(ROWS))
        .map(|c| (c.region.clone(), c.cluster.clone()))
        .collect();
    let lines = if m.years.is_some() { series(report.input, &best) } else { Default::default() };
    let lives = lives(report.input, &best);
    let mut out = Vec::new();
    for (at, region) in chosen.iter().enumerate() {
        let title =
            report.c.words.with("chapter-region", args! { "region" => report.c.names.region(region) });
        let heading = report.heading(&format!("region-{}", anchor(region)), &title);
        let lead = lead(report, m, d, region);
        let head = HEAD + text_height(&lead, 18.0, 680.0, 24.0) + 20.0;
        let heading = html! { (heading) p.lead { (lead) } };
        let mut blocks = vec![
            portfolio_figure(report, m, region),
            focus_figure(report, m, region, &lines),
            stages_figure(report, m, region, &lives),
            near_table(report, region),
        ];
        if let Some(all) = organizations {
            blocks.push(in_region::table(report, all, region));
        }
        if at + 1 == chosen.len() {
            blocks.push(compare::table(report, m, d, &chosen));
        }
        out.push(paper.chapter(heading, head, blocks));
    }
    out
}

fn lead(report: &Report, m: &Clusters, d: Option<&Dynamics>, region: &str) -> String {
    let (c, words) = (&report.c, report.c.words);
    let cells: Vec<&Cell> = m.cells.iter().filter(|x| x.region == region).collect();
    let best = m.best_of(region);
    let sure = best.iter().filter(|x| x.interval.is_some_and(|i| i.0 > 1.0)).count();
    let mut out = vec![words.with(
        "region-lead",
        args! {
            "sure" => sure, "sure_word" => capital(&words.number_word(sure)), "published" => best.len(),
            "region" => c.names.region(region), "many" => c.many(), "year" => report.in_year(m.year),
        },
    )];
    let [strong, certain] = Clusters::strong(cells.iter().copied());
    out.push(words.with(
        "region-lead-strong",
        args! { "strong" => strong, "word" => capital(&words.number_word(strong)), "sure" => certain },
    ));
    if cells.iter().any(|x| !x.ranked) {
        out.push(words.with("region-lead-unranked", args! { "region" => c.names.region(region) }));
    }
    let shift = d.and_then(|d| d.shifts.iter().find(|s| s.region == region).zip(d.span));
    if let Some((s, (from, to))) = shift {
        let percent = |v: f64| format!("{}{}%", number::signed(v * 100.0, 1), number::THIN);
        out.push(words.with(
            "region-lead-shift",
            args! {
                "from" => from.to_string(), "to" => to.to_string(), "measure" => lower(&measure(report)),
                "change" => percent(s.change), "national" => percent(s.national), "mix" => percent(s.mix),
                "own" => percent(s.regional), "many" => c.many(),
            },
        ));
    }
    let [withheld, estimated] = m.withheld_of(region);
    out.push(words.with(
        "region-lead-withheld",
        args! {
            "withheld" => withheld, "word" => capital(&words.number_word(withheld)), "all" => cells.len(),
            "share" => number::percent(withheld as f64 / cells.len().max(1) as f64, 0), "estimated" => estimated,
            "open" => withheld - estimated,
        },
    ));
    out.join(" ")
}

fn portfolio_figure(report: &mut Report, m: &Clusters, region: &str) -> Block {
    let (c, words) = (&report.c, report.c.words);
    let best = m.best_of(region);
    let growth = m.years.is_some() && best.iter().any(|x| x.growth.is_some());
    let cells = portfolio::drawn(&best, growth);
    if cells.len() < 2 {
        return Block::empty();
    }
    let strong: Vec<&&Cell> = cells.iter().filter(|x| x.interval.is_some_and(|i| i.0 > 1.0)).collect();
    let grew = strong.iter().filter(|x| x.growth.is_some_and(|g| g > 0.0)).count();
    let name = |x: &Cell| lower(c.names.industry(&x.cluster));
    let title = match (growth, strong.is_empty()) {
        (true, false) => words.with(
            match (grew, strong.len()) {
                (0, 1) => "portfolio-title-one",
                (a, b) if a == b => "portfolio-title-all",
                _ => "portfolio-title",
            },
            args! {
                "grew" => grew, "grew_word" => capital(&words.number_word(grew)),
                "strong" => strong.len(), "strong_word" => words.number_word(strong.len()),
            },
        ),
        (false, false) => {
            let first: Vec<String> = strong.iter().take(3).map(|x| name(x)).collect();
            words.with(
                "portfolio-title-names",
                args! { "region" => c.names.region(region), "names" => words.list(&first) },
            )
        }
        (_, true) => words.with("portfolio-title-none", args! { "region" => c.names.region(region) }),
    };
    let span = m.years.filter(|_| growth).map_or(String::new(), |(a, b)| number::years(a, b));
    let measure = measure(report);
    let subtitle = words.with(
        "portfolio-subtitle",
        args! {
            "shown" => cells.len(), "all" => best.len(), "measure" => lower(&measure), "growth" => if growth { "yes" } else { "no" },
            "span" => span, "year" => report.in_year(m.year),
        },
    );
    let mut by: Vec<&&Cell> = cells.iter().collect();
    by.sort_by(|a, b| b.lq.unwrap_or(0.0).total_cmp(&a.lq.unwrap_or(0.0)).then(a.cluster.cmp(&b.cluster)));
    let told = |x: &&&Cell| {
        let lq = number::fixed(x.lq.unwrap_or(0.0), 1);
        let growth =
            x.growth.filter(|_| growth).map_or(String::new(), |g| format!(", {}", number::growth(g)));
        format!("{} {lq}{growth}", c.names.industry(&x.cluster))
    };
    let alt = words.with(
        "portfolio-alt",
        args! {
            "shown" => cells.len(), "top" => by.iter().take(3).map(told).collect::<Vec<_>>().join("; "),
            "bottom" => by[by.len().saturating_sub(3)..].iter().map(told).collect::<Vec<_>>().join("; "),
            "without" => best.len() - cells.len() + m.open_of(region).len(),
        },
    );
    let id = format!("portfolio-{}", anchor(region));
    let note = format!(
        "{} {}",
        words.with(
            "portfolio-note",
            args! { "without" => best.len() - cells.len(), "growth" => if growth { "yes" } else { "no" } }
        ),
        all_rows(report, "clusters/strength")
    );
    let figure = Figure::new(&id, title, subtitle, |w| portfolio::draw(c, &cells, growth, &measure, w));
    report.figure(figure.note(note).alt(alt))
}

/// How many of the rows are likeliest in each stage.
fn most(rows: &[stages::Row]) -> Option<(usize, usize)> {
    let mut counts = [0; 4];
    rows.iter().filter_map(|r| r.years.last()).for_each(|s| counts[s.likeliest()] += 1);
    let at = (0..4).max_by(|a, b| counts[*a].cmp(&counts[*b]).then(b.cmp(a)))?;
    (counts[at] > 0).then_some((at, counts[at]))
}

fn stages_figure(report: &mut Report, m: &Clusters, region: &str, lives: &Lives) -> Block {
    let (c, words) = (&report.c, report.c.words);
    let rows: Vec<stages::Row> = m
        .best_of(region)
        .into_iter()
        .filter_map(|x| {
            let years = lives.get(&(x.region.clone(), x.cluster.clone()))?.clone();
            Some(stages::Row { name: c.names.industry(&x.cluster).to_string(), years })
        })
        .collect();
    let Some((stage, count)) = most(&rows) else { return Block::empty() };
    let word = words.get(&format!("stage-{}", STAGES[stage]));
    let title = words.with(
        "stages-title",
        args! {
            "count" => count, "word" => capital(&words.number_word(count)), "all" => words.number_word(rows.len()),
            "stage" => word,
        },
    );
    let told: Vec<String> = rows
        .iter()
        .filter_map(|r| {
            let s = r.years.last()?;
            let p = number::probability(s.probability[s.likeliest()]);
            Some(format!("{}: {} {p} %", r.name, words.get(&format!("stage-{}", STAGES[s.likeliest()]))))
        })
        .collect();
    let alt = words.with("stages-alt", args! { "count" => rows.len(), "rows" => told.join("; ") });
    let id = format!("stages-{}", anchor(region));
    let note = format!("{} {}", words.get("stages-note"), all_rows(report, "dynamics/life_cycle"));
    let figure = Figure::new(&id, title, words.get("stages-subtitle"), |w| stages::draw(c, &rows, w));
    report.figure(figure.note(note).alt(alt))
}

/// Industries the region lacks that lie nearest to what it has.
fn near_table(report: &mut Report, region: &str) -> Block {
    let (c, words) = (&report.c, report.c.words);
    let all = opportunities(report.input, region);
    let shown = all.len().min(NEAR);
    let Some(first) = all.first() else { return Block::empty() };
    let entry = all.iter().any(|o| o.entry.is_some());
    let title = words.with("near-title", args! { "first" => lower(c.names.industry(&first.industry)) });
    let subtitle = words.with(
        "near-subtitle",
        args! { "shown" => shown, "all" => all.len(), "region" => c.names.region(region) },
    );
    let body = html! { table.stack {
        thead { tr {
            th { (words.get("column-cluster")) }
            th.n { (words.get("near-density")) }
            th.n { (words.get("column-lq")) }
            @if entry { th.n { (words.get("near-entry")) } }
        } }
        tbody { @for o in &all[..shown] { tr {
            td { b.cell { (c.names.industry(&o.industry)) } }
            td.n data-label=(words.get("near-density")) { (number::percent(o.density, 0)) }
            td.n data-label=(words.get("column-lq")) { (number::or_dash(o.lq, 2)) }
            @if entry { td.n data-label=(words.get("near-entry")) {
                (o.entry.map_or("–".to_string(), |p| format!("{}{}%", number::probability(p), number::THIN)))
            } }
        } } }
    } };
    let note = format!(
        "{} {}",
        words.with("near-note", args! { "entry" => if entry { "yes" } else { "no" } }),
        all_rows(report, "complexity/opportunities")
    );
    report.table(&format!("near-{}", anchor(region)), &title, &subtitle, &note, body, shown + 2)
}
