//! Figures of two hierarchies, year by year, with what is withheld.

use super::hierarchy::Hierarchy;
use crate::model::{Column, Status, Table};
use crate::registry::MethodError;
use std::collections::BTreeSet;

/// What is known of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Known {
    /// A figure is published.
    Published,
    /// Withheld: to be estimated.
    Withheld,
    /// The source has no row: a part of its totals, but not asked for.
    Absent,
}

/// What a cell without a row means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Absent {
    /// Unknown: it has a share in its totals and is not reported.
    #[default]
    Missing,
    /// Zero: the source leaves zeros out.
    Zero,
    /// Withheld: the source leaves withheld cells out.
    Withheld,
}

/// Cells of all nodes of both hierarchies, `[year][region][industry]`.
#[derive(Debug, Clone)]
pub struct DisclosurePanel {
    /// Regions.
    pub regions: Hierarchy,
    /// Industries.
    pub industries: Hierarchy,
    /// Years, ascending; a single 0 where the table has none.
    pub years: Vec<i64>,
    /// Whether the table has years.
    pub has_year: bool,
    /// What is known of each cell.
    pub known: Vec<Known>,
    /// Published figures; NaN elsewhere.
    pub values: Vec<f64>,
    /// Bounds given for cells, by index, ascending.
    pub bounds: Vec<(usize, f64, f64)>,
    /// Establishments of each cell, NaN where not known; empty without the column.
    pub establishments: Vec<f64>,
}

impl DisclosurePanel {
    /// Cells of one year.
    pub fn slab(&self) -> usize {
        self.regions.len() * self.industries.len()
    }

    /// Figures of one year.
    pub fn of_year(&self, year: usize) -> &[f64] {
        &self.values[year * self.slab()..(year + 1) * self.slab()]
    }

    /// Region and industry of a cell.
    pub fn at(&self, cell: usize) -> (usize, usize) {
        let within = cell % self.slab();
        (within / self.industries.len(), within % self.industries.len())
    }

    /// Name of a cell for messages.
    pub fn name(&self, cell: usize) -> String {
        let (r, i) = self.at(cell);
        let year = if self.has_year { format!(" {}", self.years[cell / self.slab()]) } else { String::new() };
        format!("{} × {}{year}", self.regions.keys[r], self.industries.keys[i])
    }

    /// Reads `activity` (region, industry[, year], value[, status][, bound_low]
    /// [, bound_high][, establishments]) with the two hierarchies.
    ///
    /// # Errors
    /// Missing columns, texts for numbers, negative or infinite values, crossed
    /// bounds, two rows for one cell, faults of the hierarchies.
    pub fn read(
        activity: &Table,
        regions: Option<&Table>,
        industries: Option<&Table>,
        absent: Absent,
    ) -> Result<DisclosurePanel, MethodError> {
        let rows = activity.rows();
        if rows == 0 {
            return Err(MethodError::data("input `activity` has no rows"));
        }
        let (region_keys, region_of) = keys(activity, "region")?;
        let (industry_keys, industry_of) = keys(activity, "industry")?;
        let regions = Hierarchy::of(regions, "region", "regions", &region_keys.iter().cloned().collect())?;
        let industries =
            Hierarchy::of(industries, "industry", "industries", &industry_keys.iter().cloned().collect())?;
        let year = match activity.get("year") {
            Some(_) => Some(years(activity)?),
            None => None,
        };
        let has_year = year.is_some();
        let year = year.unwrap_or_else(|| vec![0; rows]);
        let years: Vec<i64> = year.iter().copied().collect::<BTreeSet<_>>().into_iter().collect();
        let place = |tree: &Hierarchy, keys: &[String]| -> Vec<usize> {
            keys.iter().map(|k| tree.find(k).unwrap_or_default()).collect()
        };
        let (region_at, industry_at) = (place(&regions, &region_keys), place(&industries, &industry_keys));
        let slab = regions.len() * industries.len();
        let n = slab * years.len();
        if n >= u32::MAX as usize {
            return Err(MethodError::data(format!("{n} cells are more than can be balanced together")));
        }
        let unseen = match absent {
            Absent::Missing => Known::Absent,
            Absent::Withheld => Known::Withheld,
            Absent::Zero => Known::Published,
        };
        let blank = if absent == Absent::Zero { 0.0 } else { f64::NAN };
        let mut panel = DisclosurePanel {
            regions,
            industries,
            years,
            has_year,
            known: vec![unseen; n],
            values: vec![blank; n],
            bounds: Vec::new(),
            establishments: Vec::new(),
        };
        let value = numbers(activity, "value")?;
        let (low, high) = (optional(activity, "bound_low")?, optional(activity, "bound_high")?);
        let establishments = optional(activity, "establishments")?;
        if establishments.is_some() {
            panel.establishments = vec![f64::NAN; n];
        }
        let mut seen = vec![false; n];
        for row in 0..rows {
            let y = panel.years.binary_search(&year[row]).unwrap_or_default();
            let cell =
                y * slab + region_at[region_of[row]] * panel.industries.len() + industry_at[industry_of[row]];
            let refuse = |what: String, hint: &str| {
                Err(MethodError::data_hint(format!("input `activity`, row {}: {what}", row + 1), hint))
            };
            if std::mem::replace(&mut seen[cell], true) {
                return refuse(format!("a second row for {}", panel.name(cell)), "a cell has one row");
            }
            let status = match activity.get("status").and_then(|c| c.display(row)) {
                None => None,
                Some(text) if text.is_empty() => None,
                Some(text) => match text.parse::<Status>() {
                    Ok(status) => Some(status),
                    Err(_) => {
                        return refuse(
                            format!("unknown status `{text}`"),
                            "observed, estimated, suppressed or missing",
                        );
                    }
                },
            };
            let given = value[row].filter(|_| !matches!(status, Some(Status::Suppressed | Status::Missing)));
            if let Some(v) = value[row].filter(|v| *v < 0.0) {
                return refuse(
                    format!("{} has the negative value {v}", panel.name(cell)),
                    "totals of parts need values of zero or more; leave the cell empty if the figure is withheld",
                );
            }
            let plants = establishments.as_ref().and_then(|e| e[row]);
            if let Some(v) = plants.filter(|v| *v < 0.0) {
                return refuse(
                    format!("{} has {v} establishments", panel.name(cell)),
                    "a count is zero or more",
                );
            }
            if let (Some(v), false) = (plants, panel.establishments.is_empty()) {
                panel.establishments[cell] = v;
            }
            match (given, status) {
                (Some(v), _) => {
                    panel.known[cell] = Known::Published;
                    panel.values[cell] = v;
                }
                (None, Some(Status::Suppressed)) => {
                    panel.known[cell] = Known::Withheld;
                    panel.values[cell] = f64::NAN;
                }
                // A row without a value and without a reason is as good as no row.
                (None, _) => {}
            }
            let least = low.as_ref().and_then(|c| c[row]).unwrap_or(0.0).max(0.0);
            let most = high.as_ref().and_then(|c| c[row]).unwrap_or(f64::INFINITY);
            if least > most {
                return refuse(
                    format!("{} lies between {least} and {most}", panel.name(cell)),
                    "the lower bound is not above the upper",
                );
            }
            if panel.known[cell] != Known::Published && (least > 0.0 || most < f64::INFINITY) {
                panel.bounds.push((cell, least, most));
            }
        }
        panel.bounds.sort_by_key(|b| b.0);
        Ok(panel)
    }
}

/// Distinct keys of a column, ascending, and each row's position among them.
fn keys(table: &Table, name: &'static str) -> Result<(Vec<String>, Vec<usize>), MethodError> {
    let column = column(table, name)?;
    let mut texts = Vec::with_capacity(column.len());
    for row in 0..column.len() {
        match column.display(row).filter(|k| !k.is_empty()) {
            Some(key) => texts.push(key),
            None => {
                return Err(MethodError::data(format!(
                    "input `activity`, row {}: `{name}` is empty",
                    row + 1
                )));
            }
        }
    }
    let mut sorted = texts.clone();
    sorted.sort_unstable();
    sorted.dedup();
    let at = texts.iter().map(|t| sorted.binary_search(t).unwrap_or_default()).collect();
    Ok((sorted, at))
}

fn column<'a>(table: &'a Table, name: &str) -> Result<&'a Column, MethodError> {
    table.column(name).map_err(|source| MethodError::Table { input: "activity".into(), source })
}

fn numbers(table: &Table, name: &str) -> Result<Vec<Option<f64>>, MethodError> {
    let column = column(table, name)?;
    let refuse = |row: usize, text: &str| {
        MethodError::data(format!("input `activity`, row {}: `{name}` = `{text}` is not a number", row + 1))
    };
    let number = |row: usize| -> Result<Option<f64>, MethodError> {
        let value = match column {
            Column::Real(c) => c[row],
            Column::Integer(c) => c[row].map(|v| v as f64),
            _ => match column.display(row) {
                Some(text) if !text.trim().is_empty() => {
                    Some(text.trim().parse().map_err(|_| refuse(row, &text))?)
                }
                _ => None,
            },
        };
        match value {
            Some(v) if !v.is_finite() => Err(refuse(row, &v.to_string())),
            v => Ok(v),
        }
    };
    (0..column.len()).map(number).collect()
}

fn optional(table: &Table, name: &str) -> Result<Option<Vec<Option<f64>>>, MethodError> {
    table.get(name).map(|_| numbers(table, name)).transpose()
}

fn years(table: &Table) -> Result<Vec<i64>, MethodError> {
    let whole = |(row, v): (usize, Option<f64>)| match v {
        Some(v) if v.fract() == 0.0 => Ok(v as i64),
        _ => {
            Err(MethodError::data(format!("input `activity`, row {}: `year` is not a whole number", row + 1)))
        }
    };
    numbers(table, "year")?.into_iter().enumerate().map(whole).collect()
}
