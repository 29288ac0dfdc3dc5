//! Moves between classes of regions over time, as the report needs them.

use super::Source;
use crate::ReportInput;
use std::collections::BTreeMap;

/// A count with its probability.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Move {
    pub(crate) count: i64,
    pub(crate) probability: Option<f64>,
    pub(crate) interval: Option<(f64, f64)>,
}

/// Moves of one variable.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Mobility {
    /// The variable whose classes these are.
    pub(crate) variable: String,
    /// Names of the classes, low to high.
    pub(crate) classes: Vec<String>,
    /// By class of the neighbours (0: all), then from and to, counted from 0.
    pub(crate) moves: BTreeMap<i64, BTreeMap<(usize, usize), Move>>,
}

/// Matrices of each variable of the table.
pub(crate) fn read(input: &ReportInput) -> Vec<Mobility> {
    let Some(t) = Source::open(input, "inequality/transitions") else { return Vec::new() };
    let mut out: Vec<Mobility> = Vec::new();
    for r in 0..t.rows() {
        let (Some(from), Some(to)) = (class(&t, r, "from_class"), class(&t, r, "to_class")) else { continue };
        let variable = t.text(r, "indicator");
        let at = out.iter().position(|m| m.variable == variable).unwrap_or_else(|| {
            out.push(Mobility { variable, classes: Vec::new(), moves: BTreeMap::new() });
            out.len() - 1
        });
        let m = &mut out[at];
        for k in m.classes.len()..=from.max(to) {
            m.classes.push((k + 1).to_string());
        }
        let cell = Move {
            count: t.integer(r, "count").unwrap_or(0),
            probability: t.real(r, "probability"),
            interval: t.real(r, "low").zip(t.real(r, "high")),
        };
        m.moves.entry(t.integer(r, "lag").unwrap_or(0)).or_default().insert((from, to), cell);
    }
    out
}

/// Classes are numbered from 1 in tables.
fn class(t: &Source, row: usize, column: &str) -> Option<usize> {
    t.integer(row, column).and_then(|c| usize::try_from(c - 1).ok())
}
