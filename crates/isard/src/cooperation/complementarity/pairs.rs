//! Complementarity of all pairs of regions.

use crate::cooperation::links::Links;
use crate::cooperation::similarity::{cosine, finger_kreinin};
use crate::model::{Reason, Status};
use rayon::prelude::*;

/// Two regions, seen from the first.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pair {
    /// Share of the partner's needs that it lacks and the region is strong in; NaN where undefined.
    pub supplies: f64,
    /// The same the other way round.
    pub receives: f64,
    /// Cosine of the portfolios.
    pub cosine: f64,
    /// Finger–Kreinin similarity.
    pub finger_kreinin: f64,
    /// Status of the complementarity.
    pub status: Status,
}

impl Pair {
    /// Complementarity: the mean of both directions.
    pub fn value(&self) -> f64 {
        (self.supplies + self.receives) / 2.0
    }
}

/// Portfolios, strengths and unmet needs of regions.
#[derive(Debug, Clone, PartialEq)]
pub struct Profiles {
    regions: usize,
    industries: usize,
    values: Vec<f64>,
    strong: Vec<bool>,
    /// Need times gap over the sum of needs.
    unmet: Vec<f64>,
    status: Vec<Status>,
}

impl Profiles {
    /// From cells, quotients (NaN where there is none: what is not known is no
    /// gap) and strengths, all by region then industry.
    ///
    /// # Panics
    /// When lengths do not fit.
    pub fn new(
        values: Vec<f64>,
        quotients: &[f64],
        strong: Vec<bool>,
        regions: usize,
        links: &Links,
    ) -> Profiles {
        let n = links.industries;
        assert!(
            values.len() == regions * n && quotients.len() == values.len() && strong.len() == values.len()
        );
        let rows: Vec<(Vec<f64>, Status)> = (0..regions)
            .into_par_iter()
            .map(|r| {
                let own = &values[r * n..(r + 1) * n];
                if !own.iter().any(|v| *v > 0.0) {
                    return (vec![0.0; n], Status::Undefined(Reason::EmptyRegion));
                }
                let mut needs = links.needs_of(own);
                let total: f64 = needs.iter().sum();
                if total <= 0.0 {
                    return (needs, Status::Undefined(Reason::Island));
                }
                for (need, lq) in needs.iter_mut().zip(&quotients[r * n..(r + 1) * n]) {
                    let gap = if lq.is_nan() { 0.0 } else { (1.0 - lq).max(0.0) };
                    *need *= gap / total;
                }
                (needs, Status::Observed)
            })
            .collect();
        let (unmet, status): (Vec<_>, Vec<_>) = rows.into_iter().unzip();
        Profiles { regions, industries: n, values, strong, unmet: unmet.concat(), status }
    }

    /// Number of regions.
    pub fn regions(&self) -> usize {
        self.regions
    }

    fn row<'a, T>(&self, all: &'a [T], r: usize) -> &'a [T] {
        &all[r * self.industries..(r + 1) * self.industries]
    }

    /// Share of the needs of `to` that it lacks and `from` is strong in.
    pub fn supply(&self, from: usize, to: usize) -> f64 {
        let strong = self.row(&self.strong, from);
        strong.iter().zip(self.row(&self.unmet, to)).map(|(s, u)| if *s { *u } else { 0.0 }).sum()
    }

    /// The industries that weigh most in it, at most `most`; equal ones in key order.
    pub fn main_supplies(&self, from: usize, to: usize, most: usize) -> Vec<usize> {
        let (strong, unmet) = (self.row(&self.strong, from), self.row(&self.unmet, to));
        let mut found: Vec<usize> = (0..self.industries).filter(|&i| strong[i] && unmet[i] > 0.0).collect();
        found.sort_by(|&i, &j| unmet[j].total_cmp(&unmet[i]));
        found.truncate(most);
        found
    }

    /// Two regions.
    pub fn pair(&self, a: usize, b: usize) -> Pair {
        let (own, other) = (self.row(&self.values, a), self.row(&self.values, b));
        let status = self.status[a].and(self.status[b]);
        let defined = |v: f64| if status.has_value() { v } else { f64::NAN };
        Pair {
            supplies: defined(self.supply(a, b)),
            receives: defined(self.supply(b, a)),
            cosine: cosine(own, other),
            finger_kreinin: finger_kreinin(own, other),
            status,
        }
    }

    /// Every region with every region, itself included, in order.
    pub fn all_pairs(&self) -> Vec<Vec<Pair>> {
        let row = |a: usize| (0..self.regions).map(|b| self.pair(a, b)).collect();
        (0..self.regions).into_par_iter().map(row).collect()
    }
}
