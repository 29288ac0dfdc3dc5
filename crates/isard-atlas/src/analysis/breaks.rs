//! Breaks in series: changes that may be the survey's, not the region's.

use crate::atlas::Atlas;
use isard::model::{Table, breaks_series};
use isard::typology::moves::MoveRow;
use std::collections::{BTreeMap, BTreeSet};

/// Indicators named in the warning.
const NAMED: usize = 3;

/// Marks the parts of moves across a flagged break, and warns where one weighed most.
pub(super) fn mark(indicators: &Table, moves: &mut [MoveRow], atlas: &mut Atlas) {
    let flagged = flagged(indicators);
    if flagged.is_empty() {
        return;
    }
    let (mut all, mut led) = (0, BTreeMap::<(String, i64), usize>::new());
    for row in moves {
        row.series_break = flagged
            .get(&(row.region.as_str(), row.indicator.as_str()))
            .is_some_and(|years| years.range(row.year_from + 1..=row.year_to).next().is_some());
        if row.place == 1 {
            all += 1;
            if row.series_break {
                *led.entry((row.indicator.clone(), row.year_to)).or_default() += 1;
            }
        }
    }
    let count: usize = led.values().sum();
    if count == 0 {
        return;
    }
    let mut most: Vec<((String, i64), usize)> = led.into_iter().collect();
    most.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    let named: Vec<String> =
        most.iter().take(NAMED).map(|((i, y), n)| format!("`{i}` to {y} ({n})")).collect();
    let more = if most.len() > NAMED { " and others" } else { "" };
    atlas.warnings.push(format!(
        "{count} of {all} changes of group cross a break in the series (flag b) of the indicator that weighed most in them: {}{more}; \
         such a change may come from the survey and not from the region",
        named.join(", ")
    ));
}

/// Years flagged b, by region and indicator.
fn flagged(indicators: &Table) -> BTreeMap<(&str, &str), BTreeSet<i64>> {
    let mut out: BTreeMap<(&str, &str), BTreeSet<i64>> = BTreeMap::new();
    if indicators.text("flag").is_err() {
        return out;
    }
    for row in 0..indicators.rows() {
        let broken = indicators.text_at(row, "flag").is_some_and(breaks_series);
        let key = (indicators.text_at(row, "region"), indicators.text_at(row, "indicator"));
        if let (true, (Some(region), Some(indicator)), Some(year)) =
            (broken, key, indicators.integer_at(row, "year"))
        {
            out.entry((region, indicator)).or_default().insert(year);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use isard::model::{Column, TextColumn};

    fn moved(region: &str, from: i64, to: i64, place: i64) -> MoveRow {
        MoveRow {
            region: region.into(),
            year_from: from,
            year_to: to,
            from_group: 1,
            to_group: 2,
            indicator: "training".into(),
            change_z: 1.0,
            contribution: 1.0,
            share: Some(1.0),
            place,
            series_break: false,
        }
    }

    #[test]
    fn a_break_marks_the_moves_across_it_and_only_those() {
        let table = Table::new()
            .with("region", Column::Text(["A", "A", "B"].into_iter().map(Some).collect::<TextColumn>()))
            .with("indicator", Column::Text(["training"; 3].into_iter().map(Some).collect::<TextColumn>()))
            .with("year", Column::Integer([2013, 2015, 2013].into_iter().map(Some).collect::<Vec<_>>()))
            .with("flag", Column::Text([Some("be"), Some("e@b"), None].into_iter().collect::<TextColumn>()));
        let mut moves = [
            moved("A", 2012, 2013, 1),
            moved("A", 2013, 2014, 1),
            moved("B", 2012, 2013, 1),
            moved("A", 2011, 2014, 2),
        ];
        let mut atlas = Atlas::default();
        mark(&table, &mut moves, &mut atlas);
        assert_eq!(moves.each_ref().map(|m| m.series_break), [true, false, false, true]);
        assert_eq!(atlas.warnings.len(), 1);
        assert!(
            atlas.warnings[0].starts_with("1 of 3 changes of group cross a break"),
            "{}",
            atlas.warnings[0]
        );
    }
}
