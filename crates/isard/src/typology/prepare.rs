//! From indicators as read to complete rows, by a named policy for what is missing.

use super::definitions::IndicatorDefinition;
use super::impute::{Imputed, impute};
pub(super) use super::missing_values::{MIN_COVERAGE, MIN_KNOWN, MISSING, NEIGHBORS};
pub use super::missing_values::{Missing, Preparation};
use crate::linalg::Matrix;
use crate::model::Status;
use crate::registry::{Indicators, MethodError};

/// A region in a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Item {
    /// Position among [`Prepared::regions`].
    pub region: usize,
    /// Position among [`Prepared::years`].
    pub year: usize,
}

/// A value that was filled.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fill {
    /// Row of [`Prepared::values`].
    pub item: usize,
    /// Column.
    pub indicator: usize,
    /// Limits of 90 %, where the policy has them.
    pub limits: Option<(f64, f64)>,
}

/// Complete rows of indicators.
#[derive(Debug, Clone)]
pub struct Prepared {
    /// Regions, ascending; also those left out.
    pub regions: Vec<String>,
    /// Years used, ascending; a single 0 when the table has no year.
    pub years: Vec<i64>,
    /// Whether the table has a year column.
    pub has_year: bool,
    /// Position of the reference year among the years used.
    pub reference: usize,
    /// Indicators used.
    pub definitions: Vec<IndicatorDefinition>,
    /// Share of regions with a value in the reference year, by indicator.
    pub coverage: Vec<f64>,
    /// Rows by year, then region.
    pub items: Vec<Item>,
    /// Values, items × indicators.
    pub values: Matrix,
    /// Cells that were filled, in the shape of `values`.
    pub filled: Vec<bool>,
    /// The same cells one by one, with their limits.
    pub fills: Vec<Fill>,
    /// The policy by which they were filled.
    pub policy: Missing,
    /// Indicators left out because values are missing, with the share of
    /// regions that have one.
    pub dropped: Vec<(String, f64)>,
    /// Regions left out in a year.
    pub left_out: Vec<Item>,
    /// What the reader must know.
    pub warnings: Vec<String>,
    /// What was assumed.
    pub assumptions: Vec<String>,
}

impl Prepared {
    /// Whether a value was filled.
    pub fn is_filled(&self, item: usize, indicator: usize) -> bool {
        self.filled[item * self.values.cols() + indicator]
    }

    /// Status of a value computed from columns of a row.
    pub fn status(&self, item: usize, mut columns: impl Iterator<Item = usize>) -> Status {
        if columns.any(|j| self.is_filled(item, j)) { Status::Estimated } else { Status::Observed }
    }

    /// Leaves out all indicators but those of the columns `keep` (ascending).
    pub fn keep(&mut self, keep: &[usize]) {
        let (rows, cols) = (self.values.rows(), self.values.cols());
        let flags = |i: usize| keep.iter().map(move |&j| i * cols + j);
        self.filled = (0..rows).flat_map(flags).map(|at| self.filled[at]).collect();
        self.values = self.values.take_cols(keep);
        self.definitions = keep.iter().map(|&j| self.definitions[j].clone()).collect();
        self.coverage = keep.iter().map(|&j| self.coverage[j]).collect();
        self.fills.retain_mut(|f| match keep.binary_search(&f.indicator) {
            Ok(at) => {
                f.indicator = at;
                true
            }
            Err(_) => false,
        });
    }

    /// Rows of one year.
    pub fn rows_of_year(&self, year: usize) -> Vec<usize> {
        (0..self.items.len()).filter(|&i| self.items[i].year == year).collect()
    }

    /// Keys of the indicators.
    pub fn names(&self) -> Vec<&str> {
        self.definitions.iter().map(|d| d.indicator.as_str()).collect()
    }
}

/// [`prepare_with`] at the default thresholds.
///
/// # Errors
/// As there.
pub fn prepare(
    indicators: &Indicators,
    definitions: &[IndicatorDefinition],
    missing: Missing,
    year: Option<i64>,
) -> Result<Prepared, MethodError> {
    prepare_with(indicators, definitions, &Preparation { missing, year, ..Preparation::default() })
}

/// Applies the policy and keeps the years in which every indicator has values.
///
/// A year is usable when every indicator has a value for a region (with
/// `refuse`), for every region (`drop-indicator`) or for the share
/// `min_coverage` of the regions (`drop-region` and policies that fill). The
/// reference year is `year`, or the last usable one.
///
/// # Errors
/// No usable year, or not the year asked for; missing values under `refuse`;
/// nothing left over; too few regions for `regression-em`.
pub fn prepare_with(
    indicators: &Indicators,
    definitions: &[IndicatorDefinition],
    how: &Preparation,
) -> Result<Prepared, MethodError> {
    let n = indicators.regions.len();
    let (missing, year) = (how.missing, how.year);
    if n == 0 || indicators.indicators.is_empty() {
        return Err(MethodError::data("the input `indicators` has no region or no indicator"));
    }
    if indicators.matrices.iter().any(|m| m.as_slice().iter().any(|v| v.is_infinite())) {
        return Err(MethodError::data("the input `indicators` has a value that is not finite"));
    }
    let mut prepared = Prepared {
        regions: indicators.regions.clone(),
        years: Vec::new(),
        has_year: indicators.has_year,
        reference: 0,
        definitions: Vec::new(),
        coverage: Vec::new(),
        items: Vec::new(),
        values: Matrix::default(),
        filled: Vec::new(),
        fills: Vec::new(),
        policy: missing,
        dropped: Vec::new(),
        left_out: Vec::new(),
        warnings: Vec::new(),
        assumptions: Vec::new(),
    };
    let mut used: Vec<usize> = (0..indicators.indicators.len()).collect();
    if missing == Missing::DropIndicator {
        drop_indicators(indicators, &mut used, year, &mut prepared)?;
    }
    let years = usable_years(indicators, &used, how, &mut prepared)?;
    let at = match year {
        None => years.len() - 1,
        Some(wanted) => years.iter().position(|&y| indicators.years[y] == wanted).ok_or_else(|| {
            let known: Vec<String> = years.iter().map(|&y| indicators.years[y].to_string()).collect();
            MethodError::data_hint(
                format!("not every indicator has values in {wanted}"),
                format!("years with all indicators: {}", known.join(", ")),
            )
        })?,
    };
    prepared.reference = at;
    prepared.years = years.iter().map(|&y| indicators.years[y]).collect();
    for &j in &used {
        let name = &indicators.indicators[j];
        let definition = definitions.iter().find(|d| d.indicator == *name);
        prepared.definitions.push(definition.cloned().unwrap_or_else(|| IndicatorDefinition::new(name)));
        prepared.coverage.push(count(&indicators.matrices[years[at]], j) as f64 / n as f64);
    }
    fill_rows(indicators, &used, &years, how, &mut prepared)?;
    Ok(prepared)
}

/// Number of regions with a value.
fn count(matrix: &Matrix, indicator: usize) -> usize {
    matrix.column(indicator).filter(|v| !v.is_nan()).count()
}

fn drop_indicators(
    indicators: &Indicators,
    used: &mut Vec<usize>,
    year: Option<i64>,
    prepared: &mut Prepared,
) -> Result<(), MethodError> {
    let n = indicators.regions.len();
    let complete = |y: usize| -> Vec<usize> {
        (0..indicators.indicators.len()).filter(|&j| count(&indicators.matrices[y], j) == n).collect()
    };
    let candidates = (0..indicators.years.len()).filter(|&y| year.is_none_or(|w| indicators.years[y] == w));
    // The year that keeps most indicators, the latest of equals.
    let best = candidates.max_by_key(|&y| (complete(y).len(), y));
    let keep = best.map(complete).unwrap_or_default();
    if keep.is_empty() {
        return Err(MethodError::data_hint(
            "no indicator has a value for every region in any year",
            "choose a policy, under [typology] in study.toml or as an option: missing = \"median\" or \"drop-region\"",
        ));
    }
    let gone: Vec<&str> =
        used.iter().filter(|j| !keep.contains(j)).map(|&j| indicators.indicators[j].as_str()).collect();
    for &j in used.iter().filter(|j| !keep.contains(j)) {
        let share = best.map_or(0.0, |y| count(&indicators.matrices[y], j) as f64 / n as f64);
        prepared.dropped.push((indicators.indicators[j].clone(), share));
    }
    if !gone.is_empty() {
        prepared.warnings.push(format!("left out because values are missing: {}", gone.join(", ")));
    }
    *used = keep;
    Ok(())
}

fn usable_years(
    indicators: &Indicators,
    used: &[usize],
    how: &Preparation,
    prepared: &mut Prepared,
) -> Result<Vec<usize>, MethodError> {
    let n = indicators.regions.len();
    let enough = match how.missing {
        Missing::Refuse => 1,
        Missing::DropIndicator => n,
        // A hair below, so that 0.6 of 5 regions is 3 and not 4.
        _ => ((n as f64 * how.min_coverage - 1e-9).ceil() as usize).max(1),
    };
    let usable = |y: &usize| used.iter().all(|&j| count(&indicators.matrices[*y], j) >= enough);
    let (years, unused): (Vec<usize>, Vec<usize>) = (0..indicators.years.len()).partition(usable);
    if years.is_empty() {
        let coverage = |&j: &usize| {
            let best = indicators.matrices.iter().map(|m| count(m, j)).max().unwrap_or(0);
            format!("{} (at most {best} of {n} regions in a year)", indicators.indicators[j])
        };
        let mut all: Vec<&usize> = used.iter().collect();
        all.sort_by_key(|&&j| indicators.matrices.iter().map(|m| count(m, j)).max());
        let worst: Vec<String> = all.into_iter().take(5).map(coverage).collect();
        return Err(MethodError::data_hint(
            format!("there is no year in which every indicator has values; weakest: {}", worst.join(", ")),
            "leave out weak indicators, set missing=drop-indicator or a lower min-coverage, or give indicators of one common year",
        ));
    }
    if !unused.is_empty() {
        let list: Vec<i64> = unused.iter().map(|&y| indicators.years[y]).collect();
        prepared
            .warnings
            .push(format!("years not used because an indicator lacks values: {}", year_ranges(&list)));
    }
    Ok(years)
}

/// Ascending years with runs as ranges: `1929–1969, 1987`.
fn year_ranges(years: &[i64]) -> String {
    let runs = years.chunk_by(|a, b| b - a == 1).map(|run| match run {
        [first, .., last] => format!("{first}–{last}"),
        one => one.iter().map(i64::to_string).collect(),
    });
    runs.collect::<Vec<_>>().join(", ")
}

fn fill_rows(
    indicators: &Indicators,
    used: &[usize],
    years: &[usize],
    how: &Preparation,
    prepared: &mut Prepared,
) -> Result<(), MethodError> {
    let missing = how.missing;
    let mut data = Vec::new();
    let mut first_gap = None;
    let mut gaps = 0;
    let mut filled_by = vec![0usize; used.len()];
    let mut scarce = 0;
    for (at, &y) in years.iter().enumerate() {
        let matrix = indicators.matrices[y].take_cols(used);
        let mut kept = Vec::new();
        for region in 0..indicators.regions.len() {
            let item = Item { region, year: at };
            let row = matrix.row(region);
            let missing_here = row.iter().filter(|v| v.is_nan()).count();
            if missing_here > 0 && missing == Missing::Refuse {
                gaps += missing_here;
                let j = row.iter().position(|v| v.is_nan()).unwrap_or(0);
                first_gap = first_gap.or(Some((item, used[j])));
                continue;
            }
            // A row that knows too little is no row to be made up.
            let known = (used.len() - missing_here) as f64;
            let too_little = missing_here == used.len() || known + 1e-9 < how.min_known * used.len() as f64;
            if missing_here > 0 && (missing == Missing::DropRegion || too_little) {
                scarce += usize::from(missing != Missing::DropRegion && missing_here < used.len());
                prepared.left_out.push(item);
                continue;
            }
            kept.push(region);
            prepared.items.push(item);
        }
        let first_row = prepared.items.len() - kept.len();
        let mut matrix = matrix.take_rows(&kept);
        prepared.filled.extend(matrix.as_slice().iter().map(|v| v.is_nan()));
        let made = match missing.fills() && !kept.is_empty() {
            true => impute(&matrix, missing, how.neighbors).map_err(|e| {
                let year =
                    if indicators.has_year { format!("{}: ", indicators.years[y]) } else { String::new() };
                MethodError::data_hint(
                    format!("{year}{e}"),
                    "choose another policy for missing values, such as missing=median or k-nearest",
                )
            })?,
            false => Vec::new(),
        };
        for Imputed { row, col, value, limits } in made {
            matrix.set(row, col, value);
            filled_by[col] += 1;
            prepared.fills.push(Fill { item: first_row + row, indicator: col, limits });
        }
        data.extend_from_slice(matrix.as_slice());
    }
    if let Some((item, j)) = first_gap {
        let year =
            if indicators.has_year { format!(" in {}", prepared.years[item.year]) } else { String::new() };
        return Err(MethodError::data_hint(
            format!(
                "{gaps} values are missing, the first: `{}` of region `{}`{year}",
                indicators.indicators[j], indicators.regions[item.region]
            ),
            "choose a policy, under [typology] in study.toml or as an option: missing = \"median\", \"k-nearest\", \"regression-em\", \"drop-region\" or \"drop-indicator\"",
        ));
    }
    if prepared.items.is_empty() {
        return Err(MethodError::data("every region lacks a value of some indicator"));
    }
    report(used, indicators, &filled_by, how, prepared);
    if scarce > 0 {
        prepared.warnings.push(format!(
            "{scarce} regions of a year know less than {} of the indicators and were left out rather than made up",
            how.min_known
        ));
    }
    prepared.values = Matrix::from_vec(prepared.items.len(), used.len(), data);
    Ok(())
}

fn report(
    used: &[usize],
    indicators: &Indicators,
    filled_by: &[usize],
    how: &Preparation,
    prepared: &mut Prepared,
) {
    let total: usize = filled_by.iter().sum();
    if total > 0 {
        let parts = used.iter().zip(filled_by).filter(|(_, n)| **n > 0);
        let parts: Vec<String> = parts.map(|(&j, n)| format!("{} ({n})", indicators.indicators[j])).collect();
        let by = match how.missing {
            Missing::KNearest => {
                format!("the mean of the {} most similar regions of the year", how.neighbors)
            }
            Missing::RegressionEm => {
                "the regression on the region's other indicators (EM, each year by itself)".into()
            }
            _ => "the median of all regions of the year".into(),
        };
        prepared.warnings.push(format!("{total} missing values were filled with {by}: {}", parts.join(", ")));
    }
    if !prepared.left_out.is_empty() {
        let mut names: Vec<&str> =
            prepared.left_out.iter().map(|i| prepared.regions[i.region].as_str()).collect();
        names.sort_unstable();
        names.dedup();
        let shown = names.iter().take(10).copied().collect::<Vec<_>>().join(", ");
        let more = if names.len() > 10 { format!(" and {} more", names.len() - 10) } else { String::new() };
        prepared
            .warnings
            .push(format!("left out in at least one year because values are missing: {shown}{more}"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_of_years_are_ranges() {
        assert_eq!(year_ranges(&[1929, 1930, 1931, 1987, 1990, 1991]), "1929–1931, 1987, 1990–1991");
        assert_eq!(year_ranges(&[2014]), "2014");
        assert_eq!(year_ranges(&[]), "");
    }
}
