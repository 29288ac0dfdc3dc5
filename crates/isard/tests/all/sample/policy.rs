//! Programmes: planted effects are found by a simple difference, where one was
//! planted; facts stand around the planted positions; projects and flows balance.

use super::{keys, mean, real, standard_error, texts};
use isard::sample::{Sample, SampleOptions, generate};
use std::collections::{BTreeMap, BTreeSet};

/// Difference in differences of new firms between the regions of a programme
/// and the regions under none: change of the mean from before the start to
/// after it. With its standard error.
fn difference_in_differences(sample: &Sample, programme: &str) -> (f64, f64) {
    let targets = &sample.tables["programme_targets"];
    let rows = 0..targets.rows();
    let regional = rows.filter(|&i| targets.text_at(i, "target_kind") == Some("region"));
    let mut treated = BTreeSet::new();
    let mut ever = BTreeSet::new();
    let mut start = 0;
    for i in regional {
        let region = targets.text_at(i, "target").unwrap();
        assert!(ever.insert(region), "{region} is treated twice");
        if targets.text_at(i, "programme") == Some(programme) {
            treated.insert(region);
            start = targets.integer_at(i, "start").unwrap();
        }
    }
    let indicators = &sample.tables["indicators"];
    let mut before: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
    let mut after: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
    for i in 0..indicators.rows() {
        let value = indicators.real_at(i, "value");
        if indicators.text_at(i, "indicator") != Some("new_firms") || value.is_none() {
            continue;
        }
        let side = if indicators.integer_at(i, "year").unwrap() < start { &mut before } else { &mut after };
        side.entry(indicators.text_at(i, "region").unwrap()).or_default().extend(value);
    }
    let change = |region: &&str| mean(&after[*region]) - mean(&before[*region]);
    let regions: BTreeSet<&str> = before.keys().copied().collect();
    // Regions that change their group move for another reason.
    let groups = &sample.truth["typology/groups"];
    let mut of: BTreeMap<&str, BTreeSet<i64>> = BTreeMap::new();
    for i in 0..groups.rows() {
        of.entry(groups.text_at(i, "region").unwrap()).or_default().extend(groups.integer_at(i, "group"));
    }
    let steady = |r: &&&str| of[**r].len() == 1;
    let one: Vec<f64> = treated.iter().filter(steady).map(change).collect();
    let none: Vec<f64> = regions.difference(&ever).filter(steady).map(change).collect();
    (mean(&one) - mean(&none), standard_error(&one).hypot(standard_error(&none)))
}

#[test]
fn a_programmes_effect_is_found_by_difference_in_differences() {
    let options = SampleOptions { regions: 120, years: 12, organisations: 200, ..SampleOptions::small() };
    let sample = generate(&options);
    let truth = &sample.truth["policy/evaluation"];
    let mut regional = 0;
    for i in (0..truth.rows()).filter(|&i| truth.text_at(i, "target_kind") == Some("region")) {
        regional += 1;
        let programme = truth.text_at(i, "programme").unwrap();
        let planted = real(truth, i, "effect");
        let (found, error) = difference_in_differences(&sample, programme);
        assert!((found - planted).abs() < 3.5 * error, "{programme}: {found} ± {error} for {planted}");
        if planted == options.effects.programme {
            assert!(found > 4.0 * error, "{programme}: {found} ± {error} cannot be told from nothing");
        }
    }
    assert_eq!(regional, 4);
    // The largest effect and none are both among them.
    let effects: Vec<f64> = (0..truth.rows()).map(|i| real(truth, i, "effect")).collect();
    assert!(effects.contains(&0.0) && effects.contains(&options.effects.programme));
}

#[test]
fn supported_organisations_grow_faster_from_the_start() {
    let mut options = SampleOptions {
        organisations: 3000,
        communities: 20,
        community_members: (30, 200),
        ..SampleOptions::small()
    };
    options.effects.programme_organisation = 0.05;
    let sample = generate(&options);
    let targets = &sample.tables["programme_targets"];
    let mut supported = BTreeSet::new();
    let mut start = 0;
    for i in (0..targets.rows()).filter(|&i| targets.text_at(i, "target_kind") == Some("organisation")) {
        supported.insert(targets.text_at(i, "target").unwrap());
        start = targets.integer_at(i, "start").unwrap();
    }
    let results = &sample.tables["organisation_results"];
    let mut jobs: BTreeMap<&str, BTreeMap<i64, f64>> = BTreeMap::new();
    for i in (0..results.rows()).filter(|&i| results.text_at(i, "measure") == Some("employment")) {
        jobs.entry(results.text_at(i, "organisation").unwrap())
            .or_default()
            .insert(results.integer_at(i, "year").unwrap(), real(results, i, "value"));
    }
    let (mut with, mut without) = (Vec::new(), Vec::new());
    for (organisation, years) in &jobs {
        for (year, value) in years.iter().filter(|(y, _)| **y >= start) {
            if let Some(before) = years.get(&(year - 1)).filter(|b| **b >= 5.0) {
                let side = if supported.contains(organisation) { &mut with } else { &mut without };
                side.push((value / before).ln());
            }
        }
    }
    let error = standard_error(&with).hypot(standard_error(&without));
    let found = mean(&with) - mean(&without);
    assert!(found > 4.0 * error && (found - 0.05).abs() < 4.0 * error + 0.005, "{found} ± {error}");
}

#[test]
fn facts_stand_around_the_planted_positions() {
    let sample = generate(&SampleOptions::small());
    let facts = &sample.tables["policy_facts"];
    assert!(keys(facts, "source").iter().all(|s| s == "synthetic"));
    let placement = &sample.truth["policy/placement"];
    for i in 0..placement.rows() {
        let programme = placement.text_at(i, "programme").unwrap();
        let dirigist = ["public_share", "infrastructure", "fiscal", "decider", "access", "level"];
        let on_axis = |c: &str| dirigist.contains(&c) == (placement.text_at(i, "axis") == Some("dirigist"));
        let values: Vec<f64> = (0..facts.rows())
            .filter(|&f| facts.text_at(f, "programme") == Some(programme))
            .filter(|&f| on_axis(facts.text_at(f, "criterion").unwrap()))
            .map(|f| facts.text_at(f, "value").unwrap().parse().unwrap())
            .collect();
        assert!(values.iter().all(|v| (0.0..=1.0).contains(v)));
        let position = real(placement, i, "position");
        assert!((mean(&values) - position).abs() < 0.25, "{programme}: {} for {position}", mean(&values));
    }
}

#[test]
fn facts_on_real_programmes_come_on_request_with_their_sources() {
    let with = generate(&SampleOptions { real_facts: true, ..SampleOptions::small() });
    let without = generate(&SampleOptions::small());
    let (facts, invented) = (&with.tables["policy_facts"], &without.tables["policy_facts"]);
    assert_eq!(facts.rows() - invented.rows(), 124);
    let mut seen = BTreeSet::new();
    for i in invented.rows()..facts.rows() {
        assert!(facts.text_at(i, "source").is_some_and(|s| s.len() > 3 && s != "same"));
        let fact = ["programme", "criterion"].map(|c| facts.text_at(i, c).unwrap());
        assert!(seen.insert((fact, facts.integer_at(i, "period_start"))), "{fact:?} twice");
        if matches!(facts.text_at(i, "unit"), Some("0-1" | "share")) {
            let value: f64 = facts.text_at(i, "value").unwrap().parse().unwrap();
            assert!((0.0..=1.0).contains(&value), "{fact:?}: {value}");
        }
    }
    // Nothing else of the sample changes.
    for (name, table) in &without.tables {
        if !["policy_facts", "programmes"].contains(name) {
            assert!(*table == with.tables[name], "{name}");
        }
    }
}

#[test]
fn sales_of_an_industry_equal_its_purchases() {
    let sample = generate(&SampleOptions::small());
    let flows = &sample.tables["flows"];
    let industries: BTreeSet<String> = keys(&sample.tables["activity"], "industry");
    let (mut sales, mut purchases) = (BTreeMap::new(), BTreeMap::new());
    for i in 0..flows.rows() {
        let value = real(flows, i, "value");
        assert!(value >= 0.0);
        *sales.entry(flows.text_at(i, "from").unwrap()).or_insert(0.0) += value;
        *purchases.entry(flows.text_at(i, "to").unwrap()).or_insert(0.0) += value;
    }
    let mut checked = 0;
    for (industry, sold) in sales.iter().filter(|(k, _)| industries.contains(**k)) {
        assert_eq!(*sold, purchases[industry], "{industry}");
        checked += 1;
    }
    assert_eq!(checked, SampleOptions::small().industries);
}

#[test]
fn shares_of_a_project_add_up_and_its_value_is_that_of_its_flows() {
    let sample = generate(&SampleOptions::small());
    let (projects, truth) = (&sample.tables["projects"], &sample.truth["invest/projects"]);
    let (flows, participants) = (&sample.tables["cash_flows"], &sample.tables["participants"]);
    for (i, project) in texts(projects, "project").iter().enumerate() {
        let of = |table: &isard::model::Table| -> Vec<usize> {
            (0..table.rows()).filter(|&r| table.text_at(r, "project") == Some(project)).collect()
        };
        let shares: f64 = of(participants).iter().map(|&r| real(participants, r, "share")).sum();
        assert!((shares - 1.0).abs() < 1e-9, "{project}: {shares}");
        let rate = real(projects, i, "rate");
        let discounted = |&r: &usize| {
            let period = flows.integer_at(r, "period").unwrap() as i32;
            real(flows, r, "amount") / (1.0 + rate).powi(period)
        };
        let paid = of(flows).into_iter().filter(|&r| flows.text_at(r, "item") != Some("value_added"));
        let value: f64 = paid.map(|r| discounted(&r)).sum();
        assert!((value - real(truth, i, "npv_before_tax")).abs() < 1e-3, "{project}: {value}");
    }
}
