//! Which side of its economy puts a region where it is.

use super::Report;
use super::paper::Block;
use crate::chart::contributions as chart;
use crate::figure::Figure;
use crate::messages::{args, capital};
use crate::number;
use crate::read::Typology;
use crate::read::contributions::Contributions;

pub(super) fn figure(report: &mut Report, t: &Typology) -> Block {
    let Some(all) = Contributions::read(report.input).filter(|a| a.domains.len() > 1) else {
        return Block::empty();
    };
    let (c, words) = (&report.c, report.c.words);
    let name = |d: &str| -> String {
        let id = format!("domain-{d}");
        if words.has(&id) { words.get(&id) } else { d.to_string() }
    };
    let keys = chart::chosen(c, t, &all);
    let largest = |key: &String| all.shares[key].iter().max_by(|a, b| a.1.abs().total_cmp(&b.1.abs()));
    let (Some(first), Some(last)) = (keys.first(), keys.last()) else { return Block::empty() };
    let told = |key: &String| {
        let (domain, share) = largest(key).map_or(("", 0.0), |(d, s)| (d.as_str(), *s));
        (c.names.region(key).to_string(), name(domain), if share < 0.0 { "lowers" } else { "raises" })
    };
    let ((a, a_domain, a_side), (b, b_domain, b_side)) = (told(first), told(last));
    let title = words.with(
        "contributions-title",
        args! {
            "first" => a, "first_domain" => a_domain, "first_side" => a_side,
            "last" => b, "last_domain" => b_domain, "last_side" => b_side,
        },
    );
    let rows: Vec<String> = keys
        .iter()
        .map(|key| {
            let each =
                all.shares[key].iter().map(|(d, v)| format!("{} {}", name(d), number::signed(v * 100.0, 0)));
            format!("{}: {}.", c.names.region(key), each.collect::<Vec<_>>().join(", "))
        })
        .collect();
    let without = t.members.iter().filter(|m| !all.shares.contains_key(&m.key)).count();
    let alt = words.with("contributions-alt", args! { "rows" => rows.join(" "), "missing" => without });
    let mut note = vec![words.with("contributions-note", args! { "one" => c.one() })];
    let list = |all: &[String]| words.list(&all.iter().map(|d| name(d)).collect::<Vec<_>>());
    if !all.thin.is_empty() {
        note.push(words.with("contributions-thin", args! { "domains" => capital(&list(&all.thin)) }));
    }
    if !all.empty.is_empty() {
        note.push(words.with("contributions-empty", args! { "domains" => list(&all.empty) }));
    }
    note.push(words.with("all-rows", args! { "table" => "tables/typology/contributions.parquet" }));
    let subtitle =
        words.with("contributions-subtitle", args! { "many" => c.many(), "year" => report.in_year(t.year) });
    let figure =
        Figure::new("contributions", title, subtitle, |w| chart::draw(c, t, &all, |d| capital(&name(d)), w))
            .note(note.join(" "))
            .alt(alt);
    report.figure(figure)
}
