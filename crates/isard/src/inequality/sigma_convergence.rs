//! σ-convergence: does the spread between regions shrink?

use super::beta_convergence::{of_coefficient, t_two_sided, t95};
use super::estimate::Estimate;
use super::panel::{FROM, Panel, TO, UNBALANCED, year_option};
use super::values::{VALUES, Values};
use crate::inference::Random;
use crate::linalg::{Matrix, least_squares, quantile, standard_deviation};
use crate::model::{Reason, Status, table_of};
use crate::registry::{Inputs, Method, MethodError, OptionSpec, Options, Output, Reference};
use rayon::prelude::*;

/// Registry entry.
pub const METHOD: Method = Method {
    id: "sigma-convergence",
    question: "inequality",
    title: "σ-convergence",
    summary: "Whether the spread of values over regions shrinks from year to year, and whether the last year differs from the first.",
    formula: "spread of a year: sd-log: s_t = √(Σ (ln y_it − mean)²/(n − 1)); cv: s(y_t)/ȳ_t. trend: slope of ln spread on the \
              year (a yearly rate), error by Newey & West with lag ⌊4(T/100)^(2/9)⌋, t with T − 2. ratio: s_last/s_first with \
              Pitman's test for variances of paired values: t = r√(n − 2)/√(1 − r²), r the correlation of sum and difference of \
              the two years' (log) values, and limits of s²_last/s²_first: F(K ± √(K² − 1)), K = 1 + 2(1 − ρ²)t²₀.₉₅/(n − 2), \
              ρ the correlation of the years. Intervals of spreads and trend: regions with their whole paths drawn anew with \
              replacement, 5 and 95 % of the draws.",
    undefined: "undefined:too-few: fewer than three regions, or (trend) fewer than three years; undefined:zero-base: no spread in a \
                year that is divided by or logged; undefined:not-positive: cv of a mean that is not above zero.",
    complexity: "O((draws + 1) · T · n).",
    inputs: &[VALUES],
    options: &[
        OptionSpec::choice(
            "measure",
            &["sd-log", "cv"],
            "sd-log",
            "Standard deviation of logarithms, or coefficient of variation.",
        ),
        FROM,
        TO,
        UNBALANCED,
        OptionSpec::integer("draws", 0, 1_000_000, "999", "Draws of the intervals; 0 leaves them out."),
        OptionSpec::seed(),
    ],
    output: &[
        ("name", "`spread` of a year, `trend` (of all years) or `ratio` (last to first year)."),
        ("year", "Year of a spread; empty in the other rows."),
        ("value", "Value."),
        ("low", "Lower limit, 90 %."),
        ("high", "Upper limit, 90 %."),
        ("p", "p-value of trend and ratio, two-sided."),
        ("status", "Status of the value."),
    ],
    references: &[
        Reference {
            text: "Sala-i-Martin, X. (1996). The classical approach to convergence analysis. Economic Journal 106, 1019–1036.",
            locator: "",
            doi: "10.2307/2235375",
            checked: false,
        },
        Reference {
            text: "Pitman, E. J. G. (1939). A note on normal correlation. Biometrika 31, 9–12.",
            locator: "",
            doi: "10.1093/biomet/31.1-2.9",
            checked: false,
        },
        Reference {
            text: "Newey, W. K. & West, K. D. (1987). A simple, positive semi-definite, heteroskedasticity and autocorrelation \
                   consistent covariance matrix. Econometrica 55, 703–708.",
            locator: "numbers of statsmodels 0.15.0",
            doi: "10.2307/1913610",
            checked: true,
        },
    ],
    run,
};

/// How spread is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Measure {
    /// Standard deviation of logarithms.
    #[default]
    SdLog,
    /// Standard deviation over the mean.
    Variation,
}

/// Spread by year, its trend and the last year against the first.
#[derive(Debug, Clone, PartialEq)]
pub struct Sigma {
    /// One a year.
    pub spread: Vec<Estimate>,
    /// Yearly rate of change of the spread.
    pub trend: Estimate,
    /// Last spread over the first.
    pub ratio: Estimate,
}

crate::record! {
    /// Spread between regions.
    pub struct SigmaRow in "inequality"/"sigma", key ["name", "year"] {
        /// What is measured.
        name: &'static str,
        /// Year of a spread.
        year: Option<i64> [Kind::Year],
        /// Value.
        value: Option<f64>,
        /// Lower limit, 90 %.
        low: Option<f64>,
        /// Upper limit, 90 %.
        high: Option<f64>,
        /// p-value.
        p: Option<f64>,
        /// Status of the value.
        status: Status,
    }
}

/// Spread of a balanced panel over its years.
///
/// # Errors
/// For logarithms, a value that is zero or negative.
///
/// Complexity: O((draws + 1) · T · n).
pub fn measure(panel: &Panel, measure: Measure, draws: usize, seed: u64) -> Result<Sigma, MethodError> {
    let logs;
    let values = match measure {
        Measure::SdLog => {
            logs = panel.logs()?;
            &logs
        }
        Measure::Variation => panel,
    };
    let (n, t) = (panel.len(), panel.years.len());
    if n < 3 {
        let none = Estimate::none(Status::Undefined(Reason::TooFew));
        return Ok(Sigma { spread: vec![none; t], trend: none, ratio: none });
    }
    let of = |x: &[f64]| match measure {
        Measure::SdLog => Ok(standard_deviation(x, 1)),
        Measure::Variation => {
            let mean = x.iter().sum::<f64>() / x.len() as f64;
            if mean <= 0.0 {
                Err(Status::Undefined(Reason::NotPositive))
            } else {
                Ok(standard_deviation(x, 1) / mean)
            }
        }
    };
    let spread: Vec<Result<f64, Status>> = (0..t).map(|y| of(values.year(y))).collect();
    let drawn: Vec<(Vec<f64>, f64)> = (0..draws as u64)
        .into_par_iter()
        .map(|draw| {
            let mut random = Random::new(seed, 0, draw);
            let chosen: Vec<usize> = (0..n).map(|_| random.below(n)).collect();
            let mut sample = vec![0.0; n];
            let spreads: Vec<f64> = (0..t)
                .map(|y| {
                    let year = values.year(y);
                    sample.iter_mut().zip(&chosen).for_each(|(s, &i)| *s = year[i]);
                    of(&sample).unwrap_or(f64::NAN)
                })
                .collect();
            let slope = slope(&panel.years, &spreads).map_or(f64::NAN, |fit| fit.coefficients[1]);
            (spreads, slope)
        })
        .collect();
    let limits = |column: Vec<f64>| -> (Option<f64>, Option<f64>) {
        if column.is_empty() || column.iter().any(|v| v.is_nan()) {
            return (None, None);
        }
        (Some(quantile(&column, 0.05)), Some(quantile(&column, 0.95)))
    };
    let estimates = spread.iter().enumerate().map(|(y, s)| match s {
        Ok(value) => {
            let (low, high) = limits(drawn.iter().map(|d| d.0[y]).collect());
            Estimate::within(*value, low, high)
        }
        Err(status) => Estimate::none(*status),
    });
    let estimates = estimates.collect();
    let trend = trend(&panel.years, &spread, limits(drawn.iter().map(|d| d.1).collect()));
    let ratio = ratio(values.year(0), values.year(t - 1), &spread);
    Ok(Sigma { spread: estimates, trend, ratio })
}

/// ln spread on the year, counted from the first.
fn slope(years: &[i64], spread: &[f64]) -> Option<crate::linalg::LeastSquares> {
    if years.len() < 3 || spread.iter().any(|s| s.is_nan() || *s <= 0.0) {
        return None;
    }
    let x = years.iter().flat_map(|y| [1.0, (y - years[0]) as f64]).collect();
    let y: Vec<f64> = spread.iter().map(|s| s.ln()).collect();
    least_squares(&Matrix::from_vec(years.len(), 2, x), &y).ok()
}

fn trend(years: &[i64], spread: &[Result<f64, Status>], limits: (Option<f64>, Option<f64>)) -> Estimate {
    if years.len() < 3 {
        return Estimate::none(Status::Undefined(Reason::TooFew));
    }
    let values = match spread.iter().copied().collect::<Result<Vec<f64>, Status>>() {
        Ok(values) => values,
        Err(status) => return Estimate::none(status),
    };
    let Some(fit) = slope(years, &values) else {
        return Estimate::none(Status::Undefined(Reason::ZeroBase));
    };
    let lags = (4.0 * (years.len() as f64 / 100.0).powf(2.0 / 9.0)).floor() as usize;
    let bartlett = |lag: usize| if lag > lags { 0.0 } else { 1.0 - lag as f64 / (lags as f64 + 1.0) };
    let covariance = fit.covariance_over_time(bartlett);
    // The interval says how the trend hangs on which regions there are; the
    // p-value whether it is more than the swings of the years.
    let estimate = of_coefficient(&fit, covariance.get(1, 1), 1);
    match limits {
        (None, None) => estimate,
        (low, high) => Estimate { low, high, ..estimate },
    }
}

/// Last against first spread of the same regions.
fn ratio(first: &[f64], last: &[f64], spread: &[Result<f64, Status>]) -> Estimate {
    let (a, b) = match (spread.first(), spread.last()) {
        (Some(Ok(a)), Some(Ok(b))) => (*a, *b),
        (Some(Err(s)), _) | (_, Some(Err(s))) => return Estimate::none(*s),
        _ => return Estimate::none(Status::Missing),
    };
    if a <= 0.0 {
        return Estimate::none(Status::Undefined(Reason::ZeroBase));
    }
    // For the coefficient of variation the values are taken relative to their
    // year's mean, whose own error the test then leaves out.
    let scaled = |x: &[f64], s: f64| {
        let own = standard_deviation(x, 1);
        x.iter().map(|v| if own > 0.0 { v * s / own } else { 0.0 }).collect::<Vec<f64>>()
    };
    let (x, y) = (scaled(first, a), scaled(last, b));
    let sum: Vec<f64> = x.iter().zip(&y).map(|(p, q)| p + q).collect();
    let less: Vec<f64> = x.iter().zip(&y).map(|(p, q)| q - p).collect();
    let freedom = first.len() - 2;
    let p = correlation(&sum, &less).filter(|r| r.abs() < 1.0).map(|r| {
        let t = r * (freedom as f64).sqrt() / (1.0 - r * r).sqrt();
        t_two_sided(t, freedom)
    });
    let value = b / a;
    let limits = correlation(&x, &y).map(|rho| {
        let t = t95(freedom);
        let k = 1.0 + 2.0 * (1.0 - rho * rho).max(0.0) * t * t / freedom as f64;
        let root = (k * k - 1.0).sqrt();
        (value * (k - root).max(0.0).sqrt(), value * (k + root).sqrt())
    });
    Estimate::within(value, limits.map(|l| l.0), limits.map(|l| l.1)).with_p(p)
}

fn correlation(x: &[f64], y: &[f64]) -> Option<f64> {
    let n = x.len() as f64;
    let (mx, my) = (x.iter().sum::<f64>() / n, y.iter().sum::<f64>() / n);
    let sum = |a: &[f64], ma: f64, b: &[f64], mb: f64| -> f64 {
        a.iter().zip(b).map(|(p, q)| (p - ma) * (q - mb)).sum()
    };
    let both = sum(x, mx, x, mx) * sum(y, my, y, my);
    (both > 0.0).then(|| (sum(x, mx, y, my) / both.sqrt()).clamp(-1.0, 1.0))
}

fn run(inputs: &Inputs, options: &Options) -> Result<Output, MethodError> {
    let given = Values::read(inputs)?;
    let (from, to) = (year_option("from", options.text("from"))?, year_option("to", options.text("to"))?);
    let years = Panel::between(&given.years, from, to)?;
    let panel = Panel::balanced(&years, super::panel::Unbalanced::from_word(options.text("unbalanced")))?;
    let kind = if options.text("measure") == "cv" { Measure::Variation } else { Measure::SdLog };
    let sigma = measure(&panel, kind, options.integer("draws") as usize, options.integer("seed") as u64)?;
    let row = |name, year, e: Estimate| SigmaRow {
        name,
        year,
        value: e.value,
        low: e.low,
        high: e.high,
        p: e.p,
        status: e.status,
    };
    let mut rows: Vec<SigmaRow> =
        panel.years.iter().zip(&sigma.spread).map(|(y, e)| row("spread", Some(*y), *e)).collect();
    rows.push(row("trend", None, sigma.trend));
    rows.push(row("ratio", None, sigma.ratio));
    let mut output =
        Output::new(table_of(&rows)).variant(options.text("measure")).figure("regions", panel.len());
    output.warnings = panel.left_out_warning("in every year").into_iter().collect();
    output.assumptions.push("every region counts once, whatever its population".into());
    output.assumptions.push(
        "the test of last against first year takes (log) values of the two years as jointly normal".into(),
    );
    Ok(output)
}
