//! The steps of a run. Each turns study tables into result tables, or says
//! why it cannot.

mod breaks;
mod clusters;
mod concentration;
mod cooperation;
mod crosswalks;
mod disclosure;
mod dynamics;
mod hierarchy;
mod indicators;
mod inequality;
mod neighbors;
mod organizations;
mod panel;
mod presets;
mod space;
mod typology;

use crate::atlas::{Atlas, region_names};
use crate::config::{Heading, Nouns, option_texts};
use crate::problems::problem_rows;
use crate::study::Study;
use crate::{Progress, StudyError};
use indicators::LevelIndicators;
use isard::model::study_tables::study_table;
use isard::registry::{OptionSpec, Options};
use isard_report::StudyInfo;
use neighbors::Maps;
use std::collections::BTreeMap;

/// What the command line adds to study.toml.
#[derive(Debug, Clone, Default)]
pub struct RunOptions {
    /// Seed; 1 when not given.
    pub seed: Option<u64>,
    /// Options by step, over those of study.toml.
    pub set: BTreeMap<String, Vec<(String, String)>>,
}

impl RunOptions {
    /// Checked options of a step: those of its section of study.toml, without
    /// the keys that choose data, the seed where the step has one, and over
    /// them those of the command line.
    fn of_step(
        &self,
        step: &'static str,
        section: &toml::Table,
        selection: &[&str],
        specs: &[OptionSpec],
        seed: u64,
    ) -> Result<Options, StudyError> {
        let mut texts = option_texts(section, selection);
        if specs.iter().any(|o| o.name == "seed") {
            texts.push(("seed".into(), seed.to_string()));
        }
        texts.extend(self.set.get(step).cloned().unwrap_or_default());
        let pairs = texts.iter().map(|(k, v)| (k.as_str(), v.as_str()));
        Options::check(specs, pairs).map_err(|source| StudyError::Method { step, source })
    }
}

/// Analyses a validated study.
///
/// # Errors
/// An option that does not exist, or data a method refuses.
pub fn analyze(study: Study, options: &RunOptions, progress: &dyn Progress) -> Result<Atlas, StudyError> {
    let mut atlas = Atlas {
        study: info(&study),
        inputs: study.inputs.clone(),
        seed: options.seed.unwrap_or(1),
        ..Atlas::default()
    };
    atlas.assumptions.clone_from(&study.assumptions);
    unknown_steps(options)?;
    typology::run(&study, options, &mut atlas, progress)?;
    let maps = Maps::new(&study);
    on_the_map(&study, &maps, options, &mut atlas, progress)?;
    let estimates = disclosure::run(&study, options, &mut atlas, progress)?;
    if let Some(rated) = clusters::run(&study, &estimates, options, &mut atlas, progress)? {
        concentration::run(&study, &rated.panel, &mut atlas, progress)?;
        dynamics::run(&study, &rated.panel, &maps, options, &mut atlas, progress)?;
        cooperation::run(&study, &rated, &estimates, &maps, options, &mut atlas, progress)?;
    }
    organizations::run(&study, options, &mut atlas, progress)?;
    absent(&study, &mut atlas, progress);
    for (name, table) in study.tables {
        if let Some(spec) = study_table(name) {
            atlas.add_table(*spec, table);
        }
    }
    atlas.add(&problem_rows(&study.problems));
    atlas.boundaries = study.boundaries;
    Ok(atlas)
}

/// What neighbours and years say of the indicators.
fn on_the_map(
    study: &Study,
    maps: &Maps,
    options: &RunOptions,
    atlas: &mut Atlas,
    progress: &dyn Progress,
) -> Result<(), StudyError> {
    let Some(indicators) = LevelIndicators::of(study) else { return Ok(()) };
    let neighbors =
        maps.of(&indicators.units).map_err(|source| StudyError::Method { step: "space", source })?;
    match &neighbors {
        Ok(neighbors) => space::run(study, &indicators, neighbors, options, atlas, progress)?,
        Err(reason) => {
            progress.skipped("space", reason);
            atlas.skip("space", reason);
        }
    }
    inequality::run(study, &indicators, neighbors.as_deref().ok(), atlas, progress)
}

fn unknown_steps(options: &RunOptions) -> Result<(), StudyError> {
    let steps = ["typology", "space", "clusters", "dynamics", "cooperation", "network", "disclosure"];
    match options.set.keys().find(|k| !steps.contains(&k.as_str())) {
        Some(step) => Err(StudyError::Method {
            step: "options",
            source: isard::registry::MethodError::data_hint(
                format!("no step `{step}`"),
                format!("steps with options are: {}", steps.join(", ")),
            ),
        }),
        None => Ok(()),
    }
}

/// Questions whose tables the study lacks.
fn absent(study: &Study, atlas: &mut Atlas, progress: &dyn Progress) {
    let wanted = [
        ("policy", "policy_facts", "no table of policy facts"),
        ("invest", "projects", "no table of projects"),
    ];
    for (question, table, reason) in wanted {
        // What the study has is stored, and answered once its methods exist.
        let reason = if study.tables.contains_key(table) {
            "the tables are stored in the atlas; this version has no method for them"
        } else {
            reason
        };
        progress.skipped(question, reason);
        atlas.skip(question, reason);
    }
}

fn info(study: &Study) -> StudyInfo {
    let Heading { id, title, description, source, licence, synthetic, modelled, notice, focus, .. } =
        study.config.study.clone();
    let Nouns { one, many } = study.config.nouns.clone();
    let names = study.tables.get("regions").map(region_names).unwrap_or_default();
    StudyInfo {
        id,
        title,
        description,
        source,
        licence,
        notice,
        synthetic,
        modelled,
        noun_one: one,
        noun_many: many,
        focus,
        frame: study.config.map.frame,
        names,
        ..StudyInfo::default()
    }
}
