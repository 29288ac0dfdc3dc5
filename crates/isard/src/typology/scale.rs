//! Normalisation of the columns of a matrix.

use super::definitions::IndicatorDefinition;
use super::prepare::Prepared;
use crate::linalg::{Matrix, average_ranks, mean, median, standard_deviation};
use crate::registry::{MethodError, OptionSpec, Options};

/// How columns are brought to one scale.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Normalization {
    /// (x − x̄)/s, where s divides by n − ddof.
    Z {
        /// 0 or 1.
        ddof: usize,
    },
    /// (x − min)/(max − min).
    MinMax,
    /// (x − median)/(1.4826·MAD).
    Robust,
    /// (rank − 1)/(n − 1), equal values share their mean rank.
    Rank,
    /// z of the oriented value: destimulants with the sign turned, nominants
    /// as −|x − optimum|.
    Hellwig {
        /// 0 or 1.
        ddof: usize,
    },
    /// As it is.
    None,
}

impl Default for Normalization {
    fn default() -> Self {
        Normalization::Z { ddof: 0 }
    }
}

impl Normalization {
    /// Words of the option.
    pub const WORDS: &'static [&'static str] = &["z", "min-max", "robust", "rank", "hellwig", "none"];

    /// The normalisation of a word of [`Normalization::WORDS`]; `none` for any other.
    pub fn from_word(word: &str, ddof: usize) -> Self {
        match word {
            "z" => Normalization::Z { ddof },
            "min-max" => Normalization::MinMax,
            "robust" => Normalization::Robust,
            "rank" => Normalization::Rank,
            "hellwig" => Normalization::Hellwig { ddof },
            _ => Normalization::None,
        }
    }

    /// Name of the variant, with its divisor.
    pub fn describe(self) -> String {
        match self {
            Normalization::Z { ddof } => format!("z, ddof {ddof}"),
            Normalization::MinMax => "min-max".into(),
            Normalization::Robust => "robust (median, 1.4826·MAD)".into(),
            Normalization::Rank => "rank, 0 to 1".into(),
            Normalization::Hellwig { ddof } => format!("hellwig, ddof {ddof}"),
            Normalization::None => "none".into(),
        }
    }

    /// One column on the common scale; `None` where it has no spread (constant,
    /// or for `robust` more than half of the values equal).
    pub fn column(self, x: &[f64], definition: &IndicatorDefinition) -> Option<Vec<f64>> {
        let linear = |center: f64, spread: f64, x: &[f64]| {
            let known = spread > 0.0 && spread.is_finite() && !constant(x);
            known.then(|| x.iter().map(|v| (v - center) / spread).collect())
        };
        match self {
            Normalization::Z { ddof } => linear(mean(x), standard_deviation(x, ddof), x),
            Normalization::MinMax => {
                let low = x.iter().copied().fold(f64::INFINITY, f64::min);
                let high = x.iter().copied().fold(f64::NEG_INFINITY, f64::max);
                linear(low, high - low, x)
            }
            Normalization::Robust => {
                let center = median(x);
                let deviations: Vec<f64> = x.iter().map(|v| (v - center).abs()).collect();
                linear(center, 1.4826 * median(&deviations), x)
            }
            Normalization::Rank => {
                let n = x.len() as f64;
                let unit = |r: f64| (r - 1.0) / (n - 1.0);
                (!constant(x)).then(|| average_ranks(x).into_iter().map(unit).collect())
            }
            Normalization::Hellwig { ddof } => {
                let oriented: Vec<f64> =
                    x.iter().map(|&v| definition.direction.orient(v).unwrap_or(v)).collect();
                linear(mean(&oriented), standard_deviation(&oriented, ddof), &oriented)
            }
            Normalization::None => Some(x.to_vec()),
        }
    }
}

/// Whether all values are equal. A spread of rounding errors is no spread, so
/// this is asked before dividing by one.
pub(super) fn constant(x: &[f64]) -> bool {
    x.windows(2).all(|w| w[0] == w[1])
}

/// Option `normalize`.
pub(super) const NORMALIZE: OptionSpec = OptionSpec::choice(
    "normalize",
    Normalization::WORDS,
    "z",
    "How indicators are brought to one scale, within each year.",
);

/// Option `ddof`.
pub(super) const DDOF: OptionSpec =
    OptionSpec::integer("ddof", 0, 1, "0", "Divisor of the standard deviation in z and hellwig: n − ddof.");

/// Option `winsorize`.
pub(super) const WINSORIZE: OptionSpec = OptionSpec::real(
    "winsorize",
    0.0,
    f64::INFINITY,
    "",
    "Pull values beyond this many standard deviations from the mean to that limit before normalising (outliers=robust: of 1.4826·MAD from the median); not set: no value is changed.",
);

/// Normalisation named by the options.
pub(super) fn normalization(options: &Options) -> Normalization {
    Normalization::from_word(options.text("normalize"), options.integer("ddof") as usize)
}

/// Applies a function to each column of each year; what has no result is named.
pub(super) fn by_year(
    prepared: &Prepared,
    names: &[&str],
    values: &Matrix,
    column: impl Fn(usize, &[f64]) -> Option<Vec<f64>>,
) -> Result<Matrix, MethodError> {
    let mut out = values.clone();
    let mut without: Vec<String> = Vec::new();
    for year in 0..prepared.years.len() {
        let rows = prepared.rows_of_year(year);
        for j in 0..values.cols() {
            let x: Vec<f64> = rows.iter().map(|&i| values.get(i, j)).collect();
            match column(j, &x) {
                Some(scaled) => rows.iter().zip(scaled).for_each(|(&i, v)| out.set(i, j, v)),
                None => {
                    let name = names[j];
                    without.push(match prepared.has_year {
                        true => format!("{name} ({})", prepared.years[year]),
                        false => name.to_string(),
                    });
                }
            }
        }
    }
    if without.is_empty() {
        return Ok(out);
    }
    let more = if without.len() > 10 { format!(" and {} more", without.len() - 10) } else { String::new() };
    without.truncate(10);
    Err(MethodError::data_hint(
        format!(
            "no spread to divide by, all (or, for robust, most) values are equal: {}{more}",
            without.join(", ")
        ),
        "leave the indicator out, or choose another normalisation",
    ))
}

/// Values on one scale, each year by itself.
///
/// # Errors
/// Indicators without spread in a year, named.
pub(super) fn normalized(
    prepared: &Prepared,
    values: &Matrix,
    normalization: Normalization,
) -> Result<Matrix, MethodError> {
    by_year(prepared, &prepared.names(), values, |j, x| normalization.column(x, &prepared.definitions[j]))
}
