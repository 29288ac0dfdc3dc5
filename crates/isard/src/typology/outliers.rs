//! Outliers before normalisation, by a named treatment.

use super::box_cox::{BoxCox, box_cox};
use super::definitions::Direction;
use super::prepare::Prepared;
use crate::linalg::{Matrix, mean, median, quantile, standard_deviation};
use crate::registry::{MethodError, OptionSpec, Options};

/// Limit where none is given, in (robust) standard deviations.
const LIMIT: f64 = 3.0;

/// What to do about outliers.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum Outliers {
    /// Leave them.
    #[default]
    None,
    /// Pull values in to mean ± limit·s (n − 1).
    WinsorizeSd(f64),
    /// Pull values in to the quantiles tail and 1 − tail.
    WinsorizeQuantile(f64),
    /// Transform each indicator towards a normal distribution.
    BoxCox,
    /// Pull values in to median ± limit·1.4826·MAD.
    Robust(f64),
}

/// Option `outliers`.
pub(super) const OUTLIERS: OptionSpec = OptionSpec::choice(
    "outliers",
    &["none", "winsorize-sd", "winsorize-quantile", "box-cox", "robust"],
    "",
    "Outliers, within each year: none; pulled in to mean ± s (winsorize-sd), to quantiles (winsorize-quantile) or to median ± 1.4826·MAD (robust); or each indicator transformed by Box–Cox, one exponent for all years. Not set: winsorize-sd where `winsorize` is set, else none.",
);

/// Option `outlier-tail`.
pub(super) const OUTLIER_TAIL: OptionSpec = OptionSpec::real(
    "outlier-tail",
    0.0,
    0.49,
    "0.05",
    "outliers=winsorize-quantile: share of the values beyond the limit on each side.",
);

impl Outliers {
    /// The treatment that options name.
    ///
    /// # Errors
    /// `winsorize` beside a treatment that has no such limit.
    pub fn of(options: &Options) -> Result<Outliers, MethodError> {
        let limit = options.real("winsorize");
        let found = match options.text("outliers") {
            "winsorize-sd" => Outliers::WinsorizeSd(limit.unwrap_or(LIMIT)),
            "robust" => Outliers::Robust(limit.unwrap_or(LIMIT)),
            "winsorize-quantile" => Outliers::WinsorizeQuantile(options.real("outlier-tail").unwrap_or(0.05)),
            "box-cox" => Outliers::BoxCox,
            "none" => Outliers::None,
            _ => return Ok(limit.map_or(Outliers::None, Outliers::WinsorizeSd)),
        };
        match (limit, found) {
            (Some(_), Outliers::None | Outliers::BoxCox | Outliers::WinsorizeQuantile(_)) => {
                Err(MethodError::data_hint(
                    format!("option `winsorize` has no meaning beside outliers={}", options.text("outliers")),
                    "leave one of them out; `winsorize` is the limit of winsorize-sd and robust",
                ))
            }
            _ => Ok(found),
        }
    }

    /// The word of the option.
    pub fn as_str(self) -> &'static str {
        match self {
            Outliers::None => "none",
            Outliers::WinsorizeSd(_) => "winsorize-sd",
            Outliers::WinsorizeQuantile(_) => "winsorize-quantile",
            Outliers::BoxCox => "box-cox",
            Outliers::Robust(_) => "robust",
        }
    }

    /// What is done, for the log of assumptions.
    pub fn describe(self) -> String {
        match self {
            Outliers::None => "outliers are not changed".into(),
            Outliers::WinsorizeSd(w) => {
                format!("values beyond {w} standard deviations are pulled in to that limit")
            }
            Outliers::WinsorizeQuantile(t) => {
                format!("values beyond the quantiles {t} and {} are pulled in to them", 1.0 - t)
            }
            Outliers::BoxCox => {
                "indicators are transformed by Box–Cox, the exponent by maximum likelihood, one for all years"
                    .into()
            }
            Outliers::Robust(w) => {
                format!("values beyond {w}·1.4826·MAD from the median are pulled in to that limit")
            }
        }
    }

    /// Limits of a year's values; `None` where the spread is not known or 0.
    fn limits(self, x: &[f64]) -> Option<(f64, f64)> {
        let about = |center: f64, spread: f64, w: f64| {
            (spread.is_finite() && spread > 0.0).then_some((center - w * spread, center + w * spread))
        };
        match self {
            Outliers::None | Outliers::BoxCox => None,
            Outliers::WinsorizeSd(w) => about(mean(x), standard_deviation(x, 1), w),
            Outliers::WinsorizeQuantile(t) => Some((quantile(x, t), quantile(x, 1.0 - t))),
            Outliers::Robust(w) => {
                let center = median(x);
                let off: Vec<f64> = x.iter().map(|v| (v - center).abs()).collect();
                about(center, 1.4826 * median(&off), w)
            }
        }
    }
}

/// A value that was pulled in.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pulled {
    /// Row.
    pub item: usize,
    /// Column.
    pub indicator: usize,
    /// Value before.
    pub before: f64,
    /// Value after.
    pub after: f64,
}

/// Values after the treatment, and what it did.
#[derive(Debug, Clone, PartialEq)]
pub struct Treated {
    /// Values, items × indicators.
    pub values: Matrix,
    /// The treatment.
    pub outliers: Outliers,
    /// Values pulled in.
    pub pulled: Vec<Pulled>,
    /// Transformation of each indicator; `None` where there is none.
    pub transformed: Vec<Option<BoxCox>>,
}

/// Treats each indicator; under Box–Cox the optimum of a nominant is
/// transformed with its indicator, and indicators with values of 0 or less
/// stay as they are and are named.
pub fn treat(prepared: &mut Prepared, outliers: Outliers) -> Treated {
    let cols = prepared.values.cols();
    let mut out = Treated {
        values: prepared.values.clone(),
        outliers,
        pulled: Vec::new(),
        transformed: vec![None; cols],
    };
    let rows: Vec<Vec<usize>> = (0..prepared.years.len()).map(|y| prepared.rows_of_year(y)).collect();
    let mut not_positive = Vec::new();
    for j in 0..cols {
        let years: Vec<Vec<f64>> =
            rows.iter().map(|r| r.iter().map(|&i| prepared.values.get(i, j)).collect()).collect();
        if outliers == Outliers::BoxCox {
            let optimum = match prepared.definitions[j].direction {
                Direction::Nominant { optimum } => Some(optimum),
                _ => None,
            };
            let fit = box_cox(&years).filter(|_| optimum.is_none_or(|o| o > 0.0));
            let Some(fit) = fit else {
                not_positive.push(prepared.definitions[j].indicator.clone());
                continue;
            };
            for &i in rows.iter().flatten() {
                out.values.set(i, j, fit.apply(prepared.values.get(i, j)));
            }
            if let Some(optimum) = optimum {
                prepared.definitions[j].direction = Direction::Nominant { optimum: fit.apply(optimum) };
            }
            out.transformed[j] = Some(fit);
            continue;
        }
        for (items, x) in rows.iter().zip(&years) {
            let Some((low, high)) = outliers.limits(x) else { continue };
            for (&i, &before) in items.iter().zip(x) {
                let after = before.clamp(low, high);
                if after != before {
                    out.values.set(i, j, after);
                    out.pulled.push(Pulled { item: i, indicator: j, before, after });
                }
            }
        }
    }
    if !out.pulled.is_empty() {
        let how = if matches!(outliers, Outliers::Robust(_)) { "the robust limits" } else { "winsorising" };
        prepared.warnings.push(format!("{} values were pulled in by {how}", out.pulled.len()));
    }
    if !not_positive.is_empty() {
        prepared.warnings.push(format!(
            "not transformed, because a value (or the optimum) is 0 or less or all are equal: {}",
            not_positive.join(", ")
        ));
    }
    out
}

crate::record! {
    /// What the treatment of outliers changed: a value pulled in, or (Box–Cox) an indicator transformed.
    pub struct OutlierRow in "typology"/"outliers", key ["indicator", "region", "year"] {
        /// Indicator.
        indicator: String [Kind::Key],
        /// Region; empty for a transformation of the whole indicator.
        region: Option<String>,
        /// Year; empty for a transformation, 0 when the indicators have none.
        year: Option<i64> [Kind::Year],
        /// The treatment.
        treatment: String [Kind::Choice(&["winsorize-sd", "winsorize-quantile", "box-cox", "robust"])],
        /// Value before.
        before: Option<f64>,
        /// Value after.
        after: Option<f64>,
        /// Exponent of the Box–Cox transformation.
        lambda: Option<f64>,
        /// Gain in log-likelihood over no transformation.
        gain: Option<f64>,
    }
}

impl Treated {
    /// The report, by indicator, region and year.
    pub fn rows(&self, prepared: &Prepared) -> Vec<OutlierRow> {
        let treatment = self.outliers.as_str().to_string();
        let pulled = self.pulled.iter().map(|p| OutlierRow {
            indicator: prepared.definitions[p.indicator].indicator.clone(),
            region: Some(prepared.regions[prepared.items[p.item].region].clone()),
            year: Some(prepared.years[prepared.items[p.item].year]),
            treatment: treatment.clone(),
            before: Some(p.before),
            after: Some(p.after),
            lambda: None,
            gain: None,
        });
        let transformed = self.transformed.iter().enumerate().filter_map(|(j, t)| {
            t.map(|t| OutlierRow {
                indicator: prepared.definitions[j].indicator.clone(),
                region: None,
                year: None,
                treatment: treatment.clone(),
                before: None,
                after: None,
                lambda: Some(t.lambda),
                gain: Some(t.gain),
            })
        });
        let mut rows: Vec<OutlierRow> = pulled.chain(transformed).collect();
        rows.sort_by(|a, b| (&a.indicator, &a.region, a.year).cmp(&(&b.indicator, &b.region, b.year)));
        rows
    }

    /// Leaves out all indicators but those of the columns `keep` (ascending).
    pub(super) fn keep(&mut self, keep: &[usize]) {
        self.values = self.values.take_cols(keep);
        self.transformed = keep.iter().map(|&j| self.transformed[j]).collect();
        self.pulled.retain_mut(|p| match keep.binary_search(&p.indicator) {
            Ok(at) => {
                p.indicator = at;
                true
            }
            Err(_) => false,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_of_each_treatment() {
        let x: Vec<f64> = (0..=100).map(f64::from).collect();
        assert_eq!(Outliers::WinsorizeQuantile(0.1).limits(&x), Some((10.0, 90.0)));
        let s = standard_deviation(&x, 1);
        assert_eq!(Outliers::WinsorizeSd(2.0).limits(&x), Some((50.0 - 2.0 * s, 50.0 + 2.0 * s)));
        let (low, high) = Outliers::Robust(1.0).limits(&x).expect("limits");
        assert!(
            (low - (50.0 - 1.4826 * 25.0)).abs() < 1e-12 && (high - (50.0 + 1.4826 * 25.0)).abs() < 1e-12
        );
        assert_eq!(Outliers::Robust(1.0).limits(&[2.0; 4]), None);
        assert_eq!(Outliers::WinsorizeSd(1.0).limits(&[2.0]), None);
    }
}
