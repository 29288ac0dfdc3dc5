//! Small maps of the location quotient, one per cluster, on one scale.

use super::Context;
use super::legend::{self, Swatch};
use crate::map::{self, Atlas};
use crate::messages::args;
use crate::number;
use crate::read::Clusters;
use crate::read::clusters::{Cell, Place};
use crate::svg::{Ink, Svg, escape, n};
use crate::text::{self, Face};
use isard::model::Status;
use std::collections::BTreeSet;
use std::fmt::Write;

/// Breaks of the quotient, equally far on a logarithmic scale around 1.
pub(crate) const BREAKS: [(f64, &str); 6] =
    [(0.25, "¼"), (0.5, "½"), (0.8, "0.8"), (1.25, "1.25"), (2.0, "2"), (4.0, "4")];

/// More regions than this get no tooltips: they would double the file.
const TIPS: usize = 120;

/// How a region is filled: a class of the scale, or a pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Fill {
    /// Class 1–7 of the diverging ramp.
    Class(usize),
    /// The interval includes 1.
    Neutral,
    /// Withheld by the source.
    Withheld,
    /// The statistic does not exist.
    Undefined,
    /// No value.
    Missing,
}

pub(crate) fn fill(cell: Option<&Cell>) -> Fill {
    let Some(cell) = cell else { return Fill::Missing };
    match (cell.lq, cell.status) {
        (Some(lq), _) => match cell.interval {
            Some((low, high)) if low <= 1.0 && high >= 1.0 => Fill::Neutral,
            _ => Fill::Class(1 + BREAKS.iter().filter(|(b, _)| lq >= *b).count()),
        },
        (None, Status::Suppressed) => Fill::Withheld,
        (None, Status::Undefined(_)) => Fill::Undefined,
        (None, _) => Fill::Missing,
    }
}

impl Fill {
    fn attributes(self) -> String {
        match self {
            Fill::Class(i) => format!("class=\"f-d{i}\""),
            Fill::Neutral => "fill=\"url(#p-neutral)\"".into(),
            Fill::Withheld => "fill=\"url(#p-suppressed)\"".into(),
            Fill::Undefined => "fill=\"url(#p-undefined)\"".into(),
            Fill::Missing => "fill=\"url(#p-missing)\"".into(),
        }
    }
}

pub(crate) fn draw(c: &Context, m: &Clusters, clusters: &[String], width: f64) -> Svg {
    let mut svg = Svg::new(width, 0.0);
    let columns = if width < 500.0 { 2 } else { 3 };
    let gap = if width < 500.0 { 14.0 } else { 26.0 };
    let panel = (width - gap * (columns as f64 - 1.0)) / columns as f64;
    let Some(atlas) = Atlas::new(c.boundaries, c.study.frame, panel, highest(width, panel), 0.35) else {
        return svg;
    };
    let mut y = key(c, &mut svg, m, clusters, width) + 14.0;
    let prefix = format!("lq{}", width as i64);
    outlines(c, &mut svg, &atlas, &prefix);
    let (named, size) = (3, if width > 1000.0 { 12.5 } else { 11.0 });
    for (row, chunk) in clusters.chunks(columns).enumerate() {
        if row > 0 {
            y += 18.0;
        }
        let mut lowest = y;
        for (i, cluster) in chunk.iter().enumerate() {
            let x = i as f64 * (panel + gap);
            let bottom = one(c, &mut svg, m, cluster, &atlas, &prefix, (x, y), panel, named, size);
            lowest = lowest.max(bottom);
        }
        y = lowest;
    }
    svg.set_height(y + 4.0);
    svg
}

/// The map of one cluster with its first places, and the scale above.
pub(crate) fn single(c: &Context, m: &Clusters, cluster: &str, id: &str, width: f64, tall: f64) -> Svg {
    let mut svg = Svg::new(width, 0.0);
    let Some(atlas) = Atlas::new(c.boundaries, c.study.frame, width, tall, 0.5) else { return svg };
    let y = key(c, &mut svg, m, &[cluster.to_string()], width) + 4.0;
    let prefix = format!("one-{id}-{}", width as i64);
    outlines(c, &mut svg, &atlas, &prefix);
    let size = if width > 500.0 { 12.5 } else { 11.0 };
    let bottom = one(c, &mut svg, m, cluster, &atlas, &prefix, (0.0, y), width, 3, size);
    svg.set_height(bottom + 4.0);
    svg
}

/// Every outline is written once; the panels refer to it.
fn outlines(c: &Context, svg: &mut Svg, atlas: &Atlas, prefix: &str) {
    let mut defs = String::from("<defs>");
    for (i, (_, shape)) in atlas.shapes().enumerate() {
        let _ = write!(defs, "<path id=\"{prefix}-{i}\" d=\"{}\" fill-rule=\"evenodd\"/>", shape.path());
    }
    let lines = map::borders(atlas, |k| c.higher.of(k));
    for (name, d) in [("between", &lines.between), ("outline", &lines.outline)] {
        let _ = write!(defs, "<path id=\"{name}-{prefix}\" d=\"{d}\"/>");
    }
    if c.study.frame.is_some() {
        let _ = write!(
            defs,
            "<clipPath id=\"{prefix}-clip\"><rect width=\"{}\" height=\"{}\"/></clipPath>",
            n(atlas.width),
            n(atlas.height)
        );
    }
    svg.raw(&defs);
    svg.raw("</defs>");
}

/// Two rows of maps, their names and the legend leave room on a printed page.
fn highest(width: f64, panel: f64) -> f64 {
    if (500.0..1000.0).contains(&width) { (panel * 0.92).min(190.0) } else { panel * 0.92 }
}

fn one(
    c: &Context,
    svg: &mut Svg,
    m: &Clusters,
    cluster: &str,
    atlas: &Atlas,
    prefix: &str,
    (x, y): (f64, f64),
    width: f64,
    named: usize,
    size: f64,
) -> f64 {
    let title = Ink::new(size + 1.0).bold();
    let lines = text::wrap(c.names.industry(cluster), Face::SansBold, size + 1.0, width);
    let mut at = y + 14.0;
    for line in lines.iter().take(2) {
        svg.text(x, at, &text::shorten(line, Face::SansBold, size + 1.0, width), title);
        at += size + 4.0;
    }
    // Panels of a row align whether their names take one line or two.
    at = y + 14.0 + 2.0 * (size + 4.0) - 8.0;
    let left = x + (width - atlas.width) / 2.0;
    let clip = match c.study.frame {
        Some(_) => format!(" clip-path=\"url(#{prefix}-clip)\""),
        None => String::new(),
    };
    let edge = if atlas.shapes().count() > 150 { 0.25 } else { 0.6 };
    svg.group(&format!(
        "transform=\"translate({},{})\" class=\"s-paper edge\" stroke-width=\"{edge}\"{clip}",
        n(left),
        n(at)
    ));
    // Where every value is an estimate the key says so.
    let dotted = !m.all_estimated();
    let tips = width > 330.0 && atlas.shapes().count() <= TIPS;
    for (i, (region, _)) in atlas.shapes().enumerate() {
        let cell = m.cell(region, cluster);
        let mut shape = format!("<use href=\"#{prefix}-{i}\" {}/>", fill(cell).attributes());
        if dotted && cell.is_some_and(|x| x.status == Status::Estimated) {
            let _ = write!(shape, "<use href=\"#{prefix}-{i}\" fill=\"url(#p-dots)\"/>");
        }
        if tips {
            let tip = escape(&tip(c, region, cell));
            svg.raw(&format!("<g><title>{tip}</title>{shape}</g>"));
        } else {
            svg.raw(&shape);
        }
    }
    svg.raw(&format!("<use href=\"#outline-{prefix}\" class=\"n s-ink3\" stroke-width=\".5\"/>"));
    if !c.higher.is_empty() {
        // Small maps take thin lines, so that small regions stay visible.
        let (casing, line) = if width < 260.0 { (1.0, 0.5) } else { (2.0, 0.9) };
        for (class, line) in [("n s-paper", casing), ("n s-ink", line)] {
            svg.raw(&format!("<use href=\"#between-{prefix}\" class=\"{class}\" stroke-width=\"{line}\"/>"));
        }
    }
    svg.end();
    let places: Vec<&Place> =
        m.ranking.get(cluster).map_or(&[][..], Vec::as_slice).iter().take(named).collect();
    numbers(svg, atlas, &places, (left, at));
    let mut base = at + atlas.height + 18.0;
    for (i, p) in places.iter().enumerate() {
        let cell = m.cell(&p.region, cluster);
        let decimals = cell.and_then(|c| c.interval).map_or(1, |(a, b)| number::ratio_decimals(a, b));
        let value = number::or_dash(p.lq, decimals);
        let ink = Ink::new(size);
        let room = width - 20.0 - ink.width(&value) - 8.0;
        svg.text(x + 6.0, base, &(i + 1).to_string(), ink.bold().middle());
        svg.text(x + 18.0, base, &text::shorten(c.names.map_label(&p.region), Face::Sans, size, room), ink);
        svg.text(x + width, base, &value, ink.end());
        base += size + 4.0;
    }
    base
}

/// Numbers at the first regions; they move apart where they would overlap.
fn numbers(svg: &mut Svg, atlas: &Atlas, places: &[&Place], (left, top): (f64, f64)) {
    const R: f64 = 7.0;
    let anchors: Vec<(usize, (f64, f64))> = places
        .iter()
        .enumerate()
        .filter_map(|(i, p)| Some((i, atlas.shape(&p.region)?.anchor)))
        .filter(|(_, a)| a.0 >= 0.0 && a.1 >= 0.0 && a.0 <= atlas.width && a.1 <= atlas.height)
        .collect();
    let mut at: Vec<(f64, f64)> = anchors.iter().map(|a| a.1).collect();
    for _ in 0..60 {
        for i in 0..at.len() {
            for j in 0..i {
                let (dx, dy) = (at[i].0 - at[j].0, at[i].1 - at[j].1);
                let distance = (dx * dx + dy * dy).sqrt();
                if distance >= 2.0 * R + 1.5 {
                    continue;
                }
                let (ux, uy) = if distance > 1e-6 { (dx / distance, dy / distance) } else { (1.0, 0.0) };
                let push = (2.0 * R + 1.6 - distance) / 2.0;
                at[i] = (at[i].0 + ux * push, at[i].1 + uy * push);
                at[j] = (at[j].0 - ux * push, at[j].1 - uy * push);
            }
        }
    }
    for ((i, anchor), p) in anchors.iter().zip(at) {
        let moved = (anchor.0 - p.0).hypot(anchor.1 - p.1) > 4.0;
        let (ax, ay, px, py) = (anchor.0 + left, anchor.1 + top, p.0 + left, p.1 + top);
        if moved {
            svg.line((ax, ay), (px, py), 0.8, "s-ink");
        }
        svg.circle((px, py), R, "f-paper s-ink", 1.0);
        svg.text(px, py + 4.0, &(i + 1).to_string(), Ink::new(11.0).bold().middle());
    }
}

fn tip(c: &Context, region: &str, cell: Option<&Cell>) -> String {
    let name = c.names.region(region);
    match cell.and_then(|x| Some((x, x.lq?))) {
        Some((x, lq)) => match x.interval {
            Some((a, b)) => {
                let d = number::ratio_decimals(a, b);
                format!("{name}: {} ({})", number::fixed(lq, d), number::range(a, b, d))
            }
            None => format!("{name}: {}", number::fixed(lq, 2)),
        },
        None => {
            let id = match cell.map(|x| x.status) {
                Some(Status::Suppressed) => "word-withheld",
                Some(Status::Undefined(_)) => "word-undefined",
                _ => "word-no-value",
            };
            format!("{name}: {}", c.words.get(id))
        }
    }
}

/// The scale with the number of cells in each class, and the marks that occur.
fn key(c: &Context, svg: &mut Svg, m: &Clusters, clusters: &[String], width: f64) -> f64 {
    let shown: BTreeSet<&str> = clusters.iter().map(String::as_str).collect();
    let fills: Vec<Fill> =
        m.cells.iter().filter(|x| shown.contains(x.cluster.as_str())).map(|x| fill(Some(x))).collect();
    let count = |f: Fill| fills.iter().filter(|x| **x == f).count();
    let scale = width.min(470.0);
    let step = scale / 7.0;
    let most = (1..=7).map(|i| count(Fill::Class(i))).max().unwrap_or(0).max(1) as f64;
    let (base, tall) = (56.0, 30.0);
    for i in 1..=7 {
        let x = (i - 1) as f64 * step;
        let cells = count(Fill::Class(i));
        let height = tall * cells as f64 / most;
        let class = format!("f-d{i}");
        svg.rect(x + 1.0, base - height, step - 2.0, height, &class);
        svg.rect(x, base + 1.0, step, 9.0, &class);
        svg.text(
            x + step / 2.0,
            base - height - 4.0,
            &number::count(cells as f64),
            Ink::new(11.0).middle().color("ink3"),
        );
    }
    for (i, (_, label)) in BREAKS.iter().enumerate() {
        let x = (i + 1) as f64 * step;
        svg.text(x, base + 23.0, label, Ink::new(11.0).middle());
    }
    svg.text(0.0, base + 23.0, &c.words.get("lq-weaker"), Ink::new(11.0).color("ink3"));
    svg.text(scale, base + 23.0, &c.words.get("lq-stronger"), Ink::new(11.0).end().color("ink3"));
    let outlined = c.boundaries.iter().any(|b| clusters.iter().any(|k| m.cell(&b.region, k).is_none()));
    let mut entries: Vec<legend::Entry> = Vec::new();
    for (f, pattern, id) in [
        (Fill::Neutral, "p-neutral", "lq-neutral"),
        (Fill::Withheld, "p-suppressed", "word-withheld"),
        (Fill::Undefined, "p-undefined", "word-undefined"),
        (Fill::Missing, "p-missing", "word-no-value"),
    ] {
        let cells = count(f);
        if cells > 0 || f == Fill::Missing && outlined {
            let counted = if cells > 0 { number::count(cells as f64) } else { String::new() };
            entries.push((Swatch::Pattern(pattern.into()), c.words.get(id), counted));
        }
    }
    if !c.higher.is_empty() {
        let word = if c.higher.countries { "map-border-country" } else { "map-border-larger" };
        entries.push((Swatch::Line("s-ink".into()), String::new(), c.words.get(word)));
    }
    let of_status = |x: &&Cell| x.status == Status::Estimated && shown.contains(x.cluster.as_str());
    let estimated = m.cells.iter().filter(of_status).count();
    if !m.all_estimated() && estimated > 0 {
        let counted = number::count(estimated as f64);
        entries.push((Swatch::Pattern("p-dots".into()), c.words.get("word-estimated"), counted));
    }
    if m.all_estimated() {
        let all = c.words.with("lq-all-estimated", args! { "many" => c.many() });
        entries.push((Swatch::Ring("f-paper s-ink".into()), String::new(), all));
    }
    if width > 1000.0 {
        legend::draw(svg, scale + 34.0, base - 18.0, width - scale - 34.0, &entries).max(base + 23.0)
    } else {
        legend::draw(svg, 0.0, base + 46.0, width, &entries)
    }
}
