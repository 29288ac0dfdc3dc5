//! From a panel to every table of this question, and to relatedness and
//! opportunities, which rest on the same portfolios.

use super::concentration_trend::{INDEPENDENT, Map, TrendOptions, trends};
use super::entry_exit::{Fit, Form, Held, ModelOptions, Rule, model_rows, portfolios, quotients, rate_rows};
use super::life_cycle::{LifeCycleOptions, OWN, check_years, classify};
use super::shift_share::{Step, Variant, complete, rows_of, split_regions};
use super::tables::{EntryExitRow, EntryModelRow, LifeCycleRow, ShiftShareRow, TrendRow, TrendTestRow};
use crate::clusters::panel::{ClusterPanel, Margins};
use crate::complexity::co_occurrence::counts;
use crate::complexity::presence::Presence;
use crate::complexity::relatedness::{self, Base};
use crate::complexity::relatedness_density::densities;
use crate::complexity::tables::{OpportunityRow, RelatednessRow};
use crate::model::{Reason, Status};
use crate::registry::{LongPanel, MethodError, OptionSpec, Options};
use crate::space::Weights;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::ops::Range;

/// Options of the workflow, as in `[dynamics]` of a study.
pub const OPTIONS: &[OptionSpec] = &[
    OptionSpec::real(
        "enter",
        1e-9,
        1e9,
        "1",
        "Least location quotient at which an industry enters a portfolio.",
    ),
    OptionSpec::real(
        "leave",
        0.0,
        1e9,
        "",
        "Location quotient below which it leaves; as `enter` when not set.",
    ),
    OptionSpec::choice("model", &["logit", "linear"], "logit", "Form of the probability of entry and exit."),
    OptionSpec::choice(
        "controls",
        &["none", "size"],
        "none",
        "none, or size: diversity of the region and ubiquity of the industry beside the density.",
    ),
    OptionSpec::real(
        "minimum-lq",
        0.0,
        1e9,
        "1",
        "Least location quotient of a cluster with stages, in any year.",
    ),
    OptionSpec::real(
        "minimum-value",
        0.0,
        f64::MAX,
        "0",
        "Least value of a cluster with stages, in any year.",
    ),
    OptionSpec::choice("renewal", &["allowed", "none"], "allowed", "Whether a cluster may grow anew."),
    OptionSpec::real(
        "strong-lq",
        1e-9,
        1e9,
        "2",
        "Least location quotient of a strong cluster in the trends.",
    ),
    OptionSpec::real("strong-value", 0.0, f64::MAX, "0", "Least value of a strong cluster in the trends."),
    OptionSpec::integer(
        "draws",
        0,
        1_000_000,
        "199",
        "Bootstrap samples of regions behind the bands of the trends.",
    ),
    OptionSpec::seed(),
];

/// Settings of the workflow.
#[derive(Debug, Clone, PartialEq)]
pub struct DynamicsOptions {
    /// When industries enter and leave portfolios.
    pub rule: Rule,
    /// The model of entries and exits.
    pub model: ModelOptions,
    /// The classifier of stages.
    pub life_cycle: LifeCycleOptions,
    /// Trends of clustering.
    pub trends: TrendOptions,
}

impl Default for DynamicsOptions {
    fn default() -> Self {
        DynamicsOptions {
            rule: Rule::default(),
            model: ModelOptions { form: Form::Logit, ..ModelOptions::default() },
            life_cycle: LifeCycleOptions::default(),
            trends: TrendOptions::default(),
        }
    }
}

impl DynamicsOptions {
    /// The settings of checked options.
    ///
    /// # Errors
    /// `leave` above `enter`.
    pub fn of(options: &Options) -> Result<DynamicsOptions, MethodError> {
        let real = |name: &str| options.real(name).unwrap_or_default();
        let rule = Rule { enter: real("enter"), leave: options.real("leave").unwrap_or(real("enter")) };
        if rule.leave > rule.enter {
            return Err(MethodError::BadOption {
                name: "leave".into(),
                value: rule.leave.to_string(),
                expected: format!("at most `enter`, {}", rule.enter),
            });
        }
        let mut all = DynamicsOptions { rule, ..DynamicsOptions::default() };
        all.model.form = if options.text("model") == "linear" { Form::Linear } else { Form::Logit };
        all.model.size = options.text("controls") == "size";
        let seed = options.integer("seed") as u64;
        all.life_cycle.candidates.minimum_lq = real("minimum-lq");
        all.life_cycle.candidates.minimum_value = real("minimum-value");
        all.life_cycle.constraints.renewal = options.text("renewal") == "allowed";
        all.life_cycle.search.seed = seed;
        all.trends = TrendOptions {
            strong_lq: real("strong-lq"),
            minimum_value: real("strong-value"),
            draws: options.integer("draws") as usize,
            seed,
        };
        Ok(all)
    }
}

/// Every table, and what has to be known about them.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct DynamicsResult {
    /// Change of regions in the variants classic, esteban-marquillas, dynamic
    /// and, with weights, spatial.
    pub shift_share: Vec<ShiftShareRow>,
    /// Rates of entry and exit.
    pub entry_exit: Vec<EntryExitRow>,
    /// Entry and exit on relatedness density.
    pub entry_model: Vec<EntryModelRow>,
    /// Stages of clusters.
    pub life_cycle: Vec<LifeCycleRow>,
    /// Measures of clustering by year.
    pub trends: Vec<TrendRow>,
    /// Tests of their trends.
    pub trend_tests: Vec<TrendTestRow>,
    /// Relatedness in the last year.
    pub relatedness: Vec<RelatednessRow>,
    /// What regions lie near in the last year.
    pub opportunities: Vec<OpportunityRow>,
    /// What the reader must know.
    pub warnings: Vec<String>,
    /// What was assumed.
    pub assumptions: Vec<String>,
}

/// Computes every table. `panel` has clusters or industries in its columns; a
/// cell without a value takes no part. `weights` (neighbours, any regions) add
/// the spatial shift–share, `map` (a point a region of the panel) the drift.
///
/// # Errors
/// A panel whose parts do not fit together, points of another number than the
/// regions, years more than a thousand apart. With a single year only
/// relatedness and opportunities are filled.
///
/// Complexity: that of its parts; O(cells × draws) is the largest.
pub fn analyze(
    panel: &ClusterPanel,
    weights: Option<&Weights>,
    map: Option<&Map>,
    options: &DynamicsOptions,
) -> Result<DynamicsResult, MethodError> {
    panel.check()?;
    check_years(panel)?;
    if let Some(m) = map.filter(|m| m.points.len() != panel.regions.len()) {
        return Err(MethodError::data(format!(
            "{} points for {} regions of the panel",
            m.points.len(),
            panel.regions.len()
        )));
    }
    let (cleaned, left_out) = clean(panel);
    let panel = cleaned.as_ref().unwrap_or(panel);
    let mut result = DynamicsResult::default();
    if left_out > 0 {
        result
            .warnings
            .push(format!("{left_out} cells with a negative value or a status without value take no part"));
    }
    let estimates = panel.estimates.iter().flat_map(|e| &e.low).filter(|v| !v.is_nan()).count();
    if estimates > 0 {
        result.assumptions.push(format!(
            "{estimates} withheld cells stand with their estimates, whose uncertainty stages, entries and components do not show"
        ));
    }
    let states = portfolios(panel, options.rule);
    let mut entry = None;
    if panel.years.len() < 2 {
        result
            .warnings
            .push("one year has no dynamics: only relatedness and opportunities are filled".into());
    } else {
        shift_share(panel, weights, &mut result);
        result.entry_exit = rate_rows(panel, &states, 1);
        let (rows, [fit, _]) = model_rows(&states, panel.industries.len(), 1, options.model);
        result.entry_model = rows;
        entry = fit.ok();
        (result.life_cycle, _) = classify(panel, &options.life_cycle);
        (result.trends, result.trend_tests) = trends(panel, map, &options.trends);
        result.assumptions.extend([OWN.to_string(), INDEPENDENT.to_string()]);
    }
    result.assumptions.push(format!(
        "a region holds an industry from a location quotient of {} until it falls below {}",
        options.rule.enter, options.rule.leave
    ));
    result.assumptions.push(
        "the probability of entry extends the study's own association of entries with density; it is not an effect".into(),
    );
    related(panel, states.last().map_or(&[], Vec::as_slice), entry.as_ref(), options, &mut result);
    Ok(result)
}

/// A copy without the values that are negative, infinite or belied by their status.
fn clean(panel: &ClusterPanel) -> (Option<ClusterPanel>, usize) {
    let unusable = |(v, s): (&f64, &Status)| *v < 0.0 || v.is_infinite() || (!v.is_nan() && !s.has_value());
    let bad: Vec<usize> = panel
        .values
        .iter()
        .zip(&panel.status)
        .enumerate()
        .filter(|(_, c)| unusable(*c))
        .map(|c| c.0)
        .collect();
    if bad.is_empty() {
        return (None, 0);
    }
    let mut own = panel.clone();
    bad.iter().for_each(|at| own.values[*at] = f64::NAN);
    (Some(own), bad.len())
}

/// Years of an input as a panel of the workflow.
pub(super) fn panel_of(panel: &LongPanel, span: Range<usize>) -> ClusterPanel {
    let cells = panel.regions.len() * panel.industries.len();
    ClusterPanel::new(
        panel.regions.clone(),
        panel.industries.clone(),
        panel.years[span.clone()].to_vec(),
        panel.values[span.start * cells..span.end * cells].to_vec(),
    )
}

fn shift_share(panel: &ClusterPanel, weights: Option<&Weights>, result: &mut DynamicsResult) {
    let cols = panel.industries.len();
    let last = panel.years.len() - 1;
    let map = weights.map(|w| w.among(&panel.regions));
    let mut left_out: BTreeMap<bool, (usize, usize)> = BTreeMap::new();
    for (word, variant) in Variant::ALL {
        if variant == Variant::Spatial && map.is_none() {
            continue;
        }
        let chosen: Vec<usize> =
            if variant == Variant::Dynamic { (0..=last).collect() } else { vec![0, last] };
        let year = |y: usize| panel.year_of(&panel.values, y);
        let used = complete(&chosen.iter().map(|y| year(*y)).collect::<Vec<_>>());
        let step = |w: &[usize]| {
            let step = Step::new(year(w[0]), year(w[1]), cols, &used);
            with_margins(step, panel.margins.as_ref(), w)
        };
        let steps: Vec<Step> = chosen.windows(2).map(step).collect();
        let estimated = |r: usize| {
            let own = |y: &usize| &panel.year_of(&panel.status, *y)[r * cols..(r + 1) * cols];
            chosen.iter().flat_map(own).any(|s| *s == Status::Estimated)
        };
        for (r, split) in split_regions(&steps, variant, map.as_ref()).into_iter().enumerate() {
            let known = if estimated(r) { Status::Estimated } else { Status::Observed };
            let island = map.as_ref().is_some_and(|m| m.neighbors(r).is_empty());
            for (component, value) in rows_of(&split.unwrap_or_default(), variant, island) {
                let value = if split.is_none() { Err(Status::Missing) } else { value };
                let base = split.map_or(0.0, |s| s.base);
                result.shift_share.push(ShiftShareRow {
                    region: panel.regions[r].clone(),
                    variant: word,
                    component,
                    from_year: panel.years[0],
                    to_year: panel.years[last],
                    value: value.ok(),
                    rate: value.ok().map(|v| v / base).filter(|v| v.is_finite()),
                    status: value.err().unwrap_or(known),
                });
            }
        }
        let unused = used.iter().filter(|u| !**u).count();
        left_out.insert(variant == Variant::Dynamic, (unused, used.len()));
    }
    // All variants but the dynamic one take the first and the last year.
    let of = |dynamic: bool| left_out.get(&dynamic).copied().unwrap_or_default();
    let ((ends, all), (each, _)) = (of(false), of(true));
    if ends + each > 0 {
        result.warnings.push(format!(
            "shift–share: {ends} of {all} cells lack a value in the first or last year and take no part; {each} in any year and \
             take none in the dynamic variant"
        ));
    }
}

/// Published totals of industries stand for the nation where both years have them.
fn with_margins<'a>(mut step: Step<'a>, margins: Option<&Margins>, years: &[usize]) -> Step<'a> {
    let Some(margins) = margins else { return step };
    for i in 0..step.industries {
        let of = |y: usize| margins.industries[y * step.industries + i];
        let (from, to) = (of(years[0]), of(years[1]));
        if from.is_finite() && to.is_finite() {
            (step.nation_from[i], step.nation_to[i]) = (from, to);
        }
    }
    step
}

fn related(
    panel: &ClusterPanel,
    held: &[Held],
    entry: Option<&Fit>,
    options: &DynamicsOptions,
    result: &mut DynamicsResult,
) {
    let (rows, cols) = (panel.regions.len(), panel.industries.len());
    let last = panel.years.len() - 1;
    let year = panel.years[last];
    let presence = Presence::new(rows, cols, |r, i| held[r * cols + i] == Held::Yes);
    let together: Vec<f64> = counts(&presence).into_iter().map(f64::from).collect();
    let of = |variant| relatedness::of_counts(&together, cols, variant, Base::CoOccurrences);
    let (proximity, related) = (of(relatedness::Variant::Proximity), of(relatedness::Variant::Probability));
    let number = |v: f64| Some(v).filter(|v| v.is_finite());
    for i in 0..cols {
        for j in i + 1..cols {
            let at = i * cols + j;
            let relatedness = number(related[at]);
            result.relatedness.push(RelatednessRow {
                industry: panel.industries[i].clone(),
                other: panel.industries[j].clone(),
                year,
                co_occurrence: together[at] as i64,
                proximity: number(proximity[at]),
                relatedness,
                status: relatedness.map_or(Status::Undefined(Reason::EmptyIndustry), |_| Status::Observed),
            });
        }
    }
    let density = densities(&presence, &proximity, false);
    let lq = quotients(&panel.slab(last));
    let (diversity, ubiquity) = (presence.diversity(), presence.ubiquity());
    let of_region = |r: usize| {
        let cell = |i: usize| r * cols + i;
        let mut order: Vec<usize> =
            (0..cols).filter(|i| held[cell(*i)] == Held::No && !density[cell(*i)].is_nan()).collect();
        order.sort_by(|a, b| density[cell(*b)].total_cmp(&density[cell(*a)]).then(a.cmp(b)));
        let mut rank = vec![None; cols];
        order.iter().enumerate().for_each(|(at, i)| rank[*i] = Some(at as i64 + 1));
        let row = |i: usize| {
            let d = density[cell(i)];
            let mut x = vec![1.0, d];
            if options.model.size {
                x.extend([f64::from(diversity[r]) / cols as f64, f64::from(ubiquity[i]) / rows as f64]);
            }
            OpportunityRow {
                region: panel.regions[r].clone(),
                industry: panel.industries[i].clone(),
                year,
                lq: number(lq[cell(i)]),
                present: (held[cell(i)] != Held::Unknown).then_some(held[cell(i)] == Held::Yes),
                density: number(d),
                rank: rank[i],
                entry_probability: entry.filter(|_| rank[i].is_some()).map(|m| m.probability(&x)),
                status: if d.is_nan() { Status::Undefined(Reason::Island) } else { Status::Observed },
            }
        };
        (0..cols).map(row).collect::<Vec<_>>()
    };
    result.opportunities = (0..rows).into_par_iter().flat_map_iter(of_region).collect();
}
