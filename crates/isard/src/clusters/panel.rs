//! The panel the workflow reads: cells with status, bounds and published
//! totals.

use super::slab::Slab;
use super::withheld::Estimates;
use crate::model::Status;
use crate::registry::MethodError;

/// Logical bounds of cells by year, region, industry; NaN where unknown.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Bounds {
    /// Least possible values.
    pub low: Vec<f64>,
    /// Greatest possible values.
    pub high: Vec<f64>,
}

/// Published totals; NaN where a total is not published.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Margins {
    /// Totals of the regions by year, region.
    pub regions: Vec<f64>,
    /// Totals of the industries by year, industry.
    pub industries: Vec<f64>,
    /// Totals of all by year.
    pub totals: Vec<f64>,
}

/// Regions by industries (or clusters) by years of one measure.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ClusterPanel {
    /// Region keys, ascending.
    pub regions: Vec<String>,
    /// Industry or cluster keys, ascending.
    pub industries: Vec<String>,
    /// Years, ascending.
    pub years: Vec<i64>,
    /// Values by year, region, industry; NaN where there is none.
    pub values: Vec<f64>,
    /// Status of the cells in the order of the values.
    pub status: Vec<Status>,
    /// Number of establishments in the order of the values; NaN where unknown.
    pub establishments: Option<Vec<f64>>,
    /// Wages, value added or output of the cells in the order of the values; NaN where unknown.
    pub output: Option<Vec<f64>>,
    /// 90 % intervals of the outputs that are estimates; NaN elsewhere.
    pub output_estimates: Option<Bounds>,
    /// Bounds of withheld cells.
    pub bounds: Option<Bounds>,
    /// 90 % intervals of the withheld cells whose value is an estimate; NaN elsewhere.
    pub estimates: Option<Bounds>,
    /// Published totals.
    pub margins: Option<Margins>,
    /// Area and residents of the regions.
    pub land: Option<Land>,
}

/// Area and residents by region; NaN where unknown.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Land {
    /// Areas.
    pub area: Vec<f64>,
    /// Residents.
    pub population: Vec<f64>,
}

impl ClusterPanel {
    /// A panel of values alone: a number is observed, NaN is missing.
    pub fn new(
        regions: Vec<String>,
        industries: Vec<String>,
        years: Vec<i64>,
        values: Vec<f64>,
    ) -> ClusterPanel {
        let status = values.iter().map(|v| if v.is_nan() { Status::Missing } else { Status::Observed });
        ClusterPanel { status: status.collect(), regions, industries, years, values, ..Default::default() }
    }

    /// Number of cells of a year.
    pub fn cells(&self) -> usize {
        self.regions.len() * self.industries.len()
    }

    /// Part of a year of something in the order of the values.
    pub fn year_of<'a, T>(&self, all: &'a [T], year: usize) -> &'a [T] {
        &all[year * self.cells()..(year + 1) * self.cells()]
    }

    /// What the estimated cells of a year may hold.
    pub fn estimates(&self, year: usize) -> Option<Estimates<'_>> {
        let intervals = self.estimates.as_ref()?;
        let bounds = self.bounds.as_ref();
        Some(Estimates {
            low: self.year_of(&intervals.low, year),
            high: self.year_of(&intervals.high, year),
            bounds: bounds.map(|b| (self.year_of(&b.low, year), self.year_of(&b.high, year))),
        })
    }

    /// What the estimated outputs of a year may be.
    pub fn output_estimates(&self, year: usize) -> Option<Estimates<'_>> {
        let intervals = self.output_estimates.as_ref()?;
        Some(Estimates {
            low: self.year_of(&intervals.low, year),
            high: self.year_of(&intervals.high, year),
            bounds: None,
        })
    }

    /// A year with the totals its shares are taken of: published ones where
    /// there are, sums of what there is elsewhere.
    pub fn slab(&self, year: usize) -> Slab {
        let (r, i) = (self.regions.len(), self.industries.len());
        let slab = Slab::new(self.year_of(&self.values, year).to_vec(), r, i);
        match &self.margins {
            None => slab,
            Some(m) => slab.with_margins(
                &m.regions[year * r..(year + 1) * r],
                &m.industries[year * i..(year + 1) * i],
                m.totals[year],
            ),
        }
    }

    /// Checks lengths and key order.
    ///
    /// # Errors
    /// What does not fit, in words.
    pub fn check(&self) -> Result<(), MethodError> {
        let ascending = |keys: &[String]| keys.windows(2).all(|w| w[0] < w[1]);
        if !ascending(&self.regions) || !ascending(&self.industries) {
            return Err(MethodError::data(
                "region and industry keys of the panel must be ascending and distinct",
            ));
        }
        if !self.years.windows(2).all(|w| w[0] < w[1]) {
            return Err(MethodError::data("years of the panel must be ascending and distinct"));
        }
        let (cells, years) = (self.cells() * self.years.len(), self.years.len());
        if cells == 0 {
            return Err(MethodError::data("the panel has no cells"));
        }
        let mut lengths = vec![("values", self.values.len(), cells), ("status", self.status.len(), cells)];
        if let Some(e) = &self.establishments {
            lengths.push(("establishments", e.len(), cells));
        }
        if let Some(o) = &self.output {
            lengths.push(("outputs", o.len(), cells));
        }
        if let Some(b) = &self.bounds {
            lengths.push(("low bounds", b.low.len(), cells));
            lengths.push(("high bounds", b.high.len(), cells));
        }
        for e in [&self.estimates, &self.output_estimates].into_iter().flatten() {
            lengths.push(("lower ends of intervals", e.low.len(), cells));
            lengths.push(("upper ends of intervals", e.high.len(), cells));
        }
        if let Some(m) = &self.margins {
            lengths.push(("region totals", m.regions.len(), years * self.regions.len()));
            lengths.push(("industry totals", m.industries.len(), years * self.industries.len()));
            lengths.push(("totals", m.totals.len(), years));
        }
        if let Some(l) = &self.land {
            lengths.push(("areas", l.area.len(), self.regions.len()));
            lengths.push(("numbers of residents", l.population.len(), self.regions.len()));
        }
        for (what, found, expected) in lengths {
            if found != expected {
                return Err(MethodError::data(format!("the panel has {found} {what}, expected {expected}")));
            }
        }
        Ok(())
    }
}
