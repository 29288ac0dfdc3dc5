//! Options of methods: declared once, checked once.

use super::{MethodError, nearest};
use std::collections::BTreeMap;

/// What an option may be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum OptionKind {
    /// A whole number between two limits.
    Integer {
        /// Smallest value.
        min: i64,
        /// Largest value.
        max: i64,
    },
    /// A real number between two limits.
    Real {
        /// Smallest value.
        min: f64,
        /// Largest value.
        max: f64,
    },
    /// One word of a list.
    Choice(&'static [&'static str]),
    /// Free text (also comma lists).
    Text,
}

/// An option of a method.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OptionSpec {
    /// Name, as in `--set NAME=VALUE`.
    pub name: &'static str,
    /// What it may be.
    pub kind: OptionKind,
    /// Default as it would be written; empty text means "not set".
    pub default: &'static str,
    /// One sentence.
    pub doc: &'static str,
}

/// Lists of options one after another; `N` is the sum of their lengths.
pub const fn joined<const N: usize>(lists: &[&[OptionSpec]]) -> [OptionSpec; N] {
    let mut out = [lists[0][0]; N];
    let (mut list, mut at) = (0, 0);
    while list < lists.len() {
        let mut i = 0;
        while i < lists[list].len() {
            out[at] = lists[list][i];
            (at, i) = (at + 1, i + 1);
        }
        list += 1;
    }
    assert!(at == N);
    out
}

/// The options of a method from arrays of them: its own beside those it shares.
#[macro_export]
macro_rules! options {
    ($($list:expr),+ $(,)?) => {{
        const LENGTH: usize = 0 $(+ $list.len())+;
        const ALL: [$crate::registry::OptionSpec; LENGTH] = $crate::registry::joined(&[$(&$list),+]);
        &ALL
    }};
}

/// A checked value.
#[derive(Debug, Clone, PartialEq)]
pub enum OptionValue {
    /// Whole number.
    Integer(i64),
    /// Real number.
    Real(f64),
    /// Word or text.
    Text(String),
}

/// Limits beyond which an option is as good as unlimited, and is said to be.
const LARGEST: f64 = 1e12;
const SMALLEST: f64 = 1e-6;

/// Seed of every method with randomness.
const SEED: OptionSpec = OptionSpec {
    name: "seed",
    kind: OptionKind::Integer { min: 0, max: i64::MAX },
    default: "1",
    doc: "Seed of the counter-based random numbers; the same seed gives the same result at any thread count.",
};

impl OptionSpec {
    /// A whole number.
    pub const fn integer(
        name: &'static str,
        min: i64,
        max: i64,
        default: &'static str,
        doc: &'static str,
    ) -> Self {
        OptionSpec { name, kind: OptionKind::Integer { min, max }, default, doc }
    }

    /// A real number.
    pub const fn real(
        name: &'static str,
        min: f64,
        max: f64,
        default: &'static str,
        doc: &'static str,
    ) -> Self {
        OptionSpec { name, kind: OptionKind::Real { min, max }, default, doc }
    }

    /// One word of a list.
    pub const fn choice(
        name: &'static str,
        words: &'static [&'static str],
        default: &'static str,
        doc: &'static str,
    ) -> Self {
        OptionSpec { name, kind: OptionKind::Choice(words), default, doc }
    }

    /// Free text.
    pub const fn text(name: &'static str, default: &'static str, doc: &'static str) -> Self {
        OptionSpec { name, kind: OptionKind::Text, default, doc }
    }

    /// The seed.
    pub const fn seed() -> Self {
        SEED
    }

    /// What is allowed, in words.
    pub fn expectation(&self) -> String {
        match self.kind {
            OptionKind::Integer { min, max: i64::MAX } => format!("a whole number of {min} or more"),
            OptionKind::Integer { min, max } => format!("a whole number from {min} to {max}"),
            OptionKind::Real { min, .. } if min > 0.0 && min < SMALLEST => "a number above 0".into(),
            OptionKind::Real { min, max } if max < LARGEST => format!("a number from {min} to {max}"),
            OptionKind::Real { min, .. } if min > -LARGEST => format!("a number of {min} or more"),
            OptionKind::Real { .. } => "a number".into(),
            OptionKind::Choice(words) => format!("one of {}", words.join(", ")),
            OptionKind::Text => "text".into(),
        }
    }

    fn parse(&self, value: &str) -> Result<OptionValue, MethodError> {
        let bad = || MethodError::BadOption {
            name: self.name.to_string(),
            value: value.to_string(),
            expected: match self.kind {
                OptionKind::Choice(words) => match nearest(value, words.iter().copied()) {
                    Some(word) => format!("{}; did you mean `{word}`?", self.expectation()),
                    None => self.expectation(),
                },
                _ => self.expectation(),
            },
        };
        match self.kind {
            OptionKind::Integer { min, max } => {
                let v: i64 = value.trim().parse().map_err(|_| bad())?;
                (min..=max).contains(&v).then_some(OptionValue::Integer(v)).ok_or_else(bad)
            }
            OptionKind::Real { min, max } => {
                let v: f64 = value.trim().parse().map_err(|_| bad())?;
                (v >= min && v <= max).then_some(OptionValue::Real(v)).ok_or_else(bad)
            }
            OptionKind::Choice(words) => {
                words.contains(&value).then(|| OptionValue::Text(value.into())).ok_or_else(bad)
            }
            OptionKind::Text => Ok(OptionValue::Text(value.into())),
        }
    }
}

/// Checked options of a method, defaults filled in.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Options {
    values: BTreeMap<&'static str, OptionValue>,
}

impl Options {
    /// Checks `given` against the method's options and fills in defaults.
    pub fn check<'a>(
        specs: &[OptionSpec],
        given: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Options, MethodError> {
        let mut values = BTreeMap::new();
        for spec in specs {
            if !spec.default.is_empty() {
                values.insert(spec.name, spec.parse(spec.default)?);
            }
        }
        for (name, value) in given {
            let Some(spec) = specs.iter().find(|s| s.name == name) else {
                let hint = match nearest(name, specs.iter().map(|s| s.name)) {
                    Some(found) => format!("did you mean `{found}`?"),
                    None => {
                        format!(
                            "options are: {}",
                            specs.iter().map(|s| s.name).collect::<Vec<_>>().join(", ")
                        )
                    }
                };
                return Err(MethodError::UnknownOption { name: name.to_string(), hint: Some(hint) });
            };
            values.insert(spec.name, spec.parse(value)?);
        }
        Ok(Options { values })
    }

    /// A whole number that has a default.
    ///
    /// # Panics
    /// When the method does not declare it: a mistake in the method.
    pub fn integer(&self, name: &str) -> i64 {
        match self.values.get(name) {
            Some(OptionValue::Integer(v)) => *v,
            _ => panic!("option `{name}` is not a declared whole number with a default"),
        }
    }

    /// A real number, if set.
    pub fn real(&self, name: &str) -> Option<f64> {
        match self.values.get(name) {
            Some(OptionValue::Real(v)) => Some(*v),
            _ => None,
        }
    }

    /// A word or text; empty when not set.
    pub fn text(&self, name: &str) -> &str {
        match self.values.get(name) {
            Some(OptionValue::Text(v)) => v,
            _ => "",
        }
    }

    /// The parts of a comma list; none when not set.
    pub fn list(&self, name: &str) -> Vec<&str> {
        self.text(name).split(',').map(str::trim).filter(|s| !s.is_empty()).collect()
    }

    /// All values as JSON, for metadata and manifests.
    pub fn to_json(&self) -> serde_json::Value {
        let pairs = self.values.iter().map(|(k, v)| {
            let v = match v {
                OptionValue::Integer(v) => (*v).into(),
                OptionValue::Real(v) => (*v).into(),
                OptionValue::Text(v) => v.clone().into(),
            };
            (k.to_string(), v)
        });
        serde_json::Value::Object(pairs.collect())
    }
}
