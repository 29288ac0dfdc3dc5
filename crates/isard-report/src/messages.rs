//! Every sentence and label of a report, from one Fluent file per language.

use crate::ReportError;
use crate::number;
use fluent_bundle::{FluentArgs, FluentBundle, FluentResource, FluentValue};
use std::cell::RefCell;
use unic_langid::LanguageIdentifier;

/// The messages of one language.
pub(crate) struct Messages {
    bundle: FluentBundle<FluentResource>,
    problems: RefCell<Vec<ReportError>>,
}

/// Arguments of a message: `args! { "n" => 3, "name" => name }`.
macro_rules! args {
    ($($name:literal => $value:expr),* $(,)?) => {{
        let mut args = fluent_bundle::FluentArgs::new();
        $(args.set($name, fluent_bundle::FluentValue::from($value));)*
        args
    }};
}
pub(crate) use args;

impl Messages {
    /// The English messages.
    pub(crate) fn english() -> Self {
        let mut bundle = FluentBundle::new(vec!["en".parse::<LanguageIdentifier>().unwrap_or_default()]);
        bundle.set_use_isolating(false);
        bundle.set_formatter(Some(|value, _| match value {
            FluentValue::Number(n) if n.value.fract() == 0.0 => Some(number::count(n.value)),
            _ => None,
        }));
        let mut problems = Vec::new();
        let resource = match FluentResource::try_new(include_str!("../messages/en.ftl").to_string()) {
            Ok(resource) => resource,
            Err((resource, errors)) => {
                problems.extend(errors.iter().map(|e| problem("en.ftl", e.to_string())));
                resource
            }
        };
        if let Err(errors) = bundle.add_resource(resource) {
            problems.extend(errors.iter().map(|e| problem("en.ftl", e.to_string())));
        }
        Messages { bundle, problems: RefCell::new(problems) }
    }

    /// A message without arguments.
    pub(crate) fn get(&self, id: &str) -> String {
        self.format(id, None)
    }

    /// A message with arguments.
    pub(crate) fn with(&self, id: &str, args: FluentArgs) -> String {
        self.format(id, Some(&args))
    }

    /// Whether there is such a message.
    pub(crate) fn has(&self, id: &str) -> bool {
        self.bundle.has_message(id)
    }

    fn format(&self, id: &str, args: Option<&FluentArgs>) -> String {
        let Some(pattern) = self.bundle.get_message(id).and_then(|m| m.value()) else {
            self.problems.borrow_mut().push(problem(id, "not in the message file".into()));
            return String::new();
        };
        let mut errors = Vec::new();
        let text = self.bundle.format_pattern(pattern, args, &mut errors).into_owned();
        self.problems.borrow_mut().extend(errors.iter().map(|e| problem(id, e.to_string())));
        text
    }

    /// The first thing that went wrong, if anything did.
    pub(crate) fn check(&self) -> Result<(), ReportError> {
        self.problems.borrow().first().cloned().map_or(Ok(()), Err)
    }

    /// A small number as a word, a larger one in figures.
    pub(crate) fn number_word(&self, n: usize) -> String {
        let id = format!("number-{n}");
        if self.has(&id) { self.get(&id) } else { number::count(n as f64) }
    }

    /// "a, b and c".
    pub(crate) fn list<S: AsRef<str>>(&self, items: &[S]) -> String {
        match items {
            [] => String::new(),
            [one] => one.as_ref().to_string(),
            [start @ .., last] => {
                let start = start.iter().map(S::as_ref).collect::<Vec<_>>().join(", ");
                self.with("list-and", args! { "start" => start, "last" => last.as_ref().to_string() })
            }
        }
    }
}

fn problem(id: &str, problem: String) -> ReportError {
    ReportError::Message { id: id.to_string(), problem }
}

/// The text with its first letter in upper case.
pub(crate) fn capital(text: &str) -> String {
    let mut chars = text.chars();
    match chars.next() {
        Some(first) => first.to_uppercase().chain(chars).collect(),
        None => String::new(),
    }
}

/// The name of an indicator without the year it stands for, as in "Poverty,
/// 2018": sentences would break on it.
pub(crate) fn bare(name: &str) -> &str {
    match name.rsplit_once(", ") {
        Some((start, end)) if end.starts_with(|c: char| c.is_ascii_digit()) && !start.is_empty() => start,
        _ => name,
    }
}

/// The text with its first letter in lower case, unless the first word is an
/// abbreviation or a single capital.
pub(crate) fn lower(text: &str) -> String {
    let mut chars = text.chars();
    match (chars.next(), chars.clone().next()) {
        (Some(first), Some(second)) if second.is_lowercase() || second == ' ' && first == 'A' => {
            first.to_lowercase().chain(chars).collect()
        }
        _ => text.to_string(),
    }
}
