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
    /// Names of indicators.
    indicators: BTreeMap<String, String>,
    /// A last word that nearly all names share, such as " County".
    suffix: String,
    /// A first word that nearly all names share, such as "District ".
    prefix: String,
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
        if let Some(t) = Source::open(input, "study/cluster_definitions") {
            for row in 0..t.rows() {
                let (key, name) = (t.text(row, "cluster"), t.text(row, "name"));
                if !name.is_empty() {
                    names.industries.insert(key, name);
                }
            }
        }
        for (table, key) in
            [("study/indicator_definitions", "indicator"), ("typology/indicators", "indicator")]
        {
            if let Some(t) = Source::open(input, table) {
                for row in 0..t.rows() {
                    names.indicators.insert(t.text(row, key), t.text(row, "name"));
                }
            }
        }
        names.indicators.retain(|_, name| !name.is_empty());
        names
    }

    /// Learns which first and last word the names of the regions shown share.
    pub(crate) fn shorten_among<'a>(&mut self, keys: impl Iterator<Item = &'a str>) {
        let shown: BTreeMap<String, String> =
            keys.map(|k| (k.to_string(), self.region(k).to_string())).collect();
        self.suffix = shared(&shown, |n| n.rfind(' ').map(|at| &n[at..]));
        self.prefix = shared(&shown, |n| n.find(' ').map(|at| &n[..=at]));
    }

    /// Names of indicators by key.
    pub(crate) fn indicators(&self) -> &BTreeMap<String, String> {
        &self.indicators
    }

    /// Name of a region for maps and narrow charts: the short name, or the
    /// name without the first and last word that nearly all of them share.
    pub(crate) fn map_label<'a>(&'a self, key: &'a str) -> &'a str {
        let name = self.short(key).unwrap_or_else(|| self.region(key));
        let name = name.strip_suffix(self.suffix.as_str()).filter(|n| !n.is_empty()).unwrap_or(name);
        // A bare number would be no name.
        let word = |n: &&str| n.chars().any(char::is_alphabetic);
        name.strip_prefix(self.prefix.as_str()).filter(word).unwrap_or(name)
    }

    /// A sentence of the method notes with the keys of indicators and regions
    /// put in words. Only keys that cannot be mistaken for words or numbers.
    pub(crate) fn spelled(&self, sentence: &str) -> String {
        let name = |token: &str| -> Option<&str> {
            let code =
                token.bytes().any(|b| b.is_ascii_digit()) && token.bytes().any(|b| b.is_ascii_alphabetic());
            match (token.contains('_'), code) {
                (true, _) => self.indicators.get(token).map(String::as_str),
                (_, true) => self.regions.get(token).filter(|n| !n.is_empty()).map(String::as_str),
                _ => None,
            }
        };
        let mut out = String::with_capacity(sentence.len());
        let mut token = String::new();
        for ch in sentence.chars().chain(['\n']) {
            if ch.is_alphanumeric() || ch == '_' {
                token.push(ch);
                continue;
            }
            out.push_str(name(&token).unwrap_or(&token));
            token.clear();
            out.push(ch);
        }
        out.pop();
        // Names of options stand between quotes, not between backticks.
        let parts: Vec<&str> = out.split('`').collect();
        if parts.len() % 2 == 1 {
            let quoted = parts
                .iter()
                .enumerate()
                .map(|(i, p)| if i % 2 == 1 { format!("“{p}”") } else { p.to_string() });
            return quoted.collect();
        }
        out
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

/// The part, a first or last word with its blank, that more than four fifths
/// of at least five names have in common; empty when there is none.
fn shared(names: &BTreeMap<String, String>, part: impl Fn(&str) -> Option<&str>) -> String {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for word in names.values().filter_map(|n| part(n)) {
        *counts.entry(word).or_default() += 1;
    }
    let most = counts.into_iter().max_by_key(|(_, n)| *n);
    most.filter(|(_, n)| names.len() >= 5 && n * 5 > names.len() * 4)
        .map_or(String::new(), |(word, _)| word.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_that_nearly_all_names_share_is_a_suffix() {
        let suffix = |names: &[&str]| -> String {
            let all = names.iter().map(|n| (n.to_string(), n.to_string())).collect();
            shared(&all, |n| n.rfind(' ').map(|at| &n[at..]))
        };
        assert_eq!(suffix(&["A County", "B County", "C County", "D County", "E County"]), " County");
        assert_eq!(suffix(&["A County", "B County", "C", "D", "E"]), "");
        assert_eq!(suffix(&["A County", "B County"]), "");
    }

    #[test]
    fn keys_are_spelled_and_words_are_not() {
        let mut names = Names::default();
        names.indicators.insert("job_growth".into(), "Job growth".into());
        names.indicators.insert("income".into(), "Income".into());
        names.regions.insert("BG31".into(), "Severozapaden".into());
        names.regions.insert("36".into(), "State".into());
        let text = "left out: BG31, job_growth; 36 of income, `starts`";
        assert_eq!(names.spelled(text), "left out: Severozapaden, Job growth; 36 of income, “starts”");
    }
}
