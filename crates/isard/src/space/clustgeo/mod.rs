//! The method `clustgeo`: Ward's method on a mixture of economic and
//! geographical dissimilarity.

mod alpha;
mod mixture;

pub use alpha::{AlphaRow, alpha_table, chosen};
pub use mixture::{Geography, Mixture};

use super::group_check::measure;
use super::grouped_output::{OUTPUT, describe};
use super::mapped::{DATA, DEFINITIONS, INDICATORS, Mapped};
use super::places::POINTS;
use super::weights::WEIGHTS;
use crate::linalg::Matrix;
use crate::model::table_of;
use crate::registry::{Inputs, Method, MethodError, OptionSpec, Options, Output, Reference};
use crate::typology::grouping::K;
use crate::typology::linkage::Tree;

/// Registry entry.
pub const METHOD: Method = Method {
    id: "clustgeo",
    question: "space",
    title: "ClustGeo",
    summary: "Ward's method on a mixture of economic and geographical dissimilarity: groups that tend to lie together, without having to.",
    formula: "Merge the clusters with the least (1 − α)·δ₀ + α·δ₁, δₘ the increase of the pseudo-inertia W(C) = Σ_{i,j ∈ C} dₘ(i,j)²/(2·n·n_C) of \
dissimilarities divided by their greatest; d₀ = ‖zᵢ − zⱼ‖, d₁ = 0 for neighbours and 1 for others (geography=contiguity) or the distance of the points (geography=distance). \
Choice of α: for α = 0, 0.1, … 1 the shares Qₘ = 1 − ΣW/T of the k groups, and both divided by Q₀ at α = 0 and Q₁ at α = 1. Without `alpha` the α whose smaller normalised share is greatest, the lowest of equals.",
    undefined: "k above the number of regions, regions that are all alike or at one place (or all neighbours of each other), regions that stand in one input only, missing values without a \
policy and indicators without spread are refused. Groups need not hang together: `parts` counts their pieces. Normalised shares are empty where Q₀ at α = 0 or Q₁ at α = 1 is 0.",
    complexity: "About n² distances for each α, O(n · d + links) memory; eleven trees where α is chosen.",
    inputs: &[INDICATORS, WEIGHTS, POINTS, DEFINITIONS],
    options: crate::options![
        [
            K,
            OptionSpec::real(
                "alpha",
                0.0,
                1.0,
                "",
                "Weight of geography in the mixture; not set: chosen from 0, 0.1, … 1 by the rule in the formula.",
            ),
            OptionSpec::choice(
                "geography",
                &["contiguity", "distance"],
                "contiguity",
                "What is far: regions that are no neighbours, or regions whose points are distant (input `points`).",
            ),
            OptionSpec::choice(
                "table",
                &["groups", "alpha"],
                "groups",
                "What to write: groups, or the shares explained by α.",
            )
        ],
        DATA
    ],
    output: OUTPUT,
    references: &[Reference {
        text: "Chavent, M., Kuentz-Simonet, V., Labenne, A. & Saracco, J. (2018). ClustGeo: an R package for hierarchical clustering with spatial constraints. Computational Statistics 33, 1799–1822",
        locator: "",
        doi: "10.1007/s00180-018-0791-1",
        checked: false,
    }],
    run,
};

/// The tree of a mixture; heights are the increase of the mixed inertia.
///
/// # Errors
/// Regions all alike, or all at one place.
///
/// # Complexity
/// About n² distances, O(n·d + links) memory.
pub fn clustgeo(z: &Matrix, geography: Geography<'_>, alpha: f64) -> Result<Tree, MethodError> {
    Ok(Mixture::new(z, geography)?.tree(alpha))
}

fn run(inputs: &Inputs, options: &Options) -> Result<Output, MethodError> {
    let data = Mapped::read(inputs, options, false)?;
    let k = options.integer("k") as usize;
    let n = data.regions.len();
    if k > n {
        return Err(MethodError::data_hint(
            format!("{k} groups were asked for, but there are only {n} regions"),
            "choose a smaller k",
        ));
    }
    let (graph, z) = (data.graph.clone(), data.z.clone());
    let word = options.text("geography");
    let places = match (word, &data.places) {
        ("distance", None) => {
            return Err(MethodError::MissingInput { name: POINTS.name, columns: POINTS.columns });
        }
        ("distance", Some(places)) => Some(places.of(&data.regions)),
        _ => None,
    };
    let geography = places.as_ref().map_or(Geography::Contiguity(&graph), Geography::Distance);
    let mixture = Mixture::new(&z, geography)?;
    let asked = options.real("alpha");
    let rows = match asked {
        None => alpha_table(&mixture, k),
        Some(_) if options.text("table") == "alpha" => alpha_table(&mixture, k),
        Some(_) => Vec::new(),
    };
    let alpha = asked.unwrap_or_else(|| chosen(&rows));
    let labels = mixture.tree(alpha).cut(k);
    let [q0, q1] = mixture.explained(&labels);
    let found = measure(&graph, &labels, None);
    let normalization = data.normalization.clone();
    let mut output = describe(data, labels, &found)
        .variant(format!("{word}, normalised by {normalization}"))
        .figure("alpha", alpha)
        .figure("q0", q0)
        .figure("q1", q1)
        .figure("contiguous", found.parts == found.groups);
    if asked.is_none() {
        output.assumptions.push(format!(
            "alpha {alpha}: of 0, 0.1, … 1 the one whose smaller normalised share of explained inertia is greatest"
        ));
    }
    if found.parts > found.groups {
        output.warnings.push(format!(
            "{} groups lie in {} separate pieces on the map: clustgeo prefers neighbours, it does not require them",
            found.groups, found.parts
        ));
    }
    if options.text("table") == "alpha" {
        output.table = table_of(&rows);
    }
    Ok(output)
}
