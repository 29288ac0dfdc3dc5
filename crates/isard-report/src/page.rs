//! Puts the report together.

mod frame;
mod method;
mod title;
mod typology;

use crate::chart::Context;
use crate::figure::Figure;
use crate::messages::{Messages, args};
use crate::palette::Palette;
use crate::read::{Names, Typology};
use crate::{ReportError, ReportInput};
use maud::{Markup, PreEscaped, html};

/// A report being put together: context, and the figures so far.
pub(crate) struct Report<'a> {
    pub(crate) c: Context<'a>,
    pub(crate) input: &'a ReportInput<'a>,
    figures: Vec<Figure>,
    tables: usize,
    chapters: Vec<(String, String)>,
}

/// The page.
pub(crate) fn render(input: &ReportInput) -> Result<String, ReportError> {
    build(input).map(|(page, _)| page)
}

/// The figures as files.
pub(crate) fn stand_alone(input: &ReportInput) -> Result<Vec<(String, String)>, ReportError> {
    let (_, files) = build(input)?;
    Ok(files)
}

fn build(input: &ReportInput) -> Result<(String, Vec<(String, String)>), ReportError> {
    let words = Messages::english();
    let names = Names::read(input);
    let typology = Typology::read(input)?;
    let palette = Palette::new(typology.as_ref().map_or(3, |t| t.k));
    let c = Context {
        words: &words,
        names: &names,
        study: &input.study,
        palette: &palette,
        boundaries: input.boundaries,
    };
    let mut report = Report { c, input, figures: Vec::new(), tables: 0, chapters: Vec::new() };
    let title = title::section(&mut report, typology.as_ref());
    let mut chapters = Vec::new();
    if let Some(t) = &typology {
        chapters.push(typology::chapters(&mut report, t));
    }
    chapters.push(method::chapter(&mut report, typology.as_ref()));
    let body = html! { (title) @for chapter in &chapters { (chapter) } };
    let page = frame::page(&report, body);
    let source = report.source();
    let files = report.figures.iter().map(|f| (format!("{}.svg", f.id), f.file(&palette, &source))).collect();
    words.check()?;
    Ok((page, files))
}

impl Report<'_> {
    /// Source and licence in one sentence.
    pub(crate) fn source(&self) -> String {
        let study = &self.c.study;
        let mut parts = Vec::new();
        if !study.source.is_empty() {
            parts.push(
                self.c.words.with("word-source", args! { "source" => study.source.trim_end_matches('.') }),
            );
        }
        if !study.licence.is_empty() {
            parts.push(
                self.c.words.with("word-licence", args! { "licence" => study.licence.trim_end_matches('.') }),
            );
        }
        if parts.is_empty() { String::new() } else { parts.join("; ") + "." }
    }

    /// A figure with its number; the first carries the whole source, later
    /// ones refer to it.
    pub(crate) fn figure(&mut self, figure: Figure) -> Markup {
        let number = self.figures.len() + 1;
        let source = match number {
            1 => self.source(),
            _ => self.c.words.with("word-as-figure", args! { "n" => 1 }),
        };
        let out = html! {
            figure id=(figure.id) {
                div.head {
                    h3.finding { (figure.title) }
                    span.number { (self.c.words.with("figure-number", args! { "n" => number })) }
                    p.sub { (figure.subtitle) }
                }
                (PreEscaped(figure.inline()))
                figcaption.note { (figure.note) " " (source) }
            }
        };
        self.figures.push(figure);
        out
    }

    /// A table with its number, finding, subtitle and note.
    pub(crate) fn table(
        &mut self,
        id: &str,
        title: &str,
        subtitle: &str,
        note: &str,
        body: Markup,
    ) -> Markup {
        self.tables += 1;
        let source = match self.figures.len() {
            0 => self.source(),
            _ => self.c.words.with("word-as-figure", args! { "n" => 1 }),
        };
        html! {
            section.table id=(id) {
                div.head {
                    h3.finding { (title) }
                    span.number { (self.c.words.with("table-number", args! { "n" => self.tables })) }
                    @if !subtitle.is_empty() { p.sub { (subtitle) } }
                }
                div.scroll { (body) }
                p.note { (note) " " (source) }
            }
        }
    }

    /// The heading of a chapter; it is listed in the contents.
    pub(crate) fn heading(&mut self, id: &str, title: &str) -> Markup {
        self.chapters.push((id.to_string(), title.to_string()));
        html! { h2 id=(format!("chapter-{id}")) { (title) } }
    }

    /// Chapters so far: anchor and title.
    pub(crate) fn chapters(&self) -> &[(String, String)] {
        &self.chapters
    }

    /// A value of the manifest as text; empty when there is none.
    pub(crate) fn manifest(&self, name: &str) -> String {
        match self.input.manifest.get(name) {
            Some(serde_json::Value::String(s)) => s.clone(),
            Some(v @ (serde_json::Value::Number(_) | serde_json::Value::Bool(_))) => v.to_string(),
            _ => String::new(),
        }
    }

    /// " in 1986", or nothing when the study has no years.
    pub(crate) fn in_year(&self, year: i64) -> String {
        if year == 0 {
            String::new()
        } else {
            self.c.words.with("map-year", args! { "year" => year.to_string() })
        }
    }
}
