//! The tables obey the rules of official statistics: margins add up, and no
//! margin gives a withheld cell away.

use super::texts;
use isard::model::Table;
use isard::sample::{Sample, SampleOptions, generate};
use std::collections::BTreeMap;

/// Row numbers by (region, industry, year).
fn cells(sample: &Sample) -> BTreeMap<(String, String, i64), usize> {
    let t = &sample.tables["activity"];
    let rows = (0..t.rows()).map(|i| {
        let key = |c| t.text_at(i, c).unwrap().to_string();
        ((key("region"), key("industry"), t.integer_at(i, "year").unwrap()), i)
    });
    let cells: BTreeMap<_, _> = rows.collect();
    assert_eq!(cells.len(), t.rows(), "keys of activity are unique");
    cells
}

/// Children of each parent.
fn children(table: &Table, key: &str) -> BTreeMap<String, Vec<String>> {
    let mut out: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (child, parent) in texts(table, key).into_iter().zip(texts(table, "parent")) {
        if !parent.is_empty() {
            out.entry(parent).or_default().push(child);
        }
    }
    out
}

/// Published value, or the true one of a withheld cell.
fn true_values(sample: &Sample, measure: &str) -> Vec<f64> {
    let t = &sample.tables["activity"];
    let hidden = &sample.truth["disclosure/cells"];
    let at = cells(sample);
    let mut out: Vec<Option<f64>> = t.real(measure).unwrap().to_vec();
    for i in 0..hidden.rows() {
        if hidden.text_at(i, "measure") == Some(measure) {
            let key = |c| hidden.text_at(i, c).unwrap().to_string();
            let row = at[&(key("region"), key("industry"), hidden.integer_at(i, "year").unwrap())];
            assert_eq!(out[row], None, "a withheld value must not be published");
            out[row] = hidden.real_at(i, "value");
        }
    }
    out.into_iter().map(Option::unwrap).collect()
}

/// Every published margin with its parts: rows of activity.
fn margins(sample: &Sample) -> Vec<(usize, Vec<usize>)> {
    let at = cells(sample);
    let regions = children(&sample.tables["regions"], "region");
    let industries = children(&sample.tables["industries"], "industry");
    let mut out = Vec::new();
    for ((region, industry, year), &row) in &at {
        if let Some(parts) = regions.get(region) {
            out.push((row, parts.iter().map(|p| at[&(p.clone(), industry.clone(), *year)]).collect()));
        }
        if let Some(parts) = industries.get(industry) {
            out.push((row, parts.iter().map(|p| at[&(region.clone(), p.clone(), *year)]).collect()));
        }
    }
    out
}

#[test]
fn margins_add_up_exactly() {
    let sample = generate(&SampleOptions { suppression_rate: 0.3, ..SampleOptions::small() });
    let establishments = sample.tables["activity"].real("establishments").unwrap().to_vec();
    let establishments: Vec<f64> = establishments.into_iter().map(Option::unwrap).collect();
    for values in [true_values(&sample, "employment"), true_values(&sample, "wages"), establishments] {
        let margins = margins(&sample);
        assert!(margins.len() > 1000);
        for (margin, parts) in margins {
            assert_eq!(values[margin], parts.iter().map(|&p| values[p]).sum::<f64>());
        }
    }
}

#[test]
fn withheld_cells_lie_inside_their_bounds_and_no_margin_gives_one_away() {
    for rate in [0.02, 0.1, 0.4] {
        let sample = generate(&SampleOptions { suppression_rate: rate, ..SampleOptions::small() });
        let t = &sample.tables["activity"];
        for measure in ["employment", "wages"] {
            let values = true_values(&sample, measure);
            let low = t.real(&format!("{measure}_bound_low")).unwrap();
            let high = t.real(&format!("{measure}_bound_high")).unwrap();
            let status = texts(t, &format!("{measure}_status"));
            let mut withheld = 0;
            for row in 0..t.rows() {
                match status[row].as_str() {
                    "suppressed" => {
                        withheld += 1;
                        assert!(low[row].unwrap() < values[row] && values[row] < high[row].unwrap());
                    }
                    _ => assert!(low[row].is_none() && high[row].is_none()),
                }
            }
            assert!(withheld > 0);
            for (margin, parts) in margins(&sample) {
                let hidden: Vec<usize> =
                    parts.iter().copied().filter(|&p| status[p] == "suppressed").collect();
                assert_ne!(hidden.len(), 1, "{:?}", t.text_at(margin, "industry"));
                // What the margin leaves for each, given the bounds of the others.
                let published: f64 = parts.iter().filter(|p| !hidden.contains(p)).map(|&p| values[p]).sum();
                let rest = values[margin] - published;
                for &p in &hidden {
                    let others = |bound: &[Option<f64>]| -> f64 {
                        hidden.iter().filter(|&&o| o != p).map(|&o| bound[o].unwrap()).sum()
                    };
                    let least = (rest - others(high)).max(low[p].unwrap());
                    let most = (rest - others(low)).min(high[p].unwrap());
                    assert!(least < values[p] && values[p] < most);
                }
            }
        }
        // The primary rule meets its rate; a few cells may be waived.
        let occupied = (0..t.rows()).filter(|&r| {
            t.text_at(r, "industry").is_some_and(|i| i.len() == 3)
                && t.text_at(r, "region").is_some_and(|i| i.len() == 4)
        });
        let occupied = occupied.filter(|&r| t.real_at(r, "establishments") > Some(0.0)).count() as f64;
        let rules = texts(&sample.truth["disclosure/cells"], "rule");
        let primary = rules.iter().filter(|r| *r == "primary").count() as f64 / 2.0;
        assert!(
            (primary / occupied - rate).abs() < 0.01 + 0.1 * rate,
            "{} against {rate}",
            primary / occupied
        );
    }
}
