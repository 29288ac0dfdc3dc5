//! Speed at which gaps close, and how the spread changed, by indicator.

use super::Context;
use crate::number;
use crate::read::convergence::{Convergence, Interval};
use crate::scale::Scale;
use crate::svg::{Ink, Svg};
use crate::text::{self, Face};

/// Message, value of a row, value at which nothing changes, decimals.
type Panel<'a> = (&'a str, &'a dyn Fn(&Convergence) -> Option<Interval>, f64, usize);

pub(crate) fn draw(c: &Context, rows: &[(&Convergence, String)], width: f64) -> Svg {
    let narrow = width < 500.0;
    let mut svg = Svg::new(width, 0.0);
    let (label, row) = if narrow { (width, 40.0) } else { (width * 0.3, 24.0) };
    let left = if narrow { 0.0 } else { label + 10.0 };
    let gap = if narrow { 18.0 } else { 36.0 };
    // Wide charts have room for the spread of every year.
    let lines = if narrow { 0.0 } else { (width - left) * 0.16 };
    let panel = (width - left - gap - if narrow { 0.0 } else { lines + gap }) / 2.0;
    let top = 38.0;
    let bottom = top + row * rows.len() as f64;
    let base = |i: usize| top + row * i as f64 + if narrow { 30.0 } else { 15.0 };
    let speed = |c: &Convergence| c.speed.map(|(v, a, b)| (v * 100.0, a * 100.0, b * 100.0));
    let panels: [Panel; 2] =
        [("convergence-speed", &speed, 0.0, 1), ("convergence-spread", &|c| c.ratio, 1.0, 2)];
    for (j, (id, value, still, decimals)) in panels.into_iter().enumerate() {
        let x = left + j as f64 * (panel + gap);
        svg.text(
            x,
            12.0,
            &text::shorten(&c.words.get(id), Face::SansBold, 12.0, panel),
            Ink::new(12.0).bold(),
        );
        let all = || rows.iter().filter_map(|r| value(r.0));
        let low = all().map(|v| v.1).fold(still, f64::min);
        let high = all().map(|v| v.2).fold(still, f64::max);
        let sx = Scale::linear((low, high), (x + 12.0, x + panel - 50.0));
        let ticks = if narrow { 2 } else { 4 };
        for v in sx.ticks(ticks).into_iter().filter(|v| (sx.at(*v) - sx.at(still)).abs() > 26.0) {
            svg.line((sx.at(v), top), (sx.at(v), bottom), 1.0, "s-grid");
            let text = number::fixed(v, sx.tick_decimals(ticks));
            svg.text(sx.at(v), top - 8.0, &text, Ink::new(11.0).middle().color("ink3"));
        }
        svg.line((sx.at(still), top), (sx.at(still), bottom), 1.2, "s-ink3");
        svg.text(sx.at(still), top - 8.0, &number::fixed(still, 0), Ink::new(11.0).middle());
        for (i, (one, _)) in rows.iter().enumerate() {
            let y = base(i);
            let Some((v, a, b)) = value(one) else {
                svg.text(x + panel, y, "×", Ink::new(12.0).end());
                continue;
            };
            // An interval that holds the reference is told by its colour and a ring.
            let open = a <= still && still <= b;
            svg.line((sx.at(a), y - 4.0), (sx.at(b), y - 4.0), 2.0, if open { "s-ink3" } else { "s-q5" });
            let class = if open { "f-paper s-ink3" } else { "f-q5" };
            svg.circle((sx.at(v), y - 4.0), 4.2, class, if open { 1.6 } else { 0.0 });
            svg.text(x + panel, y, &number::fixed(v, decimals), Ink::new(12.0).end());
        }
    }
    if !narrow && rows.iter().any(|r| r.0.spread.len() > 2) {
        let x = width - lines;
        let title = text::shorten(&c.words.get("convergence-years"), Face::SansBold, 12.0, lines);
        svg.text(x, 12.0, &title, Ink::new(12.0).bold());
        for (i, (one, _)) in rows.iter().enumerate() {
            sparkline(&mut svg, &one.spread, (x + 4.0, x + lines - 4.0), (base(i) - 13.0, base(i) + 4.0));
        }
    }
    // Names come last: on narrow charts they stand on the reference lines.
    for (i, (one, name)) in rows.iter().enumerate() {
        let y = if narrow { base(i) - 16.0 } else { base(i) };
        let years = number::years(one.years.0, one.years.1);
        let ink = Ink::new(11.0).color("ink3").halo();
        let room = label - ink.width(&years) - 14.0;
        let shown = text::shorten(name, Face::Sans, 12.0, room);
        svg.text(0.0, y, &shown, Ink::new(12.0).halo());
        svg.text(label, y, &years, ink.end());
    }
    svg.set_height(bottom + 6.0);
    svg
}

/// The spread by year, each on its own scale from zero, its last year marked.
fn sparkline(svg: &mut Svg, spread: &[(i64, f64)], x: (f64, f64), y: (f64, f64)) {
    let (Some(first), Some(last)) = (spread.first(), spread.last()) else { return };
    let high = spread.iter().fold(0.0_f64, |h, s| h.max(s.1));
    if first.0 == last.0 || high <= 0.0 {
        return;
    }
    let (sx, sy) =
        (Scale::linear((first.0 as f64, last.0 as f64), x), Scale::linear((0.0, high), (y.1, y.0)));
    svg.line((x.0, y.1), (x.1, y.1), 1.0, "s-grid");
    let points: Vec<(f64, f64)> = spread.iter().map(|(t, s)| (sx.at(*t as f64), sy.at(*s))).collect();
    svg.polyline(&points, 1.6, "s-q5");
    if let Some(end) = points.last() {
        svg.circle(*end, 2.6, "f-q5", 0.0);
    }
}
