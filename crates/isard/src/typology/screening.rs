//! Screening of indicators: which of them say little, repeat others or seem to
//! point the wrong way.

use super::indicator_weights::{correlation, correlations};
use super::prepare::Prepared;
use super::scale::constant;
use super::variance_inflation::inflation;
use crate::linalg::{Matrix, mean, standard_deviation};
use crate::registry::{MethodError, OptionSpec, Options};

/// What is done with what is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Screen {
    /// Name it.
    #[default]
    Flag,
    /// Leave out indicators that hardly vary.
    DropNearConstant,
    /// Of two collinear indicators leave out the one more alike to the rest.
    DropCollinear,
    /// Leave out the indicator with the largest variance inflation until all
    /// are within the limit.
    DropInflation,
    /// All three, in this order.
    Drop,
}

impl Screen {
    /// Words of the option.
    pub const WORDS: &'static [&'static str] =
        &["flag", "drop-near-constant", "drop-collinear", "drop-inflation", "drop"];

    /// The choice of a word of [`Screen::WORDS`]; `flag` for any other.
    pub fn from_word(word: &str) -> Self {
        match word {
            "drop-near-constant" => Screen::DropNearConstant,
            "drop-collinear" => Screen::DropCollinear,
            "drop-inflation" => Screen::DropInflation,
            "drop" => Screen::Drop,
            _ => Screen::Flag,
        }
    }

    fn drops(self, one: Screen) -> bool {
        self == Screen::Drop || self == one
    }
}

/// From where on something is a finding.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limits {
    /// Share of regions that hold one and the same value.
    pub near_constant: f64,
    /// |r| of two indicators.
    pub correlation: f64,
    /// Variance inflation factor.
    pub inflation: f64,
    /// Correlation of an oriented indicator with the mean of the others.
    pub direction: f64,
}

impl Default for Limits {
    fn default() -> Self {
        Limits { near_constant: 0.95, correlation: 0.95, inflation: 10.0, direction: -0.3 }
    }
}

/// Options of screening.
pub(super) const SCREEN: [OptionSpec; 5] = [
    OptionSpec::choice(
        "screen",
        Screen::WORDS,
        "flag",
        "What is done about indicators that hardly vary or repeat others: named (flag), or left out. The direction is only ever flagged.",
    ),
    OptionSpec::real(
        "near-constant",
        0.5,
        1.0,
        "0.95",
        "An indicator of which one value is held by at least this share of the regions hardly varies.",
    ),
    OptionSpec::real("collinear", 0.0, 1.0, "0.95", "|r| from which two indicators are collinear."),
    OptionSpec::real(
        "inflation",
        1.0,
        f64::INFINITY,
        "10",
        "Variance inflation factor above which an indicator repeats the others; judged where there are more regions than indicators and one.",
    ),
    OptionSpec::real(
        "direction-r",
        -1.0,
        0.0,
        "-0.3",
        "An indicator whose correlation with the mean of the other ranked ones, all turned so that more is better, lies at or below this is flagged: is its direction right?",
    ),
];

impl Limits {
    /// The limits that options name.
    pub fn of(options: &Options) -> Limits {
        let base = Limits::default();
        let real = |name: &str, or: f64| options.real(name).unwrap_or(or);
        Limits {
            near_constant: real("near-constant", base.near_constant),
            correlation: real("collinear", base.correlation),
            inflation: real("inflation", base.inflation),
            direction: real("direction-r", base.direction),
        }
    }
}

crate::record! {
    /// A finding on an indicator, reference year.
    pub struct ScreeningRow in "typology"/"screening", key ["indicator", "finding", "other"] {
        /// Indicator; empty for a finding on all of them.
        indicator: Option<String>,
        /// missing-values; near-constant; collinear; inflation; direction (it runs against the others); not-judged.
        finding: String [Kind::Choice(&["missing-values", "near-constant", "collinear", "inflation", "direction", "not-judged"])],
        /// The other indicator of a pair.
        other: Option<String>,
        /// Share of regions without a value, share that hold the commonest value, r, variance inflation factor (empty where another indicator determines it exactly), or r with the others.
        value: Option<f64>,
        /// Limit of the option.
        limit: Option<f64>,
        /// flagged or dropped.
        action: String [Kind::Choice(&["flagged", "dropped"])],
        /// The finding in words.
        note: String,
    }
}

/// Columns kept and what was found.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Screened {
    /// Columns kept, ascending.
    pub keep: Vec<usize>,
    /// Findings: missing values, near-constant, collinear, inflation, direction.
    pub findings: Vec<ScreeningRow>,
}

/// Looks at the treated `values` of the reference year (near-constant: of every
/// year).
///
/// # Errors
/// Nothing would be left.
pub fn screen(
    prepared: &Prepared,
    values: &Matrix,
    how: Screen,
    limits: &Limits,
) -> Result<Screened, MethodError> {
    let mut s = Step { prepared, how, limits, keep: (0..values.cols()).collect(), findings: Vec::new() };
    s.missing_values();
    s.near_constant(values);
    let x = values.take_rows(&prepared.rows_of_year(prepared.reference));
    // Constant columns have no correlation; they are named already.
    let varying: Vec<usize> =
        s.keep.iter().copied().filter(|&j| !constant(&x.column(j).collect::<Vec<_>>())).collect();
    let fixed: Vec<usize> = s.keep.iter().copied().filter(|j| !varying.contains(j)).collect();
    s.keep = varying;
    s.collinear(&x);
    s.inflation(&x);
    s.direction(&x);
    s.keep.extend(fixed);
    s.keep.sort_unstable();
    if s.keep.is_empty() {
        return Err(MethodError::data_hint("screening leaves no indicator", "set screen=flag to see why"));
    }
    Ok(Screened { keep: s.keep, findings: s.findings })
}

struct Step<'a> {
    prepared: &'a Prepared,
    how: Screen,
    limits: &'a Limits,
    keep: Vec<usize>,
    findings: Vec<ScreeningRow>,
}

impl Step<'_> {
    fn name(&self, j: usize) -> String {
        self.prepared.definitions[j].indicator.clone()
    }

    fn push(
        &mut self,
        finding: &str,
        j: Option<usize>,
        other: Option<usize>,
        value: Option<f64>,
        limit: Option<f64>,
        dropped: bool,
        note: String,
    ) {
        self.findings.push(ScreeningRow {
            indicator: j.map(|j| self.name(j)),
            finding: finding.into(),
            other: other.map(|o| self.name(o)),
            value,
            limit,
            action: if dropped { "dropped" } else { "flagged" }.into(),
            note,
        });
    }

    fn missing_values(&mut self) {
        for (indicator, share) in &self.prepared.dropped {
            self.findings.push(ScreeningRow {
                indicator: Some(indicator.clone()),
                finding: "missing-values".into(),
                other: None,
                value: Some(1.0 - share),
                limit: Some(0.0),
                action: "dropped".into(),
                note: format!("{:.1} % of the regions have a value", 100.0 * share),
            });
        }
        for j in 0..self.prepared.coverage.len() {
            let share = self.prepared.coverage[j];
            if share < 1.0 {
                let note = format!("{:.1} % of the regions have a value", 100.0 * share);
                self.push("missing-values", Some(j), None, Some(1.0 - share), None, false, note);
            }
        }
    }

    fn near_constant(&mut self, values: &Matrix) {
        let years: Vec<Vec<usize>> =
            (0..self.prepared.years.len()).map(|y| self.prepared.rows_of_year(y)).collect();
        for j in self.keep.clone() {
            let worst = years
                .iter()
                .enumerate()
                .map(|(y, rows)| (commonest(&rows.iter().map(|&i| values.get(i, j)).collect::<Vec<_>>()), y))
                .fold((0.0, 0), |b, s| if s.0 > b.0 { s } else { b });
            if worst.0 < self.limits.near_constant {
                continue;
            }
            let dropped = self.how.drops(Screen::DropNearConstant);
            if dropped {
                self.keep.retain(|&k| k != j);
            }
            let year = match self.prepared.has_year {
                true => format!(" in {}", self.prepared.years[worst.1]),
                false => String::new(),
            };
            let note = format!("{:.0} % of the regions hold one value{year}", 100.0 * worst.0);
            let limit = Some(self.limits.near_constant);
            self.push("near-constant", Some(j), None, Some(worst.0), limit, dropped, note);
        }
    }

    /// Pairs by falling |r|; of a pair to be dropped goes the one with the
    /// larger mean |r| with all others kept, of equal ones the later.
    fn collinear(&mut self, x: &Matrix) {
        let r = correlations(x);
        let mut pairs: Vec<(usize, usize)> = Vec::new();
        for (at, &a) in self.keep.iter().enumerate() {
            pairs.extend(self.keep[at + 1..].iter().map(|&b| (a, b)));
        }
        pairs.retain(|&(a, b)| r.get(a, b).abs() >= self.limits.correlation);
        pairs.sort_by(|p, q| r.get(q.0, q.1).abs().total_cmp(&r.get(p.0, p.1).abs()).then(p.cmp(q)));
        for (a, b) in pairs {
            let both = self.keep.contains(&a) && self.keep.contains(&b);
            let dropped = both && self.how.drops(Screen::DropCollinear);
            let alike = |j: usize| {
                let others = self.keep.iter().filter(|&&o| o != j);
                others.map(|&o| r.get(j, o).abs()).sum::<f64>()
            };
            let (gone, other) = if dropped && alike(a) > alike(b) + 1e-12 { (a, b) } else { (b, a) };
            if !both {
                continue;
            }
            if dropped {
                self.keep.retain(|&k| k != gone);
            }
            let value = r.get(a, b);
            let note = format!("r = {value:.3} with {}", self.name(other));
            let limit = Some(self.limits.correlation);
            self.push("collinear", Some(gone), Some(other), Some(value), limit, dropped, note);
        }
    }

    fn inflation(&mut self, x: &Matrix) {
        if x.rows() <= self.keep.len() + 1 {
            let note = format!(
                "variance inflation is not judged: {} regions for {} indicators, it needs more regions than indicators and one",
                x.rows(),
                self.keep.len()
            );
            self.push("not-judged", None, None, None, None, false, note);
            return;
        }
        loop {
            let factors = inflation(&x.take_cols(&self.keep));
            let above: Vec<usize> = (0..self.keep.len())
                .filter(|&at| factors[at].is_none_or(|v| v > self.limits.inflation))
                .collect();
            let worst = above.iter().copied().fold(None, |b: Option<usize>, at| match b {
                Some(b) if factors[b].unwrap_or(f64::INFINITY) >= factors[at].unwrap_or(f64::INFINITY) => {
                    Some(b)
                }
                _ => Some(at),
            });
            let Some(worst) = worst else { return };
            let dropped = self.how.drops(Screen::DropInflation) && self.keep.len() > 1;
            for at in if dropped { vec![worst] } else { above } {
                let note = match factors[at] {
                    Some(v) => {
                        format!("variance inflation {v:.1}: nearly determined by the other indicators")
                    }
                    None => "determined by the other indicators".into(),
                };
                let limit = Some(self.limits.inflation);
                self.push("inflation", Some(self.keep[at]), None, factors[at], limit, dropped, note);
            }
            if !dropped {
                return;
            }
            self.keep.remove(worst);
        }
    }

    /// Flags where r ≤ limit and the upper 95 % limit of r (Fisher's z) is
    /// below 0; asked of three ranked indicators and more that vary.
    fn direction(&mut self, x: &Matrix) {
        let orient = |j: usize| self.prepared.definitions[j].direction;
        let ranked: Vec<usize> =
            self.keep.iter().copied().filter(|&j| orient(j).orient(0.0).is_some()).collect();
        // A handful of regions would decide about an indicator that hardly varies.
        let hardly = |j: usize| {
            let name = Some(self.name(j));
            self.findings.iter().any(|f| f.finding == "near-constant" && f.indicator == name)
        };
        let ranked: Vec<usize> = ranked.into_iter().filter(|&j| !hardly(j)).collect();
        let n = x.rows() as f64;
        if ranked.len() < 3 || n <= 4.0 {
            return;
        }
        let columns: Vec<Vec<f64>> = ranked
            .iter()
            .map(|&j| {
                let turned: Vec<f64> = x.column(j).map(|v| orient(j).orient(v).unwrap_or(f64::NAN)).collect();
                let (m, s) = (mean(&turned), standard_deviation(&turned, 0));
                turned.iter().map(|v| (v - m) / s).collect()
            })
            .collect();
        // A nominant can be constant once it is turned.
        let known = |c: &Vec<f64>| c.iter().all(|v| v.is_finite());
        let total: Vec<f64> =
            (0..x.rows()).map(|i| columns.iter().filter(|c| known(c)).map(|c| c[i]).sum()).collect();
        for (&j, column) in ranked.iter().zip(&columns).filter(|(_, c)| known(c)) {
            let others: Vec<f64> = total.iter().zip(column).map(|(t, v)| t - v).collect();
            let r = correlation(column, &others);
            let upper = (r.atanh() + 1.645 / (n - 3.0).sqrt()).tanh();
            if r <= self.limits.direction && upper < 0.0 {
                let word = orient(j).as_str();
                let note = format!(
                    "taken as a {word}, but regions that are better in it are worse in the others (r = {r:.2}): is the direction right?"
                );
                self.push("direction", Some(j), None, Some(r), Some(self.limits.direction), false, note);
            }
        }
    }
}

/// Share of the values that equal the commonest one.
fn commonest(x: &[f64]) -> f64 {
    let mut sorted = x.to_vec();
    sorted.sort_by(f64::total_cmp);
    let longest = sorted.chunk_by(|a, b| a == b).map(<[f64]>::len).max().unwrap_or(0);
    longest as f64 / x.len().max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_commonest_value_is_counted() {
        assert_eq!(commonest(&[1.0, 2.0, 2.0, 3.0]), 0.5);
        assert_eq!(commonest(&[7.0; 3]), 1.0);
    }
}
