//! Any grouping method by its word: what compares or resamples groupings takes
//! them from here.

use super::fuzzy_c_means::{FuzzyOptions, fuzzy_c_means};
use super::gaussian_mixture::{Covariance, MixtureOptions, gaussian_mixture};
use super::group_rows::{largest, ordered};
use super::hdbscan::{HdbscanOptions, hdbscan};
use super::k_means::{check_k, k_means};
use super::linkage::{Linkage, tree};
use super::pam::{Swap, pam};
use crate::linalg::{Matrix, Metric};
use crate::registry::{MethodError, nearest};

/// A grouping method with the settings it has by default.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grouper {
    /// k-means.
    KMeans,
    /// A tree cut into k groups.
    Linkage(Linkage),
    /// Medoids, Euclidean distance.
    Pam,
    /// Mixture of normal distributions.
    GaussianMixture(Covariance),
    /// Fuzzy c-means with m = 2, largest degree.
    FuzzyCMeans,
    /// Dense groups of at least `min-size` regions; k is not used.
    Hdbscan,
}

/// How a grouper is run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GrouperOptions {
    /// Number of groups.
    pub k: usize,
    /// Starts of the methods that have some.
    pub starts: usize,
    /// Least size of a dense group.
    pub least_size: usize,
    /// Seed.
    pub seed: u64,
}

impl Grouper {
    /// Words of the methods.
    pub const WORDS: &'static [&'static str] = &[
        "k-means",
        "ward",
        "ward-d",
        "complete",
        "average",
        "single",
        "pam",
        "gaussian-mixture",
        "gaussian-mixture-diagonal",
        "gaussian-mixture-spherical",
        "gaussian-mixture-tied",
        "fuzzy-c-means",
        "hdbscan",
    ];

    /// The method of a word of [`Grouper::WORDS`].
    ///
    /// # Errors
    /// Any other word, with the nearest one as a hint.
    pub fn from_word(word: &str) -> Result<Self, MethodError> {
        Ok(match word {
            "k-means" => Grouper::KMeans,
            "ward" => Grouper::Linkage(Linkage::WardD2),
            "ward-d" | "complete" | "average" | "single" => Grouper::Linkage(Linkage::from_word(word)),
            "pam" => Grouper::Pam,
            "gaussian-mixture" => Grouper::GaussianMixture(Covariance::Full),
            "gaussian-mixture-diagonal" => Grouper::GaussianMixture(Covariance::Diagonal),
            "gaussian-mixture-spherical" => Grouper::GaussianMixture(Covariance::Spherical),
            "gaussian-mixture-tied" => Grouper::GaussianMixture(Covariance::Tied),
            "fuzzy-c-means" => Grouper::FuzzyCMeans,
            "hdbscan" => Grouper::Hdbscan,
            _ => {
                let hint = match nearest(word, Grouper::WORDS.iter().copied()) {
                    Some(found) => format!("did you mean `{found}`?"),
                    None => format!("methods are: {}", Grouper::WORDS.join(", ")),
                };
                return Err(MethodError::data_hint(format!("no grouping method `{word}`"), hint));
            }
        })
    }

    /// Groups the rows of `data` in order of first appearance; a row in no
    /// dense group has none.
    ///
    /// # Errors
    /// Those of the method.
    pub fn group(self, data: &Matrix, options: &GrouperOptions) -> Result<Vec<Option<usize>>, MethodError> {
        let GrouperOptions { k, starts, least_size, seed } = *options;
        let mut labels = match self {
            Grouper::KMeans => k_means(data, k, starts, seed)?.labels,
            Grouper::Linkage(linkage) => {
                check_k(data, k)?;
                tree(data, linkage)?.cut(k)
            }
            Grouper::Pam => pam(data, k, Metric::Euclidean, Swap::Best)?.labels,
            Grouper::GaussianMixture(covariance) => {
                let starts = starts.min(MOST_STARTS);
                let asked =
                    MixtureOptions { k, covariance, starts, seed, tolerance: 1e-6, ..Default::default() };
                gaussian_mixture(data, &asked)?.labels
            }
            Grouper::FuzzyCMeans => {
                let starts = starts.min(MOST_STARTS);
                let asked = FuzzyOptions { c: k, starts, seed, tolerance: 1e-6, ..Default::default() };
                largest(&fuzzy_c_means(data, &asked)?.memberships)
            }
            Grouper::Hdbscan => {
                return Ok(hdbscan(data, &HdbscanOptions::new(least_size))?.labels);
            }
        };
        let count = labels.iter().max().map_or(0, |m| m + 1);
        ordered(&mut labels, count, None);
        Ok(labels.into_iter().map(Some).collect())
    }
}

/// Mixtures and fuzzy groups begin from good groups of k-means: more starts
/// than this gain nothing.
const MOST_STARTS: usize = 3;
