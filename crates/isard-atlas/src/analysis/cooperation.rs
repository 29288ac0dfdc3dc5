//! Co-operation between regions: partners, clusters over borders, what
//! regions would be together.

use super::RunOptions;
use super::clusters::Rated;
use super::disclosure::Estimates;
use super::hierarchy::Hierarchy;
use super::neighbors::Maps;
use super::organizations::ties::ties;
use super::panel::{Wanted, panel};
use crate::atlas::{Atlas, Step};
use crate::study::Study;
use crate::{Progress, StudyError};
use isard::clusters::panel::ClusterPanel;
use isard::cooperation::consolidated_potential::{Endowments, SUBSTITUTION, component_weights};
use isard::cooperation::partners::{Evidence, SharedTie};
use isard::cooperation::workflow::{CooperationInput, CooperationOptions, OPTIONS, analyze};
use isard::linalg::Matrix;
use isard::model::Table;
use isard::organizations::Network;
use isard::organizations::network::Policies;
use isard::organizations::tie_table;
use isard::registry::{MethodError, Options};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet, HashMap};

const STEP: &str = "cooperation";
/// Regions beyond which the criteria of all pairs would fill memory: 5 numbers each.
const MOST: usize = 6_000;

pub(super) fn run(
    study: &Study,
    Rated { panel: clusters, rule }: &Rated,
    estimates: &Estimates,
    maps: &Maps,
    options: &RunOptions,
    atlas: &mut Atlas,
    progress: &dyn Progress,
) -> Result<(), StudyError> {
    let refused = |source: MethodError| StudyError::Method { step: STEP, source };
    let (Some(regions), Some(activity)) = (study.tables.get("regions"), study.tables.get("activity")) else {
        return Ok(());
    };
    let hierarchy = Hierarchy::of(regions, "region");
    let industries = study.tables.get("industries").map(|t| Hierarchy::of(t, "industry")).unwrap_or_default();
    let config = &study.config.clusters;
    let integer = |name: &str| config.get(name).and_then(toml::Value::as_integer);
    let measure = config.get("measure").and_then(toml::Value::as_str).unwrap_or("employment");
    let wanted = Wanted {
        measure,
        level: integer("level"),
        industry_level: integer("industry-level").or(integer("industry_level")),
        definitions: None,
        // As in the panel of the clusters.
        estimates: clusters.estimates.is_some().then_some(estimates),
    };
    // Without definitions of clusters their panel is that of the industries.
    let made = match study.tables.contains_key("cluster_definitions") {
        true => panel(activity, &hierarchy, &industries, &wanted).map(|m| m.panel),
        false => None,
    };
    let whole = made.as_ref().unwrap_or(clusters);
    let leave = |reason: String, atlas: &mut Atlas| {
        progress.skipped(STEP, &reason);
        atlas.skip(STEP, &reason);
        Ok(())
    };
    if whole.regions.len() < 3 || whole.industries.len() < 2 {
        return leave(format!("{measure} of fewer than three regions or two industries"), atlas);
    }
    if whole.regions.len() > MOST {
        return leave(format!("more than {MOST} regions: pairs are listed up to that number"), atlas);
    }
    progress.step("looking for partners");
    let checked = options.of_step(STEP, &study.config.cooperation, &[], OPTIONS, atlas.seed)?;
    let settings = CooperationOptions::of(&checked, &whole.regions, *rule).map_err(refused)?;
    let units: BTreeSet<&str> = whole.regions.iter().map(String::as_str).collect();
    let neighbors = maps.of(&units).map_err(refused)?.ok();
    let values = last_year(whole, &whole.regions);
    let of_clusters = last_year(clusters, &whole.regions);
    let flows = study.tables.get("flows").and_then(|t| flows(t, &whole.industries));
    let endowments = endowments(study, &hierarchy, whole, &values, &checked).map_err(refused)?;
    let country: HashMap<&str, &str> = (0..regions.rows())
        .filter_map(|r| regions.text_at(r, "region").zip(regions.text_at(r, "country")))
        .collect();
    let countries: Option<Vec<String>> =
        whole.regions.iter().map(|r| country.get(r.as_str()).map(|c| c.to_string())).collect();
    let evidence = Evidence {
        ties: shared_ties(study, &hierarchy, &whole.regions).map_err(refused)?,
        places: places(regions, &whole.regions),
        countries,
        ..Evidence::default()
    };
    let input = CooperationInput {
        regions: &whole.regions,
        industries: &whole.industries,
        activity: &values,
        clusters: &clusters.industries,
        cluster_values: &of_clusters,
        year: *whole.years.last().unwrap_or(&0),
        flows: flows.as_deref(),
        weights: neighbors.as_ref().map(|n| &n.weights),
        evidence,
        endowments: endowments.as_ref().map(|e| &e.0),
    };
    let result = analyze(&input, &settings).map_err(refused)?;
    progress.finished(
        STEP,
        &format!(
            "{} {}, {} rows of clusters over borders",
            whole.regions.len(),
            study.config.nouns.many,
            result.cross_border_clusters.len()
        ),
    );
    atlas.steps.push(Step {
        name: STEP.into(),
        methods: ["complementarity", "partners", "cross-border-clusters", "consolidated-potential"]
            .map(String::from)
            .to_vec(),
        options: checked.to_json(),
        figures: json!({
            "regions": whole.regions.len(),
            "flows": flows.is_some(),
            "components": endowments.as_ref().map(|e| &e.1),
        }),
    });
    atlas.add(&result.partners);
    atlas.add(&result.cross_border_clusters);
    atlas.add(&result.consolidated_potential);
    atlas.add(&result.joint_stars);
    atlas.warnings.extend(result.warnings.into_iter().map(|w| format!("co-operation: {w}")));
    atlas.assumptions.extend(result.assumptions.into_iter().map(|a| format!("co-operation: {a}")));
    Ok(())
}

/// Values of the last year by region and industry, in the order of `regions`.
fn last_year(panel: &ClusterPanel, regions: &[String]) -> Vec<f64> {
    let width = panel.industries.len();
    let base = panel.years.len().saturating_sub(1) * panel.regions.len() * width;
    let at: HashMap<&str, usize> = panel.regions.iter().enumerate().map(|(i, r)| (r.as_str(), i)).collect();
    let row = |r: &String| match at.get(r.as_str()) {
        Some(i) => panel.values[base + i * width..base + (i + 1) * width].to_vec(),
        None => vec![f64::NAN; width],
    };
    regions.iter().flat_map(row).collect()
}

/// Purchases between the industries of the panel, seller by buyer; `None` where no pair is known.
fn flows(table: &Table, industries: &[String]) -> Option<Vec<f64>> {
    let k = industries.len();
    let at: HashMap<&str, usize> = industries.iter().enumerate().map(|(i, n)| (n.as_str(), i)).collect();
    let year = (0..table.rows()).filter_map(|r| table.integer_at(r, "year")).max();
    let mut out = vec![0.0; k * k];
    for row in (0..table.rows()).filter(|&r| table.integer_at(r, "year") == year) {
        let ends = table.text_at(row, "from").zip(table.text_at(row, "to"));
        let Some((from, to)) = ends.and_then(|(a, b)| at.get(a).copied().zip(at.get(b).copied())) else {
            continue;
        };
        out[from * k + to] += table.real_at(row, "value").unwrap_or(0.0).max(0.0);
    }
    out.iter().any(|v| *v > 0.0).then_some(out)
}

fn places(regions: &Table, units: &[String]) -> Option<Vec<Option<(f64, f64)>>> {
    let known: HashMap<&str, (f64, f64)> = (0..regions.rows())
        .filter_map(|r| {
            let place = regions.real_at(r, "lon").zip(regions.real_at(r, "lat"))?;
            Some((regions.text_at(r, "region")?, place))
        })
        .collect();
    let all: Vec<Option<(f64, f64)>> = units.iter().map(|u| known.get(u.as_str()).copied()).collect();
    all.iter().any(Option::is_some).then_some(all)
}

/// The unit of the panel in which each organisation lies.
fn homes<'a>(study: &'a Study, hierarchy: &Hierarchy, units: &[String]) -> Option<HashMap<&'a str, usize>> {
    let organisations = study.tables.get("organisations")?;
    let at: HashMap<&str, usize> = units.iter().enumerate().map(|(i, u)| (u.as_str(), i)).collect();
    let home = |r: usize| -> Option<(&str, usize)> {
        let region = organisations.text_at(r, "region")?;
        let unit = std::iter::once(region).chain(hierarchy.ancestors(region)).find_map(|u| at.get(u))?;
        Some((organisations.text_at(r, "organisation")?, *unit))
    };
    Some((0..organisations.rows()).filter_map(home).collect())
}

/// Tie weight between regions, of the last year; ties without a year hold in every one.
fn shared_ties(
    study: &Study,
    hierarchy: &Hierarchy,
    units: &[String],
) -> Result<Option<Vec<SharedTie>>, MethodError> {
    let organisations = study.tables.get("organisations");
    let (Some(table), Some(organisations)) = (ties(study, "other")?, organisations) else { return Ok(None) };
    let (network, ties) = Network::dated(Some(organisations), Some(&table.0), Policies::LENIENT)?;
    let at: HashMap<&str, usize> = units.iter().enumerate().map(|(i, u)| (u.as_str(), i)).collect();
    let unit = |region: &Option<String>| {
        let region = region.as_deref()?;
        std::iter::once(region).chain(hierarchy.ancestors(region)).find_map(|u| at.get(u).copied())
    };
    let homes: Vec<Option<usize>> = network.regions.iter().map(unit).collect();
    let year = tie_table::last_year(&ties);
    let mut sums: BTreeMap<(usize, usize), f64> = BTreeMap::new();
    for tie in ties.iter().filter(|t| t.holds_in(year)) {
        let (Some(a), Some(b)) = (homes[tie.source as usize], homes[tie.target as usize]) else { continue };
        if a != b && tie.weight > 0.0 {
            *sums.entry((a.min(b), a.max(b))).or_default() += tie.weight;
        }
    }
    Ok(Some(sums.into_iter().map(|((from, to), weight)| SharedTie { from, to, weight }).collect()))
}

/// Amounts of the components that the study knows of every region: jobs,
/// residents, employees of science and education, other institutions.
fn endowments(
    study: &Study,
    hierarchy: &Hierarchy,
    panel: &ClusterPanel,
    values: &[f64],
    options: &Options,
) -> Result<Option<(Endowments, Vec<String>)>, MethodError> {
    let n = panel.regions.len();
    let mut columns: Vec<(&str, Vec<f64>)> = Vec::new();
    let jobs =
        values.chunks_exact(panel.industries.len()).map(|row| row.iter().filter(|v| !v.is_nan()).sum());
    columns.push(("production", jobs.collect()));
    if let Some(regions) = study.tables.get("regions") {
        let known: HashMap<&str, f64> = (0..regions.rows())
            .filter_map(|r| Some((regions.text_at(r, "region")?, regions.real_at(r, "population")?)))
            .collect();
        let residents = panel.regions.iter().map(|r| known.get(r.as_str()).copied().unwrap_or(f64::NAN));
        columns.push(("labour", residents.collect()));
    }
    if let (Some(homes), Some(table)) =
        (homes(study, hierarchy, &panel.regions), study.tables.get("organisations"))
    {
        let (mut science, mut others) = (vec![0.0; n], vec![0.0; n]);
        for row in 0..table.rows() {
            let Some(&home) = table.text_at(row, "organisation").and_then(|o| homes.get(o)) else { continue };
            match table.text_at(row, "role") {
                Some("science" | "education") => {
                    science[home] += table.real_at(row, "employees").unwrap_or(0.0)
                }
                Some("firm") | None => {}
                Some(_) => others[home] += 1.0,
            }
        }
        columns.push(("innovation", science));
        columns.push(("institutions", others));
    }
    columns.retain(|c| c.1.iter().all(|v| v.is_finite()) && c.1.iter().any(|v| *v > 0.0));
    if columns.len() < 2 {
        return Ok(None);
    }
    let names: Vec<String> = columns.iter().map(|c| c.0.to_string()).collect();
    let amounts = (0..n).flat_map(|r| columns.iter().map(move |c| c.1[r])).collect();
    let places: Vec<Vec<usize>> = (0..columns.len()).map(|k| vec![k]).collect();
    let weights = component_weights(options.text("component-weights"), &names)?;
    let made = Endowments::new(
        &panel.regions,
        &Matrix::from_vec(n, columns.len(), amounts),
        names.clone(),
        &places,
        &weights,
        options.real(SUBSTITUTION.name).unwrap_or(0.5),
    )?;
    Ok(Some((made, names)))
}
