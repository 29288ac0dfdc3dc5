//! The method `validity`: how well 2, 3, … groups fit the data.

mod choices;
mod dunn;
mod gap;
mod scatter;
mod silhouette;
mod stability;

pub use choices::{ChoiceRow, choices, verdict};
pub use dunn::dunn;
pub use gap::{Gap, GapRule, choose_k, gaps};
pub use scatter::{calinski_harabasz, centers, davies_bouldin, within_ss};
pub use silhouette::{group_sizes, mean_silhouette, silhouettes};
pub use stability::stability;
pub(super) use stability::{resample, rows_of_units};

use super::INDICATOR_INPUTS;
use super::group_method::GROUPING;
use super::group_method::{Grouping, GroupingMethod};
use super::grouping::{DATA, STARTS, data};
use super::tables::ValidityRow;
use crate::linalg::{Matrix, mean, quantile};
use crate::model::{Reason, Status, table_of};
use crate::registry::{Inputs, Method, MethodError, OptionSpec, Options, Output, Reference};

/// Registry entry.
pub const METHOD: Method = Method {
    id: "validity",
    question: "typology",
    title: "Choice of the number of groups",
    summary: "Measures of groupings for a range of k: silhouette, stability, Caliński–Harabasz, Davies–Bouldin, Dunn, gap; and which k each recommends.",
    formula: "silhouette: mean of (b − a)/max(a, b) · stability: mean adjusted Rand index of the grouping and those of bootstrap samples · calinski-harabasz: (B/(k−1))/(W/(n−k)) · davies-bouldin: mean of max (sᵢ+sⱼ)/‖cᵢ−cⱼ‖ · dunn: smallest distance between groups / largest within · gap: mean ln W of uniform samples in the box of the data − ln W, with s from B samples times √(1 + 1/B); rules (names of the usual R implementation): tibs-2001 (Tibs2001SEmax) smallest k with gap(k) ≥ gap(k+1) − s(k+1); first-max (firstmax) first local maximum; global-max (globalmax) largest; first-se-max (firstSEmax), global-se-max (globalSEmax) smallest k within one s of those · total-within-ss: W",
    undefined: "k above the number of distinct rows: undefined:too-few. W = 0 or equal centers: undefined:constant.",
    complexity: "k-means for each k, draw and reference sample; silhouettes O(n²·d) once for all k.",
    inputs: INDICATOR_INPUTS,
    options: crate::options![
        [
            OptionSpec::integer("k-min", 2, 10_000, "2", "Smallest number of groups."),
            OptionSpec::integer("k-max", 2, 10_000, "8", "Largest number of groups."),
            GROUPING,
            OptionSpec::choice(
                "table",
                &["measures", "choices"],
                "measures",
                "What to write: the measures of each k, or the k that each measure and rule recommends.",
            ),
            STARTS,
            OptionSpec::integer("draws", 0, 1_000_000, "100", "Bootstrap samples for stability; 0: none."),
            OptionSpec::integer("references", 0, 1_000_000, "50", "Uniform samples for the gap; 0: none."),
            OptionSpec::choice("gap-rule", GapRule::WORDS, "tibs-2001", "Rule by which the gap chooses k."),
            OptionSpec::seed()
        ],
        DATA
    ],
    output: &[
        ("k", "Number of groups."),
        ("measure", "silhouette, stability, calinski-harabasz, davies-bouldin, dunn, gap, total-within-ss."),
        ("value", "Value."),
        ("low", "Lower limit: 5 % of the resampled values (stability), gap − 1.645 s."),
        ("high", "Upper limit."),
        ("best", "Whether the measure prefers this k; none for total-within-ss."),
        ("status", "observed or undefined."),
    ],
    references: &[
        Reference {
            text: "Rousseeuw, P. J. (1987). Silhouettes: a graphical aid to the interpretation and validation of cluster analysis. Journal of Computational and Applied Mathematics 20, 53–65",
            locator: "compared with scikit-learn",
            doi: "10.1016/0377-0427(87)90125-7",
            checked: true,
        },
        Reference {
            text: "Caliński, T. & Harabasz, J. (1974). A dendrite method for cluster analysis. Communications in Statistics 3, 1–27",
            locator: "compared with scikit-learn",
            doi: "10.1080/03610927408827101",
            checked: true,
        },
        Reference {
            text: "Davies, D. L. & Bouldin, D. W. (1979). A cluster separation measure. IEEE Transactions on Pattern Analysis and Machine Intelligence 1, 224–227",
            locator: "compared with scikit-learn",
            doi: "10.1109/TPAMI.1979.4766909",
            checked: true,
        },
        Reference {
            text: "Dunn, J. C. (1974). Well-separated clusters and optimal fuzzy partitions. Journal of Cybernetics 4, 95–104",
            locator: "",
            doi: "10.1080/01969727408546059",
            checked: false,
        },
        Reference {
            text: "Tibshirani, R., Walther, G. & Hastie, T. (2001). Estimating the number of clusters in a data set via the gap statistic. Journal of the Royal Statistical Society B 63, 411–423",
            locator: "",
            doi: "10.1111/1467-9868.00293",
            checked: false,
        },
        Reference {
            text: "Hubert, L. & Arabie, P. (1985). Comparing partitions. Journal of Classification 2, 193–218",
            locator: "",
            doi: "10.1007/BF01908075",
            checked: false,
        },
    ],
    run,
};

/// What to compute over the range of k.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ValidityOptions {
    /// Smallest number of groups.
    pub k_min: usize,
    /// Largest number of groups.
    pub k_max: usize,
    /// Starts of k-means.
    pub starts: usize,
    /// Bootstrap samples for stability.
    pub draws: usize,
    /// Uniform samples for the gap.
    pub references: usize,
    /// Rule by which the gap chooses.
    pub gap_rule: GapRule,
    /// Seed.
    pub seed: u64,
}

impl Default for ValidityOptions {
    fn default() -> Self {
        ValidityOptions {
            k_min: 2,
            k_max: 8,
            starts: 50,
            draws: 100,
            references: 50,
            gap_rule: GapRule::default(),
            seed: 1,
        }
    }
}

/// Measures, and the gaps with that of k = 1.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Panel {
    /// Measures by k.
    pub rows: Vec<ValidityRow>,
    /// Gaps from k = 1; empty without reference samples.
    pub gaps: Vec<Gap>,
}

/// Measures of k-means for each k of the range; see [`panel`].
///
/// # Errors
/// `k_min` above `k_max`.
pub fn validity(
    z: &Matrix,
    units: &[usize],
    options: &ValidityOptions,
) -> Result<Vec<ValidityRow>, MethodError> {
    let method = GroupingMethod::KMeans { starts: options.starts, seed: options.seed };
    panel(z, units, &method, options).map(|p| p.rows)
}

/// Measures of a grouping method for each k of the range. `units` names the
/// unit of each row that the bootstrap draws (rows of one region are drawn
/// together).
///
/// # Errors
/// `k_min` above `k_max`.
pub fn panel(
    z: &Matrix,
    units: &[usize],
    method: &dyn Grouping,
    options: &ValidityOptions,
) -> Result<Panel, MethodError> {
    let ValidityOptions { k_min, k_max, .. } = *options;
    if k_min > k_max || k_min < 2 {
        return Err(MethodError::data(format!("the range of k is empty: {k_min} to {k_max}")));
    }
    // More groups than distinct rows, or a method that refuses: no measures at this k.
    let fits: Vec<(usize, Option<Vec<usize>>)> =
        (k_min..=k_max).map(|k| (k, method.group(z, k).ok().map(|g| g.labels))).collect();
    let known: Vec<(usize, &[usize])> =
        fits.iter().filter_map(|(k, f)| f.as_ref().map(|l| (*k, l.as_slice()))).collect();
    let groupings: Vec<&[usize]> = known.iter().map(|f| f.1).collect();
    let silhouettes = silhouettes(z, &groupings);
    let dunn = dunn(z, &groupings);
    let gaps = if options.references > 0 { gaps(z, &known, method, options) } else { Vec::new() };
    let mut rows = Vec::new();
    let mut at = 0;
    for (k, fit) in &fits {
        let mut push = |measure: &'static str, value: Option<f64>, band: Option<(f64, f64)>| {
            let undefined = if fit.is_none() { Reason::TooFew } else { Reason::Constant };
            let value = value.filter(|v| v.is_finite());
            rows.push(ValidityRow {
                k: *k as i64,
                measure: measure.to_string(),
                value,
                low: band.map(|b| b.0),
                high: band.map(|b| b.1),
                best: false,
                status: if value.is_some() { Status::Observed } else { Status::Undefined(undefined) },
            });
        };
        let labels = fit.as_deref();
        let own = fit.as_ref().map(|_| at);
        at += usize::from(fit.is_some());
        push("silhouette", own.and_then(|o| mean_silhouette(&silhouettes[o])), None);
        if options.draws > 0 {
            let rand = labels.map(|l| stability(z, units, l, *k, method, options.draws, options.seed));
            let rand = rand.unwrap_or_default();
            let band = (!rand.is_empty()).then(|| (quantile(&rand, 0.05), quantile(&rand, 0.95)));
            push("stability", Some(mean(&rand)), band);
        }
        push("calinski-harabasz", labels.and_then(|l| calinski_harabasz(z, l)), None);
        push("davies-bouldin", labels.and_then(|l| davies_bouldin(z, l)), None);
        push("dunn", own.and_then(|o| dunn[o]), None);
        if options.references > 0 {
            let gap = gaps.iter().find(|g| g.k == *k);
            let band = gap.map(|g| (g.value - 1.645 * g.error, g.value + 1.645 * g.error));
            push("gap", gap.map(|g| g.value), band.filter(|b| b.0.is_finite()));
        }
        push("total-within-ss", labels.map(|l| within_ss(z, l)), None);
    }
    let chosen = choose_k(&gaps, options.gap_rule);
    mark_best(&mut rows, chosen);
    Ok(Panel { rows, gaps })
}

/// Marks the k each measure prefers; of equal values the smallest k.
fn mark_best(rows: &mut [ValidityRow], gap: Option<usize>) {
    for (measure, least) in choices::extremes() {
        let best = choices::best(rows, measure, least).map(|b| b.0);
        rows.iter_mut().filter(|r| r.measure == measure && Some(r.k) == best).for_each(|r| r.best = true);
    }
    let chosen = rows.iter_mut().filter(|r| r.measure == "gap" && gap == Some(r.k as usize));
    chosen.for_each(|r| r.best = true);
}

fn run(inputs: &Inputs, options: &Options) -> Result<Output, MethodError> {
    let data = data(inputs, options)?;
    let units: Vec<usize> = data.prepared.items.iter().map(|i| i.region).collect();
    let asked = ValidityOptions {
        k_min: options.integer("k-min") as usize,
        k_max: options.integer("k-max") as usize,
        starts: options.integer("starts") as usize,
        draws: options.integer("draws") as usize,
        references: options.integer("references") as usize,
        gap_rule: GapRule::from_word(options.text("gap-rule")),
        seed: options.integer("seed") as u64,
    };
    let method = GroupingMethod::from_word(options.text("grouping"), asked.starts, asked.seed).judge();
    let found = panel(&data.z, &units, &method, &asked)?;
    let recommended = choices(&found.rows, &found.gaps, 0);
    let table = match options.text("table") {
        "choices" => table_of(&recommended),
        _ => table_of(&found.rows),
    };
    let by_rule: serde_json::Map<String, serde_json::Value> =
        recommended.iter().map(|c| (format!("{} {}", c.measure, c.rule), c.k.into())).collect();
    let mut output = Output::new(table).figure("recommended", by_rule).variant(format!(
        "{}, normalised by {}, gap rule {}",
        method.name(),
        data.normalization.describe(),
        options.text("gap-rule")
    ));
    output.warnings = data.prepared.warnings;
    output.assumptions = data.prepared.assumptions;
    Ok(output)
}
