//! The method `k-means`.

mod fit;
mod lloyd;
mod screen;
mod seeding;

pub use fit::{KMeansFit, check_k, k_means, k_means_from};
pub use lloyd::nearest;

use super::INDICATOR_INPUTS;
use super::grouping::{DATA, K, OUTPUT, STARTS, data, order_by_index, rows};
use super::validity::{calinski_harabasz, davies_bouldin, group_sizes, mean_silhouette, silhouettes};
use crate::model::table_of;
use crate::registry::{Inputs, Method, MethodError, OptionSpec, Options, Output, Reference};

/// Registry entry.
pub const METHOD: Method = Method {
    id: "k-means",
    question: "typology",
    title: "k-means",
    summary: "Groups regions so that the squared distances to the group means are least; many starts, each run until no region is nearer to another center.",
    formula: "min Σᵢ ‖zᵢ − c(gᵢ)‖², c(g) the mean of group g; starts by k-means++ (next center with probability proportional to the squared distance from the nearest so far); then assign and average until nothing moves. At equal distance a region stays where it is, at the start the lower center wins.",
    undefined: "k above the number of distinct rows, missing values without a policy and indicators without spread are refused. Silhouette: empty with fewer than two groups, 0 for a region alone in its group.",
    complexity: "O(starts · passes · n · k · d): scores in single precision with a bound of their error, double precision where it does not decide; O(n · d) memory. Silhouettes O(n²·d).",
    inputs: INDICATOR_INPUTS,
    options: &[K, STARTS, OptionSpec::seed(), DATA[0], DATA[1], DATA[2], DATA[3], DATA[4]],
    output: OUTPUT,
    references: &[
        Reference {
            text: "Lloyd, S. P. (1982). Least squares quantization in PCM. IEEE Transactions on Information Theory 28, 129–137",
            locator: "sums of squares and labels compared with scikit-learn",
            doi: "10.1109/TIT.1982.1056489",
            checked: true,
        },
        Reference {
            text: "Arthur, D. & Vassilvitskii, S. (2007). k-means++: the advantages of careful seeding. SODA 2007, 1027–1035",
            locator: "",
            doi: "",
            checked: false,
        },
    ],
    run,
};

fn run(inputs: &Inputs, options: &Options) -> Result<Output, MethodError> {
    let data = data(inputs, options)?;
    let k = options.integer("k") as usize;
    let starts = options.integer("starts") as usize;
    let fit = k_means(&data.z, k, starts, options.integer("seed") as u64)?;
    let mut labels = fit.labels.clone();
    if let Some(index) = &data.index {
        order_by_index(&mut labels, index);
    }
    let silhouettes = silhouettes(&data.z, &[&labels]).swap_remove(0);
    let mut output = Output::new(table_of(&rows(&data, &labels, &silhouettes)))
        .variant(format!("normalised by {}", data.normalization.describe()))
        .figure("total_within_ss", fit.total_within_ss)
        .figure("silhouette", mean_silhouette(&silhouettes))
        .figure("calinski_harabasz", calinski_harabasz(&data.z, &labels))
        .figure("davies_bouldin", davies_bouldin(&data.z, &labels))
        .figure("sizes", group_sizes(&labels))
        .figure("iterations", fit.iterations)
        .figure("converged", fit.converged)
        .figure("share_of_starts_at_optimum", fit.starts_at_optimum as f64 / fit.starts as f64);
    output.warnings = data.prepared.warnings;
    output.assumptions = data.prepared.assumptions;
    if starts > 1 && fit.starts_at_optimum == 1 {
        output.warnings.push(format!(
            "only one of {starts} starts reached the best sum of squares: raise `starts`, there may be a better one"
        ));
    }
    Ok(output)
}
