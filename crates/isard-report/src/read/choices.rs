//! What each measure and rule recommends as the number of groups.

use super::Source;
use crate::ReportInput;

/// The recommendation of a rule.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Choice {
    pub(crate) measure: String,
    pub(crate) rule: String,
    pub(crate) k: i64,
    /// Whether it lies at the end of the numbers tried.
    pub(crate) at_limit: bool,
}

/// All recommendations, with the number used.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Choices {
    pub(crate) all: Vec<Choice>,
    pub(crate) used: i64,
}

impl Choices {
    pub(crate) fn read(input: &ReportInput) -> Option<Self> {
        let t = Source::open(input, "typology/k_choices")?;
        let all: Vec<Choice> = (0..t.rows())
            .filter_map(|r| {
                Some(Choice {
                    measure: t.text(r, "measure"),
                    rule: t.text(r, "rule"),
                    k: t.integer(r, "k")?,
                    at_limit: t.boolean(r, "at_limit").unwrap_or(false),
                })
            })
            .collect();
        let used = (0..t.rows()).find_map(|r| t.integer(r, "k_used"))?;
        (!all.is_empty()).then_some(Choices { all, used })
    }

    /// By measure: the numbers its rules recommend, each once, ascending.
    pub(crate) fn by_measure(&self) -> Vec<(&str, Vec<(i64, bool)>)> {
        let mut out: Vec<(&str, Vec<(i64, bool)>)> = Vec::new();
        for c in &self.all {
            let answer = (c.k, c.at_limit);
            match out.iter_mut().find(|(m, _)| *m == c.measure) {
                Some((_, answers)) if answers.contains(&answer) => {}
                Some((_, answers)) => answers.push(answer),
                None => out.push((&c.measure, vec![answer])),
            }
        }
        out.iter_mut().for_each(|(_, a)| a.sort());
        out
    }

    /// The number most measures recommend, the smaller where tied, with how
    /// many do. A measure whose rules differ counts for each of its answers.
    pub(crate) fn most(&self) -> Option<(i64, usize)> {
        let by = self.by_measure();
        let votes = |k: i64| by.iter().filter(|(_, a)| a.iter().any(|x| x.0 == k)).count();
        let ks = self.all.iter().map(|c| c.k);
        ks.map(|k| (k, votes(k))).max_by(|a, b| a.1.cmp(&b.1).then(b.0.cmp(&a.0)))
    }
}
