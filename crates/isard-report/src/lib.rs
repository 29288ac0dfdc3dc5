//! Reports of isard: result tables become sentences, charts, maps and one
//! self-contained page.
//!
//! Nothing is computed here beyond layout, counting and sorting: every number
//! shown stands in a table of the atlas. The way of the data:
//!
//! ```text
//! tables --read--> Typology, Clusters, … --charts, map--> Figure --page--> HTML
//! ```

mod chart;
mod figure;
mod fonts;
mod input;
mod map;
mod marks;
mod messages;
mod number;
mod page;
mod palette;
mod read;
mod scale;
mod svg;
mod text;

pub use input::{ReportError, ReportInput, StudyInfo};
pub use palette::{Mode, Palette, Vision};
pub use palette::{Rgb, contrast, delta_e, simulate};

/// The report as one HTML file without external requests.
///
/// # Errors
/// A table lacks a column it should have, or a message is missing from the
/// message file.
pub fn render_html(input: &ReportInput) -> Result<String, ReportError> {
    page::render(input)
}

/// Width of a text in the sans serif of the reports at a size in pixels.
pub fn text_width(text: &str, bold: bool, size: f64) -> f64 {
    text::width(text, if bold { text::Face::SansBold } else { text::Face::Sans }, size)
}

/// The figures of the report as stand-alone SVG: file name and content.
///
/// # Errors
/// As [`render_html`].
pub fn figures(input: &ReportInput) -> Result<Vec<(String, String)>, ReportError> {
    page::stand_alone(input)
}
