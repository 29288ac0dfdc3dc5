//! Entry and exit of industries, and what they owe to relatedness.

mod portfolio;
mod regression;

pub use portfolio::{Held, Moves, Period, Rule, moves, portfolios, quotients};
pub use regression::{Fit, Form, Sample, fit};

use super::tables::{EntryExitRow, EntryModelRow};
use super::years::{FROM, TO, between};
use crate::clusters::activity::{ABSENT, ACTIVITY, Activity};
use crate::clusters::panel::ClusterPanel;
use crate::complexity::presence::Presence;
use crate::complexity::relatedness::{Variant, of_presence};
use crate::complexity::relatedness_density::densities;
use crate::model::{Reason, Status, table_of};
use crate::registry::{Inputs, Method, MethodError, OptionSpec, Options, Output, Reference};
use rayon::prelude::*;
use serde_json::json;

/// Registry entry.
pub const METHOD: Method = Method {
    id: "entry-exit",
    question: "dynamics",
    title: "Entry and exit of industries",
    summary: "Which share of the industries a region lacked came, which share of those it had went, and whether relatedness to the rest \
              of its portfolio foretells it.",
    formula: "A region has an industry from the year its location quotient reaches `enter` until it falls below `leave` (hysteresis where \
              leave < enter). Between two years: entry rate = entries / not held before, exit rate = exits / held before, persistence = \
              held in the first year and now / held in the first year, over cells known in all years counted. Model: P(entry) or its log \
              odds = b0 + b1·density + controls over the cells not held before (P(exit): held before), density = relatedness density of \
              the year before with proximity, own industry left out; errors robust to dependence within clusters, \
              B(Σ_g u_g u_gᵀ)B·G/(G − 1) (linear: also (n − 1)/(n − k)), t with G − 1 degrees of freedom.",
    undefined: "undefined:empty-class: nothing was held (or absent) before; model: undefined:too-few, undefined:constant (all alike, or \
                density that does not vary), undefined:divergent (density parts the moves without error); missing: no cell known in both \
                years. Cells without a value are in no rate.",
    complexity: "O(years × (Σ_r diversity_r × industries + industries² × regions / 64)).",
    inputs: &[ACTIVITY],
    options: &[
        OptionSpec::real("enter", 1e-9, 1e9, "1", "Least location quotient at which an industry enters."),
        OptionSpec::real(
            "leave",
            0.0,
            1e9,
            "",
            "Location quotient below which it leaves; as `enter` when not set.",
        ),
        OptionSpec::integer("step", 1, 100, "1", "Number of years of the panel between before and after."),
        OptionSpec::choice(
            "rows",
            &["rates", "model"],
            "rates",
            "What the table lists; figures of the model are always in the metadata.",
        ),
        OptionSpec::choice("model", &["logit", "linear"], "logit", "Form of the probability."),
        OptionSpec::choice(
            "cluster",
            &["region", "industry"],
            "region",
            "Within what errors may depend on each other.",
        ),
        OptionSpec::choice(
            "controls",
            &["none", "size"],
            "none",
            "none, or size: share of industries the region holds and share of regions that hold the industry.",
        ),
        FROM,
        TO,
        ABSENT,
    ],
    output: &[
        ("scope", "all, region or industry."),
        ("key", "Key of the region or industry; `all`."),
        ("from_year", "Year before."),
        ("to_year", "Year after."),
        ("held", "Cells held before."),
        ("absent", "Cells not held before."),
        ("entries", "Cells entered."),
        ("exits", "Cells left."),
        ("entry_rate", "Entries over not held before."),
        ("exit_rate", "Exits over held before."),
        ("persistence", "Share of the first year's holdings that are held."),
        ("entry_status", "Status of the entry rate."),
        ("exit_status", "Status of the exit rate."),
        ("persistence_status", "Status of the persistence."),
        (
            "outcome, term, coefficient, error, low, high, p, n, clusters, status",
            "Columns of the rows of the model.",
        ),
    ],
    references: &[
        Reference {
            text: "Neffke, F., Henning, M. & Boschma, R. (2011). How do regions diversify over time? Industry relatedness and the \
                   development of new growth paths in regions. Economic Geography 87(3), 237–265.",
            locator: "",
            doi: "10.1111/j.1944-8287.2011.01121.x",
            checked: false,
        },
        Reference {
            text: "Cameron, A. C. & Miller, D. L. (2015). A practitioner's guide to cluster-robust inference. Journal of Human Resources \
                   50(2), 317–372.",
            locator: "",
            doi: "10.3368/jhr.50.2.317",
            checked: false,
        },
    ],
    run,
};

/// What errors may depend on each other within.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Within {
    /// Regions.
    #[default]
    Region,
    /// Industries.
    Industry,
}

/// Settings of the model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ModelOptions {
    /// Form of the probability.
    pub form: Form,
    /// Clusters of the errors.
    pub within: Within,
    /// Whether diversity and ubiquity stand beside the density.
    pub size: bool,
}

/// Density of the year before, by year, region, industry; NaN where undefined.
fn density_of(held: &[Held], regions: usize, industries: usize) -> (Presence, Vec<f64>) {
    let presence = Presence::new(regions, industries, |r, i| held[r * industries + i] == Held::Yes);
    let relatedness = of_presence(&presence, Variant::Proximity, true);
    let density = densities(&presence, &relatedness, false);
    (presence, density)
}

/// Observations of entries and of exits over the periods (before, after).
pub fn samples(states: &[Vec<Held>], industries: usize, step: usize, options: ModelOptions) -> [Sample; 2] {
    let width = if options.size { 4 } else { 2 };
    let mut both = [Sample { width, ..Sample::default() }, Sample { width, ..Sample::default() }];
    let regions = states.first().map_or(0, Vec::len) / industries.max(1);
    for (before, after) in states.iter().zip(states.iter().skip(step)).step_by(step) {
        let (presence, density) = density_of(before, regions, industries);
        let diversity: Vec<f64> =
            presence.diversity().iter().map(|d| f64::from(*d) / industries as f64).collect();
        let ubiquity: Vec<f64> = presence.ubiquity().iter().map(|u| f64::from(*u) / regions as f64).collect();
        let of_region = |r: usize| {
            let mut own = [Sample::default(), Sample::default()];
            for i in 0..industries {
                let at = r * industries + i;
                let which = match (before[at], after[at]) {
                    (Held::Unknown, _) | (_, Held::Unknown) => continue,
                    (Held::No, _) => 0,
                    (Held::Yes, _) => 1,
                };
                if density[at].is_nan() {
                    continue;
                }
                own[which].x.extend([1.0, density[at]]);
                if options.size {
                    own[which].x.extend([diversity[r], ubiquity[i]]);
                }
                own[which].happened.push(before[at] != after[at]);
                let cluster = if options.within == Within::Region { r } else { i };
                own[which].cluster.push(cluster as u32);
            }
            own
        };
        let parts: Vec<[Sample; 2]> = (0..regions).into_par_iter().map(of_region).collect();
        for part in parts {
            for (all, own) in both.iter_mut().zip(part) {
                all.x.extend(own.x);
                all.happened.extend(own.happened);
                all.cluster.extend(own.cluster);
            }
        }
    }
    both
}

/// Terms of the model in the order of the coefficients.
pub const TERMS: [&str; 4] = ["constant", "density", "diversity", "ubiquity"];

/// Rows of the model of entries and of exits, and the fits themselves.
pub fn model_rows(
    states: &[Vec<Held>],
    industries: usize,
    step: usize,
    options: ModelOptions,
) -> (Vec<EntryModelRow>, [Result<Fit, Status>; 2]) {
    let fits = samples(states, industries, step, options).map(|s| (s.happened.len(), fit(&s, options.form)));
    let form = if options.form == Form::Logit { "logit" } else { "linear" };
    let terms = if options.size { 4 } else { 2 };
    let mut rows = Vec::new();
    for (outcome, (n, fit)) in ["entry", "exit"].into_iter().zip(&fits) {
        for (at, term) in TERMS[..terms].iter().enumerate() {
            let of = |f: fn(&Fit, usize) -> f64| fit.as_ref().ok().map(|m| f(m, at));
            rows.push(EntryModelRow {
                outcome,
                term,
                model: form,
                coefficient: of(|m, j| m.coefficients[j]),
                error: of(|m, j| m.errors[j]),
                low: of(|m, j| m.intervals[j].0),
                high: of(|m, j| m.intervals[j].1),
                p: of(|m, j| m.p[j]),
                n: *n as i64,
                clusters: fit.as_ref().map_or(0, |m| m.clusters as i64),
                status: fit.as_ref().err().copied().unwrap_or(Status::Observed),
            });
        }
    }
    (rows, fits.map(|f| f.1))
}

/// Rows of rates for all periods; a row for each region and industry too.
pub fn rate_rows(panel: &ClusterPanel, states: &[Vec<Held>], step: usize) -> Vec<EntryExitRow> {
    let cols = panel.industries.len();
    let periods: Vec<(usize, usize)> =
        (0..states.len()).step_by(step).map(|y| (y, y + step)).filter(|p| p.1 < states.len()).collect();
    let count = |&(from, to): &(usize, usize)| {
        (moves(&states[from], &states[to], cols), moves(&states[0], &states[to], cols))
    };
    let counted: Vec<(Period, Period)> = periods.par_iter().map(count).collect();
    let mut rows = Vec::new();
    for ((from, to), (period, since)) in periods.iter().zip(&counted) {
        let mut push = |scope, key: &str, m: &Moves, first: &Moves| {
            let known = m.held + m.absent > 0;
            let rate = |part: usize, of: usize| match (known, of) {
                (false, _) => Err(Status::Missing),
                (_, 0) => Err(Status::Undefined(Reason::EmptyClass)),
                _ => Ok(part as f64 / of as f64),
            };
            let (entry, exit) = (rate(m.entries, m.absent), rate(m.exits, m.held));
            let persistence = rate(first.held - first.exits, first.held);
            let status = |v: &Result<f64, Status>| v.err().unwrap_or(Status::Observed);
            rows.push(EntryExitRow {
                scope,
                key: key.to_string(),
                from_year: panel.years[*from],
                to_year: panel.years[*to],
                held: m.held as i64,
                absent: m.absent as i64,
                entries: m.entries as i64,
                exits: m.exits as i64,
                entry_rate: entry.ok(),
                exit_rate: exit.ok(),
                persistence: persistence.ok(),
                entry_status: status(&entry),
                exit_status: status(&exit),
                persistence_status: status(&persistence),
            });
        };
        push("all", "all", &period.all, &since.all);
        for (r, key) in panel.regions.iter().enumerate() {
            push("region", key, &period.regions[r], &since.regions[r]);
        }
        for (i, key) in panel.industries.iter().enumerate() {
            push("industry", key, &period.industries[i], &since.industries[i]);
        }
    }
    rows
}

fn run(inputs: &Inputs, options: &Options) -> Result<Output, MethodError> {
    let activity = Activity::read(inputs, options)?;
    let step = options.integer("step") as usize;
    let span = between(&activity.panel.years, activity.panel.has_year, options, step + 1)?;
    let panel = super::workflow::panel_of(&activity.panel, span);
    let enter = options.real("enter").unwrap_or(1.0);
    let rule = Rule { enter, leave: options.real("leave").unwrap_or(enter) };
    if rule.leave > rule.enter {
        return Err(MethodError::BadOption {
            name: "leave".into(),
            value: rule.leave.to_string(),
            expected: format!("at most `enter`, {enter}"),
        });
    }
    let states = portfolios(&panel, rule);
    let form = if options.text("model") == "linear" { Form::Linear } else { Form::Logit };
    let within = if options.text("cluster") == "industry" { Within::Industry } else { Within::Region };
    let settings = ModelOptions { form, within, size: options.text("controls") == "size" };
    let cols = panel.industries.len();
    let (model, fits) = model_rows(&states, cols, step, settings);
    let table = match options.text("rows") {
        "model" => table_of(&model),
        _ => table_of(&rate_rows(&panel, &states, step)),
    };
    let mut output = activity.output(table).variant(options.text("model"));
    for (name, fit) in ["entry", "exit"].into_iter().zip(&fits) {
        let figure = match fit {
            Ok(m) => {
                json!({"density": m.coefficients[1], "error": m.errors[1], "p": m.p[1], "n": m.n, "clusters": m.clusters})
            }
            Err(status) => json!({"status": status.to_string()}),
        };
        output = output.figure(&format!("{name}_model"), figure);
    }
    output.assumptions.push("an association of entries with relatedness is not its effect".into());
    Ok(output)
}
