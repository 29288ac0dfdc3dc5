//! Small panels: what each measure says about the number of groups.

use super::Context;
use crate::number;
use crate::read::Typology;
use crate::read::typology::ValidityPoint;
use crate::scale::Scale;
use crate::svg::{Ink, Svg, n};
use crate::text::{self, Face};

/// Measures in the order of the panels, with whether a smaller value is better.
const ORDER: [(&str, bool); 7] = [
    ("silhouette", false),
    ("stability", false),
    ("calinski-harabasz", false),
    ("davies-bouldin", true),
    ("dunn", false),
    ("gap", false),
    ("total-within-ss", true),
];

pub(crate) fn draw(c: &Context, t: &Typology, width: f64) -> Svg {
    let panels = panels(t);
    let columns = match width {
        // Seven stand in two rows of four, not in one with an orphan below.
        w if w > 1000.0 => match panels.len() {
            n @ 0..=6 => n.max(1),
            _ => 4,
        },
        w if w > 500.0 => panels.len().clamp(1, 3),
        _ => 2,
    };
    let gap = if width > 500.0 { 28.0 } else { 18.0 };
    let panel = (width - gap * (columns as f64 - 1.0)) / columns as f64;
    let paper = (500.0..1000.0).contains(&width);
    let height = if paper { 156.0 } else { 172.0 };
    let mut svg = Svg::new(width, 0.0);
    for (i, (measure, lower, points)) in panels.iter().enumerate() {
        let (x, y) = ((i % columns) as f64 * (panel + gap), (i / columns) as f64 * (height + 12.0));
        one(c, &mut svg, t.k as i64, measure, *lower, points, (x, y), panel, height);
    }
    let rows = panels.len().div_ceil(columns) as f64;
    svg.set_height(rows * height + (rows - 1.0).max(0.0) * 12.0);
    svg
}

/// Measures with at least two values.
pub(crate) fn panels(t: &Typology) -> Vec<(&str, bool, &[ValidityPoint])> {
    let known =
        ORDER.iter().filter_map(|(m, lower)| t.validity.iter().find(|(n, _)| n == m).map(|v| (v, *lower)));
    let other = t.validity.iter().filter(|(m, _)| ORDER.iter().all(|(o, _)| o != m)).map(|v| (v, false));
    known
        .chain(other)
        .filter(|((_, p), _)| p.iter().filter(|p| p.value.is_some()).count() > 1)
        .map(|((m, p), lower)| (m.as_str(), lower, p.as_slice()))
        .collect()
}

fn one(
    c: &Context,
    svg: &mut Svg,
    k: i64,
    measure: &str,
    lower: bool,
    points: &[ValidityPoint],
    (x, y): (f64, f64),
    width: f64,
    height: f64,
) {
    let id = format!("measure-{measure}");
    let title = if c.words.has(&id) { c.words.get(&id) } else { measure.to_string() };
    svg.text(x, y + 14.0, &text::shorten(&title, Face::SansBold, 13.0, width), Ink::new(13.0).bold());
    let better = match measure {
        "total-within-ss" => c.words.get("validity-elbow"),
        _ if lower => c.words.get("validity-lower"),
        _ => c.words.get("validity-higher"),
    };
    svg.text(x, y + 30.0, &text::shorten(&better, Face::Sans, 11.5, width), Ink::new(11.5).color("ink3"));
    let with: Vec<(i64, f64, &ValidityPoint)> =
        points.iter().filter_map(|p| Some((p.k, p.value?, p))).collect();
    let all = || with.iter().flat_map(|(_, v, p)| [Some(*v), p.low, p.high]).flatten();
    let (low, high) = (all().fold(f64::INFINITY, f64::min), all().fold(f64::NEG_INFINITY, f64::max));
    let ks = || with.iter().map(|w| w.0);
    let (first, last) = (ks().min().unwrap_or(2) as f64, ks().max().unwrap_or(3) as f64);
    let (top, bottom) = (y + 52.0, y + height - 30.0);
    let sx = Scale::linear((first, last), (x + 10.0, x + width - 22.0));
    let sy = Scale::linear((low, high), (bottom - 8.0, top + 8.0));
    let step = (sx.at(first + 1.0) - sx.at(first)).abs().min(30.0);
    svg.rect(sx.at(k as f64) - step * 0.32, top - 6.0, step * 0.64, bottom - top + 6.0, "f-panel");
    svg.line((x, bottom), (x + width, bottom), 1.0, "s-rule");
    band(svg, &with, &sx, &sy);
    let line: Vec<(f64, f64)> = with.iter().map(|(k, v, _)| (sx.at(*k as f64), sy.at(*v))).collect();
    svg.polyline(&line, 1.6, "s-ink2");
    let crowded = (last - first) as usize > 10;
    let decimals = number::decimals(high - low).max(usize::from(high < 10.0) * 2).min(3);
    for (kk, v, p) in &with {
        let at = (sx.at(*kk as f64), sy.at(*v));
        let chosen = *kk == k;
        if chosen {
            svg.circle(at, 4.6, "f-paper s-ink", 2.0);
        } else {
            svg.circle(at, if p.best { 4.8 } else { 2.6 }, if p.best { "f-accent" } else { "f-ink2" }, 0.0);
        }
        if chosen && p.best {
            svg.circle(at, 2.4, "f-accent", 0.0);
        }
        if !crowded || kk % 2 == 0 || chosen {
            let ink =
                if chosen { Ink::new(11.5).bold().middle() } else { Ink::new(11.5).middle().color("ink3") };
            svg.text(at.0, bottom + 16.0, &number::count(*kk as f64), ink);
        }
    }
    // The chosen and the best point carry their figures; the best comes first.
    let mut told: Vec<&(i64, f64, &ValidityPoint)> = with.iter().filter(|w| w.0 == k || w.2.best).collect();
    told.sort_by_key(|w| !w.2.best);
    let mut taken: Vec<[f64; 4]> = Vec::new();
    for (kk, v, p) in told {
        let at = (sx.at(*kk as f64), sy.at(*v));
        let text = number::fixed(*v, decimals);
        let ink = if p.best { Ink::new(12.0).bold().color("accent") } else { Ink::new(12.0).bold() };
        value(svg, &text, ink.halo(), at, &line, (x, x + width, top - 8.0, bottom - 1.0), &mut taken);
    }
}

/// 90 % band where there is one.
fn band(svg: &mut Svg, with: &[(i64, f64, &ValidityPoint)], sx: &Scale, sy: &Scale) {
    let both: Vec<(f64, f64, f64)> =
        with.iter().filter_map(|(k, _, p)| Some((sx.at(*k as f64), sy.at(p.low?), sy.at(p.high?)))).collect();
    if both.len() < 2 {
        return;
    }
    let mut d = String::from("M");
    d += &both.iter().map(|(x, _, h)| format!("{},{}", n(*x), n(*h))).collect::<Vec<_>>().join("L");
    d.push('L');
    d += &both.iter().rev().map(|(x, l, _)| format!("{},{}", n(*x), n(*l))).collect::<Vec<_>>().join("L");
    d.push('z');
    svg.path(&d, "f-q2 o80", "");
}

/// The figure beside a point, where neither the line runs nor another figure
/// stands; failing that, where it covers least.
fn value(
    svg: &mut Svg,
    text: &str,
    ink: Ink,
    at: (f64, f64),
    line: &[(f64, f64)],
    (left, right, top, bottom): (f64, f64, f64, f64),
    taken: &mut Vec<[f64; 4]>,
) {
    let w = ink.width(text);
    let places = [
        (at.0 + 8.0, at.1 + 4.0),
        (at.0 - w / 2.0, at.1 - 9.0),
        (at.0 - w / 2.0, at.1 + 18.0),
        (at.0 - 8.0 - w, at.1 + 4.0),
        (at.0 + 6.0, at.1 - 8.0),
        (at.0 + 6.0, at.1 + 16.0),
    ];
    let cost = |&(x, y): &(f64, f64)| -> u32 {
        let b = [x, y - 10.0, x + w, y + 2.0];
        let outside = b[0] < left || b[2] > right || b[1] < top || b[3] > bottom;
        let over = taken.iter().any(|t| b[0] < t[2] + 2.0 && t[0] < b[2] + 2.0 && b[1] < t[3] && t[1] < b[3]);
        let crossed = line.windows(2).filter(|s| runs_through(s[0], s[1], &b)).count() as u32;
        100 * u32::from(outside) + 50 * u32::from(over) + crossed
    };
    let Some(&(x, y)) = places.iter().min_by_key(|p| cost(p)) else { return };
    taken.push([x, y - 10.0, x + w, y + 2.0]);
    svg.text(x, y, text, ink);
}

/// Whether a stretch of line passes a box, by points on it.
fn runs_through(a: (f64, f64), b: (f64, f64), r: &[f64; 4]) -> bool {
    (0..=24).map(|i| f64::from(i) / 24.0).any(|t| {
        let (x, y) = (a.0 + t * (b.0 - a.0), a.1 + t * (b.1 - a.1));
        x > r[0] && x < r[2] && y > r[1] && y < r[3]
    })
}
