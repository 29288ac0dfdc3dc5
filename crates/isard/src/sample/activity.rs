//! Jobs, establishments and wages by region, industry and year.

use super::World;
use super::columns::{integer, maybe_real, real, text};
use super::disclosure::Withheld;
use super::indicators::{Latent, standardise, standardised};
use super::industries::TOTAL;
use crate::model::Table;
use rayon::prelude::*;

/// Jobs for each resident.
const JOBS_RESIDENT: f64 = 0.42;

/// Size of one industry in one region and year; whole numbers throughout.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Cell {
    pub(super) employment: f64,
    pub(super) establishments: f64,
    /// Thousand crowns.
    pub(super) wages: f64,
    /// Share of the largest establishment in the jobs.
    pub(super) largest: f64,
}

impl Cell {
    fn add(&mut self, other: &Cell) {
        self.employment += other.employment;
        self.establishments += other.establishments;
        self.wages += other.wages;
    }
}

/// Cells of the finest level: `[region][industry][year]`.
pub(super) type Cells = Vec<Vec<Vec<Cell>>>;

/// Log deviation of a region's initial size in an industry from what its
/// residents and the industry's share lead to expect; `None` where the
/// industry is absent.
fn initial(world: &World, region: usize, industry: usize) -> Option<f64> {
    let kind = &world.industries.industries[industry];
    let planted = kind.cluster.and_then(|c| world.industries.planted_in(region, c));
    let mut random = world.streams.of("initial", region * world.industries.industries.len() + industry);
    let absent = kind.traded && planted.is_none() && random.uniform() < 0.06;
    let spread = if kind.traded { 0.45 } else { 0.12 };
    let deviation = spread * world.options.noise * random.normal();
    (!absent).then_some(deviation)
}

/// Makes the cells.
///
/// `ln jobs = ln residents + ln share + initial + lift of a planted cluster + growth · years + noise` with
/// `growth = trend + effects.cluster_strength · z(strength) + effects.graduates · z(graduates)
/// + effects.congestion · z(congestion) + effects.convergence · (initial + first lift)`.
pub(super) fn cells(world: &World, latent: &Latent) -> Cells {
    let industries = &world.industries.industries;
    let effects = world.options.effects;
    let graduates = standardised(latent, "graduates");
    let congestion = standardised(latent, "congestion");
    let start: Vec<Vec<Option<f64>>> = (0..world.land.regions.len())
        .into_par_iter()
        .map(|r| {
            let of = |i: usize| {
                let planted = industries[i].cluster.and_then(|c| world.industries.planted_in(r, c));
                initial(world, r, i).map(|d| d + planted.map_or(0.0, |p| p.lift[0]))
            };
            (0..industries.len()).map(of).collect()
        })
        .collect();
    let strength = strength(world, &start);
    let region = |r: usize| -> Vec<Vec<Cell>> {
        let residents = world.land.regions[r].population;
        let of = |i: usize| -> Vec<Cell> {
            let kind = &industries[i];
            let Some(initial) = start[r][i] else { return vec![Cell::default(); world.options.years] };
            let planted = kind.cluster.and_then(|c| world.industries.planted_in(r, c));
            let mut random = world.streams.of("activity", r * industries.len() + i);
            let noise = world.options.noise;
            let wage = kind.wage
                * (0.06 * noise * random.normal()).exp()
                * [1.12, 1.0, 0.93][world.land.regions[r].groups[0]];
            let growth = kind.trend
                + effects.cluster_strength * strength[r][i]
                + effects.graduates * graduates[r]
                + effects.congestion * congestion[r]
                + effects.convergence * initial
                + 0.004 * noise * random.normal();
            let middle = (residents * JOBS_RESIDENT * kind.share).ln() + initial;
            let years = (0..world.options.years).map(|t| {
                let lift = planted.map_or(0.0, |p| p.lift[t] - p.lift[0]);
                let level = middle + lift + growth * t as f64 + 0.02 * noise * random.normal();
                let employment = level.exp().round();
                let typical = employment / kind.establishment * (0.12 * noise * random.normal()).exp();
                let establishments =
                    if employment > 0.0 { typical.round().clamp(1.0, employment) } else { 0.0 };
                let yearly = wage * (0.025 * t as f64 + 0.01 * noise * random.normal()).exp();
                // A share between an even split and nearly everything.
                let skew = 0.3 + 0.7 * random.uniform();
                Cell {
                    employment,
                    establishments,
                    wages: (employment * yearly).round(),
                    largest: establishments.max(1.0).powf(-skew),
                }
            });
            years.collect()
        };
        (0..industries.len()).map(of).collect()
    };
    (0..world.land.regions.len()).into_par_iter().map(region).collect()
}

/// Strength of the cluster outside an industry in the first year: the log of
/// the region's relative size in the category's other industries, standardised
/// over all cells that have one; 0 for industries without a category.
fn strength(world: &World, start: &[Vec<Option<f64>>]) -> Vec<Vec<f64>> {
    let industries = &world.industries.industries;
    let mut flat = Vec::new();
    let mut at = Vec::new();
    for (r, row) in start.iter().enumerate() {
        for i in 0..industries.len() {
            let Some(category) = industries[i].cluster else { continue };
            let others = world.industries.categories[category].industries.iter().filter(|&&j| j != i);
            let (here, everywhere) = others.fold((0.0, 0.0), |(h, e), &j| {
                let share = industries[j].share;
                (h + row[j].map_or(0.0, |d| share * d.exp()), e + share)
            });
            flat.push((here / everywhere + 0.05).ln());
            at.push((r, i));
        }
    }
    let mut out = vec![vec![0.0; industries.len()]; start.len()];
    for ((r, i), z) in at.into_iter().zip(standardise(&flat)) {
        out[r][i] = z;
    }
    out
}

/// One row of the table.
struct Row<'a> {
    region: &'a str,
    industry: &'a str,
    year: i64,
    cell: Cell,
    withheld: Option<Withheld>,
}

/// The table `activity`: cells, then margins of sections, of all industries
/// and of countries. Margins are exact sums and always published.
pub(super) fn table(world: &World, cells: &Cells, withheld: &[Vec<Vec<Option<Withheld>>>]) -> Table {
    let mut rows: Vec<Row> = Vec::new();
    let years: Vec<i64> = world.options.all_years().collect();
    let industries = &world.industries.industries;
    let sections = &world.industries.sections;
    let mut push = |region, of: &dyn Fn(usize, usize) -> (Cell, Option<Withheld>)| {
        let mut margins = vec![vec![Cell::default(); years.len()]; sections.len() + 1];
        let mut finest = Vec::new();
        for (i, kind) in industries.iter().enumerate() {
            for (t, &year) in years.iter().enumerate() {
                let (cell, withheld) = of(i, t);
                margins[kind.section][t].add(&cell);
                margins[sections.len()][t].add(&cell);
                finest.push(Row { region, industry: &kind.code, year, cell, withheld });
            }
        }
        let codes = sections.iter().map(|s| s.0.as_str()).chain([TOTAL]);
        for (code, margin) in codes.zip(&margins) {
            let row = |(t, cell): (usize, &Cell)| Row {
                region,
                industry: code,
                year: years[t],
                cell: *cell,
                withheld: None,
            };
            rows.extend(margin.iter().enumerate().map(row));
        }
        rows.extend(finest);
    };
    for (c, country) in world.land.countries.iter().enumerate() {
        let inside: Vec<usize> = (0..cells.len()).filter(|&r| world.land.regions[r].country == c).collect();
        push(country.key, &|i, t| {
            let mut sum = Cell::default();
            inside.iter().for_each(|&r| sum.add(&cells[r][i][t]));
            (sum, None)
        });
    }
    for (r, region) in world.land.regions.iter().enumerate() {
        push(&region.key, &|i, t| (cells[r][i][t], withheld[r][i][t]));
    }
    let status = |r: &Row| if r.withheld.is_some() { "suppressed" } else { "observed" };
    let shown = |r: &Row, value: f64| r.withheld.is_none().then_some(value);
    Table::new()
        .with("region", text(&rows, |r| r.region))
        .with("industry", text(&rows, |r| r.industry))
        .with("year", integer(&rows, |r| r.year))
        .with("employment", maybe_real(&rows, |r| shown(r, r.cell.employment)))
        .with("employment_status", text(&rows, status))
        .with("employment_bound_low", maybe_real(&rows, |r| r.withheld.map(|w| w.employment.0)))
        .with("employment_bound_high", maybe_real(&rows, |r| r.withheld.map(|w| w.employment.1)))
        .with("establishments", real(&rows, |r| r.cell.establishments))
        .with("wages", maybe_real(&rows, |r| shown(r, r.cell.wages)))
        .with("wages_status", text(&rows, status))
        .with("wages_bound_low", maybe_real(&rows, |r| r.withheld.map(|w| w.wages.0)))
        .with("wages_bound_high", maybe_real(&rows, |r| r.withheld.map(|w| w.wages.1)))
}
