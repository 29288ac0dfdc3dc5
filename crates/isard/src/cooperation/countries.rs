//! The country of each region.

use crate::registry::{InputSpec, Inputs, MethodError};
use std::collections::BTreeMap;

/// Countries of regions.
pub(super) const REGIONS: InputSpec =
    InputSpec { name: "regions", columns: "region, country", optional: false };

/// Countries in the order of `regions`.
///
/// # Errors
/// A missing table or column, a region without a country or with two rows.
pub(crate) fn read(inputs: &Inputs, regions: &[String]) -> Result<Vec<String>, MethodError> {
    let table = inputs.need(REGIONS.name, REGIONS.columns)?;
    let column = |name: &str| {
        table.column(name).map_err(|source| MethodError::Table { input: REGIONS.name.into(), source })
    };
    let (keys, countries) = (column("region")?, column("country")?);
    let mut of: BTreeMap<String, Option<String>> = BTreeMap::new();
    for row in 0..table.rows() {
        let key = keys.display(row).ok_or_else(|| {
            MethodError::data(format!("input `regions`, row {}: `region` is empty", row + 1))
        })?;
        if of.insert(key.clone(), countries.display(row)).is_some() {
            return Err(MethodError::data(format!("input `regions`: `{key}` stands twice")));
        }
    }
    let country = |region: &String| match of.get(region) {
        Some(Some(country)) => Ok(country.clone()),
        _ => Err(MethodError::data_hint(
            format!("input `regions` has no country for `{region}`"),
            "give a row with a country for every region of the activity",
        )),
    };
    regions.iter().map(country).collect()
}
