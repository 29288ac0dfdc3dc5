//! The bundled sample: what was planted is found, and that it is invented is said.

use crate::run::{query, run};
use crate::study;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Agreement of two groupings beyond chance (Hubert & Arabie 1985).
fn adjusted_rand(pairs: &[(String, String)]) -> f64 {
    let mut both: BTreeMap<(&str, &str), f64> = BTreeMap::new();
    let mut ones: BTreeMap<&str, f64> = BTreeMap::new();
    let mut others: BTreeMap<&str, f64> = BTreeMap::new();
    for (a, b) in pairs {
        *both.entry((a, b)).or_default() += 1.0;
        *ones.entry(a).or_default() += 1.0;
        *others.entry(b).or_default() += 1.0;
    }
    let two = |n: &f64| n * (n - 1.0) / 2.0;
    let (index, a, b): (f64, f64, f64) =
        (both.values().map(two).sum(), ones.values().map(two).sum(), others.values().map(two).sum());
    let expected = a * b / two(&(pairs.len() as f64));
    (index - expected) / ((a + b) / 2.0 - expected)
}

fn number(text: &str) -> f64 {
    text.parse().unwrap_or_else(|_| panic!("{text} is no number"))
}

/// Rows of a file of planted truth.
fn truth(study: &Path, file: &str, sql: &str) -> Vec<Vec<String>> {
    query(&study.join("truth").join(file), sql)
}

#[test]
fn what_was_planted_in_the_sample_is_found() {
    let dir = tempfile::tempdir().expect("a folder");
    let (study, atlas) = (study("sample-country"), dir.path().join("atlas"));
    run(&study, &atlas, &[]);

    // Region groups, every year: 1 is the group of the highest index.
    let planted = truth(&study, "typology/groups.csv", "select region, year, group_name from groups");
    let planted: BTreeMap<(String, String), String> =
        planted.into_iter().map(|r| ((r[0].clone(), r[1].clone()), r[2].clone())).collect();
    let found = query(&atlas, "select region, year, group_name from typology.groups");
    let mut years: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
    for row in &found {
        let there = planted[&(row[0].clone(), row[1].clone())].clone();
        years.entry(row[1].clone()).or_default().push((there, row[2].clone()));
    }
    assert_eq!(years.len(), 15);
    for (year, pairs) in &years {
        assert_eq!(pairs.len(), 60, "{year}");
        let agreement = adjusted_rand(pairs);
        assert!(agreement >= 0.8, "{year}: adjusted Rand index {agreement}");
    }
    let same = years["2023"].iter().filter(|(a, b)| a == b).count();
    assert!(same >= 54, "{same} of 60 regions have the planted group's name");

    // Clusters: where one at least doubles the jobs and is not withheld, stars are found.
    let strong: BTreeSet<(String, String)> = truth(
        &study,
        "clusters/strength.csv",
        "select region, \"cluster\" from strength where year = 2023 and strong = 'true'",
    )
    .into_iter()
    .map(|r| (r[0].clone(), r[1].clone()))
    .collect();
    assert!(strong.len() >= 10);
    let planted: BTreeSet<(String, String)> =
        truth(&study, "clusters/strength.csv", "select distinct region, \"cluster\" from strength")
            .into_iter()
            .map(|r| (r[0].clone(), r[1].clone()))
            .collect();
    let rated = query(
        &atlas,
        "select region, \"cluster\", stars from clusters.strength where status = 'observed' and year = 2023",
    );
    let of = |among: &dyn Fn(&(String, String)) -> bool| -> Vec<f64> {
        let rows = rated.iter().filter(|r| among(&(r[0].clone(), r[1].clone())));
        rows.map(|r| number(&r[2])).collect()
    };
    let share =
        |stars: &[f64], least: f64| stars.iter().filter(|s| **s >= least).count() as f64 / stars.len() as f64;
    let (found, others) = (of(&|k| strong.contains(k)), of(&|k| !planted.contains(k)));
    assert!(found.len() >= 10, "{} strong clusters are published", found.len());
    assert!(share(&found, 1.0) >= 0.9, "with a star: {found:?}");
    assert!(share(&found, 2.0) >= 0.6, "with two stars: {found:?}");
    assert!(share(&others, 2.0) <= 0.05, "two stars without a planted cluster: {}", share(&others, 2.0));

    // Stages of life: every planted pair and year that has a row.
    let planted: BTreeMap<(String, String, String), String> =
        truth(&study, "dynamics/life_cycle.csv", "select region, \"cluster\", year, stage from life_cycle")
            .into_iter()
            .map(|r| ((r[0].clone(), r[1].clone(), r[2].clone()), r[3].clone()))
            .collect();
    let found: BTreeMap<(String, String, String), (String, f64)> = query(
        &atlas,
        "select region, \"cluster\", year, stage, probability from dynamics.life_cycle where status = 'observed'",
    )
    .into_iter()
    .map(|r| ((r[0].clone(), r[1].clone(), r[2].clone()), (r[3].clone(), number(&r[4]))))
    .collect();
    let known: Vec<(&str, &(String, f64))> =
        planted.iter().filter_map(|(k, stage)| Some((stage.as_str(), found.get(k)?))).collect();
    let right = known.iter().filter(|(stage, f)| f.0 == *stage).count() as f64 / known.len() as f64;
    let said = known.iter().map(|(_, f)| f.1).sum::<f64>() / known.len() as f64;
    assert!(known.len() > 200, "{} of {} planted years are published", known.len(), planted.len());
    assert!(right >= 0.85, "accuracy {right} of {}", known.len());
    assert!((said - right).abs() < 0.1, "said {said}, came true {right}");

    // Shift–share: parts add up to the change of every region.
    let sums = query(
        &atlas,
        "select max(abs(total)) from (select region, variant, sum(case when component = 'change' then -value else value end) as total \
         from dynamics.shift_share group by region, variant)",
    );
    assert!(number(&sums[0][0]) < 1e-6, "{sums:?}");
    // Entries add up over regions and over clusters.
    let entries =
        query(&atlas, "select scope, sum(entries) from dynamics.entry_exit group by scope order by scope");
    assert_eq!(entries.len(), 3);
    assert!(entries.iter().all(|e| e[1] == entries[0][1]), "{entries:?}");
    // Clusters are concentrated beyond what their plants explain: they were planted so.
    let gamma =
        query(&atlas, "select count(*), min(gamma) from clusters.ellison_glaeser where status = 'observed'");
    assert_eq!(gamma[0][0], "14");
    assert!(number(&gamma[0][1]) > 0.0);
    let pairs = query(&atlas, "select count(*) from clusters.coagglomeration");
    assert_eq!(pairs[0][0], "91");
    let near = query(
        &atlas,
        "select count(*), min(density), max(density), max(entry_probability) from complexity.opportunities where present = false",
    );
    assert!(number(&near[0][0]) > 100.0 && number(&near[0][1]) >= 0.0 && number(&near[0][2]) <= 1.0);
    assert!((0.0..=1.0).contains(&number(&near[0][3])));

    // Withheld cells stand with estimates inside their bounds, and are marked.
    let withheld = query(
        &atlas,
        "select count(*), count(lq), min(bound_high - value) from clusters.strength where status = 'estimated'",
    );
    assert!(number(&withheld[0][0]) > 50.0);
    assert_eq!(withheld[0][1], withheld[0][0]);
    assert!(number(&withheld[0][2]) > -1e-6);

    // Readers are told; the truth stays beside the study.
    let report = std::fs::read_to_string(atlas.join("report.html")).expect("the report");
    assert!(report.contains("The data of this study are invented"));
    let manifest = std::fs::read_to_string(atlas.join("manifest.json")).expect("the manifest");
    assert!(manifest.contains("regions.csv") && !manifest.contains("truth"));
}
