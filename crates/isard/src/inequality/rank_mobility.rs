//! The method `rank-mobility`: who rises and falls in the ranking of regions.

use super::gini::known;
use super::panel::{FROM, Panel, TO, UNBALANCED, Unbalanced, year_option};
use super::permutation::{ALTERNATIVE, DRAWS, Tails};
use super::values::{VALUES, Values};
use crate::clusters::slab::Measured;
use crate::inference::Random;
use crate::linalg::average_ranks;
use crate::model::{Reason, Status, table_of};
use crate::registry::{InputSpec, Inputs, Method, MethodError, OptionSpec, Options, Output, Reference};
use crate::space::Weights;
use rayon::prelude::*;
use serde_json::json;
use statrs::distribution::{ContinuousCDF, Normal};

/// Registry entry.
pub const METHOD: Method = Method {
    id: "rank-mobility",
    question: "inequality",
    title: "Rank mobility",
    summary: "How much of the ranking of regions lasts from year to year and from first to last, among neighbours and others, and \
              which regions rose and fell most.",
    formula: "τ_b = (C − D)/√((m − t_x)(m − t_y)): C and D pairs in the same and in the opposite order in both years, m all pairs, \
              t pairs tied in a year. With a map the same over pairs of neighbours (a link in either direction) and over all other \
              pairs. p of τ: normal with the variance under ties; p of τ over neighbours: regions with both their values laid on \
              the map at random. Rank 1 is the highest value, ties share the mean; change = rank before − rank after.",
    undefined: "undefined:too-few: fewer than two regions, or no pair; undefined:constant: all pairs are tied in one of the years.",
    complexity: "O(n log n) a pair of years; O(draws × links) with a map.",
    inputs: &[
        VALUES,
        InputSpec {
            name: "weights",
            columns: "from, to[, weight]; splits pairs into neighbours and others",
            optional: true,
        },
    ],
    options: &[
        FROM,
        TO,
        OptionSpec::choice(
            "pairs",
            &["both", "consecutive", "first-last"],
            "both",
            "Pairs of years: each year with the next, the first with the last, or both.",
        ),
        UNBALANCED,
        DRAWS,
        ALTERNATIVE,
        OptionSpec::seed(),
    ],
    output: &[
        ("name", "`tau`, `tau-neighbors`, `tau-non-neighbors`, `rank-from`, `rank-to` or `rank-change`."),
        ("region", "Region of a rank; empty otherwise."),
        ("year_from", "First year."),
        ("year_to", "Last year."),
        ("value", "Value; a positive change is a rise."),
        ("p", "p-value: two-sided for `tau`, by permutation for `tau-neighbors`."),
        ("status", "Status of the value."),
    ],
    references: &[
        Reference {
            text: "Kendall, M. G. (1945). The treatment of ties in ranking problems. Biometrika 33, 239–251.",
            locator: "numbers of scipy 1.17.1 and giddy 2.3.8",
            doi: "10.1093/biomet/33.3.239",
            checked: true,
        },
        Reference {
            text: "Knight, W. R. (1966). A computer method for calculating Kendall's tau with ungrouped data. Journal of the \
                   American Statistical Association 61, 436–439.",
            locator: "",
            doi: "10.1080/01621459.1966.10480879",
            checked: false,
        },
        Reference {
            text: "Rey, S. J. (2014). Fast algorithms for a space-time concordance measure. Computational Statistics 29, 799–811.",
            locator: "48 US states 1929–2009, numbers of giddy 2.3.8",
            doi: "10.1007/s00180-013-0461-2",
            checked: true,
        },
    ],
    run,
};

/// Pairs of regions by how two years order them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Pairs {
    /// All pairs.
    pub all: i64,
    /// Pairs in the same order less pairs in the opposite one.
    pub balance: i64,
    /// Pairs tied in the first year.
    pub tied_before: i64,
    /// Pairs tied in the last year.
    pub tied_after: i64,
}

impl Pairs {
    /// Kendall's τ_b.
    ///
    /// # Errors
    /// `undefined:too-few` without pairs, `undefined:constant` when all are tied
    /// in a year.
    pub fn tau(&self) -> Measured {
        let (before, after) = (self.all - self.tied_before, self.all - self.tied_after);
        if self.all == 0 {
            return Err(Status::Undefined(Reason::TooFew));
        }
        if before == 0 || after == 0 {
            return Err(Status::Undefined(Reason::Constant));
        }
        Ok((self.balance as f64 / (before as f64).sqrt() / (after as f64).sqrt()).clamp(-1.0, 1.0))
    }

    fn less(self, other: Pairs) -> Pairs {
        Pairs {
            all: self.all - other.all,
            balance: self.balance - other.balance,
            tied_before: self.tied_before - other.tied_before,
            tied_after: self.tied_after - other.tied_after,
        }
    }
}

/// Pairs of two lists, by sorting (Knight).
///
/// Complexity: O(n log n).
pub fn pairs(before: &[f64], after: &[f64]) -> Pairs {
    let n = before.len() as i64;
    let mut order: Vec<usize> = (0..before.len()).collect();
    let key = |i: usize, j: usize| before[i].total_cmp(&before[j]).then(after[i].total_cmp(&after[j]));
    order.sort_unstable_by(|&i, &j| key(i, j));
    let runs = |same: &dyn Fn(usize, usize) -> bool, order: &[usize]| -> i64 {
        order.chunk_by(|&i, &j| same(i, j)).map(|run| run.len() as i64 * (run.len() as i64 - 1) / 2).sum()
    };
    let tied_before = runs(&|i, j| before[i] == before[j], &order);
    let tied_both = runs(&|i, j| before[i] == before[j] && after[i] == after[j], &order);
    let mut sequence: Vec<f64> = order.iter().map(|&i| after[i]).collect();
    let mut spare = sequence.clone();
    let swaps = sort_counting(&mut sequence, &mut spare);
    let tied_after: i64 =
        sequence.chunk_by(|a, b| a == b).map(|run| run.len() as i64 * (run.len() as i64 - 1) / 2).sum();
    let all = n * (n - 1) / 2;
    Pairs { all, balance: all - tied_before - tied_after + tied_both - 2 * swaps, tied_before, tied_after }
}

/// Sorts by merging; the number of pairs that stood in falling order.
fn sort_counting(x: &mut [f64], spare: &mut [f64]) -> i64 {
    let n = x.len();
    if n < 2 {
        return 0;
    }
    let half = n / 2;
    let mut swaps = sort_counting(&mut x[..half], &mut spare[..half]);
    swaps += sort_counting(&mut x[half..], &mut spare[half..]);
    let (mut i, mut j) = (0, half);
    for slot in spare[..n].iter_mut() {
        let left = j == n || (i < half && x[i] <= x[j]);
        if left {
            *slot = x[i];
            i += 1;
        } else {
            *slot = x[j];
            j += 1;
            swaps += (half - i) as i64;
        }
    }
    x.copy_from_slice(&spare[..n]);
    swaps
}

/// p-value of τ by the normal distribution, two-sided, with the variance of
/// C − D under ties; `None` without spread or for fewer than three regions.
pub fn p_value(before: &[f64], after: &[f64], pairs: &Pairs) -> Option<f64> {
    let n = before.len() as f64;
    let ties = |x: &[f64]| {
        let mut sorted = x.to_vec();
        sorted.sort_unstable_by(f64::total_cmp);
        let runs = sorted.chunk_by(|a, b| a == b).map(|r| r.len() as f64);
        runs.fold([0.0; 3], |s, t| {
            let two = t * (t - 1.0);
            [s[0] + two * (2.0 * t + 5.0), s[1] + two, s[2] + two * (t - 2.0)]
        })
    };
    if n < 3.0 {
        return None;
    }
    let (x, y) = (ties(before), ties(after));
    let m = n * (n - 1.0);
    let variance = (m * (2.0 * n + 5.0) - x[0] - y[0]) / 18.0
        + x[1] * y[1] / (2.0 * m)
        + x[2] * y[2] / (9.0 * m * (n - 2.0));
    let normal = Normal::new(0.0, 1.0).ok()?;
    (variance > 0.0).then(|| 2.0 * normal.sf(pairs.balance.abs() as f64 / variance.sqrt()))
}

/// Pairs of neighbours: `order[i]` is the region that lies at place i of the
/// map, whose links stand in both directions.
fn neighbor_pairs(before: &[f64], after: &[f64], map: &Weights, order: &[usize]) -> Pairs {
    let mut found = Pairs::default();
    for i in 0..map.len() {
        let later = map.neighbors(i).partition_point(|&j| j as usize <= i);
        for &j in &map.neighbors(i)[later..] {
            let (a, b) = (order[i], order[j as usize]);
            let x = sign(before[a], before[b]);
            let y = sign(after[a], after[b]);
            found.all += 1;
            found.balance += x * y;
            found.tied_before += i64::from(x == 0);
            found.tied_after += i64::from(y == 0);
        }
    }
    found
}

#[inline]
fn sign(a: f64, b: f64) -> i64 {
    i64::from(a > b) - i64::from(a < b)
}

/// τ among neighbours and others, with draws against the former.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SpatialTau {
    /// Over pairs of neighbours.
    pub neighbors: Measured,
    /// Over all other pairs.
    pub others: Measured,
    /// Draws against the first.
    pub tails: Tails,
}

/// Splits τ by the links of `map`, whose regions are those of the lists.
///
/// Complexity: O(n log n + draws × links).
pub fn spatial_tau(
    before: &[f64],
    after: &[f64],
    map: &Weights,
    seed: u64,
    item: u64,
    draws: usize,
) -> SpatialTau {
    let map = map.symmetric();
    let given: Vec<usize> = (0..map.len()).collect();
    let near = neighbor_pairs(before, after, &map, &given);
    let drawn: Vec<f64> = (0..draws as u64)
        .into_par_iter()
        .map(|draw| {
            let mut order = given.clone();
            Random::new(seed, item, draw).shuffle(&mut order);
            // All neighbours tied: no order to speak of, as good as none.
            neighbor_pairs(before, after, &map, &order).tau().unwrap_or(0.0)
        })
        .collect();
    let tails = near.tau().map_or(Tails::default(), |tau| Tails::of(tau, drawn, 1.0));
    SpatialTau { neighbors: near.tau(), others: pairs(before, after).less(near).tau(), tails }
}

/// Ranks with 1 for the highest value.
pub fn ranks(values: &[f64]) -> Vec<f64> {
    average_ranks(&values.iter().map(|v| -v).collect::<Vec<f64>>())
}

crate::record! {
    /// A measure of rank mobility.
    pub struct RankRow in "inequality"/"ranks", key ["name", "region", "year_from", "year_to"] {
        /// What is measured.
        name: &'static str,
        /// Region.
        region: Option<String> [Kind::Key],
        /// First year.
        year_from: i64 [Kind::Year],
        /// Last year.
        year_to: i64 [Kind::Year],
        /// Value.
        value: Option<f64>,
        /// p-value.
        p: Option<f64>,
        /// Status of the value.
        status: Status,
    }
}

fn run(inputs: &Inputs, options: &Options) -> Result<Output, MethodError> {
    let given = Values::read(inputs)?;
    let (from, to) = (year_option("from", options.text("from"))?, year_option("to", options.text("to"))?);
    let years = Panel::between(&given.years, from, to)?;
    let panel = Panel::balanced(&years, Unbalanced::from_word(options.text("unbalanced")))?;
    let map = inputs.get("weights").map(|_| Weights::read(inputs)).transpose()?;
    if let Some(map) = &map {
        known(map, &panel.regions)?;
    }
    let map = map.map(|m| m.among(&panel.regions));
    let last = panel.years.len() - 1;
    let mut chosen: Vec<(usize, usize)> = Vec::new();
    if options.text("pairs") != "first-last" {
        chosen.extend((0..last).map(|y| (y, y + 1)));
    }
    if options.text("pairs") != "consecutive" && !chosen.contains(&(0, last)) {
        chosen.push((0, last));
    }
    let (seed, draws) = (options.integer("seed") as u64, options.integer("draws") as usize);
    let mut rows = Vec::new();
    for (at, &(a, b)) in chosen.iter().enumerate() {
        let (before, after) = (panel.year(a), panel.year(b));
        let mut push = |name, value: Measured, p| {
            rows.push(RankRow {
                name,
                region: None,
                year_from: panel.years[a],
                year_to: panel.years[b],
                value: value.ok(),
                p: value.ok().and(p),
                status: value.err().unwrap_or_default(),
            });
        };
        let found = pairs(before, after);
        push("tau", found.tau(), p_value(before, after, &found));
        if let Some(map) = &map {
            let tau = spatial_tau(before, after, map, seed, at as u64, draws);
            push("tau-neighbors", tau.neighbors, tau.tails.p(options.text("alternative")));
            push("tau-non-neighbors", tau.others, None);
        }
    }
    let (before, after) = (ranks(panel.year(0)), ranks(panel.year(last)));
    let mut order: Vec<usize> = (0..panel.len()).collect();
    let change = |i: usize| before[i] - after[i];
    order.sort_by(|&i, &j| change(j).total_cmp(&change(i)).then(i.cmp(&j)));
    let mut rank_rows = |name, of: &dyn Fn(usize) -> f64| {
        rows.extend(order.iter().map(|&i| RankRow {
            name,
            region: Some(panel.regions[i].clone()),
            year_from: panel.years[0],
            year_to: panel.years[last],
            value: Some(of(i)),
            p: None,
            status: Status::Observed,
        }));
    };
    rank_rows("rank-change", &change);
    rank_rows("rank-from", &|i| before[i]);
    rank_rows("rank-to", &|i| after[i]);
    let named = |i: &usize| json!({ "region": panel.regions[*i], "change": change(*i) });
    let rose: Vec<_> = order.iter().filter(|&&i| change(i) > 0.0).take(5).map(named).collect();
    let fell: Vec<_> = order.iter().rev().filter(|&&i| change(i) < 0.0).take(5).map(named).collect();
    let mut output = Output::new(table_of(&rows))
        .figure("rose_most", rose)
        .figure("fell_most", fell)
        .figure("regions", panel.len());
    output.warnings = panel.left_out_warning("in every year").into_iter().collect();
    Ok(output)
}
