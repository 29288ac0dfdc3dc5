//! Legends drawn inside a figure: swatches with words, wrapped to the width.

use crate::svg::{Ink, Svg};

/// What stands before the words.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Swatch {
    /// A filled rectangle of a class.
    Fill(String),
    /// A rectangle with a pattern.
    Pattern(String),
    /// A ring.
    Ring(String),
    /// A line of a class.
    Line(String),
    /// A filled rectangle with a triangle that points up or down.
    Triangle(String, bool),
}

/// An entry: swatch, emphasised word, further words.
pub(crate) type Entry = (Swatch, String, String);

/// Draws entries from (x, y) in lines no wider than `width`; returns the
/// baseline of the last line.
pub(crate) fn draw(svg: &mut Svg, x: f64, y: f64, width: f64, entries: &[Entry]) -> f64 {
    let (strong, plain) = (Ink::new(13.0).bold(), Ink::new(13.0).color("ink2"));
    let (mut at, mut line) = (x, y);
    for (swatch, word, rest) in entries {
        let gap = if word.is_empty() || rest.is_empty() { 0.0 } else { 4.0 };
        let need = 24.0 + strong.width(word) + gap + plain.width(rest);
        if at > x && at + need > x + width {
            at = x;
            line += 20.0;
        }
        let mut text_at = at + 23.0;
        match swatch {
            Swatch::Fill(class) => svg.rect(at, line - 10.5, 17.0, 12.0, class),
            Swatch::Pattern(id) => svg.raw(&format!(
                "<rect x=\"{}\" y=\"{}\" width=\"17\" height=\"12\" fill=\"url(#{id})\" class=\"s-rule\" stroke-width=\".8\"/>",
                crate::svg::n(at),
                crate::svg::n(line - 10.5)
            )),
            Swatch::Triangle(class, up) => {
                svg.rect(at, line - 10.5, 17.0, 12.0, class);
                crate::marks::triangle(svg, (at + 8.5, line - 4.5), *up);
            }
            Swatch::Line(class) => svg.line((at, line - 4.5), (at + 17.0, line - 4.5), 1.4, class),
            Swatch::Ring(class) => {
                svg.circle((at + 5.0, line - 4.5), 3.6, class, 1.8);
                text_at = at + 14.0;
            }
        }
        svg.text(text_at, line, word, strong);
        svg.text(text_at + strong.width(word) + gap, line, rest, plain);
        at = text_at + strong.width(word) + gap + plain.width(rest) + 20.0;
    }
    line
}
