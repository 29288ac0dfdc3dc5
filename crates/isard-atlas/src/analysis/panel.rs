//! The activity table as a panel at one level of regions and industries, with
//! the totals the source publishes.

use super::disclosure::Estimates;
use super::hierarchy::Hierarchy;
use isard::clusters::panel::{Bounds, ClusterPanel, Margins};
use isard::model::{Status, Table, TextColumn};
use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// What to take from the activity table.
#[derive(Clone, Copy)]
pub(super) struct Wanted<'a> {
    pub(super) measure: &'a str,
    pub(super) level: Option<i64>,
    pub(super) industry_level: Option<i64>,
    pub(super) definitions: Option<&'a Table>,
    /// Estimates that stand for withheld cells, where they are to.
    pub(super) estimates: Option<&'a Estimates>,
}

/// A panel and how it was made.
pub(super) struct Made {
    pub(super) panel: ClusterPanel,
    pub(super) assumptions: Vec<String>,
}

/// One cell of the table.
#[derive(Debug, Clone, Copy)]
struct Cell {
    value: f64,
    status: Status,
    /// Bounds.
    low: f64,
    high: f64,
    /// How far the interval of an estimate reaches below and above it, squared.
    reach: Option<(f64, f64)>,
}

impl Cell {
    const NOTHING: Cell =
        Cell { value: f64::NAN, status: Status::Missing, low: f64::NAN, high: f64::NAN, reach: None };

    /// Bounds for a sum: a published value is its own.
    fn limits(&self) -> (f64, f64) {
        match self.value.is_nan() || self.reach.is_some() {
            true => (if self.low.is_nan() { 0.0 } else { self.low }, self.high),
            false => (self.value, self.value),
        }
    }

    /// The interval of an estimate.
    fn interval(&self) -> (f64, f64) {
        let (below, above) = self.reach.unwrap_or((f64::NAN, f64::NAN));
        let inside = |v: f64| v.max(self.low).min(self.high);
        (inside(self.value - below.sqrt()), inside(self.value + above.sqrt()))
    }
}

/// Cells by (region, industry, year).
type Cells<'a> = HashMap<(&'a str, &'a str, i64), Cell>;

/// Reads the panel; `None` when no row has the measure.
pub(super) fn panel(
    activity: &Table,
    regions: &Hierarchy,
    industries: &Hierarchy,
    wanted: &Wanted,
) -> Option<Made> {
    let cells = cells_of(activity, wanted.measure, wanted.estimates)?;
    if cells.is_empty() {
        return None;
    }
    let mut assumptions = Vec::new();
    let region_keys: BTreeSet<&str> = cells.keys().map(|(r, ..)| *r).collect();
    let industry_keys: BTreeSet<&str> = cells.keys().map(|(_, i, _)| *i).collect();
    let level = wanted.level.or_else(|| regions.finest_common(&region_keys));
    let units: Vec<String> = match level {
        Some(level) => regions.units_at(level),
        None => region_keys.iter().map(|r| r.to_string()).collect(),
    };
    let direct = units.iter().any(|u| region_keys.contains(u.as_str()));
    let leaves: BTreeSet<&str> = industry_keys
        .iter()
        .copied()
        .filter(|i| match wanted.industry_level {
            Some(level) => industries.level(i) == Some(level),
            None => !industries.has_child_among(i, &industry_keys),
        })
        .collect();
    let summed;
    let (cells, units) = if direct {
        let present: Vec<String> = units.into_iter().filter(|u| region_keys.contains(u.as_str())).collect();
        (&cells, present)
    } else {
        assumptions.push(format!(
            "{} of regions is the sum of the regions below them, which is where the source has it",
            capital(wanted.measure)
        ));
        summed = add_up(&cells, regions, level?);
        let present = units.into_iter().filter(|u| summed.keys().any(|(r, ..)| r == u)).collect();
        (&summed, present)
    };
    let years: Vec<i64> = cells.keys().map(|k| k.2).collect::<BTreeSet<_>>().into_iter().collect();
    let establishments = if wanted.measure == "establishments" {
        None
    } else {
        cells_of(activity, "establishments", wanted.estimates)
    };
    let establishments = establishments.map(|e| match level {
        Some(level) if !direct => add_up(&e, regions, level),
        _ => e,
    });
    let mut names: Vec<String> = leaves.iter().map(|i| i.to_string()).collect();
    let (mut clustered, mut clustered_plants) = (None, None);
    if let Some(definitions) = wanted.definitions {
        let members = members_of(definitions, &leaves);
        names = members
            .values()
            .flatten()
            .map(|(c, _)| c.to_string())
            .collect::<BTreeSet<_>>()
            .into_iter()
            .collect();
        clustered = Some(by_cluster(cells, &members));
        clustered_plants = establishments.as_ref().map(|e| by_cluster(e, &members));
        assumptions.push(format!(
            "Clusters are sums of industries by the study's table of cluster definitions ({} clusters)",
            names.len()
        ));
    }
    let values = clustered.as_ref().unwrap_or(cells);
    let mut panel = fill(units, names, years, values, clustered_plants.as_ref().or(establishments.as_ref()));
    panel.margins = Some(margins(&panel, cells, regions, industries, &leaves));
    if let Some(m) = &panel.margins {
        let published = m.industries.iter().filter(|v| v.is_finite()).count();
        if published > 0 {
            assumptions.push(format!(
                "Shares are taken of published totals where the source has them ({published} of {} industry totals); elsewhere of the sum of what is published",
                m.industries.len()
            ));
        }
    }
    Some(Made { panel, assumptions })
}

fn capital(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or_else(String::new, |c| c.to_uppercase().chain(chars).collect()).replace('_', " ")
}

fn cells_of<'a>(activity: &'a Table, measure: &str, estimates: Option<&Estimates>) -> Option<Cells<'a>> {
    let text = |name: &str| -> Option<&'a TextColumn> { activity.text(name).ok() };
    let (regions, industries, measures) = (text("region")?, text("industry")?, text("measure")?);
    let mut cells = Cells::new();
    for row in 0..activity.rows() {
        if measures.get(row) != Some(measure) {
            continue;
        }
        let (Some(region), Some(industry)) = (regions.get(row), industries.get(row)) else { continue };
        let number = |name: &str| activity.real_at(row, name).unwrap_or(f64::NAN);
        let status = activity.text_at(row, "status").and_then(|s| s.parse().ok()).unwrap_or(Status::Observed);
        let key = (region, industry, activity.integer_at(row, "year").unwrap_or(0));
        let found = estimates.filter(|_| status == Status::Suppressed).and_then(|e| e.of_cell(measure, key));
        let cell = match found {
            Some(e) => Cell {
                value: e.value,
                status: Status::Estimated,
                low: e.bounds.0,
                high: e.bounds.1,
                reach: Some(((e.value - e.interval.0).powi(2), (e.interval.1 - e.value).powi(2))),
            },
            None => Cell {
                value: number("value"),
                status,
                low: number("bound_low"),
                high: number("bound_high"),
                reach: None,
            },
        };
        cells.insert(key, cell);
    }
    (!cells.is_empty()).then_some(cells)
}

/// Sums of the finest regions below each region of a level. A sum with a
/// withheld part is withheld, between the sums of the bounds.
fn add_up<'a>(cells: &Cells<'a>, regions: &'a Hierarchy, level: i64) -> Cells<'a> {
    let keys: BTreeSet<&str> = cells.keys().map(|k| k.0).collect();
    let mut out: Cells<'a> = Cells::new();
    let mut ordered: Vec<_> = cells.iter().collect();
    // Sums in key order, so that rounding does not depend on hashing.
    ordered.sort_by_key(|(k, _)| **k);
    for ((region, industry, year), cell) in ordered {
        if regions.has_child_among(region, &keys) {
            continue;
        }
        let Some(at) = regions.at_level(region, level) else { continue };
        let (low, high) = cell.limits();
        add(&mut out, (at, industry, *year), Cell { low, high, ..*cell });
    }
    unbound(&mut out);
    out
}

fn add<'a>(sums: &mut Cells<'a>, key: (&'a str, &'a str, i64), part: Cell) {
    match sums.entry(key) {
        Entry::Vacant(e) => {
            e.insert(part);
        }
        Entry::Occupied(mut e) => {
            let sum = e.get_mut();
            sum.value += part.value;
            sum.status = sum.status.and(part.status);
            sum.low += part.low;
            sum.high += part.high;
            // Errors of estimates are taken as independent.
            sum.reach = match (sum.reach, part.reach) {
                (Some(a), Some(b)) => Some((a.0 + b.0, a.1 + b.1)),
                (a, b) => a.or(b),
            };
        }
    }
}

/// Sums that are known need no bounds.
fn unbound(sums: &mut Cells) {
    for cell in sums.values_mut().filter(|c| c.status.has_value() && c.reach.is_none()) {
        (cell.low, cell.high) = (f64::NAN, f64::NAN);
    }
}

/// Clusters and weights of each analysed industry.
fn members_of<'a>(definitions: &'a Table, leaves: &BTreeSet<&str>) -> BTreeMap<&'a str, Vec<(&'a str, f64)>> {
    let mut out: BTreeMap<&str, Vec<(&str, f64)>> = BTreeMap::new();
    for row in 0..definitions.rows() {
        let (Some(cluster), Some(industry)) =
            (definitions.text_at(row, "cluster"), definitions.text_at(row, "industry"))
        else {
            continue;
        };
        if leaves.contains(industry) {
            let weight = definitions.real_at(row, "weight").unwrap_or(1.0);
            out.entry(industry).or_default().push((cluster, weight));
        }
    }
    out
}

fn by_cluster<'a>(cells: &Cells<'a>, members: &BTreeMap<&'a str, Vec<(&'a str, f64)>>) -> Cells<'a> {
    let mut out = Cells::new();
    let mut ordered: Vec<_> = cells.iter().collect();
    ordered.sort_by_key(|(k, _)| **k);
    for ((region, industry, year), cell) in ordered {
        for (cluster, w) in members.get(industry).into_iter().flatten() {
            let (low, high) = cell.limits();
            let part = Cell {
                value: cell.value * w,
                status: cell.status,
                low: low * w,
                high: high * w,
                reach: cell.reach.map(|(below, above)| (below * w * w, above * w * w)),
            };
            add(&mut out, (region, cluster, *year), part);
        }
    }
    unbound(&mut out);
    out
}

fn fill(
    units: Vec<String>,
    industries: Vec<String>,
    years: Vec<i64>,
    cells: &Cells,
    establishments: Option<&Cells>,
) -> ClusterPanel {
    let n = units.len() * industries.len() * years.len();
    let mut values = Vec::with_capacity(n);
    let mut status = Vec::with_capacity(n);
    let (mut bounds, mut intervals) = (Bounds::default(), Bounds::default());
    let mut plants = Vec::with_capacity(n);
    for year in &years {
        for unit in &units {
            for industry in &industries {
                let key = (unit.as_str(), industry.as_str(), *year);
                let cell = cells.get(&key).copied().unwrap_or(Cell::NOTHING);
                values.push(cell.value);
                status.push(cell.status);
                bounds.low.push(cell.low);
                bounds.high.push(cell.high);
                let (low, high) = cell.interval();
                intervals.low.push(low);
                intervals.high.push(high);
                plants.push(establishments.and_then(|e| e.get(&key)).map_or(f64::NAN, |c| c.value));
            }
        }
    }
    let mut panel = ClusterPanel::new(units, industries, years, values);
    panel.status = status;
    panel.bounds = Some(bounds);
    panel.estimates = Some(intervals).filter(|i| i.low.iter().any(|v| !v.is_nan()));
    panel.establishments = establishments.map(|_| plants);
    panel
}

/// Published totals: of a region over the top industries, of an industry over
/// the top regions, and of everything; NaN where a part is not published.
fn margins(
    panel: &ClusterPanel,
    cells: &Cells,
    regions: &Hierarchy,
    industries: &Hierarchy,
    leaves: &BTreeSet<&str>,
) -> Margins {
    let value = |r: &str, i: &str, y: i64| cells.get(&(r, i, y)).map_or(f64::NAN, |c| c.value);
    let present: BTreeMap<bool, Vec<&str>> = {
        let used: BTreeSet<&str> = cells.keys().map(|k| k.1).collect();
        let mut split: BTreeMap<bool, Vec<&str>> = BTreeMap::new();
        industries
            .roots()
            .into_iter()
            .filter(|r| used.contains(r))
            .for_each(|r| split.entry(leaves.contains(r)).or_default().push(r));
        split
    };
    // Top industries that are themselves analysed are no margin of others.
    let tops: Vec<&str> = if present.contains_key(&true) {
        Vec::new()
    } else {
        present.get(&false).cloned().unwrap_or_default()
    };
    let used: BTreeSet<&str> = cells.keys().map(|k| k.0).collect();
    let units: BTreeSet<&str> = panel.regions.iter().map(String::as_str).collect();
    let top_regions: Vec<&str> =
        regions.roots().into_iter().filter(|r| used.contains(r) && !units.contains(r)).collect();
    // An empty sum is no total.
    let sum = |parts: &mut dyn Iterator<Item = f64>| -> f64 {
        let mut any = false;
        let total = parts.inspect(|_| any = true).sum::<f64>();
        if any { total } else { f64::NAN }
    };
    let mut out = Margins::default();
    for &year in &panel.years {
        for region in &panel.regions {
            out.regions.push(sum(&mut tops.iter().map(|i| value(region, i, year))));
        }
        for industry in &panel.industries {
            out.industries.push(sum(&mut top_regions.iter().map(|r| value(r, industry, year))));
        }
        let all = top_regions.iter().flat_map(|r| tops.iter().map(move |i| (r, i)));
        out.totals.push(sum(&mut all.map(|(r, i)| value(r, i, year))));
    }
    out
}
