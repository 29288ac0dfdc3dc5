//! Indicators of a study at the level that is analysed.

use super::hierarchy::Hierarchy;
use crate::study::Study;
use isard::model::Table;
use std::collections::{BTreeMap, BTreeSet};

/// Values of regions by year.
pub(super) type ByYear<'a> = BTreeMap<i64, Vec<(&'a str, f64)>>;

/// The level of the study file, else the finest one where indicators have values.
pub(super) fn level(study: &Study, hierarchy: &Hierarchy, indicators: &Table) -> Option<i64> {
    study.config.typology.get("level").and_then(toml::Value::as_integer).or_else(|| {
        let with_data: BTreeSet<&str> =
            indicators.text("region").map(|t| t.iter().flatten().collect()).unwrap_or_default();
        hierarchy.finest_common(&with_data)
    })
}

/// Indicators by key, their regions, and what they lie in.
pub(super) struct LevelIndicators<'a> {
    pub(super) hierarchy: Hierarchy,
    /// Indicator, year, region: values that exist.
    pub(super) cells: BTreeMap<&'a str, ByYear<'a>>,
    /// Regions with a value, ascending.
    pub(super) units: BTreeSet<&'a str>,
    /// Rows of the table at the level.
    pub(super) table: Table,
}

impl<'a> LevelIndicators<'a> {
    /// The indicators at their [`level`]; `None` without indicators or regions.
    pub(super) fn of(study: &'a Study) -> Option<LevelIndicators<'a>> {
        let (regions, indicators) = (study.tables.get("regions")?, study.tables.get("indicators")?);
        let hierarchy = Hierarchy::of(regions, "region");
        let level = level(study, &hierarchy, indicators);
        let mut cells: BTreeMap<&str, ByYear<'_>> = BTreeMap::new();
        let mut units = BTreeSet::new();
        let mut rows = Vec::new();
        for row in 0..indicators.rows() {
            let (Some(region), Some(indicator)) =
                (indicators.text_at(row, "region"), indicators.text_at(row, "indicator"))
            else {
                continue;
            };
            if level.is_some() && hierarchy.level(region) != level {
                continue;
            }
            rows.push(row);
            let Some(value) = indicators.real_at(row, "value") else { continue };
            let year = indicators.integer_at(row, "year").unwrap_or(0);
            cells.entry(indicator).or_default().entry(year).or_default().push((region, value));
            units.insert(region);
        }
        Some(LevelIndicators { hierarchy, cells, units, table: indicators.take(&rows) })
    }
}
