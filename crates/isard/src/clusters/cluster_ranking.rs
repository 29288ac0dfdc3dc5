//! The most competitive clusters of all regions, with intervals of ranks.

use super::activity::{ABSENT, ACTIVITY, Activity};
use super::cluster_stars::{establishments, items, measure_of};
use super::location_quotient::{Variant, of_slab};
use super::performance::{self, Behind, Figures, Measure, Performance, Star, Stream};
use super::resampling::{self, Cells, Resampling, at_share};
use super::slab::{Slab, totals};
use crate::model::{Column, Table};
use crate::registry::{InputSpec, Inputs, Method, MethodError, OptionSpec, Options, Output, Reference};
use rayon::prelude::*;

/// Registry entry.
pub const METHOD: Method = Method {
    id: "cluster-ranking",
    question: "clusters",
    title: "Ranking of clusters",
    summary: "The most competitive clusters across regions and countries, by share of all jobs or exports of their kind, \
              productivity and growth, with intervals of ranks.",
    formula: "Of every region's cluster with LQ ≥ minimum-lq and value ≥ minimum-value: share e_ij / e_i; productivity \
              (w_ij / e_ij) / (w_i / e_i), w the input `output`; growth g_ij − g_i, g = (e_T / e_0)^{1/(T−0)} − 1 between \
              first and last year; sums of industries over the cells where both are known. Each becomes its share of clusters below it plus half of those equal (0 to 1); score = \
              Σ weight · component / Σ weight over components with a weight above 0. Rank by the mean score over draws, in which values, \
              productivity and growth of cells are drawn as in cluster-stars (where it gives them no probability they are \
              as seen), so that no chance of a small cluster leads; without draws by the score as seen; equal scores by \
              region, then industry. rank_low, rank_high: 5th and 95th percentile of the rank over draws.",
    undefined: "A cluster without one of the components that have a weight has no score and no rank (missing).",
    complexity: "O((cells + clusters × log clusters) × draws); memory O(clusters × draws).",
    inputs: &[
        ACTIVITY,
        InputSpec {
            name: "output",
            columns: "region, industry[, year], value: value added, exports or wages behind productivity",
            optional: true,
        },
        InputSpec {
            name: "establishments",
            columns: "region, industry[, year], value: number of establishments",
            optional: true,
        },
    ],
    options: crate::options![
        [
            OptionSpec::real("weight-share", 0.0, 1e6, "1", "Weight of the share."),
            OptionSpec::real(
                "weight-productivity",
                0.0,
                1e6,
                "",
                "Weight of productivity; 1 where `output` is given, else 0.",
            ),
            OptionSpec::real(
                "weight-growth",
                0.0,
                1e6,
                "",
                "Weight of growth; 1 where there are several years, else 0.",
            ),
            OptionSpec::real("minimum-lq", 0.0, f64::MAX, "1", "Least location quotient of a cluster."),
            OptionSpec::real("minimum-value", 0.0, f64::MAX, "0", "Least value of a cluster."),
            OptionSpec::integer("top", 0, 1_000_000_000, "100", "How many to list; 0: all."),
        ],
        resampling::OPTIONS,
        [ABSENT]
    ],
    output: &[
        ("region", "Region key."),
        ("industry", "Industry or cluster key."),
        ("rank", "Rank, 1 the most competitive."),
        ("rank_low", "5th percentile of the rank over draws."),
        ("rank_high", "95th percentile of the rank over draws."),
        ("score", "Weighted mean of the components' places, 0 to 1."),
        ("score_seen", "Score as the figures stand."),
        ("lq", "Location quotient."),
        ("share", "Share of the industry over all regions."),
        ("productivity", "Output per unit of activity, relative to the industry over all regions."),
        ("growth", "Annual growth above that of the industry over all regions."),
        ("status", "Status of the score."),
    ],
    references: &[Reference {
        text: "Delgado, M., Porter, M. E. & Stern, S. (2014). Clusters, convergence, and economic performance. Research \
               Policy 43(10), 1785–1799.",
        locator: "what strong clusters are compared by; the composite is isard's own",
        doi: "10.1016/j.respol.2014.05.007",
        checked: false,
    }],
    run,
};

/// Weights of the components.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Weights {
    /// Of the share.
    pub share: f64,
    /// Of productivity.
    pub productivity: f64,
    /// Of growth.
    pub growth: f64,
}

impl Weights {
    fn all(&self) -> [f64; 3] {
        [self.share, self.productivity, self.growth]
    }
}

/// Scores of clusters from their components (share, productivity, growth);
/// NaN where a component with a weight is missing.
///
/// Complexity: O(n log n).
pub fn scores(components: &[Vec<f64>; 3], weights: &Weights) -> Vec<f64> {
    let n = components[0].len();
    let mut score = vec![0.0; n];
    let sum: f64 = weights.all().iter().sum();
    for (component, weight) in components.iter().zip(weights.all()).filter(|p| p.1 > 0.0) {
        let places = places(component);
        score.iter_mut().zip(places).for_each(|(s, p)| *s += weight * p / sum);
    }
    if sum > 0.0 { score } else { vec![f64::NAN; n] }
}

/// Share of values below each plus half of those equal to it.
fn places(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<u32> = (0..values.len() as u32).filter(|&k| !values[k as usize].is_nan()).collect();
    order.sort_unstable_by(|&a, &b| values[a as usize].total_cmp(&values[b as usize]));
    let n = order.len() as f64;
    let mut out = vec![f64::NAN; values.len()];
    let mut from = 0;
    while from < order.len() {
        let value = values[order[from] as usize];
        let equal = order[from..].iter().take_while(|&&k| values[k as usize] == value).count();
        let place = (from as f64 + 0.5 * equal as f64) / n;
        order[from..from + equal].iter().for_each(|&k| out[k as usize] = place);
        from += equal;
    }
    out
}

/// Ranks by score, highest first, equal ones in order; 0 without score.
fn ranks(scores: &[f64]) -> Vec<u32> {
    let mut order: Vec<u32> = (0..scores.len() as u32).filter(|&k| !scores[k as usize].is_nan()).collect();
    order.sort_unstable_by(|&a, &b| scores[b as usize].total_cmp(&scores[a as usize]).then(a.cmp(&b)));
    let mut out = vec![0; scores.len()];
    order.iter().enumerate().for_each(|(rank, &k)| out[k as usize] = rank as u32 + 1);
    out
}

/// What the clusters of a ranking are made of.
struct Entities<'a> {
    /// Positions of the clusters in the slabs.
    at: Vec<usize>,
    cols: usize,
    last: &'a Slab,
    /// What is known beside the values of the last year.
    performance: Performance<'a>,
    /// The same as it is seen, by cell.
    seen: Figures,
    /// Output per unit of the value, and growth, of every industry.
    industries: [Vec<f64>; 2],
    /// What published totals of industries hold beyond the cells.
    rest: Vec<f64>,
}

impl<'a> Entities<'a> {
    fn of(at: Vec<usize>, last: &'a Slab, performance: Performance<'a>) -> Entities<'a> {
        let cols = last.cols();
        let now = performance.now.values;
        // Sums over the cells where both are known, so that a gap in one is none in the ratio.
        let both = |other: &Measure| {
            let mut sums = [vec![0.0; cols], vec![0.0; cols]];
            for (at, (a, b)) in now.iter().zip(other.values).enumerate() {
                if !a.is_nan() && !b.is_nan() {
                    sums[0][at % cols] += a;
                    sums[1][at % cols] += b;
                }
            }
            sums
        };
        let nothing = || vec![f64::NAN; cols];
        let made = performance.output.map_or_else(nothing, |output| {
            let [value, output] = both(&output);
            performance::productivity(&output, &value)
        });
        let grown = performance.before.map_or_else(nothing, |(before, years)| {
            let [value, before] = both(&before);
            performance::growth(&before, &value, years)
        });
        let (_, cells, _) = totals(now, last.rows(), cols);
        let rest =
            last.col_totals().iter().zip(&cells).map(|(total, cells)| (total - cells).max(0.0)).collect();
        Entities { at, cols, last, seen: performance.figures(), performance, industries: [made, grown], rest }
    }

    /// Share of the industry, by what cells hold.
    fn shares(&self, cells: &[f64]) -> Vec<f64> {
        let mut sums = self.rest.clone();
        for (at, v) in cells.iter().enumerate().filter(|c| !c.1.is_nan()) {
            sums[at % self.cols] += v;
        }
        self.at.iter().map(|&at| ratio(cells[at], sums[at % self.cols])).collect()
    }

    /// Productivity relative to the industry's, by the productivity of cells.
    fn productivity(&self, of_cell: impl Fn(usize) -> f64) -> Vec<f64> {
        self.at.iter().map(|&at| ratio(of_cell(at), self.industries[0][at % self.cols])).collect()
    }

    /// Growth less the industry's, by the growth of cells.
    fn growth(&self, of_cell: impl Fn(usize) -> f64) -> Vec<f64> {
        self.at.iter().map(|&at| of_cell(at) - self.industries[1][at % self.cols]).collect()
    }

    /// Share, productivity and growth as they are seen.
    fn components(&self) -> [Vec<f64>; 3] {
        let of = |figures: &Option<Vec<f64>>, at: usize| figures.as_ref().map_or(f64::NAN, |f| f[at]);
        [
            self.shares(self.last.cells()),
            self.productivity(|at| of(&self.seen.productivity, at)),
            self.growth(|at| of(&self.seen.growth, at)),
        ]
    }

    /// What may lie behind a figure; `None` where there is none, or too few cells
    /// to tell how it scatters.
    fn behind<'p>(
        &'p self,
        star: Star,
        figures: &'p Option<Vec<f64>>,
        settings: &Resampling,
    ) -> Option<Behind<'p>> {
        self.performance.behind(star, figures.as_deref()?, self.cols, settings)
    }
}

/// A ratio, NaN where it is none.
fn ratio(above: f64, below: f64) -> f64 {
    if below > 0.0 { above / below } else { f64::NAN }
}

fn run(inputs: &Inputs, options: &Options) -> Result<Output, MethodError> {
    let activity = Activity::read(inputs, options)?;
    let panel = &activity.panel;
    let plants = establishments(inputs, panel)?;
    let made = super::cluster_stars::in_order_of(inputs, "output", panel)?;
    let (years, cells) = (panel.years.len(), panel.regions.len() * panel.industries.len());
    let last = activity.slab(years - 1);
    let weight = |name: &str, usual: bool| options.real(name).unwrap_or(f64::from(u8::from(usual)));
    let weights = Weights {
        share: weight("weight-share", true),
        productivity: weight("weight-productivity", made.is_some()),
        growth: weight("weight-growth", years > 1),
    };
    if weights.all().iter().sum::<f64>() <= 0.0 {
        return Err(MethodError::data_hint(
            "all weights are zero",
            "give one of weight-share, weight-growth a value",
        ));
    }
    if weights.productivity > 0.0 && made.is_none() {
        return Err(MethodError::MissingInput { name: "output", columns: "region, industry[, year], value" });
    }
    if weights.growth > 0.0 && years < 2 {
        return Err(MethodError::data_hint("growth needs two years or more", "set weight-growth=0"));
    }
    let least = |name: &str| options.real(name).unwrap_or(0.0);
    let quotients = of_slab(&last, Variant::Ratio);
    let at: Vec<usize> = (0..cells)
        .filter(|&at| quotients[at].is_ok_and(|lq| lq > 0.0 && lq >= least("minimum-lq")))
        .filter(|&at| last.cells()[at] >= least("minimum-value"))
        .collect();
    let performance = Performance {
        now: measure_of(&panel.values, plants.as_deref(), years - 1, cells),
        output: made.as_ref().map(|m| measure_of(m, plants.as_deref(), years - 1, cells)),
        before: (years > 1).then(|| {
            let span = (panel.years[years - 1] - panel.years[0]) as f64;
            (measure_of(&panel.values, plants.as_deref(), 0, cells), span)
        }),
    };
    let settings = Resampling::of(options, options.integer("seed") as u64)?;
    let keys = items(&panel.regions, &panel.industries);
    let top = Some(options.integer("top") as usize).filter(|top| *top > 0).unwrap_or(at.len());
    let candidates = at.len();
    let ranked = most_competitive(&last, performance, at, top, &weights, &settings, &keys);
    let real = |of: &dyn Fn(&Ranked) -> f64| {
        Column::Real(ranked.iter().map(|k| Some(of(k)).filter(|v| v.is_finite())).collect())
    };
    let whole = |of: &dyn Fn(&Ranked) -> Option<i64>| Column::Integer(ranked.iter().map(of).collect());
    let cols = panel.industries.len();
    let region = ranked.iter().map(|k| Some(panel.regions[k.at / cols].as_str()));
    let industry = ranked.iter().map(|k| Some(panel.industries[k.at % cols].as_str()));
    let status = ranked.iter().map(|k| Some(if k.rank.is_none() { "missing" } else { "observed" }));
    let table = Table::new()
        .with("region", Column::Text(region.collect()))
        .with("industry", Column::Text(industry.collect()))
        .with("rank", whole(&|k| k.rank))
        .with("rank_low", whole(&|k| k.interval.map(|i| i.0)))
        .with("rank_high", whole(&|k| k.interval.map(|i| i.1)))
        .with("score", real(&|k| k.score))
        .with("score_seen", real(&|k| k.seen))
        .with("lq", real(&|k| quotients[k.at].unwrap_or(f64::NAN)))
        .with("share", real(&|k| k.components[0]))
        .with("productivity", real(&|k| k.components[1]))
        .with("growth", real(&|k| k.components[2]))
        .with("status", Column::Text(status.collect()));
    let mut output = activity.output(table);
    output.assumptions.push(format!(
        "weights: share {}, productivity {}, growth {}; ranked among {candidates} clusters",
        weights.share, weights.productivity, weights.growth
    ));
    if settings.draws > 0 {
        output.assumptions.push(settings.describe());
    }
    Ok(output)
}

/// A cluster in the ranking.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Ranked {
    /// Position in the slab.
    pub(super) at: usize,
    /// Mean score over draws, without them as seen; NaN where a component with a weight is missing.
    pub(super) score: f64,
    /// Score as seen.
    pub(super) seen: f64,
    /// Rank by score.
    pub(super) rank: Option<i64>,
    /// 5th and 95th percentile of the rank.
    pub(super) interval: Option<(i64, i64)>,
    /// Share, productivity, growth as seen; NaN where there is none.
    pub(super) components: [f64; 3],
}

/// The first `top` of the clusters at these positions of a slab, by score.
///
/// Complexity: O((cells + clusters × log clusters) × draws); memory O(clusters × draws).
pub(super) fn most_competitive(
    last: &Slab,
    performance: Performance,
    at: Vec<usize>,
    top: usize,
    weights: &Weights,
    settings: &Resampling,
    keys: &[u64],
) -> Vec<Ranked> {
    let entities = Entities::of(at, last, performance);
    let components = entities.components();
    let seen = scores(&components, weights);
    let drawn = drawn(&entities, &components, weights, settings, keys);
    // A cluster that is nothing in a draw comes last in it.
    let mean = |k: usize| match drawn.len() {
        _ if seen[k].is_nan() => f64::NAN,
        0 => seen[k],
        draws => drawn.iter().map(|d| if d.0[k].is_nan() { 0.0 } else { d.0[k] }).sum::<f64>() / draws as f64,
    };
    let score: Vec<f64> = (0..seen.len()).into_par_iter().map(mean).collect();
    let rank = ranks(&score);
    let mut order: Vec<usize> = (0..rank.len()).collect();
    order.sort_by_key(|&k| if rank[k] == 0 { u32::MAX } else { rank[k] });
    order.truncate(top);
    let interval = |k: usize| {
        let mut all: Vec<u32> = drawn.iter().map(|d| d.1[k]).collect();
        all.iter_mut().filter(|r| **r == 0).for_each(|r| *r = seen.len() as u32);
        all.sort_unstable();
        let of = |p: f64| i64::from(all[at_share(p, all.len())]);
        (!all.is_empty() && rank[k] > 0).then(|| (of(0.05), of(0.95)))
    };
    let of = |k: usize| Ranked {
        at: entities.at[k],
        score: score[k],
        seen: seen[k],
        rank: (rank[k] > 0).then_some(i64::from(rank[k])),
        interval: interval(k),
        components: [0, 1, 2].map(|c| components[c][k]),
    };
    order.into_par_iter().map(of).collect()
}

/// Scores and ranks of every draw.
fn drawn(
    entities: &Entities,
    components: &[Vec<f64>; 3],
    weights: &Weights,
    settings: &Resampling,
    keys: &[u64],
) -> Vec<(Vec<f64>, Vec<u32>)> {
    if settings.draws == 0 {
        return Vec::new();
    }
    let now = &entities.performance.now;
    let last = Cells::of(entities.last, now.establishments, keys, settings).ready(now.estimates);
    let seen = &entities.seen;
    let productivity = entities.behind(Star::Productivity, &seen.productivity, settings);
    let growth = entities.behind(Star::Dynamism, &seen.growth, settings);
    let one = |d: usize| {
        let of = |behind: &Behind, at: usize| {
            behind.draw(at, Stream { seed: settings.seed, item: keys[at], d: d as u64 })
        };
        let drawn = [
            entities.shares(&last.draw(d)),
            productivity
                .as_ref()
                .map_or_else(|| components[1].clone(), |b| entities.productivity(|at| of(b, at))),
            growth.as_ref().map_or_else(|| components[2].clone(), |b| entities.growth(|at| of(b, at))),
        ];
        let scores = scores(&drawn, weights);
        let ranks = ranks(&scores);
        (scores, ranks)
    };
    (0..settings.draws).into_par_iter().map(one).collect()
}
