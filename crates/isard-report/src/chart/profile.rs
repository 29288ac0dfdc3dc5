//! Dot chart of the group means of each indicator, with 90 % bars and a tick
//! for every member.

use super::Context;
use crate::marks;
use crate::messages::args;
use crate::number;
use crate::read::Typology;
use crate::read::typology::Indicator;
use crate::scale::Scale;
use crate::svg::{Ink, Svg};
use crate::text::{self, Face};
use isard::model::Status;

/// Height of a group's row.
const ROW: f64 = 21.0;
/// The same on paper.
const PAPER_ROW: f64 = 16.0;
/// Height a drawing for paper may have.
const PAGE: f64 = 800.0;

/// The chart; on paper in pieces where there are too many indicators for a page.
pub(crate) fn pieces(c: &Context, t: &Typology, width: f64) -> Vec<Svg> {
    let all = sorted(t);
    if !(500.0..1000.0).contains(&width) {
        return vec![draw(c, t, &all, ROW, width)];
    }
    let most = (((PAGE - 64.0) / (20.0 + PAPER_ROW * t.k as f64)) as usize).max(1);
    all.chunks(most).map(|part| draw(c, t, part, PAPER_ROW, width)).collect()
}

fn draw(c: &Context, t: &Typology, indicators: &[&Indicator], row: f64, width: f64) -> Svg {
    let narrow = width < 500.0;
    let label = if narrow { 0.0 } else { (width * 0.27).min(270.0) };
    let right = if narrow { 62.0 } else { 146.0 };
    let (left, end) = (label + 8.0, width - right - 12.0);
    let reach = reach(t);
    let x = Scale::linear((-reach, reach), (left, end));
    let mut svg = Svg::new(width, 0.0);
    let top = if narrow { 18.0 } else { 40.0 };
    header(c, &mut svg, t, x.at(0.0), width, top, narrow);
    let lead = if narrow { 38.0 } else { 12.0 };
    let band = lead + row * t.k as f64 + 8.0;
    let bottom = top + band * indicators.len() as f64;
    for v in x.ticks(if narrow { 4 } else { 6 }) {
        svg.line((x.at(v), top), (x.at(v), bottom), 1.0, "s-grid");
        svg.text(
            x.at(v),
            bottom + 16.0,
            &number::signed(v, x.tick_decimals(if narrow { 4 } else { 6 })),
            Ink::new(11.5).middle().color("ink2"),
        );
    }
    svg.line((x.at(0.0), top), (x.at(0.0), bottom), 1.2, "s-ink3");
    for (i, indicator) in indicators.iter().enumerate() {
        let y = top + band * i as f64;
        if i > 0 {
            svg.line((0.0, y), (width, y), 1.0, "s-rule");
        }
        name(c, &mut svg, indicator, (y, band), label, width, narrow);
        rows(c, &mut svg, t, indicator, &x, (y + lead, row), width, narrow);
    }
    svg.set_height(bottom + 24.0);
    svg
}

/// Indicators, those that separate the groups most first.
pub(crate) fn sorted(t: &Typology) -> Vec<&Indicator> {
    let mut all: Vec<&Indicator> = t.indicators.iter().collect();
    let share = |i: &Indicator| eta2(t, &i.key).unwrap_or(-1.0);
    all.sort_by(|a, b| share(b).total_cmp(&share(a)).then(a.key.cmp(&b.key)));
    all
}

/// Share of an indicator's variance between groups.
pub(crate) fn eta2(t: &Typology, indicator: &str) -> Option<f64> {
    (1..=t.k).find_map(|g| t.profile.get(&(indicator.to_string(), g)).and_then(|p| p.eta2))
}

/// Half width of the axis: all bars and nearly all ticks are inside.
fn reach(t: &Typology) -> f64 {
    let bars = t.profile.values().flat_map(|p| [p.low, p.high, p.z]).flatten().map(f64::abs);
    let members = t.values.values().filter_map(|v| v.z).map(f64::abs).filter(|v| *v <= 3.0);
    (bars.chain(members).fold(1.0, f64::max) * 1.04).min(4.5)
}

/// −1 where the axis is reversed so that right is better.
pub(crate) fn sign(indicator: &Indicator) -> f64 {
    if indicator.direction == "destimulant" { -1.0 } else { 1.0 }
}

fn header(c: &Context, svg: &mut Svg, t: &Typology, zero: f64, width: f64, top: f64, narrow: bool) {
    let small = Ink::new(11.5).color("ink3");
    let average = c.words.with("profile-average", args! { "regions" => c.counted(t.members.len()) });
    svg.text(zero, top - 8.0, &average, small.middle());
    if narrow {
        return;
    }
    svg.text(width - 38.0, top - 22.0, &c.words.get("profile-own-1"), small.end());
    svg.text(width - 38.0, top - 8.0, &c.words.get("profile-own-2"), small.end());
    svg.text(width, top - 8.0, "η²", small.end());
}

fn name(
    c: &Context,
    svg: &mut Svg,
    i: &Indicator,
    (y, band): (f64, f64),
    label: f64,
    width: f64,
    narrow: bool,
) {
    let mut below: Vec<String> = Vec::new();
    if !i.unit.is_empty() {
        below.push(i.unit.clone());
    }
    match i.direction.as_str() {
        "destimulant" => below.push(c.words.get("direction-reversed")),
        "neutral" => below.push(c.words.get("direction-neutral")),
        "nominant" => below.push(c.words.get("direction-nominant")),
        _ => {}
    }
    if narrow {
        let shown = text::shorten(&i.name, Face::SansBold, 13.5, width - 8.0);
        svg.text(0.0, y + 17.0, &shown, Ink::new(13.5).bold());
        let rest = text::shorten(&below.join(", "), Face::Sans, 11.5, width - 56.0);
        svg.text(0.0, y + 32.0, &rest, Ink::new(11.5).color("ink3"));
        return;
    }
    // As many lines as the rows of the groups leave room for.
    let size = if band > 75.0 { 14.0 } else { 13.0 };
    let (leading, room) = (size + 3.0, label - 12.0);
    let all = text::wrap(&i.name, Face::SansBold, size, room);
    let most = ((((band - 14.0) / leading) as usize).saturating_sub(below.len().min(1))).max(1);
    let mut lines: Vec<String> = all[..all.len().min(most)].to_vec();
    if let Some(last) = lines.last_mut() {
        let whole = if all.len() > most { format!("{last} {}", all[most]) } else { last.clone() };
        *last = text::shorten(&whole, Face::SansBold, size, room);
    }
    let first = y + if band > 75.0 { 24.0 } else { 19.0 };
    let y = svg.lines(0.0, first, &lines, Ink::new(size).bold(), leading);
    let mut lines: Vec<String> = below.iter().flat_map(|b| text::wrap(b, Face::Sans, 12.0, room)).collect();
    let left = ((first - size + band - 8.0 - y) / 15.0).max(0.0) as usize + 1;
    lines.truncate(left);
    let lines: Vec<String> = lines.iter().map(|l| text::shorten(l, Face::Sans, 12.0, room)).collect();
    svg.lines(0.0, y, &lines, Ink::new(12.0).color("ink3"), 15.0);
}

fn rows(
    c: &Context,
    svg: &mut Svg,
    t: &Typology,
    i: &Indicator,
    x: &Scale,
    (y, row): (f64, f64),
    width: f64,
    narrow: bool,
) {
    let flip = sign(i);
    let means: Vec<f64> = (1..=t.k).filter_map(|g| t.profile.get(&(i.key.clone(), g))?.mean).collect();
    let spread = means.iter().copied().fold(f64::NEG_INFINITY, f64::max)
        - means.iter().copied().fold(f64::INFINITY, f64::min);
    let decimals = number::decimals(spread);
    for g in 1..=t.k {
        let y = y + row * (g as f64 - 0.5) - 4.0;
        let ticks = t.of_group(g).filter_map(|m| t.values.get(&(i.key.clone(), m.key.clone()))?.z);
        let at: Vec<f64> = ticks.map(|z| x.clamped(flip * z)).collect();
        svg.ticks(&at, y - 4.5, y + 4.5, 0.45, &format!("s-t{g}"));
        let Some(p) = t.profile.get(&(i.key.clone(), g)) else { continue };
        let value = match p.mean {
            Some(v) => number::fixed(v, decimals),
            None => "–".into(),
        };
        let right = if narrow { width } else { width - 38.0 };
        svg.text(right, y + 4.5, &value, Ink::new(12.5).end());
        if !narrow {
            let name = text::shorten(&c.group(t, g), Face::SansBold, 12.5, 64.0);
            svg.text_class(width - 146.0, y + 4.5, &name, Ink::new(12.5).bold(), &format!("f-t{g}"));
        }
        if let (Some(low), Some(high)) = (p.low, p.high) {
            svg.line((x.clamped(flip * low), y), (x.clamped(flip * high), y), 3.0, &format!("s-t{g}"));
        }
        if let Some(z) = p.z {
            let status = if p.status == Status::Estimated { Status::Estimated } else { Status::Observed };
            marks::dot(svg, (x.clamped(flip * z), y), 5.5, status, &format!("g{g}"));
        }
    }
    if let Some(eta) = eta2(t, &i.key) {
        let text = number::fixed(eta, 2);
        if narrow {
            let label = format!("η² {text}");
            svg.text(width, y - 6.0, &label, Ink::new(11.5).end().color("ink2"));
        } else {
            let middle = y + row * t.k as f64 / 2.0;
            svg.text(width, middle, &text, Ink::new(12.5).end().color("ink2"));
        }
    }
}
