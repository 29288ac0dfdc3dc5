//! Stars for how a cluster performs: productivity and dynamism.

use super::slab::Slab;
use super::stars::{Rule, mark_top};

/// Figures of the cells of a slab in its order; NaN where there is none.
#[derive(Debug, Clone, Copy, Default)]
pub struct Performance<'a> {
    /// Wages, value added or output per unit of the value.
    pub productivity: Option<&'a [f64]>,
    /// Annual growth of the value.
    pub growth: Option<&'a [f64]>,
}

impl Performance<'_> {
    /// Stars of every cell: productivity, dynamism. The top share of the regions
    /// that have the figure; `None` where a cell has none, where its region is
    /// not ranked, and where the rule has no such star. What shrinks is not
    /// dynamic, nor is productive what makes nothing, however few are above it.
    ///
    /// Complexity: O(regions × industries).
    pub fn stars(&self, slab: &Slab, rule: &Rule) -> Vec<[Option<bool>; 2]> {
        let (rows, cols) = (slab.rows(), slab.cols());
        let ranked = rule.minimum.ranked(slab);
        let mut out = vec![[None; 2]; rows * cols];
        let of = [(self.productivity, rule.productivity_top), (self.growth, rule.dynamism_top)];
        let (mut marks, mut room) = (vec![false; rows], Vec::new());
        for (star, (figures, top)) in of.into_iter().enumerate() {
            let (Some(figures), Some(top)) = (figures, top) else { continue };
            for i in 0..cols {
                let seen = |r: usize| {
                    let at = r * cols + i;
                    let counts = ranked[r] && slab.cells()[at] > 0.0;
                    Some(figures[at]).filter(|v| counts && v.is_finite())
                };
                let values: Vec<f64> = (0..rows).map(|r| seen(r).unwrap_or(f64::NAN)).collect();
                mark_top(&values, top, &mut marks, &mut room);
                for r in (0..rows).filter(|&r| !values[r].is_nan()) {
                    out[r * cols + i][star] = Some(marks[r]);
                }
            }
        }
        out
    }
}

/// Output per unit of the value; NaN where either is not known or the value is zero.
pub fn productivity(output: &[f64], values: &[f64]) -> Vec<f64> {
    output.iter().zip(values).map(|(o, v)| if *v > 0.0 { o / v } else { f64::NAN }).collect()
}

/// Annual growth from `before` to `after` over so many years; NaN where there is
/// no start.
pub fn growth(before: &[f64], after: &[f64], years: f64) -> Vec<f64> {
    before.iter().zip(after).map(|(a, b)| annual(*a, *b, years)).collect()
}

/// Growth a year that leads from one value to another; NaN where there is no start.
pub fn annual(from: f64, to: f64, years: f64) -> f64 {
    if from > 0.0 { (to / from).powf(1.0 / years) - 1.0 } else { f64::NAN }
}

/// Position of the first year at most `span` years before the last; `None`
/// where there is no earlier one.
pub fn since(years: &[i64], span: i64) -> Option<usize> {
    let last = *years.last()?;
    (0..years.len() - 1).find(|&y| years[y] >= last - span)
}
