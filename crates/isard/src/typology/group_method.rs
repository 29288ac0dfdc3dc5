//! The grouping methods of the workflow behind one door.
//!
//! A method plugs in by implementing [`Grouping`] and a word in
//! [`GroupingMethod`]; the workflow, its validity panel, its resampling and its
//! agreement tables then work with it.

use super::consensus::{Begin, Disagreement, three_starts};
use super::grouper::{Grouper, GrouperOptions};
use super::k_means::{check_k, k_means, k_means_from};
use super::linkage::{Linkage, tree};
use super::validity::within_ss;
use crate::linalg::Matrix;
use crate::registry::{MethodError, OptionSpec};

/// Groups of rows.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Grouped {
    /// Group of each row, 0-based without gaps; groups in order of first appearance.
    pub labels: Vec<usize>,
    /// Starts run and starts that reached the optimum, for methods with starts.
    pub starts: Option<(usize, usize)>,
    /// Whether an iterative method ended by itself.
    pub converged: bool,
    /// What the reader must know.
    pub warnings: Vec<String>,
}

/// A way to form `k` groups of rows.
pub trait Grouping: Sync {
    /// Word in tables.
    fn name(&self) -> String;

    /// What is done, for the log of assumptions.
    fn describe(&self, k: usize) -> String;

    /// The groups.
    ///
    /// # Errors
    /// `k` above the number of distinct rows, and whatever the method refuses.
    fn group(&self, z: &Matrix, k: usize) -> Result<Grouped, MethodError>;

    /// The groups of a resampled or reference data set: the same method at less
    /// cost where it has starts. `draw` keys its random numbers.
    ///
    /// # Errors
    /// As [`Grouping::group`].
    fn quick(&self, z: &Matrix, k: usize, _draw: u64) -> Result<Vec<usize>, MethodError> {
        self.group(z, k).map(|g| g.labels)
    }

    /// The groups of a resample of data whose groups have the centers `known`:
    /// as [`Grouping::quick`], but a method with starts also starts from them
    /// and keeps the best, so that a resample does not look different for want
    /// of starts.
    ///
    /// # Errors
    /// As [`Grouping::group`].
    fn regroup(&self, z: &Matrix, known: &Matrix, draw: u64) -> Result<Vec<usize>, MethodError> {
        self.quick(z, known.rows(), draw)
    }
}

/// Starts of k-means on a resampled data set.
const QUICK_STARTS: usize = 5;

/// At most this many times the starts asked for.
const MORE_STARTS: usize = 16;

/// The methods that the workflow knows by a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GroupingMethod {
    /// k-means from many k-means++ starts; their number is doubled until two
    /// end in the same best optimum.
    KMeans {
        /// Starts.
        starts: usize,
        /// Seed.
        seed: u64,
    },
    /// k-means from three fixed starts; a grouping that two or three of them
    /// end in is accepted, otherwise none.
    ThreeStarts {
        /// Seed of the resampled groupings.
        seed: u64,
    },
    /// A tree cut into k groups.
    Tree(Linkage),
    /// Medoids, a mixture or fuzzy groups (largest degree).
    Fitted {
        /// The method.
        method: Grouper,
        /// Starts.
        starts: usize,
        /// Seed.
        seed: u64,
    },
}

impl Default for GroupingMethod {
    fn default() -> Self {
        GroupingMethod::KMeans { starts: 50, seed: 1 }
    }
}

/// Option `grouping`.
pub(super) const GROUPING: OptionSpec = OptionSpec::choice(
    "grouping",
    GroupingMethod::WORDS,
    "k-means",
    "Grouping method: k-means; three-starts (k-means from three fixed starts, accepted where two or three agree); or a tree cut into k groups by the linkage named; or medoids (pam), a mixture of normal distributions (by its covariance), fuzzy groups by largest degree.",
);

impl GroupingMethod {
    /// Words of the option.
    pub const WORDS: &'static [&'static str] = &[
        "k-means",
        "three-starts",
        "ward-d2",
        "ward-d",
        "single",
        "complete",
        "average",
        "weighted",
        "centroid",
        "median",
        "pam",
        "gaussian-mixture",
        "gaussian-mixture-diagonal",
        "gaussian-mixture-spherical",
        "gaussian-mixture-tied",
        "fuzzy-c-means",
    ];

    /// The method of a word of [`GroupingMethod::WORDS`]; k-means for any other.
    pub fn from_word(word: &str, starts: usize, seed: u64) -> Self {
        match word {
            "three-starts" => GroupingMethod::ThreeStarts { seed },
            "k-means" => GroupingMethod::KMeans { starts, seed },
            word if Linkage::WORDS.contains(&word) => GroupingMethod::Tree(Linkage::from_word(word)),
            word => match Grouper::from_word(word) {
                Ok(method) => GroupingMethod::Fitted { method, starts, seed },
                Err(_) => GroupingMethod::KMeans { starts, seed },
            },
        }
    }

    /// The method that judges other numbers of groups: itself, but for
    /// three-starts, which may refuse, k-means.
    pub fn judge(self) -> GroupingMethod {
        match self {
            GroupingMethod::ThreeStarts { seed } => GroupingMethod::KMeans { starts: 50, seed },
            other => other,
        }
    }
}

impl Grouping for GroupingMethod {
    fn name(&self) -> String {
        match self {
            GroupingMethod::KMeans { .. } => "k-means".into(),
            GroupingMethod::ThreeStarts { .. } => "three-starts".into(),
            GroupingMethod::Tree(linkage) => linkage.as_str().into(),
            GroupingMethod::Fitted { method, .. } => word_of(*method).into(),
        }
    }

    fn describe(&self, k: usize) -> String {
        match self {
            GroupingMethod::KMeans { starts, .. } => format!("k-means, k = {k}, {starts} starts or more"),
            GroupingMethod::ThreeStarts { .. } => format!(
                "k-means, k = {k}, from three starts (rows far apart; rows at equal steps of the distance from the mean; the first distinct rows), accepted where two or three agree"
            ),
            GroupingMethod::Tree(linkage) => format!("tree by {}, cut into k = {k} groups", linkage.as_str()),
            GroupingMethod::Fitted { method, .. } => format!("{}, k = {k}", word_of(*method)),
        }
    }

    fn group(&self, z: &Matrix, k: usize) -> Result<Grouped, MethodError> {
        check_k(z, k)?;
        match *self {
            GroupingMethod::KMeans { starts, seed } => many_starts(z, k, starts, seed),
            GroupingMethod::ThreeStarts { seed } => agreed_starts(z, k, seed),
            GroupingMethod::Fitted { method, starts, seed } => fitted(z, k, method, starts, seed),
            GroupingMethod::Tree(linkage) => {
                let labels = tree(z, linkage)?.cut(k);
                Ok(Grouped { labels, converged: true, ..Grouped::default() })
            }
        }
    }

    fn quick(&self, z: &Matrix, k: usize, draw: u64) -> Result<Vec<usize>, MethodError> {
        match *self {
            GroupingMethod::KMeans { seed, .. } | GroupingMethod::ThreeStarts { seed } => {
                let starts = if k == 1 { 1 } else { QUICK_STARTS };
                k_means(z, k, starts, seed.wrapping_add(draw)).map(|f| f.labels)
            }
            GroupingMethod::Tree(_) => self.group(z, k).map(|g| g.labels),
            GroupingMethod::Fitted { method, seed, .. } => {
                fitted(z, k, method, 1, seed.wrapping_add(draw)).map(|g| g.labels)
            }
        }
    }

    fn regroup(&self, z: &Matrix, known: &Matrix, draw: u64) -> Result<Vec<usize>, MethodError> {
        match *self {
            GroupingMethod::KMeans { seed, .. } | GroupingMethod::ThreeStarts { seed } => {
                let fresh = k_means(z, known.rows(), QUICK_STARTS, seed.wrapping_add(draw))?;
                let warm = k_means_from(z, known);
                let better = warm.total_within_ss < fresh.total_within_ss;
                Ok(if better { warm.labels } else { fresh.labels })
            }
            GroupingMethod::Tree(_) | GroupingMethod::Fitted { .. } => self.quick(z, known.rows(), draw),
        }
    }
}

fn many_starts(z: &Matrix, k: usize, asked: usize, seed: u64) -> Result<Grouped, MethodError> {
    let mut starts = asked;
    let fit = loop {
        let fit = k_means(z, k, starts, seed)?;
        if starts == 1 || fit.starts_at_optimum > 1 || starts >= MORE_STARTS * asked {
            break fit;
        }
        starts *= 2;
    };
    let mut warnings = Vec::new();
    if asked > 1 && fit.starts_at_optimum == 1 {
        warnings.push(format!(
            "only one of {} starts reached the best sum of squares: raise `starts`, there may be a better one",
            fit.starts
        ));
    }
    let starts = Some((fit.starts, fit.starts_at_optimum));
    Ok(Grouped { labels: fit.labels, starts, converged: fit.converged, warnings })
}

/// The word of a method that is fitted.
fn word_of(method: Grouper) -> &'static str {
    let same = |word: &&&str| Grouper::from_word(word) == Ok(method);
    Grouper::WORDS.iter().find(same).copied().unwrap_or("grouping")
}

fn fitted(z: &Matrix, k: usize, method: Grouper, starts: usize, seed: u64) -> Result<Grouped, MethodError> {
    let asked = GrouperOptions { k, starts, least_size: 5, seed };
    let labels: Option<Vec<usize>> = method.group(z, &asked)?.into_iter().collect();
    let Some(labels) = labels else {
        return Err(MethodError::data(format!("{} leaves regions without a group", word_of(method))));
    };
    Ok(Grouped { labels, converged: true, ..Grouped::default() })
}

/// k-means from three fixed starts.
fn agreed_starts(z: &Matrix, k: usize, seed: u64) -> Result<Grouped, MethodError> {
    let found = three_starts(z, k, Begin::Rules, Disagreement::Refuse, seed)?;
    let sums = found.total_within_ss;
    let best = sums.iter().copied().fold(f64::INFINITY, f64::min);
    let taken = within_ss(z, &found.labels);
    let mut warnings = Vec::new();
    if taken > best * (1.0 + 1e-9) {
        warnings.push(format!(
            "two of three starts agree on a sum of squares of {taken:.4}; the third reached {best:.4}, which is better"
        ));
    }
    Ok(Grouped { labels: found.labels, starts: Some((3, found.agreeing)), converged: true, warnings })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inference::Random;
    use crate::typology::agreement::adjusted_rand;

    fn planted(distance: f64) -> (Matrix, Vec<usize>) {
        let mut random = Random::new(8, 0, 0);
        let truth: Vec<usize> = (0..45).map(|i| i % 3).collect();
        let data = truth.iter().flat_map(|&g| [0, 1].map(|_| distance * g as f64 + random.normal()));
        (Matrix::from_vec(45, 2, data.collect()), truth)
    }

    #[test]
    fn every_method_finds_groups_that_stand_apart() {
        let (z, truth) = planted(20.0);
        for word in GroupingMethod::WORDS {
            let method = GroupingMethod::from_word(word, 10, 1);
            assert_eq!(method.name(), *word);
            let found = method.group(&z, 3).expect("groups");
            assert_eq!(adjusted_rand(&found.labels, &truth), 1.0, "{word}");
            assert_eq!(adjusted_rand(&method.quick(&z, 3, 4).expect("groups"), &truth), 1.0, "{word}");
            assert!(method.group(&z, 46).is_err());
        }
        let three = GroupingMethod::ThreeStarts { seed: 1 }.group(&z, 3).expect("groups");
        assert!(three.starts.is_some_and(|(run, agreed)| run == 3 && agreed >= 2));
    }

    #[test]
    fn three_different_ends_are_refused() {
        // Noise cut into many groups: three starts hardly ever agree.
        let (z, _) = planted(0.0);
        let refused = GroupingMethod::ThreeStarts { seed: 1 }.group(&z, 9).expect_err("a refusal");
        assert!(refused.to_string().contains("no two of three starts agree"), "{refused}");
    }
}
