//! Choices of the workflow.

use crate::registry::{MethodError, Options};
use crate::typology::group_method::GroupingMethod;
use crate::typology::indicator_weights::Weighting;
use crate::typology::integral_index::IndexVariant;
use crate::typology::outliers::Outliers;
use crate::typology::prepare::Preparation;
use crate::typology::reduction::Reduction;
use crate::typology::scale::{Normalization, normalization};
use crate::typology::screening::{Limits, Screen};
use crate::typology::validity::GapRule;

/// Choices of the workflow.
#[derive(Debug, Clone, PartialEq)]
pub struct TypologyOptions {
    /// Number of groups.
    pub k: usize,
    /// Measure that chooses the number of groups instead.
    pub choose_k: Option<String>,
    /// Grouping method.
    pub grouping: GroupingMethod,
    /// Seed of all random numbers.
    pub seed: u64,
    /// Resamplings for the probability of membership and the profile's limits.
    pub draws: usize,
    /// Missing values, their thresholds and the reference year.
    pub preparation: Preparation,
    /// Treatment of outliers.
    pub outliers: Outliers,
    /// What is done about indicators that say little or repeat others.
    pub screen: Screen,
    /// From where on they are found to.
    pub limits: Limits,
    /// Normalisation for grouping.
    pub normalization: Normalization,
    /// Integral index.
    pub index: IndexVariant,
    /// Weights in the index.
    pub weighting: Weighting,
    /// Whether the weights of the index count in grouping as well.
    pub weighted_grouping: bool,
    /// Reduction before grouping.
    pub reduction: Reduction,
    /// Number of its dimensions; 0: the eigenvalues above chance (parallel analysis).
    pub components: usize,
    /// Largest number of groups tried.
    pub k_max: usize,
    /// Bootstrap samples for the stability of each k.
    pub stability_draws: usize,
    /// Uniform samples for the gap of each k.
    pub gap_references: usize,
    /// Rule by which the gap chooses.
    pub gap_rule: GapRule,
}

impl Default for TypologyOptions {
    fn default() -> Self {
        TypologyOptions {
            k: 3,
            choose_k: None,
            grouping: GroupingMethod::default(),
            seed: 1,
            draws: 400,
            preparation: Preparation::default(),
            outliers: Outliers::default(),
            screen: Screen::default(),
            limits: Limits::default(),
            normalization: Normalization::default(),
            index: IndexVariant::default(),
            weighting: Weighting::default(),
            weighted_grouping: false,
            reduction: Reduction::None,
            components: 0,
            k_max: 8,
            stability_draws: 100,
            gap_references: 50,
            gap_rule: GapRule::default(),
        }
    }
}

impl TypologyOptions {
    /// The choices that checked options of the method name.
    ///
    /// # Errors
    /// Options that contradict each other.
    pub fn of(options: &Options) -> Result<TypologyOptions, MethodError> {
        let seed = options.integer("seed") as u64;
        let starts = options.integer("starts") as usize;
        let found = TypologyOptions {
            k: options.integer("k") as usize,
            choose_k: Some(options.text("choose-k")).filter(|m| !matches!(*m, "" | "none")).map(String::from),
            grouping: GroupingMethod::from_word(options.text("grouping"), starts, seed),
            seed,
            draws: options.integer("draws") as usize,
            preparation: Preparation::of(options),
            outliers: Outliers::of(options)?,
            screen: Screen::from_word(options.text("screen")),
            limits: Limits::of(options),
            normalization: normalization(options),
            index: IndexVariant::from_word(options.text("index"), 1, true),
            weighting: Weighting::from_word(options.text("indicator-weights")),
            weighted_grouping: options.text("grouping-weights") == "index",
            reduction: Reduction::from_word(options.text("reduce")),
            components: options.integer("components") as usize,
            k_max: options.integer("k-max") as usize,
            stability_draws: options.integer("stability-draws") as usize,
            gap_references: options.integer("references") as usize,
            gap_rule: GapRule::from_word(options.text("gap-rule")),
        };
        if found.weighted_grouping && found.reduction != Reduction::None {
            return Err(MethodError::data_hint(
                "grouping-weights=index has no meaning beside reduce: components and factors of correlations are free of weights",
                "leave one of them out",
            ));
        }
        Ok(found)
    }
}
