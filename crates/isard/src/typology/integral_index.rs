//! Integral indices: one number for the totality of a region's indicators.

use super::INDICATOR_INPUTS;
use super::definitions::{DIRECTIONS, IndicatorDefinition, definitions};
use super::indicator_weights::{COMPARISONS, INDICATOR_WEIGHTS, Weighting, correlations, expert_weights};
use super::outliers::{OUTLIER_TAIL, OUTLIERS, Outliers, treat};
use super::prepare::{MIN_COVERAGE, MIN_KNOWN, MISSING, NEIGHBORS, Preparation, Prepared, prepare_with};
use super::scale::{Normalization, WINSORIZE, by_year};
use crate::linalg::{Matrix, mean, standard_deviation, symmetric_eigen};
use crate::model::{Reason, Status, table_of};
use crate::registry::{Inputs, Method, MethodError, OptionSpec, Options, Output, Reference};

/// Registry entry.
pub const METHOD: Method = Method {
    id: "integral-index",
    question: "typology",
    title: "Integral index of regions",
    summary: "One number for all ranked indicators of a region: Hellwig's measure of development, mean of min–max values, standardised sum, TOPSIS or first principal component.",
    formula: "Values are oriented first (destimulant −x, nominant −|x − optimum|, neutral left out); weights w have mean 1. \
hellwig: z-scores, pattern z₀ = column maxima, d = √Σ w(z − z₀)², m = 1 − d/(d̄ + 2·s_d) · \
min-max: Σ w·(x − min)/(max − min) / Σ w · \
standardized-sum: S = Σ w·z, given as (S − min)/(max − min), or plain with rescale=none · \
topsis: v = w·x/‖x‖, d⁺ and d⁻ the distances to the column maxima and minima, d⁻/(d⁺ + d⁻) · \
pca: z-scores times the first eigenvector of their correlations, its entries summing to more than 0 (unweighted). Each year by itself.",
    undefined: "An indicator with equal values in a year is refused and named. Regions left out for missing values have no index: undefined:left-out.",
    complexity: "O(n·m); pca also O(m³).",
    inputs: INDICATOR_INPUTS,
    options: &[
        OptionSpec::choice("variant", IndexVariant::WORDS, "hellwig", "The index."),
        OptionSpec::integer(
            "ddof",
            0,
            1,
            "1",
            "hellwig: the standard deviation of distances divides by n − ddof.",
        ),
        OptionSpec::choice(
            "rescale",
            &["unit", "none"],
            "unit",
            "standardized-sum: scaled to 0..1 over the regions of the year, or plain.",
        ),
        INDICATOR_WEIGHTS,
        COMPARISONS,
        DIRECTIONS,
        MISSING,
        NEIGHBORS,
        MIN_COVERAGE,
        MIN_KNOWN,
        OUTLIERS,
        WINSORIZE,
        OUTLIER_TAIL,
    ],
    output: &[
        ("region", "Region."),
        ("year", "Year; empty when the input has none."),
        ("value", "Index, more is better."),
        ("rank", "Rank in the year, 1 = highest; equal values are ranked by region key."),
        ("status", "observed, estimated (a value was filled) or undefined:left-out."),
    ],
    references: &[
        Reference {
            text: "Hellwig, Z. (1968). Zastosowanie metody taksonomicznej do typologicznego podziału krajów ze względu na poziom ich rozwoju. Przegląd Statystyczny 15(4), 307–327",
            locator: "compared with the R package that computes linear orderings, both divisors",
            doi: "",
            checked: true,
        },
        Reference {
            text: "Hwang, C. L. & Yoon, K. (1981). Multiple Attribute Decision Making. Springer (TOPSIS)",
            locator: "",
            doi: "10.1007/978-3-642-48318-9",
            checked: false,
        },
        Reference {
            text: "Diakoulaki, D., Mavrotas, G. & Papayannakis, L. (1995). Determining objective weights in multiple criteria problems: the CRITIC method. Computers & Operations Research 22, 763–770",
            locator: "",
            doi: "10.1016/0305-0548(94)00059-H",
            checked: false,
        },
    ],
    run,
};

/// Definition of the index.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum IndexVariant {
    /// Hellwig's measure of development.
    Hellwig {
        /// Divisor of the standard deviation of distances: n − ddof.
        ddof: usize,
    },
    /// Weighted mean of min–max values.
    MinMax,
    /// Weighted sum of z-scores.
    StandardizedSum {
        /// Scale to 0..1 over the regions of a year.
        unit: bool,
    },
    /// Relative closeness to the ideal.
    Topsis,
    /// First principal component.
    Pca,
}

impl Default for IndexVariant {
    fn default() -> Self {
        IndexVariant::Hellwig { ddof: 1 }
    }
}

impl IndexVariant {
    /// Words of the option.
    pub const WORDS: &'static [&'static str] = &["hellwig", "min-max", "standardized-sum", "topsis", "pca"];

    /// The variant of a word of [`IndexVariant::WORDS`]; Hellwig's for any other.
    pub fn from_word(word: &str, ddof: usize, unit: bool) -> Self {
        match word {
            "min-max" => IndexVariant::MinMax,
            "standardized-sum" => IndexVariant::StandardizedSum { unit },
            "topsis" => IndexVariant::Topsis,
            "pca" => IndexVariant::Pca,
            _ => IndexVariant::Hellwig { ddof },
        }
    }

    /// Name of the variant, with its conventions.
    pub fn describe(self) -> String {
        match self {
            IndexVariant::Hellwig { ddof } => format!("hellwig, sd ddof {ddof}"),
            IndexVariant::MinMax => "min-max".into(),
            IndexVariant::StandardizedSum { unit: true } => "standardized-sum, scaled to 0..1".into(),
            IndexVariant::StandardizedSum { unit: false } => "standardized-sum, plain".into(),
            IndexVariant::Topsis => "topsis".into(),
            IndexVariant::Pca => "pca".into(),
        }
    }
}

/// An index and what it was made of.
#[derive(Debug, Clone, PartialEq)]
pub struct Index {
    /// One value per item.
    pub values: Vec<f64>,
    /// Columns that rank.
    pub columns: Vec<usize>,
    /// Their weights, mean 1.
    pub weights: Vec<f64>,
    /// hellwig: d̄ + 2·s_d, one per year.
    pub d0: Vec<f64>,
    /// pca: share of variance explained, one per year.
    pub explained: Vec<f64>,
    /// What each ranked indicator adds to the place of an item, items × columns;
    /// the mean over the items of a year is 0, and the sum over columns is, by
    /// variant: hellwig, mean d² − d²; min-max, index − mean; standardized-sum,
    /// Σ w·z; topsis, (d⁻)² − (d⁺)² less its mean; pca, the index.
    pub parts: Matrix,
}

/// The index over `columns` (those of them that rank).
///
/// # Errors
/// No column ranks, or one has no spread in a year.
pub fn index(
    prepared: &Prepared,
    values: &Matrix,
    columns: &[usize],
    variant: IndexVariant,
    weighting: Weighting,
) -> Result<Index, MethodError> {
    let orient = |j: usize, v: f64| prepared.definitions[j].direction.orient(v);
    let columns: Vec<usize> = columns.iter().copied().filter(|&j| orient(j, 0.0).is_some()).collect();
    if columns.is_empty() {
        return Err(MethodError::data_hint(
            "no indicator ranks: all are neutral, so there is no index",
            "give at least one indicator the direction stimulant, destimulant or nominant",
        ));
    }
    let definitions: Vec<&IndicatorDefinition> = columns.iter().map(|&j| &prepared.definitions[j]).collect();
    let mut oriented = values.take_cols(&columns);
    for i in 0..oriented.rows() {
        for (at, &j) in columns.iter().enumerate() {
            oriented.set(i, at, orient(j, values.get(i, j)).unwrap_or(f64::NAN));
        }
    }
    let plain = IndicatorDefinition::default();
    let names: Vec<&str> = definitions.iter().map(|d| d.indicator.as_str()).collect();
    let scaled = |n: Normalization| by_year(prepared, &names, &oriented, |_, x| n.column(x, &plain));
    let unit = scaled(Normalization::MinMax)?;
    let reference = prepared.rows_of_year(prepared.reference);
    let weights = weighting.weights(&unit.take_rows(&reference), &definitions);
    let base = match variant {
        IndexVariant::MinMax => unit,
        IndexVariant::Topsis => oriented.clone(),
        _ => scaled(Normalization::Z { ddof: 0 })?,
    };
    let mut out = Index {
        values: vec![f64::NAN; values.rows()],
        columns,
        weights,
        d0: Vec::new(),
        explained: Vec::new(),
        parts: base.clone(),
    };
    for year in 0..prepared.years.len() {
        let rows = prepared.rows_of_year(year);
        let x = base.take_rows(&rows);
        let (of_year, parts) = match variant {
            IndexVariant::Hellwig { ddof } => hellwig(&x, ddof, &mut out),
            IndexVariant::MinMax => {
                let m = x.cols() as f64;
                (weighted_sums(&x, &out.weights, m), each(&x, |j, v| out.weights[j] * v / m))
            }
            IndexVariant::StandardizedSum { unit } => {
                let sums = weighted_sums(&x, &out.weights, 1.0);
                (if unit { to_unit(&sums) } else { sums }, each(&x, |j, v| out.weights[j] * v))
            }
            IndexVariant::Topsis => topsis(&x, &out.weights),
            IndexVariant::Pca => first_component(&x, &mut out),
        };
        let parts = centered(&parts);
        for (at, (&i, v)) in rows.iter().zip(of_year).enumerate() {
            out.values[i] = v;
            out.parts.row_mut(i).copy_from_slice(parts.row(at));
        }
    }
    Ok(out)
}

fn maxima(x: &Matrix) -> Vec<f64> {
    (0..x.cols()).map(|j| x.column(j).fold(f64::NEG_INFINITY, f64::max)).collect()
}

fn distance(row: &[f64], to: &[f64], weights: &[f64]) -> f64 {
    row.iter().zip(to).zip(weights).map(|((a, b), w)| w * (a - b) * (a - b)).sum::<f64>().sqrt()
}

fn hellwig(z: &Matrix, ddof: usize, out: &mut Index) -> (Vec<f64>, Matrix) {
    let pattern = maxima(z);
    let d: Vec<f64> = (0..z.rows()).map(|i| distance(z.row(i), &pattern, &out.weights)).collect();
    let d0 = mean(&d) + 2.0 * standard_deviation(&d, ddof);
    out.d0.push(d0);
    let parts = each(z, |j, v| -out.weights[j] * (v - pattern[j]).powi(2));
    (d.iter().map(|d| 1.0 - d / d0).collect(), parts)
}

fn weighted_sums(x: &Matrix, weights: &[f64], divisor: f64) -> Vec<f64> {
    let sum = |i: usize| x.row(i).iter().zip(weights).map(|(v, w)| v * w).sum::<f64>();
    (0..x.rows()).map(|i| sum(i) / divisor).collect()
}

fn to_unit(x: &[f64]) -> Vec<f64> {
    let low = x.iter().copied().fold(f64::INFINITY, f64::min);
    let high = x.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    x.iter().map(|v| (v - low) / (high - low)).collect()
}

fn topsis(x: &Matrix, weights: &[f64]) -> (Vec<f64>, Matrix) {
    let norms: Vec<f64> = (0..x.cols()).map(|j| x.column(j).map(|v| v * v).sum::<f64>().sqrt()).collect();
    let mut v = x.clone();
    for i in 0..x.rows() {
        for j in 0..x.cols() {
            v.set(i, j, weights[j] * x.get(i, j) / norms[j]);
        }
    }
    let best = maxima(&v);
    let worst: Vec<f64> = (0..v.cols()).map(|j| v.column(j).fold(f64::INFINITY, f64::min)).collect();
    let plain = vec![1.0; v.cols()];
    let closeness = |i: usize| {
        let (up, down) = (distance(v.row(i), &best, &plain), distance(v.row(i), &worst, &plain));
        down / (up + down)
    };
    let parts = each(&v, |j, v| (v - worst[j]).powi(2) - (v - best[j]).powi(2));
    ((0..v.rows()).map(closeness).collect(), parts)
}

fn first_component(z: &Matrix, out: &mut Index) -> (Vec<f64>, Matrix) {
    let eigen = symmetric_eigen(&correlations(z));
    out.explained.push(eigen.values[0] / z.cols() as f64);
    let loadings: Vec<f64> = eigen.vectors.column(0).collect();
    (weighted_sums(z, &loadings, 1.0), each(z, |j, v| loadings[j] * v))
}

/// A function of every value.
fn each(x: &Matrix, f: impl Fn(usize, f64) -> f64) -> Matrix {
    let mut out = x.clone();
    for i in 0..x.rows() {
        out.row_mut(i).iter_mut().enumerate().for_each(|(j, v)| *v = f(j, *v));
    }
    out
}

/// Columns less their means.
fn centered(x: &Matrix) -> Matrix {
    let means: Vec<f64> = (0..x.cols()).map(|j| mean(&x.column(j).collect::<Vec<_>>())).collect();
    each(x, |j, v| v - means[j])
}

/// Ranks from 1 = highest among `rows`; equal values by their order in `rows`.
pub(super) fn ranks(values: &[f64], rows: &[usize]) -> Vec<(usize, i64)> {
    let mut order = rows.to_vec();
    order.sort_by(|&a, &b| values[b].total_cmp(&values[a]));
    order.into_iter().enumerate().map(|(at, i)| (i, at as i64 + 1)).collect()
}

crate::record! {
    /// Index of a region.
    pub struct IndexRow in "typology"/"index", key ["region", "year"] {
        /// Region.
        region: String [Kind::Key],
        /// Year; empty when the input has none.
        year: Option<i64> [Kind::Year],
        /// Index, more is better.
        value: Option<f64>,
        /// Rank in the year, 1 = highest.
        rank: Option<i64>,
        /// Status.
        status: Status,
    }
}

fn run(inputs: &Inputs, options: &Options) -> Result<Output, MethodError> {
    let indicators = inputs.indicators()?;
    let mut definitions = definitions(inputs, options, &indicators.indicators)?;
    let weighting = Weighting::from_word(options.text("indicator-weights"));
    let consistency = expert_weights(&mut definitions, weighting, options)?;
    let mut prepared = prepare_with(&indicators, &definitions, &Preparation::of(options))?;
    let values = treat(&mut prepared, Outliers::of(options)?).values;
    let variant = IndexVariant::from_word(
        options.text("variant"),
        options.integer("ddof") as usize,
        options.text("rescale") == "unit",
    );
    let all: Vec<usize> = (0..values.cols()).collect();
    let index = index(&prepared, &values, &all, variant, weighting)?;
    let mut rows = Vec::new();
    for year in 0..prepared.years.len() {
        let year_key = prepared.has_year.then_some(prepared.years[year]);
        for (i, rank) in ranks(&index.values, &prepared.rows_of_year(year)) {
            let filled = index.columns.iter().any(|&j| prepared.is_filled(i, j));
            rows.push(IndexRow {
                region: prepared.regions[prepared.items[i].region].clone(),
                year: year_key,
                value: Some(index.values[i]),
                rank: Some(rank),
                status: if filled { Status::Estimated } else { Status::Observed },
            });
        }
        rows.extend(prepared.left_out.iter().filter(|i| i.year == year).map(|item| IndexRow {
            region: prepared.regions[item.region].clone(),
            year: year_key,
            value: None,
            rank: None,
            status: Status::Undefined(Reason::LeftOut),
        }));
    }
    rows.sort_by(|a, b| (&a.region, a.year).cmp(&(&b.region, b.year)));
    let names = prepared.names();
    let weights: serde_json::Map<String, serde_json::Value> =
        index.columns.iter().zip(&index.weights).map(|(&j, &w)| (names[j].to_string(), w.into())).collect();
    let mut output = Output::new(table_of(&rows)).variant(variant.describe()).figure("weights", weights);
    if !index.d0.is_empty() {
        output = output.figure("d0", index.d0[prepared.reference]);
    }
    if !index.explained.is_empty() {
        output = output.figure("explained", index.explained[prepared.reference]);
    }
    if let Some(c) = consistency {
        output = output.figure("lambda", c.lambda).figure("consistency_ratio", c.ratio);
        output.warnings.extend(c.warning());
    }
    output.warnings.extend(prepared.warnings.iter().cloned());
    let neutral: Vec<&str> =
        (0..names.len()).filter(|j| !index.columns.contains(j)).map(|j| names[j]).collect();
    if !neutral.is_empty() {
        output.assumptions.push(format!("neutral indicators do not count: {}", neutral.join(", ")));
    }
    Ok(output)
}
