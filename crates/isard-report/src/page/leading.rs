//! A page for each leading cluster: where it is, who leads, and where it is
//! heading.

use super::clusters::rows::{quotient, row, rows_alt, stars_note, trend_years};
use super::clusters::{all_rows, anchor, leading, measure};
use super::paper::{Block, Paper};
use super::{HEAD, Report};
use crate::chart::cluster_card::{self, Card, Course};
use crate::chart::cluster_rows::{self, Row, Rows};
use crate::figure::Figure;
use crate::messages::{args, capital};
use crate::number;
use crate::read::clusters::{Cell, series, withheld};
use crate::read::dynamics::{Beyond, Lives, STAGES, beyond, lives};
use crate::read::{Clusters, Dynamics};
use maud::{Markup, html};
use std::collections::{BTreeMap, BTreeSet};

/// Clusters that get a page.
const PAGES: usize = 3;
/// First places listed.
const PLACES: usize = 5;

pub(super) fn chapter(report: &mut Report, paper: &mut Paper, m: &Clusters, d: Option<&Dynamics>) -> Markup {
    let chosen: Vec<String> = leading(report, m).into_iter().take(PAGES).collect();
    let cells: Vec<(String, Vec<&Cell>)> = chosen.iter().map(|k| (k.clone(), first_cells(m, k))).collect();
    if cells.iter().all(|c| c.1.is_empty()) {
        return html! {};
    }
    let pairs: BTreeSet<(String, String)> =
        cells.iter().flat_map(|c| &c.1).map(|x| (x.region.clone(), x.cluster.clone())).collect();
    let lines = if m.years.is_some() { series(report.input, &pairs) } else { Default::default() };
    let lives = lives(report.input, &pairs);
    let beyond = beyond(report.input);
    let title = report.c.words.get("chapter-leading");
    let heading = report.heading("leading", &title);
    let mut blocks = Vec::new();
    for (key, cells) in cells.iter().filter(|c| !c.1.is_empty()) {
        let rows: Vec<Row> = cells
            .iter()
            .map(|x| {
                let name = report.c.names.region(&x.region).to_string();
                Row { name, ..row(report, x, stage(report, &lives, x), &lines) }
            })
            .collect();
        blocks.push(rows_figure(report, m, key, rows).fixed());
        if !report.c.boundaries.is_empty() || d.is_some() {
            blocks.push(card_figure(report, m, d, &beyond, key));
        }
    }
    paper.chapter(heading, HEAD, blocks)
}

/// The cells of a cluster in the order of its ranking.
fn first_cells<'a>(m: &'a Clusters, cluster: &str) -> Vec<&'a Cell> {
    let places = m.ranking.get(cluster).map_or(&[][..], Vec::as_slice);
    places.iter().filter_map(|p| m.cell(&p.region, cluster)).take(PLACES).collect()
}

/// "growth 86 %", or nothing.
fn stage(report: &Report, lives: &Lives, x: &Cell) -> String {
    let last = lives.get(&(x.region.clone(), x.cluster.clone())).and_then(|v| v.last());
    last.map_or(String::new(), |s| {
        let at = s.likeliest();
        let word = report.c.words.get(&format!("stage-{}", STAGES[at]));
        format!("{word} {}{}%", number::probability(s.probability[at]), number::THIN)
    })
}

fn rows_figure(report: &mut Report, m: &Clusters, key: &str, rows: Vec<Row>) -> Block {
    let (c, words) = (&report.c, report.c.words);
    let all: Vec<&Cell> = m.cells.iter().filter(|x| x.cluster == key).collect();
    let sure = all.iter().filter(|x| x.interval.is_some_and(|i| i.0 > 1.0)).count();
    let staged = rows.iter().any(|r| !r.sub.is_empty());
    let years = trend_years(m, &rows);
    let rows = Rows { rows, head: capital(&c.one()), measure: measure(report), years, kinds: m.kinds() };
    let title = words.with(
        "leading-title",
        args! {
            "cluster" => c.names.industry(key), "sure" => sure, "first" => rows.rows[0].name.as_str(),
            "one" => c.one(), "many" => c.many(),
        },
    );
    let subtitle = words.with(
        "leading-subtitle",
        args! {
            "shown" => rows.rows.len(), "all" => c.counted(all.len()), "year" => report.in_year(m.year),
            "many" => c.many(), "staged" => if staged { "yes" } else { "no" },
        },
    );
    let [withheld, _] = withheld(all.iter().copied());
    let alt = rows_alt(report, &rows, withheld, all.len());
    let note = format!("{} {}", stars_note(report, &rows), all_rows(report, "clusters/ranking"));
    let id = format!("leading-{}", anchor(key));
    report.figure(Figure::new(&id, title, subtitle, |w| cluster_rows::draw(c, &rows, w)).note(note).alt(alt))
}

fn card_figure(
    report: &mut Report,
    m: &Clusters,
    d: Option<&Dynamics>,
    beyond: &BTreeMap<String, Beyond>,
    key: &str,
) -> Block {
    let (c, words) = (&report.c, report.c.words);
    let courses: Vec<Course> = d.map_or(Vec::new(), |d| {
        [("gini", 2), ("strong-clusters", 0), ("churn", 2)]
            .into_iter()
            .filter_map(|(measure, decimals)| {
                let points = d.line(key, measure).to_vec();
                let known = points.iter().filter(|p| p.value.is_some()).count();
                (known > 1).then(|| Course {
                    title: words.get(&format!("trend-{measure}")),
                    points,
                    decimals,
                })
            })
            .collect()
    });
    let name = c.names.industry(key);
    let test = d.and_then(|d| d.test(key, "gini"));
    let id = match test.and_then(|t| t.band) {
        Some((low, _)) if low > 0.0 => "card-title-gathers",
        Some((_, high)) if high < 0.0 => "card-title-spreads",
        Some(_) => "card-title-same",
        None => "card-title",
    };
    let title = words.with(id, args! { "cluster" => name });
    let card = Card { cluster: key.to_string(), courses };
    let subtitle = words.with(
        "card-subtitle",
        args! { "one" => c.one(), "year" => report.in_year(m.year), "courses" => if card.courses.is_empty() { "no" } else { "yes" } },
    );
    let mut note = vec![words.with("card-note", args! { "one" => c.one() })];
    if !card.courses.is_empty() {
        note.push(words.with("card-note-courses", args! { "many" => c.many() }));
    }
    note.extend(beyond.get(key).and_then(|b| plants_note(report, b)));
    note.push(all_rows(report, "clusters/strength"));
    let places = m.ranking.get(key).map_or(&[][..], Vec::as_slice);
    let told = |range: &[crate::read::clusters::Place]| -> String {
        let named = range.iter().map(|p| {
            let lq = m.cell(&p.region, key).map_or("–".to_string(), quotient);
            format!("{} {lq}", c.names.map_label(&p.region))
        });
        named.collect::<Vec<_>>().join(", ")
    };
    let last = |p: &Course| {
        let v = p.points.iter().rev().find_map(|q| q.value);
        format!("{} {}", p.title, number::or_dash(v, p.decimals))
    };
    let alt = words.with(
        "card-alt",
        args! {
            "cluster" => name, "top" => told(&places[..places.len().min(3)]),
            "bottom" => told(&places[places.len().saturating_sub(3)..]),
            "without" => m.cells.iter().filter(|x| x.cluster == key && x.lq.is_none()).count(),
            "courses" => card.courses.iter().map(last).collect::<Vec<_>>().join("; "),
        },
    );
    let id = format!("card-{}", anchor(key));
    let figure = Figure::new(&id, title, subtitle, |w| cluster_card::draw(c, m, &card, &anchor(key), w));
    report.figure(figure.note(note.join(" ")).alt(alt))
}

/// Concentration beyond plants in a sentence.
fn plants_note(report: &Report, b: &Beyond) -> Option<String> {
    let words = report.c.words;
    match (b.gamma, b.bounds) {
        (Some(gamma), _) => Some(words.with(
            "card-gamma",
            args! {
                "gamma" => number::fixed(gamma, 3), "plants" => b.plants,
                "z" => number::or_dash(b.z, 1),
            },
        )),
        (None, Some((low, high))) => Some(words.with(
            "card-gamma-bounds",
            args! { "bounds" => number::range(low, high, 3), "plants" => b.plants },
        )),
        _ => None,
    }
}
