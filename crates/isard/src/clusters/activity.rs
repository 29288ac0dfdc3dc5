//! The input `activity` of a method run alone, and the long tables such
//! methods return.

use super::slab::{Measured, Slab};
use crate::model::{Column, Status, Table, TextColumn};
use crate::registry::{InputSpec, Inputs, LongPanel, MethodError, OptionSpec, Options, Output};

/// The panel every method of this question reads.
pub const ACTIVITY: InputSpec = InputSpec {
    name: "activity",
    columns: "region, industry[, year], value; or a matrix whose first column is the region",
    optional: false,
};

/// What a cell without a row means.
pub const ABSENT: OptionSpec = OptionSpec::choice(
    "absent",
    &["missing", "zero"],
    "missing",
    "What a cell without a row means: `missing` (unknown: no value comes out of it, totals are of what there is, \
     shares are compared over the industries or regions that have values) or `zero` (the file leaves zeros out).",
);

/// A panel read and checked.
#[derive(Debug, Clone)]
pub struct Activity {
    /// Cells in key order.
    pub panel: LongPanel,
    /// What the reader must know.
    pub warnings: Vec<String>,
    /// How absent cells were read.
    pub assumptions: Vec<String>,
}

impl Activity {
    /// Reads the input `activity` under the option `absent`.
    ///
    /// # Errors
    /// Those of [`Inputs::activity`], no row at all, a negative value.
    pub fn read(inputs: &Inputs, options: &Options) -> Result<Activity, MethodError> {
        let mut panel = inputs.activity()?;
        if panel.values.is_empty() {
            return Err(MethodError::data("input `activity` has no rows"));
        }
        let width = panel.industries.len();
        if let Some(at) = panel.values.iter().position(|v| *v < 0.0) {
            let (region, industry) = (at / width % panel.regions.len(), at % width);
            return Err(MethodError::data_hint(
                format!(
                    "input `activity`: region `{}`, industry `{}` has the negative value {}",
                    panel.regions[region], panel.industries[industry], panel.values[at]
                ),
                "shares need values of zero or more; leave the cell empty if the figure is withheld",
            ));
        }
        let absent = panel.values.iter().filter(|v| v.is_nan()).count();
        let mut warnings = Vec::new();
        let mut assumptions = Vec::new();
        if absent > 0 {
            let of = panel.values.len();
            if options.text("absent") == "zero" {
                panel.values.iter_mut().filter(|v| v.is_nan()).for_each(|v| *v = 0.0);
                assumptions.push(format!("{absent} of {of} cells without a value were taken as zero"));
            } else {
                warnings.push(format!(
                    "{absent} of {of} cells have no value and were taken as missing; set absent=zero if the file \
                     leaves zeros out"
                ));
            }
        }
        Ok(Activity { panel, warnings, assumptions })
    }

    /// One year.
    pub fn slab(&self, year: usize) -> Slab {
        let (r, i) = (self.panel.regions.len(), self.panel.industries.len());
        Slab::new(self.panel.values[year * r * i..(year + 1) * r * i].to_vec(), r, i)
    }

    /// Measures of every region by year.
    pub fn by_region(
        &self,
        measure: impl Fn(&Slab) -> Result<Vec<Measured>, MethodError>,
    ) -> Result<Output, MethodError> {
        self.by_key("region", &self.panel.regions, |y| measure(&self.slab(y)))
    }

    /// Measures of every industry by year; the slab given is industries × regions.
    pub fn by_industry(
        &self,
        measure: impl Fn(&Slab) -> Result<Vec<Measured>, MethodError>,
    ) -> Result<Output, MethodError> {
        self.by_key("industry", &self.panel.industries, |y| measure(&self.slab(y).transposed()))
    }

    fn by_key(
        &self,
        name: &str,
        keys: &[String],
        measure: impl Fn(usize) -> Result<Vec<Measured>, MethodError>,
    ) -> Result<Output, MethodError> {
        let mut long = Long::new(&[name], self.panel.has_year);
        for (y, &year) in self.panel.years.iter().enumerate() {
            for (key, value) in keys.iter().zip(measure(y)?) {
                long.push(&[key], year, value);
            }
        }
        Ok(self.output(long.table()))
    }

    /// The output of a table, with what was noted while reading.
    pub fn output(&self, table: Table) -> Output {
        Output {
            warnings: self.warnings.clone(),
            assumptions: self.assumptions.clone(),
            ..Output::new(table)
        }
    }
}

/// A long table in the making: keys, year where there is one, value, status.
#[derive(Debug)]
pub struct Long {
    names: Vec<String>,
    keys: Vec<TextColumn>,
    years: Option<Vec<Option<i64>>>,
    values: Vec<Option<f64>>,
    status: TextColumn,
}

impl Long {
    /// An empty table.
    pub fn new(keys: &[&str], has_year: bool) -> Long {
        Long {
            names: keys.iter().map(|k| k.to_string()).collect(),
            keys: keys.iter().map(|_| TextColumn::new()).collect(),
            years: has_year.then(Vec::new),
            values: Vec::new(),
            status: TextColumn::new(),
        }
    }

    /// Appends a row.
    pub fn push(&mut self, keys: &[&str], year: i64, value: Measured) {
        for (column, key) in self.keys.iter_mut().zip(keys) {
            column.push(Some(key));
        }
        if let Some(years) = &mut self.years {
            years.push(Some(year));
        }
        self.values.push(value.ok().filter(|v| v.is_finite()));
        let status = value.err().unwrap_or(Status::Observed);
        self.status.push(Some(&status.as_str()));
    }

    /// The finished table.
    pub fn table(self) -> Table {
        let mut table = Table::new();
        for (name, column) in self.names.into_iter().zip(self.keys) {
            table.push(name, Column::Text(column));
        }
        if let Some(years) = self.years {
            table.push("year", Column::Integer(years));
        }
        table.with("value", Column::Real(self.values)).with("status", Column::Text(self.status))
    }
}
