//! Sentences on the number of groups that each measure recommends.

use super::Report;
use crate::messages::{args, capital, lower};
use crate::read::choices::Choices;

pub(super) fn title(report: &Report, r: &Choices) -> String {
    let words = report.c.words;
    let by = r.by_measure();
    let agree = by.iter().filter(|(_, a)| a.iter().any(|x| x.0 == r.used)).count();
    let k = words.number_word(r.used as usize);
    if agree == by.len() {
        return words.with("validity-title-agree", args! { "k" => k });
    }
    let other = r.most().filter(|(k, _)| *k != r.used);
    words.with(
        "choices-title",
        args! {
            "count" => agree, "count_word" => capital(&words.number_word(agree)),
            "all" => words.number_word(by.len()), "k" => k,
            "others" => other.map_or(0, |o| o.1),
            "others_word" => words.number_word(other.map_or(0, |o| o.1)),
            "other_word" => words.number_word(other.map_or(0, |o| o.0 as usize)),
        },
    )
}

/// "Recommended: silhouette 2*, Davies–Bouldin 7."
pub(super) fn sentence(report: &Report, r: &Choices) -> String {
    let words = report.c.words;
    let each: Vec<String> = r
        .by_measure()
        .into_iter()
        .map(|(measure, answers)| {
            let id = format!("measure-{measure}");
            let name = if words.has(&id) { words.get(&id) } else { measure.to_string() };
            // Names of people keep their capital.
            let name =
                if name.contains('–') || name == words.get("measure-dunn") { name } else { lower(&name) };
            let ks: Vec<String> =
                answers.iter().map(|(k, limit)| format!("{k}{}", if *limit { "*" } else { "" })).collect();
            format!("{name} {}", ks.join("/"))
        })
        .collect();
    let limit = r.all.iter().any(|c| c.at_limit);
    words.with(
        "choices-sentence",
        args! { "list" => each.join(", "), "limit" => if limit { "yes" } else { "no" } },
    )
}
