//! Puts the report together.

mod choices;
mod clusters;
mod compare;
mod components;
mod contiguous;
mod contributions;
mod convergence;
mod cooperation;
mod frame;
mod handling;
mod inequality;
mod leading;
mod members;
mod method;
mod mobility;
mod moves;
mod numbering;
mod organizations;
mod paper;
mod region;
mod space;
mod stability;
mod sureness;
mod title;
mod trends;
mod typology;

use crate::chart::Context;
use crate::figure::Figure;
use crate::map::merge::merged;
use crate::messages::{Messages, args};
use crate::palette::Palette;
use crate::read::cooperation::Cooperation;
use crate::read::organizations::Organizations;
use crate::read::{Clusters, Dynamics, Hierarchy, Inequality, Names, Typology};
use crate::{ReportError, ReportInput};
use maud::{Markup, PreEscaped, html};
use paper::{Block, Paper};
use std::collections::BTreeSet;

/// Height of a chapter's heading on paper.
const HEAD: f64 = 76.0;

/// A report being put together: context, and the figures so far.
pub(crate) struct Report<'a> {
    pub(crate) c: Context<'a>,
    pub(crate) input: &'a ReportInput<'a>,
    figures: Vec<Figure>,
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
    let mut names = Names::read(input);
    let typology = Typology::read(input)?;
    let clusters = Clusters::read(input)?;
    let inequality = Inequality::read(input, names.indicators());
    let palette = Palette::new(typology.as_ref().map_or(3, |t| t.k));
    let units = units(typology.as_ref(), clusters.as_ref());
    names.shorten_among(units.iter().copied());
    let boundaries = merged(input.boundaries, &units, |key| names.parent(key));
    let higher = Hierarchy::read(input, &names, boundaries.iter().map(|b| b.region.as_str()));
    let c = Context {
        words: &words,
        names: &names,
        study: &input.study,
        palette: &palette,
        boundaries: &boundaries,
        higher: &higher,
    };
    let mut report = Report { c, input, figures: Vec::new(), chapters: Vec::new() };
    let mut paper = Paper::default();
    let (head, first) = title::section(&mut report, &mut paper, typology.as_ref());
    let mut chapters = Vec::new();
    if let Some(t) = &typology {
        chapters.push(typology::chapters(&mut report, &mut paper, t));
        chapters.push(space::chapter(&mut report, &mut paper, t));
    }
    let dynamics = Dynamics::read(input);
    let organizations = Organizations::read(input);
    if let Some(m) = &clusters {
        chapters.extend(region::chapters(
            &mut report,
            &mut paper,
            m,
            dynamics.as_ref(),
            organizations.as_ref(),
        ));
        chapters.push(clusters::chapter(&mut report, &mut paper, m));
        chapters.push(leading::chapter(&mut report, &mut paper, m, dynamics.as_ref()));
        if let Some(d) = &dynamics {
            chapters.push(trends::chapter(&mut report, &mut paper, m, d));
        }
    }
    if let Some(all) = &organizations {
        chapters.push(organizations::chapter(&mut report, &mut paper, all));
    }
    if let Some(all) = Cooperation::read(input) {
        chapters.push(cooperation::chapter(&mut report, &mut paper, &all));
    }
    if let Some(q) = &inequality {
        chapters.push(inequality::chapter(&mut report, &mut paper, q));
    }
    chapters.push(method::chapter(&mut report, &mut paper, typology.as_ref()));
    let contents = report.contents();
    let body = html! { (head) (contents) (first) @for chapter in &chapters { (chapter) } };
    let page = numbering::resolved(&frame::page(&report, body));
    let source = report.source();
    let files = report.figures.iter().map(|f| (format!("{}.svg", f.id), f.file(&palette, &source))).collect();
    words.check()?;
    Ok((page, files))
}

/// The regions that were analysed. Where the study has outlines of their parts
/// only, those are joined.
fn units<'a>(typology: Option<&'a Typology>, clusters: Option<&'a Clusters>) -> BTreeSet<&'a str> {
    let mut units: BTreeSet<&str> = clusters.map(Clusters::regions).unwrap_or_default();
    if let Some(t) = typology {
        units.extend(t.members.iter().map(|m| m.key.as_str()));
        units.extend(t.outside.iter().map(|o| o.0.as_str()));
    }
    units
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

    /// A figure with its number, source and licence.
    pub(crate) fn figure(&mut self, figure: Figure) -> Block {
        let words = self.c.words;
        let source = self.source();
        // On paper the first figure states the source for all.
        let first = self.figures.is_empty();
        let short = words.with("source-as-first", args! { "n" => numbering::first_figure() });
        let printed = if first { &source } else { &short };
        let height = figure.paper_height()
            + paper::caption_height(&figure.title, &figure.subtitle, &format!("{} {printed}", figure.note))
            + 24.0;
        let number = words.with("figure-number", args! { "n" => numbering::figure(&figure.id) });
        let out = html! {
            figure.pieces[figure.pieces() > 1] id=(figure.id) {
                div.head {
                    h3.finding { (figure.title) }
                    span.number { (number) }
                    p.sub { (figure.subtitle) }
                }
                (PreEscaped(figure.inline()))
                figcaption.note {
                    (figure.note) " "
                    @if first { (source) } @else { span.screen { (source) } span.paper { (short) } }
                }
            }
        };
        let block = if figure.pieces() > 1 { Block::flowing(out, height) } else { Block::new(out, height) };
        self.figures.push(figure);
        block
    }

    /// A table with its number, finding, subtitle and note; `rows` tells how
    /// many lines it takes on paper.
    pub(crate) fn table(
        &mut self,
        id: &str,
        title: &str,
        subtitle: &str,
        note: &str,
        body: Markup,
        rows: usize,
    ) -> Block {
        let source = self.source();
        let number = self.c.words.with("table-number", args! { "n" => numbering::table(id) });
        let height = paper::caption_height(title, subtitle, &format!("{note} {source}")) + 18.0 * rows as f64;
        let out = html! {
            section.table id=(id) {
                div.head {
                    h3.finding { (title) }
                    span.number { (number) }
                    @if !subtitle.is_empty() { p.sub { (subtitle) } }
                }
                div.scroll { (body) }
                p.note { (note) " " (source) }
            }
        };
        Block::flowing(out, height + 34.0)
    }

    /// The heading of a chapter; it is listed in the contents.
    pub(crate) fn heading(&mut self, id: &str, title: &str) -> Markup {
        self.chapters.push((id.to_string(), title.to_string()));
        html! { h2 id=(format!("chapter-{id}")) { (title) } }
    }

    /// Links to the chapters.
    fn contents(&self) -> Markup {
        let label = self.c.words.get("contents");
        html! { nav.contents aria-label=(label) {
            @for (id, title) in &self.chapters { a href=(format!("#chapter-{id}")) { (title) } }
        } }
    }

    /// A value of the manifest as text; empty when there is none.
    pub(crate) fn manifest(&self, name: &str) -> String {
        match self.input.manifest.get(name) {
            Some(serde_json::Value::String(s)) => s.clone(),
            Some(v @ (serde_json::Value::Number(_) | serde_json::Value::Bool(_))) => v.to_string(),
            _ => String::new(),
        }
    }

    /// An option of a step of the run as text; empty when there is none.
    pub(crate) fn step_option(&self, step: &str, name: &str) -> String {
        let steps = self.input.manifest.get("steps").and_then(serde_json::Value::as_array);
        let found = steps.into_iter().flatten().find(|s| s.get("step").is_some_and(|v| v == step));
        match found.and_then(|s| s.get("options")?.get(name)) {
            Some(serde_json::Value::String(s)) => s.clone(),
            Some(v) if !v.is_null() => v.to_string(),
            _ => String::new(),
        }
    }

    /// Number of the first figure so far whose identifier is as wanted.
    pub(crate) fn figure_number(&self, wanted: impl Fn(&str) -> bool) -> Option<String> {
        self.figures.iter().find(|f| wanted(&f.id)).map(|f| numbering::figure(&f.id))
    }

    /// The version that made the atlas.
    pub(crate) fn version(&self) -> String {
        let version = self.manifest("isard");
        if version.is_empty() { self.manifest("version") } else { version }
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
