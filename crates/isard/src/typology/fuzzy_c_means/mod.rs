//! The method `fuzzy-c-means`.

mod fit;

pub use fit::{FuzzyFit, FuzzyOptions, fuzzy_c_means};

use super::INDICATOR_INPUTS;
use super::group_rows::{degree_rows, graded_rows, judged, largest, ordered, silhouettes_of};
use super::grouping::{DATA, K, data};
use crate::model::table_of;
use crate::registry::{Inputs, Method, MethodError, OptionSpec, Options, Output, Reference};

/// Registry entry.
pub const METHOD: Method = Method {
    id: "fuzzy-c-means",
    question: "typology",
    title: "Fuzzy c-means",
    summary: "Groups regions by degrees: each belongs to every group to a degree between 0 and 1, and the degrees of a region sum to 1.",
    formula: "min J = Σᵢ Σ_g u_ig^m ‖zᵢ − c_g‖². In turns: u_ig = 1/Σ_h (d_ig/d_ih)^(2/(m−1)), c_g = Σᵢ u_ig^m zᵢ / Σᵢ u_ig^m, until no degree changes by more than `tolerance`. A region on a center belongs to it alone, in equal parts where centers coincide. Partition coefficient (1/n) Σ u², normalised 1 − c/(c−1)·(1 − pc); partition entropy −(1/n) Σ u ln u; Xie–Beni Σ u² d²/(n · min ‖c_g − c_h‖²).",
    undefined: "k above the number of distinct rows, missing values without a policy and indicators without spread are refused. Normalised coefficient and Xie–Beni: empty with one group or coinciding centers.",
    complexity: "O(starts · passes · n·c·d) time, O(n·c) memory a start.",
    inputs: INDICATOR_INPUTS,
    options: crate::options![
        [
            K,
            OptionSpec::real(
                "m",
                1.0,
                1000.0,
                "2",
                "Exponent of the degrees, above 1: near 1 groups are hard, large m makes all degrees alike.",
            ),
            OptionSpec::integer(
                "starts",
                1,
                100_000,
                "10",
                "Number of starts, the first from the centers of k-means; the best is kept.",
            ),
            OptionSpec::real("tolerance", 0.0, 1.0, "0.000000001", "Largest change of a degree at rest."),
            OptionSpec::choice(
                "table",
                &["groups", "memberships"],
                "groups",
                "What to write: the group of the largest degree, or the degree of every region in every group.",
            ),
            OptionSpec::seed()
        ],
        DATA
    ],
    output: &[
        ("region", "Region."),
        ("year", "Year; empty when the input has none."),
        ("group", "Group of the largest degree; 1 has the highest mean index (Hellwig's)."),
        ("silhouette", "(b − a)/max(a, b) of mean distances to the own and the nearest other group."),
        ("probability", "Degree of membership in the group; not a probability in the strict sense."),
        ("value", "table=memberships: degree; one row a region and group."),
        ("status", "observed, estimated (a value was filled) or undefined:left-out."),
    ],
    references: &[
        Reference {
            text: "Bezdek, J. C. (1981). Pattern Recognition with Fuzzy Objective Function Algorithms. Plenum Press, New York",
            locator: "objective and partition coefficient of Fisher's irises compared with a peer",
            doi: "10.1007/978-1-4757-0450-1",
            checked: true,
        },
        Reference {
            text: "Xie, X. L. & Beni, G. (1991). A validity measure for fuzzy clustering. IEEE Transactions on Pattern Analysis and Machine Intelligence 13, 841–847",
            locator: "",
            doi: "10.1109/34.85677",
            checked: false,
        },
    ],
    run,
};

fn run(inputs: &Inputs, options: &Options) -> Result<Output, MethodError> {
    let data = data(inputs, options)?;
    let asked = FuzzyOptions {
        c: options.integer("k") as usize,
        m: options.real("m").unwrap_or(2.0),
        starts: options.integer("starts") as usize,
        tolerance: options.real("tolerance").unwrap_or(0.0),
        seed: options.integer("seed") as u64,
    };
    let fit = fuzzy_c_means(&data.z, &asked)?;
    let mut labels = largest(&fit.memberships);
    let order = ordered(&mut labels, asked.c, data.index.as_deref());
    let memberships = fit.memberships.take_cols(&order);
    let some: Vec<Option<usize>> = labels.iter().map(|&l| Some(l)).collect();
    let silhouettes = silhouettes_of(&data.z, &some);
    let table = if options.text("table") == "memberships" {
        table_of(&degree_rows(&data, &memberships))
    } else {
        let own: Vec<Option<f64>> =
            labels.iter().enumerate().map(|(i, &l)| Some(memberships.get(i, l))).collect();
        table_of(&graded_rows(&data, &some, &silhouettes, &own))
    };
    let c = asked.c as f64;
    let coefficient = fit.partition_coefficient();
    let normalized = (asked.c > 1).then(|| 1.0 - c / (c - 1.0) * (1.0 - coefficient));
    let output = Output::new(table)
        .variant(format!("m = {}, normalised by {}", asked.m, data.normalization.describe()))
        .figure("objective", fit.objective)
        .figure("partition_coefficient", coefficient)
        .figure("partition_coefficient_normalized", normalized)
        .figure("partition_entropy", fit.partition_entropy())
        .figure("xie_beni", fit.xie_beni(&data.z))
        .figure("iterations", fit.history.len())
        .figure("converged", fit.converged)
        .figure("share_of_starts_at_optimum", fit.starts_at_optimum as f64 / asked.starts as f64);
    let mut output = judged(output, &data.z, &some, &silhouettes);
    output.warnings = data.prepared.warnings;
    output.assumptions = data.prepared.assumptions;
    if normalized.is_some_and(|p| p < 0.01) {
        output.warnings.push(format!(
            "every region belongs to all groups nearly alike (normalised partition coefficient {:.4}): choose a smaller m or fewer groups",
            normalized.unwrap_or_default()
        ));
    }
    let without = asked.c - labels.iter().max().map_or(0, |m| m + 1);
    if without > 0 {
        output.warnings.push(format!("{without} of {} groups are the nearest of no region", asked.c));
    }
    if !fit.converged {
        output.warnings.push(format!("degrees still change after {} passes", fit.history.len()));
    }
    Ok(output)
}
