//! Inequality between regions, indicator by indicator and year by year.

use super::hierarchy::Hierarchy;
use super::indicators::LevelIndicators;
use super::neighbors::Neighbors;
use crate::atlas::{Atlas, Step};
use crate::study::Study;
use crate::{Progress, StudyError};
use isard::inequality::dynamics::{Dynamics, DynamicsOptions, dynamics};
use isard::inequality::tables::InequalityRow;
use isard::inequality::values::YearValues;
use isard::inequality::workflow::analyze;
use isard::model::Table;
use std::collections::BTreeMap;

pub(super) fn run(
    study: &Study,
    indicators: &LevelIndicators,
    neighbors: Option<&Neighbors>,
    atlas: &mut Atlas,
    progress: &dyn Progress,
) -> Result<(), StudyError> {
    progress.step("measuring inequality");
    let population = study.tables.get("regions").map(populations).unwrap_or_default();
    let LevelIndicators { cells, hierarchy, .. } = indicators;
    let map = neighbors.map(|n| &n.weights);
    let mut rows: Vec<InequalityRow> = Vec::new();
    let mut over_time = Dynamics::default();
    let options = DynamicsOptions { seed: atlas.seed, ..DynamicsOptions::default() };
    for (indicator, years) in cells {
        let values: Vec<YearValues> =
            years.iter().map(|(year, cells)| year_values(*year, cells, hierarchy, &population)).collect();
        over_time.append(dynamics(indicator, &values, map, &options));
        // Theil's indices and Gini's compare amounts: an indicator that can be negative has none.
        if years.values().flatten().any(|(_, v)| *v < 0.0) {
            continue;
        }
        rows.extend(
            analyze(indicator, &values)
                .map_err(|source| StudyError::Method { step: "inequality", source })?,
        );
    }
    store(over_time, &options, map.is_some(), atlas);
    if rows.is_empty() {
        progress.skipped("inequality", "no indicator without negative values");
        return Ok(());
    }
    progress.finished("inequality", &format!("{} indicators, Theil and Gini", cells.len()));
    atlas.add(&rows);
    atlas.steps.push(Step {
        name: "inequality".into(),
        methods: ["theil", "gini", "atkinson", "hoover", "williamson"].map(String::from).to_vec(),
        options: serde_json::json!({ "weights": if population.is_empty() { "none" } else { "population" } }),
        figures: serde_json::json!({}),
    });
    if !population.is_empty() {
        atlas.assumptions.push(
            "Inequality is weighted by the residents given in the table of regions, the same in every year."
                .into(),
        );
    }
    Ok(())
}

/// Convergence and mobility, where an indicator has years to compare.
fn store(found: Dynamics, options: &DynamicsOptions, on_map: bool, atlas: &mut Atlas) {
    if found.convergence.is_empty() {
        atlas.skip("convergence", "no indicator has two years with three regions");
        return;
    }
    atlas.add(&found.convergence);
    atlas.add(&found.clubs);
    atlas.add(&found.mobility);
    atlas.add(&found.transitions);
    atlas.add(&found.classes);
    atlas.add(&found.rank_changes);
    atlas.warnings.extend(found.warnings());
    let methods = ["beta-convergence", "sigma-convergence", "club-convergence", "markov", "rank-mobility"];
    atlas.steps.push(Step {
        name: "convergence".into(),
        methods: methods.into_iter().chain(on_map.then_some("spatial-markov")).map(String::from).collect(),
        options: serde_json::json!({ "draws": options.draws, "permutations": options.permutations }),
        figures: serde_json::json!({}),
    });
    atlas
        .assumptions
        .push("In convergence and mobility every region counts once, whatever its population.".into());
}

fn populations(regions: &Table) -> BTreeMap<String, f64> {
    (0..regions.rows())
        .filter_map(|r| Some((regions.text_at(r, "region")?.to_string(), regions.real_at(r, "population")?)))
        .collect()
}

/// Values of a year; weights and groups only where every region has one.
fn year_values(
    year: i64,
    cells: &[(&str, f64)],
    hierarchy: &Hierarchy,
    population: &BTreeMap<String, f64>,
) -> YearValues {
    let weights: Option<Vec<f64>> = cells.iter().map(|(r, _)| population.get(*r).copied()).collect();
    let groups: Option<Vec<String>> =
        cells.iter().map(|(r, _)| hierarchy.parent(r).map(str::to_string)).collect();
    YearValues {
        year,
        regions: cells.iter().map(|(r, _)| r.to_string()).collect(),
        values: cells.iter().map(|(_, v)| *v).collect(),
        weights,
        groups,
    }
}
