//! How clusters come, grow and go: the panel of the clusters over its years,
//! and what lies near to what regions have.

use super::RunOptions;
use super::neighbors::{Maps, Neighbors};
use crate::atlas::{Atlas, Step};
use crate::study::Study;
use crate::{Progress, StudyError};
use isard::clusters::panel::ClusterPanel;
use isard::dynamics::concentration_trend::Map;
use isard::dynamics::workflow::{DynamicsOptions, DynamicsResult, OPTIONS, analyze};
use isard::model::Boundary;
use isard::registry::MethodError;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

pub(super) fn run(
    study: &Study,
    panel: &ClusterPanel,
    maps: &Maps,
    options: &RunOptions,
    atlas: &mut Atlas,
    progress: &dyn Progress,
) -> Result<(), StudyError> {
    let refused = |source: MethodError| StudyError::Method { step: "dynamics", source };
    progress.step("following clusters over the years");
    let checked = options.of_step("dynamics", &study.config.dynamics, &[], OPTIONS, atlas.seed)?;
    let settings = DynamicsOptions::of(&checked).map_err(refused)?;
    let several = panel.years.len() > 1;
    let near = if several { neighbors(maps, panel).map_err(refused)? } else { None };
    let map = if several { places(study, panel) } else { None };
    let found =
        analyze(panel, near.as_ref().map(|n| &n.weights), map.as_ref(), &settings).map_err(refused)?;
    progress.finished("dynamics", &said(panel, &found));
    let mut methods = vec!["co-occurrence", "proximity", "relatedness", "relatedness-density"];
    if several {
        methods.extend(["shift-share", "entry-exit", "life-cycle", "concentration-trend"]);
    }
    atlas.steps.push(Step {
        name: "dynamics".into(),
        methods: methods.into_iter().map(String::from).collect(),
        options: checked.to_json(),
        figures: json!({
            "years": panel.years.len(),
            "pairs_with_stages": found.life_cycle.len() / panel.years.len().max(1),
            "neighbors": near.as_ref().map(|n| &n.described),
            "places": map.is_some(),
        }),
    });
    store(found, several, atlas);
    Ok(())
}

fn said(panel: &ClusterPanel, found: &DynamicsResult) -> String {
    let pairs = found.relatedness.len();
    match panel.years.len() {
        1 => format!("{pairs} pairs of industries, one year"),
        n => format!("{n} years, {} clusters with stages, {pairs} pairs", found.life_cycle.len() / n),
    }
}

fn store(found: DynamicsResult, several: bool, atlas: &mut Atlas) {
    if several {
        atlas.add(&found.shift_share);
        atlas.add(&found.entry_exit);
        atlas.add(&found.entry_model);
        atlas.add(&found.life_cycle);
        atlas.add(&found.trends);
        atlas.add(&found.trend_tests);
    } else {
        atlas.skip("dynamics", "one year of activity: no trends, entries, exits and stages");
    }
    atlas.add(&found.relatedness);
    atlas.add(&found.opportunities);
    // A single year is told among what was not answered.
    let warnings = found.warnings.into_iter().filter(|_| several).map(|w| format!("dynamics: {w}"));
    atlas.warnings.extend(warnings);
    atlas.assumptions.extend(found.assumptions.into_iter().map(|a| format!("dynamics: {a}")));
}

/// Neighbours among the regions of the panel.
fn neighbors(maps: &Maps, panel: &ClusterPanel) -> Result<Option<Rc<Neighbors>>, MethodError> {
    let units: BTreeSet<&str> = panel.regions.iter().map(String::as_str).collect();
    Ok(maps.of(&units)?.ok())
}

/// Where the regions of the panel lie: their own coordinates, else the middle
/// of their outlines. `None` where fewer than all can be placed.
fn places(study: &Study, panel: &ClusterPanel) -> Option<Map> {
    let mut known: BTreeMap<&str, (f64, f64)> =
        study.boundaries.iter().filter_map(|b| Some((b.region.as_str(), center(b)?))).collect();
    let regions = study.tables.get("regions")?;
    for row in 0..regions.rows() {
        let Some(region) = regions.text_at(row, "region") else { continue };
        if let (Some(lon), Some(lat)) = (regions.real_at(row, "lon"), regions.real_at(row, "lat")) {
            known.insert(region, (lon, lat));
        }
    }
    let all: Option<Vec<(f64, f64)>> = panel.regions.iter().map(|r| known.get(r.as_str()).copied()).collect();
    all.map(Map::of_degrees)
}

/// Centre of an outline's area in degrees, holes taken out.
fn center(boundary: &Boundary) -> Option<(f64, f64)> {
    let (mut area, mut x, mut y) = (0.0, 0.0, 0.0);
    for polygon in &boundary.polygons {
        for (at, ring) in polygon.iter().enumerate() {
            let (mut own, mut cx, mut cy) = (0.0, 0.0, 0.0);
            for pair in ring.windows(2) {
                let cross = pair[0][0] * pair[1][1] - pair[1][0] * pair[0][1];
                own += cross;
                cx += (pair[0][0] + pair[1][0]) * cross;
                cy += (pair[0][1] + pair[1][1]) * cross;
            }
            // Whatever way round the ring is drawn.
            let sign = if (own < 0.0) == (at == 0) { -1.0 } else { 1.0 };
            area += sign * own;
            x += sign * cx / 3.0;
            y += sign * cy / 3.0;
        }
    }
    (area > 0.0).then(|| (x / area, y / area))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_of_an_outline_does_not_hang_on_its_direction() {
        let ring = vec![[0.0, 0.0], [4.0, 0.0], [4.0, 2.0], [0.0, 2.0], [0.0, 0.0]];
        let hole = vec![[2.0, 0.0], [4.0, 0.0], [4.0, 2.0], [2.0, 2.0], [2.0, 0.0]];
        let back = |r: &[[f64; 2]]| r.iter().rev().copied().collect::<Vec<_>>();
        let of = |polygons| center(&Boundary { region: "r".into(), polygons });
        assert_eq!(of(vec![vec![ring.clone()]]), Some((2.0, 1.0)));
        assert_eq!(of(vec![vec![back(&ring)]]), Some((2.0, 1.0)));
        for inner in [hole.clone(), back(&hole)] {
            assert_eq!(of(vec![vec![ring.clone(), inner]]), Some((1.0, 1.0)));
        }
        assert_eq!(of(Vec::new()), None);
    }
}
