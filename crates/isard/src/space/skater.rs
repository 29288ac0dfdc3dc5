//! The method `skater`: a minimum spanning tree, cut where it pays most.

use super::floor::{FLOOR, FLOOR_SHARE, Floor, VALUES};
use super::graph::Contiguity;
use super::grouped_output::{OUTPUT, finish};
use super::mapped::{DATA, DEFINITIONS, INDICATORS, Mapped};
use super::places::POINTS;
use super::spanning_tree::{cut, minimum};
use super::weights::WEIGHTS;
use crate::linalg::{Matrix, Points};
use crate::registry::{Inputs, Method, MethodError, Options, Output, Reference};
use crate::typology::grouping::K;

/// Registry entry.
pub const METHOD: Method = Method {
    id: "skater",
    question: "space",
    title: "SKATER",
    summary: "Groups that hang together on the map: the minimum spanning tree of neighbouring regions, cut k − 1 times where the sum of squares within groups falls most.",
    formula: "Links between neighbours have the length ‖zᵢ − zⱼ‖ (zero is a length); tree by Kruskal, equal lengths by the lower \
regions. Each step cuts, over all trees, the link with the largest SSD(T) − SSD(T₁) − SSD(T₂), SSD the sum of squared distances to the \
tree's mean, such that both sides reach the floor where there is one. Neighbours in either direction are neighbours.",
    undefined: "k below the number of parts of the map (unless they are joined) or above the number of regions, a floor that stops the \
cuts before k groups, regions that stand in one input only, missing values without a policy and indicators without spread are refused.",
    complexity: "O(m log m) for m links, then O(n · d) a cut at worst. Silhouettes O(n² · d).",
    inputs: &[INDICATORS, WEIGHTS, VALUES, POINTS, DEFINITIONS],
    options: &[K, FLOOR, FLOOR_SHARE, DATA[0], DATA[1], DATA[2], DATA[3], DATA[4], DATA[5], DATA[6], DATA[7]],
    output: OUTPUT,
    references: &[Reference {
        text: "Assunção, R. M., Neves, M. C., Câmara, G. & Da Costa Freitas, C. (2006). Efficient regionalization techniques for socio-economic geographical units using minimum spanning trees. International Journal of Geographical Information Science 20, 797–811",
        locator: "groups and sums of squares compared with pygeoda",
        doi: "10.1080/13658810600665111",
        checked: true,
    }],
    run,
};

/// Groups the rows of `z` into `k` contiguous groups, numbered by first appearance.
///
/// # Errors
/// More parts of the map than `k`, more groups than regions, a floor that stops the cuts.
///
/// # Complexity
/// O(m log m + n·d) and O(n·d) a cut at worst.
pub fn skater(
    z: &Matrix,
    graph: &Contiguity,
    k: usize,
    floor: Option<&Floor>,
) -> Result<Vec<usize>, MethodError> {
    let points = Points::new(z);
    cut(&points, &minimum(&points, graph), k, floor)
}

fn run(inputs: &Inputs, options: &Options) -> Result<Output, MethodError> {
    let data = Mapped::read(inputs, options, true)?;
    let k = options.integer("k") as usize;
    let labels = skater(&data.z, &data.graph, k, data.floor.as_ref())?;
    let (floor, normalization) = (data.floor.clone(), data.normalization.clone());
    Ok(finish(data, labels, k, floor.as_ref())?.variant(format!("normalised by {normalization}")))
}
