//! The method `typology`: from indicators to groups of regions, with
//! everything a reader needs to judge them.

mod assemble;
mod collinearity;
mod membership;

use super::INDICATOR_INPUTS;
use super::agreement::adjusted_rand;
use super::definitions::{IndicatorDefinition, definitions};
use super::group_profile::{ProfileColumn, group_name, profile};
use super::group_transitions::transitions;
use super::grouping::{DATA, K, STARTS, order_by_index};
use super::index_groups::{Rule, class_of, cuts};
use super::indicator_weights::{INDICATOR_WEIGHTS, Weighting};
use super::integral_index::{Index, IndexVariant, index};
use super::k_means::{KMeansFit, k_means};
use super::linkage::{Linkage, Tree, tree};
use super::prepare::{Missing, Prepared, prepare};
use super::scale::{Normalization, normalization, normalized, winsorized};
use super::tables::*;
use super::validity::{
    GapRule, ValidityOptions, calinski_harabasz, davies_bouldin, group_sizes, mean_silhouette, silhouettes,
    validity,
};
use crate::linalg::{Matrix, squared_distance};
use crate::model::table_of;
use crate::registry::{Indicators, Inputs, Method, MethodError, OptionSpec, Options, Output, Reference};
use membership::{Membership, memberships};

/// Registry entry.
pub const METHOD: Method = Method {
    id: "typology",
    question: "typology",
    title: "Groups of regions by the totality of their characteristics",
    summary: "The whole workflow: missing values, outliers, normalisation, integral index, k-means groups ordered by the index, probability of membership, choice of k, agreement with other groupings, profile, moves between years.",
    formula: "Normalise within each year, group all region-years together by k-means, so that a region's move is a change of the region and not of the ruler. Groups are ordered by mean index. \
Probability: regions are drawn with replacement, k-means is run again from the centers found, new groups are matched with old ones so that the centers lie nearest in sum, and every region goes to its nearest center; the share of draws in which it keeps its group. \
Border: silhouette < 0 or probability < 0.7, in the reference year.",
    undefined: "Refused: missing values without a policy, indicators without spread, no ranked indicator, k above the number of distinct rows. Regions left out by policy: no group, undefined:left-out.",
    complexity: "k-means and bootstrap as named there; silhouettes O(n²·d) over region-years.",
    inputs: INDICATOR_INPUTS,
    options: &[
        K,
        STARTS,
        OptionSpec::seed(),
        OptionSpec::integer(
            "draws",
            0,
            1_000_000,
            "400",
            "Resamplings of regions for the probability of membership; 0: none.",
        ),
        DATA[0],
        DATA[1],
        DATA[2],
        DATA[3],
        DATA[4],
        OptionSpec::choice(
            "index",
            IndexVariant::WORDS,
            "hellwig",
            "Integral index by which groups and regions are ordered.",
        ),
        INDICATOR_WEIGHTS,
        OptionSpec::integer("k-max", 2, 1000, "8", "Largest number of groups tried for the choice of k."),
        OptionSpec::integer(
            "year",
            -1_000_000,
            1_000_000,
            "",
            "Reference year; not set: the last year in which every indicator has values.",
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
    ],
    run,
};

/// Share of resamplings below which a region stands on a border.
pub const BORDER_PROBABILITY: f64 = 0.7;

/// Choices of the workflow.
#[derive(Debug, Clone, PartialEq)]
pub struct TypologyOptions {
    /// Number of groups.
    pub k: usize,
    /// Starts of k-means.
    pub starts: usize,
    /// Seed of all random numbers.
    pub seed: u64,
    /// Resamplings for the probability of membership and the profile's limits.
    pub draws: usize,
    /// Normalisation for grouping.
    pub normalization: Normalization,
    /// Limit of winsorising in standard deviations.
    pub winsorize: Option<f64>,
    /// Policy for missing values.
    pub missing: Missing,
    /// Integral index.
    pub index: IndexVariant,
    /// Weights in the index.
    pub weighting: Weighting,
    /// Largest number of groups tried.
    pub k_max: usize,
    /// Bootstrap samples for the stability of each k.
    pub stability_draws: usize,
    /// Uniform samples for the gap of each k.
    pub gap_references: usize,
    /// Rule by which the gap chooses.
    pub gap_rule: GapRule,
    /// Reference year; the last usable one when `None`.
    pub year: Option<i64>,
}

impl Default for TypologyOptions {
    fn default() -> Self {
        TypologyOptions {
            k: 3,
            starts: 50,
            seed: 1,
            draws: 400,
            normalization: Normalization::default(),
            winsorize: None,
            missing: Missing::default(),
            index: IndexVariant::default(),
            weighting: Weighting::default(),
            k_max: 8,
            stability_draws: 100,
            gap_references: 50,
            gap_rule: GapRule::default(),
            year: None,
        }
    }
}

impl TypologyOptions {
    /// The choices that checked options of the method name.
    pub fn of(options: &Options) -> TypologyOptions {
        TypologyOptions {
            k: options.integer("k") as usize,
            starts: options.integer("starts") as usize,
            seed: options.integer("seed") as u64,
            draws: options.integer("draws") as usize,
            normalization: normalization(options),
            winsorize: options.real("winsorize"),
            missing: Missing::from_word(options.text("missing")),
            index: IndexVariant::from_word(options.text("index"), 1, true),
            weighting: Weighting::from_word(options.text("indicator-weights")),
            k_max: options.integer("k-max") as usize,
            year: options.to_json().get("year").and_then(serde_json::Value::as_i64),
            ..TypologyOptions::default()
        }
    }
}

/// Everything the workflow finds.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TypologyResult {
    /// Table `typology/groups`.
    pub groups: Vec<GroupRow>,
    /// Table `typology/membership`.
    pub membership: Vec<MembershipRow>,
    /// Table `typology/values`.
    pub values: Vec<ValueRow>,
    /// Table `typology/profile`.
    pub profile: Vec<ProfileRow>,
    /// Table `typology/transitions`.
    pub transitions: Vec<TransitionRow>,
    /// Table `typology/validity`.
    pub validity: Vec<ValidityRow>,
    /// Table `typology/tree`.
    pub tree: Vec<TreeRow>,
    /// Table `typology/leaves`.
    pub leaves: Vec<LeafRow>,
    /// Table `typology/agreement`.
    pub agreement: Vec<AgreementRow>,
    /// Table `typology/domain_indices`.
    pub domain_indices: Vec<DomainIndexRow>,
    /// Table `typology/indicators`.
    pub indicators: Vec<IndicatorRow>,
    /// What the reader must know before using the numbers.
    pub warnings: Vec<String>,
    /// What was assumed, in order of the steps.
    pub assumptions: Vec<String>,
    /// Reference year; 0 when the indicators have no year.
    pub reference_year: i64,
    /// Years used, ascending.
    pub years: Vec<i64>,
    /// Number of groups.
    pub k: usize,
    /// Names of the groups from the highest.
    pub group_names: Vec<String>,
    /// Regions of each group in the reference year.
    pub sizes: Vec<usize>,
    /// Σ of squared distances to the centers, all years.
    pub total_within_ss: f64,
    /// Mean silhouette of the reference year.
    pub silhouette: Option<f64>,
    /// Caliński–Harabasz, all years.
    pub calinski_harabasz: Option<f64>,
    /// Davies–Bouldin, all years.
    pub davies_bouldin: Option<f64>,
    /// Share of starts that reached the best sum of squares.
    pub share_of_starts_at_optimum: f64,
    /// Whether the best start ended with no region nearer to another center.
    pub converged: bool,
    /// Regions of the reference year that stand on a border.
    pub borders: usize,
}

/// What the steps hand on to the tables.
struct Found {
    prepared: Prepared,
    normalization: Normalization,
    values: Matrix,
    z: Matrix,
    index: Index,
    fit: KMeansFit,
    /// Groups of all items, 0 = highest index.
    labels: Vec<usize>,
    /// Centers in the order of the groups.
    centers: Matrix,
    /// Items of the reference year.
    reference: Vec<usize>,
    /// Silhouettes of the items of the reference year.
    silhouettes: Vec<Option<f64>>,
    membership: Membership,
    tree: Tree,
    /// Ward's groups of the items of the reference year, 0 = highest index.
    ward: Vec<usize>,
}

/// At most this many times the starts asked for.
const MORE_STARTS: usize = 16;

/// The grouping; starts are doubled until two of them end in the same best
/// optimum, since one alone may have missed it.
fn settled(z: &Matrix, options: &TypologyOptions) -> Result<KMeansFit, MethodError> {
    let mut starts = options.starts;
    loop {
        let fit = k_means(z, options.k, starts, options.seed)?;
        if starts == 1 || fit.starts_at_optimum > 1 || starts >= MORE_STARTS * options.starts {
            return Ok(fit);
        }
        starts *= 2;
    }
}

impl Found {
    fn reference_index(&self) -> Vec<f64> {
        self.reference.iter().map(|&i| self.index.values[i]).collect()
    }

    fn reference_labels(&self) -> Vec<usize> {
        self.reference.iter().map(|&i| self.labels[i]).collect()
    }
}

/// The whole workflow on indicators.
///
/// # Errors
/// See the method's undefined cases; every message names what was found.
pub fn analyze(
    indicators: &Indicators,
    definitions: &[IndicatorDefinition],
    options: &TypologyOptions,
) -> Result<TypologyResult, MethodError> {
    let prepared = prepare(indicators, definitions, options.missing, options.year)?;
    let (values, pulled) = winsorized(&prepared, options.winsorize)?;
    let z = normalized(&prepared, &values, options.normalization)?;
    let all: Vec<usize> = (0..values.cols()).collect();
    let index = index(&prepared, &values, &all, options.index, options.weighting)?;
    let fit = settled(&z, options)?;
    let mut labels = fit.labels.clone();
    let order = order_by_index(&mut labels, &index.values);
    let centers = fit.centers.take_rows(&order);
    let reference = prepared.rows_of_year(prepared.reference);
    let z_reference = z.take_rows(&reference);
    let labels_reference: Vec<usize> = reference.iter().map(|&i| labels[i]).collect();
    let silhouettes = silhouettes(&z_reference, &[&labels_reference]).swap_remove(0);
    let units: Vec<usize> = prepared.items.iter().map(|i| i.region).collect();
    let membership = memberships(&z, &units, &centers, &reference, options.draws, options.seed);
    let tree = tree(&z_reference, Linkage::WardD2)?;
    let mut ward = tree.cut(options.k);
    let index_reference: Vec<f64> = reference.iter().map(|&i| index.values[i]).collect();
    order_by_index(&mut ward, &index_reference);
    let found = Found {
        prepared,
        normalization: options.normalization,
        values,
        z,
        index,
        fit,
        labels,
        centers,
        reference,
        silhouettes,
        membership,
        tree,
        ward,
    };
    let mut result = summary(&found, options, pulled);
    found.fill_tables(options, &mut result);
    result.validity = found.validity(&units, options)?;
    result.agreement = found.agreement(options, &mut result.warnings);
    result.borders = result.groups.iter().filter(|g| g.border == Some(true)).count();
    Ok(result)
}

fn summary(found: &Found, options: &TypologyOptions, pulled: usize) -> TypologyResult {
    let p = &found.prepared;
    let mut result = TypologyResult {
        warnings: p.warnings.clone(),
        reference_year: p.years[p.reference],
        years: p.years.clone(),
        k: options.k,
        group_names: (1..=options.k).map(|g| group_name(g, options.k)).collect(),
        total_within_ss: found.fit.total_within_ss,
        silhouette: mean_silhouette(&found.silhouettes),
        calinski_harabasz: calinski_harabasz(&found.z, &found.labels),
        davies_bouldin: davies_bouldin(&found.z, &found.labels),
        share_of_starts_at_optimum: found.fit.starts_at_optimum as f64 / found.fit.starts as f64,
        converged: found.fit.converged,
        ..TypologyResult::default()
    };
    result.sizes = group_sizes(&found.reference_labels());
    result.sizes.resize(options.k, 0);
    if pulled > 0 {
        result.warnings.push(format!("{pulled} values were pulled in by winsorising"));
    }
    if options.starts > 1 && found.fit.starts_at_optimum == 1 {
        result.warnings.push(format!(
            "only one of {} starts reached the best sum of squares: raise `starts`, there may be a better one",
            found.fit.starts
        ));
    }
    if let Some(empty) = result.sizes.iter().position(|&s| s == 0) {
        result.warnings.push(format!("group {} has no region in the reference year", empty + 1));
    }
    result.assumptions = found.assumptions(options);
    result
}

impl Found {
    /// The assumptions log, in order of the steps.
    fn assumptions(&self, options: &TypologyOptions) -> Vec<String> {
        let p = &self.prepared;
        let mut log = p.assumptions.clone();
        log.push(format!("{} indicators of {} regions", p.definitions.len(), p.regions.len()));
        match options.winsorize {
            Some(w) => log.push(format!("values beyond {w} standard deviations are pulled in to that limit")),
            None => log.push("outliers are not changed".into()),
        }
        let within = if p.years.len() > 1 { ", within each year" } else { "" };
        log.push(format!("indicators are normalised by {}{within}", options.normalization.describe()));
        let neutral: Vec<&str> = (0..p.definitions.len())
            .filter(|j| !self.index.columns.contains(j))
            .map(|j| p.definitions[j].indicator.as_str())
            .collect();
        let not = match neutral.is_empty() {
            true => String::new(),
            false => format!("; neutral, not in the index: {}", neutral.join(", ")),
        };
        log.push(format!(
            "integral index: {}, weights {}{not}",
            options.index.describe(),
            options.weighting.as_str()
        ));
        log.push(format!(
            "grouping: k-means, k = {}, {} starts, all indicators with equal weight",
            options.k, self.fit.starts
        ));
        if p.years.len() > 1 {
            log.push(format!(
                "groups are formed once from all years {}–{}; each region-year belongs to the nearest center",
                p.years[0],
                p.years[p.years.len() - 1]
            ));
        }
        log.push(format!(
            "probability of membership: {} draws of regions with replacement; normalisation is not repeated",
            options.draws
        ));
        log
    }

    fn validity(&self, units: &[usize], options: &TypologyOptions) -> Result<Vec<ValidityRow>, MethodError> {
        validity(
            &self.z,
            units,
            &ValidityOptions {
                k_min: 2,
                k_max: options.k_max.max(2),
                starts: self.fit.starts,
                draws: options.stability_draws,
                references: options.gap_references,
                gap_rule: options.gap_rule,
                seed: options.seed,
            },
        )
    }

    /// Adjusted Rand index of each pair of groupings of the reference year.
    fn agreement(&self, options: &TypologyOptions, warnings: &mut Vec<String>) -> Vec<AgreementRow> {
        let z = self.z.take_rows(&self.reference);
        let mut groupings: Vec<(String, Vec<usize>)> =
            vec![("k-means".into(), self.reference_labels()), ("ward-d2".into(), self.ward.clone())];
        for linkage in [Linkage::Average, Linkage::Complete] {
            match tree(&z, linkage) {
                Ok(tree) => groupings.push((linkage.as_str().into(), tree.cut(options.k))),
                Err(e) => warnings.push(format!("agreement without {}: {e}", linkage.as_str())),
            }
        }
        let index = self.reference_index();
        for (name, rule) in [
            ("index mean-sd-3", Rule::MeanSd3),
            ("index equal-intervals", Rule::EqualIntervals),
            ("index natural-breaks", Rule::NaturalBreaks),
        ] {
            match cuts(&index, rule, options.k, 0) {
                Ok(cuts) => {
                    groupings.push((name.into(), index.iter().map(|&v| class_of(v, &cuts)).collect()))
                }
                Err(e) => warnings.push(format!("agreement without {name}: {e}")),
            }
        }
        let mut rows = Vec::new();
        for (at, (a, first)) in groupings.iter().enumerate() {
            for (b, second) in &groupings[at + 1..] {
                rows.push(AgreementRow {
                    grouping_a: a.clone(),
                    grouping_b: b.clone(),
                    adjusted_rand: adjusted_rand(first, second),
                });
            }
        }
        rows
    }
}

fn run(inputs: &Inputs, options: &Options) -> Result<Output, MethodError> {
    let indicators = inputs.indicators()?;
    let definitions = definitions(inputs, options, &indicators.indicators)?;
    let asked = TypologyOptions::of(options);
    if asked.year.is_some() && !indicators.has_year {
        return Err(MethodError::data("option `year` is set, but the indicators have no column `year`"));
    }
    let result = analyze(&indicators, &definitions, &asked)?;
    let mut output = Output::new(table_of(&result.groups))
        .variant(format!("k-means, {}, index {}", asked.normalization.describe(), asked.index.describe()))
        .figure("k", result.k)
        .figure("reference_year", indicators.has_year.then_some(result.reference_year))
        .figure("total_within_ss", result.total_within_ss)
        .figure("silhouette", result.silhouette)
        .figure("calinski_harabasz", result.calinski_harabasz)
        .figure("davies_bouldin", result.davies_bouldin)
        .figure("sizes", result.sizes)
        .figure("share_of_starts_at_optimum", result.share_of_starts_at_optimum)
        .figure("converged", result.converged)
        .figure("borders", result.borders);
    output.warnings = result.warnings;
    output.assumptions = result.assumptions;
    Ok(output)
}
