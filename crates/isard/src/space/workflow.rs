//! From weights and indicators to the tables of this question.

use super::Weights;
use super::conditional::Stream;
use super::geary::geary;
use super::getis_ord::{global_g, local_g};
use super::global::Global;
use super::local::{ADJUST, Local, adjusted};
use super::local_geary::local_geary;
use super::local_moran::local_moran;
use super::moran;
use super::spatial_weights::{Places, attach};
use super::tables::{LocalMoranRow, LocalStatisticRow, MoranRow};
use super::values::{ISLANDS, Islands, STYLE, Style};
use crate::inference::false_discovery::Adjustment;
use crate::inference::permutation::{self, Plan, shuffled};
use crate::model::{Reason, Status};
use crate::registry::{MethodError, OptionSpec, Options};

/// Values of an indicator in a year, one for each region of the study; NaN where
/// there is none.
#[derive(Debug, Clone, PartialEq)]
pub struct SpaceYear {
    /// Year.
    pub year: i64,
    /// Values in the order of the study's regions.
    pub values: Vec<f64>,
}

/// An indicator, or the integral index, over the years.
#[derive(Debug, Clone, PartialEq)]
pub struct SpaceSeries {
    /// Key; `index` for the integral index.
    pub indicator: String,
    /// Years ascending; the last one gets local statistics.
    pub years: Vec<SpaceYear>,
}

/// Groups of regions in a year.
#[derive(Debug, Clone, PartialEq)]
pub struct SpaceGroups {
    /// Year.
    pub year: i64,
    /// Group of each region of the study, `None` for one left out.
    pub groups: Vec<Option<i64>>,
}

/// What is asked of the map.
#[derive(Debug, Clone, PartialEq)]
pub struct SpaceStudy {
    /// Region keys, ascending.
    pub regions: Vec<String>,
    /// Neighbours, by contiguity or distance.
    pub weights: Weights,
    /// Where the weights come from, for the list of assumptions (`queen contiguity`, …).
    pub weights_from: String,
    /// Places, to attach regions without neighbours.
    pub places: Option<Places>,
    /// Indicators and the index.
    pub series: Vec<SpaceSeries>,
    /// Groups by year.
    pub groups: Vec<SpaceGroups>,
}

/// Options of the workflow by the names they have in `study.toml` and `--set`.
pub const OPTIONS: &[OptionSpec] = &[
    permutation::OPTIONS[0],
    permutation::OPTIONS[1],
    permutation::OPTIONS[2],
    permutation::OPTIONS[3],
    STYLE,
    ISLANDS,
    ADJUST,
];

/// Settings of the workflow.
#[derive(Debug, Clone, PartialEq)]
pub struct SpaceOptions {
    /// Permutations, seed and alternative.
    pub plan: Plan,
    /// Regions without neighbours.
    pub islands: Islands,
    /// Weights of Moran's I.
    pub style: Style,
    /// Adjustment of the local p-values.
    pub adjustment: Adjustment,
    /// Whether every year gets local statistics, not only the last.
    pub every_year: bool,
}

impl Default for SpaceOptions {
    fn default() -> Self {
        SpaceOptions {
            plan: Plan::default(),
            islands: Islands::Keep,
            style: Style::Row,
            adjustment: Adjustment::BenjaminiHochberg,
            every_year: false,
        }
    }
}

impl SpaceOptions {
    /// The settings of checked options.
    pub fn of(options: &Options) -> SpaceOptions {
        SpaceOptions {
            plan: Plan::from_options(options),
            islands: Islands::from_options(options),
            style: Style::from_options(options),
            adjustment: Adjustment::from_word(options.text("adjust")),
            every_year: false,
        }
    }
}

/// Tables of the question, and what has to be known about them.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SpaceResult {
    /// Statistics of the whole map.
    pub moran: Vec<MoranRow>,
    /// Statistics of the regions.
    pub local_moran: Vec<LocalMoranRow>,
    /// Other statistics of the regions.
    pub local_statistics: Vec<LocalStatisticRow>,
    /// What the reader must know.
    pub warnings: Vec<String>,
    /// What was assumed.
    pub assumptions: Vec<String>,
}

/// Computes the tables of the question.
///
/// # Errors
/// Regions that do not ascend, values of another number than regions, islands
/// to be attached without places.
///
/// Complexity: O(series · years · draws · links), on all threads.
pub fn analyze(study: &SpaceStudy, options: &SpaceOptions) -> Result<SpaceResult, MethodError> {
    check(study)?;
    let mut result = SpaceResult::default();
    let weights = prepared(study, options, &mut result)?;
    for series in &study.series {
        for (at, year) in series.years.iter().enumerate() {
            let local = options.every_year || at + 1 == series.years.len();
            of_year(study, &weights, series, year, local, options, &mut result);
        }
    }
    for groups in &study.groups {
        result.moran.push(joins(&weights, groups, options));
    }
    Ok(result)
}

fn check(study: &SpaceStudy) -> Result<(), MethodError> {
    if !study.regions.windows(2).all(|w| w[0] < w[1]) {
        return Err(MethodError::data("the regions of the map do not ascend, or one stands twice"));
    }
    let n = study.regions.len();
    for series in &study.series {
        if let Some(year) = series.years.iter().find(|y| y.values.len() != n) {
            let (indicator, found) = (&series.indicator, year.values.len());
            return Err(MethodError::data(format!(
                "indicator `{indicator}`, {}: {found} values for {n} regions",
                year.year
            )));
        }
    }
    if let Some(groups) = study.groups.iter().find(|g| g.groups.len() != n) {
        return Err(MethodError::data(format!(
            "groups of {}: {} for {n} regions",
            groups.year,
            groups.groups.len()
        )));
    }
    Ok(())
}

/// The weights among the study's regions, under the policy for islands.
fn prepared(
    study: &SpaceStudy,
    options: &SpaceOptions,
    result: &mut SpaceResult,
) -> Result<Weights, MethodError> {
    let mut weights = study.weights.among(&study.regions);
    let unknown = study.regions.iter().filter(|r| study.weights.regions().binary_search(r).is_err()).count();
    if unknown > 0 {
        result
            .warnings
            .push(format!("{unknown} regions are not on the map of neighbours and count as islands"));
    }
    let islands = weights.islands();
    let names = |of: &[usize]| {
        let first: Vec<&str> = of.iter().take(5).map(|&i| study.regions[i].as_str()).collect();
        if of.len() > 5 { format!("{}, …", first.join(", ")) } else { first.join(", ") }
    };
    match options.islands {
        Islands::Attach if !islands.is_empty() => {
            let Some(places) = &study.places else {
                return Err(MethodError::data_hint(
                    "regions without neighbours cannot be attached: no places are known",
                    "give the regions `lon` and `lat`, or choose islands=keep",
                ));
            };
            let (attached, links) = attach(&weights, places)?;
            result.assumptions.push(format!(
                "regions without neighbours were linked with the nearest: {}",
                links.join(", ")
            ));
            weights = attached;
        }
        Islands::Keep if !islands.is_empty() => result.warnings.push(format!(
            "{} regions have no neighbour and no local statistic, but are part of means: {}",
            islands.len(),
            names(&islands)
        )),
        Islands::Drop if !islands.is_empty() => result.warnings.push(format!(
            "{} regions have no neighbour and were left out: {}",
            islands.len(),
            names(&islands)
        )),
        _ => {}
    }
    let style = match options.style {
        Style::Row => "row-standardised",
        Style::Binary => "binary",
        Style::Given => "as given",
    };
    result.assumptions.push(format!(
        "neighbours: {}, {style}; {} permutations, alternative {}, seed {}",
        study.weights_from,
        options.plan.draws,
        options.plan.alternative.word(),
        options.plan.seed
    ));
    result.assumptions.push(
        "local p-values of regions are dependent through shared neighbours; q-values adjust for their number"
            .into(),
    );
    Ok(weights)
}

/// Regions with a value, and those that stay under the policy.
fn kept(weights: &Weights, has: impl Fn(usize) -> bool, islands: Islands) -> (Vec<usize>, Weights) {
    let pick = |of: &[usize]| -> Vec<String> { of.iter().map(|&i| weights.regions()[i].clone()).collect() };
    let mut at: Vec<usize> = (0..weights.len()).filter(|&i| has(i)).collect();
    let mut among = weights.among(&pick(&at));
    if islands == Islands::Drop {
        at = (0..at.len()).filter(|&i| !among.neighbors(i).is_empty()).map(|i| at[i]).collect();
        among = among.among(&pick(&at));
    }
    (at, among)
}

/// A region's local statistic and its q, or why it has none.
type OfRegion = (String, Option<(Local, f64)>, Status);

fn of_year(
    study: &SpaceStudy,
    weights: &Weights,
    series: &SpaceSeries,
    year: &SpaceYear,
    local: bool,
    options: &SpaceOptions,
    result: &mut SpaceResult,
) {
    let (at, among) = kept(weights, |i| year.values[i].is_finite(), options.islands);
    let (plan, styled, binary) = (&options.plan, options.style.of(&among), Style::Binary.of(&among));
    let values: Vec<f64> = at.iter().map(|&i| year.values[i]).collect();
    let of_map = [
        ("moran", moran::univariate(&styled, &values, plan)),
        ("geary", geary(&styled, &values, plan)),
        ("getis-ord", global_g(&binary, &values, plan)),
    ];
    result
        .moran
        .extend(of_map.into_iter().map(|(statistic, found)| global_row(series, year, statistic, found)));
    if !local {
        return;
    }
    let mut of_region = vec![None; study.regions.len()];
    at.iter().enumerate().for_each(|(position, &i)| of_region[i] = Some(position));
    let of_regions = |found: &[Local]| -> Vec<OfRegion> {
        let q = adjusted(found, options.adjustment);
        let row = |(i, position): (usize, &Option<usize>)| {
            let own = position.map(|p| (found[p], q[p]));
            let status = match own {
                Some((local, _)) => local.value.err().unwrap_or(Status::Observed),
                None if year.values[i].is_finite() => Status::Undefined(Reason::LeftOut),
                None => Status::Missing,
            };
            (study.regions[i].clone(), own, status)
        };
        of_region.iter().enumerate().map(row).collect()
    };
    let moran = local_moran(&styled, &values, &values, plan);
    result.local_moran.extend(of_regions(&moran).into_iter().map(|(region, own, status)| LocalMoranRow {
        region,
        indicator: series.indicator.clone(),
        year: year.year,
        value: own.and_then(|(l, _)| l.value.ok()),
        p: own.and_then(|(l, _)| l.p),
        q: own.map(|(_, q)| q).filter(|q| !q.is_nan()),
        quadrant: own.and_then(|(l, _)| l.quadrant),
        status,
    }));
    let star = local_g(&binary, &values, Some(&vec![1.0; values.len()]), plan);
    for (statistic, found) in [("getis-ord-star", star), ("local-geary", local_geary(&styled, &values, plan))]
    {
        let rows = of_regions(&found).into_iter().map(|(region, own, status)| LocalStatisticRow {
            region,
            indicator: series.indicator.clone(),
            year: year.year,
            statistic,
            value: own.and_then(|(l, _)| l.value.ok()),
            z: own.and_then(|(l, _)| l.z),
            p: own.and_then(|(l, _)| l.p),
            q: own.map(|(_, q)| q).filter(|q| !q.is_nan()),
            kind: own.and_then(|(l, _)| l.quadrant),
            status,
        });
        result.local_statistics.extend(rows);
    }
}

fn global_row(
    series: &SpaceSeries,
    year: &SpaceYear,
    statistic: &'static str,
    found: Result<Global, Status>,
) -> MoranRow {
    let (variance, status) = match &found {
        Ok(found) => (found.randomization.ok(), Status::Observed),
        Err(status) => (None, *status),
    };
    let found = found.ok();
    MoranRow {
        indicator: series.indicator.clone(),
        year: year.year,
        statistic,
        value: found.as_ref().map(|f| f.value),
        expected: found.as_ref().map(|f| f.expected),
        variance,
        z: found.as_ref().and_then(|f| f.z(variance?).ok()),
        p: found.as_ref().and_then(|f| f.p),
        status,
    }
}

/// Joins within groups: are neighbours in the same group more often than when
/// groups are dealt over the map by chance?
fn joins(weights: &Weights, groups: &SpaceGroups, options: &SpaceOptions) -> MoranRow {
    let (at, among) = kept(weights, |i| groups.groups[i].is_some(), options.islands);
    let among = among.symmetric().binary();
    let labels: Vec<f64> = at.iter().filter_map(|&i| groups.groups[i]).map(|g| g as f64).collect();
    let n = labels.len() as f64;
    let same = |x: &[f64]| {
        let of = |i: usize| among.neighbors(i).iter().filter(|&&j| x[i] == x[j as usize]).count();
        (0..x.len()).map(of).sum::<usize>() as f64 / 2.0
    };
    let status = super::global::usable(&labels, among.links() as f64, 2).err();
    let mut row = MoranRow {
        indicator: "groups".into(),
        year: groups.year,
        statistic: "joins",
        value: None,
        expected: None,
        variance: None,
        z: None,
        p: None,
        status: status.unwrap_or(Status::Observed),
    };
    if status.is_some() {
        return row;
    }
    let mut sizes = std::collections::BTreeMap::new();
    at.iter().filter_map(|&i| groups.groups[i]).for_each(|g| *sizes.entry(g).or_insert(0.0) += 1.0);
    let pairs: f64 = sizes.values().map(|s| s * (s - 1.0)).sum();
    let expected = among.links() as f64 / 2.0 * pairs / (n * (n - 1.0));
    let plan = options.plan;
    let value = same(&labels);
    let bounds = plan.alternative.bounds(value, expected);
    let counts = shuffled(&labels, bounds, 1e-9, &plan, Stream::JoinCount.item(3), same);
    row.value = Some(value);
    row.expected = Some(expected);
    row.p = (counts.draws > 0).then(|| plan.alternative.p(counts, plan));
    row
}
