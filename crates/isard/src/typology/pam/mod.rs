//! The method `pam`: grouping around medoids.

mod build;
mod fit;
mod swap;

pub use fit::{PamFit, Swap, pam};

use super::INDICATOR_INPUTS;
use super::group_rows::{judged, ordered, silhouettes_of};
use super::grouping::{DATA, K, OUTPUT, data, rows};
use crate::linalg::Metric;
use crate::model::table_of;
use crate::registry::{Inputs, Method, MethodError, OptionSpec, Options, Output, Reference};
use serde_json::{Value, json};

/// Registry entry.
pub const METHOD: Method = Method {
    id: "pam",
    question: "typology",
    title: "Partitioning around medoids",
    summary: "Groups regions around k of them, the medoids, so that the distances to the own medoid are least in sum; a medoid is a region that stands for its group.",
    formula: "min Σᵢ d(i, m(i)), m(i) the nearest of k medoids. Build: the first medoid has the least sum of distances, each next one lowers the sum most. Swap: exchange a medoid with another region while the sum falls: `best` makes the best of all k(n − k) exchanges each time, as the original does; `eager` makes every exchange that helps as soon as it is found. Both end where no single exchange helps. Equal gains: the lower row in order of region (and year); equal distances: the medoid of the lower row.",
    undefined: "k above the number of distinct rows, missing values without a policy and indicators without spread are refused. Silhouettes are Euclidean; empty with fewer than two groups, 0 for a region alone in its group.",
    complexity: "O(n²·d) distances for each of the first two medoids of the build and for each pass of swaps, whatever k is, on all threads; later medoids of the build look only at rows that can still win; O(n·d) memory, distances are made when they are needed. At most 200,000 rows.",
    inputs: INDICATOR_INPUTS,
    options: crate::options![
        [
            K,
            OptionSpec::choice("distance", Metric::WORDS, "euclidean", "Distance of two regions."),
            OptionSpec::choice(
                "swap",
                Swap::WORDS,
                "best",
                "best: the best exchange of a whole pass, the same medoids as the original algorithm; eager: any exchange that helps, quicker for many groups and as good.",
            )
        ],
        DATA
    ],
    output: OUTPUT,
    references: &[
        Reference {
            text: "Kaufman, L. & Rousseeuw, P. J. (1990). Finding Groups in Data: an Introduction to Cluster Analysis. Wiley, ch. 2",
            locator: "groups compared with R",
            doi: "10.1002/9780470316801",
            checked: true,
        },
        Reference {
            text: "Schubert, E. & Rousseeuw, P. J. (2021). Fast and eager k-medoids clustering: O(k) runtime improvement of the PAM, CLARA, and CLARANS algorithms. Information Systems 101, 101804",
            locator: "sums of distances compared with the authors' package",
            doi: "10.1016/j.is.2021.101804",
            checked: true,
        },
    ],
    run,
};

fn run(inputs: &Inputs, options: &Options) -> Result<Output, MethodError> {
    let data = data(inputs, options)?;
    let k = options.integer("k") as usize;
    let metric = Metric::from_word(options.text("distance"));
    let swap = Swap::from_word(options.text("swap"));
    let fit = pam(&data.z, k, metric, swap)?;
    let mut labels = fit.labels.clone();
    let order = ordered(&mut labels, k, data.index.as_deref());
    let some: Vec<Option<usize>> = labels.iter().map(|&l| Some(l)).collect();
    let silhouettes = silhouettes_of(&data.z, &some);
    let p = &data.prepared;
    let medoid = |&g: &usize| -> Value {
        let item = p.items[fit.medoids[g]];
        let region = p.regions[item.region].clone();
        if p.has_year { json!({ "region": region, "year": p.years[item.year] }) } else { region.into() }
    };
    let n = labels.len() as f64;
    let output = Output::new(table_of(&rows(&data, &labels, &silhouettes)))
        .variant(format!(
            "{} distance, {} swaps, normalised by {}",
            metric.as_str(),
            swap.as_str(),
            data.normalization.describe()
        ))
        .figure("medoids", order.iter().map(medoid).collect::<Vec<_>>())
        .figure("total_deviation", fit.total_deviation)
        .figure("mean_deviation", fit.total_deviation / n)
        .figure("mean_deviation_after_build", fit.build_deviation / n)
        .figure("swaps", fit.swaps);
    let mut output = judged(output, &data.z, &some, &silhouettes);
    output.warnings = data.prepared.warnings;
    output.assumptions = data.prepared.assumptions;
    Ok(output)
}
