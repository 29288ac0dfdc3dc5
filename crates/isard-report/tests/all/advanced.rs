//! Figures of components, consensus, neighbours and mobility say what their
//! rows say.

use crate::advanced_sample::advanced;
use isard_report::{figures, render_html};

fn drawing<'a>(html: &'a str, id: &str) -> &'a str {
    let at = html.find(&format!("<title id=\"{id}-w3-t\">")).unwrap_or_else(|| panic!("no {id}"));
    &html[at..at + html[at..].find("</svg>").unwrap_or(0)]
}

#[test]
fn every_figure_stands_alone_and_in_the_page() {
    let sample = advanced(70, 3);
    let html = render_html(&sample.input()).expect("a report");
    let files: Vec<String> = figures(&sample.input()).expect("figures").into_iter().map(|f| f.0).collect();
    for id in ["scree", "loadings", "biplot", "silhouettes", "consensus", "lisa", "mobility"] {
        let tags: Vec<&str> = html.split("<figure").skip(1).filter_map(|t| t.split('>').next()).collect();
        assert!(tags.iter().any(|t| t.contains(&format!(" id=\"{id}\""))), "{id}");
        assert!(files.contains(&format!("{id}.svg")), "{id}");
    }
    assert!(!html.contains("NaN") && !html.contains('\u{e000}'));
}

#[test]
fn numbers_of_figures_follow_the_page() {
    let html = render_html(&advanced(70, 3).input()).expect("a report");
    let numbers: Vec<usize> = html
        .split("<span class=\"number\">Figure ")
        .skip(1)
        .filter_map(|p| p.split('<').next()?.parse().ok())
        .collect();
    assert_eq!(numbers, (1..=numbers.len()).collect::<Vec<_>>());
    assert!(numbers.len() > 15);
}

#[test]
fn components_that_random_data_match_are_not_kept() {
    let html = render_html(&advanced(24, 3).input()).expect("a report");
    assert!(html.contains("Two components tell more than random data do; together they hold 71\u{a0}% of"));
    let scree = drawing(&html, "scree");
    assert_eq!(scree.matches("class=\"f-ink\"").count() - scree.matches("<text class=\"f-ink\"").count(), 2);
}

#[test]
fn every_class_of_neighbours_has_its_fill_and_its_legend() {
    let html = render_html(&advanced(66, 3).input()).expect("a report");
    let lisa = drawing(&html, "lisa");
    for (fill, word) in [
        ("f-d7", "high among high"),
        ("f-d1", "low among low"),
        ("f-d5", "high among low"),
        ("f-d3", "low among high"),
        ("p-neutral", "not told apart from chance"),
        ("p-undefined", "undefined: no neighbours"),
        ("p-missing", "no value"),
    ] {
        assert!(lisa.matches(fill).count() > 1, "{fill} on the map and in the legend");
        assert!(lisa.contains(&format!(">{word}</text>")), "{word}");
    }
    // Chance is decided by the adjusted p-value: the plain one is 0.01 everywhere.
    assert!(html.contains("adjusted for the number of places by the false discovery rate"));
    assert!(html.contains("Moran’s I over all 0.31, expected by chance −0.04, p = 0.001."));
    assert!(html.contains("Geary’s c 0.66, expected 1.00, below it where neighbours are alike, p = 0.002."));
    assert!(html.contains("Neighbouring pairs in one group: 40, expected 30, p = 0.020."), "joins");
    assert!(html.contains("Getis–Ord G* at the same level: 1\u{a0}place in hot spots, "), "spots");
}

#[test]
fn a_class_in_which_nothing_started_is_undefined_and_not_zero() {
    let html = render_html(&advanced(24, 3).input()).expect("a report");
    let mobility = drawing(&html, "mobility");
    assert_eq!(mobility.matches(">×</text>").count(), 5);
    assert!(mobility.contains(">64–96</text>"));
}

#[test]
fn negative_silhouettes_are_marked_and_counted() {
    let html = render_html(&advanced(70, 3).input()).expect("a report");
    let silhouettes = drawing(&html, "silhouettes");
    assert_eq!(silhouettes.matches("<path class=\"f-accent\"").count(), 3);
    assert!(silhouettes.contains("below zero: "));
}

#[test]
fn a_consensus_of_hundreds_of_regions_stays_small() {
    let html = render_html(&advanced(300, 3).input()).expect("a report");
    let size = drawing(&html, "consensus").len();
    // Noise is the worst case: hardly any runs.
    assert!(size < 1_200_000, "{size}");
    assert!(drawing(&html, "consensus").contains("s-q6"));
}
