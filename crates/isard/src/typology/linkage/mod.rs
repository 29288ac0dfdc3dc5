//! The method `linkage`: hierarchical grouping.

mod build;
mod lance_williams;
mod tree;
mod ward;

pub use build::{tree, ward_by_distances};
pub(crate) use tree::Join;
pub use tree::{Merge, Tree};

use super::INDICATOR_INPUTS;
use super::grouping::{DATA, K, OUTPUT, data, order_by_index, rows};
use super::k_means::check_k;
use super::validity::{
    calinski_harabasz, davies_bouldin, group_sizes, mean_silhouette, silhouettes, within_ss,
};
use crate::model::table_of;
use crate::registry::{Inputs, Method, MethodError, OptionSpec, Options, Output, Reference};

/// Registry entry.
pub const METHOD: Method = Method {
    id: "linkage",
    question: "typology",
    title: "Hierarchical grouping",
    summary: "Merges the two nearest clusters until one is left, and cuts the tree into k groups.",
    formula: "Euclidean d. Distance of a ∪ b to c: single min(dₐ,d_b) · complete max · average (nₐdₐ + n_b d_b)/(nₐ + n_b) · weighted (dₐ + d_b)/2 · \
ward ((nₐ+n_c)dₐ + (n_b+n_c)d_b − n_c d_ab)/(nₐ+n_b+n_c): ward-d on d, ward-d2 on d² with the root taken at the end · \
centroid, median on d²: distance of the means, of the midpoints, root at the end. Equal distances: the lower index.",
    undefined: "k above the number of distinct rows, missing values without a policy and indicators without spread are refused.",
    complexity: "ward-d2: O(n·d) memory, about n² distances, on all threads. Others O(n²) time and memory, at most 40,000 rows; centroid and median O(n³) at worst.",
    inputs: INDICATOR_INPUTS,
    options: crate::options![
        [
            OptionSpec::choice("method", Linkage::WORDS, "ward-d2", "The linkage."),
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
            locator: "heights and groups compared with SciPy and R",
            doi: "10.1080/01621459.1963.10500845",
            checked: true,
        },
        Reference {
            text: "Lance, G. N. & Williams, W. T. (1967). A general theory of classificatory sorting strategies 1. Hierarchical systems. The Computer Journal 9, 373–380",
            locator: "ward-d compared with R",
            doi: "10.1093/comjnl/9.4.373",
            checked: true,
        },
        Reference {
            text: "Murtagh, F. (1983). A survey of recent advances in hierarchical clustering algorithms. The Computer Journal 26, 354–359",
            locator: "",
            doi: "10.1093/comjnl/26.4.354",
            checked: false,
        },
    ],
    run,
};

/// Distance of clusters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Linkage {
    /// Ward on squared distances (the default).
    #[default]
    WardD2,
    /// Ward's formula on distances that are not squared.
    WardD,
    /// Nearest members.
    Single,
    /// Farthest members.
    Complete,
    /// Mean over pairs of members (UPGMA).
    Average,
    /// Mean over the two parts (WPGMA, McQuitty).
    Weighted,
    /// Distance of means (UPGMC).
    Centroid,
    /// Distance of midpoints (WPGMC).
    Median,
}

impl Linkage {
    /// Words of the option; `mcquitty` is another name of `weighted`.
    pub const WORDS: &'static [&'static str] =
        &["ward-d2", "ward-d", "single", "complete", "average", "weighted", "mcquitty", "centroid", "median"];

    /// The linkage of a word of [`Linkage::WORDS`]; Ward D2 for any other.
    pub fn from_word(word: &str) -> Self {
        match word {
            "ward-d" => Linkage::WardD,
            "single" => Linkage::Single,
            "complete" => Linkage::Complete,
            "average" => Linkage::Average,
            "weighted" | "mcquitty" => Linkage::Weighted,
            "centroid" => Linkage::Centroid,
            "median" => Linkage::Median,
            _ => Linkage::WardD2,
        }
    }

    /// The word.
    pub fn as_str(self) -> &'static str {
        match self {
            Linkage::WardD2 => "ward-d2",
            Linkage::WardD => "ward-d",
            Linkage::Single => "single",
            Linkage::Complete => "complete",
            Linkage::Average => "average",
            Linkage::Weighted => "weighted",
            Linkage::Centroid => "centroid",
            Linkage::Median => "median",
        }
    }
}

crate::record! {
    /// A merge of two clusters.
    pub struct MergeRow in "typology"/"merges", key ["step"] {
        /// Step from 0.
        step: i64,
        /// Cluster of the lower number; 0..n−1 are the leaves in order of region (and year), n + step the merged ones.
        a: i64,
        /// Cluster of the higher number.
        b: i64,
        /// Distance at which they merge.
        height: f64,
        /// Leaves in the union.
        size: i64,
    }
}

fn run(inputs: &Inputs, options: &Options) -> Result<Output, MethodError> {
    let data = data(inputs, options)?;
    let k = options.integer("k") as usize;
    check_k(&data.z, k)?;
    let linkage = Linkage::from_word(options.text("method"));
    let tree = tree(&data.z, linkage)?;
    let mut labels = tree.cut(k);
    if let Some(index) = &data.index {
        order_by_index(&mut labels, index);
    }
    let silhouettes = silhouettes(&data.z, &[&labels]).swap_remove(0);
    let table = if options.text("table") == "tree" {
        let row = |(step, m): (usize, &Merge)| MergeRow {
            step: step as i64,
            a: m.a as i64,
            b: m.b as i64,
            height: m.height,
            size: m.size as i64,
        };
        table_of(&tree.merges.iter().enumerate().map(row).collect::<Vec<_>>())
    } else {
        table_of(&rows(&data, &labels, &silhouettes))
    };
    let mut output = Output::new(table)
        .variant(format!("{}, normalised by {}", linkage.as_str(), data.normalization.describe()))
        .figure("total_within_ss", within_ss(&data.z, &labels))
        .figure("silhouette", mean_silhouette(&silhouettes))
        .figure("calinski_harabasz", calinski_harabasz(&data.z, &labels))
        .figure("davies_bouldin", davies_bouldin(&data.z, &labels))
        .figure("sizes", group_sizes(&labels))
        .figure("heights", tree.merges.iter().map(|m| m.height).collect::<Vec<_>>());
    output.warnings = data.prepared.warnings;
    output.assumptions = data.prepared.assumptions;
    Ok(output)
}
