//! Regions that have a value in every year.

use super::values::{Values, YearValues};
use crate::registry::{MethodError, OptionSpec};
use std::collections::BTreeMap;

/// What happens to regions without a value in some year.
pub const UNBALANCED: OptionSpec = OptionSpec::choice(
    "unbalanced",
    &["drop-region", "refuse"],
    "drop-region",
    "Regions without a value in some of the years: left out and counted in a warning, or refused.",
);

/// Policy for regions without a value in some year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Unbalanced {
    /// They are left out.
    #[default]
    DropRegion,
    /// They are an error.
    Refuse,
}

impl Unbalanced {
    /// The policy of an option's word.
    pub fn from_word(word: &str) -> Self {
        if word == "refuse" { Unbalanced::Refuse } else { Unbalanced::DropRegion }
    }
}

/// A balanced panel.
#[derive(Debug, Clone, PartialEq)]
pub struct Panel {
    /// Region keys, ascending.
    pub regions: Vec<String>,
    /// Years, ascending.
    pub years: Vec<i64>,
    /// Values by year, then region.
    pub values: Vec<f64>,
    /// Regions left out.
    pub left_out: Vec<String>,
}

impl Panel {
    /// The regions with a value in all of `years`.
    ///
    /// # Errors
    /// Fewer than two years; a region without a value where that is refused;
    /// no region with all years.
    ///
    /// Complexity: O(years × n log n).
    pub fn balanced(years: &[YearValues], policy: Unbalanced) -> Result<Panel, MethodError> {
        if years.len() < 2 {
            return Err(too_few_years());
        }
        let mut cells: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
        for (y, year) in years.iter().enumerate() {
            for (region, value) in year.regions.iter().zip(&year.values) {
                cells.entry(region).or_insert_with(|| vec![f64::NAN; years.len()])[y] = *value;
            }
        }
        let gap = |v: &Vec<f64>| v.iter().position(|x| x.is_nan());
        let left_out: Vec<String> =
            cells.iter().filter(|(_, v)| gap(v).is_some()).map(|(k, _)| k.to_string()).collect();
        if let (Unbalanced::Refuse, Some(first)) = (policy, left_out.first()) {
            let year = gap(&cells[first.as_str()]).map_or(0, |y| years[y].year);
            return Err(MethodError::data_hint(
                format!("{} regions lack a value in some year, first `{first}` in {year}", left_out.len()),
                "set unbalanced=drop-region, or leave years out",
            ));
        }
        cells.retain(|_, v| gap(v).is_none());
        if cells.is_empty() {
            let fewest = years.iter().min_by_key(|y| y.values.iter().filter(|v| !v.is_nan()).count());
            return Err(MethodError::data_hint(
                "no region has a value in every year",
                format!("leave out the year with the fewest values, {}", fewest.map_or(0, |y| y.year)),
            ));
        }
        Ok(Panel {
            regions: cells.keys().map(|k| k.to_string()).collect(),
            years: years.iter().map(|y| y.year).collect(),
            values: (0..years.len()).flat_map(|y| cells.values().map(move |v| v[y])).collect(),
            left_out,
        })
    }

    /// Reads the input `values` under the option `unbalanced`; what was left
    /// out is told in the warnings.
    ///
    /// # Errors
    /// Those of [`Values::read`] and [`Panel::balanced`].
    pub fn of(values: &Values, policy: &str) -> Result<(Panel, Vec<String>), MethodError> {
        let panel = Panel::balanced(&values.years, Unbalanced::from_word(policy))?;
        let warnings = panel.left_out_warning("in every year").into_iter().collect();
        Ok((panel, warnings))
    }

    /// A sentence on the regions left out, with the first few named.
    pub fn left_out_warning(&self, when: &str) -> Option<String> {
        let n = self.left_out.len();
        let named: Vec<&str> = self.left_out.iter().take(5).map(String::as_str).collect();
        let more = if n > named.len() { ", …" } else { "" };
        (n > 0).then(|| {
            format!("{n} regions have no value {when} and were left out: {}{more}", named.join(", "))
        })
    }

    /// Number of regions.
    pub fn len(&self) -> usize {
        self.regions.len()
    }

    /// Whether there is no region.
    pub fn is_empty(&self) -> bool {
        self.regions.is_empty()
    }

    /// Values of a year in the order of the regions.
    pub fn year(&self, y: usize) -> &[f64] {
        &self.values[y * self.len()..(y + 1) * self.len()]
    }

    /// Values of a region in the order of the years.
    pub fn path(&self, region: usize) -> Vec<f64> {
        (0..self.years.len()).map(|y| self.values[y * self.len() + region]).collect()
    }

    /// A value that is zero or negative, with its region and year.
    pub fn not_positive(&self) -> Option<(&str, i64, f64)> {
        let at = self.values.iter().position(|v| *v <= 0.0)?;
        Some((&self.regions[at % self.len()], self.years[at / self.len()], self.values[at]))
    }

    /// The panel in natural logarithms.
    ///
    /// # Errors
    /// A value that is zero or negative, by region and year.
    pub fn logs(&self) -> Result<Panel, MethodError> {
        if let Some((region, year, value)) = self.not_positive() {
            return Err(MethodError::data_hint(
                format!("`{region}` in {year} has the value {value}, which has no logarithm"),
                "leave the region out, or use an indicator that is always above zero",
            ));
        }
        Ok(Panel { values: self.values.iter().map(|v| v.ln()).collect(), ..self.clone() })
    }

    /// The panel between two years, both included.
    ///
    /// # Errors
    /// A year that the panel lacks, or a first year that is not before the last.
    pub fn between(
        years: &[YearValues],
        from: Option<i64>,
        to: Option<i64>,
    ) -> Result<Vec<YearValues>, MethodError> {
        let has = |year: i64| years.iter().any(|y| y.year == year);
        for (name, year) in [("from", from), ("to", to)] {
            if let Some(year) = year.filter(|y| !has(*y)) {
                let (first, last) = (years.first().map_or(0, |y| y.year), years.last().map_or(0, |y| y.year));
                return Err(MethodError::data(format!(
                    "option `{name}` = {year}: `values` has no such year; its years lie from {first} to {last}"
                )));
            }
        }
        let inside = |y: &&YearValues| from.is_none_or(|f| y.year >= f) && to.is_none_or(|t| y.year <= t);
        Ok(years.iter().filter(inside).cloned().collect())
    }
}

/// The refusal of a single year.
pub(super) fn too_few_years() -> MethodError {
    MethodError::data_hint(
        "the method compares years, and `values` has fewer than two",
        "give rows region, year, value for two or more years",
    )
}

/// First year; the first there is, where not set.
pub const FROM: OptionSpec = OptionSpec::text("from", "", "First year; the first there is, when not set.");

/// Last year; the last there is, where not set.
pub const TO: OptionSpec = OptionSpec::text("to", "", "Last year; the last there is, when not set.");

/// A year given as an option.
///
/// # Errors
/// Text that is not a whole number.
pub fn year_option(name: &str, text: &str) -> Result<Option<i64>, MethodError> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    text.trim().parse().map(Some).map_err(|_| MethodError::BadOption {
        name: name.to_string(),
        value: text.to_string(),
        expected: "a year".into(),
    })
}
