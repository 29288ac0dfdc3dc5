//! Chapters on regions, leading clusters and trends say what their rows say.

use crate::clusters_sample::full;
use isard_report::{figures, render_html};

fn part<'a>(html: &'a str, start: &str, end: &str) -> &'a str {
    let at = html.find(start).unwrap_or_else(|| panic!("no {start}"));
    &html[at..at + html[at..].find(end).unwrap_or(html.len() - at)]
}

fn drawing<'a>(html: &'a str, id: &str) -> &'a str {
    part(html, &format!("<title id=\"{id}-w3-t\">"), "</svg>")
}

#[test]
fn a_study_without_years_has_regions_and_clusters_and_no_trends() {
    let html = render_html(&full(24, 3, &[2013]).input()).expect("a report");
    for id in ["portfolio-r000", "leading-", "near-r000", "id=\"compare\""] {
        assert!(html.contains(id), "{id}");
    }
    for id in ["chapter-trends", "stages-r000", "trends-"] {
        assert!(!html.contains(id), "{id}");
    }
    assert!(!html.contains("NaN") && !html.contains('\u{e000}'));
    // Without growth a bubble stands by its size.
    assert!(drawing(&html, "portfolio-r000").contains("log scale ↑"));
}

#[test]
fn without_a_region_of_interest_the_one_with_most_stars_is_shown() {
    let mut sample = full(24, 3, &[2010, 2011, 2012, 2013]);
    sample.study.focus.clear();
    let html = render_html(&sample.input()).expect("a report");
    assert_eq!(html.matches("id=\"chapter-region-").count(), 1);
}

#[test]
fn stages_are_drawn_with_their_probabilities() {
    let sample = full(24, 3, &[2010, 2011, 2012, 2013]);
    let html = render_html(&sample.input()).expect("a report");
    let stages = drawing(&html, "stages-r000");
    for word in ["emergence", "growth", "sustainment", "decline"] {
        assert!(stages.contains(&format!(">{word}</text>")), "{word}");
    }
    // Years without a value of their own are dotted.
    assert!(stages.contains("url(#p-dots)"));
    assert!(html.contains("stages are isard’s own classifier"));
}

#[test]
fn trends_that_are_not_told_apart_are_rings() {
    let html = render_html(&full(24, 3, &[2010, 2011, 2012, 2013]).input()).expect("a report");
    let slopes = drawing(&html, "trends-concentration");
    assert_eq!(slopes.matches("<circle class=\"f-paper s-ink3\"").count(), 4);
    assert_eq!(slopes.matches("<circle class=\"f-q5 s-paper\"").count(), 7);
    assert!(html.contains("Five clusters gather, two spread; for 4 of 11 neither is seen"), "title");
    let moves = drawing(&html, "trends-moves");
    // Entry: e^0.5, exit: an interval that holds 1.
    assert!(moves.contains("× 1.65 (1.35–2.01)"), "odds of entry");
    assert_eq!(moves.matches("f-paper s-ink3").count(), 1);
}

#[test]
fn a_region_without_a_known_change_is_not_in_the_split() {
    let html = render_html(&full(24, 3, &[2010, 2013]).input()).expect("a report");
    let shift = part(&html, "id=\"trends-shift\"", "</figure>");
    assert!(shift.contains("20 of 23\u{a0}"), "rows of the regions with a change");
}

#[test]
fn ten_regions_are_compared_and_the_others_wait() {
    let sample = full(24, 3, &[2010, 2013]);
    let html = render_html(&sample.input()).expect("a report");
    let table = part(&html, "id=\"compare-list\"", "</table>");
    let body = part(table, "<tbody>", "</tbody>");
    assert_eq!(body.matches("<tr").count(), 24);
    assert_eq!(body.matches("<tr hidden").count(), 14);
    assert!(html.contains("list=\"compare-names\"") && html.contains("input.pick"));
    // Places of interest come first.
    let first = body.find(sample.study.names["R000"].as_str()).expect("listed");
    assert!(body[..first].matches("<tr").count() == 1);
}

#[test]
fn concentration_beyond_plants_is_a_value_or_bounds() {
    let sample = full(24, 3, &[2010, 2013]);
    let files: Vec<String> = figures(&sample.input()).expect("figures").into_iter().map(|f| f.1).collect();
    let cards: Vec<&String> = files.iter().filter(|f| f.contains("Ellison–Glaeser")).collect();
    assert_eq!(cards.len(), 3);
    assert!(cards.iter().any(|c| c.contains("lies between")) && cards.iter().any(|c| c.contains("(z 2.5)")));
}
