//! The input `values`: one number a region, with optional weight, group and
//! year.

use crate::model::{Column, Table};
use crate::registry::{InputSpec, Inputs, MethodError};
use std::collections::{BTreeMap, BTreeSet};

/// The table every method of this question reads.
pub const VALUES: InputSpec = InputSpec {
    name: "values",
    columns: "region, value[, weight or population][, group][, year]",
    optional: false,
};

/// Values of one year in the order of the region keys.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct YearValues {
    /// Year; 0 when the table has none.
    pub year: i64,
    /// Region keys, ascending.
    pub regions: Vec<String>,
    /// Values; NaN where there is none.
    pub values: Vec<f64>,
    /// Weights (population), one a region.
    pub weights: Option<Vec<f64>>,
    /// Parent group of every region.
    pub groups: Option<Vec<String>>,
}

/// Values by year.
#[derive(Debug, Clone, PartialEq)]
pub struct Values {
    /// Years ascending.
    pub years: Vec<YearValues>,
    /// Whether the table has a year column.
    pub has_year: bool,
    /// What the reader must know.
    pub warnings: Vec<String>,
}

impl Values {
    /// Reads the input `values`; region is the first column.
    ///
    /// # Errors
    /// A missing column, an empty key, a text where a number is expected, a
    /// region twice in one year, a region with a value but no weight or group.
    pub fn read(inputs: &Inputs) -> Result<Values, MethodError> {
        let table = inputs.need("values", VALUES.columns)?;
        let refuse = |source| MethodError::Table { input: "values".into(), source };
        table.column("value").map_err(refuse)?;
        let region = if table.get("region").is_some() {
            "region".to_string()
        } else {
            table.names().find(|n| *n != "value").unwrap_or("region").to_string()
        };
        let keys = table.column(&region).map_err(refuse)?;
        let weight = ["weight", "population"].into_iter().find(|n| table.get(n).is_some());
        let groups = table.get("group");
        let has_year = table.get("year").is_some();
        let bad =
            |row: usize, what: String| MethodError::data(format!("input `values`, row {}: {what}", row + 1));
        let mut years: BTreeMap<i64, BTreeMap<String, (f64, f64, String)>> = BTreeMap::new();
        let mut negative_weights = BTreeSet::new();
        for row in 0..table.rows() {
            let key = keys.display(row).ok_or_else(|| bad(row, format!("`{region}` is empty")))?;
            let year = match has_year {
                false => 0,
                true => match number(table, row, "year").map_err(|e| bad(row, e))? {
                    v if v.fract() == 0.0 => v as i64,
                    _ => return Err(bad(row, "`year` is not a whole number".into())),
                },
            };
            let value = number(table, row, "value").map_err(|e| bad(row, e))?;
            let weight = match weight {
                None => 1.0,
                Some(name) => number(table, row, name).map_err(|e| bad(row, e))?,
            };
            if weight < 0.0 {
                negative_weights.insert(key.clone());
            }
            let group = group_of(groups, row);
            if !value.is_nan() && groups.is_some() && group.is_none() {
                return Err(bad(row, format!("`{key}` has a value but no `group`")));
            }
            let cell = (value, weight, group.unwrap_or_default());
            if years.entry(year).or_default().insert(key.clone(), cell).is_some() {
                return Err(bad(
                    row,
                    format!("`{key}` stands twice{}", if has_year { " in the year" } else { "" }),
                ));
            }
        }
        if let Some(key) = negative_weights.first() {
            return Err(MethodError::data(format!("input `values`: the weight of `{key}` is negative")));
        }
        if years.is_empty() {
            return Err(MethodError::data("input `values` has no rows"));
        }
        let mut warnings = Vec::new();
        let unweighted: usize =
            years.values().flat_map(BTreeMap::values).filter(|(v, w, _)| !v.is_nan() && w.is_nan()).count();
        if unweighted > 0 {
            warnings.push(format!("{unweighted} values without a weight were left out"));
        }
        let empty: usize = years.values().flat_map(BTreeMap::values).filter(|c| c.0.is_nan()).count();
        if empty > 0 {
            warnings.push(format!("{empty} regions have no value and were left out"));
        }
        let year_values = |(year, cells): (i64, BTreeMap<String, (f64, f64, String)>)| YearValues {
            year,
            values: cells.values().map(|c| c.0).collect(),
            weights: weight.map(|_| cells.values().map(|c| c.1).collect()),
            groups: groups.map(|_| cells.values().map(|c| c.2.clone()).collect()),
            regions: cells.into_keys().collect(),
        };
        Ok(Values { years: years.into_iter().map(year_values).collect(), has_year, warnings })
    }
}

fn group_of(groups: Option<&Column>, row: usize) -> Option<String> {
    groups.and_then(|g| g.display(row))
}

/// A cell as a number; NaN where it is empty. Text that reads as a number is one.
pub(crate) fn number(table: &Table, row: usize, column: &str) -> Result<f64, String> {
    let Some(text) = table.get(column).and_then(|c| c.display(row)) else { return Ok(f64::NAN) };
    let read = text.trim().parse().ok().filter(|v: &f64| v.is_finite());
    read.ok_or_else(|| format!("`{column}` = `{text}` is not a number"))
}

impl YearValues {
    /// Positions of the regions that have a value and a positive weight.
    pub fn kept(&self) -> Vec<usize> {
        let weight = |i: usize| self.weights.as_ref().map_or(1.0, |w| w[i]);
        (0..self.values.len()).filter(|&i| !self.values[i].is_nan() && weight(i) > 0.0).collect()
    }

    /// Values and weights of the regions that have both and a positive weight,
    /// and their groups.
    pub fn complete(&self) -> (Vec<f64>, Vec<f64>, Vec<&str>) {
        let kept = self.kept();
        (
            kept.iter().map(|&i| self.values[i]).collect(),
            kept.iter().map(|&i| self.weights.as_ref().map_or(1.0, |w| w[i])).collect(),
            kept.iter().map(|&i| self.groups.as_ref().map_or("", |g| g[i].as_str())).collect(),
        )
    }
}
