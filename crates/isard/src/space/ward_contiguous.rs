//! The method `ward-contiguous`: Ward's method in which only neighbours merge.

use super::agglomeration::ward_merges;
use super::graph::Contiguity;
use super::grouped_output::{OUTPUT, finish};
use super::mapped::{DATA, DEFINITIONS, INDICATORS, Mapped};
use super::places::POINTS;
use super::spanning_tree::too_few;
use super::weights::WEIGHTS;
use crate::linalg::Matrix;
use crate::model::table_of;
use crate::registry::{Inputs, Method, MethodError, OptionSpec, Options, Output, Reference};
use crate::typology::grouping::K;
use crate::typology::linkage::{Merge, MergeRow, Tree};

/// Registry entry.
pub const METHOD: Method = Method {
    id: "ward-contiguous",
    question: "space",
    title: "Contiguity-constrained Ward",
    summary: "Merges the two neighbouring clusters that raise the sum of squares within clusters least, until k are left.",
    formula: "Increase nₐn_b/(nₐ + n_b)·‖cₐ − c_b‖² over pairs of neighbouring clusters, c the means; height √(2·increase), the scale of ward-d2. \
Heights may fall (inversions), since a merge can make like clusters neighbours: merges keep their order and groups are those before the last k − 1 of \
them. Equal increases: the clusters with the lower regions.",
    undefined: "k below the number of parts of the map (unless they are joined) or above the number of regions, regions that stand in one input only, missing \
values without a policy and indicators without spread are refused.",
    complexity: "O(m log m) for m links where clusters keep few neighbours, as on maps; O(n · d + m) memory.",
    inputs: &[INDICATORS, WEIGHTS, POINTS, DEFINITIONS],
    options: crate::options![
        [
            K,
            OptionSpec::choice(
                "table",
                &["groups", "tree"],
                "groups",
                "What to write: groups of the cut, or the merges.",
            )
        ],
        DATA
    ],
    output: OUTPUT,
    references: &[
        Reference {
            text: "Ward, J. H. (1963). Hierarchical grouping to optimize an objective function. Journal of the American Statistical Association 58, 236–244",
            locator: "with neighbours: explained shares compared with pygeoda, merges with scikit-learn",
            doi: "10.1080/01621459.1963.10500845",
            checked: true,
        },
        Reference {
            text: "Ferligoj, A. & Batagelj, V. (1982). Clustering with relational constraint. Psychometrika 47, 413–426",
            locator: "",
            doi: "10.1007/BF02293706",
            checked: false,
        },
    ],
    run,
};

/// The tree of merges; it has fewer than n − 1 of them where the map falls
/// into parts without links between them.
///
/// # Complexity
/// O(m log m) for m links on maps.
pub fn ward_contiguous(z: &Matrix, graph: &Contiguity) -> Tree {
    Tree { leaves: z.rows(), merges: ward_merges(z, graph) }
}

/// Merges whose height is below that of a part of them.
pub fn inversions(tree: &Tree) -> usize {
    let height =
        |cluster: usize| cluster.checked_sub(tree.leaves).map_or(0.0, |step| tree.merges[step].height);
    // A difference in the last digits is no inversion.
    let falls = |m: &&Merge| m.height * (1.0 + 1e-12) < height(m.a).max(height(m.b));
    tree.merges.iter().filter(falls).count()
}

/// `k` contiguous groups of the tree, numbered by first appearance.
///
/// # Errors
/// More parts of the map than `k`, more groups than regions.
pub fn groups(tree: &Tree, k: usize) -> Result<Vec<usize>, MethodError> {
    let components = tree.leaves - tree.merges.len();
    if k < components {
        return Err(too_few(k, components));
    }
    if k > tree.leaves {
        return Err(MethodError::data_hint(
            format!("{k} groups were asked for, but there are only {} regions", tree.leaves),
            "choose a smaller k",
        ));
    }
    Ok(tree.cut(k))
}

fn run(inputs: &Inputs, options: &Options) -> Result<Output, MethodError> {
    let data = Mapped::read(inputs, options, false)?;
    let k = options.integer("k") as usize;
    let tree = ward_contiguous(&data.z, &data.graph);
    let labels = groups(&tree, k)?;
    let variant = format!("normalised by {}", data.normalization);
    let mut output = finish(data, labels, k, None)?
        .variant(variant)
        .figure("inversions", inversions(&tree))
        .figure("heights", tree.merges.iter().map(|m| m.height).collect::<Vec<_>>());
    if options.text("table") == "tree" {
        let row = |(step, m): (usize, &Merge)| MergeRow {
            step: step as i64,
            a: m.a as i64,
            b: m.b as i64,
            height: m.height,
            size: m.size as i64,
        };
        output.table = table_of(&tree.merges.iter().enumerate().map(row).collect::<Vec<_>>());
    }
    Ok(output)
}
