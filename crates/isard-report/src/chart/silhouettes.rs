//! Silhouettes of all regions, group by group, the best first; those below
//! zero are marked and named.

use super::Context;
use crate::messages::args;
use crate::number;
use crate::read::Typology;
use crate::read::typology::{Member, mean};
use crate::scale::Scale;
use crate::svg::{Ink, Svg, n};
use crate::text::{self, Face};
use std::fmt::Write;

/// Height of all bars together.
const BARS: f64 = 310.0;

/// Members of a group that have a silhouette, the highest first.
pub(crate) fn sorted(t: &Typology, group: usize) -> Vec<(&Member, f64)> {
    let mut all: Vec<(&Member, f64)> = t.of_group(group).filter_map(|m| Some((m, m.silhouette?))).collect();
    all.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.key.cmp(&b.0.key)));
    all
}

pub(crate) fn draw(c: &Context, t: &Typology, width: f64) -> Svg {
    let narrow = width < 500.0;
    let mut svg = Svg::new(width, 0.0);
    let total: usize = (1..=t.k).map(|g| sorted(t, g).len()).sum();
    if total == 0 {
        return svg;
    }
    // With more members than dots of height each row stands for its middle member.
    let bar = (BARS.max((0.8 * total as f64).min(2.0 * BARS)) / total as f64).min(12.0);
    let words = if narrow { 0.0 } else { (width * 0.3).min(300.0) };
    let (left, right) = (0.0, width - words);
    let values = || t.members.iter().filter_map(|m| m.silhouette);
    let domain = (values().fold(0.0, f64::min).min(-0.05), values().fold(0.2, f64::max));
    let sx = Scale::linear(domain, (left + 16.0, right - 12.0));
    let mut y = 8.0;
    let top = y;
    let mut blocks = Vec::new();
    for g in 1..=t.k {
        let all = sorted(t, g);
        let lines = text_lines(c, t, g, &all, if narrow { width } else { words - 16.0 });
        // On a phone the words stand above the bars.
        let start = if narrow { y + 16.0 * lines.len() as f64 + 4.0 } else { y };
        let need = if narrow { 0.0 } else { 16.0 * lines.len() as f64 };
        let end = start + (bar * all.len() as f64).max(need);
        blocks.push((g, all, lines, y, start));
        y = end + 14.0;
    }
    let bottom = y - 8.0;
    let ticks = if narrow { 4 } else { 7 };
    for v in sx.ticks(ticks) {
        for (i, (.., start)) in blocks.iter().enumerate() {
            let end = blocks.get(i + 1).map_or(bottom, |b| b.3);
            let from = if narrow { *start } else { if i == 0 { top } else { *start - 14.0 } };
            svg.line((sx.at(v), from), (sx.at(v), end), 1.0, if v == 0.0 { "s-ink3" } else { "s-grid" });
        }
        let label = number::fixed(v, sx.tick_decimals(ticks));
        svg.text(sx.at(v), bottom + 15.0, &label, Ink::new(11.0).middle().color("ink3"));
    }
    for (g, all, lines, block, start) in &blocks {
        let (mut good, mut bad) = (String::new(), String::new());
        let step = bar.max(0.8);
        let rows = (bar * all.len() as f64 / step).ceil() as usize;
        for i in 0..rows {
            let middle = ((i as f64 + 0.5) * step / bar) as usize;
            let s = &all[middle.min(all.len() - 1)].1;
            let at = start + step * i as f64;
            let d = if *s < 0.0 { &mut bad } else { &mut good };
            let h = if bar > 3.0 { bar - 1.0 } else { step + 0.1 };
            let _ = write!(d, "M{},{}H{}v{}H{}z", n(sx.at(0.0)), n(at), n(sx.at(*s)), n(h), n(sx.at(0.0)));
        }
        svg.path(&good, &format!("f-g{g}"), "");
        svg.path(&bad, "f-accent", "");
        let (x, mut y) = if narrow { (0.0, block + 13.0) } else { (right + 16.0, start + 13.0) };
        for (i, (line, class, bold)) in lines.iter().enumerate() {
            let ink = Ink::new(if i == 0 { 13.0 } else { 12.0 });
            let ink = if *bold { ink.bold() } else { ink };
            svg.text_class(x, y, line, ink, class);
            y += 16.0;
        }
        if let Some(m) = mean(all.iter().map(|x| x.1)) {
            let end = start + bar * all.len() as f64;
            svg.line((sx.at(m), *start), (sx.at(m), end), 1.4, "s-ink dash");
        }
    }
    svg.set_height(bottom + 24.0);
    svg
}

type Line = (String, String, bool);

/// Name of the group with its size and mean, then who lies below zero.
fn text_lines(c: &Context, t: &Typology, g: usize, all: &[(&Member, f64)], width: f64) -> Vec<Line> {
    let head = format!("{}, {}", c.group(t, g), c.counted(t.size(g)));
    let mut out = vec![(text::shorten(&head, Face::SansBold, 13.0, width), format!("f-t{g}"), true)];
    if let Some(m) = mean(all.iter().map(|x| x.1)) {
        let text = c.words.with("silhouettes-mean", args! { "mean" => number::fixed(m, 2) });
        out.push((text::shorten(&text, Face::Sans, 12.0, width), "f-ink2".into(), false));
    }
    let below: Vec<&str> =
        all.iter().rev().filter(|x| x.1 < 0.0).map(|x| c.names.map_label(&x.0.key)).collect();
    if below.is_empty() {
        return out;
    }
    let shown = &below[..below.len().min(5)];
    let mut names =
        c.words.with("silhouettes-below", args! { "n" => below.len(), "names" => shown.join(", ") });
    if below.len() > shown.len() {
        names += &c.words.with("list-more", args! { "n" => below.len() - shown.len() });
    }
    let lines = text::wrap(&names, Face::Sans, 12.0, width);
    out.extend(
        lines.into_iter().map(|l| (text::shorten(&l, Face::Sans, 12.0, width), "f-accent".into(), false)),
    );
    out
}
