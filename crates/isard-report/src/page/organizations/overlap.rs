//! Communities beside the statistical clusters of their territory, and whom they lack.

use super::super::Report;
use super::super::paper::Block;
use super::{role_word, table_note};
use crate::messages::{args, capital, lower};
use crate::number;
use crate::read::institutions::{Overlap, Reach, overlap, reach};
use crate::read::organizations::{Community, Organizations};
use isard::model::Status;
use maud::{Markup, html};

/// Rows of the table; the others are folded away.
const ROWS: usize = 12;
/// Communities named without a role in reach.
const NAMED: usize = 4;

pub(super) fn table(report: &mut Report, all: &Organizations) -> Block {
    let of = overlap(report.input);
    let rows: Vec<(&Community, &Overlap, &Overlap)> = all
        .communities
        .iter()
        .filter_map(|x| {
            let rows = of.get(&x.key)?;
            Some((x, rows.iter().find(|o| o.cluster == "all")?, rows.iter().find(|o| o.main)?))
        })
        .collect();
    if rows.is_empty() {
        return Block::empty();
    }
    let words = report.c.words;
    let most = rows.iter().filter(|r| r.1.strong.is_some_and(|s| s >= 0.5)).count();
    // Where withheld stars could decide it, it is not told.
    let open = rows
        .iter()
        .filter(|r| {
            r.1.strong.is_some_and(|s| s < 0.5)
                && r.1.strong.zip(r.1.undecided).is_some_and(|(s, u)| s + u >= 0.5)
        })
        .count();
    let title = words.with(
        "overlap-title",
        args! { "most" => most, "most_word" => capital(&words.number_word(most)), "all" => rows.len() },
    );
    let best = rows.iter().max_by(|a, b| a.1.strong.unwrap_or(0.0).total_cmp(&b.1.strong.unwrap_or(0.0)));
    let best = best.filter(|b| b.1.strong.is_some_and(|s| s > 0.0)).map_or(String::new(), |b| {
        words.with(
            "overlap-best",
            args! {
                "leader" => all.name(&b.0.leader), "share" => number::percent(b.1.strong.unwrap_or(0.0), 0),
                "cluster" => lower(report.c.names.industry(&b.2.cluster)),
            },
        )
    });
    let shown = rows.len().min(ROWS);
    let least = report.step_option("network", "least-stars");
    let subtitle = words.with(
        "overlap-subtitle",
        args! { "shown" => shown, "stars" => least.parse::<i64>().unwrap_or(1), "many" => report.c.many() },
    );
    let share = report.step_option("network", "least-share").parse::<f64>().unwrap_or(0.1);
    let note = [
        best,
        words.with(
            "overlap-note",
            args! { "open" => open, "share" => number::percent(share, 0), "many" => report.c.many() },
        ),
        table_note(report, "cluster_overlap"),
    ];
    let note = note.into_iter().filter(|n| !n.is_empty()).collect::<Vec<_>>().join(" ");
    let body = body(report, all, &rows[..shown]);
    let rest = match rows.len() > shown {
        false => html! {},
        true => html! { details id="overlap-list" {
            summary { (words.with("overlap-all", args! { "n" => rows.len() - shown })) }
            div.scroll { (self::body(report, all, &rows[shown..])) }
        } },
    };
    report.table("overlap", &title, &subtitle, &note, body, 2 * shown + 3).with(rest)
}

fn body(report: &Report, all: &Organizations, rows: &[(&Community, &Overlap, &Overlap)]) -> Markup {
    let words = report.c.words;
    let percent = |v| number::percent_or_dash(v, 0);
    let word = |id: &str| words.with(&format!("column-{id}"), args! { "many" => report.c.many() });
    html! { table.stack {
        thead { tr {
            th { (words.get("column-leader")) }
            th { (words.get("column-main")) }
            @for id in ["main-share", "strong", "undecided", "industries", "regions-both", "covered"] {
                th.n { (word(id)) }
            }
        } }
        tbody { @for (x, whole, main) in rows { tr {
            td.name { (all.name(&x.leader)) }
            td { (report.c.names.industry(&main.cluster)) }
            td.n data-label=(words.get("column-main-share")) { (percent(main.jobs_share)) }
            td.n data-label=(words.get("column-strong")) { (percent(whole.strong)) }
            td.n data-label=(words.get("column-undecided")) { (percent(whole.undecided)) }
            td.n data-label=(words.get("column-industries")) { (number::or_dash(main.industries, 2)) }
            td.n data-label=(word("regions-both")) { (number::or_dash(main.regions, 2)) }
            td.n data-label=(words.get("column-covered")) { (coverage(report, main)) }
        } } }
    } }
}

/// The share, or why there is none and between what it lies.
fn coverage(report: &Report, o: &Overlap) -> Markup {
    let words = report.c.words;
    let small = |v: f64| number::percent(v, if v < 0.1 { 1 } else { 0 });
    match (o.coverage, o.status) {
        (Some(v), _) => html! { (small(v)) },
        (None, Status::Suppressed) => html! {
            (words.get("coverage-withheld"))
            @match o.bounds {
                (Some(low), Some(high)) => small { (small(low)) " – " (small(high)) },
                (Some(low), None) => small { "≥ " (small(low)) },
                _ => {}
            }
        },
        (None, Status::Undefined(_)) => html! { "×" },
        _ => html! { "–" },
    }
}

/// By role: where a member has it, where another one is in reach, where none is.
pub(super) fn roles(report: &mut Report, all: &Organizations) -> Block {
    let rows = reach(report.input);
    let mut roles: Vec<&str> = Vec::new();
    for r in &rows {
        if !roles.contains(&r.role.as_str()) && r.role != "firm" {
            roles.push(&r.role);
        }
    }
    if roles.is_empty() {
        return Block::empty();
    }
    let words = report.c.words;
    let leader = |key: &str| {
        all.communities.iter().find(|x| x.key == key).map_or(key, |x| all.name(&x.leader)).to_string()
    };
    let of = |role: &str, state: &str| -> Vec<&Reach> {
        rows.iter().filter(|r| r.role == role && r.state == state).collect()
    };
    // The farthest of those who lack it.
    let far = |role: &str| {
        let lacking = rows.iter().filter(|r| r.role == role && r.state != "member");
        lacking.filter_map(|r| r.km).reduce(f64::max)
    };
    let km = report.step_option("network", "reach-km").parse::<f64>().unwrap_or(50.0);
    let km = number::fixed(km, 0);
    let unknown = roles.iter().any(|r| !of(r, "unknown").is_empty());
    let body = html! { table.stack {
        thead { tr {
            th { (words.get("column-role")) }
            th.n { (words.get("column-in-it")) }
            th.n { (words.with("column-in-reach", args! { "km" => km.clone() })) }
            th.n { (words.get("column-out-of-reach")) }
            @if unknown { th.n { (words.get("column-unknown")) } }
            th.n { (words.get("column-farthest")) }
            th { (words.get("column-without")) }
        } }
        tbody { @for role in &roles { tr {
            @let out = of(role, "out_of_reach");
            td.name { (capital(&role_word(report, role))) }
            td.n data-label=(words.get("column-in-it")) { (of(role, "member").len()) }
            td.n data-label=(words.with("column-in-reach", args! { "km" => km.clone() })) { (of(role, "in_reach").len()) }
            td.n data-label=(words.get("column-out-of-reach")) { (out.len()) }
            @if unknown { td.n data-label=(words.get("column-unknown")) { (of(role, "unknown").len()) } }
            td.n data-label=(words.get("column-farthest")) { (number::or_dash(far(role), 0)) }
            td {
                @if out.is_empty() { "–" } @else {
                    (out.iter().take(NAMED).map(|r| leader(&r.community)).collect::<Vec<_>>().join(", "))
                    @if out.len() > NAMED { " " (words.with("and-more", args! { "n" => out.len() - NAMED })) }
                }
            }
        } } }
    } };
    let worst = roles.iter().max_by_key(|r| of(r, "out_of_reach").len()).copied().unwrap_or_default();
    let most = of(worst, "out_of_reach").len();
    // Where all are in reach, the role that is most often missing among the members.
    let rare =
        roles.iter().max_by_key(|r| rows.iter().filter(|x| x.role == **r && x.state != "member").count());
    let rare = rare.copied().unwrap_or_default();
    let lacking = rows.iter().filter(|x| x.role == rare && x.state != "member").count();
    let communities = rows.iter().filter(|r| r.role == rare).count();
    let title = match most {
        0 => words.with(
            "roles-title-reach",
            args! { "role" => role_word(report, rare), "n" => lacking, "all" => communities, "km" => km.clone(), "unknown" => if unknown { "yes" } else { "no" } },
        ),
        n => words.with("roles-title", args! { "role" => role_word(report, worst), "n" => n, "all" => communities, "km" => km.clone() }),
    };
    let note = format!("{} {}", words.get("roles-note"), table_note(report, "role_reach"));
    let lines = roles.len() + 3;
    report.table("roles", &title, &words.get("roles-subtitle"), &note, body, lines)
}
