//! Levels and parents of regions and industries.

use isard::model::Table;
use std::collections::{BTreeMap, BTreeSet};

/// A tree of units.
#[derive(Debug, Clone, Default)]
pub(super) struct Hierarchy {
    parent: BTreeMap<String, String>,
    level: BTreeMap<String, i64>,
    keys: Vec<String>,
}

impl Hierarchy {
    /// Reads `key`, `parent` and `level`; without levels, the depth below a root.
    pub(super) fn of(table: &Table, key: &str) -> Hierarchy {
        let mut out = Hierarchy::default();
        for row in 0..table.rows() {
            let Some(unit) = table.text_at(row, key) else { continue };
            out.keys.push(unit.to_string());
            if let Some(parent) = table.text_at(row, "parent") {
                out.parent.insert(unit.to_string(), parent.to_string());
            }
            if let Some(level) = table.integer_at(row, "level") {
                out.level.insert(unit.to_string(), level);
            }
        }
        for unit in out.keys.clone() {
            if !out.level.contains_key(&unit) {
                let depth = out.ancestors(&unit).len() as i64;
                out.level.insert(unit, depth);
            }
        }
        out
    }

    pub(super) fn level(&self, unit: &str) -> Option<i64> {
        self.level.get(unit).copied()
    }

    pub(super) fn parent(&self, unit: &str) -> Option<&str> {
        self.parent.get(unit).map(String::as_str)
    }

    /// From the parent up; a circle ends where it closes.
    pub(super) fn ancestors(&self, unit: &str) -> Vec<&str> {
        let mut seen = BTreeSet::from([unit]);
        let mut out = Vec::new();
        let mut at = unit;
        while let Some(parent) = self.parent(at) {
            if !seen.insert(parent) {
                break;
            }
            out.push(parent);
            at = parent;
        }
        out
    }

    /// The unit itself or its ancestor at a level.
    pub(super) fn at_level<'a>(&'a self, unit: &'a str, level: i64) -> Option<&'a str> {
        if self.level(unit) == Some(level) {
            return Some(unit);
        }
        self.ancestors(unit).into_iter().find(|a| self.level(a) == Some(level))
    }

    /// Units at a level, ascending.
    pub(super) fn units_at(&self, level: i64) -> Vec<String> {
        let mut units: Vec<String> =
            self.keys.iter().filter(|k| self.level(k) == Some(level)).cloned().collect();
        units.sort();
        units
    }

    /// Units without a parent.
    pub(super) fn roots(&self) -> Vec<&str> {
        self.keys.iter().map(String::as_str).filter(|k| self.parent(k).is_none()).collect()
    }

    /// Whether any unit of `among` lies below the unit.
    pub(super) fn has_child_among(&self, unit: &str, among: &BTreeSet<&str>) -> bool {
        among.iter().any(|k| self.parent(k) == Some(unit))
    }

    /// The finest level at which most of `units` stand: where the data are.
    pub(super) fn finest_common(&self, units: &BTreeSet<&str>) -> Option<i64> {
        let mut counts: BTreeMap<i64, usize> = BTreeMap::new();
        units.iter().filter_map(|u| self.level(u)).for_each(|l| *counts.entry(l).or_default() += 1);
        counts.into_iter().filter(|(_, n)| *n >= 3).map(|(l, _)| l).max()
    }
}
