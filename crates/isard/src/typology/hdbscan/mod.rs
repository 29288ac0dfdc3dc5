//! The method `hdbscan`: dense groups, and regions that belong to none.

mod condensed;
mod fit;
mod spanning_tree;

pub use condensed::{Cluster, Condensed};
pub use fit::{HdbscanFit, HdbscanOptions, Selection, hdbscan};

use super::INDICATOR_INPUTS;
use super::group_rows::{graded_rows, judged, ordered_some, silhouettes_of};
use super::grouping::{DATA, data};
use crate::linalg::Metric;
use crate::model::table_of;
use crate::registry::{Inputs, Method, MethodError, OptionSpec, Options, Output, Reference};

/// Registry entry.
pub const METHOD: Method = Method {
    id: "hdbscan",
    question: "typology",
    title: "Dense groups and noise (HDBSCAN)",
    summary: "Finds groups of regions that lie densely, at whatever density each has; regions outside of them are noise and have no group. The number of groups is not given.",
    formula: "Core distance: to the `min-samples`-th nearest region, itself counted. Mutual reachability of a, b: max(core a, core b, d(a, b)). Tree of its level sets with λ = 1/distance; parts under `min-size` fall out, a split into two or more parts of that size makes new clusters. Stability Σ (λ at which a region leaves − λ of birth). excess-of-mass: clusters without overlap of greatest total stability, of equal ones the larger; leaf: the leaves of the tree. Probability: λ at which the region leaves / largest λ of its group, at most 1. Edges of equal length are one step, so ties do not depend on the order of regions.",
    undefined: "A region in no dense group: no group, undefined:noise. Fewer regions than `min-size` or `min-samples`, missing values without a policy and indicators without spread are refused. At least `min-samples` equal regions have infinite λ; the others of their group then have probability 0.",
    complexity: "O(n²·d) time, O(n·d) memory: core distances on all threads, Prim's tree on vectors. At most 200,000 rows.",
    inputs: INDICATOR_INPUTS,
    options: crate::options![
        [
            OptionSpec::integer("min-size", 2, 1_000_000, "5", "Least number of regions of a group."),
            OptionSpec::integer(
                "min-samples",
                0,
                1_000_000,
                "0",
                "Regions, itself counted, that the core distance reaches: larger values make more noise; 0: the same as `min-size`.",
            ),
            OptionSpec::choice(
                "selection",
                Selection::WORDS,
                "excess-of-mass",
                "Which clusters of the tree are groups.",
            ),
            OptionSpec::choice("single", &["no", "yes"], "no", "Whether all regions may be one group."),
            OptionSpec::choice("distance", Metric::WORDS, "euclidean", "Distance of two regions."),
            OptionSpec::choice(
                "table",
                &["groups", "tree"],
                "groups",
                "What to write: groups, or the clusters of the condensed tree.",
            )
        ],
        DATA
    ],
    output: &[
        ("region", "Region."),
        ("year", "Year; empty when the input has none."),
        ("group", "Group; 1 has the highest mean index (Hellwig's); empty for noise."),
        ("silhouette", "Silhouette among the regions that have a group."),
        ("probability", "Strength of membership, 1 at the densest."),
        (
            "cluster, parent, size, birth, death, stability, selected",
            "table=tree: one row a cluster of the condensed tree; birth and death in 1/distance.",
        ),
        ("status", "observed, estimated (a value was filled), undefined:noise or undefined:left-out."),
    ],
    references: &[
        Reference {
            text: "Campello, R. J. G. B., Moulavi, D. & Sander, J. (2013). Density-based clustering based on hierarchical density estimates. PAKDD 2013, 160–172",
            locator: "groups and probabilities compared with scikit-learn",
            doi: "10.1007/978-3-642-37456-2_14",
            checked: true,
        },
        Reference {
            text: "McInnes, L. & Healy, J. (2017). Accelerated hierarchical density based clustering. IEEE International Conference on Data Mining Workshops, 33–42",
            locator: "",
            doi: "10.1109/ICDMW.2017.12",
            checked: false,
        },
    ],
    run,
};

crate::record! {
    /// A cluster of the condensed tree.
    pub struct DenseClusterRow in "typology"/"dense_clusters", key ["cluster"] {
        /// Cluster from 0, the root.
        cluster: i64,
        /// Cluster it split from.
        parent: Option<i64>,
        /// Regions at its birth.
        size: i64,
        /// 1/distance at which it appears.
        birth: f64,
        /// 1/distance at which its last regions leave or it splits; empty when they are equal.
        death: f64,
        /// Stability; empty when it has no limit.
        stability: f64,
        /// Whether it is a group.
        selected: bool,
    }
}

fn run(inputs: &Inputs, options: &Options) -> Result<Output, MethodError> {
    let data = data(inputs, options)?;
    let least_size = options.integer("min-size") as usize;
    let neighbors = match options.integer("min-samples") {
        0 => least_size,
        given => given as usize,
    };
    let asked = HdbscanOptions {
        least_size,
        neighbors,
        selection: Selection::from_word(options.text("selection")),
        allow_single: options.text("single") == "yes",
        metric: Metric::from_word(options.text("distance")),
    };
    let fit = hdbscan(&data.z, &asked)?;
    let mut labels = fit.labels.clone();
    ordered_some(&mut labels, data.index.as_deref());
    let silhouettes = silhouettes_of(&data.z, &labels);
    let table = if options.text("table") == "tree" {
        table_of(&tree_rows(&fit))
    } else {
        table_of(&graded_rows(&data, &labels, &silhouettes, &fit.probabilities))
    };
    let noise = labels.iter().filter(|l| l.is_none()).count();
    let output = Output::new(table)
        .variant(format!(
            "min-size {least_size}, min-samples {neighbors}, {}, {} distance, normalised by {}",
            asked.selection.as_str(),
            asked.metric.as_str(),
            data.normalization.describe()
        ))
        .figure("groups", fit.selected.len())
        .figure("noise", noise);
    let mut output = judged(output, &data.z, &labels, &silhouettes);
    output.warnings = data.prepared.warnings;
    output.assumptions = data.prepared.assumptions;
    if fit.selected.is_empty() {
        output.warnings.push(
            "no dense group stands out: all regions are noise; try a smaller `min-size`, or `single=yes`"
                .into(),
        );
    } else if noise > 0 {
        output.warnings.push(format!("{noise} of {} rows lie in no dense group", labels.len()));
    }
    Ok(output)
}

fn tree_rows(fit: &HdbscanFit) -> Vec<DenseClusterRow> {
    let row = |(at, c): (usize, &Cluster)| DenseClusterRow {
        cluster: at as i64,
        parent: c.parent.map(|p| p as i64),
        size: c.size as i64,
        birth: c.birth,
        death: c.death,
        stability: c.stability,
        selected: fit.selected.contains(&at),
    };
    fit.tree.clusters.iter().enumerate().map(row).collect()
}
