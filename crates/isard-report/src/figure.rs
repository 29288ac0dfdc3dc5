//! A figure: the same finding drawn for a wide screen, a printed page and a
//! phone, with its sentences.

use crate::marks;
use crate::palette::Palette;
use crate::svg::Svg;

/// Widths in pixels: screen, page and small screens, phone.
pub(crate) const WIDTHS: [(f64, &str); 3] = [(1104.0, "w3"), (680.0, "w2"), (350.0, "w1")];

/// A drawing at three sizes with title, subtitle, note and text alternative.
#[derive(Debug, Clone)]
pub(crate) struct Figure {
    /// File name and anchor.
    pub(crate) id: String,
    /// The finding as a sentence.
    pub(crate) title: String,
    /// What is drawn, unit, year.
    pub(crate) subtitle: String,
    /// Method, interval, what to keep in mind.
    pub(crate) note: String,
    /// Text alternative.
    pub(crate) alt: String,
    /// By width: a drawing, or pieces of one that may stand on two pages.
    drawings: Vec<(&'static str, Vec<Svg>)>,
}

impl Figure {
    /// Draws at all widths.
    pub(crate) fn new(id: &str, title: String, subtitle: String, draw: impl Fn(f64) -> Svg) -> Self {
        Figure::in_pieces(id, title, subtitle, |w| vec![draw(w)])
    }

    /// Draws at all widths, in pieces where it is too tall for a page.
    pub(crate) fn in_pieces(
        id: &str,
        title: String,
        subtitle: String,
        draw: impl Fn(f64) -> Vec<Svg>,
    ) -> Self {
        Figure {
            id: id.to_string(),
            title,
            subtitle,
            note: String::new(),
            alt: String::new(),
            drawings: WIDTHS.iter().map(|&(w, class)| (class, draw(w))).collect(),
        }
    }

    /// Sets the note.
    pub(crate) fn note(mut self, note: String) -> Self {
        self.note = note;
        self
    }

    /// Sets the text alternative.
    pub(crate) fn alt(mut self, alt: String) -> Self {
        self.alt = alt;
        self
    }

    /// In how many pieces the drawing for paper comes.
    pub(crate) fn pieces(&self) -> usize {
        self.drawings.get(1).map_or(0, |d| d.1.len())
    }

    /// Height of the drawing for paper.
    pub(crate) fn paper_height(&self) -> f64 {
        self.drawings.get(1).map_or(0.0, |d| d.1.iter().map(Svg::height).sum())
    }

    /// The drawings as elements of a page.
    pub(crate) fn inline(&self) -> String {
        let mut out = String::new();
        for (class, pieces) in &self.drawings {
            for (i, svg) in pieces.iter().enumerate() {
                // The first piece carries the alternative of all.
                out += &match i {
                    0 => svg.element(&format!("{}-{class}", self.id), class, &self.title, &self.alt, None),
                    _ => svg.continued(class),
                };
            }
        }
        out
    }

    /// The drawing of a page's width as a file, with its title and source.
    pub(crate) fn file(&self, palette: &Palette, source: &str) -> String {
        use crate::svg::Ink;
        use crate::text::{self, Face};
        let Some((_, pieces)) = self.drawings.get(1) else { return String::new() };
        let width = pieces.iter().map(Svg::width).fold(0.0, f64::max);
        let mut svg = Svg::new(width + 40.0, 0.0);
        svg.raw(&format!(
            "<defs>{}</defs><rect width=\"100%\" height=\"100%\" class=\"f-paper\"/>",
            marks::patterns(palette.groups())
        ));
        let mut y = 34.0;
        for line in text::wrap(&self.title, Face::SansBold, 18.0, width) {
            svg.text(20.0, y, &line, Ink::new(18.0).bold());
            y += 23.0;
        }
        for line in text::wrap(&self.subtitle, Face::Sans, 13.0, width) {
            svg.text(20.0, y, &line, Ink::new(13.0).color("ink2"));
            y += 17.0;
        }
        for drawing in pieces {
            svg.group(&format!("transform=\"translate(20,{y})\""));
            svg.raw(&drawing.clone().into_body());
            svg.end();
            y += drawing.height();
        }
        y += 20.0;
        let note = format!("{} {source}", self.note);
        for line in text::wrap(note.trim(), Face::Sans, 11.5, width) {
            svg.text(20.0, y, &line, Ink::new(11.5).color("ink3"));
            y += 15.0;
        }
        svg.set_height(y + 8.0);
        svg.element(&self.id, "figure", &self.title, &self.alt, Some(&palette.plain_css()))
    }
}
