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
    drawings: Vec<(&'static str, Svg)>,
}

impl Figure {
    /// Draws at all widths.
    pub(crate) fn new(id: &str, title: String, subtitle: String, draw: impl Fn(f64) -> Svg) -> Self {
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

    /// The drawings as elements of a page.
    pub(crate) fn inline(&self) -> String {
        let one = |(class, svg): &(&'static str, Svg)| {
            svg.element(&format!("{}-{class}", self.id), class, &self.title, &self.alt, None)
        };
        self.drawings.iter().map(one).collect()
    }

    /// The drawing of a page's width as a file, with its title and source.
    pub(crate) fn file(&self, palette: &Palette, source: &str) -> String {
        use crate::svg::Ink;
        use crate::text::{self, Face};
        let Some((_, drawing)) = self.drawings.get(1) else { return String::new() };
        let width = drawing.width();
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
        svg.group(&format!("transform=\"translate(20,{y})\""));
        svg.raw(&drawing.clone().into_body());
        svg.end();
        y += drawing.height() + 20.0;
        let note = format!("{} {source}", self.note);
        for line in text::wrap(note.trim(), Face::Sans, 11.5, width) {
            svg.text(20.0, y, &line, Ink::new(11.5).color("ink3"));
            y += 15.0;
        }
        svg.set_height(y + 8.0);
        svg.element(&self.id, "figure", &self.title, &self.alt, Some(&palette.plain_css()))
    }
}
