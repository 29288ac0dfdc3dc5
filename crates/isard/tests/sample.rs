//! The sample generator: determinism, the rules of official statistics, and
//! whether what was planted is there.
#![allow(clippy::unwrap_used)]

use isard::model::Table;
use isard::sample::{Sample, SampleOptions, generate};
use std::collections::{BTreeMap, BTreeSet};

fn texts(table: &Table, column: &str) -> Vec<String> {
    table.text(column).unwrap().iter().map(|v| v.unwrap_or("").to_string()).collect()
}

fn keys(table: &Table, column: &str) -> BTreeSet<String> {
    texts(table, column).into_iter().filter(|v| !v.is_empty()).collect()
}

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
fn the_same_options_give_the_same_sample_on_any_number_of_threads() {
    let options = SampleOptions::small();
    let on = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| generate(&options))
    };
    let one = on(1);
    assert_eq!(one, on(3));
    assert_ne!(one, generate(&SampleOptions { seed: 2, ..options.clone() }));
    // An option of one theme leaves the other themes' numbers alone.
    let other = generate(&SampleOptions { suppression_rate: 0.2, ..options });
    assert_eq!(one.tables["indicators"], other.tables["indicators"]);
    assert_ne!(one.tables["activity"], other.tables["activity"]);
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

#[test]
fn regions_fill_the_land_without_gaps() {
    let sample = generate(&SampleOptions { regions: 40, ..SampleOptions::small() });
    assert_eq!(sample.boundaries.len(), 40);
    // Each edge inside the land is walked once in each direction; edges of the coast once. The coast
    // must be a single ring: a gap would be a second one.
    let mut edges = BTreeSet::new();
    let bits = |p: [f64; 2]| (p[0].to_bits(), p[1].to_bits());
    for boundary in &sample.boundaries {
        for ring in boundary.polygons.iter().flatten() {
            assert_eq!(ring.first(), ring.last());
            for w in ring.windows(2) {
                assert!(edges.insert((bits(w[0]), bits(w[1]))), "no edge twice in one direction");
            }
        }
    }
    let coast: BTreeMap<_, _> = edges.iter().filter(|(a, b)| !edges.contains(&(*b, *a))).copied().collect();
    let (&start, &second) = coast.first_key_value().unwrap();
    let (mut at, mut steps) = (second, 1);
    while at != start {
        at = coast[&at];
        steps += 1;
    }
    assert_eq!(steps, coast.len());
}

#[test]
fn groups_have_their_planted_sizes_every_year() {
    let sample = generate(&SampleOptions { regions: 60, ..SampleOptions::small() });
    let t = &sample.truth["typology/groups"];
    let mut sizes: BTreeMap<(i64, String), usize> = BTreeMap::new();
    for i in 0..t.rows() {
        *sizes
            .entry((t.integer_at(i, "year").unwrap(), t.text_at(i, "group_name").unwrap().into()))
            .or_default() += 1;
    }
    for ((_, name), size) in sizes {
        assert_eq!(
            size,
            if name == "high" {
                12
            } else if name == "medium" {
                27
            } else {
                21
            }
        );
    }
    // Some regions change their group.
    let mut of: BTreeMap<String, BTreeSet<i64>> = BTreeMap::new();
    for i in 0..t.rows() {
        of.entry(t.text_at(i, "region").unwrap().into())
            .or_default()
            .insert(t.integer_at(i, "group").unwrap());
    }
    assert_eq!(of.values().filter(|g| g.len() == 2).count(), 8);
}

#[test]
fn names_differ_and_are_given_in_three_languages() {
    let sample =
        generate(&SampleOptions { regions: 300, years: 3, organisations: 30, ..SampleOptions::small() });
    for column in ["name", "name_uk", "name_ru"] {
        assert_eq!(keys(&sample.tables["regions"], column).len(), 302);
    }
}
