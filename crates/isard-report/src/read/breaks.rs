//! Breaks in the series of indicators, as their sources flag them (b).

use super::Source;
use crate::ReportInput;
use isard::model::breaks_series;
use std::collections::{BTreeMap, BTreeSet};

/// Regions with a break, by indicator and the year that begins a new series.
pub(crate) struct Breaks(BTreeMap<String, BTreeMap<i64, BTreeSet<String>>>);

impl Breaks {
    pub(crate) fn read(input: &ReportInput) -> Breaks {
        let mut out: BTreeMap<String, BTreeMap<i64, BTreeSet<String>>> = BTreeMap::new();
        if let Some(t) = Source::open(input, "study/indicators") {
            let broken = |r: &usize| breaks_series(&t.text(*r, "flag"));
            for r in (0..t.rows()).filter(broken) {
                let Some(year) = t.integer(r, "year") else { continue };
                let years = out.entry(t.text(r, "indicator")).or_default();
                years.entry(year).or_default().insert(t.text(r, "region"));
            }
        }
        Breaks(out)
    }

    /// Regions whose series of the indicator breaks after `from` and up to `to`.
    pub(crate) fn count(&self, indicator: &str, from: i64, to: i64) -> usize {
        let Some(years) = self.0.get(indicator) else { return 0 };
        years.range(from + 1..=to).flat_map(|(_, regions)| regions).collect::<BTreeSet<_>>().len()
    }
}
