//! Published totals of one year as sparse equations in the withheld cells.
//!
//! Every cell of a node with parts gives one equation a hierarchy: the parts
//! add up to it. A withheld total is itself an unknown, so that the equations
//! of all levels hold together.

use super::hierarchy::{Hierarchy, NONE};
use super::panel::DisclosurePanel;
use std::ops::Range;

/// The hierarchy an equation adds over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Over {
    /// Parts are regions.
    Regions,
    /// Parts are industries.
    Industries,
}

impl Over {
    /// As written in tables.
    pub fn as_str(self) -> &'static str {
        match self {
            Over::Regions => "regions",
            Over::Industries => "industries",
        }
    }
}

/// Equations of a year: Σ parts − total = rest, within a tolerance.
#[derive(Debug, Clone, Default)]
pub struct System {
    /// Cell of each unknown, within the year.
    pub cells: Vec<u32>,
    /// Where the parts of each equation begin; one more at the end.
    pub starts: Vec<u32>,
    /// Unknown parts of the equations.
    pub parts: Vec<u32>,
    /// Unknown that is the total, or [`NONE`].
    pub total: Vec<u32>,
    /// Known total less known parts; without a known total, minus the known parts.
    pub rest: Vec<f64>,
    /// What rounding of the figures can make of the difference.
    pub tolerance: Vec<f64>,
    /// Its standard deviation, for figures rounded independently.
    pub deviation: Vec<f64>,
    /// Cell of the total, within the year, and the hierarchy.
    pub of: Vec<(u32, Over)>,
    /// Equations that share no cell, one range after the other.
    pub blocks: Vec<Range<usize>>,
    /// Totals without any unknown that miss their parts: equation and residual.
    pub broken: Vec<(u32, Over, f64, f64)>,
}

/// Largest difference between a total and its parts by rounding, and the
/// difference's standard deviation. Up to eight figures the sum of half units,
/// above five standard deviations of independent roundings, which is less.
fn rounding(terms: usize, unit: f64, scale: f64) -> (f64, f64) {
    let half = unit / 2.0;
    let deviation = half * (terms as f64 / 3.0).sqrt();
    // Sums of decimal fractions are off in their last places, and balancing ends somewhere.
    ((terms as f64 * half).min(5.0 * deviation) + 1e-9 * scale.max(1.0), deviation)
}

impl System {
    /// Equations of a year; unknown are the cells without a figure.
    pub fn build(panel: &DisclosurePanel, year: usize, unit: f64) -> System {
        let values = panel.of_year(year);
        let width = panel.industries.len();
        let largest = values.iter().copied().fold(0.0, f64::max);
        let mut number = vec![NONE; values.len()];
        let mut system = System { starts: vec![0], ..System::default() };
        for (cell, _) in values.iter().enumerate().filter(|(_, v)| v.is_nan()) {
            number[cell] = system.cells.len() as u32;
            system.cells.push(cell as u32);
        }
        let tree = |over| match over {
            Over::Regions => (&panel.regions, &panel.industries, width, 1),
            Over::Industries => (&panel.industries, &panel.regions, 1, width),
        };
        for over in [Over::Regions, Over::Industries] {
            let (sums, others, step, stride): (&Hierarchy, &Hierarchy, usize, usize) = tree(over);
            let mut depth = None;
            let mut begin = system.rest.len();
            for node in sums.totals() {
                if depth.is_some_and(|d| d != sums.depth[node]) {
                    system.blocks.push(begin..system.rest.len());
                    begin = system.rest.len();
                }
                depth = Some(sums.depth[node]);
                for other in 0..others.len() {
                    let cell = |n: usize| n * step + other * stride;
                    let parts = sums.children[node].iter().map(|&c| cell(c as usize));
                    system.add(parts, cell(node), over, values, &number, (unit, largest));
                }
            }
            system.blocks.push(begin..system.rest.len());
        }
        system.blocks.retain(|b| !b.is_empty());
        system
    }

    fn add(
        &mut self,
        parts: impl Iterator<Item = usize>,
        cell: usize,
        over: Over,
        values: &[f64],
        number: &[u32],
        (unit, largest): (f64, f64),
    ) {
        let (mut known, mut terms) = (0.0, 1);
        for part in parts {
            terms += 1;
            match number[part] {
                NONE => known += values[part],
                id => self.parts.push(id),
            }
        }
        let total = number[cell];
        let published = if total == NONE { values[cell] } else { 0.0 };
        // Where the total is withheld its size is not known: last places of the largest figure may be off.
        let hint = if total == NONE { 0.0 } else { 1e-6 * largest };
        let (tolerance, deviation) = rounding(terms, unit, known.max(published).max(hint));
        if total == NONE && self.parts.len() as u32 == self.starts[self.starts.len() - 1] {
            if (known - published).abs() > tolerance {
                self.broken.push((cell as u32, over, known - published, tolerance));
            }
            return;
        }
        self.starts.push(self.parts.len() as u32);
        self.total.push(total);
        self.rest.push(published - known);
        self.tolerance.push(tolerance);
        self.deviation.push(deviation);
        self.of.push((cell as u32, over));
    }

    /// Number of equations.
    pub fn len(&self) -> usize {
        self.rest.len()
    }

    /// Whether there is no equation.
    pub fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// Unknown parts of an equation.
    pub fn parts(&self, equation: usize) -> &[u32] {
        &self.parts[self.starts[equation] as usize..self.starts[equation + 1] as usize]
    }

    /// Every unknown of an equation with its sign.
    pub fn terms(&self, equation: usize) -> impl Iterator<Item = (usize, f64)> + '_ {
        let total = Some(self.total[equation]).filter(|t| *t != NONE).map(|t| (t as usize, -1.0));
        self.parts(equation).iter().map(|p| (*p as usize, 1.0)).chain(total)
    }

    /// Sum of the parts less the total.
    pub fn residual(&self, equation: usize, x: &[f64]) -> f64 {
        self.terms(equation).map(|(j, sign)| sign * x[j]).sum::<f64>() - self.rest[equation]
    }

    /// Equations of each unknown: starts and equations.
    pub fn incidence(&self) -> (Vec<u32>, Vec<u32>) {
        let mut starts = vec![0u32; self.cells.len() + 1];
        for e in 0..self.len() {
            self.terms(e).for_each(|(j, _)| starts[j + 1] += 1);
        }
        for j in 0..self.cells.len() {
            starts[j + 1] += starts[j];
        }
        let mut next = starts.clone();
        let mut of = vec![0; starts[self.cells.len()] as usize];
        for e in 0..self.len() {
            for (j, _) in self.terms(e) {
                of[next[j] as usize] = e as u32;
                next[j] += 1;
            }
        }
        (starts, of)
    }
}
