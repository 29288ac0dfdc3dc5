//! Change of regions split into what the nation, the mix of industries and
//! the region itself account for.

use super::Context;
use crate::number;
use crate::read::dynamics::Shift;
use crate::scale::Scale;
use crate::svg::{Ink, Svg};
use crate::text::{self, Face};

/// Message and value of a panel.
type Column = (&'static str, fn(&Shift) -> f64);

pub(crate) fn draw(c: &Context, rows: &[&Shift], width: f64) -> Svg {
    let narrow = width < 500.0;
    let mut svg = Svg::new(width, 0.0);
    let (name, row, gap) = match width {
        w if w > 1000.0 => (236.0, 24.0, 30.0),
        w if w > 500.0 => (150.0, 22.0, 20.0),
        _ => (0.0, 40.0, 12.0),
    };
    let panel = (width - name - 2.0 * gap) / 3.0;
    let columns: [Column; 3] =
        [("shift-change", |s| s.change), ("shift-mix", |s| s.mix), ("shift-regional", |s| s.regional)];
    let all = || rows.iter().flat_map(|s| columns.iter().map(|c| (c.1)(s)));
    let (low, high) = (all().fold(0.0, f64::min), all().fold(0.0, f64::max));
    // Room for the number at the end of a bar on either side.
    let room = if narrow { 34.0 } else { 44.0 };
    let top = 24.0;
    let bottom = top + row * rows.len() as f64;
    for (j, (id, of)) in columns.into_iter().enumerate() {
        let x = name + j as f64 * (panel + gap);
        let ink = Ink::new(12.0).bold();
        svg.text(x, 13.0, &text::shorten(&c.words.get(id), Face::SansBold, 12.0, panel), ink);
        let sx = Scale::linear((low, high), (x + if low < 0.0 { room } else { 0.0 }, x + panel - room));
        svg.line((sx.at(0.0), top), (sx.at(0.0), bottom), 1.0, "s-ink3");
        if j == 0
            && let Some(nation) = rows.first().map(|s| s.national)
        {
            svg.line((sx.at(nation), top), (sx.at(nation), bottom), 1.2, "s-accent dash");
        }
        for (i, s) in rows.iter().enumerate() {
            let y = top + row * i as f64 + if narrow { 18.0 } else { 0.0 };
            let v = of(s);
            let (a, b) = (sx.at(v.min(0.0)), sx.at(v.max(0.0)));
            let class = match (j, v >= 0.0) {
                (0, _) => "f-ink2",
                (_, true) => "f-q5",
                (_, false) => "f-d6",
            };
            svg.rect(a, y + 5.0, b - a, if narrow { 12.0 } else { row - 10.0 }, class);
            let label = number::signed(v * 100.0, if (high - low) > 0.5 { 0 } else { 1 });
            let base = y + if narrow { 15.0 } else { row / 2.0 + 4.0 };
            let ink = Ink::new(11.0).color("ink2").halo();
            if v >= 0.0 {
                svg.text(b + 4.0, base, &label, ink);
            } else {
                svg.text(a - 4.0, base, &label, ink.end());
            }
        }
    }
    for (i, s) in rows.iter().enumerate() {
        let y = top + row * i as f64;
        let shown = c.names.region(&s.region);
        let focus = c.study.focus.contains(&s.region);
        let size = if narrow { 12.0 } else { 12.5 };
        let ink = Ink::new(size).halo();
        let ink = if focus { ink.bold().color("accent") } else { ink };
        let (room, base) = if narrow { (width, y + 15.0) } else { (name - 10.0, y + row / 2.0 + 4.5) };
        svg.text(0.0, base, &text::shorten(shown, ink.face(), size, room), ink);
    }
    svg.set_height(bottom + 4.0);
    svg
}
