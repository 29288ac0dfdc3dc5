//! Draws filled regions, their borders, names, and a scale bar.

use super::border::Borders;
use super::label::{Placed, line_end};
use super::outline::Atlas;
use crate::number;
use crate::svg::{Ink, Svg, escape, n};
use std::collections::BTreeMap;
use std::fmt::Write;

/// How a region is drawn.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Look {
    /// Class of the fill, such as `f-g1`.
    pub(crate) fill: String,
    /// Pattern drawn over the fill, by identifier.
    pub(crate) pattern: Option<String>,
    /// Text shown on hovering; none when empty.
    pub(crate) title: String,
}

/// Draws all regions of the atlas at (x, y). Regions without a look get the
/// missing mark. `tips` says whether tooltips are written.
pub(crate) fn draw(
    svg: &mut Svg,
    atlas: &Atlas,
    at: (f64, f64),
    looks: &BTreeMap<String, Look>,
    edge: f64,
    tips: bool,
) {
    svg.group(&format!("transform=\"translate({},{})\"", n(at.0), n(at.1)));
    let missing = Look { fill: "f-paper".into(), pattern: Some("p-missing".into()), title: String::new() };
    // Regions that look alike and say nothing are drawn as one path: smaller
    // files, and no hairlines between neighbours.
    let mut alike: BTreeMap<(String, Option<String>), String> = BTreeMap::new();
    let mut single = String::new();
    for (key, shape) in atlas.shapes() {
        let look = looks.get(key).unwrap_or(&missing);
        if tips && !look.title.is_empty() {
            let d = shape.path();
            let _ = write!(single, "<g><title>{}</title>", escape(&look.title));
            let _ = write!(
                single,
                "<path class=\"{} s-paper edge\" stroke-width=\"{}\" d=\"{d}\" fill-rule=\"evenodd\"/>",
                look.fill,
                n(edge)
            );
            if let Some(p) = &look.pattern {
                let _ = write!(
                    single,
                    "<path fill=\"url(#{p})\" class=\"s-paper edge\" stroke-width=\"{}\" d=\"{d}\" fill-rule=\"evenodd\"/>",
                    n(edge)
                );
            }
            single.push_str("</g>");
        } else {
            alike.entry((look.fill.clone(), look.pattern.clone())).or_default().push_str(&shape.path());
        }
    }
    for ((fill, pattern), d) in &alike {
        let line = if pattern.as_deref().is_some_and(|p| p != "p-dots" && !p.starts_with("p-s")) {
            "s-rule"
        } else {
            "s-paper"
        };
        svg.path(
            d,
            &format!("{fill} {line} edge"),
            &format!("stroke-width=\"{}\" fill-rule=\"evenodd\"", n(edge)),
        );
        if let Some(p) = pattern {
            let _ = (p, d);
            svg.raw(&format!("<path class=\"{line} edge\" stroke-width=\"{}\" fill=\"url(#{p})\" fill-rule=\"evenodd\" d=\"{d}\"/>", n(edge)));
        }
    }
    svg.raw(&single);
    svg.end();
}

/// Draws within the frame of the atlas where the study has one.
pub(crate) fn clipped(
    svg: &mut Svg,
    atlas: &Atlas,
    at: (f64, f64),
    id: &str,
    clip: bool,
    draw: impl FnOnce(&mut Svg),
) {
    if !clip {
        return draw(svg);
    }
    svg.raw(&format!(
        "<clipPath id=\"{id}\"><rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"/></clipPath>",
        n(at.0),
        n(at.1),
        n(atlas.width),
        n(atlas.height)
    ));
    svg.group(&format!("clip-path=\"url(#{id})\""));
    draw(svg);
    svg.end();
}

/// Dark lines between the units of the level above.
pub(crate) fn higher(svg: &mut Svg, lines: &Borders, at: (f64, f64), width: f64) {
    if !lines.between.is_empty() {
        // A light casing keeps the line visible on dark fills.
        for (class, width) in [("n s-paper edge", width + 1.6), ("n s-ink edge", width)] {
            let place =
                format!("transform=\"translate({},{})\" stroke-width=\"{}\"", n(at.0), n(at.1), n(width));
            svg.path(&lines.between, class, &place);
        }
    }
}

/// Names with their lines; `class` gives the colour of a name inside its region.
pub(crate) fn names(
    svg: &mut Svg,
    placed: &[Placed],
    at: (f64, f64),
    size: f64,
    class: impl Fn(&str) -> (String, bool),
) {
    let ink = Ink::new(size).bold().middle();
    for p in placed {
        let center = (p.center.0 + at.0, p.center.1 + at.1);
        if let Some(anchor) = p.anchor {
            let end = line_end(p, ink, size * 1.1);
            let start = (anchor.0 + at.0, anchor.1 + at.1);
            let end = (end.0 + at.0, end.1 + at.1);
            if (start.0 - end.0).hypot(start.1 - end.1) > 8.0 {
                svg.line(start, end, 0.8, "s-ink2");
            } else {
                svg.circle(start, 2.6, "f-ink s-paper", 1.0);
            }
            svg.text(center.0, center.1 + size * 0.36, &p.text, ink.halo());
        } else {
            let (class, halo) = class(&p.key);
            let ink = if halo { ink.halo() } else { ink };
            svg.text_class(center.0, center.1 + size * 0.36, &p.text, ink, &class);
        }
    }
}

/// A bar of a round length in kilometres with its right end at (x, y).
pub(crate) fn scale_bar(svg: &mut Svg, atlas: &Atlas, right: f64, y: f64, unit: &str) {
    let limit = svg.width() * 0.16 / atlas.scale;
    if !limit.is_finite() || limit <= 0.0 {
        return;
    }
    let power = 10f64.powf(limit.log10().floor());
    let km = [5.0, 2.0, 1.0].into_iter().map(|s| s * power).find(|v| *v <= limit).unwrap_or(power);
    let length = km * atlas.scale;
    svg.polyline(
        &[(right - length, y - 4.0), (right - length, y), (right, y), (right, y - 4.0)],
        1.0,
        "s-ink2",
    );
    let decimals = if km < 1.0 { 1 } else { 0 };
    let label = format!("{} {unit}", number::fixed(km, decimals));
    svg.text(right - length / 2.0, y - 6.0, &label, Ink::new(11.0).middle().color("ink2").halo());
}
