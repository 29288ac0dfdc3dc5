//! Spatial autocorrelation as the report needs it.

use super::Source;
use crate::ReportInput;
use isard::model::Status;
use std::collections::BTreeMap;

/// Largest p-value (adjusted where the table has it) that is told apart from
/// chance.
pub(crate) const LEVEL: f64 = 0.05;

/// What a region is among its neighbours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Class {
    HighHigh,
    LowLow,
    HighLow,
    LowHigh,
    /// Not told apart from chance.
    Chance,
    /// The statistic does not exist, as for a region without neighbours.
    Undefined,
    /// The region has no value.
    Missing,
}

impl Class {
    /// All classes in the order of legends.
    pub(crate) const ALL: [Class; 7] = [
        Class::HighHigh,
        Class::LowLow,
        Class::HighLow,
        Class::LowHigh,
        Class::Chance,
        Class::Undefined,
        Class::Missing,
    ];

    /// Identifier of its message.
    pub(crate) fn id(self) -> &'static str {
        match self {
            Class::HighHigh => "lisa-high-high",
            Class::LowLow => "lisa-low-low",
            Class::HighLow => "lisa-high-low",
            Class::LowHigh => "lisa-low-high",
            Class::Chance => "lisa-chance",
            Class::Undefined => "lisa-undefined",
            Class::Missing => "lisa-missing",
        }
    }
}

/// Global statistic of a variable.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Global {
    pub(crate) value: Option<f64>,
    pub(crate) expected: Option<f64>,
    pub(crate) p: Option<f64>,
}

/// Local statistics of one variable.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Local {
    /// The variable: `index` or an indicator.
    pub(crate) variable: String,
    pub(crate) classes: BTreeMap<String, Class>,
    /// Whether the p-values are adjusted for the number of regions.
    pub(crate) adjusted: bool,
    pub(crate) global: Option<Global>,
    pub(crate) geary: Option<Global>,
    /// Neighbouring pairs of regions in one group.
    pub(crate) joins: Option<Global>,
    /// Regions among high values, and among low ones, by G*.
    pub(crate) spots: Option<[usize; 2]>,
}

/// Local Moran of the integral index, or of the first variable of the table.
pub(crate) fn local(input: &ReportInput) -> Option<Local> {
    let t = Source::open(input, "space/local_moran")?;
    let last = (0..t.rows()).filter_map(|r| t.integer(r, "year")).max();
    let rows: Vec<usize> = (0..t.rows()).filter(|&r| t.integer(r, "year") == last).collect();
    let name = |r: usize| ["variable", "indicator"].iter().map(|c| t.text(r, c)).find(|v| !v.is_empty());
    let names: Vec<String> = rows.iter().map(|&r| name(r).unwrap_or_default()).collect();
    let variable = names.iter().find(|n| n.as_str() == "index").or(names.first())?.clone();
    let mut classes = BTreeMap::new();
    let mut adjusted = false;
    for (&r, _) in rows.iter().zip(&names).filter(|(_, n)| **n == variable) {
        let q = t.real(r, "q");
        adjusted |= q.is_some();
        classes.insert(t.text(r, "region"), class(&t.text(r, "quadrant"), q.or(t.real(r, "p")), t.status(r)));
    }
    Some(Local {
        global: global(input, &variable, "moran"),
        geary: global(input, &variable, "geary"),
        joins: global(input, "groups", "joins"),
        spots: spots(input, &variable),
        variable,
        classes,
        adjusted,
    })
}

fn spots(input: &ReportInput, variable: &str) -> Option<[usize; 2]> {
    let t = Source::open(input, "space/local_statistics")?;
    let last = (0..t.rows()).filter_map(|r| t.integer(r, "year")).max();
    let rows = (0..t.rows()).filter(|&r| {
        t.integer(r, "year") == last
            && t.text(r, "indicator") == variable
            && t.text(r, "statistic") == "getis-ord-star"
    });
    let mut found = [0; 2];
    for r in rows.filter(|&r| t.real(r, "q").or(t.real(r, "p")).is_some_and(|p| p <= LEVEL)) {
        found[usize::from(t.text(r, "kind") == "low")] += 1;
    }
    Some(found)
}

fn class(quadrant: &str, p: Option<f64>, status: Status) -> Class {
    match status {
        Status::Undefined(_) => return Class::Undefined,
        s if !s.has_value() => return Class::Missing,
        _ => {}
    }
    if p.is_none_or(|p| p > LEVEL) {
        return Class::Chance;
    }
    match quadrant {
        "high-high" | "hh" | "HH" => Class::HighHigh,
        "low-low" | "ll" | "LL" => Class::LowLow,
        "high-low" | "hl" | "HL" => Class::HighLow,
        "low-high" | "lh" | "LH" => Class::LowHigh,
        _ => Class::Chance,
    }
}

fn global(input: &ReportInput, variable: &str, statistic: &str) -> Option<Global> {
    let t = Source::open(input, "space/moran")?;
    let last = (0..t.rows()).filter_map(|r| t.integer(r, "year")).max();
    let named = |r: usize| ["variable", "indicator"].iter().any(|c| t.text(r, c) == variable);
    let asked = |r: usize| t.text(r, "statistic") == statistic;
    let row = (0..t.rows()).find(|&r| t.integer(r, "year") == last && named(r) && asked(r))?;
    Some(Global { value: t.real(row, "value"), expected: t.real(row, "expected"), p: t.real(row, "p") })
}

#[cfg(test)]
mod tests {
    use super::*;
    use isard::model::Reason;

    #[test]
    fn chance_and_status_come_before_the_quadrant() {
        let at = |p| class("high-high", p, Status::Observed);
        assert_eq!(
            [at(Some(0.05)), at(Some(0.051)), at(None)],
            [Class::HighHigh, Class::Chance, Class::Chance]
        );
        assert_eq!(class("low-high", Some(0.01), Status::Undefined(Reason::Island)), Class::Undefined);
        assert_eq!(class("low-high", Some(0.01), Status::Missing), Class::Missing);
        assert_eq!(class("low-high", Some(0.01), Status::Estimated), Class::LowHigh);
    }
}
