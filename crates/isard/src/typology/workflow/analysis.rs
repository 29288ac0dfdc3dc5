//! The steps of the workflow.

use super::membership::{Membership, Resampled};
use super::number_of_groups::{chosen_k, number_of_groups};
use super::{TypologyOptions, TypologyResult};
use crate::linalg::Matrix;
use crate::registry::{Indicators, MethodError};
use crate::typology::contributions::contributions;
use crate::typology::definitions::IndicatorDefinition;
use crate::typology::framework::framework;
use crate::typology::group_method::{Grouped, Grouping};
use crate::typology::group_profile::group_name;
use crate::typology::grouping::order_by_index;
use crate::typology::integral_index::{Index, index};
use crate::typology::linkage::{Linkage, Tree, tree};
use crate::typology::moves;
use crate::typology::outliers::{Treated, treat};
use crate::typology::parallel_analysis::ParallelOptions;
use crate::typology::prepare::{Prepared, prepare_with};
use crate::typology::reduction::{Reduced, overview, reduce, score_rows};
use crate::typology::scale::normalized;
use crate::typology::screening::screen;
use crate::typology::validity::{
    calinski_harabasz, centers, choices, davies_bouldin, dunn, group_sizes, mean_silhouette, silhouettes,
    verdict, within_ss,
};

/// What the steps hand on to the tables.
pub(super) struct Found<'a> {
    pub(super) options: &'a TypologyOptions,
    pub(super) prepared: Prepared,
    pub(super) treated: Treated,
    /// Normalised values.
    pub(super) z: Matrix,
    /// Weight of each indicator in grouping; 1 where grouping is not weighted.
    pub(super) grouping_weights: Vec<f64>,
    /// What is grouped: normalised values, weighted or reduced.
    pub(super) coordinates: Matrix,
    pub(super) index: Index,
    pub(super) grouped: Grouped,
    /// Number of groups the method was asked for.
    pub(super) asked_k: usize,
    /// Groups of all items, 0 = highest index.
    pub(super) labels: Vec<usize>,
    /// Means of the groups in the coordinates.
    pub(super) centers: Matrix,
    /// Items of the reference year.
    pub(super) reference: Vec<usize>,
    /// Silhouettes of the items of the reference year.
    pub(super) silhouettes: Vec<Option<f64>>,
    pub(super) membership: Membership,
    pub(super) tree: Tree,
    /// Ward's groups of the items of the reference year, 0 = highest index.
    pub(super) ward: Vec<usize>,
    /// Remarks on reduction.
    pub(super) notes: Vec<String>,
}

impl Found<'_> {
    pub(super) fn reference_index(&self) -> Vec<f64> {
        self.reference.iter().map(|&i| self.index.values[i]).collect()
    }

    pub(super) fn reference_labels(&self) -> Vec<usize> {
        self.reference.iter().map(|&i| self.labels[i]).collect()
    }

    pub(super) fn region(&self, item: usize) -> &str {
        &self.prepared.regions[self.prepared.items[item].region]
    }

    /// Number of groups found.
    pub(super) fn k(&self) -> usize {
        self.centers.rows()
    }
}

/// The whole workflow on indicators, by the grouping and reduction of the options.
///
/// # Errors
/// See the method's undefined cases; every message names what was found.
pub fn analyze(
    indicators: &Indicators,
    definitions: &[IndicatorDefinition],
    options: &TypologyOptions,
) -> Result<TypologyResult, MethodError> {
    let judge = options.grouping.judge();
    analyze_with(indicators, definitions, options, &options.grouping, &judge)
}

/// The whole workflow by any grouping method. `judge` forms the
/// groups of other numbers and of resamplings: the method itself, or a like one
/// where the method is slow or may refuse.
///
/// # Errors
/// As [`analyze`], and what the method refuses.
pub fn analyze_with(
    indicators: &Indicators,
    definitions: &[IndicatorDefinition],
    options: &TypologyOptions,
    method: &dyn Grouping,
    judge: &dyn Grouping,
) -> Result<TypologyResult, MethodError> {
    let mut prepared = prepare_with(indicators, definitions, &options.preparation)?;
    let mut treated = treat(&mut prepared, options.outliers);
    let screened = screen(&prepared, &treated.values, options.screen, &options.limits)?;
    prepared.keep(&screened.keep);
    treated.keep(&screened.keep);
    let z = normalized(&prepared, &treated.values, options.normalization)?;
    let all: Vec<usize> = (0..z.cols()).collect();
    let index = index(&prepared, &treated.values, &all, options.index, options.weighting)?;
    let mut grouping_weights = vec![1.0; z.cols()];
    if options.weighted_grouping {
        index.columns.iter().zip(&index.weights).for_each(|(&j, &w)| grouping_weights[j] = w);
    }
    let mut notes = Vec::new();
    let mut notes_on_k = Vec::new();
    let parallel = ParallelOptions { seed: options.seed, ..ParallelOptions::default() };
    let reduced = reduce(&z, options.reduction, options.components, &parallel)?;
    let coordinates = match &reduced {
        Some(reduced) => {
            notes.push(reduced.assumption.clone());
            prepared.warnings.extend(reduced.warnings.iter().cloned());
            reduced.scores.clone()
        }
        None => scaled(&z, &grouping_weights),
    };
    // Components are shown in any case.
    let dimensions = reduced.or_else(|| overview(&z, &parallel));
    let units: Vec<usize> = prepared.items.iter().map(|i| i.region).collect();
    let (validity, gaps) = number_of_groups(&coordinates, &units, judge, options)?;
    let k = chosen_k(&validity, &gaps, options, &mut notes_on_k)?;
    let grouped = method.group(&coordinates, k)?;
    let mut labels = grouped.labels.clone();
    order_by_index(&mut labels, &index.values);
    let centers = centers(&coordinates, &labels);
    let reference = prepared.rows_of_year(prepared.reference);
    let of_reference = coordinates.take_rows(&reference);
    let labels_reference: Vec<usize> = reference.iter().map(|&i| labels[i]).collect();
    let silhouettes = silhouettes(&of_reference, &[&labels_reference]).swap_remove(0);
    let resampled = Resampled {
        coordinates: &coordinates,
        units: &units,
        labels: &labels,
        centers: &centers,
        reference: &reference,
        method: judge,
    };
    let membership = resampled.run(options.draws, options.seed);
    let tree = tree(&of_reference, Linkage::WardD2)?;
    let mut ward = tree.cut(centers.rows());
    let index_reference: Vec<f64> = reference.iter().map(|&i| index.values[i]).collect();
    order_by_index(&mut ward, &index_reference);
    let found = Found {
        options,
        prepared,
        treated,
        z,
        grouping_weights,
        coordinates,
        index,
        grouped,
        asked_k: k,
        labels,
        centers,
        reference,
        silhouettes,
        membership,
        tree,
        ward,
        notes,
    };
    let mut result = found.summary(method);
    result.screening = screened.findings;
    if let Some(dimensions) = &dimensions {
        found.dimensions(dimensions, &mut result);
    }
    found.screening_remarks(&mut result);
    found.fill_tables(&mut result);
    found.framework(&mut result);
    result.contributions = contributions(&found.prepared, &found.index, &found.reference);
    result.k_choices = choices(&validity, &gaps, found.k());
    result.assumptions.extend(notes_on_k);
    result.assumptions.extend(verdict(&result.k_choices));
    result.validity = validity;
    found.agreement(&method.name(), &mut result);
    found.consensus(&mut result);
    found.over_years(judge, &mut result);
    result.borders = result.groups.iter().filter(|g| g.border == Some(true)).count();
    Ok(result)
}

/// Columns times the root of their weights, so that squared distances are weighted.
fn scaled(z: &Matrix, weights: &[f64]) -> Matrix {
    let mut out = z.clone();
    if weights.iter().any(|w| *w != 1.0) {
        for i in 0..out.rows() {
            out.row_mut(i).iter_mut().zip(weights).for_each(|(v, w)| *v *= w.sqrt());
        }
    }
    out
}

impl Found<'_> {
    fn summary(&self, method: &dyn Grouping) -> TypologyResult {
        let p = &self.prepared;
        let k = self.k();
        let mut result = TypologyResult {
            warnings: p.warnings.clone(),
            reference_year: p.years[p.reference],
            years: p.years.clone(),
            k,
            group_names: (1..=k).map(|g| group_name(g, k)).collect(),
            total_within_ss: within_ss(&self.coordinates, &self.labels),
            silhouette: mean_silhouette(&self.silhouettes),
            calinski_harabasz: calinski_harabasz(&self.coordinates, &self.labels),
            davies_bouldin: davies_bouldin(&self.coordinates, &self.labels),
            dunn: dunn(&self.coordinates, &[&self.labels]).swap_remove(0),
            share_of_starts_at_optimum: self
                .grouped
                .starts
                .map_or(1.0, |(all, best)| best as f64 / all as f64),
            converged: self.grouped.converged,
            filled: p.filled_rows(),
            outliers: self.treated.rows(p),
            ..TypologyResult::default()
        };
        result.sizes = group_sizes(&self.reference_labels());
        result.sizes.resize(k, 0);
        result.warnings.extend(self.grouped.warnings.iter().cloned());
        if k != self.asked_k {
            result.warnings.push(format!("{} groups were asked for, the method found {k}", self.asked_k));
        }
        for (group, size) in result.sizes.iter().enumerate() {
            match size {
                0 => result.warnings.push(format!("group {} has no region in the reference year", group + 1)),
                1 => result.warnings.push(format!(
                    "group {} is a single region in the reference year: an outlier rather than a kind of region",
                    group + 1
                )),
                _ => {}
            }
        }
        result.assumptions = self.assumptions(method);
        result
    }

    fn dimensions(&self, reduced: &Reduced, result: &mut TypologyResult) {
        result.eigenvalues = reduced.eigenvalue_rows();
        result.loadings = reduced.loading_rows(&self.prepared.names());
        result.scores = score_rows(&self.prepared, &reduced.scores);
    }

    fn framework(&self, result: &mut TypologyResult) {
        let found = framework(&self.prepared, &self.index, &self.grouping_weights);
        result.warnings.extend(found.warnings());
        result.domain_balance = found.balance;
        result.domains = found.rows;
    }

    /// What moved, and how steady groups are over the years.
    fn over_years(&self, judge: &dyn Grouping, result: &mut TypologyResult) {
        let p = &self.prepared;
        if p.years.len() < 2 {
            return;
        }
        let means = centers(&self.z, &self.labels);
        result.moves = moves::moves(p, &self.z, &self.labels, &means, &self.grouping_weights);
        let alone: Vec<Option<Vec<usize>>> = (0..p.years.len())
            .map(|y| {
                judge.group(&self.coordinates.take_rows(&p.rows_of_year(y)), self.k()).ok().map(|g| g.labels)
            })
            .collect();
        result.year_rows = moves::years(p, &self.labels, &alone);
        result.steadiness = moves::steadiness(p, &self.labels);
    }
}
