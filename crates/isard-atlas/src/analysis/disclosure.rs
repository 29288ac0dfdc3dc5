//! Withheld cells of the activity table, estimated from the totals that the
//! source publishes of regions and industries.

use super::RunOptions;
use super::hierarchy::Hierarchy;
use crate::atlas::{Atlas, Step};
use crate::study::Study;
use crate::{Progress, StudyError};
use isard::disclosure::disclosure_estimate::METHOD;
use isard::disclosure::panel::{Absent, DisclosurePanel, Known};
use isard::disclosure::tables::{CellRow, MarginRow};
use isard::disclosure::workflow::{DisclosureOptions, DisclosureResult, estimate, rows};
use isard::model::study_tables::MEASURES;
use isard::model::{Column, Table, TextColumn};
use isard::registry::MethodError;
use serde_json::{Value, json};
use std::collections::{BTreeSet, HashMap};

/// Key of `[disclosure]` that is no option of the method: regions and
/// industries of which a rest belongs to none of the parts listed.
const REST: &str = "rest";
/// Key of `[disclosure]` that names the measures to estimate; without it, all.
const ONLY: &str = "measures";

pub(super) fn run(
    study: &Study,
    options: &RunOptions,
    atlas: &mut Atlas,
    progress: &dyn Progress,
) -> Result<Estimates, StudyError> {
    let refused = |source: MethodError| StudyError::Method { step: "disclosure", source };
    let section = &study.config.disclosure;
    let checked = options.of_step("disclosure", section, &[REST, ONLY], METHOD.options, atlas.seed)?;
    let settings = DisclosureOptions::of(&checked).map_err(refused)?;
    let (Some(regions), Some(activity)) = (study.tables.get("regions"), study.tables.get("activity")) else {
        return Ok(Estimates::default());
    };
    let mut measures = withheld_measures(activity);
    if section.contains_key(ONLY) {
        let only = listed(section, ONLY);
        measures.retain(|m| only.iter().any(|o| o == m));
    }
    if measures.is_empty() {
        return Ok(Estimates::default());
    }
    let leave = |atlas: &mut Atlas, reason: &str| {
        progress.skipped("disclosure", reason);
        atlas.skip("disclosure", reason);
    };
    let industries = study.tables.get("industries");
    if !has_totals(activity, regions, industries) {
        leave(
            atlas,
            "cells are withheld, but no total of a region or an industry is published beside its parts",
        );
        return Ok(Estimates::default());
    }
    progress.step("estimating withheld cells");
    let rest = listed(section, REST);
    let regions = with_rest(regions, "region", &rest);
    let industries = industries.map(|t| with_rest(t, "industry", &rest));
    let (mut cells, mut margins, mut figures) = (Vec::new(), Vec::new(), Vec::new());
    for measure in measures {
        let table = long(activity, measure);
        let read = DisclosurePanel::read(&table, Some(&regions), industries.as_ref(), Absent::of(&checked));
        // Other answers do not hang on this one: what it refuses is said, and the run goes on.
        let panel = match read {
            Ok(panel) => panel,
            Err(error) => {
                leave(atlas, &format!("{measure}: {error}"));
                continue;
            }
        };
        let result = estimate(&panel, &settings);
        let (of_cells, of_margins) = rows(&panel, &result, measure);
        figures.push(tell(measure, &panel, &result, &of_margins, atlas));
        progress.finished("disclosure", &format!("{} withheld cells of {measure}", of_cells.len()));
        cells.extend(of_cells);
        margins.extend(of_margins);
    }
    if figures.is_empty() {
        return Ok(Estimates::default());
    }
    atlas.steps.push(Step {
        name: "disclosure".into(),
        methods: vec![METHOD.id.into()],
        options: checked.to_json(),
        figures: Value::Array(figures),
    });
    let estimates = Estimates::of(&cells);
    store(cells, margins, atlas);
    Ok(estimates)
}

/// The estimate of a withheld cell.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Estimate {
    pub(super) value: f64,
    /// 90 %.
    pub(super) interval: (f64, f64),
    /// What the published figures allow; the upper may be infinite.
    pub(super) bounds: (f64, f64),
}

/// Region, industry and year of a cell.
type Cell = (String, String, i64);

/// Estimates of withheld cells, for the steps that follow.
#[derive(Debug, Clone, Default)]
pub(super) struct Estimates(HashMap<String, HashMap<Cell, Estimate>>);

impl Estimates {
    fn of(cells: &[CellRow]) -> Estimates {
        let mut all: HashMap<String, HashMap<Cell, Estimate>> = HashMap::new();
        for c in cells {
            let (Some(value), Some(low), Some(high)) = (c.value, c.low, c.high) else { continue };
            let bounds = (c.bound_low.unwrap_or(0.0), c.bound_high.unwrap_or(f64::INFINITY));
            let estimate = Estimate { value, interval: (low, high), bounds };
            let key = (c.region.clone(), c.industry.clone(), c.year);
            all.entry(c.measure.clone()).or_default().insert(key, estimate);
        }
        Estimates(all)
    }

    /// The estimate of a cell of a measure.
    pub(super) fn of_cell(
        &self,
        measure: &str,
        (region, industry, year): (&str, &str, i64),
    ) -> Option<Estimate> {
        self.0.get(measure)?.get(&(region.to_string(), industry.to_string(), year)).copied()
    }
}

fn store(mut cells: Vec<CellRow>, mut margins: Vec<MarginRow>, atlas: &mut Atlas) {
    cells.sort_by(|a, b| {
        (&a.region, &a.industry, a.year, &a.measure).cmp(&(&b.region, &b.industry, b.year, &b.measure))
    });
    margins.sort_by(|a, b| {
        (&a.region, &a.industry, a.year, &a.measure, a.over).cmp(&(
            &b.region,
            &b.industry,
            b.year,
            &b.measure,
            b.over,
        ))
    });
    atlas.add(&cells);
    atlas.add(&margins);
}

/// What the reader must know of a measure; its figures for the manifest.
fn tell(
    measure: &str,
    panel: &DisclosurePanel,
    result: &DisclosureResult,
    margins: &[MarginRow],
    atlas: &mut Atlas,
) -> Value {
    let withheld = result.cells.len();
    let listed = withheld + panel.known.iter().filter(|k| **k == Known::Published).count();
    let share = 100.0 * withheld as f64 / listed.max(1) as f64;
    let count = |verdict: &str| margins.iter().filter(|m| m.verdict == verdict).count();
    let (met, unmet, contradictions) = (count("met"), count("unmet"), count("contradiction"));
    let checked = margins.iter().filter(|m| m.withheld > 0).count();
    atlas.assumptions.push(format!(
        "{measure}: {withheld} of {listed} cells ({share:.1} %) are withheld and estimated inside their bounds; estimates \
         meet {met} of {checked} published totals with withheld parts to rounding"
    ));
    let told = |text: &String| format!("{measure}: {text}");
    atlas.assumptions.extend(result.assumptions.iter().map(told));
    atlas.warnings.extend(result.warnings.iter().map(told));
    json!({
        "measure": measure, "withheld": withheld, "cells": listed, "rounding": result.rounding,
        "margins_met": met, "margins_unmet": unmet, "contradictions": contradictions,
        "blocks_exact": result.exact_blocks, "hidden": result.hidden, "iterations": result.rounds,
    })
}

/// Measures of which a cell is withheld.
fn withheld_measures(activity: &Table) -> Vec<&'static str> {
    let found: BTreeSet<&str> = (0..activity.rows())
        .filter(|&r| activity.text_at(r, "status") == Some("suppressed"))
        .filter_map(|r| activity.text_at(r, "measure"))
        .collect();
    MEASURES.iter().copied().filter(|m| found.contains(m)).collect()
}

/// Whether a region or an industry with figures has a parent with figures.
fn has_totals(activity: &Table, regions: &Table, industries: Option<&Table>) -> bool {
    let found = |table: &Table, key: &str| {
        let tree = Hierarchy::of(table, key);
        let with: BTreeSet<&str> = (0..activity.rows())
            .filter(|&r| activity.real_at(r, "value").is_some())
            .filter_map(|r| activity.text_at(r, key))
            .collect();
        let units: BTreeSet<&str> = (0..activity.rows()).filter_map(|r| activity.text_at(r, key)).collect();
        units.into_iter().any(|unit| tree.ancestors(unit).iter().any(|a| with.contains(a)))
    };
    found(regions, "region") || industries.is_some_and(|t| found(t, "industry"))
}

/// Texts of a list in `[disclosure]`.
fn listed(section: &toml::Table, key: &str) -> Vec<String> {
    let list = section.get(key).and_then(toml::Value::as_array);
    list.into_iter().flatten().filter_map(|v| v.as_str().map(String::from)).collect()
}

/// Keys and parents, with one more part, of which nothing is known, for each key that has a rest.
fn with_rest(table: &Table, key: &str, rest: &[String]) -> Table {
    let (mut keys, mut parents) = (TextColumn::new(), TextColumn::new());
    for row in 0..table.rows() {
        keys.push(table.text_at(row, key));
        parents.push(table.text_at(row, "parent"));
    }
    for whole in rest {
        if (0..table.rows()).any(|r| table.text_at(r, key) == Some(whole.as_str())) {
            keys.push(Some(format!("{whole} (rest)").as_str()));
            parents.push(Some(whole.as_str()));
        }
    }
    Table::new().with(key, Column::Text(keys)).with("parent", Column::Text(parents))
}

/// Cells of a measure as the method reads them, beside the establishments.
fn long(activity: &Table, measure: &str) -> Table {
    let of = |row: usize| {
        let year = activity.integer_at(row, "year");
        Some((activity.text_at(row, "region")?, activity.text_at(row, "industry")?, year))
    };
    let is = |row: usize, name: &str| activity.text_at(row, "measure") == Some(name);
    let plants: HashMap<_, f64> = (0..activity.rows())
        .filter(|&r| measure != "establishments" && is(r, "establishments"))
        .filter_map(|r| Some((of(r)?, activity.real_at(r, "value")?)))
        .collect();
    let of_measure: Vec<usize> = (0..activity.rows()).filter(|&r| is(r, measure)).collect();
    let taken = activity.take(&of_measure);
    let mut out = Table::new();
    for name in ["region", "industry", "year", "value", "status", "bound_low", "bound_high"] {
        // A column that is empty everywhere says no more than none.
        let empty = |c: &Column| (0..taken.rows()).all(|r| c.display(r).is_none_or(|t| t.is_empty()));
        if let Some(column) = taken.get(name).filter(|c| !empty(c)) {
            out.push(name, column.clone());
        }
    }
    if !plants.is_empty() {
        let counts = of_measure.iter().map(|&r| of(r).and_then(|key| plants.get(&key).copied()));
        out.push("establishments", Column::Real(counts.collect()));
    }
    out
}
