//! β-convergence: do poorer regions grow faster?

use super::estimate::{Estimate, EstimateRow, OUTPUT};
use super::panel::{FROM, Panel, TO, UNBALANCED, year_option};
use super::values::{VALUES, Values, YearValues};
use crate::linalg::{Errors, LeastSquares, Matrix, least_squares};
use crate::model::{Reason, Status, table_of};
use crate::registry::{InputSpec, Inputs, Method, MethodError, OptionSpec, Options, Output, Reference};
use statrs::distribution::{ContinuousCDF, StudentsT};
use std::collections::BTreeMap;

/// Registry entry.
pub const METHOD: Method = Method {
    id: "beta-convergence",
    question: "inequality",
    title: "β-convergence",
    summary: "Whether regions with lower values grow faster, how fast the gap closes, and after how many years half of it is gone.",
    formula: "ln(y_i1/y_i0)/T = a + b ln y_i0 [+ c′z_i + group effects] + u_i by least squares; speed λ = −ln(1 + bT)/T; half-life \
              ln 2/λ. Errors: classical s²(X′X)⁻¹; HC1: n/(n − k) · (X′X)⁻¹ X′diag(e²)X (X′X)⁻¹; HC3: e/(1 − leverage) for \
              e. Intervals of b by Student's t with n − k; those of speed and half-life are b's limits carried over, its \
              error se(b)/(1 + bT). Non-linear least squares in λ fits the same: with one period it is b written otherwise.",
    undefined: "undefined:too-few: not more regions than coefficients; undefined:constant: all start from the same value; speed: \
                undefined:not-positive where 1 + bT ≤ 0 (regions overtake each other within the period); half-life: \
                undefined:divergent where λ ≤ 0. A limit of the half-life beyond every number is empty.",
    complexity: "O(n k²).",
    inputs: &[
        VALUES,
        InputSpec {
            name: "indicators",
            columns: "region[, year], one column per control; of the first year, where there are years",
            optional: true,
        },
    ],
    options: &[
        FROM,
        TO,
        OptionSpec::choice(
            "errors",
            &["hc3", "hc1", "classical"],
            "hc3",
            "Errors of the coefficients; hc3 keeps its level best in small samples.",
        ),
        OptionSpec::choice(
            "group-effects",
            &["none", "own-level"],
            "none",
            "own-level: a constant for each `group`, so that regions are compared inside their group.",
        ),
        UNBALANCED,
    ],
    output: OUTPUT,
    references: &[
        Reference {
            text: "Barro, R. J. & Sala-i-Martin, X. (1992). Convergence. Journal of Political Economy 100, 223–251.",
            locator: "",
            doi: "10.1086/261816",
            checked: false,
        },
        Reference {
            text: "MacKinnon, J. G. & White, H. (1985). Some heteroskedasticity-consistent covariance matrix estimators with \
                   improved finite sample properties. Journal of Econometrics 29, 305–325.",
            locator: "HC1 and HC3, numbers of statsmodels 0.15.0",
            doi: "10.1016/0304-4076(85)90158-7",
            checked: true,
        },
    ],
    run,
};

/// What the regression gave.
#[derive(Debug, Clone, PartialEq)]
pub struct Beta {
    /// Coefficient of the logarithm of the first value.
    pub slope: Estimate,
    /// Yearly rate at which the gap closes.
    pub speed: Estimate,
    /// Years until half of the gap is gone.
    pub half_life: Estimate,
    /// Intercept and the other coefficients by name.
    pub others: Vec<(String, Estimate)>,
    /// Share of the variance of growth explained.
    pub r_squared: Estimate,
    /// Number of regions.
    pub n: usize,
}

/// Regresses yearly growth on the logarithm of the first values and the
/// columns of `controls`.
///
/// # Errors
/// A value that is zero or negative (by position); a control that the others
/// explain; errors that do not exist for these data.
///
/// Complexity: O(n k²).
pub fn estimate(
    first: &[f64],
    last: &[f64],
    span: f64,
    controls: &[(String, Vec<f64>)],
    errors: Errors,
) -> Result<Beta, MethodError> {
    let n = first.len();
    if let Some(at) = (0..n).find(|&i| first[i] <= 0.0 || last[i] <= 0.0) {
        let (a, b) = (first[at], last[at]);
        return Err(MethodError::data(format!(
            "values {a} and {b} have no logarithm: growth needs values above zero"
        )));
    }
    let k = 2 + controls.len();
    if n <= k {
        return Ok(Beta::none(Status::Undefined(Reason::TooFew), n));
    }
    let x = (0..n).flat_map(|i| [1.0, first[i].ln()].into_iter().chain(controls.iter().map(move |c| c.1[i])));
    let y: Vec<f64> = (0..n).map(|i| (last[i] / first[i]).ln() / span).collect();
    let fit = match least_squares(&Matrix::from_vec(n, k, x.collect()), &y) {
        Ok(fit) => fit,
        Err(1) => return Ok(Beta::none(Status::Undefined(Reason::Constant), n)),
        Err(at) => {
            let name = controls.get(at.saturating_sub(2)).map_or("", |c| c.0.as_str());
            return Err(MethodError::data_hint(
                format!(
                    "the control `{name}` is constant, or the first values and the controls before it explain it"
                ),
                "leave it out",
            ));
        }
    };
    let covariance = fit.covariance(errors).ok_or_else(|| {
        MethodError::data_hint(
            "one region alone decides a coefficient, so HC3 errors do not exist",
            "join it to another group, or set errors=hc1",
        )
    })?;
    let coefficient = |at: usize| of_coefficient(&fit, covariance.get(at, at), at);
    let slope = coefficient(1);
    let speed = speed(&slope, span);
    Ok(Beta {
        slope,
        speed,
        half_life: half_life(&speed),
        others: std::iter::once(("intercept".to_string(), coefficient(0)))
            .chain(controls.iter().enumerate().map(|(j, c)| (c.0.clone(), coefficient(j + 2))))
            .collect(),
        r_squared: if fit.r_squared.is_nan() {
            Estimate::none(Status::Undefined(Reason::Constant))
        } else {
            Estimate::of(fit.r_squared)
        },
        n,
    })
}

impl Beta {
    /// Nothing, and why.
    fn none(status: Status, n: usize) -> Beta {
        let none = Estimate::none(status);
        Beta { slope: none, speed: none, half_life: none, others: Vec::new(), r_squared: none, n }
    }

    /// The estimates by name.
    pub fn named(&self) -> Vec<(&str, Estimate)> {
        let mut all = vec![("slope", self.slope), ("speed", self.speed), ("half-life", self.half_life)];
        all.extend(self.others.iter().map(|(name, e)| (name.as_str(), *e)));
        all.push(("r-squared", self.r_squared));
        all
    }
}

/// Student's t at 95 %, for 90 % intervals.
pub(super) fn t95(freedom: usize) -> f64 {
    StudentsT::new(0.0, 1.0, freedom as f64).map_or(f64::NAN, |t| t.inverse_cdf(0.95))
}

/// Two-sided p-value of a t statistic.
pub(super) fn t_two_sided(t: f64, freedom: usize) -> f64 {
    StudentsT::new(0.0, 1.0, freedom as f64).map_or(f64::NAN, |d| 2.0 * d.sf(t.abs()))
}

/// A coefficient with error, interval and p-value.
pub(super) fn of_coefficient(fit: &LeastSquares, variance: f64, at: usize) -> Estimate {
    let (value, se) = (fit.coefficients[at], variance.max(0.0).sqrt());
    let half = se * t95(fit.freedom);
    Estimate {
        value: Some(value),
        se: Some(se),
        low: Some(value - half),
        high: Some(value + half),
        // A perfect fit has no error to compare with.
        p: (se > 0.0).then(|| t_two_sided(value / se, fit.freedom)),
        status: Status::Observed,
    }
}

/// λ = −ln(1 + bT)/T, falling in b.
fn speed(slope: &Estimate, span: f64) -> Estimate {
    let Some(b) = slope.value else { return *slope };
    let at = |b: f64| (1.0 + b * span > 0.0).then(|| -(b * span).ln_1p() / span);
    match at(b) {
        None => Estimate::none(Status::Undefined(Reason::NotPositive)),
        Some(value) => Estimate {
            se: slope.se.map(|se| se / (1.0 + b * span)),
            p: slope.p,
            ..Estimate::within(value, slope.high.and_then(at), slope.low.and_then(at))
        },
    }
}

/// ln 2/λ, falling in λ; without an upper limit when λ may be zero.
fn half_life(speed: &Estimate) -> Estimate {
    let Some(value) = speed.value else { return *speed };
    let at = |rate: f64| (rate > 0.0).then(|| std::f64::consts::LN_2 / rate);
    match at(value) {
        None => Estimate::none(Status::Undefined(Reason::Divergent)),
        // A speed without upper limit leaves nothing but zero below.
        Some(years) => {
            Estimate::within(years, Some(speed.high.and_then(at).unwrap_or(0.0)), speed.low.and_then(at))
        }
    }
}

/// Columns of group effects: one a group but the first by name.
pub fn group_effects(groups: &[String]) -> Vec<(String, Vec<f64>)> {
    let mut names: Vec<&String> = groups.iter().collect();
    names.sort();
    names.dedup();
    let column = |name: &String| groups.iter().map(|g| f64::from(u8::from(g == name))).collect();
    names.into_iter().skip(1).map(|n| (format!("group {n}"), column(n))).collect()
}

/// First and last values of the regions that have both, with their group.
pub(super) struct Span {
    pub(super) panel: Panel,
    pub(super) years: (i64, i64),
    pub(super) groups: Option<Vec<String>>,
}

/// The first and the last of some years, as a panel of two.
pub(super) fn span(years: &[YearValues], policy: &str) -> Result<Span, MethodError> {
    let ends = match years {
        [first, .., last] => [first.clone(), last.clone()],
        _ => return Err(super::panel::too_few_years()),
    };
    let panel = Panel::balanced(&ends, super::panel::Unbalanced::from_word(policy))?;
    let group_of: Option<BTreeMap<&String, &String>> =
        ends[0].groups.as_ref().map(|g| ends[0].regions.iter().zip(g).collect());
    let groups = group_of.map(|g| panel.regions.iter().map(|r| g[r].clone()).collect());
    Ok(Span { years: (ends[0].year, ends[1].year), panel, groups })
}

/// Reads the controls of the regions of a panel; regions without one are
/// dropped from it.
fn controls(
    inputs: &Inputs,
    span: &mut Span,
    warnings: &mut Vec<String>,
) -> Result<Vec<(String, Vec<f64>)>, MethodError> {
    if inputs.get("indicators").is_none() {
        return Ok(Vec::new());
    }
    let given = inputs.indicators()?;
    let at = if given.has_year {
        given.years.binary_search(&span.years.0).map_err(|_| {
            MethodError::data_hint(
                format!("input `indicators` has no rows of the first year, {}", span.years.0),
                "give the controls of that year, or leave the column `year` out",
            )
        })?
    } else {
        0
    };
    let matrix = &given.matrices[at];
    let row = |r: &String| {
        let i = given.regions.binary_search(r).ok()?;
        matrix.row(i).iter().all(|v| !v.is_nan()).then_some(i)
    };
    let rows: Vec<Option<usize>> = span.panel.regions.iter().map(row).collect();
    let keep: Vec<usize> = (0..rows.len()).filter(|&i| rows[i].is_some()).collect();
    if keep.len() < rows.len() {
        warnings.push(format!("{} regions lack a control and were left out", rows.len() - keep.len()));
        let values =
            (0..2).flat_map(|y| keep.iter().map(move |&i| (y, i))).map(|(y, i)| span.panel.year(y)[i]);
        span.panel = Panel {
            values: values.collect(),
            regions: keep.iter().map(|&i| span.panel.regions[i].clone()).collect(),
            ..span.panel.clone()
        };
        span.groups = span.groups.as_ref().map(|g| keep.iter().map(|&i| g[i].clone()).collect());
    }
    let column = |j: usize| rows.iter().flatten().map(|&i| matrix.get(i, j)).collect();
    Ok(given.indicators.iter().enumerate().map(|(j, name)| (name.clone(), column(j))).collect())
}

/// The errors of an option's word.
pub(super) fn errors_of(word: &str) -> Errors {
    match word {
        "classical" => Errors::Classical,
        "hc1" => Errors::Hc1,
        _ => Errors::Hc3,
    }
}

fn run(inputs: &Inputs, options: &Options) -> Result<Output, MethodError> {
    let given = Values::read(inputs)?;
    let (from, to) = (year_option("from", options.text("from"))?, year_option("to", options.text("to"))?);
    let years = Panel::between(&given.years, from, to)?;
    let mut span = span(&years, options.text("unbalanced"))?;
    // Empty cells of years in between do not matter here.
    let mut warnings: Vec<String> = span.panel.left_out_warning("in both years").into_iter().collect();
    let mut columns = controls(inputs, &mut span, &mut warnings)?;
    if options.text("group-effects") == "own-level" {
        let groups = span.groups.as_ref().ok_or_else(|| {
            MethodError::data_hint("`values` has no column `group`", "add it, or set group-effects=none")
        })?;
        columns.extend(group_effects(groups));
    }
    span.panel.logs()?;
    let length = (span.years.1 - span.years.0) as f64;
    let (first, last) = (span.panel.year(0), span.panel.year(1));
    let beta = estimate(first, last, length, &columns, errors_of(options.text("errors")))?;
    let rows: Vec<EstimateRow> = beta.named().into_iter().map(|(name, e)| e.row(name)).collect();
    let variant = if columns.is_empty() { "absolute" } else { "conditional" };
    let mut output = Output::new(table_of(&rows))
        .variant(variant)
        .figure("regions", beta.n)
        .figure("year_from", span.years.0)
        .figure("year_to", span.years.1);
    output.warnings = warnings;
    output.assumptions.push("every region counts once, whatever its population".into());
    output.assumptions.push(
        "a negative slope also comes from errors in the first values and from chance swings that fade; read it beside \
         sigma-convergence"
            .into(),
    );
    Ok(output)
}
