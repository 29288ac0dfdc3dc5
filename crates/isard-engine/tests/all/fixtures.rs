//! Tables used by several tests.

use isard::model::{Column, Table, TextColumn};

isard::record! {
    /// Jobs of a region.
    pub struct JobsRow in "clusters"/"jobs", key ["region", "year"] {
        /// Region.
        region: String [Kind::Key],
        /// Year.
        year: i64 [Kind::Year],
        /// Jobs in the region.
        jobs: Option<f64> [Kind::AMOUNT] = "persons",
        /// Whether the region is on the coast.
        coast: Option<bool>,
    }
}

/// Text column of optional values.
pub(crate) fn text<'a>(values: impl IntoIterator<Item = Option<&'a str>>) -> Column {
    Column::Text(values.into_iter().collect::<TextColumn>())
}

/// Every kind of column, with empty cells, odd text and extreme numbers.
pub(crate) fn every_kind() -> Table {
    Table::new()
        .with("text", text([Some("a"), None, Some(""), Some("ü — 東京"), Some("a")]))
        .with("integer", Column::Integer(vec![Some(i64::MIN), None, Some(0), Some(i64::MAX), Some(-1)]))
        .with("real", Column::Real(vec![Some(0.1), None, Some(-0.0), Some(f64::MAX), Some(5e-324)]))
        .with("boolean", Column::Boolean(vec![Some(true), None, Some(false), None, Some(true)]))
        .with("empty_text", text([None; 5]))
        .with("empty real \"quoted\"", Column::Real(vec![None; 5]))
}

/// A small panel: region, industry, year, jobs.
pub(crate) fn panel(rows: usize) -> Table {
    let mut region = TextColumn::new();
    let mut industry = TextColumn::new();
    let (mut year, mut jobs, mut pay) = (Vec::new(), Vec::new(), Vec::new());
    for row in 0..rows as u64 {
        let x = row.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407) >> 33;
        region.push(Some(&format!("r{:03}", x % 37)));
        industry.push(if x % 101 == 0 {
            None
        } else {
            Some(["food", "steel", "software"][(x / 37 % 3) as usize])
        });
        year.push(Some(2010 + (x / 111 % 4) as i64));
        jobs.push(if x % 17 == 0 { None } else { Some((x % 500) as i64) });
        pay.push(Some((x % 1000) as f64 / 7.0));
    }
    Table::new()
        .with("region", Column::Text(region))
        .with("industry", Column::Text(industry))
        .with("year", Column::Integer(year))
        .with("jobs", Column::Integer(jobs))
        .with("pay", Column::Real(pay))
}
