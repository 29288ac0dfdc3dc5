//! Dense sums that grow as keys appear.

use super::keyed::{KeyedBatch, Keys};
use super::{DensePanel, MeasureSums, PanelColumns};
use crate::EngineError;
use datafusion::arrow::array::{Array, Float64Array, Int64Array, StringArray};
use isard::model::TextColumn;
use std::collections::HashMap;

/// Value of a cell to which nothing was added. Sums never come out as −0: of
/// the values added −0 is turned into 0, and x + (−x) is 0.
const ABSENT: f64 = -0.0;

/// A dictionary entry that no row has named yet.
const UNSEEN: u32 = u32::MAX;

/// A row that belongs to no cell.
const NO_CELL: usize = usize::MAX;

/// Codes of one key and the translation of the dictionary met last.
#[derive(Default)]
struct Axis {
    names: TextColumn,
    dictionary: Option<StringArray>,
    codes: Vec<u32>,
    unseen: usize,
}

impl Axis {
    /// Prepares for keys of a dictionary; within a row group it is the same one.
    fn enter(&mut self, keys: &Keys) {
        if self.dictionary.as_ref().is_some_and(|d| same(d, &keys.dictionary)) {
            return;
        }
        self.codes.clear();
        self.codes.resize(keys.dictionary.len(), UNSEEN);
        self.unseen = self.codes.len();
        self.dictionary = Some(keys.dictionary.clone());
    }

    /// Gives a code to an entry that a row names.
    fn name(&mut self, entry: usize) {
        if self.codes[entry] == UNSEEN
            && let Some(dictionary) = &self.dictionary
        {
            self.codes[entry] = self.names.code_of(dictionary.value(entry));
            self.unseen -= 1;
        }
    }

    /// Most names there can be once every entry of the dictionary is named.
    fn bound(&self) -> usize {
        self.names.dictionary().len() + self.unseen
    }
}

/// Whether two arrays are the same memory.
fn same(a: &StringArray, b: &StringArray) -> bool {
    a.len() == b.len()
        && a.value_data().as_ptr() == b.value_data().as_ptr()
        && a.offsets().as_ptr() == b.offsets().as_ptr()
}

/// The sums: by region, then year, then industry, then measure.
pub(crate) struct Cells {
    regions: Axis,
    industries: Axis,
    years: Vec<i64>,
    year_codes: HashMap<i64, usize>,
    with_years: bool,
    measures: usize,
    /// Room for years and industries; regions have as much as `sums` holds.
    year_room: usize,
    industry_room: usize,
    sums: Vec<f64>,
    empty: Vec<u64>,
    rows: u64,
    rows_without_key: u64,
    limit: Option<usize>,
    row_cells: Vec<usize>,
}

impl Cells {
    pub(crate) fn new(columns: &PanelColumns, limit: Option<usize>) -> Self {
        Cells {
            regions: Axis::default(),
            industries: Axis::default(),
            years: Vec::new(),
            year_codes: HashMap::new(),
            with_years: columns.year.is_some(),
            measures: columns.measures.len(),
            year_room: 1,
            industry_room: 0,
            sums: Vec::new(),
            empty: vec![0; columns.measures.len()],
            rows: 0,
            rows_without_key: 0,
            limit,
            row_cells: Vec::new(),
        }
    }

    /// Adds the rows of a batch in their order.
    pub(crate) fn add(&mut self, batch: &KeyedBatch) -> Result<(), EngineError> {
        self.locate(batch)?;
        let without_key = self.row_cells.iter().filter(|&&cell| cell == NO_CELL).count() as u64;
        self.rows += batch.rows() as u64;
        self.rows_without_key += without_key;
        for (measure, values) in batch.measures.iter().enumerate() {
            // Without any row that has its keys there is no cell yet.
            let sums = self.sums.get_mut(measure..).unwrap_or_default();
            self.empty[measure] += add_values(sums, &self.row_cells, values);
        }
        Ok(())
    }

    /// Adds one group of a query: the sums of its rows and how many had a value.
    pub(crate) fn add_groups(
        &mut self,
        batch: &KeyedBatch,
        rows: &Int64Array,
        present: &[Int64Array],
    ) -> Result<(), EngineError> {
        self.add(batch)?;
        // `add` took each group for one row.
        self.rows -= batch.rows() as u64;
        for group in 0..batch.rows() {
            let count = rows.value(group) as u64;
            self.rows += count;
            if self.row_cells[group] == NO_CELL {
                self.rows_without_key += count - 1;
                continue;
            }
            for (measure, present) in present.iter().enumerate() {
                let counted = u64::from(batch.measures[measure].is_null(group));
                self.empty[measure] += count - present.value(group) as u64 - counted;
            }
        }
        Ok(())
    }

    /// Finds the cell of every row, making room for new keys.
    fn locate(&mut self, batch: &KeyedBatch) -> Result<(), EngineError> {
        let (region, industry) = (&batch.region, &batch.industry);
        self.regions.enter(region);
        self.industries.enter(industry);
        let has_year = |row: usize| batch.year.as_ref().is_none_or(|year| year.is_valid(row));
        let complete = region.complete()
            && industry.complete()
            && batch.year.as_ref().is_none_or(|year| year.null_count() == 0);
        let keyed = |row: usize| complete || (region.has(row) && industry.has(row) && has_year(row));
        if self.regions.unseen > 0 || self.industries.unseen > 0 {
            for row in (0..batch.rows()).filter(|&row| keyed(row)) {
                self.regions.name(region.entry(row));
                self.industries.name(industry.entry(row));
            }
        }
        let mut year_of_row = Vec::new();
        if let Some(year) = &batch.year {
            year_of_row = self.year_codes(year, keyed);
        }
        self.make_room()?;

        let (regions, industries) = (&self.regions.codes, &self.industries.codes);
        let (years, width, measures) = (self.year_room, self.industry_room, self.measures);
        self.row_cells.clear();
        self.row_cells.extend((0..batch.rows()).map(|row| {
            if !keyed(row) {
                return NO_CELL;
            }
            let region = regions[region.entry(row)] as usize;
            let industry = industries[industry.entry(row)] as usize;
            let year = year_of_row.get(row).copied().unwrap_or(0);
            ((region * years + year) * width + industry) * measures
        }));
        Ok(())
    }

    fn year_codes(&mut self, year: &Int64Array, keyed: impl Fn(usize) -> bool) -> Vec<usize> {
        // Files are often sorted by year, so the last answer mostly holds.
        let mut last = None;
        let code = |row: usize| {
            if !keyed(row) {
                return 0;
            }
            let value = year.value(row);
            if let Some((known, code)) = last
                && known == value
            {
                return code;
            }
            let next = self.years.len();
            let code = *self.year_codes.entry(value).or_insert(next);
            if code == next {
                self.years.push(value);
            }
            last = Some((value, code));
            code
        };
        (0..year.len()).map(code).collect()
    }

    /// Widens the sums where keys outgrew them.
    fn make_room(&mut self) -> Result<(), EngineError> {
        let regions = self.regions.names.dictionary().len();
        let years = self.years.len().max(1);
        let industries = self.industries.names.dictionary().len();
        if years > self.year_room || industries > self.industry_room {
            // Wider than needed, as widening moves every sum.
            let year_room =
                if years > self.year_room { years.max(self.year_room * 5 / 4) } else { self.year_room };
            let industry_room = match industries > self.industry_room {
                true => self.industries.bound().max(self.industry_room * 5 / 4),
                false => self.industry_room,
            };
            let mut wide = self.allocate(regions, year_room, industry_room)?;
            let (old_block, new_block) = (self.industry_room * self.measures, industry_room * self.measures);
            if old_block > 0 {
                for (block, sums) in self.sums.chunks_exact(old_block).enumerate() {
                    let (region, year) = (block / self.year_room, block % self.year_room);
                    let start = (region * year_room + year) * new_block;
                    wide[start..start + old_block].copy_from_slice(sums);
                }
            }
            (self.sums, self.year_room, self.industry_room) = (wide, year_room, industry_room);
        }
        let needed = regions * self.year_room * self.industry_room * self.measures;
        if needed > self.sums.len() {
            self.check(regions, self.year_room, self.industry_room)?;
            let more = needed - self.sums.len();
            self.sums.try_reserve(more).map_err(|_| self.too_large(regions))?;
            self.sums.resize(needed, ABSENT);
        }
        Ok(())
    }

    fn allocate(&self, regions: usize, years: usize, industries: usize) -> Result<Vec<f64>, EngineError> {
        let length = self.check(regions, years, industries)?;
        let mut sums = Vec::new();
        sums.try_reserve_exact(length).map_err(|_| self.too_large(regions))?;
        sums.resize(length, ABSENT);
        Ok(sums)
    }

    /// Number of sums, if the limit allows them.
    fn check(&self, regions: usize, years: usize, industries: usize) -> Result<usize, EngineError> {
        let sizes = [regions, years, industries, self.measures];
        let length = sizes.iter().try_fold(1usize, |all, &size| all.checked_mul(size));
        let fits = |length: usize| {
            let bytes = length.checked_mul(8)?;
            (isize::try_from(bytes).is_ok() && self.limit.is_none_or(|limit| bytes <= limit))
                .then_some(length)
        };
        length.and_then(fits).ok_or_else(|| self.too_large(regions))
    }

    fn too_large(&self, regions: usize) -> EngineError {
        EngineError::PanelTooLarge {
            regions,
            industries: self.industries.names.dictionary().len(),
            years: self.years.len().max(1),
            limit: self.limit,
        }
    }

    /// The panel in the order of its keys.
    pub(crate) fn finish(self, columns: &PanelColumns) -> DensePanel {
        let sorted = |axis: &Axis| {
            let names = axis.names.dictionary();
            let mut order: Vec<usize> = (0..names.len()).collect();
            order.sort_by(|&a, &b| names[a].cmp(&names[b]));
            order
        };
        let (regions, industries) = (sorted(&self.regions), sorted(&self.industries));
        let mut years: Vec<usize> = (0..self.years.len()).collect();
        years.sort_by_key(|&y| self.years[y]);
        let slabs = if self.with_years { years.clone() } else { vec![0] };
        let measures = columns.measures.iter().enumerate().map(|(m, name)| {
            let mut values = Vec::with_capacity(slabs.len() * regions.len() * industries.len());
            for &year in &slabs {
                for &region in &regions {
                    let start = (region * self.year_room + year) * self.industry_room;
                    values.extend(industries.iter().map(|&industry| {
                        let sum = self.sums[(start + industry) * self.measures + m];
                        if sum.to_bits() == ABSENT.to_bits() { f64::NAN } else { sum }
                    }));
                }
            }
            MeasureSums { name: name.clone(), values, empty: self.empty[m] }
        });
        let measures = measures.collect();
        let name = |axis: &Axis, order: &[usize]| {
            order.iter().map(|&code| axis.names.dictionary()[code].to_string()).collect()
        };
        DensePanel {
            regions: name(&self.regions, &regions),
            industries: name(&self.industries, &industries),
            years: years.into_iter().map(|y| self.years[y]).collect(),
            measures,
            rows: self.rows,
            rows_without_key: self.rows_without_key,
        }
    }
}

/// Adds values to their cells; returns how many rows with a cell had none.
fn add_values(sums: &mut [f64], cells: &[usize], values: &Float64Array) -> u64 {
    let mut empty = 0;
    let numbers = values.values();
    let mut add = |cell: usize, value: Option<f64>| match value {
        _ if cell == NO_CELL => {}
        // Adding 0 turns −0, which marks absent cells, into 0.
        Some(value) if value.is_finite() => sums[cell] += value + 0.0,
        _ => empty += 1,
    };
    if values.null_count() == 0 {
        cells.iter().zip(numbers).for_each(|(&cell, &value)| add(cell, Some(value)));
    } else {
        for (row, &cell) in cells.iter().enumerate() {
            add(cell, values.is_valid(row).then(|| numbers[row]));
        }
    }
    empty
}
