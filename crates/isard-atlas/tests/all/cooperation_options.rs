//! `[cooperation]` of study.toml: what each option changes, and what is refused.

use isard::model::Table;
use isard_atlas::{Atlas, RunOptions, Silent, Study, StudyError, analyze, load};
use std::collections::BTreeSet;
use std::path::Path;

/// The last year of the sample without organisations, with a section of its own.
fn sample(section: &str) -> Study {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../studies/sample-country");
    let mut study = load(&path, &Silent).expect("the study loads");
    study.tables.retain(|name, _| ["regions", "industries", "activity"].contains(name));
    let activity = &study.tables["activity"];
    let kept = activity.filter(|r| activity.integer_at(r, "year") == Some(2023));
    study.tables.insert("activity", kept);
    study.config.disclosure.insert("measures".into(), toml::Value::Array(Vec::new()));
    study.config.clusters.insert("draws".into(), toml::Value::Integer(0));
    study.config.cooperation = toml::from_str(section).expect("valid TOML");
    study
}

fn run(section: &str) -> Result<Atlas, StudyError> {
    analyze(sample(section), &RunOptions::default(), &Silent)
}

fn table<'a>(atlas: &'a Atlas, name: &str) -> &'a Table {
    &atlas.tables[name].table
}

fn texts(table: &Table, column: &str) -> BTreeSet<String> {
    (0..table.rows()).filter_map(|r| table.text_at(r, column).map(str::to_string)).collect()
}

#[test]
fn options_of_cooperation_change_what_they_name() {
    let plain = run("").expect("analysed");
    let potential = table(&plain, "cooperation/consolidated_potential");
    let regions: Vec<String> = texts(potential, "region").into_iter().collect();
    assert!(regions.len() > 10);
    let members =
        |t: &Table| -> BTreeSet<i64> { (0..t.rows()).filter_map(|r| t.integer_at(r, "members")).collect() };
    assert_eq!(members(potential), BTreeSet::from([2, 3, 4, 5]));
    let section = format!("sizes = \"2\"\nregions = [\"{}\"]\nlisted = 3", regions[0]);
    let small = run(&section).expect("analysed");
    let found = table(&small, "cooperation/consolidated_potential");
    assert_eq!(texts(found, "region"), BTreeSet::from([regions[0].clone()]));
    assert_eq!(members(found), BTreeSet::from([2]));
    let most = |t: &Table| (0..t.rows()).filter_map(|r| t.integer_at(r, "rank")).max();
    assert_eq!(most(table(&small, "cooperation/partners")), Some(3));
    assert_eq!(most(table(&plain, "cooperation/partners")), Some(10));
    let section = format!("sizes = \"none\"\ncoalitions = \"{}+{}\"", regions[0], regions[1]);
    let chosen = run(&section).expect("analysed");
    let chosen = table(&chosen, "cooperation/consolidated_potential");
    assert_eq!(texts(chosen, "coalition"), BTreeSet::from([format!("{}+{}", regions[0], regions[1])]));
    let joint = |atlas: &Atlas| {
        let t = table(atlas, "cooperation/consolidated_potential");
        (0..t.rows())
            .find(|&r| t.text_at(r, "component") == Some("total"))
            .and_then(|r| t.real_at(r, "joint"))
    };
    let alike = run("substitution = 100").expect("analysed");
    assert_ne!(joint(&plain), joint(&alike));
    let step = plain.steps.iter().find(|s| s.name == "cooperation").expect("the step");
    assert_eq!(step.options["substitution"], 0.5);
    // The line counts more than the section.
    let pairs = vec![("listed".to_string(), "2".to_string())];
    let line = RunOptions { set: [("cooperation".to_string(), pairs)].into(), ..RunOptions::default() };
    let line = analyze(sample("listed = 3"), &line, &Silent).expect("analysed");
    assert_eq!(most(table(&line, "cooperation/partners")), Some(2));
}

#[test]
fn what_is_no_option_of_cooperation_is_refused() {
    for (section, part) in [
        ("coalitions = \"nowhere+elsewhere\"", "nowhere"),
        ("sizes = \"9\"", "2 to 5"),
        ("criterion-weights = \"beauty=1\"", "complementarity"),
        ("component-weights = \"gold=1\"", "production"),
        ("substitutoin = 1", "substitution"),
    ] {
        let error = run(section).expect_err(section);
        let told = format!("{error} {:?}", error.hint());
        assert!(told.contains(part), "{section}: {told}");
    }
}
