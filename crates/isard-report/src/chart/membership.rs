//! Members by year, who joined (up) and who left (down).

use super::Context;
use crate::number;
use crate::read::institutions::Membership;
use crate::scale::Scale;
use crate::svg::{Ink, Svg};

pub(crate) fn draw(c: &Context, rows: &[Membership], width: f64) -> Svg {
    let mut svg = Svg::new(width, 0.0);
    let narrow = width < 500.0;
    let (left, right) = (0.0, width);
    let step = (right - left) / rows.len() as f64;
    let up = rows.iter().filter_map(|m| m.joined).max().unwrap_or(0).max(1) as f64;
    let down = rows.iter().filter_map(|m| m.left).max().unwrap_or(0) as f64;
    let (top, height) = (26.0, if narrow { 130.0 } else { 170.0 });
    // One scale for both directions: bars start at zero.
    let sy = Scale::linear((-down, up), (top + height, top));
    let zero = sy.at(0.0);
    let bottom = top + height;
    let every = if narrow { rows.len().div_ceil(5) } else { 1 };
    for (i, m) in rows.iter().enumerate() {
        let (x, w) = (left + step * i as f64, step * 0.62);
        let mid = x + step / 2.0;
        if let Some(v) = m.joined {
            svg.rect(mid - w / 2.0, sy.at(v as f64), w, zero - sy.at(v as f64), "f-q5");
            if !narrow {
                let ink = Ink::new(11.0).middle();
                svg.text(mid, sy.at(v as f64) - 4.0, &number::count(v as f64), ink);
            }
        }
        if let Some(v) = m.left.filter(|v| *v > 0) {
            svg.rect(mid - w / 2.0, zero, w, sy.at(-(v as f64)) - zero, "f-q2");
            if !narrow {
                let y = sy.at(-(v as f64)) + 12.0;
                svg.text(mid, y, &number::count(v as f64), Ink::new(11.0).middle().color("ink3"));
            }
        }
        if i % every == 0 || i + 1 == rows.len() && (rows.len() - 1) % every > every / 2 {
            svg.text(mid, bottom + 32.0, &m.year.to_string(), Ink::new(11.0).middle().color("ink3"));
            let members = number::count(m.members as f64);
            svg.text(mid, bottom + 48.0, &members, Ink::new(12.0).bold().middle());
        }
    }
    svg.line((left, zero), (right, zero), 1.0, "s-ink");
    svg.text(0.0, 10.0, &c.words.get("membership-joined"), Ink::new(12.0).color("q5"));
    let ink = Ink::new(12.0).color("ink3");
    let word = c.words.get("membership-left");
    svg.text(ink.width(&c.words.get("membership-joined")) + 18.0, 10.0, &word, ink);
    svg.text(0.0, bottom + 66.0, &c.words.get("membership-members"), Ink::new(11.0).color("ink3"));
    svg.set_height(bottom + 74.0);
    svg
}
