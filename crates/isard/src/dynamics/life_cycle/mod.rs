//! Stages in the life of clusters.

mod baum_welch;
mod lattice;
mod model;
mod series;

pub use baum_welch::{Estimate, Search, estimate, smooth};
pub use model::{Constraints, Emission, FREEDOM, Model, NAMES, STAGES};
pub use series::{Candidates, Series, series};

use super::tables::LifeCycleRow;
use super::years::{FROM, TO, between};
use crate::clusters::activity::{ABSENT, ACTIVITY, Activity};
use crate::clusters::panel::ClusterPanel;
use crate::model::{Status, table_of};
use crate::registry::{Inputs, Method, MethodError, OptionSpec, Options, Output, Reference};
use serde_json::{Value, json};

/// Registry entry.
pub const METHOD: Method = Method {
    id: "life-cycle",
    question: "dynamics",
    title: "Stages in the life of clusters",
    summary: "Whether a cluster of a region emerges, grows, stands or declines in each year, with the probability of each stage.",
    formula: "The classifier is isard's own: Menzel & Fornahl name the stages and give no thresholds. A hidden Markov model over all pairs \
              of region and cluster that reach `minimum-lq`: g_t = ln(e_t/e_t−1) of the pair less the same of the cluster in the other \
              regions, Student's t (5 degrees of freedom) with a mean and a scale for each stage; in the first year known also ln LQ, \
              likewise (later levels are the first plus growth that has spoken). Moves: to the next stage, straight to decline, and with \
              renewal = allowed back to growth from sustainment or decline and from decline to emergence. Baum–Welch with prior counts \
              under mean growth: decline + separation ≤ sustainment ≤ emergence ≤ growth − separation, mean ln LQ: emergence ≤ \
              sustainment; the likeliest of `starts`, of which the two likeliest after 25 iterations go on. Probabilities by forward–backward given all years; stage = the most probable, the \
              earlier of equal ones.",
    undefined: "Pairs that never reach `minimum-lq` and `minimum-value`, or whose growth is never known, have no rows; their number is a \
                figure. A year without a value has status estimated: its stage rests on the other years.",
    complexity: "O(starts × iterations × years × min(pairs, 20,000)) to estimate, O(years × pairs) to smooth.",
    inputs: &[ACTIVITY],
    options: &[
        OptionSpec::real("minimum-lq", 0.0, 1e9, "1", "Least location quotient in some year."),
        OptionSpec::real("minimum-value", 0.0, f64::MAX, "0", "Least value in some year."),
        OptionSpec::real(
            "separation",
            0.0,
            1.0,
            "0.02",
            "Least difference of mean log growth a year that parts growth and decline from standing still.",
        ),
        OptionSpec::choice("renewal", &["allowed", "none"], "allowed", "Whether clusters may grow anew."),
        OptionSpec::integer("starts", 1, 1000, "6", "Starts of the estimation."),
        OptionSpec::integer("iterations", 1, 10000, "200", "Largest number of iterations of a start."),
        FROM,
        TO,
        ABSENT,
        OptionSpec::seed(),
    ],
    output: &[
        ("region", "Region key."),
        ("cluster", "Cluster or industry key."),
        ("year", "Year."),
        ("stage", "emergence, growth, sustainment or decline."),
        ("probability", "Probability of the stage."),
        (
            "emergence_probability, growth_probability, sustainment_probability, decline_probability",
            "Of each stage.",
        ),
        ("growth", "Log growth since the year before beyond that of the cluster in the other regions."),
        ("lq", "Location quotient."),
        ("status", "observed, or estimated where the year has no value."),
    ],
    references: &[
        Reference {
            text: "Menzel, M.-P. & Fornahl, D. (2010). Cluster life cycles: dimensions and rationales of cluster evolution. Industrial and \
                   Corporate Change 19(1), 205–238.",
            locator: "stages",
            doi: "10.1093/icc/dtp036",
            checked: false,
        },
        Reference {
            text: "Baum, L. E., Petrie, T., Soules, G. & Weiss, N. (1970). A maximization technique occurring in the statistical analysis of \
                   probabilistic functions of Markov chains. Annals of Mathematical Statistics 41(1), 164–171.",
            locator: "",
            doi: "10.1214/aoms/1177697196",
            checked: false,
        },
    ],
    run,
};

/// Settings of the classifier.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LifeCycleOptions {
    /// Pairs classified.
    pub candidates: Candidates,
    /// Constraints of the model.
    pub constraints: Constraints,
    /// How it is estimated.
    pub search: Search,
}

impl Default for LifeCycleOptions {
    fn default() -> Self {
        LifeCycleOptions {
            candidates: Candidates::default(),
            constraints: Constraints { separation: 0.02, renewal: true },
            search: Search { starts: 6, iterations: 200, seed: 1 },
        }
    }
}

/// Classifies every pair of a panel. No rows and no estimate where no pair has
/// a known growth.
pub fn classify(panel: &ClusterPanel, options: &LifeCycleOptions) -> (Vec<LifeCycleRow>, Option<Estimate>) {
    let all = series(panel, options.candidates);
    let Some(found) = estimate(&all, options.constraints, options.search) else { return (Vec::new(), None) };
    let mut rows = Vec::new();
    for (s, years) in all.iter().zip(smooth(&found.model, &all)) {
        for (y, year) in panel.years.iter().enumerate() {
            let t = (year - panel.years[0]) as usize;
            let p = years[t];
            let stage = (0..STAGES).fold(0, |best, s| if p[s] > p[best] { s } else { best });
            let cell = s.region * panel.industries.len() + s.cluster;
            let known = !panel.year_of(&panel.values, y)[cell].is_nan();
            rows.push(LifeCycleRow {
                region: panel.regions[s.region].clone(),
                cluster: panel.industries[s.cluster].clone(),
                year: *year,
                stage: NAMES[stage],
                probability: p[stage],
                emergence_probability: p[0],
                growth_probability: p[1],
                sustainment_probability: p[2],
                decline_probability: p[3],
                growth: Some(s.growth[t]).filter(|g| g.is_finite()),
                lq: Some(s.level[t].exp()).filter(|l| l.is_finite()),
                status: match known {
                    true => panel.year_of(&panel.status, y)[cell],
                    false => Status::Estimated,
                },
            });
        }
    }
    (rows, Some(found))
}

/// The parameters as figures.
pub fn figures(estimate: &Estimate) -> Value {
    let by_stage =
        |v: &[f64; STAGES]| json!({NAMES[0]: v[0], NAMES[1]: v[1], NAMES[2]: v[2], NAMES[3]: v[3]});
    let m = &estimate.model;
    json!({
        "mean_growth": by_stage(&m.growth.mean),
        "mean_log_quotient": by_stage(&m.level.mean),
        "first_year": by_stage(&m.start),
        "moves_from": {
            NAMES[0]: by_stage(&m.moves[0]), NAMES[1]: by_stage(&m.moves[1]),
            NAMES[2]: by_stage(&m.moves[2]), NAMES[3]: by_stage(&m.moves[3]),
        },
        "log_likelihood": estimate.log_likelihood,
        "iterations": estimate.iterations,
        "converged": estimate.converged,
        "pairs_estimated_from": estimate.series,
    })
}

/// The longest panel that is laid on single years.
const LONGEST: i64 = 1000;

fn run(inputs: &Inputs, options: &Options) -> Result<Output, MethodError> {
    let activity = Activity::read(inputs, options)?;
    let span = between(&activity.panel.years, activity.panel.has_year, options, 3)?;
    let panel = super::workflow::panel_of(&activity.panel, span);
    check_years(&panel)?;
    let real = |name: &str| options.real(name).unwrap_or_default();
    let settings = LifeCycleOptions {
        candidates: Candidates { minimum_lq: real("minimum-lq"), minimum_value: real("minimum-value") },
        constraints: Constraints {
            separation: real("separation"),
            renewal: options.text("renewal") == "allowed",
        },
        search: Search {
            starts: options.integer("starts") as usize,
            iterations: options.integer("iterations") as usize,
            seed: options.integer("seed") as u64,
        },
    };
    let (rows, found) = classify(&panel, &settings);
    let pairs = rows.len() / panel.years.len();
    let mut output = activity
        .output(table_of(&rows))
        .variant("hidden-markov")
        .figure("pairs", pairs)
        .figure("pairs_left_out", panel.cells() - pairs);
    output.assumptions.push(OWN.into());
    match found {
        Some(found) => {
            if !found.converged {
                output
                    .warnings
                    .push(format!("the estimation did not come to rest in {} iterations", found.iterations));
            }
            output = output.figure("model", figures(&found));
        }
        None => {
            output.warnings.push("no pair of region and cluster has two years in a row with values".into())
        }
    }
    Ok(output)
}

/// Refuses years that do not fit on a line of single years.
pub(super) fn check_years(panel: &ClusterPanel) -> Result<(), MethodError> {
    match (panel.years.first(), panel.years.last()) {
        (Some(a), Some(b)) if b.saturating_sub(*a) >= LONGEST => Err(MethodError::data_hint(
            format!("the years {a} to {b} lie too far apart for stages"),
            "look for a mistaken year",
        )),
        _ => Ok(()),
    }
}

/// What a reader must know of the stages.
pub const OWN: &str = "stages come from isard's own classifier: the literature names the stages and gives no thresholds; probabilities rest \
                       on the model's form and on all years, later ones too";
