//! The page around the chapters: head, styles, top and foot.

use super::Report;
use crate::messages::args;
use crate::{fonts, marks};
use maud::{DOCTYPE, Markup, PreEscaped, html};

const STYLE: &str = include_str!("style.css");

/// Hides the rows of a table whose text lacks the words typed above it; puts a
/// region that is picked first in the comparison and drops the last.
const SCRIPT: &str = "document.querySelectorAll('input.pick').forEach(function(i){var t=document.getElementById('compare-list'),b=t.tBodies[0],most=+t.dataset.most;i.addEventListener('change',function(){var q=i.value.trim().toLowerCase(),r=Array.prototype.find.call(b.rows,function(r){return r.cells[0].textContent.trim().toLowerCase()===q});if(!r)return;r.hidden=false;r.classList.add('chosen');b.insertBefore(r,b.firstChild);var n=0;Array.prototype.forEach.call(b.rows,function(r){if(!r.hidden&&++n>most){r.hidden=true;r.classList.remove('chosen')}});i.value=''})});document.querySelectorAll('input.filter').forEach(function(i){var t=document.getElementById(i.dataset.table);i.addEventListener('input',function(){var q=i.value.toLowerCase();t.querySelectorAll('tbody tr').forEach(function(r){r.hidden=r.textContent.toLowerCase().indexOf(q)<0})})});addEventListener('beforeprint',function(){document.querySelectorAll('details').forEach(function(d){d.open=true})});";

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
    let paper = running(&study.title, &footer);
    let fonts = fonts::css(&content);
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="generator" content=(format!("isard {}", report.version()));
                title { (study.title) " – isard" }
                style { (PreEscaped(fonts)) (PreEscaped(report.c.palette.css())) (PreEscaped(STYLE)) (PreEscaped(paper)) }
            }
            body { (PreEscaped(content)) }
        }
    };
    page.into_string()
}

/// Running head and foot of printed pages, with page numbers; the first page
/// has the head of the document itself.
fn running(title: &str, footer: &str) -> String {
    let style = "font:400 9pt 'Source Sans 3','Noto Sans',system-ui,sans-serif;color:#69717b";
    let (title, footer) = (css_text(title), css_text(footer));
    format!(
        "@page{{@top-left{{content:'isard';font-weight:600;{style}}}@top-right{{content:'{title}';{style}}}\
         @bottom-left{{content:'{footer}';{style}}}@bottom-right{{content:counter(page);{style}}}}}\
         @page:first{{@top-left{{content:none}}@top-right{{content:none}}}}@media print{{.foot{{display:none}}}}"
    )
}

/// Text as the inside of a CSS string that cannot end it, or the style.
fn css_text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\'' | '"' | '\\' | '<' | '>' | '&' => out.push_str(&format!("\\{:x} ", u32::from(c))),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::css_text;

    #[test]
    fn text_cannot_leave_its_string() {
        assert_eq!(css_text("a'</style>\\\n"), "a\\27 \\3c /style\\3e \\5c  ");
        assert_eq!(css_text("Śląskie, 1970–1986"), "Śląskie, 1970–1986");
    }
}
