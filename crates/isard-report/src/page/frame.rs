//! The page around the chapters: head, styles, top and foot.

use super::Report;
use crate::messages::args;
use crate::{fonts, marks};
use maud::{DOCTYPE, Markup, PreEscaped, html};

const STYLE: &str = include_str!("style.css");

/// Hides the rows of a table whose text lacks the words typed above it.
const SCRIPT: &str = "document.querySelectorAll('input.filter').forEach(function(i){var t=document.getElementById(i.dataset.table);i.addEventListener('input',function(){var q=i.value.toLowerCase();t.querySelectorAll('tbody tr').forEach(function(r){r.hidden=r.textContent.toLowerCase().indexOf(q)<0})})});addEventListener('beforeprint',function(){document.querySelectorAll('details').forEach(function(d){d.open=true})});";

pub(super) fn page(report: &Report, body: Markup) -> String {
    let study = report.c.study;
    let words = report.c.words;
    let footer = words.with(
        "footer",
        args! {
            "version" => report.version(),
            "study" => study.id.as_str(),
            "seed" => report.manifest("seed"),
            "atlas" => report.manifest("atlas_id").chars().take(8).collect::<String>(),
        },
    );
    let content = html! {
        svg.defs aria-hidden="true" { defs { (PreEscaped(marks::patterns(report.c.palette.groups()))) } }
        div.top {
            span { b { "isard" } " " (words.get("atlas-name")) }
            span { (study.title) }
            span { (study.id) }
        }
        div.line {}
        main { (body) }
        footer.foot { div { (footer) } }
        script { (PreEscaped(SCRIPT)) }
    };
    let content = content.into_string();
    let fonts = fonts::css(&content);
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="generator" content=(format!("isard {}", report.version()));
                title { (study.title) " – isard" }
                style { (PreEscaped(fonts)) (PreEscaped(report.c.palette.css())) (PreEscaped(STYLE)) }
            }
            body { (PreEscaped(content)) }
        }
    };
    page.into_string()
}
