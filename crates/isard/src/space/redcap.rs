//! The method `redcap`: neighbouring clusters merge, the tree of their shortest
//! links is cut where it pays most.

use super::agglomeration::linkage_tree;
pub use super::agglomeration::{MapLinkage, Order};
use super::floor::{FLOOR, FLOOR_SHARE, Floor, VALUES};
use super::graph::Contiguity;
use super::grouped_output::{OUTPUT, finish};
use super::mapped::{DATA, DEFINITIONS, INDICATORS, Mapped};
use super::places::POINTS;
use super::spanning_tree::cut;
use super::weights::WEIGHTS;
use crate::linalg::{Matrix, Points};
use crate::registry::{Inputs, Method, MethodError, OptionSpec, Options, Output, Reference};
use crate::typology::grouping::K;

/// Registry entry.
pub const METHOD: Method = Method {
    id: "redcap",
    question: "space",
    title: "REDCAP",
    summary: "Groups that hang together on the map: neighbouring clusters merge by a linkage, and the tree of their shortest links is cut k − 1 times where the sum of squares within groups falls most.",
    formula: "The two neighbouring clusters with the least distance merge, and the shortest link between them joins the tree. Distance: single the \
least, average the mean, complete the greatest ‖zᵢ − zⱼ‖ over pairs i ∈ A, j ∈ B: of all such pairs (full order) or of neighbours alone (first \
order); ward nₐn_b/(nₐ + n_b)·‖cₐ − c_b‖², full order only. Distances may fall as clusters become neighbours; merges follow the \
distances as they stand. Cut as in `skater`. First order single is SKATER's tree. Ties: the lower regions.",
    undefined: "ward of first order is refused: it is a distance of whole clusters. k below the number of parts of the map (unless they \
are joined) or above the number of regions, a floor that stops the cuts, regions that stand in one input only, missing values without a policy and \
indicators without spread are refused.",
    complexity: "First order and ward O(m log m) for m links; full order at most n²/2 distances, each pair once, in O(n) memory. Then O(n · d) a cut at worst.",
    inputs: &[INDICATORS, WEIGHTS, VALUES, POINTS, DEFINITIONS],
    options: crate::options![
        [
            OptionSpec::choice(
                "order",
                &["full", "first"],
                "full",
                "Pairs that count between two clusters: all, or neighbours alone.",
            ),
            OptionSpec::choice("method", &["ward", "average", "complete", "single"], "ward", "The linkage."),
            K,
            FLOOR,
            FLOOR_SHARE
        ],
        DATA
    ],
    output: OUTPUT,
    references: &[
        Reference {
            text: "Guo, D. (2008). Regionalization with dynamically constrained agglomerative clustering and partitioning (REDCAP). International Journal of Geographical Information Science 22, 801–823",
            locator: "explained shares compared with pygeoda",
            doi: "10.1080/13658810701674970",
            checked: true,
        },
        Reference {
            text: "Guo, D. & Wang, H. (2011). Automatic region building for spatial analysis. Transactions in GIS 15, 29–45",
            locator: "Ward's linkage",
            doi: "10.1111/j.1467-9671.2011.01269.x",
            checked: false,
        },
    ],
    run,
};

/// Groups the rows of `z` into `k` contiguous groups, numbered by first appearance.
///
/// # Errors
/// Ward of first order, and those of [`skater`](super::skater::skater).
///
/// # Complexity
/// See the method's entry.
pub fn redcap(
    z: &Matrix,
    graph: &Contiguity,
    order: Order,
    linkage: MapLinkage,
    k: usize,
    floor: Option<&Floor>,
) -> Result<Vec<usize>, MethodError> {
    if (order, linkage) == (Order::First, MapLinkage::Ward) {
        return Err(MethodError::data_hint(
            "Ward's linkage has no first order: it is a distance of whole clusters, not of pairs of neighbours",
            "set order=full, or method=single, average or complete",
        ));
    }
    let points = Points::new(z);
    cut(&points, &linkage_tree(&points, graph, order, linkage), k, floor)
}

fn run(inputs: &Inputs, options: &Options) -> Result<Output, MethodError> {
    let order = if options.text("order") == "first" { Order::First } else { Order::Full };
    let linkage = match options.text("method") {
        "single" => MapLinkage::Single,
        "average" => MapLinkage::Average,
        "complete" => MapLinkage::Complete,
        _ => MapLinkage::Ward,
    };
    let data = Mapped::read(inputs, options, true)?;
    let k = options.integer("k") as usize;
    let labels = redcap(&data.z, &data.graph, order, linkage, k, data.floor.as_ref())?;
    let (floor, normalization) = (data.floor.clone(), data.normalization.clone());
    let variant =
        format!("{} order, {}, normalised by {normalization}", options.text("order"), options.text("method"));
    Ok(finish(data, labels, k, floor.as_ref())?.variant(variant))
}
