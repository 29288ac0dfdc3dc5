//! Trends of clustering, industry by industry.

mod mann_kendall;
mod measures;

pub use mann_kendall::{Trend, trend};
pub use measures::{Industry, MEASURES, Map, Values, coordinates, multiplicities};

use super::entry_exit::quotients;
use super::tables::{TrendRow, TrendTestRow};
use super::years::{FROM, TO, between};
use crate::clusters::activity::{ABSENT, ACTIVITY, Activity};
use crate::clusters::panel::ClusterPanel;
use crate::inference::false_discovery::{Adjustment, q_values};
use crate::model::{Status, table_of};
use crate::registry::{InputSpec, Inputs, Method, MethodError, OptionSpec, Options, Output, Reference};
use crate::space::places::Places;
use mann_kendall::sen_slope;
use measures::bootstrap;
use rayon::prelude::*;

/// Registry entry.
pub const METHOD: Method = Method {
    id: "concentration-trend",
    question: "dynamics",
    title: "Trends of clustering",
    summary: "Whether an industry gathers or spreads over the years, how many strong clusters it has, how fast they change and where its \
              centre moves.",
    formula: "By industry and year over the regions with a value: gini of the values, herfindahl Σ s_r² of the shares, strong-clusters = \
              regions with LQ ≥ strong-lq and value ≥ minimum-value, churn = strong in one of two years following each other / strong in \
              either or both (among regions known in both), drift = distance between the centres of gravity Σ v_r p_r / Σ v_r of the two \
              (kilometres along the surface for lon, lat). low, high: 5th and 95th percentile over bootstrap samples of regions (the same \
              for all industries and years). Trend: Sen's median slope a year with its bootstrap interval, Kendall's τ-b, Mann–Kendall p \
              (exact without ties up to 40 years), q by Benjamini & Hochberg over the industries of a measure.",
    undefined: "missing: no value (drift: no points); undefined:empty-industry: nothing anywhere; undefined:too-few: no year before, one \
                region, fewer than four years for a trend; undefined:empty-class: no strong cluster in either year; undefined:constant: no \
                trend of equal values.",
    complexity: "O(industries × years × (regions log regions + draws × regions)).",
    inputs: &[
        ACTIVITY,
        InputSpec {
            name: "points",
            columns: "id (or region), and x, y in a projection or lon, lat in degrees; for the drift of the centre",
            optional: true,
        },
    ],
    options: &[
        OptionSpec::choice(
            "rows",
            &["years", "trends"],
            "years",
            "Rows of the years, or of the tests of trend.",
        ),
        OptionSpec::real("strong-lq", 1e-9, 1e9, "2", "Least location quotient of a strong cluster."),
        OptionSpec::real("minimum-value", 0.0, f64::MAX, "0", "Least value of a strong cluster."),
        OptionSpec::integer(
            "draws",
            0,
            1_000_000,
            "199",
            "Bootstrap samples of regions; 0 for no intervals.",
        ),
        FROM,
        TO,
        ABSENT,
        OptionSpec::seed(),
    ],
    output: &[
        ("industry", "Industry or cluster key."),
        ("year", "Year."),
        (
            "measure",
            "gini, herfindahl, strong-clusters, churn, drift; center-x and center-y (or center-lon, center-lat) with points.",
        ),
        ("value", "Value of the measure."),
        ("low", "5th percentile over bootstrap samples of regions."),
        ("high", "95th percentile."),
        ("status", "Status of the value."),
        ("slope, low, high, tau, p, q, status", "Columns of the rows of trends."),
    ],
    references: &[
        Reference {
            text: "Mann, H. B. (1945). Nonparametric tests against trend. Econometrica 13(3), 245–259.",
            locator: "exact distribution compared with a count of all orders",
            doi: "10.2307/1907187",
            checked: true,
        },
        Reference {
            text: "Sen, P. K. (1968). Estimates of the regression coefficient based on Kendall's tau. Journal of the American Statistical \
                   Association 63(324), 1379–1389.",
            locator: "",
            doi: "10.1080/01621459.1968.10480934",
            checked: false,
        },
    ],
    run,
};

/// Settings of the trends.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TrendOptions {
    /// Least location quotient of a strong cluster.
    pub strong_lq: f64,
    /// Least value of a strong cluster.
    pub minimum_value: f64,
    /// Bootstrap samples.
    pub draws: usize,
    /// Seed of the samples.
    pub seed: u64,
}

impl Default for TrendOptions {
    fn default() -> Self {
        TrendOptions { strong_lq: 2.0, minimum_value: 0.0, draws: 199, seed: 1 }
    }
}

/// Rows of the years and of the trends of all industries.
pub fn trends(
    panel: &ClusterPanel,
    map: Option<&Map>,
    options: &TrendOptions,
) -> (Vec<TrendRow>, Vec<TrendTestRow>) {
    let (rows, cols, years) = (panel.regions.len(), panel.industries.len(), panel.years.len());
    // Industry by industry, so that a column lies together.
    let mut values = vec![f64::NAN; rows * cols * years];
    let mut strong = vec![false; values.len()];
    for y in 0..years {
        let slab = panel.slab(y);
        let lq = quotients(&slab);
        let place = |at: usize| (at % cols * years + y) * rows + at / cols;
        for (at, v) in slab.cells().iter().enumerate() {
            values[place(at)] = *v;
            strong[place(at)] = lq[at] >= options.strong_lq && *v >= options.minimum_value;
        }
    }
    let counts = multiplicities(rows, options.draws, options.seed);
    let times: Vec<f64> = panel.years.iter().map(|y| *y as f64).collect();
    let one = |i: usize| {
        let part = i * years * rows..(i + 1) * years * rows;
        let industry = Industry { values: &values[part.clone()], strong: &strong[part], regions: rows };
        let drawn = bootstrap(&industry, years, map, &counts, options.draws);
        of_industry(panel, i, &industry, map, &drawn, &times)
    };
    let all: Vec<_> = (0..cols).into_par_iter().map(one).collect();
    let (mut by_year, mut tests) = (Vec::new(), Vec::new());
    for (a, b) in all {
        by_year.extend(a);
        tests.extend(b);
    }
    for measure in MEASURES {
        let at: Vec<usize> = (0..tests.len()).filter(|t| tests[*t].measure == measure).collect();
        let p: Vec<f64> = at.iter().map(|t| tests[*t].p.unwrap_or(f64::NAN)).collect();
        for (t, q) in at.into_iter().zip(q_values(&p, Adjustment::BenjaminiHochberg)) {
            tests[t].q = Some(q).filter(|q| q.is_finite());
        }
    }
    (by_year, tests)
}

fn of_industry(
    panel: &ClusterPanel,
    i: usize,
    industry: &Industry,
    map: Option<&Map>,
    drawn: &[f64],
    times: &[f64],
) -> (Vec<TrendRow>, Vec<TrendTestRow>) {
    let years = panel.years.len();
    let draws = drawn.len() / (years * MEASURES.len()).max(1);
    let of = |y: usize, m: usize, draw: usize| drawn[(y * MEASURES.len() + m) * draws + draw];
    let key = || panel.industries[i].clone();
    let mut rows = Vec::new();
    let mut series = vec![vec![f64::NAN; years]; MEASURES.len()];
    for y in 0..years {
        let estimated = panel.year_of(&panel.status, y).iter().skip(i).step_by(panel.industries.len());
        let known = if estimated.clone().any(|s| *s == Status::Estimated) {
            Status::Estimated
        } else {
            Status::Observed
        };
        for (m, value) in industry.measures(y, map).into_iter().enumerate() {
            if map.is_none() && MEASURES[m] == "drift" {
                continue;
            }
            series[m][y] = value.unwrap_or(f64::NAN);
            let limits = value.ok().and_then(|_| interval((0..draws).map(|d| of(y, m, d))));
            rows.push(TrendRow {
                industry: key(),
                year: panel.years[y],
                measure: MEASURES[m],
                value: value.ok(),
                low: limits.map(|l| l.0),
                high: limits.map(|l| l.1),
                status: value.err().unwrap_or(known),
            });
        }
        let Some(map) = map else { continue };
        let center = industry.center(y, map);
        let place = center.ok().and_then(|c| coordinates(c, map.sphere));
        let names = if map.sphere { ["center-lon", "center-lat"] } else { ["center-x", "center-y"] };
        for (measure, value) in names.into_iter().zip([place.map(|p| p.0), place.map(|p| p.1)]) {
            rows.push(TrendRow {
                industry: key(),
                year: panel.years[y],
                measure,
                value,
                low: None,
                high: None,
                status: center.err().unwrap_or(known),
            });
        }
    }
    let mut tests = Vec::new();
    for (m, values) in series.iter().enumerate() {
        if map.is_none() && MEASURES[m] == "drift" {
            continue;
        }
        let found = trend(times, values);
        let slope_of = |d: usize| {
            let known: Vec<(f64, f64)> =
                (0..years).map(|y| (times[y], of(y, m, d))).filter(|p| !p.1.is_nan()).collect();
            sen_slope(&known).unwrap_or(f64::NAN)
        };
        let limits = found.ok().and_then(|_| interval((0..draws).map(slope_of)));
        tests.push(TrendTestRow {
            industry: key(),
            measure: MEASURES[m],
            slope: found.ok().map(|t| t.slope),
            low: limits.map(|l| l.0),
            high: limits.map(|l| l.1),
            tau: found.ok().map(|t| t.tau),
            p: found.ok().map(|t| t.p),
            q: None,
            status: found.err().unwrap_or(Status::Observed),
        });
    }
    (rows, tests)
}

/// 5th and 95th percentile; `None` where fewer than twenty draws, or half of
/// them, have a value.
fn interval(draws: impl Iterator<Item = f64>) -> Option<(f64, f64)> {
    let mut all = 0;
    let mut known: Vec<f64> = draws.inspect(|_| all += 1).filter(|v| !v.is_nan()).collect();
    if known.len() < 20 || 2 * known.len() < all {
        return None;
    }
    known.sort_by(f64::total_cmp);
    let quantile = |p: f64| {
        let at = p * (known.len() - 1) as f64;
        let (low, part) = (at as usize, at.fract());
        known[low] + part * (known[(low + 1).min(known.len() - 1)] - known[low])
    };
    Some((quantile(0.05), quantile(0.95)))
}

fn run(inputs: &Inputs, options: &Options) -> Result<Output, MethodError> {
    let activity = Activity::read(inputs, options)?;
    let span = between(&activity.panel.years, activity.panel.has_year, options, 2)?;
    let panel = super::workflow::panel_of(&activity.panel, span);
    let map = match Places::read(inputs)? {
        None => None,
        Some(places) => {
            if let Some(region) = panel.regions.iter().find(|r| !places.knows(r)) {
                return Err(MethodError::data_hint(
                    format!("input `points` has no row for region `{region}`"),
                    "give a point for every region of the activity",
                ));
            }
            let at = places.of(&panel.regions);
            let points = (0..at.rows()).map(|r| [at.get(r, 0), at.get(r, 1), at.get(r, 2)]).collect();
            Some(Map { points, sphere: places.degrees })
        }
    };
    let settings = TrendOptions {
        strong_lq: options.real("strong-lq").unwrap_or(2.0),
        minimum_value: options.real("minimum-value").unwrap_or(0.0),
        draws: options.integer("draws") as usize,
        seed: options.integer("seed") as u64,
    };
    let (by_year, tests) = trends(&panel, map.as_ref(), &settings);
    let table = if options.text("rows") == "trends" { table_of(&tests) } else { table_of(&by_year) };
    let mut output = activity.output(table);
    output.assumptions.push(INDEPENDENT.into());
    Ok(output)
}

/// What a reader must know of the tests.
pub const INDEPENDENT: &str = "the tests of trend take the years as independent: values that depend on the year before make p too small";
