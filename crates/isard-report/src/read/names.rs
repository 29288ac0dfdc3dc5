//! Names of regions and industries, and which regions lie where.

use super::Source;
use crate::ReportInput;
use std::collections::BTreeMap;

/// Names by key.
#[derive(Debug, Clone, Default)]
pub(crate) struct Names {
    regions: BTreeMap<String, String>,
    short: BTreeMap<String, String>,
    industries: BTreeMap<String, String>,
    parents: BTreeMap<String, String>,
}

impl Names {
    /// From the study's own names, then the study tables.
    pub(crate) fn read(input: &ReportInput) -> Self {
        let mut names = Names { short: input.study.short_names.clone(), ..Names::default() };
        if let Some(t) = Source::open(input, "study/regions") {
            for row in 0..t.rows() {
                names.regions.insert(t.text(row, "region"), t.text(row, "name"));
                let parent = t.text(row, "parent");
                if !parent.is_empty() {
                    names.parents.insert(t.text(row, "region"), parent);
                }
            }
        }
        names.regions.extend(input.study.names.clone());
        if let Some(t) = Source::open(input, "study/industries") {
            for row in 0..t.rows() {
                names.industries.insert(t.text(row, "industry"), t.text(row, "name"));
            }
        }
        names
    }

    /// Name of a region, or its key.
    pub(crate) fn region<'a>(&'a self, key: &'a str) -> &'a str {
        self.regions.get(key).filter(|n| !n.is_empty()).map_or(key, String::as_str)
    }

    /// Short name of a region, if the study has one.
    pub(crate) fn short(&self, key: &str) -> Option<&str> {
        self.short.get(key).map(String::as_str).filter(|s| !s.is_empty())
    }

    /// Name of an industry or cluster, or its key.
    pub(crate) fn industry<'a>(&'a self, key: &'a str) -> &'a str {
        self.industries.get(key).filter(|n| !n.is_empty()).map_or(key, String::as_str)
    }

    /// Key of the region one level up.
    pub(crate) fn parent(&self, key: &str) -> Option<&str> {
        self.parents.get(key).map(String::as_str)
    }
}
