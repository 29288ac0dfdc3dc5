//! The method `club-convergence`: regions that approach each other in groups.

pub mod clustering;
pub mod log_t;
pub mod trend;

use super::markov::measured;
use super::panel::{FROM, Panel, TO, UNBALANCED, year_option};
use super::values::{VALUES, Values};
use crate::linalg::Matrix;
use crate::model::{Reason, Status, table_of};
use crate::registry::{Inputs, Method, MethodError, OptionSpec, Options, Output, Reference};
use clustering::{Clubs, Merge, Settings, cluster};
use log_t::{LogT, Paths, Variance};
use serde_json::{Value, json};

/// Registry entry.
pub const METHOD: Method = Method {
    id: "club-convergence",
    question: "inequality",
    title: "Convergence clubs",
    summary: "Whether all regions approach one path, and if not, which groups of regions do (log t test and clustering).",
    formula: "h_it = x_it/mean_j x_jt, H_t = Σ(h_it − 1)²/N; ln(H_1/H_t) − 2 ln ln t = a + b ln t + u_t for t = [rT], …, T; \
              convergence is refused at 5 % when t_b ≤ −1.65; b/2 is the speed. Error of b: long-run variance of u (quadratic \
              spectral kernel, automatic bandwidth) over Σ(ln t − mean)², or of u(ln t − mean) over its square. Clubs: 1 regions by \
              last value; 2 core: from the first converging pair, the size with the largest t while t > −1.65; 3 sieve: regions \
              that keep t > c with the core, the weakest leaving until the club converges; 4 the rest: one club if it converges, \
              else from 2; no core: divergent. Then neighbouring clubs are merged.",
    undefined: "undefined:divergent: the region is in no club; undefined:constant: a group whose regions are equal in nearly all years.",
    complexity: "O(clubs · n · T²).",
    inputs: &[VALUES],
    options: &[
        FROM,
        TO,
        OptionSpec::choice(
            "transform",
            &["log", "none"],
            "log",
            "Logarithms, or values as they are (already logs, or shares).",
        ),
        OptionSpec::choice(
            "trend",
            &["none", "hodrick-prescott"],
            "none",
            "Paths as they are, or their trend without business cycles.",
        ),
        OptionSpec::real(
            "smoothing",
            0.0,
            1e9,
            "400",
            "λ of the trend; 400 for yearly values as in the authors' work.",
        ),
        OptionSpec::text(
            "discard",
            "",
            "Share r of the first years left out of the regression, 0 to 0.9; when not set, 0.3 up to 50 years, 0.2 from 100, in between on the line.",
        ),
        OptionSpec::choice(
            "variance",
            &["residuals", "scores"],
            "residuals",
            "Long-run variance of the residuals (the authors' definition), or of residuals times regressor.",
        ),
        OptionSpec::real("critical", -1e3, 1e3, "-1.65", "A group converges when its t lies above."),
        OptionSpec::real(
            "sieve",
            -1e3,
            1e3,
            "0",
            "c: a region joins a core when t lies above; 0 is careful, -1.65 for long panels.",
        ),
        OptionSpec::choice(
            "merge",
            &["none", "phillips-sul", "von-lyncker-thoennessen"],
            "phillips-sul",
            "Neighbouring clubs that converge together: left, joined from the top, or joined where they fit better than with the next.",
        ),
        UNBALANCED,
    ],
    output: &[
        ("region", "Region."),
        ("club", "Club; 1 has the highest mean in the last year; empty for a region in no club."),
        ("value", "Last value over the mean of all regions, both transformed (relative transition)."),
        ("status", "observed, or undefined:divergent for a region in no club."),
    ],
    references: &[
        Reference {
            text: "Phillips, P. C. B. & Sul, D. (2007). Transition modeling and econometric convergence tests. Econometrica 75, \
                   1771–1855.",
            locator: "",
            doi: "10.1111/j.1468-0262.2007.00811.x",
            checked: false,
        },
        Reference {
            text: "Phillips, P. C. B. & Sul, D. (2009). Economic transition and growth. Journal of Applied Econometrics 24, \
                   1153–1185.",
            locator: "merging",
            doi: "10.1002/jae.1080",
            checked: false,
        },
        Reference {
            text: "von Lyncker, K. & Thoennessen, R. (2017). Regional club convergence in the EU: evidence from a panel data \
                   analysis. Empirical Economics 52, 525–553.",
            locator: "merging",
            doi: "10.1007/s00181-016-1096-2",
            checked: false,
        },
        Reference {
            text: "Andrews, D. W. K. (1991). Heteroskedasticity and autocorrelation consistent covariance matrix estimation. \
                   Econometrica 59, 817–858.",
            locator: "",
            doi: "10.2307/2938229",
            checked: false,
        },
    ],
    run,
};

/// How paths are prepared and tested.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ClubOptions {
    /// Whether logarithms are taken.
    pub logs: bool,
    /// λ of the trend, where one is taken.
    pub trend: Option<f64>,
    /// Share of the first years left out; `None` for the authors' rule.
    pub discard: Option<f64>,
    /// Error of the slope.
    pub variance: Variance,
    /// Limits of the steps.
    pub settings: Settings,
}

impl Default for ClubOptions {
    fn default() -> Self {
        ClubOptions {
            logs: true,
            trend: None,
            discard: None,
            variance: Variance::default(),
            settings: Settings::default(),
        }
    }
}

/// Clubs of a panel.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// Clubs and divergent regions.
    pub clubs: Clubs,
    /// Club of each region, from 0.
    pub club_of: Vec<Option<usize>>,
    /// Relative transition of each region in the last year.
    pub relative: Vec<f64>,
    /// First year of the regression.
    pub first_year: i64,
}

crate::record! {
    /// Club of a region.
    pub struct ClubMemberRow in "inequality"/"club_members", key ["region"] {
        /// Region.
        region: String [Kind::Key],
        /// Club.
        club: Option<i64>,
        /// Last value over the mean of all.
        value: Option<f64>,
        /// Status.
        status: Status,
    }
}

/// Share of the years that the regression leaves out: 0.3 up to 50 years, 0.2
/// from 100.
fn usual_discard(years: usize) -> f64 {
    0.3 - 0.1 * ((years as f64 - 50.0) / 50.0).clamp(0.0, 1.0)
}

/// Finds clubs.
///
/// # Errors
/// Fewer than two regions; too few years; a value without logarithm; a mean
/// that is not above zero.
///
/// Complexity: O(clubs · n · T²).
pub fn find(panel: &Panel, options: &ClubOptions) -> Result<Found, MethodError> {
    let years = panel.years.len();
    let start = ((options.discard.unwrap_or_else(|| usual_discard(years)) * years as f64) as usize).max(2);
    if years < start + 4 {
        return Err(MethodError::data_hint(
            format!(
                "the log t regression would have {} years; it needs at least five",
                (years + 1).saturating_sub(start)
            ),
            "give more years, or set a smaller discard",
        ));
    }
    if panel.len() < 2 {
        return Err(MethodError::data("clubs need at least two regions"));
    }
    let logs;
    let values = if options.logs {
        logs = panel.logs()?;
        &logs
    } else {
        panel
    };
    let path = |i: usize| {
        let path = values.path(i);
        options.trend.map_or(path.clone(), |l| trend::hodrick_prescott(&path, l))
    };
    let cells: Vec<f64> = (0..panel.len()).flat_map(path).collect();
    let matrix = Matrix::from_vec(panel.len(), years, cells);
    // Every group's mean lies above zero when every value does; else relative
    // paths would depend on who is asked.
    if let Some(at) = matrix.as_slice().iter().position(|v| *v <= 0.0) {
        let (region, year) = (&panel.regions[at / years], panel.years[at % years]);
        return Err(MethodError::data_hint(
            format!(
                "`{region}` in {year} is {} after the transformation; paths relative to the mean need values above zero",
                matrix.as_slice()[at]
            ),
            "state values in a smaller unit (euro, not million euro), so that logarithms lie above zero",
        ));
    }
    let paths = Paths::new(&matrix, start, options.variance);
    let clubs = cluster(&paths, panel.len(), &options.settings);
    let mut club_of = vec![None; panel.len()];
    for (c, club) in clubs.clubs.iter().enumerate() {
        club.members.iter().for_each(|&i| club_of[i] = Some(c));
    }
    let last = matrix.column(years - 1);
    let mean = last.clone().sum::<f64>() / panel.len() as f64;
    Ok(Found {
        relative: last.map(|v| v / mean).collect(),
        clubs,
        club_of,
        first_year: panel.years[start - 1],
    })
}

/// Rows of regions in key order.
pub fn member_rows(panel: &Panel, found: &Found) -> Vec<ClubMemberRow> {
    let row = |i: usize| ClubMemberRow {
        region: panel.regions[i].clone(),
        club: found.club_of[i].map(|c| c as i64 + 1),
        value: Some(found.relative[i]),
        status: if found.club_of[i].is_some() {
            Status::Observed
        } else {
            Status::Undefined(Reason::Divergent)
        },
    };
    (0..panel.len()).map(row).collect()
}

fn test_figures(test: Option<LogT>, regions: usize) -> Value {
    let finite = |v: f64| if v.is_finite() { Ok(v) } else { Err(Status::Undefined(Reason::Constant)) };
    match test {
        Some(l) => {
            json!({ "regions": regions, "b": measured(finite(l.slope)), "se": l.se, "t": measured(finite(l.t)) })
        }
        None => json!({ "regions": regions, "b": "undefined:constant" }),
    }
}

fn run(inputs: &Inputs, options: &Options) -> Result<Output, MethodError> {
    let given = Values::read(inputs)?;
    let (from, to) = (year_option("from", options.text("from"))?, year_option("to", options.text("to"))?);
    let years = Panel::between(&given.years, from, to)?;
    let panel = Panel::balanced(&years, super::panel::Unbalanced::from_word(options.text("unbalanced")))?;
    let discard = match options.text("discard").trim() {
        "" => None,
        text => Some(text.parse().ok().filter(|r: &f64| (0.0..=0.9).contains(r)).ok_or_else(|| {
            MethodError::BadOption {
                name: "discard".into(),
                value: text.into(),
                expected: "a number from 0 to 0.9".into(),
            }
        })?),
    };
    let settings = Settings {
        critical: options.real("critical").unwrap_or(-1.65),
        sieve: options.real("sieve").unwrap_or(0.0),
        merge: match options.text("merge") {
            "none" => Merge::None,
            "von-lyncker-thoennessen" => Merge::VonLynckerThoennessen,
            _ => Merge::PhillipsSul,
        },
    };
    let found = find(
        &panel,
        &ClubOptions {
            logs: options.text("transform") == "log",
            trend: (options.text("trend") == "hodrick-prescott")
                .then(|| options.real("smoothing").unwrap_or(400.0)),
            discard,
            variance: if options.text("variance") == "scores" {
                Variance::Scores
            } else {
                Variance::Residuals
            },
            settings,
        },
    )?;
    let clubs: Vec<Value> =
        found.clubs.clubs.iter().map(|c| test_figures(Some(c.test), c.members.len())).collect();
    let mut output = Output::new(table_of(&member_rows(&panel, &found)))
        .variant(options.text("merge"))
        .figure("all", test_figures(found.clubs.all, panel.len()))
        .figure("clubs", clubs)
        .figure("divergent", test_figures(found.clubs.divergent_test, found.clubs.divergent.len()))
        .figure("first_year", found.first_year);
    output.warnings = panel.left_out_warning("in every year").into_iter().collect();
    if panel.years.windows(2).any(|w| w[1] - w[0] != panel.years[1] - panel.years[0]) {
        output.warnings.push(
            "the years given are not equally far apart; the regression counts them as if they were".into(),
        );
    }
    if options.text("transform") == "log" {
        output.assumptions.push(
            "logarithms over their mean depend on the unit of the values: compare clubs in one unit only"
                .into(),
        );
    }
    output.assumptions.push("clubs are numbered by the mean of their last values, the highest first".into());
    Ok(output)
}
