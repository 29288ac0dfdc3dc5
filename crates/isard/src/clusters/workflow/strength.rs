//! Strength of every cluster in the last year, and ranks of regions.

use super::measures::row_status;
use super::{ClusterOptions, ClusterResult, cell_quotient, number, performance_of};
use crate::clusters::cluster_stars::{Probabilities, items};
use crate::clusters::litzenberger_sternberg::{self, Parts};
use crate::clusters::panel::{Bounds, ClusterPanel};
use crate::clusters::performance;
use crate::clusters::resampling::{self, Certainty};
use crate::clusters::slab::{Slab, totals};
use crate::clusters::stars::{self, CellBounds};
use crate::clusters::tables::{RankingRow, StrengthRow};
use crate::model::Status;

pub(super) fn strength(panel: &ClusterPanel, options: &ClusterOptions, result: &mut ClusterResult) {
    let last = panel.years.len() - 1;
    let year = panel.years[last];
    let slab = panel.slab(last);
    let (rows, cols) = (slab.rows(), slab.cols());
    let status = panel.year_of(&panel.status, last);
    let establishments = panel.establishments.as_ref().map(|e| panel.year_of(e, last));
    let (lows, highs) = bounds_of(panel, last, &slab);
    let stars = stars::of_slab(&slab, &options.rule, Some(CellBounds { low: &lows, high: &highs }));
    let items = items(&panel.regions, &panel.industries);
    let estimates = panel.estimates(last);
    let sure =
        resampling::of_slab(&slab, establishments, estimates, &items, &options.rule, &options.resampling);
    let performance = performance_of(panel, performance::since(&panel.years, options.rule.dynamism_years));
    let index = cluster_index(panel, &slab, establishments);
    let figures = performance.figures();
    let performed = figures.stars(&slab, &options.rule);
    let likely = performance.certainty(&slab, &options.rule, &items, &options.resampling);
    let minimum = &options.rule.minimum;
    let mut undecided = 0;
    for at in 0..rows * cols {
        let (r, i) = (at / cols, at % cols);
        if status[at] == Status::Missing {
            continue;
        }
        // Without published totals the quotient of a withheld cell has no base.
        let with_bases = published(panel, last, r, i);
        let mut star = stars[at];
        if status[at] == Status::Suppressed && !with_bases {
            (star.specialization, star.focus, star.strong) = (None, None, None);
        }
        let enough = minimum.enough_establishments(establishments.map_or(f64::NAN, |e| e[at]));
        undecided += usize::from(enough.is_none() && slab.cells()[at] > 0.0);
        let star = stars::Stars { performance: performed[at], ..star }.with_size(enough);
        let sure = sure[at];
        let probability = Probabilities::of(sure.as_ref(), likely[at], &star, enough);
        let (low, high) = (number(lows[at]), number(highs[at]));
        let of_bound =
            |v: Option<f64>| v.filter(|_| with_bases).and_then(|v| cell_quotient(&slab, r, i, v).ok());
        result.strength.push(StrengthRow {
            region: panel.regions[r].clone(),
            cluster: panel.industries[i].clone(),
            year,
            value: number(slab.cells()[at]),
            share: star.share,
            lq: star.lq.ok(),
            low: sure.map(|s| s.lq_low),
            high: sure.map(|s| s.lq_high),
            size_star: star.size,
            specialization_star: star.specialization,
            focus_star: star.focus,
            stars: star.count(),
            size_probability: probability.size,
            specialization_probability: probability.specialization,
            focus_probability: probability.focus,
            productivity_probability: probability.performance[0],
            dynamism_probability: probability.performance[1],
            productivity_star: star.performance[0],
            dynamism_star: star.performance[1],
            stars_expected: probability.expected(&star),
            strong: star.strong,
            strong_probability: probability.strong,
            ranked: star.ranked,
            growth: growth(panel, at),
            productivity: figures.productivity.as_ref().and_then(|p| number(p[at])),
            dynamism: figures.growth.as_ref().and_then(|g| number(g[at])),
            cluster_index: index[at],
            status: row_status(status[at], star.lq),
            bound_low: low,
            bound_high: high,
            lq_bound_low: of_bound(low),
            lq_bound_high: of_bound(high),
        });
    }
    if undecided > 0 {
        result.warnings.push(format!(
            "{undecided} cells have a value and no number of establishments: with a least number of {} they have no star \
             unless something else decides",
            minimum.establishments
        ));
    }
    let small: Vec<usize> = (0..rows).filter(|&r| !stars[r * cols].ranked).collect();
    if let Some(&first) = small.first() {
        result.warnings.push(format!(
            "{} of {rows} regions have a total below {} in {year} and are not ranked (first: `{}`): they count in totals and \
             quotients, and have neither rank nor star",
            small.len(),
            minimum.region,
            panel.regions[first]
        ));
    }
    ranking(panel, year, &stars, &sure, &mut result.ranking);
}

/// Bounds of the withheld cells of a year, NaN elsewhere: those of the source,
/// at least zero, at most what the published totals of the region and the
/// industry leave beside the cells with values.
fn bounds_of(panel: &ClusterPanel, y: usize, slab: &Slab) -> (Vec<f64>, Vec<f64>) {
    let status = panel.year_of(&panel.status, y);
    let (rows, cols) = (slab.rows(), slab.cols());
    let (mut lows, mut highs) = (vec![f64::NAN; rows * cols], vec![f64::NAN; rows * cols]);
    let (by_region, by_industry, _) = totals(slab.cells(), rows, cols);
    let rest = |published: Option<f64>, sum: f64| match published {
        Some(total) if !total.is_nan() => (total - sum).max(0.0),
        _ => f64::INFINITY,
    };
    let estimates = panel.estimates(y);
    let estimated = |at: usize| estimates.is_some_and(|e| e.has(at));
    for at in (0..rows * cols).filter(|&at| status[at] == Status::Suppressed || estimated(at)) {
        let (r, i) = (at / cols, at % cols);
        let given = |of: fn(&Bounds) -> &[f64]| panel.bounds.as_ref().map(|b| panel.year_of(of(b), y)[at]);
        // `max` and `min` pass over NaN, an unknown bound.
        let low = given(|b| &b.low).unwrap_or(f64::NAN).max(0.0);
        let source = given(|b| &b.high).unwrap_or(f64::NAN).min(f64::INFINITY);
        let margins = panel.margins.as_ref();
        let region = rest(margins.map(|m| m.regions[y * rows + r]), by_region[r]);
        let industry = rest(margins.map(|m| m.industries[y * cols + i]), by_industry[i]);
        // What an estimate leaves of a total is no bound of it.
        let left = if estimated(at) { f64::INFINITY } else { region.min(industry) };
        let high = source.min(left);
        // Totals that contradict the source's bounds do not narrow them.
        highs[at] = if high < low { source.max(low) } else { high };
        lows[at] = low;
    }
    (lows, highs)
}

/// Whether the totals of a cell's region, industry and year are published.
fn published(panel: &ClusterPanel, y: usize, r: usize, i: usize) -> bool {
    panel.margins.as_ref().is_some_and(|m| {
        let region = m.regions[y * panel.regions.len() + r];
        let industry = m.industries[y * panel.industries.len() + i];
        ![region, industry, m.totals[y]].iter().any(|v| v.is_nan())
    })
}

/// Mean annual growth of a cell of the last year since the first.
fn growth(panel: &ClusterPanel, at: usize) -> Option<f64> {
    let last = panel.years.len() - 1;
    let (from, to) = (panel.values[at], panel.year_of(&panel.values, last)[at]);
    let years = (panel.years[last] - panel.years[0]) as f64;
    number(performance::annual(from, to, years)).filter(|_| years > 0.0)
}

fn ranking(
    panel: &ClusterPanel,
    year: i64,
    stars: &[stars::Stars],
    sure: &[Option<Certainty>],
    rows: &mut Vec<RankingRow>,
) {
    let cols = panel.industries.len();
    for (i, cluster) in panel.industries.iter().enumerate() {
        let lq = |r: usize| stars[r * cols + i].lq;
        let mut order: Vec<(usize, f64)> = (0..panel.regions.len())
            .filter(|&r| stars[r * cols + i].ranked)
            .filter_map(|r| lq(r).ok().map(|v| (r, v)))
            .filter(|p| p.1 > 0.0)
            .collect();
        order.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        for (rank, (r, lq)) in order.into_iter().enumerate() {
            let sure = sure[r * cols + i];
            rows.push(RankingRow {
                cluster: cluster.clone(),
                region: panel.regions[r].clone(),
                year,
                rank: rank as i64 + 1,
                rank_low: sure.map(|s| s.rank_low),
                rank_high: sure.map(|s| s.rank_high),
                lq: Some(lq),
            });
        }
    }
}

/// The cluster index of every cell; `None` where a part of it is not known.
fn cluster_index(panel: &ClusterPanel, slab: &Slab, establishments: Option<&[f64]>) -> Vec<Option<f64>> {
    let (Some(land), Some(plants)) = (&panel.land, establishments) else {
        return vec![None; slab.cells().len()];
    };
    let sum = |all: &[f64]| all.iter().filter(|v| !v.is_nan()).sum::<f64>();
    let (area, population) = (sum(&land.area), sum(&land.population));
    let (_, plants_of, _) = totals(plants, slab.rows(), slab.cols());
    let of = |at: usize| {
        let (r, i) = (at / slab.cols(), at % slab.cols());
        litzenberger_sternberg::index(Parts {
            cell: slab.cells()[at],
            industry: slab.col_totals()[i],
            cell_establishments: plants[at],
            industry_establishments: plants_of[i],
            area: land.area[r],
            total_area: area,
            population: land.population[r],
            total_population: population,
        })
    };
    (0..slab.cells().len()).map(|at| of(at).ok()).collect()
}
