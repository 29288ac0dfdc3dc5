//! How far industries gather beyond what their plants would by chance: from
//! plants where the study has them, else from numbers of establishments.

use super::hierarchy::Hierarchy;
use crate::Progress;
use crate::StudyError;
use crate::atlas::{Atlas, Step};
use crate::study::Study;
use isard::clusters::ellison_glaeser::{self, EllisonGlaeserRow};
use isard::clusters::panel::ClusterPanel;
use isard::clusters::plants::Plants;
use isard::clusters::resampling::item;
use isard::clusters::{coagglomeration, maurel_sedillot};
use isard::model::{Column, Status, Table};
use isard::registry::{Inputs, MethodError};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn run(
    study: &Study,
    panel: &ClusterPanel,
    atlas: &mut Atlas,
    progress: &dyn Progress,
) -> Result<(), StudyError> {
    let refused = |source: MethodError| StudyError::Method { step: "concentration", source };
    if let Some(made) = plants(study, panel) {
        progress.step("weighing plants");
        let (table, year, notes) = made;
        let activity = jobs(panel, year);
        let mut inputs = Inputs::default();
        inputs.insert("plants", table);
        inputs.insert("activity", activity);
        let read = Plants::read(&inputs).map_err(refused)?;
        from_plants(&read, notes, year, atlas);
        let n: usize = read.industries.values().map(|i| i.sizes.len()).sum();
        progress.finished("plants", &format!("{n} plants in {} industries", read.industries.len()));
    } else if let Some(rows) = from_counts(panel, atlas.seed) {
        let known = rows.iter().filter(|r| r.bound_low.is_some() || r.gamma.is_some()).count();
        progress.finished("plants", &format!("numbers of establishments bound {known} industries"));
        atlas.steps.push(Step {
            name: "concentration".into(),
            methods: vec!["ellison-glaeser".into()],
            options: json!({ "sizes": "numbers of establishments" }),
            figures: json!({ "industries": rows.len(), "bounded": known }),
        });
        atlas.assumptions.push(format!(
            "Ellison–Glaeser: sizes of establishments are not known; γ of {known} of {} industries lies between the values \
             for establishments of a region that are alike and for one that has all the jobs; industries with a withheld cell that is not estimated have none; where estimates stand for withheld jobs, a 90 % \
             interval over what these may be is beside",
            rows.len()
        ));
        atlas.add(&rows);
    }
    Ok(())
}

fn from_plants(plants: &Plants, notes: Vec<String>, year: Option<i64>, atlas: &mut Atlas) {
    atlas.add(&ellison_glaeser::rows(plants));
    atlas.add(&maurel_sedillot::rows(plants));
    let mut methods = vec!["ellison-glaeser", "maurel-sedillot"];
    let exact: Vec<_> = plants.industries.iter().filter(|i| i.1.exact()).collect();
    if exact.len() > 1 {
        atlas.add(&coagglomeration::pair_rows(&exact, &plants.x));
        methods.push("coagglomeration");
    }
    atlas.steps.push(Step {
        name: "concentration".into(),
        methods: methods.into_iter().map(String::from).collect(),
        options: json!({ "sizes": "plants" }),
        figures: json!({
            "year": year,
            "industries": plants.industries.len(),
            "plants": plants.industries.values().map(|i| i.sizes.len()).sum::<usize>(),
        }),
    });
    let told = |text: &String| format!("plants: {text}");
    atlas.warnings.extend(plants.warnings.iter().map(told));
    atlas.assumptions.extend(plants.assumptions.iter().chain(&notes).map(told));
}

/// Plants of the last year at the level of the panel's regions, in the panel's
/// industries or clusters; the year; what was done on the way.
fn plants(study: &Study, panel: &ClusterPanel) -> Option<(Table, Option<i64>, Vec<String>)> {
    let table = study.tables.get("plants").filter(|t| t.rows() > 0)?;
    let regions = Hierarchy::of(study.tables.get("regions")?, "region");
    let industries = study.tables.get("industries").map(|t| Hierarchy::of(t, "industry")).unwrap_or_default();
    let year = (0..table.rows()).filter_map(|r| table.integer_at(r, "year")).max();
    let classed = (0..table.rows()).any(|r| table.real_at(r, "employment").is_none());
    let known = known_industries(panel, year);
    let clusters = members(study.tables.get("cluster_definitions"));
    let units = |key: &str| -> Vec<String> {
        if let Some(of) = clusters.get(key) {
            return of.clone();
        }
        let own = std::iter::once(key).chain(industries.ancestors(key));
        own.filter(|k| panel.industries.binary_search_by(|i| i.as_str().cmp(k)).is_ok())
            .take(1)
            .map(str::to_string)
            .collect()
    };
    let (mut keys, mut at, mut who, mut jobs, mut classes) = (vec![], vec![], vec![], vec![], vec![]);
    let (mut outside, mut repeated) = (0usize, 0usize);
    for row in 0..table.rows() {
        if table.integer_at(row, "year") != year {
            continue;
        }
        let (Some(region), Some(industry)) = (table.text_at(row, "region"), table.text_at(row, "industry"))
        else {
            continue;
        };
        let own = std::iter::once(region).chain(regions.ancestors(region));
        let place = own.into_iter().find(|k| panel.regions.binary_search_by(|r| r.as_str().cmp(k)).is_ok());
        let mut found = units(industry);
        // Size classes need the jobs of every region from the activity.
        found.retain(|k| !classed || known.contains(k.as_str()));
        let (jobs_here, class) = (table.real_at(row, "employment"), table.text_at(row, "size_class"));
        let (Some(place), false) = (place, found.is_empty() || (jobs_here.is_none() && class.is_none()))
        else {
            outside += 1;
            continue;
        };
        repeated += usize::from(found.len() > 1);
        for unit in found {
            keys.push(table.text_at(row, "plant").unwrap_or_default().to_string());
            at.push(place.to_string());
            who.push(unit);
            jobs.push(jobs_here);
            classes.push(class.map(str::to_string));
        }
    }
    if keys.is_empty() {
        return None;
    }
    let mut notes = Vec::new();
    if outside > 0 {
        notes.push(format!(
            "{outside} plants outside the regions and industries analysed, or without a size, take no part"
        ));
    }
    if repeated > 0 {
        notes.push(format!("{repeated} plants belong to several clusters and count in each"));
    }
    let text = |v: Vec<String>| Column::Text(v.iter().map(|k| Some(k.as_str())).collect());
    let table = Table::new()
        .with("plant", text(keys))
        .with("industry", text(who))
        .with("region", text(at))
        .with("employment", Column::Real(jobs))
        .with("size_class", Column::Text(classes.iter().map(Option::as_deref).collect()));
    Some((table, year, notes))
}

/// Clusters of each industry.
fn members(definitions: Option<&Table>) -> BTreeMap<String, Vec<String>> {
    let mut out: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for row in 0..definitions.map_or(0, Table::rows) {
        let Some(t) = definitions else { break };
        if let (Some(cluster), Some(industry)) = (t.text_at(row, "cluster"), t.text_at(row, "industry")) {
            out.entry(industry.to_string()).or_default().insert(cluster.to_string());
        }
    }
    out.into_iter().map(|(k, v)| (k, v.into_iter().collect())).collect()
}

/// Position of a year in the panel; the last where the plants have none.
fn position(panel: &ClusterPanel, year: Option<i64>) -> usize {
    year.and_then(|y| panel.years.binary_search(&y).ok()).unwrap_or(panel.years.len() - 1)
}

/// Industries whose jobs are known in every region.
fn known_industries(panel: &ClusterPanel, year: Option<i64>) -> BTreeSet<&str> {
    let values = panel.year_of(&panel.values, position(panel, year));
    let cols = panel.industries.len();
    // Estimates are not known.
    let estimates = panel.estimates(position(panel, year));
    let known = |at: usize| values[at] >= 0.0 && !estimates.is_some_and(|e| e.has(at));
    let whole = |i: &usize| (*i..values.len()).step_by(cols).all(known);
    (0..cols).filter(whole).map(|i| panel.industries[i].as_str()).collect()
}

/// Jobs of a year as the table `activity`.
fn jobs(panel: &ClusterPanel, year: Option<i64>) -> Table {
    let values = panel.year_of(&panel.values, position(panel, year));
    let cols = panel.industries.len();
    let known = || values.iter().enumerate().filter(|(_, v)| **v >= 0.0);
    let text = |keys: &[String], of: &dyn Fn(usize) -> usize| {
        Column::Text(known().map(|(at, _)| Some(keys[of(at)].as_str())).collect())
    };
    Table::new()
        .with("region", text(&panel.regions, &|at| at / cols))
        .with("industry", text(&panel.industries, &|at| at % cols))
        .with("value", Column::Real(known().map(|(_, v)| Some(*v)).collect()))
}

/// Draws behind the interval of γ where jobs are estimates.
const DRAWS: usize = 400;

/// Bounds of γ from numbers of establishments in the last year; regions are
/// compared with their shares of the jobs of all industries.
fn from_counts(panel: &ClusterPanel, seed: u64) -> Option<Vec<EllisonGlaeserRow>> {
    let last = panel.years.len() - 1;
    let plants = panel.year_of(panel.establishments.as_ref()?, last);
    let values = panel.year_of(&panel.values, last);
    let slab = panel.slab(last);
    let all: f64 = slab.row_totals().iter().sum();
    let x: Vec<f64> = slab.row_totals().iter().map(|t| t / all).collect();
    let cols = panel.industries.len();
    let column = |of: &[f64], i: usize| of.iter().skip(i).step_by(cols).copied().collect::<Vec<f64>>();
    let estimates = panel.estimates(last);
    let row = |i: usize| {
        let (jobs, counts) = (column(values, i), column(plants, i));
        let found = ellison_glaeser::of_counts(&jobs, &counts, &x);
        let is_estimate = |r: usize| estimates.is_some_and(|e| e.has(r * cols + i));
        let interval = estimates.filter(|_| (0..jobs.len()).any(is_estimate)).and_then(|e| {
            let key = |r: usize| item(&panel.regions[r], &panel.industries[i]);
            let of_draw = |d: usize| -> Vec<f64> {
                let held = |(r, v): (usize, &f64)| e.draw(r * cols + i, *v, seed, key(r), d as u64);
                jobs.iter().enumerate().map(held).collect()
            };
            ellison_glaeser::interval_of_counts(&counts, &x, DRAWS, of_draw)
        });
        let status = if interval.is_some() { Status::Estimated } else { Status::Observed };
        EllisonGlaeserRow {
            industry: panel.industries[i].clone(),
            gamma: found.value.ok(),
            bound_low: found.bounds.map(|b| b.0),
            bound_high: found.bounds.map(|b| b.1),
            low: interval.map(|b| b.0),
            high: interval.map(|b| b.1),
            g: None,
            h: None,
            variance: None,
            z: None,
            plants: counts.iter().filter(|n| !n.is_nan()).sum::<f64>() as i64,
            status: found.value.err().unwrap_or(status),
        }
    };
    let rows: Vec<EllisonGlaeserRow> = (0..cols).map(row).collect();
    let any = rows.iter().any(|r| r.gamma.is_some() || r.bound_low.is_some());
    (all > 0.0 && any).then_some(rows)
}
