//! Rules for stars that a study sets: own presets and least sizes, from
//! `study.toml` to the atlas.

use isard::model::Column;
use isard_atlas::{RunOptions, Silent, Study, StudyError, analyze, load};
use std::path::Path;

/// The last two years of the sample, clusters alone, with a section of its own.
fn sample(section: &str) -> Study {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../studies/sample-country");
    let mut study = load(&path, &Silent).expect("the study loads");
    study.tables.retain(|name, _| ["regions", "industries", "activity"].contains(name));
    let activity = &study.tables["activity"];
    let kept = activity.filter(|r| activity.integer_at(r, "year").is_some_and(|y| y >= 2022));
    study.tables.insert("activity", kept);
    study.config.disclosure.insert("measures".into(), toml::Value::Array(Vec::new()));
    study.config.clusters = toml::from_str(section).expect("valid TOML");
    study
}

const OURS: &str = r#"
    level = 1
    industry-level = 2
    preset = "ours"
    draws = 20
    [presets.ours]
    like = "panorama"
    size-top = 0.3
    minimum-establishments = 5
    minimum-region = 20000
"#;

fn line(pairs: &[(&str, &str)]) -> RunOptions {
    let pairs = pairs.iter().map(|(k, v)| (k.to_string(), v.to_string())).collect();
    RunOptions { set: [("clusters".to_string(), pairs)].into(), ..RunOptions::default() }
}

fn marks(atlas: &isard_atlas::Atlas, name: &str) -> Vec<Option<bool>> {
    match atlas.tables["clusters/strength"].table.get(name) {
        Some(Column::Boolean(all)) => all.clone(),
        other => panic!("not a column of yes and no: {other:?}"),
    }
}

#[test]
fn an_own_preset_reaches_the_stars_and_is_named() {
    let atlas = analyze(sample(OURS), &RunOptions::default(), &Silent).expect("the study is analysed");
    let said = |part: &str| atlas.assumptions.iter().any(|a| a.contains(part));
    assert!(said("preset `ours`, which starts from `panorama`"), "{:?}", atlas.assumptions);
    assert!(said("size: top 30 % of regions") && said("a total of 20000 or more of the region"));
    assert!(said("strong clusters: top 25 % of regions by location quotient, only with 5 establishments"));
    let step = atlas.steps.iter().find(|s| s.name == "clusters").expect("the step");
    assert_eq!(step.options["preset"], "ours");
    assert_eq!(step.options["minimum-region"], 20000.0);
    let ranked = marks(&atlas, "ranked");
    let (size, strong) = (marks(&atlas, "size_star"), marks(&atlas, "strong"));
    assert!(ranked.contains(&Some(true)) && ranked.contains(&Some(false)), "some regions are too small");
    let unranked = (0..ranked.len()).filter(|&r| ranked[r] == Some(false));
    assert!(unranked.clone().all(|r| size[r].is_none() && strong[r].is_none()));
    assert!(size.contains(&Some(true)) && strong.contains(&Some(true)));
    assert!(atlas.warnings.iter().any(|w| w.contains("are not ranked")));
}

#[test]
fn the_command_line_overrules_a_preset() {
    let run = |pairs: &[(&str, &str)]| analyze(sample(OURS), &line(pairs), &Silent);
    let atlas = run(&[("preset", "observatory"), ("minimum-value", "10")]).expect("the study is analysed");
    let said = |part: &str| atlas.assumptions.iter().any(|a| a.contains(part));
    assert!(
        said("size: top 10 % of regions") && said("a value of 10 or more in the cell") && !said("`ours`")
    );
    assert!(marks(&atlas, "ranked").iter().all(|r| *r == Some(true)));
}

#[test]
fn mistakes_in_presets_stop_the_run() {
    let wrong = [
        ("preset = 'theirs'", "one of observatory, panorama, or a preset"),
        ("preset = 'a'\n[presets.a]\nsize-top = 3", "a number from 0 to 1"),
        ("preset = 'a'\n[presets.a]\nsize-top = 'x'", "a number from 0 to 1"),
        ("preset = 'a'\n[presets.a]\nspecialization-lq = 2\nspecialization-top = 0.2", "not both"),
        ("[presets.a]\nsize = 0.2", "size-top"),
        ("minimum-region = -5", "a number of 0 or more"),
    ];
    for (section, expected) in wrong {
        let error = analyze(sample(section), &RunOptions::default(), &Silent).expect_err(section);
        let StudyError::Method { step: "clusters", source } = &error else { panic!("{section}: {error}") };
        let said = format!("{source} {}", source.hint().unwrap_or_default());
        assert!(said.contains(expected), "{section}: {said}");
    }
}
