//! Industry clusters: the activity table as a panel, one workflow. The panel
//! goes on to the steps that follow clusters.

use super::RunOptions;
use super::crosswalks::{KEY, translate};
use super::disclosure::Estimates;
use super::hierarchy::Hierarchy;
use super::panel::{Made, Wanted, panel};
use super::presets;
use crate::atlas::{Atlas, Step};
use crate::study::Study;
use crate::{Progress, StudyError};
use isard::clusters::cluster_stars::METHOD;
use isard::clusters::panel::{Bounds, ClusterPanel, Land};
use isard::clusters::resampling::Resampling;
use isard::clusters::stars::Rule;
use isard::clusters::workflow::{Absent, ClusterOptions, analyze};
use isard::model::Table;
use isard::model::study_tables::MEASURES;
use isard::registry::MethodError;
use std::collections::HashMap;

/// Key of `[clusters]`: how withheld cells stand.
const WITHHELD: &str = "withheld";
/// Key of `[clusters]`: of what productivity is taken.
const OUTPUT: &str = "output";
/// Keys of `[clusters]` that choose data, not options of the method.
const SELECTION: &[&str] = &["level", "measure", "industry-level", KEY, WITHHELD, OUTPUT];

/// The panel that was rated, and by which rule.
pub(super) struct Rated {
    pub(super) panel: ClusterPanel,
    pub(super) rule: Rule,
}

pub(super) fn run(
    study: &Study,
    estimates: &Estimates,
    options: &RunOptions,
    atlas: &mut Atlas,
    progress: &dyn Progress,
) -> Result<Option<Rated>, StudyError> {
    let refused = |source: MethodError| StudyError::Method { step: "clusters", source };
    let (Some(regions), Some(activity)) = (study.tables.get("regions"), study.tables.get("activity")) else {
        let reason = "no table of activity by industry";
        progress.skipped("clusters", reason);
        atlas.skip("clusters", reason);
        return Ok(None);
    };
    progress.step("rating clusters");
    let config = &study.config.clusters;
    let integer = |name: &str| config.get(name).and_then(toml::Value::as_integer);
    let measure = config.get("measure").and_then(toml::Value::as_str).unwrap_or("employment");
    if !MEASURES.contains(&measure) {
        return Err(refused(MethodError::BadOption {
            name: "measure".into(),
            value: measure.into(),
            expected: format!("one of {}", MEASURES.join(", ")),
        }));
    }
    let withheld = config.get(WITHHELD).and_then(toml::Value::as_str).unwrap_or("estimates");
    if !["estimates", "bounds"].contains(&withheld) {
        return Err(refused(MethodError::BadOption {
            name: WITHHELD.into(),
            value: withheld.into(),
            expected: "estimates (they stand for withheld cells) or bounds (withheld cells have none)".into(),
        }));
    }
    let (section, options, own) = presets::spell_out(config, options).map_err(refused)?;
    let checked = options.of_step("clusters", &section, SELECTION, METHOD.options, atlas.seed)?;
    let settings = ClusterOptions {
        rule: Rule::of(&checked).map_err(refused)?,
        resampling: Resampling::of(&checked, atlas.seed).map_err(refused)?,
        absent: if checked.text("absent") == "zero" { Absent::Zero } else { Absent::Missing },
        industries: true,
    };
    let hierarchy = Hierarchy::of(regions, "region");
    let industries = study.tables.get("industries").map(|t| Hierarchy::of(t, "industry")).unwrap_or_default();
    let wanted = Wanted {
        measure,
        level: integer("level"),
        industry_level: integer("industry-level").or(integer("industry_level")),
        definitions: study.tables.get("cluster_definitions"),
        estimates: (withheld == "estimates").then_some(estimates),
    };
    let mut made = panel(activity, &hierarchy, &industries, &wanted);
    if let Some(made) = &mut made {
        let said = translate(study, &mut made.panel).map_err(refused)?;
        made.assumptions.extend(said);
    }
    if let Some(made) = &mut made {
        add_output(config, &wanted, study, activity, [&hierarchy, &industries], made).map_err(refused)?;
    }
    let Some(mut made) = made.filter(|m| m.panel.regions.len() > 1 && m.panel.industries.len() > 1) else {
        let reason = format!("{measure} of fewer than two regions and industries at this level");
        progress.skipped("clusters", &reason);
        atlas.skip("clusters", &reason);
        return Ok(None);
    };
    made.panel.land = Some(land_of(regions, &made.panel.regions));
    let result = analyze(&made.panel, &settings).map_err(refused)?;
    let p = &made.panel;
    let years = if p.years.len() > 1 { format!(" x {} years", p.years.len()) } else { String::new() };
    progress.finished(
        "clusters",
        &format!(
            "{} {} x {} industries{years}",
            p.regions.len(),
            study.config.nouns.many,
            p.industries.len()
        ),
    );
    atlas.steps.push(Step {
        name: "clusters".into(),
        methods: ["location-quotient", "cluster-stars", "strong-clusters", "cluster-ranking", "traded-local", "litzenberger-sternberg", "krugman-specialization", "gini-specialization", "hachman", "herfindahl", "entropy", "duranton-puga", "gini-concentration", "krugman-concentration", "hoover-balassa"]
            .map(String::from)
            .into(),
        options: with_choices(checked.to_json(), measure, own.as_ref()),
        figures: serde_json::json!({ "regions": p.regions.len(), "industries": p.industries.len(), "years": p.years.len() }),
    });
    atlas.add(&result.strength);
    atlas.add(&result.industries);
    atlas.add(&result.specialization);
    atlas.add(&result.concentration);
    atlas.add(&result.ranking);
    atlas.add(&result.competitiveness);
    atlas.add(&result.traded);
    atlas.assumptions.extend(made.assumptions);
    if let Some(own) = own {
        let said =
            format!("Rules for stars: the study's preset `{}`, which starts from `{}`", own.name, own.like);
        atlas.assumptions.push(said);
    }
    atlas.assumptions.extend(result.assumptions);
    atlas.warnings.extend(result.warnings);
    Ok(Some(Rated { panel: made.panel, rule: settings.rule }))
}

/// Area and residents of regions, from their table.
fn land_of(table: &Table, keys: &[String]) -> Land {
    let rows: HashMap<&str, usize> =
        (0..table.rows()).filter_map(|r| Some((table.text_at(r, "region")?, r))).collect();
    let column = |name: &str| {
        let of = |key: &String| rows.get(key.as_str()).and_then(|&r| table.real_at(r, name));
        keys.iter().map(|key| of(key).unwrap_or(f64::NAN)).collect()
    };
    Land { area: column("area_km2"), population: column("population") }
}

/// Adds what productivity is taken of: `output` of `[clusters]`, else wages, else value added.
fn add_output(
    config: &toml::Table,
    wanted: &Wanted,
    study: &Study,
    activity: &Table,
    [hierarchy, industries]: [&Hierarchy; 2],
    made: &mut Made,
) -> Result<(), MethodError> {
    let asked = config.get(OUTPUT).and_then(toml::Value::as_str);
    if let Some(other) = asked.filter(|o| !MEASURES.contains(o)) {
        return Err(MethodError::BadOption {
            name: OUTPUT.into(),
            value: other.into(),
            expected: format!("one of {}", MEASURES.join(", ")),
        });
    }
    let candidates = asked.map_or(vec!["wages", "value_added"], |a| vec![a]);
    let found = candidates.into_iter().filter(|m| *m != wanted.measure).find_map(|measure| {
        Some((measure, panel(activity, hierarchy, industries, &Wanted { measure, ..*wanted })?))
    });
    let Some((measure, Made { panel: mut output, .. })) = found else { return Ok(()) };
    translate(study, &mut output)?;
    let own = &made.panel;
    let place = |keys: &[String], key: &String| keys.binary_search(key).ok();
    let regions: Vec<_> = own.regions.iter().map(|k| place(&output.regions, k)).collect();
    let codes: Vec<_> = own.industries.iter().map(|k| place(&output.industries, k)).collect();
    let mut at = Vec::with_capacity(own.values.len());
    for year in &own.years {
        let y = output.years.binary_search(year).ok();
        for r in &regions {
            for i in &codes {
                at.push(
                    y.zip(*r).zip(*i).map(|((y, r), i)| y * output.cells() + r * output.industries.len() + i),
                );
            }
        }
    }
    let in_order =
        |all: &Vec<f64>| -> Vec<f64> { at.iter().map(|at| at.map_or(f64::NAN, |at| all[at])).collect() };
    let intervals = output.estimates.as_ref();
    made.panel.output_estimates =
        intervals.map(|e| Bounds { low: in_order(&e.low), high: in_order(&e.high) });
    made.panel.output = Some(in_order(&output.values));
    made.assumptions.push(format!("Productivity is {measure} per unit of {}", wanted.measure));
    Ok(())
}

fn with_choices(
    mut options: serde_json::Value,
    measure: &str,
    own: Option<&presets::Own>,
) -> serde_json::Value {
    if let serde_json::Value::Object(map) = &mut options {
        map.insert("measure".into(), measure.into());
        if let Some(own) = own {
            map.insert("preset".into(), own.name.clone().into());
            map.insert("preset-like".into(), own.like.clone().into());
        }
    }
    options
}
