//! Nothing in a drawing overlaps or leaves its frame, measured with the
//! advances of the fonts.

use crate::clusters_sample::full;
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

const CHECKED: [&str; 9] = [
    "clusters-r000",
    "clusters-strongest",
    "clusters-maps",
    "clusters-ranks",
    "specialization",
    "concentration",
    "inequality-time",
    "inequality-theil",
    "inequality-latest",
];

fn checked(html: &str) -> Vec<(String, String, f64, f64, &str)> {
    let all = drawings(html);
    all.into_iter().filter(|d| CHECKED.iter().any(|c| d.0.starts_with(&format!("{c}-w")))).collect()
}

#[test]
fn texts_do_not_overlap() {
    for (regions, years) in [(24, vec![2010, 2011, 2012, 2013]), (90, vec![2015])] {
        let sample = full(regions, 3, &years);
        let html = render_html(&sample.input()).expect("a report");
        let mut seen = 0;
        for (id, _, _, _, body) in checked(&html) {
            let all = labels(body);
            for (i, a) in all.iter().enumerate() {
                for b in &all[..i] {
                    let upright = (a.y - b.y).abs() < 0.72 * a.size.min(b.size);
                    let across = a.x0 < b.x1 - 0.5 && b.x0 < a.x1 - 0.5;
                    assert!(!(upright && across), "{id}: {a:?} over {b:?}");
                }
            }
            seen += all.len();
        }
        assert!(seen > 300, "{seen} texts");
    }
}

#[test]
fn texts_stay_in_the_frame_and_are_large_enough() {
    let sample = full(24, 3, &[2010, 2011, 2012, 2013]);
    let html = render_html(&sample.input()).expect("a report");
    let all = checked(&html);
    assert_eq!(all.len(), CHECKED.len() * 3);
    for (id, class, width, height, body) in all {
        for l in labels(body) {
            assert!(l.x0 >= -0.6 && l.x1 <= width + 0.6, "{id}: {l:?} leaves 0–{width}");
            assert!(l.y - 0.72 * l.size >= -1.5 && l.y <= height + 2.0, "{id}: {l:?} leaves 0–{height}");
            assert!(class != "w1" || l.size >= 11.0, "{id}: {l:?} is small");
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
    let colored = maps.4.matches("<use href=").count();
    let classes = maps.4.matches("class=\"f-d").count() - 14;
    let cells = 9 * 24;
    assert_eq!(colored, cells);
    let without = maps.4.matches("fill=\"url(#p-suppressed)\"/>").count()
        + maps.4.matches("fill=\"url(#p-missing)\"/>").count()
        + maps.4.matches("fill=\"url(#p-undefined)\"/>").count();
    assert!(without > 20 && classes + without < cells, "{without} {classes}");
}
