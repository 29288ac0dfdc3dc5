//! What regions have alone and together: from the sum to the joint value.

use super::Context;
use crate::number;
use crate::read::cooperation::Coalition;
use crate::scale::Scale;
use crate::svg::{Ink, Svg};
use crate::text::{self, Face};

pub(crate) fn draw(c: &Context, rows: &[&Coalition], width: f64) -> Svg {
    let narrow = width < 500.0;
    let mut svg = Svg::new(width, 0.0);
    let (label, row) = if narrow { (width, 44.0) } else { (width * 0.36, 26.0) };
    let left = if narrow { 0.0 } else { label + 14.0 };
    let right = width - if narrow { 118.0 } else { 150.0 };
    let top = 34.0;
    let bottom = top + row * rows.len() as f64;
    let low = rows.iter().map(|r| r.sum.min(r.joint)).fold(f64::INFINITY, f64::min);
    let high = rows.iter().map(|r| r.joint.max(r.sum)).fold(0.0, f64::max);
    let sx = Scale::linear((low.min(high) * 100.0, high * 100.0), (left + 10.0, right - 12.0));
    let ticks = if narrow { 2 } else { 5 };
    for v in sx.ticks(ticks) {
        svg.line((sx.at(v), top), (sx.at(v), bottom), 1.0, "s-grid");
        let text = number::fixed(v, sx.tick_decimals(ticks));
        svg.text(sx.at(v), top - 8.0, &text, Ink::new(11.0).middle().color("ink3"));
    }
    let (gain, rank) = (right + 44.0, width);
    svg.text(gain, top - 8.0, &c.words.get("potential-gain"), Ink::new(11.0).end().color("ink3"));
    svg.text(rank, top - 8.0, &c.words.get("potential-rank"), Ink::new(11.0).end().color("ink3"));
    for (i, one) in rows.iter().enumerate() {
        let y = top + row * i as f64 + if narrow { 32.0 } else { 17.0 };
        let names: Vec<&str> = one.members.iter().map(|m| c.names.map_label(m)).collect();
        let name = text::shorten(&names.join(" + "), Face::Sans, 12.0, label - 4.0);
        svg.text(0.0, if narrow { y - 16.0 } else { y }, &name, Ink::new(12.0));
        let (a, b) = (sx.at(one.sum * 100.0), sx.at(one.joint * 100.0));
        svg.line((a, y - 4.0), (b, y - 4.0), 2.0, "s-q5");
        svg.circle((a, y - 4.0), 3.6, "f-paper s-q5", 1.6);
        svg.circle((b, y - 4.0), 4.2, "f-q5", 0.0);
        let percent = format!("{}{}%", number::signed(one.gain() * 100.0, 0), number::THIN);
        svg.text(gain, y, &percent, Ink::new(12.0).bold().end());
        let ranks = one.ranks.map_or("–".to_string(), |(alone, joint)| format!("{alone} → {joint}"));
        svg.text(rank, y, &ranks, Ink::new(12.0).end());
    }
    svg.set_height(bottom + 6.0);
    svg
}
