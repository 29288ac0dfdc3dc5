//! Writes SVG. Colours are class names (`f-…` fills, `s-…` strokes), so that
//! one drawing serves light and dark pages and stand-alone files.

use crate::text::{self, Face};
use std::fmt::Write;

/// How a text is set.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Ink {
    size: f64,
    bold: bool,
    anchor: Anchor,
    class: &'static str,
    halo: bool,
}

/// Which point of a text stands at the given position.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Anchor {
    /// Left end.
    Start,
    /// Middle.
    Middle,
    /// Right end.
    End,
}

impl Ink {
    /// Regular text in the main colour.
    pub(crate) const fn new(size: f64) -> Self {
        Ink { size, bold: false, anchor: Anchor::Start, class: "ink", halo: false }
    }

    /// Semi-bold.
    pub(crate) const fn bold(mut self) -> Self {
        self.bold = true;
        self
    }

    /// Centred.
    pub(crate) const fn middle(mut self) -> Self {
        self.anchor = Anchor::Middle;
        self
    }

    /// Right-aligned.
    pub(crate) const fn end(mut self) -> Self {
        self.anchor = Anchor::End;
        self
    }

    /// In another colour of the palette.
    pub(crate) const fn color(mut self, class: &'static str) -> Self {
        self.class = class;
        self
    }

    /// Outlined in the paper's colour, to stand on lines.
    pub(crate) const fn halo(mut self) -> Self {
        self.halo = true;
        self
    }

    /// Typeface, for measuring.
    pub(crate) fn face(&self) -> Face {
        if self.bold { Face::SansBold } else { Face::Sans }
    }

    /// Width of a text so set.
    pub(crate) fn width(&self, text: &str) -> f64 {
        text::width(text, self.face(), self.size)
    }
}

/// A drawing in progress.
#[derive(Debug, Clone)]
pub(crate) struct Svg {
    width: f64,
    height: f64,
    body: String,
}

impl Svg {
    /// An empty drawing.
    pub(crate) fn new(width: f64, height: f64) -> Self {
        Svg { width, height, body: String::new() }
    }

    /// Width.
    pub(crate) fn width(&self) -> f64 {
        self.width
    }

    /// Height.
    pub(crate) fn height(&self) -> f64 {
        self.height
    }

    /// Sets the height once it is known.
    pub(crate) fn set_height(&mut self, height: f64) {
        self.height = height;
    }

    /// Appends markup.
    pub(crate) fn raw(&mut self, markup: &str) {
        self.body.push_str(markup);
    }

    /// Opens a group with attributes; close it with [`Svg::end`].
    pub(crate) fn group(&mut self, attributes: &str) {
        let _ = write!(self.body, "<g {attributes}>");
    }

    /// Closes a group.
    pub(crate) fn end(&mut self) {
        self.body.push_str("</g>");
    }

    /// A rectangle. Nothing is drawn without an area.
    pub(crate) fn rect(&mut self, x: f64, y: f64, width: f64, height: f64, class: &str) {
        if width > 0.0 && height > 0.0 {
            let (x, y, w, h) = (n(x), n(y), n(width), n(height));
            let _ = write!(
                self.body,
                "<rect class=\"{class}\" x=\"{x}\" y=\"{y}\" width=\"{w}\" height=\"{h}\"/>"
            );
        }
    }

    /// A straight line.
    pub(crate) fn line(&mut self, from: (f64, f64), to: (f64, f64), width: f64, class: &str) {
        let (x1, y1, x2, y2, w) = (n(from.0), n(from.1), n(to.0), n(to.1), n(width));
        let _ = write!(
            self.body,
            "<line class=\"{class}\" x1=\"{x1}\" y1=\"{y1}\" x2=\"{x2}\" y2=\"{y2}\" stroke-width=\"{w}\"/>"
        );
    }

    /// Upright ticks from `top` to `bottom`; where they are dense they darken.
    pub(crate) fn ticks(&mut self, at: &[f64], top: f64, bottom: f64, opacity: f64, class: &str) {
        if at.is_empty() {
            return;
        }
        let _ =
            write!(self.body, "<g class=\"{class}\" stroke-width=\"1\" stroke-opacity=\"{}\">", n(opacity));
        for x in at {
            let _ = write!(
                self.body,
                "<path d=\"M{},{}v{}\"/>",
                n((x * 10.0).round() / 10.0),
                n(top),
                n(bottom - top)
            );
        }
        self.body.push_str("</g>");
    }

    /// A line through points.
    pub(crate) fn polyline(&mut self, points: &[(f64, f64)], width: f64, class: &str) {
        if points.len() > 1 {
            let mut d = String::new();
            for (i, (x, y)) in points.iter().enumerate() {
                let _ = write!(d, "{}{},{}", if i == 0 { "M" } else { "L" }, n(*x), n(*y));
            }
            self.path(&d, &format!("n {class}"), &format!("stroke-width=\"{}\"", n(width)));
        }
    }

    /// A path with further attributes.
    pub(crate) fn path(&mut self, d: &str, class: &str, attributes: &str) {
        let _ = write!(self.body, "<path class=\"{class}\" d=\"{d}\" {attributes}/>");
    }

    /// A circle.
    pub(crate) fn circle(&mut self, center: (f64, f64), radius: f64, class: &str, stroke: f64) {
        let (x, y, r) = (n(center.0), n(center.1), n(radius));
        let stroke = if stroke > 0.0 { format!(" stroke-width=\"{}\"", n(stroke)) } else { String::new() };
        let _ = write!(self.body, "<circle class=\"{class}\" cx=\"{x}\" cy=\"{y}\" r=\"{r}\"{stroke}/>");
    }

    /// A text; `y` is the baseline.
    pub(crate) fn text(&mut self, x: f64, y: f64, text: &str, ink: Ink) {
        self.text_class(x, y, text, ink, &format!("f-{}", ink.class));
    }

    /// A text in a colour whose class is made at run time.
    pub(crate) fn text_class(&mut self, x: f64, y: f64, text: &str, ink: Ink, class: &str) {
        let anchor = match ink.anchor {
            Anchor::Start => "",
            Anchor::Middle => " text-anchor=\"middle\"",
            Anchor::End => " text-anchor=\"end\"",
        };
        let weight = if ink.bold { " b" } else { "" };
        let halo = if ink.halo { " halo" } else { "" };
        let _ = write!(
            self.body,
            "<text class=\"{class}{weight}{halo}\" x=\"{}\" y=\"{}\" font-size=\"{}\"{anchor}>{}</text>",
            n(x),
            n(y),
            n(ink.size),
            escape(text)
        );
    }

    /// Lines of text under each other; returns the baseline after the last.
    pub(crate) fn lines(&mut self, x: f64, y: f64, lines: &[String], ink: Ink, leading: f64) -> f64 {
        for (i, line) in lines.iter().enumerate() {
            self.text(x, y + i as f64 * leading, line, ink);
        }
        y + lines.len() as f64 * leading
    }

    /// The finished drawing as an element with a text alternative. `style` is
    /// put inside for a file that stands alone.
    pub(crate) fn element(
        &self,
        id: &str,
        class: &str,
        title: &str,
        desc: &str,
        style: Option<&str>,
    ) -> String {
        let (w, h) = (n(self.width), n(self.height));
        let alone = if style.is_some() { " xmlns=\"http://www.w3.org/2000/svg\"" } else { "" };
        let style = style.map(|s| format!("<style>{s}</style>")).unwrap_or_default();
        format!(
            "<svg{alone} class=\"{class}\" viewBox=\"0 0 {w} {h}\" width=\"{w}\" height=\"{h}\" role=\"img\" \
             aria-labelledby=\"{id}-t {id}-d\"><title id=\"{id}-t\">{}</title><desc id=\"{id}-d\">{}</desc>{style}{}</svg>",
            escape(title),
            escape(desc),
            self.body
        )
    }

    /// A further piece of a drawing, which the first one's alternative covers.
    pub(crate) fn continued(&self, class: &str) -> String {
        let (w, h) = (n(self.width), n(self.height));
        format!(
            "<svg class=\"{class}\" viewBox=\"0 0 {w} {h}\" width=\"{w}\" height=\"{h}\" aria-hidden=\"true\">{}</svg>",
            self.body
        )
    }

    /// The drawing without its frame, to be put into another.
    pub(crate) fn into_body(self) -> String {
        self.body
    }
}

/// A coordinate, to a tenth of a pixel or finer where it matters, short.
pub(crate) fn n(value: f64) -> String {
    if !value.is_finite() {
        return "0".into();
    }
    let rounded = (value * 100.0).round() / 100.0;
    let text = format!("{rounded}");
    if text == "-0" { "0".into() } else { text }
}

/// Text made safe for markup.
pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            // Control characters are not allowed in XML.
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_escaped() {
        let mut svg = Svg::new(10.0, 10.0);
        svg.text(1.0, 2.0, "<b> & \"c\"\u{1}", Ink::new(12.0).bold().end());
        let out = svg.element("f", "w", "a<b", "d", None);
        assert!(out.contains("&lt;b&gt; &amp; &quot;c&quot; </text>"));
        assert!(out.contains("a&lt;b</title>") && out.contains("text-anchor=\"end\""));
    }

    #[test]
    fn numbers_are_short_and_finite() {
        assert_eq!(n(1.0), "1");
        assert_eq!(n(-0.001), "0");
        assert_eq!(n(2.345678), "2.35");
        assert_eq!(n(f64::NAN), "0");
    }

    #[test]
    fn nothing_is_drawn_without_an_area() {
        let mut svg = Svg::new(10.0, 10.0);
        svg.rect(0.0, 0.0, 0.0, 5.0, "f-ink");
        svg.polyline(&[(0.0, 0.0)], 1.0, "s-ink");
        assert_eq!(svg.into_body(), "");
    }
}
