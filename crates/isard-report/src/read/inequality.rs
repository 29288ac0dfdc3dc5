//! The question "how unequal are the regions?" as the report needs it.

use super::Source;
use crate::ReportInput;
use std::collections::BTreeMap;

/// A measure of an indicator over the years, by component.
pub(crate) type Line = Vec<(i64, f64)>;

/// Inequality of all indicators.
#[derive(Debug, Clone, Default)]
pub(crate) struct Inequality {
    /// By indicator, measure, component; only years with a value.
    lines: BTreeMap<(String, String, String), Line>,
    /// Indicator keys in the order of the table, with their names.
    pub(crate) indicators: Vec<(String, String)>,
    /// Indicator and year of values the measure does not have.
    pub(crate) undefined: usize,
    /// Rows of the table.
    pub(crate) rows: usize,
}

impl Inequality {
    /// Reads the table, `None` when the atlas has none.
    pub(crate) fn read(input: &ReportInput, names: &BTreeMap<String, String>) -> Option<Self> {
        let t = Source::open(input, "inequality/inequality")?;
        let mut out = Inequality { rows: t.rows(), ..Inequality::default() };
        for r in 0..t.rows() {
            let key = t.text(r, "indicator");
            if !out.indicators.iter().any(|(k, _)| *k == key) {
                let name = names.get(&key).cloned().unwrap_or_else(|| key.clone());
                out.indicators.push((key.clone(), name));
            }
            match t.real(r, "value") {
                Some(value) => out
                    .lines
                    .entry((key, t.text(r, "measure"), t.text(r, "component")))
                    .or_default()
                    .push((t.integer(r, "year").unwrap_or(0), value)),
                None => out.undefined += 1,
            }
        }
        out.lines.values_mut().for_each(|l| l.sort_by_key(|p| p.0));
        Some(out)
    }

    /// Values of an indicator by year.
    pub(crate) fn line(&self, indicator: &str, measure: &str, component: &str) -> &[(i64, f64)] {
        let key = (indicator.to_string(), measure.to_string(), component.to_string());
        self.lines.get(&key).map_or(&[], Vec::as_slice)
    }

    /// The latest value.
    pub(crate) fn last(&self, indicator: &str, measure: &str, component: &str) -> Option<(i64, f64)> {
        self.line(indicator, measure, component).last().copied()
    }

    /// Indicators by their latest Gini coefficient, the most unequal first.
    pub(crate) fn sorted(&self) -> Vec<&(String, String)> {
        let mut all: Vec<&(String, String)> = self.indicators.iter().collect();
        let gini = |k: &str| self.last(k, "gini", "total").map_or(f64::NEG_INFINITY, |p| p.1);
        all.sort_by(|a, b| gini(&b.0).total_cmp(&gini(&a.0)).then(a.0.cmp(&b.0)));
        all
    }

    /// Whether any indicator has more than one year.
    pub(crate) fn over_time(&self) -> bool {
        self.lines.values().any(|l| l.len() > 1)
    }
}
