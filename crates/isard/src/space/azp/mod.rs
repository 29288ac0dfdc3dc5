//! The method `azp`: automatic zoning, k contiguous groups improved by moves.

mod initial;

use super::floor::{FLOOR, FLOOR_SHARE, Floor, VALUES};
use super::graph::{Contiguity, by_appearance};
use super::grouped_output::{OUTPUT, finish};
use super::mapped::{DATA, DEFINITIONS, INDICATORS, Mapped};
use super::max_p::floored_starts;
pub use super::partition_search::Search;
use super::partition_search::{COMPACT, COOLING, METHODS, PATIENCE, Partition, TABU_LENGTH, centered};
use super::places::POINTS;
use super::spanning_tree::too_few;
use super::ward_contiguous::{groups, ward_contiguous};
use super::weights::WEIGHTS;
use crate::inference::Random;
use crate::linalg::Matrix;
use crate::registry::{Inputs, Method, MethodError, OptionSpec, Options, Output, Reference};
use crate::typology::grouping::K;
use rayon::prelude::*;

/// Option `starts`.
const STARTS: OptionSpec =
    OptionSpec::integer("starts", 1, 1_000_000, "20", "Number of starts; the best result is kept.");

/// Option `initial`.
const INITIAL: OptionSpec = OptionSpec::choice(
    "initial",
    &["ward-and-random", "random"],
    "ward-and-random",
    "Where starts begin: the first from contiguity-constrained Ward and the others from random growth, or all from random growth. With a floor, all from constructions of max-p.",
);

/// Registry entry.
pub const METHOD: Method = Method {
    id: "azp",
    question: "space",
    title: "Automatic zoning procedure",
    summary: "k groups that hang together on the map, improved by moving border regions between neighbouring groups; many starts.",
    formula: "min Σᵢ ‖zᵢ − c(gᵢ)‖² over k contiguous groups, each at the floor where there is one. A region i of group A may move to a neighbouring group B if A stays \
contiguous, not empty and at the floor; change n_B/(n_B + 1)·‖zᵢ − c_B‖² − n_A/(n_A − 1)·‖zᵢ − c_A‖². greedy: visits border regions in random order, each takes its best move if that \
lowers the sum. tabu: always the best move, a moved region rests for `tabu-length` moves unless it gives a new best. annealing: random moves, worse ones with probability exp(−Δ/T), T from the mean rise of worse \
moves down to 1e-4 of it by the factor `cooling`, ten tries a border region and level; greedy before and after. The best of all starts, the first of equals.",
    undefined: "k below the number of parts of the map (unless they are joined) or above the number of regions, a floor for which no start finds k groups, regions that stand in one input \
only, missing values without a policy and indicators without spread are refused.",
    complexity: "O(starts · tries) moves, each O(neighbours + d) and a search for contiguity bounded by the smaller part; starts on all threads; O(n · d) memory a start.",
    inputs: &[INDICATORS, WEIGHTS, VALUES, POINTS, DEFINITIONS],
    options: crate::options![
        [
            K,
            METHODS,
            STARTS,
            INITIAL,
            COMPACT,
            OptionSpec::seed(),
            FLOOR,
            FLOOR_SHARE,
            COOLING,
            TABU_LENGTH,
            PATIENCE
        ],
        DATA
    ],
    output: OUTPUT,
    references: &[
        Reference {
            text: "Openshaw, S. (1977). A geographical solution to scale and aggregation problems in region-building, partitioning and spatial modelling. Transactions of the Institute of British Geographers 2, 459–472",
            locator: "",
            doi: "10.2307/622300",
            checked: false,
        },
        Reference {
            text: "Openshaw, S. & Rao, L. (1995). Algorithms for reengineering 1991 Census geography. Environment and Planning A 27, 425–446",
            locator: "",
            doi: "10.1068/a270425",
            checked: false,
        },
    ],
    run,
};

/// What a run of [`azp`] may choose.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AzpOptions {
    /// Number of groups.
    pub k: usize,
    /// Number of starts.
    pub starts: usize,
    /// Seed of the random numbers.
    pub seed: u64,
    /// The search.
    pub search: Search,
    /// Whether the first start begins from contiguity-constrained Ward.
    pub from_ward: bool,
    /// Whether groups shall be compact.
    pub compact: bool,
}

impl Default for AzpOptions {
    fn default() -> Self {
        AzpOptions { k: 3, starts: 20, seed: 1, search: Search::default(), from_ward: true, compact: false }
    }
}

/// The best of all starts.
#[derive(Debug, Clone, PartialEq)]
pub struct AzpFit {
    /// Group of each region, numbered by first appearance.
    pub labels: Vec<usize>,
    /// Sum of squares within groups.
    pub within_ss: f64,
    /// Starts that came to this sum.
    pub starts_at_optimum: usize,
}

/// Groups the rows of `z` into `k` contiguous groups.
///
/// # Errors
/// More parts of the map than `k`, more groups than regions, a floor for which
/// no start finds `k` groups.
pub fn azp(
    z: &Matrix,
    graph: &Contiguity,
    floor: Option<&Floor>,
    options: &AzpOptions,
) -> Result<AzpFit, MethodError> {
    let k = options.k;
    // A floor of 0 asks for nothing.
    let floor = floor.filter(|f| f.least > 0.0);
    let components = graph.components().1;
    if k < components {
        return Err(too_few(k, components));
    }
    let points = centered(z);
    let ward = match floor.is_none() && options.from_ward {
        true => Some(groups(&ward_contiguous(z, graph), k)?),
        false => None,
    };
    if k > z.rows() {
        groups(&ward_contiguous(z, graph), k)?;
    }
    let starts = options.starts.max(1) as u64;
    let begin: Vec<Vec<usize>> = match floor {
        Some(floor) => {
            let (built, most) = floored_starts(&points, graph, floor, k, starts, options.seed)?;
            if built.is_empty() {
                return Err(MethodError::data_hint(
                    format!(
                        "no start found {k} groups with {} or more each; the most was {most}",
                        floor.least
                    ),
                    "choose a smaller k or a lower floor, or raise `starts`",
                ));
            }
            built.par_iter().filter_map(|labels| initial::merged_to(&points, graph, labels, k)).collect()
        }
        None => (0..starts)
            .into_par_iter()
            .map(|s| match &ward {
                Some(ward) if s == 0 => ward.clone(),
                _ => initial::grown(graph, k, &mut Random::new(options.seed, s, 0)),
            })
            .collect(),
    };
    let search = |(s, labels): (usize, &Vec<usize>)| {
        let mut partition = Partition::new(&points, graph, floor, options.compact, labels);
        options.search.improve(&mut partition, &mut Random::new(options.seed, s as u64, 1));
        (partition.within_ss(), partition.labels())
    };
    let found: Vec<(f64, Vec<usize>)> = begin.par_iter().enumerate().map(search).collect();
    let least = found.iter().map(|f| f.0).fold(f64::INFINITY, f64::min);
    let near = |f: &&(f64, Vec<usize>)| f.0 <= least * (1.0 + 1e-9);
    let starts_at_optimum = found.iter().filter(near).count();
    let best = found.iter().find(near).cloned().unwrap_or_default();
    Ok(AzpFit { labels: by_appearance(best.1), within_ss: best.0, starts_at_optimum })
}

fn run(inputs: &Inputs, options: &Options) -> Result<Output, MethodError> {
    let data = Mapped::read(inputs, options, true)?;
    let asked = AzpOptions {
        k: options.integer("k") as usize,
        starts: options.integer("starts") as usize,
        seed: options.integer("seed") as u64,
        search: Search::of(options),
        from_ward: options.text("initial") != "random",
        compact: options.text("compact") == "yes",
    };
    let fit = azp(&data.z, &data.graph, data.floor.as_ref(), &asked)?;
    let floor = data.floor.clone();
    let variant = format!("{}, normalised by {}", options.text("method"), data.normalization);
    let mut output = finish(data, fit.labels, asked.k, floor.as_ref())?
        .variant(variant)
        .figure("starts_at_optimum", fit.starts_at_optimum);
    if asked.starts > 1 && fit.starts_at_optimum == 1 {
        let note = format!(
            "one alone of {} starts came to the best sum of squares: there may be a better one",
            asked.starts
        );
        output.warnings.push(note);
    }
    Ok(output)
}
