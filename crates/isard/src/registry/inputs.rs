//! The tables given to a method, and the two shapes most methods want.

use super::MethodError;
use crate::linalg::Matrix;
use crate::model::{Column, Table, TableError};
use std::collections::BTreeMap;

/// Tables by input name.
#[derive(Debug, Clone, Default)]
pub struct Inputs {
    tables: BTreeMap<String, Table>,
    panels: BTreeMap<String, LongPanel>,
}

/// A panel of one measure: regions by industries, year by year, in key order.
/// A cell without a row is `None`.
#[derive(Debug, Clone, PartialEq)]
pub struct LongPanel {
    /// Region keys, ascending.
    pub regions: Vec<String>,
    /// Industry keys, ascending.
    pub industries: Vec<String>,
    /// Years, ascending; a single 0 when the table has no year.
    pub years: Vec<i64>,
    /// Whether the table has a year column.
    pub has_year: bool,
    /// Values by year, region, industry; NaN where there is no row.
    pub values: Vec<f64>,
}

/// Indicators of one or more years: regions by indicators, in key order.
#[derive(Debug, Clone, PartialEq)]
pub struct Indicators {
    /// Region keys, ascending.
    pub regions: Vec<String>,
    /// Indicator keys in order of their columns or of first appearance.
    pub indicators: Vec<String>,
    /// Years, ascending; a single 0 when the table has no year.
    pub years: Vec<i64>,
    /// Whether the table has a year column.
    pub has_year: bool,
    /// One matrix a year, regions × indicators; NaN where there is no value.
    pub matrices: Vec<Matrix>,
}

impl Inputs {
    /// Adds a table.
    pub fn insert(&mut self, name: impl Into<String>, table: Table) {
        self.tables.insert(name.into(), table);
    }

    /// Adds a panel that was summed elsewhere, in the place of a table of cells.
    ///
    /// # Panics
    /// When the values are not years × regions × industries, or a key is out of
    /// order.
    pub fn insert_panel(&mut self, name: impl Into<String>, panel: LongPanel) {
        let cells = panel.years.len() * panel.regions.len() * panel.industries.len();
        assert_eq!(panel.values.len(), cells, "a panel needs a value for each of its cells");
        let ascending = panel.regions.is_sorted() && panel.industries.is_sorted() && panel.years.is_sorted();
        assert!(ascending, "the keys of a panel ascend");
        self.panels.insert(name.into(), panel);
    }

    /// A table that may be absent.
    pub fn get(&self, name: &str) -> Option<&Table> {
        self.tables.get(name)
    }

    /// Names of the tables given.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.tables.keys().chain(self.panels.keys()).map(String::as_str)
    }

    /// A table the method needs.
    pub fn need(&self, name: &'static str, columns: &'static str) -> Result<&Table, MethodError> {
        self.get(name).ok_or(MethodError::MissingInput { name, columns })
    }

    /// The input `activity` as a panel; a bare matrix (first column region
    /// keys, one column per industry) is accepted.
    ///
    /// # Errors
    /// A missing input or column, two rows for one cell, an empty key.
    pub fn activity(&self) -> Result<LongPanel, MethodError> {
        if let Some(panel) = self.panels.get("activity") {
            return Ok(panel.clone());
        }
        let table = self.need("activity", "region, industry[, year], value")?;
        let long;
        let table = if table.get("industry").is_none() && table.get("value").is_none() {
            long = melt(table);
            &long
        } else {
            table
        };
        long_panel(table).map_err(|e| e.in_input("activity"))
    }

    /// The input `indicators`, wide (one column per indicator) or long
    /// (`indicator`, `value`).
    ///
    /// # Errors
    /// A missing input or column, a text where a number is expected, two rows
    /// for one value, an empty key.
    pub fn indicators(&self) -> Result<Indicators, MethodError> {
        let table = self.need("indicators", "region[, year], one column per indicator")?;
        indicators(table).map_err(|e| e.in_input("indicators"))
    }

    /// Keys and values of a two-column table such as `values` (region, value).
    ///
    /// # Errors
    /// A missing column, an empty key or value, a key twice.
    pub fn keyed(
        &self,
        name: &'static str,
        columns: &'static str,
    ) -> Result<Vec<(String, f64)>, MethodError> {
        let table = self.need(name, columns)?;
        let inner = || -> Result<_, Refusal> {
            let keys = keys_of(table, first_name(table)?)?;
            let values = reals(table, "value")?;
            let mut seen = BTreeMap::new();
            for (row, (key, value)) in keys.into_iter().zip(values).enumerate() {
                let value = value.ok_or_else(|| Refusal::Row(row, format!("`{key}` has no value")))?;
                if seen.insert(key.clone(), value).is_some() {
                    return Err(Refusal::Row(row, format!("`{key}` stands twice")));
                }
            }
            Ok(seen.into_iter().collect())
        };
        inner().map_err(|e| e.in_input(name))
    }
}

/// Why a table does not fit; becomes a [`MethodError`] with the input's name.
enum Refusal {
    Table(TableError),
    Row(usize, String),
}

impl From<TableError> for Refusal {
    fn from(e: TableError) -> Self {
        Refusal::Table(e)
    }
}

impl Refusal {
    fn in_input(self, input: &str) -> MethodError {
        match self {
            Refusal::Table(source) => MethodError::Table { input: input.to_string(), source },
            Refusal::Row(row, what) => MethodError::data(format!("input `{input}`, row {}: {what}", row + 1)),
        }
    }
}

fn first_name(table: &Table) -> Result<&str, TableError> {
    let no = || TableError::NoColumn { column: "region".into(), present: String::new() };
    table.names().next().ok_or_else(no)
}

fn keys_of(table: &Table, name: &str) -> Result<Vec<String>, Refusal> {
    let column = table.column(name)?;
    let key = |row| column.display(row).ok_or_else(|| Refusal::Row(row, format!("`{name}` is empty")));
    (0..column.len()).map(key).collect()
}

fn reals(table: &Table, name: &str) -> Result<Vec<Option<f64>>, Refusal> {
    let column = table.column(name)?;
    match column {
        Column::Real(c) => Ok(c.clone()),
        Column::Integer(c) => Ok(c.iter().map(|v| v.map(|v| v as f64)).collect()),
        // A column without any value has no type of its own.
        _ if (0..column.len()).all(|r| column.is_null(r)) => Ok(vec![None; column.len()]),
        _ => {
            let bad = (0..column.len()).find(|&r| !column.is_null(r) && number(column, r).is_none());
            match bad {
                Some(r) => {
                    let cell = column.display(r).unwrap_or_default();
                    Err(Refusal::Row(r, format!("`{name}` = `{cell}` is not a number")))
                }
                None => Ok((0..column.len()).map(|r| number(column, r)).collect()),
            }
        }
    }
}

fn number(column: &Column, row: usize) -> Option<f64> {
    column.display(row)?.trim().parse().ok().filter(|v: &f64| v.is_finite())
}

fn years_of(table: &Table) -> Result<Option<Vec<i64>>, Refusal> {
    if table.get("year").is_none() {
        return Ok(None);
    }
    let year = |(row, v): (usize, Option<f64>)| match v {
        Some(v) if v.fract() == 0.0 => Ok(v as i64),
        _ => Err(Refusal::Row(row, "`year` is not a whole number".into())),
    };
    reals(table, "year")?.into_iter().enumerate().map(year).collect::<Result<_, _>>().map(Some)
}

/// A bare matrix in long form.
fn melt(table: &Table) -> Table {
    let mut regions = crate::model::TextColumn::new();
    let mut industries = crate::model::TextColumn::new();
    let mut values = crate::model::TextColumn::new();
    for field in table.fields().iter().skip(1) {
        for row in 0..table.rows() {
            regions.push(table.fields()[0].column.display(row).as_deref());
            industries.push(Some(&field.name));
            values.push(field.column.display(row).as_deref());
        }
    }
    Table::new()
        .with("region", Column::Text(regions))
        .with("industry", Column::Text(industries))
        .with("value", Column::Text(values))
}

/// Sorted distinct keys and the position of each row's key among them.
fn positions(keys: &[String]) -> (Vec<String>, Vec<usize>) {
    let mut sorted: Vec<String> = keys.to_vec();
    sorted.sort();
    sorted.dedup();
    let index: std::collections::HashMap<&str, usize> =
        sorted.iter().enumerate().map(|(i, k)| (k.as_str(), i)).collect();
    let at = keys.iter().map(|k| index[k.as_str()]).collect();
    (sorted, at)
}

fn year_positions(years: Option<Vec<i64>>, rows: usize) -> (Vec<i64>, Vec<usize>, bool) {
    let has_year = years.is_some();
    let years = years.unwrap_or_else(|| vec![0; rows]);
    let mut sorted = years.clone();
    sorted.sort_unstable();
    sorted.dedup();
    let at = years.iter().map(|y| sorted.binary_search(y).unwrap_or_default()).collect();
    (sorted, at, has_year)
}

/// `value`, or the only column of numbers where none is called so.
fn value_name(table: &Table) -> &str {
    if table.get("value").is_some() {
        return "value";
    }
    let mut numbers = table
        .fields()
        .iter()
        .filter(|f| f.name != "year" && matches!(f.column, Column::Real(_) | Column::Integer(_)));
    match (numbers.next(), numbers.next()) {
        (Some(only), None) => &only.name,
        _ => "value",
    }
}

fn long_panel(table: &Table) -> Result<LongPanel, Refusal> {
    let (regions, r) = positions(&keys_of(table, "region")?);
    let (industries, i) = positions(&keys_of(table, "industry")?);
    let (years, y, has_year) = year_positions(years_of(table)?, table.rows());
    let given = reals(table, value_name(table))?;
    let mut values = vec![f64::NAN; years.len() * regions.len() * industries.len()];
    for row in 0..table.rows() {
        let Some(value) = given[row] else { continue };
        let cell = &mut values[(y[row] * regions.len() + r[row]) * industries.len() + i[row]];
        if !cell.is_nan() {
            let what =
                format!("a second row for region `{}`, industry `{}`", regions[r[row]], industries[i[row]]);
            return Err(Refusal::Row(row, what));
        }
        *cell = value;
    }
    Ok(LongPanel { regions, industries, years, has_year, values })
}

fn indicators(table: &Table) -> Result<Indicators, Refusal> {
    let long = table.get("indicator").is_some() && table.get("value").is_some();
    let region = if table.get("region").is_some() { "region" } else { first_name(table)? };
    let (regions, r) = positions(&keys_of(table, region)?);
    let (years, y, has_year) = year_positions(years_of(table)?, table.rows());
    let mut names: Vec<String> = Vec::new();
    let mut cells: Vec<(usize, usize, f64)> = Vec::new();
    if long {
        let keys = keys_of(table, "indicator")?;
        let values = reals(table, "value")?;
        for (row, key) in keys.into_iter().enumerate() {
            let at = names.iter().position(|n| *n == key).unwrap_or_else(|| {
                names.push(key);
                names.len() - 1
            });
            if let Some(v) = values[row] {
                cells.push((row, at, v));
            }
        }
    } else {
        let fields = table.fields().iter().filter(|f| f.name != region && f.name != "year");
        for field in fields {
            names.push(field.name.clone());
            for (row, v) in reals(table, &field.name)?.into_iter().enumerate() {
                cells.extend(v.map(|v| (row, names.len() - 1, v)));
            }
        }
    }
    let blank = Matrix::from_vec(regions.len(), names.len(), vec![f64::NAN; regions.len() * names.len()]);
    let mut matrices = vec![blank; years.len()];
    for (row, at, value) in cells {
        let matrix = &mut matrices[y[row]];
        if !matrix.get(r[row], at).is_nan() {
            let what = format!("a second value of `{}` for region `{}`", names[at], regions[r[row]]);
            return Err(Refusal::Row(row, what));
        }
        matrix.set(r[row], at, value);
    }
    Ok(Indicators { regions, indicators: names, years, has_year, matrices })
}
