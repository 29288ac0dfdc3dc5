//! The whole estimation: bounds, priors, balancing, intervals.

use super::equations::{Over, System};
use super::hide;
use super::intervals::{Intervals, Traits};
use super::panel::{DisclosurePanel, Known};
use super::prior::{self, Learnt, Sources};
use super::solve::{Solver, Year};
use super::tables::{CellRow, MarginRow};
use crate::model::Status;
use rayon::prelude::*;

/// Choices of an estimation.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DisclosureOptions {
    /// Unit to which figures are rounded; `None`: 1 if all are whole, else 0.
    pub rounding: Option<f64>,
    /// Where priors come from.
    pub sources: Sources,
    /// Largest block of unknowns whose bounds are found exactly.
    pub exact: usize,
    /// Largest number of rounds of balancing.
    pub rounds: usize,
    /// Sets of cells hidden to learn the intervals.
    pub folds: usize,
    /// Seed of the choice of hidden cells.
    pub seed: u64,
}

impl Default for DisclosureOptions {
    fn default() -> Self {
        DisclosureOptions {
            rounding: None,
            sources: Sources::Years,
            exact: 24,
            rounds: 100,
            folds: 3,
            seed: 1,
        }
    }
}

/// An estimated cell.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CellEstimate {
    /// Index of the cell in the panel.
    pub cell: usize,
    /// Estimate; `None` where nothing allows one.
    pub value: Option<f64>,
    /// 90 % interval.
    pub interval: (f64, f64),
    /// Logical bounds; the upper may be infinite.
    pub bounds: (f64, f64),
    /// Whether years around were used.
    pub borrowed: bool,
}

/// How a published total was met.
#[derive(Debug, Clone, PartialEq)]
pub struct Margin {
    /// Cell of the total in the panel.
    pub cell: usize,
    /// Hierarchy it adds over.
    pub over: Over,
    /// The total.
    pub total: f64,
    /// Withheld parts.
    pub withheld: usize,
    /// Sum of the parts less the total.
    pub residual: f64,
    /// What rounding explains.
    pub tolerance: f64,
    /// Totals that cannot hold together with this one: cells and hierarchies.
    pub conflict: Option<Vec<(usize, Over)>>,
}

/// Result of an estimation.
#[derive(Debug, Clone, Default)]
pub struct DisclosureResult {
    /// Every withheld cell, by index.
    pub cells: Vec<CellEstimate>,
    /// Every published total with withheld parts, every total that is not met,
    /// and every contradiction.
    pub margins: Vec<Margin>,
    /// Unit of rounding used.
    pub rounding: f64,
    /// Blocks whose bounds are exact.
    pub exact_blocks: usize,
    /// Hidden cells the intervals were learnt from.
    pub hidden: usize,
    /// Rounds of balancing, the most of any year.
    pub rounds: usize,
    /// Remarks for the reader.
    pub warnings: Vec<String>,
    /// How it was done.
    pub assumptions: Vec<String>,
}

struct Run<'a> {
    panel: &'a DisclosurePanel,
    solver: Solver<'a>,
}

/// Estimates every withheld cell of a panel.
///
/// Complexity: O(entries of the equations × rounds × (folds + 1)); memory O(cells).
pub fn estimate(panel: &DisclosurePanel, options: &DisclosureOptions) -> DisclosureResult {
    let whole = || panel.values.iter().filter(|v| v.is_finite()).all(|v| v.fract() == 0.0);
    let unit = options.rounding.unwrap_or_else(|| if whole() { 1.0 } else { 0.0 });
    let shift = if unit > 0.0 { unit / 2.0 } else { 1e-3 * median(panel).max(1e-9) };
    let run = Run { panel, solver: Solver { options, unit, shift } };
    let mut result = DisclosureResult { rounding: unit, ..DisclosureResult::default() };
    if !panel.known.contains(&Known::Withheld) {
        result
            .assumptions
            .push("no cell is withheld; the published totals were compared with their parts".into());
    }
    let (learnt, intervals) = run.learn();
    result.hidden = intervals.errors;
    let years = run.solver.years(panel, &learnt, false);
    run.describe(&years, &learnt, &mut result);
    for (y, year) in years.into_iter().enumerate() {
        run.collect(y, year, &intervals, &mut result);
    }
    run.remark(&mut result);
    result
}

fn median(panel: &DisclosurePanel) -> f64 {
    let mut values: Vec<f64> = panel.values.iter().copied().filter(|v| *v > 0.0).collect();
    if values.is_empty() {
        return 1.0;
    }
    let middle = values.len() / 2;
    *values.select_nth_unstable_by(middle, f64::total_cmp).1
}

impl Run<'_> {
    /// Hides published cells, first to learn the priors, then to learn the errors.
    fn learn(&self) -> (Learnt, Intervals) {
        let (panel, slab, Solver { options, unit, shift }) = (self.panel, self.panel.slab(), &self.solver);
        let mut learnt = Learnt { yearly: prior::yearly(panel, *shift), structure: None };
        if options.sources == Sources::Proportional && options.folds == 0 {
            return (learnt, Intervals::default());
        }
        let sets = hide::patterns(panel, options.folds + 1, options.seed);
        let Some((first, others)) = sets.split_first() else { return (learnt, Intervals::default()) };
        let seen = hide::without(panel, first);
        let rows: Vec<Vec<_>> = (0..panel.years.len())
            .into_par_iter()
            .map(|y| {
                let system = System::build(&seen, y, *unit);
                let features = prior::features(&seen, y, &system, &prior::Totals::of(&seen, y));
                let hidden = first.iter().map(|h| h.cell).filter(|c| c / slab == y);
                hidden
                    .filter_map(|c| {
                        let at = system.cells.binary_search(&((c % slab) as u32)).ok()?;
                        Some((features[at], (panel.values[c] + shift).ln()))
                    })
                    .collect()
            })
            .collect();
        learnt.structure = prior::fit(&rows.concat());
        let mut errors: Vec<(Traits, f64)> = Vec::new();
        for set in others {
            let years = self.solver.years(&hide::without(panel, set), &learnt, true);
            for c in set.iter().map(|h| h.cell) {
                let year = &years[c / slab];
                let Ok(at) = year.system.cells.binary_search(&((c % slab) as u32)) else { continue };
                errors.extend(self.traits(year, at).map(|traits| (traits, panel.values[c])));
            }
        }
        (learnt, Intervals::learn(&errors, *shift))
    }

    fn traits(&self, year: &Year, at: usize) -> Option<Traits> {
        let expected = year.expected[at]?;
        Some(Traits {
            value: year.x[at],
            deviation: expected.variance.sqrt(),
            bounds: (year.bounded.low[at], year.bounded.high[at]),
            borrowed: expected.borrowed,
        })
    }

    fn collect(&self, y: usize, year: Year, intervals: &Intervals, result: &mut DisclosureResult) {
        let base = y * self.panel.slab();
        for (at, &cell) in year.system.cells.iter().enumerate() {
            let cell = base + cell as usize;
            if self.panel.known[cell] != Known::Withheld {
                continue;
            }
            let bounds = (year.bounded.low[at], year.bounded.high[at]);
            let traits = self.traits(&year, at);
            result.cells.push(CellEstimate {
                cell,
                value: traits.map(|t| t.value),
                interval: traits.map_or(bounds, |t| intervals.of(&t)),
                bounds,
                borrowed: traits.is_some_and(|t| t.borrowed),
            });
        }
        let system = &year.system;
        let name = |e: usize| (base + system.of[e].0 as usize, system.of[e].1);
        let mut conflicts = year.bounded.conflicts;
        conflicts.sort();
        for e in 0..system.len() {
            let (cell, over) = name(e);
            let mut total = self.panel.values[cell];
            let conflict = conflicts.binary_search_by_key(&e, |c| c.0).ok().map(|k| &conflicts[k].1);
            let parts = system.parts(e);
            let withheld = total.is_nan();
            if withheld {
                let at = system.total[e] as usize;
                total = year.expected[at].map_or(f64::NAN, |_| year.x[at]);
            }
            let margin = Margin {
                cell,
                over,
                total,
                withheld: parts.len(),
                residual: system.residual(e, &year.x),
                tolerance: system.tolerance[e],
                conflict: conflict.map(|c| c.iter().map(|&e| name(e)).collect()),
            };
            // A withheld total that its parts meet tells nothing; one that they miss is never passed over.
            if !withheld || margin.verdict() != "met" {
                result.margins.push(margin);
            }
        }
        for &(cell, over, residual, tolerance) in &system.broken {
            let cell = base + cell as usize;
            let conflict = Some(vec![(cell, over)]);
            let total = self.panel.values[cell];
            result.margins.push(Margin { cell, over, total, withheld: 0, residual, tolerance, conflict });
        }
    }

    fn describe(&self, years: &[Year], learnt: &Learnt, result: &mut DisclosureResult) {
        result.rounds = years.iter().map(|y| y.ended.rounds).max().unwrap_or(0);
        result.exact_blocks = years.iter().map(|y| y.exact_blocks).sum();
        result.assumptions.push(match self.solver.unit {
            0.0 => "figures are exact: totals equal the sums of their parts".into(),
            unit => format!(
                "figures are rounded to {unit}; totals may differ from sums by as much as that explains"
            ),
        });
        if result.hidden > 0 {
            result.assumptions.push(
                "intervals suppose that withheld cells are missed as published cells hidden in their pattern are; where \
                 cells are withheld for being small, beyond what that pattern and the totals show, estimates are too \
                 high and intervals cover less"
                    .into(),
            );
        }
        if learnt.structure.is_none() && self.solver.options.sources != Sources::Proportional {
            result.assumptions.push(
                "too few published cells can be hidden to learn what sizes withheld cells have; what totals leave is \
                 split evenly where no year around helps"
                    .into(),
            );
        }
    }

    fn remark(&self, result: &mut DisclosureResult) {
        let conflicts = result.margins.iter().filter(|m| m.conflict.is_some()).count();
        if conflicts > 0 {
            let first = result.margins.iter().find(|m| m.conflict.is_some());
            let name = first.map(|m| self.panel.name(m.cell)).unwrap_or_default();
            result.warnings.push(format!(
                "{conflicts} published totals contradict their parts beyond rounding, the first {name}; they are listed and not used"
            ));
        }
        let unmet = result.margins.iter().filter(|m| m.verdict() == "unmet").count();
        if unmet > 0 {
            result.warnings.push(format!(
                "{unmet} totals are not met to rounding after {} rounds; raise `rounds`, or see the table of margins",
                result.rounds
            ));
        }
        if result.hidden < 20 && !result.cells.is_empty() {
            result.warnings.push(
                "too few published cells can be hidden to learn errors from: the intervals are the logical bounds".into(),
            );
        }
    }
}

impl Margin {
    /// How the total was met: within what rounding explains.
    pub fn verdict(&self) -> &'static str {
        if self.conflict.is_some() {
            "contradiction"
        } else if self.residual.abs() <= self.tolerance * (1.0 + 1e-9) {
            "met"
        } else {
            "unmet"
        }
    }
}

/// Rows of the tables of a measure.
pub fn rows(
    panel: &DisclosurePanel,
    result: &DisclosureResult,
    measure: &str,
) -> (Vec<CellRow>, Vec<MarginRow>) {
    let key = |cell: usize| {
        let (r, i) = panel.at(cell);
        (panel.regions.keys[r].clone(), panel.industries.keys[i].clone(), panel.years[cell / panel.slab()])
    };
    let finite = |v: f64| Some(v).filter(|v| v.is_finite());
    let cell = |c: &CellEstimate| {
        let (region, industry, year) = key(c.cell);
        CellRow {
            region,
            industry,
            year,
            measure: measure.into(),
            value: c.value,
            low: c.value.and(finite(c.interval.0)),
            high: c.value.and(finite(c.interval.1)),
            bound_low: finite(c.bounds.0),
            bound_high: finite(c.bounds.1),
            status: if c.value.is_some() { Status::Estimated } else { Status::Suppressed },
        }
    };
    let margin = |m: &Margin| {
        let (region, industry, year) = key(m.cell);
        let name = |(cell, over): &(usize, Over)| format!("{} over {}", panel.name(*cell), over.as_str());
        MarginRow {
            region,
            industry,
            year,
            measure: measure.into(),
            over: m.over.as_str(),
            total: finite(m.total),
            withheld: m.withheld as i64,
            residual: finite(m.residual),
            tolerance: m.tolerance,
            verdict: m.verdict(),
            conflict: m.conflict.as_ref().map(|c| c.iter().map(name).collect::<Vec<_>>().join("; ")),
        }
    };
    (result.cells.iter().map(cell).collect(), result.margins.iter().map(margin).collect())
}
