//! Institutions of clusters, their members and ties.

mod cluster_overlap;
mod community_ties;
mod forms;
mod membership_growth;
mod names;
mod outcomes;
mod role_reach;
mod ties;

use isard::model::Table;
use isard::registry::{MethodError, Output};

/// Runs a method and returns its refusal in words.
pub(crate) fn refusal(id: &str, tables: &[(&str, Table)], options: &[(&str, &str)]) -> String {
    let refused: Result<Output, MethodError> = crate::run_alone::run(id, tables, options);
    refused.expect_err("refused").to_string()
}

/// Column of text in row order, empty where there is none.
pub(crate) fn text(output: &Output, name: &str) -> Vec<String> {
    let column = output.table.text(name).expect("a text column");
    column.iter().map(|v| v.unwrap_or_default().to_string()).collect()
}

/// Column of numbers, NaN where empty.
pub(crate) fn real(output: &Output, name: &str) -> Vec<f64> {
    output.table.real(name).expect("a column").iter().map(|v| v.unwrap_or(f64::NAN)).collect()
}

/// The workflow on a generated study finds what its parts find.
mod study {
    use isard::organizations::Network;
    use isard::organizations::institution_workflow::{
        InstitutionInput, InstitutionOptions, InstitutionResult, analyze, by_cluster_organisation,
    };
    use isard::organizations::institutional_profile::Facts;
    use isard::organizations::network::Policies;
    use isard::sample::{Sample, SampleOptions, generate};

    /// The workflow with the given communities, whose firms are all compared.
    fn found(study: &Sample, communities: &str, draws: usize) -> InstitutionResult {
        let tables = &study.tables;
        let table = tables.get(communities).or_else(|| study.truth.get(communities)).expect("a table");
        let groups = by_cluster_organisation(table).expect("members");
        let (network, ties) =
            Network::dated(Some(&tables["organisations"]), Some(&tables["ties"]), Policies::LENIENT)
                .expect("a network");
        let input = InstitutionInput {
            network: &network,
            ties: &ties,
            organisations: Some(&tables["organisations"]),
            results: Some(&tables["organisation_results"]),
            memberships: Some(&tables["memberships"]),
            communities: &groups,
            embedded: &groups.values().flatten().cloned().collect(),
            facts: &Facts::default(),
            clusters: None,
        };
        analyze(&input, &InstitutionOptions { draws, ..InstitutionOptions::default() }).expect("runs")
    }

    #[test]
    fn every_table_of_a_generated_study() {
        let study = generate(&SampleOptions::small());
        let communities = by_cluster_organisation(&study.tables["memberships"]).expect("members");
        let found = found(&study, "memberships", 199);
        // Once as communities, once as cluster organisations.
        assert_eq!(found.institutional_form.len(), 2 * communities.len());
        let clusters = found.institutional_form.iter().filter(|r| r.form == "cluster").count();
        assert!(clusters > communities.len(), "{clusters} of {}", communities.len());
        let outcome =
            |name: &str| found.member_outcomes.iter().find(|r| r.name == name).expect("a row").clone();
        assert!(outcome("employment_growth").value.is_some() && outcome("survival").value.is_some());
        assert!(found.tie_growth.iter().any(|r| r.persistence.is_some_and(|p| p > 0.5 && p < 1.0)));
        assert!(found.institutional_profile.iter().any(|r| r.met == Some(true)));
    }

    /// What was planted for members of communities is found, and nothing where nothing was.
    #[test]
    fn planted_outcomes_of_members() {
        let study =
            generate(&SampleOptions { organisations: 2_500, communities: 24, ..SampleOptions::small() });
        let truth = &study.truth["network/member_outcomes"];
        let planted = truth.real("effect").expect("effects");
        let found = found(&study, "network/members", 499);
        for (name, effect) in ["employment_growth", "turnover_per_job_growth"].into_iter().zip(planted) {
            let row = found.member_outcomes.iter().find(|r| r.name == name).expect("a row");
            let (value, low, high) =
                (row.value.expect("a value"), row.low.expect("low"), row.high.expect("high"));
            let effect = effect.expect("an effect");
            // Half as wide again as the 90 % interval: two and a half standard errors.
            let room = 0.75 * (high - low);
            assert!(
                (value - effect).abs() < room && room < 0.015,
                "{name}: {value} [{low}, {high}], planted {effect}"
            );
        }
        let balance = found.member_outcomes.iter().find(|r| r.name == "ln_employment").expect("a row");
        let (before, after) = (balance.before.expect("before"), balance.after.expect("after"));
        assert!(before > 0.2 && after.abs() < 0.15, "{before} {after}");
        assert!(found.assumptions.iter().any(|a| a.contains("select themselves")));
    }
}
