//! Nothing in a drawing overlaps or leaves its frame, measured with the
//! advances of the fonts.

use crate::advanced_sample::{advanced, indicators};
use crate::clusters_sample::full;
use crate::sample::Sample;
use isard_report::{render_html, text_width};

#[derive(Debug)]
struct Label {
    text: String,
    x0: f64,
    x1: f64,
    y: f64,
    size: f64,
}

fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let start = format!(" {name}=\"");
    let at = tag.find(&start)? + start.len();
    tag[at..].split('"').next()
}

fn number(tag: &str, name: &str) -> f64 {
    attribute(tag, name).and_then(|v| v.parse().ok()).unwrap_or(f64::NAN)
}

/// Drawings of a page: identifier, class, width, height, body.
fn drawings(html: &str) -> Vec<(String, String, f64, f64, &str)> {
    html.match_indices("<svg ")
        .filter_map(|(at, _)| {
            let body = &html[at..at + html[at..].find("</svg>")?];
            let tag = &body[..body.find('>')?];
            let id = attribute(tag, "aria-labelledby")?.split(' ').next()?.to_string();
            let class = attribute(tag, "class")?.to_string();
            Some((id, class, number(tag, "width"), number(tag, "height"), body))
        })
        .collect()
}

/// Texts outside moved groups, with their boxes.
fn labels(body: &str) -> Vec<Label> {
    let mut out = Vec::new();
    for (at, _) in body.match_indices("<text ") {
        let rest = &body[at..];
        let (Some(open), Some(close)) = (rest.find('>'), rest.find("</text>")) else { continue };
        let (tag, inner) = (&rest[..open], &rest[open + 1..close]);
        let text =
            inner.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&");
        let size = number(tag, "font-size");
        let bold = attribute(tag, "class").is_some_and(|c| c.split(' ').any(|c| c == "b"));
        let width = text_width(&text, bold, size);
        let x = number(tag, "x");
        let x0 = match attribute(tag, "text-anchor") {
            Some("middle") => x - width / 2.0,
            Some("end") => x - width,
            _ => x,
        };
        if !text.trim().is_empty() {
            out.push(Label { text, x0, x1: x0 + width, y: number(tag, "y"), size });
        }
    }
    out
}

/// Figures of the whole invented study; each is drawn at three widths.
const FIGURES: [&str; 42] = [
    "groups-map",
    "profile",
    "validity",
    "members",
    "ranking",
    "moves",
    "counts",
    "clusters-r000",
    "clusters-r002",
    "portfolio-r000",
    "portfolio-r002",
    "stages-r000",
    "stages-r002",
    "clusters-strongest",
    "leading-i04",
    "leading-i09",
    "leading-i11",
    "card-i04",
    "card-i09",
    "card-i11",
    "trends-concentration",
    "trends-strong",
    "trends-drift",
    "trends-shift",
    "trends-moves",
    "clusters-maps",
    "clusters-ranks",
    "specialization",
    "concentration",
    "inequality-time",
    "inequality-theil",
    "inequality-latest",
    "scree",
    "loadings",
    "biplot",
    "silhouettes",
    "consensus",
    "lisa",
    "mobility",
    "contiguous",
    "contributions",
    "convergence",
];

/// Studies of many sizes and shapes: few and many regions, two to seven
/// groups, one year and several, short names, long names, a higher level.
fn studies() -> Vec<(String, Sample)> {
    let mut out = Vec::new();
    for (regions, k, years) in [
        (24, 3, vec![2010, 2011, 2012, 2013]),
        (90, 3, vec![2015]),
        (12, 2, vec![2010, 2020]),
        (48, 5, vec![2001, 2002]),
        (70, 7, vec![1999, 2013]),
        (5, 2, vec![2013]),
    ] {
        out.push((format!("{regions} regions, {k} groups"), full(regions, k, &years)));
    }
    let mut short = full(40, 3, &[2010, 2013]);
    let keys: Vec<String> = short.study.names.keys().cloned().collect();
    short.study.short_names = keys.iter().map(|k| (k.clone(), k[1..].to_string())).collect();
    out.push(("short names".into(), short));
    let mut long = full(30, 3, &[2010, 2013]);
    for (i, name) in long.study.names.values_mut().enumerate() {
        *name = format!("Upper Administrative Neighbourhood of Sankt-Margarethenkirchen {i}");
    }
    long.study.noun_one = "administrative neighbourhood".into();
    long.study.noun_many = "administrative neighbourhoods".into();
    out.push(("long names".into(), long));
    out.push(("all kinds of row".into(), advanced(70, 3)));
    let mut many = advanced(40, 4);
    indicators(&mut many, 40, 4, 17);
    out.push(("many indicators".into(), many));
    out
}

#[test]
fn every_figure_is_measured() {
    let sample = advanced(70, 3);
    let html = render_html(&sample.input()).expect("a report");
    let mut found: Vec<String> = drawings(&html).into_iter().map(|d| d.0).collect();
    found.retain(|id| !id.starts_with("mark-"));
    let mut wanted: Vec<String> =
        FIGURES.iter().flat_map(|f| ["w1", "w2", "w3"].map(|w| format!("{f}-{w}-t"))).collect();
    found.sort();
    wanted.sort();
    assert_eq!(found, wanted);
}

#[test]
fn texts_do_not_overlap() {
    let mut found = Vec::new();
    for (study, sample) in studies() {
        let html = render_html(&sample.input()).expect("a report");
        let mut seen = 0;
        for (id, _, _, _, body) in drawings(&html) {
            let all = labels(body);
            for (i, a) in all.iter().enumerate() {
                for b in &all[..i] {
                    let upright = (a.y - b.y).abs() < 0.85 * a.size.min(b.size);
                    let across = a.x0 < b.x1 - 0.5 && b.x0 < a.x1 - 0.5;
                    if upright && across {
                        found.push(format!("{study}, {id}: {a:?} over {b:?}"));
                    }
                }
            }
            seen += all.len();
        }
        assert!(seen > 300, "{study}: {seen} texts");
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn texts_stay_in_the_frame_and_are_large_enough() {
    let mut found = Vec::new();
    for (study, sample) in studies() {
        let html = render_html(&sample.input()).expect("a report");
        for (id, _, width, height, body) in drawings(&html) {
            for l in labels(body) {
                let across = l.x0 >= -0.6 && l.x1 <= width + 0.6;
                let upright = l.y - 0.72 * l.size >= -1.5 && l.y <= height + 2.0;
                // 10.5 px on screens is 7.9 pt on paper.
                if !(across && upright && l.size >= 10.5) {
                    found.push(format!("{study}, {id} of {width} × {height}: {l:?}"));
                }
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn drawings_for_paper_fit_a_page() {
    // 180 × 267 mm inside the margins, less the head and the note of a figure.
    for (study, sample) in studies() {
        let html = render_html(&sample.input()).expect("a report");
        for (id, class, width, height, _) in drawings(&html) {
            if class == "w2" {
                assert!(width <= 680.5 && height <= 860.0, "{study}: {id} is {width} × {height}");
            }
        }
    }
}

#[test]
fn every_status_has_its_mark_in_the_legend_of_the_maps() {
    let sample = full(24, 3, &[2013]);
    let html = render_html(&sample.input()).expect("a report");
    let maps = drawings(&html).into_iter().find(|d| d.0 == "clusters-maps-w3-t").expect("the maps");
    for (pattern, word) in [
        ("p-neutral", "not told apart"),
        ("p-suppressed", "withheld"),
        ("p-undefined", "undefined"),
        ("p-missing", "no value"),
    ] {
        // In the legend once, and on the maps.
        assert!(maps.4.matches(&format!("url(#{pattern})")).count() > 1, "{pattern}");
        assert!(labels(maps.4).iter().any(|l| l.text.contains(word)), "{word}");
    }
    // A withheld, missing or undefined cell never takes a class of the scale.
    let shapes: Vec<&str> = maps.4.split("<use href=\"#lq").skip(1).collect();
    // What is estimated has dots over its colour.
    let dotted =
        shapes.iter().filter(|s| s.split('>').next().is_some_and(|tag| tag.contains("p-dots"))).count();
    let colored = shapes.len() - dotted;
    assert!(dotted > 0 && labels(maps.4).iter().any(|l| l.text.contains("estimated")));
    let classes = maps.4.matches("class=\"f-d").count() - 14;
    let cells = 6 * 24;
    assert_eq!(colored, cells);
    let without = maps.4.matches("fill=\"url(#p-suppressed)\"/>").count()
        + maps.4.matches("fill=\"url(#p-missing)\"/>").count()
        + maps.4.matches("fill=\"url(#p-undefined)\"/>").count();
    assert!(without > 15 && classes + without < cells, "{without} {classes}");
}
