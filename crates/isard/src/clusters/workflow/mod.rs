//! From a panel to every table of this question.

mod competitive;
mod measures;
mod strength;

use super::cluster_stars::available;
use super::location_quotient::quotient;
use super::panel::ClusterPanel;
use super::performance::{Measure, Performance};
use super::resampling::Resampling;
use super::slab::{Measured, Slab};
use super::stars::Rule;
use super::tables::{
    CompetitivenessRow, ConcentrationRow, IndustryRow, RankingRow, SpecializationRow, StrengthRow, TradedRow,
};
use crate::model::Status;
use crate::registry::MethodError;
use competitive::competitiveness;
use measures::{concentration, rows_of_year, specialization, traded};
use strength::strength;

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
    /// The most competitive clusters of all.
    pub competitiveness: Vec<CompetitivenessRow>,
    /// Traded and local industries.
    pub traded: Vec<TradedRow>,
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
        traded(panel, y, &slab, &mut result.traded);
    }
    strength(panel, options, &mut result);
    competitiveness(panel, options, &mut result);
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

fn cell_quotient(slab: &Slab, r: usize, i: usize, value: f64) -> Measured {
    quotient(value, slab.row_totals()[r], slab.col_totals()[i], slab.total())
}

/// What productivity of the last year, and growth since another, are made of.
fn performance_of(panel: &ClusterPanel, since: Option<usize>) -> Performance<'_> {
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
        before: since.map(|from| (value(from), (panel.years[last] - panel.years[from]) as f64)),
    }
}

fn number(v: f64) -> Option<f64> {
    Some(v).filter(|v| v.is_finite())
}
