//! What the stages of a cluster are read from: growth beyond the industry's
//! growth elsewhere, and specialisation.

use crate::clusters::panel::ClusterPanel;
use crate::dynamics::entry_exit::quotients;
use rayon::prelude::*;

/// One cluster in one region, year by year without gaps.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// Position of the region.
    pub region: usize,
    /// Position of the cluster.
    pub cluster: usize,
    /// Log growth since the year before, less that of the industry in the other
    /// regions; NaN where either is unknown.
    pub growth: Vec<f64>,
    /// Log location quotient; NaN where there is none.
    pub level: Vec<f64>,
}

/// Which pairs of region and cluster have a life to speak of.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Candidates {
    /// Least location quotient in at least one year.
    pub minimum_lq: f64,
    /// Least value in at least one year.
    pub minimum_value: f64,
}

impl Default for Candidates {
    fn default() -> Self {
        Candidates { minimum_lq: 1.0, minimum_value: 0.0 }
    }
}

/// Series of the pairs that qualify, by region then cluster, on the years from
/// the first to the last of the panel. A pair needs a known growth.
pub fn series(panel: &ClusterPanel, which: Candidates) -> Vec<Series> {
    let (regions, clusters) = (panel.regions.len(), panel.industries.len());
    let Some((&first, &last)) = panel.years.first().zip(panel.years.last()) else { return Vec::new() };
    let length = (last - first + 1) as usize;
    let place = |y: usize| (panel.years[y] - first) as usize;
    let lq: Vec<Vec<f64>> = (0..panel.years.len()).map(|y| quotients(&panel.slab(y))).collect();
    let steps: Vec<Option<Elsewhere>> = (0..panel.years.len())
        .map(|y| (y > 0 && panel.years[y] == panel.years[y - 1] + 1).then(|| Elsewhere::new(panel, y)))
        .collect();
    let one = |at: usize| {
        let (region, cluster) = (at / clusters, at % clusters);
        let value = |y: usize| panel.year_of(&panel.values, y)[at];
        let best =
            |of: &dyn Fn(usize) -> f64| (0..panel.years.len()).map(of).fold(f64::NEG_INFINITY, f64::max);
        if best(&|y| lq[y][at]) < which.minimum_lq || best(&value) < which.minimum_value {
            return None;
        }
        let mut found =
            Series { region, cluster, growth: vec![f64::NAN; length], level: vec![f64::NAN; length] };
        for y in 0..panel.years.len() {
            let finite = |v: f64| if v.is_finite() { v } else { f64::NAN };
            found.level[place(y)] = finite(lq[y][at].ln());
            if let Some(elsewhere) = &steps[y] {
                let own = (value(y - 1), value(y));
                let rest = elsewhere.without(cluster, own);
                found.growth[place(y)] = finite((own.1 / own.0).ln() - (rest.1 / rest.0).ln());
            }
        }
        found.growth.iter().any(|g| !g.is_nan()).then_some(found)
    };
    (0..regions * clusters).into_par_iter().filter_map(one).collect()
}

/// Totals of the clusters in a year and the year before, over the regions that
/// have both, or as published.
struct Elsewhere {
    before: Vec<f64>,
    after: Vec<f64>,
}

impl Elsewhere {
    fn new(panel: &ClusterPanel, y: usize) -> Elsewhere {
        let clusters = panel.industries.len();
        let (mut before, mut after) = (vec![0.0; clusters], vec![0.0; clusters]);
        let pairs = panel.year_of(&panel.values, y - 1).iter().zip(panel.year_of(&panel.values, y));
        for (at, (b, a)) in pairs.enumerate().filter(|(_, (b, a))| !b.is_nan() && !a.is_nan()) {
            before[at % clusters] += b;
            after[at % clusters] += a;
        }
        if let Some(margins) = &panel.margins {
            for c in 0..clusters {
                let published =
                    (margins.industries[(y - 1) * clusters + c], margins.industries[y * clusters + c]);
                if published.0.is_finite() && published.1.is_finite() {
                    (before[c], after[c]) = published;
                }
            }
        }
        Elsewhere { before, after }
    }

    /// Without the region itself, which would hide a part of its own growth.
    fn without(&self, cluster: usize, own: (f64, f64)) -> (f64, f64) {
        (self.before[cluster] - own.0, self.after[cluster] - own.1)
    }
}
