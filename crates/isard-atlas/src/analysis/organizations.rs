//! Organisations and their ties: communities around leaders, their structure,
//! the form of clusters, and how members fare.

use super::RunOptions;
use crate::atlas::{Atlas, Step};
use crate::study::Study;
use crate::{Progress, StudyError};
use isard::model::Table;
use isard::organizations::institution_workflow::{
    InstitutionOptions, InstitutionResult, analyze, by_cluster_organisation,
};
use isard::organizations::institutional_profile::Facts;
use isard::organizations::workflow::{NetworkOptions, workflow};
use isard::registry::{MethodError, OptionSpec, Options};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};

const STEP: &str = "network";

/// Options of `[network]`.
const OPTIONS: &[OptionSpec] = &[
    OptionSpec::real(
        "radius-km",
        0.0,
        20_037.0,
        "0",
        "Largest distance of a member from the first leader of its community, km; 0 for no limit.",
    ),
    OptionSpec::integer("runs", 0, 1_000, "10", "Runs with other seeds, for the stability of communities."),
    OptionSpec::integer("draws", 0, 1_000_000, "1999", "Draws of the randomisation test of member outcomes."),
];

pub(super) fn run(
    study: &Study,
    options: &RunOptions,
    atlas: &mut Atlas,
    progress: &dyn Progress,
) -> Result<(), StudyError> {
    let refused = |source: MethodError| StudyError::Method { step: STEP, source };
    let checked = options.of_step(STEP, &study.config.network, &[], OPTIONS, atlas.seed)?;
    let (Some(organisations), Some(ties)) = (study.tables.get("organisations"), study.tables.get("ties"))
    else {
        let reason = "no table of organisations or ties";
        progress.skipped(STEP, reason);
        atlas.skip(STEP, reason);
        return Ok(());
    };
    progress.step("finding communities of organisations");
    let radius = checked.real("radius-km");
    let settings = NetworkOptions {
        radius_km: radius.filter(|r| *r > 0.0),
        stability_runs: checked.integer("runs") as usize,
        seed: atlas.seed,
        ..NetworkOptions::default()
    };
    let found = workflow(organisations, ties, &settings).map_err(refused)?;
    let quality = found.found.quality;
    let communities: BTreeMap<String, BTreeSet<String>> =
        found.members.iter().fold(BTreeMap::new(), |mut all, m| {
            all.entry(m.community.clone()).or_insert_with(BTreeSet::new).insert(m.organisation.clone());
            all
        });
    let institutions =
        institutions(study, organisations, ties, &communities, &checked, atlas.seed).map_err(refused)?;
    progress.finished(
        STEP,
        &format!("{} organisations, {} communities", found.members.len(), found.communities.len()),
    );
    atlas.steps.push(Step {
        name: STEP.into(),
        methods: [
            "communities",
            "leaders",
            "core-periphery",
            "brokerage",
            "triple-helix",
            "network-summary",
            "institutional-profile",
            "institutional-form",
            "member-outcomes",
        ]
        .map(String::from)
        .to_vec(),
        options: checked.to_json(),
        figures: json!({ "communities": found.communities.len(), "quality": quality }),
    });
    atlas.add(&found.members);
    atlas.add(&found.communities);
    atlas.add(&found.structure);
    atlas.add(&found.brokers);
    atlas.add(&found.helix);
    atlas.warnings.extend(found.warnings.into_iter().map(|w| format!("network: {w}")));
    atlas.assumptions.extend(found.assumptions.into_iter().map(|a| format!("network: {a}")));
    atlas.add(&institutions.institutional_profile);
    atlas.add(&institutions.institutional_form);
    atlas.add(&institutions.member_outcomes);
    atlas.add(&institutions.tie_growth);
    atlas.add(&institutions.name_review);
    atlas.warnings.extend(institutions.warnings.into_iter().map(|w| format!("network: {w}")));
    atlas.assumptions.extend(institutions.assumptions.into_iter().map(|a| format!("network: {a}")));
    Ok(())
}

/// Forms and growth of the communities found; profiles and outcomes of members
/// of cluster organisations where the study lists them, else of communities.
fn institutions(
    study: &Study,
    organisations: &Table,
    ties: &Table,
    communities: &BTreeMap<String, BTreeSet<String>>,
    options: &Options,
    seed: u64,
) -> Result<InstitutionResult, MethodError> {
    let listed = study.tables.get("memberships").map(by_cluster_organisation).transpose()?;
    let settings = InstitutionOptions {
        draws: options.integer("draws") as usize,
        seed,
        ..InstitutionOptions::default()
    };
    let clusters = listed.as_ref().unwrap_or(communities);
    let results = study.tables.get("organisation_results");
    analyze(organisations, Some(ties), results, communities, clusters, &Facts::default(), &settings)
}
