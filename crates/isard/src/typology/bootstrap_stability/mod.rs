//! The method `bootstrap-stability`: which groups survive resampling.

mod fit;

pub use fit::{DISSOLVED, GroupStability, RECOVERED, Stability, bootstrap_stability};

use super::INDICATOR_INPUTS;
use super::group_rows::{graded_rows, ordered_some, silhouettes_of};
use super::grouper::{Grouper, GrouperOptions};
use super::grouping::{DATA, K, data};
use crate::model::{Reason, Status, table_of};
use crate::registry::{Inputs, Method, MethodError, OptionSpec, Options, Output, Reference};

/// Registry entry.
pub const METHOD: Method = Method {
    id: "bootstrap-stability",
    question: "typology",
    title: "Stability of each group under resampling",
    summary: "Draws regions again and again, groups them afresh by the same method, and says of every group whether it is found again and of every region how often it keeps its group.",
    formula: "A draw takes as many regions as there are with replacement, each once and with all its years. Jaccard of a group C and a group D of the draw over the regions drawn: |C ∩ D|/|C ∪ D|; of a group in a draw the greatest over D; stability: the mean over draws. Dissolved in a draw: ≤ 0.5; found again: ≥ 0.75. Verdict by the mean: dissolved below 0.5, doubtful below 0.6, pattern below 0.75, stable from 0.75. Probability of a region: groups of a draw are matched with the groups of all at the greatest number of regions in common; the share of the draws that hold the region in which it falls into the group matched with its own.",
    undefined: "Draws in which the method finds no grouping (fewer distinct regions than k, a collapsed mixture) are left out and counted. A group of which no draw holds a region: undefined:too-few. Regions in no dense group: undefined:noise. No draw with a grouping: refused with its reason.",
    complexity: "The method, `draws` times, on about 63 % of the regions.",
    inputs: INDICATOR_INPUTS,
    options: crate::options![
        [
            OptionSpec::choice("method", Grouper::WORDS, "k-means", "The grouping method."),
            K,
            OptionSpec::integer("draws", 1, 1_000_000, "100", "Number of draws."),
            OptionSpec::integer(
                "starts",
                1,
                1_000_000,
                "10",
                "Starts of the method in each grouping; mixtures and fuzzy groups take at most 3.",
            ),
            OptionSpec::integer(
                "min-size",
                2,
                1_000_000,
                "5",
                "Least number of regions of a group of hdbscan."
            ),
            OptionSpec::choice(
                "table",
                &["groups", "regions"],
                "groups",
                "What to write: a row a group, or a row a region.",
            ),
            OptionSpec::seed()
        ],
        DATA
    ],
    output: &[
        ("group", "Group; 1 has the highest mean index (Hellwig's)."),
        ("size", "Rows of the group."),
        ("value", "Mean Jaccard similarity."),
        ("low", "5 % of the draws lie below."),
        ("high", "5 % of the draws lie above."),
        ("dissolved", "Share of draws with a similarity of 0.5 or less."),
        ("recovered", "Share of draws with a similarity of 0.75 or more."),
        ("verdict", "dissolved, doubtful, pattern or stable."),
        (
            "region, year, silhouette, probability",
            "table=regions: probability that the region keeps its group.",
        ),
        ("status", "observed, estimated (a value was filled) or undefined."),
    ],
    references: &[
        Reference {
            text: "Hennig, C. (2007). Cluster-wise assessment of cluster stability. Computational Statistics & Data Analysis 52, 258–271",
            locator: "definition; words 0.6 and 0.75 as in the manual of the author's R package fpc",
            doi: "10.1016/j.csda.2006.11.025",
            checked: false,
        },
        Reference {
            text: "Hennig, C. (2008). Dissolution point and isolation robustness: robustness criteria for general cluster analysis methods. Journal of Multivariate Analysis 99, 1154–1176",
            locator: "0.5 as the point of dissolution",
            doi: "10.1016/j.jmva.2007.07.002",
            checked: false,
        },
    ],
    run,
};

crate::record! {
    /// Stability of a group.
    pub struct StabilityRow in "typology"/"stability", key ["group"] {
        /// Group, 1 = highest mean index.
        group: i64,
        /// Rows of the group.
        size: i64,
        /// Mean Jaccard similarity over the draws.
        value: Option<f64> [Kind::SHARE],
        /// Lower limit, 5 % of the draws.
        low: Option<f64> [Kind::SHARE],
        /// Upper limit.
        high: Option<f64> [Kind::SHARE],
        /// Share of draws in which it dissolved.
        dissolved: Option<f64> [Kind::SHARE],
        /// Share of draws in which it was found again.
        recovered: Option<f64> [Kind::SHARE],
        /// dissolved, doubtful, pattern or stable.
        verdict: Option<&'static str>,
        /// Status.
        status: Status,
    }
}

/// The word for a mean Jaccard similarity.
pub fn verdict(jaccard: f64) -> &'static str {
    match jaccard {
        v if v < DISSOLVED => "dissolved",
        v if v < 0.6 => "doubtful",
        v if v < RECOVERED => "pattern",
        _ => "stable",
    }
}

fn run(inputs: &Inputs, options: &Options) -> Result<Output, MethodError> {
    let data = data(inputs, options)?;
    let grouper = Grouper::from_word(options.text("method"))?;
    let asked = GrouperOptions {
        k: options.integer("k") as usize,
        starts: options.integer("starts") as usize,
        least_size: options.integer("min-size") as usize,
        seed: options.integer("seed") as u64,
    };
    let draws = options.integer("draws") as usize;
    let mut labels = grouper.group(&data.z, &asked)?;
    ordered_some(&mut labels, data.index.as_deref());
    let units: Vec<usize> = data.prepared.items.iter().map(|i| i.region).collect();
    let found = bootstrap_stability(&data.z, &units, &labels, grouper, &asked, draws)?;
    let table = if options.text("table") == "regions" {
        let silhouettes = silhouettes_of(&data.z, &labels);
        table_of(&graded_rows(&data, &labels, &silhouettes, &found.probabilities))
    } else {
        table_of(&stability_rows(&found))
    };
    let jaccard: Vec<Option<f64>> = found.groups.iter().map(|g| g.jaccard).collect();
    let mut output = Output::new(table)
        .variant(format!(
            "{}, k = {}, bootstrap of regions, normalised by {}",
            options.text("method"),
            asked.k,
            data.normalization.describe()
        ))
        .figure("jaccard", jaccard)
        .figure("draws_with_result", found.draws);
    output.warnings = data.prepared.warnings;
    output.assumptions = data.prepared.assumptions;
    if found.draws < draws {
        output
            .warnings
            .push(format!("{} of {draws} draws gave no grouping and were left out", draws - found.draws));
    }
    if found.groups.is_empty() {
        output.warnings.push("the method finds no group in all regions, so there is none to resample".into());
    }
    Ok(output)
}

fn stability_rows(found: &Stability) -> Vec<StabilityRow> {
    let row = |(g, s): (usize, &GroupStability)| StabilityRow {
        group: g as i64 + 1,
        size: s.size as i64,
        value: s.jaccard,
        low: s.low,
        high: s.high,
        dissolved: s.dissolved,
        recovered: s.recovered,
        verdict: s.jaccard.map(verdict),
        status: if s.jaccard.is_some() { Status::Observed } else { Status::Undefined(Reason::TooFew) },
    };
    found.groups.iter().enumerate().map(row).collect()
}
