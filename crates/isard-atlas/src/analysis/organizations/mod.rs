//! Organisations and their ties: communities around leaders, their structure,
//! the form of clusters, whom they lack, what they share with the statistical
//! clusters, and how members fare.

mod clusters;
mod facts;
mod options;
pub(super) mod ties;

use super::RunOptions;
use crate::atlas::{Atlas, Step};
use crate::study::Study;
use crate::{Progress, StudyError};
use isard::organizations::Network;
use isard::organizations::communities::settings;
use isard::organizations::institution_workflow::{Groups, InstitutionInput, analyze};
use isard::organizations::network::Policies;
use isard::organizations::tables::MemberRow;
use isard::organizations::workflow::{NetworkRequest, NetworkResults, workflow};
use isard::registry::MethodError;
use serde_json::json;
use std::collections::BTreeSet;

const STEP: &str = "network";

const METHODS: [&str; 13] = [
    "communities",
    "leaders",
    "core-periphery",
    "brokerage",
    "triple-helix",
    "network-summary",
    "institutional-profile",
    "institutional-form",
    "role-reach",
    "cluster-overlap",
    "member-outcomes",
    "tie-growth",
    "membership-growth",
];

pub(super) fn run(
    study: &Study,
    options: &RunOptions,
    atlas: &mut Atlas,
    progress: &dyn Progress,
) -> Result<(), StudyError> {
    let refused = |source: MethodError| StudyError::Method { step: STEP, source };
    let specs = options::specs();
    let checked = options.of_step(STEP, &study.config.network, &[], &specs, atlas.seed)?;
    let found = ties::ties(study, checked.text("participants-layer")).map_err(refused)?;
    let Some((ties, said)) = found else {
        let reason = "no table of ties, and none of participants in projects";
        progress.skipped(STEP, reason);
        atlas.skip(STEP, reason);
        return Ok(());
    };
    progress.step("finding communities of organisations");
    let organisations = study.tables.get("organisations");
    let (network, dated) = Network::dated(organisations, Some(&ties), Policies::LENIENT).map_err(refused)?;
    let request = NetworkRequest {
        settings: &settings(&checked, &network).map_err(refused)?,
        travel_times: study.tables.get("travel_times"),
        owned_together: checked.text("owned") == "together",
        also_share: checked.real("also-share"),
    };
    let found = workflow(network, &dated, &request).map_err(refused)?;
    let least = checked.integer("least-members") as usize;
    let mut communities = Groups::new();
    let owned = found.owned.iter().map(|o| (&o.community, &o.organisation));
    for (community, one) in found.members.iter().map(|m| (&m.community, &m.organisation)).chain(owned) {
        communities.entry(community.clone()).or_default().insert(one.clone());
    }
    let map = clusters::cluster_map(study, atlas, &found.network, checked.integer("least-stars"));
    let input = InstitutionInput {
        network: &found.network,
        ties: &dated,
        organisations,
        results: study.tables.get("organisation_results"),
        memberships: study.tables.get("memberships"),
        communities: &communities,
        embedded: &embedded(&found, &communities, least, checked.real("inside-share").unwrap_or(0.5)),
        facts: &facts::facts(study),
        clusters: map.as_ref(),
    };
    let institutions = analyze(&input, &options::institutions(&checked, atlas.seed)).map_err(refused)?;
    let judged = communities.values().filter(|m| m.len() >= least).count();
    progress.finished(
        STEP,
        &format!("{} organisations, {judged} communities of {least} members or more", found.members.len()),
    );
    atlas.steps.push(Step {
        name: STEP.into(),
        methods: METHODS.map(String::from).to_vec(),
        options: checked.to_json(),
        figures: json!({
            "communities": found.communities.len(),
            "communities_judged": judged,
            "quality": found.found.quality,
            "year": found.year,
        }),
    });
    atlas.add(&found.members);
    atlas.add(&found.communities);
    atlas.add(&found.structure);
    atlas.add(&found.brokers);
    atlas.add(&found.helix);
    atlas.add(&found.between);
    if request.also_share.is_some() {
        atlas.add(&found.affiliations);
    }
    if request.owned_together {
        atlas.add(&found.owned);
    }
    atlas.add(&institutions.institutional_profile);
    atlas.add(&institutions.institutional_form);
    atlas.add(&institutions.role_reach);
    if map.is_some() {
        atlas.add(&institutions.cluster_overlap);
    }
    atlas.add(&institutions.member_outcomes);
    atlas.add(&institutions.tie_growth);
    if input.memberships.is_some() {
        atlas.add(&institutions.membership_growth);
    }
    atlas.add(&institutions.name_review);
    let named = |w: String| format!("network: {w}");
    atlas.warnings.extend(found.warnings.into_iter().chain(institutions.warnings).map(named));
    let assumed = said.into_iter().chain(found.assumptions).chain(institutions.assumptions);
    atlas.assumptions.extend(assumed.map(named));
    Ok(())
}

/// Members of communities that are judged, tied to them by the share asked for or more;
/// owned firms with their owner.
fn embedded(found: &NetworkResults, communities: &Groups, least: usize, share: f64) -> BTreeSet<String> {
    let judged = |m: &&MemberRow| communities.get(&m.community).is_some_and(|c| c.len() >= least);
    let tied = found.members.iter().filter(judged).filter(|m| m.inside_share.is_some_and(|s| s >= share));
    let mut all: BTreeSet<String> = tied.map(|m| m.organisation.clone()).collect();
    let owned = found.owned.iter().filter(|o| all.contains(&o.owner)).map(|o| o.organisation.clone());
    let owned: Vec<String> = owned.collect();
    all.extend(owned);
    all
}
