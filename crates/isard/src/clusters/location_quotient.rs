//! Location quotient.

use super::activity::{ABSENT, ACTIVITY, Activity, Long};
use super::slab::{Measured, Slab, totals};
use super::split::{self, SPLIT};
use crate::model::{Reason, Status};
use crate::registry::{Inputs, Method, MethodError, OptionSpec, Options, Output, Reference};
use rayon::prelude::*;

/// Registry entry.
pub const METHOD: Method = Method {
    id: "location-quotient",
    question: "clusters",
    title: "Location quotient",
    summary: "How many times an industry's share of a region exceeds its share of all regions together.",
    formula: "lq: LQ_ij = (e_ij / e_j) / (e_i / e), e_ij activity of industry i in region j, e_j of the region, \
              e_i of the industry, e of all; additive: e_ij / e_j − e_i / e; standardized: (LQ_ij − mean_j LQ_ij) / \
              sd_j LQ_ij (divisor n − 1) per industry over regions; log-standardized: the same of ln LQ_ij. Values \
              above 1.96 (one-sided 1.65) mark clusters under the standardised variants. With a split into traded and \
              local industries, e_j and e are of the industry's part alone.",
    undefined: "missing: the cell has no value; undefined:empty-region: the region's total is zero; \
                undefined:empty-industry: the industry's total is zero (not for additive); undefined:not-positive: the \
                logarithm of a zero quotient; undefined:constant and undefined:too-few: no spread over regions.",
    complexity: "O(regions × industries) per year in time and memory.",
    inputs: &[ACTIVITY, SPLIT],
    options: &[
        OptionSpec::choice(
            "variant",
            &["lq", "standardized", "log-standardized", "additive"],
            "lq",
            "Definition used.",
        ),
        ABSENT,
    ],
    output: &[
        ("region", "Region key."),
        ("industry", "Industry key."),
        ("year", "Year, where the input has years."),
        ("value", "The quotient in the chosen variant."),
        ("status", "Status of the value."),
    ],
    references: &[
        Reference {
            text: "Farhauer, O. & Kröll, A. (2013). Standorttheorien. Springer Gabler.",
            locator: "worked example, as reproduced by REAT 3.0.3 `locq`",
            doi: "",
            checked: true,
        },
        Reference {
            text: "O'Donoghue, D. & Gleave, B. (2004). A note on methods for measuring industrial agglomeration. \
                   Regional Studies 38(4), 419–427.",
            locator: "standardised quotient",
            doi: "10.1080/03434002000213932",
            checked: false,
        },
    ],
    run,
};

/// Named definitions of the quotient.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Variant {
    /// Ratio of shares.
    #[default]
    Ratio,
    /// Ratio, standardised per industry over regions.
    Standardized,
    /// Logarithm of the ratio, standardised per industry over regions.
    LogStandardized,
    /// Difference of shares.
    Additive,
}

impl Variant {
    fn of(name: &str) -> Variant {
        match name {
            "standardized" => Variant::Standardized,
            "log-standardized" => Variant::LogStandardized,
            "additive" => Variant::Additive,
            _ => Variant::Ratio,
        }
    }
}

/// Quotients of a dense panel with the totals they rest on.
#[derive(Debug, Clone, PartialEq)]
pub struct Dense {
    /// Quotients by region, industry; NaN where there is none.
    pub quotients: Vec<f64>,
    /// Totals of the regions.
    pub region_totals: Vec<f64>,
    /// Totals of the industries.
    pub industry_totals: Vec<f64>,
    /// Total of all.
    pub total: f64,
}

/// The location quotient (e_ij / e_j) / (e_i / e) of one cell, from its four
/// numbers.
///
/// # Errors
/// `missing` for a NaN cell; `undefined:empty-region`, `undefined:empty-industry`
/// for zero totals.
///
/// ```
/// use isard::clusters::location_quotient::quotient;
/// // Farhauer & Kröll (2013).
/// let lq = quotient(1714.0, 79006.0, 879213.0, 15593224.0).unwrap();
/// assert!((lq - 0.384762342301328).abs() < 1e-12);
/// ```
pub fn quotient(cell: f64, region: f64, industry: f64, total: f64) -> Measured {
    if cell.is_nan() {
        return Err(Status::Missing);
    }
    if region <= 0.0 || total <= 0.0 {
        return Err(Status::Undefined(Reason::EmptyRegion));
    }
    if industry <= 0.0 {
        return Err(Status::Undefined(Reason::EmptyIndustry));
    }
    Ok((cell / region) / (industry / total))
}

/// Quotients of a dense panel, `values` by region then industry, NaN for a
/// cell without value. Allocates the quotients and the three sets of totals.
/// A quotient is NaN where the cell, the region or the industry has nothing.
///
/// # Panics
/// When `values` does not hold `regions × industries` values.
pub fn dense(values: &[f64], regions: usize, industries: usize) -> Dense {
    let mut quotients = vec![0.0; values.len()];
    let (region_totals, industry_totals, total) = dense_into(values, regions, industries, &mut quotients);
    Dense { quotients, region_totals, industry_totals, total }
}

/// As [`dense`], writing into a buffer of the same length; returns the totals.
///
/// # Panics
/// When `values` or `quotients` does not hold `regions × industries` values.
pub fn dense_into(
    values: &[f64],
    regions: usize,
    industries: usize,
    quotients: &mut [f64],
) -> (Vec<f64>, Vec<f64>, f64) {
    assert_eq!(values.len(), quotients.len(), "the buffer must be as long as the panel");
    let (by_region, by_industry, total) = totals(values, regions, industries);
    if industries > 0 {
        // 0/0 and x/0 must not come out as numbers.
        let nan_if_zero = |v: f64| if v > 0.0 { v } else { f64::NAN };
        let scale: Vec<f64> = by_industry.iter().map(|&i| total / nan_if_zero(i)).collect();
        let rows = quotients.par_chunks_mut(industries).zip(values.par_chunks(industries)).zip(&by_region);
        rows.with_min_len(16).for_each(|((out, row), &sum)| {
            let inverse = 1.0 / nan_if_zero(sum);
            for ((o, &v), s) in out.iter_mut().zip(row).zip(&scale) {
                *o = v * inverse * s;
            }
        });
    }
    (by_region, by_industry, total)
}

/// Quotients of a slab of regions × industries, in row order.
pub fn of_slab(slab: &Slab, variant: Variant) -> Vec<Measured> {
    let cols = slab.cols();
    let cell = |at: usize| {
        let (r, i) = (at / cols, at % cols);
        let (e, region, industry) = (slab.cells()[at], slab.row_totals()[r], slab.col_totals()[i]);
        if variant != Variant::Additive {
            return quotient(e, region, industry, slab.total());
        }
        match (e.is_nan(), region > 0.0 && slab.total() > 0.0) {
            (true, _) => Err(Status::Missing),
            (_, false) => Err(slab.empty_row()),
            _ => Ok(e / region - industry / slab.total()),
        }
    };
    let mut all: Vec<Measured> = (0..slab.cells().len()).into_par_iter().map(cell).collect();
    match variant {
        Variant::Ratio | Variant::Additive => {}
        Variant::Standardized => standardize(&mut all, cols),
        Variant::LogStandardized => {
            for v in &mut all {
                if let Ok(lq) = *v {
                    let positive = lq > 0.0;
                    *v = if positive { Ok(lq.ln()) } else { Err(Status::Undefined(Reason::NotPositive)) };
                }
            }
            standardize(&mut all, cols);
        }
    }
    all
}

/// Replaces the values of each column by their z-scores over rows (divisor n − 1).
fn standardize(all: &mut [Measured], cols: usize) {
    for i in 0..cols {
        let of_column = || all.iter().skip(i).step_by(cols).filter_map(|v| v.ok());
        let n = of_column().count() as f64;
        let mean = of_column().sum::<f64>() / n;
        let squares: f64 = of_column().map(|v| (v - mean).powi(2)).sum();
        let sd = (squares / (n - 1.0)).sqrt();
        // Equal quotients differ by rounding alone; that is no spread.
        let spread = sd > 1e-12 * mean.abs().max(1e-300);
        for v in all.iter_mut().skip(i).step_by(cols) {
            if let Ok(x) = *v {
                *v = match (n < 2.0, spread) {
                    (true, _) => Err(Status::Undefined(Reason::TooFew)),
                    (_, false) => Err(Status::Undefined(Reason::Constant)),
                    _ => Ok((x - mean) / sd),
                };
            }
        }
    }
}

fn run(inputs: &Inputs, options: &Options) -> Result<Output, MethodError> {
    let activity = Activity::read(inputs, options)?;
    let panel = &activity.panel;
    let variant = options.text("variant");
    let mut long = Long::new(&["region", "industry"], panel.has_year);
    let traded = split::read(inputs, &panel.industries)?;
    for (y, &year) in panel.years.iter().enumerate() {
        let quotients = match &traded {
            Some(traded) => split::quotients(&activity.slab(y), traded, Variant::of(variant)),
            None => of_slab(&activity.slab(y), Variant::of(variant)),
        };
        for (row, region) in quotients.chunks(panel.industries.len()).zip(&panel.regions) {
            for (value, industry) in row.iter().zip(&panel.industries) {
                long.push(&[region, industry], year, *value);
            }
        }
    }
    let mut output = activity.output(long.table()).variant(variant);
    if traded.is_some() {
        output.assumptions.push("traded and local industries have bases of their own".into());
    }
    Ok(output)
}
