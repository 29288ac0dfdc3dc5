//! Chapters on the groups of regions.

use super::paper::{Block, Paper};
use super::{HEAD, Report, choices, components, contributions, stability, sureness};
use crate::chart::{counts, flow, profile, ranking, tree, tree_compact, validity};
use crate::figure::Figure;
use crate::messages::{args, bare, capital, lower};
use crate::number;
use crate::read::Typology;
use crate::read::choices::Choices;
use crate::read::typology::Member;
use maud::{Markup, PreEscaped, html};

/// More regions than this do not get a row each.
const ROWS: usize = 60;

pub(super) fn chapters(report: &mut Report, paper: &mut Paper, t: &Typology) -> Markup {
    html! {
        (apart(report, paper, t))
        (members(report, paper, t))
        @if t.years().is_some() { (moves(report, paper, t)) }
    }
}

fn apart(report: &mut Report, paper: &mut Paper, t: &Typology) -> Markup {
    let words = report.c.words;
    let title = words.with("chapter-profile", args! { "number" => words.number_word(t.k) });
    let panels = !validity::panels(t).is_empty();
    let heading = report.heading("apart", &title);
    let mut blocks = Vec::new();
    // The chapter answers its own title first: what, then why so many.
    if !t.profile.is_empty() {
        blocks.push(profile_figure(report, t).fixed());
    }
    if panels {
        blocks.push(validity_figure(report, t).fixed());
    }
    blocks.push(Block::new(reading(report, t), 170.0).fixed());
    blocks.extend(components::figures(report, t));
    paper.chapter(heading, HEAD, blocks)
}

fn profile_figure(report: &mut Report, t: &Typology) -> Block {
    let (c, words) = (&report.c, report.c.words);
    let sorted = profile::sorted(t);
    let known: Vec<_> = sorted.iter().filter(|i| profile::eta2(t, &i.key).is_some()).collect();
    let title = match (known.first(), known.last()) {
        (Some(a), Some(b)) if known.len() > 1 => words.with(
            "profile-title-two",
            args! { "first" => lower(bare(&a.name)), "last" => lower(bare(&b.name)) },
        ),
        _ => words.get("profile-title-one"),
    };
    let subtitle = words.with(
        "profile-subtitle",
        args! { "one" => c.one(), "many" => c.many(), "year" => report.in_year(t.year) },
    );
    let rows: Vec<String> = sorted
        .iter()
        .map(|i| {
            let values: Vec<String> = (1..=t.k)
                .filter_map(|g| {
                    let z = t.profile.get(&(i.key.clone(), g))?.z?;
                    Some(format!("{} {}", lower(&c.group(t, g)), number::signed(z, 1)))
                })
                .collect();
            words.with(
                "profile-alt-row",
                args! { "indicator" => i.name.as_str(), "values" => values.join(", ") },
            )
        })
        .collect();
    let alt = words.with("profile-alt", args! { "count" => sorted.len(), "rows" => rows.join(" ") });
    let figure = Figure::in_pieces("profile", title, subtitle, |w| profile::pieces(c, t, w))
        .note(words.with("profile-note", args! { "many" => c.many() }))
        .alt(alt);
    report.figure(figure)
}

fn validity_figure(report: &mut Report, t: &Typology) -> Block {
    let (c, words) = (&report.c, report.c.words);
    let panels = validity::panels(t);
    let k = t.k as i64;
    // The loss of fit always prefers the most groups, so it has no say.
    let judges: Vec<_> = panels.iter().filter(|(_, _, p)| p.iter().any(|p| p.best)).collect();
    let best = |points: &[crate::read::typology::ValidityPoint]| points.iter().find(|p| p.best).map(|p| p.k);
    let agree = judges.iter().filter(|(_, _, p)| best(p) == Some(k)).count();
    let other =
        judges.iter().find(|(m, _, _)| *m == "silhouette").and_then(|(_, _, p)| best(p)).filter(|b| *b != k);
    let rules = Choices::read(report.input);
    let title = if let Some(rules) = &rules {
        choices::title(report, rules)
    } else if agree == judges.len() && agree > 0 {
        words.with("validity-title-agree", args! { "k" => words.number_word(t.k) })
    } else {
        words.with(
            "validity-title-some",
            args! {
                "count" => agree,
                "count_word" => capital(&words.number_word(agree)),
                "all" => words.number_word(judges.len()),
                "k" => words.number_word(t.k),
                "other" => other.unwrap_or(0),
                "other_word" => words.number_word(other.unwrap_or(0) as usize),
            },
        )
    };
    let ks = || panels.iter().flat_map(|(_, _, p)| p.iter().map(|p| p.k));
    let (first, last) = (ks().min().unwrap_or(0), ks().max().unwrap_or(0));
    let rows: Vec<String> = panels
        .iter()
        .map(|(m, _, p)| {
            let id = format!("measure-{m}");
            let value = p.iter().find(|p| p.k == k).and_then(|p| p.value);
            words.with(
                "validity-alt-row",
                args! {
                    "measure" => if words.has(&id) { words.get(&id) } else { m.to_string() },
                    "best" => best(p).map_or("–".to_string(), |b| b.to_string()),
                    "k" => k,
                    "value" => value.map_or("–".to_string(), |v| number::fixed(v, 2)),
                },
            )
        })
        .collect();
    let figure = Figure::new(
        "validity",
        title,
        words.with("validity-subtitle", args! { "first" => first, "last" => last }),
        |w| validity::draw(c, t, w),
    )
    .note(match &rules {
        Some(r) => {
            format!("{} {}", words.with("validity-note", args! { "k" => k }), choices::sentence(report, r))
        }
        None => words.with("validity-note", args! { "k" => k }),
    })
    .alt(words.with("validity-alt", args! { "count" => panels.len(), "rows" => rows.join(" ") }));
    report.figure(figure)
}

fn reading(report: &Report, t: &Typology) -> Markup {
    let (c, words) = (&report.c, report.c.words);
    let mean = t.mean_silhouette().map(|s| {
        let id = if s < 0.25 { "read-silhouette-mean" } else { "read-silhouette-mean-ok" };
        words.with(id, args! { "value" => number::fixed(s, 2) })
    });
    let pairs: Vec<String> = t
        .agreement
        .iter()
        // How the groups of this report agree with others; pairs of others are in the table.
        .filter(|(a, b, _)| t.agreement.len() <= 6 || a == "k-means" || b == "k-means")
        .filter_map(|(a, b, value)| {
            let value = number::fixed((*value)?, 2);
            let (a, b) = (grouping(report, a), grouping(report, b));
            Some(words.with("agreement-pair", args! { "a" => a, "b" => b, "value" => value }))
        })
        .collect();
    html! {
        div.columns.k2.text {
            @if let Some(mean) = mean {
                div {
                    h4 { (words.get("read-title")) }
                    p { (words.with("read-silhouette", args! { "one" => c.one(), "mean" => mean })) }
                }
            }
            @if !pairs.is_empty() {
                div {
                    h4 { (words.get("agreement-title")) }
                    p { (words.with("agreement-sentence", args! { "pairs" => pairs.join("; ") })) }
                }
            }
        }
    }
}

fn grouping(report: &Report, name: &str) -> String {
    let id = format!("grouping-{}", name.replace(' ', "-"));
    if report.c.words.has(&id) { report.c.words.get(&id) } else { name.replace('-', " ") }
}

fn members(report: &mut Report, paper: &mut Paper, t: &Typology) -> Markup {
    let title = report.c.words.with("chapter-members", args! { "one" => report.c.one() });
    let indexed = t.members.iter().any(|m| m.index.is_some());
    let heading = report.heading("members", &title);
    let mut blocks = vec![tree_figure(report, t).fixed()];
    if t.members.len() > ROWS {
        blocks.push(sureness::silhouettes_figure(report, t));
    }
    blocks.push(sureness::consensus_figure(report, t));
    blocks.push(stability::text(report, t));
    if indexed {
        blocks.push(ranking_figure(report, t));
    }
    blocks.push(contributions::figure(report, t));
    // Hundreds of rows are for the screen; on paper the figures must do.
    let rows = if t.members.len() > ROWS { 0 } else { t.members.len() };
    let height = if rows == 0 { 1.0 } else { 110.0 + 27.5 * rows as f64 };
    let table = Block::flowing(all_members(report, t), height);
    blocks.push(table.fixed());
    paper.chapter(heading, HEAD, blocks)
}

/// Names of the three with the highest and the three with the lowest value.
fn extremes(
    report: &Report,
    t: &Typology,
    value: impl Fn(&Member) -> Option<f64>,
) -> (String, String, usize) {
    let mut all: Vec<(f64, &Member)> = t.members.iter().filter_map(|m| Some((value(m)?, m))).collect();
    all.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.key.cmp(&b.1.key)));
    let list = |part: &mut dyn Iterator<Item = &(f64, &Member)>| {
        let each = part.map(|(v, m)| format!("{} {}", report.c.names.region(&m.key), number::fixed(*v, 2)));
        each.collect::<Vec<_>>().join(", ")
    };
    (list(&mut all.iter().take(3)), list(&mut all.iter().rev().take(3)), t.members.len() - all.len())
}

fn tree_figure(report: &mut Report, t: &Typology) -> Block {
    let (c, words) = (&report.c, report.c.words);
    let border = t.border_count();
    let title = words.with(
        "tree-title",
        args! { "border" => border, "border_word" => capital(&words.number_word(border)), "one" => c.one(), "many" => c.many() },
    );
    let compact = t.members.len() > ROWS;
    let id = if compact { "tree-subtitle-compact" } else { "tree-subtitle" };
    let subtitle = words.with(
        id,
        args! {
            "one" => c.one(), "many" => c.many(), "year" => report.in_year(t.year),
            "regions" => c.counted(t.members.len()), "branches" => 40,
        },
    );
    let values = || t.members.iter().filter_map(|m| m.silhouette);
    let (top, bottom, missing) = extremes(report, t, |m| m.silhouette);
    let alt = words.with(
        "tree-alt",
        args! {
            "regions" => c.counted(t.members.len()),
            "low" => number::fixed(values().fold(f64::INFINITY, f64::min), 2),
            "high" => number::fixed(values().fold(f64::NEG_INFINITY, f64::max), 2),
            "top" => top, "bottom" => bottom, "missing" => missing,
        },
    );
    let draw = |w: f64| if compact { tree_compact::draw(c, t, w) } else { tree::draw(c, t, w) };
    let figure = Figure::new("members", title, subtitle, draw)
        .note(words.with("tree-note", args! { "k" => words.number_word(t.k) }))
        .alt(alt);
    report.figure(figure)
}

fn ranking_figure(report: &mut Report, t: &Typology) -> Block {
    let (c, words) = (&report.c, report.c.words);
    let mut by_rank: Vec<&Member> = t.members.iter().filter(|m| m.index.is_some()).collect();
    by_rank.sort_by(|a, b| {
        let i = |m: &Member| m.index.unwrap_or(f64::NEG_INFINITY);
        i(b).total_cmp(&i(a)).then(a.key.cmp(&b.key))
    });
    let name = |m: Option<&&Member>| m.map_or(String::new(), |m| c.names.region(&m.key).to_string());
    let title = words
        .with("ranking-title", args! { "first" => name(by_rank.first()), "last" => name(by_rank.last()) });
    let subtitle = words.with(
        "ranking-subtitle",
        args! { "year" => report.in_year(t.year), "regions" => c.counted(t.members.len()) },
    );
    let value = |m: Option<&&Member>| m.and_then(|m| m.index).map_or("–".into(), |v| number::fixed(v, 2));
    let (top, bottom, missing) = extremes(report, t, |m| m.index);
    let alt = words.with(
        "ranking-alt",
        args! {
            "regions" => c.counted(t.members.len()), "low" => value(by_rank.last()), "high" => value(by_rank.first()),
            "top" => top, "bottom" => bottom, "missing" => missing,
        },
    );
    let figure = Figure::in_pieces("ranking", title, subtitle, |w| ranking::pieces(c, t, w))
        .note(words.with("ranking-note", args! { "many" => c.many() }))
        .alt(alt);
    report.figure(figure)
}

/// Every region in a table that can be filtered, folded away on screens.
fn all_members(report: &Report, t: &Typology) -> Markup {
    let (c, words) = (&report.c, report.c.words);
    let mut all: Vec<&Member> = t.members.iter().collect();
    all.sort_by(|a, b| a.rank.unwrap_or(i64::MAX).cmp(&b.rank.unwrap_or(i64::MAX)).then(a.key.cmp(&b.key)));
    let real = |v: Option<f64>, d: usize| v.map_or("–".to_string(), |v| number::fixed(v, d));
    let any_second = t.members.iter().any(|m| m.second.is_some());
    let class = if all.len() > ROWS { "screen" } else { "" };
    html! {
        details class=(class) {
            summary { (words.with("members-table", args! { "regions" => c.counted(t.members.len()) })) }
            input.filter.screen type="search" data-table="members-list" placeholder=(words.get("table-filter"))
                aria-label=(words.get("table-filter"));
            div.scroll {
                table.stack #members-list {
                    thead { tr {
                        th.n { (words.get("column-rank")) }
                        th { (capital(&c.one())) }
                        th { (words.get("column-group")) }
                        th.n { (words.get("column-index")) }
                        th.n { (words.get("column-silhouette")) }
                        th.n { (words.get("column-probability")) }
                        @if any_second { th { (words.get("column-second")) } }
                        th.n { (words.get("column-distance")) }
                    } }
                    tbody { @for m in all { tr {
                        td.n data-label=(words.get("column-rank")) { (m.rank.map_or("–".to_string(), |r| r.to_string())) }
                        td.name { @if m.border { b { (c.names.region(&m.key)) } } @else { (c.names.region(&m.key)) } }
                        td { span.dot style=(format!("background:var(--g{})", m.group)) {} (c.group(t, m.group)) }
                        td.n data-label=(words.get("column-index")) { (real(m.index, 2)) }
                        td.n data-label=(words.get("column-silhouette")) { (real(m.silhouette, 2)) }
                        td.n data-label=(words.get("column-probability")) { (m.probability.map_or("–".to_string(), |p| format!("{}{}%", number::probability(p), number::THIN))) }
                        @if any_second { td { (m.second.map_or(String::new(), |s| c.group(t, s))) } }
                        td.n data-label=(words.get("column-distance")) { (real(m.distance, 2)) }
                    } } }
                }
            }
        }
    }
}

fn moves(report: &mut Report, paper: &mut Paper, t: &Typology) -> Markup {
    let words = report.c.words;
    let Some((first, last)) = t.years() else { return html! {} };
    let title =
        words.with("chapter-moves", args! { "first" => first.to_string(), "last" => last.to_string() });
    let heading = report.heading("moves", &title);
    let flow = flow_figure(report, t, first, last);
    let panels = html! {
        div.columns.k2 {
            div { (counts_panel(report, t, first, last)) }
            @if !t.yearly.is_empty() { div { (matrix(report, t)) } }
        }
    };
    let height = (130.0 + 46.0 * t.k as f64).max(235.0) + 20.0;
    paper.chapter(heading, HEAD, vec![flow.fixed(), Block::new(panels, height), stability::movers(report, t)])
}

fn flow_figure(report: &mut Report, t: &Typology, first: i64, last: i64) -> Block {
    let (c, words) = (&report.c, report.c.words);
    let moves = flow::moves(t).unwrap_or_default();
    let total: usize = moves.values().map(Vec::len).sum();
    let stayed: usize = moves.iter().filter(|((a, b), _)| a == b).map(|(_, v)| v.len()).sum();
    let title = match stayed == total {
        true => words.with("flow-title-all", args! { "regions" => c.counted(total) }),
        false => words.with("flow-title", args! { "stayed" => stayed, "regions" => c.counted(total) }),
    };
    let years = || args! { "first" => first.to_string(), "last" => last.to_string(), "many" => c.many() };
    let rows: Vec<String> = moves
        .iter()
        .map(|((a, b), v)| {
            words.with(
                "flow-alt-row",
                args! { "from" => c.group(t, *a), "to" => c.group(t, *b), "n" => v.len() },
            )
        })
        .collect();
    let mut alt = years();
    alt.set("rows", rows.join(" "));
    let figure = Figure::new("moves", title, words.with("flow-subtitle", years()), |w| flow::draw(c, t, w))
        .note(words.with("flow-note", args! { "one" => c.one() }))
        .alt(words.with("flow-alt", alt));
    report.figure(figure)
}

fn counts_panel(report: &Report, t: &Typology, first: i64, last: i64) -> Markup {
    let (c, words) = (&report.c, report.c.words);
    let title = words.with("counts-title", args! { "many" => capital(&c.many()) });
    let count = |year: i64, g: usize| t.by_year[&year].values().filter(|v| **v == g).count();
    let rows: Vec<String> = (1..=t.k)
        .map(|g| {
            let args =
                args! { "group" => c.group(t, g), "first" => count(first, g), "last" => count(last, g) };
            words.with("counts-alt-row", args)
        })
        .collect();
    let alt = words.with(
        "counts-alt",
        args! { "many" => c.many(), "first" => first.to_string(), "last" => last.to_string(), "rows" => rows.join(" ") },
    );
    let one = |width: f64, class: &str| {
        counts::draw(c, t, width).element(&format!("counts-{class}"), class, &title, &alt, None)
    };
    html! {
        h4 { (title) }
        (PreEscaped(one(530.0, "w3"))) (PreEscaped(one(326.0, "w2"))) (PreEscaped(one(350.0, "w1")))
    }
}

fn matrix(report: &Report, t: &Typology) -> Markup {
    let (c, words) = (&report.c, report.c.words);
    let cell = |a, b| t.yearly.iter().find(|x| x.from == a && x.to == b);
    let from = |a: usize| t.yearly.iter().filter(|x| x.from == a).map(|x| x.count).sum::<i64>();
    let total: i64 = t.yearly.iter().map(|x| x.count).sum();
    let mut groups: std::collections::BTreeMap<&str, std::collections::BTreeSet<usize>> = Default::default();
    for year in t.by_year.values() {
        for (key, g) in year {
            groups.entry(key).or_default().insert(*g);
        }
    }
    let moved = groups.values().filter(|g| g.len() > 1).count();
    html! {
        h4 { (words.get("matrix-title")) }
        div.scroll { table {
            thead { tr {
                th { (words.get("matrix-from")) }
                @for g in 1..=t.k { th.n { (c.group(t, g)) } }
                th.n { (words.get("matrix-n")) }
            } }
            tbody { @for a in 1..=t.k { tr {
                td { b style=(format!("color:var(--t{a})")) { (c.group(t, a)) } }
                @for b in 1..=t.k { td.n {
                    @match cell(a, b) {
                        Some(x) => {
                            @let text = x.probability.map_or("–".to_string(), |p| format!("{}{}%", number::probability(p), number::THIN));
                            @if a == b { b { (text) } } @else { (text) }
                            @if let (Some(low), Some(high)) = (x.low, x.high) { small { (number::range(low * 100.0, high * 100.0, 0)) } }
                        }
                        None => { "–" }
                    }
                } }
                td.n { (number::count(from(a) as f64)) }
            } } }
        } }
        p.note { (words.with("matrix-note", args! {
            "n" => total, "moved" => moved, "moved_word" => capital(&words.number_word(moved)), "one" => c.one(), "many" => c.many(),
        })) }
    }
}
