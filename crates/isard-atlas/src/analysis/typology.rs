//! Region groups: indicators at one level of regions, one workflow.

use super::hierarchy::Hierarchy;
use super::indicators::level;
use super::{RunOptions, breaks};
use crate::atlas::{Atlas, Step};
use crate::study::Study;
use crate::{Progress, StudyError};
use isard::model::{Column, Table, TextColumn};
use isard::registry::{Indicators, Inputs, MethodError};
use isard::typology::workflow::{METHOD, TypologyOptions, TypologyResult, analyze, weighted_definitions};
use std::collections::BTreeMap;

/// Keys of `[typology]` that choose data, not options of the method.
const SELECTION: &[&str] = &["level", "indicators"];

pub(super) fn run(
    study: &Study,
    options: &RunOptions,
    atlas: &mut Atlas,
    progress: &dyn Progress,
) -> Result<(), StudyError> {
    let refused = |source: MethodError| StudyError::Method { step: "typology", source };
    let (Some(regions), Some(indicators)) = (study.tables.get("regions"), study.tables.get("indicators"))
    else {
        let reason = "no table of indicators";
        progress.skipped("typology", reason);
        atlas.skip("typology", reason);
        return Ok(());
    };
    progress.step("grouping regions");
    let config = &study.config.typology;
    let hierarchy = Hierarchy::of(regions, "region");
    let level = level(study, &hierarchy, indicators);
    let chosen: Option<Vec<&str>> = config
        .get("indicators")
        .and_then(toml::Value::as_array)
        .map(|a| a.iter().filter_map(|v| v.as_str()).collect());
    let keep = |row: usize| {
        let at_level =
            indicators.text_at(row, "region").is_some_and(|r| level.is_none() || hierarchy.level(r) == level);
        let wanted = chosen
            .as_ref()
            .is_none_or(|c| indicators.text_at(row, "indicator").is_some_and(|i| c.contains(&i)));
        at_level && wanted
    };
    let long = slim(&indicators.filter(keep));
    let mut inputs = Inputs::default();
    inputs.insert("indicators", long);
    if let Some(definitions) = study.tables.get("indicator_definitions") {
        inputs.insert("definitions", definitions.clone());
    }
    let values: Indicators = inputs.indicators().map_err(refused)?;
    if values.regions.len() < 3 {
        let reason = "fewer than three regions have indicators";
        progress.skipped("typology", reason);
        atlas.skip("typology", reason);
        return Ok(());
    }
    let checked = options.of_step("typology", config, SELECTION, METHOD.options, atlas.seed)?;
    // The study's own list of definitions may hold more than the chosen indicators.
    let (definitions, remarks) =
        weighted_definitions(&inputs, &checked, &values.indicators).map_err(refused)?;
    atlas.warnings.extend(remarks);
    let settings = TypologyOptions::of(&checked).map_err(refused)?;
    let result = analyze(&values, &definitions, &settings).map_err(refused)?;
    progress.finished(
        "typology",
        &format!(
            "{} {} x {} indicators, k = {}",
            values.regions.len(),
            study.config.nouns.many,
            result.indicators.len(),
            result.k
        ),
    );
    atlas.steps.push(Step {
        name: "typology".into(),
        methods: vec![METHOD.id.into()],
        options: checked.to_json(),
        figures: serde_json::json!({
            "k": result.k,
            "reference_year": result.reference_year,
            "years": result.years.len(),
            "total_within_ss": result.total_within_ss,
            "silhouette": result.silhouette,
            "calinski_harabasz": result.calinski_harabasz,
            "davies_bouldin": result.davies_bouldin,
            "sizes": result.sizes,
            "share_of_starts_at_optimum": result.share_of_starts_at_optimum,
            "converged": result.converged,
            "borders": result.borders,
            "dunn": result.dunn,
            "domain_balance": result.domain_balance,
            "recommended_k": result.k_choices.iter().map(|c| (format!("{} {}", c.measure, c.rule), c.k)).collect::<BTreeMap<_, _>>(),
        }),
    });
    let mut result = result;
    breaks::mark(indicators, &mut result.moves, atlas);
    store(result, atlas);
    Ok(())
}

fn store(result: TypologyResult, atlas: &mut Atlas) {
    atlas.add(&result.groups);
    atlas.add(&result.membership);
    atlas.add(&result.values);
    atlas.add(&result.profile);
    atlas.add(&result.transitions);
    atlas.add(&result.validity);
    atlas.add(&result.tree);
    atlas.add(&result.leaves);
    atlas.add(&result.agreement);
    atlas.add(&result.domain_indices);
    atlas.add(&result.indicators);
    atlas.add(&result.eigenvalues);
    atlas.add(&result.loadings);
    atlas.add(&result.scores);
    if !result.consensus_pairs.is_empty() {
        atlas.add(&result.consensus_pairs);
    }
    atlas.add(&result.domains);
    atlas.add(&result.contributions);
    atlas.add(&result.screening);
    atlas.add(&result.filled);
    atlas.add(&result.outliers);
    atlas.add(&result.k_choices);
    atlas.add(&result.cross_table);
    atlas.add(&result.group_stability);
    atlas.add(&result.typical);
    atlas.add(&result.center_distances);
    atlas.add(&result.features);
    atlas.add(&result.moves);
    atlas.add(&result.year_rows);
    atlas.add(&result.steadiness);
    atlas.warnings.extend(result.warnings);
    atlas.assumptions.extend(result.assumptions);
}

/// The columns the method reads. A study without years has no year column.
pub(super) fn slim(table: &Table) -> Table {
    let text = |name: &str| table.text(name).cloned().unwrap_or_else(|_| TextColumn::new());
    let mut out = Table::new()
        .with("region", Column::Text(text("region")))
        .with("indicator", Column::Text(text("indicator")));
    for name in ["year", "value"] {
        if let Some(column) = table.get(name) {
            out.push(name, column.clone());
        }
    }
    out
}
