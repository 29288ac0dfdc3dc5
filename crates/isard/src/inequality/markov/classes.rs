//! Classes of values: between which borders a region moves.

use super::super::panel::Panel;
use crate::linalg::quantile;
use crate::registry::{MethodError, OptionSpec, Options};

/// Option `k`.
pub const K: OptionSpec = OptionSpec::integer("k", 2, 100, "5", "Number of classes of quantiles.");

/// Option `classes`.
pub const CLASSES: OptionSpec = OptionSpec::choice(
    "classes",
    &["pooled-quantiles", "yearly-quantiles", "fixed"],
    "pooled-quantiles",
    "Borders of classes: quantiles of all years together, quantiles of each year (a region then moves only past others), or the \
     values of `cut-points`.",
);

/// Option `cut-points`.
pub const CUT_POINTS: OptionSpec = OptionSpec::text(
    "cut-points",
    "",
    "Upper borders of all classes but the last, ascending (0.75,0.9,1.1,1.25); a border belongs to the class below.",
);

/// Option `relative`.
pub const RELATIVE: OptionSpec = OptionSpec::choice(
    "relative",
    &["year-mean", "none"],
    "year-mean",
    "Values are divided by the mean of the regions in their year, which takes out growth and inflation; or left as they are.",
);

/// Option `step`.
pub const STEP: OptionSpec = OptionSpec::integer(
    "step",
    1,
    1_000,
    "1",
    "How many of the years given lie between start and end of a move; above 1 the moves overlap.",
);

/// Where the borders come from.
#[derive(Debug, Clone, PartialEq)]
pub enum Cuts {
    /// Quantiles of all years together.
    Pooled(usize),
    /// Quantiles of each year.
    Yearly(usize),
    /// Given upper borders.
    Fixed(Vec<f64>),
}

/// Classes of a panel.
#[derive(Debug, Clone, PartialEq)]
pub struct Classes {
    /// Number of classes.
    pub k: usize,
    /// Class of every cell by year, then region; 0 is the lowest.
    pub of: Vec<u8>,
    /// Upper borders of all classes but the last; none where they differ by year.
    pub borders: Vec<f64>,
}

impl Cuts {
    /// The borders an option asks for.
    ///
    /// # Errors
    /// Fixed borders that are absent, not numbers, or do not ascend.
    pub fn of(options: &Options) -> Result<Cuts, MethodError> {
        let k = options.integer("k") as usize;
        match options.text("classes") {
            "yearly-quantiles" => Ok(Cuts::Yearly(k)),
            "fixed" => {
                let bad = |value: &str, expected: &str| MethodError::BadOption {
                    name: "cut-points".into(),
                    value: value.into(),
                    expected: expected.into(),
                };
                let read = |s: &&str| {
                    s.parse().ok().filter(|v: &f64| v.is_finite()).ok_or_else(|| bad(s, "numbers"))
                };
                let borders = options.list("cut-points").iter().map(read).collect::<Result<Vec<f64>, _>>()?;
                let text = options.text("cut-points");
                match borders.len() {
                    0 => Err(bad(text, "the borders of the classes, because classes=fixed")),
                    100.. => Err(bad(text, "at most 99 borders")),
                    _ if borders.windows(2).any(|w| w[0] >= w[1]) => Err(bad(text, "ascending numbers")),
                    _ => Ok(Cuts::Fixed(borders)),
                }
            }
            _ => Ok(Cuts::Pooled(k)),
        }
    }

    /// Classes of values by year, then region.
    ///
    /// # Errors
    /// Quantiles between which no value lies: more classes than the values can fill.
    ///
    /// Complexity: O(cells log cells).
    pub fn classify(&self, values: &[f64], regions: usize, years: &[i64]) -> Result<Classes, MethodError> {
        let class = |v: f64, borders: &[f64]| borders.partition_point(|b| *b < v) as u8;
        match self {
            Cuts::Fixed(borders) => Ok(Classes {
                k: borders.len() + 1,
                of: values.iter().map(|v| class(*v, borders)).collect(),
                borders: borders.clone(),
            }),
            Cuts::Pooled(k) => {
                let borders = quantiles(values, *k, None)?;
                Ok(Classes { k: *k, of: values.iter().map(|v| class(*v, &borders)).collect(), borders })
            }
            Cuts::Yearly(k) => {
                let mut of = Vec::with_capacity(values.len());
                for (year, cells) in years.iter().zip(values.chunks(regions)) {
                    let borders = quantiles(cells, *k, Some(*year))?;
                    of.extend(cells.iter().map(|v| class(*v, &borders)));
                }
                Ok(Classes { k: *k, of, borders: Vec::new() })
            }
        }
    }
}

/// The k − 1 inner quantiles, which must differ and leave something above.
fn quantiles(values: &[f64], k: usize, year: Option<i64>) -> Result<Vec<f64>, MethodError> {
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let borders: Vec<f64> = (1..k).map(|c| sorted_quantile(&sorted, c as f64 / k as f64)).collect();
    // Every class must hold a value, or it was never there.
    let mut below = 0;
    let mut filled = |end: usize| std::mem::replace(&mut below, end) < end;
    let fits = borders.iter().all(|b| filled(sorted.partition_point(|v| v <= b))) && filled(sorted.len());
    if fits {
        return Ok(borders);
    }
    let when = year.map_or("all years together".to_string(), |y| format!("the year {y}"));
    sorted.dedup();
    Err(MethodError::data_hint(
        format!(
            "{k} classes of quantiles do not exist: some would be empty ({} distinct values in {when})",
            sorted.len()
        ),
        "set a smaller k, or classes=fixed with cut-points",
    ))
}

/// As [`quantile`], of values that are sorted already.
fn sorted_quantile(sorted: &[f64], p: f64) -> f64 {
    if sorted.is_empty() {
        return quantile(sorted, p);
    }
    let at = (sorted.len() - 1) as f64 * p;
    let (low, high) = (at.floor() as usize, at.ceil() as usize);
    sorted[low] + (sorted[high] - sorted[low]) * (at - low as f64)
}

/// Values divided by their year's mean where that is asked for.
///
/// # Errors
/// A year whose mean is not above zero.
pub fn relative(panel: &Panel, word: &str) -> Result<Vec<f64>, MethodError> {
    if word == "none" {
        return Ok(panel.values.clone());
    }
    let mut values = Vec::with_capacity(panel.values.len());
    for (y, year) in panel.years.iter().enumerate() {
        let cells = panel.year(y);
        let mean = cells.iter().sum::<f64>() / cells.len() as f64;
        if mean <= 0.0 {
            return Err(MethodError::data_hint(
                format!("the mean of the year {year} is {mean}, so values cannot be divided by it"),
                "set relative=none",
            ));
        }
        values.extend(cells.iter().map(|v| v / mean));
    }
    Ok(values)
}
