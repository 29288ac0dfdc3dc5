//! The sample generator: determinism, sizes, the rules of official statistics,
//! and whether what was planted is there.
#![allow(clippy::unwrap_used)]

mod land;
mod network;
mod official;
mod policy;

use isard::model::Table;
use isard::model::study_tables::STUDY_TABLES;
use isard::sample::{SampleOptions, generate};
use proptest::prelude::*;
use std::collections::BTreeSet;

/// Text of every row, empty cells as "".
fn texts(table: &Table, column: &str) -> Vec<String> {
    table.text(column).unwrap().iter().map(|v| v.unwrap_or("").to_string()).collect()
}

/// Distinct texts, without empty cells.
fn keys(table: &Table, column: &str) -> BTreeSet<String> {
    texts(table, column).into_iter().filter(|v| !v.is_empty()).collect()
}

/// Number in a row.
fn real(table: &Table, row: usize, column: &str) -> f64 {
    table.real_at(row, column).unwrap()
}

fn mean(values: &[f64]) -> f64 {
    assert!(!values.is_empty());
    values.iter().sum::<f64>() / values.len() as f64
}

/// Standard error of a mean.
fn standard_error(values: &[f64]) -> f64 {
    let m = mean(values);
    let n = values.len() as f64;
    (values.iter().map(|v| (v - m).powi(2)).sum::<f64>() / (n - 1.0) / n).sqrt()
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
fn sizes_follow_the_options() {
    for (regions, industries, years, organisations) in [(12, 20, 5, 200), (25, 31, 7, 333), (60, 80, 3, 900)]
    {
        let options = SampleOptions {
            regions,
            industries,
            years,
            organisations,
            projects: 9,
            ..SampleOptions::small()
        };
        let sample = generate(&options);
        let rows = |table: &str| sample.tables[table].rows();
        assert_eq!(rows("regions"), regions + 2, "with two countries");
        assert_eq!(sample.boundaries.len(), regions);
        let table = &sample.tables["industries"];
        let finest = (0..table.rows()).filter(|&i| table.integer_at(i, "level") == Some(2)).count();
        assert_eq!(finest, industries);
        // Every cell and every margin has its row.
        assert_eq!(rows("activity"), (regions + 2) * table.rows() * years);
        assert_eq!(rows("indicators"), regions * rows("indicator_definitions") * years);
        assert_eq!(keys(&sample.tables["indicator_definitions"], "domain").len(), 6);
        assert_eq!(rows("organisations"), organisations);
        assert_eq!(keys(&sample.tables["cash_flows"], "project").len(), 9);
        assert_eq!(rows("projects"), 9);
        assert_eq!(rows("programmes"), options.programmes);
    }
}

#[test]
fn sizes_out_of_range_are_raised_not_refused() {
    let none = SampleOptions {
        regions: 0,
        industries: 0,
        years: 0,
        organisations: 0,
        communities: 0,
        programmes: 0,
        projects: 0,
        suppression_rate: f64::NAN,
        mixing: 7.0,
        ..SampleOptions::small()
    };
    let sample = generate(&none);
    assert_eq!(sample.boundaries.len(), 3);
    assert_eq!(sample.tables["organisations"].rows(), 0);
    assert_eq!(sample.truth["disclosure/cells"].rows(), 0);
}

#[test]
fn every_study_table_is_made_with_the_columns_of_the_contract() {
    let sample = generate(&SampleOptions { real_facts: true, ..SampleOptions::small() });
    for spec in STUDY_TABLES {
        let table = sample.tables.get(spec.name).unwrap_or_else(|| panic!("no table {}", spec.name));
        assert!(table.rows() > 0, "{} is empty", spec.name);
        for key in spec.key {
            // Activity is given wide: one column a measure.
            let wide = spec.name == "activity" && *key == "measure";
            assert!(wide || table.get(key).is_some(), "{} has no column {key}", spec.name);
        }
    }
}

/// Every key that a table refers to exists.
#[test]
fn links_between_tables_hold() {
    let sample = generate(&SampleOptions { real_facts: true, ..SampleOptions::small() });
    let mut checked = 0;
    for spec in STUDY_TABLES {
        let table = &sample.tables[spec.name];
        for column in spec.columns {
            let (Some(to), Some(_)) = (column.refers, table.get(column.name)) else { continue };
            let target = isard::model::study_tables::study_table(to).unwrap();
            let known = keys(&sample.tables[to], target.key[0]);
            let unknown: Vec<_> = keys(table, column.name).difference(&known).cloned().collect();
            assert!(unknown.is_empty(), "{}.{}: {unknown:?}", spec.name, column.name);
            checked += 1;
        }
    }
    assert!(checked > 20, "{checked} links");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// No combination of sizes and shares is refused, and links and margins hold in each.
    #[test]
    fn any_sizes_make_a_study(
        seed in any::<u64>(),
        sizes in (0usize..30, 0usize..34, 0usize..7, 0usize..260, 0usize..9),
        plans in (0usize..15, 0usize..6),
        shares in (0.0..1.0f64, 0.0..1.0f64, 0.0..0.6f64, 0.0..2.0f64),
    ) {
        let (regions, industries, years, organisations, communities) = sizes;
        let (programmes, projects) = plans;
        let (mixing, outsiders, suppression_rate, noise) = shares;
        let options = SampleOptions {
            seed, regions, industries, years, organisations, communities, programmes, projects,
            mixing, outsiders, suppression_rate, noise, ..SampleOptions::small()
        };
        let sample = generate(&options);
        prop_assert_eq!(sample.boundaries.len(), regions.max(3));
        prop_assert_eq!(sample.tables["organisations"].rows(), organisations);
        prop_assert_eq!(sample.tables["projects"].rows(), projects);
        prop_assert_eq!(sample.tables["programmes"].rows(), programmes);
        for (row, status) in texts(&sample.tables["activity"], "employment_status").iter().enumerate() {
            // A withheld value is absent, not zero, and every other value is there.
            let value = sample.tables["activity"].real_at(row, "employment");
            prop_assert_eq!(value.is_none(), status == "suppressed");
        }
    }
}
