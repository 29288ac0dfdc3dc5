//! The chosen grouping beside others, reference year.

use super::TypologyResult;
use super::analysis::Found;
use crate::linalg::Matrix;
use crate::registry::MethodError;
use crate::typology::agreement::{adjusted_rand, cross_table};
use crate::typology::consensus::{Consensus, consensus};
use crate::typology::gaussian_mixture::Covariance;
use crate::typology::group_method::{Grouping, GroupingMethod};
use crate::typology::group_rows::ordered_some;
use crate::typology::grouper::{Grouper, GrouperOptions};
use crate::typology::grouping::order_by_index;
use crate::typology::index_groups::{Rule, class_of, cuts};
use crate::typology::linkage::Linkage;
use crate::typology::tables::{AgreementRow, ConsensusPairRow};

/// Methods whose agreement on each pair of regions is counted.
const EVIDENCE: [Grouper; 4] = [
    Grouper::KMeans,
    Grouper::Linkage(Linkage::WardD2),
    Grouper::Pam,
    Grouper::GaussianMixture(Covariance::Diagonal),
];
/// Resampled groupings among them.
const EVIDENCE_DRAWS: usize = 40;
/// Least number of regions of a dense group.
const DENSE: usize = 5;
/// The table of pairs is written for so many regions at most.
const MOST_PAIRED: usize = 400;

impl Found<'_> {
    /// How often pairs of regions of the reference year are together.
    pub(super) fn consensus(&self, result: &mut TypologyResult) {
        if self.reference.len() > MOST_PAIRED {
            return;
        }
        let found = match self.evidence() {
            Ok(found) => found,
            Err(e) => return result.warnings.push(format!("no consensus of groupings: {e}")),
        };
        for (i, &item) in self.reference.iter().enumerate() {
            result.consensus_pairs.extend(self.reference.iter().enumerate().skip(i + 1).map(
                |(j, &other)| ConsensusPairRow {
                    region: self.region(item).to_string(),
                    other: self.region(other).to_string(),
                    share: found.pairs.share(i, j),
                },
            ));
        }
    }

    fn evidence(&self) -> Result<Consensus, MethodError> {
        let coordinates = self.coordinates.take_rows(&self.reference);
        let units: Vec<usize> = (0..self.reference.len()).collect();
        let asked = GrouperOptions { k: self.k(), starts: 10, least_size: 2, seed: self.options.seed };
        consensus(&coordinates, &units, &EVIDENCE, &asked, EVIDENCE_DRAWS)
    }

    /// Adjusted Rand index of each pair of groupings, and the cross-table of the
    /// chosen one with each other.
    pub(super) fn agreement(&self, name: &str, result: &mut TypologyResult) {
        let coordinates = self.coordinates.take_rows(&self.reference);
        let index = self.reference_index();
        let all = |labels: Vec<usize>| labels.into_iter().map(Some).collect();
        let mut groupings: Vec<(String, Vec<Option<usize>>)> =
            vec![(name.to_string(), all(self.reference_labels()))];
        let k_means = GroupingMethod::KMeans { starts: 50, seed: self.options.seed };
        let others = [
            k_means,
            GroupingMethod::Tree(Linkage::WardD2),
            GroupingMethod::Tree(Linkage::Average),
            GroupingMethod::Tree(Linkage::Complete),
            self.fitted(Grouper::Pam, 1),
            self.fitted(Grouper::GaussianMixture(Covariance::Diagonal), 3),
            self.fitted(Grouper::FuzzyCMeans, 3),
        ];
        for other in others.iter().filter(|o| o.name() != name) {
            let found = match other {
                GroupingMethod::Tree(Linkage::WardD2) => Ok(self.ward.clone()),
                _ => other.group(&coordinates, self.k()).map(|g| g.labels),
            };
            match found {
                Ok(mut labels) => {
                    order_by_index(&mut labels, &index);
                    groupings.push((other.name(), all(labels)));
                }
                Err(e) => result.warnings.push(format!("agreement without {}: {e}", other.name())),
            }
        }
        match self.dense(&coordinates, &index) {
            Ok(labels) => groupings.push(("hdbscan".into(), labels)),
            Err(e) => result.warnings.push(format!("agreement without hdbscan: {e}")),
        }
        for (name, rule) in [
            ("index mean-sd-3", Rule::MeanSd3),
            ("index equal-intervals", Rule::EqualIntervals),
            ("index natural-breaks", Rule::NaturalBreaks),
        ] {
            match cuts(&index, rule, self.k(), 0) {
                Ok(cuts) => {
                    groupings.push((name.into(), index.iter().map(|&v| Some(class_of(v, &cuts))).collect()))
                }
                Err(e) => result.warnings.push(format!("agreement without {name}: {e}")),
            }
        }
        for (at, (a, first)) in groupings.iter().enumerate() {
            for (b, second) in &groupings[at + 1..] {
                let both = first.iter().zip(second).filter_map(|(&x, &y)| Some((x?, y?)));
                let (first, second): (Vec<usize>, Vec<usize>) = both.unzip();
                result.agreement.push(AgreementRow {
                    grouping_a: a.clone(),
                    grouping_b: b.clone(),
                    regions: first.len() as i64,
                    adjusted_rand: adjusted_rand(&first, &second),
                });
                if at == 0 {
                    result.cross_table.extend(cross_table((a, &first), (b, &second)));
                }
            }
        }
    }

    fn fitted(&self, method: Grouper, starts: usize) -> GroupingMethod {
        GroupingMethod::Fitted { method, starts, seed: self.options.seed }
    }

    /// Dense groups, the first with the highest mean index; most regions may be
    /// in none.
    fn dense(&self, coordinates: &Matrix, index: &[f64]) -> Result<Vec<Option<usize>>, MethodError> {
        let asked = GrouperOptions { k: self.k(), starts: 1, least_size: DENSE, seed: self.options.seed };
        let mut labels = Grouper::Hdbscan.group(coordinates, &asked)?;
        let count = labels.iter().flatten().max().map_or(0, |m| m + 1);
        if count < 2 {
            let text = format!("regions lie in one cloud, without two dense groups of {DENSE} regions");
            return Err(MethodError::data(text));
        }
        ordered_some(&mut labels, Some(index));
        Ok(labels)
    }
}
