//! The method `validity`: how well 2, 3, … groups fit the data.

mod gap;
mod scatter;
mod silhouette;
mod stability;

pub use gap::{Gap, GapRule, choose_k, gaps};
pub use scatter::{calinski_harabasz, centers, davies_bouldin, within_ss};
pub use silhouette::{group_sizes, mean_silhouette, silhouettes};
pub use stability::stability;
pub(super) use stability::{resample, rows_of_units};

use super::INDICATOR_INPUTS;
use super::grouping::{DATA, STARTS, data};
use super::k_means::{KMeansFit, check_k, k_means};
use super::tables::ValidityRow;
use crate::linalg::{Matrix, mean, quantile};
use crate::model::{Reason, Status, table_of};
use crate::registry::{Inputs, Method, MethodError, OptionSpec, Options, Output, Reference};

/// Registry entry.
pub const METHOD: Method = Method {
    id: "validity",
    question: "typology",
    title: "Choice of the number of groups",
    summary: "Measures of k-means groupings for a range of k: silhouette, stability, Caliński–Harabasz, Davies–Bouldin, gap.",
    formula: "silhouette: mean of (b − a)/max(a, b) · stability: mean adjusted Rand index of the grouping and those of bootstrap samples · calinski-harabasz: (B/(k−1))/(W/(n−k)) · davies-bouldin: mean of max (sᵢ+sⱼ)/‖cᵢ−cⱼ‖ · gap: mean ln W of uniform samples in the box of the data − ln W · total-within-ss: W",
    undefined: "k above the number of distinct rows: undefined:too-few. W = 0 or equal centers: undefined:constant.",
    complexity: "k-means for each k, draw and reference sample; silhouettes O(n²·d) once for all k.",
    inputs: INDICATOR_INPUTS,
    options: &[
        OptionSpec::integer("k-min", 2, 10_000, "2", "Smallest number of groups."),
        OptionSpec::integer("k-max", 2, 10_000, "8", "Largest number of groups."),
        STARTS,
        OptionSpec::integer("draws", 0, 1_000_000, "100", "Bootstrap samples for stability; 0: none."),
        OptionSpec::integer("references", 0, 1_000_000, "50", "Uniform samples for the gap; 0: none."),
        OptionSpec::choice("gap-rule", GapRule::WORDS, "tibs-2001", "Rule by which the gap chooses k."),
        OptionSpec::seed(),
        DATA[0],
        DATA[1],
        DATA[2],
        DATA[3],
        DATA[4],
    ],
    output: &[
        ("k", "Number of groups."),
        ("measure", "silhouette, stability, calinski-harabasz, davies-bouldin, gap, total-within-ss."),
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

/// Measures for each k of the range. `units` names the unit of each row that
/// the bootstrap draws (rows of one region are drawn together).
///
/// # Errors
/// `k_min` above `k_max`.
pub fn validity(
    z: &Matrix,
    units: &[usize],
    options: &ValidityOptions,
) -> Result<Vec<ValidityRow>, MethodError> {
    let ValidityOptions { k_min, k_max, .. } = *options;
    if k_min > k_max || k_min < 2 {
        return Err(MethodError::data(format!("the range of k is empty: {k_min} to {k_max}")));
    }
    let fits: Vec<(usize, Option<KMeansFit>)> = (k_min..=k_max)
        .map(|k| {
            let fit = check_k(z, k).and_then(|()| k_means(z, k, options.starts, options.seed));
            (k, fit.ok())
        })
        .collect();
    let known: Vec<&KMeansFit> = fits.iter().filter_map(|(_, f)| f.as_ref()).collect();
    let groupings: Vec<&[usize]> = known.iter().map(|f| f.labels.as_slice()).collect();
    let silhouettes = silhouettes(z, &groupings);
    let gaps = if options.references > 0 { gaps(z, &known, options) } else { Vec::new() };
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
        let labels = fit.as_ref().map(|f| f.labels.as_slice());
        let own = fit.as_ref().map(|_| at);
        at += usize::from(fit.is_some());
        push("silhouette", own.and_then(|o| mean_silhouette(&silhouettes[o])), None);
        if options.draws > 0 {
            let rand = labels.map(|l| stability(z, units, l, *k, options.draws, options.seed));
            let rand = rand.unwrap_or_default();
            let band = (!rand.is_empty()).then(|| (quantile(&rand, 0.05), quantile(&rand, 0.95)));
            push("stability", Some(mean(&rand)), band);
        }
        push("calinski-harabasz", labels.and_then(|l| calinski_harabasz(z, l)), None);
        push("davies-bouldin", labels.and_then(|l| davies_bouldin(z, l)), None);
        if options.references > 0 {
            let gap = gaps.iter().find(|g| g.k == *k);
            let band = gap.map(|g| (g.value - 1.645 * g.error, g.value + 1.645 * g.error));
            push("gap", gap.map(|g| g.value), band.filter(|b| b.0.is_finite()));
        }
        push("total-within-ss", fit.as_ref().map(|f| f.total_within_ss), None);
    }
    let chosen = choose_k(&gaps, options.gap_rule);
    mark_best(&mut rows, chosen);
    Ok(rows)
}

/// Marks the k each measure prefers; of equal values the smallest k.
fn mark_best(rows: &mut [ValidityRow], gap: Option<usize>) {
    for (measure, sign) in
        [("silhouette", 1.0), ("stability", 1.0), ("calinski-harabasz", 1.0), ("davies-bouldin", -1.0)]
    {
        let mut best: Option<(usize, f64)> = None;
        for (at, row) in rows.iter().enumerate().filter(|(_, r)| r.measure == measure) {
            let value = row.value.map(|v| v * sign);
            best = match (best, value) {
                (Some(b), Some(v)) if v <= b.1 => best,
                (_, Some(v)) => Some((at, v)),
                (_, None) => best,
            };
        }
        if let Some((at, _)) = best {
            rows[at].best = true;
        }
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
    let rows = validity(&data.z, &units, &asked)?;
    let mut output = Output::new(table_of(&rows)).variant(format!(
        "k-means, normalised by {}, gap rule {}",
        data.normalization.describe(),
        options.text("gap-rule")
    ));
    output.warnings = data.prepared.warnings;
    output.assumptions = data.prepared.assumptions;
    Ok(output)
}
