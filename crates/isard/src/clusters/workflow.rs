//! From a panel to every table of this question.

use super::cluster_stars::{Probabilities, available, items};
use super::gini_quotients;
use super::krugman;
use super::location_quotient::quotient;
use super::panel::{Bounds, ClusterPanel};
use super::performance::{self, Measure, Performance};
use super::resampling::{self, Certainty, Resampling};
use super::slab::{Measured, Slab, totals};
use super::stars::{self, CellBounds, Rule};
use super::tables::{ConcentrationRow, IndustryRow, RankingRow, SpecializationRow, StrengthRow};
use super::{duranton_puga, entropy, hachman, herfindahl};
use crate::model::Status;
use crate::registry::MethodError;
use rayon::prelude::*;

/// What a cell with neither value nor reason means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Absent {
    /// Unknown.
    #[default]
    Missing,
    /// The source leaves zeros out.
    Zero,
}

/// Settings of the workflow.
#[derive(Debug, Clone, PartialEq)]
pub struct ClusterOptions {
    /// Thresholds of the stars.
    pub rule: Rule,
    /// Resampling behind probabilities and intervals.
    pub resampling: Resampling,
    /// What a cell without value and without reason means.
    pub absent: Absent,
    /// Whether to fill the table `industries`, the one row per cell and year;
    /// for very large panels use [`industries_of_year`] year by year.
    pub industries: bool,
}

impl Default for ClusterOptions {
    fn default() -> Self {
        ClusterOptions {
            rule: Rule::OBSERVATORY,
            resampling: Resampling::default(),
            absent: Absent::Missing,
            industries: true,
        }
    }
}

/// Every table of the question, and what has to be known about them.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ClusterResult {
    /// Strength in the last year; a row for every cell with a value or a reason
    /// why there is none.
    pub strength: Vec<StrengthRow>,
    /// Quotients of all years; rows as in `strength`.
    pub industries: Vec<IndustryRow>,
    /// Specialisation of regions.
    pub specialization: Vec<SpecializationRow>,
    /// Concentration of industries.
    pub concentration: Vec<ConcentrationRow>,
    /// Regions ranked per cluster.
    pub ranking: Vec<RankingRow>,
    /// What the reader must know.
    pub warnings: Vec<String>,
    /// What was assumed.
    pub assumptions: Vec<String>,
}

/// Computes every table of the question.
///
/// # Errors
/// A panel whose parts do not fit together.
///
/// Complexity: O(cells × log) for the measures of all years and O(cells ×
/// draws) for the stars of the last.
pub fn analyze(panel: &ClusterPanel, options: &ClusterOptions) -> Result<ClusterResult, MethodError> {
    panel.check()?;
    let mut result = ClusterResult::default();
    let prepared = prepare(panel, options, &mut result);
    let panel = prepared.as_ref().unwrap_or(panel);
    let (rule, left_out) = available(&options.rule, panel.output.is_some(), panel.years.len() > 1);
    let options = &ClusterOptions { rule, ..options.clone() };
    result.warnings.extend(left_out);
    check_margins(panel, &mut result);
    for y in 0..panel.years.len() {
        let slab = panel.slab(y);
        if options.industries {
            result.industries.extend(rows_of_year(panel, y, &slab));
        }
        specialization(panel, y, &slab, &mut result.specialization);
        concentration(panel, y, &slab, &mut result.concentration);
    }
    strength(panel, options, &mut result);
    describe(panel, options, &mut result);
    Ok(result)
}

/// Rows of the table `industries` for one year, for panels too large to hold
/// the rows of all years at once.
///
/// # Errors
/// A panel whose parts do not fit together, a year outside it.
pub fn industries_of_year(panel: &ClusterPanel, year: usize) -> Result<Vec<IndustryRow>, MethodError> {
    panel.check()?;
    if year >= panel.years.len() {
        return Err(MethodError::data(format!(
            "the panel has {} years, not {}",
            panel.years.len(),
            year + 1
        )));
    }
    Ok(rows_of_year(panel, year, &panel.slab(year)))
}

/// A copy of the panel with negative values taken out and zeros filled in, if
/// either is needed.
fn prepare(
    panel: &ClusterPanel,
    options: &ClusterOptions,
    result: &mut ClusterResult,
) -> Option<ClusterPanel> {
    let cells = || panel.values.iter().zip(&panel.status);
    // A number whose status says that there is none is not used.
    let unusable = |v: f64, s: Status| v < 0.0 || v.is_infinite() || (!v.is_nan() && !s.has_value());
    let negative: Vec<usize> =
        cells().enumerate().filter(|(_, (v, s))| unusable(**v, **s)).map(|(at, _)| at).collect();
    let absent = cells().filter(|(v, s)| v.is_nan() && **s == Status::Missing).count();
    let fill = options.absent == Absent::Zero && absent > 0;
    if fill {
        result.assumptions.push(format!(
            "{absent} of {} cells without a row were taken as zero: the source leaves zeros out",
            panel.values.len()
        ));
    }
    // A status that promises a value needs one.
    let promised = cells().any(|(v, s)| v.is_nan() && s.has_value());
    if negative.is_empty() && !fill && !promised {
        return None;
    }
    let mut own = panel.clone();
    if let Some(&at) = negative.first() {
        let (r, i) = (at % panel.cells() / panel.industries.len(), at % panel.industries.len());
        result.warnings.push(format!(
            "{} cells with a negative value or a status without value were left out (first: region `{}`, industry `{}`)",
            negative.len(),
            panel.regions[r],
            panel.industries[i]
        ));
    }
    for at in negative {
        own.values[at] = f64::NAN;
        if own.status[at].has_value() {
            own.status[at] = Status::Undefined(crate::model::Reason::NotPositive);
        }
    }
    for (v, s) in own.values.iter_mut().zip(&mut own.status) {
        if v.is_nan() && s.has_value() {
            *s = Status::Missing;
        }
        if fill && v.is_nan() && *s == Status::Missing {
            // The status stays, so that no row is made of a cell that has none.
            *v = 0.0;
        }
    }
    Some(own)
}

/// Published totals below the sum of their cells are named. Estimates meet
/// totals to their rounding, which for small ones is more.
fn check_margins(panel: &ClusterPanel, result: &mut ClusterResult) {
    let Some(margins) = &panel.margins else { return };
    let mut below = Vec::new();
    for (y, year) in panel.years.iter().enumerate() {
        let own =
            Slab::new(panel.year_of(&panel.values, y).to_vec(), panel.regions.len(), panel.industries.len());
        let estimates = panel.estimates(y);
        let cols = panel.industries.len();
        let estimated = |mut cells: std::iter::StepBy<std::ops::Range<usize>>| {
            estimates.is_some_and(|e| cells.any(|at| e.has(at)))
        };
        let pairs = own.row_totals().iter().zip(&margins.regions[y * panel.regions.len()..]);
        // Sums of rounded cells may exceed a rounded total a little.
        for (r, (key, (sum, total))) in panel.regions.iter().zip(pairs).enumerate() {
            if *sum > total * 1.01 && !estimated((r * cols..(r + 1) * cols).step_by(1)) {
                below.push(format!("region `{key}` in {year}"));
            }
        }
        let pairs = own.col_totals().iter().zip(&margins.industries[y * panel.industries.len()..]);
        for (i, (key, (sum, total))) in panel.industries.iter().zip(pairs).enumerate() {
            if *sum > total * 1.01 && !estimated((i..panel.cells()).step_by(cols)) {
                below.push(format!("industry `{key}` in {year}"));
            }
        }
    }
    if let Some(first) = below.first() {
        result.warnings.push(format!(
            "{} published totals are more than 1 % below the sum of their cells (first: {first})",
            below.len()
        ));
    }
}

/// Status of a row: of the value, or of the quotient where only that is undefined.
fn row_status(cell: Status, lq: Measured) -> Status {
    match lq {
        Err(s @ Status::Undefined(_)) if cell.has_value() => s,
        _ => cell,
    }
}

fn cell_quotient(slab: &Slab, r: usize, i: usize, value: f64) -> Measured {
    quotient(value, slab.row_totals()[r], slab.col_totals()[i], slab.total())
}

fn rows_of_year(panel: &ClusterPanel, y: usize, slab: &Slab) -> Vec<IndustryRow> {
    let status = panel.year_of(&panel.status, y);
    let width = panel.industries.len();
    let of_region = |r: usize| {
        let row = |i: usize| {
            let cell = status[r * width + i];
            if cell == Status::Missing {
                return None;
            }
            let value = slab.row(r)[i];
            let lq = cell_quotient(slab, r, i, value);
            Some(IndustryRow {
                region: panel.regions[r].clone(),
                industry: panel.industries[i].clone(),
                year: panel.years[y],
                value: number(value),
                lq: lq.ok(),
                status: row_status(cell, lq),
            })
        };
        (0..width).filter_map(row).collect::<Vec<_>>()
    };
    (0..panel.regions.len()).into_par_iter().flat_map_iter(of_region).collect()
}

fn specialization(panel: &ClusterPanel, y: usize, slab: &Slab, rows: &mut Vec<SpecializationRow>) {
    let measures = [
        ("krugman", krugman::of_slab(slab, krugman::Variant::National)),
        ("hachman", hachman::of_slab(slab)),
        ("herfindahl", herfindahl::of_slab(slab, herfindahl::Variant::Index)),
        ("entropy", entropy::of_slab(slab, false)),
        (
            "duranton-puga-specialization",
            duranton_puga::of_slab(slab, duranton_puga::Variant::Specialization),
        ),
        ("duranton-puga-diversity", duranton_puga::of_slab(slab, duranton_puga::Variant::Diversity)),
    ];
    for (r, region) in panel.regions.iter().enumerate() {
        let published = panel.margins.as_ref().map(|m| m.regions[y * panel.regions.len() + r]);
        let covered: f64 = slab.row(r).iter().filter(|v| !v.is_nan()).sum();
        let coverage = published.filter(|p| *p > 0.0).map(|p| covered / p);
        let status = of_cells(panel.year_of(&panel.status, y)[r * slab.cols()..][..slab.cols()].iter());
        for (measure, values) in &measures {
            rows.push(SpecializationRow {
                region: region.clone(),
                year: panel.years[y],
                measure,
                value: values[r].ok(),
                coverage,
                status: values[r].err().unwrap_or(status),
            });
        }
    }
}

fn concentration(panel: &ClusterPanel, y: usize, slab: &Slab, rows: &mut Vec<ConcentrationRow>) {
    let turned = slab.transposed();
    let measures = [
        ("gini", gini_quotients::of_slab(&turned, gini_quotients::Variant::Unweighted)),
        ("hoover-balassa", krugman::of_slab(&turned, krugman::Variant::Half)),
        ("krugman", krugman::of_slab(&turned, krugman::Variant::National)),
    ];
    let cells = panel.year_of(&panel.status, y);
    for (i, industry) in panel.industries.iter().enumerate() {
        let status = of_cells(cells.iter().skip(i).step_by(slab.cols()));
        for (measure, values) in &measures {
            rows.push(ConcentrationRow {
                industry: industry.clone(),
                year: panel.years[y],
                measure,
                value: values[i].ok(),
                status: values[i].err().unwrap_or(status),
            });
        }
    }
}

/// Estimated if any value behind the number is.
fn of_cells<'a>(mut cells: impl Iterator<Item = &'a Status>) -> Status {
    if cells.any(|s| *s == Status::Estimated) { Status::Estimated } else { Status::Observed }
}

fn strength(panel: &ClusterPanel, options: &ClusterOptions, result: &mut ClusterResult) {
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
    let performance = performance_of(panel, &options.rule);
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

/// What the stars for productivity and dynamism of the last year are made of.
fn performance_of<'a>(panel: &'a ClusterPanel, rule: &Rule) -> Performance<'a> {
    let last = panel.years.len() - 1;
    let establishments = |y: usize| panel.establishments.as_ref().map(|e| panel.year_of(e, y));
    let value = |y: usize| Measure {
        values: panel.year_of(&panel.values, y),
        establishments: establishments(y),
        estimates: panel.estimates(y),
    };
    Performance {
        now: value(last),
        output: panel.output.as_ref().map(|output| Measure {
            values: panel.year_of(output, last),
            establishments: establishments(last),
            estimates: panel.output_estimates(last),
        }),
        before: performance::since(&panel.years, rule.dynamism_years)
            .map(|from| (value(from), (panel.years[last] - panel.years[from]) as f64)),
    }
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

fn number(v: f64) -> Option<f64> {
    Some(v).filter(|v| v.is_finite())
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

fn describe(panel: &ClusterPanel, options: &ClusterOptions, result: &mut ClusterResult) {
    result.assumptions.push(format!("stars: {}", options.rule.describe()));
    result.assumptions.push(format!("strong clusters: {}", options.rule.describe_strong()));
    result.assumptions.push(
        "stars rank the regions that have a value in the category; ties by region key; zero earns no star; a withheld \
         cell has a star only where its bounds decide it whatever the other withheld cells are"
            .into(),
    );
    if options.resampling.draws > 0 {
        result.assumptions.push(options.resampling.describe());
    }
    if panel.margins.is_some() {
        result.assumptions.push(
            "location quotients rest on published totals; Krugman, Hachman and concentration compare shares over the \
             cells that have values; withheld cells are bounded by what the totals leave"
                .into(),
        );
    }
    let listed = panel.status.iter().filter(|s| **s != Status::Missing).count();
    let estimated = panel.estimates.iter().flat_map(|e| &e.low).filter(|v| !v.is_nan()).count();
    if estimated > 0 {
        result.assumptions.push(format!(
            "{estimated} of {listed} cells are withheld and stand with the estimate that meets the published totals; draws \
             take what such a cell may hold from its 90 % interval, inside its bounds, and totals as published"
        ));
    }
    let withheld = panel.status.iter().filter(|s| **s == Status::Suppressed).count();
    if withheld > 0 {
        result.warnings.push(format!(
            "{withheld} of {listed} cells are withheld: they have no quotient, and a star only where their bounds decide it"
        ));
        if panel.margins.is_none() {
            result
                .warnings
                .push("no published totals: totals are sums of the cells that are not withheld".into());
        }
    }
}
