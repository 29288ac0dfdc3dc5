//! Panels of regions × industries (× years) from micro data.
//!
//! One row of micro data (a plant, a person's job, a published cell) names a
//! region and an industry, perhaps a year, and has one or more measures. The
//! panel is the sum of each measure over the rows of each combination.

mod cells;
mod file_route;
mod keyed;
mod query_route;

use crate::{Engine, EngineError};
use cells::Cells;
use isard::model::{Column, Table, TextColumn};
use std::path::PathBuf;

/// Where the rows of micro data come from.
#[derive(Debug, Clone, PartialEq)]
pub enum PanelSource {
    /// A Parquet file.
    Parquet(PathBuf),
    /// The rows of a query: `select * from plants where jobs > 0`.
    Query(String),
}

/// Which columns make the panel.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PanelColumns {
    /// Region: text or whole numbers, which become text.
    pub region: String,
    /// Industry: text or whole numbers, which become text.
    pub industry: String,
    /// Year: whole numbers, or text that holds them.
    pub year: Option<String>,
    /// Measures to sum: whole or real numbers.
    pub measures: Vec<String>,
}

/// Sums of one measure.
#[derive(Debug, Clone, PartialEq)]
pub struct MeasureSums {
    /// Name of the column.
    pub name: String,
    /// Sums by year, region, industry; NaN where no row had a value.
    pub values: Vec<f64>,
    /// Rows that had a region and an industry, but no value.
    pub empty: u64,
}

/// A panel held in full, absent cells included.
#[derive(Debug, Clone, PartialEq)]
pub struct DensePanel {
    /// Keys of the regions, sorted.
    pub regions: Vec<String>,
    /// Keys of the industries, sorted.
    pub industries: Vec<String>,
    /// Years, sorted; none when the panel has no year, which is one slab.
    pub years: Vec<i64>,
    /// One entry per measure asked for, in that order.
    pub measures: Vec<MeasureSums>,
    /// Rows read.
    pub rows: u64,
    /// Rows left out because region, industry or year was empty.
    pub rows_without_key: u64,
}

impl DensePanel {
    /// Number of slabs: years, or 1 without years.
    pub fn slabs(&self) -> usize {
        self.years.len().max(1)
    }

    /// One measure of one year, by region then industry; `year` is a position
    /// in [`years`](Self::years), 0 without years.
    ///
    /// # Panics
    /// When there is no such measure or year.
    pub fn slab(&self, measure: usize, year: usize) -> &[f64] {
        let size = self.regions.len() * self.industries.len();
        &self.measures[measure].values[year * size..(year + 1) * size]
    }

    /// The sum of a cell by positions, `None` where no row had a value.
    pub fn cell(&self, measure: usize, year: usize, region: usize, industry: usize) -> Option<f64> {
        let value = self.slab(measure, year)[region * self.industries.len() + industry];
        (!value.is_nan()).then_some(value)
    }

    /// What a reader of the sums must know: that rows were added up, and which
    /// were left out.
    pub fn remarks(&self) -> Vec<String> {
        let mut remarks = Vec::new();
        let keyed = self.rows - self.rows_without_key;
        for measure in &self.measures {
            let cells = measure.values.iter().filter(|v| !v.is_nan()).count() as u64;
            let added = keyed - measure.empty;
            let name = &measure.name;
            if added > cells {
                remarks.push(format!("`{name}` of {added} rows was summed to {cells} cells"));
                if measure.empty > 0 {
                    remarks.push(format!("{} rows without `{name}` were not added", measure.empty));
                }
            }
        }
        if self.rows_without_key > 0 {
            let of = self.rows;
            let left = self.rows_without_key;
            remarks.push(format!("{left} of {of} rows have no region, industry or year and were left out"));
        }
        remarks
    }

    /// The panel in long form: `region`, `industry`, `year` (if any) and the
    /// measures, sorted by key; only cells where some measure has a value.
    pub fn to_table(&self) -> Table {
        let (mut region, mut industry, mut year) = (TextColumn::new(), TextColumn::new(), Vec::new());
        let mut sums: Vec<Vec<Option<f64>>> = vec![Vec::new(); self.measures.len()];
        for r in 0..self.regions.len() {
            for i in 0..self.industries.len() {
                for y in 0..self.slabs() {
                    let cell = |m| self.cell(m, y, r, i);
                    if (0..self.measures.len()).all(|m| cell(m).is_none()) {
                        continue;
                    }
                    region.push(Some(&self.regions[r]));
                    industry.push(Some(&self.industries[i]));
                    year.push(self.years.get(y).copied());
                    sums.iter_mut().enumerate().for_each(|(m, column)| column.push(cell(m)));
                }
            }
        }
        let mut table = Table::new();
        table.push("region", Column::Text(region));
        table.push("industry", Column::Text(industry));
        if !self.years.is_empty() {
            table.push("year", Column::Integer(year));
        }
        for (measure, column) in self.measures.iter().zip(sums) {
            table.push(&measure.name, Column::Real(column));
        }
        table
    }
}

impl Engine {
    /// Sums micro data into a panel.
    ///
    /// Empty measures (NaN and infinities too) are not added and not counted
    /// as 0: a cell of which no row had a value stays absent. Rows without a
    /// key are left out and counted. Whole numbers are summed as reals, exact
    /// to 2⁵³.
    ///
    /// A **file** is read row group by row group on all threads, text staying
    /// dictionary-coded, and added in the order of its rows: the sums are those
    /// of one pass, to the last bit, with any number of threads. Memory: the
    /// panel and at most 2²⁰ rows per thread. A **query** is grouped by the
    /// plans of the engine, spilling under a memory limit; real measures are
    /// grouped on one thread so that they too come out the same each time
    /// (another memory limit may round the last digits differently).
    ///
    /// Time: linear in the rows. Memory: 8 bytes × regions × industries ×
    /// years × measures, twice while the panel is put in order.
    ///
    /// # Errors
    /// [`EngineError::UnknownColumn`], [`EngineError::WrongType`],
    /// [`EngineError::PanelTooLarge`] when the panel alone exceeds the memory
    /// limit, and what [`parquet::read`](crate::parquet::read) or
    /// [`sql`](Self::sql) give.
    ///
    /// ```
    /// use isard::model::{Column, Table};
    /// use isard_engine::{Engine, EngineOptions, PanelColumns, PanelSource};
    /// let text = |v: [&'static str; 3]| Column::Text(v.into_iter().map(Some).collect());
    /// let plants = Table::new()
    ///     .with("county", text(["b", "a", "b"]))
    ///     .with("naics", text(["311", "311", "311"]))
    ///     .with("jobs", Column::Integer(vec![Some(4), None, Some(3)]));
    /// let mut engine = Engine::new(EngineOptions::default())?;
    /// engine.register_table("plants", &plants)?;
    /// let columns = PanelColumns {
    ///     region: "county".into(),
    ///     industry: "naics".into(),
    ///     year: None,
    ///     measures: vec!["jobs".into()],
    /// };
    /// let panel = engine.aggregate_panel(&PanelSource::Query("select * from plants".into()), &columns)?;
    /// assert_eq!(panel.regions, ["a", "b"]);
    /// assert_eq!(panel.cell(0, 0, 0, 0), None);
    /// assert_eq!(panel.cell(0, 0, 1, 0), Some(7.0));
    /// # Ok::<(), isard_engine::EngineError>(())
    /// ```
    pub fn aggregate_panel(
        &self,
        source: &PanelSource,
        columns: &PanelColumns,
    ) -> Result<DensePanel, EngineError> {
        let cells = Cells::new(columns, self.options().memory_limit);
        let cells = match source {
            PanelSource::Parquet(path) => file_route::sum(path, columns, self.threads(), cells)?,
            PanelSource::Query(query) => query_route::sum(self, query, columns, cells)?,
        };
        Ok(cells.finish(columns))
    }
}
