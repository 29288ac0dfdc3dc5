//! The first page: what was found, in one sentence, with the map.

use super::Report;
use super::paper::{Block, Paper, text_height};
use crate::chart::groups_map::{self, typical};
use crate::chart::profile;
use crate::figure::Figure;
use crate::messages::{args, bare, capital, lower};
use crate::number;
use crate::read::Typology;
use maud::{Markup, html};

/// Heading and lead; then the map and the groups.
pub(super) fn section(
    report: &mut Report,
    paper: &mut Paper,
    typology: Option<&Typology>,
) -> (Markup, Markup) {
    let words = report.c.words;
    let (kicker, title, lead) = match typology {
        Some(t) => (words.get("kicker-groups"), headline(report, t), lead(report, t)),
        None => (words.get("kicker-atlas"), report.c.study.title.clone(), report.c.study.description.clone()),
    };
    let study = report.c.study;
    let head = html! {
        p.kicker { (kicker) }
        h1 { (title) }
        p.lead { (lead) }
        @if study.synthetic { p.notice { (words.get("synthetic-notice")) } }
        @if study.modelled { p.notice { (words.get("modelled-notice")) } }
        @if let Some(notice) = &study.notice { p.notice { (notice) } }
    };
    let mut notices = 0.0;
    for notice in study.notice.iter().map(String::len).chain([80, 80]) {
        notices += notice as f64 / 100.0 * 18.0;
    }
    let above = 130.0
        + text_height(&title, 33.0, 680.0, 38.0)
        + text_height(&lead, 18.0, 680.0, 24.0)
        + if study.notice.is_some() { notices } else { 0.0 };
    let mut blocks = Vec::new();
    if let Some(t) = typology {
        if !report.c.boundaries.is_empty() {
            blocks.push(map(report, t));
        }
        blocks.push(Block::new(groups(report, t), groups_height(report, t)).fixed());
    }
    let rest = paper.chapter(html! {}, above, blocks);
    (head, rest)
}

fn headline(report: &Report, t: &Typology) -> String {
    let border = t.border_count();
    report.c.words.with(
        "title-groups",
        args! {
            "number" => capital(&report.c.words.number_word(t.k)),
            "one" => report.c.one(),
            "border" => border,
            "border_word" => report.c.words.number_word(border),
        },
    )
}

fn lead(report: &Report, t: &Typology) -> String {
    let words = report.c.words;
    let mut names: Vec<String> = profile::sorted(t).iter().map(|i| lower(bare(&i.name))).collect();
    if names.len() > 6 {
        let rest = names.len() - 5;
        names.truncate(5);
        names.push(words.with("lead-more-indicators", args! { "n" => rest }));
    }
    let mut sentences = vec![words.with(
        "lead-groups",
        args! {
            "indicators" => words.list(&names),
            "regions" => report.c.counted(t.members.len()),
            "number" => words.number_word(t.k),
        },
    )];
    if let Some(s) = t.mean_silhouette() {
        // Limits of Kaufman and Rousseeuw.
        let id = match s {
            s if s <= 0.25 => "silhouette-none",
            s if s <= 0.50 => "silhouette-weak",
            s if s <= 0.70 => "silhouette-reasonable",
            _ => "silhouette-strong",
        };
        sentences.push(words.with(id, args! { "silhouette" => number::fixed(s, 2) }));
    }
    let border = t.border_count();
    sentences.push(match border {
        0 => words.with("lead-border-none", args! { "one" => report.c.one() }),
        _ => words.with(
            "lead-border",
            args! {
                "border" => border,
                "border_word" => capital(&words.number_word(border)),
                "one" => report.c.one(),
                "many" => report.c.many(),
            },
        ),
    });
    sentences.join(" ")
}

fn map(report: &mut Report, t: &Typology) -> Block {
    let c = &report.c;
    let words = c.words;
    let title = match profile::sorted(t).first() {
        Some(first) if profile::eta2(t, &first.key).is_some() => {
            words.with("map-title-one", args! { "indicator" => lower(bare(&first.name)) })
        }
        _ => words.with("map-title", args! { "number" => words.number_word(t.k) }),
    };
    let stripes = match t.border_count() {
        0 => String::new(),
        _ => words.with("map-stripes", args! { "one" => c.one() }),
    };
    let subtitle = words.with(
        "map-subtitle",
        args! { "many" => c.many(), "year" => report.in_year(t.year), "stripes" => stripes },
    );
    let figure = Figure::new("groups-map", title, subtitle.trim().to_string(), |w| groups_map::draw(c, t, w))
        .note(words.with("map-note", args! { "one" => c.one() }))
        .alt(map_alt(report, t));
    report.figure(figure)
}

fn map_alt(report: &Report, t: &Typology) -> String {
    let (c, words) = (&report.c, report.c.words);
    let groups: Vec<String> = (1..=t.k)
        .map(|g| {
            let names: Vec<&str> = t.of_group(g).map(|m| m.key.as_str()).collect();
            let named = typical(t, g, 3);
            let shown: Vec<&str> = if named.is_empty() {
                names.iter().take(3).map(|k| c.names.region(k)).collect()
            } else {
                named.iter().map(|k| c.names.region(k)).collect()
            };
            words.with(
                "map-alt-group",
                args! { "group" => c.group(t, g), "count" => c.counted(t.size(g)), "names" => words.list(&shown) },
            )
        })
        .collect();
    let border: Vec<&str> =
        t.members.iter().filter(|m| m.border).take(12).map(|m| c.names.region(&m.key)).collect();
    let border = match border.is_empty() {
        true => String::new(),
        false => words.with("map-alt-border", args! { "names" => words.list(&border) }),
    };
    words.with(
        "map-alt",
        args! {
            "regions" => c.counted(t.members.len()),
            "number" => words.number_word(t.k),
            "groups" => groups.join(" "),
            "border" => border,
            "missing" => t.outside.len(),
        },
    )
}

/// A column per group: what it is like, its means, its typical and its border members.
fn groups(report: &Report, t: &Typology) -> Markup {
    let k = t.k.min(4);
    html! {
        div class=(format!("columns k{}", k.max(2))) {
            @for g in 1..=t.k { (group(report, t, g)) }
        }
    }
}

/// About how tall the columns of the groups are on paper.
fn groups_height(report: &Report, t: &Typology) -> f64 {
    let columns = if t.k == 3 { 3.0 } else { 2.0 };
    let width = (680.0 - 20.0 * (columns - 1.0)) / columns;
    let rows = (t.k as f64 / columns).ceil();
    let tallest = (1..=t.k).map(|g| {
        let text = group(report, t, g).into_string();
        let words: String = text.split('<').filter_map(|p| p.split_once('>')).map(|p| p.1).collect();
        60.0 + text_height(&words, 13.0, width, 18.5) * 1.25
    });
    rows * (tallest.fold(0.0, f64::max) + 20.0)
}

fn group(report: &Report, t: &Typology, g: usize) -> Markup {
    let (c, words) = (&report.c, report.c.words);
    let names =
        |keys: &[String]| keys.iter().map(|k| c.names.region(k).to_string()).collect::<Vec<_>>().join(", ");
    let border: Vec<String> = t.of_group(g).filter(|m| m.border).map(|m| m.key.clone()).collect();
    let mut border_names = names(&border[..border.len().min(10)]);
    if border.len() > 10 {
        border_names += &words.with("list-more", args! { "n" => border.len() - 10 });
    }
    let typical = typical(t, g, 3);
    html! {
        div.group style=(format!("border-color:var(--g{g})")) {
            h4 { span style=(format!("color:var(--t{g})")) { (c.group(t, g)) } " " (c.counted(t.size(g))) }
            (character(report, t, g))
            dl {
                @for i in profile::sorted(t).iter().take(5) {
                    @if let Some(value) = own_mean(t, &i.key, g) {
                        dt { (i.name) }
                        dd {
                            (value) @if i.unit == "%" { (number::THIN) "%" }
                            @if i.unit != "%" && !i.unit.is_empty() { " " small { (i.unit) } }
                        }
                    }
                }
            }
            @if !typical.is_empty() { p { b { (words.get("group-typical")) } span.muted { (names(&typical)) } } }
            @if !border.is_empty() { p { b { (words.get("group-border")) } span.muted { (border_names) } } }
        }
    }
}

/// Mean in own units with the digits that tell the groups apart.
fn own_mean(t: &Typology, indicator: &str, g: usize) -> Option<String> {
    let mean = |g| t.profile.get(&(indicator.to_string(), g)).and_then(|p| p.mean);
    let all = || (1..=t.k).filter_map(mean);
    let spread = all().fold(f64::NEG_INFINITY, f64::max) - all().fold(f64::INFINITY, f64::min);
    Some(number::fixed(mean(g)?, number::decimals(spread)))
}

/// What lies above, below and not told apart from the average.
fn character(report: &Report, t: &Typology, g: usize) -> Markup {
    let words = report.c.words;
    let (mut above, mut below, mut same) = (Vec::new(), Vec::new(), Vec::new());
    for i in &t.indicators {
        let Some(p) = t.profile.get(&(i.key.clone(), g)) else { continue };
        let (Some(z), Some(low), Some(high)) = (p.z, p.low, p.high) else { continue };
        let side = if low > 0.0 {
            &mut above
        } else if high < 0.0 {
            &mut below
        } else {
            &mut same
        };
        side.push((z.abs(), lower(bare(&i.name))));
    }
    let mut sentences = Vec::new();
    for (id, mut side) in [("group-above", above), ("group-below", below), ("group-same", same)] {
        if side.is_empty() {
            continue;
        }
        side.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let mut names: Vec<String> = side.into_iter().map(|(_, n)| n).collect();
        if names.len() > 5 {
            let rest = names.len() - 4;
            names.truncate(4);
            names.push(words.with("lead-more-indicators", args! { "n" => rest }));
        }
        sentences.push(words.with(id, args! { "names" => words.list(&names) }));
    }
    html! { @if !sentences.is_empty() { p { (sentences.join(" ")) } } }
}
