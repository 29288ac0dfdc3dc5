//! The page is complete, safe, self-contained and the same every time.

use crate::sample::{self, Sample};
use isard_report::{figures, render_html};
use std::collections::BTreeSet;

fn page(sample: &Sample) -> String {
    render_html(&sample.input()).expect("a report")
}

/// Values of an attribute in the order they occur.
fn attribute<'a>(html: &'a str, name: &str) -> Vec<&'a str> {
    let start = format!(" {name}=\"");
    html.match_indices(&start)
        .map(|(at, _)| {
            let rest = &html[at + start.len()..];
            &rest[..rest.find('"').unwrap_or(0)]
        })
        .collect()
}

#[test]
fn every_chapter_of_the_typology_is_there() {
    let html = page(&sample::typology(24, 3));
    for id in
        ["groups-map", "profile", "validity", "members", "ranking", "moves", "indicators", "chapter-method"]
    {
        assert!(html.contains(&format!("id=\"{id}\"")), "{id}");
    }
    assert!(html.contains("Three kinds of place"));
    // Places 0, 9 and 18 changed their group.
    assert!(html.contains("21 of 24\u{a0}places ended where they began"));
    assert!(html.contains("no table of ties"));
}

#[test]
fn nothing_is_fetched_from_elsewhere() {
    let html = page(&sample::typology(12, 3));
    for word in ["http://", "https://", "src=\"", "@import", "<link", "<iframe"] {
        assert!(!html.contains(word), "{word}");
    }
}

#[test]
fn text_of_the_study_is_escaped() {
    let mut s = sample::typology(12, 3);
    s.study.title = "<script>alert(1)</script>".into();
    s.study.names.insert("R000".into(), "A & \"B\" <i>".into());
    let html = page(&s);
    assert!(!html.contains("<script>alert"));
    assert!(html.contains("Unemployment &lt;rate&gt; &amp; more"));
    assert!(!html.contains("<i>"));
}

#[test]
fn identifiers_are_unique_and_references_resolve() {
    let html = page(&sample::typology(24, 3));
    let mut seen = BTreeSet::new();
    for id in attribute(&html, "id") {
        assert!(seen.insert(id), "`{id}` stands twice");
    }
    for label in attribute(&html, "aria-labelledby") {
        for id in label.split(' ') {
            assert!(seen.contains(id), "nothing has the identifier `{id}`");
        }
    }
    for part in html.split("url(#").skip(1) {
        let id = part.split(')').next().unwrap_or_default();
        assert!(seen.contains(id), "no pattern `{id}`");
    }
}

#[test]
fn every_figure_has_a_text_alternative() {
    let html = page(&sample::typology(24, 3));
    let images = html.matches("role=\"img\"").count();
    assert!(images >= 18);
    assert_eq!(html.matches("<desc id=").count(), images);
    assert!(!html.contains("-d\"></desc>"), "an empty alternative");
    assert!(html.contains("Highest: "));
}

#[test]
fn no_number_is_printed_that_is_none() {
    for (regions, k) in [(12, 2), (24, 3), (30, 5), (80, 3)] {
        let html = page(&sample::typology(regions, k));
        for word in ["NaN", ">inf<", ">null<"] {
            assert!(!html.contains(word), "{word} with {regions} regions");
        }
    }
}

#[test]
fn many_regions_get_a_collapsed_tree_and_all_of_them_a_table() {
    let html = page(&sample::typology(80, 3));
    assert!(html.contains("down to 40 branches"));
    let list = &html[html.find("id=\"members-list\"").expect("the table")..];
    let body = &list[..list.find("</table>").unwrap_or(0)];
    assert_eq!(body.matches("<tr>").count(), 81);
}

#[test]
fn what_is_absent_is_not_shown_and_nothing_breaks() {
    let full = sample::typology(16, 3);
    for name in full.tables.keys().cloned().collect::<Vec<_>>() {
        let mut s = sample::typology(16, 3);
        s.tables.remove(&name);
        assert!(page(&s).contains("Method, data and status"), "without {name}");
    }
    let mut s = sample::typology(16, 3);
    s.tables.clear();
    s.boundaries.clear();
    let html = page(&s);
    assert!(html.contains("<h1>An invented study</h1>"));
    assert!(!html.contains("id=\"moves\""));
}

#[test]
fn a_table_without_its_key_columns_is_refused_by_name() {
    let mut s = sample::typology(16, 3);
    if let Some(t) = s.tables.get_mut("typology/groups") {
        t.rename("group", "cluster_number");
    }
    let error = render_html(&s.input()).expect_err("a refusal").to_string();
    assert!(error.contains("typology/groups") && error.contains("`group`"), "{error}");
}

#[test]
fn the_same_input_gives_the_same_page() {
    assert_eq!(page(&sample::typology(40, 3)), page(&sample::typology(40, 3)));
}

#[test]
fn figures_stand_alone() {
    let s = sample::typology(24, 3);
    let all = figures(&s.input()).expect("figures");
    assert_eq!(all.len(), 6);
    for (name, svg) in &all {
        assert!(name.ends_with(".svg"));
        assert!(svg.starts_with("<svg xmlns=") && svg.contains("<style>"), "{name}");
        assert!(!svg.contains("var(--"), "{name} needs the page's colours");
        for part in svg.split("url(#").skip(1) {
            let id = part.split(')').next().unwrap_or_default();
            assert!(svg.contains(&format!("id=\"{id}\"")), "{name}: no `{id}`");
        }
    }
}
