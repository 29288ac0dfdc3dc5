//! Chapters on the groups of regions.

use super::paper::{Block, Paper};
use super::{HEAD, Report, choices, components, members, moves};
use crate::chart::{profile, validity};
use crate::figure::Figure;
use crate::messages::{args, bare, capital, lower};
use crate::number;
use crate::read::Typology;
use crate::read::choices::Choices;
use crate::read::typology::Agreement;
use maud::{Markup, html};

pub(super) fn chapters(report: &mut Report, paper: &mut Paper, t: &Typology) -> Markup {
    html! {
        (apart(report, paper, t))
        (members::chapter(report, paper, t))
        @if t.years().is_some() { (moves::chapter(report, paper, t)) }
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
                    "value" => number::or_dash(value, 2),
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
    // How the groups of this report agree with others; pairs of others are in the table.
    let own = |x: &&Agreement| t.agreement.len() <= 6 || x.a == "k-means" || x.b == "k-means";
    let all = t.agreement.iter().map(|x| x.regions).max().unwrap_or(0);
    let pair = |x: &Agreement| {
        words.with(
            "agreement-pair",
            args! {
                "a" => grouping(report, &x.a), "b" => grouping(report, &x.b), "value" => number::fixed(x.rand, 2),
                "some" => if x.regions < all { "yes" } else { "no" }, "regions" => x.regions, "all" => all,
                "many" => c.many(),
            },
        )
    };
    let pairs: Vec<String> = t.agreement.iter().filter(own).map(pair).collect();
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
