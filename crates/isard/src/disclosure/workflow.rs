//! The whole estimation: bounds, priors, balancing, intervals.

use super::balance::{Balanced, Ended, Prior, balance};
use super::bounds::{Bounded, propagate};
use super::contradiction::contradiction;
use super::equations::{Over, System};
use super::exact;
use super::hide;
use super::intervals::{Intervals, Traits};
use super::panel::{DisclosurePanel, Known};
use super::prior::{self, Expected, Learnt, Sources};
use super::tables::{CellRow, MarginRow};
use crate::model::Status;
use rayon::prelude::*;

/// Contradictions looked for in a year beyond those that intervals show.
const MOST_CONTRADICTIONS: usize = 5;
/// Totals tried where nothing is proven.
const MOST_SUSPECTS: usize = 4;
/// Times that rounds and Newton's steps take turns for the final figures.
const CYCLES: usize = 4;

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

/// One year solved.
struct Year {
    system: System,
    bounded: Bounded,
    expected: Vec<Option<Expected>>,
    x: Vec<f64>,
    ended: Ended,
    exact_blocks: usize,
}

struct Run<'a> {
    panel: &'a DisclosurePanel,
    options: &'a DisclosureOptions,
    unit: f64,
    shift: f64,
    /// Size classes of the source, for hidden cells.
    classes: Vec<(f64, f64)>,
}

/// Estimates every withheld cell of a panel.
///
/// Complexity: O(entries of the equations × rounds × (folds + 1)); memory O(cells).
pub fn estimate(panel: &DisclosurePanel, options: &DisclosureOptions) -> DisclosureResult {
    let whole = || panel.values.iter().filter(|v| v.is_finite()).all(|v| v.fract() == 0.0);
    let unit = options.rounding.unwrap_or_else(|| if whole() { 1.0 } else { 0.0 });
    let shift = if unit > 0.0 { unit / 2.0 } else { 1e-3 * median(panel).max(1e-9) };
    let run = Run { panel, options, unit, shift, classes: hide::classes(panel) };
    let mut result = DisclosureResult { rounding: unit, ..DisclosureResult::default() };
    if !panel.known.contains(&Known::Withheld) {
        result
            .assumptions
            .push("no cell is withheld; the published totals were compared with their parts".into());
    }
    let (learnt, intervals) = run.learn();
    result.hidden = intervals.errors;
    let years: Vec<Year> = run.solve(&panel.values, &[], &learnt);
    run.describe(&years, &learnt, &mut result);
    for (y, year) in years.into_iter().enumerate() {
        run.collect(y, year, &intervals, &mut result);
    }
    run.remark(&mut result);
    result
}

/// Totals that are missed, the worst in units of its tolerance first.
fn suspects(system: &System, bounded: &Bounded, x: &[f64]) -> Vec<usize> {
    let miss = |e: usize| system.residual(e, x).abs() / system.tolerance[e];
    let mut out: Vec<usize> = (0..system.len()).filter(|&e| !bounded.aside[e] && miss(e) > 1.0).collect();
    out.sort_by(|&a, &b| miss(b).total_cmp(&miss(a)).then(a.cmp(&b)));
    out
}

/// Number of totals missed, those set aside included.
fn missed(system: &System, x: &[f64]) -> usize {
    (0..system.len()).filter(|&e| system.residual(e, x).abs() > system.tolerance[e]).count()
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
        let panel = self.panel;
        let mut learnt = Learnt { yearly: prior::yearly(panel, &panel.values, self.shift), structure: None };
        if self.options.sources == Sources::Proportional && self.options.folds == 0 {
            return (learnt, Intervals::default());
        }
        let sets = hide::patterns(panel, self.options.folds + 1, self.options.seed);
        let Some((first, others)) = sets.split_first() else { return (learnt, Intervals::default()) };
        let values = self.without(first);
        let slab = panel.slab();
        let rows: Vec<Vec<_>> = (0..panel.years.len())
            .into_par_iter()
            .map(|y| {
                let of_year = &values[y * slab..(y + 1) * slab];
                let system = System::build(panel, of_year, self.unit);
                let features = prior::features(panel, y, &system, &prior::Totals::of(panel, y, of_year));
                let hidden = first.iter().filter(|c| **c / slab == y);
                hidden
                    .filter_map(|c| {
                        let at = system.cells.binary_search(&((c % slab) as u32)).ok()?;
                        Some((features[at], (panel.values[*c] + self.shift).ln()))
                    })
                    .collect()
            })
            .collect();
        learnt.structure = prior::fit(&rows.concat());
        let mut errors: Vec<Vec<(Traits, f64)>> = Vec::new();
        for set in others {
            let years = self.solve(&self.without(set), set, &learnt);
            let mut of_set = Vec::new();
            for c in set {
                let year = &years[c / slab];
                let Ok(at) = year.system.cells.binary_search(&((c % slab) as u32)) else { continue };
                if let Some(traits) = self.traits(year, at) {
                    of_set.push((traits, panel.values[*c]));
                }
            }
            errors.push(of_set);
        }
        (learnt, Intervals::learn(&errors, self.shift))
    }

    /// Figures without those of a set of cells.
    fn without(&self, hidden: &[usize]) -> Vec<f64> {
        let mut values = self.panel.values.clone();
        hidden.iter().for_each(|&c| values[c] = f64::NAN);
        values
    }

    /// Solves every year with the figures given; `hidden` are cells of which
    /// the panel knows the value.
    fn solve(&self, values: &[f64], hidden: &[usize], learnt: &Learnt) -> Vec<Year> {
        (0..self.panel.years.len())
            .into_par_iter()
            .map(|y| self.solve_year(y, values, hidden, learnt))
            .collect()
    }

    fn solve_year(&self, y: usize, values: &[f64], hidden: &[usize], learnt: &Learnt) -> Year {
        let (panel, slab) = (self.panel, self.panel.slab());
        let system = System::build(panel, &values[y * slab..(y + 1) * slab], self.unit);
        let (mut low, mut high) = (vec![0.0; system.cells.len()], vec![f64::INFINITY; system.cells.len()]);
        let unknown = |cell: usize| system.cells.binary_search(&((cell % slab) as u32)).ok();
        let from = panel.bounds.partition_point(|b| b.0 < y * slab);
        for &(cell, least, most) in panel.bounds[from..].iter().take_while(|b| b.0 < (y + 1) * slab) {
            if let Some(at) = unknown(cell) {
                (low[at], high[at]) = (least, most);
            }
        }
        let from = hidden.partition_point(|c| *c < y * slab);
        for &cell in hidden[from..].iter().take_while(|c| **c < (y + 1) * slab) {
            // A hidden cell is told what the source tells of withheld ones: its size class.
            let truth = panel.values[cell];
            if let (Some(at), Some(class)) =
                (unknown(cell), self.classes.iter().find(|c| c.0 <= truth && truth <= c.1))
            {
                (low[at], high[at]) = *class;
            }
        }
        if !panel.establishments.is_empty() {
            for (at, &cell) in system.cells.iter().enumerate() {
                if panel.establishments[y * slab + cell as usize] == 0.0 && low[at] == 0.0 {
                    high[at] = 0.0;
                }
            }
        }
        let mut bounded = propagate(&system, &low, &high);
        let propagated = bounded.clone();
        let mut exact_blocks = if self.options.exact > 0 {
            exact::tighten(&system, &mut bounded, self.options.exact)
        } else {
            0
        };
        let expected = prior::expect(panel, y, values, &system, learnt, self.options.sources, self.shift);
        let prior = self.prior(&bounded, &expected);
        // Rounding matters less to errors than to the figures asked for.
        let cycles = if hidden.is_empty() { CYCLES } else { 0 };
        let mut balanced = balance(&system, &bounded, &prior, self.options.rounds, cycles);
        if hidden.is_empty() && exact_blocks > 0 && balanced.ended.worst > 1.0 {
            // Totals that can be met inside the propagated bounds convict the exact ones of an error of the solver.
            let again = balance(&system, &propagated, &prior, self.options.rounds, cycles);
            if again.ended.worst <= 1.0 {
                (balanced, bounded, exact_blocks) = (again, propagated, 0);
            }
        }
        // Errors are learnt with the contradictions in; the figures asked for are freed of them.
        for _ in 0..if hidden.is_empty() { MOST_CONTRADICTIONS } else { 0 } {
            if balanced.ended.worst <= 1.0 {
                break;
            }
            let without = |bounded: &Bounded| balance(&system, bounded, &prior, self.options.rounds, cycles);
            let worst_first = suspects(&system, &bounded, &balanced.x);
            if let Some(set) = contradiction(&system, &bounded, &balanced.drift) {
                let Some(&worst) = worst_first.iter().find(|e| set.contains(e)).or(set.first()) else {
                    break;
                };
                bounded.aside[worst] = true;
                bounded.conflicts.push((worst, set));
                balanced = without(&bounded);
                continue;
            }
            // Nothing is proven: rather one total missed, and listed, than many.
            let before = missed(&system, &balanced.x);
            let better = worst_first.into_iter().take(MOST_SUSPECTS).find_map(|e| {
                bounded.aside[e] = true;
                let again = without(&bounded);
                bounded.aside[e] = missed(&system, &again.x) < before;
                bounded.aside[e].then_some(again)
            });
            let Some(again) = better else { break };
            balanced = again;
        }
        let Balanced { x, ended, .. } = balanced;
        Year { system, bounded, expected, x, ended, exact_blocks }
    }

    /// Starting values and mobilities: the variance of the log times the root of
    /// the size, between what equal relative errors (times the size) and equal
    /// entropy (times one) would say.
    fn prior(&self, bounded: &Bounded, expected: &[Option<Expected>]) -> Prior {
        let proportional = self.options.sources == Sources::Proportional;
        let mut prior = Prior::default();
        for (j, e) in expected.iter().enumerate() {
            let e = e.unwrap_or(Expected { log: self.shift.ln(), variance: 4.0, borrowed: false });
            let value =
                e.log.exp().max(1e-6 * self.shift).min(1e15).min(bounded.high[j].max(self.shift * 1e-6));
            prior.value.push(value);
            prior.mobility.push(if proportional { 1.0 } else { e.variance * value.sqrt() });
        }
        prior
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
        result.assumptions.push(match self.unit {
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
        if learnt.structure.is_none() && self.options.sources != Sources::Proportional {
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
