//! The method `group-transitions`: moves of regions between groups.

use super::group_profile::read_groups;
use super::tables::TransitionRow;
use crate::model::table_of;
use crate::registry::{InputSpec, Inputs, Method, MethodError, Options, Output, Reference};
use std::collections::BTreeMap;

/// Registry entry.
pub const METHOD: Method = Method {
    id: "group-transitions",
    question: "typology",
    title: "Moves between groups",
    summary: "Counts and shares of regions that move from group to group, over all pairs of consecutive years and from the first year to the last.",
    formula: "p(a→b) = n(a→b)/Σ_c n(a→c); limits by Wilson: (p + z²/2n ± z√(p(1−p)/n + z²/4n²))/(1 + z²/n), z = 1.6449. Consecutive years are neighbours among the years given; a region counts where it has a group in both.",
    undefined: "No move starts in the group: empty share.",
    complexity: "O(regions · years).",
    inputs: &[InputSpec { name: "groups", columns: "region, year, group", optional: false }],
    options: &[],
    output: &[
        ("kind", "yearly or first-last."),
        ("year_from", "First year."),
        ("year_to", "Last year."),
        ("from_group", "Group before."),
        ("to_group", "Group after."),
        ("count", "Number of moves."),
        ("probability", "Share of the moves that start in the group before."),
        ("low", "Lower limit, 90 %."),
        ("high", "Upper limit."),
    ],
    references: &[Reference {
        text: "Wilson, E. B. (1927). Probable inference, the law of succession, and statistical inference. Journal of the American Statistical Association 22, 209–212",
        locator: "",
        doi: "10.1080/01621459.1927.10502953",
        checked: false,
    }],
    run,
};

/// 95 % point of the normal distribution.
const Z90: f64 = 1.644_853_626_951_472_2;

/// Wilson's 90 % limits of a share; `None` for n = 0.
pub fn wilson(count: f64, n: f64) -> Option<(f64, f64)> {
    if n <= 0.0 {
        return None;
    }
    let (p, z2) = (count / n, Z90 * Z90);
    let center = p + z2 / (2.0 * n);
    let half = Z90 * (p * (1.0 - p) / n + z2 / (4.0 * n * n)).sqrt();
    let scale = 1.0 + z2 / n;
    Some((((center - half) / scale).max(0.0), ((center + half) / scale).min(1.0)))
}

/// Moves among groups. `groups[year][region]` holds positions in `numbers`, `None`
/// where a region has none in a year.
pub fn transitions(years: &[i64], groups: &[Vec<Option<usize>>], numbers: &[i64]) -> Vec<TransitionRow> {
    let mut rows = Vec::new();
    let Some(last) = years.len().checked_sub(1).filter(|&l| l > 0) else { return rows };
    let yearly: Vec<(usize, usize)> = (0..last).map(|y| (y, y + 1)).collect();
    for (kind, pairs) in [("yearly", yearly), ("first-last", vec![(0, last)])] {
        let mut counts: BTreeMap<(usize, usize), usize> = BTreeMap::new();
        for (from, to) in pairs {
            for (a, b) in groups[from].iter().zip(&groups[to]) {
                if let (Some(a), Some(b)) = (a, b) {
                    *counts.entry((*a, *b)).or_default() += 1;
                }
            }
        }
        for a in 0..numbers.len() {
            let count = |b: usize| counts.get(&(a, b)).copied().unwrap_or(0);
            let n: usize = (0..numbers.len()).map(count).sum();
            for b in 0..numbers.len() {
                let limits = wilson(count(b) as f64, n as f64);
                rows.push(TransitionRow {
                    kind: kind.to_string(),
                    year_from: years[0],
                    year_to: years[last],
                    from_group: numbers[a],
                    to_group: numbers[b],
                    count: count(b) as i64,
                    probability: (n > 0).then(|| count(b) as f64 / n as f64),
                    low: limits.map(|l| l.0),
                    high: limits.map(|l| l.1),
                });
            }
        }
    }
    rows
}

fn run(inputs: &Inputs, _: &Options) -> Result<Output, MethodError> {
    let given = read_groups(inputs)?;
    let mut years: Vec<i64> = given.keys().filter_map(|(_, year)| *year).collect();
    years.sort_unstable();
    years.dedup();
    if years.len() < 2 {
        return Err(MethodError::data("moves need groups of at least two years (column `year`)"));
    }
    let mut numbers: Vec<i64> = given.values().copied().collect();
    numbers.sort_unstable();
    numbers.dedup();
    let mut regions: Vec<&String> = given.keys().map(|(region, _)| region).collect();
    regions.dedup();
    let group = |year: i64, region: &String| {
        given.get(&(region.clone(), Some(year))).and_then(|g| numbers.binary_search(g).ok())
    };
    let groups: Vec<Vec<Option<usize>>> =
        years.iter().map(|&y| regions.iter().map(|r| group(y, r)).collect()).collect();
    let rows = transitions(&years, &groups, &numbers);
    let yearly = |same: bool| -> i64 {
        let chosen = rows.iter().filter(|r| r.kind == "yearly" && (r.from_group == r.to_group || !same));
        chosen.map(|r| r.count).sum()
    };
    let (stays, all) = (yearly(true), yearly(false));
    let mut output = Output::new(table_of(&rows)).figure("moves", all - stays).figure("stays", stays);
    if years.windows(2).any(|w| w[1] != w[0] + 1) {
        output
            .assumptions
            .push("years are not all consecutive: a move is counted between neighbouring years given".into());
    }
    Ok(output)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wilson_limits_of_half() {
        // n = 10, p = ½: ½ ± z/2·√(1/(n + z²)).
        let (low, high) = wilson(5.0, 10.0).expect("a value");
        let half = Z90 / 2.0 / (10.0 + Z90 * Z90).sqrt();
        assert!((low - (0.5 - half)).abs() < 1e-12 && (high - (0.5 + half)).abs() < 1e-12);
        assert_eq!(wilson(0.0, 0.0), None);
    }

    #[test]
    fn moves_are_counted_by_pairs_of_years() {
        let g = |v: [usize; 2]| v.map(Some).to_vec();
        let rows = transitions(&[1, 2, 3], &[g([0, 1]), g([0, 0]), g([1, 0])], &[1, 2]);
        let count = |kind: &str, a, b| {
            rows.iter()
                .find(|r| r.kind == kind && r.from_group == a && r.to_group == b)
                .expect("a value")
                .count
        };
        assert_eq!((count("yearly", 1, 1), count("yearly", 1, 2), count("yearly", 2, 1)), (2, 1, 1));
        assert_eq!((count("first-last", 1, 2), count("first-last", 2, 1)), (1, 1));
    }
}
