//! What each measure recommends.

use super::gap::{Gap, GapRule, choose_k};
use crate::typology::tables::ValidityRow;

crate::record! {
    /// The number of groups that a measure recommends by a rule.
    pub struct ChoiceRow in "typology"/"k_choices", key ["measure", "rule"] {
        /// Measure.
        measure: String [Kind::Key],
        /// largest, smallest, or a rule of the gap.
        rule: String [Kind::Key],
        /// Number of groups recommended; 1 means that there are no groups. Empty where no value exists.
        k: Option<i64>,
        /// Value of the measure there.
        value: Option<f64>,
        /// Number of groups used.
        k_used: i64,
        /// Whether the measure recommends the number used.
        agrees: Option<bool>,
        /// Whether the recommendation is the smallest or largest k tried, so that it may lie beyond.
        at_limit: Option<bool>,
    }
}

/// Measures that compare one value per k, and whether less is better.
const EXTREMES: [(&str, bool); 5] = [
    ("silhouette", false),
    ("calinski-harabasz", false),
    ("davies-bouldin", true),
    ("dunn", false),
    ("stability", false),
];

/// The k of the best value; of equal values the smallest k.
pub(super) fn best(rows: &[ValidityRow], measure: &str, least: bool) -> Option<(i64, f64)> {
    let values = rows.iter().filter(|r| r.measure == measure).filter_map(|r| Some((r.k, r.value?)));
    values.fold(None, |best, (k, v)| match best {
        Some((_, b)) if (if least { v >= b } else { v <= b }) => best,
        _ => Some((k, v)),
    })
}

/// Whether less is better, for measures that have a best value.
pub(super) fn extremes() -> impl Iterator<Item = (&'static str, bool)> {
    EXTREMES.into_iter()
}

/// A row for each measure and rule; the gap once for each of its five rules.
pub fn choices(rows: &[ValidityRow], gaps: &[Gap], used: usize) -> Vec<ChoiceRow> {
    let range = rows.iter().map(|r| r.k);
    let (low, high) = (range.clone().min().unwrap_or(0), range.max().unwrap_or(0));
    let row = |measure: &str, rule: &str, found: Option<(i64, f64)>, low: i64| ChoiceRow {
        measure: measure.to_string(),
        rule: rule.to_string(),
        k: found.map(|f| f.0),
        value: found.map(|f| f.1),
        k_used: used as i64,
        agrees: found.map(|f| f.0 == used as i64),
        at_limit: found.map(|f| f.0 == low || f.0 == high),
    };
    let mut out: Vec<ChoiceRow> = EXTREMES
        .into_iter()
        .filter(|(m, _)| rows.iter().any(|r| r.measure == *m))
        .map(|(m, least)| row(m, if least { "smallest" } else { "largest" }, best(rows, m, least), low))
        .collect();
    if !gaps.is_empty() {
        for word in GapRule::WORDS {
            let k = choose_k(gaps, GapRule::from_word(word));
            let value = k.and_then(|k| gaps.iter().find(|g| g.k == k)).map(|g| (g.k as i64, g.value));
            // The gap also knows k = 1, which is no limit of the search.
            out.push(row("gap", word, value, high));
        }
    }
    out
}

/// One sentence on how far the measures agree with the number used.
pub fn verdict(choices: &[ChoiceRow]) -> Option<String> {
    let used = choices.first()?.k_used;
    let known: Vec<&ChoiceRow> = choices.iter().filter(|c| c.k.is_some()).collect();
    let (agree, other): (Vec<&ChoiceRow>, Vec<&ChoiceRow>) =
        known.iter().partition(|c| c.agrees == Some(true));
    if other.is_empty() {
        return Some(format!("all {} recommendations on the number of groups are {used}", known.len()));
    }
    let list: Vec<String> = other
        .iter()
        .map(|c| {
            let rule = if c.measure == "gap" { format!(" ({})", c.rule) } else { String::new() };
            format!("{}{rule} {}", c.measure, c.k.unwrap_or(0))
        })
        .collect();
    Some(format!(
        "measures of the number of groups disagree: {} of {} recommend {used}; others: {}",
        agree.len(),
        known.len(),
        list.join(", ")
    ))
}
