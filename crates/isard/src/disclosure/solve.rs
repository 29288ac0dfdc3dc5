//! One year solved: bounds, what is expected, balancing, contradictions.

use super::balance::{Balanced, Ended, Prior, balance};
use super::bounds::{Bounded, propagate};
use super::contradiction::contradiction;
use super::equations::System;
use super::exact;
use super::panel::DisclosurePanel;
use super::prior::{self, Expected, Learnt, Sources};
use super::workflow::DisclosureOptions;
use rayon::prelude::*;

/// Contradictions looked for in a year beyond those that intervals show.
const MOST_CONTRADICTIONS: usize = 5;
/// Totals tried where nothing is proven.
const MOST_SUSPECTS: usize = 4;
/// Times that rounds and Newton's steps take turns for the final figures.
const CYCLES: usize = 4;

/// One year solved.
pub(super) struct Year {
    pub(super) system: System,
    pub(super) bounded: Bounded,
    pub(super) expected: Vec<Option<Expected>>,
    pub(super) x: Vec<f64>,
    pub(super) ended: Ended,
    pub(super) exact_blocks: usize,
}

/// What holds for every year.
pub(super) struct Solver<'a> {
    pub(super) options: &'a DisclosureOptions,
    /// Unit to which figures are rounded.
    pub(super) unit: f64,
    /// Added to values before logs are taken.
    pub(super) shift: f64,
}

impl Solver<'_> {
    /// Every year of a panel; to learn `errors`, or for the figures asked for.
    pub(super) fn years(&self, panel: &DisclosurePanel, learnt: &Learnt, errors: bool) -> Vec<Year> {
        (0..panel.years.len()).into_par_iter().map(|y| self.year(panel, y, learnt, errors)).collect()
    }

    fn year(&self, panel: &DisclosurePanel, y: usize, learnt: &Learnt, errors: bool) -> Year {
        let slab = panel.slab();
        let system = System::build(panel, y, self.unit);
        let (mut low, mut high) = (vec![0.0; system.cells.len()], vec![f64::INFINITY; system.cells.len()]);
        let unknown = |cell: usize| system.cells.binary_search(&((cell % slab) as u32)).ok();
        let from = panel.bounds.partition_point(|b| b.0 < y * slab);
        for &(cell, least, most) in panel.bounds[from..].iter().take_while(|b| b.0 < (y + 1) * slab) {
            if let Some(at) = unknown(cell) {
                (low[at], high[at]) = (least, most);
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
        let expected = prior::expect(panel, y, &system, learnt, self.options.sources, self.shift);
        let prior = self.prior(&bounded, &expected);
        // Rounding matters less to errors than to the figures asked for.
        let cycles = if errors { 0 } else { CYCLES };
        let mut balanced = balance(&system, &bounded, &prior, self.options.rounds, cycles);
        if !errors && exact_blocks > 0 && balanced.ended.worst > 1.0 {
            // Totals that can be met inside the propagated bounds convict the exact ones of an error of the solver.
            let again = balance(&system, &propagated, &prior, self.options.rounds, cycles);
            if again.ended.worst <= 1.0 {
                (balanced, bounded, exact_blocks) = (again, propagated, 0);
            }
        }
        // Errors are learnt with the contradictions in; the figures asked for are freed of them.
        for _ in 0..if errors { 0 } else { MOST_CONTRADICTIONS } {
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
