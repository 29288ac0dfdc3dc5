//! Whether regions draw nearer to each other.

use super::Source;
use crate::ReportInput;
use std::collections::{BTreeMap, BTreeSet};

/// A value with its interval.
pub(crate) type Interval = (f64, f64, f64);

/// Convergence of one indicator.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Convergence {
    pub(crate) indicator: String,
    pub(crate) years: (i64, i64),
    /// Speed at which gaps close, a year; below zero where they widen.
    pub(crate) speed: Option<Interval>,
    /// Spread of the last year over that of the first.
    pub(crate) ratio: Option<Interval>,
    /// Spread by year.
    pub(crate) spread: Vec<(i64, f64)>,
    /// Regions by club, and those in none.
    pub(crate) clubs: BTreeMap<i64, usize>,
    pub(crate) apart: usize,
}

/// In the order of the table.
pub(crate) fn read(input: &ReportInput) -> Vec<Convergence> {
    let Some(t) = Source::open(input, "inequality/convergence") else { return Vec::new() };
    let mut out: Vec<Convergence> = Vec::new();
    for r in 0..t.rows() {
        let key = t.text(r, "indicator");
        if out.last().is_none_or(|c| c.indicator != key) {
            let years = (t.integer(r, "year_from").unwrap_or(0), t.integer(r, "year_to").unwrap_or(0));
            out.push(Convergence { indicator: key, years, ..Convergence::default() });
        }
        let Some(one) = out.last_mut() else { continue };
        let value = || Some((t.real(r, "value")?, t.real(r, "low")?, t.real(r, "high")?));
        match (t.text(r, "measure").as_str(), t.text(r, "component").as_str()) {
            ("beta", "speed") => one.speed = value(),
            ("sigma", "ratio") => one.ratio = value(),
            ("sigma", "spread") => one.spread.extend(t.integer(r, "year_from").zip(t.real(r, "value"))),
            _ => {}
        }
    }
    if let Some(t) = Source::open(input, "inequality/clubs") {
        for one in &mut out {
            for r in (0..t.rows()).filter(|&r| t.text(r, "indicator") == one.indicator) {
                match t.integer(r, "club") {
                    Some(club) => *one.clubs.entry(club).or_default() += 1,
                    None => one.apart += 1,
                }
            }
        }
    }
    let mut seen = BTreeSet::new();
    out.retain(|c| (c.speed.is_some() || c.ratio.is_some()) && seen.insert(c.indicator.clone()));
    out
}
