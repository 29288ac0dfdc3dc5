//! Cells withheld for confidentiality.
//!
//! Primary rule: of the occupied cells of a year the stated share with the
//! highest risk is withheld: fewest establishments first (one or two before
//! all others), then the cells in which one establishment holds most of the
//! jobs. Secondary rule: wherever a published margin has a single withheld
//! part, another part is withheld as well, the smallest that helps, until no
//! line has exactly one. A cell that nothing could protect is published, as
//! under a waiver.

use super::World;
use super::activity::{Cell, Cells};
use super::columns::{integer, real, text};
use crate::model::Table;
use rayon::prelude::*;

/// Size classes of jobs that bound a withheld cell. A value at the edge of a
/// class is bounded by the wider class around it, so that bounds never touch
/// the value and the margin never settles it.
const CLASSES: [f64; 11] = [0.0, 10.0, 20.0, 50.0, 100.0, 250.0, 500.0, 1000.0, 2500.0, 5000.0, 10_000.0];

/// Bounds of a withheld cell.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Withheld {
    /// Smallest and largest number of jobs.
    pub(super) employment: (f64, f64),
    /// Smallest and largest wages.
    pub(super) wages: (f64, f64),
    /// Withheld by the primary rule.
    primary: bool,
}

/// State of a cell while the rules are applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    Empty,
    Published,
    Waived,
    Primary,
    Secondary,
}

impl Mark {
    fn withheld(self) -> bool {
        matches!(self, Mark::Primary | Mark::Secondary)
    }
}

/// Withheld cells: `[region][industry][year]`.
pub(super) fn withhold(world: &World, cells: &Cells) -> Vec<Vec<Vec<Option<Withheld>>>> {
    let n = world.industries.industries.len();
    let mut out = vec![vec![vec![None; world.options.years]; n]; cells.len()];
    let years: Vec<Vec<Vec<Mark>>> =
        (0..world.options.years).into_par_iter().map(|t| marks(world, cells, t)).collect();
    for (t, marks) in years.iter().enumerate() {
        for r in 0..cells.len() {
            for i in 0..n {
                if marks[r][i].withheld() {
                    let section = world.industries.industries[i].section;
                    let of_section = |j: &usize| world.industries.industries[*j].section == section;
                    let margin: f64 = (0..n).filter(of_section).map(|j| cells[r][j][t].wages).sum();
                    out[r][i][t] = Some(Withheld {
                        employment: bounds(cells[r][i][t].employment),
                        wages: (0.0, margin),
                        primary: marks[r][i] == Mark::Primary,
                    });
                }
            }
        }
    }
    out
}

/// The class strictly around a positive number of jobs.
fn bounds(jobs: f64) -> (f64, f64) {
    let low = CLASSES.iter().rev().find(|&&c| c < jobs).copied().unwrap_or(0.0);
    let high = CLASSES.iter().find(|&&c| c > jobs).copied();
    // Above the last class: the next power of ten strictly above.
    (low, high.unwrap_or_else(|| 10f64.powf((jobs + 1.0).log10().ceil())))
}

/// Applies both rules to one year.
fn marks(world: &World, cells: &Cells, t: usize) -> Vec<Vec<Mark>> {
    let industries = &world.industries.industries;
    let (m, n) = (cells.len(), industries.len());
    let mut marks = vec![vec![Mark::Empty; n]; m];
    let mut risk: Vec<(bool, f64, usize, usize)> = Vec::new();
    for r in 0..m {
        for i in 0..n {
            let cell: &Cell = &cells[r][i][t];
            if cell.employment > 0.0 {
                marks[r][i] = Mark::Published;
                risk.push((cell.establishments > 2.0, cell.establishments * (1.0 - cell.largest), r, i));
            }
        }
    }
    risk.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)).then((a.2, a.3).cmp(&(b.2, b.3))));
    let primary = (world.options.suppression_rate * risk.len() as f64).round() as usize;
    for &(_, _, r, i) in risk.iter().take(primary) {
        marks[r][i] = Mark::Primary;
    }
    // Lines are the parts of one published margin: industries of a section in a region, regions of
    // a country in an industry.
    let mut lines: Vec<Vec<(usize, usize)>> = Vec::new();
    for r in 0..m {
        for s in 0..world.industries.sections.len() {
            lines.push((0..n).filter(|&i| industries[i].section == s).map(|i| (r, i)).collect());
        }
    }
    for c in 0..world.land.countries.len() {
        for i in 0..n {
            lines.push((0..m).filter(|&r| world.land.regions[r].country == c).map(|r| (r, i)).collect());
        }
    }
    let mut of: Vec<Vec<Vec<usize>>> = vec![vec![Vec::new(); n]; m];
    for (l, line) in lines.iter().enumerate() {
        line.iter().for_each(|&(r, i)| of[r][i].push(l));
    }
    let count =
        |marks: &Vec<Vec<Mark>>, l: usize| lines[l].iter().filter(|&&(r, i)| marks[r][i].withheld()).count();
    let mut open: Vec<usize> = (0..lines.len()).rev().collect();
    while let Some(l) = open.pop() {
        if count(&marks, l) != 1 {
            continue;
        }
        let help = lines[l].iter().filter(|&&(r, i)| marks[r][i] == Mark::Published).min_by(|&&a, &&b| {
            // A partner whose other line already has withheld cells needs no third one.
            let lonely = |(r, i): (usize, usize)| of[r][i].iter().any(|&k| k != l && count(&marks, k) == 0);
            let jobs = |(r, i): (usize, usize)| cells[r][i][t].employment;
            lonely(a).cmp(&lonely(b)).then(jobs(a).total_cmp(&jobs(b))).then(a.cmp(&b))
        });
        let (r, i) = match help {
            Some(&(r, i)) => {
                marks[r][i] = Mark::Secondary;
                (r, i)
            }
            None => {
                let Some(&(r, i)) = lines[l].iter().find(|&&(r, i)| marks[r][i].withheld()) else { continue };
                marks[r][i] = Mark::Waived;
                (r, i)
            }
        };
        open.extend(of[r][i].iter().rev());
    }
    marks
}

/// A measure of a withheld cell: what was hidden and how.
struct Hidden<'a> {
    region: &'a str,
    industry: &'a str,
    year: i64,
    measure: &'static str,
    value: f64,
    bounds: (f64, f64),
    primary: bool,
}

/// True values of the withheld cells.
pub(super) fn truth(world: &World, cells: &Cells, withheld: &[Vec<Vec<Option<Withheld>>>]) -> Table {
    let mut rows: Vec<Hidden> = Vec::new();
    for (r, region) in world.land.regions.iter().enumerate() {
        for (i, industry) in world.industries.industries.iter().enumerate() {
            for (t, year) in world.options.all_years().enumerate() {
                let Some(w) = withheld[r][i][t] else { continue };
                let cell = cells[r][i][t];
                let measures =
                    [("employment", cell.employment, w.employment), ("wages", cell.wages, w.wages)];
                rows.extend(measures.map(|(measure, value, bounds)| Hidden {
                    region: &region.key,
                    industry: &industry.code,
                    year,
                    measure,
                    value,
                    bounds,
                    primary: w.primary,
                }));
            }
        }
    }
    Table::new()
        .with("region", text(&rows, |r| r.region))
        .with("industry", text(&rows, |r| r.industry))
        .with("year", integer(&rows, |r| r.year))
        .with("measure", text(&rows, |r| r.measure))
        .with("value", real(&rows, |r| r.value))
        .with("bound_low", real(&rows, |r| r.bounds.0))
        .with("bound_high", real(&rows, |r| r.bounds.1))
        .with("rule", text(&rows, |r| if r.primary { "primary" } else { "secondary" }))
}
