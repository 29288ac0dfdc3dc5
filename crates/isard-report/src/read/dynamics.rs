//! The question "how do clusters come, grow and go?" as the report needs it.

use super::Source;
use crate::ReportInput;
use isard::model::Status;
use std::collections::{BTreeMap, BTreeSet};

/// Stages in the order of a life.
pub(crate) const STAGES: [&str; 4] = ["emergence", "growth", "sustainment", "decline"];

/// Probabilities of the stages in a year.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Stage {
    pub(crate) year: i64,
    pub(crate) probability: [f64; 4],
    pub(crate) status: Status,
}

impl Stage {
    /// Position of the most probable stage.
    pub(crate) fn likeliest(&self) -> usize {
        (0..4).fold(0, |best, s| if self.probability[s] > self.probability[best] { s } else { best })
    }
}

/// A value with its 90 % band.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Point {
    pub(crate) year: i64,
    pub(crate) value: Option<f64>,
    pub(crate) band: Option<(f64, f64)>,
}

/// Test of a trend.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Test {
    pub(crate) slope: f64,
    pub(crate) band: Option<(f64, f64)>,
    pub(crate) q: Option<f64>,
}

/// Change of a region, as shares of its first year.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Shift {
    pub(crate) region: String,
    pub(crate) national: f64,
    pub(crate) mix: f64,
    pub(crate) regional: f64,
    pub(crate) change: f64,
}

/// Entries and exits of all regions between two years.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Rates {
    pub(crate) year: i64,
    pub(crate) entry: Option<f64>,
    pub(crate) exit: Option<f64>,
    pub(crate) persistence: Option<f64>,
}

/// Association of a move with relatedness density.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Association {
    pub(crate) outcome: String,
    pub(crate) model: String,
    pub(crate) coefficient: f64,
    pub(crate) band: (f64, f64),
    pub(crate) n: i64,
}

/// Concentration beyond plants.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Beyond {
    pub(crate) gamma: Option<f64>,
    pub(crate) bounds: Option<(f64, f64)>,
    pub(crate) z: Option<f64>,
    pub(crate) plants: i64,
}

/// An industry that a region lacks.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Opportunity {
    pub(crate) industry: String,
    pub(crate) lq: Option<f64>,
    pub(crate) density: f64,
    pub(crate) rank: i64,
    pub(crate) entry: Option<f64>,
}

/// Measures by industry and name, years ascending.
type Lines = BTreeMap<(String, String), Vec<Point>>;

/// Everything but the stages, which are read by pair.
#[derive(Debug, Clone, Default)]
pub(crate) struct Dynamics {
    pub(crate) trends: Lines,
    pub(crate) tests: BTreeMap<(String, String), Test>,
    pub(crate) shifts: Vec<Shift>,
    /// First and last year of the shifts.
    pub(crate) span: Option<(i64, i64)>,
    pub(crate) rates: Vec<Rates>,
    pub(crate) associations: Vec<Association>,
    /// Number of clusters by region and most probable stage in the last year.
    pub(crate) stages: BTreeMap<String, [usize; 4]>,
}

impl Dynamics {
    /// Reads what the atlas has; `None` without trends.
    pub(crate) fn read(input: &ReportInput) -> Option<Dynamics> {
        let trends = Source::open(input, "dynamics/trends")?;
        let mut out = Dynamics::default();
        for r in 0..trends.rows() {
            let Some(year) = trends.integer(r, "year") else { continue };
            let key = (trends.text(r, "industry"), trends.text(r, "measure"));
            let band = trends.real(r, "low").zip(trends.real(r, "high"));
            out.trends.entry(key).or_default().push(Point { year, value: trends.real(r, "value"), band });
        }
        out.trends.values_mut().for_each(|v| v.sort_by_key(|p| p.year));
        if let Some(t) = Source::open(input, "dynamics/trend_tests") {
            for r in 0..t.rows() {
                let Some(slope) = t.real(r, "slope") else { continue };
                let band = t.real(r, "low").zip(t.real(r, "high"));
                let key = (t.text(r, "industry"), t.text(r, "measure"));
                out.tests.insert(key, Test { slope, band, q: t.real(r, "q") });
            }
        }
        out.read_shifts(input);
        out.read_moves(input);
        out.stages = stage_counts(input);
        Some(out)
    }

    fn read_shifts(&mut self, input: &ReportInput) {
        let Some(t) = Source::open(input, "dynamics/shift_share") else { return };
        let mut by: BTreeMap<String, Shift> = BTreeMap::new();
        let mut whole: BTreeSet<String> = BTreeSet::new();
        for r in (0..t.rows()).filter(|r| t.text(*r, "variant") == "classic") {
            let region = t.text(r, "region");
            self.span = t.integer(r, "from_year").zip(t.integer(r, "to_year"));
            let shift = by.entry(region.clone()).or_default();
            let value = t.real(r, "rate").unwrap_or(0.0);
            match t.text(r, "component").as_str() {
                "national" => shift.national = value,
                "industry-mix" => shift.mix = value,
                "competitive" => shift.regional = value,
                "change" if t.real(r, "rate").is_some() => {
                    shift.change = value;
                    whole.insert(region.clone());
                }
                _ => {}
            }
            shift.region = region;
        }
        self.shifts = by.into_values().filter(|s| whole.contains(&s.region)).collect();
    }

    fn read_moves(&mut self, input: &ReportInput) {
        if let Some(t) = Source::open(input, "dynamics/entry_exit") {
            for r in (0..t.rows()).filter(|r| t.text(*r, "scope") == "all") {
                let Some(year) = t.integer(r, "to_year") else { continue };
                self.rates.push(Rates {
                    year,
                    entry: t.real(r, "entry_rate"),
                    exit: t.real(r, "exit_rate"),
                    persistence: t.real(r, "persistence"),
                });
            }
            self.rates.sort_by_key(|r| r.year);
        }
        if let Some(t) = Source::open(input, "dynamics/entry_model") {
            for r in (0..t.rows()).filter(|r| t.text(*r, "term") == "density") {
                let band = t.real(r, "low").zip(t.real(r, "high"));
                let Some((coefficient, band)) = t.real(r, "coefficient").zip(band) else { continue };
                self.associations.push(Association {
                    outcome: t.text(r, "outcome"),
                    model: t.text(r, "model"),
                    coefficient,
                    band,
                    n: t.integer(r, "n").unwrap_or(0),
                });
            }
        }
    }

    /// A measure of an industry by year.
    pub(crate) fn line(&self, industry: &str, measure: &str) -> &[Point] {
        self.trends.get(&(industry.to_string(), measure.to_string())).map_or(&[], Vec::as_slice)
    }

    /// The test of a measure of an industry.
    pub(crate) fn test(&self, industry: &str, measure: &str) -> Option<&Test> {
        self.tests.get(&(industry.to_string(), measure.to_string()))
    }

    /// Industries with a measure, ascending.
    pub(crate) fn industries(&self, measure: &str) -> Vec<&str> {
        self.trends.keys().filter(|k| k.1 == measure).map(|k| k.0.as_str()).collect()
    }
}

fn stage_counts(input: &ReportInput) -> BTreeMap<String, [usize; 4]> {
    let mut out: BTreeMap<String, [usize; 4]> = BTreeMap::new();
    let Some(t) = Source::open(input, "dynamics/life_cycle") else { return out };
    let last = (0..t.rows()).filter_map(|r| t.integer(r, "year")).max();
    for r in (0..t.rows()).filter(|r| t.integer(*r, "year") == last) {
        let stage = t.table.text_at(r, "stage");
        if let Some(s) = STAGES.iter().position(|s| Some(*s) == stage) {
            out.entry(t.text(r, "region")).or_default()[s] += 1;
        }
    }
    out
}

/// Stages year by year, by region and cluster.
pub(crate) type Lives = BTreeMap<(String, String), Vec<Stage>>;

/// Reads the lives of the wanted pairs.
pub(crate) fn lives(input: &ReportInput, wanted: &BTreeSet<(String, String)>) -> Lives {
    let mut out = Lives::new();
    let Some(t) = Source::open(input, "dynamics/life_cycle") else { return out };
    let regions: BTreeSet<&str> = wanted.iter().map(|w| w.0.as_str()).collect();
    for r in 0..t.rows() {
        let Some(region) = t.table.text_at(r, "region").filter(|k| regions.contains(k)) else { continue };
        let pair = (region.to_string(), t.text(r, "cluster"));
        let (true, Some(year)) = (wanted.contains(&pair), t.integer(r, "year")) else { continue };
        let p = STAGES.map(|s| t.real(r, &format!("{s}_probability")).unwrap_or(0.0));
        out.entry(pair).or_default().push(Stage { year, probability: p, status: t.status(r) });
    }
    out.values_mut().for_each(|v| v.sort_by_key(|s| s.year));
    out
}

/// Industries a region lacks, the nearest first.
pub(crate) fn opportunities(input: &ReportInput, region: &str) -> Vec<Opportunity> {
    let Some(t) = Source::open(input, "complexity/opportunities") else { return Vec::new() };
    let mut out: Vec<Opportunity> = (0..t.rows())
        .filter(|r| t.table.text_at(*r, "region") == Some(region))
        .filter_map(|r| {
            Some(Opportunity {
                industry: t.text(r, "industry"),
                lq: t.real(r, "lq"),
                density: t.real(r, "density")?,
                rank: t.integer(r, "rank")?,
                entry: t.real(r, "entry_probability"),
            })
        })
        .collect();
    out.sort_by(|a, b| a.rank.cmp(&b.rank).then(a.industry.cmp(&b.industry)));
    out
}

/// Concentration beyond plants by industry.
pub(crate) fn beyond(input: &ReportInput) -> BTreeMap<String, Beyond> {
    let Some(t) = Source::open(input, "clusters/ellison_glaeser") else { return BTreeMap::new() };
    let row = |r: usize| {
        let found = Beyond {
            gamma: t.real(r, "gamma"),
            bounds: t.real(r, "bound_low").zip(t.real(r, "bound_high")),
            z: t.real(r, "z"),
            plants: t.integer(r, "plants").unwrap_or(0),
        };
        (t.text(r, "industry"), found)
    };
    (0..t.rows()).map(row).collect()
}
