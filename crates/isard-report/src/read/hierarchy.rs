//! The level above the regions that maps show: countries, or the largest
//! parents of which there are several.

use super::{Names, Source};
use crate::ReportInput;
use std::collections::{BTreeMap, BTreeSet};

/// Which larger unit each region lies in.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Hierarchy {
    above: BTreeMap<String, String>,
    /// Whether the larger units are countries.
    pub(crate) countries: bool,
}

impl Hierarchy {
    /// The level above `regions`; empty where all lie in one unit.
    pub(crate) fn read<'a>(
        input: &ReportInput,
        names: &Names,
        regions: impl Iterator<Item = &'a str> + Clone,
    ) -> Self {
        let country: BTreeMap<String, String> = Source::open(input, "study/regions")
            .map(|t| (0..t.rows()).map(|r| (t.text(r, "region"), t.text(r, "country"))).collect())
            .unwrap_or_default();
        let by_country = level(regions.clone(), |k| country.get(k).filter(|c| !c.is_empty()).cloned());
        if several(&by_country) {
            return Hierarchy { above: by_country, countries: true };
        }
        // From the root downwards: the first level with more than one unit.
        let chains: Vec<(&str, Vec<&str>)> = regions.map(|k| (k, ancestors(names, k))).collect();
        let deepest = chains.iter().map(|c| c.1.len()).max().unwrap_or(0);
        for depth in 0..deepest {
            let above: BTreeMap<String, String> = chains
                .iter()
                .filter_map(|(k, chain)| Some((k.to_string(), chain.get(depth)?.to_string())))
                .collect();
            // A level with a unit for each region is no level above.
            if several(&above) && above.values().collect::<BTreeSet<_>>().len() < above.len() {
                return Hierarchy { above, countries: false };
            }
        }
        Hierarchy::default()
    }

    /// Whether there is a level above.
    pub(crate) fn is_empty(&self) -> bool {
        self.above.is_empty()
    }

    /// The larger unit of a region.
    pub(crate) fn of(&self, region: &str) -> Option<&str> {
        self.above.get(region).map(String::as_str)
    }
}

fn level<'a>(
    regions: impl Iterator<Item = &'a str>,
    of: impl Fn(&str) -> Option<String>,
) -> BTreeMap<String, String> {
    regions.filter_map(|k| Some((k.to_string(), of(k)?))).collect()
}

fn several(above: &BTreeMap<String, String>) -> bool {
    above.values().collect::<BTreeSet<_>>().len() > 1
}

/// Parents of a region, the largest first.
pub(super) fn ancestors<'a>(names: &'a Names, region: &str) -> Vec<&'a str> {
    let mut chain = Vec::new();
    let mut at = names.parent(region);
    // A circle of parents leads nowhere.
    while let (Some(unit), true) = (at, chain.len() < 16) {
        chain.push(unit);
        at = names.parent(unit);
    }
    chain.reverse();
    chain
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::StudyInfo;
    use isard::model::{Column, Table};

    fn hierarchy(rows: &[(&'static str, &'static str, &'static str)], regions: &[&str]) -> Hierarchy {
        let column = |i: usize| {
            let pick = |r: &(&'static str, &'static str, &'static str)| [r.0, r.1, r.2][i];
            Column::Text(rows.iter().map(|r| Some(pick(r)).filter(|t| !t.is_empty())).collect())
        };
        let table =
            Table::new().with("region", column(0)).with("parent", column(1)).with("country", column(2));
        let tables = BTreeMap::from([("study/regions".to_string(), table)]);
        let manifest = serde_json::Value::Null;
        let input = ReportInput {
            study: StudyInfo::default(),
            tables: &tables,
            boundaries: &[],
            manifest: &manifest,
        };
        Hierarchy::read(&input, &Names::read(&input), regions.iter().copied())
    }

    #[test]
    fn countries_come_first() {
        let h = hierarchy(&[("a", "p", "AT"), ("b", "q", "AT"), ("c", "r", "DE")], &["a", "b", "c"]);
        assert!(h.countries);
        assert_eq!((h.of("a"), h.of("c")), (Some("AT"), Some("DE")));
    }

    #[test]
    fn in_one_country_the_largest_parents_of_which_there_are_several() {
        let rows = [
            ("a", "p", "US"),
            ("b", "p", "US"),
            ("c", "q", "US"),
            ("p", "us", "US"),
            ("q", "us", "US"),
            ("us", "", "US"),
        ];
        let h = hierarchy(&rows, &["a", "b", "c"]);
        assert!(!h.countries);
        assert_eq!((h.of("a"), h.of("c")), (Some("p"), Some("q")));
    }

    #[test]
    fn a_single_unit_or_a_unit_each_is_no_level_above() {
        assert!(hierarchy(&[("a", "p", "US"), ("b", "p", "US")], &["a", "b"]).is_empty());
        assert!(hierarchy(&[("a", "p", ""), ("b", "q", "")], &["a", "b"]).is_empty());
        // Parents in a circle end, too.
        assert!(hierarchy(&[("a", "b", ""), ("b", "a", "")], &["a"]).is_empty());
    }
}
