//! On the map: are neighbours alike, where do high and low regions cluster,
//! and which groups hang together?

use super::RunOptions;
use super::indicators::LevelIndicators;
use super::neighbors::{CONTIGUITY, NEAREST, Neighbors};
use crate::atlas::{Atlas, Step};
use crate::config::option_texts;
use crate::study::Study;
use crate::{Progress, StudyError};
use isard::model::{Column, Table};
use isard::registry::{Inputs, MethodError, Options};
use isard::space::contiguous::{self, ContiguousResult};
use isard::space::workflow::{
    OPTIONS, SpaceGroups, SpaceOptions, SpaceResult, SpaceSeries, SpaceStudy, SpaceYear, analyze,
};
use serde_json::json;
use std::collections::BTreeMap;

/// Methods of the step.
const METHODS: [&str; 7] =
    ["moran", "geary", "getis-ord", "join-count", "local-moran", "local-geary", "contiguous-groups"];
/// Keys of `[space]` that say who is a neighbour, and how many residents a
/// contiguous group needs.
const SELECTION: &[&str] = &[CONTIGUITY, NEAREST, "floor", "floor-share"];

pub(super) fn run(
    study: &Study,
    indicators: &LevelIndicators,
    neighbors: &Neighbors,
    options: &RunOptions,
    atlas: &mut Atlas,
    progress: &dyn Progress,
) -> Result<(), StudyError> {
    let refused = |source: MethodError| StudyError::Method { step: "space", source };
    progress.step("looking at neighbours");
    let checked = options.of_step("space", &study.config.space, SELECTION, OPTIONS, atlas.seed)?;
    let regions: Vec<String> = indicators.units.iter().map(|u| u.to_string()).collect();
    let groups = Groups::of(atlas);
    let asked = SpaceStudy {
        weights: neighbors.weights.clone(),
        weights_from: neighbors.described.clone(),
        places: neighbors.places.clone(),
        series: groups.index(&regions).into_iter().chain(series(indicators, &regions)).collect(),
        groups: groups.labels(&regions),
        regions,
    };
    let result = analyze(&asked, &SpaceOptions::of(&checked)).map_err(refused)?;
    let contiguous = contiguous_groups(study, indicators, neighbors, &groups, atlas);
    progress.finished(
        "space",
        &format!(
            "{} {}, {} links, {} maps",
            asked.regions.len(),
            study.config.nouns.many,
            asked.weights.links() / 2,
            result.moran.len()
        ),
    );
    store(result, contiguous, checked.to_json(), neighbors, atlas);
    Ok(())
}

fn store(
    result: SpaceResult,
    contiguous: Option<ContiguousResult>,
    options: serde_json::Value,
    neighbors: &Neighbors,
    atlas: &mut Atlas,
) {
    let best = contiguous.as_ref().and_then(|c| c.best());
    atlas.steps.push(Step {
        name: "space".into(),
        methods: METHODS.map(String::from).to_vec(),
        options,
        figures: json!({
            "neighbors": neighbors.described,
            "links": neighbors.weights.links() / 2,
            "islands": neighbors.weights.islands().len(),
            "best_contiguous": best.map(|b| b.method),
            "explained_by_contiguous": best.and_then(|b| b.explained_share),
        }),
    });
    atlas.add(&result.moran);
    atlas.add(&result.local_moran);
    atlas.add(&result.local_statistics);
    atlas.warnings.extend(result.warnings);
    atlas.assumptions.extend(result.assumptions);
    if let Some(found) = contiguous {
        atlas.add(&found.groups);
        atlas.add(&found.summary);
        let new: Vec<&String> = found.assumptions.iter().filter(|a| !atlas.assumptions.contains(a)).collect();
        let named: Vec<String> = new.into_iter().map(|a| format!("contiguous groups: {a}")).collect();
        atlas.assumptions.extend(named);
        // The typology has said what it did to the same values.
        let new: Vec<&String> = found.warnings.iter().filter(|w| !atlas.warnings.contains(w)).collect();
        let named: Vec<String> = new.into_iter().map(|w| format!("contiguous groups: {w}")).collect();
        atlas.warnings.extend(named);
    }
}

/// The indicators in the order of the regions; NaN where there is no value.
fn series(indicators: &LevelIndicators, regions: &[String]) -> Vec<SpaceSeries> {
    let of_year = |(&year, cells): (&i64, &Vec<(&str, f64)>)| {
        let mut values = vec![f64::NAN; regions.len()];
        for (region, value) in cells {
            if let Ok(at) = regions.binary_search_by(|r| r.as_str().cmp(region)) {
                values[at] = *value;
            }
        }
        SpaceYear { year, values }
    };
    let cells = indicators.cells.iter();
    cells
        .map(|(indicator, years)| SpaceSeries {
            indicator: indicator.to_string(),
            years: years.iter().map(of_year).collect(),
        })
        .collect()
}

/// Group and index of each region in a year.
type OfYear = BTreeMap<String, (Option<i64>, Option<f64>)>;

/// Groups and index of the typology by year, where it was answered.
struct Groups {
    rows: BTreeMap<i64, OfYear>,
}

impl Groups {
    fn of(atlas: &Atlas) -> Groups {
        let mut rows: BTreeMap<i64, OfYear> = BTreeMap::new();
        if let Some(groups) = atlas.tables.get("typology/groups") {
            let table = &groups.table;
            for row in 0..table.rows() {
                let Some(region) = table.text_at(row, "region") else { continue };
                let year = table.integer_at(row, "year").unwrap_or(0);
                let found = (table.integer_at(row, "group"), table.real_at(row, "index"));
                rows.entry(year).or_default().insert(region.to_string(), found);
            }
        }
        Groups { rows }
    }

    fn index(&self, regions: &[String]) -> Option<SpaceSeries> {
        let value = |year: &OfYear, region: &String| year.get(region).and_then(|r| r.1).unwrap_or(f64::NAN);
        let years = self.rows.iter().map(|(&year, found)| SpaceYear {
            year,
            values: regions.iter().map(|r| value(found, r)).collect(),
        });
        (!self.rows.is_empty()).then(|| SpaceSeries { indicator: "index".into(), years: years.collect() })
    }

    fn labels(&self, regions: &[String]) -> Vec<SpaceGroups> {
        let of = |(&year, found): (&i64, &OfYear)| SpaceGroups {
            year,
            groups: regions.iter().map(|r| found.get(r).and_then(|row| row.0)).collect(),
        };
        self.rows.iter().map(of).collect()
    }

    /// Groups of one year as the input `groups`.
    fn table(&self, year: i64) -> Option<Table> {
        let found = self.rows.get(&year)?;
        let grouped: Vec<(&String, i64)> =
            found.iter().filter_map(|(region, row)| Some((region, row.0?))).collect();
        Some(
            Table::new()
                .with("region", Column::Text(grouped.iter().map(|(r, _)| Some(r.as_str())).collect()))
                .with("group", Column::Integer(grouped.iter().map(|(_, g)| Some(*g)).collect())),
        )
    }
}

/// Groups that hang together on the map, of the year and with the settings of
/// the typology; a warning where the data do not allow them.
fn contiguous_groups(
    study: &Study,
    indicators: &LevelIndicators,
    neighbors: &Neighbors,
    groups: &Groups,
    atlas: &mut Atlas,
) -> Option<ContiguousResult> {
    let typology = atlas.steps.iter().find(|s| s.name == "typology")?;
    let settings = typology.options.as_object()?;
    let year = typology.figures["reference_year"].as_i64()?;
    let mut inputs = Inputs::default();
    inputs.insert("indicators", super::typology::slim(&indicators.table));
    inputs.insert("weights", neighbors.table());
    inputs.insert("groups", groups.table(year)?);
    if let Some(definitions) = study.tables.get("indicator_definitions") {
        inputs.insert("definitions", definitions.clone());
    }
    let regions = study.tables.get("regions")?;
    if neighbors.places.is_some() {
        inputs.insert("points", columns(regions, indicators, &["region", "lon", "lat"]));
    }
    let floor: Vec<(String, String)> = option_texts(&study.config.space, &[])
        .into_iter()
        .filter(|(name, _)| name.starts_with("floor"))
        .collect();
    if !floor.is_empty() {
        let mut values = columns(regions, indicators, &["region", "population"]);
        values.rename("population", "value");
        inputs.insert("values", values);
    }
    // What the typology was asked, where both know the option.
    let known = |name: &str| contiguous::METHOD.options.iter().any(|o| o.name == name);
    let mut texts: Vec<(String, String)> = settings
        .iter()
        .filter(|(name, value)| {
            known(name)
                && !["starts", "year", "table", "components"].contains(&name.as_str())
                && !value.is_null()
        })
        .map(|(name, value)| (name.clone(), value.as_str().map_or_else(|| value.to_string(), str::to_string)))
        .collect();
    if year != 0 {
        texts.push(("year".into(), year.to_string()));
    }
    texts.extend(floor);
    let pairs = texts.iter().map(|(k, v)| (k.as_str(), v.as_str()));
    let found = Options::check(contiguous::METHOD.options, pairs)
        .and_then(|checked| contiguous::analyze(&inputs, &checked));
    match found {
        Ok(found) => Some(found),
        Err(error) => {
            let hint = error.hint().map(|h| format!(" ({h})")).unwrap_or_default();
            atlas.warnings.push(format!("no groups that hang together on the map: {error}{hint}"));
            None
        }
    }
}

/// Columns of the regions that are analysed.
fn columns(regions: &Table, indicators: &LevelIndicators, names: &[&str]) -> Table {
    let rows = regions.filter(|r| regions.text_at(r, "region").is_some_and(|u| indicators.units.contains(u)));
    let mut out = Table::new();
    names.iter().filter_map(|n| Some((n, rows.get(n)?))).for_each(|(n, c)| out.push(*n, c.clone()));
    out
}
