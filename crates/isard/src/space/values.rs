//! The input `values` laid on a map: one number a region, joined with the
//! weights by key.

use super::weights::WEIGHTS;
use super::{Weights, spatial_weights};
use crate::inequality::values::number;
use crate::model::{Reason, Status};
use crate::registry::{InputSpec, Inputs, MethodError, OptionSpec, Options};
use std::collections::BTreeMap;

/// Inputs of methods on a map.
pub const INPUTS: &[InputSpec] = &[
    InputSpec { name: "values", columns: "region, value[, other][, population][, year]", optional: false },
    WEIGHTS,
    InputSpec {
        name: "points",
        columns: "region, lon, lat (degrees) or region, x, y (plane); for islands=attach",
        optional: true,
    },
];

/// What to do with regions without neighbours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Islands {
    /// They stay in means and sums; their own statistic is undefined.
    #[default]
    Keep,
    /// They are linked with the nearest region, both ways.
    Attach,
    /// They are left out of everything.
    Drop,
}

/// How weights are used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Style {
    /// Each row divided by its sum.
    #[default]
    Row,
    /// Every link 1.
    Binary,
    /// As given.
    Given,
}

impl Style {
    /// The weights in this style.
    pub fn of(self, weights: &Weights) -> Weights {
        match self {
            Style::Row => weights.row_standardized(),
            Style::Binary => weights.binary(),
            Style::Given => weights.clone(),
        }
    }
}

/// Option `islands`.
pub const ISLANDS: OptionSpec = OptionSpec::choice(
    "islands",
    &["keep", "attach", "drop"],
    "keep",
    "Regions without neighbours: keep (undefined:island, but part of the mean and of n), attach (to the nearest region; \
     needs the input points), drop (left out of everything).",
);

/// Option `style`, row-standardised by default.
pub const STYLE: OptionSpec = OptionSpec::choice(
    "style",
    &["row", "binary", "given"],
    "row",
    "Weights: row (each row divided by its sum), binary (every link 1), given (as they stand).",
);

impl Islands {
    /// The policy of checked options.
    pub fn from_options(options: &Options) -> Islands {
        match options.text("islands") {
            "attach" => Islands::Attach,
            "drop" => Islands::Drop,
            _ => Islands::Keep,
        }
    }
}

impl Style {
    /// The style of checked options.
    pub fn from_options(options: &Options) -> Style {
        match options.text("style") {
            "binary" => Style::Binary,
            "given" => Style::Given,
            _ => Style::Row,
        }
    }
}

/// Values of one year on the map, in the order of the region keys.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// Year; 0 when the table has none.
    pub year: i64,
    /// Weights among the regions below, in the style asked for.
    pub weights: Weights,
    /// Values.
    pub values: Vec<f64>,
    /// Second variable, where the table has one.
    pub other: Option<Vec<f64>>,
    /// Population at risk, where the table has one.
    pub population: Option<Vec<f64>>,
    /// Regions that are not on the map, and why.
    pub left_out: Vec<(String, Status)>,
}

/// Fields by year.
#[derive(Debug, Clone, PartialEq)]
pub struct Fields {
    /// Years ascending.
    pub years: Vec<Field>,
    /// Whether the table has a year column.
    pub has_year: bool,
    /// What the reader must know.
    pub warnings: Vec<String>,
}

/// Value, other, population.
type Cell = (f64, Option<f64>, Option<f64>);

/// Cells by year and region.
type Years = BTreeMap<i64, BTreeMap<String, Cell>>;

impl Fields {
    /// Reads the inputs `values`, `weights` and, where islands are attached,
    /// `points`.
    ///
    /// # Errors
    /// A missing column, an empty key, a text where a number is expected, a
    /// region twice in one year, a region with a value but no row in the
    /// weights; islands to be attached without points.
    pub fn read(inputs: &Inputs, options: &Options) -> Result<Fields, MethodError> {
        let (years, has_year) = rows(inputs)?;
        let weights = Weights::read(inputs)?;
        let islands = Islands::from_options(options);
        let style = Style::from_options(options);
        let mut warnings = Vec::new();
        let weights = match islands {
            Islands::Attach if !weights.islands().is_empty() => {
                let places = spatial_weights::Places::read(inputs)?;
                let (attached, links) = spatial_weights::attach(&weights, &places)?;
                warnings.push(format!(
                    "regions without neighbours were linked with the nearest: {}",
                    links.join(", ")
                ));
                attached
            }
            _ => weights,
        };
        let mut fields = Vec::new();
        for (year, cells) in years {
            fields.push(join(&weights, year, &cells, islands, style, &mut warnings)?);
        }
        Ok(Fields { years: fields, has_year, warnings })
    }
}

fn rows(inputs: &Inputs) -> Result<(Years, bool), MethodError> {
    let table = inputs.need("values", INPUTS[0].columns)?;
    let refuse = |source| MethodError::Table { input: "values".into(), source };
    table.column("value").map_err(refuse)?;
    let region = match table.get("region") {
        Some(_) => "region",
        None => table.names().find(|n| *n != "value").unwrap_or("region"),
    };
    let keys = table.column(region).map_err(refuse)?;
    let has = |name: &str| table.get(name).is_some();
    let mut years = Years::new();
    for row in 0..table.rows() {
        let bad = |what: String| MethodError::data(format!("input `values`, row {}: {what}", row + 1));
        let key = keys.display(row).ok_or_else(|| bad(format!("`{region}` is empty")))?;
        let cell = |name: &str| number(table, row, name).map_err(bad);
        let year = if has("year") { cell("year")? } else { 0.0 };
        if year.fract() != 0.0 {
            return Err(bad("`year` is not a whole number".into()));
        }
        let other = if has("other") { Some(cell("other")?) } else { None };
        let population = if has("population") { Some(cell("population")?) } else { None };
        let twice =
            years.entry(year as i64).or_default().insert(key.clone(), (cell("value")?, other, population));
        if twice.is_some() {
            return Err(bad(format!(
                "`{key}` stands twice{}",
                if has("year") { " in the year" } else { "" }
            )));
        }
    }
    if years.is_empty() {
        return Err(MethodError::data("input `values` has no rows"));
    }
    Ok((years, has("year")))
}

fn join(
    weights: &Weights,
    year: i64,
    cells: &BTreeMap<String, Cell>,
    islands: Islands,
    style: Style,
    warnings: &mut Vec<String>,
) -> Result<Field, MethodError> {
    let unknown: Vec<&str> =
        cells.keys().filter(|k| weights.regions().binary_search(k).is_err()).map(String::as_str).collect();
    if let Some(first) = unknown.first() {
        return Err(MethodError::data_hint(
            format!("{} regions of `values` are not in `weights` (first: `{first}`)", unknown.len()),
            "give a region without neighbours a row with an empty `to`; check that both tables use the same keys",
        ));
    }
    let complete =
        |(v, o, p): &Cell| !v.is_nan() && o.is_none_or(|o| !o.is_nan()) && p.is_none_or(|p| !p.is_nan());
    let mut left_out = Vec::new();
    let mut kept = Vec::new();
    for region in weights.regions() {
        match cells.get(region) {
            Some(cell) if complete(cell) => kept.push(region.clone()),
            _ => left_out.push((region.clone(), Status::Missing)),
        }
    }
    if !left_out.is_empty() {
        let of = if year == 0 { String::new() } else { format!("{year}: ") };
        warnings.push(format!("{of}{} regions without a value were left out of the map", left_out.len()));
    }
    let mut among = weights.among(&kept);
    let newly = among.islands().len().saturating_sub(weights.islands().len());
    if newly > 0 {
        warnings.push(format!("{newly} regions have no neighbour left that has a value"));
    }
    if islands == Islands::Drop {
        let (gone, stay): (Vec<_>, Vec<_>) = (0..kept.len()).partition(|&i| among.neighbors(i).is_empty());
        left_out.extend(gone.iter().map(|&i| (kept[i].clone(), Status::Undefined(Reason::LeftOut))));
        kept = stay.into_iter().map(|i| kept[i].clone()).collect();
        among = among.among(&kept);
        left_out.sort();
    }
    let column = |of: &dyn Fn(&Cell) -> Option<f64>| -> Option<Vec<f64>> {
        kept.iter().map(|k| of(&cells[k])).collect()
    };
    Ok(Field {
        year,
        weights: style.of(&among),
        values: column(&|c| Some(c.0)).unwrap_or_default(),
        other: column(&|c| c.1).filter(|_| !kept.is_empty()),
        population: column(&|c| c.2).filter(|_| !kept.is_empty()),
        left_out,
    })
}

/// Whether all values are the same (or there is none).
pub(crate) fn constant(values: &[f64]) -> bool {
    values.iter().all(|v| *v == values[0])
}

/// Deviations from the mean as shares of the largest, so that powers neither
/// overflow nor vanish. Values must differ.
pub(crate) fn deviations(values: &[f64]) -> Vec<f64> {
    let mean = crate::linalg::mean(values);
    let largest = values.iter().map(|v| (v - mean).abs()).fold(0.0, f64::max);
    values.iter().map(|v| (v - mean) / largest).collect()
}
