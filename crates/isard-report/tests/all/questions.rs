//! What the report says of the choice of k, contiguous groups, contributions,
//! stability, convergence and data handling is what the rows say.

use crate::advanced_sample::advanced;
use isard_report::render_html;

/// Text of a figure or table with its caption, without marks; columns of
/// numbers are parted by blanks.
fn told(html: &str, id: &str) -> String {
    let at = html.find(&format!(" id=\"{id}\">")).unwrap_or_else(|| panic!("no {id}"));
    let rest = &html[at..];
    let end = ["</figure>", "</section>"].iter().filter_map(|e| rest.find(e)).min().unwrap_or(rest.len());
    let parts: Vec<&str> =
        rest[..end].split('<').filter_map(|p| p.split_once('>')).map(|p| p.1.trim()).collect();
    parts.into_iter().filter(|p| !p.is_empty()).collect::<Vec<_>>().join(" ")
}

fn page() -> String {
    render_html(&advanced(24, 3).input()).expect("a report")
}

#[test]
fn the_number_of_groups_is_told_against_its_rules() {
    let text = told(&page(), "validity");
    assert!(
        text.contains(
            "One of four measures recommends three groups, the setting of this study; three recommend two"
        ),
        "{text}"
    );
    assert!(
        text.contains("Recommended: silhouette 2*, Dunn 2*, Davies–Bouldin 3, gap statistic 2*/8*."),
        "{text}"
    );
}

#[test]
fn groups_in_one_piece_are_told_with_their_cost() {
    let html = page();
    let text = told(&html, "contiguous");
    assert!(text.contains(
        "explain 40\u{a0}% of the differences between the places; without that condition 50\u{a0}%"
    ));
    assert!(text.contains("in 14 pieces") && text.contains("no group"), "{text}");
    let table = told(&html, "contiguous-methods");
    assert!(table.contains("REDCAP 40.0\u{a0}% 10.0 3 1–8 0.20"), "{table}");
    // More pieces than groups is said.
    assert!(table.contains("does not demand it"));
}

#[test]
fn sides_of_an_economy_have_their_signs_and_empty_domains_are_named() {
    let text = told(&page(), "contributions");
    assert!(text.contains("−33") || text.contains("+33"), "{text}");
    assert!(text.contains("without a say: environment") && text.contains("Innovation: one indicator only"));
}

#[test]
fn stability_has_the_words_of_its_limits() {
    let html = page();
    assert!(html.contains("High 0.81 (0.70–0.90), stable; Middle 0.55 (0.30–0.80), doubtful."));
    let movers = told(&html, "movers");
    assert!(movers.starts_with("2 places changed group at least once"), "{movers}");
    assert!(movers.contains("−0.75 120\u{a0}%") && movers.contains("−1.25 60\u{a0}%"), "{movers}");
}

#[test]
fn only_intervals_without_zero_are_told_as_convergence() {
    let html = page();
    let text = told(&html, "convergence");
    // Of three indicators one has no speed and one an interval with zero.
    assert!(
        text.contains("In one of two indicators gaps clearly closed, in none they clearly widened"),
        "{text}"
    );
    assert!(text.contains('×'));
    let clubs = told(&html, "clubs");
    assert!(
        clubs.starts_with("No indicator shows one path for all") && clubs.contains("2 16, 7 1"),
        "{clubs}"
    );
    let ranks = told(&html, "rank-changes");
    assert!(
        ranks.contains("Place 23 rose most in rank, Place 0 fell most") && ranks.contains("+23"),
        "{ranks}"
    );
}

#[test]
fn what_was_done_to_the_data_is_counted() {
    let text = told(&page(), "handling");
    assert!(text.starts_with("Before grouping, 3 values were filled and one was drawn in"), "{text}");
    assert!(text.contains("moves with another indicator 2 (median) 0"), "{text}");
}
