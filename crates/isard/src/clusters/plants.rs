//! The inputs `plants` and `regions`: where the jobs of industries are, plant
//! by plant, and what they are compared with.

use crate::clusters::slab::Measured;
use crate::inequality::values::number;
use crate::model::{Reason, Status, Table};
use crate::registry::{InputSpec, Inputs, MethodError};
use std::collections::BTreeMap;

/// The table of plants.
pub const PLANTS: InputSpec = InputSpec {
    name: "plants",
    columns: "plant, industry, region, employment[, size_class]; a size class (10-49, 250+) where employment is not known",
    optional: false,
};

/// Shares of regions that plants are compared with.
pub const REGIONS: InputSpec = InputSpec {
    name: "regions",
    columns: "region, value; the jobs of the plants themselves when not given",
    optional: true,
};

/// Jobs of industries by region, where only size classes of plants are known.
pub const ACTIVITY: InputSpec = InputSpec {
    name: "activity",
    columns: "region, industry, value; the jobs by region where plants have size classes only",
    optional: true,
};

/// Plants of one industry.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Industry {
    /// Jobs by position of the region.
    pub jobs: Vec<f64>,
    /// Smallest and largest size of each plant; equal where it is known.
    pub sizes: Vec<(f64, f64)>,
}

/// Plants by industry.
#[derive(Debug, Clone, PartialEq)]
pub struct Plants {
    /// Region keys, ascending.
    pub regions: Vec<String>,
    /// Share of each region in what plants are compared with; sums to one.
    pub x: Vec<f64>,
    /// Industries by key.
    pub industries: BTreeMap<String, Industry>,
    /// What the reader must know.
    pub warnings: Vec<String>,
    /// What was assumed.
    pub assumptions: Vec<String>,
}

/// Smallest and largest sum of squared shares of plants.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Herfindahl {
    /// Smallest; the value itself where all sizes are known.
    pub low: f64,
    /// Largest, or a bound of it.
    pub high: f64,
}

impl Plants {
    /// Reads plants, and the regions they are compared with.
    ///
    /// # Errors
    /// A missing column, an empty key, a size that is negative or no number, a
    /// size class that is none, a region unknown to `regions`, several years,
    /// size classes without `activity`.
    pub fn read(inputs: &Inputs) -> Result<Plants, MethodError> {
        let table = inputs.need(PLANTS.name, PLANTS.columns)?;
        let refuse = |source| MethodError::Table { input: PLANTS.name.into(), source };
        let (industry, region) =
            (table.column("industry").map_err(refuse)?, table.column("region").map_err(refuse)?);
        if table.get("size_class").is_none() {
            table.column("employment").map_err(refuse)?;
        }
        one_year(table)?;
        let bad =
            |row: usize, what: String| MethodError::data(format!("input `plants`, row {}: {what}", row + 1));
        let mut rows = Vec::with_capacity(table.rows());
        let (mut empty, mut classed) = (0usize, 0usize);
        for row in 0..table.rows() {
            let key = |c: &crate::model::Column, name: &str| {
                c.display(row).ok_or_else(|| bad(row, format!("`{name}` is empty")))
            };
            let size = match number(table, row, "employment").map_err(|e| bad(row, e))? {
                v if v < 0.0 => return Err(bad(row, format!("`employment` = {v} is negative"))),
                v if v.is_nan() => {
                    let class = table.get("size_class").and_then(|c| c.display(row));
                    let class =
                        class.ok_or_else(|| bad(row, "neither `employment` nor `size_class`".into()))?;
                    classed += 1;
                    size_class(&class).ok_or_else(|| {
                        bad(row, format!("`size_class` = `{class}` is no class such as 10-49 or 250+"))
                    })?
                }
                v => (v, v),
            };
            if size.1 == 0.0 {
                empty += 1;
                continue;
            }
            rows.push((key(industry, "industry")?, key(region, "region")?, size));
        }
        let mut plants = Plants {
            regions: Vec::new(),
            x: Vec::new(),
            industries: BTreeMap::new(),
            warnings: Vec::new(),
            assumptions: Vec::new(),
        };
        if empty > 0 {
            plants.warnings.push(format!("{empty} plants without jobs were left out"));
        }
        let known: Vec<(String, String, f64)> = if classed > 0 {
            jobs_of_activity(inputs)?
        } else {
            rows.iter().map(|r| (r.0.clone(), r.1.clone(), r.2.0)).collect()
        };
        plants.compare(inputs, &known)?;
        for (industry, region, jobs) in known {
            let at = plants.at(&region)?;
            let n = plants.regions.len();
            let entry = plants.industries.entry(industry).or_default();
            entry.jobs.resize(n, 0.0);
            entry.jobs[at] += jobs;
        }
        for (industry, region, size) in rows {
            plants.at(&region)?;
            let n = plants.regions.len();
            let entry = plants.industries.entry(industry).or_default();
            entry.jobs.resize(n, 0.0);
            entry.sizes.push(size);
        }
        if classed > 0 {
            plants.assumptions.push(format!(
                "{classed} plants have a size class only: jobs by region are those of `activity`, and figures that hang on \
                 the sizes of plants are bounds"
            ));
        }
        Ok(plants)
    }

    fn at(&self, region: &str) -> Result<usize, MethodError> {
        self.regions.binary_search_by(|r| r.as_str().cmp(region)).map_err(|_| {
            MethodError::data_hint(
                format!("the region `{region}` has plants and does not stand in `regions`"),
                "add it to `regions`, with the value 0 if it has none",
            )
        })
    }

    fn compare(&mut self, inputs: &Inputs, known: &[(String, String, f64)]) -> Result<(), MethodError> {
        let given = if inputs.get(REGIONS.name).is_some() {
            inputs.keyed(REGIONS.name, REGIONS.columns)?
        } else {
            let mut all: BTreeMap<String, f64> = BTreeMap::new();
            known.iter().for_each(|(_, region, jobs)| *all.entry(region.clone()).or_default() += jobs);
            self.assumptions.push("regions are compared with the jobs of all industries in the input".into());
            all.into_iter().collect()
        };
        if let Some((region, value)) = given.iter().find(|r| r.1 < 0.0) {
            return Err(MethodError::data(format!(
                "input `regions`: `{region}` has the negative value {value}"
            )));
        }
        let sum: f64 = given.iter().map(|r| r.1).sum();
        if sum <= 0.0 {
            return Err(MethodError::data("the regions that plants are compared with have nothing"));
        }
        self.x = given.iter().map(|r| r.1 / sum).collect();
        self.regions = given.into_iter().map(|r| r.0).collect();
        Ok(())
    }

    /// Σx².
    pub fn square(&self) -> f64 {
        self.x.iter().map(|x| x * x).sum()
    }
}

impl Industry {
    /// Jobs in all regions.
    pub fn total(&self) -> f64 {
        self.jobs.iter().sum()
    }

    /// Shares of the regions.
    ///
    /// # Errors
    /// `undefined:empty-industry` without jobs.
    pub fn shares(&self) -> Result<Vec<f64>, Status> {
        let total = self.total();
        if total <= 0.0 {
            return Err(Status::Undefined(Reason::EmptyIndustry));
        }
        Ok(self.jobs.iter().map(|j| j / total).collect())
    }

    /// Whether every plant's size is known.
    pub fn exact(&self) -> bool {
        self.sizes.iter().all(|s| s.0 == s.1)
    }

    /// H = Σz² of the plants' shares. With size classes, the least by sizes as
    /// even as the classes and the total allow, and an upper bound by letting
    /// the largest plants fill their classes as far as the total goes.
    ///
    /// # Errors
    /// `undefined:empty-industry` without plants; `missing` when no sizes in the
    /// classes add up to the jobs of the industry.
    pub fn herfindahl(&self) -> Result<Herfindahl, Status> {
        if self.sizes.is_empty() || self.total() <= 0.0 {
            return Err(Status::Undefined(Reason::EmptyIndustry));
        }
        if self.exact() {
            let total: f64 = self.sizes.iter().map(|s| s.0).sum();
            let h = self.sizes.iter().map(|s| (s.0 / total).powi(2)).sum();
            return Ok(Herfindahl { low: h, high: h });
        }
        let total = self.total();
        let sizes: Vec<(f64, f64)> = self.sizes.iter().map(|s| (s.0, s.1.min(total))).collect();
        let (least, most) = sizes.iter().fold((0.0, 0.0), |a, s| (a.0 + s.0, a.1 + s.1));
        if total < least * (1.0 - 1e-12) || total > most * (1.0 + 1e-12) {
            return Err(Status::Missing);
        }
        Ok(Herfindahl {
            low: evenest(&sizes, total) / total / total,
            high: (most_uneven(&sizes, total) / total / total).min(1.0),
        })
    }
}

/// Least Σe² with every e in its class and Σe = total: one level, kept inside
/// each class.
fn evenest(sizes: &[(f64, f64)], total: f64) -> f64 {
    let (mut low, mut high) = (0.0, sizes.iter().map(|s| s.1).fold(0.0, f64::max));
    let sum = |level: f64| sizes.iter().map(|s| level.clamp(s.0, s.1)).sum::<f64>();
    for _ in 0..200 {
        let level = (low + high) / 2.0;
        if sum(level) < total { low = level } else { high = level }
    }
    sizes.iter().map(|s| low.clamp(s.0, s.1).powi(2)).sum()
}

/// Upper bound of Σe²: each plant's square is replaced by the line between the
/// ends of its class, which lies above it; then the steepest lines first.
fn most_uneven(sizes: &[(f64, f64)], total: f64) -> f64 {
    let mut order: Vec<&(f64, f64)> = sizes.iter().collect();
    order.sort_by(|a, b| (b.0 + b.1).total_cmp(&(a.0 + a.1)));
    let mut left = total - sizes.iter().map(|s| s.0).sum::<f64>();
    let mut sum: f64 = sizes.iter().map(|s| s.0 * s.0).sum();
    for (low, high) in order {
        let rise = left.clamp(0.0, high - low);
        sum += rise * (high + low);
        left -= rise;
    }
    sum
}

/// Bounds of a size class: `10-49`, `10–49`, `250+`, `7`.
pub fn size_class(text: &str) -> Option<(f64, f64)> {
    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let read = |s: &str| s.parse::<f64>().ok().filter(|v| *v >= 0.0 && v.is_finite());
    if let Some(from) = text.strip_suffix('+') {
        return read(from).map(|v| (v, f64::INFINITY));
    }
    match text.split_once(['-', '–']) {
        Some((a, b)) => Some((read(a)?, read(b)?)).filter(|(a, b)| a <= b),
        None => read(&text).map(|v| (v, v)),
    }
}

fn one_year(table: &Table) -> Result<(), MethodError> {
    let Some(years) = table.get("year") else { return Ok(()) };
    let first = years.display(0);
    match (1..table.rows()).find(|&r| years.display(r) != first) {
        None => Ok(()),
        Some(_) => {
            Err(MethodError::data_hint("input `plants` has several years", "give the plants of one year"))
        }
    }
}

fn jobs_of_activity(inputs: &Inputs) -> Result<Vec<(String, String, f64)>, MethodError> {
    if inputs.get(ACTIVITY.name).is_none() {
        return Err(MethodError::data_hint(
            "some plants have a size class and no employment, so jobs by region are not known",
            "add --in activity=FILE with region, industry, value",
        ));
    }
    let panel = inputs.activity()?;
    if panel.years.len() > 1 {
        return Err(MethodError::data_hint(
            "input `activity` has several years",
            "give the year of the plants",
        ));
    }
    let width = panel.industries.len();
    let cell = |(at, v): (usize, &f64)| {
        (panel.industries[at % width].clone(), panel.regions[at / width].clone(), *v)
    };
    if let Some(v) = panel.values.iter().find(|v| **v < 0.0) {
        return Err(MethodError::data(format!("input `activity` has the negative value {v}")));
    }
    Ok(panel.values.iter().enumerate().filter(|(_, v)| !v.is_nan()).map(cell).collect())
}

/// (a − H)/(1 − H), the share of concentration beyond that of plants: at both
/// ends of H, in order, and exactly where H is known.
///
/// # Errors
/// `undefined:single-plant` where H may be one.
pub(super) fn beyond_plants(a: f64, h: Herfindahl) -> Result<(f64, f64), Status> {
    if h.high >= 1.0 - 1e-12 {
        return Err(Status::Undefined(Reason::SinglePlant));
    }
    let at = |h: f64| (a - h) / (1.0 - h);
    let (x, y) = (at(h.low), at(h.high));
    Ok((x.min(y), x.max(y)))
}

/// A figure that is exact, or known between bounds only.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bounded {
    /// The figure, or why there is none.
    pub value: Measured,
    /// Bounds where sizes are not known.
    pub bounds: Option<(f64, f64)>,
}

impl Bounded {
    /// From bounds that meet where the figure is exact.
    pub(super) fn of(found: Result<(f64, f64), Status>, exact: bool) -> Bounded {
        match found {
            Err(status) => Bounded { value: Err(status), bounds: None },
            Ok((low, _)) if exact => Bounded { value: Ok(low), bounds: None },
            Ok(bounds) => Bounded { value: Err(Status::Suppressed), bounds: Some(bounds) },
        }
    }
}
