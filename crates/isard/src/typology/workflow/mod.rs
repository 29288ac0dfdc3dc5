//! The method `typology`: from indicators to groups of regions, with
//! everything a reader needs to judge them.

mod agreement;
mod analysis;
mod assemble;
mod membership;
mod number_of_groups;
mod options;
mod remarks;
mod result;

pub use analysis::{analyze, analyze_with};
pub use options::TypologyOptions;
pub use result::TypologyResult;

use super::INDICATOR_INPUTS;
use super::definitions::{IndicatorDefinition, definitions};
use super::group_method::{GROUPING, Grouping};
use super::grouping::{DATA, K, STARTS};
use super::indicator_weights::{COMPARISONS, INDICATOR_WEIGHTS, Weighting, expert_weights};
use super::integral_index::IndexVariant;
use super::outliers::{OUTLIER_TAIL, OUTLIERS};
use super::prepare::{MIN_COVERAGE, MIN_KNOWN, NEIGHBORS};
use super::reduction::REDUCE;
use super::screening::SCREEN;
use super::validity::GapRule;
use crate::model::table_of;
use crate::registry::{Inputs, Method, MethodError, OptionSpec, Options, Output, Reference};

/// Registry entry.
pub const METHOD: Method = Method {
    id: "typology",
    question: "typology",
    title: "Groups of regions by the totality of their characteristics",
    summary: "The whole workflow: indicator framework, missing values, outliers, screening, normalisation, integral index and what each side of the economy adds to it, groups ordered by the index, probability of membership, choice of k, agreement with other groupings, profile, moves between years and what moved the regions.",
    formula: "Normalise within each year, group all region-years together, so that a region's move is a change of the region and not of the ruler. Groups are ordered by mean index. \
Probability: regions are drawn with replacement and grouped afresh, new groups are matched with old ones so that the centers lie nearest in sum, and every region goes to the nearest center, its values moved by the deviation of a region drawn at random from the center of that region's group; the share of draws in which it keeps its group. \
Group stability: over the regions drawn, the largest Jaccard coefficient of a group with a new one. \
Consensus: share of groupings in which two regions are together, over k-means, ward, pam and a diagonal mixture, each on all regions and on resampled ones, reference year. \
Contribution of an indicator: its part in the distance from the mean region, hellwig w[mean (z − z₀)² − (z − z₀)²], min-max w(u − ū)/m, standardized-sum w·z, topsis of (d⁻)² − (d⁺)², pca loading·z; parts of a domain add up. \
Part of an indicator in a move from center a to b: 2(z' − z)(b − a), which adds up to the change of d²(a) − d²(b). \
Border: silhouette < 0 or probability < 0.6, in the reference year. \
Screening in the reference year: share of the commonest value, |r|, variance inflation (diagonal of the inverse correlations), r of an oriented indicator with the mean of the other ranked ones (with its upper 95 % limit, by Fisher's z, below 0).",
    undefined: "Refused: missing values without a policy, indicators without spread, no ranked indicator, k above the number of distinct rows, three starts that end in three groupings. Regions left out by policy: no group, undefined:left-out. Variance inflation: not judged without more regions than indicators and one.",
    complexity: "Grouping and bootstrap as named there; silhouettes, Dunn and medoids O(n²·d) over region-years.",
    inputs: INDICATOR_INPUTS,
    options: &[
        K,
        GROUPING,
        STARTS,
        OptionSpec::seed(),
        OptionSpec::integer(
            "draws",
            0,
            1_000_000,
            "400",
            "Resamplings of regions for the probability of membership; 0: none.",
        ),
        DATA[3],
        NEIGHBORS,
        MIN_COVERAGE,
        MIN_KNOWN,
        OUTLIERS,
        DATA[2],
        OUTLIER_TAIL,
        SCREEN[0],
        SCREEN[1],
        SCREEN[2],
        SCREEN[3],
        SCREEN[4],
        DATA[0],
        DATA[1],
        DATA[4],
        OptionSpec::choice(
            "index",
            IndexVariant::WORDS,
            "hellwig",
            "Integral index by which groups and regions are ordered.",
        ),
        INDICATOR_WEIGHTS,
        COMPARISONS,
        OptionSpec::choice(
            "grouping-weights",
            &["none", "index"],
            "none",
            "Whether grouping counts all indicators alike (none) or by their weights in the index (neutral indicators: 1, the mean weight).",
        ),
        REDUCE[0],
        REDUCE[1],
        OptionSpec::choice(
            "choose-k",
            CHOOSE_K,
            "none",
            "Measure whose recommendation replaces `k` (gap: by `gap-rule`); none: `k` stands, and the measures are reported beside it.",
        ),
        OptionSpec::integer("k-max", 2, 1000, "8", "Largest number of groups tried for the choice of k."),
        OptionSpec::choice(
            "gap-rule",
            GapRule::WORDS,
            "tibs-2001",
            "Rule by which the gap chooses k; all five are reported.",
        ),
        OptionSpec::integer(
            "stability-draws",
            0,
            1_000_000,
            "100",
            "Bootstrap samples for the stability of each k; 0: none.",
        ),
        OptionSpec::integer(
            "references",
            0,
            1_000_000,
            "50",
            "Uniform samples for the gap of each k; 0: none.",
        ),
        OptionSpec::integer(
            "year",
            -1_000_000,
            1_000_000,
            "",
            "Reference year; not set: the last year in which every indicator has values.",
        ),
        OptionSpec::choice(
            "table",
            TABLES,
            "groups",
            "What to write; a run over a study writes all of them.",
        ),
    ],
    output: &[
        ("region", "Region."),
        ("year", "Year; 0 when the input has none."),
        ("group", "Group, 1 = highest mean index."),
        ("group_name", "high, middle, low, or group 2 …"),
        ("index", "Integral index."),
        ("rank", "Rank in the year."),
        ("rank_in_group", "Rank in the group and year."),
        ("silhouette", "Silhouette, reference year."),
        ("probability", "Share of resamplings that keep the group, reference year."),
        ("second_group", "Group the region would belong to otherwise."),
        ("border", "Whether it stands on a border, reference year."),
        ("distance_to_center", "Distance to the center of the group."),
        ("status", "observed, estimated or undefined:left-out."),
    ],
    references: &[
        Reference {
            text: "Hellwig, Z. (1968). Zastosowanie metody taksonomicznej do typologicznego podziału krajów ze względu na poziom ich rozwoju. Przegląd Statystyczny 15(4), 307–327",
            locator: "index compared with R",
            doi: "",
            checked: true,
        },
        Reference {
            text: "Hennig, C. (2007). Cluster-wise assessment of cluster stability. Computational Statistics & Data Analysis 52, 258–271",
            locator: "",
            doi: "10.1016/j.csda.2006.11.025",
            checked: false,
        },
        Reference {
            text: "Saaty, T. L. (1980). The Analytic Hierarchy Process. McGraw-Hill",
            locator: "eigenvalue and consistency ratio of the choice of a house",
            doi: "",
            checked: true,
        },
        Reference {
            text: "Dempster, A. P., Laird, N. M. & Rubin, D. B. (1977). Maximum likelihood from incomplete data via the EM algorithm. Journal of the Royal Statistical Society B 39, 1–38",
            locator: "",
            doi: "10.1111/j.2517-6161.1977.tb01600.x",
            checked: false,
        },
        Reference {
            text: "Box, G. E. P. & Cox, D. R. (1964). An analysis of transformations. Journal of the Royal Statistical Society B 26, 211–252",
            locator: "exponents compared with SciPy",
            doi: "10.1111/j.2517-6161.1964.tb00553.x",
            checked: true,
        },
    ],
    run,
};

/// Words of the option `choose-k`.
const CHOOSE_K: &[&str] =
    &["none", "silhouette", "calinski-harabasz", "davies-bouldin", "dunn", "stability", "gap"];

/// Tables that the method writes alone.
const TABLES: &[&str] = &[
    "groups",
    "group_stability",
    "profile",
    "features",
    "typical",
    "center_distances",
    "transitions",
    "moves",
    "years",
    "steadiness",
    "validity",
    "k_choices",
    "agreement",
    "cross_table",
    "domains",
    "domain_indices",
    "contributions",
    "indicators",
    "screening",
    "filled",
    "eigenvalues",
    "loadings",
    "scores",
    "consensus_pairs",
    "outliers",
];

/// Share of resamplings below which a region stands on a border.
pub const BORDER_PROBABILITY: f64 = 0.6;

/// Definitions with the weights of experts' comparisons, and remarks on them.
///
/// # Errors
/// As [`definitions`] and [`expert_weights`].
pub fn weighted_definitions(
    inputs: &Inputs,
    options: &Options,
    indicators: &[String],
) -> Result<(Vec<IndicatorDefinition>, Vec<String>), MethodError> {
    let mut all = definitions(inputs, options, indicators)?;
    let weighting = Weighting::from_word(options.text("indicator-weights"));
    let found = expert_weights(&mut all, weighting, options)?;
    Ok((all, found.and_then(|c| c.warning()).into_iter().collect()))
}

fn run(inputs: &Inputs, options: &Options) -> Result<Output, MethodError> {
    let indicators = inputs.indicators()?;
    let (definitions, remarks) = weighted_definitions(inputs, options, &indicators.indicators)?;
    let asked = TypologyOptions::of(options)?;
    if asked.preparation.year.is_some() && !indicators.has_year {
        return Err(MethodError::data("option `year` is set, but the indicators have no column `year`"));
    }
    let result = analyze(&indicators, &definitions, &asked)?;
    let table = match options.text("table") {
        "group_stability" => table_of(&result.group_stability),
        "profile" => table_of(&result.profile),
        "features" => table_of(&result.features),
        "typical" => table_of(&result.typical),
        "center_distances" => table_of(&result.center_distances),
        "transitions" => table_of(&result.transitions),
        "moves" => table_of(&result.moves),
        "years" => table_of(&result.year_rows),
        "steadiness" => table_of(&result.steadiness),
        "validity" => table_of(&result.validity),
        "k_choices" => table_of(&result.k_choices),
        "agreement" => table_of(&result.agreement),
        "cross_table" => table_of(&result.cross_table),
        "domains" => table_of(&result.domains),
        "domain_indices" => table_of(&result.domain_indices),
        "contributions" => table_of(&result.contributions),
        "indicators" => table_of(&result.indicators),
        "screening" => table_of(&result.screening),
        "eigenvalues" => table_of(&result.eigenvalues),
        "loadings" => table_of(&result.loadings),
        "scores" => table_of(&result.scores),
        "consensus_pairs" => table_of(&result.consensus_pairs),
        "filled" => table_of(&result.filled),
        "outliers" => table_of(&result.outliers),
        _ => table_of(&result.groups),
    };
    let recommended: serde_json::Map<String, serde_json::Value> =
        result.k_choices.iter().map(|c| (format!("{} {}", c.measure, c.rule), c.k.into())).collect();
    let mut output = Output::new(table)
        .variant(format!(
            "{}, {}, index {}",
            asked.grouping.name(),
            asked.normalization.describe(),
            asked.index.describe()
        ))
        .figure("k", result.k)
        .figure("reference_year", indicators.has_year.then_some(result.reference_year))
        .figure("total_within_ss", result.total_within_ss)
        .figure("silhouette", result.silhouette)
        .figure("calinski_harabasz", result.calinski_harabasz)
        .figure("davies_bouldin", result.davies_bouldin)
        .figure("dunn", result.dunn)
        .figure("sizes", result.sizes)
        .figure("share_of_starts_at_optimum", result.share_of_starts_at_optimum)
        .figure("converged", result.converged)
        .figure("borders", result.borders)
        .figure("domain_balance", result.domain_balance)
        .figure("recommended_k", recommended);
    output.warnings = remarks;
    output.warnings.extend(result.warnings);
    output.assumptions = result.assumptions;
    Ok(output)
}
