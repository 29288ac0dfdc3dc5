//! Splitting the change of a region into components.

use crate::space::Weights;
use rayon::prelude::*;

/// Named definitions of the components.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Variant {
    /// Dunn's national share, industry mix and competitive effect.
    #[default]
    Classic,
    /// Esteban-Marquillas: the competitive effect of homothetic activity, and allocation.
    EstebanMarquillas,
    /// Classic, a step at a time, summed.
    Dynamic,
    /// Nazara & Hewings: neighbours' growth between the industry's and the region's.
    Spatial,
}

impl Variant {
    /// Every variant with its word.
    pub const ALL: [(&'static str, Variant); 4] = [
        ("classic", Variant::Classic),
        ("esteban-marquillas", Variant::EstebanMarquillas),
        ("dynamic", Variant::Dynamic),
        ("spatial", Variant::Spatial),
    ];

    /// The variant of a word; the default for any other.
    pub fn of(word: &str) -> Variant {
        Self::ALL.iter().find(|v| v.0 == word).map_or(Variant::Classic, |v| v.1)
    }

    /// Names of the components in their order.
    pub fn components(self) -> &'static [&'static str] {
        match self {
            Variant::Classic | Variant::Dynamic => &["national", "industry-mix", "competitive"],
            Variant::EstebanMarquillas => &["national", "industry-mix", "competitive", "allocation"],
            Variant::Spatial => &["national", "industry-mix", "neighbor", "local"],
        }
    }
}

/// Two years of a panel, regions × industries, and the totals of the nation.
/// A cell is used where it has a value in both years.
#[derive(Debug, Clone, PartialEq)]
pub struct Step<'a> {
    /// Cells of the first year.
    pub from: &'a [f64],
    /// Cells of the last year.
    pub to: &'a [f64],
    /// Number of industries.
    pub industries: usize,
    /// Whether a cell takes part; all do where empty.
    pub used: &'a [bool],
    /// Totals of the industries in the nation in the first year.
    pub nation_from: Vec<f64>,
    /// Totals of the industries in the nation in the last year.
    pub nation_to: Vec<f64>,
}

/// The split of a cell or a region.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Split {
    /// Activity in the first year.
    pub base: f64,
    /// Change to the last year.
    pub change: f64,
    /// Components in the order of their names.
    pub parts: [f64; 4],
    /// Change that no component takes, for want of a base of a growth rate.
    pub unallocated: f64,
    /// Cells in which a component does not exist, by component.
    pub lacking: [usize; 4],
    /// Cells used.
    pub cells: usize,
}

impl Split {
    fn add(&mut self, other: &Split) {
        self.base += other.base;
        self.change += other.change;
        self.parts.iter_mut().zip(other.parts).for_each(|(a, b)| *a += b);
        self.unallocated += other.unallocated;
        self.lacking.iter_mut().zip(other.lacking).for_each(|(a, b)| *a += b);
        self.cells += other.cells;
    }

    /// A cell whose components that are not numbers are left unallocated.
    fn of_cell(base: f64, change: f64, parts: [f64; 4]) -> Split {
        let mut split = Split { base, change, parts, cells: 1, ..Split::default() };
        split.settle();
        split
    }

    /// Moves components that do not exist to the unallocated change.
    fn settle(&mut self) {
        for (part, lacks) in self.parts.iter_mut().zip(&mut self.lacking) {
            if !part.is_finite() {
                *lacks = 1;
            }
            if *lacks > 0 {
                *part = 0.0;
            }
        }
        let lacks = self.lacking.iter().any(|l| *l > 0);
        self.unallocated = if lacks { self.change - self.parts.iter().sum::<f64>() } else { 0.0 };
    }
}

impl<'a> Step<'a> {
    /// A step whose nation is the sum of its regions.
    pub fn new(from: &'a [f64], to: &'a [f64], industries: usize, used: &'a [bool]) -> Step<'a> {
        let mut step = Step {
            from,
            to,
            industries,
            used,
            nation_from: vec![0.0; industries],
            nation_to: vec![0.0; industries],
        };
        for at in 0..from.len() {
            if step.uses(at) {
                step.nation_from[at % industries] += from[at];
                step.nation_to[at % industries] += to[at];
            }
        }
        step
    }

    fn uses(&self, at: usize) -> bool {
        (self.used.is_empty() || self.used[at]) && !self.from[at].is_nan() && !self.to[at].is_nan()
    }

    /// Growth of the nation as a whole; NaN without a base.
    fn national_growth(&self) -> f64 {
        growth(self.nation_from.iter().sum(), self.nation_to.iter().sum())
    }

    /// The split of every cell of a region; `None` where a cell is not used.
    fn cells_of(&self, r: usize, variant: Variant, map: Option<&Weights>) -> Vec<Option<Split>> {
        let n = self.industries;
        let all = self.national_growth();
        let total: f64 = self.nation_from.iter().sum();
        let region: f64 = (0..n).filter(|i| self.uses(r * n + i)).map(|i| self.from[r * n + i]).sum();
        let split = |i: usize| {
            let at = r * n + i;
            if !self.uses(at) {
                return None;
            }
            let (e, change) = (self.from[at], self.to[at] - self.from[at]);
            let industry = growth(self.nation_from[i], self.nation_to[i]);
            let national = e * all;
            let mix = e * (industry - all);
            // e·g is the change itself, also where e is zero and g does not exist.
            let beyond = change - e * industry;
            let parts = match variant {
                Variant::Classic | Variant::Dynamic => [national, mix, beyond, 0.0],
                Variant::EstebanMarquillas => {
                    let expected = region * self.nation_from[i] / total;
                    // Without any change in a cell without a base, both parts are nothing together.
                    let rate = if e > 0.0 { beyond / e } else { f64::NAN };
                    if e == 0.0 && change == 0.0 && !industry.is_nan() {
                        [national, mix, 0.0, 0.0]
                    } else {
                        [national, mix, expected * rate, (e - expected) * rate]
                    }
                }
                Variant::Spatial => {
                    let near = map.map_or(f64::NAN, |m| self.growth_near(m, r, i));
                    let gap = if e == 0.0 && !industry.is_nan() { 0.0 } else { e * (near - industry) };
                    [national, mix, gap, beyond - gap]
                }
            };
            Some(Split::of_cell(e, change, parts))
        };
        (0..n).map(split).collect()
    }

    /// Growth of an industry in the neighbours of a region.
    fn growth_near(&self, map: &Weights, r: usize, i: usize) -> f64 {
        let (mut from, mut to) = (0.0, 0.0);
        for (s, w) in map.row(r) {
            let at = s * self.industries + i;
            if self.uses(at) {
                from += w * self.from[at];
                to += w * self.to[at];
            }
        }
        growth(from, to)
    }
}

/// Growth rate; NaN without a base.
fn growth(from: f64, to: f64) -> f64 {
    if from > 0.0 { (to - from) / from } else { f64::NAN }
}

/// Splits of every cell, regions × industries, summed over the steps; `None`
/// where a cell is not used. `map` is read by the spatial variant.
///
/// Complexity: O(steps × cells), for the spatial variant times the mean number
/// of neighbours.
pub fn split_cells(steps: &[Step], variant: Variant, map: Option<&Weights>) -> Vec<Option<Split>> {
    let Some(first) = steps.first() else { return Vec::new() };
    let regions = first.from.len() / first.industries.max(1);
    let of = |r: usize| {
        let mut sums: Vec<Option<Split>> = vec![None; first.industries];
        for step in steps {
            for (sum, cell) in sums.iter_mut().zip(step.cells_of(r, variant, map)) {
                if let Some(cell) = cell {
                    match sum {
                        Some(s) => {
                            s.change += cell.change;
                            s.parts.iter_mut().zip(cell.parts).for_each(|(a, b)| *a += b);
                            // A component has to exist in every step.
                            s.lacking.iter_mut().zip(cell.lacking).for_each(|(a, b)| *a = (*a).max(b));
                            s.settle();
                        }
                        None => *sum = Some(cell),
                    }
                }
            }
        }
        sums
    };
    (0..regions).into_par_iter().flat_map_iter(of).collect()
}

/// Sums of the splits of each region's cells; `None` where a region has none.
pub fn split_regions(steps: &[Step], variant: Variant, map: Option<&Weights>) -> Vec<Option<Split>> {
    let Some(first) = steps.first() else { return Vec::new() };
    let cells = split_cells(steps, variant, map);
    let sum = |row: &[Option<Split>]| {
        let mut total = Split::default();
        row.iter().flatten().for_each(|s| total.add(s));
        (total.cells > 0).then_some(total)
    };
    cells.chunks(first.industries.max(1)).map(sum).collect()
}
