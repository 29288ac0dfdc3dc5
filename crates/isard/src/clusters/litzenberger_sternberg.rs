//! Litzenberger & Sternberg's cluster index.

use super::activity::{ABSENT, ACTIVITY, Activity, Long};
use super::slab::Measured;
use crate::inequality::values::number;
use crate::model::{Reason, Status, Table};
use crate::registry::{InputSpec, Inputs, Method, MethodError, Options, Output, Reference};
use std::collections::BTreeMap;

/// Registry entry.
pub const METHOD: Method = Method {
    id: "litzenberger-sternberg",
    question: "clusters",
    title: "Litzenberger–Sternberg cluster index",
    summary: "Relative density, relative stock and relative number of establishments of an industry in a region, in one \
              product; 1 is average.",
    formula: "CI_ij = ID · IS / PS, ID = (e_ij / e_i) / (a_j / a) relative industrial density, IS = (e_ij / e_i) / \
              (p_j / p) relative stock per inhabitant, PS = (e_ij / e_i) / (b_ij / b_i) relative size of an \
              establishment; e employment, b establishments, a area, p population.",
    undefined: "missing: employment, establishments, area or population have no value; undefined:empty-industry: the \
                industry has no employment or no establishments; undefined:zero-base: area or population is zero, or \
                the cell has employment without establishments. A cell with neither is 0.",
    complexity: "O(regions × industries) per year.",
    inputs: &[
        ACTIVITY,
        InputSpec {
            name: "establishments",
            columns: "region, industry[, year], value: number of establishments",
            optional: false,
        },
        InputSpec { name: "regions", columns: "region, area_km2, population", optional: false },
    ],
    options: &[ABSENT],
    output: &[
        ("region", "Region key."),
        ("industry", "Industry key."),
        ("year", "Year, where the input has years."),
        ("value", "Index; 1 is average."),
        ("status", "Status of the value."),
    ],
    references: &[
        Reference {
            text: "Litzenberger, T. & Sternberg, R. (2006). Der Clusterindex – eine Methodik zur Identifizierung \
                   regionaler Cluster am Beispiel deutscher Industriebranchen. Geographische Zeitschrift 94(4), 209–224.",
            locator: "",
            doi: "",
            checked: false,
        },
        Reference {
            text: "Farhauer, O. & Kröll, A. (2014). Standorttheorien. Springer Gabler.",
            locator: "worked example, as reproduced by REAT 3.0.3 `litzenberger`",
            doi: "",
            checked: true,
        },
    ],
    run,
};

/// What the index of one cell is made of; NaN for an unknown number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Parts {
    /// Employment of the industry in the region.
    pub cell: f64,
    /// Employment of the industry in all regions.
    pub industry: f64,
    /// Establishments of the industry in the region.
    pub cell_establishments: f64,
    /// Establishments of the industry in all regions.
    pub industry_establishments: f64,
    /// Area of the region.
    pub area: f64,
    /// Area of all regions.
    pub total_area: f64,
    /// Population of the region.
    pub population: f64,
    /// Population of all regions.
    pub total_population: f64,
}

/// The index of one cell.
///
/// # Errors
/// As the registry entry lists.
///
/// ```
/// use isard::clusters::litzenberger_sternberg::{Parts, index};
/// // Farhauer & Kröll (2014).
/// let parts = Parts { cell: 1743.0, industry: 5740.0, cell_establishments: 35.0, industry_establishments: 53.0,
///     area: 50.0, total_area: 576.0, population: 488.0, total_population: 4621.0 };
/// assert!((index(parts).unwrap() - 21.8749110167254).abs() < 1e-12);
/// ```
pub fn index(p: Parts) -> Measured {
    let known = [p.cell, p.cell_establishments, p.area, p.population];
    if known.iter().any(|v| v.is_nan()) {
        return Err(Status::Missing);
    }
    if p.industry <= 0.0 || p.industry_establishments <= 0.0 {
        return Err(Status::Undefined(Reason::EmptyIndustry));
    }
    let no_plants = p.cell > 0.0 && p.cell_establishments <= 0.0;
    if p.area <= 0.0 || p.population <= 0.0 || no_plants {
        return Err(Status::Undefined(Reason::ZeroBase));
    }
    // The three parts multiplied out: employment's share stands once above.
    let employment = p.cell / p.industry;
    let plants = p.cell_establishments / p.industry_establishments;
    Ok(employment * plants / ((p.area / p.total_area) * (p.population / p.total_population)))
}

fn per_region(table: &Table, column: &str) -> Result<BTreeMap<String, f64>, MethodError> {
    let refuse = |source| MethodError::Table { input: "regions".into(), source };
    let keys = table.column("region").map_err(refuse)?;
    table.column(column).map_err(refuse)?;
    let mut all = BTreeMap::new();
    for row in 0..table.rows() {
        let Some(key) = keys.display(row) else {
            return Err(MethodError::data(format!("input `regions`, row {}: `region` is empty", row + 1)));
        };
        let value = number(table, row, column)
            .map_err(|what| MethodError::data(format!("input `regions`, row {}: {what}", row + 1)))?;
        if value < 0.0 {
            return Err(MethodError::data(format!("input `regions`: `{column}` of `{key}` is negative")));
        }
        if all.insert(key.clone(), value).is_some() {
            return Err(MethodError::data(format!("input `regions`: `{key}` stands twice")));
        }
    }
    Ok(all)
}

fn run(inputs: &Inputs, options: &Options) -> Result<Output, MethodError> {
    let mut activity = Activity::read(inputs, options)?;
    let mut second = Inputs::default();
    second.insert("activity", inputs.need("establishments", "region, industry[, year], value")?.clone());
    let plants = Activity::read(&second, options)?;
    let same = activity.panel.regions == plants.panel.regions
        && activity.panel.industries == plants.panel.industries
        && activity.panel.years == plants.panel.years;
    if !same {
        return Err(MethodError::data_hint(
            "the inputs `activity` and `establishments` do not have the same regions, industries and years",
            "give a row for the same cells in both",
        ));
    }
    let regions = inputs.need("regions", "region, area_km2, population")?;
    let area = per_region(regions, "area_km2")?;
    let population = per_region(regions, "population")?;
    for key in &activity.panel.regions {
        if !area.contains_key(key) {
            return Err(MethodError::data(format!("input `regions` has no row for region `{key}`")));
        }
    }
    let sum = |of: &BTreeMap<String, f64>| of.values().filter(|v| !v.is_nan()).sum::<f64>();
    let (total_area, total_population) = (sum(&area), sum(&population));
    let panel = &activity.panel;
    let mut long = Long::new(&["region", "industry"], panel.has_year);
    for (y, &year) in panel.years.iter().enumerate() {
        let (jobs, plants) = (activity.slab(y), plants.slab(y));
        for (r, region) in panel.regions.iter().enumerate() {
            for (i, industry) in panel.industries.iter().enumerate() {
                let parts = Parts {
                    cell: jobs.row(r)[i],
                    industry: jobs.col_totals()[i],
                    cell_establishments: plants.row(r)[i],
                    industry_establishments: plants.col_totals()[i],
                    area: area[region],
                    total_area,
                    population: population[region],
                    total_population,
                };
                long.push(&[region, industry], year, index(parts));
            }
        }
    }
    activity.warnings.extend(plants.warnings);
    activity.warnings.dedup();
    activity
        .assumptions
        .push("area and population of all regions are the sums over the input `regions`".into());
    Ok(activity.output(long.table()))
}
