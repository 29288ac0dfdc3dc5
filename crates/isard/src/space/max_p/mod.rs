//! The method `max-p`: as many contiguous groups as a floor allows.

mod construction;
mod growth;

use super::floor::{FLOOR, FLOOR_SHARE, Floor, VALUES};
use super::graph::{Contiguity, by_appearance};
use super::grouped_output::{OUTPUT, finish};
use super::mapped::{DATA, DEFINITIONS, INDICATORS, Mapped};
use super::partition_search::{
    COMPACT, COOLING, METHODS, PATIENCE, Partition, Search, TABU_LENGTH, centered,
};
use super::places::POINTS;
use super::weights::WEIGHTS;
use crate::inference::Random;
use crate::linalg::{Matrix, Points};
use crate::registry::{Inputs, Method, MethodError, OptionSpec, Options, Output, Reference};
use construction::construct;
use rayon::prelude::*;

/// Option `starts`.
const STARTS: OptionSpec = OptionSpec::integer(
    "starts",
    1,
    1_000_000,
    "100",
    "Number of constructions; those with the most groups go on to the search.",
);

/// Registry entry.
pub const METHOD: Method = Method {
    id: "max-p",
    question: "space",
    title: "Max-p regions",
    summary: "As many groups that hang together on the map as can be formed with a floor (population, jobs, number of regions), as homogeneous as possible.",
    formula: "max p, then min Σᵢ ‖zᵢ − c(gᵢ)‖², every group contiguous and Σ values ≥ floor. Construction (each start): groups grow from a seed beside \
those there are until they reach the floor, the next region by a score of likeness, few free neighbours, many links into the group and chance, weighted anew in each start; what is \
left joins the most alike neighbour. Then a few neighbouring groups whose total would do for one more are set free and grown anew, many times. Of the starts with the most groups the \
eight with the least sum of squares go on to the search, which moves border regions at fixed p; the best is kept, the first of equals.",
    undefined: "No floor, a floor above the total or above that of a part of the map, regions that stand in one input only, missing \
values without a policy and indicators without spread are refused. p is the most that was found, a lower bound of the true one: `p_upper_bound` is the sum over parts of the map of ⌊total/floor⌋.",
    complexity: "A start O(n · neighbours) for growth and rebuilding; the search O(tries), starts on all threads; O(n) memory a start.",
    inputs: &[INDICATORS, WEIGHTS, VALUES, POINTS, DEFINITIONS],
    options: crate::options![
        [FLOOR, FLOOR_SHARE, METHODS, STARTS, COMPACT, OptionSpec::seed(), COOLING, TABU_LENGTH, PATIENCE],
        DATA
    ],
    output: OUTPUT,
    references: &[
        Reference {
            text: "Duque, J. C., Anselin, L. & Rey, S. J. (2012). The max-p-regions problem. Journal of Regional Science 52, 397–419",
            locator: "the problem; the construction here is another one",
            doi: "10.1111/j.1467-9787.2011.00743.x",
            checked: false,
        },
        Reference {
            text: "Wei, R., Rey, S. & Knaap, E. (2021). Efficient regionalization for spatially explicit neighborhood delineation. International Journal of Geographical Information Science 35, 135–151",
            locator: "",
            doi: "10.1080/13658816.2020.1759806",
            checked: false,
        },
    ],
    run,
};

/// Starts whose groupings go on to the search.
const SEARCHED: usize = 8;

/// What a run of [`max_p`] may choose.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MaxPOptions {
    /// Constructions.
    pub starts: usize,
    /// Seed of the random numbers.
    pub seed: u64,
    /// The search at fixed p.
    pub search: Search,
    /// Whether groups shall be compact.
    pub compact: bool,
}

impl Default for MaxPOptions {
    fn default() -> Self {
        MaxPOptions { starts: 100, seed: 1, search: Search::default(), compact: false }
    }
}

/// The largest number of groups found and the best grouping with it.
#[derive(Debug, Clone, PartialEq)]
pub struct MaxPFit {
    /// Group of each region, numbered by first appearance.
    pub labels: Vec<usize>,
    /// Number of groups.
    pub p: usize,
    /// Sum of squares within groups.
    pub within_ss: f64,
    /// Starts that reached this number of groups.
    pub starts_at_p: usize,
    /// No grouping can have more groups than this.
    pub p_upper_bound: usize,
}

/// As many contiguous groups of the rows of `z` as the floor allows.
///
/// # Errors
/// A part of the map whose total is below the floor; a floor of 0.
pub fn max_p(
    z: &Matrix,
    graph: &Contiguity,
    floor: &Floor,
    options: &MaxPOptions,
) -> Result<MaxPFit, MethodError> {
    if floor.least <= 0.0 {
        return Err(MethodError::data_hint("max-p needs a floor above 0", "set `floor` or `floor-share`"));
    }
    let p_upper_bound = upper_bound(graph, floor)?;
    let points = centered(z);
    let start = |s: u64| {
        let (labels, p) =
            construct(&points, graph, floor, options.compact, &mut Random::new(options.seed, s, 0));
        let within =
            if p > 0 { Partition::new(&points, graph, None, false, &labels).within_ss() } else { 0.0 };
        (p, within, s, labels)
    };
    let mut built: Vec<_> = (0..options.starts.max(1) as u64).into_par_iter().map(start).collect();
    built.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.total_cmp(&b.1)).then(a.2.cmp(&b.2)));
    let p = built[0].0;
    if p == 0 {
        return Err(MethodError::data_hint(
            "no start found groups at the floor",
            "raise `starts` or lower the floor",
        ));
    }
    let starts_at_p = built.iter().filter(|b| b.0 == p).count();
    built.truncate(starts_at_p.min(SEARCHED));
    let search = |(_, _, s, labels): &(usize, f64, u64, Vec<usize>)| {
        let mut partition = Partition::new(&points, graph, Some(floor), options.compact, labels);
        options.search.improve(&mut partition, &mut Random::new(options.seed, *s, 1));
        (partition.within_ss(), partition.labels())
    };
    let searched: Vec<(f64, Vec<usize>)> = built.par_iter().map(search).collect();
    let least = searched.iter().map(|s| s.0).fold(f64::INFINITY, f64::min);
    let best = searched.into_iter().find(|s| s.0 <= least).unwrap_or_default();
    Ok(MaxPFit { labels: by_appearance(best.1), p, within_ss: best.0, starts_at_p, p_upper_bound })
}

/// Groupings with at least `k` groups at the floor, and the most groups found.
pub(super) fn floored_starts(
    points: &Points,
    graph: &Contiguity,
    floor: &Floor,
    k: usize,
    starts: u64,
    seed: u64,
) -> Result<(Vec<Vec<usize>>, usize), MethodError> {
    upper_bound(graph, floor)?;
    let start = |s: u64| construct(points, graph, floor, false, &mut Random::new(seed, s, 0));
    let built: Vec<(Vec<usize>, usize)> = (0..starts).into_par_iter().map(start).collect();
    let most = built.iter().map(|b| b.1).max().unwrap_or(0);
    Ok((built.into_iter().filter(|b| b.1 >= k).map(|b| b.0).collect(), most))
}

/// Σ over parts of the map of ⌊total/floor⌋.
fn upper_bound(graph: &Contiguity, floor: &Floor) -> Result<usize, MethodError> {
    let (component, _) = graph.components();
    let totals = floor.totals(&component);
    if let Some(short) = totals.iter().position(|&t| !floor.met(t)) {
        let members = component.iter().filter(|&&c| c == short).count();
        return Err(MethodError::data_hint(
            format!(
                "a part of the map of {members} region(s) without links to the rest has {}, below the floor {}",
                totals[short], floor.least
            ),
            "set components=join-nearest or components=drop-islands, or lower the floor",
        ));
    }
    Ok(totals.iter().map(|t| (t / floor.least * (1.0 + 1e-9)).floor() as usize).sum())
}

fn run(inputs: &Inputs, options: &Options) -> Result<Output, MethodError> {
    let data = Mapped::read(inputs, options, true)?;
    let Some(floor) = data.floor.clone() else {
        return Err(MethodError::data_hint("max-p needs a floor", "set `floor` or `floor-share`"));
    };
    let asked = MaxPOptions {
        starts: options.integer("starts") as usize,
        seed: options.integer("seed") as u64,
        search: Search::of(options),
        compact: options.text("compact") == "yes",
    };
    let fit = max_p(&data.z, &data.graph, &floor, &asked)?;
    let variant = format!("{}, normalised by {}", options.text("method"), data.normalization);
    Ok(finish(data, fit.labels, fit.p, Some(&floor))?
        .variant(variant)
        .figure("p", fit.p)
        .figure("p_upper_bound", fit.p_upper_bound)
        .figure("starts_at_p", fit.starts_at_p))
}
