//! The chapters on clusters and inequality say what the tables say.

use crate::clusters_sample::full;
use isard_report::{figures, render_html};

#[test]
fn every_figure_of_the_chapters_is_there() {
    let sample = full(24, 3, &[2010, 2011, 2012, 2013]);
    let html = render_html(&sample.input()).expect("a report");
    for id in [
        "chapter-clusters",
        "clusters-r000",
        "clusters-r002",
        "clusters-strongest",
        "clusters-maps",
        "clusters-ranks",
        "clusters-competitive",
        "clusters-regions",
        "specialization",
        "concentration",
        "chapter-inequality",
        "inequality-time",
        "inequality-theil",
        "inequality-latest",
    ] {
        assert!(html.contains(&format!("id=\"{id}\"")), "{id}");
    }
    // What is counted comes from the options of the run.
    assert!(html.contains(">Wages</text>"));
    assert!(html.contains("Weighted by residents."));
    assert!(html.contains("Crops &amp; &lt;herbs&gt;"));
}

#[test]
fn the_most_competitive_clusters_are_listed_with_what_makes_them_so() {
    let section = |years: &[i64]| {
        let html = render_html(&full(24, 3, years).input()).expect("a report");
        let at = html.find("id=\"clusters-competitive\"").expect("the table");
        let end = html[at..].find("</section>").expect("its end");
        (html[at..at + end].to_string(), html)
    };
    let (table, html) = section(&[2010, 2013]);
    assert!(table.contains("The most competitive cluster is "), "a first place that is sure");
    assert!(table.contains("mean place by share of the industry, productivity and growth"));
    // The second place has no productivity; its interval is told.
    for part in ["× 1.25", "–</td>", "<small>2–3</small>", "\">40.0", "+0.9"] {
        assert!(table.contains(part), "{part}: {table}");
    }
    assert_eq!(table.matches("<tr>").count(), 16, "a head and fifteen rows");
    assert!(html.contains("id=\"clusters-competitive-list\""));
    assert!(html.contains("By Porter’s criteria 6 of 11 are traded"));
    let (alone, _) = section(&[2013]);
    assert!(!alone.contains("Growth lead") && alone.contains("share of the industry and productivity"));
}

#[test]
fn a_single_year_has_no_trend_and_no_lines() {
    let sample = full(24, 3, &[2013]);
    let html = render_html(&sample.input()).expect("a report");
    assert!(!html.contains(">Trend</text>") && !html.contains("id=\"inequality-time\""));
    assert!(html.contains("id=\"inequality-latest\""));
    assert!(html.contains("Strongest of all: "));
}

#[test]
fn withheld_cells_show_their_bounds_and_no_star() {
    let sample = full(24, 3, &[2013]);
    let html = render_html(&sample.input()).expect("a report");
    let at = html.find("clusters-r000-w3-t").expect("the figure");
    let figure = &html[at..at + html[at..].find("</svg>").unwrap_or(0)];
    assert!(figure.contains(">withheld</text>") && figure.contains(">0–745</text>"));
    assert!(figure.contains(">0.0–4.5</text>"));
    assert!(figure.contains("open: the bounds decide no star"));
}

#[test]
fn every_figure_states_its_source_and_an_alternative_with_ends_and_gaps() {
    let sample = full(24, 3, &[2010, 2011]);
    let html = render_html(&sample.input()).expect("a report");
    let captions = html.matches("<figcaption").count();
    assert!(captions >= 15);
    assert_eq!(
        html.matches("Source: Nobody &lt;nobody@example.invalid&gt;; licence: CC0.").count()
            - html.matches("<section class=\"table\" id=").count(),
        captions
    );
    for id in ["clusters-r000", "clusters-maps", "specialization", "concentration", "inequality-latest"] {
        let start = html.find(&format!("<desc id=\"{id}-w3-d\">")).expect(id);
        let text = &html[start..start + html[start..].find("</desc>").unwrap_or(0)].to_lowercase();
        for word in ["highest", "lowest"] {
            assert!(text.contains(word), "{id}: {word}");
        }
        assert!(["withheld", "missing", "without"].iter().any(|w| text.contains(w)), "{id}: {text}");
        assert!(!text.contains("nan"), "{id}");
    }
}

#[test]
fn the_chapters_are_safe_complete_and_the_same_twice() {
    for (regions, years) in [(3, vec![2013]), (24, vec![2010, 2013]), (90, vec![2000, 2001, 2002])] {
        let sample = full(regions, 2, &years);
        let html = render_html(&sample.input()).expect("a report");
        assert_eq!(html, render_html(&full(regions, 2, &years).input()).expect("a report"));
        for word in ["NaN", ">inf<", "http://", "https://", "src=\"", "<link", "@import"] {
            assert!(!html.contains(word), "{word} with {regions} regions");
        }
    }
}

#[test]
fn any_table_may_be_absent() {
    let names: Vec<String> = full(12, 3, &[2010, 2013]).tables.keys().cloned().collect();
    for name in names {
        let mut sample = full(12, 3, &[2010, 2013]);
        sample.tables.remove(&name);
        let html = render_html(&sample.input()).expect("a report");
        assert!(html.contains("Method, data and status"), "without {name}");
    }
    let mut sample = full(12, 3, &[2013]);
    sample.boundaries.clear();
    sample.study.focus.clear();
    let html = render_html(&sample.input()).expect("a report");
    assert!(!html.contains("id=\"clusters-maps\"") && html.contains("id=\"clusters-strongest\""));
}

#[test]
fn outlines_of_parts_are_joined_to_the_regions_analysed() {
    use crate::sample::text;
    use isard::model::{Boundary, Table};
    let mut sample = full(12, 3, &[2013]);
    let (mut parts, mut parents, mut all) = (Vec::new(), Vec::new(), Vec::new());
    for b in std::mem::take(&mut sample.boundaries) {
        let ring = &b.polygons[0][0];
        let ([w, s], [e, n]) = (ring[0], ring[2]);
        let middle = (w + e) / 2.0;
        for (i, (x0, x1)) in [(w, middle), (middle, e)].into_iter().enumerate() {
            let ring = vec![[x0, s], [x1, s], [x1, n], [x0, n], [x0, s]];
            let key = format!("{}-{i}", b.region);
            all.push(Boundary { region: key.clone(), polygons: vec![vec![ring]] });
            parts.push(key);
            parents.push(b.region.clone());
        }
    }
    sample.boundaries = all;
    let regions = Table::new().with("region", text(&parts)).with("parent", text(&parents));
    sample.tables.insert("study/regions".into(), regions);
    let html = render_html(&sample.input()).expect("a report");
    let at = html.find("clusters-maps-w2-t").expect("the maps");
    let maps = &html[at..at + html[at..].find("</svg>").unwrap_or(0)];
    assert_eq!(maps.matches("<path id=\"lq680-").count(), 12);
    assert!(!html.contains("no group: "));
}

#[test]
fn the_figures_of_the_chapters_stand_alone() {
    let sample = full(24, 3, &[2010, 2013]);
    let all = figures(&sample.input()).expect("figures");
    let maps = all.iter().find(|f| f.0 == "clusters-maps.svg").expect("the maps");
    for part in maps.1.split("href=\"#").skip(1) {
        let id = part.split('"').next().unwrap_or_default();
        assert!(maps.1.contains(&format!("id=\"{id}\"")), "no `{id}`");
    }
    for (name, svg) in &all {
        assert!(
            svg.starts_with("<svg xmlns=") && !svg.contains("var(--") && svg.contains("Source: "),
            "{name}"
        );
    }
}
