//! The question "what are we strong in?" as the report needs it.

use super::Source;
use crate::{ReportError, ReportInput};
use isard::model::Status;
use std::collections::{BTreeMap, BTreeSet};

/// A star: whether the data give it and how many resamplings do.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Star {
    pub(crate) earned: Option<bool>,
    pub(crate) probability: Option<f64>,
}

/// Stars there may be.
pub(crate) const STARS: [&str; 5] = ["size", "specialization", "focus", "productivity", "dynamism"];

/// Share of resamplings from which a verdict is sure.
const SURE: f64 = 0.95;

/// A cluster in a region in the last year.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Cell {
    pub(crate) region: String,
    pub(crate) cluster: String,
    pub(crate) value: Option<f64>,
    pub(crate) lq: Option<f64>,
    /// 90 % interval of the quotient.
    pub(crate) interval: Option<(f64, f64)>,
    /// By [`STARS`].
    pub(crate) star: [Star; 5],
    pub(crate) stars: Option<i64>,
    pub(crate) expected: Option<f64>,
    /// Porter's strong cluster.
    pub(crate) strong: Star,
    /// Whether the region is large enough to be ranked.
    pub(crate) ranked: bool,
    /// Mean growth a year from the first to the last year.
    pub(crate) growth: Option<f64>,
    pub(crate) status: Status,
    /// Bounds of a withheld value; the upper one may be open.
    pub(crate) bounds: (Option<f64>, Option<f64>),
    pub(crate) lq_bounds: (Option<f64>, Option<f64>),
}

impl Cell {
    /// Whether the source withholds the value, estimated or not.
    pub(crate) fn withheld(&self) -> bool {
        let bounded = self.bounds.0.is_some() || self.bounds.1.is_some();
        self.status == Status::Suppressed || (self.status == Status::Estimated && bounded)
    }
}

/// Place of a region in a cluster, with its 90 % interval.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Place {
    pub(crate) region: String,
    pub(crate) rank: i64,
    pub(crate) interval: Option<(i64, i64)>,
    pub(crate) lq: Option<f64>,
}

/// A measure of a region's or an industry's mix.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Measured {
    pub(crate) key: String,
    pub(crate) value: Option<f64>,
    pub(crate) coverage: Option<f64>,
    pub(crate) status: Status,
}

/// A cluster among the most competitive of all regions.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Competitor {
    pub(crate) region: String,
    pub(crate) cluster: String,
    pub(crate) rank: i64,
    /// 90 % interval of the rank.
    pub(crate) interval: Option<(i64, i64)>,
    pub(crate) score: f64,
    pub(crate) lq: f64,
    /// Share of the industry.
    pub(crate) share: f64,
    /// Relative to the industry.
    pub(crate) productivity: Option<f64>,
    /// Less that of the industry.
    pub(crate) growth: Option<f64>,
}

/// Clusters of all regions.
#[derive(Debug, Clone)]
pub(crate) struct Clusters {
    /// Year of the strength; 0 when the study has no years.
    pub(crate) year: i64,
    /// First and last year of the values, when there are at least two.
    pub(crate) years: Option<(i64, i64)>,
    /// By region, then cluster.
    pub(crate) cells: Vec<Cell>,
    /// By cluster, ascending by rank.
    pub(crate) ranking: BTreeMap<String, Vec<Place>>,
    /// The most competitive, ascending by rank.
    pub(crate) competitors: Vec<Competitor>,
    /// Number of industries that are traded, and of those for which it is known.
    pub(crate) traded: [usize; 2],
    /// By measure, last year.
    pub(crate) specialization: BTreeMap<String, Vec<Measured>>,
    /// By measure, last year.
    pub(crate) concentration: BTreeMap<String, Vec<Measured>>,
}

impl Clusters {
    /// Reads the clusters, `None` when the atlas has none.
    pub(crate) fn read(input: &ReportInput) -> Result<Option<Self>, ReportError> {
        let Some(t) = Source::open(input, "clusters/strength") else {
            return Ok(None);
        };
        let t = t.needs(&["region", "cluster", "lq"])?;
        let year = (0..t.rows()).filter_map(|r| t.integer(r, "year")).max().unwrap_or(0);
        let mut cells: Vec<Cell> = (0..t.rows())
            .filter(|&r| t.integer(r, "year").is_none_or(|y| y == year))
            .map(|r| cell(&t, r))
            .collect();
        cells.sort_by(|a, b| (&a.region, &a.cluster).cmp(&(&b.region, &b.cluster)));
        let years = Source::open(input, "clusters/industries").and_then(|s| {
            let all: BTreeSet<i64> = (0..s.rows()).filter_map(|r| s.integer(r, "year")).collect();
            let (first, last) = (*all.first()?, *all.last()?);
            (last > first).then_some((first, last))
        });
        Ok(Some(Clusters {
            year,
            years,
            cells,
            ranking: ranking(input, year),
            competitors: competitors(input),
            traded: traded(input, year),
            specialization: measured(input, "clusters/specialization", "region"),
            concentration: measured(input, "clusters/concentration", "industry"),
        }))
    }

    /// Keys of the regions, ascending.
    pub(crate) fn regions(&self) -> BTreeSet<&str> {
        self.cells.iter().map(|c| c.region.as_str()).collect()
    }

    /// Keys of the clusters, ascending.
    pub(crate) fn clusters(&self) -> BTreeSet<&str> {
        self.cells.iter().map(|c| c.cluster.as_str()).collect()
    }

    /// The cells of a region that have a quotient, strongest first.
    pub(crate) fn best_of(&self, region: &str) -> Vec<&Cell> {
        let mut all: Vec<&Cell> =
            self.cells.iter().filter(|c| c.region == region && c.lq.is_some()).collect();
        all.sort_by(|a, b| stronger(a, b));
        all
    }

    /// Number of a region's cells that are withheld, and of those that are estimated.
    pub(crate) fn withheld_of(&self, region: &str) -> [usize; 2] {
        withheld(self.cells.iter().filter(|c| c.region == region))
    }

    /// Cells of a region that are withheld and not estimated, those that could be
    /// the strongest first.
    pub(crate) fn open_of(&self, region: &str) -> Vec<&Cell> {
        let mut all: Vec<&Cell> = self
            .cells
            .iter()
            .filter(|c| c.region == region && c.status == Status::Suppressed && c.lq.is_none())
            .collect();
        let top = |c: &Cell| c.lq_bounds.1.unwrap_or(f64::INFINITY);
        all.sort_by(|a, b| top(b).total_cmp(&top(a)).then(a.cluster.cmp(&b.cluster)));
        all
    }

    /// All cells with a quotient, strongest first.
    pub(crate) fn strongest(&self) -> Vec<&Cell> {
        let mut all: Vec<&Cell> = self.cells.iter().filter(|c| c.lq.is_some()).collect();
        all.sort_by(|a, b| stronger(a, b));
        all
    }

    /// A cell.
    pub(crate) fn cell(&self, region: &str, cluster: &str) -> Option<&Cell> {
        let found = self
            .cells
            .binary_search_by(|c| (c.region.as_str(), c.cluster.as_str()).cmp(&(region, cluster)))
            .ok()?;
        self.cells.get(found)
    }

    /// Number of cells with so many stars.
    pub(crate) fn with_stars(&self, stars: i64) -> usize {
        self.cells.iter().filter(|c| c.stars == Some(stars)).count()
    }

    /// Stars that the rule has, as positions in [`STARS`]: those that any cell has or lacks.
    pub(crate) fn kinds(&self) -> Vec<usize> {
        let decided = |k: usize| self.cells.iter().any(|c| c.star[k].earned.is_some());
        let known: Vec<usize> = (0..STARS.len()).filter(|&k| decided(k)).collect();
        if known.is_empty() { vec![0, 1, 2] } else { known }
    }

    /// Number of strong clusters among cells, and of those that are sure.
    pub(crate) fn strong<'a>(cells: impl Iterator<Item = &'a Cell>) -> [usize; 2] {
        cells.filter(|c| c.strong.earned == Some(true)).fold([0, 0], |[all, sure], c| {
            [all + 1, sure + usize::from(c.strong.probability.is_some_and(|p| p >= SURE))]
        })
    }

    /// Number of regions that are too small to be ranked.
    pub(crate) fn unranked(&self) -> usize {
        self.cells.iter().filter(|c| !c.ranked).map(|c| &c.region).collect::<BTreeSet<_>>().len()
    }

    /// Whether every value is an estimate.
    pub(crate) fn all_estimated(&self) -> bool {
        !self.cells.is_empty() && self.cells.iter().all(|c| c.status == Status::Estimated)
    }
}

/// Number of cells that are withheld, and of those that are estimated.
pub(crate) fn withheld<'a>(cells: impl Iterator<Item = &'a Cell>) -> [usize; 2] {
    cells
        .filter(|c| c.withheld())
        .fold([0, 0], |[all, estimated], c| [all + 1, estimated + usize::from(c.status == Status::Estimated)])
}

/// Order of strength: stars expected, stars, lower end of the quotient's
/// interval, quotient, keys.
pub(crate) fn stronger(a: &Cell, b: &Cell) -> std::cmp::Ordering {
    let real = |v: Option<f64>| v.unwrap_or(f64::NEG_INFINITY);
    real(b.expected)
        .total_cmp(&real(a.expected))
        .then(b.stars.cmp(&a.stars))
        .then(real(b.interval.map(|i| i.0)).total_cmp(&real(a.interval.map(|i| i.0))))
        .then(real(b.lq).total_cmp(&real(a.lq)))
        .then((&a.region, &a.cluster).cmp(&(&b.region, &b.cluster)))
}

fn cell(t: &Source, r: usize) -> Cell {
    let star = |earned: &str, probability: &str| Star {
        earned: t.boolean(r, earned),
        probability: t.real(r, probability),
    };
    Cell {
        region: t.text(r, "region"),
        cluster: t.text(r, "cluster"),
        value: t.real(r, "value"),
        lq: t.real(r, "lq"),
        interval: t.real(r, "low").zip(t.real(r, "high")),
        star: [
            star("size_star", "size_probability"),
            star("specialization_star", "specialization_probability"),
            star("focus_star", "focus_probability"),
            star("productivity_star", "productivity_probability"),
            star("dynamism_star", "dynamism_probability"),
        ],
        stars: t.integer(r, "stars"),
        expected: t.real(r, "stars_expected"),
        strong: star("strong", "strong_probability"),
        ranked: t.boolean(r, "ranked").unwrap_or(true),
        growth: t.real(r, "growth"),
        status: t.status(r),
        bounds: (t.real(r, "bound_low"), t.real(r, "bound_high")),
        lq_bounds: (t.real(r, "lq_bound_low"), t.real(r, "lq_bound_high")),
    }
}

fn ranking(input: &ReportInput, year: i64) -> BTreeMap<String, Vec<Place>> {
    let mut out: BTreeMap<String, Vec<Place>> = BTreeMap::new();
    if let Some(t) = Source::open(input, "clusters/ranking") {
        for r in (0..t.rows()).filter(|&r| t.integer(r, "year").is_none_or(|y| y == year)) {
            let Some(rank) = t.integer(r, "rank") else { continue };
            out.entry(t.text(r, "cluster")).or_default().push(Place {
                region: t.text(r, "region"),
                rank,
                interval: t.integer(r, "rank_low").zip(t.integer(r, "rank_high")),
                lq: t.real(r, "lq"),
            });
        }
    }
    out.values_mut().for_each(|v| v.sort_by(|a, b| a.rank.cmp(&b.rank).then(a.region.cmp(&b.region))));
    out
}

fn competitors(input: &ReportInput) -> Vec<Competitor> {
    let Some(t) = Source::open(input, "clusters/competitiveness") else { return Vec::new() };
    let row = |r: usize| {
        Some(Competitor {
            region: t.text(r, "region"),
            cluster: t.text(r, "cluster"),
            rank: t.integer(r, "rank")?,
            interval: t.integer(r, "rank_low").zip(t.integer(r, "rank_high")),
            score: t.real(r, "score")?,
            lq: t.real(r, "lq")?,
            share: t.real(r, "share")?,
            productivity: t.real(r, "productivity"),
            growth: t.real(r, "growth"),
        })
    };
    let mut out: Vec<Competitor> = (0..t.rows()).filter_map(row).collect();
    out.sort_by_key(|x| x.rank);
    out
}

fn traded(input: &ReportInput, year: i64) -> [usize; 2] {
    let Some(t) = Source::open(input, "clusters/traded_local") else { return [0, 0] };
    let of_year = (0..t.rows()).filter(|&r| t.integer(r, "year").is_none_or(|y| y == year));
    of_year
        .filter_map(|r| t.boolean(r, "traded"))
        .fold([0, 0], |[traded, all], is| [traded + usize::from(is), all + 1])
}

fn measured(input: &ReportInput, table: &str, key: &str) -> BTreeMap<String, Vec<Measured>> {
    let mut out: BTreeMap<String, Vec<Measured>> = BTreeMap::new();
    if let Some(t) = Source::open(input, table) {
        let year = (0..t.rows()).filter_map(|r| t.integer(r, "year")).max();
        for r in (0..t.rows()).filter(|&r| t.integer(r, "year") == year) {
            out.entry(t.text(r, "measure")).or_default().push(Measured {
                key: t.text(r, key),
                value: t.real(r, "value"),
                coverage: t.real(r, "coverage"),
                status: t.status(r),
            });
        }
    }
    out
}

/// Values year by year of the wanted pairs of region and industry.
pub(crate) type Series = BTreeMap<(String, String), Vec<(i64, Option<f64>)>>;

/// Reads the series of some pairs; a withheld year has no value.
pub(crate) fn series(input: &ReportInput, wanted: &BTreeSet<(String, String)>) -> Series {
    let mut out: Series = BTreeMap::new();
    let Some(t) = Source::open(input, "clusters/industries") else {
        return out;
    };
    let regions: BTreeSet<&str> = wanted.iter().map(|w| w.0.as_str()).collect();
    for r in 0..t.rows() {
        let Some(region) = t.table.text_at(r, "region").filter(|k| regions.contains(k)) else { continue };
        let pair = (region.to_string(), t.text(r, "industry"));
        if let (true, Some(year)) = (wanted.contains(&pair), t.integer(r, "year")) {
            out.entry(pair).or_default().push((year, t.real(r, "value")));
        }
    }
    out.values_mut().for_each(|v| v.sort_by_key(|p| p.0));
    out
}
